"""Cookies of a response: which are set, which are removed, and with which value."""

from __future__ import annotations

import pytest

from idsessions._core.cookies import set_cookie_lines, set_cookies
from idsessions.transports import Headers


def cookies(*lines: str) -> list[tuple[str, str]]:
    return list(set_cookies(Headers([(b"Set-Cookie", line.encode()) for line in lines])))


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        "; Path=/; Secure; HttpOnly",
        "; SameSite=None",
        "; SameSite=Lax",
        "; samesite=strict; Max-Age=7200",
        "; Max-Age=1",
        "; Max-Age=3600; Path=/",
        '; Max-Age="3600"',
        "; max-age = 60",
        "; Expires=Wed, 21 Oct 2065 07:28:00 GMT",
        "; Expires=Wed, 21 Oct 2065 19:70:00 GMT",
        "; Domain=1970.example.com",
        "; Path=/1970",
        "; Expires=Wed, 21 Oct 2065 07:28:00 GMT; Path=/1970",
    ],
)
def test_cookie_with_a_future_is_set(attributes: str) -> None:
    assert cookies(f"sid=abc{attributes}") == [("sid", "abc")]


@pytest.mark.parametrize(
    "attributes",
    [
        "; Max-Age=0",
        "; max-age=0; Path=/",
        "; Max-Age=-1",
        "; Max-Age=-3600; SameSite=None",
        "; SameSite=None; Secure; Max-Age=-1",
        '; Max-Age="0"',
        '; Max-Age="-1"',
        "; MAX-AGE = 0",
        ";Max-Age=0",
        "; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "; expires=Thu, 01-Jan-1970 00:00:10 GMT; Path=/",
        "; Expires=Wed, 31 Dec 1969 23:59:59 GMT; SameSite=Lax",
    ],
)
def test_cookie_that_is_removed_is_left_out(attributes: str) -> None:
    assert cookies(f"sid=abc{attributes}", "other=1") == [("other", "1")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('sid="abc"', [("sid", "abc")]),
        (" sid = abc ; Path=/", [("sid", "abc")]),
        ("sid=a=b==", [("sid", "a=b==")]),
        ("sid=max-age=0; SameSite=Lax", [("sid", "max-age=0")]),
        ("sid=", []),
        ('sid=""; Path=/', []),
        ("sid", []),
        ("sid; Max-Age=60", []),
        ("max-age=0; Path=/", [("max-age", "0")]),
        ("SameSite=None; SameSite=None", [("SameSite", "None")]),
    ],
)
def test_name_and_value_are_read(line: str, expected: list[tuple[str, str]]) -> None:
    assert cookies(line) == expected


def test_several_cookies_are_read_in_order() -> None:
    assert cookies("a=1; SameSite=None", "b=2; Max-Age=-1", "a=3") == [("a", "1"), ("a", "3")]


def test_headers_of_another_kind_have_one_line() -> None:
    assert list(set_cookies({"set-cookie": "a=1; Path=/"})) == [("a", "1")]
    assert set_cookie_lines({}) == []
    assert set_cookie_lines(Headers([])) == []
