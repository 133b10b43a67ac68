"""The deadline of a call, by the client's clock."""

from __future__ import annotations

import asyncio
from types import TracebackType

from .._alarm import Alarm
from .._clock import Clock


class Deadline:
    """Like ``asyncio.timeout_at``, with a moment of the clock's ``monotonic()``."""

    def __init__(self, moment: float, clock: Clock) -> None:
        self.moment = moment
        self._alarm = Alarm(clock, self._ring)
        self._scope = asyncio.Timeout(None)
        self._inside = False

    @property
    def passed(self) -> bool:
        """Whether this deadline raised the TimeoutError that left the block."""
        return self._scope.expired()

    async def __aenter__(self) -> None:
        await self._scope.__aenter__()
        self._inside = True
        self._alarm.set(self.moment)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._inside = False
        self._alarm.cancel()
        await self._scope.__aexit__(kind, error, traceback)

    def _ring(self, _: BaseException | None) -> None:
        if self._inside:  # The alarm can be on its way when the block has just ended.
            self._scope.reschedule(asyncio.get_running_loop().time())
