"""The name of a ForgeRock server's session cookie: asked for once, and again after a sudden refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from math import inf

from .._clock import Clock
from ..credentials import checked_name
from ..errors import SessionsError

# Sessions that have expired are refused all day long; a cookie is renamed once in years. Seconds.
_ASK_AGAIN_AFTER = 60.0


class CookieName:
    """What one client and all its views know of the name."""

    def __init__(self, given: str | None, clock: Clock) -> None:
        self._given = None if given is None else checked_name(given)
        self._found: str | None = None
        self._asked_at = -inf
        self._failures = 0
        self._last_failure: SessionsError | None = None
        self._clock = clock
        self._asking = asyncio.Lock()

    async def get(self, ask: Callable[[], Awaitable[str]]) -> str:
        """The name; ``ask`` is called if it is not known yet, once for all who wait: they share its failure, too."""
        if self._given is not None:
            return self._given
        if self._found is None:
            failures = self._failures
            async with self._asking:
                if self._last_failure is not None and self._failures > failures:
                    raise self._last_failure
                if self._found is None:
                    await self._find(ask)
        assert self._found is not None
        return self._found

    async def has_changed(self, used: str, ask: Callable[[], Awaitable[str]]) -> bool:
        """Whether the name is no longer ``used``; the server is asked once a minute at most.

        If that fails, nothing has changed that is known of: what the server refused stays refused.
        """
        if self._given is not None:
            return False
        async with self._asking:
            if self._found == used and self._clock.monotonic() - self._asked_at >= _ASK_AGAIN_AFTER:
                with suppress(SessionsError):
                    await self._find(ask)
            return self._found != used

    async def _find(self, ask: Callable[[], Awaitable[str]]) -> None:
        self._asked_at = self._clock.monotonic()
        try:
            self._found = await ask()
        except SessionsError as error:
            self._failures += 1
            self._last_failure = error
            raise
        self._last_failure = None
