"""Options of the rate gate: a wrong one is refused when it is given, and the error names it."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import pytest

from idsessions import RateLimit, UsageError

HUGE = 10**400


async def waits(_: object) -> None: ...


WRONG: list[tuple[str, Any]] = [
    *(("max_attempts", given) for given in (None, "8", 8.0, nan, inf, True, 0, -1, HUGE, b"8")),
    *(("max_wait", given) for given in (None, "120", nan, True, -1, -0.1, -inf, HUGE, -HUGE)),
    *(("on_pause", given) for given in ("print", 1, False, waits)),
    *(("reserve", given) for given in (None, "0.2", nan, inf, True, False, -0.1, 1, 1.5, HUGE, -HUGE)),
    *(("shared", given) for given in (None, "yes", 1, 0, nan)),
    *(("use_burst", given) for given in (None, "yes", 1, 0, nan)),
]


@pytest.mark.parametrize(("name", "given"), WRONG)
def test_wrong_option_is_refused_and_named(name: str, given: Any) -> None:
    with pytest.raises(UsageError, match=f"`{name}` must be "):
        RateLimit(**{name: given})


@pytest.mark.parametrize(
    ("name", "given"),
    [("max_attempts", 1), ("max_wait", 0), ("max_wait", inf), ("on_pause", print), ("reserve", 0), ("reserve", 0.99)],
)
def test_option_at_its_bound_is_accepted(name: str, given: Any) -> None:
    assert getattr(RateLimit(**{name: given}), name) == given
