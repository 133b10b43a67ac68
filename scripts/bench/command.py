"""The command: which tables a run has, what it prints, and what it records."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from .calls import PLAIN, TLS, Group, failures, measure_group
from .chart import chart
from .clients import CLIENTS, GENERATED, HTTPX, OKTA, OURS, OURS_AIOHTTP, Load, installed
from .credentials import measure_credentials, needless_signing_packages
from .footprint import OTHER_STATEMENTS, STATEMENTS, measure_imports, measure_memory
from .layer import measure_layer
from .measure import SCRIPTS, Cores, Row, pinned
from .ratios import Result, number, results
from .server import serving

RECORDED: Final = Path(__file__).parent / "recorded.json"
CHART: Final = SCRIPTS.parent / "docs" / "performance.svg"
_LIBRARIES: Final = ("idsessions", "httpx", "httpcore", "h11", "anyio", "aiohttp", "okta", "attrs", "cryptography")


@frozen
class Plan:
    """What a run measures.

    Attributes:
        groups: The calls over loopback.
        calls: Calls in a round on a transport that costs nothing.
        rounds: How many rounds those have.
        statements: The imports.
        imports: How many rounds they have.
        memory: How many idle things of each kind to make.
        credentials: Calls in a round with each kind of credential.
    """

    groups: Sequence[Group]
    calls: int
    rounds: int
    statements: Mapping[str, str]
    imports: int
    memory: int
    credentials: int


def _full() -> Plan:
    few = (Load(1, 0.4, 15), Load(50, 0.4, 15))
    groups = [Group(protocol, few, 9) for protocol in (PLAIN, TLS)]
    groups += [Group(protocol, (Load(2000, 0.0, 60),), 3) for protocol in (PLAIN, TLS)]
    # With 10,000 tasks, stock httpx is not done after 90 s: it need not show so twice.
    others = [name for name in CLIENTS if name not in (HTTPX, GENERATED)]
    groups += [Group(protocol, (Load(10000, 0.0, 60),), 3, others) for protocol in (PLAIN, TLS)]
    groups.append(Group(PLAIN, (Load(10000, 0.0, 30),), 1, (HTTPX, GENERATED)))
    return Plan(
        groups,
        calls=300,
        rounds=15,
        statements=STATEMENTS | OTHER_STATEMENTS,
        imports=9,
        memory=10_000,
        credentials=200,
    )


def _short() -> Plan:
    few = (Load(1, 0.15, 15), Load(50, 0.15, 15))
    groups = [
        Group(PLAIN, few, 5, (OURS, OURS_AIOHTTP, GENERATED, OKTA)),
        Group(TLS, few, 5, (OURS, OURS_AIOHTTP, OKTA)),
        Group(PLAIN, (Load(2000, 0.0, 60),), 3, (OURS, OURS_AIOHTTP)),
    ]
    return Plan(groups, calls=100, rounds=11, statements=STATEMENTS, imports=5, memory=10_000, credentials=0)


FULL: Final = _full()
SHORT: Final = _short()


def measure(plan: Plan) -> tuple[str, list[Row]]:
    """Run a plan, and say which server served it."""
    cores = Cores.available()
    if cores.client is None:
        print("!!! this system gives no core to a process: server and clients share all cores", file=sys.stderr)
    if missing := [name for name in CLIENTS if name not in installed()]:
        print(f"!!! not measured, since a library is missing: {', '.join(missing)}", file=sys.stderr)
    rows: list[Row] = []
    with serving(cores.server) as server:
        for group in plan.groups:
            loads = ", ".join(str(load.tasks) for load in group.loads)
            print(f"... {group.protocol}, tasks: {loads}", file=sys.stderr, flush=True)
            rows += measure_group(group, server, cores)
    print("... own layer, imports, memory", file=sys.stderr, flush=True)
    with pinned(cores.client):
        rows += measure_layer(plan.calls, plan.rounds)
        if plan.credentials:
            rows += measure_credentials(plan.credentials, plan.rounds)
        rows += measure_imports(plan.statements, plan.imports)
        rows += measure_memory(plan.memory, 1)
    return server.name, rows


def environment() -> dict[str, Any]:
    """The machine and the versions of a run."""
    versions: dict[str, str] = {}
    for name in _LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "versions": versions,
        "load_average": _load(),
    }


def _load() -> float | None:
    """How many processes wanted a core in the last five minutes; this run wants one or two itself."""
    return round(os.getloadavg()[1], 1) if hasattr(os, "getloadavg") else None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def as_json(server: str, rows: Sequence[Row], found: Sequence[Result]) -> str:
    """A run as JSON, with a line for each row and figure."""
    head: dict[str, Any] = {**environment(), "server": server}
    rows_ = [
        {
            "table": row.table, "name": row.name, "unit": row.unit,
            "median": round(row.median, 3) if row.values else None,
            "low": round(min(row.values), 3) if row.values else None,
            "high": round(max(row.values), 3) if row.values else None,
            "failed": row.failed, "note": row.note,
        }
        for row in rows
    ]  # fmt: skip
    figures = {
        each.figure.name: {
            "value": round(each.value, 4), "low": round(each.low, 4), "high": round(each.high, 4),
            "unit": each.figure.unit, "target": each.figure.target,
        }
        for each in found
    }  # fmt: skip
    parts = [f" {json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
    parts.append(' "rows": [\n' + ",\n".join(f"  {json.dumps(row)}" for row in rows_) + "\n ]")
    lines = [f"  {json.dumps(name)}: {json.dumps(figure)}" for name, figure in figures.items()]
    parts.append(' "figures": {\n' + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}"


def recorded_figures(path: Path) -> dict[str, float]:
    """The medians of the recorded run, by figure; none if nothing is recorded."""
    if not path.exists():
        return {}
    return {name: figure["value"] for name, figure in json.loads(path.read_text())["figures"].items()}


def print_rows(rows: Sequence[Row]) -> None:
    table = ""
    for row in rows:
        if row.table != table:
            table = row.table
            print(f"\n{table:36}   {row.unit:>10}   {'low - high':>17}")
        if row.values:
            spread = f"{number(min(row.values))} - {number(max(row.values))}"
            print(f"  {row.name:34} {number(row.median):>10} {row.unit:5} {spread:>17}   {row.note}".rstrip())
        else:
            print(f"  {row.name:34} {'-':>10} {row.unit:5} {'':17}   {row.note}")


def print_results(found: Sequence[Result]) -> None:
    print(f"\n{'ratio or figure':52} {'now':>8} {'low - high':>15} {'recorded':>9} {'target':>9}")
    for each in found:
        recorded = "-" if each.recorded is None else number(each.recorded)
        target = "-" if each.figure.target is None else f"<= {number(each.figure.target)}"
        unit = "" if each.figure.unit == "x" else f" {each.figure.unit}"
        spread = f"{number(each.low)} - {number(each.high)}"
        print(
            f"{each.figure.name:52} {number(each.value):>8} {spread:>15} {recorded:>9} {target:>9}{unit} {each.verdict}".rstrip()
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a call of this library fails, or a ratio of the short form is too high."""
    parser = argparse.ArgumentParser(
        description="Measure what a call costs with this library and with others, over loopback and without a network, "
        "and what imports and waiting calls take. CPU times depend on the machine: compare the ratios, which belong to "
        "one run."
    )
    parser.add_argument(
        "--short",
        action="store_true",
        help="measure less, in under a minute, and fail if a ratio is more than 25 %% above the recorded one",
    )
    parser.add_argument("--json", action="store_true", help="print the run as JSON")
    parser.add_argument(
        "--record", action="store_true", help="write the run to scripts/bench/recorded.json and docs/performance.svg"
    )
    options = parser.parse_args(arguments)
    if options.short and options.record:
        parser.error("a short run is not recorded")
    plan = SHORT if options.short else FULL
    server, rows = measure(plan)
    found = results(rows, recorded_figures(RECORDED))
    problems = failures(rows) + needless_signing_packages()
    if (load := _load()) is not None and load > (os.cpu_count() or 1) + 1:
        print(f"!!! the machine was busy (a load of {load}): go by no single figure of this run", file=sys.stderr)
    if options.short and any(each.problem for each in found):
        print("!!! a ratio is too high: measuring again, since a busy machine can spoil a run", file=sys.stderr)
        first = {each.figure.name for each in found if each.problem}
        server, rows = measure(plan)
        found = results(rows, recorded_figures(RECORDED))
        problems += failures(rows)
        problems += [each.problem for each in found if each.problem and each.figure.name in first]
    if options.json:
        print(as_json(server, rows, found))
    else:
        print(f"server: {server}")
        print_rows(rows)
        print_results(found)
    if options.record:
        RECORDED.write_text(as_json(server, rows, found) + "\n", encoding="utf-8")
        CHART.write_text(chart(rows), encoding="utf-8")
    for problem in problems:
        print(f"failed: {problem}", file=sys.stderr)
    return 1 if problems else 0
