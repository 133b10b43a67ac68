"""A server on a loopback port that the test answers for, byte by byte."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serve(handle: Handler, tls: ssl.SSLContext | None = None) -> AsyncGenerator[int]:
    """Serve each connection with ``handle``; nothing of it is left over afterwards. Yields the port."""
    serving: set[asyncio.Task[None]] = set()
    writers: set[asyncio.StreamWriter] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        writers.add(writer)
        try:
            await handle(reader, writer)
        except (ConnectionError, EOFError):
            pass  # The client went away, as some tests want it to.
        finally:
            writer.close()
            await asyncio.wait([asyncio.ensure_future(writer.wait_closed())])

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    try:
        async with server:
            try:
                yield server.sockets[0].getsockname()[1]
            finally:
                for _ in range(10):  # Whoever was let in just now has yet to get to a handler.
                    await asyncio.sleep(0)
    finally:
        for writer in writers:
            writer.close()
        if serving:
            await asyncio.wait(serving)


def answering(*answers: bytes) -> Handler:
    """Read a request's head and send the next of ``answers``, on one connection."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()

    return handle


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take everything and never answer."""
    await reader.read()
