"""Runs one provider's operations, one after the other, each as a step that may fail without stopping the others."""

from __future__ import annotations

import asyncio
import re
import time
import traceback
from collections.abc import Callable, Collection, Coroutine
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Generic, TypeVar

from attrs import define, frozen

from idsessions import CallRecord, SessionsError
from idsessions.testing import Emulator

E = TypeVar("E", bound=Emulator)


class Unexpected(Exception):
    """A call succeeded, and what came of it is wrong."""


@frozen
class Outcome:
    """What came of one operation.

    Attributes:
        provider: ``okta``, ``forgerock`` or ``agileapps``.
        operation: Its operationId.
        seconds: How long it took, of real time.
        result: What came of it, in a few words; empty if it failed.
        error: Why it failed; empty otherwise.
    """

    provider: str
    operation: str
    seconds: float = 0.0
    result: str = ""
    error: str = ""

    @property
    def method(self) -> str:
        """The facade's name of the operation."""
        return snake_case(self.operation)


@frozen
class Exchange:
    """One request and its answer as they travelled, secrets masked."""

    request: str
    answer: str


@frozen
class WaitedOut:
    """A refusal for too many requests that was waited out.

    Attributes:
        operation: What was called.
        attempts: How often it was sent.
        waited: Seconds that the call waited, by the turned clock.
        seconds: The same in real time.
    """

    operation: str
    attempts: int
    waited: float
    seconds: float


@define
class Shown:
    """What the demo shows beside its table."""

    exchange: Exchange | None = None
    waited_out: WaitedOut | None = None


@define
class Steps(Generic[E]):
    """One provider's steps: for each operation a coroutine method with the facade's name of it.

    A step prepares what it needs on the emulator, not by calls, so that it does not fail because another one did. It makes
    the call, looks at what came of it, and says so in a few words.

    Attributes:
        emulator: The provider.
        calls: What the client has reported of its calls.
    """

    emulator: E
    calls: list[CallRecord]

    async def show(self, shown: Shown) -> None:
        """Called after the steps; adds what is shown beside the table, or raises."""


@frozen
class Part:
    """One provider's part of the demo.

    Attributes:
        provider: Its name.
        operations: The operations of its document; each needs its step.
        opened: The steps, with emulator and client running while the context lasts.
    """

    provider: str
    operations: Collection[str]
    opened: Callable[[], AbstractAsyncContextManager[Steps[Any]]]


async def run(part: Part, shown: Shown, report: Callable[[Outcome], None]) -> str:
    """Run all steps of a part.

    Args:
        part: The part.
        shown: Where the steps put what they show.
        report: Called with each outcome as soon as it is known.

    Returns:
        What failed beside the operations, or empty.
    """
    left = list(part.operations)

    async def run_steps() -> None:
        async with part.opened() as steps:
            while left:
                outcome = await _outcome(part.provider, left[0], steps)
                del left[0]
                report(outcome)
            await steps.show(shown)

    reason = await _reason(run_steps())
    if not left:
        return reason
    for operation in left:
        report(Outcome(part.provider, operation, error=reason))
    return ""


async def _outcome(provider: str, operation: str, steps: Steps[Any]) -> Outcome:
    step: Callable[[], Coroutine[Any, Any, str]] | None = getattr(steps, snake_case(operation), None)
    if step is None:
        return Outcome(provider, operation, error="the demo has no step for it")
    results: list[str] = []
    called, noted = len(steps.calls), len(steps.emulator.violations)

    async def take() -> None:
        results.append(await step())

    started = time.perf_counter()
    reason = await _reason(take())
    seconds = time.perf_counter() - started
    if not reason and not any(call.operation == operation and call.error is None for call in steps.calls[called:]):
        reason = "the demo's step did not call it"
    if not reason and (violations := steps.emulator.violations[noted:]):
        reason = f"not as the document has it: {violations[0].message}"
    return Outcome(provider, operation, seconds, *(("", reason) if reason else (results[0], "")))


async def _reason(work: Coroutine[Any, Any, None]) -> str:
    """Why ``work`` failed, or empty; whatever the error, the others go on."""
    task = asyncio.ensure_future(work)
    await asyncio.wait({task})
    error = task.exception()
    if error is None:
        return ""
    if not isinstance(error, SessionsError | Unexpected | OSError):
        # A fault of the library's or of the demo's: of use only with the place where it is.
        traceback.print_exception(error)
    return f"{type(error).__name__}: {error}"


def expect(holds: bool, otherwise: str) -> None:
    """Raise `Unexpected` with the text ``otherwise`` unless something holds."""
    if not holds:
        raise Unexpected(otherwise)


def clock_time(moment: datetime | None) -> str:
    """A moment as a person reads it; the day goes without saying."""
    return "?" if moment is None else f"{moment:%H:%M} UTC"


def snake_case(operation: str) -> str:
    """``getSession`` as ``get_session``: what the facade calls it, and the generated module."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
