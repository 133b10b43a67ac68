"""The middleware: puts the identity of the visitor into the scope of each request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from math import ceil
from typing import Any, Final, TypeAlias

from ..credentials import as_secret
from ..errors import UsageError
from .check import SessionCheck
from .records import CheckUnavailableError, Identity

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

# A browser sends a cookie of one name several times if it has it for several paths or domains: so many are checked.
_MOST_TOKENS: Final = 4
# https://www.iana.org/assignments/websocket: try again later.
_TRY_AGAIN_LATER: Final = 1013


def _cookies_of(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[str, str]]:
    """The cookies of a request, in their order; a name may come several times."""
    for name, line in headers:
        if name.lower() == b"cookie":
            for pair in line.decode("latin-1").split(";"):
                key, equals, value = pair.strip().partition("=")
                if equals:
                    yield key.strip(), as_secret(value.strip())


class SessionCheckMiddleware:
    """ASGI middleware: checks the visitor's session, and puts the `Identity` or None into ``scope["identity"]``.

    It also sets ``request.state.identity`` for frameworks that read ``scope["state"]``. A request whose session cannot be checked
    gets a 503 with ``Retry-After``; a WebSocket is closed with the code 1013. A cookie that the provider sets goes to the browser.

    Args:
        app: The application.
        check: The check.
        cookie_attributes: What a cookie that the provider sets is given to the browser with.

    Raises:
        UsageError: An argument cannot be used.

    Source: https://asgi.readthedocs.io/en/latest/specs/www.html
    """

    def __init__(
        self, app: App, check: SessionCheck, *, cookie_attributes: str = "Path=/; Secure; HttpOnly; SameSite=Lax"
    ) -> None:
        if not isinstance(check, SessionCheck):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
            raise UsageError(f"`check` must be a SessionCheck, not {type(check).__name__}")
        if not check.cookies:
            raise UsageError(
                "`check` does not know the cookie: pass `cookies` to SessionCheck, or `cookie_name` to the client"
            )
        attributes: Any = cookie_attributes  # A caller may be untyped.
        if not isinstance(attributes, str) or not attributes.isascii() or not attributes.isprintable():
            raise UsageError("`cookie_attributes` must be printable ASCII, such as 'Path=/; Secure; HttpOnly'")
        self._app = app
        self._check = check
        self._attributes = cookie_attributes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        try:
            identity = await self._identity(scope)
        except CheckUnavailableError as error:
            return await _refuse(scope, receive, send, error)
        scope["identity"] = identity
        scope.setdefault("state", {})["identity"] = identity
        if identity is None or not identity.set_cookies:
            return await self._app(scope, receive, send)
        lines = [
            (b"set-cookie", f"{name}={value}; {self._attributes}".encode("ascii"))
            for name, value in identity.set_cookies
        ]

        async def send_with_cookies(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                own = list(message.get("headers", ()))
                # What the application says about a cookie counts, such as that it is deleted.
                said = {value.partition(b"=")[0].strip() for name, value in own if name.lower() == b"set-cookie"}
                more = [line for line in lines if line[1].partition(b"=")[0] not in said]
                message = {**message, "headers": [*own, *more]}
            await send(message)

        await self._app(scope, receive, send_with_cookies)

    async def _identity(self, scope: Scope) -> Identity | None:
        tokens = self._check.tokens_in(_cookies_of(scope["headers"]))[:_MOST_TOKENS]
        if len(tokens) == 1:
            return await self._check(as_secret(tokens[0]))
        # At once, so that one deadline holds for all; one that cannot be checked is in the way of no other.
        found = await asyncio.gather(*map(self._check, tokens), return_exceptions=True)
        identities = [each for each in found if isinstance(each, Identity)]
        failures = [each for each in found if isinstance(each, BaseException)]
        if failures and not identities:
            raise failures[0]
        return identities[0] if identities else None


async def _refuse(scope: Scope, receive: Receive, send: Send, error: CheckUnavailableError) -> None:
    if scope["type"] == "websocket":
        await receive()
        return await send({"type": "websocket.close", "code": _TRY_AGAIN_LATER})
    body = b"The session could not be checked. Try again later.\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    headers.append((b"retry-after", str(max(1, ceil(error.retry_after or 0))).encode()))
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body})
