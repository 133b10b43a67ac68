"""Sockets for the pool: a network backend of httpcore whose connections can be cut at once, without awaiting anything.

Closing a connection must work in a task that is being cancelled or thrown away, where nothing can be awaited. So each
socket has an `abort` that is a plain function. Waiting goes by the event loop, in real seconds.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any, Final, TypeVar

import httpcore

_T = TypeVar("_T")
# Reading pauses when this many bytes wait to be taken: a response is read as fast as it is used.
_READ_AHEAD: Final = 256 * 1024
# Seconds before the next address of a host is tried beside the last (RFC 8305).
_NEXT_ADDRESS_AFTER: Final = 0.25


class Sockets(httpcore.AsyncNetworkBackend):
    """Opens the sockets of one connection, and can abort them all."""

    def __init__(self) -> None:
        self._streams: list[SocketStream] = []

    @property
    def handshakes(self) -> int:
        """How many times TLS has started."""
        return sum(stream.handshakes for stream in self._streams)

    def abort(self) -> None:
        """Cut every socket that this backend opened. Nothing is awaited; calling it twice does no harm."""
        for stream in self._streams:
            stream.abort()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> SocketStream:
        stream = SocketStream()
        self._streams.append(stream)
        await stream.connect(host, port, timeout)
        return stream

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SocketStream(httpcore.AsyncNetworkStream, asyncio.Protocol):
    """One socket, plain or with TLS over it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._ended = False
        self._failure: Exception | None = None
        self._readable: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._write_paused = False
        self._read_paused = False
        self.handshakes = 0

    async def connect(self, host: str, port: int, timeout: float | None) -> None:
        delay = None if _is_address(host) else _NEXT_ADDRESS_AFTER
        connecting = self._loop.create_connection(lambda: self, host, port, happy_eyeballs_delay=delay)
        await self._establish(connecting, timeout)

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        plain = self._transport
        assert plain is not None
        securing = self._loop.start_tls(plain, self, ssl_context, server_hostname=server_hostname)
        secured = await self._establish(securing, timeout)
        if secured is None:
            raise httpcore.ConnectError("the connection was closed during the TLS handshake")
        self._transport = secured
        self.handshakes += 1
        return self

    async def _establish(self, step: Awaitable[_T], timeout: float | None) -> _T:
        limit = asyncio.timeout(timeout)
        try:
            async with limit:
                return await step
        except BaseException as error:
            self.abort()
            if limit.expired() and isinstance(error, TimeoutError):
                raise httpcore.ConnectTimeout from error
            if isinstance(error, OSError):  # TLS errors are among them.
                raise httpcore.ConnectError(str(error)) from error
            raise

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if not self._received and not self._ended:
            self._readable = self._loop.create_future()
            await self._wait(self._readable, timeout, httpcore.ReadTimeout)
        if self._received:
            part = bytes(self._received[:max_bytes])
            del self._received[:max_bytes]
            if self._read_paused and self._transport is not None:
                self._read_paused = False
                self._transport.resume_reading()
            return part
        if self._failure is not None:
            raise httpcore.ReadError(str(self._failure)) from self._failure
        return b""

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._transport is None or self._ended:
            raise httpcore.WriteError("the connection is closed")
        self._transport.write(buffer)
        if self._write_paused:
            self._writable = self._loop.create_future()
            await self._wait(self._writable, timeout, httpcore.WriteTimeout)
            if self._ended:
                raise httpcore.WriteError("the connection is closed")

    async def _wait(self, event: asyncio.Future[None], timeout: float | None, error: Callable[[], Exception]) -> None:
        timer = None if timeout is None else self._loop.call_later(timeout, _fail, event, error)
        try:
            await event
        finally:
            if timer is not None:
                timer.cancel()

    async def aclose(self) -> None:
        self.abort()

    def abort(self) -> None:
        """Close the socket now. TLS sends no goodbye: HTTP itself says where a response ends."""
        self._ended = True
        transport, self._transport = self._transport, None
        if transport is not None:
            with suppress(RuntimeError):  # The event loop is closed, and its sockets with it.
                transport.abort()
        self._wake()

    @property
    def has_spoken(self) -> bool:
        """Whether there is something to read, or its end."""
        return bool(self._received) or self._ended

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # Of an idle connection: the other side has closed it, or talks out of turn.
            return self.has_spoken
        name = {"client_addr": "sockname", "server_addr": "peername"}.get(info, info)
        return None if self._transport is None else self._transport.get_extra_info(name)

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        if self._ended:
            transport.abort()
        else:
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        if len(self._received) > _READ_AHEAD and not self._read_paused and self._transport is not None:
            self._read_paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        self._failure = exc
        self._wake()

    def pause_writing(self) -> None:
        self._write_paused = True

    def resume_writing(self) -> None:
        self._write_paused = False
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)

    def _wake(self) -> None:
        if self._readable is not None and not self._readable.done():
            self._readable.set_result(None)
        if self._ended and self._writable is not None and not self._writable.done():
            self._writable.set_result(None)


def _fail(event: asyncio.Future[None], error: Callable[[], Exception]) -> None:
    if not event.done():
        event.set_exception(error())


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
