"""What a call costs over loopback: each client in its own process on one core, the server on another."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from threading import Timer
from typing import Final

from attrs import frozen

from .clients import OURS, Load, Outcome, installed
from .measure import Cores, Row, environment, pinned
from .server import Server

PLAIN, TLS = "plain", "TLS"
# Seconds that a client may take for its start, and to notice that a repetition is to be cut off.
_PATIENCE: Final = 30.0


@frozen
class Group:
    """Clients that are measured in turn, each in one process.

    Attributes:
        protocol: ``plain`` or ``TLS``.
        loads: What each client does in a repetition, the least first: connections that stay open make stock httpx slower.
            Each load has its table.
        repetitions: How often.
        clients: Which; None for all that are installed.
    """

    protocol: str
    loads: Sequence[Load]
    repetitions: int
    clients: Sequence[str] | None = None


def table_name(protocol: str, tasks: int) -> str:
    return f"{protocol}, {tasks} task{'s' * (tasks != 1)}"


def measure_group(group: Group, server: Server, cores: Cores) -> list[Row]:
    """Measure the CPU time of a call with each client, in microseconds."""
    names = [name for name in installed() if group.clients is None or name in group.clients]
    outcomes: dict[tuple[Load, str], list[Outcome]] = {(load, name): [] for load in group.loads for name in names}
    with ExitStack() as stack:
        url = server.urls[group.protocol]
        clients = {
            name: stack.enter_context(_process(name, url, str(server.certificate), cores.client)) for name in names
        }
        for load in group.loads:
            for _ in range(group.repetitions):
                for name in list(clients):
                    outcomes[load, name].append(outcome := clients[name](load))
                    if outcome.failed:
                        # To run it again would take its time, and show nothing new.
                        del clients[name]
    return [_row(table_name(group.protocol, load.tasks), name, found) for (load, name), found in outcomes.items()]


def _row(table: str, name: str, outcomes: Sequence[Outcome]) -> Row:
    each = tuple(found.cpu / found.made * 1e6 for found in outcomes if found.made)
    failed = sum(found.failed for found in outcomes)
    wall = sorted(found.wall / found.made * 1e6 for found in outcomes if found.made)
    notes = [f"{wall[len(wall) // 2]:.0f} us wall"] if wall else []
    if failed:
        total = failed + sum(found.made for found in outcomes)
        counted = f"{failed} of {total} failed: " if outcomes[-1].cpu else ""
        notes = [f"{counted}{outcomes[-1].error}"]
    return Row(table, name, "us", each, failed, ", ".join(notes))


@contextmanager
def _process(name: str, url: str, certificate: str, core: int | None) -> Generator[Callable[[Load], Outcome]]:
    """Start a client, and yield what makes it run a load."""
    with pinned(core):
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.clients", name, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(SSL_CERT_FILE=certificate),
        )
    assert process.stdin is not None
    assert process.stdout is not None
    stdin, stdout = process.stdin, process.stdout

    def read(seconds: float) -> str:
        timer = Timer(seconds, process.kill)
        timer.start()
        try:
            return stdout.readline()
        finally:
            timer.cancel()

    def run(load: Load) -> Outcome:
        stdin.write(json.dumps({"tasks": load.tasks, "seconds": load.seconds, "limit": load.limit}) + "\n")
        stdin.flush()
        line = read(load.limit + _PATIENCE)
        if line:
            return Outcome(*json.loads(line))
        return Outcome(
            failed=load.tasks, error=f"crashed, or killed after {load.limit + _PATIENCE:.0f} s without an outcome"
        )

    try:
        if read(_PATIENCE) != "ready\n":
            raise RuntimeError(f"{name} does not start: see its messages above")
        yield run
    finally:
        process.kill()
        process.wait()
        stdin.close()
        stdout.close()


def failures(rows: Sequence[Row]) -> list[str]:
    """What is wrong if a call of this library failed."""
    return [f"{row.table}: {row.name}: {row.note}" for row in rows if row.failed and row.name.startswith(OURS)]
