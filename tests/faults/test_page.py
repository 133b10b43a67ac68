"""docs/reliability.md is what the table of faults says."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import page
from .table import FAULTS, SECTIONS


def test_page_is_current() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.written(), f"run `{page.COMMAND}`"


def test_every_fault_is_on_the_page() -> None:
    names = [fault.name for _, fault in FAULTS]
    for section, faults in SECTIONS.items():
        assert len({fault.name for fault in faults}) == len(faults), section
        table = page.written().split(f"\n## {section}\n")[1].split("\n## ")[0]
        assert [name for name in (fault.name for fault in faults) if f"| {name} " not in table] == []
    assert len(names) >= 60


def test_check_fails_for_a_page_that_is_not_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(page, "PAGE", tmp_path / "reliability.md")
    assert page.main([]) == 0
    assert page.main(["--check"]) == 0
    page.PAGE.write_text("old", encoding="utf-8")
    assert page.main(["--check"]) == 1
    assert page.COMMAND in capsys.readouterr().err
