"""How the benchmarks measure: rows of repetitions, CPU time of calls, fresh processes, and cores."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attrs import frozen

SCRIPTS: Final = Path(__file__).parents[1]


@frozen
class Row:
    """What was measured of one thing, once in each repetition.

    Attributes:
        table: Which rows were measured in turn with it.
        name: What was measured.
        unit: Of the values.
        values: One for each repetition.
        failed: How many calls failed, in all repetitions.
        note: What to know about it.
    """

    table: str
    name: str
    unit: str
    values: tuple[float, ...]
    failed: int = 0
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)


async def cpu_rows(
    table: str, calls: Mapping[str, Callable[[], Awaitable[object]]], count: int, rounds: int
) -> list[Row]:
    """Measure the CPU time of one call, in microseconds.

    In each round every call is measured once, so that a change in the machine's speed meets all of them. A first round
    warms up and does not count.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds + 1):
        for name, call in calls.items():
            gc.collect()
            started = time.process_time()
            for _ in range(count):
                await call()
            times[name].append((time.process_time() - started) / count * 1e6)
    return [Row(table, name, "us", tuple(measured[1:])) for name, measured in times.items()]


def in_fresh_process(code: str) -> str:
    """What a program prints in a fresh interpreter that finds this package."""
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment(), cwd=SCRIPTS
    )
    return done.stdout.strip()


def environment(**more: str) -> dict[str, str]:
    """The environment for a process that finds this package and no proxy."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return {**kept, "PYTHONPATH": str(SCRIPTS), **more}


@frozen
class Cores:
    """The cores to run the server and the clients on, or None where the system cannot choose."""

    server: int | None
    client: int | None

    @classmethod
    def available(cls) -> Cores:
        if not hasattr(os, "sched_setaffinity"):
            return cls(None, None)
        cores = sorted(os.sched_getaffinity(0))
        return cls(cores[0], cores[-1]) if len(cores) > 1 else cls(None, None)


@contextmanager
def pinned(core: int | None) -> Generator[None]:
    """Run this process, and those that it starts meanwhile, on one core."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
