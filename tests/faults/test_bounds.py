"""What a response may cost that is refused, whatever its size: 50 ms of the client's thread, and 16 MB.

The server has a thread, which is not measured. Time is compared with that of a loop in the same process, so that a slow machine
changes nothing: 50 ms are as long as 2,500,000 additions take on the machine where the bound was set.
"""

from __future__ import annotations

import asyncio
import gc
import gzip
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Final

import pytest
from attrs import field, frozen

from idsessions import SessionsError

from .calls import CALLS, client_for
from .servers import CHUNKED
from .table import BOMB, ENTITIES

ADDITIONS: Final = 2_500_000
BYTES: Final = 16 * 1024 * 1024
MB: Final = 1_000_000
CALL_OF: Final = {call.provider: call for call in CALLS if call.retryable}

JSON: Final = b"Content-Type: application/json\r\n"
XML: Final = b"Content-Type: application/xml\r\n"
HTML: Final = b"Content-Type: text/html\r\n"
GZIP: Final = b"Content-Encoding: gzip\r\n"


@frozen
class Size:
    """A response that is too much in one way.

    Attributes:
        name: In which.
        provider: Whose client gets it.
        response: Makes it; the connection is closed at its end.
        is_refused: Whether the call raises.
    """

    name: str
    provider: str
    response: Callable[[], bytes] = field(repr=False)
    is_refused: bool = field(default=True, kw_only=True)


def response(headers: bytes, body: bytes = b"", status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %b\r\n%b\r\n%b" % (status, headers, body)


def gzipped(body: bytes) -> bytes:
    return response(JSON + GZIP, gzip.compress(body, 1))


def session(more: bytes) -> bytes:
    """A session of Okta, with one more field."""
    return CALL_OF["okta"].good.body.rstrip()[:-1] + b',"more":' + more + b"}"


def many(part: bytes, size: int = 8 * MB) -> bytes:
    return part * (size // len(part))


def elements(part: bytes, size: int = 7 * MB) -> bytes:
    """A document of AgileApps full of the same."""
    return response(XML, b"<platform><user>%b</user></platform>" % many(part, size))


SIZES: Final = [
    # JSON
    Size(
        "2.8 million objects in a list",
        "okta",
        lambda: gzipped(session(b"[%b{}]" % many(b"{},"))),
    ),
    Size(
        "4 million numbers in a list",
        "okta",
        lambda: gzipped(session(b"[%b1]" % many(b"1,"))),
    ),
    Size(
        "2 million objects in an unreadable document",
        "okta",
        lambda: gzipped(session(b"[%b" % many(b"{},", 6 * MB))),
    ),
    Size(
        "250,000 fields",
        "okta",
        lambda: gzipped(session(b"{%b}" % b",".join(b'"%d":1' % number for number in range(250_000)))),
    ),
    Size("8 million levels", "okta", lambda: response(JSON, b"[" * (8 * MB))),
    Size("a number of 7 million digits", "okta", lambda: response(JSON, session(b"1" * (7 * MB)))),
    Size(
        "an error with 2.8 million objects",
        "okta",
        lambda: response(JSON, b"[%b{}]" % many(b"{},"), b"400 Bad"),
    ),
    Size(
        "an error with a text of 8 MB",
        "okta",
        lambda: response(JSON, b'{"errorCode":"E1","errorSummary":"%b"}' % many(b"%41&amp;\\\\u0041"), b"400 Bad"),
    ),
    Size(
        "an error with 250,000 causes",
        "okta",
        lambda: response(
            JSON,
            b'{"errorCode":"E1","errorCauses":[%b{}]}' % (b'{"errorSummary":"because"},' * 250_000),
            b"400 Bad",
        ),
    ),
    # Compression
    Size("gzip that grows to 20 MB", "okta", lambda: response(JSON + GZIP, BOMB)),
    Size(
        "gzip with 16 MB behind its end",
        "okta",
        lambda: gzipped(CALL_OF["okta"].good.body) + bytes(16 * MB),
        is_refused=False,
    ),
    Size(
        "gzip of 64 MB that grows to nothing",
        "okta",
        lambda: response(JSON + GZIP, gzip.compress(b"")[:10] + b"\0\0\0\xff\xff" * (64 * MB // 5)),
    ),
    # HTML, which is searched for a login
    Size(
        "an HTML page of 8 MB",
        "agileapps",
        lambda: response(HTML, b"<html>" + many(b"<input ")),
    ),
    Size(
        "an HTML page of headings",
        "agileapps",
        lambda: response(HTML, b"<html>" + many(b"<h1 logsig")),
    ),
    # XML
    Size(
        "700,000 attributes",
        "agileapps",
        lambda: elements(b"<a %b/>" % b" ".join(b'a%d=""' % n for n in range(700_000)), 1),
    ),
    Size("a million elements", "agileapps", lambda: elements(b"<a></a>")),
    Size("a million levels", "agileapps", lambda: response(XML, many(b"<a>"))),
    Size("a million comments", "agileapps", lambda: elements(b"<!---->")),
    Size("a million instructions", "agileapps", lambda: elements(b"<?a ?>")),
    Size("a million references", "agileapps", lambda: elements(b"&amp;&#65;")),
    Size("a bomb of entities", "agileapps", lambda: response(XML, ENTITIES)),
    Size("an attribute of 7 MB", "agileapps", lambda: elements(b'<a b="%b"/>' % (b"c" * (7 * MB)))),
    Size(
        "UTF-16 of 8 MB",
        "agileapps",
        lambda: response(XML, ("<platform>" + "<a/>" * MB).encode("utf-16")),
    ),
    # Heads
    Size("a header of 16 MB", "okta", lambda: response(b"X-A: %b\r\n" % (b"a" * (16 * MB)))),
    Size("a million headers", "okta", lambda: response(b"X-A: a\r\n" * MB)),
    Size("a content type of 60,000 semicolons", "okta", lambda: response(JSON[:-2] + b";" * 60_000 + b"\r\n", b"[]")),
    Size("5,000 cookies", "okta", lambda: response(JSON + b"Set-Cookie: a=b\r\n" * 5000, b"[]")),
    Size(
        "a cookie of 60,000 semicolons",
        "agileapps",
        lambda: response(XML + b"Set-Cookie: a=b%b\r\n" % (b";" * 60_000), b"<a/>"),
    ),
    Size("a date of 60,000 parentheses", "okta", lambda: response(JSON + b"Date: %b\r\n" % (b"(" * 60_000), b"[]")),
    Size(
        "a retry after of 30,000 numbers",
        "okta",
        lambda: response(b"Retry-After: %b1\r\n" % (b"1," * 30_000), status=b"503 No"),
    ),
    Size(
        "a rate limit of 15,000 parameters",
        "okta",
        lambda: response(JSON + b'RateLimit: "a"%b!\r\n' % (b";a=1" * 15_000), b"[]"),
    ),
    Size(
        "a rate limit of 15,000 items",
        "okta",
        lambda: response(JSON + b"RateLimit: %b!\r\n" % (b'"a", ' * 15_000), b"[]"),
    ),
    Size(
        "a location of 60,000 bytes",
        "agileapps",
        lambda: response(b"Location: /%b\r\n" % (b"a/" * 30_000), status=b"302 No"),
    ),
    Size(
        "a request id of 60,000 bytes",
        "okta",
        lambda: response(JSON + b"X-Okta-Request-Id: %b\r\n" % (b"%41" * 20_000), b"[]"),
    ),
    # Framing
    Size("a body of 16 MB", "okta", lambda: response(JSON, b" " * (16 * MB))),
    Size(
        "20,000 chunks of one byte",
        "okta",
        lambda: response(JSON + CHUNKED, b"1\r\n \r\n" * 20_000),
    ),
    Size("20,000 interim responses", "okta", lambda: b"HTTP/1.1 103 Early Hints\r\n\r\n" * 20_000),
    Size("an extension of a chunk of 16 MB", "okta", lambda: response(JSON + CHUNKED, b"1;" + b"a" * (16 * MB))),
    Size("trailers of 16 MB", "okta", lambda: response(JSON + CHUNKED, b"0\r\n" + b"X-A: a\r\n" * (8 * MB))),
]


@contextmanager
def server(made: bytes) -> Generator[int]:
    """Send ``made`` to each request, from a thread; yields the port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    connection.recv(1 << 16)
                    connection.sendall(made)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


async def is_refused(size: Size, port: int) -> bool:
    """Make a call, and return whether it raised."""
    call = CALL_OF[size.provider]
    async with client_for(size.provider, f"http://127.0.0.1:{port}", rate_limit=None, retries=0) as client:
        try:
            await call.row.call(client)
        except SessionsError:
            return True
        finally:
            for _ in range(3):  # The loop closes the socket; the server's thread waits for that.
                await asyncio.sleep(0)
    return False


def additions() -> float:
    """The seconds that the loop takes which the bound is given in."""
    started = time.thread_time()
    total = 0
    for number in range(ADDITIONS):
        total += number
    return time.thread_time() - started


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
async def test_refused_response_costs_little(size: Size) -> None:
    with server(b"") as port:
        await is_refused(size, port)  # The first call of a process imports modules.
    with server(size.response()) as port:
        bound = additions()
        gc.collect()
        gc.freeze()  # What the response makes is measured, not what the tests before have left.
        started = time.thread_time()
        refused = await is_refused(size, port)
        seconds = time.thread_time() - started
        gc.unfreeze()
        assert refused == size.is_refused
        assert seconds < bound
        tracemalloc.start()
        try:
            await is_refused(size, port)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak <= BYTES
