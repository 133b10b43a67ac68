"""Values of requests against the schemas of a document, and mismatches in words that quote no value."""

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
# What a field may be called; a token that was sent in place of a name does not look like this.
_NAME = re.compile(r"[A-Za-z_$][A-Za-z_.:-]{0,39}\d{0,2}")


class Schemas:
    """The schemas of one document; an object that lists its fields and says nothing of others has no others here."""

    def __init__(self, schemas: Mapping[str, Mapping[str, Any]]) -> None:
        self._components = {name: _closed(schema) for name, schema in schemas.items()}
        self._validators: dict[str, Draft202012Validator] = {}

    def problems(self, value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
        """What is wrong with the value, in words; ``where`` is what it is called, such as ``body``."""
        # The stubs of jsonschema type an instance as JSON whose leaves they do not know.
        errors: Iterator[ValidationError] = cast("Any", self._validator(schema)).iter_errors(value)
        for error in sorted(errors, key=lambda error: list(map(str, error.path))):
            yield from _in_words(error, where)

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The schema that a ``$ref`` to a named schema means, or the schema itself."""
        while "$ref" in schema:
            schema = self._components[schema["$ref"].rpartition("/")[2]]
        return schema

    def _validator(self, schema: Mapping[str, Any]) -> Draft202012Validator:
        # Schemas are data of a generated module: equal text, equal meaning.
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            root = {"$ref": "#/schema", "schema": _closed(schema), "components": {"schemas": self._components}}
            self._validators[key] = Draft202012Validator(root)
        return self._validators[key]


def _closed(schema: Any) -> Any:
    """The same schema, in which unknown fields are an error wherever the fields are listed."""
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
    """The value that a parameter or form field means; text that does not fit its type stays text."""
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
    """The sentence about a name that the document does not have."""
    names = sorted(known)
    near = difflib.get_close_matches(name.lower(), [each.lower() for each in names], n=1)
    meant = next((each for each in names if near and each.lower() == near[0]), None)
    hint = f"; did you mean '{meant}'?" if meant else f"; known: {', '.join(names) or 'none'}"
    return f"unknown {kind} '{_shown(name)}'{hint}"


def _shown(name: str) -> str:
    return name if _NAME.fullmatch(name) else "***"


def _in_words(error: ValidationError, where: str) -> Iterator[str]:
    place = where + "".join(f"[{part}]" if isinstance(part, int) else f".{_shown(part)}" for part in error.path)
    rule, expected = str(error.validator), cast("Any", error.validator_value)
    instance = cast("Any", error.instance)
    schema = cast("Mapping[str, Any]", error.schema)
    if rule == "required":
        missing = next(name for name in expected if error.message.startswith(repr(name)))
        yield f"{place}: missing field '{missing}'"
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
        yield f"{place}: fits none of the {len(expected)} forms that it may have, got {type_name(instance)}"
    else:
        yield f"{place}: breaks the rule {rule}: {expected!r}"


def type_name(value: Any) -> str:
    """What JSON Schema calls the value's type."""
    return "null" if value is None else _TYPE_NAMES[type(value)]
