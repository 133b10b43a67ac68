"""Reads a document into a dict, as its shape says. The values are made while the document is parsed."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

from .parser import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, SPACE, XmlError, parse
from .schema import NO_SCHEMAS, UNKNOWN, Child, Property, Schema, Schemas, Shape, compile_schema

MAX_ATTRIBUTES: Final = 64
# Of all elements together: a session document has fewer than 100.
_MAX_ALL_ATTRIBUTES: Final = 5_000

# Python's own int() and float() also read digits of other scripts, underscores, and integers of any length.
INTEGER = re.compile(r"[+-]?[0-9]{1,400}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,400}(\.[0-9]{0,400})?|\.[0-9]{1,400})([eE][+-]?[0-9]{1,4})?")
BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}

_NO_ATTRIBUTES: Final[dict[str, str]] = {}
# An empty element where the schema has no empty value.
_ABSENT: Final = object()

_Value = str | int | float | bool | None
# An element that holds others: what it is, and its value so far; then the attributes of the inner one, and where that one's
# texts begin.
_Frame = tuple[Child, dict[str, Any], dict[str, str], int]


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
        max_bytes: Longer documents are refused, as are those that exceed the other limits; at most `MAX_BYTES`.
        max_depth: Of elements in elements.
        max_elements: In the whole document.
        max_attributes: Of one element.

    Returns:
        The content, with the names of the wire.

    Raises:
        XmlError: It is not well-formed, has a DOCTYPE, exceeds a limit, or has another document element.
    """
    shape = compile_schema(schema, schemas)
    document: dict[str, Any] = {}
    # The innermost element that holds others, its value so far, and the elements that it can hold.
    here: Child = ("", UNKNOWN, False, False)
    value = document
    known: Mapping[str, Child] = {shape.name: (shape.name, shape, False, False)}
    # The elements around it; see `_Frame`.
    opened: list[_Frame] = []
    # The element that began last, until it holds others or ends; its attributes, and where its texts begin.
    leaf: str | None = None
    attributes = _NO_ATTRIBUTES
    mark = 0
    texts: list[str] = []
    elements = all_attributes = 0

    # The handlers run for each element, so they are closures: the attributes of an object would take a tenth of the time.

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal here, value, known, leaf, attributes, mark, all_attributes
        if leaf is not None:
            child = known.get(leaf) or _unknown(leaf, known)
            if not child[1].allows_object:
                child = (child[0], UNKNOWN, child[2], False)
            opened.append((here, value, attributes, mark))
            if len(opened) >= max_depth:
                raise XmlError("", f"deeper than {max_depth} elements")
            here, value, known = child, {}, child[1].children
        leaf = name
        mark = len(texts)
        if not given:
            attributes = _NO_ATTRIBUTES
            return
        all_attributes += len(given)
        if len(given) > max_attributes:
            raise XmlError("", f"an element with more than {max_attributes} attributes")
        if all_attributes > _MAX_ALL_ATTRIBUTES:
            raise XmlError("", f"more than {_MAX_ALL_ATTRIBUTES} attributes")
        attributes = {key: text for key, text in given.items() if ":" not in key and key != "xmlns"}

    def start_counted(name: str, given: dict[str, str]) -> None:
        nonlocal elements
        elements += 1
        if elements > max_elements:
            raise XmlError("", f"more than {max_elements} elements")
        start(name, given)

    def end(name: str) -> None:
        nonlocal here, value, known, leaf
        content: Any
        if leaf is not None:
            if len(texts) == mark + 1:
                text = texts.pop()
            else:
                text = "".join(texts[mark:])
                del texts[mark:]
            key, shape, repeated, is_text = known[name] if name in known else _unknown(name, known)
            if is_text and not attributes:
                content = text or (None if shape.allows_null else "")
            elif not opened:
                content = _read_object({}, shape, attributes, text)
            else:
                content = _read_leaf(shape, repeated, attributes, text)
            leaf = None
            if content is _ABSENT:
                return
        else:
            key, shape, repeated, _ = here
            _, _, own_attributes, own_mark = opened[-1]
            text = "".join(texts[own_mark:]).strip(SPACE)
            del texts[own_mark:]
            content = _read_object(value, shape, own_attributes, text)
            here, value, _, _ = opened.pop()
            known = here[1].children
        if key not in value and not repeated:
            value[key] = content
        else:
            _put_again(value, key, content)

    # Every element has a "<" in every encoding that is read. Where there are few, the elements need not be counted.
    start_any = start if body.count(b"<") <= max_elements else start_counted
    parse(body, charset, start_any, end, texts.append, min(max_bytes, MAX_BYTES))
    if shape.name not in document:
        raise XmlError("", f"the document element is not {shape.name!r}")
    content: dict[str, Any] = document[shape.name]
    return content


def _unknown(name: str, known: Mapping[str, Child]) -> Child:
    """What an element is whose name has a prefix, or is not in the schema."""
    name = name.rpartition(":")[2]
    return known.get(name) or (name, UNKNOWN, False, True)


def _put_again(value: dict[str, Any], key: str, content: Any) -> None:
    """Put an item of a list, or a value that is not the first of its name."""
    before: Any = value.get(key, _ABSENT)
    if isinstance(before, list):
        before.append(content)  # pyright: ignore[reportUnknownMemberType]  # a list of anything
    else:
        value[key] = [content] if before is _ABSENT else [before, content]


def _read_leaf(shape: Shape, repeated: bool, attributes: dict[str, str], text: str) -> Any:
    """The value of an element without child elements; `_ABSENT` if it has none."""
    is_bare = not attributes and not text.strip(SPACE)
    if is_bare and not shape.allows_empty and not repeated:
        return _ABSENT
    if not shape.allows_object or (shape.allows_value and not attributes):
        return _read_text(text, shape)
    if is_bare and shape.allows_null:
        return None
    return _read_object({}, shape, attributes, text)


def _read_object(value: dict[str, Any], shape: Shape, attributes: dict[str, str], text: str) -> dict[str, Any]:
    """Put into ``value`` what an element holds beside its child elements."""
    if attributes:
        for below in shape.attributes:
            if below.name in attributes:
                _put_own(value, below, attributes.pop(below.name))
        for name, attribute in attributes.items():
            value[f"@{name}"] = attribute
    if not text:
        return value
    if (own := shape.text) is not None:
        _put_own(value, own, text)
    elif word := text.strip(SPACE):
        if (own := shape.or_text) is not None and own.key not in value:
            _put_own(value, own, word)
        else:
            value["#text"] = text
    return value


def _put_own(value: dict[str, Any], below: Property, text: str) -> None:
    content = _read_text(text, below.shape)
    if below.key in value:
        _put_again(value, below.key, content)
    else:
        value[below.key] = content


def _read_text(text: str, shape: Shape) -> _Value:
    """The value of a text; the text itself if it is not of a type that the schema has."""
    word = text if shape.is_free_text else text.strip(SPACE)
    if not word and shape.allows_null:
        return None
    types = shape.types
    if "string" in types:
        return word
    if "integer" in types and INTEGER.fullmatch(word):
        return int(word)
    if "number" in types and _NUMBER.fullmatch(word) and math.isfinite(number := float(word)):
        return number
    return BOOLEANS.get(word, text) if "boolean" in types else text
