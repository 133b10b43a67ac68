"""A schema is compiled once, with its references resolved, whatever refers to what."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from idsessions._xml import Shape, compile_schema, dump_xml, load_xml
from idsessions._xml import schema as schema_module
from idsessions._xml.schema import Place
from idsessions_agileapps.description import SCHEMAS

from .shelf import LOGIN, SHELF

SELF = "#/components/schemas/Box"
BOX: dict[str, dict[str, Any]] = {
    "Box": {
        "type": "object",
        "xml": {"name": "box"},
        "properties": {
            "label": {"type": "string", "xml": {"attribute": True}},
            "inside": {"$ref": SELF, "xml": {"name": "in"}},
            "beside": {"type": "array", "items": {"anyOf": [{"$ref": SELF}, {"type": "null"}]}},
        },
    }
}


def compile_shelf() -> Shape:
    return compile_schema(SHELF["Shelf"], SHELF)


@pytest.mark.parametrize(
    ("key", "name", "place", "repeated", "types"),
    [
        ("place", "place", Place.ELEMENT, False, ("string",)),
        ("note", "note", Place.ELEMENT, False, ("string", "null")),
        ("kind", "kind", Place.ELEMENT, False, ("string", "string")),
        ("height", "height", Place.ATTRIBUTE, False, ("integer",)),
        ("label", "Label", Place.ATTRIBUTE, False, ("string",)),
        ("tags", "tag", Place.ELEMENT, True, ("string", "null")),
        ("counts", "counts", Place.ELEMENT, True, ("integer",)),
        ("books", "books", Place.ELEMENT, True, ("object",)),
        ("worst", "worst", Place.ELEMENT, False, ("object", "null")),
        ("extra", "extra", Place.ELEMENT, False, ("object",)),
    ],
)
def test_property_has_its_name_place_and_types(
    key: str, name: str, place: Place, repeated: bool, types: tuple[str, ...]
) -> None:
    found = compile_shelf().properties[key]
    assert (found.key, found.name, found.place, found.repeated, found.shape.types) == (
        key,
        name,
        place,
        repeated,
        types,
    )


def test_properties_are_grouped_by_place() -> None:
    shape = compile_shelf()
    assert shape.name == "shelf"
    assert [below.key for below in shape.attributes] == ["height", "label"]
    assert shape.text is None
    assert [key for key, *_ in shape.children.values()] == list(SHELF["Shelf"]["properties"])
    book = shape.properties["best"].shape
    assert book.text is book.properties["title"]
    assert [below.key for below in book.attributes] == ["lent", "href"]
    state = shape.properties["state"].shape
    assert state.or_text is state.properties["code"]
    assert state.properties["code"].place is Place.ELEMENT_OR_TEXT


@pytest.mark.parametrize(
    ("schema", "flags"),
    [
        ({}, "object value null empty free"),
        ({"type": "object"}, "object"),
        ({"type": "string"}, "value empty free"),
        ({"type": "string", "format": "password"}, "value empty free"),
        ({"type": "string", "format": "date-time"}, "value empty"),
        ({"type": "integer"}, "value"),
        ({"type": ["number", "null"]}, "value null empty"),
        ({"type": "boolean"}, "value"),
        ({"anyOf": [{"type": "object"}, {"type": "string"}]}, "object value empty free"),
        ({"anyOf": [{"$ref": SELF}, {"type": "null"}]}, "object null empty"),
    ],
)
def test_types_say_what_is_allowed(schema: dict[str, Any], flags: str) -> None:
    shape = compile_schema(schema, BOX)
    allowed = {
        "object": shape.allows_object,
        "value": shape.allows_value,
        "null": shape.allows_null,
        "empty": shape.allows_empty,
        "free": shape.is_free_text,
    }
    assert [name for name, is_set in allowed.items() if is_set] == flags.split()


def test_schema_that_contains_itself_is_compiled() -> None:
    value = {"label": "1", "inside": {"label": "2", "beside": [{"inside": {"label": "3"}}, None]}}
    body = dump_xml(value, BOX["Box"], BOX)
    assert body.partition(b"\n")[2] == (
        b'<box label="1"><in label="2"><beside><in label="3"/></beside><beside/></in></box>'
    )
    assert load_xml(body, BOX["Box"], BOX) == value


def test_reference_to_a_reference_is_resolved_with_what_stands_beside_it() -> None:
    schemas: dict[str, dict[str, Any]] = {
        "A": {"$ref": "#/components/schemas/B", "format": "date"},
        "B": {"$ref": "#/components/schemas/C", "xml": {"name": "c"}},
        "C": {"type": ["string", "null"], "format": "password", "xml": {"attribute": True}},
        "Root": {"xml": {"name": "root"}, "properties": {"a": {"$ref": "#/components/schemas/A"}}},
    }
    found = compile_schema(schemas["Root"], schemas).properties["a"]
    assert (found.name, found.place) == ("c", Place.ELEMENT)
    assert (found.shape.types, found.shape.is_free_text) == (("string", "null"), False)


def test_first_alternative_with_properties_describes_the_object() -> None:
    schemas: dict[str, dict[str, Any]] = {
        "A": {"type": "object"},
        "B": {"type": "object", "properties": {"b": {"type": "string"}}},
        "C": {"type": "object", "properties": {"c": {"type": "string"}}},
    }
    options = [{"$ref": f"#/components/schemas/{name}"} for name in schemas]
    assert [*compile_schema({"anyOf": options}, schemas).properties] == ["b"]


def test_same_schema_gives_the_same_shape() -> None:
    shape = compile_shelf()
    assert compile_shelf() is shape
    assert compile_schema(shape, {}) is shape
    # The references lead elsewhere.
    assert compile_schema(SHELF["Shelf"], {**SHELF, "Kind": {"type": "integer"}}) is not shape
    assert compile_schema(dict(SHELF["Shelf"]), SHELF) is not shape


def test_cache_is_bounded_and_never_mistakes_a_schema_for_another() -> None:
    for number in range(1_000):
        # Each is gone before the next, which may get its id.
        name = f"n{number}"
        assert compile_schema({"xml": {"name": name}}, {}).name == name
    assert len(schema_module._cache) <= 256  # pyright: ignore[reportPrivateUsage]  # its size is what is tested


@pytest.mark.parametrize("repetitions", [1, 50])
def test_nothing_is_resolved_while_a_document_is_read_or_written(repetitions: int) -> None:
    body = (
        LOGIN.replace("MESSAGE", "0").replace("<somethingNew>kept</somethingNew>", "<x><y/></x>" * repetitions).encode()
    )
    value = load_xml(body, SCHEMAS["LoginResponse"], SCHEMAS)
    dump_xml(value, SCHEMAS["LoginResponse"], SCHEMAS)
    entered: list[str] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename == schema_module.__file__:
            entered.append(frame.f_code.co_name)

    previous = sys.getprofile()
    sys.setprofile(note)
    try:
        load_xml(body, SCHEMAS["LoginResponse"], SCHEMAS)
        dump_xml(value, SCHEMAS["LoginResponse"], SCHEMAS)
    finally:
        sys.setprofile(previous)
    assert entered == ["compile_schema", "compile_schema"]
