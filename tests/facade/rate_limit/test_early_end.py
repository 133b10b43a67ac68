"""Calls that end early, cancelled or otherwise: their slot and queue position go to others, in virtual time."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Coroutine
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.worlds import run_virtual
from idsessions._rate_limit import Bucket, Outcome
from idsessions._rate_limit.state import BucketState, Ticket

from .fakes import (
    CROWDED,
    LIMIT,
    NARROWER,
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
    response,
    rounded,
    send,
    send_many,
    virtual,
)


async def run_until(call: Coroutine[Any, Any, Outcome[Response]], moment: float) -> None:
    """Run a call without a task, and leave it where it waits at ``moment``."""
    while now() < moment:
        await asyncio.wait([call.send(None)], timeout=moment - now())


STAGES = [
    pytest.param(True, [], 0.05, id="queued"),
    pytest.param(True, [], 0.1, id="got its slot"),
    pytest.param(False, [], 0.05, id="in flight"),
    pytest.param(False, [refusal(retry_after="1")], 0.5, id="pausing"),
    pytest.param(False, [refusal(retry_after="1")], 1.15, id="probing"),
    pytest.param(False, [NARROWER], 0.2, id="pausing alone"),
]


@pytest.mark.parametrize("error", [GeneratorExit, KeyboardInterrupt])
@pytest.mark.parametrize(("busy", "responses", "moment"), STAGES)
@virtual
async def test_call_that_ends_early_gives_back_its_slot_and_queue_position(
    error: type[BaseException], busy: bool, responses: list[Response], moment: float
) -> None:
    server = Server(first(*responses))
    gates = make_gates(1)
    others = [asyncio.create_task(send(gates, server))] if busy else []
    await asyncio.sleep(0)
    call = send(gates, server)
    await run_until(call, moment)
    with pytest.raises(error):
        call.throw(error)
    outcomes = [*await asyncio.gather(*others), *await send_many(gates, server, 3)]
    assert [outcome.attempts for outcome in outcomes] == [1] * (3 + busy)
    assert now() < 2


@virtual
async def test_waiting_call_gets_the_slot_of_a_call_that_ends_early_at_once() -> None:
    server = Server()
    gates = make_gates(1)
    for error in (KeyboardInterrupt, GeneratorExit):
        call = send(gates, server)
        call.send(None)
        started = now()
        waiting = asyncio.create_task(send(gates, server))
        await asyncio.sleep(0)
        with pytest.raises(error):
            call.throw(error)
        await waiting
        assert rounded(now() - started) == 0.1


@virtual
async def test_slot_of_a_call_that_raises_is_free_before_the_error_is_raised() -> None:
    server = Server()
    gates = make_gates(1)
    call, next_call = send(gates, server, "interrupted"), send(gates, server, "next")
    call.send(None)
    with pytest.raises(KeyboardInterrupt):
        call.throw(KeyboardInterrupt)
    next_call.send(None)
    assert server.callers == ["interrupted", "next"]
    next_call.close()


@pytest.mark.parametrize("steps", range(12))
@virtual
async def test_cancelled_at_any_step_a_call_lets_the_others_go_on(steps: int) -> None:
    """The second of three calls is cancelled: queued, with its slot, in flight, pausing, probing."""
    server = Server(first(OK, refusal(retry_after="1"), refusal(retry_after="1")))
    gates = make_gates(1)
    calls = [asyncio.create_task(send(gates, server, caller)) for caller in range(3)]
    await asyncio.sleep(steps * 0.1)
    calls[1].cancel()
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(results[0], Outcome)
    assert isinstance(results[2], Outcome)
    assert results[2].response.status_code == 200
    assert now() < 4
    assert await send(gates, server)


@virtual
async def test_slot_of_a_call_that_is_cancelled_before_it_runs_on_goes_to_the_next() -> None:
    async def attempt() -> Response:
        await asyncio.sleep(0.1)
        asyncio.get_running_loop().call_soon(queued[0].cancel)  # Runs after the slot is given, before the call.
        return OK

    server = Server()
    gates = make_gates(1)
    running = asyncio.create_task(
        gates.send(attempt, bucket=SESSIONS, limit=LIMIT, retryable=False, deadline=None),
    )
    queued = [asyncio.create_task(send(gates, server, caller)) for caller in (1, 2)]
    await asyncio.wait([running, *queued])
    assert server.callers == [2]
    assert queued[0].cancelled()
    assert now() == 0.2


@virtual
async def test_slot_does_not_go_to_a_call_that_has_just_been_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    call_sent, slots = BucketState.call_sent, count()

    def counted(state: BucketState, now: float, refusals: int, **options: bool) -> Ticket:
        next(slots)
        return call_sent(state, now, refusals, **options)

    monkeypatch.setattr(BucketState, "call_sent", counted)

    async def attempt() -> Response:
        await asyncio.sleep(0.1)
        queued[0].cancel()
        return OK

    server = Server()
    gates = make_gates(1)
    running = asyncio.create_task(
        gates.send(attempt, bucket=SESSIONS, limit=LIMIT, retryable=False, deadline=None),
    )
    queued = [asyncio.create_task(send(gates, server, caller)) for caller in (1, 2)]
    await asyncio.wait([running, *queued])
    assert (server.callers, server.times, queued[0].cancelled()) == ([2], [0.1], True)
    assert next(slots) == 2


@virtual
async def test_another_probe_goes_when_the_probe_is_cancelled_or_fails() -> None:
    server = Server(first(refusal(retry_after="1"), OK, ConnectionError()))
    gates = make_gates(1)
    calls = [asyncio.create_task(send(gates, server, caller)) for caller in range(4)]
    await asyncio.sleep(1.15)
    calls[0].cancel()  # The probe.
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(result) for result in results] == [asyncio.CancelledError, ConnectionError, Outcome, Outcome]
    assert server.callers == [0, 0, 1, 2, 3]
    assert server.times[:4] == [0, 1.1, 1.15, 1.25]
    assert now() < 3


@virtual
async def test_no_alarm_stays_when_the_last_waiting_call_is_cancelled() -> None:
    server = Server(always(refusal(retry_after="30")))
    gates = make_gates()
    calls = [asyncio.create_task(send(gates, server)) for _ in range(3)]
    await asyncio.sleep(1)
    assert len(asyncio.all_tasks()) == 1 + 3 + 1  # This test, the calls, an alarm.
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)


@virtual
async def test_call_that_is_cancelled_at_its_deadline_in_the_queue_is_never_sent() -> None:
    server = Server()
    gates = make_gates(1)
    others = [asyncio.create_task(send(gates, server)) for _ in range(20)]
    await asyncio.sleep(0)
    with pytest.raises(TimeoutError):
        await send(gates, server, deadline=0.55)
    assert now() == 0.55
    await asyncio.gather(*others)
    assert len(server.sent) == 20


# --- garbage ---


def forgotten() -> Awaitable[Response]:
    """A response that never comes and that nobody keeps: the task that waits for it is garbage."""
    return asyncio.get_running_loop().create_future()


def collect_messages() -> list[str]:
    """The messages that the loop reports from now on."""
    messages: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: messages.append(context["message"]))
    return messages


@virtual
async def test_garbage_task_gives_back_its_slot() -> None:
    messages = collect_messages()
    gates = make_gates(1)
    for _ in range(2):
        asyncio.create_task(gates.send(forgotten, bucket=SESSIONS, limit=LIMIT, retryable=False, deadline=None))  # noqa: RUF006
        await asyncio.sleep(0)
        waiting = asyncio.create_task(asyncio.wait_for(send(gates, Server()), 1))
        await asyncio.sleep(0)
        gc.collect()
        await waiting
    assert messages == ["Task was destroyed but it is pending!"] * 2


@virtual
async def test_client_that_is_garbage_with_its_calls_ends_silently() -> None:
    messages = collect_messages()
    gates = make_gates(1)
    for _ in range(3):
        asyncio.create_task(gates.send(forgotten, bucket=SESSIONS, limit=LIMIT, retryable=False, deadline=None))  # noqa: RUF006
    await asyncio.sleep(0)
    del gates
    gc.collect()
    await asyncio.sleep(1)
    gc.collect()
    assert messages == ["Task was destroyed but it is pending!"] * 3


def test_calls_that_outlive_their_loop_end_silently() -> None:
    gates = make_gates(1)
    calls = [send(gates, Server()) for _ in range(3)]

    async def main() -> None:
        for call in calls:
            call.send(None)

    run_virtual(main())
    for call in calls:
        call.close()


# --- anything ---


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    max_concurrency=st.integers(1, 6),
    calls=st.lists(
        st.tuples(
            st.floats(0, 5),  # when it comes
            st.floats(0, 8) | st.none(),  # when it is cancelled, after that
            st.floats(0, 8) | st.none(),  # its deadline, after that
            st.sampled_from([SESSIONS, USERS]),
        ),
        max_size=30,
    ),
    responses=st.lists(
        st.sampled_from(
            [
                OK,
                response(ratelimit='"default";r=2;t=3'),
                response(ratelimit='"default";r=0;t=3'),
                refusal(),
                refusal(retry_after="0"),
                refusal(retry_after="2"),
                refusal(retry_after="500"),
                CROWDED,
                NARROWER,
                response(503, retry_after="1"),
                ConnectionError(),
            ]
        ),
        max_size=60,
    ),
)
def test_all_calls_end_and_no_more_are_in_flight_than_max_concurrency(
    max_concurrency: int,
    calls: list[tuple[float, float | None, float | None, Bucket]],
    responses: list[Response | Exception],
) -> None:
    server = Server(first(*responses))
    gates = make_gates(max_concurrency)

    async def make_call(starts: float, cancelled: float | None, deadline: float | None, bucket: Bucket) -> None:
        await asyncio.sleep(starts)
        ends = None if deadline is None else now() + deadline
        task = asyncio.create_task(send(gates, server, bucket=bucket, retryable=True, deadline=ends))
        if cancelled is not None:
            asyncio.get_running_loop().call_later(cancelled, task.cancel)
        await asyncio.gather(task, return_exceptions=True)
        assert ends is None or now() <= ends + 0.1 + 1e-6

    async def main() -> None:
        await asyncio.gather(*(make_call(*call) for call in calls))
        await asyncio.sleep(600)
        server.script = first()
        assert len(await send_many(gates, server, 2 * max_concurrency)) == 2 * max_concurrency
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1

    run_virtual(main())
    assert server.most_in_flight <= max_concurrency
