"""What gates keep and for how long, several event loops, and clocks other than the usual."""

from __future__ import annotations

import asyncio
import gc
import weakref

import pytest

from bench.worlds import VirtualClock, run_virtual
from idsessions._rate_limit import Bucket, Gates, GateTimeout, Outcome, RateLimit
from idsessions.testing import ManualClock

from .fakes import (
    OK,
    SESSIONS,
    USERS,
    Response,
    Server,
    always,
    first,
    make_gates,
    now,
    refusal,
    rounded,
    send,
    send_many,
    virtual,
)


class Credential:
    pass


def count_gates(gates: Gates) -> int:
    return len(gates._gates)  # pyright: ignore[reportPrivateUsage]  # Memory has no public face.


@virtual
async def test_gates_keep_no_credential_alive() -> None:
    gates = make_gates()
    credential = Credential()
    gone = weakref.ref(credential)
    bucket = Bucket("https://a.example", credential, "b")
    await send(gates, Server(always(refusal())), bucket=bucket, limit=RateLimit(1))
    assert count_gates(gates) == 1
    del credential, bucket
    gc.collect()
    assert gone() is None
    assert count_gates(gates) == 0


class Constant:
    """No weak reference to it is possible."""

    __slots__ = ()
    deleted = 0

    def __del__(self) -> None:
        Constant.deleted += 1


@virtual
async def test_principal_without_weak_references_is_kept_so_that_its_id_stays_taken() -> None:
    gates = make_gates()
    await send(gates, Server(), bucket=Bucket("https://a.example", Constant(), "b"))
    gc.collect()
    assert (count_gates(gates), Constant.deleted) == (1, 0)
    del gates
    gc.collect()
    assert Constant.deleted == 1


@virtual
async def test_idle_gates_are_forgotten_every_minute() -> None:
    gates = make_gates()
    for number in range(50):
        await send(gates, Server(), bucket=Bucket("https://a.example", number, "b"))
    await asyncio.sleep(60 - now() - 0.5)
    await send(gates, Server(), bucket=Bucket("https://a.example", 50, "b"))
    assert count_gates(gates) == 51
    await asyncio.sleep(60 - now())
    await send(gates, Server())
    assert count_gates(gates) == 1


@virtual
async def test_gate_with_a_pause_is_kept() -> None:
    gates = make_gates(1)
    paused = await send(gates, Server(always(refusal(retry_after="500"))))
    assert paused.reject_reason == "max_wait"
    for _ in range(3):
        await asyncio.sleep(100)
        with pytest.raises(GateTimeout):
            await send(gates, Server())


@virtual
async def test_gate_with_a_queue_is_kept() -> None:
    async def attempt() -> Response:
        await asyncio.sleep(200)
        return OK

    gates = make_gates(3)
    blockers = [
        asyncio.create_task(gates.send(attempt, bucket=USERS, limit=RateLimit(), retryable=False, deadline=None))
        for _ in range(3)
    ]
    await asyncio.sleep(0)
    server = Server(first(refusal(retry_after="30"), refusal(retry_after="30"), refusal(retry_after="30")))
    calls: list[asyncio.Task[Outcome[Response]]] = []
    for _ in range(3):
        calls.append(asyncio.create_task(send(gates, server)))
        await asyncio.sleep(61)
    await asyncio.gather(*blockers, *calls)
    assert server.times == [200.0, 200.0, 200.0, 230.1, 230.2, 230.3]


def test_gates_can_be_used_in_a_second_event_loop() -> None:
    gates = Gates(clock=VirtualClock(), random=lambda: 0.0, max_concurrency=1)
    server = Server(first(refusal(retry_after="30")))

    async def abandon() -> None:
        calls = [asyncio.create_task(send(gates, server, deadline=99.0)) for _ in range(3)]
        await asyncio.wait(calls, timeout=1)

    run_virtual(abandon())

    async def use_again() -> None:
        await asyncio.sleep(31)
        await send_many(gates, server, 3)

    run_virtual(use_again())
    assert len(server.sent) == 4


# --- clocks ---


class LeapingClock(VirtualClock):
    """A clock of an application's tests: each sleep ends at once, and moves the time."""

    def __init__(self) -> None:
        super().__init__()
        self.slept = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.slept

    async def sleep(self, seconds: float, /) -> None:
        self.slept += max(0.0, seconds)


@virtual
async def test_clock_that_leaps_ends_the_pauses() -> None:
    server = Server(first(refusal(retry_after="30"), refusal(retry_after="60")))
    outcome = await send(Gates(clock=LeapingClock(), random=lambda: 0.0), server, deadline=1000.0)
    assert (outcome.attempts, rounded(outcome.waited), now()) == (3, 90.0, 0.3)


async def test_manual_clock_ends_the_pauses() -> None:
    clock = ManualClock()
    responses = [refusal(retry_after="30"), *[OK] * 50]
    gates = Gates(clock=clock, max_concurrency=4)

    async def attempt() -> Response:
        await clock.sleep(0.1)
        return responses.pop(0)

    calls = (
        gates.send(attempt, bucket=SESSIONS, limit=RateLimit(), retryable=False, deadline=500.0) for _ in range(40)
    )
    outcomes = await asyncio.gather(*calls)
    assert {outcome.response.status_code for outcome in outcomes} == {200}
    assert 30 < clock.monotonic() < 33


@virtual
async def test_error_of_a_broken_clock_fails_the_waiting_calls() -> None:
    class BrokenClock(VirtualClock):
        async def sleep(self, seconds: float, /) -> None:
            raise AssertionError("this clock cannot sleep")

    server = Server(first(refusal(retry_after="30")))
    gates = Gates(clock=BrokenClock(), max_concurrency=1)
    results = await asyncio.gather(*(send(gates, server) for _ in range(3)), return_exceptions=True)
    assert [str(result) for result in results] == ["this clock cannot sleep"] * 3
