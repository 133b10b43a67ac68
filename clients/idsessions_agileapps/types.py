"""Contains some shared types for properties"""

from collections.abc import Awaitable, Mapping
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Generic, Protocol, TypeVar

from attrs import define, field

if TYPE_CHECKING:

    class OtherValue(str):
        """A value that the document does not name. When the program runs, it is a plain string."""

else:
    OtherValue = str


def redacted(value: object) -> str:
    """The repr of a secret: only whether there is a value."""
    return "None" if value is None else "<hidden>"


def names_only(values: Mapping[str, object]) -> str:
    """The repr of undocumented fields: their names, because a value can be a secret."""
    return "<" + ", ".join(sorted(values)) + ">"


def no_text(parsed: object) -> str:
    """The repr of what was parsed: a model shows itself; a page of text is left out, because it can repeat a secret."""
    return "<text>" if isinstance(parsed, str) else repr(parsed)


class HttpResponse(Protocol):
    """What an endpoint function reads of a response. `httpx.Response` fits."""

    @property
    def status_code(self) -> int: ...

    @property
    def content(self) -> bytes: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def text(self) -> str: ...

    def json(self) -> Any: ...


class HttpClient(Protocol):
    """What an endpoint function sends its request with. `httpx.AsyncClient` fits."""

    def request(self, *args: Any, **kwargs: Any) -> Awaitable[HttpResponse]: ...


class Caller(Protocol):
    """What an endpoint function takes as ``client``. `Client` and `AuthenticatedClient` fit, and your own class can."""

    @property
    def raise_on_unexpected_status(self) -> bool: ...

    def get_async_httpx_client(self) -> HttpClient: ...


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

    status_code: int
    content: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    parsed: T | None = field(repr=no_text)


__all__ = [
    "Caller",
    "File",
    "FileTypes",
    "HttpClient",
    "HttpResponse",
    "RequestFiles",
    "Response",
    "names_only",
    "no_text",
    "redacted",
]
