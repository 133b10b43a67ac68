"""How the benchmarks measure: CPU time of calls, and the time that an import takes."""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping


async def cpu_seconds(
    calls: Mapping[str, Callable[[], Awaitable[object]]], count: int, rounds: int
) -> dict[str, float]:
    """Measure the median CPU seconds of one call, by name.

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
            times[name].append((time.process_time() - started) / count)
    return {name: statistics.median(measured[1:]) for name, measured in times.items()}


def wall_seconds(statements: Mapping[str, str], rounds: int) -> dict[str, float]:
    """Measure the median wall seconds of a statement in a fresh interpreter, without the start of the interpreter."""

    def run(code: str) -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - started

    programs = {"": "pass", **statements}
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, code in programs.items():
            times[name].append(run(code))
    medians = {name: statistics.median(measured) for name, measured in times.items()}
    return {name: medians[name] - medians[""] for name in statements}


def print_calls(seconds: Mapping[str, float], base: str) -> None:
    """Print a line for each call, with its ratio to ``base``."""
    for name, each in seconds.items():
        print(f"{name:<32} {each * 1e6:8.1f} us CPU   {each / seconds[base]:6.3f} x")


def print_imports(seconds: Mapping[str, float], base: str) -> None:
    """Print a line for each statement, with its ratio to ``base``."""
    for name, each in seconds.items():
        print(f"{name:<32} {each * 1e3:8.1f} ms wall  {each / seconds[base]:6.3f} x")
