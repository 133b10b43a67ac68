"""The command by a clock that runs fast: a minute of the rate limit takes a second, in this process and in others."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence

from idsessions.cli._arguments import parse
from idsessions.cli._failure import COULD_NOT_START, CannotStart
from idsessions.cli.revoke import run_revoke


class FastClock:
    """A clock that runs ``speed`` times as fast as the machine's, from ``start`` on; equal in all processes."""

    def __init__(self, start: float, speed: float) -> None:
        self.start = start
        self.speed = speed

    def time(self) -> float:
        return self.start + (time.time() - self.start) * self.speed

    def monotonic(self) -> float:
        return time.monotonic() * self.speed

    async def sleep(self, seconds: float, /) -> None:
        await asyncio.sleep(max(0.0, seconds) / self.speed)


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
