"""Turns a document into plain Python data: what the run time must know of it, without the prose.

The facade reads it to know which credential an operation takes, to check what it receives, and to read and write XML;
the emulators read it to check what they are sent. No YAML is read at run time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PROSE = {"title", "summary", "description", "example", "examples", "externalDocs", "deprecated"}
_HEADER = '"""{title}: its operations and schemas as data. Generated; see provenance.json."""\n\n'

Schema = Mapping[str, Any]


def operations(document: Schema) -> Iterator[tuple[str, str, str, Schema, Schema]]:
    """Yield operationId, method, path, path item and operation of every operation in ``document``."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield item[method]["operationId"], method, path, item, item[method]


def resolve(document: Schema, node: Schema) -> Schema:
    """Follow ``$ref`` until there is none."""
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def is_secret(document: Schema, schema: Schema) -> bool:
    """Whether a value of ``schema`` is, or holds directly, a secret."""
    schema = resolve(document, schema)
    if schema.get("format") == "password" or schema.get("x-secret"):
        return True
    parts: list[Schema] = [part for key in ("anyOf", "oneOf", "allOf") for part in schema.get(key, ())]
    if "items" in schema:
        parts.append(schema["items"])
    return any(is_secret(document, part) for part in parts if "$ref" not in part or not _is_object(document, part))


def _is_object(document: Schema, schema: Schema) -> bool:
    return resolve(document, schema).get("type") == "object"


def describe(document: Schema) -> str:
    """The text of a client's ``description.py``."""
    described = {
        operation_id: _operation(document, method, path, item, operation)
        for operation_id, method, path, item, operation in operations(document)
    }
    schemas = {name: _bare(schema) for name, schema in document["components"]["schemas"].items()}
    return (
        _HEADER.format(title=document["info"]["title"])
        + "from typing import Any, Final\n\n"
        + f"OPERATIONS: Final[dict[str, dict[str, Any]]] = {described!r}\n"
        + f"SCHEMAS: Final[dict[str, dict[str, Any]]] = {schemas!r}\n"
    )


def without_null(node: Any) -> Any:
    """``node`` with every optional property that may be null only optional.

    Absent and null both read as None. Told of both, the generator writes a union, and for a union its parser lets
    values of any type pass.
    """
    if isinstance(node, list):
        return [without_null(item) for item in cast("Iterable[Any]", node)]
    if not isinstance(node, Mapping):
        return node
    plain = {key: without_null(value) for key, value in cast(Schema, node).items()}
    properties: Any = plain.get("properties")
    if plain.get("type") == "object" and isinstance(properties, dict):
        for name, schema in cast("dict[str, dict[str, Any]]", properties).items():
            types: Any = schema.get("type")
            if name not in plain.get("required", ()) and isinstance(types, list):
                rest = [kind for kind in cast("Iterable[str]", types) if kind != "null"]
                schema["type"] = rest[0] if len(rest) == 1 else rest
    return plain


def _operation(document: Schema, method: str, path: str, item: Schema, operation: Schema) -> dict[str, Any]:
    parameters = [resolve(document, node) for node in (*item.get("parameters", ()), *operation.get("parameters", ()))]
    described: dict[str, Any] = {
        "method": method.upper(),
        "path": path.partition("#")[0],
        "security": operation.get("security", document.get("security", [])),
        "parameters": [
            {
                "name": parameter["name"],
                "in": parameter["in"],
                "required": parameter.get("required", False),
                "schema": _bare(parameter["schema"]),
            }
            for parameter in parameters
        ],
        "responses": {
            status: _content(resolve(document, response)) for status, response in operation["responses"].items()
        },
    }
    if "requestBody" in operation:
        body = resolve(document, operation["requestBody"])
        described["request"] = {"required": body.get("required", False), "content": _content(body)}
    return described


def _content(node: Schema) -> dict[str, Any]:
    return {media: _bare(content.get("schema", {})) for media, content in node.get("content", {}).items()}


def _bare(node: Any, *, named: bool = False) -> Any:
    """``node`` without its prose; below ``properties`` the keys are names, which are kept whatever they are."""
    if isinstance(node, Mapping):
        return {
            key: _bare(value, named=key in ("properties", "patternProperties", "$defs") and not named)
            for key, value in cast(Schema, node).items()
            if named or key not in _PROSE
        }
    if isinstance(node, list):
        return [_bare(item) for item in cast("Iterable[Any]", node)]
    return node
