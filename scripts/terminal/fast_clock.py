"""A clock that runs fast, and equally fast in several processes: a minute of a rate limit takes a second."""

from __future__ import annotations

import asyncio
import time


class FastClock:
    """A clock that runs ``speed`` times as fast as the machine's.

    Args:
        start: From when on, in seconds since the Unix epoch; processes with the same start and speed agree.
        speed: How many seconds pass in a second.
    """

    def __init__(self, start: float, speed: float) -> None:
        self.start = start
        self.speed = speed

    def time(self) -> float:
        """The wall clock."""
        return self.start + (time.time() - self.start) * self.speed

    def monotonic(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic() * self.speed

    async def sleep(self, seconds: float, /) -> None:
        """Return after ``seconds`` of this clock."""
        await asyncio.sleep(max(0.0, seconds) / self.speed)
