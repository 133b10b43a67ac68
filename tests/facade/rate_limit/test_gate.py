"""The gate as a whole, in virtual time: order, pauses, failing at once, cancellation, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import functools
import gc
import inspect
import logging
import weakref
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec

import httpx
import pytest
from attrs import define, field
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.worlds import VirtualClock, run_virtual
from idsessions._clock import SystemClock
from idsessions._rate_limit.gate import Bucket, Gates, GateTimeout, Outcome, Pause, RateLimit
from idsessions.testing import ManualClock

P = ParamSpec("P")
SESSIONS = Bucket("https://acme.example", object, "sessions")
USERS = Bucket("https://acme.example", object, "users")
LIMIT = RateLimit()


def virtual(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run an asynchronous test in virtual time, and see that it leaves no task."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        async def main() -> None:
            await test(*args, **kwargs)
            await asyncio.sleep(0)  # A cancelled task needs one more turn to go.
            assert asyncio.all_tasks() == {asyncio.current_task()}

        run_virtual(main())

    # As a plain function with these arguments: through `__wrapped__` pytest would see the coroutine function.
    vars(run).pop("__wrapped__")
    vars(run)["__signature__"] = inspect.signature(test)
    return run


def now() -> float:
    return near(asyncio.get_running_loop().time())


def near(seconds: float | None) -> float:
    """To the millisecond; -1 for None."""
    return -1.0 if seconds is None else round(seconds, 3)


@define
class Server:
    """Answers each exchange as `script` says, given its number; takes 0.1 s for it."""

    script: Callable[[int], httpx.Response | Exception] = field(default=lambda n: httpx.Response(200))
    sent: list[tuple[float, object]] = field(factory=list[tuple[float, object]])
    in_flight: int = 0
    most: int = 0

    def call(self, who: object = None) -> Callable[[int], Awaitable[httpx.Response]]:
        async def attempt(number: int) -> httpx.Response:
            self.sent.append((now(), who))
            answer = self.script(len(self.sent))
            self.in_flight += 1
            self.most = max(self.most, self.in_flight)
            try:
                await asyncio.sleep(0.1)
            finally:
                self.in_flight -= 1
            if isinstance(answer, Exception):
                raise answer
            return answer

        return attempt

    @property
    def times(self) -> list[float]:
        return [moment for moment, _ in self.sent]


def refusal(**headers: str) -> httpx.Response:
    return httpx.Response(429, headers={name.replace("_", "-"): value for name, value in headers.items()})


def first(*answers: httpx.Response | Exception) -> Callable[[int], httpx.Response | Exception]:
    """These answers first, and then successes."""
    return lambda n: answers[n - 1] if n <= len(answers) else httpx.Response(200)


def always(answer: httpx.Response) -> Callable[[int], httpx.Response]:
    return lambda n: answer


def gates(cap: int = 32) -> Gates:
    return Gates(clock=VirtualClock(), random=lambda: 0.0, max_concurrency=cap)


async def send(
    gates: Gates,
    server: Server,
    who: object = None,
    *,
    bucket: Bucket = SESSIONS,
    limit: RateLimit | None = LIMIT,
    repeatable: bool = False,
    deadline: float | None = None,
) -> Outcome:
    return await gates.send(server.call(who), bucket=bucket, limit=limit, repeatable=repeatable, deadline=deadline)


async def send_many(gates: Gates, server: Server, count: int, **options: Any) -> list[Outcome]:
    return await asyncio.gather(*(send(gates, server, who, **options) for who in range(count)))


# --- order ---


@virtual
async def test_calls_go_in_order_of_arrival_and_no_more_than_the_cap_at_once() -> None:
    server = Server()
    outcomes = await send_many(gates(4), server, 100)
    assert [who for _, who in server.sent] == list(range(100))
    assert server.most == 4
    assert now() == 2.5
    assert [near(outcome.waited) for outcome in outcomes[:9]] == [0, 0, 0, 0, 0.1, 0.1, 0.1, 0.1, 0.2]


@virtual
async def test_a_refused_call_keeps_its_place() -> None:
    server = Server(first(*[httpx.Response(200)] * 3, refusal(retry_after="1"), *[httpx.Response(200)] * 3))
    await send_many(gates(4), server, 30)
    assert [who for _, who in server.sent] == [0, 1, 2, 3, 4, 5, 6, 3, *range(7, 30)]


@virtual
async def test_slots_go_to_whoever_waited_longest_before_any_gate() -> None:
    server = Server()
    shared = gates(1)
    buckets = [SESSIONS, USERS, USERS, SESSIONS, USERS, SESSIONS]
    await asyncio.gather(*(send(shared, server, n, bucket=bucket) for n, bucket in enumerate(buckets)))
    assert [who for _, who in server.sent] == list(range(6))


@virtual
async def test_a_newcomer_does_not_overtake() -> None:
    server = Server(first(refusal(retry_after="1")))
    shared = gates(1)
    old = asyncio.create_task(send(shared, server, "old"))
    await asyncio.sleep(1.1)  # The pause ends in this instant.
    await asyncio.gather(old, send(shared, server, "new"))
    assert [who for _, who in server.sent] == ["old", "old", "new"]


# --- pauses ---


@virtual
async def test_a_pause_is_shared_and_one_probe_ends_it() -> None:
    server = Server(first(refusal(retry_after="30")))
    await send_many(gates(), server, 200)
    assert server.times[:33] == [0.0] * 32 + [30.1]
    assert server.times[33] == 30.2
    assert len(server.sent) == 201


@virtual
async def test_refusals_of_what_was_sent_before_a_pause_do_not_lengthen_it() -> None:
    answers = [refusal(retry_after=str(seconds)) for seconds in (5, 5, 50, 500, 0)]
    server = Server(first(*answers))
    outcomes = await send_many(gates(), server, 5)
    assert server.times[:7] == [0, 0, 0, 0, 0, 5.1, 5.2]
    assert now() < 6
    assert [outcome.attempts for outcome in outcomes] == [2] * 5


@virtual
async def test_nothing_is_sent_before_a_used_up_window_ends() -> None:
    counted = {"x-rate-limit-limit": "3", "x-rate-limit-reset": "60"}

    def script(n: int) -> httpx.Response:
        return httpx.Response(200, headers=counted | {"x-rate-limit-remaining": str(max(0, 3 - n))})

    server = Server(script)
    shared = gates()
    await send(shared, server)
    outcomes = await send_many(shared, server, 3)
    assert server.times[:4] == [0.0, 0.1, 0.1, 60.1]
    assert outcomes[0].quota is not None
    assert (outcomes[0].quota.limit, outcomes[0].quota.remaining, outcomes[0].quota.resets_in) == (3, 1, 60.0)
    assert [outcome.attempts for outcome in outcomes] == [1, 1, 1]


@virtual
async def test_a_server_that_refuses_for_ever_and_says_now_is_not_hammered() -> None:
    server = Server(always(refusal(retry_after="0")))
    outcome = await send(gates(), server)
    assert (outcome.refused, outcome.attempts, len(server.sent)) == ("max_attempts", 8, 8)
    assert outcome.response.status_code == 429
    assert now() > 10
    assert near(outcome.waited) == near(now() - 8 * 0.1)


@virtual
async def test_a_reset_without_a_date_is_not_measured_by_the_local_clock() -> None:
    server = Server(first(refusal(x_rate_limit_limit="9", x_rate_limit_remaining="0", x_rate_limit_reset="1900000000")))
    await send(gates(), server)
    assert server.times == [0.0, 0.6]


@virtual
async def test_buckets_and_principals_are_closed_one_by_one() -> None:
    server = Server(first(refusal(retry_after="30")))
    shared = gates()
    closed = asyncio.create_task(send(shared, server, "closed"))
    await asyncio.sleep(0.2)
    for bucket in (
        USERS,
        Bucket(SESSIONS.origin, str, "sessions"),
        Bucket("https://other.example", object, "sessions"),
    ):
        await send(shared, server, bucket=bucket)
    assert now() == 0.5
    await closed
    assert now() == 30.2


@virtual
async def test_too_many_at_once_shrinks_what_is_in_flight_and_waits_out_no_reset() -> None:
    crowded = refusal(x_rate_limit_limit="0", x_rate_limit_remaining="0", x_rate_limit_reset="110")
    server = Server()
    server.script = lambda n: crowded if server.in_flight >= 5 else httpx.Response(200)
    outcomes = await send_many(gates(), server, 200)
    assert {outcome.response.status_code for outcome in outcomes} == {200}
    assert now() < 1.1 * 200 / 5 * 0.1
    refused = sum(outcome.attempts - 1 for outcome in outcomes)
    assert refused <= 27 + 12


@virtual
async def test_at_once_is_counted_over_all_buckets_of_an_origin() -> None:
    server = Server()
    server.script = lambda n: refusal() if server.in_flight >= 5 else httpx.Response(200)
    shared = gates(10)
    await asyncio.gather(*(send_many(shared, server, 20, bucket=bucket) for bucket in (SESSIONS, USERS)))
    before = len(server.sent)
    server.most = 0
    await asyncio.gather(*(send_many(shared, server, 5, bucket=bucket) for bucket in (SESSIONS, USERS)))
    assert server.most <= 6
    assert len(server.sent) - before <= 11


@virtual
async def test_a_narrower_limit_holds_up_its_own_call_only() -> None:
    def script(n: int) -> httpx.Response:
        if server.sent[-1][1] == "bjensen" and now() < 8:
            return refusal(x_rate_limit_limit="4", x_rate_limit_remaining="0", x_rate_limit_reset="8")
        return httpx.Response(200, headers=counted)

    counted = {"x-rate-limit-limit": "600", "x-rate-limit-remaining": "500", "x-rate-limit-reset": "50"}
    server = Server(script)
    shared = gates()
    await send(shared, server)
    user = asyncio.create_task(send(shared, server, "bjensen"))
    await send_many(shared, server, 50)
    assert now() < 0.5
    outcome = await user
    assert (outcome.attempts, now()) == (2, 8.3)
    assert near(outcome.waited) == 8.0


@virtual
async def test_a_call_that_is_always_refused_does_not_hold_up_the_others() -> None:
    def script(n: int) -> httpx.Response:
        return refusal(retry_after="1") if server.sent[-1][1] == 0 else httpx.Response(200)

    server = Server(script)
    outcomes = await send_many(gates(1), server, 10, limit=RateLimit(max_attempts=8))
    assert [outcome.refused for outcome in outcomes] == ["max_attempts"] + [""] * 9
    assert [outcome.attempts for outcome in outcomes] == [8] + [1] * 9


# --- failing at once ---


@virtual
async def test_a_pause_longer_than_max_wait_fails_all_at_once_with_the_true_retry_after() -> None:
    server = Server(always(refusal(retry_after="3600")))
    shared = gates(10)
    results = await asyncio.gather(*(send(shared, server) for _ in range(50)), return_exceptions=True)
    assert now() == 0.1
    assert len(server.sent) == 10
    outcomes = [result for result in results if isinstance(result, Outcome)]
    assert {(outcome.refused, near(outcome.retry_after)) for outcome in outcomes} == {("max_wait", 3600.0)}
    timeouts = [result for result in results if isinstance(result, GateTimeout)]
    assert len(timeouts) == 40
    assert {(error.reason, near(error.retry_after)) for error in timeouts} == {("max_wait", 3600.0)}
    assert {near(error.waited) for error in timeouts} == {0.1}
    await asyncio.sleep(100)
    with pytest.raises(GateTimeout, match="max_wait") as later:
        await send(shared, server)
    assert near(later.value.retry_after) == 3500.0
    await asyncio.sleep(3400)
    assert (await send(shared, server)).refused == "max_wait"
    assert server.times[10:] == [3600.1]


@virtual
async def test_a_pause_just_as_long_as_max_wait_is_waited_out() -> None:
    server = Server(first(refusal(retry_after="120")))
    assert (await send(gates(), server)).attempts == 2


@virtual
async def test_each_call_has_its_own_patience() -> None:
    server = Server(first(refusal(retry_after="60")))
    shared = gates(1)
    patient = asyncio.create_task(send(shared, server))
    hasty = asyncio.create_task(send(shared, server, limit=RateLimit(max_wait=5)))
    with pytest.raises(GateTimeout) as caught:
        await hasty
    assert (now(), near(caught.value.retry_after)) == (0.1, 60.0)
    await patient
    assert now() == 60.2


@virtual
async def test_a_pause_beyond_the_deadline_fails_at_once() -> None:
    server = Server(always(refusal(retry_after="30")))
    shared = gates()
    outcome = await send(shared, server, deadline=20.0)
    assert (outcome.refused, near(outcome.retry_after), now()) == ("deadline", 30.0, 0.1)
    with pytest.raises(GateTimeout) as caught:
        await send(shared, server, deadline=29.0)
    assert (caught.value.reason, near(caught.value.retry_after)) == ("deadline", 30.0)
    assert now() == 0.1


@virtual
async def test_a_deadline_passes_in_the_queue() -> None:
    server = Server()
    shared = gates(1)
    others = [asyncio.create_task(send(shared, server)) for _ in range(20)]
    await asyncio.sleep(0)
    with pytest.raises(GateTimeout) as caught:
        await send(shared, server, deadline=0.55)
    assert (caught.value.reason, near(caught.value.retry_after)) == ("deadline", -1)
    assert (now(), near(caught.value.waited)) == (0.55, 0.55)
    await asyncio.gather(*others)
    assert len(server.sent) == 20


@virtual
async def test_a_deadline_that_has_passed_sends_nothing() -> None:
    server = Server()
    await asyncio.sleep(1)
    with pytest.raises(GateTimeout):
        await send(gates(), server, deadline=0.0)
    assert server.sent == []


@virtual
async def test_after_refusals_a_deadline_in_the_queue_returns_the_last_one() -> None:
    def script(n: int) -> httpx.Response:
        return refusal(retry_after="1") if n == 1 else httpx.Response(200)

    server = Server(script)
    shared = gates(1)
    call = asyncio.create_task(send(shared, server, "late", deadline=1.15))
    await asyncio.sleep(0.5)
    slow = Server()
    blocker = asyncio.create_task(
        shared.send(
            lambda n: asyncio.sleep(5, httpx.Response(200)), bucket=USERS, limit=None, repeatable=False, deadline=None
        )
    )
    outcome = await call
    assert (outcome.refused, outcome.response.status_code, now()) == ("deadline", 429, 1.15)
    assert outcome.retry_after is None
    await blocker
    assert slow.sent == []


@virtual
async def test_waiting_alone_respects_max_wait_and_deadline() -> None:
    narrower = refusal(x_rate_limit_limit="4", x_rate_limit_remaining="1", x_rate_limit_reset="9", retry_after="30")
    server = Server(always(narrower))
    assert (await send(gates(), server, limit=RateLimit(max_wait=29))).refused == "max_wait"
    assert (await send(gates(), server, deadline=now() + 29)).refused == "deadline"
    outcome = await send(gates(), server, limit=RateLimit(max_attempts=3))
    assert (outcome.refused, outcome.attempts, outcome.retry_after) == ("max_attempts", 3, 30.0)
    assert len(server.sent) == 5


# --- what is repeated ---


@pytest.mark.parametrize(
    ("status", "headers", "repeatable", "attempts"),
    [
        (429, {}, False, 2),
        (429, {"retry-after": "1"}, False, 2),
        (503, {"retry-after": "1"}, True, 2),
        (503, {"retry-after": "1"}, False, 1),
        (503, {}, True, 1),
        (502, {"retry-after": "1"}, True, 1),
        (500, {}, True, 1),
        (401, {"retry-after": "1"}, True, 1),
    ],
)
@virtual
async def test_what_is_repeated(status: int, headers: dict[str, str], repeatable: bool, attempts: int) -> None:
    server = Server(first(httpx.Response(status, headers=headers)))
    outcome = await send(gates(), server, repeatable=repeatable)
    assert (outcome.attempts, outcome.response.status_code, outcome.refused) == (
        attempts,
        status if attempts == 1 else 200,
        "",
    )


@virtual
async def test_what_fails_is_not_repeated_and_leaves_its_slot() -> None:
    server = Server(first(ConnectionError("reset"), *[httpx.Response(200)] * 5))
    shared = gates(1)
    results = await asyncio.gather(*(send(shared, server) for _ in range(5)), return_exceptions=True)
    assert [type(result) for result in results] == [ConnectionError] + [Outcome] * 4
    assert now() == 0.5


@virtual
async def test_switched_off_it_neither_waits_nor_repeats_but_keeps_to_the_cap() -> None:
    server = Server(always(refusal(retry_after="30")))
    shared = gates(4)
    closed = asyncio.create_task(send(shared, server))
    await asyncio.sleep(0.2)
    outcomes = await send_many(shared, server, 8, limit=None)
    assert [(outcome.attempts, outcome.refused, near(outcome.retry_after)) for outcome in outcomes] == [
        (1, "", 30.0)
    ] * 8
    assert (now(), server.most) == (0.4, 4)
    closed.cancel()
    await asyncio.wait([closed])


# --- telling ---


@virtual
async def test_hook_and_log_tell_of_each_pause_once(caplog: pytest.LogCaptureFixture) -> None:
    pauses: list[Pause] = []
    server = Server(first(refusal(retry_after="30")))
    limit = RateLimit(on_pause=pauses.append)
    with caplog.at_level(logging.INFO, logger="idsessions.rate"):
        await send_many(gates(1), server, 50, limit=limit)
    assert pauses == [Pause("sessions", 30.0, "refused", 50)]
    assert caplog.messages == ["sessions: no calls for 30.0 s (refused), 50 waiting"]


@virtual
async def test_each_hook_is_told_that_of_a_late_comer_too() -> None:
    told: list[tuple[str, float, int]] = []

    def hook(name: str) -> Callable[[Pause], None]:
        return lambda pause: told.append((name, near(pause.seconds), pause.waiting))

    server = Server(first(refusal(retry_after="30")))
    shared = gates(1)
    early = RateLimit(on_pause=hook("early"))
    late = RateLimit(on_pause=hook("late"))
    calls = [asyncio.create_task(send(shared, server, limit=early)) for _ in range(3)]
    await asyncio.sleep(10.1)
    calls += [asyncio.create_task(send(shared, server, limit=limit)) for limit in (early, late, late)]
    await asyncio.gather(*calls)
    assert told == [("early", 30.0, 3), ("late", 20.0, 5)]


@virtual
async def test_a_hook_hears_of_a_pause_of_one_call() -> None:
    pauses: list[Pause] = []
    narrower = refusal(x_rate_limit_limit="4", x_rate_limit_remaining="1", x_rate_limit_reset="9")
    server = Server(first(narrower, refusal()))
    await send(gates(), server, limit=RateLimit(on_pause=pauses.append))
    assert pauses == [Pause("sessions", 0.25, "narrower", 1), Pause("sessions", 1.0, "refused", 1)]


@virtual
async def test_what_a_hook_raises_harms_no_call() -> None:
    raised: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: raised.append(context["exception"]))

    def hook(pause: Pause) -> None:
        raise ZeroDivisionError

    server = Server(first(refusal(retry_after="1")))
    outcomes = await send_many(gates(1), server, 3, limit=RateLimit(on_pause=hook))
    assert [outcome.response.status_code for outcome in outcomes] == [200] * 3
    assert [type(error) for error in raised] == [ZeroDivisionError]


def test_no_principal_is_shown() -> None:
    assert "SECRET" not in repr(Bucket("https://acme.example", "SECRET", "sessions"))


# --- cancellation ---


@pytest.mark.parametrize("steps", range(12))
@virtual
async def test_cancelled_at_any_step_the_turn_passes_on(steps: int) -> None:
    """The middle one of three calls is cancelled: queued, granted, in flight, paused, probing."""
    server = Server(first(*[httpx.Response(200)] * 1, refusal(retry_after="1"), refusal(retry_after="1")))
    shared = gates(1)
    calls = [asyncio.create_task(send(shared, server, n)) for n in range(3)]
    await asyncio.sleep(steps * 0.1)
    calls[1].cancel()
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(results[0], Outcome)
    assert isinstance(results[2], Outcome)
    assert results[2].response.status_code == 200
    assert now() < 4
    assert await send(shared, server)


@virtual
async def test_cancelled_between_the_grant_and_its_news_the_turn_passes_on() -> None:
    async def attempt(number: int) -> httpx.Response:
        await asyncio.sleep(0.1)
        asyncio.get_running_loop().call_soon(queued[0].cancel)  # Runs after the grant, before the granted call.
        return httpx.Response(200)

    server = Server()
    shared = gates(1)
    running = asyncio.create_task(
        shared.send(attempt, bucket=SESSIONS, limit=LIMIT, repeatable=False, deadline=None),
    )
    queued = [asyncio.create_task(send(shared, server, n)) for n in (1, 2)]
    await asyncio.wait([running, *queued])
    assert [who for _, who in server.sent] == [2]
    assert queued[0].cancelled()
    assert now() == 0.2


@virtual
async def test_a_cancelled_or_broken_probe_hands_over() -> None:
    server = Server(first(refusal(retry_after="1"), httpx.Response(200), ConnectionError(), httpx.Response(200)))
    shared = gates(1)
    calls = [asyncio.create_task(send(shared, server, n)) for n in range(4)]
    await asyncio.sleep(1.15)
    calls[0].cancel()  # The probe.
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(result) for result in results] == [asyncio.CancelledError, ConnectionError, Outcome, Outcome]
    assert [who for _, who in server.sent] == [0, 0, 1, 2, 3]
    assert server.times[:4] == [0, 1.1, 1.15, 1.25]
    assert now() < 3


@virtual
async def test_when_the_last_one_waiting_is_cancelled_no_alarm_stays() -> None:
    server = Server(always(refusal(retry_after="30")))
    shared = gates()
    calls = [asyncio.create_task(send(shared, server, deadline=100.0)) for _ in range(3)]
    await asyncio.sleep(1)
    assert len(asyncio.all_tasks()) == 1 + 3 + 1  # this test, the calls, an alarm
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)


@settings(max_examples=150, deadline=None)
@given(
    cap=st.integers(1, 6),
    calls=st.lists(
        st.tuples(
            st.floats(0, 5),  # when it comes
            st.floats(0, 8) | st.none(),  # when it is cancelled, after that
            st.floats(0, 8) | st.none(),  # its deadline, after that
            st.sampled_from([SESSIONS, USERS]),
        ),
        max_size=30,
    ),
    answers=st.lists(
        st.sampled_from(
            [
                httpx.Response(200),
                httpx.Response(200, headers={"ratelimit": '"default";r=2;t=3'}),
                httpx.Response(200, headers={"ratelimit": '"default";r=0;t=3'}),
                refusal(),
                refusal(retry_after="0"),
                refusal(retry_after="2"),
                refusal(retry_after="500"),
                refusal(x_rate_limit_limit="0", x_rate_limit_remaining="0", x_rate_limit_reset="110"),
                refusal(x_rate_limit_limit="4", x_rate_limit_remaining="1", x_rate_limit_reset="5"),
                httpx.Response(503, headers={"retry-after": "1"}),
                ConnectionError(),
            ]
        ),
        max_size=60,
    ),
)
def test_whatever_happens_the_cap_holds_and_all_calls_end(
    cap: int, calls: list[tuple[float, float | None, float | None, Bucket]], answers: list[httpx.Response | Exception]
) -> None:
    server = Server(first(*answers))
    shared = gates(cap)

    async def one(starts: float, cancelled: float | None, deadline: float | None, bucket: Bucket) -> None:
        await asyncio.sleep(starts)
        limit = None if deadline is None else now() + deadline
        task = asyncio.create_task(send(shared, server, bucket=bucket, repeatable=True, deadline=limit))
        if cancelled is not None:
            asyncio.get_running_loop().call_later(cancelled, task.cancel)
        await asyncio.wait([task])
        if limit is not None:
            assert now() <= limit + 0.1 + 1e-6

    async def main() -> None:
        await asyncio.gather(*(one(*call) for call in calls))
        await asyncio.sleep(600)
        server.script = first()
        assert len(await send_many(shared, server, 2 * cap)) == 2 * cap
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1

    run_virtual(main())
    assert server.most <= cap


# --- nothing left behind ---


class Credential:
    pass


def remembered(gates: Gates) -> int:
    return len(gates._gates)  # pyright: ignore[reportPrivateUsage]  # memory has no public face


@virtual
async def test_a_gate_keeps_no_credential_alive() -> None:
    shared = gates()
    credential = Credential()
    gone = weakref.ref(credential)
    await send(
        shared, Server(always(refusal())), bucket=Bucket("https://a.example", credential, "b"), limit=RateLimit(1)
    )
    del credential
    gc.collect()
    assert gone() is None
    assert remembered(shared) == 0


@virtual
async def test_idle_gates_go() -> None:
    shared = gates()
    for n in range(1000):
        await send(shared, Server(), bucket=Bucket("https://a.example", n, "b"))
    assert remembered(shared) <= 1000
    await asyncio.sleep(60)
    await send(shared, Server())
    assert remembered(shared) == 1


@virtual
async def test_a_closed_gate_stays_until_it_may_open() -> None:
    shared = gates()
    outcome = await send(shared, Server(always(refusal(retry_after="500"))))
    assert outcome.refused == "max_wait"
    for wait in (100, 100, 100):
        await asyncio.sleep(wait)
        with pytest.raises(GateTimeout):
            await send(shared, Server())


def test_one_client_in_two_event_loops() -> None:
    clock = VirtualClock()
    shared = Gates(clock=clock, random=lambda: 0.0, max_concurrency=1)
    server = Server(first(refusal(retry_after="30")))

    async def abandoned() -> None:
        calls = [asyncio.create_task(send(shared, server, deadline=99.0)) for _ in range(3)]
        await asyncio.wait(calls, timeout=1)

    run_virtual(abandoned())

    async def later() -> None:
        await asyncio.sleep(31)
        await send_many(shared, server, 3)

    run_virtual(later())
    assert len(server.sent) == 4


# --- clocks ---


class Leaping(VirtualClock):
    """A clock of an application's tests: each sleep is over at once."""

    def __init__(self) -> None:
        super().__init__()
        self.slept = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.slept

    async def sleep(self, seconds: float, /) -> None:
        self.slept += max(0.0, seconds)


@virtual
async def test_with_a_clock_that_leaps() -> None:
    clock = Leaping()
    server = Server(first(refusal(retry_after="30"), refusal(retry_after="60")))
    outcome = await send(Gates(clock=clock, random=lambda: 0.0), server, deadline=1000.0)
    assert (outcome.attempts, near(outcome.waited), now()) == (3, 90.0, 0.3)


async def test_with_the_clock_that_tests_turn() -> None:
    clock = ManualClock()
    answers = [refusal(retry_after="30"), *[httpx.Response(200)] * 50]
    shared = Gates(clock=clock, max_concurrency=4)

    async def attempt(number: int) -> httpx.Response:
        await clock.sleep(0.1)
        return answers.pop(0)

    outcomes = await asyncio.gather(
        *(shared.send(attempt, bucket=SESSIONS, limit=RateLimit(), repeatable=False, deadline=500.0) for _ in range(40))
    )
    assert {outcome.response.status_code for outcome in outcomes} == {200}
    assert 30 < clock.monotonic() < 33


@virtual
async def test_a_broken_clock_is_heard_of() -> None:
    class Broken(VirtualClock):
        async def sleep(self, seconds: float, /) -> None:
            raise AssertionError("no test of mine sleeps")

    server = Server(first(refusal(retry_after="30")))
    shared = Gates(clock=Broken(), max_concurrency=1)
    results = await asyncio.gather(*(send(shared, server) for _ in range(3)), return_exceptions=True)
    assert [str(result) for result in results] == ["no test of mine sleeps"] * 3


# --- with sockets ---


class Wire(asyncio.Protocol):
    """The server's side of a connection: answers each request at once."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed.set()

    def data_received(self, data: bytes) -> None:
        assert isinstance(self.transport, asyncio.WriteTransport)
        self.transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n" * data.count(b"\r\n\r\n"))


async def test_the_cap_keeps_the_pool_of_httpx_alive() -> None:
    """Without the gate and with these time-outs none of 2000 tasks would get through."""
    wires: list[Wire] = []

    def wire() -> Wire:
        wires.append(Wire())
        return wires[-1]

    server = await asyncio.get_running_loop().create_server(wire, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    shared = Gates(clock=SystemClock())
    limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
    async with server, httpx.AsyncClient(limits=limits, trust_env=False) as client:

        async def attempt(number: int) -> httpx.Response:
            return await client.get(f"http://127.0.0.1:{port}/")

        send = functools.partial(shared.send, bucket=SESSIONS, limit=LIMIT, repeatable=False, deadline=None)
        outcomes = await asyncio.gather(*(send(attempt) for _ in range(2000)))
        await client.aclose()
        await asyncio.gather(*(wire.closed.wait() for wire in wires))
    assert {outcome.response.status_code for outcome in outcomes} == {200}
    assert len(wires) <= 32
