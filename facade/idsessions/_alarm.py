"""An alarm by a clock: one task while it is set, none otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from math import inf

from ._clock import Clock


class Alarm:
    """Calls ``ring`` at a moment of the clock's ``monotonic()``; with the error if the clock's ``sleep`` fails."""

    def __init__(self, clock: Clock, ring: Callable[[BaseException | None], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._moment = inf
        self._task: asyncio.Task[None] | None = None

    def set(self, moment: float) -> None:
        """Ring at ``moment``, or earlier if an earlier moment is set: ``ring`` must check that it is time."""
        if self._task is not None and moment < self._moment:
            self.cancel()
        if self._task is None:
            self._moment = moment
            self._task = asyncio.get_running_loop().create_task(self._sleep(moment))
            self._task.add_done_callback(self._done)

    def cancel(self) -> None:
        if self._task is not None and not self._task.get_loop().is_closed():
            self._task.cancel()
        self._task = None

    async def _sleep(self, moment: float) -> None:
        await self._clock.sleep(moment - self._clock.monotonic())

    def _done(self, task: asyncio.Task[None]) -> None:
        if self._task is task:
            self._task = None
        if not task.cancelled():
            self._ring(task.exception())
