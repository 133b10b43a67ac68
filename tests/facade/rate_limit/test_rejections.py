"""Calls that fail at once because a pause is too long for them, in virtual time."""

from __future__ import annotations

import asyncio

import pytest

from idsessions._rate_limit import GateTimeout, Outcome, RateLimit

from .fakes import (
    LIMIT,
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
    virtual,
)


@virtual
async def test_pause_longer_than_max_wait_fails_all_calls_with_the_true_retry_after() -> None:
    server = Server(always(refusal(retry_after="3600")))
    gates = make_gates(10)
    results = await asyncio.gather(*(send(gates, server) for _ in range(50)), return_exceptions=True)
    assert now() == 0.1
    assert len(server.sent) == 10
    outcomes = [result for result in results if isinstance(result, Outcome)]
    assert {(outcome.reject_reason, rounded(outcome.retry_after)) for outcome in outcomes} == {("max_wait", 3600.0)}
    timeouts = [result for result in results if isinstance(result, GateTimeout)]
    assert len(timeouts) == 40
    assert {(error.reason, rounded(error.retry_after)) for error in timeouts} == {("max_wait", 3600.0)}
    assert {rounded(error.waited) for error in timeouts} == {0.1}
    await asyncio.sleep(100)
    with pytest.raises(GateTimeout, match="max_wait") as later:
        await send(gates, server)
    assert rounded(later.value.retry_after) == 3500.0
    await asyncio.sleep(3400)
    assert (await send(gates, server)).reject_reason == "max_wait"
    assert server.times[10:] == [3600.1]


@virtual
async def test_pause_as_long_as_max_wait_is_waited_for() -> None:
    server = Server(first(refusal(retry_after="120")))
    assert (await send(make_gates(), server)).attempts == 2


@virtual
async def test_each_call_has_its_own_max_wait() -> None:
    server = Server(first(refusal(retry_after="60")))
    gates = make_gates(1)
    patient = asyncio.create_task(send(gates, server))
    hasty = asyncio.create_task(send(gates, server, limit=RateLimit(max_wait=5)))
    with pytest.raises(GateTimeout) as caught:
        await hasty
    assert (now(), rounded(caught.value.retry_after)) == (0.1, 60.0)
    await patient
    assert now() == 60.2


@virtual
async def test_pause_that_ends_after_the_deadline_fails_the_call() -> None:
    server = Server(always(refusal(retry_after="30")))
    gates = make_gates()
    outcome = await send(gates, server, deadline=20.0)
    assert (outcome.reject_reason, rounded(outcome.retry_after), now()) == ("deadline", 30.0, 0.1)
    with pytest.raises(GateTimeout) as caught:
        await send(gates, server, deadline=29.0)
    assert (caught.value.reason, rounded(caught.value.retry_after)) == ("deadline", 30.0)
    assert now() == 0.1


@virtual
async def test_pause_that_begins_while_a_call_waits_and_ends_after_its_deadline_fails_the_call() -> None:
    server = Server(first(refusal(retry_after="30")))
    gates = make_gates(1)
    patient = asyncio.create_task(send(gates, server))
    await asyncio.sleep(0)
    with pytest.raises(GateTimeout) as caught:
        await send(gates, server, deadline=20.0)
    error = caught.value
    assert (error.reason, rounded(error.retry_after), rounded(error.waited)) == ("deadline", 30.0, 0.1)
    assert now() == 0.1
    await patient


@virtual
async def test_call_is_not_sent_after_its_deadline() -> None:
    server = Server()
    await asyncio.sleep(1)
    with pytest.raises(GateTimeout):
        await send(make_gates(), server, deadline=0.0)
    assert server.sent == []


@virtual
async def test_slot_that_is_free_after_the_deadline_goes_to_another_call() -> None:
    server = Server()
    gates = make_gates(1)
    other = asyncio.create_task(send(gates, server))
    await asyncio.sleep(0)
    late = gates.send(server.attempt("late"), bucket=SESSIONS, limit=LIMIT, retryable=False, deadline=0.05)
    with pytest.raises(GateTimeout) as caught:
        await asyncio.gather(late, send(gates, server, "next"))
    error = caught.value
    assert (error.reason, error.retry_after, rounded(error.waited)) == ("deadline", None, 0.1)
    await other
    await send(gates, server, "last")
    assert server.callers == [None, "next", "last"]


@virtual
async def test_refused_call_returns_the_refusal_when_its_slot_comes_after_the_deadline() -> None:
    server = Server(first(refusal(retry_after="1")))
    gates = make_gates(1)
    call = asyncio.create_task(
        gates.send(server.attempt(), bucket=SESSIONS, limit=LIMIT, retryable=False, deadline=1.15)
    )
    await asyncio.sleep(1.05)
    await send(gates, server, bucket=USERS)
    outcome = await call
    assert (outcome.reject_reason, outcome.response.status_code, outcome.retry_after) == ("deadline", 429, None)
    assert len(server.sent) == 2
    assert (await send(gates, server)).attempts == 1


@virtual
async def test_slot_of_a_rejected_call_goes_to_another_bucket_at_once() -> None:
    server = Server(first(refusal(retry_after="3600")))
    gates = make_gates(1)
    outcomes = await asyncio.gather(send(gates, server), send(gates, server, bucket=USERS))
    assert [outcome.reject_reason for outcome in outcomes] == ["max_wait", ""]
    assert server.times == [0.0, 0.1]


@pytest.mark.parametrize(
    ("limit", "seconds_to_deadline", "reason", "attempts"),
    [
        (RateLimit(max_wait=29), None, "max_wait", 1),
        (RateLimit(max_wait=30), 29, "deadline", 1),
        (RateLimit(max_wait=30, max_attempts=3), None, "max_attempts", 3),
        (RateLimit(max_wait=30, max_attempts=3), 61, "max_attempts", 3),
    ],
)
@virtual
async def test_pause_of_one_call_respects_its_limits(
    limit: RateLimit, seconds_to_deadline: float | None, reason: str, attempts: int
) -> None:
    narrower = refusal(x_rate_limit_limit="4", x_rate_limit_remaining="1", x_rate_limit_reset="9", retry_after="30")
    outcome = await send(make_gates(), Server(always(narrower)), limit=limit, deadline=seconds_to_deadline)
    assert (outcome.reject_reason, outcome.attempts, outcome.retry_after) == (reason, attempts, 30.0)
    assert rounded(outcome.waited) == 30.0 * (attempts - 1)


@pytest.mark.parametrize(
    ("remaining", "status_code", "retry_after", "reported"),
    [
        ("0", 429, None, 500.0),
        ("0", 429, "400", 400.0),
        ("1", 429, None, None),
        ("0", 200, None, None),
        ("0", 200, "400", 400.0),
    ],
)
@virtual
async def test_retry_after_is_the_reset_of_a_used_up_quota(
    remaining: str, status_code: int, retry_after: str | None, reported: float | None
) -> None:
    headers = {"x_rate_limit_limit": "9", "x_rate_limit_remaining": remaining, "x_rate_limit_reset": "500"}
    if retry_after is not None:
        headers["retry_after"] = retry_after
    outcome = await send(
        make_gates(), Server(always(response(status_code, **headers))), limit=RateLimit(max_attempts=1)
    )
    assert outcome.retry_after == reported
