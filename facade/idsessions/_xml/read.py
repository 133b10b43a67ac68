"""Reads a document into a dict, as its shape says."""

from __future__ import annotations

import math
import re
from typing import Any, Final

from .nodes import MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, SPACE, Node, Path, XmlError, read_nodes
from .schema import NO_SCHEMAS, UNKNOWN, Place, Schema, Schemas, Shape, compile_schema

# Python's own int() and float() also read digits of other scripts, underscores, and integers of any length.
_INTEGER = re.compile(r"[+-]?[0-9]{1,400}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,400}(\.[0-9]{0,400})?|\.[0-9]{1,400})([eE][+-]?[0-9]{1,4})?")
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}

_Value = str | int | float | bool | None


def load_xml(
    body: bytes,
    schema: Schema | Shape,
    schemas: Schemas = NO_SCHEMAS,
    *,
    charset: str | None = None,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    max_elements: int = MAX_ELEMENTS,
    max_attributes: int = MAX_ATTRIBUTES,
) -> dict[str, Any]:
    """Read a document.

    Args:
        body: The whole of it.
        schema: Describes the document; has an ``xml.name``. Or its shape, from `compile_schema`.
        schemas: The targets of its references, by name; not needed with a shape.
        charset: The charset of the Content-Type; wins over the document's declaration, but not over a byte order mark
            (RFC 7303, section 3).
        max_bytes: Longer documents are refused, as are those that exceed the other limits.
        max_depth: Of elements in elements.
        max_elements: In the whole document.
        max_attributes: Of one element.

    Returns:
        The content, with the names of the wire.

    Raises:
        XmlError: It is not well-formed, has a DOCTYPE, exceeds a limit, has another document element, or holds a value
            that is not of the type that the schema says.
    """
    shape = compile_schema(schema, schemas)
    root = read_nodes(
        body,
        charset,
        max_bytes=max_bytes,
        max_depth=max_depth,
        max_elements=max_elements,
        max_attributes=max_attributes,
    )
    if root[0] != shape.name:
        raise XmlError("", f"the document element is not {shape.name!r}")
    return _read_object(root, shape, (None, shape.name))


def _read_object(node: Node, shape: Shape, path: Path) -> dict[str, Any]:
    _, attributes, children, text = node
    elements = _group_by_name(children)
    if children:
        text = text.strip(SPACE)
    value: dict[str, Any] = {}

    for below in shape.attributes:
        if (attribute := attributes.pop(below.name, None)) is not None:
            value[below.key] = _read_text(attribute, below.shape, (path, below.key))
    if shape.text is not None:
        if text:
            value[shape.text.key] = _read_text(text, shape.text.shape, (path, shape.text.key))
        text = ""
    for below in shape.elements:
        key = below.key
        if (found := elements.pop(below.name, None)) is not None:
            if below.repeated:
                value[key] = [
                    _read_element(item, below.shape, ((path, key), index)) for index, item in enumerate(found)
                ]
            elif len(found) > 1 or key in value:
                raise XmlError.at((path, key), "occurs more than once")
            elif below.shape.allows_empty or not _is_bare(found[0]):
                value[key] = _read_element(found[0], below.shape, (path, key))
        elif below.place is Place.ELEMENT_OR_TEXT and (word := text.strip(SPACE)):
            value[key] = _read_text(word, below.shape, (path, key))
            text = ""

    # What is left is unknown to the schema.
    for name, attribute in attributes.items():
        value[f"@{name}"] = attribute
    for name, found in elements.items():
        if name in shape.properties:
            raise XmlError.at((path, name), "an element where an attribute or text belongs")
        unknown = [_read_element(item, UNKNOWN, (path, name)) for item in found]
        value[name] = unknown if len(unknown) > 1 else unknown[0]
    if text.strip(SPACE):
        value["#text"] = text
    return value


def _group_by_name(nodes: list[Node]) -> dict[str, list[Node]]:
    groups: dict[str, list[Node]] = {}
    for node in nodes:
        if (group := groups.get(node[0])) is None:
            groups[node[0]] = [node]
        else:
            group.append(node)
    return groups


def _read_element(node: Node, shape: Shape, path: Path) -> Any:
    _, attributes, children, text = node
    if (attributes or children or not shape.allows_value) and shape.allows_object:
        return None if shape.allows_null and _is_bare(node) else _read_object(node, shape, path)
    if children:
        raise XmlError.at(path, "holds elements where a single value belongs")
    return _read_text(text, shape, path)


def _is_bare(node: Node) -> bool:
    _, attributes, children, text = node
    return not attributes and not children and not text.strip(SPACE)


def _read_text(text: str, shape: Shape, path: Path) -> _Value:
    word = text if shape.is_free_text else text.strip(SPACE)
    if not word and shape.allows_null:
        return None
    types = shape.types
    if "string" in types:
        return word
    if "integer" in types and _INTEGER.fullmatch(word):
        return int(word)
    if "number" in types and _NUMBER.fullmatch(word) and math.isfinite(number := float(word)):
        return number
    if "boolean" in types and word in _BOOLEANS:
        return _BOOLEANS[word]
    raise XmlError.at(path, f"not of type {' or '.join(types)}")
