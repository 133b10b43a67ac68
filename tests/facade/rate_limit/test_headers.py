"""Every spelling of a rate limit, and every way to get it wrong; the server's clock from its dates."""

from __future__ import annotations

import re
from email.utils import formatdate
from math import inf
from time import perf_counter

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idsessions._rate_limit.headers import Quota, Said, ServerClock, http_date, read

# The server's time when the tests' responses are received. The client has been up for 5000 s.
SERVER = 1_700_000_000.0
RECEIVED = 5000.0


def said(*headers: tuple[str, str], dated: bool = True) -> Said:
    clock = ServerClock()
    if dated:
        clock.heard(SERVER, sent=RECEIVED, received=RECEIVED)
    return read(httpx.Headers(list(headers)).raw, clock, sent=RECEIVED - 0.1, received=RECEIVED)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("3", 3.0),
        ("  120 ", 120.0),
        ("3.5", 3.5),
        ("3, 7", 7.0),
        ("7, soon", 7.0),
        ("9" * 400, 1e13),
        (formatdate(SERVER + 42, usegmt=True), 42.0),
        (formatdate(SERVER - 42, usegmt=True), 0.0),
        # What is no number of seconds and no date says nothing (RFC 9110, 10.2.3).
        ("", None),
        ("-1", None),
        ("+3", None),
        ("1e3", None),
        ("3s", None),
        ("0x10", None),
        ("inf", None),
        ("nan", None),
        ("soon", None),
        ("3 5", None),
        (".5", None),
        ("Mon, 99 Foo 2023 00:00:00 GMT", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert said(("Retry-After", value)) == Said(seconds)


@pytest.mark.parametrize("digits", [b"\xb2", b"\xef\xbc\x93", b"\xd9\xa3"])
def test_digits_of_other_scripts_are_no_number(digits: bytes) -> None:
    raw = [(b"retry-after", digits)]
    assert read(raw, ServerClock(), sent=0.0, received=0.0).retry_after is None


def test_two_retry_after_fields_mean_the_later() -> None:
    assert said(("Retry-After", "2"), ("Retry-After", "9")).retry_after == 9.0


@pytest.mark.parametrize(
    "text",
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"],
)
def test_the_three_forms_of_a_date(text: str) -> None:
    assert http_date(text) == 784111777.0


def test_a_date_means_nothing_while_the_server_has_told_no_time() -> None:
    assert said(("Retry-After", formatdate(SERVER + 42, usegmt=True)), dated=False) == Said()
    reset = ("X-Rate-Limit-Reset", str(int(SERVER + 42)))
    quota = said(("X-Rate-Limit-Limit", "9"), ("X-Rate-Limit-Remaining", "0"), reset, dated=False).quota
    assert quota == Quota(9, 0, None)


def test_the_date_of_the_response_itself_is_enough() -> None:
    date = ("Date", formatdate(SERVER, usegmt=True))
    raw = httpx.Headers([date, ("Retry-After", formatdate(SERVER + 42, usegmt=True))]).raw
    seconds = read(raw, ServerClock(), sent=RECEIVED - 0.1, received=RECEIVED).retry_after
    assert seconds is not None
    assert 42 <= seconds <= 43.2


def okta(limit: str, remaining: str, reset: str) -> list[tuple[str, str]]:
    return [("X-Rate-Limit-Limit", limit), ("X-Rate-Limit-Remaining", remaining), ("X-Rate-Limit-Reset", reset)]


@pytest.mark.parametrize(
    ("headers", "quota"),
    [
        (okta("600", "599", str(int(SERVER) + 30)), Quota(600, 599, 30.0)),
        (okta("600", "599", str(int(SERVER) - 30)), Quota(600, 599, 0.0)),
        (okta("600", "599", str(int(SERVER + 30) * 1000)), Quota(600, 599, 30.0)),
        (okta("600", "599", "30"), Quota(600, 599, 30.0)),
        (okta("600", "599", "soon"), Quota(600, 599, None)),
        (okta("600", "599", "9" * 400), Quota(600, 599, 1e10 - SERVER)),
        (okta("many", "599", "30"), Quota(None, 599, 30.0)),
        (okta("600", "many", "30"), None),
        (okta("600", "-1", "30"), None),
        (okta("600", "", "30"), None),
        # Several budgets: the one with the least left, with its own reset; of two alike the later reset.
        (okta("600, 50", "400, 3", "30, 7"), Quota(50, 3, 7.0)),
        (okta("600", "400", "30") + okta("50", "3", "7"), Quota(50, 3, 7.0)),
        (okta("600, 50", "0, 0", "30, 7"), Quota(600, 0, 30.0)),
        (okta("600", "400, 3", "30, 7"), Quota(None, 3, 7.0)),
        (okta("600, 50", "400, 3", "30"), None),
        ([("X-RateLimit-Limit", "60"), ("X-RateLimit-Remaining", "5"), ("X-RateLimit-Reset", "9")], Quota(60, 5, 9.0)),
        (
            [("RateLimit-Limit", "60, 60;w=60"), ("RateLimit-Remaining", "5"), ("RateLimit-Reset", "9")],
            Quota(None, 5, 9.0),
        ),
        ([("RateLimit", "limit=100, remaining=50, reset=5")], Quota(100, 50, 5.0)),
        ([("RateLimit", "limit=100, reset=5")], None),
        # draft-ietf-httpapi-ratelimit-headers-10
        ([("RateLimit", '"default";r=50;t=30')], Quota(None, 50, 30.0)),
        ([("RateLimit", '"default";r=50')], Quota(None, 50, None)),
        (
            [("RateLimit", '"default";r=50;t=30'), ("RateLimit-Policy", '"default";q=100;w=60')],
            Quota(100, 50, 30.0),
        ),
        (
            [
                ("RateLimit", '"burst";r=9;t=30;pk=:dXNlcg==:, "daily";r=4;t=3600'),
                ("RateLimit-Policy", '"burst";q=10;w=60, "daily";q=1000;w=86400'),
            ],
            Quota(1000, 4, 3600.0),
        ),
        ([("RateLimit", '"a \\"b\\" ;r=0";r=5;t=6')], Quota(None, 5, 6.0)),
        (
            [
                ("RateLimit", '"bytes";r=0;t=30, "requests";r=7;t=60'),
                ("RateLimit-Policy", '"bytes";q=9999;w=60;qu="content-bytes", "requests";q=10;qu="requests"'),
            ],
            Quota(10, 7, 60.0),
        ),
        (
            [
                ("RateLimit", '"both";r=0;t=30'),
                ("RateLimit-Policy", '"both";q=10;qu="concurrent-requests"'),
            ],
            None,
        ),
        # The standard field wins over the older ones.
        ([("RateLimit", '"default";r=50;t=30'), *okta("600", "0", "9")], Quota(None, 50, 30.0)),
        *(
            ([("RateLimit", malformed)], None)
            for malformed in [
                "default;r=50;t=30",
                '"default";r=50;t=30,',
                ',"default";r=50;t=30',
                '"default;r=50;t=30',
                '"default";r=-1;t=30',
                '"default";r=5.5;t=30',
                '"default";R=50;t=30',
                '"default";r="50";t=30;',
                '"default" r=50 t=30',
                '"a";r=50;t=30 "b";r=1;t=1',
                '"default";t=30',
                "50",
                ";",
            ]
        ),
    ],
)
def test_quotas(headers: list[tuple[str, str]], quota: Quota | None) -> None:
    assert said(*headers) == Said(quota=quota)


def test_nothing_said() -> None:
    assert said() == said(("Content-Type", "text/html"), ("X-Rate-Limit", "5")) == Said()


def test_okta_says_that_too_much_goes_on_at_once_with_a_limit_of_zero() -> None:
    assert said(*okta("0", "0", str(int(SERVER) + 110))) == Said(crowded=True)
    assert said(("Retry-After", "1"), *okta("0", "0", "110")) == Said(1.0, crowded=True)


def test_names_are_read_in_any_case() -> None:
    raw = [(b"X-RATE-LIMIT-REMAINING", b"3"), (b"x-Rate-Limit-Reset", b"9")]
    assert read(raw, ServerClock(), sent=0.0, received=0.0).quota == Quota(None, 3, 9.0)


def test_a_count_from_a_cache_is_somebody_elses_and_its_date_of_another_time() -> None:
    clock = ServerClock()
    headers = [("Age", "1"), ("Retry-After", "3"), ("Date", formatdate(SERVER, usegmt=True)), *okta("9", "0", "30")]
    assert read(httpx.Headers(headers).raw, clock, sent=0.0, received=0.0) == Said(3.0)
    assert clock.at(0.0) is None
    assert said(("Age", "0"), *okta("9", "0", "30")).quota == Quota(9, 0, 30.0)


_TEXT = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=60) | st.from_regex(
    re.compile(r'("[a-z";=,]*"?;?[rtq]?=?-?[0-9.]*,? ?){0,4}'), fullmatch=True
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "retry-after",
                    "date",
                    "age",
                    "ratelimit",
                    "ratelimit-policy",
                    "ratelimit-remaining",
                    "ratelimit-reset",
                ]
                + [f"x-rate-limit-{column}" for column in ("limit", "remaining", "reset")]
            ),
            _TEXT,
        ),
        max_size=6,
    )
)
def test_no_header_whatever_raises(headers: list[tuple[str, str]]) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    result = read(raw, ServerClock(), sent=1.0, received=2.0)
    assert result.retry_after is None or 0 <= result.retry_after < inf
    assert result.quota is None or result.quota.remaining >= 0
    assert result.quota is None or result.quota.resets_in is None or 0 <= result.quota.resets_in < inf


@pytest.mark.parametrize("evil", ['"a' * 5000, '"a";' * 5000, '"";a=' + "a" * 20000, '"a", ' * 5000, "a=1, " * 5000])
def test_no_header_takes_long_to_read(evil: str) -> None:
    started = perf_counter()
    assert said(("RateLimit", evil)).quota is None
    assert perf_counter() - started < 0.5


# --- the clock ---


def test_the_clock_knows_no_time_before_it_has_heard_one() -> None:
    assert ServerClock().at(5.0) is None


@given(
    offset=st.floats(-1e9, 1e9),
    trips=st.lists(st.tuples(st.floats(0.01, 30), st.floats(0, 0.2), st.floats(0, 0.2)), min_size=1, max_size=50),
)
def test_the_clock_is_never_ahead_of_the_servers_and_gets_as_near_as_it_can(
    offset: float, trips: list[tuple[float, float, float]]
) -> None:
    clock = ServerClock()
    now, worst = 0.0, inf
    for idle, there, back in trips:
        sent = now + idle
        stamped = sent + there + offset
        now = sent + there + back
        clock.heard(float(stamped // 1), sent=sent, received=now)
        worst = min(worst, stamped % 1 + back)
        at = clock.at(now)
        assert at is not None
        late = now + offset - at
        assert -1e-6 <= late <= worst + 1e-6


def test_the_clock_starts_over_when_the_server_sets_its_own() -> None:
    clock = ServerClock()
    clock.heard(1000.0, sent=0.0, received=0.1)
    clock.heard(1010.0, sent=10.0, received=10.1)
    assert clock.at(10.1) == pytest.approx(1010.0)
    clock.heard(5000.0, sent=20.0, received=20.1)
    assert clock.at(20.1) == pytest.approx(5000.0)
    clock.heard(4000.0, sent=21.0, received=21.1)
    assert clock.at(21.1) == pytest.approx(4000.0)
