"""Work that several calls wait for: done once, and ended by no call's deadline."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Coroutine
from typing import Any, Generic, TypeVar

from attrs import evolve

from .._core.call import View
from ..errors import UsageError

_T = TypeVar("_T")


class Flight(Generic[_T]):
    """One task for all calls that wait for its result. When the last of them stops waiting, the task is cancelled."""

    def __init__(self, work: Coroutine[Any, Any, _T]) -> None:
        self._task = asyncio.get_running_loop().create_task(work)
        self._waiting = 0

    @property
    def is_over(self) -> bool:
        """Whether it is too late to wait for it."""
        return self._task.done() or self._task.cancelling() > 0

    async def settled(self) -> None:
        """Wait until the task has come to its end, also one that is being cancelled."""
        await asyncio.wait({self._task})

    async def result(self) -> _T:
        """Wait for the result. Each call that waits gets its own error."""
        if self._task.get_loop() is not asyncio.get_running_loop():
            raise UsageError("another event loop asked for this first: use one client in each event loop")
        self._waiting += 1
        try:
            await asyncio.wait({self._task})
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._task.cancel()  # If it has just failed, this marks the exception as seen.
        if self._task.cancelled() or self._task.exception() is None:
            return self._task.result()
        raise _copy_of(self._task.exception())


def _copy_of(error: BaseException | None) -> BaseException:
    """The same error with the traceback of the task. A traceback grows with every raise, and holds the locals of a call."""
    assert error is not None
    try:
        own = copy.copy(error)
    except Exception:  # `copy` calls the constructor, and that of an application may take anything.
        own = type(error).__new__(type(error), *error.args)
        own.__dict__.update(error.__dict__)
    own.__cause__, own.__context__ = error.__cause__, error.__context__
    own.__suppress_context__ = error.__suppress_context__
    return own.with_traceback(error.__traceback__)


def without_deadline(view: View) -> View:
    """``view`` for a request that the calls of all views may wait for: the deadline of none may end it."""
    return evolve(view, options=evolve(view.options, deadline=None))
