"""Reads the three documents, for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

PROVIDERS = ("okta", "forgerock", "agileapps")


@cache
def load(root: Path, provider: str) -> dict[str, Any]:
    """The document of ``provider``; do not change it, reading takes a second."""
    document: dict[str, Any] = yaml.safe_load((root / "openapi" / f"{provider}.yaml").read_text())
    return document


def below(node: Any) -> list[tuple[str, Any]]:
    """Keys and values of a mapping, indexes and items of a list."""
    if isinstance(node, dict):
        return list(cast(dict[str, Any], node).items())
    items = cast(Sequence[Any], node) if isinstance(node, list) else ()
    return [(str(index), item) for index, item in enumerate(items)]


def mapping(node: Any) -> dict[str, Any]:
    """``node`` if it is a mapping, else an empty one."""
    return dict(below(node)) if isinstance(node, dict) else {}
