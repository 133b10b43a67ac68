"""The ``idsessions`` command: runs a subcommand and returns the exit status."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Final

from ._arguments import parser

__all__ = ["main"]

# The packages of the extra `cli`, by the names that are imported.
_EXTRA: Final = ("rich", "starlette", "uvicorn", "jsonschema")
_INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The command line; by default that of this process.

    Returns:
        The exit status: 0, or 1 if something failed. A wrong command line exits with 2.
    """
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader has closed the pipe, as `head` does. Python flushes stdout once more at exit: that must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(arguments: Sequence[str] | None) -> int:
    try:
        given = parser().parse_args(arguments)
        if missing := [name for name in _EXTRA if find_spec(name) is None]:
            return _fail(f'{", ".join(missing)} not installed; install the extra: pip install "idsessions[cli]"')
        return _demo(given) if given.command == "demo" else _emulate(given)
    finally:
        # A closed pipe is noticed here, where it is handled, and not at exit.
        sys.stdout.flush()


# The subcommands need the extra, so they are imported only when one of them runs.


def _demo(given: argparse.Namespace) -> int:
    from .demo import run_demo

    return run_demo(as_json=given.json)


def _emulate(given: argparse.Namespace) -> int:
    from .emulate import Ports, run_emulators

    ports = Ports(okta=given.okta_port, forgerock=given.forgerock_port, agileapps=given.agileapps_port)
    try:
        return run_emulators(ports, profile=given.forgerock_profile, seed=given.seed, as_json=given.json)
    except BrokenPipeError:
        raise
    except OSError as error:
        return _fail(f"cannot serve: {error.strerror or error}")


def _fail(text: str) -> int:
    print(f"idsessions: {text}", file=sys.stderr)
    return 1
