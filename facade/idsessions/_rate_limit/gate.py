"""The gates of a client: which call gets the next free slot, and whether a refused call is sent again.

A free slot goes to the call that has waited longest of all whose bucket is ready (`state.py`). A call fails at once if a pause
is too long for it. No task runs in the background, except an alarm for each gate whose queue waits for a moment to come.
"""

from __future__ import annotations

import asyncio
import logging
import random as _random
from bisect import bisect_left, insort
from collections.abc import Awaitable, Callable
from math import inf
from operator import attrgetter
from typing import Any, Final, Generic
from weakref import WeakValueDictionary, ref

from attrs import define, field

from .._alarm import Alarm
from .._clock import Clock
from .headers import RateLimitHeaders, read_headers
from .records import Bucket, GateTimeout, Outcome, Pause, R, RateLimit, RejectReason
from .state import BucketState, OriginState, Ticket

_log: Final = logging.getLogger("idsessions.rate")
_position: Final = attrgetter("position")
# The most that is added to a pause, so that several processes do not come back at once.
_JITTER: Final = 0.25
_SWEEP_EVERY: Final = 60.0


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


class Gates:
    """All gates of one client, and the slots that they share.

    Args:
        clock: The clock for all waiting.
        random: Returns numbers in [0, 1), to spread the ends of pauses.
        max_concurrency: The most requests in flight at a time.
    """

    def __init__(
        self, *, clock: Clock, random: Callable[[], float] = _random.random, max_concurrency: int = 32
    ) -> None:
        self._clock = clock
        self._random = random
        self._free_slots = max_concurrency
        self._arrivals = 0
        # By the identity of the principal: a credential that renews its token keeps its gate, and no secret is hashed.
        self._gates: dict[tuple[str, int, str], Gate] = {}
        self._origins: WeakValueDictionary[str, OriginState] = WeakValueDictionary()
        self._alarms: dict[Gate, Alarm] = {}
        """The gates with a queue."""
        self._sweep_at = -inf
        self._closed_error: Callable[[], Exception] | None = None

    def close(self, error: Callable[[], Exception]) -> None:
        """Fail every call that waits for a slot, now or later, with its own ``error()``."""
        self._closed_error = error
        for gate in self._alarms:
            for call in list(gate.queue):
                call.leave_queue(error=error())
        self._admit()

    async def send(
        self,
        attempt: Callable[[], Awaitable[R]],
        *,
        bucket: Bucket,
        limit: RateLimit | None,
        retryable: bool,
        deadline: float | None,
    ) -> Outcome[R]:
        """Wait for a slot and send a call, again while the server refuses it.

        Args:
            attempt: Sends the request once and reads the response. What it raises passes through.
            bucket: What the call counts against.
            limit: How to wait. None waits only for a slot, and retries nothing.
            retryable: Whether a 503 with ``Retry-After`` is retried too; a 429 always is.
            deadline: A moment of the clock's ``monotonic()``. Nothing is sent after it, and the call fails at once if a pause
                ends later. The caller cancels a call that is still in the queue when it passes.

        Raises:
            GateTimeout: The call was never sent.
        """
        if limit is None:
            bucket = Bucket(bucket.origin, None, "")
        loop = asyncio.get_running_loop()
        self._arrivals += 1
        call: Call[R] = Call(
            self._gate(bucket), self._arrivals, limit or RateLimit(), inf if deadline is None else deadline, retryable
        )
        try:
            while True:
                if reason := await self._wait_for_slot(call):
                    return call.outcome(reason, call.gate.state.pause_left(self._clock.monotonic()))
                call.attempts += 1
                step = self._observe_response(call, await attempt(), retry=limit is not None)
                if step is not None:  # Otherwise the call is back in the queue before its slot goes to another.
                    self._admit()
                    if isinstance(step, Outcome):
                        return step
                    await self._pause_alone(call, step)
                call.gate = self._gate(bucket)
        except BaseException as error:
            if not isinstance(error, GeneratorExit):
                self._drop(call)
            elif not loop.is_closed():
                # A garbage coroutine ends in any thread, between any two lines of this package, or after its loop.
                loop.call_soon_threadsafe(self._drop, call)
            raise

    def _gate(self, bucket: Bucket) -> Gate:
        now = self._clock.monotonic()
        if now >= self._sweep_at:
            for key in tuple(self._gates):
                gate = self._gates.get(key)
                if gate is not None and not gate.queue and gate.state.is_forgettable(now):
                    self._gates.pop(key, None)
            self._sweep_at = now + _SWEEP_EVERY
        key = (bucket.origin, id(bucket.principal), bucket.name)
        gate = self._gates.get(key)
        if gate is None:
            origin = self._origins.setdefault(bucket.origin, OriginState())
            gate = self._gates[key] = Gate(bucket.name, BucketState(origin))
            try:
                gate.principal = ref(bucket.principal, lambda _: self._gates.pop(key, None))
            except TypeError:  # There are no weak references to a constant.
                gate.principal = bucket.principal
        if not gate.queue and not gate.state.in_flight:
            gate.state.pace.restart(None if gate.state.closed else now)
        return gate

    async def _wait_for_slot(self, call: Call[Any]) -> RejectReason:
        """Return when the call has a slot, or why it must not wait for one."""
        if self._closed_error is not None:
            raise self._closed_error()
        gate, now = call.gate, self._clock.monotonic()
        reason = call.reject_reason(now)
        if reason or (not gate.queue and self._may_go(gate, now)):
            if not reason:
                self._take_slot(call, now)
            self._admit()
            return reason
        call.enter_queue()
        if gate not in self._alarms:
            self._alarms[gate] = Alarm(self._clock, lambda error: self._on_alarm(gate, error))
        if gate.state.closed and gate.state.opens_at > now:
            call.notify(gate.pause(now, len(gate.queue)), gate.notified)
        self._admit()
        reason = await call.decision
        call.waited += self._clock.monotonic() - now
        return reason

    def _may_go(self, gate: Gate, now: float) -> bool:
        return self._free_slots > 0 and gate.state.may_go(now)

    def _take_slot(self, call: Call[Any], now: float) -> None:
        self._free_slots -= 1
        call.ticket = call.gate.state.call_sent(now, call.attempts)

    def _return_slot(self, call: Call[Any]) -> Ticket:
        ticket, call.ticket = call.ticket, None
        assert ticket is not None
        self._free_slots += 1
        call.gate.state.call_returned(ticket)
        return ticket

    def _drop(self, call: Call[Any]) -> None:
        """Give back the queue position or the slot of a call that has ended, if it has any."""
        call.leave_queue()
        if call.ticket is not None:
            self._return_slot(call)
        self._admit()

    def _admit(self) -> None:
        """Give each free slot to the longest waiting call that may go, and set the alarms for the rest."""
        if not self._alarms:
            return
        now = self._clock.monotonic()
        while ready := [gate for gate in self._alarms if gate.queue and self._may_go(gate, now)]:
            call = min(ready, key=lambda gate: gate.queue[0].position).next_call()
            reason = call.reject_reason(now)
            if call.leave_queue(reason) and not reason:
                self._take_slot(call, now)
        for gate, alarm in list(self._alarms.items()):
            if not gate.queue:
                del self._alarms[gate]
                alarm.cancel()
            elif (ready_at := gate.state.ready_at(now)) > now:
                alarm.set(ready_at)

    def _on_alarm(self, gate: Gate, error: BaseException | None) -> None:
        if error is not None:  # The clock is broken: nothing else would wake these calls.
            for call in list(gate.queue):
                call.leave_queue(error=error)
        self._admit()

    def _observe_response(self, call: Call[R], response: R, *, retry: bool) -> Outcome[R] | Pause | None:
        """Return the outcome, or a pause for this call alone; None if the call goes back to the queue."""
        ticket = self._return_slot(call)
        state, epoch, now = call.gate.state, call.gate.state.epoch, self._clock.monotonic()
        headers = read_headers(response.raw_headers, state.origin.clock, sent=ticket.sent, received=now)
        call.response, call.headers = response, headers
        retry_after = headers.retry_after
        is_429, quota = response.status_code == 429, headers.quota
        if retry_after is None and is_429 and quota is not None and quota.remaining == 0:
            retry_after = quota.resets_in
        if not retry:
            return call.outcome("", retry_after)
        jitter = _JITTER * self._random()
        refusal = state.observe_response(ticket, response.status_code, headers, now=now, jitter=jitter)
        again = refusal is not None and (is_429 or call.retryable)
        if state.epoch != epoch:
            call.gate.announce_pause(now, waiting=len(call.gate.queue) + again)
        if refusal is None or not again:
            return call.outcome("", retry_after)
        if call.attempts >= call.limit.max_attempts:
            return call.outcome("max_attempts", retry_after)
        max_wait = call.limit.max_wait + _JITTER
        if reason := reject_reason(now=now, pause=refusal.own_pause, deadline=call.deadline, max_wait=max_wait):
            return call.outcome(reason, retry_after)
        return Pause(call.gate.bucket, refusal.own_pause, refusal.reason, 1) if refusal.own_pause else None

    async def _pause_alone(self, call: Call[Any], pause: Pause) -> None:
        call.notify(pause, set())
        start = self._clock.monotonic()
        await self._clock.sleep(pause.seconds)
        call.waited += self._clock.monotonic() - start
