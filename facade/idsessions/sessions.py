"""A session in one's hands: what all have in common, and the scope that ends what it began."""

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
    """A session that was begun or adopted."""

    async def is_alive(self) -> bool:
        """Whether the provider still takes it for valid."""
        ...

    async def end(self) -> None:
        """End it; one that is over already counts as ended."""
        ...


@runtime_checkable
class RefreshableSession(LiveSession, Protocol):
    """A session that can be prolonged."""

    async def refresh(self) -> object:
        """Prolong it, as far as the provider's policy goes."""
        ...


S = TypeVar("S", bound=LiveSession)

# How long leaving a scope may take, in seconds, also when the task is being cancelled.
END_WITHIN = 10.0


class Login(Generic[S]):
    """A session about to begin: ``await`` it and end it yourself, or enter it with ``async with`` to have it ended.

    Leaving the scope ends the session after an exception too, and when the task is cancelled; an error of the ending
    never hides the first one.
    """

    def __init__(
        self,
        begin: Callable[[], Awaitable[S]],
        *,
        end: Callable[[S], Awaitable[None]] | None = None,
    ) -> None:
        self._begin: Callable[[], Awaitable[S]] | None = begin
        self._end = end
        self._session: S | None = None

    def __await__(self) -> Generator[object, None, S]:
        return self._taken()().__await__()

    async def __aenter__(self) -> S:
        beginning = asyncio.ensure_future(self._taken()())
        try:
            session = await asyncio.shield(beginning)
        except asyncio.CancelledError:
            # The request may be on its way: whatever it begins has to end again.
            await _finish(self._end_when_begun(beginning))
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

    def _taken(self) -> Callable[[], Awaitable[S]]:
        """How to begin, once: it holds the password, and is not kept beyond that."""
        begin, self._begin = self._begin, None
        if begin is None:
            raise UsageError("this login has begun before: call login() for another")
        return begin

    async def _end_of(self, session: S) -> None:
        await (self._end(session) if self._end is not None else session.end())

    async def _end_when_begun(self, beginning: asyncio.Future[S]) -> None:
        await self._end_of(await beginning)


async def _finish(ending: Awaitable[None]) -> BaseException | None:
    """Run ``ending`` to its end, within `END_WITHIN`, whatever happens to this task; return its error, if any."""
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
