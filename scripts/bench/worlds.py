"""Servers that limit requests, in virtual time: what the benchmark and the tests of the rate gate run against."""

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
# A request is 40 to 60 ms on its way to the server, and its answer as long on the way back: by the time that a refusal is
# known, the requests sent in the meantime have been refused too.
LATENCY: Final = 0.1
SPREAD: Final = 0.02


class _Jump(selectors.SelectSelector):
    """Instead of waiting for the time of the next timer to come, makes it come."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("nothing is left that could wake anybody")
        self.now += max(0.0, timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop in which sleeping takes no time. Nothing in it may do real input or output."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now


class VirtualClock:
    """The clock of a client in a virtual loop; its wall clock may be wrong by `skew` seconds."""

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
    """How a server decides and what it says about it. Times are the server's, in seconds since the epoch."""

    def take(self, now: float) -> bool: ...

    def give_back(self) -> None: ...

    def headers(self, now: float, *, refused: bool) -> Mapping[str, str]: ...

    def window(self, now: float) -> int: ...


@define
class FixedWindow:
    """So many requests a minute, counted anew at each full minute; others may use up a part of it."""

    dialect: str
    limit: int = 600
    period: int = 60
    others: float = 0.0  # a second
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
        said: dict[str, str] = {}
        if "okta" in self.dialect:
            said |= {
                "x-rate-limit-limit": str(self.limit),
                "x-rate-limit-remaining": left,
                "x-rate-limit-reset": str(reset),
            }
        if "standard" in self.dialect:
            said |= {
                "ratelimit-policy": f'"default";q={self.limit};w={self.period}',
                "ratelimit": f'"default";r={left};t={wait}',
            }
        if "retry-after" in self.dialect and refused:
            said |= {"retry-after": wait}
        return said


@define
class TokenBucket:
    """So many requests a second with a burst; says only `Retry-After`."""

    rate: float = 50.0
    burst: float = 100.0
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
        return {"retry-after": str(max(1, ceil((1 - self._tokens) / self.rate)))} if refused else {}


@define
class Concurrent:
    """So many requests at once; says nothing, or what Okta says: a limit of 0 and a reset that means nothing."""

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
class Server:
    """Answers in virtual time, and keeps count of what it refused."""

    policy: Policy
    work: float = 0.0
    dated: bool = True
    random: Random = field(factory=lambda: Random(1))
    answers: list[tuple[float, int]] = field(factory=list[tuple[float, int]])
    refused: Counter[int] = field(factory=Counter[int])
    """Refusals by window."""

    async def __call__(self) -> httpx.Response:
        loop = asyncio.get_running_loop()
        await self._on_the_way()
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
        await self._on_the_way()
        self.answers.append((loop.time(), 429 if refused else 200))
        return httpx.Response(429 if refused else 200, headers=headers)

    async def _on_the_way(self) -> None:
        await asyncio.sleep(LATENCY / 2 + SPREAD * (self.random.random() - 0.5))


@frozen
class World:
    """A server, and when the best of all clients would be let in."""

    name: str
    server: Callable[[], Server]
    quota: Callable[[int], float]
    """The earliest moment at which the k-th call (from 0) can be let in."""
    at_once: float = inf
    window: float = 60.0
    """The longest that a server makes a client wait."""
    skew: float = 0.0
    processes: int = 1
    cap: int = 32
    # Targets: of refusals in the windows in which a client learns the limit, in each later one, and of all that is sent.
    learning: int = 0
    refused_learning: int = 0
    refused_later: float = 1
    refused_share: float = 1.0

    def schedule(self, tasks: int, calls: int) -> tuple[float, float]:
        """What a client that knows everything and serves in order takes for all calls, and its longest wait for one."""
        latency = LATENCY + self.server().work
        at_once = int(min(tasks, self.at_once))
        ends: list[float] = []
        longest = 0.0
        for k in range(calls):
            asked = ends[k - tasks] if k >= tasks else 0.0
            free = ends[k - at_once] if k >= at_once else 0.0
            ends.append(max(asked, free, self.quota(k)) + latency)
            longest = max(longest, ends[-1] - asked)
        return ends[-1], longest


def _windows(first: int, each: int) -> Callable[[int], float]:
    """So many calls in the window that has begun, so many in each that follows."""
    return lambda k: 0.0 if k < first else 60 - START % 60 + (k - first) // each * 60


def _fixed(name: str, dialect: str, **options: Any) -> World:
    return World(name, lambda: Server(FixedWindow(dialect)), _windows(600, 600), **options)


def _concurrent(name: str, okta: bool, cap: int = 32) -> World:
    return World(
        name,
        lambda: Server(Concurrent(okta), work=0.5),
        lambda k: 0.0,
        at_once=min(75, cap),
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
        World(
            "T1",
            lambda: Server(TokenBucket()),
            lambda k: max(0.0, (k - 99) / 50),
            window=1.5,
            refused_later=inf,
            refused_share=0.025,
        ),
        _concurrent("C1", okta=False),
        _concurrent("C2", okta=True),
        _concurrent("C1 cap 100", okta=False, cap=100),
        _concurrent("C2 cap 100", okta=True, cap=100),
        _fixed("W1 clock +1 h", "okta", skew=3600.0),
        _fixed("W1 clock -1 h", "okta", skew=-3600.0),
        # Others take 4 a second; a client that is let in 320 times a second gets 320 of 324.
        World(
            "W1 40 % others",
            lambda: Server(FixedWindow("okta", others=4.0)),
            _windows((600 - 29) * 320 // 324, 600 * 320 // 324),
        ),
        *(_fixed(f"W1 x{n}", "okta", processes=n, refused_later=32 * n) for n in (2, 4, 8)),
    ]
}
Attempt = Callable[[], Awaitable[httpx.Response]]


class Client(Protocol):
    """A way to make calls: makes one, or raises `Lost`."""

    async def __call__(self, attempt: Attempt, /) -> httpx.Response: ...


class Lost(Exception):
    """A call was given up."""


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

    @property
    def makespan_over_bound(self) -> float:
        return self.makespan / self.bound

    @property
    def refused(self) -> int:
        return self.server.refused.total()

    @property
    def refused_by_window(self) -> list[int]:
        """From the first window to the last in which anything was refused."""
        first = self.server.policy.window(START)
        return [self.server.refused[n] for n in range(first, max(self.server.refused, default=first) + 1)]


def run(
    who: str,
    client: Callable[[World, int], Client],
    world: World,
    tasks: int,
    calls: int | None = None,
    surroundings: Callable[[Callable[[], float]], AbstractContextManager[None]] = lambda now: nullcontext(),
) -> Row:
    """Let so many tasks make calls one after the other, until all calls are made.

    Args:
        who: The name of the client in the row.
        client: Makes the client of each process.
        world: What they call.
        tasks: How many tasks there are.
        calls: How many calls there are, or as many as usual.
        surroundings: Entered for the time of the run, with the virtual clock, for clients that cannot be given one.
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

    async def main() -> float:
        now = asyncio.get_running_loop().time
        with surroundings(now):
            clients = [client(world, n) for n in range(world.processes)]
            await asyncio.gather(*(task(clients[n % len(clients)]) for n in range(tasks)))
        return now()

    makespan = run_virtual(main())
    bound, best_longest_wait = world.schedule(tasks, calls)
    return Row(who, world, tasks, makespan, bound, lost, max(waits), best_longest_wait, server)
