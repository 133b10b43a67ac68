"""The queue and the slots: who goes when, in virtual time."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest

from bench.worlds import VirtualClock
from idsessions._rate_limit import Gates, Outcome

from .fakes import (
    LIMIT,
    OK,
    SESSIONS,
    USERS,
    Server,
    always,
    first,
    make_gates,
    now,
    refusal,
    response,
    rounded,
    send,
    send_many,
    virtual,
)


@virtual
async def test_calls_are_sent_in_order_of_arrival_and_no_more_at_once_than_max_concurrency() -> None:
    server = Server()
    outcomes = await send_many(make_gates(4), server, 100)
    assert server.callers == list(range(100))
    assert server.most_in_flight == 4
    assert now() == 2.5
    assert [rounded(outcome.waited) for outcome in outcomes[:9]] == [0, 0, 0, 0, 0.1, 0.1, 0.1, 0.1, 0.2]


@virtual
async def test_32_calls_are_in_flight_at_once_by_default() -> None:
    server = Server()
    await send_many(Gates(clock=VirtualClock()), server, 33)
    assert server.times == [0.0] * 32 + [0.1]


@virtual
async def test_refused_call_keeps_its_position() -> None:
    server = Server(first(OK, OK, OK, refusal(retry_after="1"), OK, OK, OK))
    await send_many(make_gates(4), server, 30)
    assert server.callers == [0, 1, 2, 3, 4, 5, 6, 3, *range(7, 30)]


@virtual
async def test_free_slot_goes_to_the_longest_waiting_call_of_all_buckets() -> None:
    server = Server()
    gates = make_gates(1)
    buckets = [SESSIONS, USERS, USERS, SESSIONS, USERS, SESSIONS]
    await asyncio.gather(*(send(gates, server, caller, bucket=bucket) for caller, bucket in enumerate(buckets)))
    assert server.callers == list(range(6))


@virtual
async def test_new_call_does_not_overtake_a_waiting_call() -> None:
    server = Server(first(refusal(retry_after="1")))
    gates = make_gates(1)
    old = asyncio.create_task(send(gates, server, "old"))
    await asyncio.sleep(1.1)  # The pause ends in this instant.
    await asyncio.gather(old, send(gates, server, "new"))
    assert server.callers == ["old", "old", "new"]


@virtual
async def test_call_that_raises_is_not_retried_and_returns_its_slot() -> None:
    gates = make_gates(1)
    server = Server(first(ConnectionError("reset")))
    results = await asyncio.gather(*(send(gates, server) for _ in range(5)), return_exceptions=True)
    assert [type(result) for result in results] == [ConnectionError] + [Outcome] * 4
    assert (now(), server.most_in_flight) == (0.5, 1)


@virtual
async def test_without_a_limit_a_call_only_waits_for_a_slot() -> None:
    server = Server(always(refusal(retry_after="30")))
    gates = make_gates(4)
    paused = asyncio.create_task(send(gates, server))
    await asyncio.sleep(0.2)
    outcomes = await send_many(gates, server, 8, limit=None)
    results = [(outcome.attempts, outcome.reject_reason, rounded(outcome.retry_after)) for outcome in outcomes]
    assert results == [(1, "", 30.0)] * 8
    assert (now(), server.most_in_flight) == (0.4, 4)
    paused.cancel()
    await asyncio.wait([paused])


@pytest.mark.parametrize(
    ("status_code", "headers", "retryable", "attempts"),
    [
        (429, {}, False, 2),
        (429, {"retry_after": "1"}, False, 2),
        (503, {"retry_after": "1"}, True, 2),
        (503, {"retry_after": "1"}, False, 1),
        (503, {}, True, 1),
        (502, {"retry_after": "1"}, True, 1),
        (500, {}, True, 1),
        (401, {"retry_after": "1"}, True, 1),
    ],
)
@virtual
async def test_only_refusals_are_retried(
    status_code: int, headers: dict[str, str], retryable: bool, attempts: int
) -> None:
    server = Server(first(response(status_code, **headers)))
    outcome = await send(make_gates(), server, retryable=retryable)
    last = status_code if attempts == 1 else 200
    assert (outcome.attempts, outcome.response.status_code, outcome.reject_reason) == (attempts, last, "")


@virtual
async def test_call_that_is_always_refused_does_not_block_the_queue() -> None:
    server = Server()
    server.script = lambda number: refusal(retry_after="1") if server.callers[-1] == 0 else OK
    outcomes = await send_many(make_gates(1), server, 10)
    assert [outcome.reject_reason for outcome in outcomes] == ["max_attempts"] + [""] * 9
    assert [outcome.attempts for outcome in outcomes] == [8] + [1] * 9


@virtual
async def test_close_fails_each_waiting_call_with_its_own_error() -> None:
    numbers = count()
    server = Server(first(OK, refusal(retry_after="30"), OK))
    gates = make_gates(1)
    in_flight = asyncio.create_task(send(gates, server))
    waiting = [asyncio.create_task(send(gates, server, bucket=bucket)) for bucket in (SESSIONS, SESSIONS, USERS)]
    await asyncio.sleep(0)
    gates.close(lambda: RuntimeError(next(numbers)))
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [repr(result) for result in results] == [f"RuntimeError({number})" for number in range(3)]
    assert now() == 0.0
    with pytest.raises(RuntimeError, match="3"):
        await send(gates, server)
    assert (await in_flight).response == OK
    assert len(server.sent) == 1


@virtual
async def test_close_during_a_pause_leaves_no_alarm() -> None:
    gates = make_gates(1)
    call = asyncio.create_task(send(gates, Server(always(refusal(retry_after="30")))))
    await asyncio.sleep(1)
    gates.close(RuntimeError)
    with pytest.raises(RuntimeError):
        await call
    assert now() == 1.0


@virtual
async def test_close_fails_a_refused_call_when_it_comes_back_to_the_queue() -> None:
    server = Server(always(refusal(retry_after="1")))
    gates = make_gates(1)
    call = asyncio.create_task(send(gates, server, limit=LIMIT))
    await asyncio.sleep(0.05)
    gates.close(RuntimeError)
    with pytest.raises(RuntimeError):
        await call
    assert (now(), len(server.sent)) == (0.1, 1)


def test_close_needs_no_loop_when_nothing_waits() -> None:
    make_gates().close(RuntimeError)
