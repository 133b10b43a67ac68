"""What is known about one bucket, and from it when the next call may go: plain state without tasks, told what time it is.

A bucket is in one of three states:

    open        calls go, as far as the counts or the pace allow
    closed      nothing goes before the moment that the server named
    half open   that moment has come: one call goes as a probe, and its answer opens the bucket or closes it again

Where the server counts aloud, what remains less what is in flight may go. Where it only refuses, the calls accepted between
one opening and the next give the pace. Where it takes so many calls at once, what is in flight shrinks to that.
"""

from __future__ import annotations

from math import inf
from typing import Final, Literal, TypeAlias

from attrs import define, field, frozen

from ._rate_limits import Quota, Said, ServerClock

Reason: TypeAlias = Literal["used up", "refused", "unavailable", "narrower", "crowded"]

# How long to wait for a server that refuses and does not say: doubled each time in a row, up to the second.
_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 8.0
# Two resets closer than this are one window: the field may be in whole seconds, and the answers took their time.
_SAME_WINDOW: Final = 2.0
# So many calls in a row, all refused by a limit of their own, were refused by everybody's.
_NARROW_IN_A_ROW: Final = 8
# A pause shorter than this is the refill of a bucket of tokens, a longer one the end of a window.
_REFILL: Final = 5.0
_SLOW_GROWTH: Final = 10.0


def _ladder(steps: int) -> float:
    return min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(steps - 1, 10))


@frozen
class Ticket:
    """What a call in flight is judged by when its answer comes."""

    epoch: int
    probe: bool
    sent: float
    refusals: int


@frozen
class Refusal:
    """A refusal, and what the call should do: wait alone for some seconds, or (0) with all others."""

    reason: Reason
    alone: float = 0.0


@define(eq=False)
class OriginState:
    """What all buckets of one server share: its clock, and how many calls it takes at once."""

    clock: ServerClock = field(factory=ServerClock)
    in_flight: int = 0
    width: float = inf

    def has_room(self) -> bool:
        return self.in_flight + 1 <= self.width

    def shrink(self) -> None:
        self.width = max(1, self.in_flight)

    def grow(self) -> None:
        """With each answer, so that it is one more in four rounds."""
        self.width += 0.25 / self.width


@define(eq=False)
class BucketState:
    """One bucket of one origin."""

    origin: OriginState
    in_flight: int = 0

    # Each closing begins an epoch: an answer to what was sent in an earlier one says nothing about this one.
    epoch: int = 0
    closed: bool = False
    probing: bool = False
    reason: Reason = "refused"
    named: float = -inf
    """The end of the pause as the server named it."""
    opens_at: float = -inf
    """The same, and a little more at random, so that several processes do not come back at once."""
    in_a_row: int = 0
    """Refusals since the last call accepted."""

    # A server that counts once is taken to count always: an answer without counts, from a router say, changes nothing.
    _counts: bool = False
    _limit: int = 0
    _remaining: int = 0
    _resets_at: float = -inf
    _first_seen: int = 0
    _own: int = 0

    _rate: float = inf
    _pause: float = 0.0
    _closed_at: float = -inf
    _opened_at: float | None = None
    _sent: int = 0
    _accepted: int = 0

    def ready_at(self, now: float) -> float:
        """When the next call may go: ``now`` or before; at a later moment; `inf`: not before a call in flight is back."""
        if self.closed:
            return inf if self.probing else self.opens_at
        if self._counts:
            # Of a fall of what remains by ten, some may be others' doing: of the rest they will take as much again.
            fall = self._seen - self._remaining
            share = min(1.0, self._own / fall) if fall else 1.0
            return now if self.in_flight + 1 <= self._remaining * share or not self.in_flight else self._resets_at
        if self._rate == inf or self._opened_at is None:
            return now
        # What has come in since the server refused. Of a bucket's refill half is kept back; that lasts until the growth,
        # slow at first and then steep, finds out whether there is more to be had, at the price of a refusal.
        passed = now - self._opened_at
        grown = self._rate * (1 + (passed / max(_SLOW_GROWTH, self._pause)) ** 3)
        carried = self._pause if self._pause >= _REFILL else self._pause / 2
        return now + (self._sent + 1) / grown - carried - passed

    def spent(self, now: float) -> bool:
        """Whether there is nothing to remember any more."""
        return self.in_flight == 0 and self.opens_at <= now and self._resets_at <= now

    def rested(self, now: float) -> None:
        """Nobody was here: what came in while nobody asked for more is no measure of what could."""
        self._rate = inf
        self._opened_at = None if self.closed else now
        self._sent = self._accepted = 0

    def leaves(self, now: float, refusals: int) -> Ticket:
        """A call goes out that was refused so many times before."""
        self.in_flight += 1
        self.origin.in_flight += 1
        self._sent += 1
        self._own += 1
        self.probing = self.closed
        return Ticket(self.epoch, self.closed, now, refusals)

    def returns(self, ticket: Ticket) -> None:
        """A call is back, with an answer or without. If it was the probe, another may go."""
        self.in_flight -= 1
        self.origin.in_flight -= 1
        if ticket.probe and ticket.epoch == self.epoch:
            self.probing = False

    def answered(self, ticket: Ticket, status: int, said: Said, *, now: float, jitter: float) -> Refusal | None:
        """Learn from the answer to a call that is back; None if the call was let in."""
        fresh = ticket.epoch == self.epoch
        if status != 429 and (status != 503 or said.retry_after is None):
            self.origin.grow()
            if fresh:
                self._let_in(ticket, said.quota, now=now, jitter=jitter)
            return None
        reason: Reason = "refused" if status == 429 else "unavailable"
        told, quota = said.retry_after, said.quota
        alone = max(told or 0.0, _ladder(ticket.refusals)) + jitter
        if said.crowded or (told is None and quota is None):
            if self.origin.in_flight > 0:
                self.origin.shrink()
                return Refusal("crowded", alone)
            # Crowded out by others, and the moment that Okta names is a guess; or else it was no matter of how many at once.
            told = None
            self.origin.width = 1 if said.crowded else inf
        if fresh:
            self.in_a_row += 1
        if quota is not None:
            if self._is_narrower(quota) and self.in_a_row <= _NARROW_IN_A_ROW:
                return Refusal("narrower", max(alone, quota.resets_in or 0.0) if quota.remaining == 0 else alone)
            told = quota.resets_in if told is None else told
        if fresh:
            self._close(told or _ladder(self.in_a_row), reason, now=now, jitter=jitter)
        return Refusal(reason)

    def _is_narrower(self, quota: Quota) -> bool:
        """Whether a refusal comes from another limit than the bucket's: one of the user, say, or of the address."""
        return quota.remaining > 0 or (quota.limit is not None and quota.limit < self._limit)

    def _let_in(self, ticket: Ticket, quota: Quota | None, *, now: float, jitter: float) -> None:
        self.in_a_row = 0
        if self.closed:
            self._open(ticket.sent)
        self._accepted += 1
        if quota is None or not quota.resets_in:
            return
        self._counts = True
        self._limit = quota.limit or 0
        resets_at = now + quota.resets_in
        if resets_at > self._resets_at + _SAME_WINDOW or self._resets_at <= now:
            self._resets_at, self._remaining = resets_at, quota.remaining
            self._first_seen, self._own = quota.remaining, self.in_flight
        elif resets_at > self._resets_at - _SAME_WINDOW:
            self._remaining = min(self._remaining, quota.remaining)
        if self._remaining <= 0:
            self._close(self._resets_at - now, "used up", now=now, jitter=jitter)

    def _open(self, probed_at: float) -> None:
        self.closed = False
        self._rate = inf if self._opened_at is None else max(1, self._accepted) / (probed_at - self._opened_at)
        self._pause = probed_at - self._closed_at
        self._opened_at, self._sent, self._accepted = probed_at, 1, 0

    def _close(self, seconds: float, reason: Reason, *, now: float, jitter: float) -> None:
        if not self.closed:
            self._closed_at = now
        self.closed, self.probing = True, False
        self.epoch += 1
        self.reason = reason
        self.named = now + seconds
        self.opens_at = self.named + jitter
