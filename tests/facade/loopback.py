"""A server on a loopback port whose responses are bytes that the test gives."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from ..faults.server import BODY, HEAD

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serve(handle: Handler, tls: ssl.SSLContext | None = None) -> AsyncGenerator[int]:
    """Serve each connection with ``handle``, and end all of them at the end. Yields the port."""
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
                for _ in range(10):  # A connection that was just accepted reaches its handler.
                    await asyncio.sleep(0)
    finally:
        for writer in writers:
            writer.close()
        if serving:
            await asyncio.wait(serving)


def responding(*responses: bytes) -> Handler:
    """Read a request's head and send the next of ``responses``, on one connection."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for response in responses:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(response)
            await writer.drain()

    return handle


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read everything and never respond."""
    await reader.read()


def counting(requests_per_connection: int = 1000) -> tuple[Handler, list[int]]:
    """A handler that sends a session to so many requests of a connection, then closes it; and a count for each connection."""
    counts: list[int] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mine = len(counts)
        counts.append(0)
        for _ in range(requests_per_connection):
            await reader.readuntil(b"\r\n\r\n")
            counts[mine] += 1
            writer.write(HEAD + BODY)
            await writer.drain()

    return handle, counts
