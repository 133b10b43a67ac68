"""Writes a dict as a document, as its shape says."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final, cast

from .parser import MAX_DEPTH, Path, XmlError
from .schema import NO_SCHEMAS, UNKNOWN, Place, Property, Schema, Schemas, Shape, compile_schema

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

_MAX_BITS: Final = 1328  # the most that 400 digits hold


def dump_xml(value: Mapping[str, Any], schema: Schema | Shape, schemas: Schemas = NO_SCHEMAS) -> bytes:
    """Write a document.

    Args:
        value: The document's content, with the names of the wire.
        schema: Describes the document; has an ``xml.name``. Or its shape, from `compile_schema`.
        schemas: The targets of its references, by name; not needed with a shape.

    Returns:
        The document in UTF-8, with a declaration that says so.

    Raises:
        XmlError: A value does not have the shape that the schema says, or holds a character that XML cannot carry.
    """
    shape = compile_schema(schema, schemas)
    return (_DECLARATION + _object(shape.name, value, shape, (None, shape.name), 1)).encode()


def _element(name: str, value: object, shape: Shape, path: Path, depth: int) -> str:
    """An element; None is an empty one."""
    if depth > MAX_DEPTH:
        raise XmlError.at(path, f"deeper than {MAX_DEPTH} elements")
    if isinstance(value, Mapping):
        if not shape.allows_object:
            raise XmlError.at(path, "a mapping where a single value belongs")
        return _object(name, cast("Mapping[str, Any]", value), shape, path, depth)
    if value is None:
        return f"<{name}/>"
    if not shape.allows_value:
        raise XmlError.at(path, "a single value where a mapping belongs")
    return f"<{name}>{_text(value, path).translate(_TEXT_ESCAPES)}</{name}>"


def _object(name: str, value: Mapping[str, Any], shape: Shape, path: Path, depth: int) -> str:
    attributes: dict[str, str] = {}
    text = ""
    children: list[str] = []
    for key, content in value.items():
        if content is None:
            continue
        known = shape.properties.get(key)
        below = known or _unknown_property(key, path)
        where = (path, key)
        if below.place is Place.ATTRIBUTE:
            if below.name in attributes:
                raise XmlError.at(where, "occurs more than once")
            attributes[below.name] = f' {below.name}="{_text(content, where).translate(_ATTRIBUTE_ESCAPES)}"'
        elif below.place is Place.TEXT:
            text = _text(content, where).translate(_TEXT_ESCAPES)
        elif isinstance(content, list | tuple):
            if known is not None and not known.repeated:
                raise XmlError.at(where, "a list where a single value belongs")
            for index, item in enumerate(cast("list[Any]", content)):
                children.append(_element(below.name, item, below.shape, (where, index), depth + 1))
        elif below.repeated:
            raise XmlError.at(where, "a single value where a list belongs")
        else:
            children.append(_element(below.name, content, below.shape, where, depth + 1))
    head = f"<{name}{''.join(attributes.values())}"
    return f"{head}>{text}{''.join(children)}</{name}>" if text or children else f"{head}/>"


def _unknown_property(key: str, path: Path) -> Property:
    """The place of a key that the schema does not have."""
    if key == "#text":
        return Property(key, key, Place.TEXT, False, UNKNOWN)
    name = key.removeprefix("@")
    if not _NAME.fullmatch(name):
        raise XmlError.at(path, "an additional field whose name is not an XML name")
    return Property(key, name, Place.ELEMENT if name == key else Place.ATTRIBUTE, False, UNKNOWN)


def _text(value: object, path: Path) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() <= _MAX_BITS:
        return str(int(value))
    if isinstance(value, float) and math.isfinite(value):
        return repr(float(value))
    if not isinstance(value, str):
        raise XmlError.at(path, "not a string, a boolean or a number that XML can carry")
    if _FORBIDDEN.search(value):
        raise XmlError.at(path, "holds a character that XML 1.0 cannot carry")
    return value
