"""Runs the steps of one provider one after the other; a step that fails does not stop the others."""

from __future__ import annotations

import time
import traceback
from collections.abc import Awaitable, Callable, Collection, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, TypeVar

from attrs import frozen

from idsessions import SessionsError

from ._outcome import Extras, Outcome, snake_case
from ._steps import Steps, Unexpected

T = TypeVar("T")


@frozen
class Part:
    """The part of one provider.

    Attributes:
        provider: Its name.
        operations: The operations of its document; each needs a step.
        open_steps: Opens the steps: emulator and client run while the context lasts.
    """

    provider: str
    operations: Collection[str]
    open_steps: Callable[[], AbstractAsyncContextManager[Steps[Any]]]


async def run(part: Part, extras: Extras, report: Callable[[Outcome], None]) -> str:
    """Run all steps of a part.

    Args:
        part: The part.
        extras: Filled by the steps.
        report: Called with each outcome as soon as it is known.

    Returns:
        What failed besides the operations, or an empty string.
    """
    stack = AsyncExitStack()
    steps, reason = await _attempt(stack.enter_async_context(part.open_steps()))
    if steps is None:
        for operation in part.operations:
            report(Outcome(part.provider, operation, error=reason))
        return ""
    try:
        for operation in part.operations:
            report(await _outcome(part.provider, operation, steps))
        _, reason = await _attempt(steps.add_extras(extras))
    finally:
        _, closing = await _attempt(stack.aclose())
    return reason or closing


async def _outcome(provider: str, operation: str, steps: Steps[Any]) -> Outcome:
    step: Callable[[], Coroutine[Any, Any, str]] | None = getattr(steps, snake_case(operation), None)
    if step is None:
        return Outcome(provider, operation, error="the demo has no step for it")
    calls, violations = len(steps.calls), len(steps.emulator.violations)
    started = time.perf_counter()
    result, reason = await _attempt(step())
    seconds = time.perf_counter() - started
    if not reason and not any(call.operation == operation and call.error is None for call in steps.calls[calls:]):
        reason = "the demo's step did not call it"
    if not reason and (found := steps.emulator.violations[violations:]):
        reason = f"the request violates the provider's description: {found[0].message}"
    return (
        Outcome(provider, operation, seconds, error=reason)
        if reason
        else Outcome(provider, operation, seconds, result or "")
    )


async def _attempt(work: Awaitable[T]) -> tuple[T | None, str]:
    """The result of ``work``, or None and why it failed."""
    try:
        return await work, ""
    except Exception as error:
        if not isinstance(error, SessionsError | Unexpected | OSError):
            # A bug of the library or of the demo: the place is needed to find it.
            traceback.print_exception(error)
        return None, f"{type(error).__name__}: {error}"
