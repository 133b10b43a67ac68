"""Validates values against the schemas of a document and describes mismatches without quoting the value."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

_TYPE_NAMES: dict[type, str] = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
}
# A field's name looks like this; a token that was sent in place of a name does not.
_NAME = re.compile(r"[A-Za-z_$][A-Za-z_.:-]{0,39}\d{0,2}")


class Schemas:
    """The schemas of one document.

    Args:
        schemas: By name.
        closed: Whether a field that an object does not list is a mismatch, unless the schema allows further fields.
    """

    def __init__(self, schemas: Mapping[str, Mapping[str, Any]], *, closed: bool = True) -> None:
        self._prepare = _closed if closed else _unchanged
        self._components = {name: self._prepare(schema) for name, schema in schemas.items()}
        self._validators: dict[str, Draft202012Validator] = {}

    def problems(self, value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
        """Describe what is wrong with the value; ``where`` is its name, such as ``body``."""
        for error in sorted(self.errors(value, schema), key=lambda error: list(map(str, error.path))):
            yield from _describe(error, where)

    def errors(self, value: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
        """The mismatches as the validator reports them."""
        # The stubs of jsonschema type an instance as JSON whose leaves they do not know.
        yield from cast("Any", self._validator(schema)).iter_errors(value)

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The named schema that a ``$ref`` points to, or the schema itself."""
        while "$ref" in schema:
            schema = self._components[schema["$ref"].rpartition("/")[2]]
        return schema

    def _validator(self, schema: Mapping[str, Any]) -> Draft202012Validator:
        # Schemas are plain data: equal text is an equal schema.
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            root = {"$ref": "#/schema", "schema": self._prepare(schema), "components": {"schemas": self._components}}
            self._validators[key] = Draft202012Validator(root)
        return self._validators[key]


def _unchanged(schema: Any) -> Any:
    return schema


def _closed(schema: Any) -> Any:
    """The same schema, with unknown fields as an error wherever fields are listed."""
    if not isinstance(schema, Mapping):
        return schema
    closed = dict(cast("Mapping[str, Any]", schema))
    for key, value in closed.items():
        if key in ("items", "additionalProperties"):
            closed[key] = _closed(value)
        elif key in ("properties", "patternProperties"):
            closed[key] = {name: _closed(each) for name, each in value.items()}
        elif key in ("anyOf", "oneOf"):
            closed[key] = [_closed(each) for each in value]
    if "properties" in closed and not closed.keys() & {"additionalProperties", "patternProperties"}:
        closed["additionalProperties"] = False
    return closed


def from_text(values: Sequence[str], schema: Mapping[str, Any]) -> Any:
    """The value of a parameter or form field; text that does not fit its type stays text."""
    types = schema.get("type", "string")
    wanted: list[str] = [types] if isinstance(types, str) else list(types)
    if "array" in wanted:
        return [from_text([value], schema.get("items", {})) for value in values]
    text = values[0]
    if "boolean" in wanted and text in ("true", "false"):
        return text == "true"
    for kind, read in (("integer", int), ("number", float)):
        if kind in wanted:
            try:
                return read(text)
            except ValueError:
                continue
    return text


def unknown_name(name: str, known: Iterable[str], kind: str) -> str:
    """Describe a name that the document does not have, with the most similar known name."""
    names = sorted(known)
    near = difflib.get_close_matches(name.lower(), [each.lower() for each in names], n=1)
    meant = next((each for each in names if near and each.lower() == near[0]), None)
    hint = f"; did you mean '{meant}'?" if meant else f"; known: {', '.join(names) or 'none'}"
    return f"unknown {kind} '{_shown(name)}'{hint}"


def _shown(name: str) -> str:
    return name if _NAME.fullmatch(name) else "***"


def _describe(error: ValidationError, where: str) -> Iterator[str]:
    place = where + "".join(f"[{part}]" if isinstance(part, int) else f".{_shown(part)}" for part in error.path)
    rule, expected = str(error.validator), cast("Any", error.validator_value)
    instance = cast("Any", error.instance)
    schema = cast("Mapping[str, Any]", error.schema)
    if rule == "required":
        yield f"{place}: missing field '{missing_field(error)}'"
    elif rule == "additionalProperties" and expected is False:
        known = schema["properties"]
        for name in instance:
            if name not in known:
                yield f"{place}: {unknown_name(name, known, 'field')}"
    elif rule == "type":
        wanted = expected if isinstance(expected, str) else " or ".join(expected)
        yield f"{place}: expected {wanted}, got {type_name(instance)}"
    elif rule == "enum":
        yield f"{place}: expected one of {', '.join(map(repr, expected))}"
    elif rule == "const":
        yield f"{place}: expected {expected!r}"
    elif rule in ("anyOf", "oneOf"):
        yield f"{place}: expected one of {len(expected)} forms, got {type_name(instance)}"
    else:
        yield f"{place}: expected {rule} {expected!r}"


def missing_field(error: ValidationError) -> str:
    """The field that an error of the rule ``required`` is about; the validator names it only in its message."""
    names = cast("list[str]", error.validator_value)
    return next(name for name in names if error.message.startswith(repr(name)))


def type_name(value: Any) -> str:
    """The name of the value's type in JSON Schema."""
    return "null" if value is None else _TYPE_NAMES[type(value)]
