"""One exchange: a request goes out over httpx, and its response comes back, read to the end and within bounds."""

from __future__ import annotations

import re
import zlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Final

import httpx

from .._redact.http_logs import showing
from .request import ENCODING
from .response import MAX_BODY, Reply

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
        with showing(shown):
            response = await self.send(request, stream=True, auth=None)
            try:
                return await _read(response)
            finally:
                await response.aclose()


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
    return Reply(response.status_code, httpx.Headers(headers), bytes(content), problem)


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
