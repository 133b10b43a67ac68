"""A call that is cut short costs the client nothing: on real sockets, the full width is free afterwards."""

from __future__ import annotations

import asyncio
import gc
import random
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from idsessions import ApiToken, CallTimeoutError, OktaSessions
from idsessions.okta import Session

from .server import Server, certificate, serve

WIDTH = 32
BURST = 100


class Failed(Exception):
    """The failure of a task beside the calls."""


async def pass_the_deadline(okta: OktaSessions, chance: random.Random) -> None:
    with suppress(CallTimeoutError):
        await okta.with_options(deadline=0.0001 + chance.random() * 0.01).get_session("102")


async def cancel(okta: OktaSessions, chance: random.Random) -> None:
    task = asyncio.ensure_future(okta.get_session("102"))
    for _ in range(chance.randrange(40)):
        await asyncio.sleep(0)
    if chance.random() < 0.5:
        await asyncio.sleep(chance.random() * 0.005)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def fail_a_task_group(okta: OktaSessions, chance: random.Random) -> None:
    async def fail() -> None:
        await asyncio.sleep(chance.random() * 0.005)
        raise Failed

    with suppress(ExceptionGroup):
        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(okta.get_session("102"))
            group.create_task(fail())


async def throw_away(okta: OktaSessions, chance: random.Random) -> None:
    """Run a call for some steps by hand, and let go of it, as a loop does that ends with tasks under way."""
    call = okta.get_session("102")
    for _ in range(chance.randrange(1, 12)):
        try:
            awaited = call.send(None)
        except StopIteration:
            return
        if awaited is None:
            await asyncio.sleep(0)
        else:
            awaited._asyncio_future_blocking = False
            await asyncio.wait([awaited])
    with suppress(RuntimeError):  # "coroutine ignored GeneratorExit": httpcore awaits in its cleanup.
        call.close()


Cut = Callable[[OktaSessions, random.Random], Coroutine[Any, Any, None]]
CUTS: tuple[Cut, ...] = (pass_the_deadline, cancel, fail_a_task_group, throw_away)


async def all_of(calls: list[Awaitable[Any]]) -> list[Any]:
    """The results, each within a time that only a call that hangs exceeds."""
    async with asyncio.timeout(60):
        return await asyncio.gather(*calls)


async def assert_calls_succeed(okta: OktaSessions, calls: int) -> None:
    results = await all_of([okta.get_session("102") for _ in range(calls)])
    assert len(results) == calls
    assert all(isinstance(result, Session) for result in results)


async def assert_full_width(okta: OktaSessions, server: Server, width: int) -> None:
    """All slots are free: the server responds only when it has a request in each of them."""
    server.hurry = True
    server.together = asyncio.Barrier(width)
    await assert_calls_succeed(okta, width)
    server.together = None


# A coroutine that is thrown away cannot await in its cleanup, which Python reports where httpx and httpcore try to.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("cut", [*CUTS, None], ids=[*(cut.__name__ for cut in CUTS), "mixed"])
async def test_calls_cut_short_lose_no_connection(
    cut: Cut | None, tls: bool, calls: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = None
    if tls:
        context, trusted = certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    chance = random.Random(7)
    async with (
        serve(7, context) as (server, url),
        OktaSessions(url, ApiToken("a-token"), max_concurrency=WIDTH) as okta,
    ):
        for _ in range(max(1, calls // BURST)):
            burst: list[Awaitable[Any]] = []
            for _ in range(BURST):
                kind = cut or chance.choice(CUTS)
                burst.append(kind(okta, chance) if chance.random() < 0.34 else okta.get_session("102"))
            await all_of(burst)
        await assert_full_width(okta, server, WIDTH)
        await assert_calls_succeed(okta, min(1000, calls))
        gc.collect()
        await server.until_open(WIDTH)
        assert server.most <= 2 * WIDTH  # A connection that is cut and its successor may both be open for a moment.
    async with serve(7, context) as (server, url):
        async with OktaSessions(url, ApiToken("a-token")) as okta:
            await assert_calls_succeed(okta, 10)
        await server.until_open(0)


@pytest.mark.parametrize("width", [4, 32])
async def test_a_burst_with_a_common_deadline_leaves_the_client_usable(width: int, calls: int) -> None:
    async with (
        serve(11, None) as (server, url),
        OktaSessions(url, ApiToken("a-token"), max_concurrency=width) as okta,
    ):
        chance = random.Random(11)
        for _ in range(max(10, calls // BURST)):
            hurried = okta.with_options(deadline=0.001 + chance.random() * 0.01)
            await asyncio.gather(*(hurried.get_session("102") for _ in range(BURST)), return_exceptions=True)
        await assert_full_width(okta, server, width)
        await assert_calls_succeed(okta, 100)
        await server.until_open(width)
