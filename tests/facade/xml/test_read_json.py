"""JSON in place of a document is read into what the document would be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from idsessions._xml import XmlError, load_xml, read_json

from .shelf import SHELF

# JSON, and the document that means the same.
SAME: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    ({"place": "p", "size": 7, "open": True}, "<place>p</place><size>7</size><open>true</open>"),
    ({"size": "+007", "open": "1", "note": "n"}, "<size>+007</size><open>1</open><note>n</note>"),
    ({"size": -7, "open": 0, "place": 5}, "<size>-7</size><open>0</open><place>5</place>"),
    ({"place": True, "note": 1.5}, "<place>true</place><note>1.5</note>"),
    # Nothing.
    ({"note": None, "since": "", "worst": ""}, "<note/><since/><worst/>"),
    ({"size": "", "best": "", "extra": None, "open": None}, ""),
    ({"place": ""}, "<place/>"),
    # One or many.
    ({"tag": "a"}, "<tag>a</tag>"),
    ({"tag": ["a", None]}, "<tag>a</tag><tag/>"),
    ({"counts": "1", "books": {"title": "B"}}, "<counts>1</counts><books>B</books>"),
    ({"books": [{"@lent": "1", "title": "B"}, "C"]}, "<books lent='1'>B</books><books>C</books>"),
    # Attributes and texts.
    ({"@height": "4", "Label": "L"}, "<height>4</height><Label>L</Label>"),
    ({"best": {"@lent": "", "@href": "x", "title": "B"}}, "<best lent='' href='x'>B</best>"),
    ({"best": {"lent": False, "href": "x", "title": "B"}}, "<best lent='0' href='x'>B</best>"),
    ({"worst": 5}, "<worst>5</worst>"),
    ({"state": {"code": "-1", "description": None}}, "<state>-1<description/></state>"),
    # What the description does not know.
    ({"new": None, "extra": {"a": "1", "b": ["2", "3"]}}, "<new/><extra><a>1</a><b>2</b><b>3</b></extra>"),
    ({"best": {"title": "B", "@odd": "1"}}, "<best odd='1'>B</best>"),
]
# What does not fit stays as it is: the client's parser decides.
UNFIT: dict[str, Any] = {
    "size": True,
    "weight": "much",
    "open": 2,
    "note": ["a"],
    "kind": {"a": 1},
    "best": ["a"],
    "counts": ["x", [1], 1.5, "1" * 500],
}


@pytest.mark.parametrize(
    ("members", "document"), SAME, ids=lambda value: json.dumps(value) if isinstance(value, dict) else ""
)
def test_json_is_read_like_the_document(members: dict[str, Any], document: str) -> None:
    expected = load_xml(f"<shelf>{document}</shelf>".encode(), SHELF["Shelf"], SHELF)
    assert read_json({"shelf": members, "beside": 1}, SHELF["Shelf"], SHELF) == expected


def test_value_of_another_type_stays_as_it_is() -> None:
    assert read_json({"shelf": UNFIT}, SHELF["Shelf"], SHELF) == UNFIT


@pytest.mark.parametrize(
    "value", [None, "s3cret", ["s3cret"], {}, {"Shelf": {}}, {"shelf": None}, {"shelf": ["s3cret"]}]
)
def test_json_without_the_document_element_raises(value: Any) -> None:
    with pytest.raises(XmlError, match=r"^the document element is not 'shelf'$"):
        read_json(value, SHELF["Shelf"], SHELF)
