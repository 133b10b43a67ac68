"""The transport for speed: over aiohttp, whose parser is written in C."""

from __future__ import annotations

import asyncio
import sys
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Final

from ..errors import CallTimeoutError, ConnectionFailedError, TransportError, UsageError
from .causes import named_cause
from .network import Tls, origin_of, proxy_for, tls_context
from .seam import Request, Response

if TYPE_CHECKING:
    import aiohttp
    from aiohttp import ClientHandlerType, ClientRequest, ClientResponse
    from aiohttp.connector import Connection

_KEEP_ALIVE: Final = 15.0
# The longest line of a header, in bytes. Cookies and tokens are longer than aiohttp expects.
_LONGEST_LINE: Final = 64 * 1024
# A smaller request goes into the socket's buffer at once. aiohttp has no timeout for one that does not.
_LARGE: Final = 64 * 1024


class AiohttpTransport:
    """Sends over aiohttp, in less time than the default does. It needs ``idsessions[aiohttp]``.

    A client closes its transport, so make one for each client. SOCKS proxies are not supported.

    Args:
        tls: A file of certificates in PEM form to trust besides the usual, or a TLS context of your own.
        proxy: The URL of the proxy to go through; None for what ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY`` say.

    Raises:
        UsageError: aiohttp is not installed, or an argument cannot be used.

    Source: https://docs.aiohttp.org/en/stable/client_reference.html
    """

    def __init__(self, *, tls: Tls | None = None, proxy: str | None = None) -> None:
        if find_spec("aiohttp") is None:
            raise UsageError("`AiohttpTransport` needs aiohttp: install idsessions[aiohttp]")
        self._tls = tls_context(tls)
        self._proxy = proxy
        if proxy is not None:
            _proxy_url("", proxy)  # Raises for a proxy that cannot be used, before the first request.
        self._sessions: dict[str, aiohttp.ClientSession] = {}
        self._is_closed = False

    def __repr__(self) -> str:
        return "AiohttpTransport()"

    async def send(self, request: Request, /) -> Response:
        """Send one request and read its response."""
        from aiohttp import ClientError, ClientTimeout
        from yarl import URL

        if self._is_closed:
            raise UsageError("the transport is closed: make one for each client")
        handled = sys.exception()
        origin, content = origin_of(request.url), request.content
        session = self._sessions.get(origin)
        if session is None:
            session = self._sessions[origin] = self._session(origin)
        timeouts = request.timeouts
        is_large = len(content) > _LARGE
        try:
            async with (
                asyncio.timeout(timeouts.connect + timeouts.write + timeouts.read if is_large else None) as limit,
                session.request(
                    request.method,
                    URL(request.url, encoded=True),
                    headers=request.headers,
                    data=BytesIO(content) if is_large else content or None,
                    allow_redirects=False,
                    timeout=ClientTimeout(connect=timeouts.connect, sock_read=timeouts.read),
                ) as response,
            ):
                limit.reschedule(None)
                parts = response.content.iter_any()
                read = await Response.read(response.status, list(response.raw_headers), parts, request.max_bytes)
                read.discard = getattr(response, "discard", None)
                return read
        except (ClientError, _BrokenOff, OSError) as error:  # A TimeoutError is an OSError.
            failure = _transport_error(error, handled)
        # Outside the handler, since exceptions of aiohttp hold the request.
        raise failure

    async def aclose(self) -> None:
        """Close all connections; requests under way fail."""
        self._is_closed = True
        for session in self._sessions.values():
            await session.close()

    def _session(self, origin: str) -> aiohttp.ClientSession:
        from aiohttp import ClientResponse, ClientSession, DummyCookieJar, TCPConnector

        class DiscardableResponse(ClientResponse):
            """A response that keeps the way to close its connection; aiohttp may let go of that with the headers."""

            async def start(self, connection: Connection) -> ClientResponse:
                if connection.transport is not None:
                    self.discard = connection.transport.close
                return await super().start(connection)

        return ClientSession(
            # The client bounds what is in flight: there is no limit and no queue here.
            connector=TCPConnector(limit=0, ssl=self._tls, keepalive_timeout=_KEEP_ALIVE),
            proxy=_proxy_url(origin, self._proxy),
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            middlewares=[_send_once],
            response_class=DiscardableResponse,
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
        )


def _proxy_url(origin: str, given: str | None) -> str | None:
    """The proxy for an origin, with its name and password."""
    proxy = proxy_for(origin, given)
    if proxy is None:
        return None
    if proxy.url.scheme not in ("http", "https"):
        raise UsageError("`AiohttpTransport` cannot use a SOCKS proxy: use the default transport")
    username, password = proxy.auth or (None, None)
    return str(proxy.url if username is None else proxy.url.copy_with(username=username, password=password))


class _BrokenOff(Exception):
    """A connection broke off. aiohttp would send a GET or DELETE again, and not each can be sent twice."""


async def _send_once(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    from aiohttp import ClientConnectorError, ClientOSError, ServerDisconnectedError

    try:
        return await handler(request)
    except ClientConnectorError:
        raise
    except (ClientOSError, ServerDisconnectedError) as error:
        raise _BrokenOff from error


def _transport_error(error: Exception, handled: BaseException | None) -> TransportError:
    from aiohttp import ClientConnectorError, ClientHttpProxyError, ConnectionTimeoutError, InvalidURL

    not_sent = (ClientConnectorError, ClientHttpProxyError, ConnectionTimeoutError, InvalidURL)
    kind, message = named_cause(error, handled) or _kind(error)
    return kind(message, maybe_processed=not isinstance(error, not_sent))


def _kind(error: Exception) -> tuple[type[TransportError], str]:
    from aiohttp import ClientConnectorError, ClientHttpProxyError, ClientProxyConnectionError, ConnectionTimeoutError

    match error:
        case ConnectionTimeoutError():
            return CallTimeoutError, "no connection within the timeout"
        case TimeoutError():
            return CallTimeoutError, "no response within the timeout"
        case ClientHttpProxyError() | ClientProxyConnectionError():
            return ConnectionFailedError, "the proxy did not make the connection"
        case ClientConnectorError():
            return ConnectionFailedError, "the connection was refused or could not be made"
        case _:
            return ConnectionFailedError, "the connection broke off before the response was complete"
