"""A row of the wire tests, the text form of requests, and the plain form of results."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from enum import Enum
from typing import Any, Generic, Protocol, Self, TypeVar, cast

import attrs
import httpx

from idsessions import SessionsError

Client = TypeVar("Client")

# What every request has, whatever the operation.
_UNRELATED_HEADERS = frozenset(
    {
        "accept-encoding",
        "connection",
        "host",
        "user-agent",
        "x-forgerock-transactionid",
    }  # The last is new for each call.
)


class Entity(Protocol):
    """A generated class."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Parse a JSON object."""
        ...


@attrs.frozen(kw_only=True)
class Row(Generic[Client]):
    """One call on the wire.

    Attributes:
        source: Where the facts of this row are documented; the values are made up.
        call: The call.
        request: Method and target, headers, an empty line, the body. All headers that depend on the operation are here;
            ``Content-Length`` only for a request without a body.
        response: Status code, headers, an empty line, the body.
        result: What the call returns, or the error that it raises, as `plain` makes it.
        error_model: The generated class of the error body, which the call does not return.
        error_body: The error body in that class, as `plain` makes it.
    """

    source: str
    call: Callable[[Client], Awaitable[object]]
    request: str
    response: str
    result: Any = None
    error_model: type[Entity] | None = None
    error_body: Mapping[str, Any] | None = None


def request_text(request: httpx.Request) -> str:
    """A request in the form of a row."""
    body = request.content.decode()
    headers = [(name.decode().lower(), value.decode()) for name, value in request.headers.raw]
    if body:
        assert headers.count(("content-length", str(len(request.content)))) == 1
        headers.remove(("content-length", str(len(request.content))))
    lines = sorted(f"{name}: {value}" for name, value in headers if name not in _UNRELATED_HEADERS)
    return "\n".join([f"{request.method} {request.url.raw_path.decode()}", *lines, "", body])


def expected_text(text: str) -> str:
    """A row's request in the form of `request_text`: without the line breaks around it, with sorted headers."""
    head, _, body = text.strip("\n").partition("\n\n")
    first, *lines = head.split("\n")
    headers = sorted(f"{name.lower()}: {value}" for name, value in (line.split(": ", 1) for line in lines))
    return "\n".join([first, *headers, "", body])


def response_of(text: str) -> httpx.Response:
    """A row's response; its body has exactly the bytes of the row."""
    head, _, body = text.strip("\n").partition("\n\n")
    status, *lines = head.split("\n")
    headers = [(name, value) for name, value in (line.split(": ", 1) for line in lines)]
    return httpx.Response(int(status), headers=headers, content=body.encode())


def plain(value: object) -> Any:
    """A result as plain values: entities and errors become dicts without the fields that are None.

    A member of an enumeration becomes ``Class.MEMBER``: a value that the document does not have stays a text.
    """
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, SessionsError):
        names = ("provider", "operation", "status", "code", "message", "request_id")
        return {"error": type(value).__name__, **{name: getattr(value, name) for name in names}}
    if attrs.has(type(value)):
        fields = {name: plain(each) for name, each in entity_fields(value) if each is not None}
        # What no documented field took: a field of a response that the document misspells ends here.
        further = plain(getattr(value, "additional_properties", {}))
        if not list(entity_fields(value)):
            return further
        return {**fields, "additional_properties": further} if further else fields
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list):
        return [plain(each) for each in cast("list[object]", value)]
    return value


def entity_fields(entity: object) -> Iterator[tuple[str, object]]:
    """The documented fields of an entity with their values."""
    for each in attrs.fields(cast("Any", type(entity))):
        if each.name != "additional_properties":
            yield each.name, getattr(entity, each.name)


def documented_fields(value: object) -> Iterator[tuple[str, bool]]:
    """Every documented field of the entities in a result, as ``Class.field``, and whether it has a value."""
    if isinstance(value, Mapping):
        value = list(cast("Mapping[object, object]", value).values())
    if isinstance(value, list):
        for each in cast("list[object]", value):
            yield from documented_fields(each)
    elif attrs.has(type(value)):
        for name, each in entity_fields(value):
            yield f"{type(value).__name__}.{name}", each is not None
            yield from documented_fields(each)
