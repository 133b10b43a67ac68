from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ... import errors
from ...models import Error, Session
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    session_id: str,
    *,
    prefer: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if prefer is not None:
        headers["Prefer"] = prefer

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "refresh_session"},
        "url": "/api/v1/sessions/{session_id}/lifecycle/refresh".format(
            session_id=quote(str(session_id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> Any | Error | Session | str | None:
    body: Any
    if response.status_code == 200:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return Session.from_dict(body)
    if response.status_code == 204:
        return None
    if response.status_code in (400, 401, 403, 404, 405, 429, 500, 503):
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


def _build_response(*, client: Caller, response: HttpResponse) -> Response[Any | Error | Session | str]:
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
    prefer: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[Any | Error | Session | str]:
    """Refresh a session

    Prolongs the session with this id by the lifetime that the org's policy grants, and returns it with its new
    `expiresAt`. There is no body: send `Content-Length: 0`.

    The answer sets the *user's* session cookie. A client that keeps cookies would send them with its next calls and act
    as that user: keep none.

    Args:
        session_id: The session's `id`, which is also the value of the user's `sid` cookie: treat it as a password.
            Note that an empty id or `me` addresses something else.
        client: Where to send the request, and with which credential.
        prefer: `return=minimal` asks for a 204 without a body.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[Any | Error | Session | str]
    """

    kwargs = _get_kwargs(
        session_id=session_id,
        prefer=prefer,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    session_id: str,
    *,
    client: Caller,
    prefer: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Any | Error | Session | str | None:
    """Refresh a session

    Prolongs the session with this id by the lifetime that the org's policy grants, and returns it with its new
    `expiresAt`. There is no body: send `Content-Length: 0`.

    The answer sets the *user's* session cookie. A client that keeps cookies would send them with its next calls and act
    as that user: keep none.

    Args:
        session_id: The session's `id`, which is also the value of the user's `sid` cookie: treat it as a password.
            Note that an empty id or `me` addresses something else.
        client: Where to send the request, and with which credential.
        prefer: `return=minimal` asks for a 204 without a body.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Any | Error | Session | str
    """

    return (
        await asyncio_detailed(
            session_id=session_id,
            client=client,
            prefer=prefer,
            extensions=extensions,
        )
    ).parsed
