"""One run: requests in flight, outcomes in the order of completion, and when to stop for all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Any, Final, Generic, TypeAlias, TypeVar

from .._checks import is_whole
from .._clock import Clock
from ..bulk import BulkOutcome, BulkStopped
from ..errors import PermissionDeniedError, SessionsError, TransportError, UsageError
from .concern import Concern, concern_of, state_of
from .source import Source

T = TypeVar("T")
End: TypeAlias = Callable[[Sequence[T]], Awaitable[Sequence[BulkOutcome[T]]]]

# With so many targets held and none ended since, the fault concerns all.
_MOST_HELD: Final = 3
# A run stops after so many failures in a row: _ROUNDS for each request in flight, and at least _FEWEST_FAILURES.
_ROUNDS: Final = 2
_FEWEST_FAILURES: Final = 16
# Seconds before a target whose request never left is tried again, in a run that has reached the provider before.
_PAUSES: Final = (1.0, 4.0, 16.0)


def each(end: Callable[[T], Awaitable[BulkOutcome[T]]]) -> End[T]:
    """``end`` for a request that takes one target."""

    async def end_one(batch: Sequence[T]) -> list[BulkOutcome[T]]:
        return [await end(target) for target in batch]

    return end_one


def end_many(
    targets: Iterable[T] | AsyncIterable[T],
    end: End[T],
    *,
    parameter: str,
    provider: str,
    clock: Clock,
    concurrency: int,
    batch: int = 1,
    wrap: Callable[[T], T] = lambda target: target,
    key: Callable[[T], object] = lambda target: target,
) -> AsyncGenerator[BulkOutcome[T], None]:
    """End all ``targets``, and yield an outcome for each.

    Args:
        targets: What the caller gave.
        end: Sends one request about some targets; it raises if the request failed for all of them.
        parameter: The name of the caller's argument.
        provider: For errors.
        clock: The client's clock.
        concurrency: The most requests in flight.
        batch: The most targets of one request.
        wrap: Applied to each target.
        key: What is equal for targets that are the same.

    Raises:
        UsageError: An argument cannot be used.
    """
    if not is_whole(concurrency) or concurrency < 1:
        raise UsageError("`concurrency` must be a whole number, at least 1, or None", provider=provider)
    return _Run(Source(targets, parameter, provider, wrap, key), end, clock, concurrency, batch).outcomes()


class _Run(Generic[T]):
    def __init__(self, source: Source[T], end: End[T], clock: Clock, concurrency: int, batch: int) -> None:
        self._source, self._end, self._clock, self._concurrency, self._batch = source, end, clock, concurrency, batch
        self._reading: asyncio.Task[list[T]] | None = None
        self._in_flight: set[asyncio.Task[Sequence[BulkOutcome[T]]]] = set()
        self._finished: asyncio.Queue[asyncio.Task[Any]] = asyncio.Queue()
        self._exhausted = False
        self._broken: Exception | None = None
        self._fault: SessionsError | None = None
        self._held: list[BulkOutcome[T]] = []
        self._failures = 0
        self._ended_any = False
        self._count = 0

    async def outcomes(self) -> AsyncGenerator[BulkOutcome[T], None]:
        stopped = False
        try:
            while True:
                self._read()
                if not self._in_flight and (self._reading is None or self._fault is not None):
                    break
                task = await self._finished.get()
                if self._reading is task:
                    self._reading = None
                    self._start(task)
                    continue
                self._in_flight.discard(task)
                for outcome in self._settled(task.result()):
                    self._count += 1
                    yield outcome
            if self._fault is None and self._held and not self._ended_any:
                self._fault = self._held[-1].error
            if self._fault is not None and await self._is_left():
                stopped = True
                raise BulkStopped(self._fault, outcomes=self._count, not_tried=self._not_tried()) from self._fault
            for outcome in self._held:
                yield outcome
            if self._broken is not None:
                raise self._broken
        finally:
            if not stopped:
                await self._cancel()

    def _read(self) -> None:
        """Start to read the next targets, if there is room for a request."""
        # While it is open whether a fault concerns all, requests go out singly.
        room = 1 if self._held else self._concurrency
        if self._reading is None and not self._exhausted and self._fault is None and len(self._in_flight) < room:
            self._reading = asyncio.create_task(self._source.read(self._batch))
            self._reading.add_done_callback(self._finished.put_nowait)

    def _start(self, read: asyncio.Task[list[T]]) -> None:
        """Send a request about the targets that were read."""
        try:
            targets = read.result()
        except Exception as error:
            # Of the caller's iterable; it has no more targets.
            self._broken, self._exhausted = error, True
            return
        if not targets:
            self._exhausted = True
        elif self._fault is not None:
            self._held += [BulkOutcome(target, "failed") for target in targets]
        else:
            task = asyncio.create_task(self._outcomes_of(targets))
            self._in_flight.add(task)
            task.add_done_callback(self._finished.put_nowait)

    async def _outcomes_of(self, targets: list[T]) -> Sequence[BulkOutcome[T]]:
        for pause in (*_PAUSES, None):
            try:
                return await self._end(targets)
            except SessionsError as error:
                never_left = isinstance(error, TransportError) and not error.maybe_processed
                if pause is None or not never_left or not self._ended_any or self._fault is not None:
                    return [BulkOutcome(target, state_of(error), error) for target in targets]
            await self._clock.sleep(pause)
        raise AssertionError("the last pause is None")

    async def _is_left(self) -> bool:
        """Whether there is a target without an outcome."""
        if not self._held and self._reading is None and not self._exhausted:
            self._held += [BulkOutcome(target, "failed") for target in await self._source.read(1)]
        return bool(self._held) or self._reading is not None

    def _settled(self, outcomes: Sequence[BulkOutcome[T]]) -> list[BulkOutcome[T]]:
        """The outcomes to yield now; the others are held."""
        ready: list[BulkOutcome[T]] = []
        for outcome in outcomes:
            concern = concern_of(outcome.error)
            if concern is Concern.ALL:
                self._fault = self._fault or outcome.error
            elif concern is Concern.ONE:
                self._ended_any, self._failures = True, 0
            elif concern is not Concern.ARGUMENT:
                self._failures += 1
            if self._is_held(concern, outcome):
                self._held.append(outcome)
            else:
                ready.append(outcome)
            if concern is Concern.ONE and self._fault is None:
                ready += self._held
                self._held = []
            too_many = self._failures >= max(_FEWEST_FAILURES, _ROUNDS * self._concurrency)
            if too_many or (len(self._held) >= _MOST_HELD and not self._in_flight):
                self._fault = self._fault or outcome.error
        return ready

    def _is_held(self, concern: Concern, outcome: BulkOutcome[T]) -> bool:
        """Whether it is open what the error concerns. What may have been done to a target is never held."""
        if outcome.state != "failed" or concern not in (Concern.ALL, Concern.HELD):
            return False
        # Of a user with more rights, after users that could be signed out.
        return not (self._ended_any and isinstance(outcome.error, PermissionDeniedError))

    async def _not_tried(self) -> AsyncIterator[T]:
        for outcome in self._held:
            yield outcome.target
        while True:
            targets = await (self._source.read(1) if self._reading is None else self._reading)
            self._reading = None
            if not targets:
                return
            for target in targets:
                yield target

    async def _cancel(self) -> None:
        """End the requests in flight, if the caller leaves early."""
        tasks: list[asyncio.Task[Any]] = [*self._in_flight, *([self._reading] if self._reading else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
