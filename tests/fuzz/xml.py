"""Fuzzers of the XML bridge: documents that servers send, and values that callers give."""

from __future__ import annotations

from typing import Any, Final
from xml.parsers import expat

from hypothesis import strategies as st

from idsessions._xml import XmlError, dump_xml, load_xml
from idsessions_agileapps.description import SCHEMAS

from ..facade.xml.shelf import LOGIN, SHELF
from .harness import SECRET, Fuzzer

_ROOTS: Final = {
    "shelf": (SHELF["Shelf"], SHELF),
    "platform": (SCHEMAS["LoginResponse"], SCHEMAS),
}
_NAMES: Final = [
    *SHELF["Shelf"]["properties"],
    *SCHEMAS["Login"]["properties"],
    *("tag", "Label", "title", "lent", "code", "description", "login", "message", "new", "p:new", SECRET),
]
_WORDS: Final = ["", " ", "x", "0", "-1.5e3", "true", "9" * 400, SECRET, "größer \U0001f600", "2025-01-01T00:00:00Z"]
_MARKUP: Final = [
    *(
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?a ",
        "?>",
        "&lt;",
        "&#x1F600;",
        "&#0;",
        "&x;",
        "\r",
        "\n",
        "\x00",
        "<",
        ">",
    ),
    '<!DOCTYPE shelf [<!ENTITY x "y">]>',
    "<?xml version='1.0' encoding='koi8-r'?>",
]
# Of a megabyte at most, and of a little more.
_COUNTS: Final = [1, 1, 1, 1, 2, 33, 65, 9_000, 11_000, 100_000]
_LONGEST: Final = (1 << 20) + 10

names = st.sampled_from(_NAMES)
words = st.sampled_from(_WORDS) | st.text(max_size=8)
attributes = st.dictionaries(names, words, max_size=3).map(
    lambda found: "".join(f' {name}="{word}"' for name, word in found.items())
)
elements = st.builds("<{0}{1}>{2}</{0}>".format, names, attributes, words)
pieces = st.tuples(
    elements
    | words
    | st.sampled_from(_MARKUP)
    | st.builds("<{}{}>".format, names, attributes)
    | st.builds("</{}>".format, names),
    st.sampled_from(_COUNTS),
)


def _document(root: str, heads: str, inner: list[tuple[str, int]], start: int, encoding: str) -> tuple[bytes, str]:
    content = "".join(piece * min(count, _LONGEST // (len(piece) + 1)) for piece, count in inner)
    whole = f"<{root}{heads}>{content}</{root}>"
    if root == "platform":
        whole = LOGIN[:start] + content + LOGIN[start:]
    return whole[:_LONGEST].encode(encoding, errors="replace"), root


documents = st.builds(
    _document,
    st.sampled_from(sorted(_ROOTS)),
    attributes,
    st.lists(pieces, max_size=8),
    st.integers(0, len(LOGIN)),
    st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-16", "latin-1"]),
) | st.tuples(st.binary(max_size=80), st.sampled_from(sorted(_ROOTS)))
charsets = st.sampled_from([None, None, "utf-8", "utf-16", "latin-1", "rot13", ""])


def _load(example: tuple[tuple[bytes, str], str | None]) -> XmlError | None:
    (body, root), charset = example
    schema, schemas = _ROOTS[root]
    try:
        value = load_xml(body, schema, schemas, charset=charset)
    except XmlError as error:
        return error
    assert isinstance(value, dict)
    return None


LOAD: Final = Fuzzer(
    st.tuples(documents, charsets),
    [
        ((body.encode(), "shelf"), None)
        for body in (
            f"<shelf><size>{SECRET}</size></shelf>",
            f"<shelf><best lent='{SECRET}'/></shelf>",
            f"<shelf><state>{SECRET}</state></shelf>",
            f"<shelf><{SECRET}><size>{SECRET}</size></{SECRET}><size>{SECRET}</size></shelf>",
            f"<shelf><counts>1</counts><counts>{SECRET}</counts></shelf>",
            f"<shelf><place>{SECRET}<b/></place></shelf>",
            f"<shelf><place>{SECRET}",
            f"<{SECRET}/>",
            f"<!DOCTYPE shelf [<!ENTITY x '{SECRET}'>]><shelf>&x;</shelf>",
            f"<?xml version='1.0' encoding='{SECRET}'?><shelf/>",
            "<shelf><best/><best>x</best></shelf>",
            "<shelf><state><code/>5</state></shelf>",
            "<shelf><books> </books><books x:lent='1' xmlns:x='urn:x'/></shelf>",
            f"<shelf {' '.join(f'a{number}=' + repr('') for number in range(90_000))}/>",
            f"<shelf>{''.join(f'<a{number}>x</a{number}>' for number in range(9_990))}<size>x</size></shelf>",
            f"<shelf>{'<a>' * 100_000}",
        )
    ],
    _load,
)

_KEYS: Final = [*_NAMES[:-1], "@x", "#text", "@", "", "a b", "xmlnew", "@xmlns"]
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | words
    | st.text(st.characters(categories=["Cs", "Cc", "L"]), max_size=3)
    | st.binary(max_size=3)
    | st.just(10**500),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from(_KEYS), below, max_size=4)
        | st.integers(30, 40).flatmap(lambda depth: below.map(lambda value: _nested(value, depth)))
    ),
    max_leaves=10,
)


def _nested(value: Any, depth: int) -> Any:
    for _ in range(depth):
        value = {"new": value}
    return value


def _dump(example: tuple[dict[str, Any], str]) -> XmlError | None:
    value, root = example
    schema, schemas = _ROOTS[root]
    try:
        body = dump_xml(value, schema, schemas)
    except XmlError as error:
        return error
    expat.ParserCreate().Parse(body, True)
    return None


DUMP: Final = Fuzzer(
    st.tuples(st.dictionaries(st.sampled_from(_KEYS), values, max_size=5), st.sampled_from(sorted(_ROOTS))),
    [
        ({"size": [SECRET]}, "shelf"),
        ({"best": SECRET}, "shelf"),
        ({"place": f"{SECRET}\x00"}, "shelf"),
        ({"new": {"new": SECRET.encode()}}, "shelf"),
        ({"label": SECRET, "@Label": SECRET}, "shelf"),
        ({"size": 10**500, "login": {"password": f"\ud800{SECRET}"}}, "platform"),
    ],
    _dump,
)
