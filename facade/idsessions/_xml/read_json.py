"""Reads the JSON that a server sends in place of a document into the dict that the document would be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from .._json import as_mapping
from .parser import XmlError
from .read import BOOLEANS, INTEGER
from .schema import Schema, Schemas, Shape, compile_schema


def read_json(value: object, schema: Schema | Shape, schemas: Schemas) -> dict[str, Any]:
    """Give a decoded JSON text the types of a document's schema.

    A name may begin with ``@``, as those of attributes do. An integer or a boolean may be a text, and a text a number. One
    item stands for a list of one, and a single value for an object that has a text. A value of another type stays as it
    is: the client's generated parser decides.

    Args:
        value: What was decoded: an object with the document element as its only documented member.
        schema: Describes the document; has an ``xml.name``. Or its shape, from `compile_schema`.
        schemas: The targets of its references, by name; not needed with a shape.

    Raises:
        XmlError: It has no document element.
    """
    shape = compile_schema(schema, schemas)
    document = as_mapping((as_mapping(value) or {}).get(shape.name))
    if document is None:
        raise XmlError("", f"the document element is not {shape.name!r}")
    return _object(document, shape)


def _object(members: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    known = {below.name: below for below in shape.properties.values()}
    found: dict[str, Any] = {}
    for name, content in members.items():
        below = known.get(name.removeprefix("@"))
        if below is None:
            found[name] = content
        elif below.repeated:
            items = cast("list[Any]", content) if isinstance(content, list | tuple) else [content]
            found[below.key] = [_value(item, below.shape) for item in items]
        elif below.shape.allows_empty or content not in (None, ""):
            found[below.key] = _value(content, below.shape)
    return found


def _value(content: Any, shape: Shape) -> Any:
    if content is None or (content == "" and shape.allows_null):
        return None
    if (members := as_mapping(content)) is not None and shape.allows_object:
        return _object(members, shape)
    if isinstance(content, dict | list):
        return cast("Any", content)
    if shape.text is not None:
        return {shape.text.key: _value(content, shape.text.shape)}
    text = str(content).lower() if isinstance(content, bool) else str(content)
    if "string" in shape.types:
        return text
    if "integer" in shape.types and INTEGER.fullmatch(text):
        return int(text)
    return BOOLEANS.get(text, content) if "boolean" in shape.types else content
