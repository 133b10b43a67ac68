"""What the send boundary must be told of a provider, of one call, and of an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import httpx
from attrs import field, frozen

from .._redact import redact
from ..credentials import Credential
from ..errors import AnswerError, CredentialError
from .assertion import ClientAssertion
from .operations import Description, Operation
from .options import HEADER_NAME, HEADER_VALUE, Options

CALL: Final = "idsessions.call"
_E = TypeVar("_E", bound=AnswerError)


@frozen
class Answer:
    """A response as the tables that map errors see it.

    Attributes:
        body: What the provider said, decoded, or None where it is not in the provider's format.
        problem: Why the body cannot be read, if it cannot.
    """

    provider: str
    operation: str
    status: int
    headers: httpx.Headers = field(repr=False)
    body: Mapping[str, Any] | None = field(repr=False)
    problem: str
    request_id: str | None
    secrets: frozenset[str] = field(repr=False)

    def text(self, *keys: str) -> str:
        """The first of the body's fields ``keys`` that is text, without the secrets of the request; else empty."""
        for key in keys:
            value = (self.body or {}).get(key)
            if isinstance(value, str) and value:
                return redact(value, self.secrets)
        return ""

    def error(self, kind: type[_E], message: str, *, code: str | None = None) -> _E:
        """An error of this answer."""
        return kind(
            redact(message, self.secrets),
            provider=self.provider,
            operation=self.operation,
            status=self.status,
            code=None if code is None else redact(code, self.secrets),
            request_id=self.request_id,
        )


@frozen
class Provider:
    """What is particular to one provider, as data and pure functions.

    Attributes:
        repeatable: Names (as in the document) of the operations that may be sent again when it is not known whether
            the first time counted.
        bucket: The rate-limit bucket of an operation.
        error: The error that an answer stands for; None for an answer that is a success.
        request_id: The header that carries the provider's id of a request.
        refuses: Whether an error says that the credential was not accepted, so that a renewed one may be.
    """

    name: str
    description: Description
    repeatable: frozenset[str]
    bucket: Callable[[Operation], str]
    error: Callable[[Answer], AnswerError | None]
    request_id: str
    refuses: Callable[[AnswerError], bool]


@frozen
class Call:
    """One call, as the facade asks the boundary for it.

    Attributes:
        cookie: A cookie that goes along and is no credential.
        path: Where to send it instead of to the document's path; empty almost always.
        assertion: What a token request has in place of a credential.
    """

    base_url: str
    credential: Credential | None
    options: Options
    cookie: str = ""
    path: str = ""
    assertion: ClientAssertion | None = None

    @property
    def signer(self) -> Credential | None:
        """Who puts a secret on its requests."""
        return self.credential or self.assertion


def check_credential(operation: Operation, credential: Credential | None, provider: str) -> None:
    """Raise `CredentialError` unless ``credential`` is one that the document lets ``operation`` be called with."""
    if credential is not None and not isinstance(credential, Credential):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
        raise CredentialError(
            NO_CREDENTIAL.format(type(credential).__name__), provider=provider, operation=operation.id
        )
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
    takes = " or ".join(dict.fromkeys(NAMES.get(scheme, scheme) for scheme in wanted)) or "no credential at all"
    if lacking:
        text = f"the access token lacks the scope {', '.join(sorted(lacking))}"
    elif credential is None:
        text = f"this operation needs a credential: {takes}"
    else:
        text = f"this operation takes {takes}, not {credential.kind}"
    raise CredentialError(text, provider=provider, operation=operation.id)


def checked_headers(given: Mapping[str, str]) -> Mapping[str, str]:
    """The headers that a credential gave, if they can be sent; one of a caller's own may give anything."""
    for name, value in given.items():
        if name.lower() in _FRAMING or not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            raise CredentialError(
                "the credential gave a header that cannot be sent: its name or value has a character that no header has,"
                " a blank at an end (RFC 9110), or it is about the message itself"
            )
    return given


_FRAMING: Final = frozenset({"host", "connection", "content-length", "content-type", "transfer-encoding"})


def _carries(scopes: frozenset[str] | None, scope: str) -> bool:
    """Whether ``scope`` may be among ``scopes``: they may not be known; and at Okta, who may manage may read."""
    return scopes is None or scope in scopes or f"{scope.removesuffix('.read')}.manage" in scopes


NO_CREDENTIAL: Final = "a credential is an object, such as ApiToken('...'), not a {}"

# How a user of the facade knows the schemes of the documents. No two documents share a name, so that no credential of one
# provider fits another; only an access token is the same everywhere.
NAMES: Final = {
    "apiToken": "ApiToken",
    "oauth2": "AccessToken or ServiceApp",
    "bearer": "AccessToken or ServiceAccount",
    "sid": "SessionCookie('sid', ...)",
    "idx": "SessionCookie('idx', ...)",
    "session": "SessionToken",
    "sessionCookie": "SessionToken",
    "sessionCookies": "SessionCookies",
}
