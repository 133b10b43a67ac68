"""A server on a loopback port that does exactly what a test says, well-formed or not, and counts what reaches it."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import struct
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from attrs import define, field, frozen

from idsessions.testing import ManualClock

_LENGTH: Final = re.compile(rb"^content-length: *([0-9]+)\r$", re.IGNORECASE | re.MULTILINE)
_RESET: Final = struct.pack("ii", 1, 0)


@frozen
class Good:
    """The response that the provider documents for the operation that is called.

    Attributes:
        status: The status line without the version.
        headers: Without those that frame the body.
    """

    status: bytes
    headers: bytes
    body: bytes
    media: bytes

    @property
    def is_json(self) -> bool:
        return self.media.endswith(b"json")

    def framed(self, framing: bytes, body: bytes | None = None) -> bytes:
        """The response with its body framed and changed as a test wants."""
        body = self.body if body is None else body
        return b"HTTP/1.1 %b\r\n%b%b\r\n%b" % (self.status, self.headers, framing, body)

    def whole(self, more: bytes = b"", body: bytes | None = None) -> bytes:
        """The response as it should be, with more header lines."""
        length = len(self.body if body is None else body)
        return self.framed(b"%bContent-Length: %d\r\n" % (more, length), body)


@define
class Received:
    """What reached a server.

    Attributes:
        connections: How many connections it accepted.
        requests: Method and target of each request that it read to the end, without those to a proxy.
    """

    connections: int = 0
    requests: list[bytes] = field(factory=list[bytes])

    def add(self, head: bytes) -> None:
        """Note a request."""
        self.requests.append(head.partition(b" HTTP/")[0])


@define(eq=False)
class Link:
    """One connection of a client.

    Attributes:
        index: How many connections came before it.
        good: The response that the client hopes for.
        clock: The client's, for a server that makes a deadline pass.
    """

    index: int
    good: Good
    clock: ManualClock
    received: Received
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def request(self) -> tuple[bytes, bytes]:
        """Read a request to its end; return its head and its body."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        body = await self.reader.readexactly(int(length[1])) if length is not None else b""
        if not head.startswith(b"CONNECT "):
            self.received.add(head)
        return head, body

    async def send(self, *parts: bytes) -> None:
        """Send all parts, as fast as the client takes them."""
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()

    async def silence(self) -> None:
        """Send nothing more, until the client goes away."""
        while await self.reader.read(1 << 16):
            pass

    def reset(self) -> None:
        """Break the connection off with a TCP reset."""
        sock: socket.socket = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.writer.transport.abort()


Behaviour = Callable[[Link], Awaitable[None]]


@asynccontextmanager
async def serve(
    behave: Behaviour, good: Good, clock: ManualClock, tls: ssl.SSLContext | None = None
) -> AsyncGenerator[tuple[int, Received]]:
    """Let each connection meet ``behave``, and close it afterwards; yields the port, and what has been received."""
    received = Received()
    handlers: set[asyncio.Task[None]] = set()

    async def handle(link: Link) -> None:
        try:
            if tls is not None:  # Not by the listener, which would not tell of a handshake that fails.
                await link.writer.start_tls(tls)
            await behave(link)
        except (EOFError, OSError):
            pass  # The client went away, as it does after most of what it meets here.
        finally:
            link.writer.close()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = Link(received.connections, good, clock, received, reader, writer)
        received.connections += 1
        task = asyncio.ensure_future(handle(link))
        handlers.add(task)
        task.add_done_callback(handlers.discard)

    listener = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield listener.sockets[0].getsockname()[1], received
    finally:
        listener.close()
        for task in list(handlers):
            task.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)
