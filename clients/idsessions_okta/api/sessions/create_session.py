from collections.abc import Mapping
from typing import Any

from ... import errors
from ...models import CreateSessionRequest, Error, Session
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    *,
    body: CreateSessionRequest,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "create_session"},
        "url": "/api/v1/sessions",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> Error | Session | str | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return Session.from_dict(body)
    if response.status_code in (400, 401, 403, 405, 429, 500, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return Error.from_dict(body)
    if response.status_code == 411:
        return response.text

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: Caller, response: HttpResponse) -> Response[Error | Session | str]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    body: CreateSessionRequest,
    extensions: Mapping[str, Any] | None = None,
) -> Response[Error | Session | str]:
    """Create a session

    Creates a session from a session token and returns it. The token works once: a second call with the same token is a
    401 `E0000004`, so a call whose answer was lost must not simply be repeated; authenticate again instead.

    The answer's `id` is the value of the user's `sid` cookie.

    Unverified: orgs used to accept this call without an API token; today Okta's description asks for one.

    Args:
        client: Where to send the request, and with which credential.
        body: The session token of a completed authentication.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[Error | Session | str]
    """

    kwargs = _get_kwargs(
        body=body,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Caller,
    body: CreateSessionRequest,
    extensions: Mapping[str, Any] | None = None,
) -> Error | Session | str | None:
    """Create a session

    Creates a session from a session token and returns it. The token works once: a second call with the same token is a
    401 `E0000004`, so a call whose answer was lost must not simply be repeated; authenticate again instead.

    The answer's `id` is the value of the user's `sid` cookie.

    Unverified: orgs used to accept this call without an API token; today Okta's description asks for one.

    Args:
        client: Where to send the request, and with which credential.
        body: The session token of a completed authentication.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Error | Session | str
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            extensions=extensions,
        )
    ).parsed
