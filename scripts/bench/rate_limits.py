"""How the client waits out rate limits, in virtual time, beside a client that knows everything."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from pathlib import Path
from random import Random
from typing import Final
from weakref import WeakKeyDictionary

import httpx
from attrs import frozen

from idsessions._rate_limit import Bucket, Gates, GateTimeout, RateLimit

from . import gate_cost, peers
from .picture import picture
from .worlds import WORLDS, Attempt, Client, Lost, Row, VirtualClock, World, run

IDSESSIONS: Final = "idsessions"
TASKS: Final = (10, 100, 1000, 5000)
# The worlds that differ in what a server sends. Peers have no cap on concurrency, so C1 and C2 are run with a cap of 100.
PEER_WORLDS: Final = ("W1", "W2", "W3", "W4", "T1", "C1 cap 100", "C2 cap 100")


@frozen
class Token:
    """A credential that equals others, as an API token does."""

    text: str


_clocks: WeakKeyDictionary[asyncio.AbstractEventLoop, VirtualClock] = WeakKeyDictionary()


def idsessions_client(world: World, number: int) -> Client:
    """Make calls through the rate gate of the library. Clients of one process share a clock, and have equal credentials."""
    loop = asyncio.get_running_loop()
    process = number // world.clients
    clock = VirtualClock(world.skew)
    if world.processes == 1:
        clock = _clocks.setdefault(loop, clock)
    gates = Gates(clock=clock, random=Random(process).random, max_concurrency=world.cap)
    token, other = Token("bench"), Token("other")
    limit = RateLimit(**world.options)
    patient = RateLimit(max_wait=inf)

    async def call(attempt: Attempt, /, *, lone: bool = False) -> httpx.Response:
        kind = world.lone if lone else ""
        try:
            outcome = await gates.send(
                attempt,
                bucket=Bucket("https://acme.example", other if kind == "bucket" else token, "bench"),
                limit=patient if kind else limit,
                retryable=True,
                deadline=clock.monotonic() + 40 if kind == "deadline" else None,
                priority="bulk" if world.lone == "interactive" and not kind else "interactive",
            )
        except GateTimeout as error:
            raise Lost from error
        return outcome.response

    return call


def missed_targets(row: Row) -> list[str]:
    """The targets that a run of the library missed."""
    world, refused = row.world, row.refused_by_window
    checks = {
        "lost": (row.lost, 0),
        "makespan over bound": (row.makespan_over_bound, world.slower),
        "wait of a lone call": (row.lone_wait, world.lone_wait),
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
            **({"lone_wait_s": round(row.lone_wait, 2)} if row.world.lone else {}),
        }
    )


def as_text(row: Row) -> str:
    # A client that gives up finishes early, so its makespan means nothing.
    over = "-" if row.lost else f"{row.makespan_over_bound:.3f}"
    return (
        f"{row.who:14} {row.world.name:15} {row.tasks:5} {over:>9} {row.refused:8} {row.lost:6} {row.longest_wait:9.1f}"
        + (f" {row.lone_wait:8.2f}" if row.world.lone else "")
    )


HEAD: Final = (
    f"{'who':14} {'world':15} {'tasks':>5} {'x bound':>9} {'refused':>8} {'lost':>6} {'longest s':>9} {'lone s':>8}"
)


def rows(worlds: Iterable[World], tasks: Sequence[int], *, with_peers: bool) -> Iterator[Row]:
    installed = peers.installed() if with_peers else {}
    for world in worlds:
        for count in tasks:
            yield run(IDSESSIONS, idsessions_client, world, count)
            if world.name in PEER_WORLDS:
                for who, peer in installed.items():
                    yield run(who, peer, world, count, environment=peers.environment)


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
    for cost in gate_cost.costs():
        print(cost, file=sys.stderr if options.json else sys.stdout)
        if cost.value > cost.target:
            missed.append(str(cost))
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
