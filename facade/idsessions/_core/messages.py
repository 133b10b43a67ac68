"""Writes the request of a generated function, and reads the body of its response.

What cannot be sent is refused here, before anything is.
"""

from __future__ import annotations

import json as _json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from attrs import define, field

from .._json import as_list, as_mapping
from .._transport.seam import ENCODING, Response
from .._xml import XmlError, dump_xml, load_xml, read_json
from ..credentials import Credential
from ..errors import CredentialError, UsageError
from .operations import FORM, JSON, XML, Body, Operation
from .options import HEADER_NAME, HEADER_VALUE, Options
from .page import describe

_FRAMING: Final = frozenset({"host", "connection", "content-length", "content-type", "transfer-encoding"})
NOT_A_CREDENTIAL: Final = "a credential must be an object, such as ApiToken('...'), not a {}"
# What servers and httpx take at most.
_LONGEST_URL: Final = 64 * 1024

_CHARSET: Final = re.compile(r';\s*charset\s*=\s*"?([A-Za-z0-9._:-]{1,40})', re.IGNORECASE)
_LONGEST_CONTENT_TYPE: Final = 1_000
# A body of brackets and commas takes two hundred times its size as objects. A list of 1,000 sessions has 10,000 values.
_MOST_VALUES: Final = 50_000
_DEEPEST: Final = 64

# What a caller passes for the schemes of the documents. No two documents share a name, so that no credential of one
# provider fits another; only an access token is the same everywhere.
SCHEMES: Final = {
    "apiToken": "ApiToken",
    "oauth2": "AccessToken or ServiceApp",
    "userToken": "AccessToken",
    "bearer": "AccessToken or ServiceAccount",
    "sid": "SessionCookie('sid', ...)",
    "idx": "SessionCookie('idx', ...)",
    "session": "SessionToken or AdminLogin",
    "sessionCookie": "SessionToken or AdminLogin",
    "sessionCookies": "SessionCookies",
}


@define(eq=False)
class Outgoing:
    """A request without its credential."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)


def build_request(
    operation: Operation,
    credential: Credential | None,
    options: Options,
    method: str,
    url: str,
    *,
    cookie: str = "",
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, Any] | None = None,
    json: Any = None,
    data: Mapping[str, Any] | None = None,
) -> Outgoing:
    """The request without its credential.

    Args:
        operation: The operation.
        credential: What to call as.
        options: The caller's.
        method: The HTTP method, in any case.
        url: The URL, without a query.
        cookie: A cookie that goes along and is no credential.
        headers: The operation's own headers.
        params: The query.
        json: The body of an operation whose document says JSON or XML.
        data: The body of an operation whose document says form.

    Raises:
        CredentialError: The operation does not take this credential.
        UsageError: An argument holds something that cannot be sent in its place.
    """
    check_credential(operation, credential)
    own = {**(headers or {}), **({"Cookie": cookie} if cookie else {})}
    problem = (
        "an argument holds a character that cannot be sent: a lone surrogate, or in a header a line break, a blank at"
        " either end, or a character that is not ASCII"
    )
    url = url.partition("#")[0]  # It tells operations of one path apart, in the document only.
    try:
        if params:
            url = f"{url}?{urlencode({name: _as_text(value) for name, value in params.items()})}"
        kind, content = _encoded(json, data, operation)
        if len(url) > _LONGEST_URL:
            problem = "an argument is too long for a URL"
        elif all(map(HEADER_VALUE.fullmatch, own.values())):
            sent = _common_headers(operation, options, own)
            if own or kind:  # Otherwise all calls share one dict.
                sent = {**sent, **own, **kind}
            return Outgoing(method.upper(), url, sent, content)
    except UnicodeEncodeError:
        pass  # The exception holds the whole text, which may be a password.
    except (TypeError, ValueError):  # The latter for a number that JSON does not have.
        problem = "an argument is of a type that cannot be sent: pass what the docstring says"
    raise UsageError(problem)


def _common_headers(operation: Operation, options: Options, own: Mapping[str, str]) -> Mapping[str, str]:
    """What all requests of an operation are sent with; where the caller and the operation name a header, the latter wins."""
    if (known := options.headers_by_accept.get(operation.accept)) is None:
        known = options.headers_by_accept[operation.accept] = {
            "Accept": operation.accept,
            "Accept-Encoding": ENCODING,
            "Connection": "keep-alive",
            "User-Agent": options.agent,
            **options.headers,
        }
    if not own or not options.headers:
        return known
    names = {name.lower() for name in own}
    return {name: value for name, value in known.items() if name.lower() not in names}


def _encoded(json: Any, data: Mapping[str, Any] | None, operation: Operation) -> tuple[dict[str, str], bytes]:
    if data is not None:
        return {"Content-Type": FORM}, encode_form(data)
    if json is None:
        return {}, b""
    if operation.request is not None and operation.request[0] == XML:
        return {"Content-Type": XML}, _as_xml(json, operation)
    return {"Content-Type": JSON}, _json.dumps(
        json, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def encode_form(fields: Mapping[str, Any]) -> bytes:
    """A body of the type ``application/x-www-form-urlencoded``."""
    return urlencode({name: _as_text(value) for name, value in fields.items()}).encode()


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _as_xml(body: Mapping[str, Any], operation: Operation) -> bytes:
    assert operation.request is not None
    try:
        return dump_xml(body, operation.request[1], operation.schemas)
    except XmlError as error:
        problem = str(error)
    raise UsageError(problem)


def check_credential(operation: Operation, credential: Credential | None) -> None:
    """Raise `CredentialError` unless the document lets ``operation`` be called with ``credential``."""
    if credential is not None and not isinstance(credential, Credential):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
        raise CredentialError(NOT_A_CREDENTIAL.format(type(credential).__name__))
    wanted: list[str] = []
    lacking: set[str] = set()
    for alternative in operation.security:
        if credential is None and not alternative:
            return
        for scheme, scopes in alternative.items():
            if credential is not None and scheme in credential.schemes:
                lacking = {scope for scope in scopes if not _carries(credential.scopes, scope)}
                if not lacking:
                    return
            wanted.append(scheme)
    takes = " or ".join(dict.fromkeys(SCHEMES.get(scheme, scheme) for scheme in wanted)) or "no credential at all"
    if lacking:
        raise CredentialError(f"the access token lacks the scope {', '.join(sorted(lacking))}")
    if credential is None:
        raise CredentialError(f"this operation needs a credential: {takes}")
    raise CredentialError(f"this operation takes {takes}, not {credential.kind}")


def _carries(scopes: frozenset[str] | None, scope: str) -> bool:
    """Whether ``scope`` may be among ``scopes``, which may be unknown. At Okta, the manage scope includes the read scope."""
    return scopes is None or scope in scopes or f"{scope.removesuffix('.read')}.manage" in scopes


def validated_headers(given: Mapping[str, str]) -> dict[str, str]:
    """The headers of a credential, if they can be sent; a caller's own credential may return anything."""
    for name, value in given.items():
        if name.lower() in _FRAMING or not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            raise CredentialError(
                "the credential returned a header that cannot be sent: its name or value has a character that is not"
                " valid there, the value has a blank at an end (RFC 9110), or the header is about the message itself"
            )
    return dict(given)


def decode(response: Response, operation: Operation, redact: Callable[[str], str]) -> str:
    """Decode the body into ``response.value``; return why it cannot be read, or an empty text.

    A success is read as the document describes it; an error in whichever of the provider's formats it comes.
    """
    if response.problem:
        return response.problem
    successes = operation.successes
    if (
        response.is_success
        and response.status_code not in successes
        and len(successes) > 1
        and None in successes.values()
    ):
        # It is open whether it has a body.
        return f"the status code {response.status_code} is not documented for this operation"
    content_type = response.headers.get("content-type", "")[:_LONGEST_CONTENT_TYPE]
    given = content_type.partition(";")[0].strip().lower()
    expected = _expected(response, operation) if response.is_success else _error_body(response, given, operation)
    if expected is None:
        return "" if response.is_success else describe(response.content, given, redact)
    media, schema = expected
    if not response.content or not _is_readable(given, media) or response.content.isspace():
        return f"{describe(response.content, given, redact)}; {media} was expected"
    try:
        if _same_format(given, XML):
            found = _CHARSET.search(content_type)
            charset = found[1] if found else None
            response.value = load_xml(response.content, schema, operation.schemas, charset=charset)
        else:
            value = load_json(response.content)
            response.value = read_json(value, schema, operation.schemas) if media == XML else value
    except XmlError as error:
        return f"the response cannot be read: {error}"
    except (ValueError, RecursionError):
        return "the response is broken JSON"
    return ""


def load_json(content: bytes) -> object:
    """Decode JSON that is no larger and no deeper than session documents are.

    Raises:
        ValueError: It is not JSON, or not within the bounds.
        RecursionError: It is far too deep.
    """
    openings = content.count(b"[") + content.count(b"{")
    if openings + content.count(b",") > _MOST_VALUES:
        raise ValueError("too many values")
    value = _decoder.decode(content.decode(_json.detect_encoding(content)))
    if openings > _DEEPEST:
        _check_depth(value)
    return value


def _refuse_constant(name: str) -> float:
    """``NaN`` and ``Infinity`` are no JSON (RFC 8259, section 6), and what repeats them could not be sent."""
    raise ValueError(name)


_decoder = _json.JSONDecoder(parse_constant=_refuse_constant)


def _check_depth(value: object) -> None:
    level = [value]
    for _ in range(_DEEPEST):
        if not level:
            return
        level = [inner for outer in level for inner in _children(outer)]
    raise ValueError("too deep")


def _children(value: object) -> list[object]:
    entries = as_mapping(value)
    return as_list(value) if entries is None else list(entries.values())


def _expected(response: Response, operation: Operation) -> Body:
    """The documented body of this status code; where that is not documented, the body of a success."""
    if response.status_code in operation.successes:
        return operation.successes[response.status_code]
    return next(iter(operation.successes.values()), None)


def _error_body(response: Response, given: str, operation: Operation) -> Body:
    """In which of the documented formats an error came; any error's schema serves, for they are alike."""
    for content in (operation.responses.get(str(response.status_code), {}), *operation.responses.values()):
        for media, schema in content.items():
            if media in (JSON, XML) and _is_readable(given, media):
                return media, schema
    return None


def _is_readable(given: str, expected: str) -> bool:
    """Whether ``given`` can be read where ``expected`` is documented: JSON can stand for XML."""
    return _same_format(given, expected) or (expected == XML and _same_format(given, JSON))


def _same_format(given: str, expected: str) -> bool:
    """Whether ``given`` is ``expected`` or a dialect of it: ``application/problem+json`` is JSON."""
    kind = expected.rpartition("/")[2]
    return given == expected or given == f"text/{kind}" or given.endswith(f"+{kind}")
