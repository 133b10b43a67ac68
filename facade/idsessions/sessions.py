"""Session handles: what all have in common, and the scope that ends the session that it started."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator
from types import TracebackType
from typing import Generic, Protocol, TypeVar, runtime_checkable

from .errors import CallTimeoutError, UsageError

__all__ = ["LiveSession", "Login", "RefreshableSession"]

_log = logging.getLogger("idsessions")


@runtime_checkable
class LiveSession(Protocol):
    """A session that was started or attached to."""

    async def is_alive(self) -> bool:
        """Whether it is still valid."""
        ...

    async def end(self) -> None:
        """End it. A session that has ended already counts as ended."""
        ...


@runtime_checkable
class RefreshableSession(LiveSession, Protocol):
    """A session that can be extended."""

    async def refresh(self) -> object:
        """Extend it, as far as the provider's policy allows."""
        ...


S = TypeVar("S", bound=LiveSession)

# How long leaving a scope may take, in seconds, also when the task is being cancelled.
END_WITHIN = 10.0


class Login(Generic[S]):
    """A session about to start: ``await`` it and end it yourself, or enter it with ``async with`` to end it on the way out.

    Leaving the scope ends the session also after an exception, and when the task is cancelled. An error while ending it
    never hides the first error.
    """

    def __init__(
        self,
        start: Callable[[], Awaitable[S]],
        *,
        end: Callable[[S], Awaitable[None]] | None = None,
    ) -> None:
        self._start: Callable[[], Awaitable[S]] | None = start
        self._end = end
        self._session: S | None = None

    def __await__(self) -> Generator[object, None, S]:
        return self._take()().__await__()

    async def __aenter__(self) -> S:
        starting = asyncio.ensure_future(self._take()())
        try:
            session = await asyncio.shield(starting)
        except asyncio.CancelledError:
            # The request may be on its way: the session that it starts must end again.
            await _finish(self._end_when_started(starting))
            raise
        self._session = session
        return session

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        session, self._session = self._session, None
        assert session is not None
        failure = await _finish(self._end_of(session))
        if failure is not None:
            if error is None:
                raise failure
            _log.warning("a session could not be ended: %s", type(failure).__name__)

    def _take(self) -> Callable[[], Awaitable[S]]:
        """The function that starts the session. It holds the password, so it is used once and not kept."""
        start, self._start = self._start, None
        if start is None:
            raise UsageError("this login was used before: call login() again")
        return start

    async def _end_of(self, session: S) -> None:
        await (self._end(session) if self._end is not None else session.end())

    async def _end_when_started(self, starting: asyncio.Future[S]) -> None:
        await self._end_of(await starting)


async def _finish(ending: Awaitable[None]) -> BaseException | None:
    """Run ``ending`` to its end, within `END_WITHIN`, also if this task is cancelled; return its error, if any."""
    task = asyncio.ensure_future(ending)
    loop = asyncio.get_running_loop()
    give_up = loop.time() + END_WITHIN
    cancelled: asyncio.CancelledError | None = None
    while not task.done() and (left := give_up - loop.time()) > 0:
        try:
            await asyncio.wait({task}, timeout=left)
        except asyncio.CancelledError as error:
            cancelled = error
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
    late = CallTimeoutError("the session was not ended in time", maybe_processed=True)
    failure = late if task.cancelled() else task.exception()
    if cancelled is not None:
        raise cancelled
    return failure
