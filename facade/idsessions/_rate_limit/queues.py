"""The queues: calls wait in the lines of their bucket's gate, and each client gives its free slots to the lines that are ready.

Nothing here looks at all lines or all calls for one of them: a line is looked at when its bucket has changed, or when the
moment has come that the bucket named. No task runs in the background, except one alarm for each origin with such a moment.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
from bisect import bisect_left, insort
from collections.abc import Awaitable, Callable
from itertools import count
from math import inf
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeAlias
from weakref import WeakKeyDictionary, WeakValueDictionary

from attrs import define, field

from .._alarm import Alarm
from .._clock import Clock, SystemClock
from .headers import NOTHING, RateLimitHeaders, ServerClock
from .records import Pause, R, RateLimit, RejectReason
from .state import BucketState, OriginState, Ticket
from .store import Store

_log: Final = logging.getLogger("idsessions.rate")
_position: Final = attrgetter("position")
NUMBERS: Final = count()
"""For positions, and for entries of heaps that are equal otherwise."""
# When interactive and bulk calls wait for the same slots, one in so many is a bulk call.
_BULK_SHARE: Final = 5
_FEW: Final = 64

if TYPE_CHECKING:
    from .exchange import Grant, Report

Entry: TypeAlias = "tuple[int, int, int, Line]"
"""A line in a heap: calls in flight of its bucket, position of its first call, a number, the line."""


def reject_reason(
    *, now: float, pause: float | None, earliest: float, deadline: float, max_wait: float
) -> RejectReason:
    """Why a call must not wait; empty if it may.

    Args:
        pause: The seconds of the pause that it would have to wait out; None if there is none.
        earliest: The earliest moment at which it can go, by what is known.
    """
    if deadline <= now or earliest > deadline:
        return "deadline"
    return "max_wait" if pause is not None and pause > max_wait else ""


class Client(Protocol):
    """What the queues know of a client."""

    def admit(self, now: float) -> None:
        """Give each free slot to a call that may go."""
        ...


@define(eq=False, repr=False)
class Call(Generic[R]):
    """A call from its arrival to its outcome."""

    gate: Gate
    desk: Desk
    position: int
    """In the order of arrival; a refused call keeps it."""
    limit: RateLimit
    deadline: float
    retryable: bool = False
    retries: int = 0
    """How many times it may still be sent after a 502, 503 or 504 that names no time."""
    bulk: bool = False
    attempts: int = 0
    waited: float = 0.0
    ahead: int = 0
    """How many calls of its line were before it, when that was last asked."""
    line: Line | None = None
    """Set while the call waits in the queue."""
    decision: asyncio.Future[RejectReason] | None = None
    """Made when the call waits: why it must not, or empty if it has a slot."""
    ticket: Ticket | None = None
    """Set while the call holds a slot."""
    response: R | None = None
    headers: RateLimitHeaders = NOTHING

    def leave_queue(self, reason: RejectReason = "", error: BaseException | None = None) -> bool:
        """Leave the queue, if the call is in it: with a slot (""), a reason or an error. False if it has just been cancelled."""
        if self.line is None or self.decision is None:
            return False
        self.line.remove(self)
        self.line = None
        if self.decision.done():
            return False
        if error is not None:
            self.decision.set_exception(error)
        else:
            self.decision.set_result(reason)
        return True

    def earliest(self, now: float, ahead: int) -> float:
        return self.gate.state.earliest(now, ahead, self.limit)

    def reject_reason(self, now: float, ahead: int = 0) -> RejectReason:
        """Why the call must not wait behind so many calls; empty if it may."""
        state = self.gate.state
        if self.deadline == inf and not state.closed and not self.limit.reserve:
            return ""
        self.ahead = ahead
        pause, earliest = state.pause_left(now, self.limit), self.earliest(now, ahead)
        return reject_reason(
            now=now, pause=pause, earliest=earliest, deadline=self.deadline, max_wait=self.limit.max_wait
        )

    def notify(self, pause: Pause, notified: set[Callable[[Pause], None]]) -> None:
        """Call the hook, unless it has been notified."""
        hook = self.limit.on_pause
        if hook is not None and hook not in notified:
            notified.add(hook)
            # The loop calls it: an error of the hook must not fail the call that happens to run now.
            asyncio.get_running_loop().call_soon(hook, pause)


@define(eq=False, repr=False)
class Line:
    """The waiting calls of one client to one bucket that have the same priority and leave the same reserve."""

    gate: Gate
    desk: Desk
    key: object
    limit: RateLimit
    bulk: bool
    queue: list[Call[Any]] = field(factory=list["Call[Any]"])
    """In order of position."""
    entry: Entry | None = None
    """The entry in the heap of its desk that counts."""

    def next_call(self) -> Call[Any]:
        """The first call; after a refused probe the call with the fewest refusals, so that one bad call cannot block the queue."""
        if self.gate.state.closed and self.gate.state.refusals_in_a_row > 1:
            return min(self.queue, key=lambda call: (call.attempts, call.position))
        return self.queue[0]

    def remove(self, call: Call[Any]) -> None:
        del self.queue[bisect_left(self.queue, call.position, key=_position)]
        if not self.queue:
            self.entry = None
            del self.gate.lines[self.key]
            if not self.gate.lines:
                self.gate.wakes_at = inf
                self.gate.origin.set_alarm()

    def make_entry(self) -> Entry:
        self.entry = (self.gate.state.in_flight, self.queue[0].position, next(NUMBERS), self)
        return self.entry


@define(eq=False, repr=False)
class Desk:
    """Where one client takes the next call to one origin from: the ready lines, in heaps whose entries may be out of date.

    A line whose bucket has fewer calls in flight comes first, so that a busy bucket does not hold up another.
    """

    client: Client
    origin: Origin
    interactive: list[Entry] = field(factory=list[Entry])
    bulk: list[Entry] = field(factory=list[Entry])
    passed: int = 0
    """How many interactive calls have passed waiting bulk calls since the last bulk call."""
    crowded_at: int = _FEW

    def push(self, line: Line) -> None:
        """Enter a line that is ready, or whose bucket has fewer calls in flight than when it was entered."""
        if line.entry is not None and line.entry[:2] <= (line.gate.state.in_flight, line.queue[0].position):
            return
        heap = self.bulk if line.bulk else self.interactive
        if len(heap) >= self.crowded_at:
            heap[:] = [entry for entry in heap if entry[3].entry is entry]
            heapq.heapify(heap)
            self.crowded_at = max(_FEW, 2 * len(heap))
        heapq.heappush(heap, line.make_entry())
        self.origin.desks[self] = None

    def first(self) -> Entry | None:
        """The entry of the line that is next."""
        heap = self._next_heap()
        return heap[0] if heap else None

    def first_key(self) -> tuple[float, float]:
        entry = self.first()
        return (inf, inf) if entry is None else entry[:2]

    def pop(self) -> Line:
        """Take out the line that is next."""
        heap = self._next_heap()
        if self.interactive and self.bulk:
            self.passed = 0 if heap is self.bulk else self.passed + 1
        line = heapq.heappop(heap)[3]
        line.entry = None
        return line

    def _next_heap(self) -> list[Entry]:
        interactive, bulk = _refreshed(self.interactive), _refreshed(self.bulk)
        return bulk if bulk and (not interactive or self.passed >= _BULK_SHARE - 1) else interactive


def _refreshed(heap: list[Entry]) -> list[Entry]:
    """Bring the first entry of a heap up to date."""
    while heap:
        entry = heap[0]
        line = entry[3]
        if line.entry is not entry:
            heapq.heappop(heap)
        elif entry[:2] != (line.gate.state.in_flight, line.queue[0].position):
            heapq.heapreplace(heap, line.make_entry())
        else:
            break
    return heap


@define(eq=False, repr=False)
class Gate:
    """One bucket: what is known about it, and its lines."""

    bucket: str
    state: BucketState
    origin: Origin
    principals: list[Callable[[], object]] = field(factory=list[Callable[[], object]])
    """Of each client that shares it: a weak reference, which returns None when the principal is gone; or a constant."""
    lines: dict[object, Line] = field(factory=dict[object, Line])
    """The lines in which calls wait."""
    wakes_at: float = inf
    leave_fleet: Callable[[], Awaitable[None]] | None = None
    """Returns the permits that no call uses any more, if the bucket is shared through a store."""
    notified: set[Callable[[Pause], None]] = field(factory=set[Callable[[Pause], None]])
    """The hooks that know of the current pause."""

    @property
    def waiting(self) -> int:
        return sum(len(line.queue) for line in self.lines.values())

    def add_principal(self, principal: Callable[[], object]) -> None:
        self.principals = [*(each for each in self.principals if each() is not None), principal]

    def belongs_to(self, principal: object) -> bool:
        return any(each() == principal for each in self.principals)

    def join(self, store: Store, url: str, principal: str) -> None:
        """Share the bucket with other processes."""
        from .fleet import FleetState  # Only a gate with a store needs it.

        name = f"{self.bucket}|{principal}"

        async def exchange(member: str, report: Report) -> Grant:
            return await store.exchange(url, name, member, report)

        def wake(now: float, begins: bool) -> None:
            if begins and (pause := self.pause(now, self.waiting, RateLimit())) is not None:
                self.announce_pause(pause, now, None)
            if self.lines:
                self.look(now)
            self.origin.admit(now)

        self.state = state = FleetState(
            self.origin.state,
            clock=self.origin.clock,
            exchange=exchange,
            waiting=lambda: self.waiting,
            wake=wake,
        )
        self.leave_fleet = state.leave

    def enter(self, call: Call[Any]) -> asyncio.Future[RejectReason]:
        """Put a call into its line, and return its decision to wait for."""
        key = call.desk, call.bulk, call.limit.reserve, call.limit.use_burst
        line = self.lines.get(key)
        if line is None:
            line = self.lines[key] = Line(self, call.desk, key, call.limit, call.bulk)
        call.decision = decision = asyncio.get_running_loop().create_future()
        call.line = line
        insort(line.queue, call, key=_position)
        return decision

    def ahead_of(self, call: Call[Any]) -> int:
        """How many calls of its own line a new call would wait behind."""
        line = self.lines.get((call.desk, call.bulk, call.limit.reserve, call.limit.use_burst)) if self.lines else None
        return bisect_left(line.queue, call.position, key=_position) if line is not None else 0

    def look(self, now: float) -> None:
        """Enter the lines at their desks that are ready now, and set the alarm for the others."""
        for line in self.lines.values():
            ready_at = self.state.ready_at(now, line.limit, bulk=line.bulk)
            if ready_at <= now:
                line.desk.push(line)
            elif ready_at < self.wakes_at:
                self.origin.wake(self, ready_at)

    def pause(self, now: float, waiting: int, limit: RateLimit) -> Pause | None:
        """The current pause for calls with this limit."""
        state = self.state
        if state.closed:
            return Pause(self.bucket, state.opens_at - now, state.reason, waiting) if state.opens_at > now else None
        seconds = state.pause_left(now, limit)
        return None if seconds is None else Pause(self.bucket, seconds, "used up", waiting)

    def announce_pause(self, pause: Pause, now: float, reserve: float | None) -> None:
        """A pause begins: fail the waiting calls that must not wait for its end, and notify the hooks of the others.

        Args:
            reserve: The calls that it is for; None for all.
        """
        _log.info("%s: no calls for %.1f s (%s), %d waiting", pause.bucket, pause.seconds, pause.reason, pause.waiting)
        self.notified.clear()
        for line in list(self.lines.values()):
            for ahead, call in enumerate([*line.queue] if reserve in (None, line.limit.reserve) else []):
                if reason := call.reject_reason(now, ahead):
                    call.leave_queue(reason)
                else:
                    call.notify(pause, self.notified)


class Origin:
    """All gates of one server, in one event loop and by one clock; clients with the same principal share a gate."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.state = OriginState(ServerClock(clock.time))
        self.gates: WeakValueDictionary[tuple[int, str], Gate] = WeakValueDictionary()
        self.desks: dict[Desk, None] = {}
        """The desks with ready lines."""
        self._timed: list[tuple[float, int, Gate]] = []
        """Gates by the moment when they have to be looked at. Only the entry with the moment of its gate counts."""
        self._alarm = Alarm(clock, self._ring)

    def gate(self, principal: object, name: str) -> Gate:
        """The gate of a bucket; the same one for principals that are equal."""
        key = hash(principal), name
        gate = self.gates.get(key)
        if gate is None or not gate.belongs_to(principal):
            gate = self.gates[key] = Gate(name, BucketState(self.state), self)
        return gate

    def admit(self, now: float) -> None:
        """Let the clients give their free slots to the calls that are ready: first the client whose call comes first."""
        desks = list(self.desks)
        if len(desks) > 1:
            desks.sort(key=Desk.first_key)
        for desk in desks:
            desk.client.admit(now)
            if desk.first() is None:
                self.desks.pop(desk, None)

    def wake(self, gate: Gate, moment: float) -> None:
        """Look at a gate at ``moment``, or earlier."""
        gate.wakes_at = moment
        heapq.heappush(self._timed, (moment, next(NUMBERS), gate))
        self.set_alarm()

    def set_alarm(self) -> None:
        timed = self._timed
        while timed and timed[0][2].wakes_at != timed[0][0]:
            heapq.heappop(timed)
        if timed:
            self._alarm.set(timed[0][0])
        else:
            self._alarm.cancel()

    def _ring(self, error: BaseException | None) -> None:
        now = self.clock.monotonic()
        due: list[Gate] = []
        while self._timed and (error is not None or self._timed[0][0] <= now):
            moment, _, gate = heapq.heappop(self._timed)
            if gate.wakes_at == moment:
                gate.wakes_at = inf
                due.append(gate)
        for gate in due:
            if error is None:
                gate.look(now)
                continue
            # The clock is broken: nothing else would wake these calls.
            for call in [call for line in gate.lines.values() for call in line.queue]:
                call.leave_queue(error=error)
        self.set_alarm()
        self.admit(now)


_shared: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, WeakValueDictionary[tuple[int, str], Origin]]] = (
    WeakKeyDictionary()
)


def shared_origin(clock: Clock, url: str) -> Origin:
    """The origin that all clients share which run in this event loop by this clock."""
    origins = _shared.setdefault(asyncio.get_running_loop(), WeakValueDictionary())
    key = 0 if type(clock) is SystemClock else id(clock), url
    origin = origins.get(key)
    if origin is None:
        origin = origins[key] = Origin(clock)
    return origin
