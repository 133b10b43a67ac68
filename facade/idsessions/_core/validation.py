"""Checks what a provider sent against its description, before the generated parser sees it.

The parser converts little and checks less: a missing field is a bare KeyError, a value of another type passes. Here
both are one error that names the field and never the value, and every time becomes UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .operations import Schema, as_mapping, resolve


class Mismatch(Exception):
    """A value is not what its schema says; the text names the field and what was expected."""

    def __init__(self, path: str, expected: str) -> None:
        super().__init__(f"{path or 'the body'} is not {expected}")


def conform(value: Any, schema: Schema, schemas: Mapping[str, Schema], path: str = "") -> Any:
    """Return ``value`` as ``schema`` describes it, with every date-time in UTC.

    An optional field that is null counts as absent. Fields that the schema does not list are kept as they are.

    Raises:
        Mismatch: A field is missing, or of another type.
    """
    schema = resolve(schema, schemas)
    if "anyOf" in schema:
        return _any_of(value, schema["anyOf"], schemas, path)
    kinds = schema.get("type")
    if kinds is None:
        return value
    for kind in [kinds] if isinstance(kinds, str) else kinds:
        if _is(kind, value):
            return _convert(kind, value, schema, schemas, path)
    raise Mismatch(path, _WORDS[kinds] if isinstance(kinds, str) else " or ".join(_WORDS[kind] for kind in kinds))


_WORDS = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def _is(kind: str, value: Any) -> bool:
    match kind:
        case "object":
            return isinstance(value, Mapping)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case _:
            return value is None


def _convert(kind: str, value: Any, schema: Schema, schemas: Mapping[str, Schema], path: str) -> Any:
    if kind == "object":
        return _object(value, schema, schemas, path)
    if kind == "array":
        items = schema.get("items", {})
        return [conform(item, items, schemas, f"{path}[{index}]") for index, item in enumerate(value)]
    if "enum" in schema and value not in schema["enum"]:
        raise Mismatch(path, "one of the values that the description lists")
    if "const" in schema and value != schema["const"]:
        raise Mismatch(path, "the one value that the description allows")
    if kind == "string" and schema.get("format") == "date-time":
        return _in_utc(value, path)
    return value


def _object(value: Mapping[str, Any], schema: Schema, schemas: Mapping[str, Schema], path: str) -> dict[str, Any]:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    required: list[str] = schema.get("required", [])
    rest = as_mapping(schema.get("additionalProperties")) or {}
    conformed: dict[str, Any] = {}
    for name, entry in value.items():
        where = f"{path}.{name}" if path else name
        if name not in properties:
            # The name of an unlisted field can itself be a secret: a session handle, for one.
            conformed[name] = conform(entry, rest, schemas, f"{path or 'the body'}: an unlisted field")
        elif entry is None and name not in required:
            continue
        else:
            conformed[name] = conform(entry, properties[name], schemas, where)
    for name in required:
        if name not in conformed:
            raise Mismatch(f"{path}.{name}" if path else name, "there")
    return conformed


def _any_of(value: Any, choices: list[Schema], schemas: Mapping[str, Schema], path: str) -> Any:
    for choice in choices[:-1]:
        try:
            return conform(value, choice, schemas, path)
        except Mismatch:
            continue
    return conform(value, choices[-1], schemas, path)


def _in_utc(text: str, path: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
        # No provider means a local time of its own when it leaves out the zone.
        return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)).isoformat()
    except (ValueError, OverflowError):
        pass
    raise Mismatch(path, "a date and time")
