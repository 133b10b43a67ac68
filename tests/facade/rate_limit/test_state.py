"""What one bucket learns from each answer, as tables: state and answer in, decision out."""

from __future__ import annotations

from math import inf

import pytest

from idsessions._rate_limit.headers import NOTHING, Quota, Said
from idsessions._rate_limit.state import BucketState, Count, OriginState, Pace, Refusal, Ticket

NOW = 1000.0
JITTER = 0.125


def bucket(*, in_flight: int = 0, others: int = 0) -> BucketState:
    """A bucket with so many calls in flight, and so many others in other buckets of its origin."""
    state = BucketState(OriginState(in_flight=others))
    for _ in range(in_flight):
        state.leaves(NOW, 0)
    return state


def answer(state: BucketState, status: int, said: Said, *, at: float = NOW, refusals: int = 0) -> Refusal | None:
    """Send one more call and have it answered at once."""
    ticket = state.leaves(at, refusals)
    state.returns(ticket)
    return state.answered(ticket, status, said, now=at, jitter=JITTER)


def quota(limit: int | None, remaining: int, resets_in: float | None) -> Said:
    return Said(quota=Quota(limit, remaining, resets_in))


CROWDED = Said(crowded=True)
ASKS_FOR_30 = Said(30.0)


@pytest.mark.parametrize(
    ("status", "said", "others", "refusals", "decision", "opens_after"),
    [
        # Let in: nothing to do, unless nothing is left.
        (200, NOTHING, 0, 0, None, None),
        (404, NOTHING, 0, 0, None, None),
        (500, NOTHING, 0, 0, None, None),
        (200, quota(600, 5, 30.0), 0, 0, None, None),
        (200, quota(600, 0, 30.0), 0, 0, None, 30.0),
        (200, quota(600, 0, 0.0), 0, 0, None, None),
        (200, quota(600, 0, None), 0, 0, None, None),
        (503, NOTHING, 0, 0, None, None),
        # Refused, and told how long: everybody waits. Retry-After takes precedence.
        (429, ASKS_FOR_30, 0, 0, Refusal("refused"), 30.0),
        (429, ASKS_FOR_30, 9, 0, Refusal("refused"), 30.0),
        (429, quota(600, 0, 20.0), 0, 0, Refusal("refused"), 20.0),
        (429, Said(30.0, Quota(600, 0, 20.0)), 0, 0, Refusal("refused"), 30.0),
        (503, ASKS_FOR_30, 0, 0, Refusal("unavailable"), 30.0),
        # Refused, and told nothing of use: half a second, doubled.
        (429, Said(0.0), 0, 0, Refusal("refused"), 0.5),
        (429, quota(600, 0, 0.0), 0, 0, Refusal("refused"), 0.5),
        (429, quota(600, 0, None), 0, 0, Refusal("refused"), 0.5),
        (429, NOTHING, 0, 0, Refusal("refused"), 0.5),
        # Too many at once: this call steps aside, and Okta's moment is not believed.
        (429, CROWDED, 9, 0, Refusal("crowded", 0.25 + JITTER), None),
        (429, CROWDED, 9, 3, Refusal("crowded", 2.0 + JITTER), None),
        (429, CROWDED, 9, 2000, Refusal("crowded", 8.0 + JITTER), None),
        (429, Said(3.0, crowded=True), 9, 0, Refusal("crowded", 3.0 + JITTER), None),
        (429, NOTHING, 9, 0, Refusal("crowded", 0.25 + JITTER), None),
        (429, CROWDED, 0, 0, Refusal("refused"), 0.5),
        # Refused although something is left: by a limit of its own.
        (429, quota(600, 5, 30.0), 0, 0, Refusal("narrower", 0.25 + JITTER), None),
        (429, Said(3.0, Quota(600, 5, 30.0)), 0, 0, Refusal("narrower", 3.0 + JITTER), None),
    ],
)
def test_decisions(
    status: int, said: Said, others: int, refusals: int, decision: Refusal | None, opens_after: float | None
) -> None:
    state = bucket(others=others)
    assert answer(state, status, said, refusals=refusals) == decision
    assert state.closed is (opens_after is not None)
    if opens_after is not None:
        assert state.named == NOW + opens_after
        assert state.ready_at(NOW) == NOW + opens_after + JITTER


def test_a_limit_smaller_than_the_buckets_is_one_of_its_own() -> None:
    state = bucket()
    answer(state, 200, quota(600, 500, 50.0))
    assert answer(state, 429, quota(40, 0, 7.0)) == Refusal("narrower", 7.0)
    assert not state.closed
    assert answer(state, 429, quota(1200, 0, 7.0)) == Refusal("refused")
    assert state.closed


def test_many_refusals_in_a_row_come_from_everybodys_limit() -> None:
    state = bucket()
    answer(state, 200, quota(600, 500, 50.0))
    decisions = [answer(state, 429, quota(300, 0, 7.0)) for _ in range(9)]
    assert decisions == [Refusal("narrower", 7.0)] * 8 + [Refusal("refused")]
    assert state.closed


def test_an_acceptance_ends_the_row() -> None:
    state = bucket()
    answer(state, 200, quota(600, 500, 50.0))
    for _ in range(5):
        assert [answer(state, 429, quota(300, 0, 7.0)) for _ in range(8)] == [Refusal("narrower", 7.0)] * 8
        answer(state, 200, quota(600, 400, 50.0))
    assert not state.closed


def test_refusals_that_say_nothing_close_for_twice_as_long_each_time() -> None:
    state = bucket()
    waits: list[float] = []
    now = NOW
    for _ in range(2000):
        answer(state, 429, Said(0.0), at=now)
        waits.append(state.named - now)
        now = state.opens_at
    assert waits[:7] == pytest.approx([0.5, 1, 2, 4, 8, 8, 8])
    assert waits[-1] == pytest.approx(8.0)


# --- closing and opening ---


def test_answers_to_what_was_sent_before_a_closing_say_nothing_about_the_time_after() -> None:
    state = bucket()
    stale = [state.leaves(NOW, 0) for _ in range(3)]
    answer(state, 429, ASKS_FOR_30)
    for ticket, status, said in zip(stale, [429, 200, 429], [Said(3600.0), quota(9, 9, 9.0), NOTHING], strict=True):
        state.returns(ticket)
        refusal = state.answered(ticket, status, said, now=NOW + 1, jitter=0.0)
        assert refusal is None or refusal.alone < 1
    assert state.closed
    assert state.named == NOW + 30
    assert state.count is None


def test_one_probe_goes_and_its_answer_opens() -> None:
    state = bucket()
    answer(state, 429, ASKS_FOR_30)
    later = state.opens_at
    probe = state.leaves(later, 0)
    assert state.ready_at(later) == later + 8  # Another, should this one hang.
    state.returns(probe)
    state.answered(probe, 200, NOTHING, now=later, jitter=0.0)
    assert not state.closed
    assert state.ready_at(later + 1) <= later + 1


def test_a_probe_that_came_to_nothing_makes_room_for_another() -> None:
    state = bucket()
    answer(state, 429, ASKS_FOR_30)
    state.returns(state.leaves(state.opens_at, 0))
    assert state.ready_at(state.opens_at) == state.opens_at


def test_a_refused_probe_closes_again() -> None:
    state = bucket()
    answer(state, 429, ASKS_FOR_30)
    answer(state, 429, Said(5.0), at=state.opens_at)
    assert state.named == NOW + 30 + JITTER + 5


def test_it_is_forgotten_when_nothing_is_pending() -> None:
    state = bucket()
    assert state.spent(NOW)
    ticket = state.leaves(NOW, 0)
    assert not state.spent(NOW)
    state.returns(ticket)
    state.answered(ticket, 200, quota(600, 5, 30.0), now=NOW, jitter=0.0)
    assert not state.spent(NOW + 29)
    assert state.spent(NOW + 30)
    answer(state, 429, ASKS_FOR_30, at=NOW + 30)
    assert not state.spent(NOW + 59)
    assert state.spent(NOW + 61)


# --- counting ---


@pytest.mark.parametrize(
    ("remaining", "in_flight", "ready"),
    [(5, 0, NOW), (5, 4, NOW), (5, 5, NOW + 30), (5, 9, NOW + 30), (1, 0, NOW), (1, 1, NOW + 30)],
)
def test_what_remains_less_what_is_in_flight_may_go(remaining: int, in_flight: int, ready: float) -> None:
    state = bucket(in_flight=in_flight)
    answer(state, 200, quota(600, remaining, 30.0))
    assert state.ready_at(NOW) == ready


@pytest.mark.parametrize(
    ("answers", "remaining"),
    [
        ([(500, 30.0), (498, 30.0), (499, 30.0)], 498),  # They overtake each other.
        ([(500, 30.0), (490, 29.0), (499, 31.0)], 490),  # Whole seconds.
        ([(5, 3.0), (599, 63.0), (4, 3.0)], 599),  # A late answer from the window before.
        ([(5, 3.0), (599, 63.0), (598, 63.0)], 598),
    ],
)
def test_counts_of_one_window_and_of_the_next(answers: list[tuple[int, float]], remaining: int) -> None:
    state = bucket()
    for left, resets_in in answers:
        answer(state, 200, quota(600, left, resets_in))
    assert state.count is not None
    assert state.count.remaining == remaining


def test_a_window_that_ends_with_something_left_leaves_nothing_to_count() -> None:
    state = bucket(in_flight=9)
    answer(state, 200, quota(600, 5, 30.0))
    assert state.ready_at(NOW + 31) <= NOW + 31


@pytest.mark.parametrize(
    ("sent", "remaining", "in_flight", "ready"),
    [
        # Of 40 taken, 20 were ours: of the 60 that remain, 30 are.
        (20, 60, 29, NOW),
        (20, 60, 30, NOW + 30),
        # All were ours; or more than all, since some are still on the way.
        (40, 60, 59, NOW),
        (50, 60, 60, NOW + 30),
        # Nothing of the rest is ours: one at a time.
        (1, 10, 0, NOW),
        (1, 10, 1, NOW + 30),
    ],
)
def test_others_are_left_their_share(sent: int, remaining: int, in_flight: int, ready: float) -> None:
    count = Count(600, remaining, resets_at=NOW + 30, first_seen=100, sent=sent)
    assert count.ready_at(in_flight, NOW) == ready


def test_an_answer_without_a_count_changes_nothing() -> None:
    state = bucket(in_flight=5)
    answer(state, 200, quota(600, 5, 30.0))
    answer(state, 405, NOTHING)
    assert state.ready_at(NOW) == NOW + 30


# --- pacing ---


@pytest.mark.parametrize(
    ("pause", "after", "accepted", "may_be_sent"),
    [
        # Ten a second. After a long pause all that came in meanwhile goes at once, and then at the pace; and one more,
        # and when more than was due has been let in, twice as many.
        (50.0, 0.0, 0, 501),
        (50.0, 0.0, 500, 501),
        (50.0, 1.0, 500, 511),
        (50.0, 0.0, 501, 503),
        (50.0, 0.0, 503, 507),
        (50.0, 0.0, 507, 515),
        # After a short one half of it; and one more, twice as many every second.
        (2.0, 0.0, 0, 11),
        (2.0, 1.0, 0, 22),
        (2.0, 1.0, 22, 22),
        (2.0, 3.0, 0, 48),
        (2.0, 5.0, 0, 92),
    ],
)
def test_the_pace(pause: float, after: float, accepted: int, may_be_sent: int) -> None:
    pace = Pace(rate=10.0, pause=pause, opened_at=NOW, accepted=accepted)
    while pace.ready_at(NOW + after) <= NOW + after:
        pace.sent += 1
    assert pace.sent == may_be_sent


def test_the_pace_names_the_moment_when_the_next_call_falls_due() -> None:
    pace = Pace(rate=10.0, pause=50.0, opened_at=NOW, sent=501)
    assert pace.ready_at(NOW) == pytest.approx(NOW + 0.1)
    refilled = Pace(rate=10.0, pause=2.0, opened_at=NOW, sent=11)
    moment = refilled.ready_at(NOW)
    assert NOW < moment < NOW + 0.1
    assert refilled.ready_at(moment) <= moment


def test_the_pace_is_learned_from_one_opening_to_the_next() -> None:
    pace = Pace(opened_at=NOW, accepted=120, sent=150)
    pace.opened(NOW + 60, closed_at=NOW + 10)
    assert (pace.rate, pace.pause, pace.opened_at, pace.sent, pace.accepted) == (2.0, 50.0, NOW + 60, 1, 0)


def test_nothing_is_learned_from_a_time_when_nobody_was_there() -> None:
    pace = Pace(opened_at=NOW, accepted=1)
    pace.restart(None)
    pace.opened(NOW + 600, closed_at=NOW + 10)
    assert pace.rate == inf
    assert pace.ready_at(NOW + 600) == NOW + 600


# --- how many at once ---


def test_what_is_in_flight_shrinks_to_what_is_let_in_and_grows_again_slowly() -> None:
    state = bucket()
    tickets = [state.leaves(NOW, 0) for _ in range(20)]
    for ticket in tickets[15:]:
        state.returns(ticket)
        assert state.answered(ticket, 429, CROWDED, now=NOW, jitter=0.0) == Refusal("crowded", 0.25)
    assert not state.origin.has_room()
    answers = 0
    state.returns(tickets[0])
    while not (state.origin.in_flight == 15 and state.origin.has_room()):
        ticket = state.leaves(NOW, 0)
        state.returns(ticket)
        state.answered(ticket, 200, NOTHING, now=NOW, jitter=0.0)
        answers += 1
        if state.origin.width >= 16:
            state.leaves(NOW, 0)
    assert 3 * 15 < answers < 5 * 16


def test_a_refusal_with_nothing_else_in_flight_is_not_for_too_many_at_once() -> None:
    state = bucket(others=3)
    answer(state, 429, NOTHING)
    assert state.origin.width == 3
    state.origin.in_flight = 0
    answer(state, 429, NOTHING)
    assert state.origin.width == inf


def test_unless_okta_says_so() -> None:
    state = bucket()
    answer(state, 429, CROWDED)
    assert state.origin.width == 1


def test_a_ticket_of_an_old_probe_does_not_end_the_present_one() -> None:
    state = bucket()
    answer(state, 429, ASKS_FOR_30)
    old = Ticket(state.epoch - 1, True, NOW, 0)
    state.in_flight += 1
    state.origin.in_flight += 1
    state.leaves(state.opens_at, 0)
    state.returns(old)
    assert state.probing
