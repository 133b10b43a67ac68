"""The decisions of one gate, as tables: which calls fail instead of waiting, and which call goes next."""

from __future__ import annotations

from math import inf

import pytest

from bench.worlds import VirtualClock, run_virtual
from idsessions._rate_limit import Gates, GateTimeout, RateLimit
from idsessions._rate_limit.gate import outcome
from idsessions._rate_limit.headers import RateLimitHeaders
from idsessions._rate_limit.queues import Call, Desk, Gate, Line, Origin, reject_reason
from idsessions._rate_limit.state import BucketState, OriginState

from .fakes import OK, Response

NOW = 1000.0


@pytest.mark.parametrize(
    ("pause", "earliest", "deadline", "max_wait", "reason"),
    [
        # No pause: only a deadline counts.
        (None, NOW, inf, 120.0, ""),
        (None, NOW, inf, 0.0, ""),
        (None, NOW, NOW + 0.1, 0.0, ""),
        (None, NOW, NOW, 120.0, "deadline"),
        (None, NOW, NOW - 1, 120.0, "deadline"),
        # The call can go at the deadline, or later.
        (None, NOW + 30, NOW + 30, 0.0, ""),
        (None, NOW + 30.1, NOW + 30, 0.0, "deadline"),
        # A pause may be just as long as what the call has.
        (30.0, NOW + 30, NOW + 30, 120.0, ""),
        (30.1, NOW + 30.1, NOW + 30, 120.0, "deadline"),
        (120.0, NOW + 120, inf, 120.0, ""),
        (120.1, NOW + 120.1, inf, 120.0, "max_wait"),
        (120.1, NOW + 120.1, NOW + 120, 120.0, "deadline"),
        (0.0, NOW, inf, 0.0, ""),
    ],
)
def test_reject_reason(pause: float | None, earliest: float, deadline: float, max_wait: float, reason: str) -> None:
    assert reject_reason(now=NOW, pause=pause, earliest=earliest, deadline=deadline, max_wait=max_wait) == reason


def make_gate(state: BucketState) -> Gate:
    async def main() -> Gate:
        return Gate("sessions", state, Origin(VirtualClock()))

    return run_virtual(main())


def make_call(gate: Gate, position: int = 1, *, attempts: int = 0) -> Call[Response]:
    desk = Desk(Gates(clock=VirtualClock()), gate.origin)
    return Call(gate, desk, position, RateLimit(), inf, attempts=attempts)


@pytest.mark.parametrize(
    ("closed", "refusals_in_a_row", "attempts", "next_position"),
    [
        (False, 0, [3, 0], 1),
        (False, 2, [3, 0], 1),
        (True, 1, [3, 0], 1),
        # The probe was refused: the call with the fewest refusals, and of those the first.
        (True, 2, [3, 0], 2),
        (True, 2, [3, 1, 2, 1], 2),
        (True, 2, [1, 1], 1),
    ],
)
def test_next_call(closed: bool, refusals_in_a_row: int, attempts: list[int], next_position: int) -> None:
    gate = make_gate(BucketState(OriginState(), closed=closed, refusals_in_a_row=refusals_in_a_row))
    calls = [make_call(gate, position, attempts=number) for position, number in enumerate(attempts, 1)]
    line = Line(gate, calls[0].desk, None, RateLimit(), False, [*calls])
    assert line.next_call().position == next_position


@pytest.mark.parametrize(
    ("pause_ends_at", "closed", "reason"),
    [
        (NOW + 121, True, "max_wait"),
        (NOW + 120, True, ""),
        (NOW - 1, True, ""),
        (NOW + 121, False, ""),
    ],
)
def test_call_is_rejected_while_its_gate_pauses_for_too_long(pause_ends_at: float, closed: bool, reason: str) -> None:
    gate = make_gate(BucketState(OriginState(), closed=closed, pause_ends_at=pause_ends_at, opens_at=pause_ends_at))
    assert make_call(gate).reject_reason(NOW) == reason


def test_rejected_call_returns_its_last_refusal_or_raises_if_there_is_none() -> None:
    call = make_call(make_gate(BucketState(OriginState())))
    call.waited = 2.5
    with pytest.raises(GateTimeout, match="not sent within max_wait") as caught:
        outcome(call, "max_wait", 30.0)
    assert (caught.value.reason, caught.value.waited, caught.value.retry_after) == ("max_wait", 2.5, 30.0)
    call.response, call.headers, call.attempts = OK, RateLimitHeaders(), 3
    result = outcome(call, "deadline", None)
    assert (result.response, result.attempts, result.waited) == (OK, 3, 2.5)
    assert (result.reject_reason, result.retry_after, result.quota) == ("deadline", None, None)
