"""The pages against the code: every error is in the table, every setting that is named exists, every link leads somewhere."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from attrs import fields_dict

import idsessions
from idsessions import SessionsError, errors
from idsessions.testing.agileapps import AgileAppsSettings
from idsessions.testing.okta import OktaSettings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
README = (ROOT / "README.md").read_text()


def section(heading: str) -> str:
    return README.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def test_the_table_of_errors_is_the_tree() -> None:
    rows = re.findall(r"^\| ((?:· )*)`(\w+)` \|", section("Errors"), re.MULTILINE)
    assert sorted(name for _, name in rows) == sorted(set(errors.__all__) - {"SessionsError"})
    above: list[type[BaseException]] = [SessionsError]
    for dots, name in rows:
        depth = dots.count("·") + 1
        kind: type[BaseException] = getattr(errors, name)
        assert kind.__base__ is above[depth - 1], name
        above[depth:] = [kind]


@pytest.mark.parametrize(
    ("platform", "settings"), [("AgileApps", AgileAppsSettings), ("Okta", OktaSettings)], ids=["agileapps", "okta"]
)
def test_the_settings_of_emulators_that_are_named_exist(platform: str, settings: type) -> None:
    table = section("What is unverified").split(f"| {platform}: not known |")[1].split("\n\n")[0]
    last_cells = [row.rsplit("|", 2)[1] for row in table.splitlines()[2:]]
    named = {name for cell in last_cells for name in re.findall(r"\b([a-z]+_[a-z_]+)\b", cell)}
    assert named
    assert named <= fields_dict(settings).keys()


def test_every_unverified_answer_of_the_agileapps_emulator_is_named() -> None:
    described = re.split(r"\n {4}(?=\w+: )", inspect.getdoc(AgileAppsSettings) or "")
    unverified = [text.partition(":")[0] for text in described if "Unverified" in text]
    assert len(unverified) > 5
    table = section("What is unverified")
    assert [name for name in unverified if f"`{name}`" not in table] == []


def test_names_of_the_library_exist() -> None:
    """What looks like a class of ours and is imported in an example is checked by running it; this is the prose."""
    named = set(re.findall(r"`([A-Z]\w+(?:Error|Sessions|Token|Cookie|Limit))`", README))
    assert named
    assert [name for name in named if not hasattr(idsessions, name)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if "://" in path:
            continue
        file = (page.parent / path) if path else page
        assert file.is_file(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE)
            anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in anchors, target
