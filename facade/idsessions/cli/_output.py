"""Prints the result of a command, also to a reader that has gone."""

from __future__ import annotations

import os
import sys


def say(text: str) -> None:
    """Print ``text``; the command and its exit status do not depend on whether somebody reads it."""
    # Names and texts of a server may hold what a terminal obeys.
    shown = "".join(char if char.isprintable() or char == "\n" else "?" for char in text)
    try:
        print(shown, flush=True)
    except BrokenPipeError:
        discard_output()


def discard_output() -> None:
    """Let nothing fail any more because of standard output: Python flushes it once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
