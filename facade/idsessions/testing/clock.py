"""Time that the test turns: a clock for the emulators and, through ``clock=``, for the client beside them."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
import time
from collections import Counter
from collections.abc import Sized
from email.utils import formatdate
from weakref import WeakKeyDictionary

# Turns of the event loop in which nothing else was ready to run before everybody counts as waiting. Bytes sent on
# loopback in one turn are seen by the selector in the next, so a few turns also cover a server in the same loop.
_QUIET_TURNS = 5
# The same for event loops that do not tell what is ready.
_BLIND_TURNS = 100
# How long to wait for bytes from another thread or process before looking again.
_REST_SECONDS = 0.001


class ManualClock:
    """A clock that moves only when everybody waits for it, or when the test says so.

    It fits the ``clock=`` of every client and of every emulator; give the same one to both. ``time()`` begins at the
    machine's present time, so that an application which compares an expiry with its own ``datetime.now()`` is right.

    Args:
        start: Where ``time()`` begins, in seconds since the Unix epoch.
        auto: Jump to the next sleeper's moment as soon as nothing else is left to run. With False, ``sleep`` returns
            only after ``advance``.
        settle: Real seconds of quiet to wait for before each jump of its own; needed only where another thread or
            process takes part (``serve`` and ``serve_in_thread`` see to it themselves).
    """

    def __init__(self, start: float | None = None, *, auto: bool = True, settle: float = 0.0) -> None:
        self._auto = auto
        self.settle = settle
        #: Changes whenever something happens to this clock.
        self.activity = 0
        self._start = float(int(time.time())) if start is None else float(start)
        self._elapsed = 0.0
        self._lock = threading.RLock()
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.AbstractEventLoop, asyncio.Future[None]]] = []
        self._waiting: Counter[asyncio.AbstractEventLoop] = Counter()

    def __repr__(self) -> str:
        return f"<ManualClock at {self.http_date()}, {self._waiting.total()} waiting>"

    @property
    def auto(self) -> bool:
        """Whether it moves by itself when everybody waits; can be changed at any time."""
        return self._auto

    @auto.setter
    def auto(self, auto: bool) -> None:
        self._auto = auto
        with self._lock:
            for loop in self._waiting:
                loop.call_soon_threadsafe(_watches[loop].add, self, loop)

    def time(self) -> float:
        """The wall clock: seconds since the Unix epoch."""
        return self._start + self._elapsed

    def monotonic(self) -> float:
        """Seconds since this clock was made."""
        return self._elapsed

    def http_date(self) -> str:
        """The present moment as HTTP writes it, for example in a ``Date`` header."""
        return http_date(self.time())

    def advance(self, seconds: float) -> None:
        """Turn the clock at once and wake all whose moment has come, the earliest first.

        Safe to call from any thread. To let sleepers act at their own moments on the way, ``await clock.sleep(seconds)``
        in a clock with ``auto=True`` instead.

        Args:
            seconds: How far; never negative.
        """
        if seconds < 0:
            raise ValueError("a clock does not turn back")
        with self._lock:
            self._move_to(self._elapsed + seconds)

    async def sleep(self, seconds: float, /) -> None:
        """Return when the time has come; zero or less only gives other tasks a turn."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        loop = asyncio.get_running_loop()
        watch = _watches.setdefault(loop, _Watch())
        woken = loop.create_future()
        with self._lock:
            self.activity += 1
            self._waiting[loop] += 1
            heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), loop, woken))
        watch.add(self, loop)
        try:
            await woken
        finally:
            with self._lock:
                self.activity += 1
                self._waiting[loop] -= 1
                if not self._waiting[loop]:
                    del self._waiting[loop]
                    watch.remove(self)

    def touch(self) -> None:
        """Say that something is going on elsewhere: the wait for quiet begins anew."""
        self.activity += 1

    def jump(self) -> None:
        """Turn the clock to the moment of its next sleeper."""
        with self._lock:
            if (moment := self._next_moment()) is not None:
                self._move_to(moment)

    def _move_to(self, elapsed: float) -> None:
        self._elapsed = max(self._elapsed, elapsed)
        self.activity += 1
        while (moment := self._next_moment()) is not None and moment <= self._elapsed:
            _, _, loop, woken = heapq.heappop(self._sleepers)
            loop.call_soon_threadsafe(_wake, woken)

    def _next_moment(self) -> float | None:
        """When the next sleeper is due; those that were cancelled, or whose loop is gone, are dropped here."""
        while self._sleepers:
            moment, _, loop, woken = self._sleepers[0]
            if not woken.done() and not loop.is_closed():
                return moment
            heapq.heappop(self._sleepers)
        return None


class _Watch:
    """Looks for quiet in one event loop, for all clocks that somebody sleeps by there; only ever runs in that loop."""

    def __init__(self) -> None:
        self._clocks: list[ManualClock] = []
        self._looking = False

    def add(self, clock: ManualClock, loop: asyncio.AbstractEventLoop) -> None:
        if clock.auto and clock not in self._clocks:
            self._clocks.append(clock)
        if self._clocks and not self._looking:
            self._looking = True
            loop.call_soon(self._look, loop, self._activity(), 0, 0)

    def remove(self, clock: ManualClock) -> None:
        if clock in self._clocks:
            self._clocks.remove(clock)

    def _activity(self) -> int:
        return sum(clock.activity for clock in self._clocks)

    def _look(self, loop: asyncio.AbstractEventLoop, seen: int, quiet_turns: int, rests: int) -> None:
        self._clocks = [clock for clock in self._clocks if clock.auto]
        if not self._clocks:
            self._looking = False
            return
        ready = _ready_queue(loop)
        if self._activity() != seen or ready:
            loop.call_soon(self._look, loop, self._activity(), 0, 0)
        elif quiet_turns < (_BLIND_TURNS if ready is None else _QUIET_TURNS):
            loop.call_soon(self._look, loop, seen, quiet_turns + 1, rests)
        elif rests * _REST_SECONDS < max(clock.settle for clock in self._clocks):
            # Many short rests and not one long: a machine that is too busy to run the others does not run us either.
            loop.call_later(_REST_SECONDS, self._look, loop, seen, 0, rests + 1)
        else:
            for clock in self._clocks:
                clock.jump()
            loop.call_soon(self._look, loop, self._activity(), 0, 0)


# By event loop. No watch refers to its loop, so that a loop that has ended takes its watch with it.
_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, _Watch] = WeakKeyDictionary()


def _ready_queue(loop: asyncio.AbstractEventLoop) -> Sized | None:
    """What is about to run: a private attribute of asyncio's own loops, and the only way to see that nothing is."""
    return getattr(loop, "_ready", None)


def http_date(seconds: float) -> str:
    """A moment in seconds since the Unix epoch as HTTP writes it (RFC 9110, 5.6.7)."""
    return formatdate(int(seconds), usegmt=True)


def _wake(woken: asyncio.Future[None]) -> None:
    if not woken.done():
        woken.set_result(None)
