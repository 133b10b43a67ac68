"""What is let through to the generated parser, and that the parser then always understands it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idsessions._core.operations import as_list
from idsessions._core.validation import Mismatch, conform

STRING = {"type": "string"}
MOMENT = {"type": "string", "format": "date-time"}
LEVEL = {"type": "string", "enum": ["low", "high"]}
NESTED = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
SCHEMAS: dict[str, dict[str, Any]] = {"Level": LEVEL, "Nested": NESTED}


Row = tuple[dict[str, Any], Any, Any]


def thing(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": ["must"] if "must" in properties else []}


CONFORMING: list[Row] = [
    ({}, object, object),
    (STRING, "", ""),
    ({"type": "integer"}, -5, -5),
    ({"type": "number"}, 5, 5),
    ({"type": "number"}, 0.5, 0.5),
    ({"type": "boolean"}, False, False),
    ({"type": "null"}, None, None),
    ({"type": ["string", "null"]}, None, None),
    ({"type": ["string", "null"]}, "a", "a"),
    (LEVEL, "low", "low"),
    ({"type": "string", "const": "one"}, "one", "one"),
    ({"type": "array", "items": STRING}, ["a"], ["a"]),
    ({"type": "array"}, [1, "a"], [1, "a"]),
    ({"$ref": "#/components/schemas/Level"}, "high", "high"),
    ({"anyOf": [{"$ref": "#/components/schemas/Level"}, STRING]}, "of tomorrow", "of tomorrow"),
    (thing(a=STRING), {"a": None}, {}),
    (thing(must={"type": ["string", "null"]}), {"must": None}, {"must": None}),
    (thing(a=STRING), {"b": {"c": [None]}}, {"b": {"c": [None]}}),
    (thing(a={"$ref": "#/components/schemas/Nested"}), {"a": {"n": 1, "m": None}}, {"a": {"n": 1, "m": None}}),
]


@pytest.mark.parametrize(("schema", "value", "conformed"), CONFORMING)
def test_what_conforms(schema: dict[str, Any], value: Any, conformed: Any) -> None:
    assert conform(value, schema, SCHEMAS) == conformed


DIFFERING: list[Row] = [
    (STRING, 5, "the body is not a string"),
    (STRING, None, "the body is not a string"),
    ({"type": "integer"}, True, "the body is not an integer"),
    ({"type": "integer"}, "5", "the body is not an integer"),
    ({"type": "integer"}, 0.5, "the body is not an integer"),
    ({"type": "number"}, False, "the body is not a number"),
    ({"type": "boolean"}, 1, "the body is not true or false"),
    ({"type": ["string", "null"]}, 5, "the body is not a string or null"),
    (LEVEL, "S3CRET", "the body is not one of the values that the description lists"),
    ({"type": "string", "const": "one"}, "S3CRET", "the body is not the one value that the description allows"),
    ({"type": "object"}, ["S3CRET"], "the body is not an object"),
    ({"type": "array", "items": STRING}, {"S3CRET": 1}, "the body is not a list"),
    ({"type": "array", "items": STRING}, ["a", "b", 3], "[2] is not a string"),
    (MOMENT, "S3CRET", "the body is not a date and time"),
    (MOMENT, "0001-01-01T00:00:00+14:00", "the body is not a date and time"),
    (thing(must=STRING), {}, "must is not there"),
    (thing(must=STRING), {"must": None}, "must is not a string"),
    (thing(a={"$ref": "#/components/schemas/Nested"}), {"a": {"n": "S3CRET"}}, "a.n is not an integer"),
    (
        thing(a={"type": "array", "items": {"$ref": "#/components/schemas/Nested"}}),
        {"a": [{}]},
        "a[0].n is not there",
    ),
    ({"anyOf": [{"$ref": "#/components/schemas/Level"}, STRING]}, 5, "the body is not a string"),
    (
        {"type": "object", "additionalProperties": {"type": "boolean"}},
        {"S3CRET": "S3CRET"},
        "the body: an unlisted field is not true or false",
    ),
]


@pytest.mark.parametrize(("schema", "value", "text"), DIFFERING)
def test_what_does_not_conform_is_named_and_never_shown(schema: dict[str, Any], value: Any, text: str) -> None:
    with pytest.raises(Mismatch) as raised:
        conform(value, schema, SCHEMAS)
    assert str(raised.value) == text
    assert "S3CRET" not in repr(vars(raised.value))
    assert raised.value.__context__ is None


@pytest.mark.parametrize(
    ("text", "in_utc"),
    [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05+00:00"),
        ("2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678000+00:00"),
        ("2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05+00:00"),
        ("2026-01-02T03:04:05", "2026-01-02T03:04:05+00:00"),
    ],
)
def test_every_moment_becomes_utc(text: str, in_utc: str) -> None:
    assert conform(text, MOMENT, {}) == in_utc


# Whatever conforms is understood by the generated parser. The values are of the schema's shape, with much that is odd.

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda below: st.lists(below, max_size=2) | st.dictionaries(st.text(max_size=4), below, max_size=2),
    max_leaves=4,
)


def merged(more: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    return {**more, **own}


def values(
    schema: Mapping[str, Any], schemas: Mapping[str, Mapping[str, Any]], depth: int = 0
) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
        depth += 1
    if "anyOf" in schema:
        return st.one_of([values(choice, schemas, depth) for choice in schema["anyOf"]])
    if "const" in schema or "enum" in schema:
        return st.sampled_from([schema["const"]] if "const" in schema else schema["enum"])
    kinds = schema.get("type")
    if kinds is None:
        return junk
    if not isinstance(kinds, str):
        return st.one_of([values({**schema, "type": kind}, schemas, depth) for kind in as_list(kinds)])
    if kinds == "object":
        if depth > 3:
            return st.just({})
        required = schema.get("required", ())
        fields = {
            name: values(below, schemas, depth) | (st.nothing() if name in required else st.none())
            for name, below in schema.get("properties", {}).items()
        }
        own = st.fixed_dictionaries(
            {name: fields[name] for name in required},
            optional={name: field for name, field in fields.items() if name not in required},
        )
        more = st.dictionaries(st.text(max_size=4), values(schema.get("additionalProperties", {}), schemas, depth))
        return st.builds(merged, more, own)
    if kinds == "array":
        return st.lists(values(schema.get("items", {}), schemas, depth), max_size=2)
    moments = st.datetimes(timezones=st.none() | st.timezones()).map(lambda moment: moment.isoformat())
    plain: dict[str, st.SearchStrategy[Any]] = {
        "string": moments if schema.get("format") == "date-time" else st.text(max_size=8),
        "integer": st.integers(),
        "number": st.integers() | st.floats(),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return plain[kinds]


MODELS = [
    (provider, name)
    for provider in ("okta", "forgerock", "agileapps")
    for name, schema in importlib.import_module(f"idsessions_{provider}.description").SCHEMAS.items()
    if schema.get("type") == "object"
]


@pytest.mark.parametrize(("provider", "name"), MODELS)
@given(data=st.data())
@settings(max_examples=30)
def test_what_conforms_is_parsed(provider: str, name: str, data: st.DataObject) -> None:
    schemas = importlib.import_module(f"idsessions_{provider}.description").SCHEMAS
    reference = {"$ref": f"#/components/schemas/{name}"}
    value = data.draw(values(reference, schemas) | junk)
    try:
        conformed = conform(value, reference, schemas)
    except Mismatch:
        return
    model = getattr(importlib.import_module(f"idsessions_{provider}.models"), name).from_dict(conformed)
    assert repr(model)
    # Nothing is lost on the way, and a field that came is the field that goes.
    assert json.dumps(model.to_dict(), sort_keys=True) == json.dumps(conformed, sort_keys=True)
