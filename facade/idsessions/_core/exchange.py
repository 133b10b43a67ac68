"""One exchange: a request goes out over httpx; its response is read to the end, within bounds, and decoded."""

from __future__ import annotations

import html
import json
import re
import zlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Final

import httpx
from attrs import define, field

from .._redact import shown_request
from .._xml import XmlError, load_xml
from .operations import JSON, XML, Body, Operation
from .request import ENCODING

# Session documents have a few kilobytes; this is for the list of a user's sessions, and against compressed bombs.
MAX_BODY: Final = 8 * 1024 * 1024
LOGIN_PAGE: Final = "the response is a login page"
EMPTY: Final = "the response is empty"
# A field for a password, or a title, heading or form that speaks of logging in; looked for where a page begins.
_LOGIN_FORM: Final = re.compile(
    rb"<input\b[^>]{0,500}password|<(title|h1|h2|form)\b[^<]{0,500}(log|sign)[ -]?[io]n\b", re.IGNORECASE
)
_HEAD: Final = 64 * 1024
_TITLE: Final = re.compile(rb"<title\b[^>]{0,200}>([^<]{1,300})</title", re.IGNORECASE)
_CHARSET: Final = re.compile(r';\s*charset\s*=\s*"?([A-Za-z0-9._:-]{1,40})', re.IGNORECASE)
_LONGEST_CONTENT_TYPE: Final = 1_000


@define(eq=False)
class Reply:
    """One response. The generated parser reads ``status_code`` and `json`.

    Attributes:
        raw_headers: The headers as they came.
        content: The body, uncompressed.
        problem: Why the body could not be read to its end, if it could not.
        value: What the body says, once it is decoded.
    """

    status_code: int
    headers: httpx.Headers = field(repr=False)
    raw_headers: list[tuple[bytes, bytes]] = field(repr=False)
    content: bytes = field(repr=False)
    problem: str = ""
    value: Any = field(default=None, repr=False)

    def json(self) -> Any:
        """The decoded body, whatever its format is."""
        return self.value

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    @property
    def is_success(self) -> bool:
        return 200 <= self.status_code < 300

    @property
    def media(self) -> str:
        """The media type, without parameters."""
        given: str = self.headers.get("content-type", "")
        return given[:_LONGEST_CONTENT_TYPE].partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset that the content type names."""
        found = _CHARSET.search(self.headers.get("content-type", "")[:_LONGEST_CONTENT_TYPE])
        return found[1] if found else None

    def describe(self) -> str:
        """What the body looks like, for an error text."""
        if not self.content.strip():
            return EMPTY
        start = self.content.lstrip()[:15].lower()
        if self.media == "text/html" or start.startswith((b"<!doctype html", b"<html")):
            is_login = _LOGIN_FORM.search(self.content[:_HEAD])
            return (LOGIN_PAGE if is_login else "the response is an HTML page, not the provider's") + self._title()
        return f"the response is {self.media or 'of no content type'}, {len(self.content)} bytes"

    def _title(self) -> str:
        """The title of a page, such as "Request Header Or Cookie Too Large". Half of a long one might end in half a secret."""
        found = _TITLE.search(self.content[:_HEAD])
        title = " ".join(html.unescape(found[1].decode(errors="replace")).split()) if found else ""
        return f' ("{title}")' if title else ""


def decode(reply: Reply, operation: Operation) -> str:
    """Decode the body into ``reply.value``; return why it cannot be read, or an empty text.

    A success is read as the document describes it; an error in whichever of the provider's formats it comes.
    """
    if reply.problem:
        return reply.problem
    expected = _expected(reply, operation) if reply.is_success else _error_body(reply, operation)
    if expected is None:
        return "" if reply.is_success else reply.describe()
    media, schema = expected
    if not reply.content.strip() or not _same_format(reply.media, media):
        return f"{reply.describe()}; {media} was expected"
    try:
        if media == XML:
            charset = reply.charset
            reply.value = load_xml(reply.content, schema, operation.schemas, charset=charset, max_bytes=MAX_BODY)
        else:
            reply.value = json.loads(reply.content)
    except XmlError as error:
        return f"the response cannot be read: {error}"
    except (ValueError, RecursionError):
        return "the response is broken JSON"
    return ""


def _expected(reply: Reply, operation: Operation) -> Body:
    """The documented body of this status code; where that is not documented, the body of a success."""
    if reply.status_code in operation.successes:
        return operation.successes[reply.status_code]
    return next(iter(operation.successes.values()), None)


def _error_body(reply: Reply, operation: Operation) -> Body:
    """In which of the documented formats an error came; any error's schema serves, for they are alike."""
    for content in (operation.responses.get(str(reply.status_code), {}), *operation.responses.values()):
        for media, schema in content.items():
            if media in (JSON, XML) and _same_format(reply.media, media):
                return media, schema
    return None


def _same_format(given: str, expected: str) -> bool:
    """Whether ``given`` is ``expected`` or a dialect of it: ``application/problem+json`` is JSON."""
    kind = expected.rpartition("/")[2]
    return given == expected or given == f"text/{kind}" or given.endswith(f"+{kind}")


# Any other word is no coding: some servers name the character set there.
_OTHER_CODINGS: Final = re.compile(r",|deflate|compress|br|zstd")
# These headers describe the body as it travelled, which `Reply` no longer has.
_BODY_HEADERS: Final = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})
_LOCATION: Final = "idsessions.location"


class _NoCookies(httpx.Cookies):
    """A jar that keeps nothing: what a response sets may be somebody else's session."""

    def extract_cookies(self, response: httpx.Response) -> None:
        pass


class HttpxExchange(httpx.AsyncClient):
    """The seam to the network. httpx follows no redirect and keeps no cookie here."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        super().__init__(transport=transport, event_hooks={"response": [_put_location_aside]}, follow_redirects=False)

    @property
    def cookies(self) -> httpx.Cookies:
        return _NoCookies()

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        raise AttributeError("pass a credential as `credentials`: the client has no cookie jar")

    async def exchange(self, request: httpx.Request, shown: str) -> Reply:
        """Send one request and read its response.

        Args:
            request: The request, complete.
            shown: What log records of httpx and httpcore may say about it.

        Raises:
            httpx.HTTPError: There is no response.
        """
        token = shown_request.set(shown)
        try:
            response = await self.send(request, stream=True, auth=None)
            try:
                return await _read(response)
            finally:
                await response.aclose()
        finally:
            shown_request.reset(token)


async def _put_location_aside(response: httpx.Response) -> None:
    """Let httpx see no redirect: it parses where one leads, followed or not, and fails if it cannot."""
    response.extensions[_LOCATION] = [entry for entry in response.headers.raw if entry[0].lower() == b"location"]
    response.headers.pop("location", None)


async def _read(response: httpx.Response) -> Reply:
    """Read a response that is still a stream; stop at `MAX_BODY`."""
    content = bytearray()
    problem = ""
    try:
        async with aclosing(_inflated(response)) as stream:
            async for part in stream:
                content += part
    except _Unreadable as error:
        problem = str(error)
    headers = [entry for entry in response.headers.raw if entry[0].lower() not in _BODY_HEADERS]
    headers += response.extensions.get(_LOCATION, [])
    return Reply(response.status_code, httpx.Headers(headers), headers, bytes(content), problem)


class _Unreadable(Exception):
    """The body cannot be read to its end; the text says why."""


async def _inflated(response: httpx.Response) -> AsyncGenerator[bytes]:
    """The parts of a body, each inflated no further than `MAX_BODY` leaves room for."""
    # A transport without a network may have the whole body at hand, and httpx has inflated that.
    coding = "" if response.is_stream_consumed else response.headers.get("content-encoding", "").lower()
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS) if coding in (ENCODING, f"x-{ENCODING}") else None
    left = MAX_BODY
    part = b""
    parts = response.aiter_bytes() if response.is_stream_consumed else response.aiter_raw()
    async for part in parts:
        if _OTHER_CODINGS.search(coding):
            raise _Unreadable("the response is compressed in a way that the client does not accept")
        try:
            inflated = part if inflate is None else inflate.decompress(part, left + 1)
        except zlib.error:
            break
        left -= len(inflated)
        if left < 0:
            raise _Unreadable(f"the response is larger than {MAX_BODY} bytes")
        yield inflated
    if inflate is not None and part and not inflate.eof:
        raise _Unreadable("the response is compressed, and broken")
