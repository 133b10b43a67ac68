"""Who gets the slots and the rest of a window: buckets, interactive and bulk calls, reserves and bursts, in virtual time."""

from __future__ import annotations

import asyncio
from math import ceil
from typing import Any

import pytest

from idsessions._rate_limit import Bucket, GateTimeout, Pause, RateLimit

from .fakes import (
    SESSIONS,
    USERS,
    Response,
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


def left(remaining: int, limit: int = 100, resets_in: int = 60) -> Response:
    return response(
        x_rate_limit_limit=str(limit), x_rate_limit_remaining=str(remaining), x_rate_limit_reset=str(resets_in)
    )


def window(limit: int = 100, seconds: int = 60) -> Server:
    """A server that admits so many calls in each window."""
    used: dict[int, int] = {}

    def script(number: int) -> Response:
        index = int(now() // seconds)
        used[index] = used.get(index, 0) + 1
        resets_in = ceil((index + 1) * seconds - now())
        if used[index] > limit:
            return refusal(x_rate_limit_limit=str(limit), x_rate_limit_remaining="0", x_rate_limit_reset=str(resets_in))
        return left(limit - used[index], limit, resets_in)

    return Server(script)


# --- buckets ---


@virtual
async def test_call_of_an_idle_bucket_gets_the_next_slot() -> None:
    server = Server()
    gates = make_gates(4)
    bulk = asyncio.create_task(send_many(gates, server, 200))
    await asyncio.sleep(0.05)
    await send(gates, server, "lone", bucket=USERS)
    assert rounded(now()) == 0.2
    await bulk


@virtual
async def test_slots_are_spread_evenly_over_buckets() -> None:
    server = Server()
    gates = make_gates(4)
    early = asyncio.create_task(send_many(gates, server, 20))
    await asyncio.sleep(0)
    await asyncio.gather(*(send(gates, server, "late", bucket=USERS) for _ in range(4)))
    assert server.callers[4:12].count("late") == 4
    await early


@virtual
async def test_many_buckets_have_one_alarm() -> None:
    server = Server(always(refusal(retry_after="30")))
    gates = make_gates(100)
    buckets = [Bucket(SESSIONS.origin, object, str(number)) for number in range(100)]
    calls = [asyncio.create_task(send(gates, server, bucket=bucket)) for bucket in buckets]
    await asyncio.sleep(1)
    assert len(asyncio.all_tasks()) == 1 + 100 + 1
    server.script = first()
    await asyncio.gather(*calls)
    assert rounded(now()) == 30.2


# --- priority ---


@virtual
async def test_interactive_call_passes_the_waiting_bulk_calls() -> None:
    server = Server()
    gates = make_gates(1)
    bulk = asyncio.create_task(send_many(gates, server, 50, priority="bulk"))
    await asyncio.sleep(0.05)
    await send(gates, server, "interactive")
    assert server.callers == [0, "interactive"]
    await bulk


@virtual
async def test_every_fifth_slot_goes_to_a_bulk_call() -> None:
    server = Server()
    gates = make_gates(1)
    await send_many(gates, server, 1)
    bulk = asyncio.create_task(send_many(gates, server, 10, priority="bulk"))
    await asyncio.sleep(0)
    await asyncio.gather(*(send(gates, server, "interactive") for _ in range(12)))
    assert [caller == "interactive" for caller in server.callers[2:]] == ([True] * 4 + [False]) * 3
    await bulk


@virtual
async def test_bulk_calls_leave_a_twentieth_of_a_window_until_its_last_seconds() -> None:
    server = window()
    gates = make_gates(10)
    bulk = asyncio.create_task(send_many(gates, server, 99, priority="bulk"))
    await asyncio.sleep(30)
    assert len(server.sent) == 95
    await send(gates, server, "interactive")
    assert rounded(now()) == 30.1
    await bulk
    assert {moment for moment in server.times if moment > 31} <= {57.0, 57.1}


@virtual
async def test_bulk_calls_alone_use_the_whole_window() -> None:
    server = window()
    await send_many(make_gates(10), server, 200, priority="bulk")
    assert 60 < now() < 120
    assert all(outcome < 120 for outcome in server.times)


# --- reserve and burst ---


@virtual
async def test_reserve_is_left_to_other_applications() -> None:
    server = window()
    await send_many(make_gates(10), server, 160, limit=RateLimit(reserve=0.2))
    assert [len([moment for moment in server.times if start <= moment < start + 60]) for start in (0, 60)] == [80, 80]


@virtual
async def test_pause_for_the_reserve_is_announced_and_not_longer_than_max_wait() -> None:
    pauses: list[Pause] = []
    server = window()
    gates = make_gates(10)
    patient = RateLimit(reserve=0.2, on_pause=pauses.append)
    hasty = RateLimit(reserve=0.2, max_wait=5)
    calls = [asyncio.create_task(send(gates, server, limit=limit)) for limit in [patient] * 85 + [hasty] * 3]
    await asyncio.sleep(2)
    (pause,) = pauses
    assert (pause.bucket, pause.reason, pause.waiting) == ("sessions", "used up", 8)
    assert pause.seconds == pytest.approx(59, abs=1)
    with pytest.raises(GateTimeout, match="max_wait") as caught:
        await send(gates, server, limit=hasty)
    assert caught.value.retry_after == pytest.approx(58, abs=1)
    results: list[Any] = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(result) for result in results[85:]] == [GateTimeout] * 3
    assert len(server.sent) == 85


@virtual
async def test_reserve_of_one_view_does_not_hold_up_another() -> None:
    server = window()
    gates = make_gates(10)
    modest = asyncio.create_task(send_many(gates, server, 90, limit=RateLimit(reserve=0.5)))
    await asyncio.sleep(20)
    assert len(server.sent) == 50
    await send(gates, server)
    assert rounded(now()) == 20.1
    await modest


@virtual
async def test_burst_is_left_alone_by_default() -> None:
    server = Server(lambda number: left(max(0, 10 - number)))
    await send_many(make_gates(4), server, 12)
    assert [moment for moment in server.times if moment < 59] == server.times[:10]


@virtual
async def test_burst_is_used_with_more_and_more_calls_at_once() -> None:
    server = Server(lambda number: left(max(0, 10 - number)))
    await send_many(make_gates(), server, 1, limit=RateLimit(use_burst=True))
    await send_many(make_gates(), server, 9, limit=RateLimit(use_burst=True))
    gates = make_gates()
    server.most_in_flight = 0
    await send_many(gates, server, 100, limit=RateLimit(use_burst=True))
    assert now() < 3


@virtual
async def test_server_without_a_burst_refuses_one_call_in_ten_windows() -> None:
    server = window(limit=10)
    await send_many(make_gates(4), server, 200, limit=RateLimit(use_burst=True, max_wait=120))
    assert len(server.sent) == 202
    assert 1140 < now() < 1210


# --- deadlines ---


@pytest.mark.parametrize(
    ("ahead", "seconds", "retry_after"),
    [(40, 70, None), (40, 30, 59.9), (120, 70, 119.9), (120, 130, None), (250, 130, 179.9)],
)
@virtual
async def test_call_that_cannot_make_its_deadline_fails_at_once(
    ahead: int, seconds: float, retry_after: float | None
) -> None:
    server = window()
    gates = make_gates(100)
    await send_many(gates, server, 1)
    others = asyncio.create_task(send_many(gates, server, 99 + ahead, limit=RateLimit(max_attempts=99)))
    await asyncio.sleep(0.5)
    started = now()
    call = send(gates, server, deadline=started + seconds)
    if retry_after is None:
        await call
    else:
        with pytest.raises(GateTimeout) as caught:
            await call
        assert caught.value.reason == "deadline"
        assert caught.value.retry_after == pytest.approx(retry_after, abs=1.5)
        assert now() == started
    others.cancel()
    await asyncio.wait([others])


@virtual
async def test_calls_that_cannot_make_their_deadline_fail_when_that_is_known() -> None:
    server = window()
    calls = [asyncio.create_task(send(gates, server, deadline=90)) for gates in [make_gates(10)] for _ in range(300)]
    await asyncio.sleep(2)
    failed = [call for call in calls if call.done() and call.exception() is not None]
    assert len(failed) == 100
    results: list[Any] = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(isinstance(result, GateTimeout) for result in results) == 100


# --- retries ---


@pytest.mark.parametrize("status_code", [502, 503, 504])
@pytest.mark.parametrize(
    ("retryable", "retries", "attempts"), [(True, 2, 3), (True, 0, 1), (False, 2, 1), (True, 1, 2)]
)
@virtual
async def test_502_503_and_504_are_retried_if_that_is_safe(
    status_code: int, retryable: bool, retries: int, attempts: int
) -> None:
    server = Server(always(response(status_code)))
    outcome = await send(make_gates(), server, retryable=retryable, retries=retries)
    assert (outcome.attempts, outcome.response.status_code, outcome.reject_reason) == (attempts, status_code, "")
    assert [round(moment, 2) for moment in server.times] == [0.0, 0.35, 0.95][:attempts]


@virtual
async def test_retry_after_of_a_502_is_the_least_pause() -> None:
    server = Server(first(response(502, retry_after="7")))
    assert (await send(make_gates(), server, retryable=True, retries=1)).attempts == 2
    assert server.times == [0.0, 7.1]


@virtual
async def test_retry_does_not_hold_up_other_calls_or_pass_the_deadline() -> None:
    server = Server(first(response(502)))
    gates = make_gates()
    call = asyncio.create_task(send(gates, server, retryable=True, retries=1))
    await asyncio.sleep(0.15)
    await send(gates, server)
    assert rounded(now()) == 0.25
    await call
    server.script = always(response(502))
    outcome = await send(gates, server, retryable=True, retries=1, deadline=now() + 0.2)
    assert (outcome.attempts, outcome.reject_reason) == (1, "deadline")


@virtual
async def test_pause_is_believed_for_an_hour() -> None:
    server = Server(first(refusal(retry_after="9" * 12)))
    gates = make_gates()
    outcome = await send(gates, server)
    assert (outcome.reject_reason, outcome.retry_after) == ("max_wait", float("9" * 12))
    with pytest.raises(GateTimeout) as caught:
        await send(gates, server)
    assert caught.value.retry_after == float("9" * 12)
    await asyncio.sleep(3600)
    assert (await send(gates, server)).attempts == 1
