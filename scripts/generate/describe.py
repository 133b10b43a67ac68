"""Turns a document into plain Python data: what is needed at run time, without the prose.

The facade reads it to know which credential an operation takes, and to read and write XML; the emulators read it to
validate requests. No YAML is read at run time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, cast

from .document import Schema, operations, resolve
from .toolchain import GenerationError

_E = TypeVar("_E", bool, str)

_PROSE = {"title", "summary", "description", "example", "examples", "externalDocs", "deprecated"}
_HEADER = '"""{title}: its operations and schemas as data. Generated; see provenance.json."""\n\n'


def describe(document: Schema) -> str:
    """The text of a client's ``description.py``.

    Raises:
        GenerationError: An operation does not say whether it is retryable, or which limit it counts against.
    """
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


def _operation(document: Schema, method: str, path: str, item: Schema, operation: Schema) -> dict[str, Any]:
    parameters = [resolve(document, node) for node in (*item.get("parameters", ()), *operation.get("parameters", ()))]
    described: dict[str, Any] = {
        "method": method.upper(),
        "path": path.partition("#")[0],
        "retryable": _extension(operation, "x-retryable", bool),
        "bucket": _extension(operation, "x-rate-limit-bucket", str),
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


def _extension(operation: Schema, name: str, kind: type[_E]) -> _E:
    value = operation.get(name)
    if not isinstance(value, kind):
        raise GenerationError(f"{operation['operationId']}: `{name}` must be a {kind.__name__}")
    return value


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
