"""Reads an answer: its body once, bounded; decoded once, from JSON or XML; checked against its description."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, Final

import httpx

from .._xml import XmlError, load_xml
from .operations import JSON, XML, Operation, Schema
from .validation import Mismatch, conform

# Session documents have a few kilobytes; this is for the list of a user's sessions, and against compressed bombs.
MAX_BODY = 8 * 1024 * 1024
# What is asked for, and all that is undone: a layer can hide a thousand times its size, and a second one a million.
ENCODING: Final = "gzip"
LOGIN_PAGE: Final = "the answer is a login page"
# A field for a password, or a title, heading or form that speaks of logging in; looked for where a page begins.
_LOGIN_FORM = re.compile(
    rb"<input\b[^>]{0,500}password|<(title|h1|h2|form)\b[^<]{0,500}(log|sign)[ -]?[io]n\b", re.IGNORECASE
)
_HEAD = 64 * 1024
# These describe the body as it travelled, and the body is no longer that.
_OF_THE_JOURNEY = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})
# Anything else is none: some servers name the character set there.
_OTHER_CODINGS = re.compile(r",|deflate|compress|br|zstd")
_LOCATION: Final = "idsessions.location"


class Reply(httpx.Response):
    """A response that was read to its end, and whose ``json()`` is what was decoded and checked."""

    value: Any = None
    problem = ""

    @classmethod
    async def of(cls, response: httpx.Response) -> Reply:
        """Read ``response``, which is still a stream; stop at `MAX_BODY`."""
        parts: list[bytes] = []
        problem = ""
        try:
            async with aclosing(_inflated(response)) as stream:
                async for part in stream:
                    parts.append(part)
        except _Unreadable as error:
            problem = str(error)
        headers = [entry for entry in response.headers.raw if entry[0].lower() not in _OF_THE_JOURNEY]
        headers += response.extensions.get(_LOCATION, [])
        reply = cls(response.status_code, headers=headers, content=b"".join(parts))
        reply.problem = problem
        return reply

    def parsed(self, value: Any, operation: Operation, request: httpx.Request) -> Reply:
        """This reply for the generated parser, which knows only the documented statuses."""
        self.value = value
        self.request = request
        if self.status_code not in operation.successes:
            self.status_code = next(iter(operation.successes))
        return self

    def json(self, **_: Any) -> Any:
        return self.value

    @property
    def media(self) -> str:
        """The media type, without parameters."""
        given: str = self.headers.get("content-type", "")
        return given.partition(";")[0].strip().lower()

    @property
    def form(self) -> str:
        """What the body looks like, for an error text."""
        if not self.content.strip():
            return "the answer is empty"
        start = self.content.lstrip()[:15].lower()
        if self.media == "text/html" or start.startswith((b"<!doctype html", b"<html")):
            is_login = _LOGIN_FORM.search(self.content[:_HEAD])
            return LOGIN_PAGE if is_login else "the answer is an HTML page, not the provider's"
        return f"the answer is {self.media or 'of no content type'}, {len(self.content)} bytes"


async def put_location_aside(response: httpx.Response) -> None:
    """httpx reads where a redirect leads, followed or not, and fails if it cannot: have it see none."""
    response.extensions[_LOCATION] = [entry for entry in response.headers.raw if entry[0].lower() == b"location"]
    response.headers.pop("location", None)


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
            raise _Unreadable("the answer is compressed in a way that was not asked for")
        try:
            inflated = part if inflate is None else inflate.decompress(part, left + 1)
        except zlib.error:
            break
        left -= len(inflated)
        if left < 0:
            raise _Unreadable(f"the answer is larger than {MAX_BODY} bytes")
        yield inflated
    if inflate is not None and part and not inflate.eof:
        raise _Unreadable("the answer is compressed, and broken")


def decode(reply: Reply, operation: Operation) -> tuple[Any, str]:
    """What the body says, or None and why it cannot be read. Nothing but its shape is checked yet.

    A success is read as the document describes it; an error in whichever of the provider's formats it comes.
    """
    if reply.problem:
        return None, reply.problem
    expected = _expected(reply, operation) if reply.is_success else _error_body(reply, operation)
    if expected is None:
        return None, "" if reply.is_success else reply.form
    media, schema = expected
    if not reply.content.strip() or not _same_format(reply.media, media):
        return None, f"{reply.form}; {media} was expected"
    try:
        if media == XML:
            charset = reply.charset_encoding
            return load_xml(reply.content, schema, operation.schemas, charset=charset), ""
        return json.loads(reply.content), ""
    except XmlError as error:
        return None, f"the answer cannot be read: {error}"
    except (ValueError, RecursionError):
        return None, "the answer is broken JSON"


def check(value: Any, reply: Reply, operation: Operation) -> tuple[Any, str]:
    """The body of a success as the document describes it, or None and how it differs."""
    expected = _expected(reply, operation)
    if expected is None:
        return None, ""
    try:
        return conform(value, expected[1], operation.schemas), ""
    except Mismatch as error:
        return None, f"the answer is not what is documented: {error}"


def _expected(reply: Reply, operation: Operation) -> tuple[str, Schema] | None:
    """What this status is documented to bring; what a success brings, where the status itself is not documented."""
    if reply.status_code in operation.successes:
        return operation.successes[reply.status_code]
    return next(iter(operation.successes.values()), None)


def _error_body(reply: Reply, operation: Operation) -> tuple[str, Schema] | None:
    """In which of the documented formats an error came; any error's schema serves, for they are alike."""
    responses: Mapping[str, Mapping[str, Schema]] = operation.description["responses"]
    documented = [responses.get(str(reply.status_code), {}), *responses.values()]
    for content in documented:
        for media, schema in content.items():
            if media in (JSON, XML) and _same_format(reply.media, media):
                return media, schema
    return None


def _same_format(given: str, expected: str) -> bool:
    """Whether ``given`` is ``expected`` or a dialect of it: ``application/problem+json`` is JSON."""
    kind = expected.rpartition("/")[2]
    return given == expected or given == f"text/{kind}" or given.endswith(f"+{kind}")
