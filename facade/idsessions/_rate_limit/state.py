"""What is known about one bucket, and when its next call may go: plain state without tasks, which is given the time.

The docstring of the package explains the three states of a bucket.
"""

from __future__ import annotations

from math import inf, log
from typing import Final, Literal, TypeAlias

from attrs import define, field, frozen

from .headers import Quota, RateLimitHeaders, ServerClock

PauseReason: TypeAlias = Literal["used up", "refused", "unavailable", "narrower", "crowded"]

# The pause after a refusal that names none. It doubles with each refusal in a row, up to the longest.
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 8.0
# After so many refusals in a row by a narrower limit, the limit of the bucket is taken to be the cause.
_NARROWER_IN_A_ROW: Final = 8
# Resets closer than this belong to one window: the header may have whole seconds, and the responses took their time.
_SAME_WINDOW: Final = 2.0
# A shorter pause is the refill of a token bucket, a longer one the end of a window.
_REFILL: Final = 5.0


def backoff(refusals: int) -> float:
    """Seconds to pause after so many refusals, if the server names no pause."""
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(refusals - 1, 10))


@frozen
class Ticket:
    """What the bucket needs to know about a call in flight when its response comes."""

    epoch: int
    probe: bool
    sent: float
    refusals: int


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

    def observe(self, quota: Quota, resets_at: float, *, in_flight: int, now: float) -> None:
        """Responses overtake each other: the lowest count of a window holds, and an older window is ignored."""
        self.limit = quota.limit or 0
        if resets_at > self.resets_at + _SAME_WINDOW or self.resets_at <= now:
            self.resets_at, self.remaining = resets_at, quota.remaining
            self.first_seen, self.sent = quota.remaining, in_flight
        elif resets_at > self.resets_at - _SAME_WINDOW:
            self.remaining = min(self.remaining, quota.remaining)

    def ready_at(self, in_flight: int, now: float) -> float:
        """``now`` while this client's share of what remains exceeds what is in flight; then the reset.

        Other clients may use the same quota. Their share is taken to stay what it has been in this window.
        """
        taken = self.first_seen - self.remaining
        share = min(1.0, self.sent / taken) if taken else 1.0
        return now if in_flight == 0 or in_flight + 1 <= self.remaining * share else self.resets_at


@define(eq=False)
class Pace:
    """How fast calls may go if the server only refuses: at the rate that it accepted from one opening to the next."""

    rate: float = inf
    pause: float = 0.0
    opened_at: float | None = None
    sent: int = 0
    accepted: int = 0

    def restart(self, opened_at: float | None) -> None:
        """Forget the rate: calls accepted while no others waited do not measure what the server would accept."""
        self.rate, self.opened_at, self.sent, self.accepted = inf, opened_at, 0, 0

    def reopen(self, at: float, closed_at: float) -> None:
        """Measure the rate when a probe that was sent ``at`` ends a pause."""
        if self.opened_at is not None:
            self.rate = max(1, self.accepted) / (at - self.opened_at)
        self.pause = at - closed_at
        self.opened_at, self.sent, self.accepted = at, 1, 0

    def ready_at(self, now: float) -> float:
        """When the next call is due, counted from the last pause.

        A few more calls than are due go as well, to find out at the price of a refusal whether the server accepts more. After
        a window: one call, then two, four and so on as they are accepted. After the refill of a token bucket that would be too
        fast to tell. There half of the refill is kept back, to last while the number doubles every second.
        """
        if self.opened_at is None or self.rate == inf:
            return now
        passed = now - self.opened_at
        if self.pause >= _REFILL:
            due, pace = self.rate * (self.pause + passed), self.rate
            extra = 1 + 2 * max(0.0, self.accepted - due)
        else:
            due, extra = self.rate * (self.pause / 2 + passed), 2.0 ** min(passed, 100.0)
            pace = self.rate + extra * log(2)
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
    """Some random time later, so that several processes do not come back at once."""
    refusals_in_a_row: int = 0

    def ready_at(self, now: float) -> float:
        """When the next call may go if no response comes first; ``now`` or earlier if it may go now."""
        if self.closed:
            # If the probe hangs, another goes.
            return self.probed_at + _LONGEST_PAUSE if self.probing else self.opens_at
        return self.count.ready_at(self.in_flight, now) if self.count else self.pace.ready_at(now)

    def pause_left(self, now: float) -> float | None:
        """Seconds until the end of the pause as the server named it; None if there is no pause."""
        return self.pause_ends_at - now if self.closed and self.pause_ends_at > now else None

    def may_go(self, now: float) -> bool:
        """Whether the next call may go now."""
        return self.origin.has_room() and self.ready_at(now) <= now

    def is_forgettable(self, now: float) -> bool:
        """Whether a new state would decide the same."""
        return self.in_flight == 0 and self.opens_at <= now and (self.count is None or self.count.resets_at <= now)

    def call_sent(self, now: float, refusals: int) -> Ticket:
        """Count a call that leaves, after so many refusals."""
        self.in_flight += 1
        self.origin.in_flight += 1
        self.pace.sent += 1
        if self.count:
            self.count.sent += 1
        self.probing, self.probed_at = self.closed, now
        return Ticket(self.epoch, self.closed, now, refusals)

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
            self.pace.accepted += 1
            return None
        pause, quota = headers.retry_after, headers.quota
        own_pause = max(pause or 0.0, backoff(ticket.refusals)) + jitter
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
            self.pace.reopen(ticket.sent, self.closed_at)
        if quota is not None and quota.resets_in:
            count = self.count = self.count or WindowCount()
            count.observe(quota, now + quota.resets_in, in_flight=self.in_flight, now=now)
            if count.remaining <= 0:
                self._close(count.resets_at - now, "used up", now=now, jitter=jitter)

    def _close(self, seconds: float, reason: PauseReason, *, now: float, jitter: float) -> None:
        if not self.closed:
            self.closed_at = now
        self.closed, self.probing = True, False
        self.epoch += 1
        self.reason = reason
        self.pause_ends_at = now + seconds
        self.opens_at = self.pause_ends_at + jitter
