"""JSON that somebody else wrote."""

from __future__ import annotations

import json
from typing import Any, cast


def read_json(text: str | bytes) -> Any:
    """The value; None if the text is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def as_object(value: Any) -> dict[str, Any] | None:
    """``value`` if it is an object."""
    return cast(dict[str, Any], value) if isinstance(value, dict) else None
