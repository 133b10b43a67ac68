"""The connections of one client: a pool that cannot lose one.

A connection is in one of two places: idle in the list, or owned by exactly one exchange. The exchange gives it back when
it ended cleanly, and cuts it in every other case, without awaiting anything: also when its task is cancelled at the worst
moment, or thrown away. There is no limit and no queue here, since the rate gate bounds what is in flight.

The pool of httpcore loses connections when requests are cancelled, and looks at every connection for every request.
https://github.com/encode/httpcore/issues/830, https://github.com/encode/httpcore/issues/961
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from typing import Any, Final, Protocol, cast
from weakref import WeakSet

import httpcore
import httpx

from .http11 import Http11Connection
from .over_httpx import DISCARD, is_replaced
from .sockets import Sockets
from .traces import scrub_span

# Seconds that an idle connection is kept. Load balancers close theirs after a minute or more, so it is used before that.
_KEEP_ALIVE: Final = 15.0
# What httpcore raises also when a request, or a part of it, was sent.
_MAYBE_SENT: Final = (
    *(httpcore.ReadError, httpcore.WriteError, httpcore.ProtocolError),
    *(httpcore.ReadTimeout, httpcore.WriteTimeout),
)


class PooledTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over `ConnectionPool`. What mocks or traces httpx's transport sees its requests.

    Args:
        ssl_context: For https.
        proxy: The proxy to go through, or None.
    """

    def __init__(self, *, ssl_context: ssl.SSLContext | None, proxy: httpx.Proxy | None = None) -> None:
        # The parent's constructor only makes the pool that this class replaces, and a TLS context for it.
        self._pool = ConnectionPool(ssl_context=ssl_context, proxy=None if proxy is None else _as_httpcore(proxy))

    def connections(self) -> Mapping[str, int]:
        """How many connections are ``active`` and ``idle``."""
        assert isinstance(self._pool, ConnectionPool)
        return self._pool.counts()


class ConnectionPool(httpcore.AsyncConnectionPool):
    """Connections to the origin of a client; the last one used is the first to be used again."""

    def __init__(self, *, ssl_context: ssl.SSLContext | None, proxy: httpcore.Proxy | None) -> None:
        super().__init__(ssl_context=ssl_context, proxy=proxy)
        self._settings: dict[str, Any] = {
            "ssl_context": ssl_context,
            "proxy": proxy,
            "keepalive_expiry": _KEEP_ALIVE,
        }
        self._idle: list[_Connection] = []
        self._alive: WeakSet[_Connection] = WeakSet()

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        pool = httpcore.AsyncConnectionPool
        if is_replaced(pool.handle_async_request, pool.create_connection):  # By respx or vcrpy.
            return await super().handle_async_request(request)
        scrub_span()
        connection = self._take(request.url.origin)
        try:
            response = await connection.http.handle_async_request(request)
        except BaseException as error:
            connection.cut()
            if connection.is_before_the_tunnel(error):
                kind = httpcore.ConnectTimeout if isinstance(error, httpcore.TimeoutException) else httpcore.ProxyError
                raise kind(str(error)) from error
            raise
        assert isinstance(response.stream, AsyncIterable)
        body = _Body(self, connection, cast(_Stream, response.stream))
        extensions: dict[str, Any] = cast(Any, response).extensions  # httpcore leaves their type open.
        extensions[DISCARD] = connection.cut
        return httpcore.Response(response.status, headers=response.headers, content=body, extensions=extensions)

    def _take(self, origin: httpcore.Origin) -> _Connection:
        while self._idle and self._idle[0].http.has_expired():
            self._idle.pop(0).cut()  # The longest idle come first.
        while self._idle:
            connection = self._idle.pop()
            if connection.http.can_handle_request(origin) and not connection.http.has_expired():
                return connection
            connection.cut()
        connection = _Connection(origin, self._settings)
        self._alive.add(connection)
        return connection

    def counts(self) -> Mapping[str, int]:
        """How many connections are ``active`` and ``idle``."""
        idle = len(self._idle)
        return {"active": sum(not connection.is_cut for connection in self._alive) - idle, "idle": idle}

    def give_back(self, connection: _Connection) -> None:
        """Keep a connection whose exchange ended, if it can be used again."""
        if connection.http.is_idle() and not connection.http.has_expired():
            self._idle.append(connection)
        else:
            connection.cut()

    async def aclose(self) -> None:
        """Cut all connections; an exchange under way fails."""
        self._idle.clear()
        for connection in list(self._alive):
            connection.cut()


class _Connection:
    """One connection and its sockets. When its last owner is gone, so is the socket."""

    def __init__(self, origin: httpcore.Origin, settings: dict[str, Any]) -> None:
        self.is_cut = False
        self._sockets = Sockets()
        self.http: Http11Connection | httpcore.AsyncConnectionInterface
        if settings["proxy"] is None:
            self.http = Http11Connection(origin, settings["ssl_context"], self._sockets, settings["keepalive_expiry"])
        else:
            # httpcore knows how to connect through each kind of proxy. A pool of its own is how it takes the backend.
            pool = httpcore.AsyncConnectionPool(**settings, network_backend=self._sockets)
            self.http = pool.create_connection(origin)
        schemes = (origin.scheme, None if settings["proxy"] is None else settings["proxy"].url.scheme)
        self._tunnels = settings["proxy"] is not None and origin.scheme == b"https"
        self._handshakes = schemes.count(b"https")

    def is_before_the_tunnel(self, error: BaseException) -> bool:
        """Whether ``error`` came from the proxy or on the way to it: nothing of the request was sent then."""
        return self._tunnels and isinstance(error, _MAYBE_SENT) and self._sockets.handshakes < self._handshakes

    def cut(self) -> None:
        self.is_cut = True
        self._sockets.abort()

    __del__ = cut


class _Stream(Protocol):
    def __aiter__(self) -> AsyncIterator[bytes]: ...

    async def aclose(self) -> None: ...


class _Body:
    """The body of a response. It owns the connection until it is closed."""

    def __init__(self, pool: ConnectionPool, connection: _Connection, stream: _Stream) -> None:
        self._pool = pool
        self._connection: _Connection | None = connection
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._stream:
                yield part
        except BaseException:
            self._cut()
            raise

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        except BaseException:
            self._cut()
            raise
        connection, self._connection = self._connection, None
        if connection is not None:
            self._pool.give_back(connection)

    def _cut(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.cut()


def _as_httpcore(proxy: httpx.Proxy) -> httpcore.Proxy:
    url = httpcore.URL(
        scheme=proxy.url.raw_scheme, host=proxy.url.raw_host, port=proxy.url.port, target=proxy.url.raw_path
    )
    return httpcore.Proxy(url, auth=proxy.raw_auth, headers=proxy.headers.raw, ssl_context=proxy.ssl_context)
