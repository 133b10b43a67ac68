"""What servers do wrong, as behaviours of a raw server."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from itertools import count
from typing import Final, TypeAlias

from .raw import Behaviour, Good, Link

Make: TypeAlias = Callable[[Good], bytes]
Part: TypeAlias = bytes | Make
"""What is sent; a function makes it from the response that the client hopes for."""

CHUNKED: Final = b"Transfer-Encoding: chunked\r\n"
GZIPPED: Final = b"Content-Encoding: gzip\r\n"
LOGIN_PAGE: Final = b"<!DOCTYPE html><title>Welcome</title><h1>Sign in</h1><input type=password name=p>"
PAGE: Final = b"<!DOCTYPE html><title>Out of order</title><p>We are back soon."
STRAY: Final = b"<p>This is for somebody else."
DEADLINE: Final = 60.0
"""Seconds, by the client's clock, for a call that nothing else would end."""
_A_WHILE: Final = 100


def _made(part: Part, good: Good) -> bytes:
    return part if isinstance(part, bytes) else part(good)


def sends(*parts: Part) -> Behaviour:
    """Read one request, send something, and close the connection."""

    async def behave(link: Link) -> None:
        await link.request()
        await link.send(*(_made(part, link.good) for part in parts))

    return behave


def stalls(*parts: Part) -> Behaviour:
    """Read one request, send something, and then nothing more."""

    async def behave(link: Link) -> None:
        await sends(*parts)(link)
        await link.silence()

    return behave


def resets(*parts: Part) -> Behaviour:
    """Read one request, send something, and break the connection off."""

    async def behave(link: Link) -> None:
        await sends(*parts)(link)
        await asyncio.sleep(0)
        link.reset()

    return behave


def repeats(start: Part, part: bytes) -> Behaviour:
    """Read one request, send a start, and then the same part without end; after a while, the client's deadline passes."""

    async def behave(link: Link) -> None:
        await sends(start)(link)
        for number in count():
            await link.send(part)
            await asyncio.sleep(0)
            if number == _A_WHILE:
                link.clock.advance(DEADLINE)

    return behave


def responds(*responses: Part) -> Behaviour:
    """Send the next of the responses to each request that the server gets, and the last to all further ones."""

    async def behave(link: Link) -> None:
        while True:
            await link.request()
            number = min(len(link.received.requests), len(responses)) - 1
            await link.send(_made(responses[number], link.good))

    return behave


def whole(good: Good) -> bytes:
    """The response as it should be."""
    return good.whole()


def empty(status: str, *headers: str) -> bytes:
    """A response without a body."""
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "Content-Length: 0", "", ""]).encode()


def page(status: str, body: bytes = PAGE, *headers: str) -> bytes:
    """An HTML page."""
    lines = [f"HTTP/1.1 {status}", *headers, "Content-Type: text/html", f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def documented(body: bytes) -> Make:
    """A response that is as it should be, except for its body."""
    return lambda good: good.whole(body=body)


def typed(content_type: bytes, body: bytes | None = None) -> Make:
    """A response that is as it should be, except for its content type, and maybe its body."""

    def make(good: Good) -> bytes:
        content = good.body if body is None else body
        length = b"Content-Type: %b\r\nContent-Length: %d\r\n" % (content_type, len(content))
        return b"HTTP/1.1 %b\r\n%b\r\n%b" % (
            good.status,
            length if content_type else length.partition(b"\n")[2],
            content,
        )

    return make


def framed(framing: bytes, body: Callable[[bytes], bytes] = bytes) -> Make:
    """A response whose body is framed and changed."""
    return lambda good: good.framed(framing, body(good.body))


def chunked(body: bytes) -> bytes:
    """A body in two chunks, with the last, empty one."""
    half = len(body) // 2
    return b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (half, body[:half], len(body) - half, body[half:])


def gzipped(change: Callable[[bytes], bytes] = bytes) -> Make:
    """A response whose body is compressed, and then changed."""

    def make(good: Good) -> bytes:
        body = change(gzip.compress(good.body))
        return good.framed(b"%bContent-Length: %d\r\n" % (GZIPPED, len(body)), body)

    return make


def in_the_other_format(good: Good) -> bytes:
    """A document in the format that the client did not ask for."""
    return typed(b"application/xml", b"<a/>")(good) if good.is_json else typed(b"application/json", b"{}")(good)


def with_numbers(*numbers: bytes) -> Make:
    """A response with numbers in fields that the provider does not document, or for AgileApps in the code."""

    def make(good: Good) -> bytes:
        if not good.is_json:
            return good.whole(body=good.body.replace(b"<code>0</code>", b"<code>%b</code>" % numbers[0]))
        more = b"".join(b',"further%d":%b' % numbered for numbered in enumerate(numbers))
        return good.whole(body=good.body.rstrip()[:-1] + more + b"}")

    return make


# Connections.


async def closes(_: Link) -> None:
    """Close the connection at once."""


async def resets_at_once(link: Link) -> None:
    link.reset()


async def closes_in_the_request(link: Link) -> None:
    await link.reader.readexactly(10)


async def resets_in_the_request(link: Link) -> None:
    await link.reader.readexactly(10)
    link.reset()


async def says_nothing(link: Link) -> None:
    await link.silence()


async def closes_after_the_response(link: Link) -> None:
    await link.request()
    await link.send(link.good.whole())


async def closes_at_the_second_request(link: Link) -> None:
    await closes_after_the_response(link)
    await link.request()


async def resets_at_the_second_request(link: Link) -> None:
    await closes_at_the_second_request(link)
    link.reset()


async def talks_out_of_turn(link: Link) -> None:
    """Respond, and then send another response that nobody asked for."""
    while True:
        await closes_after_the_response(link)
        for _ in range(5):  # The client has read the right one.
            await asyncio.sleep(0)
        await link.send(page("200 OK", STRAY))


async def responds_twice(link: Link) -> None:
    """Send another response together with the right one."""
    while True:
        await link.request()
        await link.send(link.good.whole() + page("200 OK", STRAY))


async def moves(link: Link) -> None:
    """Redirect to the same path on another host."""
    await link.request()
    path = link.received.requests[-1].split()[1].decode()
    await link.send(empty("301 Moved Permanently", f"Location: https://elsewhere.test{path}"))


def refuses_until(header: str, seconds: float, shown: Callable[[float], str]) -> Behaviour:
    """Refuse the first request until a moment of the client's clock."""

    async def behave(link: Link) -> None:
        await link.request()
        await link.send(empty("429 Too Many Requests", f"{header}: {shown(link.clock.time() + seconds)}"))
        while True:
            await closes_after_the_response(link)

    return behave


# TLS, and proxies.


async def responds_in_plain(link: Link) -> None:
    await link.reader.read(1)
    await link.send(empty("400 Bad Request"))
    await link.silence()


async def sends_an_alert(link: Link) -> None:
    """Refuse the handshake, as TLS does it."""
    await link.reader.read(1)
    await link.send(b"\x15\x03\x03\x00\x02\x02\x28")


def tunnels(then: Behaviour) -> Behaviour:
    """As a proxy, open a tunnel, and behave in it."""

    async def behave(link: Link) -> None:
        await link.request()
        await link.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await then(link)

    return behave
