"""The arguments of the ``idsessions`` command."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

from idsessions import __version__

Profile: TypeAlias = Literal["aic", "pingam", "openam"]
Provider: TypeAlias = Literal["okta", "forgerock", "agileapps"]

_MAIN: Final = """\
exit status: 0 done, 1 something failed, 2 could not start, 130 interrupted

example: idsessions emulate --users 2000
"""
_REVOKE: Final = """\
exit status: 0 all are out, 1 some are not (listed), 2 could not start,
             130 interrupted

example: idsessions revoke okta --file users.csv --column userId
"""
_CHECK: Final = """\
exit status: 0 alive, 1 not alive, 2 could not ask

example: idsessions check forgerock --file token.txt
"""
_DOCTOR: Final = """\
exit status: 0 nothing to fix, 1 something to fix, 2 could not start

example: idsessions doctor okta
"""
_EMULATE: Final = """\
exit status: 0 after Ctrl-C or SIGTERM, 1 if a port is taken

example: idsessions emulate --users 2000 --seed 7
"""
_DEMO: Final = """\
exit status: 0 all operations work, 1 a check failed

example: idsessions demo
"""


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The arguments of a command line; a wrong one ends the process with 2."""
    made = parser()
    given, rest = made.parse_known_args(arguments)
    # argparse takes all users in one place only; a person names them also after an option.
    if rest and (given.command != "revoke" or any(each.startswith("-") for each in rest)):
        made.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        given.users += rest
    return given


def parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="idsessions",
        description="Sessions at Okta, ForgeRock and AgileApps Cloud: end and check them, or try them against emulators.",
        epilog=_MAIN,
        formatter_class=_Formatter,
    )
    parser.add_argument("--version", action="version", version=f"idsessions {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    _add_revoke(commands)
    _add_check(commands)
    _add_doctor(commands)
    _add_emulate(commands)
    _add_demo(commands)
    return parser


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Wraps descriptions, and leaves the examples below as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if "\n" in text:
            return super()._fill_text(text, width, indent)
        return argparse.HelpFormatter._fill_text(self, text, width, indent)


# What `add_subparsers` returns; argparse has no public name for it.
_Commands: TypeAlias = Any


def _add_revoke(commands: _Commands) -> None:
    revoke = commands.add_parser(
        "revoke",
        help="end all sessions of many users",
        usage="idsessions revoke {okta,forgerock} [USER ...] [options]",
        description="End all sessions of users: ids at Okta; names at ForgeRock, on AIC UUIDs. Credentials come from the"
        " environment (OKTA_CLIENT_*, FRODO_*), a file or a prompt.",
        epilog=_REVOKE,
        formatter_class=_Formatter,
    )
    revoke.add_argument("provider", choices=("okta", "forgerock"), help=argparse.SUPPRESS)
    revoke.add_argument("users", nargs="*", metavar="USER", help=argparse.SUPPRESS)
    revoke.add_argument("--file", metavar="FILE", help="users in lines, .csv or .jsonl; - is stdin")
    revoke.add_argument(
        "--format",
        choices=("lines", "csv", "jsonl"),
        metavar="KIND",
        help="lines, csv or jsonl, if the suffix does not say",
    )
    revoke.add_argument("--column", metavar="NAME", help="the column or key with the id (default: id)")
    revoke.add_argument("--dry-run", action="store_true", help="read the users, and send nothing")
    revoke.add_argument("--oauth-tokens", action="store_true", help="Okta: revoke OAuth tokens too")
    revoke.add_argument("--verify", action="store_true", help="ForgeRock: list afterwards what is left")
    revoke.add_argument("--concurrency", type=_whole(1), default=32, metavar="N", help="requests at once (default: 32)")
    revoke.add_argument(
        "--reserve",
        type=_share,
        default=0.0,
        metavar="SHARE",
        help="the part of the limit to leave to others, such as 0.2",
    )
    revoke.add_argument("--journal", metavar="FILE", help="default: idsessions-PROVIDER.jsonl")
    revoke.add_argument("--resume", action="store_true", help="go on with that journal")
    _add_connection(revoke)
    revoke.add_argument("--quiet", action="store_true", help="show no progress")
    revoke.add_argument("--json", action="store_true", help="report as one line of JSON")


def _add_check(commands: _Commands) -> None:
    check = commands.add_parser(
        "check",
        help="say whether a session is alive, whose it is, and until when",
        usage="idsessions check {okta,forgerock,agileapps} [options]",
        description="Say whether a session is alive, whose it is, and until when. The session is read from a file, from"
        " IDSESSIONS_SESSION, or from a prompt; never from the command line. For Okta it is a session id, or with"
        " --cookie the user's cookie; for ForgeRock a token; for AgileApps the cookies or their JSESSIONID.",
        epilog=_CHECK,
        formatter_class=_Formatter,
    )
    check.add_argument("provider", choices=get_args(Provider), help=argparse.SUPPRESS)
    check.add_argument("--file", metavar="FILE", help="a file with the session; - is stdin")
    check.add_argument("--cookie", choices=("sid", "idx"), help="Okta: it is this cookie of a user")
    _add_connection(check)
    check.add_argument("--json", action="store_true", help="print one line of JSON")


def _add_doctor(commands: _Commands) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="find out what is wrong between you and a provider",
        usage="idsessions doctor {okta,forgerock,agileapps} [options]",
        description="Look at what can be wrong: the URL, proxy, TLS, clock, credential and its scopes, the session"
        " cookie's name, the versions served, and the rate limit. Changes nothing, and prints no secret.",
        epilog=_DOCTOR,
        formatter_class=_Formatter,
    )
    doctor.add_argument("provider", choices=get_args(Provider), help=argparse.SUPPRESS)
    _add_connection(doctor)
    doctor.add_argument("--json", action="store_true", help="print one line of JSON")


def _add_emulate(commands: _Commands) -> None:
    emulate = commands.add_parser(
        "emulate",
        help="serve the emulators until stopped",
        description="Serve the three emulators on 127.0.0.1 until Ctrl-C or SIGTERM. Prints for each its URL, its"
        " credentials and a first request. Needs only idsessions[testing].",
        epilog=_EMULATE,
        formatter_class=_Formatter,
    )
    emulate.add_argument("--json", action="store_true", help="print one line of JSON instead")
    for name in ("okta", "forgerock", "agileapps"):
        emulate.add_argument(f"--{name}-port", type=_port, default=0, metavar="PORT", help="default: any free port")
    emulate.add_argument(
        "--forgerock-profile",
        choices=get_args(Profile),
        default="aic",
        metavar="KIND",
        help="aic (default), pingam or openam",
    )
    emulate.add_argument(
        "--users", type=_whole(0), default=0, metavar="N", help="so many more users, each with a session"
    )
    emulate.add_argument("--seed", type=int, help="use the same credentials in every run with this seed")


def _add_demo(commands: _Commands) -> None:
    demo = commands.add_parser(
        "demo",
        help="call every operation once and check the result",
        description="Start the three emulators on loopback ports, call every operation once through the library, check"
        " each result and print it.",
        epilog=_DEMO,
        formatter_class=_Formatter,
    )
    demo.add_argument("--json", action="store_true", help="print one JSON object per operation, one per line")


def _add_connection(command: argparse.ArgumentParser) -> None:
    command.add_argument("--env-file", type=Path, metavar="FILE", help="settings, as NAME=value lines")
    command.add_argument(
        "--profile",
        choices=get_args(Profile),
        default="aic",
        metavar="KIND",
        help="ForgeRock: aic (default), pingam or openam",
    )
    command.add_argument("--admin-realm", default="/", metavar="REALM", help="ForgeRock: the administrator's realm")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"not a port: {text!r}; expected a number up to 65535")
    return int(text)


def _whole(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"expected a whole number, at least {least}, not {text!r}")
        return int(text)

    return read


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share < 1:
        raise argparse.ArgumentTypeError(f"expected a share of the limit: at least 0, and less than 1, not {text!r}")
    return share
