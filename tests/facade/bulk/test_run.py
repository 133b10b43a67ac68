"""A run: order, read-ahead, duplicates, what stops it, and what leaving it early does; with a provider that is a function."""

from __future__ import annotations

import asyncio
import copy
import pickle
import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idsessions import (
    AuthenticationError,
    BulkOutcome,
    BulkStopped,
    ConnectionFailedError,
    NotFoundError,
    PermissionDeniedError,
    ServerError,
    SessionsError,
    UsageError,
)
from idsessions._bulk import each, end_many
from idsessions.testing import ManualClock

Behaviour = Callable[[str], SessionsError | None]


class Provider:
    """Ends targets, as a function of the target says; counts what it was asked."""

    def __init__(self, behaviour: Behaviour = lambda target: None, *, clock: ManualClock | None = None) -> None:
        self.behaviour = behaviour
        self.clock = clock or ManualClock()
        self.asked: list[str] = []
        self.in_flight = 0
        self.most_in_flight = 0

    async def end(self, target: str) -> BulkOutcome[str]:
        self.asked.append(target)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(0)
        finally:
            self.in_flight -= 1
        if error := self.behaviour(target):
            raise error
        return BulkOutcome(target, "ended")

    def run(self, targets: Any, concurrency: int = 4) -> Any:
        return end_many(
            targets, each(self.end), parameter="ids", provider="okta", clock=self.clock, concurrency=concurrency
        )


async def finished(run: Any) -> dict[str, str]:
    return {outcome.target: outcome.state async for outcome in run}


async def collect(run: Any, found: list[BulkOutcome[str]]) -> None:
    """Take the outcomes, also those before an error."""
    async for outcome in run:
        found.append(outcome)


def failing(errors: dict[str, SessionsError]) -> Behaviour:
    return errors.get


def ids(count: int) -> list[str]:
    return [f"user{number}" for number in range(count)]


async def slowly(targets: Iterable[str]) -> AsyncIterator[str]:
    for target in targets:
        await asyncio.sleep(0)
        yield target


@pytest.mark.parametrize("make", [list, iter, set, slowly], ids=["list", "iterator", "set", "async"])
async def test_every_target_has_one_outcome(make: Callable[[list[str]], Any]) -> None:
    provider = Provider()
    assert await finished(provider.run(make(ids(100)))) == dict.fromkeys(ids(100), "ended")
    assert Counter(provider.asked) == Counter(ids(100))
    assert provider.most_in_flight <= 4


@given(st.lists(st.sampled_from(ids(12))), st.integers(1, 5), st.booleans())
def test_duplicates_are_done_once(targets: list[str], concurrency: int, is_async: bool) -> None:
    provider = Provider()

    async def run() -> list[str]:
        given = slowly(targets) if is_async else targets
        return [outcome.target async for outcome in provider.run(given, concurrency)]

    assert Counter(asyncio.run(run())) == Counter(set(targets))
    assert Counter(provider.asked) == Counter(set(targets))


async def test_targets_are_read_no_further_than_the_work_in_flight() -> None:
    read = 0

    def reading() -> Iterator[str]:
        nonlocal read
        for target in ids(50):
            read += 1
            yield target

    taken = 0
    async with aclosing(Provider().run(reading())) as run:
        async for _ in run:
            taken += 1
            for _ in range(20):
                await asyncio.sleep(0)
            assert read - taken <= 4
    assert taken == 50


async def test_slow_iterable_does_not_hold_up_outcomes() -> None:
    more = asyncio.Event()

    async def reading() -> AsyncIterator[str]:
        yield "first"
        await more.wait()
        yield "second"

    run = Provider().run(reading())
    assert (await anext(run)).target == "first"
    more.set()
    assert (await anext(run)).target == "second"
    await run.aclose()


async def test_one_failure_never_stops_the_others() -> None:
    errors: dict[str, SessionsError] = {
        "user1": NotFoundError("", status=404),
        "user2": ServerError("", status=500),
        "user3": UsageError("a blank"),
        "user5": PermissionDeniedError("an administrator", status=403),
        "user7": ConnectionFailedError("reset", maybe_processed=True),
    }
    states = await finished(Provider(failing(errors)).run(ids(40)))
    assert states.keys() == set(ids(40))
    assert [states[target] for target in errors] == ["unknown", "unclear", "failed", "failed", "unclear"]
    assert Counter(states.values())["ended"] == 35


@pytest.mark.parametrize("wrong", ["00u1", b"00u1", None, 7])
async def test_targets_that_are_no_iterable_raise(wrong: object) -> None:
    with pytest.raises(UsageError, match="`ids` must be an iterable"):
        Provider().run(wrong)


@pytest.mark.parametrize("wrong", [0, -1, 1.5, True, "4"])
async def test_wrong_concurrency_raises(wrong: Any) -> None:
    with pytest.raises(UsageError, match="`concurrency` must be a whole number"):
        Provider().run([], wrong)


async def test_refused_credential_stops_once_and_says_what_was_not_tried() -> None:
    provider = Provider()

    def refused(_: str) -> SessionsError | None:
        return AuthenticationError("Invalid token provided", status=401) if len(provider.asked) > 20 else None

    provider.behaviour = refused
    outcomes: list[BulkOutcome[str]] = []
    with pytest.raises(BulkStopped, match="Invalid token provided") as stopped:
        await collect(provider.run(iter(ids(1000))), outcomes)
    ended = [outcome.target for outcome in outcomes]
    assert isinstance(stopped.value.reason, AuthenticationError)
    assert len(provider.asked) <= 24
    not_tried = [target async for target in stopped.value.not_tried]
    assert sorted([*ended, *not_tried]) == sorted(ids(1000))
    assert stopped.value.outcomes == len(ended)


async def test_request_under_way_ends_and_the_refused_target_stays_untried() -> None:
    refused = asyncio.Event()

    async def end(target: str) -> BulkOutcome[str]:
        if target == "bad":
            refused.set()
            raise AuthenticationError("", status=401)
        await refused.wait()
        for _ in range(10):
            await asyncio.sleep(0)
        return BulkOutcome(target, "ended")

    run = end_many(
        ["good", "bad", "late"], each(end), parameter="ids", provider="okta", clock=ManualClock(), concurrency=2
    )
    outcomes: list[BulkOutcome[str]] = []
    with pytest.raises(BulkStopped) as stopped:
        await collect(run, outcomes)
    assert outcomes == [BulkOutcome("good", "ended")]
    assert [target async for target in stopped.value.not_tried] == ["bad", "late"]


async def test_missing_permission_stops_after_few_requests() -> None:
    provider = Provider(lambda target: PermissionDeniedError("no permission", status=403))
    with pytest.raises(BulkStopped, match="no permission") as stopped:
        await finished(provider.run(slowly(ids(1000))))
    assert len(provider.asked) <= 4 + 3
    assert sorted([target async for target in stopped.value.not_tried]) == sorted(ids(1000))


async def test_single_target_without_permission_stops() -> None:
    with pytest.raises(BulkStopped):
        await finished(Provider(lambda target: PermissionDeniedError("", status=403)).run(["user"]))


async def test_targets_that_nobody_may_end_are_failed_at_the_end() -> None:
    errors: dict[str, SessionsError] = {"user8": PermissionDeniedError("", status=403)}
    assert (await finished(Provider(failing(errors)).run(ids(9), 1)))["user8"] == "failed"


@pytest.mark.parametrize("concurrency", [1, 4, 16])
async def test_users_that_nobody_may_end_do_not_stop_the_others(concurrency: int) -> None:
    protected = [f"admin{number}" for number in range(12)]
    targets = [*ids(20), *protected, *(f"late{number}" for number in range(20))]
    provider = Provider(lambda target: PermissionDeniedError("", status=403) if target in protected else None)
    found = await finished(provider.run(targets, concurrency))
    assert {target for target, state in found.items() if state == "failed"} == set(protected)
    assert len(found) == len(targets)


async def test_target_that_something_was_done_to_is_never_untried() -> None:
    """Its sessions were ended, and then the server refused to say whether any is left."""
    provider = Provider()

    async def end(target: str) -> BulkOutcome[str]:
        return BulkOutcome(target, "unclear", PermissionDeniedError("", status=403))

    run = end_many(ids(100), each(end), parameter="ids", provider="forgerock", clock=provider.clock, concurrency=4)
    found: list[BulkOutcome[str]] = []
    with pytest.raises(BulkStopped) as stopped:
        await collect(run, found)
    untried = [target async for target in stopped.value.not_tried]
    assert not {outcome.target for outcome in found} & set(untried)
    assert len(found) + len(untried) == 100
    assert len(found) >= 4


async def test_provider_that_was_never_reached_stops_at_once() -> None:
    provider = Provider(lambda target: ConnectionFailedError("refused", maybe_processed=False))
    with pytest.raises(BulkStopped, match="refused"):
        await finished(provider.run(ids(1000)))
    assert provider.clock.monotonic() == 0
    assert len(provider.asked) <= 8


async def test_network_that_is_away_for_seconds_costs_nothing() -> None:
    provider = Provider()

    def away(target: str) -> SessionsError | None:
        is_away = len(provider.asked) > 20 and provider.clock.monotonic() < 5
        return ConnectionFailedError("unreachable", maybe_processed=False) if is_away else None

    provider.behaviour = away
    assert await finished(provider.run(ids(100))) == dict.fromkeys(ids(100), "ended")


async def test_network_that_stays_away_stops() -> None:
    provider = Provider()

    def away(_: str) -> SessionsError | None:
        return ConnectionFailedError("unreachable", maybe_processed=False) if len(provider.asked) > 20 else None

    provider.behaviour = away
    with pytest.raises(BulkStopped, match="unreachable") as stopped:
        await finished(provider.run(ids(100)))
    assert len([target async for target in stopped.value.not_tried]) == 80


async def test_provider_that_only_fails_stops() -> None:
    provider = Provider(lambda target: ServerError("broken", status=500))
    outcomes: list[BulkOutcome[str]] = []
    with pytest.raises(BulkStopped, match="broken") as stopped:
        await collect(provider.run(ids(1000)), outcomes)
    assert len(outcomes) <= 16 + 4
    assert {outcome.state for outcome in outcomes} == {"unclear"}
    not_tried = [target async for target in stopped.value.not_tried]
    assert sorted([*not_tried, *(outcome.target for outcome in outcomes)]) == sorted(ids(1000))


@pytest.mark.parametrize("count", [16, 17])
async def test_failures_stop_only_if_a_target_is_left(count: int) -> None:
    provider = Provider(lambda target: ServerError("broken", status=500))
    outcomes: list[BulkOutcome[str]] = []
    if count == 16:
        await collect(provider.run(ids(count), 1), outcomes)
    else:
        with pytest.raises(BulkStopped) as stopped:
            await collect(provider.run(ids(count), 1), outcomes)
        assert [target async for target in stopped.value.not_tried] == ["user16"]
    assert len(outcomes) == 16


async def test_error_of_the_iterable_is_raised_after_the_outcomes() -> None:
    def reading() -> Iterator[str]:
        yield from ids(3)
        raise OSError("the file is gone")

    outcomes: list[BulkOutcome[str]] = []
    with pytest.raises(OSError, match="the file is gone"):
        await collect(Provider().run(reading()), outcomes)
    assert [outcome.state for outcome in outcomes] == ["ended"] * 3


async def test_leaving_the_loop_cancels_what_is_in_flight() -> None:
    provider = Provider()
    async with aclosing(provider.run(ids(100))) as run:
        async for _ in run:
            break
    asked = len(provider.asked)
    for _ in range(20):
        await asyncio.sleep(0)
    assert (len(provider.asked), provider.in_flight) == (asked, 0)


async def test_cancelled_task_leaves_nothing_in_flight() -> None:
    provider = Provider()
    task = asyncio.create_task(finished(provider.run(slowly(ids(1000)))))
    for _ in range(100):
        await asyncio.sleep(0)
    assert provider.asked
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert provider.in_flight == 0


ERRORS: list[SessionsError | None] = [
    None,
    NotFoundError("", status=404),
    UsageError(""),
    ServerError("", status=500),
    PermissionDeniedError("", status=403),
    AuthenticationError("", status=401),
    ConnectionFailedError("", maybe_processed=True),
    ConnectionFailedError("", maybe_processed=False),
]


@given(
    st.lists(st.sampled_from(ERRORS), max_size=60),
    st.integers(1, 5),
    st.integers(1, 4),
    st.booleans(),
    st.sets(st.integers(0, 60)),
)
def test_every_target_has_an_outcome_or_was_not_tried(
    errors: list[SessionsError | None], concurrency: int, batch: int, is_async: bool, duplicates: set[int]
) -> None:
    of_target = dict(zip(ids(len(errors)), errors, strict=True))
    targets = [target for number, target in enumerate(of_target) for _ in range(1 + (number in duplicates))]
    provider = Provider()
    sent: Counter[str] = Counter()

    async def end(batch: Sequence[str]) -> list[BulkOutcome[str]]:
        sent.update(batch)
        return [await provider.end(target) for target in batch]

    async def run() -> None:
        outcomes: list[BulkOutcome[str]] = []
        not_tried: list[str] = []
        run = end_many(
            slowly(targets) if is_async else targets,
            end,
            parameter="ids",
            provider="okta",
            clock=provider.clock,
            concurrency=concurrency,
            batch=batch,
        )
        try:
            await collect(run, outcomes)
        except BulkStopped as stopped:
            not_tried = [target async for target in stopped.not_tried]
            assert not_tried
        assert sorted([*(outcome.target for outcome in outcomes), *not_tried]) == sorted(of_target)
        assert {outcome.target for outcome in outcomes} <= sent.keys()
        if batch == 1:
            for outcome in outcomes:
                assert (outcome.state == "ended") == (of_target[outcome.target] is None)

    provider.behaviour = of_target.__getitem__
    asyncio.run(run())


async def test_copy_of_the_error_has_no_targets() -> None:
    with pytest.raises(BulkStopped) as stopped:
        await finished(Provider(lambda target: AuthenticationError("no", status=401)).run(["user"]))
    for again in (copy.copy(stopped.value), pickle.loads(pickle.dumps(stopped.value))):
        assert str(again) == str(stopped.value)
        assert [target async for target in again.not_tried] == []


@pytest.mark.slow
def test_hundred_thousand_targets_take_bounded_memory() -> None:
    """docs/incident-response.md states it: what a run remembers is the targets that it has read."""

    async def run() -> int:
        count = 0
        async for _ in Provider().run((f"00u{number:017}" for number in range(100_000)), 32):
            count += 1
        return count

    async def end_at_once(provider: Provider, target: str) -> BulkOutcome[str]:
        return BulkOutcome(target, "ended")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Provider, "end", end_at_once)
        tracemalloc.start()
        try:
            assert asyncio.run(run()) == 100_000
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 100_000 * 200
