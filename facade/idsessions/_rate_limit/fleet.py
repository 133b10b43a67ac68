"""One bucket of a fleet: processes that share a quota exchange what they hold, want and saw for permits to send.

The state goes on learning from responses as it does without a fleet. While the store responds, only permits count; while it does
not, the state decides alone, with a fair part of what it would take.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from math import inf
from typing import Final

from attrs import define, evolve, field

from .._clock import Clock
from .exchange import LONG_AGO, Grant, Report
from .headers import Quota, RateLimitHeaders
from .records import RateLimit
from .state import BucketState, Refusal, Ticket, WindowCount, backoff

_log: Final = logging.getLogger("idsessions.rate")
# Seconds. The store's time is counted in ticks: while this process is too busy to read, a tick takes longer.
_TICK: Final = 0.01
# After so many ticks without a response of the store, calls go by what this process knows.
_PATIENCE: Final = 5
# After so many, the store is unreachable, and is tried again after _TRY_EVERY seconds.
_GIVES_UP: Final = 25
_TRY_EVERY: Final = 1.0
# What a member holds and does not use is returned after so many seconds.
_LINGER: Final = 0.05
_NOTHING: Final = Report()
_LIMIT: Final = RateLimit()


@define(eq=False)
class FleetTicket(Ticket):
    """A ticket with the epoch of its permit."""

    fleet_epoch: int = -1


@define(eq=False)
class FleetState(BucketState):
    """One bucket of a member."""

    clock: Clock = field(kw_only=True)
    exchange: Callable[[str, Report], Awaitable[Grant]] = field(kw_only=True)
    """The store's, of this bucket; it takes the id of the member."""
    waiting: Callable[[], int] = field(kw_only=True)
    """How many calls wait."""
    wake: Callable[[float, bool], None] = field(kw_only=True)
    """Looks at the queues since permits have come; true if a pause begins."""

    member: str = field(init=False, factory=lambda: secrets.token_hex(8))
    permits: int = field(init=False, default=0)
    unpaid: int = field(init=False, default=0)
    """How many calls went without a permit while the store was asked."""
    fleet_epoch: int = field(init=False, default=-1)
    members: int = field(init=False, default=1)
    most_in_flight: int = field(init=False, default=1)
    away: bool = field(init=False, default=False)
    next_ask: float = field(init=False, default=-inf)
    ticks: int = field(init=False, default=0)
    """For how long the store has been asked."""
    timer: asyncio.TimerHandle | None = field(init=False, default=None)
    task: asyncio.Task[None] | None = field(init=False, default=None)
    noted: Report = field(init=False, default=_NOTHING)
    """What was seen since the last report."""
    closes_at: float = field(init=False, default=0.0)
    """The end of a pause that the store does not know of yet; 0 if there is none."""
    quota_sent: float = field(init=False, default=-inf)
    """When the call was sent whose response gave the count."""
    sent_at: float = field(init=False, default=-inf)
    """When the last call was sent, by the loop's time."""
    reported: int = field(init=False, default=0)
    """What this member holds, as the store knows it."""
    linger: asyncio.TimerHandle | None = field(init=False, default=None)

    def ready_at(self, now: float, limit: RateLimit = _LIMIT, *, bulk: bool = False) -> float:
        if self.permits > 0:
            if (bulk or limit.reserve) and self.count and not self.closed:
                return self.count.ready_at(self.in_flight, now, limit, bulk=bulk)
            return now
        if self.task is None and now >= self.next_ask:
            self._ask(now, max(1, self.waiting()))
        if self.away or self.ticks >= _PATIENCE:
            return self._ready_alone(now, limit, bulk=bulk)
        return self.next_ask if self.task is None else inf

    def _ready_alone(self, now: float, limit: RateLimit, *, bulk: bool) -> float:
        """As without a fleet, but with a fair part of the slots, and of what remains."""
        ready_at = BucketState.ready_at(self, now, limit, bulk=bulk)
        if ready_at > now:
            return ready_at
        fair = max(1.0, self.most_in_flight / self.members)
        if self.count is not None and now < self.count.resets_at:
            fair = min(fair, self.count.remaining / self.members)
        if not self.away:
            # The store is slow, and may have given what remains to others. One call goes if the fleet is not known yet.
            may_go = self.sent_at == -inf if self.fleet_epoch < 0 else not self.closed and self.in_flight + 1 <= fair
        else:
            may_go = self.members == 1 or not self.in_flight or self.in_flight + 1 <= fair
        # When the store responds or is given up, or a call in flight comes back, this is asked again.
        return now if may_go else inf

    def is_forgettable(self, now: float) -> bool:
        return BucketState.is_forgettable(self, now) and self.task is None and not self.permits and not self.reported

    def call_sent(self, now: float, refusals: int, *, use_burst: bool = False) -> Ticket:
        ticket = BucketState.call_sent(self, now, refusals, use_burst=use_burst)
        if self.permits:
            self.permits -= 1
        else:
            self.unpaid += 1
        self.sent_at = asyncio.get_running_loop().time()
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        return FleetTicket(ticket.epoch, ticket.probe, ticket.sent, refusals, use_burst, self.fleet_epoch)

    def call_returned(self, ticket: Ticket) -> None:
        BucketState.call_returned(self, ticket)
        self._set_linger()

    def observe_response(
        self, ticket: Ticket, status_code: int, headers: RateLimitHeaders, *, now: float, jitter: float
    ) -> Refusal | None:
        assert isinstance(ticket, FleetTicket)
        epoch, was_closed, noted = self.epoch, self.closed, self.noted
        if status_code == 429 and headers.crowded and not self.away:
            # Calls of other members may crowd the server: a narrower width for all, and no pause.
            self.noted = evolve(noted, crowded=noted.crowded + 1)
            return Refusal("crowded", backoff(ticket.refusals) + jitter)
        known = self.count.remaining if self.count else -1
        refusal = BucketState.observe_response(self, ticket, status_code, headers, now=now, jitter=jitter)
        if refusal is None:
            let_in = max(noted.let_in_epoch, ticket.fleet_epoch)
            self.noted = evolve(noted, accepted=noted.accepted + 1, let_in_epoch=let_in)
        elif self.epoch != epoch:
            self.closes_at = min(self.pause_ends_at, self.opens_at)
            self.noted = evolve(noted, close_epoch=ticket.fleet_epoch)
            self.permits = 0
        if self.count and self.count.remaining != known:
            self.quota_sent = ticket.sent
        if self.epoch != epoch or was_closed != self.closed:  # All others wait for this.
            self.next_ask = min(self.next_ask, now) if not self.away else self.next_ask
            if self.task is None and not self.away:
                self._ask(now, self.waiting())
        return refusal

    def _ask(self, now: float, wants: int) -> None:
        count, noted = self.count, self.noted
        counts = count is not None and count.resets_at > now
        report = evolve(
            noted,
            holds=self.in_flight + self.permits,
            wants=wants,
            quota=Quota(count.limit, count.remaining, count.resets_at - now) if count and counts else None,
            sent_ago=min(LONG_AGO, now - self.quota_sent),
            closes_for=max(0.001, self.closes_at - now) if self.closes_at else 0.0,
        )
        closes_at, self.closes_at, self.noted, self.unpaid = self.closes_at, 0.0, _NOTHING, 0
        loop = asyncio.get_running_loop()
        self.timer = loop.call_later(_TICK, self._tick, loop)
        self.task = loop.create_task(self._exchange(report, noted, closes_at))

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        self.ticks += 1
        if self.ticks >= _GIVES_UP and self.task is not None:
            self.task.cancel()
            return
        self.timer = loop.call_later(_TICK, self._tick, loop)
        if self.ticks == _PATIENCE:
            self.wake(self.clock.monotonic(), False)

    async def _exchange(self, report: Report, noted: Report, closes_at: float) -> None:
        begins = False
        try:
            grant = await self.exchange(self.member, report)
        except (Exception, asyncio.CancelledError) as error:  # Whatever a store raises, no call fails for it.
            if isinstance(error, asyncio.CancelledError) and self.ticks < _GIVES_UP:
                raise
            self._note_again(noted, closes_at)
            self._lose(error)
        else:
            begins = self._take(grant, report.holds, self.clock.monotonic())
        finally:
            self.task, self.ticks = None, 0
            if self.timer is not None:
                self.timer.cancel()
        self.wake(self.clock.monotonic(), begins)

    def _lose(self, error: BaseException) -> None:
        if not self.origin.store_is_away:
            why = "it is too slow" if isinstance(error, asyncio.CancelledError) else type(error).__name__
            _log.warning("the store of the fleet does not respond (%s): this process goes on alone", why)
        self.origin.store_is_away = self.away = True
        self.permits, self.next_ask = 0, self.clock.monotonic() + _TRY_EVERY

    def _note_again(self, noted: Report, closes_at: float) -> None:
        """Keep what a lost report said for the next one."""
        seen = self.noted
        self.noted = evolve(
            seen,
            accepted=seen.accepted + noted.accepted,
            crowded=seen.crowded + noted.crowded,
            let_in_epoch=max(seen.let_in_epoch, noted.let_in_epoch),
            close_epoch=max(seen.close_epoch, noted.close_epoch),
        )
        self.closes_at = max(self.closes_at, closes_at)

    def _take(self, grant: Grant, held: int, now: float) -> bool:
        """Take permits, and what the fleet knows. True if a pause begins."""
        if self.origin.store_is_away:
            _log.info("the store of the fleet responds again")
        self.origin.store_is_away = False
        self.away, self.members, self.reported = False, grant.members, held + grant.permits
        if self.closes_at:  # The server has asked for a pause meanwhile.
            self.permits, self.next_ask = 0, now
            return False
        self.permits, self.unpaid = max(0, grant.permits - self.unpaid), 0
        self.fleet_epoch, self.next_ask = grant.epoch, now if grant.permits else now + grant.wait
        self._set_linger()
        if grant.quota is not None and grant.quota.resets_in:
            self.count = self.count or WindowCount()
            reset = now + grant.quota.resets_in
            self.count.observe(grant.quota, reset, in_flight=self.in_flight, sent=-inf, now=now)
        if not grant.closed:
            if self.closed:
                self.closed, self.refusals_in_a_row = False, 0
            return False
        begins = not self.closed
        if begins:
            self._close(grant.wait, "refused" if grant.refused else "used up", now=now, jitter=0.0)
        if grant.permits:
            self.pause_ends_at = self.opens_at = now
        elif not begins:
            self.pause_ends_at = self.opens_at = now + grant.wait
        return begins and not grant.permits

    def _set_linger(self) -> None:
        if self.linger is None:
            self.linger = asyncio.get_running_loop().call_later(_LINGER, self._return_unused)

    def _return_unused(self) -> None:
        """Return what is not used, some time after the last call has come back."""
        self.linger = None
        if self.away or self.waiting():
            return
        if self.task is not None or asyncio.get_running_loop().time() < self.sent_at + _LINGER:
            self._set_linger()
        elif self.permits or self.reported != self.in_flight or self.noted != _NOTHING:
            self.permits = 0
            self._ask(self.clock.monotonic(), 0)

    async def leave(self) -> None:
        """Return all permits before the process ends."""
        if self.task is not None:
            if self.task.get_loop() is not asyncio.get_running_loop():
                return
            await asyncio.wait([self.task])
        if not self.away and not self.in_flight and (self.reported or self.permits):
            self.permits = 0
            self._ask(self.clock.monotonic(), 0)
            if self.task is not None:
                await asyncio.wait([self.task])
        if self.linger is not None:
            self.linger.cancel()
            self.linger = None
