"""What a provider says, made fit to be shown: no secret in it however escaped, no control characters, and in no time."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idsessions._redact.text import hide

ESCAPED: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "URL": lambda text: quote(text, safe=""),
    "path": quote,
    "form": quote_plus,
    "HTML": html.escape,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON in UTF-8": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "ESAPI": lambda text: "".join(each if each.isalnum() else f"&#x{ord(each):x};" for each in text),
}
ODD = "\\/\"'&%+;= <>é€\U0001f600"


@given(
    st.text(alphabet=f"ab1{ODD}", min_size=1, max_size=12),
    st.sampled_from(sorted(ESCAPED)),
    st.booleans(),
    st.text(alphabet="\\u&;%+ .", max_size=4),
)
def test_a_secret_is_hidden_however_it_is_escaped(secret: str, way: str, twice: bool, beside: str) -> None:
    spelled = ESCAPED[way](secret)
    if twice and way != "ESAPI":  # Which escapes even what it escaped; nobody does that twice.
        spelled = ESCAPED[way](spelled)
    shown = hide(f"{beside}[{spelled}]{beside}", frozenset({secret}))
    assert f"[{spelled}]" not in shown
    assert "[<hidden>" in shown


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("times", [5, 300, 100_000])
def test_a_secret_made_to_be_looked_for_forever(odd: str, times: int) -> None:
    for escaped in ESCAPED.values():
        text = f"+{escaped(odd) * 9_000}"
        for secret in (odd * times, odd * times + "!", f"{odd}\\" * times, f"\\{odd}" * times, f"{odd}25" * times):
            hide(text, frozenset({secret}))


def test_a_long_secret_goes_with_what_follows_it() -> None:
    secret = "/- " * 5_000
    for text in (f"no: {secret} is wrong", f"no: {quote(secret)} is wrong", f"no: {secret[:9_900]}"):
        assert hide(text, frozenset({secret})) == "no: <hidden>"
    token = "eyJhbGciOiJIUzI1NiJ9abcdefghijklmnopqrstuvwxyz.-_" * 90
    assert hide(f"the token {token} is over & out", frozenset({token})) == "the token <hidden> is over & out"


def test_thousands_of_secrets() -> None:
    handles = [f"shandle:{number:05}-a/b+c*d" for number in range(10_000)]
    assert hide(f"{quote(handles[7])} & {handles[9_999]}", frozenset(handles)) == "<hidden> & <hidden>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("wrong\r\n2026-01-01 ERROR forged", "wrong 2026-01-01 ERROR forged"),
        ("\x1b[2J\x1b]0;title\x07gone", " [2J ]0;title gone"),
        ("half \ud800 a character", "half   a character"),
        ("turned \u202e around\u2028", "turned   around "),
        ("Über\u00a0Straße 東京 👩\u200d💻", "Über\u00a0Straße 東京 👩\u200d💻"),
    ],
)
def test_what_cannot_be_shown(text: str, shown: str) -> None:
    assert hide(text, frozenset()) == shown
    shown.encode()
