"""The gate in front of the network: calls wait in order of arrival, and go only when the server will have them.

`Gates` is what the send boundary talks to. It hands out the slots of one client, each to the call that has waited longest of
all that may go. Whether a call may go is for the state of its bucket to say (`_rate_state`). A call that is refused keeps its
place in the queue. There is no task in the background: each closed gate before which somebody waits has an alarm, and so has
each waiting call with a deadline.
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

from ._alarm import Alarm
from ._clock import Clock
from ._rate_limits import Quota, Said, read
from ._rate_state import BucketState, OriginState, Reason, Ticket

Refused: TypeAlias = Literal["", "max_attempts", "max_wait", "deadline"]

_log: Final = logging.getLogger("idsessions.rate")
# The most that is added to a pause, so that several processes do not come back at once.
_JITTER: Final = 0.25
_SWEEP_EVERY: Final = 60.0
_place: Final = attrgetter("place")


@frozen
class Pause:
    """A pause that is about to begin.

    Attributes:
        bucket: The name of what is limited.
        seconds: How long it will be.
        reason: Of all calls of the bucket: ``used up`` (no request remains in this window), ``refused`` (a 429), ``unavailable``
            (a 503 with ``Retry-After``). Of one call alone: ``narrower`` (a limit of its own, such as one per user),
            ``crowded`` (too many requests at once).
        waiting: How many calls wait for its end.
    """

    bucket: str
    seconds: float
    reason: Reason
    waiting: int


@frozen
class RateLimit:
    """How a call waits when the server limits requests.

    Args:
        max_attempts: Sends of one call that may end in a refusal; after the last one it fails.
        max_wait: The longest pause to sit out, in seconds. When the server asks for a longer one, calls fail at once.
        on_pause: Called before each pause, once however many calls wait for its end.
    """

    max_attempts: int = 8
    max_wait: float = 120.0
    on_pause: Callable[[Pause], None] | None = None


@frozen
class Bucket:
    """What shares one quota: the calls of one principal to one family of endpoints."""

    origin: str
    # By identity: a credential that renews its token keeps its gate, and no secret is hashed or compared.
    principal: object = field(eq=id, repr=False)
    name: str


@frozen
class Outcome:
    """The last response to a call, and what it took.

    Attributes:
        response: The response, a refusal if the call was refused to the end.
        attempts: How often it was sent.
        waited: Seconds spent in the queue and in pauses.
        retry_after: Seconds from now that the server asks to wait; None if it does not say.
        refused: Why a refusal was not repeated; empty otherwise.
        quota: The budget, as the response tells it.
    """

    response: httpx.Response
    attempts: int
    waited: float
    retry_after: float | None
    refused: Refused
    quota: Quota | None


class GateTimeout(Exception):
    """A call was never sent, since its turn does not come in time.

    Attributes:
        reason: ``max_wait`` or ``deadline``.
        waited: Seconds spent in the queue.
        retry_after: Seconds from now until the pause ends; None if it was not a pause that took too long.
    """

    def __init__(self, reason: Refused, *, waited: float, retry_after: float | None) -> None:
        super().__init__(f"not sent within {reason}")
        self.reason = reason
        self.waited = waited
        self.retry_after = retry_after


@define(eq=False)
class _Call:
    place: int
    limit: RateLimit
    deadline: float
    repeatable: bool
    turn: asyncio.Future[Refused] | None = None
    ticket: Ticket = field(init=False)
    attempts: int = 0
    waited: float = 0.0
    response: httpx.Response | None = None
    said: Said = field(factory=Said)

    def end(self, refused: Refused = "", pause: float | None = None) -> Outcome:
        """The outcome; with the seconds that a pause still takes, if one is in the way."""
        if self.response is None:
            raise GateTimeout(refused, waited=self.waited, retry_after=pause)
        after, quota = self.said.retry_after, self.said.quota
        if after is None and self.response.status_code == 429 and quota is not None and quota.remaining == 0:
            after = quota.resets_in
        return Outcome(self.response, self.attempts, self.waited, pause or after, refused, quota)


@define(eq=False)
class _Gate:
    name: str
    state: BucketState
    queue: list[_Call] = field(factory=list[_Call])
    """In order of their places."""
    told: set[Callable[[Pause], None]] = field(factory=set[Callable[[Pause], None]])
    """Hooks that have been told of the present pause."""

    def pause_left(self, now: float) -> float | None:
        """Seconds until the end of the pause as the server named it, if there is one."""
        return self.state.named - now if self.state.closed and self.state.named > now else None

    def hopeless(self, call: _Call, now: float) -> Refused:
        """Why a call need not wait for the end of the pause."""
        left = self.pause_left(now)
        if left is None:
            return ""
        if now + left > call.deadline:
            return "deadline"
        return "max_wait" if left > call.limit.max_wait else ""

    def next(self) -> _Call:
        """Who goes next: the first. After a refused probe whoever was refused least, lest one bad call hold up all."""
        if self.state.closed and self.state.in_a_row > 1:
            return min(self.queue, key=lambda call: (call.attempts, call.place))
        return self.queue[0]


class Gates:
    """All gates of one client, and the slots that they share.

    Args:
        clock: What all waiting goes by.
        random: Numbers in [0, 1), to spread the ends of pauses.
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
        self._origins: WeakValueDictionary[str, OriginState] = WeakValueDictionary()
        self._waiting: dict[_Gate, Alarm] = {}
        """The gates before which somebody waits."""
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
            limit: How to wait. None waits for a slot only, and repeats nothing.
            repeatable: Whether a 503 with ``Retry-After`` is repeated too; a 429 always is.
            deadline: A moment of the clock's ``monotonic()``: nothing is sent after it.

        Raises:
            GateTimeout: The call was never sent.
        """
        gate = self._gate(bucket if limit else Bucket(bucket.origin, None, ""))
        self._places += 1
        call = _Call(self._places, limit or RateLimit(), inf if deadline is None else deadline, repeatable)
        while True:
            if refused := await self._turn(gate, call):
                return call.end(refused, gate.pause_left(self._clock.monotonic()))
            call.attempts += 1
            try:
                call.response = await attempt(call.attempts)
            except BaseException:
                self._give_back(gate, call)
                self._admit()
                raise
            self._give_back(gate, call)
            step = self._learn(gate, call, call.response) if limit else call.end()
            if step is None:
                continue  # To its place in the queue; only then does the slot go to whoever is next.
            self._admit()
            if isinstance(step, Outcome):
                return step
            await self._alone(call, step)

    def _gate(self, bucket: Bucket) -> _Gate:
        now = self._clock.monotonic()
        if now >= self._sweep_at:
            self._gates = {key: gate for key, gate in self._gates.items() if gate.queue or not gate.state.spent(now)}
            self._sweep_at = now + _SWEEP_EVERY
        gate = self._gates.get(bucket)
        if gate is None:
            origin = self._origins.setdefault(bucket.origin, OriginState())
            gate = self._gates[bucket] = _Gate(bucket.name, BucketState(origin))
        if not gate.queue and not gate.state.in_flight:
            gate.state.pace.restart(None if gate.state.closed else now)
        return gate

    async def _turn(self, gate: _Gate, call: _Call) -> Refused:
        """Wait until the call has a slot, or say why it will not have one in time."""
        now = self._clock.monotonic()
        refused = "deadline" if call.deadline <= now else gate.hopeless(call, now)
        if refused or (not gate.queue and self._may_go(gate, now)):
            if not refused:
                self._take(gate, call, now)
            self._admit()
            return refused
        turn: asyncio.Future[Refused] = asyncio.get_running_loop().create_future()
        call.turn = turn
        insort(gate.queue, call, key=_place)
        if gate not in self._waiting:
            self._waiting[gate] = Alarm(self._clock, lambda error: self._ring(gate, error))
        alarm = Alarm(self._clock, lambda error: self._resolve(gate, call, "deadline", error))
        if call.deadline < inf:
            alarm.set(call.deadline)
        if gate.state.closed and (left := gate.state.opens_at - now) > 0:
            self._tell(call, Pause(gate.name, left, gate.state.reason, len(gate.queue)), gate.told)
        self._admit()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._leave_queue(gate, call)
            elif turn.exception() is None and not turn.result():  # Cancelled in the moment of having its turn.
                self._give_back(gate, call)
            self._admit()
            raise
        finally:
            alarm.cancel()
            call.waited += self._clock.monotonic() - now

    def _may_go(self, gate: _Gate, now: float) -> bool:
        return self._free > 0 and gate.state.origin.has_room() and gate.state.ready_at(now) <= now

    def _take(self, gate: _Gate, call: _Call, now: float) -> None:
        self._free -= 1
        call.ticket = gate.state.leaves(now, call.attempts)

    def _give_back(self, gate: _Gate, call: _Call) -> None:
        self._free += 1
        gate.state.returns(call.ticket)

    def _admit(self) -> None:
        """Let in whoever may go, the longest waiting first, and set the alarms for the rest."""
        if not self._waiting:
            return
        now = self._clock.monotonic()
        while self._free > 0 and (ready := [gate for gate in self._waiting if self._may_go(gate, now)]):
            gate = min(ready, key=lambda gate: gate.queue[0].place)
            call = gate.next()
            self._take(gate, call, now)
            self._resolve(gate, call, "")
        for gate, alarm in self._waiting.items():
            if now < (moment := gate.state.ready_at(now)) < inf:
                alarm.set(moment)

    def _ring(self, gate: _Gate, error: BaseException | None) -> None:
        if error is not None:  # The clock is broken, and nobody would ever be woken.
            for call in list(gate.queue):
                self._resolve(gate, call, "", error)
        self._admit()

    def _resolve(self, gate: _Gate, call: _Call, refused: Refused, error: BaseException | None = None) -> None:
        self._leave_queue(gate, call)
        assert call.turn is not None
        if call.turn.done():
            return
        if error is not None:
            call.turn.set_exception(error)
        else:
            call.turn.set_result(refused)

    def _leave_queue(self, gate: _Gate, call: _Call) -> None:
        at = bisect_left(gate.queue, call.place, key=_place)
        if gate.queue[at : at + 1] == [call]:
            del gate.queue[at]
        if not gate.queue and gate in self._waiting:
            self._waiting.pop(gate).cancel()

    def _learn(self, gate: _Gate, call: _Call, response: httpx.Response) -> Outcome | Pause | None:
        """What comes after an answer: the end, a pause of the call alone, or its place in the queue again."""
        now = self._clock.monotonic()
        state = gate.state
        call.said = read(response.headers.raw, state.origin.clock, sent=call.ticket.sent, received=now)
        epoch = state.epoch
        jitter = _JITTER * self._random()
        refusal = state.answered(call.ticket, response.status_code, call.said, now=now, jitter=jitter)
        again = refusal is not None and (response.status_code != 503 or call.repeatable)
        if state.epoch != epoch:
            self._closed(gate, now, waiting=len(gate.queue) + again)
        if refusal is None or not again:
            return call.end()
        if call.attempts >= call.limit.max_attempts:
            return call.end("max_attempts")
        if refusal.alone > call.limit.max_wait + _JITTER:
            return call.end("max_wait")
        if now + refusal.alone > call.deadline:
            return call.end("deadline")
        return Pause(gate.name, refusal.alone, refusal.reason, 1) if refusal.alone else None

    def _closed(self, gate: _Gate, now: float, waiting: int) -> None:
        """A gate has closed: those who cannot wait fail at once; the hooks of the others are told."""
        pause = Pause(gate.name, gate.state.opens_at - now, gate.state.reason, waiting)
        _log.info("%s: no calls for %.1f s (%s), %d waiting", pause.bucket, pause.seconds, pause.reason, pause.waiting)
        gate.told.clear()
        for call in list(gate.queue):
            if refused := gate.hopeless(call, now):
                self._resolve(gate, call, refused)
            else:
                self._tell(call, pause, gate.told)

    def _tell(self, call: _Call, pause: Pause, told: set[Callable[[Pause], None]]) -> None:
        hook = call.limit.on_pause
        if hook is not None and hook not in told:
            told.add(hook)
            # Called by the loop: what a hook raises is no concern of the call that happens to run now.
            asyncio.get_running_loop().call_soon(hook, pause)

    async def _alone(self, call: _Call, pause: Pause) -> None:
        self._tell(call, pause, set())
        start = self._clock.monotonic()
        await self._clock.sleep(pause.seconds)
        call.waited += self._clock.monotonic() - start
