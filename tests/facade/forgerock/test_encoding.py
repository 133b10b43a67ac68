"""How names, passwords, realms and filters are written in a request."""

from __future__ import annotations

import base64
from email.header import decode_header
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idsessions import UsageError
from idsessions.forgerock._encoding import (
    decode_header_words,
    fields_param,
    header_words,
    realm_path,
    session_filter,
    with_port,
)

from .wire import URL


@given(st.text(min_size=1))
def test_header_words_decode_to_the_text(text: str) -> None:
    try:
        words = header_words(text)
    except UsageError:
        assert any("\ud800" <= character <= "\udfff" for character in text)
        return
    assert all(" " <= character <= "~" for character in words)
    assert words == words.strip(" ")
    ((decoded, charset),) = decode_header(words)
    assert (decoded if isinstance(decoded, str) else decoded.decode(charset or "ascii")) == text
    assert decode_header_words(words) == text


@pytest.mark.parametrize("text", ["plain", "two words", "a\\b:c;d,e\"f'", "a=b?c"])
def test_plain_words_are_sent_as_they_are(text: str) -> None:
    assert header_words(text) == text


@pytest.mark.parametrize("text", [" ", " a", "a ", "a\tb", "a\r\nX-Evil: 1", "=?UTF-8?B?YQ==?=", "b =?UTF-8?B?YQ==?="])
def test_words_that_a_header_would_change_are_encoded(text: str) -> None:
    assert header_words(text) == f"=?UTF-8?B?{base64.b64encode(text.encode()).decode()}?="


@pytest.mark.parametrize("text", ["", "half \ud800", "\udc00"])
def test_text_that_cannot_be_encoded_raises(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        header_words(text)
    # The exception of the codec holds the text, which may be a password.
    assert raised.value.__context__ is None


@pytest.mark.parametrize("words", ["plain", "", "=?UTF-8?B?%%%?=", "=?UTF-8?B?/w==?=", "=?UTF-8?Q?YQ?="])
def test_words_that_are_not_encoded_stay_as_they_are(words: str) -> None:
    assert decode_header_words(words) == words


@pytest.mark.parametrize(
    ("fields", "value"),
    [(None, None), (["uid"], "uid"), (("uid", "realm"), "uid,realm")],
)
def test_fields_are_joined(fields: Any, value: str | None) -> None:
    assert fields_param(fields) == value


def test_fields_as_a_string_raise() -> None:
    with pytest.raises(UsageError, match="`fields` must be a list"):
        fields_param("username")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://acme.forgeblocks.com/am/oauth2/access_token", "https://acme.forgeblocks.com:443/am/oauth2/access_token"),
        ("https://acme.test:8443/am", "https://acme.test:8443/am"),
        ("http://localhost/am", "http://localhost:80/am"),
        ("http://[::1]/am", "http://[::1]:80/am"),
        ("http://[::1]:8080/am", "http://[::1]:8080/am"),
    ],
)  # fmt: skip
def test_audience_has_its_port(url: str, expected: str) -> None:
    assert with_port(url) == expected


@pytest.mark.parametrize("realm", ["a//b", ".", "..", "/..", "a/./b", "a/../b", "a\nb", "a\x00", "\ud800", "a\\b"])
def test_realm_that_no_path_can_address_raises(realm: str) -> None:
    with pytest.raises(UsageError, match="`realm`"):
        realm_path(realm)


@given(st.text())
def test_realm_is_addressed_segment_by_segment_or_refused(realm: str) -> None:
    try:
        path = realm_path(realm)
    except UsageError:
        return
    url = httpx.URL(f"{URL}/json{path}/sessions")
    segments = url.raw_path.decode().removeprefix("/am/json/realms/root").removesuffix("/sessions").split("/realms/")
    assert url.path.count("/realms/") >= len(segments) - 1
    assert [httpx.URL(f"https://a.test/{part}").path[1:] for part in segments[1:]] == [
        name for name in realm.strip("/").split("/") if name
    ]


def names_in(text: str) -> dict[str, str]:
    """Reads a filter as CREST does: fields with quoted values, in which a backslash takes the next character as it is."""
    found: dict[str, str] = {}
    at = 0
    while True:
        name, value = text[at : text.index(' eq "', at)], ""
        at += len(name) + len(' eq "')
        while text[at] != '"':
            at += text[at] == "\\"
            value += text[at]
            at += 1
        found[name] = value
        if text[at:] == '"':
            return found
        assert text.startswith('" and ', at)
        at += len('" and ')


@given(st.text(), st.text(alphabet=st.characters(exclude_characters="/\\", exclude_categories=["C", "Z"]), min_size=1))
def test_filter_names_the_user_and_the_realm(username: str, realm: str) -> None:
    assert names_in(session_filter(username, realm)) == {"username": username, "realm": f"/{realm}"}
