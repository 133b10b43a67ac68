"""Servers that limit requests, in virtual time: for the benchmark of the rate gate and its tests."""

from __future__ import annotations

import asyncio
import selectors
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractContextManager, nullcontext
from email.utils import formatdate
from math import ceil, inf
from random import Random
from typing import Any, Final, Protocol, TypeVar

import httpx
from attrs import define, field, frozen

T = TypeVar("T")

# Server time at the start of a run: 7.3 s into a minute, so that the first window is a partial one.
START: Final = 1_800_000_000 + 7.3
CALLS: Final = 3000
# A request takes 40 to 60 ms to the server, and the response as long back. When a refusal arrives, the requests sent
# meanwhile are refused too.
LATENCY: Final = 0.1
SPREAD: Final = 0.02


class _Jump(selectors.SelectSelector):
    """Moves the clock to the next timer instead of waiting for it."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("every task waits, and no timer is set")
        self.now += max(0.0, timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop in which sleeping takes no time. Code that runs in it must do no real input or output."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now


class VirtualClock:
    """The clock of a client in a virtual loop; its wall clock is wrong by `skew` seconds."""

    def __init__(self, skew: float = 0.0) -> None:
        self._skew = skew

    def time(self) -> float:
        return START + self.monotonic() + self._skew

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float, /) -> None:
        await asyncio.sleep(max(0.0, seconds))


def run_virtual(main: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


class Policy(Protocol):
    """Which requests a server admits, and which headers it sends. Times are the server's, in seconds since the epoch."""

    def take(self, now: float) -> bool: ...

    def give_back(self) -> None: ...

    def headers(self, now: float, *, refused: bool) -> Mapping[str, str]: ...

    def window(self, now: float) -> int: ...


@define
class FixedWindow:
    """A number of requests a minute, counted from each full minute; other clients may use a part of it."""

    dialect: str
    limit: int = 600
    period: int = 60
    others: float = 0.0  # requests a second
    random: Random = field(factory=lambda: Random(7))
    _window: int = 0
    _used: int = 0
    _next_other: float = 0.0

    def take(self, now: float) -> bool:
        if self._window != self.window(now):
            self._window, self._used = self.window(now), 0
            self._next_other = self._window * self.period
        while self.others and self._next_other <= now:
            self._used = min(self.limit, self._used + 1)
            self._next_other += self.random.expovariate(self.others)
        if self._used >= self.limit:
            return False
        self._used += 1
        return True

    def give_back(self) -> None:
        pass

    def window(self, now: float) -> int:
        return int(now // self.period)

    def headers(self, now: float, *, refused: bool) -> Mapping[str, str]:
        reset = (self.window(now) + 1) * self.period
        left, wait = str(self.limit - self._used), str(ceil(reset - now))
        headers: dict[str, str] = {}
        if "okta" in self.dialect:
            headers |= {
                "x-rate-limit-limit": str(self.limit),
                "x-rate-limit-remaining": left,
                "x-rate-limit-reset": str(reset),
            }
        if "standard" in self.dialect:
            headers |= {
                "ratelimit-policy": f'"default";q={self.limit};w={self.period}',
                "ratelimit": f'"default";r={left};t={wait}',
            }
        if "retry-after" in self.dialect and refused:
            headers |= {"retry-after": wait}
        return headers


@define
class TokenBucket:
    """A number of requests a second, with a burst; sends `Retry-After`, and perhaps the count."""

    rate: float = 50.0
    burst: float = 100.0
    counts: bool = False
    _tokens: float = 100.0
    _at: float = START

    def take(self, now: float) -> bool:
        self._tokens, self._at = min(self.burst, self._tokens + (now - self._at) * self.rate), now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def give_back(self) -> None:
        pass

    def window(self, now: float) -> int:
        return int(now // 60)

    def headers(self, now: float, *, refused: bool) -> Mapping[str, str]:
        headers: dict[str, str] = {}
        if self.counts:
            full_in = ceil((self.burst - self._tokens) / self.rate)
            headers["ratelimit-policy"] = f'"default";q={self.burst:.0f}'
            headers["ratelimit"] = f'"default";r={int(self._tokens)};t={full_in}'
        if refused:
            headers["retry-after"] = str(max(1, ceil((1 - self._tokens) / self.rate)))
        return headers


@define
class Concurrent:
    """A number of concurrent requests; sends no header, or what Okta sends: a limit of 0 and a meaningless reset."""

    okta: bool
    limit: int = 75
    _now: int = 0

    def take(self, now: float) -> bool:
        if self._now >= self.limit:
            return False
        self._now += 1
        return True

    def give_back(self) -> None:
        self._now -= 1

    def window(self, now: float) -> int:
        return int(now // 60)

    def headers(self, now: float, *, refused: bool) -> Mapping[str, str]:
        if not self.okta:
            return {}
        if refused:
            return {"x-rate-limit-limit": "0", "x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(now + 110))}
        return {
            "x-rate-limit-limit": "100000",
            "x-rate-limit-remaining": "90000",
            "x-rate-limit-reset": str((self.window(now) + 1) * 60),
        }


@define
class Bursting(FixedWindow):
    """Okta's burst: it accepts more than it counts, and then says that nothing remains."""

    counted: int = 600

    def headers(self, now: float, *, refused: bool) -> Mapping[str, str]:
        headers = dict(FixedWindow.headers(self, now, refused=refused))
        headers["x-rate-limit-limit"] = str(self.counted)
        headers["x-rate-limit-remaining"] = str(max(0, self.counted - self._used))
        return headers


@define
class Outage:
    """Accepts everything, except that it is unavailable for a time: 503 with `Retry-After`."""

    ends: float = START + 20.0

    def take(self, now: float) -> bool:
        return not START + 2.0 <= now < self.ends

    def give_back(self) -> None:
        pass

    def window(self, now: float) -> int:
        return int(now // 60)

    def headers(self, now: float, *, refused: bool) -> Mapping[str, str]:
        return {"retry-after": "5"} if refused else {}


class Response(httpx.Response):
    """A response as the rate gate reads it."""

    @property
    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        return self.headers.raw


@define
class Server:
    """Responds in virtual time, and counts what it refused."""

    policy: Policy
    work: float = 0.0
    dated: bool = True
    refusal: int = 429
    random: Random = field(factory=lambda: Random(1))
    responses: list[tuple[float, int]] = field(factory=list[tuple[float, int]])
    """Time and status code of each response."""
    refused: Counter[int] = field(factory=Counter[int])
    """Refusals by window."""

    async def __call__(self) -> Response:
        loop = asyncio.get_running_loop()
        await self._travel()
        now = START + loop.time()
        refused = not self.policy.take(now)
        headers = dict(self.policy.headers(now, refused=refused))
        if refused:
            self.refused[self.policy.window(now)] += 1
        else:
            if self.work:
                await asyncio.sleep(self.work)
            self.policy.give_back()
        if self.dated:
            headers["date"] = formatdate(int(START + loop.time()), usegmt=True)
        await self._travel()
        status_code = self.refusal if refused else 200
        self.responses.append((loop.time(), status_code))
        return Response(status_code, headers=headers)

    async def _travel(self) -> None:
        await asyncio.sleep(LATENCY / 2 + SPREAD * (self.random.random() - 0.5))


@frozen
class World:
    """A server, and when the best possible client would be admitted."""

    name: str
    server: Callable[[], Server]
    quota: Callable[[int], float]
    """The earliest moment at which the k-th call (from 0) can be admitted."""
    concurrency: float = inf
    window: float = 60.0
    """The longest that a server makes a client wait, in seconds."""
    skew: float = 0.0
    processes: int = 1
    cap: int = 32
    clients: int = 1
    """How many clients of one process call with equal credentials."""
    options: Mapping[str, Any] = field(factory=dict[str, Any])
    """Of the client's `RateLimit`."""
    lone: str = ""
    """Now and then a single call goes beside the others: in another ``bucket``, in theirs as ``interactive`` (they are bulk calls
    then), or in theirs with a ``deadline`` in 40 s,
    of which only the wait of those counts that fail."""
    lone_wait: float = inf
    """The target for the longest wait of such a call, in seconds."""
    slower: float = 1.02
    """The target for the makespan over that of the best possible client."""
    # Targets: the windows in which a client learns the limit, the refusals in them, in each later window, and their share.
    learning: int = 0
    refused_learning: int = 0
    refused_later: float = 1
    refused_share: float = 1.0

    def schedule(self, tasks: int, calls: int) -> tuple[float, float]:
        """The seconds that a client that knows everything needs for all calls, served in order, and its longest wait."""
        latency = LATENCY + self.server().work
        concurrency = int(min(tasks, self.concurrency))
        ends: list[float] = []
        longest = 0.0
        for k in range(calls):
            asked = ends[k - tasks] if k >= tasks else 0.0
            free = ends[k - concurrency] if k >= concurrency else 0.0
            ends.append(max(asked, free, self.quota(k)) + latency)
            longest = max(longest, ends[-1] - asked)
        return ends[-1], longest


def _windows(first: int, each: int) -> Callable[[int], float]:
    """Admit `first` calls in the current window and `each` in every later window."""
    return lambda k: 0.0 if k < first else 60 - START % 60 + (k - first) // each * 60


def _fixed(name: str, dialect: str, **options: Any) -> World:
    return World(name, lambda: Server(FixedWindow(dialect)), _windows(600, 600), **options)


def _tokens(name: str, burst: float, counts: bool = False, **options: Any) -> World:
    settings: dict[str, Any] = {"window": 1.5, "refused_later": inf, "refused_share": 0.025}
    return World(
        name,
        lambda: Server(TokenBucket(burst=burst, counts=counts)),
        lambda k: max(0.0, (k + 1 - burst) / 50),
        **(settings | options),
    )


def _unlimited(k: int) -> float:
    return 0.0


def _concurrent(name: str, okta: bool, cap: int = 32) -> World:
    return World(
        name,
        lambda: Server(Concurrent(okta), work=0.5),
        lambda k: 0.0,
        concurrency=min(75, cap),
        cap=cap,
        window=8,
        refused_later=inf,
        refused_share=0.02,
    )


WORLDS: Final = {
    world.name: world
    for world in [
        _fixed("W1", "okta"),
        _fixed("W2", "okta, retry-after"),
        _fixed("W3", "retry-after", learning=2, refused_learning=2 * 32, refused_later=5),
        _fixed("W4", "standard"),
        _tokens("T1", 100),
        # Each refusal costs a second, and the trips to the server spread requests by as much as a token takes: see docs.
        _tokens("T1 burst 10", 10, window=20.0, refused_share=0.05, slower=1.6),
        _tokens("T1 burst 1", 1, window=inf, refused_share=0.1, slower=3.0),
        _tokens("T2 burst 100", 100, True, slower=1.05),
        _tokens("T2 burst 10", 10, True, window=6.0, slower=1.6),
        _concurrent("C1", okta=False),
        _concurrent("C2", okta=True),
        _concurrent("C1 cap 100", okta=False, cap=100),
        _concurrent("C2 cap 100", okta=True, cap=100),
        _fixed("W1 clock +1 h", "okta", skew=3600.0),
        _fixed("W1 clock -1 h", "okta", skew=-3600.0),
        # Other clients send 4 a second; a client that sends 320 a second gets 320 of 324.
        World(
            "W1 40 % others",
            lambda: Server(FixedWindow("okta", others=4.0)),
            _windows((600 - 29) * 320 // 324, 600 * 320 // 324),
        ),
        World("W1 no date", lambda: Server(FixedWindow("okta"), dated=False), _windows(600, 600)),
        World("W2 no date", lambda: Server(FixedWindow("okta, retry-after"), dated=False), _windows(600, 600)),
        # A wrong clock without a `Date`: one call finds out, in a pause that doubles. Early: the reset is long past.
        *(
            World(
                f"W1 no date {hours:+} h",
                lambda: Server(FixedWindow("okta"), dated=False),
                _windows(600, 600),
                skew=3600.0 * hours,
                learning=1,
                refused_learning=40,
                refused_later=12,
                slower=1.15,
            )
            for hours in (1, -1)
        ),
        # 18 s without service.
        World(
            "outage",
            lambda: Server(Outage(), refusal=503),
            lambda k: 0.0 if k < 20 * 32 else 20.0,
            concurrency=32,
            refused_later=64,
            slower=1.3,
        ),
        *(_fixed(f"W1 {n} clients", "okta", clients=n) for n in (4,)),
        _fixed("W1 beside", "okta", lone="bucket", lone_wait=0.3),
        # The lone calls take at most 8 of a window.
        World("W1 bulk", lambda: Server(FixedWindow("okta")), _windows(592, 592), lone="interactive", lone_wait=4.0),
        # Those that can make their deadline take some of the last window.
        _fixed("W1 deadline", "okta", lone="deadline", lone_wait=0.3, slower=1.3),
        World(
            "W1 reserve",
            lambda: Server(FixedWindow("okta")),
            _windows(480, 480),
            options={"reserve": 0.2},
        ),
        World(
            "W1 burst",
            lambda: Server(Bursting("okta", limit=6000)),
            lambda k: 0.0,
            concurrency=32,
            options={"use_burst": True},
            slower=1.1,
        ),
        _fixed("W1 no burst", "okta", options={"use_burst": True}),
        # What the slots carry is less than the limit.
        World("wide", lambda: Server(FixedWindow("okta", limit=10_000), work=0.4), _unlimited, concurrency=32, cap=32),
        World(
            "wide cap 128",
            lambda: Server(FixedWindow("okta", limit=10_000), work=0.4),
            _unlimited,
            concurrency=128,
            cap=128,
        ),
        *(_fixed(f"W1 x{n}", "okta", processes=n, refused_later=32 * n) for n in (2, 4, 8)),
    ]
}
Attempt = Callable[[], Awaitable[Response]]


class Client(Protocol):
    """Makes a call, or raises `Lost`. A lone call is the kind that the world names."""

    async def __call__(self, attempt: Attempt, /, *, lone: bool = False) -> httpx.Response: ...


class Lost(Exception):
    """The client gave up a call."""


@frozen
class Row:
    """The result of one run."""

    who: str
    world: World
    tasks: int
    makespan: float
    bound: float
    lost: int
    longest_wait: float
    best_longest_wait: float
    server: Server
    lone_wait: float = 0.0

    @property
    def makespan_over_bound(self) -> float:
        return self.makespan / self.bound

    @property
    def refused(self) -> int:
        return self.server.refused.total()

    @property
    def refused_by_window(self) -> list[int]:
        """Refusals from the first window to the last window with a refusal."""
        first = self.server.policy.window(START)
        return [self.server.refused[n] for n in range(first, max(self.server.refused, default=first) + 1)]


def run(
    who: str,
    client: Callable[[World, int], Client],
    world: World,
    tasks: int,
    calls: int | None = None,
    environment: Callable[[Callable[[], float]], AbstractContextManager[None]] = lambda now: nullcontext(),
) -> Row:
    """Run tasks that make one call after another until all calls are made.

    Args:
        who: The name of the client in the row.
        client: Makes the client of each process.
        world: What the tasks call.
        tasks: The number of tasks.
        calls: The number of calls; `CALLS`, or one for each task if there are more tasks.
        environment: A context for the run, given the virtual clock, for clients that take no clock.
    """
    calls = max(CALLS, tasks) if calls is None else calls
    server = world.server()
    waits: list[float] = []
    lost = 0
    left = calls

    async def task(call: Client) -> None:
        nonlocal left, lost
        now = asyncio.get_running_loop().time
        while left:
            left -= 1
            started = now()
            try:
                if (await call(server)).status_code != 200:
                    lost += 1
            except Lost:
                lost += 1
            waits.append(now() - started)

    lone_waits: list[float] = []

    async def call_alone(call: Client) -> None:
        other = Server(FixedWindow("okta", limit=10_000)) if world.lone == "bucket" else server
        now = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(7.7)
            started = now()
            try:
                await call(other, lone=True)
            except Lost:
                lone_waits.append(now() - started)
            else:
                if world.lone != "deadline":  # It could make its deadline.
                    lone_waits.append(now() - started)

    async def main() -> float:
        now = asyncio.get_running_loop().time
        with environment(now):
            clients = [client(world, n) for n in range(world.processes * world.clients)]
            alone = asyncio.create_task(call_alone(clients[0])) if world.lone else None
            await asyncio.gather(*(task(clients[n % len(clients)]) for n in range(tasks)))
            if alone is not None:
                alone.cancel()
        return now()

    makespan = run_virtual(main())
    bound, best_longest_wait = world.schedule(tasks, calls)
    longest = max(lone_waits, default=0.0)
    return Row(who, world, tasks, makespan, bound, lost, max(waits), best_longest_wait, server, longest)
