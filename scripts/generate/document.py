"""Reads a document: finds its operations and secrets, refuses what a generator would lose, adapts the rest to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, cast

import yaml

from .toolchain import GenerationError

_REST = ("additionalProperties", "propertyNames")
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# Between the description of an operation and that of its body; endpoint_macros.py.jinja splits the text there.
BODY_MARK = "@body: "

Schema = Mapping[str, Any]


def read(path: Path) -> dict[str, Any]:
    """The document in ``path``.

    Raises:
        GenerationError: The document cannot be read, or the generated client would lack something: an operation with
            the name of another, or the redaction of a secret.
    """
    try:
        found: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise GenerationError(f"{path}: {' '.join(str(error).split())}") from error
    document = cast(dict[str, Any], found) if isinstance(found, dict) else {}
    if not isinstance(document.get("paths"), dict):
        raise GenerationError(f"{path}: expected an OpenAPI document, with `paths`")
    if problem := next(chain(_problems_of_names(document), _problems_of_secrets(document)), None):
        raise GenerationError(f"{path}: {problem}")
    return document


def operations(document: Schema) -> Iterator[tuple[str, str, str, Schema, Schema]]:
    """Yield operationId, method, path, path item and operation of every operation in ``document``."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield item[method].get("operationId", ""), method, path, item, item[method]


def module_name(operation_id: str) -> str:
    """The name that the generator gives to the module of an operation."""
    kept = "".join(letter for letter in operation_id if letter.isidentifier() or letter.isdecimal() or letter in ". _-")
    parted = " ".join(re.split("([A-Z]?[a-z]+)", kept)) if any(letter.isupper() for letter in kept) else kept
    return "_".join(re.findall(r"[^. _-]+", parted)).lower()


def _problems_of_names(document: Schema) -> Iterator[str]:
    """The generator writes one module for all operations of a name, and says nothing about those that it drops."""
    modules: dict[str, str] = {}
    for operation_id, method, path, _, _ in operations(document):
        if not operation_id:
            yield f"{method.upper()} {path} has no operationId"
            continue
        name = module_name(operation_id)
        if name in modules:
            yield f"two operations would be the module {name}: {modules[name]} and {operation_id}"
        modules[name] = operation_id


def resolve(document: Schema, node: Schema) -> Schema:
    """Follow ``$ref`` until there is none."""
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def is_secret(document: Schema, schema: Schema) -> bool:
    """Whether a value of ``schema`` is a secret or a list of secrets."""
    schema = resolve(document, schema)
    if schema.get("format") == "password" or schema.get("x-secret"):
        return True
    parts: list[Schema] = [part for key in ("anyOf", "oneOf", "allOf") for part in schema.get(key, ())]
    if "items" in schema:
        parts.append(schema["items"])
    return any(is_secret(document, part) for part in parts if "$ref" not in part or not _is_object(document, part))


def _is_object(document: Schema, schema: Schema) -> bool:
    return resolve(document, schema).get("type") == "object"


def _problems_of_secrets(document: Schema) -> Iterator[str]:
    """`clean.redact_secrets` redacts fields of the named objects; a secret anywhere else would show in a repr."""
    for place in _exposed(document):
        yield f"the secret at {place} would not be redacted; describe its object under components/schemas"


def _exposed(document: Schema) -> Iterator[str]:
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        is_object = _is_object(document, schema)
        # A named string or list is redacted where an object has it as a field.
        yield from _exposed_in(document, schema, f"components/schemas/{name}", named=is_object, redacted=not is_object)
    for where, schema in _schemas_in_use(document, ""):
        is_argument, is_text = "parameters" in where.split("/"), resolve(document, schema).get("type") == "string"
        yield from _exposed_in(document, schema, where, redacted=is_argument or is_text)


def _schemas_in_use(node: Any, where: str) -> Iterator[tuple[str, Schema]]:
    """The schemas of bodies and parameters, wherever they are. The generator makes nothing of a response's headers."""
    if isinstance(node, list):
        for index, item in enumerate(cast("Iterable[Any]", node)):
            yield from _schemas_in_use(item, f"{where}/{index}")
    elif isinstance(node, Mapping):
        for key, value in cast(Schema, node).items():
            place = f"{where}/{key}".removeprefix("/")
            if key == "schema":
                yield place, value
            elif key not in ("headers", "schemas", "example", "examples"):
                yield from _schemas_in_use(value, place)


def _exposed_in(
    document: Schema, schema: Schema, where: str, *, named: bool = False, redacted: bool = False
) -> Iterator[str]:
    """The places of secrets in ``schema`` that show in a repr.

    Args:
        document: What ``$ref`` refers to.
        schema: Where to look.
        where: The place of ``schema``.
        named: Whether ``schema`` is an object whose fields are redacted.
        redacted: Whether a value of ``schema`` is redacted as a whole.
    """
    if "$ref" in schema:
        if not _is_object(document, schema):
            yield from _exposed_in(document, resolve(document, schema), where, redacted=redacted)
        return
    if (schema.get("format") == "password" or schema.get("x-secret")) and not redacted:
        yield where
    below: list[tuple[str, Schema, bool]] = []
    below += [(f"properties/{name}", part, named) for name, part in schema.get("properties", {}).items()]
    below += [(key, schema[key], named) for key in _REST if isinstance(schema.get(key), dict)]
    below += [("items", schema["items"], redacted)] if "items" in schema else []
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        parts: list[Schema] = schema.get(key, [])
        if key == "allOf" and len(parts) > 1:
            # The generator makes one object of them, with the fields of named objects too.
            parts = [resolve(document, part) for part in parts]
        below += [(f"{key}/{index}", part, redacted) for index, part in enumerate(parts)]
    for place, part, is_redacted in below:
        yield from _exposed_in(document, part, f"{where}/{place}", redacted=is_redacted)


def for_generator(document: Schema) -> dict[str, Any]:
    """``document`` as openapi-python-client needs it."""
    adapted: dict[str, Any] = without_null(document)
    for parameter in _parameters(adapted):
        if "description" in parameter:
            # The generator reads the description of a parameter's schema, not of the parameter.
            parameter["schema"]["description"] = parameter["description"]
    for _, _, _, _, operation in operations(adapted):
        body = resolve(adapted, operation.get("requestBody", {}))
        if "description" in body:
            # Nor does it read the description of a body.
            text = f"{operation.get('description', '')}\n\n{BODY_MARK}{body['description']}"
            cast(dict[str, Any], operation)["description"] = text
    return adapted


def _parameters(document: Schema) -> Iterator[dict[str, Any]]:
    nodes = list(document.get("components", {}).get("parameters", {}).values())
    for _, _, _, item, operation in operations(document):
        nodes += [*item.get("parameters", ()), *operation.get("parameters", ())]
    yield from (node for node in nodes if "schema" in node)


def without_null(node: Any) -> Any:
    """A copy of ``node`` in which every optional property that may be null is only optional.

    Absent and null both read as None. Given both, the generator writes a union.
    """
    if isinstance(node, list):
        return [without_null(item) for item in cast("Iterable[Any]", node)]
    if not isinstance(node, Mapping):
        return node
    plain = {key: without_null(value) for key, value in cast(Schema, node).items()}
    properties: Any = plain.get("properties")
    if plain.get("type") == "object" and isinstance(properties, dict):
        for name, schema in cast("dict[str, dict[str, Any]]", properties).items():
            if name not in plain.get("required", ()):
                _forbid_null(schema)
    return plain


def _forbid_null(schema: dict[str, Any]) -> None:
    types: Any = schema.get("type")
    if isinstance(types, list):
        rest = [kind for kind in cast("Iterable[str]", types) if kind != "null"]
        schema["type"] = rest[0] if len(rest) == 1 else rest
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if len(choices) == 1:
        del schema["anyOf"]
        schema.update(choices[0])
    elif choices:
        schema["anyOf"] = choices
