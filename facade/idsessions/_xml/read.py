"""Reads a document into a dict, as its shape says. The values are made while the document is parsed."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

from .parser import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, SPACE, Path, XmlError, parse
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


class _Misfit(Exception):
    """What the schema does not allow in the element that is being read, or in its property ``key``."""

    def __init__(self, reason: str, key: str = "") -> None:
        self.reason = reason
        self.key = key


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
        XmlError: It is not well-formed, has a DOCTYPE, exceeds a limit, has another document element, or holds a value
            that is not of the type that the schema says.
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
    # Absent elements stay in the values until the end, so that a second one is noticed.
    absent: list[tuple[dict[str, Any], str]] = []

    # The handlers run for each element, so they are closures: the attributes of an object would take a tenth of the time.

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal here, value, known, leaf, attributes, mark, all_attributes
        if leaf is not None:
            child = known.get(leaf) or _unknown(leaf, known, here[1])
            if not child[1].allows_object:
                raise _Misfit("holds elements where a single value belongs")
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
            key, shape, repeated, is_text = known[name] if name in known else _unknown(name, known, here[1])
            if is_text and not attributes:
                content = text or (None if shape.allows_null else "")
            elif not opened:
                content = _read_object({}, shape, attributes, text)
            elif (content := _read_leaf(shape, repeated, attributes, text)) is _ABSENT:
                absent.append((value, key))
            leaf = None
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
            _put_again(value, key, shape, repeated, content)

    # Every element has a "<" in every encoding that is read. Where there are few, the elements need not be counted.
    start_any = start if body.count(b"<") <= max_elements else start_counted
    try:
        parse(body, charset, start_any, end, texts.append, min(max_bytes, MAX_BYTES))
    except _Misfit as misfit:
        name = "" if leaf is None else leaf.rpartition(":")[2]
        last = None if leaf is None else known.get(name, (name, UNKNOWN, False, True))
        raise XmlError.at(_path(opened, here, value, last, misfit.key), misfit.reason) from None
    for around, key in absent:
        del around[key]
    if shape.name not in document:
        raise XmlError("", f"the document element is not {shape.name!r}")
    content: dict[str, Any] = document[shape.name]
    return content


def _unknown(name: str, known: Mapping[str, Child], shape: Shape) -> Child:
    """What an element is whose name has a prefix, or is not in the schema."""
    name = name.rpartition(":")[2]
    if (child := known.get(name)) is not None:
        return child
    if name in shape.properties:
        raise _Misfit("an element where an attribute or text belongs")
    return name, UNKNOWN, False, True


def _put_again(value: dict[str, Any], key: str, shape: Shape, repeated: bool, content: Any) -> None:
    """Put an item of a list, or an element that is not the first of its name."""
    before: Any = value.get(key)
    if isinstance(before, list):
        before.append(content)  # pyright: ignore[reportUnknownMemberType]  # a list of anything
    elif repeated:
        value[key] = [content]
    elif shape is UNKNOWN:
        value[key] = [before, content]
    else:
        raise _Misfit("occurs more than once", key)


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
    if below.key in value:
        raise _Misfit("occurs more than once", below.key)
    value[below.key] = _read_text(text, below.shape, below.key)


def _read_text(text: str, shape: Shape, key: str = "") -> _Value:
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
    if "boolean" in types and word in BOOLEANS:
        return BOOLEANS[word]
    raise _Misfit(f"not of type {' or '.join(types)}", key)


def _path(opened: list[_Frame], here: Child, value: dict[str, Any], leaf: Child | None, key: str) -> Path | None:
    """The path of the element that is being read, or of its property ``key``."""
    elements = [*(frame[0] for frame in opened), here, leaf]
    values = [*(frame[1] for frame in opened), value]
    path: Path | None = None
    for element, around in zip(elements[1:], values, strict=True):
        if element is not None:
            path = (path, element[0])
            if element[2]:
                path = (path, len(around.get(element[0], ())))
    return (path, key) if key else path
