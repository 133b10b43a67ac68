"""What a transport is: the parts of a request go in, those of the response come out."""

from __future__ import annotations

import re
import zlib
from collections.abc import AsyncIterable, Callable, Iterator, Mapping
from typing import Any, Final, Protocol, TypeAlias, runtime_checkable

from attrs import define, field, frozen

from .._checks import is_duration
from ..errors import UsageError

RawHeaders: TypeAlias = list[tuple[bytes, bytes]]
"""Names and values of headers as they came, in their order."""

# What is asked for, and all that is undone: another coding could hide a thousand times its size, and a second layer a million.
ENCODING: Final = "gzip"
_GZIP: Final = 16 + zlib.MAX_WBITS
# Any other word is no coding: some servers name the character set there.
_OTHER_CODINGS: Final = re.compile(r",|deflate|compress|br|zstd")
# Lists of sessions shrink to a thirtieth; only what was made to harm shrinks to less than a hundredth.
_MOST_INFLATION: Final = 100
_SMALL: Final = 64 * 1024
# The longest list in parts of a quarter of a kilobyte; each part costs as much as reading thousands of bytes.
_MOST_PARTS: Final = 4096


def _check_seconds(_: object, attribute: Any, given: float) -> None:
    if not is_duration(given):
        raise UsageError(f"`timeout`: the seconds to {attribute.name} must be a finite number more than 0")


@frozen
class Timeouts:
    """How long each step of an exchange with the provider may take, in seconds. Waiting for a slot does not count.

    Args:
        connect: To connect, TLS included.
        read: Until more of the response comes. Only a deadline ends a response that keeps coming in small parts.
        write: Until more of the request is taken.
    """

    connect: float = field(default=10.0, validator=_check_seconds)
    """To connect, TLS included."""
    read: float = field(default=30.0, validator=_check_seconds)
    """Until more of the response comes. Only a deadline ends a response that keeps coming in small parts."""
    write: float = field(default=30.0, validator=_check_seconds)
    """Until more of the request is taken."""


@define(eq=False)
class Request:
    """The parts of one request. All but its method and what may be shown is secret.

    Attributes:
        method: Such as ``GET``.
        url: The absolute URL, encoded.
        headers: All headers but ``Host`` and ``Content-Length``.
        content: The body; empty for none.
        timeouts: How long each step may take.
        max_bytes: The most bytes of the body that are wanted, as they come and uncompressed.
        shown: Method, origin and path template: what a log may say.
    """

    method: str
    """Such as ``GET``."""
    url: str = field(repr=False)
    """The absolute URL, encoded."""
    headers: Mapping[str, str] = field(repr=False)
    """All headers but ``Host`` and ``Content-Length``."""
    content: bytes = field(repr=False)
    """The body; empty for none."""
    timeouts: Timeouts = field(repr=False)
    """How long each step may take."""
    max_bytes: int = field(repr=False)
    """The most bytes of the body that are wanted, as they come and uncompressed."""
    shown: str
    """Method, origin and path template: what a log may say."""


class Headers(Mapping[str, str]):
    """The headers of a response, by name in any case. Values of a name that came several times are joined by commas."""

    __slots__ = ("raw",)

    def __init__(self, raw: RawHeaders) -> None:
        self.raw: RawHeaders = raw
        """Names and values as they came."""

    def get_list(self, name: str) -> list[str]:
        """Each value of a name, for headers that cannot be joined."""
        key = name.lower().encode()
        return [_text(value) for raw, value in self.raw if raw.lower() == key]

    def __getitem__(self, name: str) -> str:
        values = self.get_list(name)
        if not values:
            raise KeyError(name)
        return values[0] if len(values) == 1 else ", ".join(values)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(_text(raw).lower() for raw, _ in self.raw))

    def __len__(self) -> int:
        return len({raw.lower() for raw, _ in self.raw})

    def __repr__(self) -> str:
        return f"<{', '.join(self)}>"


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


@define(eq=False)
class Response:
    """One response, read to its end.

    Attributes:
        raw_headers: The headers as they came.
        content: The body, uncompressed.
        problem: Why the body could not be read to its end, if it could not.
        value: What the body says; the client decodes it.
        headers: The headers, by name.
        is_success: Whether the status code is 2xx.
        discard: Closes the connection that it came on, or None. A response that is not the provider's may be followed by
            another one that nobody asked for, which the next call would take for its own.
    """

    status_code: int
    """The status code."""
    raw_headers: RawHeaders = field(repr=False)
    """The headers as they came."""
    content: bytes = field(repr=False)
    """The body, uncompressed."""
    problem: str = ""
    """Why the body could not be read to its end, if it could not."""
    value: Any = field(init=False, default=None, repr=False)
    """What the body says; the client decodes it."""
    headers: Headers = field(init=False, repr=False)
    """The headers, by name."""
    is_success: bool = field(init=False, repr=False)
    """Whether the status code is 2xx."""
    discard: Callable[[], None] | None = field(init=False, default=None, repr=False)
    """Closes the connection that it came on, or None. A response that is not the provider's may be followed by another one
    that nobody asked for, which the next call would take for its own."""

    def __attrs_post_init__(self) -> None:
        self.headers = Headers(self.raw_headers)
        self.is_success = 200 <= self.status_code < 300

    @classmethod
    async def read(
        cls, status_code: int, raw_headers: RawHeaders, parts: AsyncIterable[bytes], max_bytes: int
    ) -> Response:
        """Read a response whose body comes in parts, compressed or not, no further than it is of use.

        Args:
            status_code: The status code.
            raw_headers: The headers.
            parts: The body as it comes. It may be left before its end.
            max_bytes: `Request.max_bytes`.
        """
        body = _Body(raw_headers, max_bytes)
        iterator = aiter(parts)
        try:
            async for part in iterator:
                if body.add(part):
                    break
        finally:
            # A generator that is left in the middle would be closed at some other time, by the garbage collector.
            if (close := getattr(iterator, "aclose", None)) is not None:
                await close()
        return cls(status_code, raw_headers, bytes(body.content), body.end())

    @classmethod
    def of(cls, status_code: int, raw_headers: RawHeaders, content: bytes, max_bytes: int) -> Response:
        """A response whose body is at hand, and not compressed any more."""
        problem = _too_large(max_bytes) if len(content) > max_bytes else ""
        return cls(status_code, raw_headers, b"" if problem else content, problem)

    # The generated parser reads these.

    def json(self) -> Any:
        """The decoded body, whatever its format is."""
        return self.value

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode(errors="replace")


def _too_large(max_bytes: int) -> str:
    return f"the response is larger than {max_bytes} bytes"


class _Body:
    """A body while it is read, and uncompressed no further than the limit leaves room for."""

    def __init__(self, raw_headers: RawHeaders, max_bytes: int) -> None:
        named = next((value for name, value in raw_headers if name.lower() == b"content-encoding"), b"")
        coding = _text(named).lower()
        self.content = bytearray()
        self._is_foreign = bool(coding) and _OTHER_CODINGS.search(coding) is not None
        self._max_bytes = max_bytes
        self._received = 0
        self._parts = 0
        self._inflate = zlib.decompressobj(_GZIP) if coding in (ENCODING, f"x-{ENCODING}") else None
        self._problem = ""

    def add(self, part: bytes) -> bool:
        """Take the next part; return whether no more is wanted."""
        self._received += len(part)
        self._parts += 1
        if self._is_foreign:
            self._problem = "the response is compressed in a way that the client does not accept"
        elif self._inflate is None:
            self.content += part
        else:
            self._add_compressed(self._inflate, part)
        if max(self._received, len(self.content)) > self._max_bytes:
            self._problem = _too_large(self._max_bytes)
        elif self._parts > _MOST_PARTS:
            self._problem = f"the response comes in more than {_MOST_PARTS} parts"
        return bool(self._problem) or (self._inflate is not None and self._inflate.eof)

    def _add_compressed(self, inflate: Any, part: bytes) -> None:
        try:
            self.content += inflate.decompress(part, self._max_bytes + 1 - len(self.content))
        except zlib.error:
            self._problem = "the response is compressed, and broken"
        if len(self.content) > max(_SMALL, _MOST_INFLATION * self._received):
            self._problem = f"the response is compressed to less than a {_MOST_INFLATION}th of its size"

    def end(self) -> str:
        """Why the body cannot be read, if it cannot."""
        if not self._problem and self._received and self._inflate is not None and not self._inflate.eof:
            return "the response is compressed, and broken"
        return self._problem


@runtime_checkable
class Transport(Protocol):
    """How a client sends its requests. It waits for nothing but the network: the client bounds what is in flight."""

    async def send(self, request: Request, /) -> Response:
        """Send one request, follow no redirect, keep no cookie, and read the response with `Response.read`.

        Raises:
            TransportError: There is no response. It holds nothing of the request, also not as its cause.
        """
        ...

    async def aclose(self) -> None:
        """Close all connections; requests under way fail."""
        ...
