"""The page about ForgeRock's kinds of server agrees with the code, and with the tests that call a real server."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from idsessions import ForgeRockSessions
from idsessions.forgerock import _profiles
from idsessions.forgerock._profiles import PROFILES, Profile
from idsessions_forgerock.description import OPERATIONS, SCHEMAS
from openam_server.install import OPENAM

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = (ROOT / "docs" / "forgerock-servers.md").read_text(encoding="utf-8")
REAL: Final = f"real server {OPENAM.version}"
HEADINGS: Final = {"aic": "AIC", "pingam": "PingAM", "openam": "OpenAM"}
# Other methods that send the operation.
BY_OTHER_NAMES: Final = {"authenticate": {"login", "dialogue"}}


def section(heading: str) -> str:
    return re.split(rf"^#+ {re.escape(heading)}$", PAGE, flags=re.MULTILINE)[1].split("\n#")[0]


def table(heading: str) -> dict[str, dict[str, str]]:
    """The first table of a section that lists operations: rows by operation, cells by the head of their column."""
    lines = re.findall(r"(?:^\|.*\|\n)+", section(heading), re.MULTILINE)[0].splitlines()
    head, _, *rows = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]
    found = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    assert len(found) == len(rows), "an operation is listed twice"
    return found


VERIFIED: Final = table("What each kind has, and how that was verified")
KINDS: Final = {name: table(heading) for name, heading in HEADINGS.items()}
CELLS: Final = [(PROFILES[name], operation) for name, rows in KINDS.items() for operation in rows]


def has_target(operation: str) -> bool:
    """Whether the request of the operation can name a session."""
    content: Mapping[str, Any] = OPERATIONS[operation].get("request", {}).get("content", {})
    schemas = [SCHEMAS[schema["$ref"].rpartition("/")[2]] for schema in content.values()]
    return any("tokenId" in schema["properties"] for schema in schemas) and operation != "authenticate"


def method(operation: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation).lower()


def test_every_operation_is_listed() -> None:
    assert VERIFIED.keys() == OPERATIONS.keys()
    assert KINDS.keys() == PROFILES.keys()
    assert all(list(cells) == list(PROFILES) for cells in VERIFIED.values())


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_missing_operations_are_those_of_the_profile(profile: Profile) -> None:
    assert {operation for operation, cells in VERIFIED.items() if cells[profile.name] == "no"} == profile.unsupported
    # In the same order, so that the tables can be read side by side.
    assert list(KINDS[profile.name]) == [operation for operation in VERIFIED if operation not in profile.unsupported]


@pytest.mark.parametrize(("profile", "operation"), CELLS, ids=lambda value: getattr(value, "name", value))
def test_row_agrees_with_the_profile(profile: Profile, operation: str) -> None:
    row = KINDS[profile.name][operation]
    assert row["Version asked for"] == profile.versions.get(operation, "none")

    for_administrators = False
    if not has_target(operation):
        target = "none"
    elif profile.target_in_body:
        target = "in the body"
    elif operation in profile.admin_target_in_query:
        target, for_administrators = "in the query", True
    else:
        target = "the only credential"
    assert row["Another's session"] == target

    callers = re.split(r", (?:and )?", row["Who may call"])
    if not OPERATIONS[operation]["security"]:
        assert callers == ["a service account" if operation == "issueAccessToken" else "anybody"]
        return
    assert ("the session itself" in callers) is (has_target(operation) and not for_administrators)
    assert ("administrators" in callers) is (target != "the only credential")


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_access_tokens_are_mentioned_where_accepted(profile: Profile) -> None:
    text = section(HEADINGS[profile.name])
    assert ("`AccessToken`" in text) is profile.bearer
    assert ("access tokens are not taken" in " ".join(text.split())) is not profile.bearer


def test_each_way_of_verifying_is_explained() -> None:
    explained = re.findall(r"^\| (\w[^|]*) \|", section("What each kind has, and how that was verified"), re.MULTILINE)
    used = {re.sub(r"\[(.+)\]\[.+\]", r"\1", cell) for cells in VERIFIED.values() for cell in cells.values()}
    assert used <= {"no", REAL, "recording", "vendor's page", "unverified"} == {*explained} - {"Operation"}
    assert ("at present there is no such operation" in PAGE) is ("unverified" not in used)


def test_vendors_pages_have_urls() -> None:
    pages = dict(re.findall(r"^\[([\w-]+)\]: (\S+)$", PAGE, re.MULTILINE))
    assert all(re.match(r"https://(docs|developer)\.pingidentity\.com/\S+\.html$", page) for page in pages.values())
    cells = [(name, cell) for cells in VERIFIED.values() for name, cell in cells.items() if "vendor's page" in cell]
    for name, cell in cells:
        named = re.fullmatch(r"\[vendor's page\]\[(\w+)-\w+\]", cell)
        assert named
        assert named[1] == name, "the page of another kind of server"
    assert {cell[:-1].rpartition("[")[2] for _, cell in cells} == pages.keys()
    # The sources of the profiles are among them.
    source = Path(_profiles.__file__).read_text(encoding="utf-8")
    assert {*re.findall(r"https://\S+\.html", source)} <= {*pages.values()}


def called_methods(folder: Path) -> set[str]:
    """The names of all methods that the tests in a folder call."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in folder.glob("test_*.py")]
    calls = [node.func for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {function.attr for function in calls if isinstance(function, ast.Attribute)}


def test_verified_operations_are_called_on_a_real_server() -> None:
    claimed = [(operation, name) for operation, cells in VERIFIED.items() for name in cells if cells[name] == REAL]
    assert claimed
    assert {name for _, name in claimed} == {"openam"}, "there is no real server of another kind"
    calls = called_methods(ROOT / "tests" / "real_openam")
    for operation, _ in claimed:
        names = {method(operation)} | BY_OTHER_NAMES.get(operation, set())
        assert all(hasattr(ForgeRockSessions, name) for name in names)
        assert names & calls, f"{operation} is not called on a real server"


def test_readme_links_to_the_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(docs/forgerock-servers.md)" in readme.split("\n## ForgeRock\n")[1].split("\n## ")[0]
