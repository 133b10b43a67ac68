"""The table of faults: each kind of misbehaving server, and what the calls of all three providers come to."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from email.utils import formatdate
from functools import partial
from typing import Final

from idsessions import (
    AnswerError,
    AuthenticationError,
    BadRequestError,
    CallTimeoutError,
    ConnectionFailedError,
    RateLimitError,
    ServerError,
    TLSError,
    UnavailableError,
    UnreadableAnswerError,
)

from .fault import Fault, Outcome, Outcomes
from .servers import (
    CHUNKED,
    DEADLINE,
    LOGIN_PAGE,
    PAGE,
    chunked,
    closes,
    closes_after_the_response,
    closes_at_the_second_request,
    closes_in_the_request,
    documented,
    empty,
    framed,
    gzipped,
    in_the_other_format,
    moves,
    page,
    refuses_until,
    repeats,
    resets,
    resets_at_once,
    resets_at_the_second_request,
    resets_in_the_request,
    responds,
    responds_in_plain,
    responds_twice,
    says_nothing,
    sends,
    sends_an_alert,
    stalls,
    talks_out_of_turn,
    tunnels,
    typed,
    whole,
    with_numbers,
)

# A million zeros are a thousand bytes of gzip.
BOMB: Final = gzip.compress(bytes(20_000_000))
_LOWER: Final = "bcdefghij"
ENTITIES: Final = "".join(
    [
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">',
        *(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("a" + _LOWER, _LOWER, strict=False)),
        "]><platform>&j;</platform>",
    ]
).encode()
_FILE: Final = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><platform>&e;</platform>'
_NOON: Final = 1_782_907_200
_DATE: Final = "Date: Wed, 01 Jul 2026 12:00:00 GMT"
_HINT: Final = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
_UPGRADE: Final = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"


# Outcomes that several faults have.


def _all(kind: type[AnswerError], message: str) -> Outcomes:
    return {"all": Outcome(kind, message)}


def _unreadable(message: str) -> Outcomes:
    return _all(UnreadableAnswerError, message)


def _unexpected(what: str) -> Outcomes:
    return _unreadable(f"{what}; {{media}} was expected")


def _by_format(json: str, xml: str) -> Outcomes:
    """Of a body that is read as JSON or as XML."""
    return {**_unreadable(json), "agileapps": Outcome(UnreadableAnswerError, xml)}


def _after_retry(retried: Outcome, not_retried: Outcome) -> Outcomes:
    return {"retryable": retried, "other": not_retried}


_OUT_OF_ORDER: Final = Outcome(UnavailableError, 'the response is an HTML page, not the provider\'s ("Out of order")')
FINE: Final[Outcomes] = {"all": Outcome()}
_BROKEN: Final = Outcome(ConnectionFailedError, "the connection broke off before the response was complete", True)
BROKEN: Final = _after_retry(_BROKEN.times(2, 2), _BROKEN)
NOT_READ: Final = _after_retry(_BROKEN.times(0, 2), _BROKEN.times(0, 1))
NO_RESPONSE: Final[Outcomes] = {"all": Outcome(CallTimeoutError, "no response within the timeout", True)}
TOO_LATE: Final[Outcomes] = {"all": Outcome(CallTimeoutError, "the deadline passed before the response", True)}
_REFUSED: Final = Outcome(ConnectionFailedError, "the connection was refused or could not be made", False)
TOO_LARGE: Final = _unreadable("the response is larger than … bytes")
BAD_GZIP: Final = _unreadable("the response is compressed, and broken")
FOREIGN: Final = _unreadable('the response is an HTML page, not the provider\'s ("Out of order")')
REDIRECT: Final = _unreadable("the response is a redirect, which the client never follows")
BAD_DOCUMENT: Final = _by_format("the response is broken JSON", "the response cannot be read: not well-formed XML (…)")
DOCTYPE: Final = _by_format(
    "the response is application/xml, … bytes; {media} was expected", "the response cannot be read: has a DOCTYPE"
)
TOO_LONG: Final = _all(
    RateLimitError, "the response is empty; the pause that the provider asks for is longer than `max_wait`"
)
NO_PROXY: Final[Outcomes] = {
    "all": Outcome(ConnectionFailedError, "the proxy did not make the connection", False).times(0, 2)
}
_INSECURE: Final = "the connection could not be secured"


def _retried_after(seconds: int) -> Outcomes:
    return {"all": Outcome(received=2, waited=seconds)}


def _tls(why: str = "") -> Outcomes:
    return {"all": Outcome(TLSError, f"{_INSECURE}{why}", False).times(0, 2)}


# The table. A row says what the server does, how, and what calls come to.

CONNECTING: Final = [
    Fault("refuses the connection", None, {"all": _REFUSED.times(0, 0)}),
    Fault("closes the connection at once", closes, NOT_READ),
    Fault("resets the connection at once", resets_at_once, NOT_READ),
    Fault("closes the connection in the middle of the request", closes_in_the_request, NOT_READ),
    Fault("closes the connection after the request", sends(), BROKEN),
    Fault("resets the connection after the request", resets(), BROKEN),
    Fault("reads the request and never responds", stalls(), NO_RESPONSE, slow="read"),
]

KEPT_ALIVE: Final = [
    Fault(
        "closes the connection after each response", closes_after_the_response, {"all": Outcome(connections=2)}, calls=2
    ),
    Fault(
        "closes the connection at its second request",
        closes_at_the_second_request,
        _after_retry(Outcome().times(2, 2), _BROKEN),
        calls=2,
    ),
    Fault(
        "resets the connection at its second request",
        resets_at_the_second_request,
        _after_retry(Outcome().times(2, 2), _BROKEN),
        calls=2,
    ),
    Fault("sends another response after the right one", talks_out_of_turn, {"all": Outcome(connections=2)}, calls=2),
    Fault(
        "sends another response together with the right one",
        responds_twice,
        {"all": Outcome(connections=2)},
        calls=2,
    ),
]

HEADS: Final = [
    Fault("closes in the status line", sends(b"HTTP/1.1 20"), BROKEN),
    Fault("closes in the headers", sends(b"HTTP/1.1 200 OK\r\nContent-Type: applic"), BROKEN),
    Fault("never ends the status line", stalls(b"HTTP/1.1 20"), NO_RESPONSE, slow="read"),
    Fault("never ends the headers", stalls(b"HTTP/1.1 200 OK\r\nContent-Type: applic"), NO_RESPONSE, slow="read"),
    Fault(
        "sends a header without end, one letter at a time",
        repeats(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
        TOO_LATE,
        deadline=DEADLINE,
    ),
    Fault(
        "sends headers without end, as fast as it can", repeats(b"HTTP/1.1 200 OK\r\n", b"X-A: a\r\n" * 1000), BROKEN
    ),
    Fault("sends a header of 1 MB", sends(lambda good: good.whole(b"X-A: %b\r\n" % (b"a" * 1_000_000))), BROKEN),
    Fault("sends 100,000 headers", sends(lambda good: good.whole(b"X-A: a\r\n" * 100_000)), BROKEN),
    Fault("greets as an SSH server does", stalls(b"SSH-2.0-OpenSSH_9.6\r\n"), NO_RESPONSE, slow="read"),
    Fault("sends a body without a head", sends(lambda good: good.body), BROKEN),
    Fault("says HTTP/2.0", responds(lambda good: good.whole().replace(b"HTTP/1.1", b"HTTP/2.0")), FINE),
    Fault("sends a status code of letters", sends(b"HTTP/1.1 abc OK\r\n\r\n"), BROKEN),
    Fault("sends a status code of four digits", sends(b"HTTP/1.1 2000 OK\r\n\r\n"), BROKEN),
    Fault("sends the status code 099", sends(b"HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n"), BROKEN),
    Fault("sends the status code 299", responds(lambda good: good.whole().replace(b" 200 ", b" 299 ")), FINE),
    Fault("sends the status code 600", responds(empty("600 Beyond")), _all(ServerError, "the response is empty")),
    Fault("sends a header without a colon", sends(lambda good: good.whole(b"X-A\r\n")), BROKEN),
    Fault("sends a header with a blank before the colon", sends(lambda good: good.whole(b"X-A : a\r\n")), BROKEN),
    Fault("sends a header with a zero byte", sends(lambda good: good.whole(b"X-A: a\0b\r\n")), BROKEN),
    Fault("sends a header that is not ASCII", responds(lambda good: good.whole("X-A: é€\r\n".encode())), FINE),
    Fault("sends a header over two lines", responds(lambda good: good.whole(b"X-A: a\r\n b\r\n")), FINE),
    Fault("ends lines with a line feed alone", responds(lambda good: good.whole().replace(b"\r\n", b"\n")), FINE),
    Fault(
        "sends 100, and then the response", responds(lambda good: b"HTTP/1.1 100 Continue\r\n\r\n" + good.whole()), FINE
    ),
    Fault("sends 103 for 1,000 times, and then the response", responds(lambda good: _HINT * 1000 + good.whole()), FINE),
    Fault("sends 103 without end", repeats(b"", _HINT), BROKEN),
    Fault("switches to another protocol (101)", stalls(_UPGRADE), BROKEN),
]

LENGTHS: Final = [
    Fault("sends no length, and closes at the end of the body", sends(framed(b"")), FINE),
    Fault("closes before the body has its length", sends(framed(b"Content-Length: 100000\r\n")), BROKEN),
    Fault("resets in the middle of the body", resets(framed(b"Content-Length: 100000\r\n")), BROKEN),
    Fault("stalls in the middle of the body", stalls(framed(b"Content-Length: 100000\r\n")), NO_RESPONSE, slow="read"),
    Fault("sends a body longer than its length", responds(framed(b"Content-Length: 40\r\n")), BAD_DOCUMENT),
    Fault("sends two lengths", sends(framed(b"Content-Length: 10\r\nContent-Length: 20\r\n")), BROKEN),
    Fault("sends a negative length", sends(framed(b"Content-Length: -1\r\n")), BROKEN),
    Fault("sends a length in words", sends(framed(b"Content-Length: many\r\n")), BROKEN),
    Fault("sends a length of 30 digits", sends(framed(b"Content-Length: %d\r\n" % 10**29)), BROKEN),
    Fault("sends chunks", responds(framed(CHUNKED, chunked)), FINE),
    Fault("sends a length, and chunks", responds(framed(b"Content-Length: 10\r\n" + CHUNKED, chunked)), FINE),
    Fault("sends a chunk whose size is no number", sends(framed(CHUNKED, lambda body: b"zz\r\n" + body)), BROKEN),
    Fault(
        "sends a chunk whose size has 20 digits",
        sends(framed(CHUNKED, lambda body: b"f" * 20 + b"\r\n" + body)),
        BROKEN,
    ),
    Fault("sends a chunk larger than its size", sends(framed(CHUNKED, lambda body: b"5\r\n%b\r\n" % body)), BROKEN),
    Fault("closes before the last chunk", sends(framed(CHUNKED, lambda body: chunked(body)[:-5])), BROKEN),
    Fault(
        "sends the extension of a chunk without end", repeats(framed(CHUNKED, lambda _: b"5;"), b"a" * 10_000), BROKEN
    ),
    Fault(
        "sends trailers without end",
        repeats(framed(CHUNKED, lambda body: chunked(body)[:-2]), b"X-A: a\r\n" * 1000),
        BROKEN,
    ),
    Fault("sends an unknown transfer coding", sends(framed(b"Transfer-Encoding: braille\r\n")), BROKEN),
    Fault(
        "sends a body without end, one byte at a time",
        repeats(framed(b"", lambda _: b""), b" "),
        TOO_LATE,
        deadline=DEADLINE,
    ),
    Fault(
        "sends a body without end, as fast as it can", repeats(framed(b"", lambda _: b""), b" " * (1 << 18)), TOO_LARGE
    ),
]

CODINGS: Final = [
    Fault("sends gzip", responds(gzipped()), FINE),
    Fault("sends gzip that is cut", responds(gzipped(lambda body: body[: len(body) // 2])), BAD_GZIP),
    Fault("sends gzip with a wrong checksum", responds(gzipped(lambda body: body[:-8] + bytes(8))), BAD_GZIP),
    Fault("sends gzip with garbage behind it", responds(gzipped(lambda body: body + b"garbage")), FINE),
    Fault("sends gzip with 2 MB of zeros behind it", responds(gzipped(lambda body: body + bytes(2_000_000))), FINE),
    Fault("sends a second member of gzip", responds(gzipped(lambda body: body + gzip.compress(b"more"))), FINE),
    Fault("says gzip, and sends none", responds(gzipped(gzip.decompress)), BAD_GZIP),
    Fault("sends gzip that grows to 20 MB", responds(gzipped(lambda _: BOMB)), TOO_LARGE),
    Fault(
        "sends gzip in gzip",
        responds(lambda good: good.whole(b"Content-Encoding: gzip, gzip\r\n", gzip.compress(gzip.compress(good.body)))),
        _unreadable("the response is compressed in a way that the client does not accept"),
    ),
    Fault(
        "says a coding that the client does not accept",
        responds(lambda good: good.whole(b"Content-Encoding: br\r\n")),
        _unreadable("the response is compressed in a way that the client does not accept"),
    ),
    Fault("says a charset for a coding", responds(lambda good: good.whole(b"Content-Encoding: utf-8\r\n")), FINE),
]

PAGES: Final = [
    Fault(
        "sends an HTML page (200)",
        responds(page("200 OK")),
        _unexpected('the response is an HTML page, not the provider\'s ("Out of order")'),
    ),
    Fault(
        "sends a login page (200)",
        responds(page("200 OK", LOGIN_PAGE)),
        _unexpected('the response is a login page ("Welcome")'),
    ),
    Fault(
        "sends an HTML page (401)",
        responds(page("401 Unauthorized", PAGE, "WWW-Authenticate: Negotiate")),
        FOREIGN,
    ),
    Fault("sends an HTML page (403)", responds(page("403 Forbidden")), FOREIGN),
    Fault(
        "sends an HTML page (404)",
        responds(page("404 Not Found")),
        _unreadable('the response is an HTML page, not the provider\'s ("Out of order")…'),
    ),
    Fault("sends an HTML page (407)", responds(page("407 Proxy Authentication Required")), FOREIGN),
    Fault("sends an HTML page (418)", responds(page("418 I'm a teapot")), FOREIGN),
    Fault(
        "sends an HTML page (500)",
        responds(page("500 Internal Server Error")),
        _all(ServerError, 'the response is an HTML page, not the provider\'s ("Out of order")'),
    ),
    Fault(
        "sends an HTML page (502)",
        responds(page("502 Bad Gateway")),
        _after_retry(_OUT_OF_ORDER.times(3, 1), _OUT_OF_ORDER),
    ),
    Fault(
        "requires a login to the network (511)",
        responds(page("511 Network Authentication Required", LOGIN_PAGE)),
        _all(ServerError, 'the response is a login page ("Welcome")'),
    ),
]

REDIRECTS: Final = [
    Fault(
        "redirects to a captive portal (302)",
        responds(empty("302 Found", "Location: http://portal.test/login")),
        REDIRECT,
    ),
    Fault(
        "redirects to the same path on another host (301)",
        moves,
        _unreadable("the response is a redirect, which the client never follows"),
    ),
    Fault(
        "redirects to another host, with the body (307)",
        responds(empty("307 Temporary Redirect", "Location: https://elsewhere.test/")),
        REDIRECT,
    ),
    Fault("redirects to itself (308)", responds(empty("308 Permanent Redirect", "Location: ")), REDIRECT),
    Fault("redirects without a Location (302)", responds(empty("302 Found")), REDIRECT),
    Fault("redirects to a broken URL (302)", responds(empty("302 Found", "Location: http://[::1/:x")), REDIRECT),
    Fault(
        "redirects to a URL of 60,000 characters", responds(empty("302 Found", "Location: /" + "a" * 60_000)), REDIRECT
    ),
    Fault("says that nothing has changed (304)", responds(b"HTTP/1.1 304 Not Modified\r\n\r\n"), REDIRECT),
]

TYPES: Final = [
    Fault("sends no content type", responds(typed(b"")), _unexpected("the response is of no content type, … bytes")),
    Fault("says text/plain", responds(typed(b"text/plain")), _unexpected("the response is text/plain, … bytes")),
    Fault(
        "sends the other format",
        responds(in_the_other_format),
        _by_format(
            "the response is application/xml, … bytes; {media} was expected",
            "the response cannot be read: the document element is not 'platform'",
        ),
    ),
    Fault(
        "says a dialect of the format",
        responds(lambda good: typed(b"application/problem+" + good.media.rpartition(b"/")[2])(good)),
        FINE,
    ),
    Fault(
        "says a content type with 60,000 semicolons",
        responds(lambda good: typed(good.media + b";" * 60_000)(good)),
        FINE,
    ),
    Fault(
        "says a charset that does not exist",
        responds(lambda good: typed(good.media + b";charset=klingon")(good)),
        {
            **FINE,
            "agileapps": Outcome(UnreadableAnswerError, "the response cannot be read: the encoding is not supported"),
        },
    ),
    Fault(
        "says a charset that is a codec of Python alone",
        responds(lambda good: typed(good.media + b";charset=unicode_escape")(good)),
        {
            **FINE,
            "agileapps": Outcome(UnreadableAnswerError, "the response cannot be read: the encoding is not supported"),
        },
    ),
    Fault(
        "says UTF-16, and sends UTF-8",
        responds(lambda good: typed(good.media + b";charset=utf-16")(good)),
        {**FINE, "agileapps": BAD_DOCUMENT["agileapps"]},
    ),
    Fault("sends UTF-16", responds(lambda good: good.whole(body=good.body.decode().encode("utf-16"))), FINE),
    Fault(
        "sends bytes that are not UTF-8",
        responds(lambda good: good.whole(body=good.body.replace(b"a", b"\xff"))),
        BAD_DOCUMENT,
    ),
    Fault(
        "sends a byte order mark before UTF-8",
        responds(lambda good: good.whole(body=b"\xef\xbb\xbf" + good.body)),
        FINE,
    ),
]

BODIES: Final = [
    Fault("sends an empty body (200)", responds(documented(b"")), _unexpected("the response is empty")),
    Fault("sends no body (204)", responds(b"HTTP/1.1 204 No Content\r\n\r\n"), _unexpected("the response is empty")),
    Fault("sends blanks", responds(documented(b" \r\n" * 1000)), _unexpected("the response is empty")),
    Fault("sends a document that is cut", responds(lambda good: good.whole(body=good.body[:-20])), BAD_DOCUMENT),
    Fault(
        "sends something behind the document",
        responds(lambda good: good.whole(body=good.body + b"{}<a/>")),
        BAD_DOCUMENT,
    ),
    Fault(
        "sends a list",
        responds(documented(b"[1, 2]")),
        {
            **_unreadable("the response is not what is documented: the body must be an object"),
            "agileapps": BAD_DOCUMENT["agileapps"],
        },
    ),
    Fault(
        "sends null",
        responds(documented(b"null")),
        {
            **_unreadable("the response is not what is documented: the body must be an object"),
            "agileapps": BAD_DOCUMENT["agileapps"],
        },
    ),
    Fault(
        "sends a document without a field",
        responds(lambda good: good.whole(body=b"{}" if good.is_json else b"<platform/>")),
        {**_unreadable("the response is not what is documented: `…` is missing"), "forgerock": Outcome()},
        is_partial=True,
    ),
    Fault(
        "sends JSON with 100,000 levels",
        responds(typed(b"application/json", b"[" * 100_000)),
        _unreadable("the response is broken JSON"),
    ),
    Fault(
        "sends XML with 10,000 levels",
        responds(typed(b"application/xml", b"<a>" * 10_000)),
        _by_format(
            "the response is application/xml, … bytes; {media} was expected",
            "the response cannot be read: deeper than 32 elements",
        ),
    ),
    Fault(
        "sends a number of 400 digits",
        responds(with_numbers(b"1" * 400)),
        {**FINE, "agileapps": Outcome(BadRequestError, "Success")},
    ),
    Fault(
        "sends a number of 5,000 digits",
        responds(with_numbers(b"1" * 5000)),
        _by_format(
            "the response is broken JSON", "the response is not what is documented: `message.code` must be an integer"
        ),
    ),
    Fault(
        "sends Infinity and NaN",
        responds(with_numbers(b"Infinity", b"NaN")),
        _by_format(
            "the response is broken JSON", "the response is not what is documented: `message.code` must be an integer"
        ),
    ),
    Fault("sends XML with a bomb of entities", responds(typed(b"application/xml", ENTITIES)), DOCTYPE),
    Fault("sends XML with a file for an entity", responds(typed(b"application/xml", _FILE)), DOCTYPE),
]

COOKIES: Final = [
    Fault("sets 5,000 cookies", responds(lambda good: good.whole(b"Set-Cookie: a=b\r\n" * 5000)), FINE),
    Fault(
        "sets cookies without a name, or a value",
        responds(lambda good: good.whole(b"Set-Cookie: =b\r\nSet-Cookie: ;;;\r\nSet-Cookie: a\r\nSet-Cookie: \r\n")),
        FINE,
    ),
    Fault(
        "sets a cookie of 60,000 bytes",
        responds(lambda good: good.whole(b"Set-Cookie: a=%b\r\n" % (b"b" * 60_000))),
        FINE,
    ),
    Fault(
        "sets a cookie for another domain, with a broken date",
        responds(lambda good: good.whole(b"Set-Cookie: a=b; Domain=.test; Expires=Someday; Max-Age=-9e9\r\n")),
        FINE,
    ),
]


def _refused(*headers: str) -> list[bytes]:
    return [empty("429 Too Many Requests", *headers)]


LIMITS: Final = [
    Fault("sends 429, and then the response", responds(*_refused(), whole), _retried_after(0)),
    Fault("sends 429 with Retry-After: 7", responds(*_refused("Retry-After: 7"), whole), _retried_after(7)),
    Fault(
        "sends 429 with Retry-After as a date, 9 s after its own",
        responds(*_refused(_DATE, "Retry-After: Wed, 01 Jul 2026 12:00:09 GMT"), whole),
        _retried_after(9),
    ),
    Fault(
        "sends 429 with Retry-After twice, 3 and 8",
        responds(*_refused("Retry-After: 3", "Retry-After: 8"), whole),
        _retried_after(8),
    ),
    Fault("sends 429 with Retry-After: soon", responds(*_refused("Retry-After: soon"), whole), _retried_after(0)),
    Fault("sends 429 with Retry-After: -5", responds(*_refused("Retry-After: -5"), whole), _retried_after(0)),
    Fault(
        "sends 429 with X-Rate-Limit-Reset, 6 s after its own date",
        responds(
            *_refused(
                _DATE, "X-Rate-Limit-Limit: 600", "X-Rate-Limit-Remaining: 0", f"X-Rate-Limit-Reset: {_NOON + 6}"
            ),
            whole,
        ),
        _retried_after(6),
    ),
    Fault(
        "sends 429 with Retry-After as a date, 9 s from now, and without a Date",
        refuses_until("Retry-After", 9, partial(formatdate, usegmt=True)),
        _retried_after(9),
    ),
    Fault(
        "sends 429 with X-Rate-Limit-Reset, 9 s from now, and without a Date",
        refuses_until("X-Rate-Limit-Limit: 600\r\nX-Rate-Limit-Remaining: 0\r\nX-Rate-Limit-Reset", 9, "{:.0f}".format),
        _retried_after(9),
    ),
    Fault("sends 429 with Retry-After: 86400", responds(*_refused("Retry-After: 86400"), whole), TOO_LONG),
    Fault(
        "sends 429 with Retry-After in the year 9999",
        responds(*_refused(_DATE, "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"), whole),
        TOO_LONG,
    ),
    Fault(
        "sends 429 with Retry-After of 400 digits", responds(*_refused("Retry-After: " + "9" * 400), whole), TOO_LONG
    ),
    Fault("sends 429 as an HTML page", responds(page("429 Too Many Requests"), whole), _retried_after(0)),
    Fault(
        "sends 429 with Retry-After: 1 for ever",
        responds(*_refused("Retry-After: 1")),
        {
            "all": Outcome(
                RateLimitError,
                "the response is empty; refused as often as `max_attempts` allows",
                received=8,
                waited=7,
            )
        },
    ),
    Fault(
        "sends 503 with Retry-After: 7, and then the response",
        responds(empty("503 Service Unavailable", "Retry-After: 7"), whole),
        _after_retry(Outcome(received=2, waited=7), Outcome(UnavailableError, "the response is empty")),
    ),
    Fault(
        "sends 503 with Retry-After: 1 for ever",
        responds(empty("503 Service Unavailable", "Retry-After: 1")),
        _after_retry(
            Outcome(UnavailableError, "the response is empty", received=8, waited=7),
            Outcome(UnavailableError, "the response is empty"),
        ),
    ),
    *(
        Fault(
            f"sends {status}, and then the response",
            responds(empty(status), whole),
            _after_retry(Outcome(received=2), Outcome(UnavailableError, "the response is empty")),
        )
        for status in ("502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout")
    ),
    Fault(
        "sends 500 Internal Server Error, and then the response",
        responds(empty("500 Internal Server Error"), whole),
        _all(ServerError, "the response is empty"),
    ),
    Fault(
        "sends 408, and then the response",
        responds(empty("408 Request Timeout"), whole),
        {
            **_all(BadRequestError, "the response is empty"),
            "forgerock.authenticate": Outcome(AuthenticationError, "the dialogue timed out: start it again"),
        },
    ),
    Fault(
        "sends 413, and closes",
        sends(empty("413 Content Too Large", "Connection: close")),
        _all(BadRequestError, "the response is empty"),
    ),
]

SECURITY: Final = [
    Fault("has an expired certificate", responds(whole), _tls(": certificate has expired"), tls="expired"),
    Fault("has the certificate of another host", responds(whole), _tls(": IP address mismatch, …"), tls="another host"),
    Fault("has the certificate of an unknown authority", responds(whole), _tls(": …self…signed…"), tls="unknown"),
    Fault("speaks plain HTTP on the port of TLS", responds_in_plain, _tls(), tls="none"),
    Fault("sends an alert in the handshake", sends_an_alert, _tls(), tls="none"),
    Fault("closes in the handshake", closes_in_the_request, {"all": _REFUSED.times(0, 2)}, tls="none"),
    Fault("resets in the handshake", resets_in_the_request, {"all": _REFUSED.times(0, 2)}, tls="none"),
    Fault(
        "never responds in the handshake",
        says_nothing,
        {"all": Outcome(CallTimeoutError, "no connection within the timeout", False).times(0, 1)},
        tls="none",
        slow="connect",
    ),
    Fault("closes the connection after the request", sends(), BROKEN, tls="good"),
    Fault("resets in the middle of the body", resets(framed(b"Content-Length: 100000\r\n")), BROKEN, tls="good"),
    Fault("closes at the end of a body without a length", sends(framed(b"")), FINE, tls="good"),
]

PROXIES: Final = [
    Fault("refuses the connection", None, {"all": _REFUSED.times(0, 0)}, is_proxy=True),
    Fault(
        "closes the connection at once",
        closes,
        {"all": Outcome(ConnectionFailedError, "…", False).times(0, 2)},
        is_proxy=True,
    ),
    Fault(
        "never responds",
        says_nothing,
        {"all": Outcome(CallTimeoutError, "no … within the timeout", False).times(0, 1)},
        is_proxy=True,
        slow="read",
    ),
    Fault(
        "requires a login (407)",
        sends(empty("407 Proxy Authentication Required", "Proxy-Authenticate: Basic")),
        NO_PROXY,
        is_proxy=True,
    ),
    Fault("forbids the host (403)", sends(page("403 Forbidden")), NO_PROXY, is_proxy=True),
    Fault("does not reach the host (502)", sends(page("502 Bad Gateway")), NO_PROXY, is_proxy=True),
    Fault(
        "is a captive portal (302)", sends(empty("302 Found", "Location: http://portal.test/")), NO_PROXY, is_proxy=True
    ),
    Fault("opens a tunnel to nowhere", tunnels(closes), {"all": _REFUSED.times(0, 2)}, is_proxy=True),
    Fault("opens a tunnel to a server without TLS", tunnels(responds_in_plain), _tls(), is_proxy=True),
]

SECTIONS: Final[Mapping[str, list[Fault]]] = {
    "Connections": CONNECTING,
    "Kept-alive connections": KEPT_ALIVE,
    "Status line and headers": HEADS,
    "Length of the body": LENGTHS,
    "Compression": CODINGS,
    "HTML pages": PAGES,
    "Redirects": REDIRECTS,
    "Content type and charset": TYPES,
    "Content of the body": BODIES,
    "Cookies": COOKIES,
    "Rate limits and unavailability": LIMITS,
    "TLS": SECURITY,
    "Proxies": PROXIES,
}
FAULTS: Final = [(section, fault) for section, faults in SECTIONS.items() for fault in faults]
