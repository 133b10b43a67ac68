"""Session handles: what all have in common, and the scope that ends the session that it started."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Generator
from types import TracebackType
from typing import Any, Final, Generic, Protocol, TypeVar, runtime_checkable

from .errors import (
    AuthenticationError,
    BadRequestError,
    CallTimeoutError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    SessionExpiredError,
    TransportError,
    UsageError,
)

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
_T = TypeVar("_T")

# How long leaving a scope may take, in seconds, also when the task is being cancelled.
END_WITHIN: Final = 10.0

# After these, a request is known to have changed nothing.
_WITHOUT_EFFECT: Final = (
    UsageError,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    SessionExpiredError,
)


def had_no_effect(error: BaseException) -> bool:
    """Whether a request that ended in ``error`` is known to have changed nothing."""
    return isinstance(error, _WITHOUT_EFFECT) or (isinstance(error, TransportError) and not error.maybe_processed)


class Login(Generic[S]):
    """A session about to start: ``await`` it and end it yourself, or enter it with ``async with`` to end it on the way out.

    Leaving the scope ends the session also after an exception, when the task is cancelled, and when ``asyncio.run`` ends.
    A login that is cancelled before its response, awaited or in a scope, ends the session that it starts. An error while
    ending a session never hides the first error: then it is logged as a warning.
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
        return self._started().__await__()

    async def __aenter__(self) -> S:
        self._session = await self._started()
        return self._session

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        session, self._session = self._session, None
        assert session is not None
        failure = await finish(self._end_of(session))
        if failure is not None and error is None:
            raise failure
        log_failure(failure)

    async def _started(self) -> S:
        # The function that starts the session holds the password, so it is used once and not kept.
        start, self._start = self._start, None
        if start is None:
            raise UsageError("this login was used before: call login() again")
        starting = ShutdownSafeTask(_as_coroutine(start()))
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            # The request may be on its way: the session that it starts must end again.
            log_failure(await finish(self._end_when_started(starting)))
            raise

    async def _end_of(self, session: S) -> None:
        await (self._end(session) if self._end is not None else session.end())

    async def _end_when_started(self, starting: asyncio.Future[S]) -> None:
        try:
            session = await starting
        except Exception as error:
            if not had_no_effect(error):
                _log.warning("a cancelled login failed, and may have started a session: %s", type(error).__name__)
        else:
            await self._end_of(session)


class ShutdownSafeTask(asyncio.Task[_T]):
    """A task that ``asyncio.run`` waits for at its end, and does not cancel."""

    def cancel(self, msg: Any | None = None) -> bool:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return False  # asyncio.run cancels while no loop runs; timeouts and deadlines cancel from within the loop.
        return super().cancel(msg)


async def finish(ending: Coroutine[Any, Any, None]) -> BaseException | None:
    """Run ``ending`` to its end, within `END_WITHIN`, also if this task is cancelled.

    Returns:
        The error of ``ending``, if any.

    Raises:
        CancelledError: This task was cancelled meanwhile; the error of ``ending`` is logged then.
    """
    task = ShutdownSafeTask(ending)
    loop = asyncio.get_running_loop()
    give_up = loop.time() + END_WITHIN
    gave_up = False
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        left = give_up - loop.time()
        if left <= 0 and not gave_up:
            gave_up = task.cancel()
        try:
            await asyncio.wait({task}, timeout=left if left > 0 else None)
        except asyncio.CancelledError as error:
            cancelled = error
    late = CallTimeoutError("the session was not ended in time", maybe_processed=True)
    failure = late if task.cancelled() else task.exception()
    if cancelled is not None:
        log_failure(failure)
        raise cancelled
    return failure


def log_failure(failure: BaseException | None) -> None:
    if failure is not None:
        _log.warning("a session could not be ended: %s", type(failure).__name__)


async def _as_coroutine(awaitable: Awaitable[_T]) -> _T:
    return await awaitable
