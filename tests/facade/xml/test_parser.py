"""Any bytes become a dict or raise an XmlError, after bounded work."""

from __future__ import annotations

import codecs
import contextlib
import gc
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idsessions._xml import XmlError, load_xml
from idsessions_agileapps.description import SCHEMAS
from idsessions_agileapps.errors import InvalidResponse
from idsessions_agileapps.models import LoginResponse, Reference

from .shelf import LOGIN, SHELF


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
        pytest.param(f"<shelf>{'<a/>' * 10_000}</shelf>", "more than 10000 elements", id="many elements"),
        pytest.param(f"<shelf {attributes(65)}/>", "more than 64 attributes", id="many attributes"),
        pytest.param(f"<shelf {attributes(8_000)}/>", "more than 64 attributes", id="very many attributes"),
        pytest.param(f"<shelf>{f'<a {attributes(64)}/>' * 79}</shelf>", "more than 5000 attributes", id="in all"),
        pytest.param(f"<shelf a='{'x' * (1 << 20)}'/>", "longer than 1048576 bytes", id="huge attribute"),
        pytest.param(f"<shelf><place>{'x' * (1 << 20)}</place></shelf>", "longer than 1048576 bytes", id="huge text"),
    ],
)
def test_hostile_or_broken_document_raises(body: str, reason: str) -> None:
    with pytest.raises(XmlError, match=reason) as caught:
        load_xml(body.encode(), SHELF["Shelf"], SHELF)
    assert caught.value.path == ""


def test_document_at_the_limits_is_read() -> None:
    body = f"<shelf {attributes(3)}>{'<a>' * 3}{'</a>' * 3}</shelf>".encode()
    limits: dict[str, Any] = {"max_bytes": len(body), "max_depth": 4, "max_elements": 4, "max_attributes": 3}
    load_xml(body, SHELF["Shelf"], SHELF, **limits)
    for name, limit in limits.items():
        with pytest.raises(XmlError, match=str(limit - 1)):
            load_xml(body, SHELF["Shelf"], SHELF, **{**limits, name: limit - 1})


def test_default_limits_are_1_mib_32_levels_10000_elements_and_64_attributes() -> None:
    pad = f"<shelf>{' ' * ((1 << 20) - 15)}</shelf>"
    assert len(pad) == 1 << 20
    for body in (
        pad,
        f"<shelf>{'<a>' * 31}{'</a>' * 31}</shelf>",
        f"<shelf>{'<a/>' * 9_999}</shelf>",
        f"<shelf {attributes(64)}/>",
        f"<shelf>{f'<a {attributes(50)}/>' * 100}</shelf>",
    ):
        load_xml(body.encode(), SHELF["Shelf"], SHELF)
    with pytest.raises(XmlError, match=r"^more than 5000 attributes$"):
        load_xml(f"<shelf a=''>{f'<a {attributes(50)}/>' * 100}</shelf>".encode(), SHELF["Shelf"], SHELF)


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
        pytest.param(
            b"\xfe\xff" + declared("UTF-16").encode("utf-16-be"), "nonsense", id="big endian mark beats charset"
        ),
        pytest.param(b"\xef\xbb\xbf" + declared("UTF-8").encode(), "nonsense", id="utf-8 mark beats charset"),
        pytest.param(declared("UTF-16").encode("utf-16"), "nonsense", id="mark beats an unknown charset"),
        pytest.param(declared("UTF-8").encode("utf-16-be"), "utf-16be", id="utf-16be charset"),
        pytest.param(declared("nonsense").encode(), "utf-8", id="charset beats an unknown declaration"),
        pytest.param(declared("").replace(' encoding=""', "").encode(), None, id="declared without encoding"),
        pytest.param(declared("UTF-8").encode("utf-16-le"), "UTF-16LE", id="utf-16le charset"),
        pytest.param(declared("latin_1").encode("latin-1"), "ISO_8859-1", id="charset with an underscore"),
        pytest.param(declared("UTF-8").encode("cp1254"), "cp1254", id="cp1254 charset"),
        pytest.param(declared("ISO-8859-15").encode("iso-8859-15"), None, id="iso-8859-15"),
    ],
)
def test_table_of_encodings(body: bytes, charset: str | None) -> None:
    assert load_xml(body, SHELF["Shelf"], SHELF, charset=charset) == {"place": "größer"}


ENCODINGS = [
    *(
        "utf-8",
        "utf8",
        "utf-16",
        "us-ascii",
        "ascii",
        "iso-8859-1",
        "iso8859-1",
        "latin-1",
        "latin1",
        "koi8-r",
        "koi8-u",
    ),
    *(f"iso-8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)),
    *(f"{prefix}125{page}" for prefix in ("windows-", "cp") for page in range(9)),
]


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_supported_encoding_is_read(name: str) -> None:
    text = "<shelf><place>a &amp; b</place></shelf>"
    for body, charset in ((declared(name, text).encode(name), None), (text.encode(name), name)):
        assert load_xml(body, SHELF["Shelf"], SHELF, charset=charset) == {"place": "a & b"}


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
def test_unreadable_encoding_raises(body: bytes, charset: str | None) -> None:
    with pytest.raises(XmlError) as raised:
        load_xml(body, SHELF["Shelf"], SHELF, charset=charset)
    assert "größer" not in str(raised.value)


def test_unknown_encodings_are_not_looked_up_in_the_codecs_of_python() -> None:
    looked_up: list[str] = []

    def search(name: str) -> None:
        looked_up.append(name)

    codecs.register(search)
    try:
        for number in range(3):
            for body, charset in (
                (declared(f"invented-{number}").encode(), None),
                (b"<shelf/>", f"x-invented-{number}"),
                (declared("UTF-8").encode(), f"y-invented-{number}"),
            ):
                with pytest.raises(XmlError, match=r"^the encoding is not supported$"):
                    load_xml(body, SHELF["Shelf"], SHELF, charset=charset)
    finally:
        codecs.unregister(search)
    assert not looked_up


# Documents of nearly the size limit, each with another kind of weight, and refused as late as possible.


def fill(unit: str, before: str = "<shelf>", after: str = "</wrong>") -> bytes:
    room = (1 << 20) - len(before.encode()) - len(after.encode())
    return (before + unit * (room // len(unit.encode())) + after).encode()


def numbered(form: str, count: int) -> bytes:
    """A document with ``count`` elements of different names, and an error after them."""
    return f"<shelf>{''.join(form.format(number) for number in range(count))}</wrong>".encode()


NAMES = "abcdefghijklmnopqrstuvwxyzABCD"
TOO_LONG = "a tag, a comment or an instruction of more than 65536 bytes"
HEAVY: dict[str, tuple[Callable[[], bytes], str]] = {
    "200,000 attributes in one tag": (lambda: fill(" a=''", "<shelf", "/>"), TOO_LONG),
    "different attributes in one tag": (
        lambda: f"<shelf {attributes(100_000)}/>".encode(),
        TOO_LONG,
    ),
    "attributes in a tag without end": (
        lambda: f"<shelf {attributes(100_000)}".encode(),
        TOO_LONG,
    ),
    "attributes in UTF-16": (
        lambda: f"<shelf {attributes(50_000)}/>".encode("utf-16"),
        TOO_LONG,
    ),
    "64 attributes in each element": (lambda: fill(f"<a {attributes(64)}/>"), "more than 5000 attributes"),
    "an attribute in each element": (lambda: fill("<a b='xyz'/>"), "more than 5000 attributes"),
    "tiny elements": (lambda: fill("<a/>"), "more than 10000 elements"),
    "just as many elements as allowed": (lambda: numbered("<a/>", 9_998), "not well-formed"),
    "elements of different names": (lambda: numbered("x<a{0}>text {0}</a{0}>", 9_998), "not well-formed"),
    "elements of different names in pairs": (lambda: numbered("<a{0}><b{0}/></a{0}>", 4_999), "not well-formed"),
    "elements of different names in a deep tree": (
        lambda: numbered(
            f"{''.join(f'<{name}{{0}}>' for name in NAMES)}{''.join(f'</{name}{{0}}>' for name in NAMES[::-1])}", 330
        ),
        "not well-formed",
    ),
    "elements of different names with a prefix": (lambda: numbered("<p:a{0}>x</p:a{0}>", 9_990), "not well-formed"),
    "list of values": (lambda: numbered("<tag>x{0}</tag>", 9_998), "not well-formed"),
    "list of objects": (lambda: numbered("<books lent='1'>x{0}</books>", 4_990), "not well-formed"),
    "single value many times": (lambda: numbered("<place>x{0}</place>", 9_998), "not well-formed"),
    "deep": (lambda: fill("<a>", "", ""), "deeper than 32 elements"),
    "long names in long names": (
        lambda: (
            f"<shelf>{''.join(f'<{name * 15_000}>' for name in NAMES)}{'<a/>' * 9_000}"
            f"{''.join(f'</{name * 15_000}>' for name in NAMES[::-1])}</wrong>"
        ).encode(),
        "not well-formed",
    ),
    "a name of a megabyte": (lambda: fill("n", "<shelf><", "/></shelf>"), TOO_LONG),
    "names of 60 kilobytes": (lambda: fill(f"<{'n' * 60_000}/>"), "not well-formed"),
    "a comment of a megabyte": (lambda: fill("x", "<shelf><!--", "--></shelf>"), TOO_LONG),
    "a comment of a megabyte first": (lambda: fill("x", "<!--", "--><shelf/>"), TOO_LONG),
    "an instruction of a megabyte": (
        lambda: fill("x", "<shelf><?a ", "?></shelf>"),
        TOO_LONG,
    ),
    "a declaration of a megabyte": (
        lambda: fill(" ", "<?xml version='1.0'", "?><shelf/>"),
        TOO_LONG,
    ),
    "comments": (lambda: fill("<!---->"), "not well-formed"),
    "text": (lambda: fill("x"), "not well-formed"),
    "text of wide characters": (
        lambda: fill("x" * 8_000 + "\U0001f600"),
        "not well-formed",
    ),
    "a number of a megabyte": (lambda: fill("9", "<shelf><size>", "</size></wrong>"), "not well-formed"),
    "white space of wide text": (
        lambda: fill(" " * 8_000 + "\U0001f600", "<shelf><size>", "</size></wrong>"),
        "not well-formed",
    ),
    "numbers of 400 digits": (lambda: fill(f"<counts>{'9' * 400}</counts>"), "not well-formed"),
    "line ends": (lambda: fill("\n"), "not well-formed"),
    "carriage returns": (lambda: fill("\r"), "not well-formed"),
    "entities": (lambda: fill("&amp;"), "not well-formed"),
    "character references": (lambda: fill("&#x1F600;"), "not well-formed"),
    "entities in attributes": (lambda: fill(f"<a b='{'&lt;' * 15_000}'/>"), "not well-formed"),
    "sections": (lambda: fill("<![CDATA[x]]>"), "not well-formed"),
    "declared entities": (
        lambda: fill("<place>&a;</place>", f"<!DOCTYPE shelf [<!ENTITY a '{'<x/>' * 7_000}'>]><shelf>", "</shelf>"),
        "has a DOCTYPE",
    ),
    "windows-1252": (
        lambda: (
            b"<?xml version='1.0' encoding='windows-1252'?><shelf><size>" + b"\xe9" * 1_048_000 + b"</size></wrong>"
        ),
        "not well-formed",
    ),
    "wrong encoding at the end": (lambda: b"<shelf>" + b"x" * 1_048_000 + b"\xff</shelf>", "not well-formed"),
    "another document after it": (
        lambda: b"<shelf/>" + b" " * 1_048_000 + b"<shelf/>",
        "not well-formed XML (junk after document element",
    ),
}


@pytest.mark.parametrize("case", HEAVY)
def test_refused_document_costs_bounded_work_and_memory(case: str) -> None:
    make, reason = HEAVY[case]
    body = make()
    assert len(body) <= 1 << 20
    calls = 0
    given = 0

    def count(_: object, event: str, function: Any) -> None:
        nonlocal calls, given
        calls += event in ("call", "c_call")
        given += event == "c_call" and function.__name__ == "Parse"

    tracemalloc.start()
    previous = sys.getprofile()
    sys.setprofile(count)
    try:
        with pytest.raises(XmlError) as caught:
            load_xml(body, SHELF["Shelf"], SHELF)
    finally:
        sys.setprofile(previous)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert str(caught.value).startswith(reason)
    assert peak < 16_000_000
    assert calls < 500_000
    if reason is TOO_LONG:
        # Expat was given two slices of 64 KiB, and none of the attributes was counted.
        assert given == 2


def cpu_seconds(body: bytes, schemas: dict[str, Any], name: str, count: int) -> float:
    """The least CPU time of one reading in five rounds."""
    rounds: list[float] = []
    for _ in range(5):
        started = time.process_time()
        for _ in range(count):
            with contextlib.suppress(XmlError):
                load_xml(body, schemas[name], schemas)
        rounds.append((time.process_time() - started) / count)
    return min(rounds)


@cache
def login_seconds() -> float:
    return cpu_seconds(LOGIN.replace("MESSAGE", "0").encode(), SCHEMAS, "LoginResponse", 100)


@pytest.mark.parametrize("case", HEAVY)
def test_refused_document_costs_at_most_as_much_as_1000_logins(case: str) -> None:
    body = HEAVY[case][0]()
    gc.collect()
    gc.freeze()  # The objects of the test run are not the document's.
    try:
        assert cpu_seconds(body, SHELF, "Shelf", 1) < 1_000 * login_seconds()
    finally:
        gc.unfreeze()


def test_document_of_more_than_1_mib_raises_whatever_the_caller_allows() -> None:
    body = fill("x") + b" "
    assert len(body) == (1 << 20) + 1
    with pytest.raises(XmlError, match=r"^longer than 1048576 bytes$"):
        load_xml(body, SHELF["Shelf"], SHELF, max_bytes=8 << 20)


@pytest.mark.parametrize(("length", "is_read"), [(1 << 16, True), ((1 << 17) + 1, False)])
def test_tag_of_more_than_two_slices_raises_wherever_it_begins(length: int, is_read: bool) -> None:
    for offset in (0, 1, 1_000, (1 << 16) - 1, 1 << 16):
        body = f"<shelf>{' ' * offset}<a b='{'x' * (length - 8)}'/></shelf>".encode()
        if is_read:
            load_xml(body, SHELF["Shelf"], SHELF)
        else:
            with pytest.raises(XmlError, match=TOO_LONG):
                load_xml(body, SHELF["Shelf"], SHELF)


def test_long_document_is_read_as_a_whole() -> None:
    words = [f"größer {number} & more" for number in range(9_999)]
    body = f"<shelf>{''.join(f'<tag>{escape(word)}</tag>' for word in words)}</shelf>"
    assert load_xml(body.encode(), SHELF["Shelf"], SHELF) == {"tags": words}
    assert load_xml(body.encode("utf-16"), SHELF["Shelf"], SHELF) == {"tags": words}
    for length in ((1 << 16) - 1, 1 << 16, (1 << 16) + 1, 1 << 17, 300_000):
        text = "x" * (length - len("<shelf><place></place></shelf>"))
        assert load_xml(f"<shelf><place>{text}</place></shelf>".encode(), SHELF["Shelf"], SHELF) == {"place": text}


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
def test_any_bytes_become_a_dict_or_raise(body: bytes) -> None:
    with contextlib.suppress(XmlError):
        assert isinstance(load_xml(body, SHELF["Shelf"], SHELF), dict)


@given(st.integers(0, 700), st.integers(0, 30), st.binary(max_size=8))
def test_damaged_document_becomes_a_dict_or_raises(start: int, length: int, put: bytes) -> None:
    whole = LOGIN.replace("MESSAGE", "0").encode()
    damaged = whole[:start] + put + whole[start + length :]
    with contextlib.suppress(XmlError, InvalidResponse):
        value = LoginResponse.from_dict(load_xml(damaged, SCHEMAS["LoginResponse"], SCHEMAS))
        assert isinstance(value.message.code, int)


tags = st.sampled_from([*SCHEMAS["Login"]["properties"], *SCHEMAS["Reference"]["properties"], "new", "p:userId"])
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
def test_no_detail_voids_a_login(inner: list[str]) -> None:
    body = f"<platform><login><known/>{''.join(inner)}</login><message>0</message></platform>".encode()
    parsed = LoginResponse.from_dict(load_xml(body, SCHEMAS["LoginResponse"], SCHEMAS))
    assert parsed.message.code == 0
    for name in ("user_id", "session_id", "cookie_string"):
        assert isinstance(getattr(parsed.login, name), str | None)
    assert isinstance(parsed.login.is_force_change_password, bool | None)
    assert isinstance(parsed.login.starting_app_id, Reference | None)
