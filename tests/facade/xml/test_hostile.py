"""The XML bridge: whatever comes in is a dict of the described types or an XmlError, and costs little."""

from __future__ import annotations

import contextlib
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idsessions._xml import XmlError, load_xml
from idsessions_agileapps.description import SCHEMAS

from ..xml_shelf import LOGIN, SHELF, check, shelf


def attributes(count: int) -> str:
    return " ".join(f'a{number}=""' for number in range(count))


LAUGHS = (
    '<!DOCTYPE shelf [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><shelf><place>&d;</place></shelf>'
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(LAUGHS, "has a DOCTYPE", id="billion laughs"),
        pytest.param("<!DOCTYPE shelf><shelf/>", "has a DOCTYPE", id="bare doctype"),
        pytest.param(
            '<!DOCTYPE shelf [<!ENTITY x SYSTEM "file:///etc/hostname">]><shelf><place>&x;</place></shelf>',
            "has a DOCTYPE",
            id="external entity",
        ),
        pytest.param('<!DOCTYPE shelf SYSTEM "http://127.0.0.1:9/x.dtd"><shelf/>', "has a DOCTYPE", id="external dtd"),
        pytest.param('<!DOCTYPE shelf [<!ENTITY % p "x"> %p;]><shelf/>', "has a DOCTYPE", id="parameter entity"),
        pytest.param("<!DOCTYPE html><html><body>Log in</body></html>", "has a DOCTYPE", id="html page"),
        pytest.param("<html><body>Log in</body></html>", "the document element is not 'shelf'", id="other root"),
        pytest.param("<shelf><place>&x;</place></shelf>", "undefined entity", id="undefined entity"),
        pytest.param("", "no element found", id="empty"),
        pytest.param(" \n", "no element found", id="white space"),
        pytest.param('{"shelf": {}}', "not well-formed", id="json"),
        pytest.param("<shelf><place>", "no element found", id="truncated"),
        pytest.param("<shelf><place></shelf>", "mismatched tag", id="crossed"),
        pytest.param("<shelf/><shelf/>", "junk after document element", id="two roots"),
        pytest.param("<shelf>\x00</shelf>", "not well-formed", id="nul"),
        pytest.param("<shelf>&#0;</shelf>", "reference to invalid character number", id="nul reference"),
        pytest.param("<shelf>&#xD800;</shelf>", "reference to invalid character number", id="surrogate reference"),
        pytest.param('<shelf a="1" a="2"/>', "duplicate attribute", id="attribute twice"),
        pytest.param("<a>" * 33 + "</a>" * 33, "deeper than 32 elements", id="deep"),
        pytest.param("<a>" * 100_000, "deeper than 32 elements", id="very deep"),
        pytest.param(f"<shelf>{'<a/>' * 20_000}</shelf>", "more than 20000 elements", id="many elements"),
        pytest.param(f"<shelf {attributes(65)}/>", "more than 64 attributes", id="many attributes"),
        pytest.param(f"<shelf a='{'x' * (1 << 20)}'/>", "longer than 1048576 bytes", id="huge attribute"),
        pytest.param(f"<shelf><place>{'x' * (1 << 20)}</place></shelf>", "longer than 1048576 bytes", id="huge text"),
    ],
)
def test_hostile_and_broken_documents_are_refused(body: str, reason: str) -> None:
    with pytest.raises(XmlError, match=reason) as caught:
        load_xml(body.encode(), SHELF["Shelf"], SHELF)
    assert caught.value.path == ""


def test_limits_are_what_is_just_allowed() -> None:
    body = f"<shelf {attributes(3)}>{'<a>' * 3}{'</a>' * 3}</shelf>".encode()
    limits: dict[str, Any] = {"max_bytes": len(body), "max_depth": 4, "max_elements": 4, "max_attributes": 3}
    load_xml(body, SHELF["Shelf"], SHELF, **limits)
    for name, limit in limits.items():
        with pytest.raises(XmlError):
            load_xml(body, SHELF["Shelf"], SHELF, **{**limits, name: limit - 1})


def declared(encoding: str, text: str = "<shelf><place>größer</place></shelf>") -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        pytest.param(declared("UTF-8").encode(), None, id="utf-8"),
        pytest.param(b"\xef\xbb\xbf" + declared("UTF-8").encode(), None, id="utf-8 with mark"),
        pytest.param("<shelf><place>größer</place></shelf>".encode(), None, id="undeclared"),
        pytest.param(declared("UTF-16").encode("utf-16"), None, id="utf-16"),
        pytest.param(b"\xff\xfe" + declared("UTF-16").encode("utf-16-le"), None, id="utf-16 little endian"),
        pytest.param(b"\xfe\xff" + declared("UTF-16").encode("utf-16-be"), None, id="utf-16 big endian"),
        pytest.param(declared("ISO-8859-1").encode("latin-1"), None, id="latin-1"),
        pytest.param(declared("windows-1252").encode("cp1252"), None, id="windows-1252"),
        pytest.param(declared("ISO-8859-1").encode(), "UTF-8", id="charset beats declaration"),
        pytest.param(declared("UTF-8").encode("latin-1"), "iso-8859-1", id="latin-1 charset beats declaration"),
        pytest.param(declared("UTF-8").encode(), "utf8", id="charset by another name"),
        pytest.param(declared("UTF-16").encode("utf-16"), "iso-8859-1", id="mark beats charset"),
    ],
)
def test_encodings(body: bytes, charset: str | None) -> None:
    assert load_xml(body, SHELF["Shelf"], SHELF, charset=charset) == {"place": "größer"}


UNKNOWN_ENCODINGS = ["rot13", "idna", "punycode", "unicode_escape", "hex", "zlib", "undefined", "nonsense", "utf-7"]


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        *[(declared(name).encode(), None) for name in (*UNKNOWN_ENCODINGS, "shift_jis", "utf-32")],
        *[(b"<shelf/>", name) for name in (*UNKNOWN_ENCODINGS, "a\x00b", "", "../../x", "ä" * 3000)],
        (declared("UTF-8").encode("latin-1"), None),
        (declared("UTF-16").encode(), None),
        (declared("UTF-8").encode("utf-16"), "utf-8"),
        ("<shelf><place>größer</place></shelf>".encode("latin-1"), None),
        ("<shelf><place>größer</place></shelf>".encode(), "ascii"),
        (declared("UTF-8").encode("utf-32"), None),
    ],
)
def test_encodings_that_cannot_be_read(body: bytes, charset: str | None) -> None:
    with pytest.raises(XmlError) as raised:
        load_xml(body, SHELF["Shelf"], SHELF, charset=charset)
    assert "größer" not in str(raised.value)


bits = st.sampled_from(
    [
        *"<>/&;'\"= \n",
        "<shelf>",
        "</shelf>",
        "<best",
        "<size>",
        "</",
        "]]>",
        "<![CDATA[",
        "<!--",
        "<!DOCTYPE",
        "&#",
        "1",
    ]
)


@given(st.binary(max_size=60) | st.lists(bits, max_size=12).map(lambda found: "".join(found).encode()))
def test_any_bytes_are_a_dict_or_an_xml_error(body: bytes) -> None:
    with contextlib.suppress(XmlError):
        assert isinstance(load_xml(body, SHELF["Shelf"], SHELF), dict)


@given(st.integers(0, 700), st.integers(0, 30), st.binary(max_size=8))
def test_a_damaged_document_is_a_dict_or_an_xml_error(start: int, length: int, put: bytes) -> None:
    whole = LOGIN.replace("MESSAGE", "0").encode()
    damaged = whole[:start] + put + whole[start + length :]
    with contextlib.suppress(XmlError):
        check(load_xml(damaged, SCHEMAS["LoginResponse"], SCHEMAS), "LoginResponse", SCHEMAS)


tags = st.sampled_from([*SHELF["Shelf"]["properties"], "tag", "title", "lent", "code", "description", "new", "p:size"])
words = st.sampled_from(["", " ", "x", "0", "1", "-3.5", "true", "2025-01-01T00:00:00Z"])


def written(tag: str, attributes: dict[str, str], children: list[str], text: str) -> str:
    heads = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<{tag}{heads}>{escape(text)}{''.join(children)}</{tag}>"


trees = st.recursive(
    st.builds(written, tags, st.dictionaries(tags, words, max_size=2), st.just([]), words),
    lambda below: st.builds(
        written, tags, st.dictionaries(tags, words, max_size=2), st.lists(below, max_size=4), words
    ),
    max_leaves=8,
)


@given(st.lists(trees, max_size=4))
def test_what_is_read_has_the_types_of_the_description(inner: list[str]) -> None:
    with contextlib.suppress(XmlError):
        value = shelf("".join(inner))
        check(value, "Shelf", SHELF)
