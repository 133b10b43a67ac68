"""The ``idsessions`` command: runs a subcommand and returns the exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Final

from ._arguments import parse
from ._failure import COULD_NOT_START, FAILED, INTERRUPTED, CannotStart
from ._output import discard_output

__all__ = ["main"]

# What a command needs besides the library: the extra, and its packages by the names that are imported.
_TESTING: Final = ("starlette", "uvicorn", "jsonschema")
_NEEDS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "demo": ("cli", ("rich", *_TESTING)),
    "emulate": ("testing", _TESTING),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The command line; by default that of this process.

    Returns:
        The exit status: 0 done, 1 something failed, 2 could not start, 130 interrupted. A wrong command line exits with 2.
    """
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except CannotStart as error:
        print(f"idsessions: {error}", file=sys.stderr)
        return COULD_NOT_START
    except BrokenPipeError:
        # The reader has closed the pipe, as `head` does.
        discard_output()
        return 0
    except OSError as error:
        # Of standard output, as on a full disk: commands handle those of their own files and ports.
        discard_output()
        return _fail(f"cannot write the output: {error.strerror or error}")


def _run(arguments: Sequence[str] | None) -> int:
    try:
        given = parse(arguments)
        extra, packages = _NEEDS.get(given.command, ("", ()))
        if missing := [name for name in packages if find_spec(name) is None]:
            return _fail(f'{", ".join(missing)} not installed; install the extra: pip install "idsessions[{extra}]"')
        return _COMMANDS[given.command](given)
    finally:
        # A closed pipe is noticed here, where it is handled, and not at exit.
        sys.stdout.flush()


# The subcommands are imported only when one of them runs: some need an extra.


def _demo(given: argparse.Namespace) -> int:
    from .demo import run_demo

    return run_demo(as_json=given.json)


def _emulate(given: argparse.Namespace) -> int:
    from .emulate import Ports, run_emulators

    ports = Ports(okta=given.okta_port, forgerock=given.forgerock_port, agileapps=given.agileapps_port)
    try:
        return run_emulators(
            ports, profile=given.forgerock_profile, seed=given.seed, as_json=given.json, users=given.users
        )
    except BrokenPipeError:
        raise
    except OSError as error:
        return _fail(f"cannot serve: {error.strerror or error}")


def _revoke(given: argparse.Namespace) -> int:
    from .revoke import run_revoke

    return run_revoke(given)


def _check(given: argparse.Namespace) -> int:
    from .check import run_check

    return run_check(given)


def _doctor(given: argparse.Namespace) -> int:
    from .doctor import run_doctor

    return run_doctor(given)


_COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], int]]] = {
    "demo": _demo,
    "emulate": _emulate,
    "revoke": _revoke,
    "check": _check,
    "doctor": _doctor,
}


def _fail(text: str) -> int:
    print(f"idsessions: {text}", file=sys.stderr)
    return FAILED
