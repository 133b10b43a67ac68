"""The site of the documentation: its table has every operation, and its navigation names pages that exist or are made."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from idsessions import errors
from pages.operations import CLIENTS, rows, tables

# Other tasks add these pages; the navigation leaves out what does not exist.
PLANNED = {"web.md", "incident-response.md", "okta-sign-in.md", "other-endpoints.md"}


@pytest.mark.parametrize("provider", CLIENTS)
def test_table_has_every_operation_with_its_method_and_endpoint(provider: str) -> None:
    operations = importlib.import_module(f"idsessions_{provider}.description").OPERATIONS
    found = {re.findall(r"`(\w+)`", row)[0]: row.strip("| ").split(" | ") for row in rows(provider)}
    assert found.keys() == operations.keys()
    for operation_id, (_, method, endpoint, credential, raised) in found.items():
        assert endpoint.startswith(f"`{operations[operation_id]['method']} "), operation_id
        assert method, f"{operation_id} is no method of the client"
        assert credential, operation_id
        assert set(re.findall(r"\w+", raised)) <= set(errors.__all__), operation_id


def test_table_says_what_the_descriptions_say() -> None:
    text = tables()
    assert "| `ApiToken`, `AccessToken` or `ServiceApp` | `NotFoundError`, " in text
    [row] = [line for line in text.splitlines() if line.startswith("| `getCurrentSession` ")]
    assert "`GET /api/v1/sessions/me` | `SessionCookie('sid', ...)`, `SessionCookie('idx', ...)` |" in row
    assert "`SessionExpiredError`" in row


def test_pages_of_the_navigation_exist(root: Path) -> None:
    named = set(re.findall(r"^ +- ([\w-]+\.md)$", (root / "mkdocs.yml").read_text(), re.MULTILINE))
    pages = {path.name for path in (root / "docs").glob("*.md")}
    assert pages <= named
    assert named - pages <= {"index.md", *PLANNED}
