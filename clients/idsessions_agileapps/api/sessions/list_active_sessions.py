from collections.abc import Mapping
from typing import Any, Literal

from ... import errors
from ...models import ActiveSessionsResponse, ErrorResponse
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    *,
    alt: Literal["xml"] = "xml",
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["alt"] = alt

    params = {k: v for k, v in params.items() if v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "extensions": {**(extensions or {}), "operation": "list_active_sessions"},
        "url": "/networking/rest/httpSessionManagement/active",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> ActiveSessionsResponse | ErrorResponse | str | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return ActiveSessionsResponse.from_dict(body)
    if response.status_code == 302:
        return response.text
    if response.status_code in (400, 401, 403, 404, 405, 429, 500, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return ErrorResponse.from_dict(body)

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: Caller, response: HttpResponse
) -> Response[ActiveSessionsResponse | ErrorResponse | str]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    alt: Literal["xml"] = "xml",
    extensions: Mapping[str, Any] | None = None,
) -> Response[ActiveSessionsResponse | ErrorResponse | str]:
    """List the active sessions of the user

    Answers the active sessions of the user whose session it is, from every device.

    Source: the page REST API:Active Sessions Resource of January 2024.

    Unverified: whose sessions are listed, as the page says "a user" and no parameter names one; what a tenant answers
    whose session management is off (403 with code -4600, or 404 from a server older than the page, is likely); the
    form in XML, since the page shows JSON.

    Args:
        client: Where to send the request, and with which credential.
        alt: The format of the answer. Always `xml` here, as this document describes no other; without it, and
            without `Accept`, the server answers JSON.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[ActiveSessionsResponse | ErrorResponse | str]
    """

    kwargs = _get_kwargs(
        alt=alt,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Caller,
    alt: Literal["xml"] = "xml",
    extensions: Mapping[str, Any] | None = None,
) -> ActiveSessionsResponse | ErrorResponse | str | None:
    """List the active sessions of the user

    Answers the active sessions of the user whose session it is, from every device.

    Source: the page REST API:Active Sessions Resource of January 2024.

    Unverified: whose sessions are listed, as the page says "a user" and no parameter names one; what a tenant answers
    whose session management is off (403 with code -4600, or 404 from a server older than the page, is likely); the
    form in XML, since the page shows JSON.

    Args:
        client: Where to send the request, and with which credential.
        alt: The format of the answer. Always `xml` here, as this document describes no other; without it, and
            without `Accept`, the server answers JSON.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        ActiveSessionsResponse | ErrorResponse | str
    """

    return (
        await asyncio_detailed(
            client=client,
            alt=alt,
            extensions=extensions,
        )
    ).parsed
