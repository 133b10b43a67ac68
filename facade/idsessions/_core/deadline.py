"""Ends what takes too long, by a clock: the deadline of a call."""

from __future__ import annotations

import asyncio
from types import TracebackType

from .._alarm import Alarm
from .._clock import Clock


class Deadline:
    """Like ``asyncio.timeout_at``, with a moment of the clock's ``monotonic()``; None for no end."""

    def __init__(self, moment: float | None, clock: Clock) -> None:
        self._moment = moment
        self._alarm = Alarm(clock, self._ring)
        self._limit = asyncio.timeout(None)
        self._within = True

    @property
    def passed(self) -> bool:
        """Whether it was this that raised the TimeoutError."""
        return self._limit.expired()

    async def __aenter__(self) -> None:
        await self._limit.__aenter__()
        if self._moment is not None:
            self._alarm.set(self._moment)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._within = False
        self._alarm.cancel()
        await self._limit.__aexit__(kind, error, traceback)

    def _ring(self, _: BaseException | None) -> None:
        if self._within:  # It can be on its way when the end has been reached in time.
            self._limit.reschedule(asyncio.get_running_loop().time())
