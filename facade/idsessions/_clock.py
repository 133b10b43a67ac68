"""Time as a parameter: the clock that everything in the facade reads and sleeps by."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What the facade asks of time. Give your own to a client to run its waits without waiting."""

    def time(self) -> float:
        """The wall clock: seconds since the Unix epoch."""
        ...

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never steps back."""
        ...

    async def sleep(self, seconds: float, /) -> None:
        """Return after ``seconds``; zero or less only gives other tasks a turn."""
        ...


class SystemClock:
    """The machine's own clock."""

    def time(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float, /) -> None:
        await asyncio.sleep(max(0.0, seconds))
