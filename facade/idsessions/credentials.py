"""Credentials: each is one object with one job, to put one secret on one request."""

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
"""A secret, or a function that returns it when a call needs it: from a vault, or renewed."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+")


class Credential(ABC):
    """Base class for credentials. Subclass it for your own scheme: `schemes` and `headers` are enough."""

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
        """The scopes that it carries, or None where it has none or they are unknown."""
        return None

    @property
    def is_end_user(self) -> bool:
        """Whether it belongs to one of many users, who share the rate limit of the whole organization."""
        return True

    @abstractmethod
    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        """The headers that authenticate one request, asked for before each attempt.

        The call holds a slot while it waits for them: do slow work, and calls with the same client, in `prepare`.
        """

    async def prepare(self) -> Credential | None:
        """Get ready before the call waits for a slot. It may send requests with the same client.

        Returns:
            What signs this call in place of this credential, such as one whose secret is known by now; None for itself.
        """
        return None

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        """Whether the request can be retried with a new secret, after the provider refused the credential.

        Args:
            refused: How the provider refused it.
            sent: The headers that were refused. They tell whether another call has renewed the secret since.
        """
        return False

    def answered(self, headers: Mapping[str, str]) -> None:  # noqa: B027  # a hook: most have nothing to look for
        """Look at the headers of each response."""


def redacted(_: object) -> str:
    """The repr of a secret."""
    return "<hidden>"


def validated_name(name: str) -> str:
    """``name`` if it can be the name of a header and of a cookie (RFC 9110, section 5.6.2)."""
    if not _TOKEN.fullmatch(name):
        raise CredentialError(
            "invalid name of a header or cookie: RFC 9110 allows letters, digits and -_. and the like"
        )
    return name


def validated_token(value: str) -> str:
    """``value`` if it can stand in a header as a token: printable ASCII without blanks."""
    if not value:
        raise CredentialError("the secret is empty")
    if not re.fullmatch(r"[\x21-\x7e]+", value):
        raise CredentialError(
            "the secret has a blank, a line break, or a character that is not valid in a token: was it pasted?"
        )
    return value


async def resolve_secret(secret: Secret) -> str:
    """The secret as text: a function is called, and awaited where it returns an awaitable."""
    if isinstance(secret, str):
        return secret
    if not callable(secret):
        raise CredentialError("a secret must be a string, or a function that returns a string")
    given = secret()
    # The caller's function may be untyped.
    value: Any = await given if inspect.isawaitable(given) else given
    if not isinstance(value, str):
        raise CredentialError(f"the function for a secret returned {type(value).__name__}, not a string")
    if not value:
        raise CredentialError("the function for a secret returned an empty string")
    return value


async def resolve_token(secret: Secret) -> str:
    """Like `resolve_secret`, and validated."""
    return validated_token(await resolve_secret(secret))


class _SecretCredential(Credential):
    """A credential with one secret, given as text or as a function."""

    @property
    @abstractmethod
    def _secret(self) -> Secret: ...

    @abstractmethod
    def _headers(self, secret: str) -> Mapping[str, str]:
        """The headers of a request with this secret, which is validated here."""

    def __attrs_post_init__(self) -> None:
        secret: Any = self._secret
        if isinstance(secret, str):
            self._headers(secret)
        elif not callable(secret):
            raise CredentialError("a secret must be a string, or a function that returns a string")

    def _as_text(self) -> str:
        if not isinstance(self._secret, str):
            raise CredentialError(
                "this secret was given as a function: its value is known only when the function is called"
            )
        return self._secret

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return self._headers(await resolve_secret(self._secret))

    async def prepare(self) -> Credential | None:
        return None if isinstance(self._secret, str) else _Prepared(self, await self.headers("", ""))

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        return not isinstance(self._secret, str) and dict(await self.headers("", "")) != dict(sent)


@frozen(eq=False)
class _Prepared(Credential):
    """A credential whose function has been called."""

    _of: Credential
    _known: Mapping[str, str] = field(repr=redacted)

    @property
    def schemes(self) -> frozenset[str]:
        return self._of.schemes

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return self._known


def _as_scopes(given: Iterable[str] | str | None) -> frozenset[str] | None:
    return None if given is None else frozenset(given.split() if isinstance(given, str) else given)


@frozen
class ApiToken(_SecretCredential):
    """An Okta API token, sent as ``Authorization: SSWS <token>``.

    Args:
        token: The token, or a function that returns it.

    Source: https://developer.okta.com/docs/guides/create-an-api-token/main/
    """

    token: Secret = field(repr=redacted)

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"apiToken"})

    @property
    def is_end_user(self) -> bool:
        return False

    @property
    def _secret(self) -> Secret:
        return self.token

    def _headers(self, secret: str) -> Mapping[str, str]:
        return {"Authorization": f"SSWS {validated_token(secret)}"}

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The token of ``OKTA_CLIENT_TOKEN``, the name that Okta's own SDKs use.

        Args:
            environ: What to read instead of the environment.

        Raises:
            UsageError: It is not set.
        """
        return cls(Environment(environ)["OKTA_CLIENT_TOKEN"])


@frozen
class AccessToken(_SecretCredential):
    """An OAuth access token, sent as ``Authorization: Bearer <token>`` (RFC 6750).

    Args:
        token: The token, or a function that returns it.
        scopes: The scopes it was issued with, if you want an error that names a missing one before anything is sent.
    """

    token: Secret = field(repr=redacted)
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

    @property
    def _secret(self) -> Secret:
        return self.token

    def _headers(self, secret: str) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {validated_token(secret)}"}


@frozen(eq=False)
class SessionCookie(_SecretCredential):
    """One session cookie of a user, such as Okta's ``sid`` (Classic Engine) or ``idx`` (Identity Engine).

    Args:
        name: The cookie's name.
        value: Its value, as the browser sent it, or a function that returns it; it is a live credential.
    """

    name: str = field(converter=validated_name)
    _value: Secret = field(repr=redacted)

    @property
    def value(self) -> str:
        """Its value.

        Raises:
            CredentialError: It was given as a function.
        """
        return self._as_text()

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({self.name})

    @property
    def _secret(self) -> Secret:
        return self._value

    def _headers(self, secret: str) -> Mapping[str, str]:
        if not _COOKIE_VALUE.fullmatch(secret):
            raise CredentialError(
                f"the value of the cookie {self.name} has a character that is not valid in a cookie (RFC 6265)"
            )
        return {"Cookie": f"{self.name}={secret}"}


@frozen(eq=False)
class SessionCookies(_SecretCredential):
    """The cookies of an AgileApps session, all of them, as they go into the ``Cookie`` header.

    Args:
        header: ``name=value`` pairs joined by ``; ``, such as ``JSESSIONID=...``, or a function that returns them.
    """

    _header: Secret = field(repr=redacted)

    @property
    def header(self) -> str:
        """The pairs.

        Raises:
            CredentialError: They were given as a function.
        """
        return self._as_text()

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"sessionCookies"})

    @property
    def _secret(self) -> Secret:
        return self._header

    def _headers(self, secret: str) -> Mapping[str, str]:
        for pair in secret.split(";"):
            name, equals, value = pair.strip(" ").partition("=")
            if not (equals and _TOKEN.fullmatch(name) and (not value or _COOKIE_VALUE.fullmatch(value.strip('"')))):
                raise CredentialError("expected cookies as name=value pairs joined by '; ' (RFC 6265)")
        return {"Cookie": secret}


@frozen(eq=False)
class SessionToken(_SecretCredential):
    """A ForgeRock session token (``tokenId``), sent in a header named after the server's session cookie.

    Args:
        token: The token, or a function that returns it.
        header: The cookie's name, such as ``iPlanetDirectoryPro``. Left out, a client asks the server for it once.
        as_cookie: Send it as the cookie itself instead of the header of that name.

    Source: https://docs.pingidentity.com/pingoneaic/am-sessions/managing-sessions-REST.html
    """

    token: Secret = field(repr=redacted)
    header: str | None = field(default=None, kw_only=True)
    as_cookie: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.header is not None:
            validated_name(self.header)
        super().__attrs_post_init__()

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"sessionCookie" if self.as_cookie else "session"})

    @property
    def _secret(self) -> Secret:
        return self.token

    def _headers(self, secret: str) -> Mapping[str, str]:
        token = validated_token(secret)
        if self.as_cookie:
            return {"Cookie": f"{self.header}={token}"}
        return {self.header or "": token}

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        if self.header is None:
            raise CredentialError("the name of the session cookie is unknown: a client looks it up, or pass `header`")
        return await super().headers(method, url)
