"""Responses for the fuzzers, and a network that gives them."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Any, Final

import httpx
from attrs import frozen
from hypothesis import strategies as st

from idsessions import AnswerError

from .harness import SECRET

# The secret is sent with every request, so no error may repeat it.
OPTIONS: Final[dict[str, Any]] = {"rate_limit": None, "retries": 0, "headers": {"X-App-Key": SECRET}}


@frozen
class Raw:
    """A response as it travels."""

    status: int
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes

    def response(self) -> httpx.Response:
        return httpx.Response(self.status, headers=list(self.headers), stream=_Stream(self.body))


@frozen
class _Stream(httpx.AsyncByteStream):
    body: bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.body), 65_536):
            yield self.body[start : start + 65_536]


def json_response(value: object, status: int = 200) -> Raw:
    return Raw(status, [(b"Content-Type", b"application/json")], json.dumps(value).encode())


def network(*given: Raw, rest: Raw) -> httpx.MockTransport:
    """A transport that gives these responses, and then always the last one."""
    left: Iterator[Raw] = iter(given)

    async def respond(_: httpx.Request) -> httpx.Response:
        return next(left, rest).response()

    return httpx.MockTransport(respond)


def outcome(call: Callable[[], Awaitable[object]]) -> AnswerError | None:
    """Make a call in a new event loop; what a response causes is an `AnswerError`, which leads to no other exception."""

    async def run() -> AnswerError | None:
        try:
            await call()
        except AnswerError as raised:
            return raised
        return None

    error = asyncio.run(run())
    assert error is None or error.__cause__ is error.__context__ is None
    return error


# --- values ----------------------------------------------------------------------------------------------------------

words: Final = st.sampled_from(["", "x", SECRET, f"a\n\x1b[31m{SECRET}", "../..", "é" * 300, "2026-01-02T03:04:05Z"])
scalars: Final = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | words
    | st.text(max_size=5)
    | st.sampled_from([10**400, -1, 0, 1e308, "9" * 5_000])
)


def objects(keys: Sequence[str], known: st.SearchStrategy[Any] = scalars) -> st.SearchStrategy[Any]:
    """Values that JSON can hold, with these keys."""
    names = st.sampled_from([*keys, "unknown", SECRET])
    return st.recursive(
        known, lambda below: st.lists(below, max_size=3) | st.dictionaries(names, below, max_size=6), max_leaves=12
    )


def mutated(sample: dict[str, Any], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A sample with some of its fields replaced or left out."""
    return st.dictionaries(st.sampled_from(sorted(sample)), values | st.just(...), max_size=3).map(
        lambda changes: {key: value for key, value in {**sample, **changes}.items() if value is not ...}
    )


def _damaged(body: bytes, start: int, length: int, put: bytes) -> bytes:
    return body[:start] + put + body[start + length :]


def encoded(values: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    """JSON, whole or damaged."""
    whole = values.map(lambda value: json.dumps(value).encode())
    return whole | whole | st.builds(_damaged, whole, st.integers(0, 60), st.integers(0, 9), st.binary(max_size=4))


HEAVY: Final = [
    *(b'{"a":' * count + b"1" + b"}" * count for count in (100, 100_000)),
    b"[" * 100_000,
    b"[" + b"9" * 400_000 + b"]",
    b'{"id": "' + b"\\u00e9" * 50_000 + b'"}',
    b"<" * 100_000,
    b"<title>" * 20_000,
    b"<!DOCTYPE html><title>Log in</title>" + b"<input " * 20_000,
    b" " * 500_000,
    bytes(500_000),
]
heavy: Final = st.sampled_from(HEAVY)
pages: Final = st.sampled_from(
    [
        b"",
        b" ",
        b"<!DOCTYPE html><h1>Log in</h1>",
        f"<html><title>{SECRET}</title>".encode(),
        b"\xff\xfe<",
        SECRET.encode(),
    ]
)

# --- headers ---------------------------------------------------------------------------------------------------------

types: Final = st.sampled_from(
    [
        *(
            "application/json",
            "application/json",
            "application/json",
            "application/xml",
            "application/xml",
            "text/html",
        ),
        *("application/json; charset=utf-16", "text/xml;charset=rot13", "a/b+json", "", f"text/{SECRET}"),
        "application/json" + ";" * 60_000,
        "application/xml; charset=" + "x" * 60_000,
    ]
)
numbers: Final = st.integers(-5, 10**15).map(str) | st.sampled_from(
    ["", "0", "1.5", "1e9", "9" * 50, "nan", "inf", "0, 0", "1, 2, 3", "\u0661", SECRET]
)
dates: Final = st.sampled_from(
    [
        "Thu, 01 Jan 2026 09:00:00 GMT",
        "Thu, 01 Jan 2026 09:00:00 -9999",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "31 Feb 2026 99:99:99 GMT",
    ]
)
fields: Final = st.sampled_from(
    [
        '"default";r=0;t=5',
        '"a";r=1;t=99999999999999999999, "b";r=0',
        '"default";q=100;qu="content-bytes"',
        "limit=1, remaining=0, reset=9999999",
        '"' + "a" * 30_000,
        '"a";' + "r=1;" * 10_000,
        '"a"' + ", " * 20_000,
    ]
)
RATE_LIMIT: Final = [
    *("Date", "Age", "Retry-After", "X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset"),
    *("X-RateLimit-Remaining", "X-RateLimit-Reset", "RateLimit", "RateLimit-Policy", "ratelimit-remaining"),
]
rate_limit_headers: Final = st.lists(
    st.tuples(st.sampled_from(RATE_LIMIT), numbers | numbers | dates | fields | st.text(max_size=12)), max_size=8
)
other_headers: Final = st.lists(
    st.sampled_from(
        [
            *(
                ("Set-Cookie", f"JSESSIONID={SECRET}; Path=/"),
                ("Set-Cookie", "=;;=" * 9_000),
                ("Set-Cookie", "amlbcookie=\x0b1"),
            ),
            *(("Location", f"https://elsewhere.test/{SECRET}"), ("Location", "http://["), ("Content-Length", "-1")),
            *(("X-Okta-Request-Id", f"id-{SECRET}"), ("X-Okta-Request-Id", "x" * 60_000), ("WWW-Authenticate", "DPoP")),
            *(
                ("Content-Encoding", "br"),
                ("Content-Encoding", "gzip"),
                ("DPoP-Nonce", "a\tb"),
                ("Transfer-Encoding", "x"),
            ),
        ]
    ),
    max_size=3,
)


def raw_headers(*lists: list[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """Headers as bytes; what cannot be in a header is left out."""
    return [
        (name.encode(), value.encode(errors="replace").translate(None, b"\r\n\x00"))
        for headers in lists
        for name, value in headers
    ]


STATUSES: Final = st.sampled_from([200, 200, 200, 201, 204, 206, 302, 400, 401, 403, 404, 409, 429, 500, 503, 599])


def _raw(status: int, media: str, headers: list[tuple[str, str]], body: bytes, zipped: int) -> Raw:
    given = raw_headers([("Content-Type", media)] if media else [], headers)
    if zipped:
        given.append((b"Content-Encoding", b"gzip"))
        body = gzip.compress(body, 1)[: None if zipped == 1 else -zipped]
    return Raw(status, given, body)


def responses(values: st.SearchStrategy[Any], others: st.SearchStrategy[bytes] = pages) -> st.SearchStrategy[Raw]:
    """Any response, often one with such a value as its JSON."""
    return st.builds(
        _raw,
        STATUSES,
        types,
        st.tuples(rate_limit_headers, other_headers).map(lambda lists: [*lists[0], *lists[1]]),
        encoded(values) | encoded(values) | others | pages | heavy | st.binary(max_size=50),
        st.sampled_from([0, 0, 0, 1, 2, 20]),
    )
