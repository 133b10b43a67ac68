"""Who is calling: each credential is one object with one job, to put one secret on one request."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from attrs import field, frozen

from .errors import CredentialError

__all__ = ["AccessToken", "ApiToken", "Credential", "Secret", "SessionCookie", "SessionCookies", "SessionToken"]

Secret: TypeAlias = str | Callable[[], str] | Callable[[], Awaitable[str]]
"""A secret, or a function that returns it when a request needs it: from a vault, or renewed."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+")


class Credential(ABC):
    """What a request can be sent as. Subclass it if none of ours fits."""

    @property
    @abstractmethod
    def schemes(self) -> frozenset[str]:
        """The names that the provider's document gives to this kind of credential."""

    @property
    def scopes(self) -> frozenset[str] | None:
        """The scopes that it carries, or None where it has none or they are not known."""
        return None

    @property
    def is_end_user(self) -> bool:
        """Whether it belongs to one of many users, who share the rate limit of the whole organization."""
        return True

    @abstractmethod
    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        """The headers that authenticate one request; asked for anew before every attempt."""


def hidden(_: object) -> str:
    """The repr of a secret."""
    return "<hidden>"


def checked_name(name: str) -> str:
    """``name`` if it can be the name of a header and of a cookie, by RFC 9110, section 5.6.2."""
    if not _TOKEN.fullmatch(name):
        raise CredentialError("this cannot be the name of a header or a cookie (RFC 9110 allows letters, digits, -_.)")
    return name


def _check_secret(_: object, __: object, value: Any) -> None:
    if isinstance(value, str):
        checked_secret(value)
    elif not callable(value):
        raise CredentialError("a secret is a string, or a function that returns one")


def _check_cookie_value(cookie: SessionCookie, _: object, value: str) -> None:
    if not _COOKIE_VALUE.fullmatch(value):
        raise CredentialError(f"the value of the cookie {cookie.name} has a character that no cookie has (RFC 6265)")


def _check_cookies(_: object, __: object, header: str) -> None:
    for pair in header.split(";"):
        name, equals, value = pair.strip().partition("=")
        if not (equals and _TOKEN.fullmatch(name) and (not value or _COOKIE_VALUE.fullmatch(value.strip('"')))):
            raise CredentialError("these are not cookies: name=value pairs joined by '; ' are wanted (RFC 6265)")


def _check_header(_: object, __: object, header: str | None) -> None:
    if header is not None:
        checked_name(header)


def checked_secret(value: str) -> str:
    """``value`` if it can stand in a header: printable ASCII without blanks."""
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller's function may be untyped
        raise CredentialError("the function for the secret returned something other than a string")
    if not value:
        raise CredentialError("the secret is empty")
    if not re.fullmatch(r"[\x21-\x7e]+", value):
        raise CredentialError("the secret has a blank, a line break, or a character that no token has; was it pasted?")
    return value


async def reveal(secret: Secret) -> str:
    """The secret itself, checked; a function is called, and awaited if need be."""
    if isinstance(secret, str):
        return secret
    value = secret()
    return checked_secret(value if isinstance(value, str) else await value)


def _as_scopes(given: frozenset[str] | set[str] | list[str] | tuple[str, ...] | str | None) -> frozenset[str] | None:
    if given is None:
        return None
    return frozenset(given.split() if isinstance(given, str) else given)


@frozen(eq=False)
class ApiToken(Credential):
    """An Okta API token, sent as ``Authorization: SSWS <token>``.

    Args:
        token: The token, or a function that returns it.

    Source: https://developer.okta.com/docs/guides/create-an-api-token/main/
    """

    token: Secret = field(repr=hidden, validator=_check_secret)

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"apiToken"})

    @property
    def is_end_user(self) -> bool:
        return False

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return {"Authorization": f"SSWS {await reveal(self.token)}"}


@frozen(eq=False)
class AccessToken(Credential):
    """An OAuth access token, sent as ``Authorization: Bearer <token>`` (RFC 6750).

    Args:
        token: The token, or a function that returns it.
        scopes: The scopes it was issued with, if you want a missing one to be named before a request is sent.
    """

    token: Secret = field(repr=hidden, validator=_check_secret)
    _scopes: frozenset[str] | None = field(default=None, kw_only=True, converter=_as_scopes, alias="scopes")

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"oauth2", "bearer"})

    @property
    def scopes(self) -> frozenset[str] | None:
        return self._scopes

    @property
    def is_end_user(self) -> bool:
        return False

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {await reveal(self.token)}"}


@frozen(eq=False)
class SessionCookie(Credential):
    """One session cookie of a user, such as Okta's ``sid`` (Classic Engine) or ``idx`` (Identity Engine).

    Args:
        name: The cookie's name.
        value: Its value, as the browser sent it; it is a live credential.
    """

    name: str = field(converter=checked_name)
    value: str = field(repr=hidden, validator=_check_cookie_value)

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({self.name})

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return {"Cookie": f"{self.name}={self.value}"}


@frozen(eq=False)
class SessionCookies(Credential):
    """The cookies of an AgileApps session, all of them, as they go into the ``Cookie`` header.

    Args:
        header: ``name=value`` pairs joined by ``; ``, such as ``JSESSIONID=...``.
    """

    header: str = field(repr=hidden, validator=_check_cookies)

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"sessionCookie"})

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return {"Cookie": self.header}


@frozen(eq=False)
class SessionToken(Credential):
    """A ForgeRock session token (``tokenId``), sent in a header named after the server's session cookie.

    Args:
        token: The token, or a function that returns it.
        header: The cookie's name, such as ``iPlanetDirectoryPro``. Left out, a client asks the server for it once.
        as_cookie: Send it as the cookie itself instead of the header of that name.

    Source: https://docs.pingidentity.com/pingoneaic/am-sessions/managing-sessions-REST.html
    """

    token: Secret = field(repr=hidden, validator=_check_secret)
    header: str | None = field(default=None, kw_only=True, validator=_check_header)
    as_cookie: bool = field(default=False, kw_only=True)

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"sessionCookie" if self.as_cookie else "session"})

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        if self.header is None:
            raise CredentialError("the name of the session cookie is not known yet")
        token = await reveal(self.token)
        return {"Cookie": f"{self.header}={token}"} if self.as_cookie else {self.header: token}
