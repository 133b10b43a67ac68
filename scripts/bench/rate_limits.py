"""How well rate limits are waited out, in virtual time: `uv run scripts/bench_rate_limits.py [--peers] [--json]`.

Runs thousands of calls against servers that limit requests (`rate_limit_worlds`), and prints of each run the makespan over that
of a client that knows everything, the requests refused, the calls lost and the longest wait. Fails if a target is missed.
With `--peers` others' own code runs beside ours, as far as installed: `uv run --group bench scripts/bench_rate_limits.py --peers`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from email.utils import formatdate
from pathlib import Path
from random import Random
from typing import Final

import httpx

from bench import peers as rate_limit_peers
from bench.picture import picture
from bench.worlds import WORLDS, Attempt, Client, Lost, Row, VirtualClock, World, run
from idsessions._clock import SystemClock
from idsessions._rate_limit.gate import Bucket, Gates, GateTimeout, RateLimit

OURSELVES: Final = "idsessions"
TASKS: Final = (10, 100, 1000, 5000)
# What peers are run in: the worlds that differ in what a server says; and as peers have no cap, ours is none in C1 and C2.
PEERS_WORLDS: Final = ("W1", "W2", "W3", "W4", "T1", "C1 cap 100", "C2 cap 100")
CPU_CALLS: Final = 20_000
CPU_TARGET: Final = 80.0


def ourselves(world: World, process: int) -> Client:
    gates = Gates(clock=VirtualClock(world.skew), random=Random(process).random, max_concurrency=world.cap)
    bucket = Bucket("https://acme.example", gates, "bench")

    async def call(attempt: Attempt) -> httpx.Response:
        async def numbered(number: int) -> httpx.Response:
            return await attempt()

        try:
            outcome = await gates.send(numbered, bucket=bucket, limit=RateLimit(), repeatable=False, deadline=None)
        except GateTimeout as error:
            raise Lost from error
        return outcome.response

    return call


def missed(row: Row) -> list[str]:
    """The targets that a run of ours has missed."""
    world, refused = row.world, row.refused_by_window
    checks = {
        "lost": (row.lost, 0),
        "makespan over bound": (row.makespan_over_bound, 1.02),
        "refused in the first windows": (sum(refused[: world.learning]), world.refused_learning),
        "refused in a later window": (max(refused[world.learning :], default=0), world.refused_later),
        "refused of all sent": (row.refused / len(row.server.answers), world.refused_share),
    }
    if world.processes == 1:  # Several processes do not stand in one queue.
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
    over = "-" if row.lost else f"{row.makespan_over_bound:.3f}"  # Whoever gives up is soon done.
    return (
        f"{row.who:14} {row.world.name:15} {row.tasks:5} {over:>9} {row.refused:8} {row.lost:6} {row.longest_wait:9.1f}"
    )


HEAD: Final = f"{'who':14} {'world':15} {'tasks':>5} {'x bound':>9} {'refused':>8} {'lost':>6} {'longest s':>9}"


def rows(worlds: Iterable[World], tasks: Sequence[int], *, peers: bool) -> Iterator[Row]:
    others = rate_limit_peers.installed() if peers else {}
    for world in worlds:
        for count in tasks:
            yield run(OURSELVES, ourselves, world, count)
            if world.name in PEERS_WORLDS:
                for who, peer in others.items():
                    yield run(who, peer, world, count, surroundings=rate_limit_peers.surroundings)


def cpu_per_call(calls: int = CPU_CALLS, tasks: int = 100) -> float:
    """Microseconds of CPU that the gate adds to a call, with more tasks than slots and Okta's headers to read."""

    async def main(gated: bool) -> float:
        gates = Gates(clock=SystemClock())
        bucket = Bucket("https://acme.example", gates, "bench")
        limit = RateLimit()
        sent = 0

        async def attempt(number: int) -> httpx.Response:
            nonlocal sent
            sent += 1
            await asyncio.sleep(0)
            return httpx.Response(200, headers=headers | {"x-rate-limit-remaining": str(10 * calls - sent)})

        async def task() -> None:
            for _ in range(calls // tasks):
                if gated:
                    await gates.send(attempt, bucket=bucket, limit=limit, repeatable=False, deadline=None)
                else:
                    await attempt(1)

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

    return asyncio.run(main(True)) - asyncio.run(main(False))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="How well rate limits are waited out, in virtual time.")
    parser.add_argument("--json", action="store_true", help="print a row a line")
    parser.add_argument("--peers", action="store_true", help="run others' code, too, as far as installed (minutes)")
    parser.add_argument("--world", action="append", choices=WORLDS, metavar="WORLD", help=", ".join(WORLDS))
    parser.add_argument("--tasks", action="append", type=int, help=f"how many at once (default: {TASKS})")
    parser.add_argument(
        "--picture", type=Path, metavar="SVG", help="draw W1 for us and two peers, and run nothing else"
    )
    options = parser.parse_args(arguments)
    if options.picture is not None:
        return _draw(options.picture)
    worlds = [WORLDS[name] for name in options.world or WORLDS]
    bad: list[str] = []
    if not options.json:
        print(HEAD)
    for row in rows(worlds, options.tasks or TASKS, peers=options.peers):
        print(as_json(row) if options.json else as_text(row), flush=True)
        if row.who == OURSELVES:
            bad += [f"{row.world.name}, {row.tasks} tasks: {what}" for what in missed(row)]
    cpu = cpu_per_call()
    print(f"CPU per call: {cpu:.0f} us (target {CPU_TARGET:.0f})", file=sys.stderr if options.json else sys.stdout)
    if cpu > CPU_TARGET:
        bad.append(f"CPU per call: {cpu:.0f} us > {CPU_TARGET:.0f}")
    for line in bad:
        print(f"missed: {line}", file=sys.stderr)
    return 1 if bad else 0


def _draw(path: Path) -> int:
    peers = rate_limit_peers.installed()
    chosen = [name for name in ("okta", "httpx-retries", "stamina", "tenacity") if name in peers][:2]
    world = WORLDS["W1"]
    drawn = [run(OURSELVES, ourselves, world, 1000)]
    drawn += [run(name, peers[name], world, 1000, surroundings=rate_limit_peers.surroundings) for name in chosen]
    path.write_text(picture(drawn), encoding="utf-8")
    print(f"{path}: {', '.join(row.who for row in drawn)}")
    return 0
