"""What a response's headers say about rate limits: pure functions of the headers, and the server's clock learned from `Date`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import lru_cache
from math import inf
from typing import Final

from attrs import define, frozen

# A number of more digits than this is "never" for every purpose; it is kept finite so that arithmetic on it stays safe.
_LONGEST: Final = 13
_NEVER: Final = 10.0**_LONGEST

_SECONDS: Final = re.compile(r"[0-9]+(\.[0-9]+)?")
_COUNT: Final = re.compile(r"[0-9]+")

# Structured Fields (RFC 9651): a list of strings with parameters, whose values are strings, bytes, numbers or tokens.
_STRING: Final = r'"(?:[ !#-\[\]-~]|\\["\\])*"'
_PARAMETER: Final = rf'; *[a-z*][a-z0-9_.*-]*(?:=(?:{_STRING}|:[A-Za-z0-9+/=]*:|[^\s",;:][^\s",;]*))?'
_ITEM: Final = re.compile(rf"({_STRING})((?:{_PARAMETER})*)")
_LIST: Final = re.compile(rf"{_STRING}(?:{_PARAMETER})*(?:[ \t]*,[ \t]*{_STRING}(?:{_PARAMETER})*)*")
_KEY_VALUE: Final = re.compile(rf"; *([^=;,\s]+)(?:=({_STRING}|[^;]*))?")
# Draft -07 has a dictionary instead: `limit=100, remaining=50, reset=50`.
_MEMBERS: Final = re.compile(r"[a-z]+=[0-9]+(?:[ \t]*,[ \t]*[a-z]+=[0-9]+)*")

# The same three columns in the spellings that are alive: Okta's, the common one, and drafts -03 to -06.
_TRIPLES: Final = tuple(
    tuple(f"{prefix}{column}".encode() for column in ("limit", "remaining", "reset"))
    for prefix in ("x-rate-limit-", "x-ratelimit-", "ratelimit-")
)
_READ: Final = frozenset(
    [
        b"retry-after",
        b"date",
        b"age",
        b"ratelimit",
        b"ratelimit-policy",
        *(name for triple in _TRIPLES for name in triple),
    ]
)


@frozen
class Quota:
    """One budget of requests, as a response tells it."""

    limit: int | None
    remaining: int
    resets_in: float | None
    """Seconds from the receipt of the response; None if it does not say."""


@frozen
class Said:
    """All that one response says about rate limits. What is malformed counts as not said."""

    retry_after: float | None = None
    """Seconds from the receipt of the response."""
    quota: Quota | None = None
    crowded: bool = False
    """Okta's sign of too many requests at once: a limit of 0 with 0 remaining, and a reset that is only a suggestion.
    https://developer.okta.com/docs/reference/rl-additional-limits/"""


NOTHING: Final = Said()


@define
class ServerClock:
    """The server's time, from its `Date` headers and a local clock that never steps.

    A `Date` names a whole second, and was written somewhere between sending and receipt. Each one bounds the difference of the
    two clocks; all of them together narrow it to about one round trip. The local wall clock is not consulted.
    """

    _low: float = -inf
    _high: float = inf

    def heard(self, date: float, *, sent: float, received: float) -> None:
        low, high = date - received, date + 1 - sent
        if max(low, self._low) < min(high, self._high):
            low, high = max(low, self._low), min(high, self._high)
        # Else a clock was set: what was known before says nothing any more.
        self._low, self._high = low, high

    def at(self, moment: float) -> float | None:
        """The least that the server's clock can show at a moment of the local one, so that nothing is sent early."""
        return None if self._low == -inf else moment + self._low


def read(headers: Iterable[tuple[bytes, bytes]], clock: ServerClock, *, sent: float, received: float) -> Said:
    """Read a response's headers, and let its `Date` teach the clock."""
    found: dict[bytes, str] = {}
    for name, value in headers:
        name = name.lower()
        if name in _READ:
            text = value.decode("latin-1").strip()
            found[name] = f"{found[name]}, {text}" if name in found else text
    if not found:
        return NOTHING
    cached = bool(
        _number(_COUNT, found.get(b"age", ""))
    )  # Its date is of another moment, its count is somebody else's.
    date = http_date(found.get(b"date", ""))
    if date is not None and not cached:
        clock.heard(date, sent=sent, received=received)
    server_time = clock.at(received)
    after = retry_after(found.get(b"retry-after", ""), server_time)
    if cached:
        return Said(after)
    quotas = _standard(found.get(b"ratelimit", ""), found.get(b"ratelimit-policy", "")) or _columns(found, server_time)
    if not quotas:
        return Said(after)
    if all(quota.limit == 0 and quota.remaining == 0 for quota in quotas):
        return Said(after, crowded=True)
    # Of several budgets, the one with the least left is the one in the way; it counts with its own reset.
    return Said(after, min(quotas, key=lambda quota: (quota.remaining, -(quota.resets_in or 0.0))))


@lru_cache(maxsize=8)
def http_date(text: str) -> float | None:
    """Seconds since the epoch of an HTTP date in any of its three forms (RFC 9110, 5.6.7)."""
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def retry_after(text: str, server_time: float | None) -> float | None:
    """Seconds asked for by `Retry-After` (RFC 9110, 10.2.3): a number, or a date on the server's clock. Of two values, the larger."""
    values = [value for part in text.split(",") if (value := _number(_SECONDS, part)) is not None]
    if values:
        return max(values)
    date = http_date(text)
    return None if date is None or server_time is None else max(0.0, date - server_time)


def _number(pattern: re.Pattern[str], text: str) -> float | None:
    text = text.strip()
    if not pattern.fullmatch(text):
        return None
    return float(text) if len(text.partition(".")[0]) <= _LONGEST else _NEVER


def _standard(field: str, policy: str) -> list[Quota]:
    """The `RateLimit` field of draft-ietf-httpapi-ratelimit-headers, also as it was up to draft -07.

    Quotas that count something else than requests (their policy says so) are no matter of ours.
    """
    if _MEMBERS.fullmatch(field):
        named = dict(part.strip().split("=") for part in field.split(","))
        return _quotas([(named.get("limit", ""), named.get("remaining", ""), named.get("reset", ""))], None)
    policies = dict(_items(policy))
    rows: list[tuple[str, str, str]] = []
    for name, said in _items(field):
        of_policy = policies.get(name, {})
        if of_policy.get("qu", "requests") == "requests":
            rows.append((of_policy.get("q", ""), said.get("r", ""), said.get("t", "")))
    return _quotas(rows, None)


def _items(field: str) -> list[tuple[str, dict[str, str]]]:
    """The strings of a Structured Fields list with their parameters; none at all if any part is malformed."""
    if not _LIST.fullmatch(field):
        return []
    items: list[tuple[str, str]] = _ITEM.findall(field)
    return [(name, {key: value.strip('"') for key, value in _KEY_VALUE.findall(rest)}) for name, rest in items]


def _columns(found: dict[bytes, str], server_time: float | None) -> list[Quota]:
    """The three fields that most servers have, in whichever spelling; each may hold several values, one for each quota."""
    for triple in _TRIPLES:
        limits, remains, resets = (found.get(name, "").split(",") for name in triple)
        limits = limits if len(limits) == len(remains) else [""] * len(remains)
        if len(remains) == len(resets) and (quotas := _quotas(zip(limits, remains, resets, strict=True), server_time)):
            return quotas
    return []


def _quotas(rows: Iterable[tuple[str, str, str]], server_time: float | None) -> list[Quota]:
    quotas: list[Quota] = []
    for row in rows:
        limit, remaining, reset = (_number(_COUNT, text) for text in row)
        if remaining is not None:
            quotas.append(Quota(None if limit is None else int(limit), int(remaining), _resets_in(reset, server_time)))
    return quotas


def _resets_in(reset: float | None, server_time: float | None) -> float | None:
    """Some write seconds to go, some seconds or milliseconds since the epoch; their sizes do not overlap."""
    if reset is None or reset < 1e8:
        return reset
    moment = reset / 1000 if reset > 1e11 else reset
    return None if server_time is None else max(0.0, moment - server_time)
