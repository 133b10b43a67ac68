"""How the client waits out rate limits, in virtual time, beside a client that knows everything."""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from email.utils import formatdate
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import httpx

from idsessions._clock import SystemClock
from idsessions._rate_limit import Bucket, Gates, GateTimeout, RateLimit

from . import peers
from .picture import picture
from .worlds import WORLDS, Attempt, Client, Lost, Response, Row, VirtualClock, World, run

IDSESSIONS: Final = "idsessions"
TASKS: Final = (10, 100, 1000, 5000)
# The worlds that differ in what a server sends. Peers have no cap on concurrency, so C1 and C2 are run with a cap of 100.
PEER_WORLDS: Final = ("W1", "W2", "W3", "W4", "T1", "C1 cap 100", "C2 cap 100")
GATE_TARGET: Final = 6.0


def idsessions_client(world: World, process: int) -> Client:
    """Make calls through the rate gate of the library."""
    gates = Gates(clock=VirtualClock(world.skew), random=Random(process).random, max_concurrency=world.cap)
    bucket = Bucket("https://acme.example", gates, "bench")

    async def call(attempt: Attempt) -> httpx.Response:
        try:
            outcome = await gates.send(attempt, bucket=bucket, limit=RateLimit(), retryable=False, deadline=None)
        except GateTimeout as error:
            raise Lost from error
        return outcome.response

    return call


def missed_targets(row: Row) -> list[str]:
    """The targets that a run of the library missed."""
    world, refused = row.world, row.refused_by_window
    checks = {
        "lost": (row.lost, 0),
        "makespan over bound": (row.makespan_over_bound, 1.02),
        "refused in the first windows": (sum(refused[: world.learning]), world.refused_learning),
        "refused in a later window": (max(refused[world.learning :], default=0), world.refused_later),
        "refused of all sent": (row.refused / len(row.server.responses), world.refused_share),
    }
    if world.processes == 1:  # Several processes do not share a queue.
        checks["longest wait"] = (row.longest_wait, row.best_longest_wait + world.window)
    return [f"{what}: {is_:.4g} > {limit:.4g}" for what, (is_, limit) in checks.items() if is_ > limit]


def as_json(row: Row) -> str:
    return json.dumps(
        {
            "who": row.who,
            "world": row.world.name,
            "tasks": row.tasks,
            "makespan_over_bound": round(row.makespan_over_bound, 4),
            "refused": row.refused,
            "lost": row.lost,
            "longest_wait_s": round(row.longest_wait, 1),
        }
    )


def as_text(row: Row) -> str:
    # A client that gives up finishes early, so its makespan means nothing.
    over = "-" if row.lost else f"{row.makespan_over_bound:.3f}"
    return (
        f"{row.who:14} {row.world.name:15} {row.tasks:5} {over:>9} {row.refused:8} {row.lost:6} {row.longest_wait:9.1f}"
    )


HEAD: Final = f"{'who':14} {'world':15} {'tasks':>5} {'x bound':>9} {'refused':>8} {'lost':>6} {'longest s':>9}"


def rows(worlds: Iterable[World], tasks: Sequence[int], *, with_peers: bool) -> Iterator[Row]:
    installed = peers.installed() if with_peers else {}
    for world in worlds:
        for count in tasks:
            yield run(IDSESSIONS, idsessions_client, world, count)
            if world.name in PEER_WORLDS:
                for who, peer in installed.items():
                    yield run(who, peer, world, count, environment=peers.environment)


class GateCost(NamedTuple):
    """The CPU time of a call through the gate."""

    microseconds: float
    ratio: float
    """Over the same loop without the gate, measured in the same run."""


def measure_gate(calls: int = 4000, rounds: int = 5, tasks: int = 100) -> GateCost:
    """Measure what a call through the gate costs, with more tasks than slots and Okta's headers to read."""

    async def main(gated: bool) -> float:
        gates = Gates(clock=SystemClock())
        bucket = Bucket("https://acme.example", gates, "bench")
        limit = RateLimit()
        sent = 0

        async def attempt() -> Response:
            nonlocal sent
            sent += 1
            await asyncio.sleep(0)
            return Response(200, headers=headers | {"x-rate-limit-remaining": str(10 * calls - sent)})

        async def task() -> None:
            for _ in range(calls // tasks):
                if gated:
                    await gates.send(attempt, bucket=bucket, limit=limit, retryable=False, deadline=None)
                else:
                    await attempt()

        now = time.time()
        headers = {
            "date": formatdate(now, usegmt=True),
            "content-type": "application/json",
            "x-okta-request-id": "a" * 24,
            "cache-control": "no-cache, no-store",
            "strict-transport-security": "max-age=315360000",
            "x-rate-limit-limit": str(10 * calls),
            "x-rate-limit-reset": str(int(now) + 60),
        }
        started = time.process_time()
        await asyncio.gather(*(task() for _ in range(tasks)))
        return (time.process_time() - started) / calls * 1e6

    # The two loops alternate, so that a change in the machine's speed meets both.
    pairs = [(asyncio.run(main(True)), asyncio.run(main(False))) for _ in range(rounds)]
    return GateCost(
        statistics.median(gated - plain for gated, plain in pairs),
        statistics.median(gated / plain for gated, plain in pairs),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the worlds and print a row for each run; 1 if the library misses a target."""
    parser = argparse.ArgumentParser(
        description="Run thousands of calls in virtual time against servers that limit requests. Prints for each run the "
        "makespan over that of a client that knows everything, the requests refused, the calls lost and the longest wait. "
        "Fails if the library misses a target."
    )
    parser.add_argument("--json", action="store_true", help="print a JSON object a line")
    parser.add_argument(
        "--peers",
        action="store_true",
        help="also run the other libraries that are installed; takes minutes "
        "(`uv run --group bench scripts/bench_rate_limits.py --peers` installs them)",
    )
    names = ", ".join(WORLDS).replace("%", "%%")
    parser.add_argument(
        "--world", action="append", choices=WORLDS, metavar="WORLD", help=f"one of {names} (default: all)"
    )
    parser.add_argument("--tasks", action="append", type=int, help=f"concurrent tasks (default: {TASKS})")
    parser.add_argument(
        "--picture", type=Path, metavar="SVG", help="draw W1 for the library and two peers, and run nothing else"
    )
    options = parser.parse_args(arguments)
    if options.picture is not None:
        return _draw(options.picture)
    worlds = [WORLDS[name] for name in options.world or WORLDS]
    missed: list[str] = []
    if not options.json:
        print(HEAD)
    for row in rows(worlds, options.tasks or TASKS, with_peers=options.peers):
        print(as_json(row) if options.json else as_text(row), flush=True)
        if row.who == IDSESSIONS:
            missed += [f"{row.world.name}, {row.tasks} tasks: {what}" for what in missed_targets(row)]
    cost = measure_gate()
    print(
        f"CPU of a call through the gate: {cost.ratio:.1f} x a call without it (target {GATE_TARGET:.0f} x); "
        f"the gate takes {cost.microseconds:.0f} us here",
        file=sys.stderr if options.json else sys.stdout,
    )
    if cost.ratio > GATE_TARGET:
        missed.append(f"CPU of a call through the gate: {cost.ratio:.1f} x > {GATE_TARGET:.0f} x")
    for line in missed:
        print(f"missed: {line}", file=sys.stderr)
    return 1 if missed else 0


def _draw(path: Path) -> int:
    installed = peers.installed()
    chosen = [name for name in ("okta", "httpx-retries", "stamina", "tenacity") if name in installed][:2]
    world = WORLDS["W1"]
    drawn = [run(IDSESSIONS, idsessions_client, world, 1000)]
    drawn += [run(name, installed[name], world, 1000, environment=peers.environment) for name in chosen]
    path.write_text(picture(drawn), encoding="utf-8")
    print(f"{path}: {', '.join(row.who for row in drawn)}")
    return 0
