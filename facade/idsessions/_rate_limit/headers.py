"""What the headers of a response say about rate limits: pure functions, and the server's clock, learned from `Date`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache, partial
from math import inf
from time import time
from typing import Final, TypeAlias

from attrs import define

RawHeaders: TypeAlias = Iterable[tuple[bytes, bytes]]
"""Pairs of name and value, the names in any case."""

# A longer number means "never"; a finite value keeps the arithmetic safe.
_MAX_DIGITS: Final = 13
_NEVER: Final = 10.0**_MAX_DIGITS
_LONGEST_BY_LOCAL_CLOCK: Final = 60.0

_SECONDS: Final = re.compile(r"[0-9]+(\.[0-9]+)?")
_COUNT: Final = re.compile(r"[0-9]+")
# The form of a date that every server writes today.
_DATE: Final = re.compile(rb"[A-Z][a-z]{2}, ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT")
_MONTHS: Final = b" Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"

# Structured Fields (RFC 9651): a list of strings with parameters, whose values are strings, bytes, numbers or tokens.
_STRING: Final = r'"(?:[ !#-\[\]-~]|\\["\\])*"'
_PARAMETER: Final = rf'; *[a-z*][a-z0-9_.*-]*(?:=(?:{_STRING}|:[A-Za-z0-9+/=]*:|[^\s",;:][^\s",;]*))?'
_ITEM: Final = re.compile(rf"({_STRING})((?:{_PARAMETER})*)")
_LIST: Final = re.compile(rf"{_STRING}(?:{_PARAMETER})*(?:[ \t]*,[ \t]*{_STRING}(?:{_PARAMETER})*)*")
_KEY_VALUE: Final = re.compile(rf"; *([^=;,\s]+)(?:=({_STRING}|[^;]*))?")
# Draft -07 has a dictionary instead: `limit=100, remaining=50, reset=50`.
_MEMBERS: Final = re.compile(r"[a-z]+=[0-9]+(?:[ \t]*,[ \t]*[a-z]+=[0-9]+)*")

# The same three headers in the spellings in use: Okta's, the common one, and drafts -03 to -06.
_TRIPLES: Final = tuple(
    tuple(f"{prefix}{column}".encode() for column in ("limit", "remaining", "reset"))
    for prefix in ("x-rate-limit-", "x-ratelimit-", "ratelimit-")
)
_NAMES: Final = frozenset([b"retry-after", b"date", b"age", b"ratelimit", b"ratelimit-policy"]).union(*_TRIPLES)

Until: TypeAlias = Callable[[float], float | None]
"""Seconds until the server's clock shows a time; None if that is not known."""
Found: TypeAlias = Mapping[bytes, bytes]
"""The headers that matter, by their names in lower case."""


@define
class Quota:
    """How many requests remain, as a response says."""

    limit: int | None
    remaining: int
    resets_in: float | None
    """Seconds from the receipt of the response; None if it does not say."""


@define
class RateLimitHeaders:
    """All that one response says about rate limits. A malformed header is ignored."""

    retry_after: float | None = None
    """Seconds from the receipt of the response."""
    quota: Quota | None = None
    crowded: bool = False
    """Too many requests at once. Okta says so with a limit of 0, 0 remaining, and a reset that is only a guess.
    https://developer.okta.com/docs/reference/rl-additional-limits/"""


NOTHING: Final = RateLimitHeaders()


@define
class ServerClock:
    """The server's time, from its `Date` headers and a local clock that never steps.

    A `Date` names a whole second, and was written at some time between sending and receipt. Each bounds how far the server's
    clock is ahead; the largest lower bound comes near it to about one round trip.

    A server that sends no `Date` is taken to have the time of the local wall clock. That may be wrong, so what it says counts
    for a minute at most, and for nothing if the moment has passed.
    """

    _local_time: Callable[[], float] = time
    _ahead: float = -inf
    """The lower bound."""

    def observe(self, date: float, *, sent: float, received: float) -> None:
        # A date whose upper bound is no larger shows that the server's clock was set back: the earlier dates are void.
        was_set_back = date + 1 - sent <= self._ahead
        self._ahead = date - received if was_set_back else max(date - received, self._ahead)

    def at(self, moment: float) -> float | None:
        """The earliest that the server's clock can show at a moment of the local one; None before the first `Date`."""
        return None if self._ahead == -inf else moment + self._ahead

    def seconds_until(self, date: float, *, since: float) -> float | None:
        """Seconds from a moment of the local clock until the server's shows ``date``: so many that nothing is sent early."""
        if (server_time := self.at(since)) is not None:
            return max(0.0, date - server_time)
        seconds = date - self._local_time()
        return min(seconds, _LONGEST_BY_LOCAL_CLOCK) if seconds > 0 else None


def read_headers(headers: RawHeaders, clock: ServerClock, *, sent: float, received: float) -> RateLimitHeaders:
    """Read the headers of a response, and update ``clock`` from its `Date`."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        name = name.lower()
        if name in _NAMES:
            # A proxy may send a header twice. Two different values are two quotas.
            found[name] = value if found.get(name, value) == value else found[name] + b", " + value
    if not found:
        return NOTHING
    # The date of a cached response is that of another moment, and its count that of another client.
    cached = b"age" in found and bool(_parse_number(_COUNT, _text(found, b"age")))
    if not cached and b"date" in found and (date := parse_http_date(found[b"date"])) is not None:
        clock.observe(date, sent=sent, received=received)
    until = partial(clock.seconds_until, since=received)
    retry_after = parse_retry_after(found[b"retry-after"], until) if b"retry-after" in found else None
    quotas = [] if cached else _parse_found(found, until)
    if not quotas:
        return RateLimitHeaders(retry_after)
    if all(quota.limit == 0 and quota.remaining == 0 for quota in quotas):
        return RateLimitHeaders(retry_after, crowded=True)
    # Of several quotas, the one with the least left holds the calls up, with its own reset.
    return RateLimitHeaders(retry_after, min(quotas, key=lambda quota: (quota.remaining, -(quota.resets_in or 0.0))))


@lru_cache(maxsize=8)
def parse_http_date(value: bytes) -> float | None:
    """Seconds since the epoch of an HTTP date in any of its three forms (RFC 9110, 5.6.7)."""
    try:
        if parts := _DATE.fullmatch(value):
            day, month, *rest = parts.groups()
            year, hour, minute, second = map(int, rest)
            number = (_MONTHS.index(b" " + month) + 4) // 4
            return datetime(year, number, int(day), hour, minute, min(second, 59), tzinfo=UTC).timestamp()
        moment = parsedate_to_datetime(value.decode("latin-1"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def parse_retry_after(value: bytes, until: Until) -> float | None:
    """The seconds of a `Retry-After` (RFC 9110, 10.2.3): a number, or a date of the server's clock. Of two values, the larger."""
    parts = value.decode("latin-1").split(",")
    if values := [number for part in parts if (number := _parse_number(_SECONDS, part)) is not None]:
        return max(values)
    date = parse_http_date(value)
    return None if date is None else until(date)


def _text(found: Found, name: bytes) -> str:
    return found.get(name, b"").decode("latin-1")


def _parse_number(pattern: re.Pattern[str], text: str) -> float | None:
    if not pattern.fullmatch(text := text.strip()):
        return None
    return float(text) if len(text.partition(".")[0]) <= _MAX_DIGITS else _NEVER


def _parse_found(found: Found, until: Until | None) -> list[Quota]:
    if b"ratelimit" in found and (
        quotas := _parse_standard(_text(found, b"ratelimit"), _text(found, b"ratelimit-policy"))
    ):
        return quotas
    for limit, remaining, reset in _TRIPLES:
        if remaining in found and reset in found:
            triple = found.get(limit, b""), found[remaining], found[reset]
            if (
                all(map(bytes.isdigit, triple)) and max(map(len, triple)) <= _MAX_DIGITS
            ):  # What nearly every server sends.
                return [Quota(int(triple[0]), int(triple[1]), _resets_in(float(triple[2]), until))]
            if quotas := _parse_columns(*(text.decode("latin-1") for text in triple), until=until):
                return quotas
    return []


def _parse_standard(field: str, policy: str) -> list[Quota]:
    """The `RateLimit` field of draft-ietf-httpapi-ratelimit-headers, also as it was up to draft -07.

    Quotas whose policy says that they count something other than requests are ignored.
    """
    if _MEMBERS.fullmatch(field):
        named = dict(part.strip().split("=") for part in field.split(","))
        return _parse_quotas([(named.get("limit", ""), named.get("remaining", ""), named.get("reset", ""))], None)
    policies = dict(_parse_items(policy))
    rows: list[tuple[str, str, str]] = []
    for name, quota in _parse_items(field):
        quota_policy = policies.get(name, {})
        if quota_policy.get("qu", "requests") == "requests":
            rows.append((quota_policy.get("q", ""), quota.get("r", ""), quota.get("t", "")))
    return _parse_quotas(rows, None)


def _parse_items(field: str) -> list[tuple[str, dict[str, str]]]:
    """The strings of a Structured Fields list with their parameters; nothing if any part is malformed."""
    if not _LIST.fullmatch(field):
        return []
    items: list[tuple[str, str]] = _ITEM.findall(field)
    return [(name, {key: value.strip('"') for key, value in _KEY_VALUE.findall(rest)}) for name, rest in items]


def _parse_columns(limit: str, remaining: str, reset: str, *, until: Until | None) -> list[Quota]:
    """Three headers with several values, one for each quota."""
    limits, remains, resets = limit.split(","), remaining.split(","), reset.split(",")
    if len(remains) != len(resets):
        return []
    limits = limits if len(limits) == len(remains) else [""] * len(remains)
    return _parse_quotas(zip(limits, remains, resets, strict=True), until)


def _parse_quotas(rows: Iterable[tuple[str, str, str]], until: Until | None) -> list[Quota]:
    quotas: list[Quota] = []
    for row in rows:
        limit, remaining, reset = (_parse_number(_COUNT, text) for text in row)
        if remaining is not None:
            quotas.append(Quota(None if limit is None else int(limit), int(remaining), _resets_in(reset, until)))
    return quotas


def _resets_in(reset: float | None, until: Until | None) -> float | None:
    """Seconds until a reset. Servers send that, or seconds or milliseconds since the epoch; the sizes do not overlap."""
    if reset is None or reset < 1e8:
        return reset
    return None if until is None else until(reset / 1000 if reset > 1e11 else reset)
