"""The ratios between rows of one run, their targets, and how they compare with the recorded run."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from .calls import PLAIN, TLS, table_name
from .clients import GENERATED, OKTA, OURS, OURS_AIOHTTP
from .footprint import CLIENT, HANDLES, IMPORT_HTTPX, IMPORT_OKTA, IMPORT_OURS, IMPORTS, MEMORY, WAITING, WAITING_RSS
from .layer import BARE, ELEMENT_TREE, GATE, GET_SESSION, GET_USER, LOG_IN, SECOND_CLIENT, XML
from .layer import TABLE as LAYER
from .measure import Row

# How far a ratio may exceed the recorded one.
TOLERANCE: Final = 1.25
_Key = tuple[str, str]


@frozen
class Figure:
    """A number that a run is judged by.

    Attributes:
        name: What it says.
        row: The table and name of a row.
        over: The row to divide by, or None for the row's value itself.
        target: At most this, in the end; None for no target.
        unit: Of the value; "x" for a ratio.
        is_gated: Whether it may not exceed the recorded one by more than a quarter. A time alone depends on the machine.
    """

    name: str
    row: _Key
    over: _Key | None
    target: float | None = None
    unit: str = "x"
    is_gated: bool = True


def _calls(protocol: str, tasks: int, client: str) -> _Key:
    return table_name(protocol, tasks), client


def _figures() -> list[Figure]:
    bare = (LAYER, BARE)
    found = [
        Figure("get_session / bare get, null transport", (LAYER, GET_SESSION), bare, 1.0),
        Figure("AgileApps login / bare get, null transport", (LAYER, LOG_IN), bare, 1.5),
        Figure("AgileApps get_user_info / bare get, null transport", (LAYER, GET_USER), bare),
        Figure("rate gate / bare get", (LAYER, GATE), bare),
        Figure("rate gate", (LAYER, GATE), None, 12.0, "us", is_gated=False),
        Figure("XML login / ElementTree", (LAYER, XML), (LAYER, ELEMENT_TREE)),
        Figure("XML login", (LAYER, XML), None, 45.0, "us", is_gated=False),
        Figure("a second client / bare get", (LAYER, SECOND_CLIENT), bare),
        Figure("a second client", (LAYER, SECOND_CLIENT), None, 1000.0, "us", is_gated=False),
        Figure("import idsessions / import httpx", (IMPORTS, IMPORT_OURS), (IMPORTS, IMPORT_HTTPX), 1.3),
        Figure("import OktaSessions / import httpx", (IMPORTS, IMPORT_OKTA), (IMPORTS, IMPORT_HTTPX)),
    ]
    for tasks, target in ((1, 0.6), (50, 0.2)):
        table = table_name(PLAIN, tasks)
        name = f"{OURS} / generated on httpx, {table}"
        # With many tasks, what httpx's pool costs varies by half from run to run.
        found.append(Figure(name, (table, OURS), (table, GENERATED), target, is_gated=tasks == 1))
    for protocol in (PLAIN, TLS):
        for tasks in (1, 50):
            table = table_name(protocol, tasks)
            found.append(Figure(f"{OURS_AIOHTTP} / okta, {table}", (table, OURS_AIOHTTP), (table, OKTA), 0.9))
            found.append(Figure(f"{OURS} / okta, {table}", (table, OURS), (table, OKTA)))
    for client in (OURS, OURS_AIOHTTP):
        for tasks in (2000, 10000):
            name = f"{client}, {tasks} tasks / 50 tasks"
            found.append(Figure(name, _calls(PLAIN, tasks, client), _calls(PLAIN, 50, client), 1.3))
    for name in (WAITING, CLIENT, *HANDLES):
        found.append(Figure(f"bytes of {name}", (MEMORY, name), None, None, "bytes"))
    found.append(Figure(WAITING_RSS, (MEMORY, WAITING_RSS), None, 40.0, "MB"))
    return found


FIGURES: Final = _figures()


@frozen
class Result:
    """A figure of one run.

    Attributes:
        figure: What it is.
        value: The median of the repetitions.
        low: Of the repetitions.
        high: Of the repetitions.
        recorded: The median of the recorded run, or None.
    """

    figure: Figure
    value: float
    low: float
    high: float
    recorded: float | None

    @property
    def problem(self) -> str:
        """Why the run fails, or empty."""
        if not self.figure.is_gated or self.recorded is None or self.value <= self.recorded * TOLERANCE:
            return ""
        return f"{self.figure.name}: {number(self.value)} > {TOLERANCE} x {number(self.recorded)} (recorded)"

    @property
    def verdict(self) -> str:
        if self.figure.target is None:
            return ""
        return "met" if self.value <= self.figure.target else "missed"


def results(rows: Sequence[Row], recorded: Mapping[str, float]) -> list[Result]:
    """The figures whose rows were measured without a failure."""
    measured = {(row.table, row.name): row for row in rows if row.values and not row.failed}
    found: list[Result] = []
    for figure in FIGURES:
        row, over = measured.get(figure.row), measured.get(figure.over or figure.row)
        if row is None or over is None:
            continue
        # Repetitions are divided one by one: those of a table alternate, so a change in the machine's speed meets both.
        pairs = zip(row.values, over.values if figure.over else (1.0,) * len(row.values), strict=False)
        each = [above / below for above, below in pairs]
        value = statistics.median(each)
        found.append(Result(figure, value, min(each), max(each), recorded.get(figure.name)))
    return found


def number(value: float) -> str:
    """A number with three digits at least."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
