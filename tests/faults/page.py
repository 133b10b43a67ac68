"""Writes docs/reliability.md from the table of faults; a test fails when the page is not current."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from .calls import CALLS
from .fault import Fault, Outcome
from .table import FAULTS, SECTIONS

PAGE: Final = Path(__file__).parents[2] / "docs" / "reliability.md"
COMMAND: Final = "uv run scripts/reliability.py"
_PROVIDERS: Final = {"okta": "Okta", "forgerock": "ForgeRock", "agileapps": "AgileApps"}
_KINDS: Final = {"retryable": "retryable", "other": "not retryable"}

_HEAD: Final = """\
# What happens when a server misbehaves

<!-- `{command}` writes this page from tests/faults/table.py. Edit that. -->

Each row is a test: a server on a loopback socket does what the first column says, and the client calls it. The calls are
{operations}:
of each provider one that is retryable (to read a session twice does no harm) and one that is not (a login counts, or spends a
token). There are {faults} kinds of server.

- **Calls**: whose outcome it is. A 429 is retried for every operation, since the provider did not process the request.
- **Outcome**: a result as documented, or the error and its text. In a row for all providers, AgileApps expects
  `application/xml` where the text says `application/json`. **Not yet** stands where the client does something else today.
- **Maybe processed**: `maybe_processed` of a `TransportError`. With *no*, the request cannot have had an effect.
- **Received**: how often the server received the request, and on how many connections. A broken connection is replaced once:
  the retry is sent only if the operation is retryable, or if nothing was sent before.
"""


def written() -> str:
    """The page."""
    names = [f"`{call.operation}`" for call in CALLS]
    operations = f"{', '.join(names[:-1])} and {names[-1]}"
    parts = [_HEAD.format(command=COMMAND, operations=operations, faults=len(FAULTS))]
    for section, faults in SECTIONS.items():
        subject = "The proxy" if section == "Proxies" else "The server"
        parts += [
            f"\n## {section}\n\n| {subject} | Calls | Outcome | Maybe processed | Received |\n| --- | --- | --- | --- | --- |\n",
            *(f"| {' | '.join(cells)} |\n" for fault in faults for cells in _rows(fault)),
        ]
    return "".join(parts)


def _rows(fault: Fault) -> Iterator[list[str]]:
    name = fault.name
    retryable, other = fault.outcomes.get("retryable"), fault.outcomes.get("other")
    if retryable and other and retryable.times(0, 0) == other.times(0, 0):
        received = f"{_received(retryable)} if retryable, otherwise {_received(other)}"
        yield [name, "all", _shown(other, "all"), _maybe(other), received]
        return
    for whose, outcome in sorted(fault.outcomes.items(), key=lambda item: _rank(item[0])):
        yield [name, _calls(whose, fault), _shown(outcome, whose), _maybe(outcome), _received(outcome)]
        name = ""


def _rank(whose: str) -> int:
    """Operations come before providers, and what is left comes last."""
    return 0 if "." in whose else 1 if whose in _PROVIDERS else 2


def _calls(whose: str, fault: Fault) -> str:
    if whose == "all":
        return "all" if len(fault.outcomes) == 1 else "all others"
    return f"`{whose.partition('.')[2]}`" if "." in whose else {**_PROVIDERS, **_KINDS}[whose]


def _shown(outcome: Outcome, whose: str) -> str:
    message = outcome.message.format(media="application/xml" if whose == "agileapps" else "application/json")
    shown = "a result" if outcome.error is None else f"`{outcome.error.__name__}`: {message}"
    return f"{shown}, after {outcome.waited} s" if outcome.waited else shown


def _maybe(outcome: Outcome) -> str:
    return "" if outcome.maybe_processed is None else "yes" if outcome.maybe_processed else "no"


def _received(outcome: Outcome) -> str:
    times = {0: "never", 1: "once", 2: "twice"}.get(outcome.received, f"{outcome.received} times")
    usual = outcome.connections <= 1 or outcome.connections == outcome.received
    return times if usual else f"{times} ({outcome.connections} connections)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page; with ``--check``, only compare it."""
    parser = argparse.ArgumentParser(description="Write docs/reliability.md from the table of faults.")
    parser.add_argument("--check", action="store_true", help="only compare the page with the table")
    if parser.parse_args(arguments).check:
        if PAGE.read_text(encoding="utf-8") != written():
            sys.stderr.write(f"docs/reliability.md is not current: {COMMAND}\n")
            return 1
        return 0
    PAGE.write_text(written(), encoding="utf-8")
    return 0
