"""The XML bridge: dicts to XML and back, by nothing but the description that the client was generated with.

How a dict and a document correspond:

* The document element has the ``xml.name`` of the schema; a property is a child element of its name, or an attribute
  (``xml.attribute``), or the text of its element (``xml.x-text``). With ``xml.x-or-text`` it is a child element on the
  way out; on the way in, the text around it stands in for it when it is absent.
* An array is a repeated element without a wrapper. One element where the schema has an array is a list of one; two
  where it has a single value are an error, since neither can be preferred.
* A missing key, and None, are an absent element or attribute. An empty one is None where the schema allows null, else
  ``""`` where it allows a string; where it allows neither, an empty element is as good as absent.
* Text is taken as it stands. It is stripped beside child elements, and for everything that is not free text: numbers,
  booleans (``true``, ``1``, ``false``, ``0``), and strings with a format other than ``password``.
* What the schema does not know is kept: an element under its name, as text, or None when empty, or a dict, or a list
  when repeated; an attribute under ``"@name"``; text beside either under ``"#text"``. Attributes of an element that
  the schema has as a plain value are dropped: there is no place for them.
* Names are compared without their prefix. Attributes with a prefix belong to other vocabularies and are dropped.

Whether required properties are there is left to the client's own parser.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from attrs import frozen

from idsessions._xml.nodes import MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, SPACE, Node, XmlError, read_nodes

__all__ = ["XmlError", "dump_xml", "load_xml"]

Schema = Mapping[str, Any]
Schemas = Mapping[str, Schema]

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
# Everything but the Char production of XML 1.0 (https://www.w3.org/TR/xml/#charsets); lone surrogates included.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A name that the fourth and the fifth edition of XML agree on (https://www.w3.org/TR/xml/#NT-Name), without a colon;
# those that begin with "xml" are reserved.
_LETTER: Final = "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff"
_NAME = re.compile(f"(?!(?i:xml))[{_LETTER}][{_LETTER}0-9.-]*")
# A carriage return, and in attributes a tab or line feed, reach the other side only as references
# (https://www.w3.org/TR/xml/#sec-line-ends, https://www.w3.org/TR/xml/#AVNormalize).
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_TEXT_ESCAPES = str.maketrans(_ESCAPES)
_ATTRIBUTE_ESCAPES = str.maketrans(_ESCAPES | {'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})

_SINGLE: Final = frozenset({"string", "integer", "number", "boolean"})
# Python's own int() and float() also read digits of other scripts, underscores, and integers of any length.
_MAX_BITS: Final = 1328  # the most that 400 digits hold
_INTEGER = re.compile(r"[+-]?[0-9]{1,400}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,400}(\.[0-9]{0,400})?|\.[0-9]{1,400})([eE][+-]?[0-9]{1,4})?")
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}


def dump_xml(value: Mapping[str, Any], schema: Schema, schemas: Schemas) -> bytes:
    """Write a document.

    Args:
        value: The document's content, with the names of the wire.
        schema: Describes the document; has an ``xml.name``.
        schemas: What its references lead to, by name.

    Returns:
        The document in UTF-8, with a declaration that says so.

    Raises:
        XmlError: A value does not have the shape that the schema says, or holds a character that XML cannot carry.
    """
    shape = _resolve(schema, schemas)
    name: str = shape["xml"]["name"]
    return "".join((_DECLARATION, *_element(name, value, shape, schemas, name, 1))).encode()


def load_xml(
    body: bytes,
    schema: Schema,
    schemas: Schemas,
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
        schema: Describes the document; has an ``xml.name``.
        schemas: What its references lead to, by name.
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
    root = read_nodes(
        body,
        charset,
        max_bytes=max_bytes,
        max_depth=max_depth,
        max_elements=max_elements,
        max_attributes=max_attributes,
    )
    shape = _resolve(schema, schemas)
    name: str = shape["xml"]["name"]
    if root.name != name:
        raise XmlError("", f"the document element is not {name!r}")
    return _load_object(root, shape, schemas, name)


# --- the description ---------------------------------------------------------------------------------------------------


@frozen
class _Property:
    """A property of an object: its key in the dict and its name and place in the document."""

    key: str
    name: str
    schema: Schema
    xml: Mapping[str, Any]
    repeated: bool


def _resolve(schema: Schema, schemas: Schemas) -> Schema:
    """The schema behind references, with what stands beside a reference laid over it."""
    while (reference := schema.get("$ref")) is not None:
        target = schemas[reference.rpartition("/")[2]]
        schema = target if len(schema) == 1 else {**target, **{key: schema[key] for key in schema if key != "$ref"}}
    return schema


def _wire_name(schema: Schema, default: str) -> str:
    return cast("str", schema.get("xml", {}).get("name", default))


def _properties(schema: Schema, schemas: Schemas) -> Iterator[_Property]:
    for key, below in schema.get("properties", {}).items():
        shape = _resolve(below, schemas)
        repeated = "items" in shape
        if repeated:
            shape = _resolve(shape["items"], schemas)
        yield _Property(key, _wire_name(shape, key), shape, shape.get("xml", {}), repeated)


def _types(schema: Schema, schemas: Schemas) -> tuple[str, ...]:
    """The JSON types that a schema allows; empty if it does not say."""
    types: str | list[str] = schema.get("type", [])
    found = (types,) if isinstance(types, str) else tuple(types)
    for option in schema.get("anyOf", ()):
        found += _types(_resolve(option, schemas), schemas)
    return found


def _object_schema(schema: Schema, schemas: Schemas) -> Schema | None:
    """The schema itself, or that of its alternatives, which describes an object."""
    options = (_resolve(option, schemas) for option in (schema, *schema.get("anyOf", ())))
    return next((option for option in options if "properties" in option), None)


# --- out ---------------------------------------------------------------------------------------------------------------


def _element(name: str, value: Any, schema: Schema, schemas: Schemas, path: str, depth: int) -> Iterator[str]:
    """The pieces of one element; None is an empty one."""
    if depth > MAX_DEPTH:
        raise XmlError(path, f"deeper than {MAX_DEPTH} elements")
    types = _types(schema, schemas)
    if isinstance(value, Mapping):
        if types and "object" not in types:
            raise XmlError(path, "a mapping where a single value belongs")
        shape = _object_schema(schema, schemas) or {}
        yield from _object(name, cast("Mapping[str, Any]", value), shape, schemas, path, depth)
    elif value is None:
        yield f"<{name}/>"
    elif types and _SINGLE.isdisjoint(types):
        raise XmlError(path, "a single value where a mapping belongs")
    else:
        yield f"<{name}>{_text(value, path).translate(_TEXT_ESCAPES)}</{name}>"


def _object(
    name: str, value: Mapping[str, Any], schema: Schema, schemas: Schemas, path: str, depth: int
) -> Iterator[str]:
    attributes: dict[str, str] = {}
    text = ""
    children: list[str] = []
    known = {below.key: below for below in _properties(schema, schemas)}
    for key, content in value.items():
        if content is None:
            continue
        below = known.get(key) or _unknown(key, path)
        where = f"{path}/{key}"
        if below.xml.get("attribute"):
            if below.name in attributes:
                raise XmlError(where, "stands more than once")
            attributes[below.name] = f' {below.name}="{_text(content, where).translate(_ATTRIBUTE_ESCAPES)}"'
        elif below.xml.get("x-text"):
            text = _text(content, where).translate(_TEXT_ESCAPES)
        elif isinstance(content, list | tuple):
            if key in known and not below.repeated:
                raise XmlError(where, "a list where a single value belongs")
            for index, item in enumerate(cast("list[Any]", content)):
                children.extend(_element(below.name, item, below.schema, schemas, f"{where}[{index}]", depth + 1))
        elif below.repeated:
            raise XmlError(where, "a single value where a list belongs")
        else:
            children.extend(_element(below.name, content, below.schema, schemas, where, depth + 1))
    if text or children:
        yield from (f"<{name}", *attributes.values(), ">", text, *children, f"</{name}>")
    else:
        yield from (f"<{name}", *attributes.values(), "/>")


def _unknown(key: str, path: str) -> _Property:
    """Where a key goes that the schema does not have."""
    if key == "#text":
        return _Property(key, key, {}, {"x-text": True}, False)
    name = key.removeprefix("@")
    if not _NAME.fullmatch(name):
        raise XmlError(path, "an additional field whose name is not an XML name")
    return _Property(key, name, {}, {"attribute": name != key}, False)


def _text(value: object, path: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() <= _MAX_BITS:
        return str(int(value))
    if isinstance(value, float) and math.isfinite(value):
        return repr(float(value))
    if not isinstance(value, str):
        raise XmlError(path, "not a string, a boolean or a number that XML can carry")
    if _FORBIDDEN.search(value):
        raise XmlError(path, "holds a character that XML 1.0 cannot carry")
    return value


# --- in ----------------------------------------------------------------------------------------------------------------


def _load_object(node: Node, schema: Schema, schemas: Schemas, path: str) -> dict[str, Any]:
    value: dict[str, Any] = {}
    attributes = dict(node.attributes)
    elements: dict[str, list[Node]] = {}
    for child in node.children:
        elements.setdefault(child.name, []).append(child)
    text = node.text.strip(SPACE) if node.children else node.text

    for below in _properties(schema, schemas):
        where = f"{path}/{below.key}"
        if below.xml.get("attribute"):
            if (attribute := attributes.pop(below.name, None)) is not None:
                value[below.key] = _load_text(attribute, below.schema, schemas, where)
        elif below.xml.get("x-text"):
            if text:
                value[below.key] = _load_text(text, below.schema, schemas, where)
            text = ""
        elif found := elements.pop(below.name, None):
            if below.repeated:
                items = enumerate(found)
                value[below.key] = [_load(item, below.schema, schemas, f"{where}[{index}]") for index, item in items]
            elif len(found) > 1:
                raise XmlError(where, "stands more than once")
            elif not found[0].is_bare or _may_be_empty(_types(below.schema, schemas)):
                value[below.key] = _load(found[0], below.schema, schemas, where)
        elif below.xml.get("x-or-text") and (word := text.strip(SPACE)):
            value[below.key] = _load_text(word, below.schema, schemas, where)
            text = ""

    value.update({f"@{name}": attribute for name, attribute in attributes.items()})
    for name, nodes in elements.items():
        if name in schema.get("properties", {}):
            raise XmlError(f"{path}/{name}", "an element where an attribute or text belongs")
        unknown = [_load(item, {}, schemas, f"{path}/{name}") for item in nodes]
        value[name] = unknown if len(unknown) > 1 else unknown[0]
    if text.strip(SPACE):
        value["#text"] = text
    return value


def _load(node: Node, schema: Schema, schemas: Schemas, path: str) -> Any:
    """The value of one element."""
    types = _types(schema, schemas)
    if not types:
        return _load_object(node, {}, {}, path) if node.children or node.attributes else (node.text or None)
    if "object" in types and (node.children or node.attributes or _SINGLE.isdisjoint(types)):
        shape = _object_schema(schema, schemas) or {}
        return None if node.is_bare and "null" in types else _load_object(node, shape, schemas, path)
    if node.children:
        raise XmlError(path, "holds elements where a single value belongs")
    return _load_text(node.text, schema, schemas, path)


def _may_be_empty(types: tuple[str, ...]) -> bool:
    return not types or "null" in types or "string" in types


def _load_text(text: str, schema: Schema, schemas: Schemas, path: str) -> str | int | float | bool | None:
    """The value that a text stands for."""
    types = _types(schema, schemas)
    is_free = "string" in types and schema.get("format", "password") == "password"
    word = text if is_free or not types else text.strip(SPACE)
    if not word and (not types or "null" in types):
        return None
    if not types or "string" in types:
        return word
    if "integer" in types and _INTEGER.fullmatch(word):
        return int(word)
    if "number" in types and _NUMBER.fullmatch(word) and math.isfinite(number := float(word)):
        return number
    if "boolean" in types and word in _BOOLEANS:
        return _BOOLEANS[word]
    raise XmlError(path, f"not of type {' or '.join(types)}")
