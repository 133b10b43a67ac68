"""What the core knows of each operation, compiled once from the description that is generated beside the client."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import repeat
from typing import Any, Final
from urllib.parse import unquote

from attrs import field, frozen

from .._json import as_list, as_mapping

Schema = Mapping[str, Any]
JSON, XML, FORM = "application/json", "application/xml", "application/x-www-form-urlencoded"

Body = tuple[str, Schema] | None
# In bytes. An entity has a few kilobytes; a thousand sessions of a user have less than a megabyte.
_LONGEST_ENTITY: Final = 256 * 1024
_LONGEST_LIST: Final = 1024 * 1024


@frozen(eq=False)
class Operation:
    """One operation of a document.

    Attributes:
        id: The document's operationId, such as ``getSession``.
        path: The path template. It holds no value, so it can be shown.
        security: The alternatives: each names a scheme and its scopes; an empty one means that no credential is needed.
        parameters: The parameters, as the document has them.
        request: Media type and schema of the request body, or None.
        responses: The documented bodies, by status code and media type.
        successes: The documented success status codes, each with its media type and schema, or None without a body.
        accept: The media type to ask for.
        schemas: What references in schemas lead to, by name.
        retryable: Whether it may be sent again when it is not known whether the first time counted.
        bucket: The rate-limit bucket that it counts against.
        max_bytes: The longest body that is read: it fits what the operation can return many times over.
    """

    id: str
    path: str
    security: list[Mapping[str, list[str]]] = field(repr=False)
    parameters: list[Mapping[str, Any]] = field(repr=False)
    request: Body = field(repr=False)
    responses: Mapping[str, Mapping[str, Schema]] = field(repr=False)
    successes: Mapping[int, Body] = field(repr=False)
    accept: str = field(repr=False)
    schemas: Mapping[str, Schema] = field(repr=False)
    retryable: bool
    bucket: str = field(repr=False)
    max_bytes: int = field(repr=False)

    @classmethod
    def compiled(cls, name: str, description: Mapping[str, Any], schemas: Mapping[str, Schema]) -> Operation:
        """The operation that ``description``, an entry of a generated ``description.py``, describes."""
        content: Mapping[str, Schema] = description.get("request", {}).get("content", {})
        responses: Mapping[str, Mapping[str, Schema]] = description.get("responses", {})
        successes = {
            int(status): next(iter(bodies.items()), None)
            for status, bodies in responses.items()
            if status.startswith("2")
        }
        bodies = [body[1] for body in successes.values() if body]
        # Where a success has no body, the media type of the errors says which version is asked for.
        media = [
            *(body[0] for body in successes.values() if body),
            *(kind for body in responses.values() for kind in body),
        ]
        return cls(
            id=name,
            path=description.get("path", ""),
            security=description["security"] or [{}],
            parameters=description.get("parameters", []),
            request=next(iter(content.items()), None),
            responses=responses,
            successes=successes,
            accept=next(iter(media), JSON),
            schemas=schemas,
            retryable=description.get("retryable", False),
            bucket=description.get("bucket", ""),
            max_bytes=_LONGEST_LIST if any(map(_holds_objects, bodies, repeat(schemas))) else _LONGEST_ENTITY,
        )

    def secrets(self, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: Any) -> set[str]:
        """Every secret of a request besides its credential: what an error text must not repeat."""
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.path)) + "$"
        match = re.search(pattern, path)
        in_path = {name: unquote(value) for name, value in (match.groupdict() if match else {}).items()}
        places: Mapping[str, Mapping[str, str]] = {"path": in_path, "query": query, "header": headers}
        found = {
            value
            for parameter in self.parameters
            if is_secret(parameter["schema"])
            and (value := places.get(parameter["in"], {}).get(parameter["name"])) is not None
        }
        if self.request is not None and body is not None:
            found.update(_secret_values(body, self.request[1], self.schemas))
        return found


@frozen
class Description:
    """A provider's operations, by the name that the generated code gives them."""

    by_name: Mapping[str, Operation]

    @classmethod
    def of(cls, operations: Mapping[str, Mapping[str, Any]], schemas: Mapping[str, Schema]) -> Description:
        """Compile a generated description: the operations by operationId, and what their references lead to."""
        return cls({snake_case(name): Operation.compiled(name, entry, schemas) for name, entry in operations.items()})


def snake_case(name: str) -> str:
    """``refreshCurrentSession`` as the generated code spells it: ``refresh_current_session``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def resolve(schema: Schema, schemas: Mapping[str, Schema]) -> Schema:
    """The schema behind a ``$ref``."""
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    return schema


def is_secret(schema: Schema) -> bool:
    """Whether the document marks a value of ``schema`` as a secret."""
    return schema.get("format") == "password" or bool(schema.get("x-secret"))


def _holds_objects(schema: Schema, schemas: Mapping[str, Schema]) -> bool:
    """Whether ``schema`` is a list of objects, or has a property that is."""
    schema = resolve(schema, schemas)
    listed = [resolve(entry, schemas) for entry in (schema, *schema.get("properties", {}).values())]
    return any("properties" in resolve(entry["items"], schemas) for entry in listed if "items" in entry)


def _secret_values(value: Any, schema: Schema, schemas: Mapping[str, Schema]) -> set[str]:
    schema = resolve(schema, schemas)
    if is_secret(schema):
        return {value} if isinstance(value, str) else set()
    if (entries := as_mapping(value)) is not None:
        properties: Mapping[str, Schema] = schema.get("properties", {})
        rest = as_mapping(schema.get("additionalProperties")) or {}
        return {
            found
            for name, entry in entries.items()
            for found in _secret_values(entry, properties.get(name, rest), schemas)
        }
    return {found for item in as_list(value) for found in _secret_values(item, schema.get("items", {}), schemas)}
