"""Which responses of other endpoints are errors, and which say that a session has ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urljoin, urlsplit

from .._core.messages import decode
from .._core.operations import JSON, XML, Operation, Schema
from .._core.provider import Provider, ProviderResponse
from .._json import as_mapping
from .._transport.seam import RawHeaders, Response
from ..credentials import Credential
from ..errors import AnswerError, AuthenticationError, SessionExpiredError

# In bytes; as much as the longest list of a documented operation.
MAX_BYTES: Final = 1024 * 1024
NAME: Final = "request"
_SESSIONS: Final = frozenset({"sid", "idx", "session", "sessionCookie", "sessionCookies"})
# /login/login.htm and /signin at Okta, /am/XUI/ and /openam/UI/Login at ForgeRock; the rules of AgileApps know its page.
_LOGIN_PAGE: Final = re.compile(r"/(log-?[io]n|sign-?in|xui)(?=[/.;]|$)", re.IGNORECASE)


_known: Final[dict[str, Operation]] = {}


def other_endpoint(provider: Provider) -> Operation:
    """The operation that stands for all endpoints that the provider's document does not have.

    It takes each credential of the document, or none. Its errors come in the formats of the document.
    """
    if provider.name not in _known:
        _known[provider.name] = _compiled(provider)
    return _known[provider.name]


def _compiled(provider: Provider) -> Operation:
    documented = provider.description.by_name.values()
    schemes = {scheme: None for each in documented for alternative in each.security for scheme in alternative}
    some = next(each for each in documented if _errors(each))
    return Operation(
        id=NAME,
        path="/...",
        security=[{}, *({scheme: []} for scheme in schemes)],
        parameters=[],
        request=None,
        responses=_errors(some),
        successes={},
        accept=JSON,
        schemas=some.schemas,
        retryable=False,
        bucket="",
        max_bytes=MAX_BYTES,
    )


def _errors(operation: Operation) -> dict[str, Mapping[str, Schema]]:
    return {
        status: content
        for status, content in operation.responses.items()
        if not status.startswith("2") and (JSON in content or XML in content)
    }


def error_of(
    provider: Provider, status: int, headers: RawHeaders, content: bytes, redact: Callable[[str], str], url: str
) -> tuple[AnswerError | None, str]:
    """The error that a response stands for, by the provider's rules, and why its body is not one of an error."""
    operation = other_endpoint(provider)
    # A body is read as that of an error: AgileApps sends errors with 200.
    read = Response.of(max(status, 400), headers, content, MAX_BYTES)
    problem = decode(read, operation, redact)
    seen = ProviderResponse(NAME, status, read.headers, as_mapping(read.value), problem, redact, url)
    return provider.error(seen), problem


def is_session(credential: Credential | None) -> bool:
    """Whether ``credential`` is a user's session, which can end."""
    return credential is not None and bool(credential.schemes & _SESSIONS)


def leads_to_login(url: str, location: str) -> bool:
    """Whether a redirect leads to the server's own login page. A gateway's on another host says nothing about the session."""
    try:
        target = urlsplit(urljoin(url, location))
        return target.hostname == urlsplit(url).hostname and bool(_LOGIN_PAGE.search(target.path))
    except ValueError:
        return False


def explained(error: AnswerError, credential: Credential | None) -> AnswerError:
    """``error``, which is about the session where that is the only credential."""
    if not isinstance(error, AuthenticationError) or not is_session(credential):
        return error
    return error._as(SessionExpiredError, error.message)  # pyright: ignore[reportPrivateUsage]  # it is for the rooms of the library


def login_page_error(provider: Provider, status: int) -> SessionExpiredError:
    return SessionExpiredError(
        "the session has expired: the response leads to the login page",
        provider=provider.name,
        operation=NAME,
        status=status,
    )
