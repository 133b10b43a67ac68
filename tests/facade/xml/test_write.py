"""What is written as XML documents, as tables."""

from __future__ import annotations

import json
from typing import Any

import pytest

from idsessions._xml import XmlError, compile_schema, dump_xml

from .shelf import SHELF

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, "<shelf/>"),
        ({"place": None}, "<shelf/>"),
        ({"place": ""}, "<shelf><place></place></shelf>"),
        ({"place": "a & b < c > d"}, "<shelf><place>a &amp; b &lt; c &gt; d</place></shelf>"),
        ({"place": "größer 😀\r\n"}, "<shelf><place>größer 😀&#13;\n</place></shelf>"),
        ({"label": 'a"b\n\t&<'}, '<shelf Label="a&quot;b&#10;&#9;&amp;&lt;"/>'),
        (
            {"size": -5, "weight": 2.5, "open": True},
            "<shelf><size>-5</size><weight>2.5</weight><open>true</open></shelf>",
        ),
        ({"tags": ["a", "", None]}, "<shelf><tag>a</tag><tag></tag><tag/></shelf>"),
        ({"counts": [1, 2]}, "<shelf><counts>1</counts><counts>2</counts></shelf>"),
        ({"tags": []}, "<shelf/>"),
        ({"best": {"title": "T", "lent": False}}, '<shelf><best lent="false">T</best></shelf>'),
        ({"best": {"lent": False}, "height": 3}, '<shelf height="3"><best lent="false"/></shelf>'),
        ({"state": {"code": 0}}, "<shelf><state><code>0</code></state></shelf>"),
        ({"new": "x", "more": {"@a": "1", "#text": "t"}}, '<shelf><new>x</new><more a="1">t</more></shelf>'),
        ({"new": ["x", {"y": 1}]}, "<shelf><new>x</new><new><y>1</y></new></shelf>"),
        ({"best": {"title": None, "href": ""}}, '<shelf><best href=""/></shelf>'),
        ({"worst": None, "kind": "oak"}, "<shelf><kind>oak</kind></shelf>"),
        ({"extra": {"a": [1, True, 0.5]}}, "<shelf><extra><a>1</a><a>true</a><a>0.5</a></extra></shelf>"),
        ({"#text": "a<b", "size": 1}, "<shelf>a&lt;b<size>1</size></shelf>"),
        ({"@odd": "1", "label": "2"}, '<shelf odd="1" Label="2"/>'),
        ({"größer": "1", "_a.b-1": "2"}, "<shelf><größer>1</größer><_a.b-1>2</_a.b-1></shelf>"),
        # A number given for an id that is text on the wire is written as it looks.
        ({"place": 12}, "<shelf><place>12</place></shelf>"),
    ],
)
def test_table_of_written_documents(value: dict[str, Any], expected: str) -> None:
    assert dump_xml(value, SHELF["Shelf"], SHELF).decode() == DECLARATION + expected


NO_VALUE = "not a string, a boolean or a number that XML can carry"
NO_NAME = "an additional field whose name is not an XML name"
FORBIDDEN = ["\x00", "\x08", "\x0b", "\x1f", "\ud800", "\udfff", "\ufffe", "\uffff"]


@pytest.mark.parametrize("character", FORBIDDEN)
@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"place": "X"}, "shelf/place"),
        ({"label": "X"}, "shelf/label"),
        ({"tags": ["a", "X"]}, "shelf/tags[1]"),
        ({"best": {"title": "X"}}, "shelf/best/title"),
        ({"new": {"deep": "X"}}, "shelf/new/deep"),
    ],
)
def test_character_that_xml_cannot_carry_raises(value: dict[str, Any], path: str, character: str) -> None:
    planted = json.loads(json.dumps(value).replace("X", json.dumps(f"s3cret{character}")[1:-1]))
    with pytest.raises(XmlError) as caught:
        dump_xml(planted, SHELF["Shelf"], SHELF)
    assert (caught.value.path, caught.value.reason) == (path, "holds a character that XML 1.0 cannot carry")


@pytest.mark.parametrize(
    ("value", "path", "reason"),
    [
        ({"place": {"a": "s3cret"}}, "shelf/place", "a mapping where a single value belongs"),
        ({"place": ["s3cret"]}, "shelf/place", "a list where a single value belongs"),
        ({"place": ("s3cret",)}, "shelf/place", "a list where a single value belongs"),
        ({"place": b"s3cret"}, "shelf/place", NO_VALUE),
        ({"best": "s3cret"}, "shelf/best", "a single value where a mapping belongs"),
        ({"books": "s3cret"}, "shelf/books", "a single value where a list belongs"),
        ({"books": {"title": "s3cret"}}, "shelf/books", "a single value where a list belongs"),
        ({"tags": "s3cret"}, "shelf/tags", "a single value where a list belongs"),
        ({"counts": 1}, "shelf/counts", "a single value where a list belongs"),
        ({"books": ["s3cret"]}, "shelf/books[0]", "a single value where a mapping belongs"),
        ({"books": [{"title": "a"}, "s3cret"]}, "shelf/books[1]", "a single value where a mapping belongs"),
        ({"label": ["s3cret"]}, "shelf/label", NO_VALUE),
        ({"weight": float("inf")}, "shelf/weight", NO_VALUE),
        ({"weight": float("nan")}, "shelf/weight", NO_VALUE),
        ({"size": 2**1328}, "shelf/size", NO_VALUE),
        ({"size": -(10**400)}, "shelf/size", NO_VALUE),
        ({"label": "a", "@Label": "s3cret"}, "shelf/@Label", "occurs more than once"),
        ({"new": [["s3cret"]]}, "shelf/new[0]", NO_VALUE),
        ({"new": {"deep": [b"s3cret"]}}, "shelf/new/deep[0]", NO_VALUE),
        ({"best": {"title": b"s3cret"}}, "shelf/best/title", NO_VALUE),
        ({"a b": "s3cret"}, "shelf", NO_NAME),
        ({"": "s3cret"}, "shelf", NO_NAME),
        ({"@": "s3cret"}, "shelf", NO_NAME),
        ({"1a": "s3cret"}, "shelf", NO_NAME),
        ({"a><b": "s3cret"}, "shelf", NO_NAME),
        ({"@xmlns": "s3cret"}, "shelf", NO_NAME),
        ({"XMLnew": "s3cret"}, "shelf", NO_NAME),
        ({"p:new": "s3cret"}, "shelf", NO_NAME),
        ({"@a b": "s3cret"}, "shelf", NO_NAME),
    ],
)
def test_value_of_the_wrong_shape_raises(value: dict[str, Any], path: str, reason: str) -> None:
    with pytest.raises(XmlError) as caught:
        dump_xml(value, SHELF["Shelf"], SHELF)
    assert (caught.value.path, caught.value.reason) == (path, reason)
    assert str(caught.value) == f"{path}: {reason}"


def test_value_that_contains_itself_raises() -> None:
    endless: dict[str, Any] = {}
    endless["new"] = endless
    with pytest.raises(XmlError, match=r"^shelf(/new){32}: deeper than 32 elements$"):
        dump_xml(endless, SHELF["Shelf"], SHELF)


def test_value_of_32_elements_in_elements_is_written() -> None:
    value: dict[str, Any] = {"new": None}
    for _ in range(31):
        value = {"new": value}
    body = dump_xml(value, SHELF["Shelf"], SHELF)
    assert body.endswith(b"<shelf>" + b"<new>" * 30 + b"<new/>" + b"</new>" * 30 + b"</shelf>")
    with pytest.raises(XmlError, match="deeper than 32 elements"):
        dump_xml({"new": value}, SHELF["Shelf"], SHELF)


def test_number_of_400_digits_is_written() -> None:
    assert dump_xml({"size": 10**399}, SHELF["Shelf"], SHELF).endswith(b"<size>1" + b"0" * 399 + b"</size></shelf>")
    assert f"<size>{1 - 2**1328}</size>".encode() in dump_xml({"size": 1 - 2**1328}, SHELF["Shelf"], SHELF)


def test_shape_is_taken_in_place_of_a_schema() -> None:
    shape = compile_schema(SHELF["Shelf"], SHELF)
    assert dump_xml({"tags": ["a"]}, shape) == dump_xml({"tags": ["a"]}, SHELF["Shelf"], SHELF)


def test_long_names_are_cut_in_the_path_of_an_error() -> None:
    name = "n" * 60_000
    schema = {"xml": {"name": "deep"}, "properties": {name: {"type": "string"}}}
    with pytest.raises(XmlError) as caught:
        dump_xml({name: "\x00"}, schema, {})
    assert caught.value.path == f"deep/{name}"[:1_000]
    assert len(str(caught.value)) < 1_100
