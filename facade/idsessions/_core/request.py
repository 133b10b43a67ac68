"""Builds the request of a generated function; what cannot be sent is refused here, before anything is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx

from .._xml import XmlError, dump_xml
from ..credentials import Credential
from ..errors import CredentialError, UsageError
from .operations import XML, Operation
from .options import HEADER_NAME, HEADER_VALUE, Options

# What is asked for, and all that is undone: another coding could hide a thousand times its size, and a second layer a million.
ENCODING: Final = "gzip"
_FRAMING: Final = frozenset({"host", "connection", "content-length", "content-type", "transfer-encoding"})
NOT_A_CREDENTIAL: Final = "a credential must be an object, such as ApiToken('...'), not a {}"

# What a caller passes for the schemes of the documents. No two documents share a name, so that no credential of one
# provider fits another; only an access token is the same everywhere.
SCHEMES: Final = {
    "apiToken": "ApiToken",
    "oauth2": "AccessToken or ServiceApp",
    "bearer": "AccessToken or ServiceAccount",
    "sid": "SessionCookie('sid', ...)",
    "idx": "SessionCookie('idx', ...)",
    "session": "SessionToken",
    "sessionCookie": "SessionToken",
    "sessionCookies": "SessionCookies",
}


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
) -> httpx.Request:
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
    body: dict[str, Any] = {} if data is None else {"data": data}
    if json is not None:
        is_xml = operation.request is not None and operation.request[0] == XML
        body = {"content": _as_xml(json, operation)} if is_xml else {"json": json}
    own = {name.lower() for name in headers or ()}
    sent = {
        "Accept": operation.accept,
        "Accept-Encoding": ENCODING,
        "Connection": "keep-alive",
        "User-Agent": options.agent,
        **{name: value for name, value in options.headers.items() if name.lower() not in own},
        **(headers or {}),
        **({"Cookie": cookie} if cookie else {}),
    }
    timeouts = {**_seconds(options), "pool": None}
    problem = (
        "an argument holds a character that cannot be sent: a lone surrogate, or in a header a line break, a blank at"
        " either end, or a character that is not ASCII"
    )
    try:
        if all(map(HEADER_VALUE.fullmatch, sent.values())):
            return httpx.Request(
                method.upper(), url, params=params, headers=sent, extensions={"timeout": timeouts}, **body
            )
    except UnicodeEncodeError:
        pass  # The exception holds the whole text, which may be a password.
    except httpx.InvalidURL:
        problem = "an argument is too long for a URL"
    raise UsageError(problem)


def _seconds(options: Options) -> dict[str, float | None]:
    set_to = options.timeout
    return {"connect": set_to.connect, "read": set_to.read, "write": set_to.write}


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
