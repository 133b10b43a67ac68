"""Pauses of a bucket and of one call, and what hooks and log say about them, in virtual time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest

from bench.worlds import START, VirtualClock
from idsessions._rate_limit import Bucket, Gates, Pause, RateLimit

from .fakes import (
    CROWDED,
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

# --- of a bucket ---


@virtual
async def test_one_probe_ends_the_pause_of_all_calls() -> None:
    server = Server(first(refusal(retry_after="30")))
    await send_many(make_gates(), server, 200)
    assert server.times[:33] == [0.0] * 32 + [30.1]
    assert server.times[33] == 30.2
    assert len(server.sent) == 201


@virtual
async def test_another_probe_goes_when_the_first_hangs() -> None:
    hang = asyncio.Event()
    server = Server(first(refusal(retry_after="1")))
    gates = make_gates()

    async def attempt() -> Response:
        if now() == 0.0:
            return await server.attempt()()
        await hang.wait()
        return OK

    hanging = asyncio.create_task(
        gates.send(attempt, bucket=SESSIONS, limit=RateLimit(), retryable=False, deadline=None)
    )
    await asyncio.sleep(2)
    await send_many(gates, server, 2)
    assert server.times == [0.0, 9.1, 9.2]
    hang.set()
    assert (await hanging).attempts == 2


@virtual
async def test_refusals_of_calls_sent_before_a_pause_do_not_lengthen_it() -> None:
    server = Server(first(*(refusal(retry_after=seconds) for seconds in ("5", "5", "50", "500", "0"))))
    outcomes = await send_many(make_gates(), server, 5)
    assert server.times[:7] == [0, 0, 0, 0, 0, 5.1, 5.2]
    assert now() < 6
    assert [outcome.attempts for outcome in outcomes] == [2] * 5


@virtual
async def test_nothing_is_sent_between_the_use_of_a_window_and_its_end() -> None:
    def script(number: int) -> Response:
        left = str(max(0, 3 - number))
        return response(x_rate_limit_limit="3", x_rate_limit_reset="60", x_rate_limit_remaining=left)

    server = Server(script)
    gates = make_gates()
    await send(gates, server)
    outcomes = await send_many(gates, server, 3)
    assert server.times[:4] == [0.0, 0.1, 0.1, 60.1]
    quota = outcomes[0].quota
    assert quota is not None
    assert (quota.limit, quota.remaining, quota.resets_in) == (3, 1, 60.0)
    assert [outcome.attempts for outcome in outcomes] == [1, 1, 1]


@virtual
async def test_calls_in_flight_count_as_used() -> None:
    server = Server(first(response(x_rate_limit_limit="9", x_rate_limit_remaining="2", x_rate_limit_reset="60")))
    gates = make_gates()
    await send(gates, server)
    server.script = always(response(x_rate_limit_limit="9", x_rate_limit_remaining="1", x_rate_limit_reset="60"))
    await send_many(gates, server, 3)
    assert server.times == [0.0, 0.1, 0.1, 0.2]


@virtual
async def test_server_that_always_refuses_with_retry_after_0_is_not_sent_many_calls() -> None:
    server = Server(always(refusal(retry_after="0")))
    outcome = await send(make_gates(), server)
    assert (outcome.reject_reason, outcome.attempts, len(server.sent)) == ("max_attempts", 8, 8)
    assert outcome.response.status_code == 429
    assert now() > 10
    assert rounded(outcome.waited) == rounded(now() - 8 * 0.1)


@virtual
async def test_without_a_date_a_reset_is_read_by_the_local_clock() -> None:
    reset = str(int(VirtualClock().time() + 20))
    server = Server(first(refusal(x_rate_limit_limit="9", x_rate_limit_remaining="0", x_rate_limit_reset=reset)))
    await send(make_gates(), server)
    assert server.times == [0.0, rounded(int(reset) - START)]


@virtual
async def test_reset_that_is_past_by_the_local_clock_says_nothing() -> None:
    server = Server(first(refusal(x_rate_limit_limit="9", x_rate_limit_remaining="0", x_rate_limit_reset="1700000000")))
    await send(make_gates(), server)
    assert server.times == [0.0, 0.6]


@pytest.mark.parametrize(
    "other", [USERS, Bucket(SESSIONS.origin, str, "sessions"), Bucket("https://other.example", object, "sessions")]
)
@virtual
async def test_pause_of_one_bucket_does_not_stop_another(other: Bucket) -> None:
    server = Server(first(refusal(retry_after="30")))
    gates = make_gates()
    paused = asyncio.create_task(send(gates, server))
    await asyncio.sleep(0.2)
    await send(gates, server, bucket=other)
    assert rounded(now()) == 0.3
    await paused
    assert now() == 30.2


@virtual
async def test_random_time_is_added_to_each_pause() -> None:
    server = Server(first(refusal(retry_after="30"), NARROWER))
    await send(Gates(clock=VirtualClock(), random=lambda: 0.5), server)
    assert server.times == [0.0, 30.225, 30.95]


# --- pace ---


@virtual
async def test_calls_after_a_pause_go_at_the_rate_that_was_accepted_before_it() -> None:
    server = Server(first(refusal(retry_after="10")))
    gates = make_gates()
    early = asyncio.create_task(send_many(gates, server, 6))
    await asyncio.sleep(5)
    await send_many(gates, server, 14)
    # Five in 10.1 seconds were accepted: as many are due after the pause, and one extra.
    assert server.times[:13] == [0.0] * 6 + [10.1] + [10.2] * 5 + [10.3]
    await early


@virtual
async def test_rate_is_forgotten_when_no_call_waits() -> None:
    server = Server(first(refusal(retry_after="10")))
    gates = make_gates()
    await send_many(gates, server, 20)
    await send_many(gates, server, 30)
    assert server.times == [0.0] * 20 + [10.1] + [10.2] * 30


@virtual
async def test_no_rate_is_measured_before_a_pause_of_the_only_call() -> None:
    server = Server(first(refusal(retry_after="10")))
    gates = make_gates()
    only = asyncio.create_task(send(gates, server))
    await asyncio.sleep(5)
    await send_many(gates, server, 20)
    assert server.times == [0.0, 10.1] + [10.2] * 20
    await only


# --- too many at once ---


@virtual
async def test_crowded_server_is_sent_fewer_calls_at_once_and_its_reset_is_ignored() -> None:
    server = Server()
    server.script = lambda number: CROWDED if server.in_flight >= 5 else OK
    outcomes = await send_many(make_gates(), server, 200)
    assert {outcome.response.status_code for outcome in outcomes} == {200}
    assert now() < 1.1 * 200 / 5 * 0.1
    assert sum(outcome.attempts - 1 for outcome in outcomes) <= 27 + 12


@virtual
async def test_calls_at_once_are_counted_over_all_buckets_of_an_origin() -> None:
    server = Server()
    server.script = lambda number: refusal() if server.in_flight >= 5 else OK
    gates = make_gates(10)
    await asyncio.gather(*(send_many(gates, server, 20, bucket=bucket) for bucket in (SESSIONS, USERS)))
    before = len(server.sent)
    server.most_in_flight = 0
    await asyncio.gather(*(send_many(gates, server, 5, bucket=bucket) for bucket in (SESSIONS, USERS)))
    assert server.most_in_flight <= 6
    assert len(server.sent) - before <= 11


# --- of one call ---


@virtual
async def test_narrower_limit_pauses_only_the_call_that_it_refused() -> None:
    def script(number: int) -> Response:
        if server.callers[-1] == "bjensen" and now() < 8:
            return refusal(x_rate_limit_limit="4", x_rate_limit_remaining="0", x_rate_limit_reset="8")
        return response(x_rate_limit_limit="600", x_rate_limit_remaining="500", x_rate_limit_reset="50")

    server = Server(script)
    gates = make_gates()
    await send(gates, server)
    refused = asyncio.create_task(send(gates, server, "bjensen"))
    await send_many(gates, server, 50)
    assert now() < 0.5
    outcome = await refused
    assert (outcome.attempts, now()) == (2, 8.3)
    assert rounded(outcome.waited) == 8.0


# --- hooks and log ---


@virtual
async def test_hook_and_log_get_each_pause_once(caplog: pytest.LogCaptureFixture) -> None:
    pauses: list[Pause] = []
    server = Server(first(refusal(retry_after="30")))
    with caplog.at_level(logging.INFO, logger="idsessions.rate"):
        await send_many(make_gates(1), server, 50, limit=RateLimit(on_pause=pauses.append))
    assert pauses == [Pause("sessions", 30.0, "refused", 50)]
    assert caplog.messages == ["sessions: no calls for 30.0 s (refused), 50 waiting"]


@virtual
async def test_pause_of_a_call_that_is_not_retried_does_not_count_it_as_waiting() -> None:
    pauses: list[Pause] = []
    server = Server(first(response(503, retry_after="30")))
    await send_many(make_gates(1), server, 3, limit=RateLimit(on_pause=pauses.append))
    assert pauses == [Pause("sessions", 30.0, "unavailable", 2)]


@virtual
async def test_hook_gets_the_pause_after_a_used_up_window() -> None:
    pauses: list[Pause] = []
    server = Server(first(response(x_rate_limit_limit="9", x_rate_limit_remaining="0", x_rate_limit_reset="60")))
    await send_many(make_gates(1), server, 3, limit=RateLimit(on_pause=pauses.append), retryable=True)
    assert pauses == [Pause("sessions", 60.0, "used up", 2)]


@virtual
async def test_hook_that_arrives_during_a_pause_gets_the_rest_of_it() -> None:
    notified: list[tuple[str, float, int]] = []

    def hook(name: str) -> Callable[[Pause], None]:
        return lambda pause: notified.append((name, rounded(pause.seconds), pause.waiting))

    server = Server(first(refusal(retry_after="30")))
    gates = make_gates(1)
    early = RateLimit(on_pause=hook("early"))
    late = RateLimit(on_pause=hook("late"))
    calls = [asyncio.create_task(send(gates, server, limit=early)) for _ in range(3)]
    await asyncio.sleep(10.1)
    calls += [asyncio.create_task(send(gates, server, limit=limit)) for limit in (early, late, late)]
    await asyncio.gather(*calls)
    assert notified == [("early", 30.0, 3), ("late", 20.0, 5)]


@pytest.mark.parametrize("arrival", [1.1, 1.15])
@virtual
async def test_hook_is_not_called_for_a_call_that_waits_for_the_probe(arrival: float) -> None:
    pauses: list[Pause] = []
    server = Server(first(refusal(retry_after="1")))
    gates = make_gates()
    first_call = asyncio.create_task(send(gates, server))
    await asyncio.sleep(arrival)
    await send(gates, server, limit=RateLimit(on_pause=pauses.append))
    assert (pauses, server.times) == ([], [0.0, 1.1, 1.2])
    await first_call


@virtual
async def test_hook_gets_the_pauses_of_one_call() -> None:
    pauses: list[Pause] = []
    server = Server(first(NARROWER, refusal(), NARROWER))
    await send(make_gates(), server, limit=RateLimit(on_pause=pauses.append))
    assert pauses == [
        Pause("sessions", 0.25, "narrower", 1),
        Pause("sessions", 1.0, "refused", 1),
        Pause("sessions", 1.0, "narrower", 1),
    ]


@virtual
async def test_hook_gets_two_pauses_of_a_bucket() -> None:
    pauses: list[Pause] = []
    server = Server(first(refusal(retry_after="3"), refusal(retry_after="4")))
    await send(make_gates(), server, limit=RateLimit(on_pause=pauses.append))
    assert [pause.seconds for pause in pauses] == [3.0, 4.0]


@virtual
async def test_hook_that_raises_fails_no_call() -> None:
    raised: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: raised.append(context["exception"]))

    def hook(pause: Pause) -> None:
        raise ZeroDivisionError

    server = Server(first(refusal(retry_after="1")))
    outcomes = await send_many(make_gates(1), server, 3, limit=RateLimit(on_pause=hook))
    assert [outcome.response.status_code for outcome in outcomes] == [200] * 3
    assert [type(error) for error in raised] == [ZeroDivisionError]
