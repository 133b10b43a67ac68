"""Who is calling: each credential is one object with one job, to put one secret on one request."""

from __future__ import annotations

import inspect
import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Self, TypeAlias

from attrs import field, frozen

from ._environment import Environment
from .errors import AnswerError, CredentialError

__all__ = ["AccessToken", "ApiToken", "Credential", "Secret", "SessionCookie", "SessionCookies", "SessionToken"]

Secret: TypeAlias = str | Callable[[], str] | Callable[[], Awaitable[str]]
"""A secret, or a function that returns it when a request needs it: from a vault, or renewed."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+")


class Credential(ABC):
    """What a request can be sent as. Subclass it if none of ours fits: `schemes` and `headers` are enough."""

    @property
    def kind(self) -> str:
        """What errors call it."""
        return type(self).__name__

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
        """The headers that authenticate one request; asked for anew before every attempt, when its turn has come."""

    async def prepare(self) -> None:  # noqa: B027  # a hook: most have nothing to get ready
        """Get ready what `headers` needs; called before a request waits for its turn, and may send requests itself."""

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        """Whether there is something new to repeat a request with, after the provider did not accept the credential.

        Args:
            refused: How the provider refused it.
            sent: The headers that were refused. They tell whether a renewal for another call has come in between.
        """
        return False

    def answered(self, headers: Mapping[str, str]) -> None:  # noqa: B027  # a hook: most have nothing to look for
        """Look at the headers of each answer."""


def hidden(_: object) -> str:
    """The repr of a secret."""
    return "<hidden>"


def checked_name(name: str) -> str:
    """``name`` if it can be the name of a header and of a cookie, by RFC 9110, section 5.6.2."""
    if not _TOKEN.fullmatch(name):
        raise CredentialError("this cannot be the name of a header or a cookie (RFC 9110 allows letters, digits, -_.)")
    return name


def _is_text(secret: Any) -> bool:
    """Whether it can be looked at now; what a function returns is looked at later."""
    if not isinstance(secret, str) and not callable(secret):
        raise CredentialError("a secret is a string, or a function that returns one")
    return isinstance(secret, str)


def _check_secret(_: object, __: object, value: Any) -> None:
    if _is_text(value):
        checked_secret(value)


def _check_cookie_value(cookie: SessionCookie, _: object, value: Any) -> None:
    if _is_text(value):
        _checked_cookie_value(value, cookie.name)


def _checked_cookie_value(value: str, name: str) -> str:
    if not _COOKIE_VALUE.fullmatch(value):
        raise CredentialError(f"the value of the cookie {name} has a character that no cookie has (RFC 6265)")
    return value


def _check_cookies(_: object, __: object, header: Any) -> None:
    if _is_text(header):
        _checked_cookies(header)


def _checked_cookies(header: str) -> str:
    for pair in header.split(";"):
        name, equals, value = pair.strip(" ").partition("=")
        if not (equals and _TOKEN.fullmatch(name) and (not value or _COOKIE_VALUE.fullmatch(value.strip('"')))):
            raise CredentialError("these are not cookies: name=value pairs joined by '; ' are wanted (RFC 6265)")
    return header


def _check_header(_: object, __: object, header: str | None) -> None:
    if header is not None:
        checked_name(header)


def checked_secret(value: str) -> str:
    """``value`` if it can stand in a header: printable ASCII without blanks."""
    if not value:
        raise CredentialError("the secret is empty")
    if not re.fullmatch(r"[\x21-\x7e]+", value):
        raise CredentialError("the secret has a blank, a line break, or a character that no token has; was it pasted?")
    return value


async def ask(secret: Secret) -> str:
    """The secret itself; a function is called, and awaited if need be. Only that it is a text is checked."""
    if isinstance(secret, str):
        return secret
    _is_text(secret)
    given = secret()
    # A function of the caller's may be untyped.
    value: Any = await given if inspect.isawaitable(given) else given
    if not isinstance(value, str):
        raise CredentialError(f"the function for a secret returned {type(value).__name__}, not a string")
    if not value:
        raise CredentialError("the function for a secret returned an empty string")
    return value


async def reveal(secret: Secret) -> str:
    """A token, which was checked when it was given, or is now, if a function returns it."""
    return secret if isinstance(secret, str) else checked_secret(await ask(secret))


async def _has_changed(credential: Credential, secret: Secret, sent: Mapping[str, str]) -> bool:
    """Whether the function for ``secret`` now returns another one than was sent."""
    return not isinstance(secret, str) and dict(await credential.headers("", "")) != dict(sent)


def _given_as_text(secret: Secret) -> str:
    if not isinstance(secret, str):
        raise CredentialError("this was given as a function; what it returns is known only when it is called")
    return secret


def _as_scopes(given: Iterable[str] | str | None) -> frozenset[str] | None:
    return None if given is None else frozenset(given.split() if isinstance(given, str) else given)


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

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The token of ``OKTA_CLIENT_TOKEN``, as Okta's own SDKs call it.

        Args:
            environ: What to read instead of the environment.

        Raises:
            UsageError: It is not set.
        """
        return cls(Environment(environ)["OKTA_CLIENT_TOKEN"])

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return {"Authorization": f"SSWS {await reveal(self.token)}"}

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        return await _has_changed(self, self.token, sent)


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

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        return await _has_changed(self, self.token, sent)


@frozen(eq=False)
class SessionCookie(Credential):
    """One session cookie of a user, such as Okta's ``sid`` (Classic Engine) or ``idx`` (Identity Engine).

    Args:
        name: The cookie's name.
        value: Its value, as the browser sent it, or a function that returns it; it is a live credential.
    """

    name: str = field(converter=checked_name)
    _value: Secret = field(repr=hidden, validator=_check_cookie_value)

    @property
    def value(self) -> str:
        """Its value.

        Raises:
            CredentialError: It was given as a function.
        """
        return _given_as_text(self._value)

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({self.name})

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        value = (
            self._value if isinstance(self._value, str) else _checked_cookie_value(await ask(self._value), self.name)
        )
        return {"Cookie": f"{self.name}={value}"}

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        return await _has_changed(self, self._value, sent)


@frozen(eq=False)
class SessionCookies(Credential):
    """The cookies of an AgileApps session, all of them, as they go into the ``Cookie`` header.

    Args:
        header: ``name=value`` pairs joined by ``; ``, such as ``JSESSIONID=...``, or a function that returns them.
    """

    _header: Secret = field(repr=hidden, validator=_check_cookies)

    @property
    def header(self) -> str:
        """The pairs.

        Raises:
            CredentialError: They were given as a function.
        """
        return _given_as_text(self._header)

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"sessionCookies"})

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return {"Cookie": self._header if isinstance(self._header, str) else _checked_cookies(await ask(self._header))}

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        return await _has_changed(self, self._header, sent)


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

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        return await _has_changed(self, self.token, sent)
