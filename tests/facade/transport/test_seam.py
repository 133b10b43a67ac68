"""What every transport shares: how much of a response is read, how a header is found, and what can be a transport at all."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from idsessions import ApiToken, OktaSessions, UsageError
from idsessions._transport.network import transport_for
from idsessions.transports import AiohttpTransport, Headers, Request, Response

from ...faults.server import BODY

LIMIT = 100_000


def missing(name: str) -> None:
    """Like `find_spec` where a package is not installed."""


GZIP = [(b"Content-Encoding", b"gzip")]


class Parts:
    """A body that comes in parts, and counts those that are taken."""

    def __init__(self, *parts: bytes, endless: bool = False) -> None:
        self.taken = 0
        self.closed = False
        self._parts = parts
        self._endless = endless

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while True:
                for part in self._parts:
                    self.taken += 1
                    yield part
                if not self._endless:
                    return
        finally:
            self.closed = True


async def read(parts: Parts, headers: list[tuple[bytes, bytes]] | None = None) -> Response:
    response = await Response.read(200, headers or [], parts, LIMIT)
    assert parts.closed
    return response


async def test_body_is_read_to_its_end() -> None:
    response = await read(Parts(b"ab", b"", b"cd"))
    assert (response.content, response.problem, response.is_success) == (b"abcd", "", True)


async def test_endless_body_is_left_at_the_limit() -> None:
    parts = Parts(b"x" * 1000, endless=True)
    assert (await read(parts)).problem == f"the response is larger than {LIMIT} bytes"
    assert parts.taken == LIMIT // 1000 + 1


async def test_compressed_body_is_left_at_its_end() -> None:
    # What follows the end is nothing that anybody asked for.
    parts = Parts(gzip.compress(b"abc"), b"more", endless=True)
    response = await read(parts, GZIP)
    assert (response.content, response.problem, parts.taken) == (b"abc", "", 1)


async def test_bytes_of_a_compressed_body_count_as_they_come() -> None:
    # Empty blocks of deflate inflate to nothing, however many come.
    head, empty = gzip.compress(b"")[:10], b"\x00\x00\x00\xff\xff"
    parts = Parts(head, empty * 1000, *[empty * 1000] * 1000)
    assert (await read(parts, GZIP)).problem == f"the response is larger than {LIMIT} bytes"
    assert parts.taken < 30


async def test_body_that_inflates_too_much_is_refused() -> None:
    response = await read(Parts(gzip.compress(b" " * 90_000)), GZIP)
    assert response.problem == "the response is compressed to less than a 100th of its size"


@pytest.mark.parametrize("coding", [b"br", b"deflate", b"gzip, gzip", b"zstd"])
async def test_body_of_another_coding_is_not_read(coding: bytes) -> None:
    parts = Parts(b"x", endless=True)
    problem = (await read(parts, [(b"content-encoding", coding)])).problem
    assert problem == "the response is compressed in a way that the client does not accept"
    assert parts.taken == 1


def test_headers_are_found_in_any_case() -> None:
    headers = Headers(
        [(b"X-A", b"1"), (b"Set-Cookie", b"a=1"), (b"x-a", b"2"), (b"set-cookie", b"b=2"), (b"N", b"\xe9")]
    )
    assert headers["x-A"] == "1, 2"
    assert headers.get_list("SET-COOKIE") == ["a=1", "b=2"]
    assert headers.get("missing") is None
    assert list(headers) == ["x-a", "set-cookie", "n"]
    assert len(headers) == 3
    assert headers["n"] == "é"
    assert repr(headers) == "<x-a, set-cookie, n>"


class Own:
    """A transport of another package's kind, written against the protocol."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.closed = False

    async def send(self, request: Request, /) -> Response:
        self.requests.append(request)
        return Response.of(200, [(b"Content-Type", b"application/json")], BODY, request.max_bytes)

    async def aclose(self) -> None:
        self.closed = True


async def test_client_sends_the_parts_of_a_request_to_a_transport_of_your_own() -> None:
    own = Own()
    async with OktaSessions("https://acme.okta.test", ApiToken("a-token"), transport=own, timeout=5) as okta:
        assert (await okta.get_session("102")).id == "102"
    [request] = own.requests
    assert (request.method, request.url) == ("GET", "https://acme.okta.test/api/v1/sessions/102")
    assert request.headers["Authorization"] == "SSWS a-token"
    assert request.content == b""
    assert (request.timeouts.read, request.max_bytes) == (5, 256 * 1024)
    assert repr(request) == "Request(method='GET', shown='GET https://acme.okta.test/api/v1/sessions/{sessionId}')"
    assert own.closed


class Foreign:
    """Like a transport of httpx2."""

    async def handle_async_request(self, request: object) -> object: ...

    async def aclose(self) -> None: ...


@pytest.mark.parametrize(
    "given",
    [Foreign(), httpx.HTTPTransport(), httpx.AsyncClient(), AiohttpTransport, "https://proxy.test", SimpleNamespace()],
    ids=lambda given: type(given).__name__,
)
def test_object_that_is_no_transport_is_refused(given: Any) -> None:
    with pytest.raises(UsageError, match="`transport` must be an `AiohttpTransport`, an async transport of httpx"):
        OktaSessions("https://acme.okta.test", transport=given)


@pytest.mark.parametrize("option", [{"tls": "ca.pem"}, {"proxy": "http://proxy.test"}])
def test_settings_of_the_default_transport_are_refused_beside_another(option: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="`tls` and `proxy` are for the default transport"):
        OktaSessions("https://acme.okta.test", transport=Own(), **option)  # type: ignore[arg-type]  # one of two


def test_aiohttp_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idsessions._transport.over_aiohttp.find_spec", missing)
    with pytest.raises(UsageError, match=r"install idsessions\[aiohttp\]"):
        AiohttpTransport()


def test_transport_of_the_library_is_used_as_it_is() -> None:
    transport = AiohttpTransport()
    assert transport_for("https://acme.okta.test", transport, None, None) is transport
    assert repr(transport) == "AiohttpTransport()"
