"""The deadline of a call, by the client's clock."""

from __future__ import annotations

import asyncio
from types import TracebackType

from .._alarm import Alarm
from .._clock import Clock


class Deadline:
    """Like ``asyncio.timeout_at``, with a moment of the clock's ``monotonic()``; None for no end."""

    def __init__(self, moment: float | None, clock: Clock) -> None:
        self.moment = moment
        self._clock = clock
        self._alarm: Alarm | None = None
        self._scope: asyncio.Timeout | None = None

    @property
    def passed(self) -> bool:
        """Whether this deadline raised the TimeoutError that left the block."""
        return self._scope is not None and self._scope.expired()

    async def __aenter__(self) -> None:
        if self.moment is not None:
            self._scope = asyncio.timeout(None)
            await self._scope.__aenter__()
            self._alarm = Alarm(self._clock, self._ring)
            self._alarm.set(self.moment)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._alarm is not None and self._scope is not None:
            self._alarm.cancel()
            self._alarm = None
            await self._scope.__aexit__(kind, error, traceback)

    def _ring(self, _: BaseException | None) -> None:
        if self._alarm is not None and self._scope is not None:  # It can be on its way when the block has just ended.
            self._scope.reschedule(asyncio.get_running_loop().time())
