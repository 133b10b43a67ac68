"""The page about credentials lists every operation once, with the credentials that its description allows."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Final

import pytest

from idsessions._core.messages import SCHEMES
from idsessions._core.operations import snake_case

PAGE: Final = (Path(__file__).parents[2] / "docs" / "credentials.md").read_text(encoding="utf-8")
PROVIDERS: Final = {"Okta": "okta", "ForgeRock": "forgerock", "AgileApps": "agileapps"}


def rows(platform: str) -> list[tuple[list[str], set[str]]]:
    """The rows of a platform: methods, and credentials."""
    found = re.findall(rf"^\| {platform}: (.*) \| (.*) \|$", PAGE, re.MULTILINE)
    return [(re.findall(r"`(\w+)`", methods), set(re.findall(r"`([A-Z]\w+)`", takes))) for methods, takes in found]


def allowed(security: list[dict[str, list[str]]]) -> set[str]:
    """The classes of the credentials that an operation takes."""
    schemes = {scheme for alternative in security for scheme in alternative}
    return {name for scheme in schemes for name in re.findall(r"[A-Z]\w+", SCHEMES[scheme])}


@pytest.mark.parametrize("platform", PROVIDERS)
def test_every_operation_is_listed_with_its_credentials(platform: str) -> None:
    operations = importlib.import_module(f"idsessions_{PROVIDERS[platform]}.description").OPERATIONS
    listed = [(method, takes) for methods, takes in rows(platform) for method in methods]
    assert sorted(listed) == sorted(
        (snake_case(name), allowed(entry["security"])) for name, entry in operations.items()
    )
