"""Many processes on one quota in virtual time; the script runs on a real Redis, with the time as an argument."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from math import ceil
from random import Random
from typing import Any

import pytest
from attrs import define

from bench.worlds import Concurrent, FixedWindow, Policy, Server, TokenBucket, VirtualClock, run_virtual
from idsessions._rate_limit import Bucket, Gates, GateTimeout, RateLimit

from .servers import Network, VirtualStore, connect, needs_redis, running

pytestmark = needs_redis
FIRST = 60 - 7.3
LATENCY = 0.12


@pytest.fixture(scope="module", name="redis")
def redis_fixture() -> Iterator[Any]:
    with running() as port:
        yield connect(port)


class Refusing(FixedWindow):
    """Refuses everything for 500 s."""

    def __init__(self) -> None:
        super().__init__("okta")

    def take(self, now: float) -> bool:
        return False

    def headers(self, now: float, *, refused: bool) -> Mapping[str, str]:
        return {"retry-after": "500"}


@define
class Result:
    makespan: float
    lost: int
    refused: dict[int, int]
    ends: list[float]
    waits: list[float]
    exchanges: int

    @property
    def most_refused(self) -> int:
        return max(self.refused.values(), default=0)


def best(calls: int, limit: int) -> float:
    """Seconds that the best possible fleet needs."""
    windows = ceil(calls / limit) - 1
    return FIRST + 60 * (windows - 1) + LATENCY if windows else calls / 32 * LATENCY


def fleet(
    redis: Any,
    members: int,
    *,
    calls: int = 1600,
    tasks: int = 320,
    seed: int = 1,
    limit: int = 600,
    away: tuple[float, float] | None = None,
    skew: float = 0.0,
    dies: float | None = None,
    round_trip: float = 0.001,
    server: Server | None = None,
    beside: Callable[[], Awaitable[None]] | None = None,
    lost_responses: float = 0.0,
) -> Result:
    """Run members with an equal share of the calls, each with its own client and store."""
    redis.flushall()
    random = Random(seed)
    network = Network(redis, round_trip, lost_responses=lost_responses, random=random)
    server = server or Server(FixedWindow("okta", limit=limit), random=random)
    lost = 0
    ends: list[float] = []
    waits: list[float] = []

    async def member(number: int) -> None:
        nonlocal lost
        gates = Gates(clock=VirtualClock(skew if number == 0 else 0.0), random=random.random)
        rule = RateLimit(store=VirtualStore(network), max_wait=600)
        bucket = Bucket("https://acme.example", object, "sessions")
        left = calls // members
        now = asyncio.get_running_loop().time

        async def task() -> None:
            nonlocal left, lost
            while left > 0:
                left -= 1
                started = now()
                result = await gates.send(server, bucket=bucket, limit=rule, retryable=True, deadline=None)
                lost += result.response.status_code != 200
                waits.append(now() - started)

        work = asyncio.gather(*(task() for _ in range(max(1, tasks // members))))
        if dies is not None and number == 0:
            await asyncio.sleep(dies)
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            return
        await work
        ends.append(now())
        await gates.leave_fleets()

    async def outage() -> None:
        if away is not None:
            await asyncio.sleep(away[0])
            network.away = True
            await asyncio.sleep(away[1])
            network.away = False

    async def main() -> None:
        watches = [asyncio.create_task(outage())]
        if beside is not None:
            watches.append(asyncio.ensure_future(beside()))
        await asyncio.gather(*(member(number) for number in range(members)))
        for watch in watches:
            watch.cancel()

    run_virtual(main())
    return Result(max(ends), lost, dict(server.refused), ends, waits, network.exchanges)


def check(result: Result, calls: int = 1600, limit: int = 600, refused: int = 1) -> None:
    assert result.lost == 0
    assert result.most_refused <= refused
    assert result.makespan <= 1.1 * best(calls, limit)
    # Each member ends within 1.5 times the time that all need together, and no call waits longer.
    assert max(result.waits) <= 1.5 * best(calls, limit)


@pytest.mark.parametrize("members", [1, 2, 8, 32])
def test_members_share_one_quota(redis: Any, members: int) -> None:
    result = fleet(redis, members)
    check(result)
    assert result.exchanges <= 1.2 * 1600


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(200))
def test_any_fleet_shares_one_quota(redis: Any, seed: int) -> None:
    members, limit = [2, 5, 8, 13, 32][seed % 5], 150 + seed
    calls = members * 100
    check(fleet(redis, members, calls=calls, tasks=members * 20, limit=limit, seed=seed), calls, limit)


@pytest.mark.parametrize("skew", [3600.0, -3600.0])
def test_member_with_a_wrong_clock_is_one_of_the_fleet(redis: Any, skew: float) -> None:
    check(fleet(redis, 8, skew=skew))


@pytest.mark.parametrize("dies", [0.05, 0.3, 1.0, 52.8, 55.0])
def test_member_that_dies_does_not_stop_the_others(redis: Any, dies: float) -> None:
    check(fleet(redis, 8, dies=dies))


@pytest.mark.parametrize("away", [(40, 40), (59, 20), (65, 100)])
def test_store_that_is_away_loses_no_call(redis: Any, away: tuple[float, float]) -> None:
    check(fleet(redis, 8, away=away), refused=2 * 8)


def test_store_that_never_responds_loses_no_call(redis: Any) -> None:
    result = fleet(redis, 8, away=(0, 1e6))
    assert result.lost == 0
    assert result.makespan <= 1.1 * best(1600, 600)
    # A try a second and member, and only while calls wait.
    assert result.exchanges <= 8 * result.makespan


def test_store_that_forgets_everything_learns_it_from_the_members(redis: Any) -> None:
    async def forget() -> None:
        for _ in range(20):
            await asyncio.sleep(5.1)
            redis.flushall()

    check(fleet(redis, 8, beside=forget))


@pytest.mark.parametrize(("round_trip", "refused"), [(0.02, 1), (0.1, 2 * 8)])
def test_slow_store_costs_little(redis: Any, round_trip: float, refused: int) -> None:
    check(fleet(redis, 8, round_trip=round_trip), refused=refused)


@pytest.mark.parametrize("lost", [0.02, 0.1])
def test_lost_responses_of_the_store_repair_themselves(redis: Any, lost: float) -> None:
    check(fleet(redis, 8, lost_responses=lost), refused=2 * 8)


@pytest.mark.parametrize("members", [8, 32])
def test_members_with_one_call_at_a_time_share_one_quota(redis: Any, members: int) -> None:
    check(fleet(redis, members, tasks=members))


def test_other_applications_on_the_quota_cost_one_refusal_a_window(redis: Any) -> None:
    result = fleet(redis, 8, server=Server(FixedWindow("okta", others=4.0)))
    assert (result.lost, result.most_refused <= 1) == (0, True)


@pytest.mark.parametrize(
    ("policy", "work", "first", "later"),
    [
        (FixedWindow("standard"), 0.0, 1, 1),
        (FixedWindow("retry-after"), 0.0, 8 * 32, 5),
        (TokenBucket(), 0.0, 160, 10),
        (TokenBucket(counts=True), 0.0, 2, 2),
        # Nobody knows how many requests the server accepts at once until it has refused some.
        (Concurrent(okta=True), 0.5, 8 * 32 + 20, 20),
    ],
    ids=["standard", "Retry-After", "tokens", "tokens that count", "concurrency"],
)
def test_every_kind_of_limit_loses_no_call(redis: Any, policy: Policy, work: float, first: int, later: int) -> None:
    result = fleet(redis, 8, calls=3200, server=Server(policy, work=work))
    assert result.lost == 0
    refusals = list(result.refused.values())
    assert sum(refusals[:1]) <= first
    assert max(refusals[1:], default=0) <= later


def test_exchange_is_made_only_while_calls_need_it(redis: Any) -> None:
    redis.flushall()
    network = Network(redis)

    async def main() -> None:
        gates = Gates(clock=VirtualClock(), random=lambda: 0.0)
        rule = RateLimit(store=VirtualStore(network))
        server, bucket = Server(FixedWindow("okta")), Bucket("https://acme.example", object, "sessions")
        for _ in range(3):
            await gates.send(server, bucket=bucket, limit=rule, retryable=True, deadline=None)
        await asyncio.sleep(1)
        assert len(asyncio.all_tasks()) == 1
        before = network.exchanges
        await asyncio.sleep(100)
        assert network.exchanges == before
        await gates.leave_fleets()

    run_virtual(main())
    # All that was held is returned.
    held = [redis.hvals(key) for key in redis.keys("*:members")]
    assert [[entry.split()[0] for entry in entries] for entries in held] == [[b"0"]]


def test_pause_of_one_member_fails_a_call_of_another_that_cannot_wait_for_its_end(redis: Any) -> None:
    redis.flushall()
    network = Network(redis)

    async def main() -> None:
        one, another = (Gates(clock=VirtualClock(), random=lambda: 0.0) for _ in range(2))
        refusing = Server(Refusing())
        bucket = Bucket("https://acme.example", object, "sessions")
        store, other_store = VirtualStore(network), VirtualStore(network)
        rule = RateLimit(store=store, max_wait=10)
        outcome = await one.send(refusing, bucket=bucket, limit=rule, retryable=True, deadline=None)
        assert outcome.reject_reason == "max_wait"
        started = asyncio.get_running_loop().time()
        rule = RateLimit(store=other_store, max_wait=10)
        with pytest.raises(GateTimeout):
            await another.send(refusing, bucket=bucket, limit=rule, retryable=True, deadline=None)
        assert asyncio.get_running_loop().time() - started < 1
        assert len(refusing.responses) == 1

    run_virtual(main())
