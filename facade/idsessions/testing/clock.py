"""A clock that a test controls: for the emulators and, through ``clock=``, for the client that uses them."""

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

# So many turns of the event loop without anything ready to run mean that all tasks wait. The selector sees bytes sent
# on loopback one turn later, so a few turns also cover a server in the same loop.
_QUIET_TURNS = 5
# The same for event loops that do not show what is ready.
_BLIND_TURNS = 100
# Real seconds between two looks for bytes from another thread or process.
_REST_SECONDS = 0.001


class ManualClock:
    """A clock that moves only when all tasks wait for it, or when the test calls ``advance``.

    Give the same clock to a client and to its emulator, as ``clock=``. ``time()`` starts at the machine's current
    time, so that an application can compare an expiry with its own ``datetime.now()``.

    Args:
        start: Where ``time()`` starts, in seconds since the Unix epoch.
        auto: Whether the clock jumps to the next sleeper's time when no other task can run. With False, ``sleep``
            returns only after ``advance``.
        settle: Real seconds without activity before each automatic jump; needed only if another thread or process
            takes part (``serve`` and ``serve_in_thread`` set it themselves).
    """

    def __init__(self, start: float | None = None, *, auto: bool = True, settle: float = 0.0) -> None:
        self._auto = auto
        self.settle = settle
        """Real seconds without activity before each automatic jump; needed only if another thread or process takes part
        (``serve`` and ``serve_in_thread`` set it themselves)."""
        self.activity: int = 0
        """Changes whenever something happens to this clock."""
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
        """Whether the clock jumps by itself when all tasks wait; can be changed at any time."""
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
        """The current time as HTTP writes it, for example in a ``Date`` header."""
        return http_date(self.time())

    def advance(self, seconds: float) -> None:
        """Move the clock at once and wake the sleepers whose time has come, the earliest first.

        Safe to call from any thread. To let sleepers act at their own times on the way, use
        ``await clock.sleep(seconds)`` with ``auto=True`` instead.

        Args:
            seconds: How far; at least 0.
        """
        if seconds < 0:
            raise ValueError("`seconds` must be at least 0")
        with self._lock:
            self._move_to(self._elapsed + seconds)

    async def sleep(self, seconds: float, /) -> None:
        """Return after ``seconds`` of this clock; zero or less only lets other tasks run."""
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
        """Report activity elsewhere, which restarts the wait for quiet."""
        self.activity += 1

    def jump(self) -> None:
        """Move the clock to the time of its next sleeper."""
        with self._lock:
            if (due := self._next_due()) is not None:
                self._move_to(due)

    def _move_to(self, elapsed: float) -> None:
        self._elapsed = max(self._elapsed, elapsed)
        self.activity += 1
        while (due := self._next_due()) is not None and due <= self._elapsed:
            _, _, loop, woken = heapq.heappop(self._sleepers)
            loop.call_soon_threadsafe(_wake, woken)

    def _next_due(self) -> float | None:
        """When the next sleeper is due; drops sleepers that were cancelled or whose event loop is closed."""
        while self._sleepers:
            due, _, loop, woken = self._sleepers[0]
            if not woken.done() and not loop.is_closed():
                return due
            heapq.heappop(self._sleepers)
        return None


class _Watch:
    """Waits for quiet in one event loop, for all clocks with a sleeper there; runs only in that loop."""

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
            # Many short rests, not one long one: a machine too busy to run the others does not run this loop either.
            loop.call_later(_REST_SECONDS, self._look, loop, seen, 0, rests + 1)
        else:
            for clock in self._clocks:
                clock.jump()
            loop.call_soon(self._look, loop, self._activity(), 0, 0)


# By event loop. A watch does not refer to its loop, so the two end together.
_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, _Watch] = WeakKeyDictionary()


def _ready_queue(loop: asyncio.AbstractEventLoop) -> Sized | None:
    """What is about to run: a private attribute of asyncio's loops, the only way to see that nothing is."""
    return getattr(loop, "_ready", None)


def http_date(seconds: float) -> str:
    """A time in seconds since the Unix epoch as HTTP writes it (RFC 9110, 5.6.7)."""
    return formatdate(int(seconds), usegmt=True)


def _wake(woken: asyncio.Future[None]) -> None:
    if not woken.done():
        woken.set_result(None)
