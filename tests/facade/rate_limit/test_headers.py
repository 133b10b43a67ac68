"""Every spelling of rate limit headers, valid and malformed; the clock of the server, from its dates."""

from __future__ import annotations

import re
import time
from email.utils import formatdate
from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idsessions._rate_limit.headers import Quota, RateLimitHeaders, ServerClock, parse_http_date, read_headers

# The server's time when the tests' responses are received. The client has run for 5000 s.
SERVER = 1_700_000_000.0
RECEIVED = 5000.0


def raw(*headers: tuple[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers]


def read(*headers: tuple[str, str], dated: bool = True) -> RateLimitHeaders:
    clock = ServerClock()
    if dated:
        clock.observe(SERVER, sent=RECEIVED, received=RECEIVED)
    return read_headers(raw(*headers), clock, sent=RECEIVED - 0.1, received=RECEIVED)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("3", 3.0),
        ("  120 ", 120.0),
        ("3.5", 3.5),
        ("0.1234567890123456", 0.1234567890123456),
        ("3, 7", 7.0),
        ("7, soon", 7.0),
        ("9" * 400, 1e13),
        (formatdate(SERVER + 42, usegmt=True), 42.0),
        (formatdate(SERVER - 42, usegmt=True), 0.0),
        # Neither a number of seconds nor a date (RFC 9110, 10.2.3).
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
    assert read(("Retry-After", value)) == RateLimitHeaders(seconds)


@pytest.mark.parametrize("digits", [b"\xb2", b"\xef\xbc\x93", b"\xd9\xa3"])
def test_digits_of_other_scripts_are_ignored(digits: bytes) -> None:
    assert read_headers([(b"retry-after", digits)], ServerClock(), sent=0.0, received=0.0).retry_after is None


def test_larger_of_two_retry_after_headers_holds() -> None:
    assert read(("Retry-After", "2"), ("Retry-After", "9")).retry_after == 9.0
    assert read(("Retry-After", "9"), ("Retry-After", "2")).retry_after == 9.0


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        # No form of HTTP, but its meaning is plain.
        "Sun, 06 Nov 1994 09:49:37 +0100",
    ],
)
def test_parse_http_date_reads_all_forms_in_any_local_timezone(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert parse_http_date.__wrapped__(text.encode()) == 784111777.0
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("ahead", "seconds"),
    [(42.0, 42.0), (60.0, 60.0), (3600.0, 60.0), (0.0, None), (-42.0, None)],
)
def test_without_a_date_the_local_clock_counts_for_a_minute_at_most(ahead: float, seconds: float | None) -> None:
    def read_undated(*headers: tuple[str, str]) -> RateLimitHeaders:
        return read_headers(raw(*headers), ServerClock(lambda: SERVER), sent=RECEIVED, received=RECEIVED)

    assert read_undated(("Retry-After", formatdate(SERVER + ahead, usegmt=True))) == RateLimitHeaders(seconds)
    assert read_undated(*okta("9", "0", str(int(SERVER + ahead)))).quota == Quota(9, 0, seconds)


def test_number_of_seconds_needs_no_date() -> None:
    assert read(("Retry-After", "3600"), dated=False) == RateLimitHeaders(3600.0)


def test_date_of_the_same_response_gives_the_time_of_the_server() -> None:
    date = ("Date", formatdate(SERVER, usegmt=True))
    headers = raw(date, ("Retry-After", formatdate(SERVER + 42, usegmt=True)))
    seconds = read_headers(headers, ServerClock(), sent=RECEIVED - 0.1, received=RECEIVED).retry_after
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
        # Several quotas: the one with the least left, with its own reset; of two equal ones the later reset.
        (okta("600, 50", "400, 3", "30, 7"), Quota(50, 3, 7.0)),
        (okta("600", "400", "30") + okta("50", "3", "7"), Quota(50, 3, 7.0)),
        (okta("600, 50", "0, 0", "30, 7"), Quota(600, 0, 30.0)),
        (okta("600, 50", "0, 0", "7, 30"), Quota(50, 0, 30.0)),
        (okta("600, 50", "0, 0", "soon, 1"), Quota(50, 0, 1.0)),
        (okta("0", "5", "30"), Quota(0, 5, 30.0)),
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
    assert read(*headers) == RateLimitHeaders(quota=quota)


def test_other_headers_are_ignored() -> None:
    assert read() == read(("Content-Type", "text/html"), ("X-Rate-Limit", "5")) == RateLimitHeaders()


def test_limit_of_zero_means_crowded() -> None:
    assert read(*okta("0", "0", str(int(SERVER) + 110))) == RateLimitHeaders(crowded=True)
    assert read(("Retry-After", "1"), *okta("0", "0", "110")) == RateLimitHeaders(1.0, crowded=True)


def test_names_are_read_in_any_case() -> None:
    headers = [(b"X-RATE-LIMIT-REMAINING", b"3"), (b"x-Rate-Limit-Reset", b"9")]
    assert read_headers(headers, ServerClock(), sent=0.0, received=0.0).quota == Quota(None, 3, 9.0)


def test_count_and_date_of_a_cached_response_are_ignored() -> None:
    clock = ServerClock()
    headers = raw(("Age", "1"), ("Retry-After", "3"), ("Date", formatdate(SERVER, usegmt=True)), *okta("9", "0", "30"))
    assert read_headers(headers, clock, sent=0.0, received=0.0) == RateLimitHeaders(3.0)
    assert clock.at(0.0) is None
    assert read(("Age", "0"), *okta("9", "0", "30")).quota == Quota(9, 0, 30.0)


_TEXT = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=60) | st.from_regex(
    re.compile(r'("[a-z";=,]*"?;?[rtq]?=?-?[0-9.]*,? ?){0,4}'), fullmatch=True
)


@settings(suppress_health_check=[HealthCheck.too_slow])
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
def test_no_header_raises(headers: list[tuple[str, str]]) -> None:
    result = read_headers(raw(*headers), ServerClock(), sent=1.0, received=2.0)
    assert result.retry_after is None or 0 <= result.retry_after < inf
    assert result.quota is None or result.quota.remaining >= 0
    assert result.quota is None or result.quota.resets_in is None or 0 <= result.quota.resets_in < inf


@pytest.mark.parametrize(("start", "part"), [("", '"a'), ("", '"a";'), ('"";a=', "aaaa"), ("", '"a", '), ("", "a=1, ")])
def test_time_to_read_a_header_grows_with_its_length_and_not_its_square(start: str, part: str) -> None:
    def seconds(count: int) -> float:
        started = time.thread_time()
        assert read(("RateLimit", start + part * count)).quota is None
        return time.thread_time() - started

    short, long = (min(seconds(count) for _ in range(5)) for count in (2000, 32_000))
    assert long < 64 * short  # 16 if the time is linear, 256 if it is quadratic.


def test_header_that_came_twice_counts_once() -> None:
    date = ("Retry-After", formatdate(SERVER + 42, usegmt=True))
    assert read(date, date) == RateLimitHeaders(42.0)
    once = okta("600", "599", "30")
    assert read(*once, *once) == read(*once, once[0]) == read(*once, once[1], once[2], once[2]) == read(*once)
    clock = ServerClock()
    date = ("Date", formatdate(SERVER, usegmt=True))
    read_headers(raw(date, date), clock, sent=RECEIVED, received=RECEIVED)
    assert clock.at(RECEIVED) == SERVER


# --- the clock ---


def test_time_is_unknown_before_the_first_date() -> None:
    assert ServerClock().at(5.0) is None


@given(
    offset=st.floats(-1e9, 1e9),
    trips=st.lists(st.tuples(st.floats(0.01, 30), st.floats(0, 0.2), st.floats(0, 0.2)), min_size=1, max_size=50),
)
def test_clock_is_never_ahead_of_the_server_and_at_most_one_trip_behind(
    offset: float, trips: list[tuple[float, float, float]]
) -> None:
    clock = ServerClock()
    now, worst = 0.0, inf
    for idle, there, back in trips:
        sent = now + idle
        stamped = sent + there + offset
        now = sent + there + back
        clock.observe(float(stamped // 1), sent=sent, received=now)
        worst = min(worst, stamped % 1 + back)
        at = clock.at(now)
        assert at is not None
        late = now + offset - at
        assert -1e-6 <= late <= worst + 1e-6


def test_clock_starts_over_when_the_server_sets_its_own() -> None:
    clock = ServerClock()
    clock.observe(1000.0, sent=0.0, received=0.1)
    clock.observe(1010.0, sent=10.0, received=10.1)
    assert clock.at(10.1) == pytest.approx(1010.0)
    clock.observe(5000.0, sent=20.0, received=20.1)
    assert clock.at(20.1) == pytest.approx(5000.0)
    clock.observe(4000.0, sent=21.0, received=21.1)
    assert clock.at(21.1) == pytest.approx(4000.0)


@pytest.mark.parametrize(
    ("date", "time_of_server"),
    [
        (1101.0, 1101.0),  # It was ahead by 1000 to 1001 s, and is by 1001 to 1002 s.
        (1100.0, 1100.0),
        (1099.5, 1100.0),  # By 999.5 to 1000.5 s: both can be true.
        (1099.0, 1099.0),  # By less than 1000 s: it was set back.
        (1095.0, 1095.0),
    ],
)
def test_clock_starts_over_when_the_server_sets_its_own_back(date: float, time_of_server: float) -> None:
    clock = ServerClock()
    clock.observe(1000.0, sent=0.0, received=0.0)
    clock.observe(date, sent=100.0, received=100.0)
    assert clock.at(100.0) == time_of_server
