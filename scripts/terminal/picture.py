"""Draws ``idsessions revoke``, interrupted and resumed, as a terminal shows it.

The command runs for real against an emulated organization of 2,000 users that admits 600 requests a minute, by a clock that
runs 120 times as fast.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import signal
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from idsessions.cli._arguments import parse
from idsessions.cli.revoke import run_revoke
from idsessions.testing import OktaEmulator

from .fast_clock import FastClock

_USERS: Final = 2000
_SPEED: Final = 120.0
_WIDTH: Final = 96
_URL: Final = "https://acme.okta.com"


class _Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command twice, and write the picture."""
    parser = argparse.ArgumentParser(description="Draw the picture of `idsessions revoke` for the documentation.")
    parser.add_argument("path", type=Path, help="where to write the SVG")
    path = parser.parse_args(arguments).path.resolve()
    clock = FastClock(time.time(), _SPEED)
    org = OktaEmulator(clock=clock, seed=1)
    org.limit(600, "/api/v1/users")
    with tempfile.TemporaryDirectory() as folder, chdir(folder), org.serve_in_thread():
        user_ids: list[str] = []
        for number in range(_USERS):
            user = org.add_user(f"user{number}@example.com")
            org.sign_in(user)
            user_ids.append(user.id)
        user_ids.insert(700, "00unobody")
        Path("users.txt").write_text("\n".join(user_ids))
        os.environ.update(
            OKTA_CLIENT_ORGURL=org.url, OKTA_CLIENT_TOKEN=org.api_token, COLUMNS=str(_WIDTH), NO_COLOR="1"
        )
        console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
        threading.Thread(target=_interrupt, args=(org, 900), daemon=True).start()
        for command in ("idsessions revoke okta --file users.txt", "idsessions revoke okta --file users.txt --resume"):
            console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
            for line in _run(command, clock):
                style = "cyan" if re.match("[█░]", line) else ""
                console.print(Text(re.sub(re.escape(org.url), _URL, line), style=style), overflow="fold")
            console.print()
    picture = console.export_svg(title="idsessions revoke", unique_id="revoke")
    # A page of the documentation loads nothing from elsewhere.
    path.write_text(re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL), encoding="utf-8")
    return 0


def _run(command: str, clock: FastClock) -> list[str]:
    """Run the command; returns two of its progress lines, and all others."""
    shown, printed = _Terminal(), io.StringIO()
    with redirect_stderr(shown), redirect_stdout(printed):
        run_revoke(parse(command.split()[1:]), clock=clock)
    states = [line for line in re.split(r"\r\x1b\[K|\n", shown.getvalue()) if line]
    bars = [line for line in states if re.match("[█░]", line)]
    notes = [line for line in states if not re.match("[█░]", line)]
    paused = [line for line in bars if "paused" in line]
    chosen = [(paused or bars)[len(paused or bars) // 2], bars[-1]] if bars else []
    return [*chosen, *notes, *printed.getvalue().splitlines()]


def _interrupt(org: OktaEmulator, requests: int) -> None:
    """What Ctrl-C sends, when the organization has had so many requests."""
    while len(org.requests) < requests:
        time.sleep(0.001)
    os.kill(os.getpid(), signal.SIGINT)
