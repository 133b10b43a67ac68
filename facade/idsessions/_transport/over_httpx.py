"""The default transport: over httpx, where mocks, traces and the transports of other packages hook in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import FunctionType
from typing import Any, Final

import httpx

from .._redact import shown_request
from .httpx_errors import transport_error
from .seam import Request, Response, Timeouts

_LOCATION: Final = "idsessions.location"
DISCARD: Final = "idsessions.discard"
"""The extension of a response with its `Response.discard`."""
# The methods of httpx.AsyncClient on the way of a request that are replaced; the private ones by respx, and by older vcrpy.
_ON_THE_WAY: Final = ("send", "_transport_for_url", "_send_single_request")


class HttpxTransport:
    """Sends over a transport of httpx.

    `httpx.AsyncClient` would build the request again, follow redirects, keep cookies and ask for credentials: all of that
    costs time, and none of it is wanted. So requests go to the transport directly, unless something hooks into the client.

    Args:
        transport: The transport of httpx.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    async def send(self, request: Request, /) -> Response:
        """Send one request and read its response."""
        handled = sys.exception()
        token = shown_request.set(request.shown)
        try:
            sent = _as_httpx(request)
            if _is_hooked():
                response = await self._hooked().send(sent, stream=True, auth=None)
            else:
                response = await self._transport.handle_async_request(sent)
            try:
                return await _read(response, request.max_bytes)
            finally:
                await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure = transport_error(error, handled)
        finally:
            shown_request.reset(token)
        # Outside the handler, since exceptions of httpx hold the request.
        raise failure

    async def aclose(self) -> None:
        """Close all connections; requests under way fail."""
        await self._transport.aclose()

    def connections(self) -> Mapping[str, int]:
        """How many connections are ``active`` and ``idle``; empty if the transport is not the default one."""
        counts: Callable[[], Mapping[str, int]] | None = getattr(self._transport, "connections", None)
        return {} if counts is None else counts()

    def _hooked(self) -> httpx.AsyncClient:
        if self._client is None:
            hooks = {"response": [_put_location_aside]}
            self._client = _Client(transport=self._transport, event_hooks=hooks, follow_redirects=False)
        return self._client


def _as_httpx(request: Request) -> httpx.Request:
    # With a stream, httpx adds no headers; that it does so, and encodes a body, takes as long as all else here.
    own = {"Host": request.url.split("/", 3)[2]}
    if request.content or request.method in ("POST", "PUT", "PATCH"):
        own["Content-Length"] = str(len(request.content))
    sent = httpx.Request(
        request.method,
        request.url,
        headers={**own, **request.headers},
        stream=httpx.ByteStream(request.content),
        extensions={"timeout": _timeouts(request.timeouts)},
    )
    sent.read()  # For mocks that look at the content.
    return sent


@lru_cache(maxsize=32)
def _timeouts(given: Timeouts) -> dict[str, float | None]:
    return {"connect": given.connect, "read": given.read, "write": given.write, "pool": None}


async def _read(response: httpx.Response, max_bytes: int) -> Response:
    raw_headers = response.extensions.get(_LOCATION) or response.headers.raw
    if response.is_stream_consumed:
        # A transport without a network may have the whole body at hand, and httpx has uncompressed that.
        return Response.of(response.status_code, raw_headers, response.content, max_bytes)
    assert isinstance(response.stream, httpx.AsyncByteStream)
    read = await Response.read(response.status_code, raw_headers, response.stream, max_bytes)
    read.discard = response.extensions.get(DISCARD)
    return read


def is_replaced(method: Any, sibling: Any) -> bool:
    """Whether a tracer, a recorder or a mock has replaced ``method``: it is not from the file of ``sibling``."""
    return type(method) is not FunctionType or method.__globals__ is not sibling.__globals__


def _is_hooked() -> bool:
    """Whether a tracer (Sentry, Datadog, Elastic), a recorder or a mock (respx) replaces methods of `httpx.AsyncClient`."""
    client = httpx.AsyncClient
    return any(is_replaced(getattr(client, name, None), client.build_request) for name in _ON_THE_WAY)


class _NoCookies(httpx.Cookies):
    """A jar that keeps nothing: what a response sets may be somebody else's session."""

    def extract_cookies(self, response: httpx.Response) -> None:
        pass


class _Client(httpx.AsyncClient):
    """It keeps no cookie."""

    @property
    def cookies(self) -> httpx.Cookies:
        return _NoCookies()

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        raise AttributeError("pass a credential as `credentials`: the client has no cookie jar")


async def _put_location_aside(response: httpx.Response) -> None:
    """Let httpx see no redirect: it parses where one leads, followed or not, and fails if it cannot."""
    response.extensions[_LOCATION] = response.headers.raw
    response.headers.pop("location", None)
