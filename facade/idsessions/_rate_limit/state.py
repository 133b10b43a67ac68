"""What is known about one bucket, and when its next call may go: plain state without tasks, which is given the time.

The docstring of the package explains the three states of a bucket.
"""

from __future__ import annotations

from math import exp, inf, log
from typing import Final

from attrs import define, field, frozen

from .headers import Quota, RateLimitHeaders, ServerClock
from .records import PauseReason, RateLimit

# The pause after a refusal that names none. It doubles with each refusal in a row, up to the longest.
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 8.0
# After so many refusals in a row by a narrower limit, the limit of the bucket is taken to be the cause.
_NARROWER_IN_A_ROW: Final = 8
# Resets closer than this belong to one window: the header may have whole seconds, and the responses took their time.
_SAME_WINDOW: Final = 2.0
# A shorter pause is the refill of a token bucket, a longer one the end of a window.
_REFILL: Final = 5.0
# The longest pause that is believed: a wrong header must not stop a bucket until the application restarts.
_LONGEST_BELIEVED: Final = 3600.0
# Bulk calls leave this part of a window to interactive ones, until shortly before its end.
_BULK_RESERVE: Final = 0.05
_BULK_MAY_FINISH: Final = 3.0
# After a refusal beyond a window's count, the burst is left alone for so many windows.
_WINDOWS_WITHOUT_BURST: Final = 10
_LIMIT: Final = RateLimit()


def backoff(refusals: int) -> float:
    """Seconds to pause after so many refusals, if the server names no pause."""
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(refusals - 1, 10))


@define(eq=False)
class Ticket:
    """What the bucket needs to know about a call in flight when its response comes."""

    epoch: int
    probe: bool
    sent: float
    refusals: int
    use_burst: bool = False


@frozen
class Refusal:
    """A refusal of one call: it pauses alone for ``own_pause`` seconds, or (0) waits in the queue."""

    reason: PauseReason
    own_pause: float = 0.0


@define(eq=False)
class OriginState:
    """What all buckets of one server share: its clock, and how many calls it accepts at once."""

    clock: ServerClock = field(factory=ServerClock)
    in_flight: int = 0
    max_in_flight: float = inf
    store_is_away: bool = False

    def has_room(self) -> bool:
        return self.in_flight + 1 <= self.max_in_flight

    def shrink(self) -> None:
        self.max_in_flight = self.in_flight

    def grow(self) -> None:
        """Called for each accepted call: adds one in four rounds."""
        self.max_in_flight += 0.25 / self.max_in_flight


@define(eq=False)
class WindowCount:
    """What remains of a window, if the server sends a count.

    A response without a count, from a router for example, changes nothing.
    """

    limit: int = 0
    remaining: int = 0
    resets_at: float = -inf
    first_seen: int = 0
    sent: int = 0
    period: float = 0.0
    """The longest time to a reset that was seen: a window is at least so long."""
    lowest_at: float = -inf
    refills: bool = False
    """Whether the count rises within a window: a token bucket, or a window that slides."""
    burst: int = 0
    """How many calls beyond the count were accepted in this window."""
    no_burst_until: float = -inf

    def observe(self, quota: Quota, resets_at: float, *, in_flight: int, sent: float, now: float) -> None:
        """Responses overtake each other: the lowest count of a window holds, and an older window is ignored.

        A higher count counts only if its call was ``sent`` when the lowest was known.
        """
        self.limit = quota.limit or 0
        self.period = max(self.period, resets_at - now)
        is_next = resets_at > self.resets_at + _SAME_WINDOW or self.resets_at <= now
        rises = not is_next and quota.remaining > self.remaining and sent > self.lowest_at
        self.refills = self.refills or rises
        if is_next or rises:
            self.resets_at, self.remaining, self.lowest_at = resets_at, quota.remaining, now
            self.first_seen, self.sent, self.burst = quota.remaining, in_flight, 0
        elif quota.remaining < self.remaining and resets_at > self.resets_at - _SAME_WINDOW:
            self.remaining, self.lowest_at = quota.remaining, now

    def ready_at(self, in_flight: int, now: float, limit: RateLimit = _LIMIT, *, bulk: bool = False) -> float:
        """``now`` while this client's share of what remains exceeds what is in flight; then the reset.

        Other clients may use the same quota. Their share is taken to stay what it has been in this window.
        """
        if self.resets_at <= now:
            return now
        taken = self.first_seen - self.remaining
        share = min(1.0, self.sent / taken) if taken > 0 else 1.0
        # Of a token bucket one is kept back: at zero the server names whole seconds, and the refill takes less.
        left = self.remaining * share - limit.reserve * self.limit - self.refills
        if bulk and in_flight + 1 > left - _BULK_RESERVE * self.limit and now < self.resets_at - _BULK_MAY_FINISH:
            return self.resets_at - _BULK_MAY_FINISH
        # A share of less than one is still one call at a time.
        if in_flight + 1 <= left or (in_flight == 0 and self.left(limit) >= 1):
            return now
        return now if limit.use_burst and self.may_burst(now) and in_flight <= self.burst else self.resets_at

    def left(self, limit: RateLimit) -> float:
        """What remains beside the reserve."""
        return self.remaining - limit.reserve * self.limit

    def earliest(self, ahead: int, now: float, limit: RateLimit) -> float:
        """The earliest moment for a call with so many ``ahead``, if all goes well."""
        beyond = ahead - self.left(limit)
        if beyond < 0 or self.resets_at <= now or limit.use_burst:
            return now
        per_window = (1 - limit.reserve) * self.limit
        return self.resets_at + (beyond // per_window * self.period if per_window else 0.0)

    def may_burst(self, now: float) -> bool:
        """Whether nothing remains, and calls may find out whether the server accepts more."""
        return self.remaining <= 0 and now < self.resets_at and now >= self.no_burst_until

    def observe_burst(self, *, accepted: bool) -> None:
        """Each accepted call beyond the count lets one more go at a time; a refusal ends that for some windows."""
        self.burst = self.burst + 1 if accepted else 0
        if not accepted:
            self.no_burst_until = self.resets_at + (_WINDOWS_WITHOUT_BURST - 1) * self.period


@define(eq=False)
class Pace:
    """How fast calls may go if the server only refuses: at the rate that it accepted from one opening to the next."""

    rate: float = inf
    pause: float = 0.0
    opened_at: float | None = None
    sent: int = 0
    accepted: int = 0
    burst: float = inf
    """The most that the server accepts after a pause, at once."""
    is_measured: bool = False
    """Whether the rate was measured over a second or more; until then it doubles every second."""
    marks: tuple[tuple[float, int], tuple[float, int]] = ((0.0, 0), (0.0, 0))
    """Time since the opening and accepted calls, once a second: the latest two."""

    def restart(self, opened_at: float | None) -> None:
        """Forget the rate: calls accepted while no others waited do not measure what the server would accept."""
        self.rate, self.burst, self.is_measured = inf, inf, False
        self._open(opened_at, sent=0)

    def _open(self, at: float | None, *, sent: int) -> None:
        self.opened_at, self.sent, self.accepted, self.marks = at, sent, 0, ((0.0, 0), (0.0, 0))

    def count_accepted(self, now: float) -> None:
        self.accepted += 1
        if self.opened_at is not None and now - self.opened_at >= self.marks[1][0] + 1.0:
            self.marks = self.marks[1], (now - self.opened_at, self.accepted)

    def reopen(self, at: float, closed_at: float, now: float) -> None:
        """Measure the rate when a probe that was sent ``at`` ends a pause."""
        if self.opened_at is not None:
            # What was accepted came from a burst and from the rate, so each stretch of time gives a rate that is not too high.
            lasted, floor = closed_at - self.opened_at, self.rate if self.rate < inf else 0.0
            self.rate = max(1, self.accepted) / (at - self.opened_at)
            if at - closed_at < _REFILL:
                if lasted < 1.0:
                    self.burst = min(self.burst, max(1, self.accepted))
                    self.rate = max(self.rate, 0.7 * floor)
                else:
                    self.is_measured = True
                    for since, accepted in ((0.0, 0), self.marks[0]):
                        rate = (self.accepted - accepted - self.burst) / max(lasted - since, 1.0)
                        self.rate = max(self.rate, rate)
        self.pause = at - closed_at
        # What a window held while the probe was on its way is still there. A small token bucket does not keep it.
        self._open(now if self.pause < _REFILL else at, sent=1)

    def ready_at(self, now: float) -> float:
        """When the next call is due, counted from the last pause.

        A few more calls than are due go as well, to find out at the price of a refusal whether the server accepts more. After
        a window: one call, then two, four and so on as they are accepted. After the refill of a token bucket that would be too
        fast to tell. There the refill is spent in some seconds, while a few more calls go, whose number doubles.
        """
        if self.opened_at is None or self.rate == inf:
            return now
        passed = now - self.opened_at
        if self.pause >= _REFILL:
            due, pace = self.rate * (self.pause + passed), self.rate
            extra = 1 + 2 * max(0.0, self.accepted - due)
        elif self.is_measured:
            refill = min(self.burst, self.rate * self.pause) * exp(-passed / 3)
            extra = 2.0 ** min(passed / 3, 100.0) / 4
            due = self.rate * passed + min(self.burst, self.rate * self.pause) - refill + 1
            pace = self.rate + refill / 3 + extra * log(2) / 3
        else:
            pace = self.rate * 2.0 ** min(passed, 100.0)
            due, extra = (pace - self.rate) / log(2), 1.0
        return now + (self.sent + 1 - due - extra) / pace


@define(eq=False)
class BucketState:
    """One bucket of one origin."""

    origin: OriginState
    in_flight: int = 0
    count: WindowCount | None = None
    pace: Pace = field(factory=Pace)

    # Each pause begins an epoch. The response to a call of an earlier epoch says nothing about the current one.
    epoch: int = 0
    closed: bool = False
    probing: bool = False
    probed_at: float = -inf
    reason: PauseReason = "refused"
    closed_at: float = -inf
    pause_ends_at: float = -inf
    """As the server named it."""
    opens_at: float = -inf
    """Some random time later, so that several processes do not come back at once; or earlier, if that is not believed."""
    refusals_in_a_row: int = 0

    def ready_at(self, now: float, limit: RateLimit = _LIMIT, *, bulk: bool = False) -> float:
        """When the next call may go if no response comes first; ``now`` or earlier if it may go now."""
        if self.closed:
            # If the probe hangs, another goes.
            return self.probed_at + _LONGEST_PAUSE if self.probing else self.opens_at
        return self.count.ready_at(self.in_flight, now, limit, bulk=bulk) if self.count else self.pace.ready_at(now)

    def pause_left(self, now: float, limit: RateLimit = _LIMIT) -> float | None:
        """Seconds until the end of the pause as the server named it; None if there is no pause."""
        if self.closed:
            return self.pause_ends_at - now if min(self.pause_ends_at, self.opens_at) > now else None
        count = self.count if limit.reserve else None
        return count.resets_at - now if count and now < count.resets_at and count.left(limit) < 1 else None

    def earliest(self, now: float, ahead: int, limit: RateLimit) -> float:
        """The earliest moment for a call with so many ``ahead`` in the queue, by what is known and if all goes well."""
        opens_at = max(now, min(self.pause_ends_at, self.opens_at)) if self.closed else now
        return max(opens_at, self.count.earliest(ahead, now, limit)) if self.count else opens_at

    def may_go(self, now: float, limit: RateLimit = _LIMIT, *, bulk: bool = False) -> bool:
        """Whether the next call may go now."""
        return self.origin.has_room() and self.ready_at(now, limit, bulk=bulk) <= now

    def is_forgettable(self, now: float) -> bool:
        """Whether a new state would decide the same."""
        return self.in_flight == 0 and self.opens_at <= now and (self.count is None or self.count.resets_at <= now)

    def call_sent(self, now: float, refusals: int, *, use_burst: bool = False) -> Ticket:
        """Count a call that leaves, after so many refusals."""
        self.in_flight += 1
        self.origin.in_flight += 1
        self.pace.sent += 1
        if self.count:
            self.count.sent += 1
        self.probing, self.probed_at = self.closed, now
        return Ticket(self.epoch, self.closed, now, refusals, use_burst)

    def call_returned(self, ticket: Ticket) -> None:
        """Count a call that is back, with a response or without. After a probe, another may go."""
        self.in_flight -= 1
        self.origin.in_flight -= 1
        if ticket.probe and ticket.epoch == self.epoch:
            self.probing = False

    def observe_response(
        self, ticket: Ticket, status_code: int, headers: RateLimitHeaders, *, now: float, jitter: float
    ) -> Refusal | None:
        """Learn from the response to a call that is back; None if the server accepted the call."""
        is_current = ticket.epoch == self.epoch
        if status_code != 429 and (status_code != 503 or headers.retry_after is None):
            self.origin.grow()
            if is_current:
                self._observe_accepted(ticket, headers.quota, now=now, jitter=jitter)
            self.pace.count_accepted(now)
            return None
        pause, quota = headers.retry_after, headers.quota
        if ticket.use_burst and self.count is not None and self.count.may_burst(now):
            self.count.observe_burst(accepted=False)
        own_pause = min(max(pause or 0.0, backoff(ticket.refusals)), _LONGEST_BELIEVED) + jitter
        if headers.crowded or (pause is None and quota is None):
            if self.origin.in_flight > 0:
                self.origin.shrink()
                return Refusal("crowded", own_pause)
            # Calls of other clients crowd the server, and the reset that Okta names is a guess; or it is another limit.
            pause = None
            self.origin.max_in_flight = 1 if headers.crowded else inf
        if is_current:
            self.refusals_in_a_row += 1
        if quota is not None:
            if self._is_narrower(quota) and self.refusals_in_a_row <= _NARROWER_IN_A_ROW:
                resets_in = quota.resets_in if quota.remaining == 0 else None
                return Refusal("narrower", max(own_pause, resets_in or 0.0))
            pause = quota.resets_in if pause is None else pause
        reason: PauseReason = "refused" if status_code == 429 else "unavailable"
        if is_current:
            self._close(pause or backoff(self.refusals_in_a_row), reason, now=now, jitter=jitter)
        return Refusal(reason)

    def _is_narrower(self, quota: Quota) -> bool:
        """Whether another limit than the bucket's refused a call: one of the user, for example, or of the address."""
        limit = self.count.limit if self.count is not None else 0
        return quota.remaining > 0 or (quota.limit is not None and quota.limit < limit)

    def _observe_accepted(self, ticket: Ticket, quota: Quota | None, *, now: float, jitter: float) -> None:
        self.refusals_in_a_row = 0
        if self.closed:
            self.closed = False
            if self.reason == "unavailable":  # What an outage let through is no rate of the limit.
                self.pace.restart(ticket.sent)
            else:
                self.pace.reopen(ticket.sent, self.closed_at, now)
        if quota is not None and quota.resets_in:
            count = self.count = self.count or WindowCount()
            was_used_up = count.may_burst(now)
            count.observe(quota, now + quota.resets_in, in_flight=self.in_flight, sent=ticket.sent, now=now)
            if ticket.use_burst and count.may_burst(now):
                if was_used_up:
                    count.observe_burst(accepted=True)
            elif count.remaining <= 0:
                self._close(count.resets_at - now, "used up", now=now, jitter=jitter)

    def _close(self, seconds: float, reason: PauseReason, *, now: float, jitter: float) -> None:
        if not self.closed:
            self.closed_at = now
        self.closed, self.probing = True, False
        self.epoch += 1
        self.reason = reason
        self.pause_ends_at = now + seconds
        self.opens_at = now + min(seconds, _LONGEST_BELIEVED) + jitter
