"""The cookies of an AgileApps session: the caller's, and those that a response sets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from idsessions_agileapps.models import Login

from .._core.cookies import set_cookie_lines, set_cookies
from ..credentials import Credential, SessionCookies, as_secret, is_given_as_function
from ..errors import CredentialError

_SESSION = "JSESSIONID"
# What else a Set-Cookie line has (RFC 6265, section 4.1): a `cookieString` that was joined from such lines has it too.
_ATTRIBUTES = frozenset(
    {"path", "domain", "expires", "max-age", "secure", "httponly", "samesite", "version", "comment"}
)
_BARE_ID = re.compile(r"[^=;]+=*")


def as_cookies(cookies: SessionCookies | str) -> SessionCookies:
    """The cookies of a caller: as they are, as the text of a ``Cookie`` header, or as the bare session id."""
    if isinstance(cookies, SessionCookies):
        return cookies
    if not isinstance(cookies, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
        kind = type(cookies).__name__
        raise CredentialError(f"this operation takes SessionCookies or their text, not {kind}", provider="agileapps")
    cookies = as_secret(cookies)
    text: str = as_secret(cookies.strip(" ;"))
    if not text.strip() or text == f"{_SESSION}=":
        raise CredentialError("the session's cookies are empty", provider="agileapps")
    if not text.isprintable():
        raise CredentialError(
            "the session's cookies have a line break or another control character", provider="agileapps"
        )
    # Padding makes no pair: an id may end in "=".
    return SessionCookies(f"{_SESSION}={text}" if _BARE_ID.fullmatch(text) else text)


def session_key(cookies: SessionCookies | str) -> object:
    """What is equal for the same cookies in each of their forms; the cookies themselves if their text is not known."""
    try:
        return as_secret(as_cookies(cookies).header)
    except CredentialError:
        return cookies


def cookies_after(sent: str, headers: Mapping[str, str], login: Login | None = None) -> SessionCookies | None:
    """The cookies to use after a response, or None where there are none, or a login's session id cannot be sent.

    What the response sets replaces cookies of the same name; the others stay, such as a load balancer's.

    Args:
        sent: The ``Cookie`` header of the request; empty where it had none.
        headers: Of the response; their ``Set-Cookie`` comes first.
        login: The details of a login, for what ``Set-Cookie`` lacks: its ``cookieString``, then its ``sessionId``.
    """
    given, named = _given(headers), _names(headers)
    if login is not None and _SESSION not in given:
        given |= {name: value for name, value in _pairs(login.cookie_string or "") if name not in given}
        if login.session_id and _is_usable(_SESSION, login.session_id):
            given.setdefault(_SESSION, login.session_id)
        if _SESSION not in given and (login.session_id or _SESSION in f"{login.cookie_string} {named}"):
            return None
    if not given and not named:
        return SessionCookies(sent) if sent else None
    kept = {name: value for name, value in _pairs(sent) if name not in named}
    pairs = {**kept, **given}
    return SessionCookies("; ".join(f"{name}={value}" for name, value in pairs.items())) if pairs else None


def rotated(used: Credential, sent: str, headers: Mapping[str, str]) -> Credential:
    """The cookies to use after a response to a request with ``used``; what a function returns stays the function's."""
    if not isinstance(used, SessionCookies) or is_given_as_function(used):
        return used
    return cookies_after(sent, headers) or used


def started_session(sent: str, headers: Mapping[str, str]) -> SessionCookies | None:
    """The cookies of the session that a response starts, or None where it does not set the cookie of a session."""
    return cookies_after(sent, headers) if _SESSION in _given(headers) else None


def _given(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in set_cookies(headers) if _is_usable(name, value)}


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(";"):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if value and name.lower() not in _ATTRIBUTES and _is_usable(name, value):
            yield name, value


def _names(headers: Mapping[str, str]) -> set[str]:
    """The names of all cookies that the response sets or removes."""
    return {line.partition("=")[0].strip() for line in set_cookie_lines(headers)}


def _is_usable(name: str, value: str) -> bool:
    """Whether the pair can be sent. Dropping a pair that cannot is better than losing the login that it came with."""
    if value != value.strip():
        return False
    try:
        SessionCookies(f"{name}={value}")
    except CredentialError:
        return False
    return True
