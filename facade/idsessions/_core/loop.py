"""The event loop of a client: the one of its first call, until the client is closed."""

from __future__ import annotations

import asyncio

from ..errors import UsageError


class LoopGuard:
    """Refuses calls from another event loop, and calls after the client is closed."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self.closed = False

    def check(self) -> None:
        """Raise `UsageError` unless a request can be sent from here and now."""
        if self.closed:
            raise closed_error()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if loop is None:
            raise UsageError("the client needs a running asyncio event loop; trio is not supported")
        if self._loop is None:
            self._loop = loop
        if self._loop is not loop:
            # Connections and queued calls belong to the loop that made them: a call from another one fails or hangs.
            raise UsageError(
                "the client was first used in another event loop: make a client in each (asyncio.run makes a loop)"
            )


def closed_error() -> UsageError:
    """The error of a call on a client that is closed."""
    return UsageError("the client is closed: make a new one")
