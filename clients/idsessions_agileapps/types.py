"""Contains some shared types for properties"""

from collections.abc import Mapping, MutableMapping
from http import HTTPStatus
from typing import IO, BinaryIO, Generic, TypeVar

from attrs import define, field


def masked(value: object) -> str:
    """The repr of a secret: whether there is one, and no more."""
    return "None" if value is None else "<hidden>"


def names_only(values: Mapping[str, object]) -> str:
    """The repr of unknown fields: their names, for a value may be a secret."""
    return "<" + ", ".join(sorted(values)) + ">"


def no_text(parsed: object) -> str:
    """The repr of an answer: of its model, but of no page of text, which may repeat what was asked for."""
    return "<text>" if isinstance(parsed, str) else repr(parsed)


# The types that `httpx.Client(files=)` can accept, copied from that library.
FileContent = IO[bytes] | bytes | str
FileTypes = (
    # (filename, file (or bytes), content_type)
    tuple[str | None, FileContent, str | None]
    # (filename, file (or bytes), content_type, headers)
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


@define
class File:
    """Contains information for file uploads"""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        """Return a tuple representation that httpx will accept for multipart/form-data"""
        return self.file_name, self.payload, self.mime_type


T = TypeVar("T")


@define
class Response(Generic[T]):
    """A response from an endpoint"""

    status_code: HTTPStatus
    content: bytes = field(repr=False)
    headers: MutableMapping[str, str] = field(repr=False)
    parsed: T | None = field(repr=no_text)


__all__ = ["File", "FileTypes", "RequestFiles", "Response", "masked", "names_only"]
