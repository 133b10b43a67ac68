"""Prints the result of a command, also to a reader that has gone."""

from __future__ import annotations

import os
import sys


def say(text: str) -> None:
    """Print ``text``; the command and its exit status do not depend on whether somebody reads it."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        discard_output()


def discard_output() -> None:
    """Let nothing fail any more because of standard output: Python flushes it once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
