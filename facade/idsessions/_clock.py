"""Time as a parameter: the clock that the whole library reads and sleeps by."""

from __future__ import annotations

import asyncio
import time as system_time
from typing import Protocol, runtime_checkable

from .errors import UsageError


@runtime_checkable
class Clock(Protocol):
    """What the library needs of time. Pass your own to a client, and its waits take no time in your tests."""

    def time(self) -> float:
        """The wall clock: seconds since the Unix epoch."""
        ...

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never steps back."""
        ...

    async def sleep(self, seconds: float, /) -> None:
        """Return after ``seconds``; zero or less only lets other tasks run."""
        ...


def check_clock(given: object) -> None:
    """Raise `UsageError` unless ``given`` is a clock, or None."""
    if given is not None and (isinstance(given, type) or not isinstance(given, Clock)):
        raise UsageError("`clock` must be an object with `time`, `monotonic` and `sleep`, or None")


class SystemClock:
    """The machine's own clock."""

    time: staticmethod[[], float] = staticmethod(system_time.time)
    """The wall clock: seconds since the Unix epoch."""
    monotonic: staticmethod[[], float] = staticmethod(system_time.monotonic)
    """Seconds since some fixed moment; never steps back."""

    async def sleep(self, seconds: float, /) -> None:
        """Return after ``seconds``; zero or less only lets other tasks run."""
        await asyncio.sleep(max(0.0, seconds))
