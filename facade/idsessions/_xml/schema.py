"""What a schema says about elements and attributes: compiled once, so that reading and writing look nothing up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, Final

from attrs import define, frozen

Schema = Mapping[str, Any]
Schemas = Mapping[str, Schema]

NO_SCHEMAS: Final[Schemas] = {}
_VALUE_TYPES: Final = ("string", "integer", "number", "boolean")
_ALL_TYPES: Final = ("object", *_VALUE_TYPES, "null")
_CACHE_SIZE: Final = 256


class Place(Enum):
    """Where a property stands in its element."""

    ELEMENT = "a child element"
    ATTRIBUTE = "an attribute"
    TEXT = "the text"
    ELEMENT_OR_TEXT = "a child element; if it is missing, the text"


@frozen
class Property:
    """A property of an object.

    Attributes:
        key: Its name in the dict.
        name: The name of its element or attribute.
        repeated: Whether it is a list, which has an element for each item.
        shape: The shape of its value; of each item, if it is repeated.
    """

    key: str
    name: str
    place: Place
    repeated: bool
    shape: Shape


# A child element: its key, its shape, whether it is repeated, and whether its text is free text. A tuple, because the reader
# takes it apart for every element.
Child = tuple[str, "Shape", bool, bool]


@define(eq=False, repr=False)
class Shape:
    """The value of an element or attribute.

    Attributes:
        name: The name of the document element; empty if the schema does not describe a document.
        types: The JSON types that are allowed; all of them if the schema does not say.
        allows_value: Whether a string, a number or a boolean is allowed.
        allows_empty: Whether an empty element is a value, and not as good as absent.
        is_free_text: Whether white space around the value belongs to it.
        properties: Those of the object by key; then the same by place.
        children: The child elements by name; each property can be read from such an element.
    """

    name: str
    types: tuple[str, ...]
    allows_object: bool
    allows_value: bool
    allows_null: bool
    allows_empty: bool
    is_free_text: bool
    properties: Mapping[str, Property] = {}
    attributes: tuple[Property, ...] = ()
    text: Property | None = None
    or_text: Property | None = None
    children: Mapping[str, Child] = {}

    def set_properties(self, properties: tuple[Property, ...]) -> None:
        """Set the properties; they come last because a schema may contain itself."""
        self.properties = {below.key: below for below in properties}
        self.attributes = tuple(below for below in properties if below.place is Place.ATTRIBUTE)
        self.text = next((below for below in properties if below.place is Place.TEXT), None)
        self.or_text = next((below for below in properties if below.place is Place.ELEMENT_OR_TEXT), None)
        self.children = {
            below.name: (below.key, below.shape, below.repeated, below.shape.is_free_text) for below in properties
        }


# By identity, because a dict has no hash. The schemas are kept, so that no other object gets their ids.
_cache: dict[tuple[int, int], tuple[Schema, Schemas, Shape]] = {}


def compile_schema(schema: Schema | Shape, schemas: Schemas) -> Shape:
    """Resolve a schema into a shape; the same objects give the same shape.

    Args:
        schema: Describes a document or an element. It must not change afterwards. A shape is returned as it is.
        schemas: The targets of its references, by name.
    """
    if isinstance(schema, Shape):
        return schema
    key = (id(schema), id(schemas))
    if (cached := _cache.get(key)) is not None:
        return cached[2]
    shape = _Compiler(schemas).compile(schema)
    if len(_cache) >= _CACHE_SIZE:
        _cache.clear()
    _cache[key] = (schema, schemas, shape)
    return shape


class _Compiler:
    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._shapes: dict[int, Shape] = {}

    def compile(self, schema: Schema) -> Shape:
        if (known := self._shapes.get(id(schema))) is not None:
            return known
        resolved = self._resolve(schema)
        types = tuple(self._types(resolved)) or _ALL_TYPES
        shape = Shape(
            name=resolved.get("xml", {}).get("name", ""),
            types=types,
            allows_object="object" in types,
            allows_value=any(kind in types for kind in _VALUE_TYPES),
            allows_null="null" in types,
            allows_empty="null" in types or "string" in types,
            is_free_text="string" in types and resolved.get("format", "password") == "password",
        )
        self._shapes[id(schema)] = shape
        shape.set_properties(tuple(self._property(key, below) for key, below in self._properties(resolved)))
        return shape

    def _resolve(self, schema: Schema) -> Schema:
        """The target of the references, with what stands beside a reference laid over it."""
        while (reference := schema.get("$ref")) is not None:
            target = self._schemas[reference.rpartition("/")[2]]
            schema = {**target, **{key: schema[key] for key in schema if key != "$ref"}}
        return schema

    def _types(self, resolved: Schema) -> Iterator[str]:
        types: str | list[str] = resolved.get("type", [])
        yield from (types,) if isinstance(types, str) else types
        for option in resolved.get("anyOf", ()):
            yield from self._types(self._resolve(option))

    def _properties(self, resolved: Schema) -> Iterable[tuple[str, Schema]]:
        """The properties of the schema itself, or of the first alternative that has any."""
        for option in (resolved, *resolved.get("anyOf", ())):
            properties: Mapping[str, Schema] = self._resolve(option).get("properties", {})
            if properties:
                return properties.items()
        return ()

    def _property(self, key: str, schema: Schema) -> Property:
        resolved = self._resolve(schema)
        repeated = "items" in resolved
        if repeated:
            schema = resolved["items"]
            resolved = self._resolve(schema)
        xml: Mapping[str, Any] = resolved.get("xml", {})
        return Property(key, xml.get("name", key), _place(xml), repeated, self.compile(schema))


def _place(xml: Mapping[str, Any]) -> Place:
    if xml.get("attribute"):
        return Place.ATTRIBUTE
    if xml.get("x-text"):
        return Place.TEXT
    return Place.ELEMENT_OR_TEXT if xml.get("x-or-text") else Place.ELEMENT


UNKNOWN: Final = _Compiler(NO_SCHEMAS).compile({})
