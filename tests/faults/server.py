"""An Okta org on a loopback port that answers fast, slowly, in parts or not at all, and counts its connections."""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from .tls import identity

BODY = (
    b'{"id":"102","userId":"00u","login":"ada@acme.example","status":"ACTIVE",'
    b'"createdAt":"2026-01-02T03:04:05.000Z","expiresAt":"2026-01-02T05:04:05.000Z"}'
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)


class Server:
    """The server's side of the connections.

    Attributes:
        open: How many connections are open now.
        most: The most that were open at once.
        requests: How many requests were read.
        hurry: Respond at once from now on.
        together: Respond only when so many requests have come; None to not wait.
    """

    def __init__(self, seed: int) -> None:
        self.open = 0
        self.most = 0
        self.requests = 0
        self.hurry = False
        self.together: asyncio.Barrier | None = None
        self._random = random.Random(seed)
        self._closed = asyncio.Event()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                self.requests += 1
                if self.together is not None:
                    await self.together.wait()
                await self._respond(writer)
        except (EOFError, ConnectionError):
            pass
        finally:
            self.open -= 1
            self._closed.set()
            writer.transport.abort()

    async def _respond(self, writer: asyncio.StreamWriter) -> None:
        chance = 0.0 if self.hurry else self._random.random()
        if chance < 0.7:
            writer.write(HEAD + BODY)
        else:
            for part in (HEAD[:20], HEAD[20:], BODY[:50], BODY[50:]):
                await asyncio.sleep(self._random.random() * 0.004 if chance > 0.9 else 0)
                writer.write(part)
                await writer.drain()

    async def until_open(self, most: int) -> None:
        """Return when at most so many connections are open."""
        async with asyncio.timeout(30):
            while self.open > most:
                self._closed.clear()
                await self._closed.wait()


@asynccontextmanager
async def serve(seed: int, tls: ssl.SSLContext | None) -> AsyncGenerator[tuple[Server, str]]:
    """Serve until the block ends; yields the server and its URL."""
    server = Server(seed)
    handlers: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(server.handle(reader, writer))
        handlers.add(task)
        task.add_done_callback(handlers.discard)

    listener = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls, backlog=1000)
    try:
        port = listener.sockets[0].getsockname()[1]
        yield server, f"{'http' if tls is None else 'https'}://127.0.0.1:{port}"
    finally:
        listener.close()
        for task in handlers:
            task.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)


def certificate(folder: Path, host: str = "localhost") -> tuple[ssl.SSLContext, Path]:
    """A server's TLS context for 127.0.0.1 and ``host``, and the file of the certificate that a client must trust."""
    made = identity(folder, "certificate", host=host)
    return made.context, made.trusted
