"""HTTP/1.1 over one socket. h11 knows the protocol; here is who writes and reads, and when the connection can be used again.

httpcore has such a class too, which serves every event loop and every use: three locks and a trace around each step make up
a third of a call. It is still what speaks to proxies.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import suppress
from typing import Any, Final, cast

import h11
import httpcore

from .sockets import Sockets, SocketStream

_READ_SIZE: Final = 64 * 1024
# What a status line and headers can take, in bytes. A response with more is refused.
_LONGEST_HEAD: Final = 100 * 1024
# Interim responses (1xx) that are read before the response.
_MOST_INTERIM: Final = 2048


class Http11Connection:
    """A connection to one origin. Its owner sends one request at a time, and reads or closes each response.

    Args:
        origin: Where it leads.
        ssl_context: For https.
        sockets: Opens the socket.
        keep_alive: Seconds that it can be idle.
    """

    def __init__(
        self, origin: httpcore.Origin, ssl_context: ssl.SSLContext | None, sockets: Sockets, keep_alive: float
    ) -> None:
        self._origin = origin
        self._ssl_context = ssl_context
        self._sockets = sockets
        self._keep_alive = keep_alive
        self._stream: SocketStream | None = None
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        self._loop = asyncio.get_running_loop()
        self._idle_since: float | None = None

    # What the pool needs of it, by the names of httpcore.

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        timeouts = cast(dict[str, float | None], cast(Any, request).extensions["timeout"])
        self._idle_since = None
        stream = self._stream or await self._connect(timeouts["connect"])
        sent = await self._encoded(request)
        with suppress(httpcore.WriteError):  # A server that refuses a request may respond before it has read all of it.
            await stream.write(sent, timeouts["write"])
        for _ in range(_MOST_INTERIM):
            response = await self._next_event(stream, timeouts["read"])
            if not isinstance(response, h11.InformationalResponse):
                break
        else:
            raise httpcore.RemoteProtocolError("too many interim responses")
        assert isinstance(response, h11.Response)
        return httpcore.Response(
            response.status_code,
            headers=response.headers.raw_items(),
            content=self._body(stream, timeouts["read"]),
            extensions={"http_version": b"HTTP/" + response.http_version, "reason_phrase": response.reason},
        )

    async def _connect(self, timeout: float | None) -> SocketStream:
        host = self._origin.host.decode()
        stream = await self._sockets.connect_tcp(host, self._origin.port, timeout)
        if self._origin.scheme == b"https":
            assert self._ssl_context is not None
            await stream.start_tls(self._ssl_context, host, timeout)
        self._stream = stream
        return stream

    async def _encoded(self, request: httpcore.Request) -> bytes:
        """The request as it travels, in one piece: so a small one is one packet."""
        assert isinstance(request.stream, AsyncIterable)
        try:
            head = h11.Request(method=request.method, target=request.url.target, headers=request.headers)
            parts = [self._http.send(head) or b""]
            async for part in request.stream:
                parts.append(self._http.send(h11.Data(data=part)) or b"")
            parts.append(self._http.send(h11.EndOfMessage()) or b"")
        except h11.LocalProtocolError as error:
            raise httpcore.LocalProtocolError(str(error)) from error
        return b"".join(parts)

    async def _next_event(self, stream: SocketStream, timeout: float | None) -> Any:
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                data = await stream.read(_READ_SIZE, timeout)
                if not data and self._http.their_state is h11.SEND_RESPONSE:
                    raise httpcore.RemoteProtocolError("Server disconnected without sending a response.")
                self._http.receive_data(data)
        except h11.RemoteProtocolError as error:
            raise httpcore.RemoteProtocolError(str(error)) from error
        return event

    async def _body(self, stream: SocketStream, timeout: float | None) -> AsyncGenerator[bytes]:
        """The body of the response, as it comes."""
        while isinstance(event := await self._next_event(stream, timeout), h11.Data):
            yield bytes(event.data)
        # What has come already is no response to the next request.
        is_over = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        if is_over and not self._http.trailing_data[0]:
            self._http.start_next_cycle()
            self._idle_since = self._loop.time()

    def can_handle_request(self, origin: httpcore.Origin) -> bool:
        return origin == self._origin

    def is_idle(self) -> bool:
        return self._idle_since is not None

    def has_expired(self) -> bool:
        """Whether it has been idle for too long, or the server has closed it or talks out of turn."""
        if self._idle_since is None or self._stream is None:
            return False
        return self._loop.time() > self._idle_since + self._keep_alive or self._stream.has_spoken
