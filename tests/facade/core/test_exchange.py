"""Reading a response: a hostile one raises a typed error that names the operation and shows no value."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable

import httpx
import pytest

from idsessions import (
    AnswerError,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    SessionsError,
    UnavailableError,
    UnreadableAnswerError,
)
from idsessions._core.exchange import MAX_BODY

from ..okta_wire import ID, NOT_FOUND, SESSION, WIRE, Stream, Wired, sessions

JSON = "application/json"
OWN: dict[int, type[AnswerError]] = {
    200: UnreadableAnswerError,
    202: UnreadableAnswerError,
    301: UnreadableAnswerError,
    304: UnreadableAnswerError,
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    415: BadRequestError,
    429: RateLimitError,
    500: ServerError,
    503: UnavailableError,
}
# A body in the format of the provider is believed. Of any other, only a status code of 5xx or 429 is.
FOREIGN: dict[int, type[AnswerError]] = {
    status: UnreadableAnswerError if status < 500 and status != 429 else kind for status, kind in OWN.items()
}
PAGE = b"<!DOCTYPE html><title>Acme proxy</title><p>S3CRET</p>"


async def answered(response: httpx.Response, operation: str = "getSession") -> SessionsError:
    async with sessions(Wired([response]), rate_limit=None) as okta:
        with pytest.raises(SessionsError) as raised:
            await WIRE[operation].call(okta)
    assert (raised.value.provider, raised.value.operation) == ("okta", operation)
    assert "S3CRET" not in f"{raised.value} {raised.value!r} {vars(raised.value)} {raised.value.args}"
    assert raised.value.__cause__ is raised.value.__context__ is None
    return raised.value


HOSTILE: dict[str, tuple[str, bytes, dict[int, type[AnswerError]], str]] = {
    "a page": ("text/html", PAGE, FOREIGN, "an HTML page"),
    "a page that says it is JSON": (JSON, PAGE, FOREIGN, "broken JSON"),
    "a page without a type": ("", PAGE, FOREIGN, "an HTML page"),
    "text": ("text/plain", b"S3CRET", FOREIGN, "text/plain"),
    "JSON of another type": ("application/octet-stream", json.dumps(SESSION).encode(), FOREIGN, "octet-stream"),
    "JSON without a type": ("", json.dumps(NOT_FOUND).encode(), FOREIGN, "of no content type"),
    "XML": ("application/xml", b"<platform><message>S3CRET</message></platform>", FOREIGN, "application/xml"),
    "half of JSON": (JSON, b'{"id": "S3CRET', FOREIGN, "broken JSON"),
    "deep JSON": (JSON, b'{"a":' * 100_000 + b"1" + b"}" * 100_000, FOREIGN, "broken JSON"),
    "a number of very many digits": (JSON, b'{"a": ' + b"9" * 10_000 + b"}", FOREIGN, "broken JSON"),
    "JSON in no encoding": (JSON, b'{"id": "S3CRET\xff"}', FOREIGN, "broken JSON"),
    "a list": (JSON, b'["S3CRET"]', FOREIGN, ""),
    "a string": (JSON, b'"S3CRET"', FOREIGN, ""),
    "null": (JSON, b"null", FOREIGN, ""),
    "NaN": (JSON, b"NaN", FOREIGN, ""),
    "an empty object": (JSON, b"{}", OWN, ""),
    "another object": (JSON, b'{"S3CRET": {"S3CRET": ["S3CRET"]}, "id": 5}', OWN, ""),
    "nothing": (JSON, b"", OWN, "empty"),
    "nothing of no type": ("", b"", OWN, "empty"),
    "white space": (JSON, b" \r\n ", OWN, "empty"),
}


@pytest.mark.parametrize("status", OWN)
@pytest.mark.parametrize("body", HOSTILE)
async def test_hostile_response_raises_a_typed_error(body: str, status: int) -> None:
    media, content, kinds, text = HOSTILE[body]
    error = await answered(
        httpx.Response(status, headers={"Content-Type": media} if media else {}, stream=Stream(content))
    )
    assert type(error) is kinds[status]
    assert error.status == status
    assert error.message
    assert text in error.message or 300 <= status < 400


@pytest.mark.parametrize("operation", WIRE)
@pytest.mark.parametrize("status", [200, 404])
async def test_page_instead_of_a_body_raises(operation: str, status: int) -> None:
    if WIRE[operation].answer is None and status == 200:
        async with sessions(Wired([httpx.Response(200, html="<p>Hello</p>")])) as okta:
            assert await WIRE[operation].call(okta) is None
    else:
        error = await answered(httpx.Response(status, html="<p>Hello</p>"), operation)
        assert type(error) is UnreadableAnswerError


@pytest.mark.parametrize("status", [200, 201, 202, 206, 299])
async def test_undocumented_success_with_the_documented_body_is_a_success(status: int) -> None:
    async with sessions(Wired([httpx.Response(status, json=SESSION)])) as okta:
        assert (await okta.get_session(ID)).id == ID


@pytest.mark.parametrize("status", [200, 202, 204])
async def test_success_without_a_body_is_accepted_where_none_is_documented(status: int) -> None:
    async with sessions(Wired([httpx.Response(status)])) as okta:
        await okta.revoke_session(ID)


@pytest.mark.parametrize("media", ["application/json; charset=utf-8", "Application/JSON", "text/json", "a/b+json"])
async def test_dialects_of_json_are_read(media: str) -> None:
    content = json.dumps(SESSION).encode()
    async with sessions(Wired([httpx.Response(200, headers={"Content-Type": media}, content=content)])) as okta:
        assert (await okta.get_session(ID)).id == ID


@pytest.mark.parametrize(
    "location", ["https://elsewhere.test/S3CRET", "/", "", "http://[", "http://a:b", "https://xn--/", "\x00", "é"]
)
async def test_redirect_raises_wherever_it_leads(location: str) -> None:
    headers = [(b"Location", location.encode())]
    network = Wired([httpx.Response(302, headers=headers)] * 2)
    async with sessions(network) as okta:
        with pytest.raises(UnreadableAnswerError, match="a redirect, which the client never follows") as raised:
            await okta.get_session(ID)
    assert "S3CRET" not in str(raised.value)
    assert len(network.requests) == 1


def inflated(size: int, layers: int = 1) -> bytes:
    body = b" " * size
    for _ in range(layers):
        body = gzip.compress(body)
    return body


def gzipped(content: bytes, coding: str = "gzip") -> httpx.Response:
    parts = [content[start : start + 65_536] for start in range(0, len(content), 65_536)]
    return httpx.Response(200, headers={"Content-Type": JSON, "Content-Encoding": coding}, stream=Stream(*parts))


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZip"])
async def test_compressed_response_is_read(coding: str) -> None:
    network = Wired([gzipped(gzip.compress(json.dumps(SESSION).encode()), coding)])
    async with sessions(network) as okta:
        assert (await okta.get_session(ID)).id == ID
    assert network.requests[0].headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize("coding", ["", "identity", "UTF-8", "none"])
async def test_content_encoding_that_is_none_is_ignored(coding: str) -> None:
    # Some servers name their character set here.
    async with sessions(Wired([gzipped(json.dumps(SESSION).encode(), coding)])) as okta:
        assert (await okta.get_session(ID)).id == ID


BAD: dict[str, tuple[Callable[[], httpx.Response], str]] = {
    "not compressed at all": (lambda: gzipped(json.dumps(SESSION).encode()), "broken"),
    "cut off": (lambda: gzipped(gzip.compress(json.dumps(SESSION).encode())[:-9]), "broken"),
    "cut off early": (lambda: gzipped(gzip.compress(json.dumps(SESSION).encode())[:20]), "broken"),
    "of another kind": (lambda: gzipped(zlib.compress(json.dumps(SESSION).encode()), "deflate"), "does not accept"),
    "of an unknown kind": (lambda: gzipped(json.dumps(SESSION).encode(), "br"), "does not accept"),
    "compressed twice": (lambda: gzipped(inflated(1000, 2), "gzip, gzip"), "does not accept"),
}


@pytest.mark.parametrize("answer", BAD)
async def test_badly_compressed_response_raises(answer: str) -> None:
    make, text = BAD[answer]
    error = await answered(make())
    assert type(error) is UnreadableAnswerError
    assert text in error.message
    assert error.status == 200


BOMBS: dict[str, Callable[[], httpx.Response]] = {
    "plain": lambda: httpx.Response(200, headers={"Content-Type": JSON}, stream=Stream(*[b" " * 65_536] * 1000)),
    "compressed": lambda: gzipped(inflated(100_000_000)),
    "compressed twice": lambda: gzipped(inflated(100_000_000, 2), "gzip, gzip"),
    "compressed twice, and said once": lambda: gzipped(inflated(100_000_000, 2)),
}


@pytest.mark.parametrize("bomb", BOMBS)
async def test_huge_response_raises_within_the_limit(bomb: str) -> None:
    response = BOMBS[bomb]()
    tracemalloc.start()
    error = await answered(response)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert type(error) is UnreadableAnswerError
    assert peak < 5 * MAX_BODY
    assert response.is_closed


async def test_response_of_the_limit_is_read() -> None:
    body = json.dumps(SESSION).encode()
    async with sessions(Wired([gzipped(gzip.compress(body.ljust(MAX_BODY)))])) as okta:
        assert (await okta.get_session(ID)).id == ID
    assert "larger than" in (await answered(gzipped(gzip.compress(body.ljust(MAX_BODY + 1))))).message


async def test_empty_response_may_say_that_it_is_compressed() -> None:
    async with sessions(Wired([httpx.Response(204, headers={"Content-Encoding": "gzip"}, stream=Stream())])) as okta:
        await okta.revoke_session(ID)


@pytest.mark.parametrize(("scripts", "told"), [(0, "a login page"), (60_000, "a login page"), (70_000, "an HTML page")])
async def test_login_page_is_recognized_in_its_first_64_kilobytes(scripts: int, told: str) -> None:
    page = f"<!DOCTYPE html><script>{'x' * scripts}</script><form><input type=password></form>"
    assert told in (await answered(httpx.Response(200, html=page))).message
