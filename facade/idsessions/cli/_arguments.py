"""The arguments of the ``idsessions`` command."""

from __future__ import annotations

import argparse
from typing import Literal, TypeAlias, get_args

from idsessions import __version__

Profile: TypeAlias = Literal["aic", "pingam", "openam"]


def parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="idsessions",
        description="Try sessions at Okta, ForgeRock and AgileApps Cloud against emulators on this machine.",
    )
    parser.add_argument("--version", action="version", version=f"idsessions {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    demo = commands.add_parser(
        "demo",
        help="call every operation once and check the result",
        description="Start the three emulators on loopback ports, call every operation once through the library, check"
        " each result and print it. Exits with 1 if a check fails.",
    )
    demo.add_argument("--json", action="store_true", help="print one JSON object per operation, one per line")

    emulate = commands.add_parser(
        "emulate",
        help="serve the emulators until stopped",
        description="Serve the three emulators on 127.0.0.1 until Ctrl-C or SIGTERM. Prints for each its URL, its"
        " credentials and a first request.",
    )
    emulate.add_argument("--json", action="store_true", help="print one line of JSON instead")
    for name in ("okta", "forgerock", "agileapps"):
        emulate.add_argument(f"--{name}-port", type=_port, default=0, metavar="PORT", help="default: any free port")
    emulate.add_argument(
        "--forgerock-profile",
        choices=get_args(Profile),
        default="aic",
        help="the kind of ForgeRock server (default: %(default)s)",
    )
    emulate.add_argument("--seed", type=int, help="use the same credentials in every run with this seed")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"not a port: {text!r}; expected a number up to 65535")
    return int(text)
