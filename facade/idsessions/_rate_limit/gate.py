"""One gate: the queue of a bucket, and which calls fail at once because a pause is too long for them."""

from __future__ import annotations

import asyncio
import logging
from bisect import bisect_left, insort
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, Generic

from attrs import define, field

from .headers import RateLimitHeaders
from .records import GateTimeout, Outcome, Pause, R, RateLimit, RejectReason
from .state import BucketState, Ticket

_log: Final = logging.getLogger("idsessions.rate")
_position: Final = attrgetter("position")


def reject_reason(*, now: float, pause: float | None, deadline: float, max_wait: float) -> RejectReason:
    """Why a call must not wait for the end of a pause; empty if it may. ``pause`` is in seconds; None if there is none."""
    if deadline <= now or (pause is not None and now + pause > deadline):
        return "deadline"
    return "max_wait" if pause is not None and pause > max_wait else ""


@define(eq=False)
class Gate:
    """The queue of one bucket."""

    bucket: str
    state: BucketState
    principal: object = None
    """A weak reference, which removes the gate when the principal goes, so that its `id` can be used again; or a constant."""
    queue: list[Call[Any]] = field(factory=list["Call[Any]"])
    """In order of position."""
    notified: set[Callable[[Pause], None]] = field(factory=set[Callable[[Pause], None]])
    """The hooks that know of the current pause."""

    def next_call(self) -> Call[Any]:
        """The first call; after a refused probe the call with the fewest refusals, so that one bad call cannot block the queue."""
        if self.state.closed and self.state.refusals_in_a_row > 1:
            return min(self.queue, key=lambda call: (call.attempts, call.position))
        return self.queue[0]

    def pause(self, now: float, waiting: int) -> Pause:
        return Pause(self.bucket, self.state.opens_at - now, self.state.reason, waiting)

    def announce_pause(self, now: float, waiting: int) -> None:
        """A pause begins: fail the calls in the queue that must not wait for its end, and notify the hooks of the others."""
        pause = self.pause(now, waiting)
        _log.info("%s: no calls for %.1f s (%s), %d waiting", pause.bucket, pause.seconds, pause.reason, pause.waiting)
        self.notified.clear()
        for call in list(self.queue):
            if reason := call.reject_reason(now):
                call.leave_queue(reason)
            else:
                call.notify(pause, self.notified)


@define(eq=False)
class Call(Generic[R]):
    """A call from its arrival to its outcome."""

    gate: Gate
    position: int
    """In the order of arrival; a refused call keeps it."""
    limit: RateLimit
    deadline: float
    retryable: bool
    attempts: int = 0
    waited: float = 0.0
    decision: asyncio.Future[RejectReason] = field(init=False)
    """Made when the call leaves the queue: why it must not wait, or empty if it has a slot."""
    ticket: Ticket | None = None
    """Set while the call holds a slot."""
    response: R | None = None
    headers: RateLimitHeaders = field(factory=RateLimitHeaders)

    def enter_queue(self) -> None:
        self.decision = asyncio.get_running_loop().create_future()
        insort(self.gate.queue, self, key=_position)

    def leave_queue(self, reason: RejectReason = "", error: BaseException | None = None) -> bool:
        """Leave the queue, if the call is in it: with a slot (""), a reason or an error. False if it has just been cancelled."""
        queue = self.gate.queue
        index = bisect_left(queue, self.position, key=_position)
        if queue[index : index + 1] != [self]:
            return False
        del queue[index]
        if self.decision.done():
            return False
        if error is not None:
            self.decision.set_exception(error)
        else:
            self.decision.set_result(reason)
        return True

    def reject_reason(self, now: float) -> RejectReason:
        pause = self.gate.state.pause_left(now)
        return reject_reason(now=now, pause=pause, deadline=self.deadline, max_wait=self.limit.max_wait)

    def notify(self, pause: Pause, notified: set[Callable[[Pause], None]]) -> None:
        """Call the hook, unless it has been notified."""
        hook = self.limit.on_pause
        if hook is not None and hook not in notified:
            notified.add(hook)
            # The loop calls it: an error of the hook must not fail the call that happens to run now.
            asyncio.get_running_loop().call_soon(hook, pause)

    def outcome(self, reason: RejectReason, retry_after: float | None) -> Outcome[R]:
        if self.response is None:
            raise GateTimeout(reason, waited=self.waited, retry_after=retry_after)
        return Outcome(self.response, self.attempts, self.waited, retry_after, reason, self.headers.quota)
