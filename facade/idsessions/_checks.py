"""What a caller gives for an option: a number that can be counted with, or a plain function."""

from __future__ import annotations

import inspect
import sys
from typing import Any

from .errors import UsageError


def is_whole(given: object) -> bool:
    """Whether ``given`` is a whole number."""
    return isinstance(given, int) and not isinstance(given, bool)


def is_amount(given: object) -> bool:
    """Whether ``given`` is a finite number, 0 or more, that can be added to a time."""
    return isinstance(given, int | float) and not isinstance(given, bool) and 0 <= given <= sys.float_info.max


def is_duration(given: object) -> bool:
    """Whether ``given`` is a number of seconds that a clock can count, and more than 0."""
    return is_amount(given) and given != 0


def check_hook(name: str, given: Any) -> None:
    """Raise `UsageError` unless ``given`` is a plain function, or None."""
    if given is not None and not callable(given):
        raise UsageError(f"`{name}` must be a function, or None")
    if inspect.iscoroutinefunction(given) or inspect.iscoroutinefunction(getattr(given, "__call__", None)):  # noqa: B004
        raise UsageError(f"`{name}` must be a plain function: nothing awaits it")
