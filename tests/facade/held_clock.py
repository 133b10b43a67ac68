"""A clock for deadlines that pass at a known step of a call, however slow the machine is."""

from __future__ import annotations

import asyncio


class HeldClock:
    """A clock that stands still until it is released, and is then far beyond every deadline."""

    def __init__(self) -> None:
        self.released = asyncio.Event()

    def time(self) -> float:
        return 1_790_000_000.0 + self.monotonic()

    def monotonic(self) -> float:
        return 1000.0 if self.released.is_set() else 0.0

    async def sleep(self, seconds: float, /) -> None:
        if seconds > 0:
            await self.released.wait()
