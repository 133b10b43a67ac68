"""The demo's report for a person: a table of the operations, one exchange in XML, one 429, and what failed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ._outcome import Exchange, Extras, Outcome, WaitedOut

# The width without a terminal, as in the log of a build. The longest names of operation and method fit.
_WIDTH: Final = 140
# Below this width, the names of operation and method do not fit beside each other.
_NARROW: Final = 112
_NAMES: Final = {"okta": "Okta", "forgerock": "ForgeRock", "agileapps": "AgileApps"}


def print_report(outcomes: Sequence[Outcome], extras: Extras, problems: Sequence[str]) -> None:
    """Print the report to standard output.

    Args:
        outcomes: The outcomes, in order.
        extras: The exchange and the 429, if there were any.
        problems: What failed besides the operations.
    """
    knows_width = sys.stdout.isatty() or "COLUMNS" in os.environ
    console = Console(width=None if knows_width else _WIDTH, highlight=False)
    narrow = console.width < _NARROW
    console.print(_table(outcomes, narrow=narrow))
    if extras.exchange is not None:
        console.print(_exchange(extras.exchange, narrow=narrow))
    if extras.waited_out is not None:
        console.print(_waited_out(extras.waited_out))
    failed = [f"{each.provider} {each.operation}: {each.error}" for each in outcomes if each.error] + list(problems)
    if failed:
        console.print(Text(f"\n{len(failed)} failed:", "bold red"))
        for reason in failed:
            console.print(Text(f"  {reason}"), soft_wrap=True)
    else:
        console.print(Text(f"\nAll {len(outcomes)} operations work.", "bold green"))


def _table(outcomes: Sequence[Outcome], *, narrow: bool) -> Table:
    """The table; on a narrow terminal, the method is below its operation."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Provider")
    table.add_column("Operation\n  and method" if narrow else "Operation", no_wrap=True)
    if not narrow:
        table.add_column("Method", no_wrap=True)
    table.add_column("Outcome", overflow="fold")
    table.add_column("ms", justify="right", no_wrap=True)
    before = ""
    for outcome in outcomes:
        if before not in ("", outcome.provider):
            table.add_section()
        name = "" if before == outcome.provider else _NAMES.get(outcome.provider, outcome.provider)
        before = outcome.provider
        names = [f"{outcome.operation}\n  {outcome.method}"] if narrow else [outcome.operation, outcome.method]
        result = Text("FAILED (see below)", "bold red") if outcome.error else Text(outcome.result)
        table.add_row(Text(name, "bold"), *names, result, f"{outcome.seconds * 1000:.1f}")
    return table


def _exchange(exchange: Exchange, *, narrow: bool) -> Table:
    """Request and response side by side; on a narrow terminal, one below the other."""
    panels = [
        Panel(Text(document, overflow="fold"), title=title, title_align="left")
        for title, document in (("login: the request", exchange.request), ("login: the response", exchange.response))
    ]
    grid = Table.grid(padding=(0, 1))
    for row in [[panel] for panel in panels] if narrow else [panels]:
        grid.add_row(*row)
    return grid


def _waited_out(waited_out: WaitedOut) -> Text:
    times = "twice" if waited_out.attempts == 2 else f"{waited_out.attempts} times"
    return Text(
        f"\nAnother process had used up the rate limit: {waited_out.operation} got a 429, waited {waited_out.waited:.1f} s, as"
        f" Okta's headers asked, and was sent {times}. The demo's clock moves by itself: in real time, it took"
        f" {waited_out.seconds:.2f} s."
    )
