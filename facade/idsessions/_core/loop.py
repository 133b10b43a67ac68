"""Where a client lives: in one event loop, from its first request until it is closed."""

from __future__ import annotations

import asyncio

from ..errors import UsageError


class Home:
    """The loop of one client and all its views."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def check(self) -> None:
        """Raise `UsageError` unless a request can be sent from here and now."""
        if self._closed:
            raise closed()
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
        if self._loop is not loop:
            # Connections and waiting calls belong to the loop that made them: a call from another one fails or hangs.
            raise UsageError(
                "the client was first used in another event loop: make one in each (asyncio.run makes one)"
            )

    def close(self) -> None:
        """From now on nothing is sent."""
        self._closed = True


def closed() -> UsageError:
    """What is raised for a call of a client that is closed."""
    return UsageError("the client is closed: it sends nothing any more")
