from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ... import errors
from ...models import Error, Session
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    session_id: str,
    *,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "extensions": {**(extensions or {}), "operation": "get_session"},
        "url": "/api/v1/sessions/{session_id}".format(
            session_id=quote(str(session_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> Error | Session | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return Session.from_dict(body)
    if response.status_code in (400, 401, 403, 404, 405, 429, 500, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return Error.from_dict(body)

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: Caller, response: HttpResponse) -> Response[Error | Session]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    session_id: str,
    *,
    client: Caller,
    extensions: Mapping[str, Any] | None = None,
) -> Response[Error | Session]:
    """Retrieve a session

    Returns the session with this id. The ids in its `_links` are of another kind (external ids): do not take ids from
    links.

    An unknown, ended or revoked session is a 404 `E0000007`.

    Args:
        session_id: The session's `id`, which is also the value of the user's `sid` cookie: treat it as a password.
            Note that an empty id or `me` addresses something else.
        client: Where to send the request, and with which credential.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[Error | Session]
    """

    kwargs = _get_kwargs(
        session_id=session_id,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    session_id: str,
    *,
    client: Caller,
    extensions: Mapping[str, Any] | None = None,
) -> Error | Session | None:
    """Retrieve a session

    Returns the session with this id. The ids in its `_links` are of another kind (external ids): do not take ids from
    links.

    An unknown, ended or revoked session is a 404 `E0000007`.

    Args:
        session_id: The session's `id`, which is also the value of the user's `sid` cookie: treat it as a password.
            Note that an empty id or `me` addresses something else.
        client: Where to send the request, and with which credential.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Error | Session
    """

    return (
        await asyncio_detailed(
            session_id=session_id,
            client=client,
            extensions=extensions,
        )
    ).parsed
