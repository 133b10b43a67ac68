"""What one bucket learns from each response, as tables: state and response in, decision out."""

from __future__ import annotations

from math import inf

import pytest

from idsessions._rate_limit import RateLimit
from idsessions._rate_limit.headers import Quota, RateLimitHeaders
from idsessions._rate_limit.state import BucketState, OriginState, Pace, Refusal, Ticket, WindowCount

NOW = 1000.0
JITTER = 0.125


def bucket(*, in_flight: int = 0, others: int = 0) -> BucketState:
    """A bucket with so many calls in flight, and so many others in other buckets of its origin."""
    state = BucketState(OriginState(in_flight=others))
    for _ in range(in_flight):
        state.call_sent(NOW, 0)
    return state


def respond(
    state: BucketState, status_code: int, headers: RateLimitHeaders, *, at: float = NOW, refusals: int = 0
) -> Refusal | None:
    """Send one more call, and give it its response at once."""
    ticket = state.call_sent(at, refusals)
    state.call_returned(ticket)
    return state.observe_response(ticket, status_code, headers, now=at, jitter=JITTER)


def quota(limit: int | None, remaining: int, resets_in: float | None) -> RateLimitHeaders:
    return RateLimitHeaders(quota=Quota(limit, remaining, resets_in))


NO_HEADERS = RateLimitHeaders()
CROWDED = RateLimitHeaders(crowded=True)
ASKS_FOR_30 = RateLimitHeaders(30.0)


@pytest.mark.parametrize(
    ("status_code", "headers", "others", "refusals", "decision", "opens_after"),
    [
        # Accepted: the bucket closes if nothing remains.
        (200, NO_HEADERS, 0, 0, None, None),
        (404, NO_HEADERS, 0, 0, None, None),
        (500, NO_HEADERS, 0, 0, None, None),
        (200, quota(600, 5, 30.0), 0, 0, None, None),
        (200, quota(600, 0, 30.0), 0, 0, None, 30.0),
        (200, quota(600, 0, 0.0), 0, 0, None, None),
        (200, quota(600, 0, None), 0, 0, None, None),
        (503, NO_HEADERS, 0, 0, None, None),
        # Refused for a stated time: all calls wait. Retry-After takes precedence.
        (429, ASKS_FOR_30, 0, 0, Refusal("refused"), 30.0),
        (429, ASKS_FOR_30, 9, 0, Refusal("refused"), 30.0),
        (429, quota(600, 0, 20.0), 0, 0, Refusal("refused"), 20.0),
        (429, RateLimitHeaders(30.0, Quota(600, 0, 20.0)), 0, 0, Refusal("refused"), 30.0),
        (503, ASKS_FOR_30, 0, 0, Refusal("unavailable"), 30.0),
        # Refused for no stated time: half a second.
        (429, RateLimitHeaders(0.0), 0, 0, Refusal("refused"), 0.5),
        (429, quota(600, 0, 0.0), 0, 0, Refusal("refused"), 0.5),
        (429, quota(600, 0, None), 0, 0, Refusal("refused"), 0.5),
        (429, NO_HEADERS, 0, 0, Refusal("refused"), 0.5),
        # Too many at once: this call waits alone, and Okta's reset is ignored.
        (429, CROWDED, 9, 0, Refusal("crowded", 0.25 + JITTER), None),
        (429, CROWDED, 9, 3, Refusal("crowded", 2.0 + JITTER), None),
        (429, CROWDED, 9, 2000, Refusal("crowded", 8.0 + JITTER), None),
        (429, RateLimitHeaders(3.0, crowded=True), 9, 0, Refusal("crowded", 3.0 + JITTER), None),
        (429, NO_HEADERS, 9, 0, Refusal("crowded", 0.25 + JITTER), None),
        (429, CROWDED, 0, 0, Refusal("refused"), 0.5),
        # Refused although some requests remain: by a narrower limit.
        (429, quota(600, 5, 30.0), 0, 0, Refusal("narrower", 0.25 + JITTER), None),
        (429, RateLimitHeaders(3.0, Quota(600, 5, 30.0)), 0, 0, Refusal("narrower", 3.0 + JITTER), None),
        (429, RateLimitHeaders(1e12, Quota(600, 5, 30.0)), 0, 0, Refusal("narrower", 3600.0 + JITTER), None),
    ],
)
def test_decisions(
    status_code: int,
    headers: RateLimitHeaders,
    others: int,
    refusals: int,
    decision: Refusal | None,
    opens_after: float | None,
) -> None:
    state = bucket(others=others)
    assert respond(state, status_code, headers, refusals=refusals) == decision
    assert state.closed is (opens_after is not None)
    if opens_after is not None:
        assert state.pause_ends_at == NOW + opens_after
        assert state.ready_at(NOW) == NOW + opens_after + JITTER


def test_refusal_with_a_smaller_limit_than_the_bucket_has_is_narrower() -> None:
    state = bucket()
    respond(state, 200, quota(600, 500, 50.0))
    assert respond(state, 429, quota(40, 0, 7.0)) == Refusal("narrower", 7.0)
    assert not state.closed
    assert respond(state, 429, quota(1200, 0, 7.0)) == Refusal("refused")
    assert state.closed


def test_no_refusal_is_narrower_by_its_limit_if_the_bucket_has_none() -> None:
    state = bucket()
    respond(state, 200, quota(None, 500, 50.0))
    assert respond(state, 429, quota(40, 0, 7.0)) == Refusal("refused")


def test_ninth_narrower_refusal_in_a_row_closes_the_bucket() -> None:
    state = bucket()
    respond(state, 200, quota(600, 500, 50.0))
    decisions = [respond(state, 429, quota(300, 0, 7.0)) for _ in range(9)]
    assert decisions == [Refusal("narrower", 7.0)] * 8 + [Refusal("refused")]
    assert state.closed


def test_accepted_call_ends_a_row_of_refusals() -> None:
    state = bucket()
    respond(state, 200, quota(600, 500, 50.0))
    for _ in range(5):
        assert [respond(state, 429, quota(300, 0, 7.0)) for _ in range(8)] == [Refusal("narrower", 7.0)] * 8
        respond(state, 200, quota(600, 400, 50.0))
    assert not state.closed


def test_pause_doubles_up_to_8_seconds_if_refusals_name_none() -> None:
    state = bucket()
    waits: list[float] = []
    now = NOW
    for _ in range(2000):
        respond(state, 429, RateLimitHeaders(0.0), at=now)
        waits.append(state.pause_ends_at - now)
        now = state.opens_at
    assert waits[:7] == pytest.approx([0.5, 1, 2, 4, 8, 8, 8])
    assert waits[-1] == pytest.approx(8.0)


# --- closing and opening ---


def test_responses_to_calls_sent_before_a_pause_do_not_change_it() -> None:
    state = bucket()
    stale = [state.call_sent(NOW, 0) for _ in range(3)]
    respond(state, 429, ASKS_FOR_30)
    for ticket, status_code, headers in zip(
        stale, [429, 200, 429], [RateLimitHeaders(3600.0), quota(9, 9, 9.0), NO_HEADERS], strict=True
    ):
        state.call_returned(ticket)
        refusal = state.observe_response(ticket, status_code, headers, now=NOW + 1, jitter=0.0)
        assert refusal is None or refusal.own_pause < 1
    assert state.closed
    assert state.pause_ends_at == NOW + 30
    assert state.count is None


def test_accepted_probe_opens_the_bucket() -> None:
    state = bucket()
    respond(state, 429, ASKS_FOR_30)
    later = state.opens_at
    probe = state.call_sent(later, 0)
    assert state.ready_at(later) == later + 8  # Another, if this one hangs.
    state.call_returned(probe)
    state.observe_response(probe, 200, NO_HEADERS, now=later, jitter=0.0)
    assert not state.closed
    assert state.ready_at(later + 1) <= later + 1


def test_another_probe_may_go_when_the_probe_returns_without_a_response() -> None:
    state = bucket()
    respond(state, 429, ASKS_FOR_30)
    state.call_returned(state.call_sent(state.opens_at, 0))
    assert state.ready_at(state.opens_at) == state.opens_at


def test_refused_probe_closes_the_bucket_again() -> None:
    state = bucket()
    respond(state, 429, ASKS_FOR_30)
    respond(state, 429, RateLimitHeaders(5.0), at=state.opens_at)
    assert state.pause_ends_at == NOW + 30 + JITTER + 5


def test_state_is_forgettable_without_calls_in_flight_pause_and_count() -> None:
    state = bucket()
    assert state.is_forgettable(NOW)
    ticket = state.call_sent(NOW, 0)
    assert not state.is_forgettable(NOW)
    state.call_returned(ticket)
    state.observe_response(ticket, 200, quota(600, 5, 30.0), now=NOW, jitter=0.0)
    assert not state.is_forgettable(NOW + 29)
    assert state.is_forgettable(NOW + 30)
    respond(state, 429, ASKS_FOR_30, at=NOW + 30)
    assert not state.is_forgettable(NOW + 59)
    assert state.is_forgettable(NOW + 61)


# --- counting ---


@pytest.mark.parametrize(
    ("remaining", "in_flight", "ready"),
    [(5, 0, NOW), (5, 4, NOW), (5, 5, NOW + 30), (5, 9, NOW + 30), (1, 0, NOW), (1, 1, NOW + 30)],
)
def test_calls_go_while_more_remain_than_are_in_flight(remaining: int, in_flight: int, ready: float) -> None:
    state = bucket(in_flight=in_flight)
    respond(state, 200, quota(600, remaining, 30.0))
    assert state.ready_at(NOW) == ready


@pytest.mark.parametrize(
    ("responses", "remaining"),
    [
        ([(500, 30.0), (498, 30.0), (499, 30.0)], 498),  # They overtake each other.
        ([(500, 30.0), (490, 29.0), (499, 31.0)], 490),  # Whole seconds.
        ([(5, 3.0), (599, 63.0), (4, 3.0)], 599),  # A late response of the window before.
        ([(5, 3.0), (599, 63.0), (598, 63.0)], 598),
        # Resets less than 2 s apart belong to one window.
        ([(5, 10.0), (9, 12.0)], 5),
        ([(5, 10.0), (9, 12.5)], 9),
        ([(5, 10.0), (4, 8.5)], 4),
        ([(5, 10.0), (4, 8.0)], 5),
    ],
)
def test_lowest_count_of_a_window_holds_until_the_next(responses: list[tuple[int, float]], remaining: int) -> None:
    state = bucket()
    for left, resets_in in responses:
        respond(state, 200, quota(600, left, resets_in))
    assert state.count is not None
    assert state.count.remaining == remaining


def test_count_of_a_window_that_has_ended_is_replaced() -> None:
    state = bucket()
    respond(state, 200, quota(600, 5, 1.0))
    respond(state, 200, quota(600, 9, 1.5), at=NOW + 1)
    assert state.count is not None
    assert state.count.remaining == 9


def test_count_ends_with_its_window() -> None:
    state = bucket(in_flight=9)
    respond(state, 200, quota(600, 5, 30.0))
    assert state.ready_at(NOW + 31) <= NOW + 31


@pytest.mark.parametrize(
    ("sent", "remaining", "in_flight", "ready"),
    [
        # This client took 20 of 40: its share of the 60 that remain is 30.
        (20, 60, 29, NOW),
        (20, 60, 30, NOW + 30),
        # It took all; or more than all, because some are still on the way.
        (40, 60, 59, NOW),
        (50, 60, 60, NOW + 30),
        # Its share is less than one: one call at a time.
        (1, 10, 0, NOW),
        (1, 10, 1, NOW + 30),
    ],
)
def test_other_clients_keep_their_share(sent: int, remaining: int, in_flight: int, ready: float) -> None:
    count = WindowCount(600, remaining, resets_at=NOW + 30, first_seen=100, sent=sent)
    assert count.ready_at(in_flight, NOW) == ready


def test_response_without_a_count_changes_nothing() -> None:
    state = bucket(in_flight=5)
    respond(state, 200, quota(600, 5, 30.0))
    respond(state, 405, NO_HEADERS)
    assert state.ready_at(NOW) == NOW + 30


@pytest.mark.parametrize(
    ("responses", "remaining", "refills"),
    [
        # Time of sending and of receipt, count. A response to a call that was sent before the lowest count was known.
        ([(0.0, 0.1, 5), (0.05, 0.2, 9)], 5, False),
        ([(0.0, 0.1, 5), (0.1, 0.2, 9)], 5, False),
        # After it was known: the count has risen.
        ([(0.0, 0.1, 5), (0.15, 0.3, 9)], 9, True),
        ([(0.0, 0.1, 5), (0.15, 0.3, 9), (0.16, 0.4, 7), (0.2, 0.5, 8)], 7, True),
        ([(0.0, 0.1, 5), (0.15, 0.3, 5)], 5, False),
    ],
)
def test_count_that_rises_is_a_refill(responses: list[tuple[float, float, int]], remaining: int, refills: bool) -> None:
    count = WindowCount()
    for sent, received, left in responses:
        at = NOW + received
        count.observe(Quota(10, left, 1.0), at + 1, in_flight=0, sent=NOW + sent, now=at)
    assert (count.remaining, count.refills) == (remaining, refills)


def test_one_of_a_refilling_count_is_kept_back() -> None:
    count = WindowCount(10, 3, resets_at=NOW + 1, first_seen=3, refills=True)
    assert [count.ready_at(in_flight, NOW) for in_flight in range(4)] == [NOW, NOW, NOW + 1, NOW + 1]
    count.remaining = 1
    assert [count.ready_at(in_flight, NOW) for in_flight in range(2)] == [NOW, NOW + 1]


@pytest.mark.parametrize(
    ("limit", "bulk", "remaining", "ready"),
    [
        (RateLimit(), False, 1, 0.0),
        (RateLimit(), True, 6, 0.0),
        (RateLimit(), True, 5, 27.0),
        (RateLimit(reserve=0.2), False, 21, 0.0),
        (RateLimit(reserve=0.2), False, 20, 30.0),
        (RateLimit(reserve=0.2), True, 26, 0.0),
        (RateLimit(reserve=0.2), True, 25, 27.0),
        (RateLimit(), False, 0, 30.0),
        (RateLimit(use_burst=True), False, 0, 0.0),
    ],
)
def test_part_of_a_window_is_left_to_others(limit: RateLimit, bulk: bool, remaining: int, ready: float) -> None:
    count = WindowCount(100, remaining, resets_at=NOW + 30, first_seen=remaining)
    assert count.ready_at(0, NOW, limit, bulk=bulk) == NOW + ready
    # In the last three seconds bulk calls may take what interactive ones have left.
    rest = count.ready_at(0, NOW + 27.5, limit, bulk=bulk)
    assert rest == (NOW + 30 if ready == 30.0 else NOW + 27.5)


@pytest.mark.parametrize(
    ("limit", "ahead", "after"),
    [
        (RateLimit(), 39, 0.0),
        (RateLimit(), 40, 30.0),
        (RateLimit(), 139, 30.0),
        (RateLimit(), 140, 90.0),
        (RateLimit(), 240, 150.0),
        (RateLimit(reserve=0.2), 19, 0.0),
        (RateLimit(reserve=0.2), 20, 30.0),
        (RateLimit(reserve=0.2), 100, 90.0),
        (RateLimit(use_burst=True), 240, 0.0),
    ],
)
def test_earliest_moment_of_a_call_behind_others(limit: RateLimit, ahead: int, after: float) -> None:
    state = bucket(in_flight=9)
    state.count = WindowCount(100, 40, resets_at=NOW + 30, first_seen=40, period=60.0)
    assert state.earliest(NOW, ahead, limit) == NOW + after
    state.closed, state.pause_ends_at, state.opens_at = True, NOW + 45, NOW + 45.1
    assert state.earliest(NOW, ahead, limit) == NOW + max(45.0, after)
    assert BucketState(OriginState()).earliest(NOW, ahead, limit) == NOW


def test_count_without_a_limit_tells_only_the_next_window() -> None:
    count = WindowCount(0, 0, resets_at=NOW + 30, period=60.0)
    assert count.earliest(1000, NOW, RateLimit()) == NOW + 30


def test_burst_grows_with_each_call_beyond_the_count_and_ends_for_ten_windows() -> None:
    state, limit = bucket(), RateLimit(use_burst=True)

    def respond_beyond(status_code: int, remaining: int, at: float) -> None:
        ticket = state.call_sent(at, 0, use_burst=True)
        state.call_returned(ticket)
        state.observe_response(ticket, status_code, quota(600, remaining, NOW + 60 - at), now=at, jitter=0.0)

    respond_beyond(200, 0, NOW)  # The last of the count.
    assert (state.closed, state.ready_at(NOW, limit)) == (False, NOW)
    assert state.ready_at(NOW) == NOW + 60
    respond_beyond(200, 0, NOW)
    respond_beyond(200, 0, NOW)
    assert state.count is not None
    assert [state.count.ready_at(in_flight, NOW, limit) for in_flight in (2, 3)] == [NOW, NOW + 60]
    respond_beyond(429, 0, NOW + 1)
    assert state.closed
    assert state.count.no_burst_until == NOW + 60 + 9 * 60
    # In the windows until then the count holds.
    state.closed = False
    for window, ready in ((1, 60.0), (9, 60.0), (10, 0.0)):
        start = NOW + 60 * window
        state.count.observe(Quota(600, 0, 60.0), start + 60, in_flight=0, sent=start, now=start)
        assert state.count.ready_at(0, start, limit) == start + ready


# --- pacing ---


@pytest.mark.parametrize(
    ("pause", "after", "accepted", "may_be_sent"),
    [
        # Ten a second. After a long pause what is due since its begin goes at once, then ten a second and one extra. For each
        # accepted call more than is due, two extra.
        (50.0, 0.0, 0, 501),
        (50.0, 0.0, 500, 501),
        (50.0, 1.0, 500, 511),
        (50.0, 0.0, 501, 503),
        (50.0, 0.0, 503, 507),
        (50.0, 0.0, 507, 515),
        # After a short pause ten a second; the refill of 20 is spent in some seconds. One extra, and a quarter that doubles
        # every three seconds.
        (2.0, 0.0, 0, 1),
        (2.0, 1.0, 0, 16),
        (2.0, 1.0, 16, 16),
        (2.0, 3.0, 0, 44),
        (2.0, 12.0, 0, 144),
        (2.0, 30.0, 0, 576),
    ],
)
def test_pace_allows_calls(pause: float, after: float, accepted: int, may_be_sent: int) -> None:
    pace = Pace(rate=10.0, pause=pause, opened_at=NOW, accepted=accepted, is_measured=True)
    while pace.ready_at(NOW + after) <= NOW + after:
        pace.sent += 1
    assert pace.sent == may_be_sent


def test_pace_names_the_moment_when_the_next_call_is_due() -> None:
    pace = Pace(rate=10.0, pause=50.0, opened_at=NOW, sent=501)
    assert pace.ready_at(NOW) == pytest.approx(NOW + 0.1)
    refilled = Pace(rate=10.0, pause=2.0, opened_at=NOW, sent=1, is_measured=True)
    moment = refilled.ready_at(NOW)
    assert NOW < moment < NOW + 0.1
    assert refilled.ready_at(NOW + 0.1) <= NOW + 0.1
    assert Pace(rate=10.0, pause=2.0, opened_at=NOW, sent=1).ready_at(NOW) == pytest.approx(NOW + 0.1)


@pytest.mark.parametrize(("after", "may_be_sent"), [(0.0, 1), (1.0, 15), (2.0, 44), (4.0, 217)])
def test_pace_doubles_every_second_until_a_rate_is_measured(after: float, may_be_sent: int) -> None:
    pace = Pace(rate=10.0, pause=2.0, opened_at=NOW)
    while pace.ready_at(NOW + after) <= NOW + after:
        pace.sent += 1
    assert pace.sent == may_be_sent


def test_pace_after_a_short_pause_does_not_count_the_burst() -> None:
    pace = Pace(opened_at=NOW)
    for _ in range(10):
        pace.count_accepted(NOW + 0.1)
    pace.reopen(NOW + 1.2, closed_at=NOW + 0.2, now=NOW + 1.2)
    assert (pace.burst, pace.is_measured) == (10, False)
    # 10 at once and 50 a second for two seconds, and not the 110 of 3.2 seconds.
    for number in range(110):
        pace.count_accepted(NOW + 1.2 + max(0, number - 10) / 50)
    pace.reopen(NOW + 4.4, closed_at=NOW + 3.2, now=NOW + 4.4)
    assert pace.is_measured
    assert pace.rate == pytest.approx(50.0)


def test_pace_of_the_latest_seconds_counts_if_it_was_slow_before() -> None:
    pace = Pace(rate=1.0, pause=1.0, opened_at=NOW, burst=10)
    for second in range(9):
        for number in range(1 if second < 7 else 60):
            pace.count_accepted(NOW + second + number / 60)
    pace.reopen(NOW + 10.2, closed_at=NOW + 9, now=NOW + 10.2)
    assert pace.rate == pytest.approx(54.5, abs=5)


def test_pace_is_not_measured_in_less_than_a_second() -> None:
    pace = Pace(rate=50.0, pause=1.0, opened_at=NOW, burst=10)
    for _ in range(5):
        pace.count_accepted(NOW + 0.2)
    pace.reopen(NOW + 1.5, closed_at=NOW + 0.3, now=NOW + 1.5)
    assert (pace.burst, pace.rate, pace.is_measured) == (5, 35.0, False)


def test_outage_is_not_taken_for_a_pace() -> None:
    state = bucket()
    respond(state, 503, ASKS_FOR_30)
    respond(state, 200, NO_HEADERS, at=state.opens_at)
    assert state.pace.rate == inf


def test_pace_is_the_rate_accepted_from_one_opening_to_the_next() -> None:
    pace = Pace(opened_at=NOW, accepted=120, sent=150)
    pace.reopen(NOW + 60, closed_at=NOW + 10, now=NOW + 60)
    assert (pace.rate, pace.pause, pace.opened_at, pace.sent, pace.accepted) == (2.0, 50.0, NOW + 60, 1, 0)


def test_pace_is_at_least_one_call_from_one_opening_to_the_next() -> None:
    pace = Pace(opened_at=NOW)
    pace.reopen(NOW + 60, closed_at=NOW + 10, now=NOW + 60)
    assert pace.rate == 1 / 60


def test_pace_is_unknown_after_a_time_without_calls() -> None:
    pace = Pace(opened_at=NOW, accepted=1)
    pace.restart(None)
    pace.reopen(NOW + 600, closed_at=NOW + 10, now=NOW + 600)
    assert pace.rate == inf
    assert pace.ready_at(NOW + 600) == NOW + 600


# --- how many at once ---


def test_crowded_origin_allows_fewer_calls_at_once_then_one_more_in_four_rounds() -> None:
    state = bucket()
    tickets = [state.call_sent(NOW, 0) for _ in range(20)]
    for ticket in tickets[15:]:
        state.call_returned(ticket)
        assert state.observe_response(ticket, 429, CROWDED, now=NOW, jitter=0.0) == Refusal("crowded", 0.25)
    assert not state.origin.has_room()
    responses = 0
    state.call_returned(tickets[0])
    while not (state.origin.in_flight == 15 and state.origin.has_room()):
        ticket = state.call_sent(NOW, 0)
        state.call_returned(ticket)
        state.observe_response(ticket, 200, NO_HEADERS, now=NOW, jitter=0.0)
        responses += 1
        if state.origin.max_in_flight >= 16:
            state.call_sent(NOW, 0)
    assert 3 * 15 < responses < 5 * 16


def test_refusal_of_the_only_call_in_flight_allows_any_number_at_once() -> None:
    state = bucket(others=3)
    respond(state, 429, NO_HEADERS)
    assert state.origin.max_in_flight == 3
    state.origin.in_flight = 0
    respond(state, 429, NO_HEADERS)
    assert state.origin.max_in_flight == inf


def test_crowded_refusal_of_the_only_call_in_flight_allows_one_at_once() -> None:
    state = bucket()
    respond(state, 429, CROWDED)
    assert state.origin.max_in_flight == 1


def test_return_of_an_old_probe_does_not_end_the_current_one() -> None:
    state = bucket()
    respond(state, 429, ASKS_FOR_30)
    old = Ticket(state.epoch - 1, True, NOW, 0)
    state.in_flight += 1
    state.origin.in_flight += 1
    state.call_sent(state.opens_at, 0)
    state.call_returned(old)
    assert state.probing
