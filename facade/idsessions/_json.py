"""Narrows decoded JSON to its two containers, for type checkers and for what a server may send instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard, cast


def as_mapping(value: object) -> Mapping[str, Any] | None:
    """``value`` if it is a JSON object, else None."""
    return cast(Mapping[str, Any], value) if isinstance(value, Mapping) else None


def as_list(value: object) -> list[Any]:
    """``value`` if it is a JSON array, else an empty list."""
    return value if _is_list(value) else []


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
