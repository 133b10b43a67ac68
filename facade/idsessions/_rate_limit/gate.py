"""The gate in front of the network: calls wait in order of arrival, and go only when the server will have them.

`Gates` is what the send boundary talks to. It hands out the slots of one client, each to the call that has waited longest of
all that may go. Whether a call may go is for the state of its bucket to say (`_rate_state`). A call that is refused keeps its
place in the queue. No task runs in the background, but for an alarm at each gate before which somebody waits for a moment
to come.
"""

from __future__ import annotations

import asyncio
import logging
import random as _random
from bisect import bisect_left, insort
from collections.abc import Awaitable, Callable
from math import inf
from operator import attrgetter
from typing import Final
from weakref import WeakValueDictionary, ref

import httpx
from attrs import define, field

from .._alarm import Alarm
from .._clock import Clock
from .headers import Said, read
from .records import Bucket, GateTimeout, Outcome, Pause, RateLimit, Refused
from .state import BucketState, OriginState, Ticket

__all__ = ["Bucket", "GateTimeout", "Gates", "Outcome", "Pause", "RateLimit"]

_log: Final = logging.getLogger("idsessions.rate")
# The most that is added to a pause, so that several processes do not come back at once.
_JITTER: Final = 0.25
_SWEEP_EVERY: Final = 60.0
_place: Final = attrgetter("place")


@define(eq=False)
class _Call:
    place: int
    limit: RateLimit
    deadline: float
    repeatable: bool
    turn: asyncio.Future[Refused] | None = None
    gate: _Gate | None = None
    ticket: Ticket | None = None
    """As long as it holds a slot."""
    attempts: int = 0
    waited: float = 0.0
    response: httpx.Response | None = None
    said: Said = field(factory=Said)

    def waits(self) -> bool:
        return self.turn is not None and not self.turn.done()

    def end(self, refused: Refused, retry_after: float | None) -> Outcome:
        """The outcome; or, if it was never sent, the error."""
        if self.response is None:
            raise GateTimeout(refused, waited=self.waited, retry_after=retry_after)
        return Outcome(self.response, self.attempts, self.waited, retry_after, refused, self.said.quota)


@define(eq=False)
class _Gate:
    name: str
    state: BucketState
    principal: object = None
    queue: list[_Call] = field(factory=list[_Call])
    """In order of their places."""
    told: set[Callable[[Pause], None]] = field(factory=set[Callable[[Pause], None]])
    """Hooks that have been told of the present pause."""

    def wakes_at(self, now: float) -> float:
        """When to check again if nothing else happens first; `inf` if never."""
        ready = self.state.ready_at(now)
        return ready if ready > now else inf

    def pause_left(self, now: float) -> float | None:
        """Seconds until the end of the pause as the server named it, if there is one."""
        return self.state.named - now if self.state.closed and self.state.named > now else None

    def hopeless(self, call: _Call, now: float) -> Refused:
        """Why a call need not wait: its deadline has passed, or a pause is longer than it has or is ready to wait."""
        left = self.pause_left(now)
        if call.deadline <= now or (left is not None and now + left > call.deadline):
            return "deadline"
        return "max_wait" if left is not None and left > call.limit.max_wait else ""

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
        # By the identity of the principal: a credential that renews its token keeps its gate, and no secret is hashed.
        self._gates: dict[tuple[str, int, str], _Gate] = {}
        self._origins: WeakValueDictionary[str, OriginState] = WeakValueDictionary()
        self._waiting: dict[_Gate, Alarm] = {}
        """The gates before which somebody waits."""
        self._sweep_at = -inf
        self._over: Callable[[], Exception] | None = None

    def close(self, error: Callable[[], Exception]) -> None:
        """Let nobody in any more: who waits for a turn, now or later, gets ``error()``."""
        self._over = error
        for gate in list(self._waiting):
            for call in list(gate.queue):
                self._resolve(gate, call, "", error())

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
            deadline: A moment of the clock's ``monotonic()``. Nothing is sent after it, and a pause that ends later is not
                waited for. The caller cancels a call that is still in the queue then.

        Raises:
            GateTimeout: The call was never sent.
        """
        if limit is None:
            bucket = Bucket(bucket.origin, None, "")
        self._places += 1
        call = _Call(self._places, limit or RateLimit(), inf if deadline is None else deadline, repeatable)
        loop = asyncio.get_running_loop()
        try:
            return await self._send(attempt, call, bucket, repeat=limit is not None)
        except GeneratorExit:
            # The finalizer of a coroutine that is garbage runs in any thread, between any two lines, and even after the loop.
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._drop, call)
            raise
        except BaseException:
            self._drop(call)
            raise

    async def _send(
        self, attempt: Callable[[int], Awaitable[httpx.Response]], call: _Call, bucket: Bucket, *, repeat: bool
    ) -> Outcome:
        while True:
            gate = call.gate = self._gate(bucket)
            if refused := await self._turn(gate, call):
                return call.end(refused, gate.pause_left(self._clock.monotonic()))
            call.attempts += 1
            call.response = await attempt(call.attempts)
            ticket = self._give_back(gate, call)
            step = self._learn(gate, call, ticket, call.response, repeat=repeat)
            if step is None:
                continue  # To its place in the queue; only then does the slot go to whoever is next.
            self._admit()
            if isinstance(step, Outcome):
                return step
            await self._alone(call, step)

    def _gate(self, bucket: Bucket) -> _Gate:
        now = self._clock.monotonic()
        if now >= self._sweep_at:
            for key in tuple(self._gates):
                gate = self._gates.get(key)
                if gate is not None and not gate.queue and gate.state.spent(now):
                    self._gates.pop(key, None)
            self._sweep_at = now + _SWEEP_EVERY
        key = (bucket.origin, id(bucket.principal), bucket.name)
        gate = self._gates.get(key)
        if gate is None:
            origin = self._origins.setdefault(bucket.origin, OriginState())
            gate = self._gates[key] = _Gate(bucket.name, BucketState(origin))
            try:
                gate.principal = ref(bucket.principal, lambda _: self._gates.pop(key, None))
            except TypeError:  # A constant: it is kept, so that its id does not become another's.
                gate.principal = bucket.principal
        if not gate.queue and not gate.state.in_flight:
            gate.state.pace.restart(None if gate.state.closed else now)
        return gate

    async def _turn(self, gate: _Gate, call: _Call) -> Refused:
        """Wait until the call has a slot, or say why it will not have one in time."""
        if self._over is not None:
            raise self._over()
        now = self._clock.monotonic()
        refused = gate.hopeless(call, now)
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
        if gate.state.closed and (left := gate.state.opens_at - now) > 0:
            self._tell(call, Pause(gate.name, left, gate.state.reason, len(gate.queue)), gate.told)
        self._admit()
        refused = await turn
        call.waited += self._clock.monotonic() - now
        return refused

    def _may_go(self, gate: _Gate, now: float) -> bool:
        return self._free > 0 and gate.state.origin.has_room() and gate.state.ready_at(now) <= now

    def _take(self, gate: _Gate, call: _Call, now: float) -> None:
        self._free -= 1
        call.ticket = gate.state.leaves(now, call.attempts)

    def _give_back(self, gate: _Gate, call: _Call) -> Ticket:
        ticket, call.ticket = call.ticket, None
        assert ticket is not None
        self._free += 1
        gate.state.returns(ticket)
        return ticket

    def _drop(self, call: _Call) -> None:
        """Give back the slot and the place in the queue that a call has, if it has any."""
        if call.gate is not None:
            self._leave_queue(call.gate, call)
            if call.ticket is not None:
                self._give_back(call.gate, call)
            self._admit()

    def _admit(self) -> None:
        """Let in whoever may go, the longest waiting first, and set the alarms for the rest."""
        if not self._waiting:
            return
        now = self._clock.monotonic()
        while self._free > 0 and (ready := [gate for gate in self._waiting if self._may_go(gate, now)]):
            gate = min(ready, key=lambda gate: gate.queue[0].place)
            call = gate.next()
            refused = gate.hopeless(call, now)
            if call.waits() and not refused:  # It may have been cancelled just now.
                self._take(gate, call, now)
            self._resolve(gate, call, refused)
        for gate, alarm in self._waiting.items():
            if (moment := gate.wakes_at(now)) < inf:
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

    def _learn(
        self, gate: _Gate, call: _Call, ticket: Ticket, response: httpx.Response, *, repeat: bool
    ) -> Outcome | Pause | None:
        """What comes after an answer: the end, a pause of the call alone, or its place in the queue again."""
        now = self._clock.monotonic()
        state, status = gate.state, response.status_code
        said = call.said = read(response.headers.raw, state.origin.clock, sent=ticket.sent, received=now)
        retry_after = said.retry_after
        if retry_after is None and status == 429 and said.quota is not None and said.quota.remaining == 0:
            retry_after = said.quota.resets_in
        if not repeat:
            return call.end("", retry_after)
        epoch = state.epoch
        refusal = state.answered(ticket, status, said, now=now, jitter=_JITTER * self._random())
        again = refusal is not None and (status == 429 or call.repeatable)
        if state.epoch != epoch:
            self._closed(gate, now, waiting=len(gate.queue) + again)
        if refusal is None or not again:
            return call.end("", retry_after)
        if call.attempts >= call.limit.max_attempts:
            return call.end("max_attempts", retry_after)
        if refusal.alone > call.limit.max_wait + _JITTER:
            return call.end("max_wait", retry_after)
        if now + refusal.alone > call.deadline:
            return call.end("deadline", retry_after)
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
