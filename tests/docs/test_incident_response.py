"""Figures and names on the page about incident response that no example shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, get_args

import pytest

import idsessions
from idsessions import BulkOutcome
from idsessions._bulk.run import _PAUSES  # pyright: ignore[reportPrivateUsage]
from idsessions.bulk import BulkState
from idsessions.cli import main
from idsessions.cli._failure import COULD_NOT_START, DONE, FAILED, INTERRUPTED
from idsessions.forgerock._bulk import HANDLES_AT_ONCE

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = (ROOT / "docs" / "incident-response.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[str]:
    """The first cells of the table with this heading."""
    table = PAGE.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)[1:]


def test_exit_statuses_are_those_of_the_command() -> None:
    assert [int(cell) for cell in rows("Exit status")] == [DONE, FAILED, COULD_NOT_START, INTERRUPTED]


def test_states_are_those_of_the_outcome() -> None:
    assert [cell.strip("`") for cell in rows("`outcome.state`")] == list(get_args(BulkState))
    assert set(re.findall(r"`outcome\.(\w+)`", PAGE)) <= set(BulkOutcome.__annotations__)


def test_every_method_is_listed() -> None:
    listed = {tuple(re.findall(r"\w+", cell)[:2]) for cell in rows("Method")}
    clients = ("OktaSessions", "ForgeRockSessions", "AgileAppsSessions")
    methods = {(client, name) for client in clients for name in dir(getattr(idsessions, client)) if "_many" in name}
    assert listed == {(client, name) for client, name in methods if not name.startswith("_")}


def test_every_option_exists(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("revoke", "check", "doctor", "emulate"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
    known = set(re.findall(r"^ +(--[a-z-]+)", capsys.readouterr().out, re.MULTILINE))
    used = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE))
    assert used
    assert used <= known


def test_figures_are_those_of_the_code() -> None:
    assert f"up to {sum(_PAUSES):.0f} seconds" in PAGE
    assert f"one for {HANDLES_AT_ONCE} handles" in PAGE
    # tests/facade/bulk/test_run.py measures it.
    assert "100,000 ids take less\nthan 20 MB" in PAGE
