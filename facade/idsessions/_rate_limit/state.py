"""What is known about one bucket, and from it when the next call may go: plain state without tasks, told what time it is.

A bucket is in one of three states:

    open        calls go, as far as the count or the pace allows
    closed      nothing goes before the moment that the server named
    half open   that moment has come: one call goes as a probe, and its answer opens the bucket or closes it again;
                if it takes its time, another goes
"""

from __future__ import annotations

from math import inf, log
from typing import Final, Literal, TypeAlias

from attrs import define, field, frozen

from .headers import Quota, Said, ServerClock

Reason: TypeAlias = Literal["used up", "refused", "unavailable", "narrower", "crowded"]

# How long to wait for a server that refuses and does not say: doubled each time in a row, up to the second.
_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 8.0
# So many calls in a row, all refused by a limit of their own, were refused by everybody's.
_NARROW_IN_A_ROW: Final = 8
# Two resets closer than this are of one window: the field may be in whole seconds, and the answers took their time.
_SAME_WINDOW: Final = 2.0
# A pause shorter than this is the refill of a bucket of tokens, a longer one the end of a window.
_REFILL: Final = 5.0


def _ladder(steps: int) -> float:
    return min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(steps - 1, 10))


@frozen
class Ticket:
    """What the answer to a call in flight is judged by."""

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
class Count:
    """What remains of a window, where the server counts aloud.

    A server that counts once is taken to count always: an answer without a count, from a router say, changes nothing.
    """

    limit: int = 0
    remaining: int = 0
    resets_at: float = -inf
    first_seen: int = 0
    sent: int = 0

    def learn(self, quota: Quota, resets_at: float, *, in_flight: int, now: float) -> None:
        """Answers overtake each other: of one window the least counts, and an older window not at all."""
        self.limit = quota.limit or 0
        if resets_at > self.resets_at + _SAME_WINDOW or self.resets_at <= now:
            self.resets_at, self.remaining = resets_at, quota.remaining
            self.first_seen, self.sent = quota.remaining, in_flight
        elif resets_at > self.resets_at - _SAME_WINDOW:
            self.remaining = min(self.remaining, quota.remaining)

    def ready_at(self, in_flight: int, now: float) -> float:
        """Now, as long as more remains than is in flight; less what others will take, who take their share all along."""
        taken = self.first_seen - self.remaining
        share = min(1.0, self.sent / taken) if taken else 1.0
        return now if in_flight == 0 or in_flight + 1 <= self.remaining * share else self.resets_at


@define(eq=False)
class Pace:
    """How fast calls may go where the server only refuses: as fast as they were accepted from one opening to the next."""

    rate: float = inf
    pause: float = 0.0
    opened_at: float | None = None
    sent: int = 0
    accepted: int = 0

    def restart(self, opened_at: float | None) -> None:
        """Nobody was here: what came in while nobody asked for more is no measure of what could."""
        self.rate, self.opened_at, self.sent, self.accepted = inf, opened_at, 0, 0

    def opened(self, at: float, closed_at: float) -> None:
        if self.opened_at is not None:
            self.rate = max(1, self.accepted) / (at - self.opened_at)
        self.pause = at - closed_at
        self.opened_at, self.sent, self.accepted = at, 1, 0

    def ready_at(self, now: float) -> float:
        """When the next call falls due, counting from the last refusal.

        More than that goes to find out, at the price of a refusal, whether there is more to be had. At a window: one call,
        then two, four and so on as they are let in. At a bucket of tokens that would be too fast to tell, so there half of
        the refill is kept back, to last while the number doubles every second.
        """
        if self.opened_at is None or self.rate == inf:
            return now
        passed = now - self.opened_at
        if self.pause >= _REFILL:
            due, pace = self.rate * (self.pause + passed), self.rate
            more = 1 + 2 * max(0.0, self.accepted - due)
        else:
            due, more = self.rate * (self.pause / 2 + passed), 2.0 ** min(passed, 100.0)
            pace = self.rate + more * log(2)
        return now + (self.sent + 1 - due - more) / pace


@define(eq=False)
class BucketState:
    """One bucket of one origin."""

    origin: OriginState
    in_flight: int = 0
    count: Count | None = None
    pace: Pace = field(factory=Pace)

    # Each closing begins an epoch: an answer to what was sent in an earlier one says nothing about this one.
    epoch: int = 0
    closed: bool = False
    probing: bool = False
    probed_at: float = -inf
    reason: Reason = "refused"
    closed_at: float = -inf
    named: float = -inf
    """The end of the pause as the server named it."""
    opens_at: float = -inf
    """The same, and a little more at random, so that several processes do not come back at once."""
    in_a_row: int = 0
    """Refusals since the last call accepted."""

    def ready_at(self, now: float) -> float:
        """When the next call may go: ``now`` or before, or later, should no call in flight come back before."""
        if self.closed:
            return self.probed_at + _LONGEST_WAIT if self.probing else self.opens_at
        return self.count.ready_at(self.in_flight, now) if self.count else self.pace.ready_at(now)

    def spent(self, now: float) -> bool:
        """Whether there is nothing to remember any more."""
        return self.in_flight == 0 and self.opens_at <= now and (self.count is None or self.count.resets_at <= now)

    def leaves(self, now: float, refusals: int) -> Ticket:
        """A call goes out that was refused so many times before."""
        self.in_flight += 1
        self.origin.in_flight += 1
        self.pace.sent += 1
        if self.count:
            self.count.sent += 1
        self.probing, self.probed_at = self.closed, now
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
            self.pace.accepted += 1
            return None
        told, quota = said.retry_after, said.quota
        alone = max(told or 0.0, _ladder(ticket.refusals)) + jitter
        if said.crowded or (told is None and quota is None):
            if self.origin.in_flight > 0:
                self.origin.shrink()
                return Refusal("crowded", alone)
            # Crowded out by others, and then the moment that Okta names is a guess; or it was not for too many at once.
            told = None
            self.origin.width = 1 if said.crowded else inf
        if fresh:
            self.in_a_row += 1
        if quota is not None:
            if self._is_narrower(quota) and self.in_a_row <= _NARROW_IN_A_ROW:
                return Refusal("narrower", max(alone, quota.resets_in or 0.0) if quota.remaining == 0 else alone)
            told = quota.resets_in if told is None else told
        reason: Reason = "refused" if status == 429 else "unavailable"
        if fresh:
            self._close(told or _ladder(self.in_a_row), reason, now=now, jitter=jitter)
        return Refusal(reason)

    def _is_narrower(self, quota: Quota) -> bool:
        """Whether a refusal comes from another limit than the bucket's: one of the user, say, or of the address."""
        return quota.remaining > 0 or (
            self.count is not None and quota.limit is not None and quota.limit < self.count.limit
        )

    def _let_in(self, ticket: Ticket, quota: Quota | None, *, now: float, jitter: float) -> None:
        self.in_a_row = 0
        if self.closed:
            self.closed = False
            self.pace.opened(ticket.sent, self.closed_at)
        if quota is not None and quota.resets_in:
            count = self.count = self.count or Count()
            count.learn(quota, now + quota.resets_in, in_flight=self.in_flight, now=now)
            if count.remaining <= 0:
                self._close(count.resets_at - now, "used up", now=now, jitter=jitter)

    def _close(self, seconds: float, reason: Reason, *, now: float, jitter: float) -> None:
        if not self.closed:
            self.closed_at = now
        self.closed, self.probing = True, False
        self.epoch += 1
        self.reason = reason
        self.named = now + seconds
        self.opens_at = self.named + jitter
