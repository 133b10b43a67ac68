"""What the rate gate costs: CPU of a call, also beside many that wait, and memory of a call that waits."""

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Coroutine
from email.utils import formatdate
from typing import Any, Final

from attrs import define, frozen

from idsessions._clock import SystemClock
from idsessions._rate_limit import Bucket, Gates, RateLimit

from .payload import SESSION

_LIMIT: Final = RateLimit()
_ORIGIN: Final = "https://acme.example"
# What Okta sends with a session.
_OTHER_HEADERS: Final = [
    (b"Content-Type", b"application/json"),
    (b"Server", b"nginx"),
    (b"X-Okta-Request-Id", b"a" * 24),
    (b"X-XSS-Protection", b"0"),
    (b"Content-Security-Policy", b"default-src 'self'"),
    (b"Cache-Control", b"no-cache, no-store"),
    (b"Pragma", b"no-cache"),
    (b"Expires", b"0"),
    (b"X-Content-Type-Options", b"nosniff"),
    (b"Strict-Transport-Security", b"max-age=315360000; includeSubDomains"),
    (b"Vary", b"Accept-Encoding"),
    (b"Connection", b"keep-alive"),
]


@frozen
class Cost:
    """A figure, and the most that it may be. Ratios are taken within one run; other units depend on the machine."""

    what: str
    value: float
    target: float
    unit: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.value:.2f} {self.unit} (target {self.target:g}){self.note}"


@define
class Head:
    """A response as the gate reads it."""

    status_code: int
    raw_headers: list[tuple[bytes, bytes]]


def _heads(count: int) -> list[Head]:
    """Responses of Okta that count down, each with a date of its own: a parsed date is not found again."""
    now = int(time.time())
    return [
        Head(
            200,
            [
                (b"Date", formatdate(now - number % 1000, usegmt=True).encode()),
                *_OTHER_HEADERS,
                (b"X-Rate-Limit-Limit", b"10000000"),
                (b"X-Rate-Limit-Remaining", str(10_000_000 - number).encode()),
                (b"X-Rate-Limit-Reset", str(now + 6000).encode()),
            ],
        )
        for number in range(count)
    ]


async def _cpu(work: Coroutine[Any, Any, object]) -> float:
    gc.collect()
    started = time.process_time()
    await work
    return time.process_time() - started


def free_slot(calls: int = 10_000, rounds: int = 5) -> Cost:
    """A call that finds a free slot and gets Okta's headers, over reading a session's JSON."""
    body = json.dumps(SESSION).encode()

    async def read() -> None:
        for _ in range(calls):
            json.loads(body)

    async def main() -> tuple[float, float]:
        gates, bucket, heads = Gates(clock=SystemClock()), Bucket(_ORIGIN, Gates, "bench"), iter(_heads(2 * calls))

        async def attempt() -> Head:
            return next(heads)

        async def bare() -> None:
            for _ in range(calls):
                await attempt()

        async def gated() -> None:
            for _ in range(calls):
                await gates.send(attempt, bucket=bucket, limit=_LIMIT, retryable=False, deadline=None)

        return await _cpu(gated()) - await _cpu(bare()), await _cpu(read())

    pairs = [asyncio.run(main()) for _ in range(rounds)]
    here = statistics.median(gate for gate, _ in pairs) / calls * 1e6
    ratio = statistics.median(gate / reading for gate, reading in pairs)
    return Cost(
        "CPU of a call that finds a free slot", ratio, 4.0, "x json.loads of a session", f"; {here:.1f} us here"
    )


@frozen
class _Principal:
    number: int


async def _queued(tasks: int, buckets: int, calls: int) -> float:
    """The CPU seconds that the gate takes when so many tasks make calls one after the other, spread over the buckets."""
    heads = _heads(1)
    principals = [_Principal(number) for number in range(buckets)]

    async def attempt() -> Head:
        await asyncio.sleep(0)
        return heads[0]

    async def run(send: Callable[[Bucket], Awaitable[object]]) -> float:
        async def task(number: int) -> None:
            bucket = Bucket(_ORIGIN, principals[number % buckets], "bench")
            for _ in range(calls // tasks):
                await send(bucket)

        return await _cpu(_gather([task(number) for number in range(tasks)]))

    gates = Gates(clock=SystemClock())
    gated = await run(
        lambda bucket: gates.send(attempt, bucket=bucket, limit=_LIMIT, retryable=False, deadline=None),
    )
    return gated - await run(lambda bucket: attempt())


async def _gather(works: list[Coroutine[Any, Any, None]]) -> None:
    await asyncio.gather(*works)


def flatness(what: str, few: tuple[int, int], many: tuple[int, int], calls: int = 20_000, rounds: int = 3) -> Cost:
    """A call when many tasks or buckets wait, over one when few do: each a pair of tasks and buckets."""
    ratios = [asyncio.run(_queued(*many, calls)) / asyncio.run(_queued(*few, calls)) for _ in range(rounds)]
    return Cost(what, statistics.median(ratios), 1.5, "x")


def memory(calls: int = 10_000) -> Cost:
    """A call that waits in the queue, with its task and its coroutines."""

    async def main() -> float:
        gates, bucket = Gates(clock=SystemClock()), Bucket(_ORIGIN, Gates, "bench")
        go = asyncio.Event()

        async def attempt() -> Head:
            await go.wait()
            return Head(200, [])

        async def send() -> None:
            await gates.send(attempt, bucket=bucket, limit=_LIMIT, retryable=False, deadline=None)

        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        tasks = [asyncio.create_task(send()) for _ in range(calls)]
        await asyncio.sleep(0)
        each = (tracemalloc.get_traced_memory()[0] - before) / calls
        tracemalloc.stop()
        go.set()
        await asyncio.gather(*tasks)
        return each

    return Cost("memory of a call that waits", asyncio.run(main()) / 1000, 4.0, "kB")


def costs() -> list[Cost]:
    """All figures."""
    return [
        free_slot(),
        flatness("CPU of a call with 10,000 tasks over that with 100", (100, 1), (10_000, 1)),
        flatness("CPU of a call with 1,000 buckets waiting over that with 1", (2000, 1), (2000, 1000)),
        memory(),
    ]


if __name__ == "__main__":
    for cost in costs():
        print(cost)
