"""The command by a clock that runs fast: a minute of the rate limit takes a second, for a test in another process."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from idsessions.cli._arguments import parse
from idsessions.cli._failure import COULD_NOT_START, CannotStart
from idsessions.cli.revoke import run_revoke
from terminal.fast_clock import FastClock


def main(arguments: Sequence[str]) -> int:
    """Run ``revoke``; the first two arguments are those of the clock."""
    clock = FastClock(float(arguments[0]), float(arguments[1]))
    try:
        return run_revoke(parse(["revoke", *arguments[2:]]), clock=clock, ask=lambda name, secret: None)
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        return COULD_NOT_START


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
