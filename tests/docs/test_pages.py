"""The pages agree with the code: the error table is the tree, settings and files exist, and links lead somewhere."""

from __future__ import annotations

import inspect
import itertools
import re
from pathlib import Path

import pytest
from attrs import fields_dict

import idsessions
import idsessions.web
from idsessions import SessionsError, errors
from idsessions.testing.agileapps import AgileAppsSettings
from idsessions.testing.okta import OktaSettings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")
UNVERIFIED = (ROOT / "docs" / "unverified.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    return README.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def without_code(page: Path) -> str:
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def test_error_table_is_the_tree() -> None:
    rows = re.findall(r"^\| ((?:· )*)`(\w+)` \|", section("Errors"), re.MULTILINE)
    assert sorted(name for _, name in rows) == sorted(set(errors.__all__) - {"SessionsError"})
    above: list[type[BaseException]] = [SessionsError]
    for dots, name in rows:
        depth = dots.count("·") + 1
        kind: type[BaseException] = getattr(errors, name)
        assert kind.__base__ is above[depth - 1], name
        above[depth:] = [kind]


def unverified_rows(platform: str) -> list[list[str]]:
    """The cells of each row of a platform's table."""
    table = UNVERIFIED.split(f"| Not known about {platform} |")[1].split("\n\n")[0]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]


@pytest.mark.parametrize(
    ("platform", "settings"), [("AgileApps", AgileAppsSettings), ("Okta", OktaSettings)], ids=["agileapps", "okta"]
)
def test_settings_of_emulators_exist(platform: str, settings: type) -> None:
    cells = [row[-1] for row in unverified_rows(platform)]
    named = {name for cell in cells for name in re.findall(r"\b([a-z]+_[a-z_]+)\b", cell)}
    assert named
    assert named <= fields_dict(settings).keys()


def test_unverified_settings_of_the_agileapps_emulator_are_listed() -> None:
    described = re.split(r"\n {4}(?=\w+: )", inspect.getdoc(AgileAppsSettings) or "")
    unverified = [text.partition(":")[0] for text in described if "Unverified" in text]
    assert len(unverified) > 5
    assert [name for name in unverified if f"`{name}`" not in UNVERIFIED] == []


def test_options_of_the_clients_exist() -> None:
    clients = {
        "Okta": idsessions.OktaSessions,
        "ForgeRock": idsessions.ForgeRockSessions,
        "AgileApps": idsessions.AgileAppsSessions,
    }
    for platform, client in clients.items():
        options = set(inspect.signature(client).parameters)
        for _, method in inspect.getmembers(client, inspect.isfunction):
            options |= set(inspect.signature(method).parameters)
        for row in unverified_rows(platform):
            assert set(re.findall(r"(\w+)=", row[2])) <= options, row[0]


def test_names_of_the_library_exist() -> None:
    """Running the examples checks the names in them; this checks those in the text."""
    for page in PAGES:
        named = set(re.findall(r"`([A-Z]\w+(?:Error|Sessions|Token|Cookie|Limit|App|Account))\b", without_code(page)))
        assert named <= {*dir(idsessions), *dir(idsessions.web)}, page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(page)):
        path, _, anchor = target.partition("#")
        if "://" in path:
            continue
        file = (page.parent / path) if path else page
        assert file.is_file(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in anchors, target


def test_every_page_is_linked_from_the_readme_or_in_the_navigation() -> None:
    linked = set(re.findall(r"\]\(([^)\s#]+)", README)) | {"README.md", "CHANGELOG.md"}
    linked |= {
        f"docs/{name}" for name in re.findall(r"^ +- ([\w-]+\.md)$", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE)
    }
    for page in PAGES:
        assert page.relative_to(ROOT).as_posix() in linked


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_scripts_in_commands_exist(page: Path) -> None:
    for script in re.findall(r"\buv run (?:--\S+ (?:bench )?)*(scripts/\S+\.py)", page.read_text(encoding="utf-8")):
        assert (ROOT / script).is_file(), script


def test_files_in_contributing_exist() -> None:
    named = re.findall(r"`([\w.<>{},-]+/[\w.<>/{},-]*|[\w-]+\.(?:md|toml))`", CONTRIBUTING)
    assert len(named) > 10
    for name in named:
        for path in paths_of(name):
            assert (ROOT / path).exists(), path


def paths_of(name: str) -> list[str]:
    """``clients/idsessions_<provider>/`` as one path for each provider."""
    providers = ("okta", "forgerock", "agileapps") if "<provider>" in name else ("",)
    braces = re.search(r"\{(.*?)\}", name)
    choices = braces[1].split(",") if braces else [""]
    return [
        name.replace("<provider>", provider).replace(braces[0] if braces else "\0", choice)
        for provider, choice in itertools.product(providers, choices)
    ]


def test_contributing_is_short() -> None:
    assert len(CONTRIBUTING.splitlines()) <= 60
