"""A text of the provider is shown without secrets, however they are escaped, on one line, and after bounded work."""

from __future__ import annotations

import html
import json
import random
import sys
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from idsessions._redact import REPLACED_TEXT, header_secrets, redact
from idsessions._redact import text as redact_text
from idsessions._redact.budget import Budget

ESCAPES: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "URL": lambda text: quote(text, safe=""),
    "path": quote,
    "form": quote_plus,
    "HTML": html.escape,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON in UTF-8": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "ESAPI": lambda text: "".join(each if each.isalnum() else f"&#x{ord(each):x};" for each in text),
    "HTML by numbers": lambda text: "".join(each if each.isalnum() else f"&#{ord(each):05};" for each in text),
    "JavaScript": lambda text: "".join(f"\\x{ord(each):02X}" if each in "\"'&<>/ " else each for each in text),
}
ENCODINGS: Mapping[str, Callable[[bytes], str]] = {
    "standard": lambda octets: b64encode(octets).decode(),
    "standard without padding": lambda octets: b64encode(octets).decode().rstrip("="),
    "URL-safe": lambda octets: urlsafe_b64encode(octets).decode(),
    "URL-safe without padding": lambda octets: urlsafe_b64encode(octets).decode().rstrip("="),
}
ODD = "\\/\"'&%+;= <>é€\U0001f600"

odd_secrets = st.text(alphabet=f"ab1{ODD}", min_size=1, max_size=12)
escapes = st.sampled_from(sorted(ESCAPES))


@given(odd_secrets, st.lists(escapes, max_size=3), st.text(alphabet="\\u&;%+ .", max_size=4))
@example("a%41b", ["HTML", "URL"], "%")
@example("\\u0041&", ["JSON", "JSON"], "")
@example("a b+c/d", ["form", "HTML", "JSON"], "+")
@example('\U0001f600 "x"', ["JSON"], "\\")
def test_secret_is_redacted_however_it_is_escaped(secret: str, layers: list[str], beside: str) -> None:
    spelled = secret
    for layer in layers:
        spelled = ESCAPES[layer](spelled)
    if len(spelled) > 900:
        return
    shown = redact(f"{beside}[{spelled}]{beside}", frozenset({secret}))
    assert f"[{spelled}]" not in shown
    assert "[<hidden>" in shown


@given(odd_secrets, st.binary(max_size=5), st.binary(max_size=5), st.sampled_from(sorted(ENCODINGS)), escapes)
@example("s3cret/+", b"user:", b"", "URL-safe", "as it is")
def test_secret_is_redacted_in_base64(secret: str, before: bytes, after: bytes, encoding: str, escape: str) -> None:
    octets = secret.encode() if len(secret) < 4 else before + secret.encode() + after
    spelled = ESCAPES[escape](ENCODINGS[encoding](octets))
    shown = redact(f"got [{spelled}]", frozenset({secret}))
    assert f"[{spelled}]" not in shown
    assert "<hidden>" in shown


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("secret", ["s3cret", "s3cret!", "s3cret!!", "\xfb\xff?>\xfe"])
def test_base64_is_redacted_with_its_padding_and_nothing_else(encoding: str, secret: str) -> None:
    spelled = ENCODINGS[encoding](secret.encode())
    assert redact(f"a {spelled}=== b", frozenset({secret})).replace("=", "") == "a <hidden> b"
    assert redact(f"Basic {spelled}", frozenset({secret})) == "Basic <hidden>"
    assert redact(f"{spelled}, {spelled}", frozenset({secret})) == "<hidden>, <hidden>"


def test_base64_padding_of_more_than_two_signs_is_shown() -> None:
    assert redact("czNjcmV0ISE==== b", frozenset({"s3cret!!"})) == "<hidden>== b"


@pytest.mark.parametrize(
    ("text", "secrets", "shown"),
    [
        ("Session has timed out", {""}, "Session has timed out"),
        ("nothing", set[str](), "nothing"),
        ("", {"secret"}, ""),
        ("a%2Fbc a/bc a&#x27;bc", {"a/bc", "a'bc"}, "<hidden> <hidden> <hidden>"),
        ("pass+word pass%20word pass word", {"pass word"}, "<hidden> <hidden> <hidden>"),
        ("a+b%2Bc a b+c", {"a+b+c"}, "<hidden> <hidden>"),
        ("%C3%BCber %FCber", {"über"}, "<hidden> <hidden>"),
        ("&eacute;t&eacute; &NoSuchName; &#9999999;", {"été."}, "&eacute;t&eacute; &NoSuchName; &#9999999;"),
        ("&eacute;tat", {"état"}, "<hidden>"),
        ("&#00000000000097;bcd &#X00000000000061;bcd", {"abcd"}, "<hidden> <hidden>"),
        ("ab&NoSuchName;cd", {"abcd"}, "ab&NoSuchName;cd"),
        ("&#9999999;abc", {"\U0010ffffabc"}, "&#9999999;abc"),
        ("%C3%A9%41bcd %FF%41bcd", {"Abcd"}, "%C3%A9<hidden> %FF<hidden>"),
        ("czNjcmV0.=", {"s3cret"}, "<hidden>.="),
        ("YWJjA", {"abc\0\0"}, "<hidden>"),
        ("abcd abcdef", {"abcd", "abcdef"}, "<hidden> <hidden>"),
        ("abcdefgh", {"abcde", "defgh"}, "<hidden>"),
        ("abcdefgh", {"abcd", "efgh"}, "<hidden><hidden>"),
        ("sid=abcde; x", {'"abcde"'}, "sid=<hidden>; x"),
        ('sid="abcde"; x', {'"abcde"'}, "sid=<hidden>; x"),
        ("sid=%22abcde%22; x", {'"abcde"'}, "sid=<hidden>; x"),
        ('sid="abcde', {'"abcde'}, "sid=<hidden>"),
        ('sid="', {'""'}, 'sid="'),
        ("sid=abcd and abcde", {'"abcde'}, "sid=abcd and abcde"),
        ("a\\nb\\tc and a\nb\tc", {"a\nb\tc"}, "<hidden> and <hidden>"),
        ("C:\\abcd", {"abcd"}, "C:<hidden>"),
        ("\\\\\\abcd\\", {"abcd"}, "<hidden>\\"),
        ("%5Cabcd", {"abcd"}, "<hidden>"),
        ("half \\ud83d and whole \\ud83d\\ude00abc", {"\U0001f600abc"}, "half \\ud83d and whole <hidden>"),
    ],
)
def test_table_of_redacted_texts(text: str, secrets: set[str], shown: str) -> None:
    assert redact(text, frozenset(secrets)) == shown


@pytest.mark.parametrize(
    ("text", "secrets", "shown"),
    [
        ("Invalid token", {"t"}, "Invalid token"),
        ("Invalid token t", {"t"}, "Invalid token <hidden>"),
        ("Invalid token 't', isn't it?", {"t"}, "Invalid token '<hidden>', isn't it?"),
        ("ten't", {"ten"}, "ten't"),
        ("user=t&x=1", {"t"}, "user=<hidden>&x=1"),
        ("token=%74", {"t"}, "token=<hidden>"),
        ("t_t xt tx 1t t2 ét", {"t"}, "t_t xt tx 1t t2 ét"),
        ("t.t", {"t"}, "<hidden>.<hidden>"),
        ("abcd abc", {"abc"}, "abcd <hidden>"),
        ("xabcdx", {"abcd"}, "x<hidden>x"),
        ("ab abc b", {"ab", "abc"}, "<hidden> <hidden> b"),
        ("a%2Fb a/b a&#x27;", {"a/b", "a'"}, "<hidden> <hidden> <hidden>"),
        ("a hidden idea", {"h", "i", "d"}, "a hidden idea"),
        ("Session has ended.", {"."}, "Session has ended."),
        ("x.*+ y", {".*", "+"}, "x.*<hidden> y"),
        ("Pj4+ and Pj4-", {">>>"}, "<hidden> and <hidden>"),
        ("a.a.a", {"a.a"}, "<hidden>"),
        ("dA== xdA dA dAx", {"t"}, "<hidden> xdA <hidden> dAx"),
        ("[ab] [ab", {"[ab"}, "<hidden>] <hidden>"),
        ("p w and p+w", {"p w"}, "<hidden> and <hidden>"),
    ],
)
def test_secret_of_fewer_than_4_characters_is_redacted_only_where_it_stands_alone(
    text: str, secrets: set[str], shown: str
) -> None:
    assert redact(text, frozenset(secrets)) == shown


def test_beginning_of_a_long_secret_is_redacted() -> None:
    secret = "/- " * 5_000
    for text in (f"no: {secret} is wrong", f"no: {quote(secret)} is wrong", f"no: {secret[:9_900]}"):
        assert redact(text, frozenset({secret})) == "no: <hidden>"
    token = "eyJhbGciOiJIUzI1NiJ9abcdefghijklmnopqrstuvwxyz.-_" * 90
    assert redact(f"the token {token} is over & out", frozenset({token})) == "the token <hidden> is over & out"
    assert redact(f"the token {token[:16]}... is over", frozenset({token})) == "the token <hidden>... is over"
    assert redact(f"the token {token[:15]}... is over", frozenset({token})) == f"the token {token[:15]}... is over"
    assert redact(f"the token {token[:99]}xyz", frozenset({token, f"{token[:50]}!", token[:16]})) == (
        "the token <hidden>xyz"
    )


def test_secret_at_the_cut_of_a_long_text_is_redacted() -> None:
    first, second = "a1b2c3d4/" * 1_000, "s3cr/et"
    for visible in range(1, 7):
        text = f"{first}{'.' * (10_000 - len(first) - visible)}{second}"
        shown = redact(text, frozenset({first, second}))
        assert shown == f"<hidden>{'.' * (9_000 - len(first))}"
    first = first[:-9]
    text = f"{first}{'.' * 8}{second}{'.' * 5_000}"
    assert redact(text, frozenset({first, second})) == f"<hidden>{'.' * 8}<hidden>"
    for distance in (9, 500):
        text = f"{first}{'.' * distance}{second}{'.' * 5_000}"
        assert redact(text, frozenset({first, second})) == f"<hidden>{'.' * 9}"


def test_text_of_up_to_1000_characters_is_shown_whole() -> None:
    assert redact("x" * 1_000, frozenset({"secret"})) == "x" * 1_000
    assert redact("x" * 1_001, frozenset({"secret"})) == "x" * 1_000 + " ..."
    text = "x" * 998 + "secret" * 1_500
    assert redact(text, frozenset({"secret"})) == f"{'x' * 998}<h ..."
    # 10,000 characters are read whole; the end of a longer text is not shown.
    assert redact("secret" * 1_600 + "x" * 400, frozenset({"secret"})) == ("<hidden>" * 125 + " ...")
    assert redact("s" * 9_600 + "x" * 400, frozenset({"s" * 9_600})) == "<hidden>" + "x" * 400
    assert redact("s" * 9_600 + "x" * 401, frozenset({"s" * 9_600})) == "<hidden>"
    # What follows them is not looked at: so many escapes would be over the budget.
    assert redact("&amp;" * 100_000, frozenset({"secret"})) == "&amp;" * 200 + " ..."


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
def test_unprintable_characters_become_blanks(text: str, shown: str) -> None:
    assert redact(text, frozenset()) == shown
    shown.encode()


def test_secret_with_half_a_character_is_redacted() -> None:
    assert redact("a \\ud800bcd a", frozenset({"\ud800bcd"})) == "a <hidden> a"
    assert redact("a \ud800 a", frozenset({"\ud800"})) == "a <hidden> a"


# The work. A unit of the budget stands for a comparison inside `str.find`, or for as much other work as takes that time;
# the calls that Python makes are counted, too, so that no loop is left out.

MAX_UNITS = 50_000_000
MAX_CALLS = 1_000_000


class Work:
    units = 0
    calls = 0


def redact_and_count(monkeypatch: pytest.MonkeyPatch, text: str, secrets: frozenset[str]) -> tuple[str, Work]:
    work = Work()

    class CountingBudget(Budget):
        def spend(self, units: int) -> None:
            work.units += units
            super().spend(units)

    def count(_: object, event: str, __: Any) -> None:
        work.calls += event in ("call", "c_call")

    with monkeypatch.context() as patch:
        patch.setattr(redact_text, "Budget", CountingBudget)
        previous = sys.getprofile()
        sys.setprofile(count)
        try:
            shown = redact(text, secrets)
        finally:
            sys.setprofile(previous)
    return shown, work


def test_secrets_with_the_same_beginning_are_told_apart() -> None:
    secrets = [f"the same beginning {number:03}" for number in range(200)]
    text = ", ".join(secrets[::25])
    assert redact(text, frozenset(secrets)) == ", ".join(["<hidden>"] * 8)
    assert (
        redact(f"{secrets[7]}4 {secrets[7][:-1]} {secrets[7][:-3]}.", frozenset(secrets))
        == "<hidden>4 <hidden> <hidden>."
    )


def symbol_heavy_secrets() -> list[str]:
    chance = random.Random(1)
    return ["".join(chance.choices("*.-_+/=%&;:!~", k=75)) for _ in range(120)]


@pytest.mark.parametrize("escape", ESCAPES)
def test_120_symbol_heavy_secrets_are_redacted_within_the_budget(monkeypatch: pytest.MonkeyPatch, escape: str) -> None:
    secrets = symbol_heavy_secrets()
    text = " ".join(ESCAPES[escape](secret) for secret in secrets)
    text = text[: text[:9_001].rindex(" ")]
    shown, work = redact_and_count(monkeypatch, text, frozenset(secrets))
    assert set(shown[:990].split(" ")[:-1]) == {"<hidden>"}
    assert work.units < MAX_UNITS
    assert work.calls < MAX_CALLS


def test_10000_secrets_are_redacted_within_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    handles = [f"shandle:{number:05}-a/b+c*d" for number in range(10_000)]
    text = f"{quote(handles[7])} & {handles[9_999]}"
    shown, work = redact_and_count(monkeypatch, text, frozenset(handles))
    assert shown == "<hidden> & <hidden>"
    assert work.units < MAX_UNITS
    assert work.calls < MAX_CALLS


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("times", [5, 100_000])
def test_repetitive_secrets_are_redacted_within_the_budget(
    monkeypatch: pytest.MonkeyPatch, odd: str, times: int
) -> None:
    for escape in ("as it is", "ESAPI"):
        text = f"+{ESCAPES[escape](odd) * 9_000}"
        for secret in (odd * times, odd * times + "!", f"{odd}\\" * times, f"\\{odd}" * times, f"{odd}25" * times):
            _, work = redact_and_count(monkeypatch, text, frozenset({secret}))
            assert work.units < MAX_UNITS
            assert work.calls < MAX_CALLS


HEAVY: Mapping[str, tuple[str, list[str]]] = {
    "secrets that nearly fit everywhere": (
        "a" * 10_000,
        [f"{'a' * length}{chr(98 + letter)}a" for length in range(3, 15) for letter in range(100)],
    ),
    "300 secrets that nearly fit everywhere": (
        "a" * 10_000,
        [f"{'a' * length}{chr(98 + letter)}a" for length in range(3, 15) for letter in range(25)],
    ),
    "parts of the text": (
        f"{'ab' * 4_990}%2541",
        [("ab" * 8)[start : start + length] for start in (0, 1) for length in range(4, 16)],
    ),
    "10,000 secrets and a long text": ("a" * 10_000, [f"secret {number:05}" for number in range(10_000)]),
    "4,000 short secrets and a long text": ("." * 10_000, [f"{number:03x}" for number in range(4_000)]),
    "short parts of the text, in many layers": (f"{'a,' * 4_980}%{'25' * 7}41", ["a", ",", "a,", ",a", "a,a", ",a,"]),
    "secrets full of escapes": ("50%25", [f"{number}" + "\\a" * 4_990 for number in range(20)]),
    "secrets full of encoded characters": ("50%25", [f"{number}{'%41' * 3_300}" for number in range(100)]),
    "more secrets than a call has": ("a text", [f"{number:06}" for number in range(25_000)]),
    "secrets of 50 megabytes": ("a text", ["a" * number for number in range(5_000, 10_000)]),
    "short secrets everywhere": (
        "a,b," * 2_500,
        [*"abcdefghijk,", *(f"{one},{other}" for one in "ab" for other in "abcdefgh")] * 2,
    ),
    "more short secrets than a call has": ("a b c", [chr(number) for number in range(256, 25_000)]),
    "a secret everywhere that goes on differently": ("a" * 10_000, [f"{'a' * number}b" for number in range(16, 400)]),
    "an escape in every character": ("%61&" * 2_500, [f"{number:03}%61&#97;\\u0061" for number in range(2_000)]),
    "nine layers of escapes": (f"%{'25' * 8}41", ["secret"]),
    "a secret of nine layers of escapes": ("50%25", [f"%{'25' * 8}41"]),
    "layers without end": (f"%{'25' * 4_000}41", ["secret"]),
    "an entity of zeros": (f"&#{'0' * 9_000}65;%41", ["secret"]),
    "backslashes": ("\\" * 9_999 + "u", ["secret", "\\" * 300]),
}


@pytest.mark.parametrize("case", HEAVY)
def test_work_on_any_text_and_secrets_is_bounded(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    text, secrets = HEAVY[case]
    shown, work = redact_and_count(monkeypatch, text, frozenset(secrets))
    assert work.calls < MAX_CALLS
    # What is over the budget is refused before it is done.
    assert work.units < MAX_UNITS or shown == REPLACED_TEXT


@pytest.mark.parametrize(
    "case",
    [
        "secrets that nearly fit everywhere",
        "300 secrets that nearly fit everywhere",
        "parts of the text",
        "10,000 secrets and a long text",
        "4,000 short secrets and a long text",
        "short parts of the text, in many layers",
        "secrets full of escapes",
        "secrets full of encoded characters",
        "more secrets than a call has",
        "secrets of 50 megabytes",
        "more short secrets than a call has",
        "nine layers of escapes",
        "a secret of nine layers of escapes",
        "layers without end",
    ],
)
def test_text_that_takes_too_much_work_is_replaced(case: str) -> None:
    text, secrets = HEAVY[case]
    assert redact(text, frozenset(secrets)) == REPLACED_TEXT


def test_eight_layers_of_escapes_are_decoded() -> None:
    assert redact(f"%{'25' * 7}41bcd", frozenset({"Abcd"})) == "<hidden>"


def test_replaced_text_shows_nothing_of_the_secret() -> None:
    assert REPLACED_TEXT == "<hidden: too complex to search for secrets>"


@pytest.mark.parametrize(
    ("value", "secrets"),
    [
        ("token", {"token"}),
        ("SSWS token", {"SSWS token", "token"}),
        ("Bearer a b", {"Bearer a b", "a b"}),
        ("Basic dXNlcg==", {"Basic dXNlcg==", "dXNlcg=="}),
        ("sid=one", {"sid=one", "one"}),
        ('sid=one; idx="t wo"; x', {'sid=one; idx="t wo"; x', 'idx="t wo"; x', "one", '"t wo"'}),
        ("sid=a=b", {"sid=a=b", "a=b"}),
        ("sid=one ;b", {"sid=one ;b", ";b", "one"}),
        ("sid=; b=", {"sid=; b=", "b="}),
        ("", set[str]()),
    ],
)
def test_table_of_secrets_in_a_header(value: str, secrets: set[str]) -> None:
    assert header_secrets(value) == secrets
