"""The pool on real sockets: connections are used again, dropped when the other side closes them, and cut when a call ends early."""

from __future__ import annotations

import asyncio

import pytest

from idsessions import CallTimeoutError, Timeouts, TransportError

from ...faults.server import BODY, HEAD
from ..loopback import counting, serve
from .conftest import MakeClient


async def test_calls_in_a_row_share_one_connection(client: MakeClient) -> None:
    handle, counts = counting()
    async with serve(handle) as port, client(f"http://127.0.0.1:{port}") as okta:
        for _ in range(5):
            await okta.get_session("102")
    assert counts == [5]


async def test_calls_at_once_have_a_connection_each_and_keep_them(client: MakeClient) -> None:
    handle, counts = counting()
    async with serve(handle) as port, client(f"http://127.0.0.1:{port}", max_concurrency=4) as okta:
        for _ in range(3):
            await asyncio.gather(*(okta.get_session("102") for _ in range(20)))
    assert len(counts) <= 4
    assert sum(counts) == 60


async def test_connection_that_the_server_closed_while_idle_is_replaced(client: MakeClient) -> None:
    handle, counts = counting(requests_per_connection=1)
    async with serve(handle) as port, client(f"http://127.0.0.1:{port}") as okta:
        for _ in range(3):
            await okta.get_session("102")
            for _ in range(20):  # The end of the connection reaches the client.
                await asyncio.sleep(0)
    assert counts == [1, 1, 1]


async def test_call_cancelled_in_the_middle_of_a_body_closes_its_connection(client: MakeClient) -> None:
    half_sent = asyncio.Event()
    closed = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD + BODY[:10])
        await writer.drain()
        half_sent.set()
        assert await reader.read() == b""
        closed.set()

    async with serve(handle) as port, client(f"http://127.0.0.1:{port}") as okta:
        call = asyncio.ensure_future(okta.get_session("102"))
        await half_sent.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await closed.wait()


async def test_closing_the_client_ends_a_call_under_way(client: MakeClient) -> None:
    arrived = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        arrived.set()
        assert await reader.read() == b""

    async with serve(handle) as port:
        okta = client(f"http://127.0.0.1:{port}")
        call = asyncio.ensure_future(okta.get_session("102"))
        await arrived.wait()
        await okta.aclose()
        with pytest.raises(TransportError):
            await call


async def test_large_request_to_a_server_that_reads_nothing_times_out(client: MakeClient) -> None:
    enough = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await enough.wait()

    # aiohttp has no timeout for writing, so the three are added up.
    async with (
        serve(handle) as port,
        client(f"http://127.0.0.1:{port}", timeout=Timeouts(connect=1, read=0.2, write=0.2)) as okta,
    ):
        with pytest.raises(CallTimeoutError):
            await okta.authenticate("ada@acme.example", "x" * 30_000_000)
        enough.set()
