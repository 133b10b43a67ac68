"""The gate in front of the network: calls wait in order of arrival, and go only when the server will have them.

`Gates` is what the send boundary talks to: it hands out the slots of one client. A `_Gate` stands before one bucket and is
plain state: what was said and what is in flight, and from these when the next call may go. A gate is in one of three states:

    open ----- refused, or nothing remaining -----> closed until the moment the server named
    half open: that moment has come; one call goes as a probe, and its answer opens the gate or closes it again
"""

from __future__ import annotations

import asyncio
import logging
import random as _random
from bisect import bisect_left, insort
from collections.abc import Awaitable, Callable
from math import inf
from operator import attrgetter
from typing import Final, Literal, TypeAlias
from weakref import WeakValueDictionary

import httpx
from attrs import define, field, frozen

from idsessions._clock import Clock
from idsessions._rate_limits import Quota, Said, ServerClock, read

_log: Final = logging.getLogger("idsessions.rate")

Refused: TypeAlias = Literal["", "max_attempts", "max_wait", "deadline"]
Reason: TypeAlias = Literal["used up", "refused", "unavailable", "narrower", "crowded"]

# Up to this much is added to every pause, so that several processes do not come back at once.
_JITTER: Final = 0.25
# How long to wait for a server that refuses and does not say: doubled each time in a row, up to the second.
_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 8.0
# Two resets closer than this are one window: the field may be in whole seconds, and the answers took their time.
_SAME_WINDOW: Final = 2.0
_place = attrgetter("place")


@frozen
class Pause:
    """A pause that is about to begin, as `RateLimit.on_pause` gets it."""

    bucket: str
    seconds: float
    reason: Reason
    """"used up": no request remains in the window. "refused": a 429. "unavailable": a 503 with Retry-After. Of one call alone:
    "narrower": a limit of its own, such as one per user; "crowded": too many requests at once."""
    waiting: int
    """Calls that wait for its end."""


@frozen
class RateLimit:
    """How a call waits for its turn when the server limits requests.

    Args:
        max_attempts: Sends of one call that may end in a refusal; the last refusal is raised.
        max_wait: The longest pause to sit out, in seconds. If the server asks for a longer one, calls fail at once.
        on_pause: Called before each pause, once however many calls wait for its end.
    """

    max_attempts: int = 8
    max_wait: float = 120.0
    on_pause: Callable[[Pause], None] | None = None


@frozen
class Bucket:
    """What shares one quota: calls of one principal to one family of endpoints."""

    origin: str
    principal: object = field(
        eq=id, repr=False
    )  # By identity: a renewed token keeps its gate, and no secret is hashed.
    name: str


@frozen
class Outcome:
    """The last response to a call, and what it took."""

    response: httpx.Response
    attempts: int
    waited: float
    """Seconds spent in queues and pauses."""
    retry_after: float | None
    """Seconds that the server asks to wait from now on; None if it does not say."""
    refused: Refused
    """Why a refusal was not repeated."""
    quota: Quota | None
    """The budget as the response tells it."""


class GateTimeout(Exception):
    """A call was not sent: its turn does not come in time. `retry_after` and `waited` are in seconds."""

    def __init__(self, reason: Refused, *, waited: float, retry_after: float | None) -> None:
        super().__init__(f"not sent: {reason} after {waited:.1f} s in the queue")
        self.reason = reason
        self.waited = waited
        self.retry_after = retry_after


@define(eq=False)
class _Call:
    """One call on its way: its place in the queue is its own until it is done, however often it is refused."""

    place: int
    limit: RateLimit
    deadline: float
    turn: asyncio.Future[Refused] | None = None
    epoch: int = 0
    attempts: int = 0
    waited: float = 0.0


@define(eq=False)
class _Origin:
    """What all buckets of one server share: its clock, and the number of requests that it takes at once."""

    clock: ServerClock = field(factory=ServerClock)
    in_flight: int = 0
    width: float = inf

    def has_room(self) -> bool:
        return self.in_flight < self.width

    def shrink(self) -> None:
        self.width = max(1, self.in_flight)

    def grow(self) -> None:
        self.width += 1 / self.width  # One more a round.


@define(eq=False)
class _Gate:
    """The state of one bucket. It knows no clock and no task: moments are given to it."""

    bucket: Bucket
    origin: _Origin
    queue: list[_Call] = field(factory=list[_Call])
    in_flight: int = 0
    # Closed. An epoch ends with each closing: answers to what was sent before it say nothing about the time after.
    closed: bool = False
    closed_at: float = -inf
    opens_at: float = -inf
    reason: Reason = "refused"
    told: bool = False  # The server named the moment.
    probe: _Call | None = None
    epoch: int = 0
    in_a_row: int = 0
    heard: set[Callable[[Pause], None]] = field(factory=set[Callable[[Pause], None]])
    # Counting, where the server counts aloud. It keeps to that: an answer without counts, from a router say, changes nothing.
    counts: bool = False
    limit: int | None = None
    remaining: int = 0
    resets_at: float = -inf
    # Pacing, where the server only refuses: calls a second, from the calls accepted between one opening and the next.
    rate: float = inf
    pause: float = 0.0
    opened_at: float | None = None
    sent: int = 0
    accepted: int = 0

    def ready_at(self, now: float) -> float:
        """When the next call may go: now or before, at a later moment, or (`inf`) not before an answer to one in flight."""
        if self.closed:
            return self.opens_at if self.probe is None else inf
        if self.counts:
            return now if self.remaining > self.in_flight else self.resets_at
        if self.rate == inf or self.opened_at is None:
            return now
        # What has flowed in since the server first refused. A short pause is spent by half, so that a bucket of tokens lasts
        # until the growth, hardly felt for some seconds and steep later, has found out whether there is more.
        passed = now - self.opened_at
        growth = 1 + (passed / 10) ** 3
        carried = self.pause if self.pause >= 5 else self.pause / 2
        missing = self.sent + 1 - self.rate * (carried + passed) * growth
        return now + missing / (self.rate * growth)

    def idle(self) -> bool:
        return not self.queue and self.in_flight == 0

    def hopeless(self, call: _Call, now: float) -> Refused:
        """Why a call need not wait for the end of a pause."""
        if not self.closed or self.opens_at <= now:
            return ""
        if self.opens_at > call.deadline:
            return "deadline"
        return "max_wait" if self.opens_at - now > call.limit.max_wait + _JITTER else ""

    def next(self) -> _Call:
        """Who goes next: the first; but after a refused probe whoever was refused least, lest one bad call hold up all."""
        if self.closed and self.in_a_row > 1:
            return min(self.queue, key=lambda call: (call.attempts, call.place))
        return self.queue[0]

    def leaves(self, call: _Call, now: float) -> None:
        self.in_flight += 1
        self.origin.in_flight += 1
        self.sent += 1
        call.epoch = self.epoch
        if self.closed:
            self.probe = call

    def returns(self, call: _Call) -> None:
        self.in_flight -= 1
        self.origin.in_flight -= 1
        if self.probe is call:
            self.probe = None

    def answered(
        self, call: _Call, status: int, said: Said, *, sent: float, now: float, jitter: float
    ) -> tuple[Reason, float] | None:
        """Learn from an answer. None if the call was let in; else why not, and the seconds it should wait alone, if any."""
        fresh = call.epoch == self.epoch
        quota = said.quota
        if status != 429 and (status != 503 or said.retry_after is None):
            self.origin.grow()
            if fresh:
                self._accepted(quota, sent=sent, now=now, jitter=jitter)
            return None
        told = said.retry_after
        reason: Reason = "refused" if status == 429 else "unavailable"
        alone = max(told or 0.0, min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** (call.attempts - 1))) + jitter
        if said.crowded or (told is None and quota is None):
            if self.origin.in_flight > 0:
                self.origin.shrink()
                return "crowded", alone
            told = None
        elif quota is not None:
            if quota.remaining > 0 or (quota.limit or inf) < (self.limit or 0):
                return "narrower", max(alone, quota.resets_in or 0.0) if quota.remaining == 0 else alone
            told = quota.resets_in if told is None else told
        if fresh:
            self.in_a_row += 1
            self._close(told, reason, now=now, jitter=jitter)
        return reason, 0.0

    def _accepted(self, quota: Quota | None, *, sent: float, now: float, jitter: float) -> None:
        if self.closed:
            self.closed = False
            if self.opened_at is not None:
                self.rate = max(1, self.accepted) / (sent - self.opened_at)
            self.pause = sent - self.closed_at
            self.opened_at, self.sent, self.accepted = sent, 1, 0
        self.in_a_row = 0
        self.accepted += 1
        if quota is not None and quota.resets_in:
            resets_at = now + quota.resets_in
            self.counts = True
            self.limit = quota.limit
            if resets_at > self.resets_at + _SAME_WINDOW or self.resets_at <= now:
                self.resets_at, self.remaining = resets_at, quota.remaining
            elif resets_at > self.resets_at - _SAME_WINDOW:
                self.remaining = min(self.remaining, quota.remaining)
            if self.remaining <= 0:
                self._close(self.resets_at - now, "used up", now=now, jitter=jitter)

    def _close(self, seconds: float | None, reason: Reason, *, now: float, jitter: float) -> None:
        if not self.closed:
            self.closed_at = now
        self.closed = True
        self.told = bool(seconds)
        self.opens_at = now + jitter + (seconds or min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** (self.in_a_row - 1)))
        self.reason = reason
        self.epoch += 1
        self.heard.clear()

    def starts_afresh(self, now: float) -> None:
        """Nobody is here: what came in while nobody asked for more says nothing about the most that could."""
        self.rate = inf
        self.opened_at = None if self.closed else now
        self.sent = self.accepted = 0

    def spent(self, now: float) -> bool:
        """Whether there is nothing left to remember."""
        return self.idle() and self.opens_at <= now and self.resets_at <= now


class _Alarm:
    """Rings once at a moment of the clock: one task while it is set, none otherwise."""

    def __init__(self, clock: Clock, ring: Callable[[BaseException | None], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._moment = inf
        self._task: asyncio.Task[None] | None = None

    def set(self, moment: float) -> None:
        """Ring at this moment, or before: who is rung asks again."""
        if self._task is not None and not self._task.done():
            if self._moment <= moment:
                return
            self._task.cancel()
        self._moment = moment
        self._task = asyncio.get_running_loop().create_task(self._sleep(moment))
        self._task.add_done_callback(self._done)

    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _sleep(self, moment: float) -> None:
        await self._clock.sleep(moment - self._clock.monotonic())

    def _done(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            if task is self._task:
                self._task = None
            self._ring(task.exception())


class Gates:
    """All gates of one client, and the slots that they share.

    Args:
        clock: What all waiting goes by.
        random: Spreads the ends of pauses; a number in [0, 1).
        max_concurrency: The most requests in flight at a time.
    """

    def __init__(
        self, *, clock: Clock, random: Callable[[], float] = _random.random, max_concurrency: int = 32
    ) -> None:
        self._clock = clock
        self._random = random
        self._free = max_concurrency
        self._places = 0
        self._gates: dict[Bucket, _Gate] = {}
        self._origins: WeakValueDictionary[str, _Origin] = WeakValueDictionary()
        self._waiting: dict[_Gate, _Alarm] = {}
        self._sweep_at = -inf

    async def send(
        self,
        attempt: Callable[[int], Awaitable[httpx.Response]],
        *,
        bucket: Bucket,
        limit: RateLimit | None,
        repeatable: bool,
        deadline: float | None,
    ) -> Outcome:
        """Make a call when its turn comes, and again while it is refused.

        Args:
            attempt: Makes the n-th exchange (from 1), and reads the body. What it raises passes through.
            bucket: What the call counts against.
            limit: How to wait; None neither waits nor repeats, and takes a slot only.
            repeatable: Whether a 503 with `Retry-After` is repeated too; a 429 is always.
            deadline: The moment of the clock's `monotonic()` by which the call must have been sent.

        Raises:
            GateTimeout: The call was never sent.
        """
        gate = self._gate(bucket if limit else Bucket(bucket.origin, None, ""))
        self._places += 1
        call = _Call(self._places, limit or RateLimit(max_attempts=1), inf if deadline is None else deadline)
        last: Outcome | None = None
        while True:
            why = await self._turn(gate, call)
            sent = self._clock.monotonic()
            if why:
                left = gate.opens_at - sent if gate.closed and gate.told and gate.opens_at > sent else None
                if last is None:
                    raise GateTimeout(why, waited=call.waited, retry_after=left)
                return Outcome(last.response, call.attempts, call.waited, left or last.retry_after, why, last.quota)
            call.attempts += 1
            try:
                response = await attempt(call.attempts)
            except BaseException:
                self._free += 1
                gate.returns(call)
                self._admit()
                raise
            now = self._clock.monotonic()
            self._free += 1
            gate.returns(call)
            said = read(response.headers.raw, gate.origin.clock, sent=sent, received=now)
            epoch = gate.epoch
            verdict = None
            if limit:
                jitter = self._random() * _JITTER
                verdict = gate.answered(call, response.status_code, said, sent=sent, now=now, jitter=jitter)
                if gate.epoch != epoch:
                    self._announce(gate, now)
            retry_after = said.retry_after
            if retry_after is None and said.quota and said.quota.remaining == 0 and response.status_code == 429:
                retry_after = said.quota.resets_in
            last = Outcome(response, call.attempts, call.waited, retry_after, "", said.quota)
            if verdict is None or (response.status_code == 503 and not repeatable):
                self._admit()
                return last
            reason, alone = verdict
            if call.attempts >= call.limit.max_attempts:
                why = "max_attempts"
            elif alone > call.limit.max_wait + _JITTER:
                why = "max_wait"
            elif now + alone > call.deadline:
                why = "deadline"
            if why:
                self._admit()
                return Outcome(response, call.attempts, call.waited, retry_after, why, said.quota)
            if alone:
                self._admit()
                if call.limit.on_pause:
                    call.limit.on_pause(Pause(gate.bucket.name, alone, reason, 1))
                await self._clock.sleep(alone)
                call.waited += self._clock.monotonic() - now

    def _gate(self, bucket: Bucket) -> _Gate:
        now = self._clock.monotonic()
        if now >= self._sweep_at:
            self._gates = {bucket: gate for bucket, gate in self._gates.items() if not gate.spent(now)}
            self._sweep_at = now + 60
        if (gate := self._gates.get(bucket)) is None:
            origin = self._origins.setdefault(bucket.origin, _Origin())
            gate = self._gates[bucket] = _Gate(bucket, origin)
        if gate.idle():
            gate.starts_afresh(now)
        return gate

    async def _turn(self, gate: _Gate, call: _Call) -> Refused:
        """Wait until the call has a slot; or say why it will not get one in time."""
        now = self._clock.monotonic()
        if call.deadline <= now:
            self._admit()
            return "deadline"
        if not gate.queue and self._free > 0 and gate.origin.has_room() and gate.ready_at(now) <= now:
            self._grant(gate, call, now)
            return ""
        if why := gate.hopeless(call, now):
            self._admit()
            return why
        self._tell(gate, call, now)
        turn: asyncio.Future[Refused] = asyncio.get_running_loop().create_future()
        call.turn = turn
        insort(gate.queue, call, key=_place)
        if gate not in self._waiting:
            self._waiting[gate] = _Alarm(self._clock, lambda error: self._rung(gate, error))
        limit = _Alarm(self._clock, lambda error: self._resolve(gate, call, "deadline"))
        if call.deadline < inf:
            limit.set(call.deadline)
        self._admit()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                if turn.result() == "":
                    self._free += 1
                    gate.returns(call)
            else:
                self._dequeue(gate, call)
            self._admit()
            raise
        finally:
            limit.cancel()
            call.waited += self._clock.monotonic() - now

    def _admit(self) -> None:
        """Give each free slot to the call that has waited longest before an open gate; set alarms for the rest."""
        if not self._waiting:
            return
        now = self._clock.monotonic()
        while self._free > 0:
            ready = [gate for gate in self._waiting if gate.origin.has_room() and gate.ready_at(now) <= now]
            if not ready:
                break
            gate = min(ready, key=lambda gate: gate.queue[0].place)
            call = gate.next()
            self._grant(gate, call, now)
            self._resolve(gate, call, "")
        for gate, alarm in self._waiting.items():
            if now < (moment := gate.ready_at(now)) < inf:
                alarm.set(moment)

    def _grant(self, gate: _Gate, call: _Call, now: float) -> None:
        self._free -= 1
        gate.leaves(call, now)

    def _resolve(self, gate: _Gate, call: _Call, why: Refused) -> None:
        self._dequeue(gate, call)
        if call.turn is not None and not call.turn.done():
            call.turn.set_result(why)

    def _dequeue(self, gate: _Gate, call: _Call) -> None:
        at = bisect_left(gate.queue, call.place, key=_place)
        if at < len(gate.queue) and gate.queue[at] is call:
            del gate.queue[at]
        if not gate.queue and (alarm := self._waiting.pop(gate, None)):
            alarm.cancel()

    def _rung(self, gate: _Gate, error: BaseException | None) -> None:
        if error is not None:  # The clock is broken: nobody would ever be woken.
            for call in list(gate.queue):
                self._dequeue(gate, call)
                if call.turn is not None and not call.turn.done():
                    call.turn.set_exception(error)
        self._admit()

    def _announce(self, gate: _Gate, now: float) -> None:
        """A gate has closed: fail those who cannot wait for it, and tell the others' hooks."""
        for call in list(gate.queue):
            if why := gate.hopeless(call, now):
                self._resolve(gate, call, why)
            else:
                self._tell(gate, call, now)
        seconds = gate.opens_at - now
        _log.info("%s: closed for %.1f s (%s), %d waiting", gate.bucket.name, seconds, gate.reason, len(gate.queue))

    def _tell(self, gate: _Gate, call: _Call, now: float) -> None:
        hook = call.limit.on_pause
        if hook is not None and gate.closed and gate.opens_at > now and hook not in gate.heard:
            gate.heard.add(hook)
            pause = Pause(gate.bucket.name, gate.opens_at - now, gate.reason, len(gate.queue) + 1)
            asyncio.get_running_loop().call_soon(hook, pause)
