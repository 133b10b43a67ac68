"""A client that is closed, or used in another event loop, raises an error, and no call hangs."""

from __future__ import annotations

import asyncio
import gc
import warnings
from collections.abc import Generator
from contextlib import contextmanager

import httpx
import pytest

from idsessions import ApiToken, ConnectionFailedError, OktaSessions, RateLimit, UsageError
from idsessions.transports import AiohttpTransport

from ..held_clock import HeldClock
from ..loopback import counting, serve
from ..okta_wire import API_TOKEN, ID, SESSION, WIRE, Wired, sessions


def found(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=SESSION)


@pytest.mark.parametrize("operation", WIRE)
async def test_closed_client_raises(operation: str) -> None:
    network = Wired(found)
    async with sessions(network) as okta:
        view = okta.with_options(deadline=1.0)
    for each in (okta, view):
        with pytest.raises(UsageError, match="the client is closed") as raised:
            await WIRE[operation].call(each)
        assert (raised.value.provider, raised.value.operation) == ("okta", operation)
    assert not network.requests


async def test_closing_ends_calls_and_sends_nothing_more() -> None:
    arrived = asyncio.Semaphore(0)

    async def taken(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        arrived.release()
        await reader.read()

    async with serve(taken) as port:
        okta = OktaSessions(f"http://127.0.0.1:{port}", ApiToken(API_TOKEN), max_concurrency=2)
        calls = [asyncio.create_task(okta.get_session(ID)) for _ in range(4)]
        for _ in range(2):
            await arrived.acquire()
        await okta.aclose()
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
    for error in outcomes[:2]:
        assert isinstance(error, ConnectionFailedError)
        assert error.maybe_processed
    for error in outcomes[2:]:
        assert isinstance(error, UsageError)
        assert "the client is closed" in str(error)
    assert arrived.locked()


async def test_closing_ends_calls_that_wait_for_a_pause() -> None:
    network = Wired(lambda _: httpx.Response(429, json={}, headers={"Retry-After": "60"}))
    paused = asyncio.Event()
    limit = RateLimit(on_pause=lambda _: paused.set())
    okta = sessions(network, clock=HeldClock(), rate_limit=limit)
    calls = [asyncio.create_task(okta.get_session(ID)) for _ in range(3)]
    await paused.wait()
    await okta.aclose()
    for error in await asyncio.gather(*calls, return_exceptions=True):
        assert isinstance(error, UsageError)
        assert str(error).startswith("okta getSession: the client is closed")
    assert len(network.requests) <= 3


def test_another_event_loop_raises() -> None:
    network = Wired(found)
    okta = sessions(network)
    asyncio.run(okta.with_options(deadline=1.0).get_session(ID))
    with pytest.raises(UsageError, match="event loop"):
        asyncio.run(okta.get_session(ID))
    assert len(network.requests) == 1


async def test_client_made_outside_of_a_loop_works_in_a_loop() -> None:
    okta = await asyncio.to_thread(sessions, Wired(found))
    async with okta:
        await okta.get_session(ID)


@pytest.mark.parametrize("transport", [None, AiohttpTransport], ids=["httpx", "aiohttp"])
def test_client_can_be_closed_after_its_loop_has_ended(transport: type[AiohttpTransport] | None) -> None:
    own = None if transport is None else transport()
    clients: list[OktaSessions] = []

    async def use() -> None:
        handle, _ = counting()
        async with serve(handle) as port:
            clients.append(OktaSessions(f"http://127.0.0.1:{port}", ApiToken(API_TOKEN), transport=own))
            await clients[0].get_session("102")

    with suppress_unclosed():
        asyncio.run(use())
        asyncio.run(clients[0].aclose())
        gc.collect()


@contextmanager
def suppress_unclosed() -> Generator[None]:
    """The sockets of a loop that has ended were never closed: Python says so."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield


async def test_client_cannot_be_closed_in_another_loop_while_its_own_runs() -> None:
    okta = sessions(Wired(found))
    await okta.get_session(ID)
    with pytest.raises(UsageError, match="close it there"):
        await asyncio.to_thread(asyncio.run, okta.aclose())
    await okta.get_session(ID)
    await okta.aclose()


@pytest.mark.parametrize("deadline", [None, 1.0])
def test_event_loop_that_is_not_asyncios_raises(deadline: float | None) -> None:
    okta = sessions(Wired(found)).with_options(deadline=deadline)
    for use in (lambda: okta.get_session(ID), okta.aclose):
        with pytest.raises(UsageError, match="trio and other event loops are not supported"):
            use().send(None)
