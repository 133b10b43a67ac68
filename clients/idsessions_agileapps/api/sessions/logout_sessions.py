from collections.abc import Mapping
from typing import Any, Literal

from ... import errors
from ...models import ErrorResponse, LogoutResponse, LogoutSessionsRequest
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    *,
    body: LogoutSessionsRequest,
    alt: Literal["xml"] = "xml",
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["alt"] = alt

    params = {k: v for k, v in params.items() if v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "extensions": {**(extensions or {}), "operation": "logout_sessions"},
        "url": "/networking/rest/httpSessionManagement/logout",
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> ErrorResponse | LogoutResponse | str | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return LogoutResponse.from_dict(body)
    if response.status_code == 302:
        return response.text
    if response.status_code in (400, 401, 403, 404, 405, 415, 429, 500, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return ErrorResponse.from_dict(body)

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: Caller, response: HttpResponse) -> Response[ErrorResponse | LogoutResponse | str]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    body: LogoutSessionsRequest,
    alt: Literal["xml"] = "xml",
    extensions: Mapping[str, Any] | None = None,
) -> Response[ErrorResponse | LogoutResponse | str]:
    """End some sessions of the user

    Ends the sessions whose record ids are sent.

    ```json
    {"platform": {"session": [{"id": "0123456789abcdef0123456789abcdef"}]}}
    ```

    Source: the page REST API:Logout Resource (session management) of January 2024.

    Unverified: the method. The page says GET and shows a body, which many proxies drop; POST and PUT are what else a
    server could take. Also what a tenant answers whose session management is off, or to an id that it does not know.

    Args:
        client: Where to send the request, and with which credential.
        body: The record ids of the sessions.
        alt: The format of the answer. Always `xml` here, as this document describes no other; without it, and
            without `Accept`, the server answers JSON.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[ErrorResponse | LogoutResponse | str]
    """

    kwargs = _get_kwargs(
        body=body,
        alt=alt,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Caller,
    body: LogoutSessionsRequest,
    alt: Literal["xml"] = "xml",
    extensions: Mapping[str, Any] | None = None,
) -> ErrorResponse | LogoutResponse | str | None:
    """End some sessions of the user

    Ends the sessions whose record ids are sent.

    ```json
    {"platform": {"session": [{"id": "0123456789abcdef0123456789abcdef"}]}}
    ```

    Source: the page REST API:Logout Resource (session management) of January 2024.

    Unverified: the method. The page says GET and shows a body, which many proxies drop; POST and PUT are what else a
    server could take. Also what a tenant answers whose session management is off, or to an id that it does not know.

    Args:
        client: Where to send the request, and with which credential.
        body: The record ids of the sessions.
        alt: The format of the answer. Always `xml` here, as this document describes no other; without it, and
            without `Accept`, the server answers JSON.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        ErrorResponse | LogoutResponse | str
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            alt=alt,
            extensions=extensions,
        )
    ).parsed
