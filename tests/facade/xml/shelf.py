"""Schemas that use everything the XML room knows, a login document, and a check of values against schemas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import jsonschema

from idsessions._xml import load_xml

SHELF: dict[str, dict[str, Any]] = {
    "Shelf": {
        "type": "object",
        "xml": {"name": "shelf"},
        "properties": {
            "place": {"type": "string"},
            "note": {"type": ["string", "null"]},
            "size": {"type": "integer"},
            "weight": {"type": ["number", "null"]},
            "open": {"type": "boolean"},
            "since": {"type": ["string", "null"], "format": "date-time"},
            "kind": {"anyOf": [{"$ref": "#/components/schemas/Kind"}, {"type": "string"}]},
            "height": {"type": "integer", "xml": {"attribute": True}},
            "label": {"type": "string", "xml": {"name": "Label", "attribute": True}},
            "tags": {"type": "array", "items": {"type": ["string", "null"], "xml": {"name": "tag"}}},
            "counts": {"type": "array", "items": {"type": "integer"}},
            "books": {"type": "array", "items": {"$ref": "#/components/schemas/Book"}},
            "best": {"$ref": "#/components/schemas/Book"},
            "worst": {"anyOf": [{"$ref": "#/components/schemas/Book"}, {"type": "null"}]},
            "state": {"$ref": "#/components/schemas/State"},
            "extra": {"type": "object"},
        },
    },
    "Kind": {"type": "string", "enum": ["wood", "steel"]},
    "Book": {
        "type": "object",
        "properties": {
            "title": {"type": "string", "xml": {"x-text": True}},
            "lent": {"type": ["boolean", "null"], "xml": {"attribute": True}},
            "href": {"type": "string", "xml": {"attribute": True}},
        },
    },
    "State": {
        "type": "object",
        "properties": {
            "code": {"type": "integer", "xml": {"x-or-text": True}},
            "description": {"type": ["string", "null"]},
        },
    },
}


def load_shelf(inner: str, attributes: str = "") -> dict[str, Any]:
    return load_xml(f"<shelf{attributes}>{inner}</shelf>".encode(), SHELF["Shelf"], SHELF)


def without_required(schema: Any) -> Any:
    """The same schema without ``required``, which the client's parser checks."""
    if isinstance(schema, dict):
        members = cast("dict[str, Any]", schema)
        return {key: without_required(below) for key, below in members.items() if key != "required"}
    if isinstance(schema, list):
        return [without_required(below) for below in cast("Sequence[Any]", schema)]
    return schema


def assert_types(value: dict[str, Any], name: str, schemas: dict[str, dict[str, Any]]) -> None:
    """Fail unless all of the value has the types that the schema says."""
    root = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": without_required(schemas)}}
    jsonschema.Draft202012Validator(root).validate(value)  # pyright: ignore[reportUnknownMemberType]  # untyped there


# A response as AgileApps writes it; MESSAGE stands for the code.
LOGIN = """\
<platform>
  <login>
    <userId>u-77</userId>
    <email>ada@tenant.example</email>
    <userName>ada@tenant.example</userName>
    <firstName>Ada</firstName>
    <isForceChangePassword>true</isForceChangePassword>
    <lastName>Ö&apos;Neil &amp; S&#246;hne</lastName>
    <organizationName><![CDATA[Tenant <One>]]></organizationName>
    <timeZone>12</timeZone>
    <employeeNumber></employeeNumber>
    <sessionId>s-1</sessionId>
    <cookieString>JSESSIONID=s-1; route=a</cookieString>
    <startingAppId type="" uri="https://tenant.example/networking/rest/application/a1" displayValue="">a1</startingAppId>
    <userDateFormat>MM/dd/yyyy</userDateFormat>
    <somethingNew>kept</somethingNew>
  </login>
  <message>
    MESSAGE
    <description>Success</description>
  </message>
</platform>
"""
