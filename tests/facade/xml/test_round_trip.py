"""What is written as XML comes back when it is read, for every schema and every value."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from idsessions._xml import dump_xml, load_xml
from idsessions_agileapps.description import OPERATIONS, SCHEMAS

from .shelf import SHELF, assert_types

DOCUMENT = Path(__file__).parents[3] / "openapi" / "agileapps.yaml"

carried = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
    lambda character: character >= " " or character in "\t\n\r"
)
texts = st.text(carried, max_size=12)
# White space alone is no value if nothing else shows that the element exists.
solid = texts.filter(lambda text: text == "" or text.strip(" \t\r\n") == text)
moments = st.datetimes().map(lambda moment: moment.isoformat() + "Z")
names = st.sampled_from(["new", "größer", "a.b", "_x-1"])
unknown = st.recursive(
    st.none() | solid,
    lambda below: (
        st.dictionaries(names, below, max_size=3)
        | st.dictionaries(st.just("@at"), texts, min_size=1).flatmap(
            lambda attribute: st.dictionaries(names, below, max_size=2).map(lambda rest: rest | attribute)
        )
        | st.lists(below, min_size=2, max_size=3).map(lambda items: {"new": items})
    ),
    max_leaves=6,
)


def values(schema: dict[str, Any], schemas: dict[str, dict[str, Any]]) -> st.SearchStrategy[Any]:
    """Values that the schema describes, also with unknown fields and with None."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return st.one_of([values(option, schemas) for option in schema["anyOf"]])
    types: list[str] = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    options: list[st.SearchStrategy[Any]] = []
    for kind in types:
        if kind == "object":
            known = {key: values(below, schemas) | st.none() for key, below in schema.get("properties", {}).items()}
            own = st.fixed_dictionaries({}, optional=known)
            more = st.dictionaries(names, unknown, max_size=2)
            options.append(st.tuples(more, own).map(lambda both: {**both[0], **both[1]}))
        elif kind == "array":
            options.append(st.lists(values(schema["items"], schemas), max_size=3))
        elif kind == "string":
            options.append(moments if "date" in schema.get("format", "") else solid)
        elif kind == "integer":
            options.append(st.integers())
        elif kind == "number":
            options.append(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**6), 10**6))
        elif kind == "boolean":
            options.append(st.booleans())
        else:
            options.append(st.none())
    return st.one_of(options)


# An object without content, where the schema does not allow null.
ABSENT: dict[str, Any] = {}


def as_read(value: Any, schema: dict[str, Any], schemas: dict[str, dict[str, Any]]) -> Any:
    """How a written value is read: None is absent, and an element without content is None if the schema allows it."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if isinstance(value, list):
        return [as_read(item, schema.get("items", {}), schemas) for item in cast("Sequence[Any]", value)]
    if not isinstance(value, dict):
        return None if value == "" and is_nullable(schema) else value
    properties: dict[str, Any] = schema.get("properties", {})
    for option in schema.get("anyOf", []):
        properties = schemas.get(option.get("$ref", "").rpartition("/")[2], {}).get("properties", properties)
    found: dict[str, Any] = {}
    bare = True
    for key, content in cast("dict[str, Any]", value).items():
        below = properties.get(key, {})
        if content is None or content == [] or (content == "" and below.get("xml", {}).get("x-text")):
            continue
        bare = False
        back = content if key.startswith("@") else as_read(content, below, schemas)
        if back is not ABSENT:
            found[key] = back
    if not bare:
        return found
    return None if is_nullable(schema) else ABSENT


def is_nullable(schema: dict[str, Any]) -> bool:
    options = [option.get("type") for option in schema.get("anyOf", [])]
    return (
        not schema
        or "null" in [*options, *([schema["type"]] if "type" in schema else [])]
        or (isinstance(schema.get("type"), list) and "null" in schema["type"])
    )


@given(values(SHELF["Shelf"], SHELF))
def test_written_value_comes_back(value: dict[str, Any]) -> None:
    body = dump_xml(value, SHELF["Shelf"], SHELF)
    assert load_xml(body, SHELF["Shelf"], SHELF) == as_read(value, SHELF["Shelf"], SHELF)


@pytest.mark.parametrize("name", [name for name, schema in SCHEMAS.items() if "xml" in schema])
@given(data=st.data())
def test_written_document_of_agileapps_comes_back(name: str, data: st.DataObject) -> None:
    value = data.draw(values(SCHEMAS[name], SCHEMAS))
    body = dump_xml(value, SCHEMAS[name], SCHEMAS)
    back = load_xml(body, SCHEMAS[name], SCHEMAS)
    assert back == as_read(value, SCHEMAS[name], SCHEMAS)
    assert_types(back, name, SCHEMAS)


def test_written_example_of_the_openapi_document_comes_back() -> None:
    schemas: dict[str, dict[str, Any]] = yaml.safe_load(DOCUMENT.read_text())["components"]["schemas"]
    roots = {name: schema for name, schema in schemas.items() if "xml" in schema}
    assert len(roots) == 9
    for schema in roots.values():
        for example in schema["examples"]:
            assert load_xml(dump_xml(example, schema, schemas), schema, schemas) == as_read(example, schema, schemas)


def test_schemas_use_only_what_the_xml_room_knows() -> None:
    def walk(value: Any) -> None:
        if isinstance(value, dict):
            members = cast("dict[str, Any]", value)
            assert not members.keys() & {"allOf", "oneOf", "not", "patternProperties", "prefixItems"}
            assert members.get("xml", {}).keys() <= {"name", "attribute", "x-text", "x-or-text"}
            assert not isinstance(members.get("additionalProperties"), dict)
            for below in members.values():
                walk(below)
        elif isinstance(value, list):
            for below in cast("Sequence[Any]", value):
                walk(below)

    walk(SCHEMAS)
    for operation in OPERATIONS.values():
        for media_types in (operation.get("request", {}).get("content", {}), *operation["responses"].values()):
            assert media_types.get("application/xml", {"$ref": ""}).keys() == {"$ref"}
