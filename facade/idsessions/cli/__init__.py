"""The ``idsessions`` command: its arguments; what it needs is imported when a subcommand runs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Final, get_args

from idsessions._version import __version__
from idsessions.forgerock._profiles import ProfileName

__all__ = ["main"]

# What the extra `cli` brings, by the names that are imported.
_EXTRA: Final = ("rich", "starlette", "uvicorn", "jsonschema")
_INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Of the command line; left out, those of this process.

    Returns:
        The exit status: 0, or 1 if anything failed; a wrong command line exits with 2.
    """
    given = _parser().parse_args(arguments)
    if missing := [name for name in _EXTRA if find_spec(name) is None]:
        _complain(f'{", ".join(missing)} not installed; install the extra: pip install "idsessions[cli]"')
        return 1
    try:
        return _demo(given) if given.command == "demo" else _emulate(given)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever reads the output has enough of it, as `head` has. Python would write what is left, and fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _demo(given: argparse.Namespace) -> int:
    from idsessions.cli.demo import demo

    return demo(as_json=given.json)


def _emulate(given: argparse.Namespace) -> int:
    from idsessions.cli.emulate import Ports, emulate

    ports = Ports(okta=given.okta_port, forgerock=given.forgerock_port, agileapps=given.agileapps_port)
    try:
        return emulate(ports, profile=given.forgerock_profile, seed=given.seed, as_json=given.json)
    except OSError as error:
        _complain(f"cannot serve: {error.strerror or error}")
        return 1


def _complain(text: str) -> None:
    print(f"idsessions: {text}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="idsessions",
        description="Sessions at Okta, ForgeRock and AgileApps Cloud, tried out against emulators on this machine.",
    )
    parser.add_argument("--version", action="version", version=f"idsessions {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    demo = commands.add_parser(
        "demo",
        help="call every operation once, and show what came of it",
        description="Start the three emulators on loopback ports, call every operation through the library, and show"
        " what came of it. Exits with 1 if anything failed.",
    )
    demo.add_argument("--json", action="store_true", help="print one JSON object a line for each operation")

    emulate = commands.add_parser(
        "emulate",
        help="serve the emulators until stopped",
        description="Serve the three emulators on 127.0.0.1 until Ctrl-C or SIGTERM, and print where they are, ready"
        " credentials, and a first call for each.",
    )
    emulate.add_argument("--json", action="store_true", help="print it all as one line of JSON")
    for name in ("okta", "forgerock", "agileapps"):
        emulate.add_argument(f"--{name}-port", type=_port, default=0, metavar="PORT", help="default: any that is free")
    emulate.add_argument(
        "--forgerock-profile",
        choices=get_args(ProfileName),
        default="aic",
        help="the kind of ForgeRock server (default: %(default)s)",
    )
    emulate.add_argument("--seed", type=int, help="make the credentials the same in every run")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"not a port: {text!r}; one is a number up to 65535")
    return int(text)
