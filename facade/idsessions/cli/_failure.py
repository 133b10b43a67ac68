"""What a command says if it cannot start, and what it exits with."""

from __future__ import annotations

from typing import Final

DONE: Final = 0
FAILED: Final = 1
COULD_NOT_START: Final = 2
INTERRUPTED: Final = 130


class CannotStart(Exception):
    """The command cannot start; the text says what to do."""
