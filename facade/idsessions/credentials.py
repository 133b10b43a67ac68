"""Credentials: each is one object with one job, to put one secret on one request."""

from __future__ import annotations

import inspect
import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import wraps
from typing import Any, ClassVar, Self, SupportsIndex, TypeAlias, TypeVar

from attrs import field, frozen

from ._environment import Environment
from .errors import AnswerError, CredentialError, UnreadableAnswerError, UsageError

__all__ = [
    "AccessToken",
    "AdminLogin",
    "ApiToken",
    "Credential",
    "Secret",
    "SessionCookie",
    "SessionCookies",
    "SessionToken",
]

Secret: TypeAlias = str | Callable[[], str] | Callable[[], Awaitable[str]]
"""A secret, or a function that returns it when a call needs it: from a vault, or renewed."""

_T = TypeVar("_T")

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
QUOTES = ('"', "'")
_OF_HTTP = frozenset(
    {
        *("accept", "accept-api-version", "accept-encoding", "authorization", "connection", "content-length"),
        *("content-type", "cookie", "dpop", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade"),
        "user-agent",
    }
)
_CONSTRUCTOR = re.compile(r"^[\w.]+\.__init__\(\)")
_COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+")
# More bytes than any provider's session has.
LONGEST_SESSION = 8192


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


def session_value(text: str, longest: int = LONGEST_SESSION) -> str | None:
    """What a visitor sent, if it can be the value of a session's cookie, without quotes around it."""
    text = without_cookie_quotes(text)
    return text if len(text) <= longest and _COOKIE_VALUE.fullmatch(text) else None


def without_cookie_quotes(text: str) -> str:
    """``text`` without the quotes that a cookie's value may have around it (RFC 6265, section 4.1.1)."""
    text = as_secret(text)
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def redacted(_: object) -> str:
    """The repr of a secret."""
    return "<hidden>"


class SecretText(str):
    """A secret while a function of the library holds it: crash reporters show the repr of its locals."""

    __slots__ = ()

    def __repr__(self) -> str:
        return redacted(self)

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        return SecretText(super().__getitem__(key))  # rich shows the beginning of a long text.


def validated_name(name: str) -> str:
    """``name`` if it can be the name of a header and of a cookie (RFC 9110, section 5.6.2)."""
    if not isinstance(name, str) or not _TOKEN.fullmatch(name):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
        raise CredentialError(
            "invalid name of a header or cookie: RFC 9110 allows letters, digits and -_. and the like"
        )
    return name


def validated_header(name: str) -> str:
    """``name`` if it can be the name of a header that carries a token and nothing else."""
    if validated_name(name).lower() in _OF_HTTP:
        raise CredentialError(f"{name} cannot be the name of the session cookie: HTTP uses the header of that name")
    return name


def validated_token(value: str) -> str:
    """``value`` if it can stand in a header as a token: printable ASCII without blanks."""
    value = SecretText(value)
    if not value:
        raise CredentialError("the secret is empty")
    if not _PRINTABLE.fullmatch(value):
        raise CredentialError(
            "the secret has a blank, a line break, or a character that is not valid in a token: was it pasted?"
        )
    if is_quoted(value):
        raise CredentialError("the secret is in quotes: pass it without them")
    return value


def is_quoted(value: str) -> bool:
    """Whether ``value`` was pasted with the quotes around it. No token begins or ends with one."""
    return value.startswith(QUOTES) or value.endswith(QUOTES)


def unquoted(value: str, parameter: str, provider: str) -> str:
    """``value`` if it is a string that was pasted without quotes around it."""
    value = as_secret(value)
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
        kind = type(value).__name__
        del value
        raise UsageError(f"`{parameter}` must be a string, not {kind}", provider=provider)
    if is_quoted(value):
        raise UsageError(f"`{parameter}` is in quotes: pass it without them", provider=provider)
    return value


def check_received(token: str, field: str, *, provider: str, operation: str) -> None:
    """Raise `UnreadableAnswerError` if no request can carry a token that a provider sent: the fault is not the caller's."""
    token = as_secret(token)
    try:
        validated_token(token)
    except CredentialError:
        pass
    else:
        return
    raise UnreadableAnswerError(
        f"the response has no `{field}` that a request can carry: it is empty, in quotes, or has a blank or a line break",
        provider=provider,
        operation=operation,
    )


def as_secret(secret: _T) -> _T | SecretText:
    """``secret`` as a function of the library holds it."""
    return SecretText(secret) if isinstance(secret, str) else secret


def validated_text(value: str, parameter: str, provider: str, operation: str = "") -> str:
    """``value``, unless it is empty or blank: a provider may take that for all users, or for the caller's own session."""
    value = as_secret(value)
    if not isinstance(value, str) or not value.strip():  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
        del value
        raise UsageError(
            f"`{parameter}` must be a string that is not empty or blank", provider=provider, operation=operation
        )
    return value


async def resolve_secret(secret: Secret) -> str:
    """The secret as text: a function is called, and awaited where it returns an awaitable."""
    secret = as_secret(secret)
    if isinstance(secret, str):
        return secret
    if not callable(secret):
        raise CredentialError("a secret must be a string, or a function that returns a string")
    # The caller's function may be untyped.
    given: Any = secret()
    given = as_secret(await given if inspect.isawaitable(given) else given)
    if isinstance(given, str) and given:
        return given
    kind = "an empty string" if isinstance(given, str) else f"{type(given).__name__}, not a string"
    del given
    raise CredentialError(f"the function for a secret returned {kind}")


async def resolve_token(secret: Secret) -> str:
    """Like `resolve_secret`, and validated."""
    secret = as_secret(secret)
    return validated_token(await resolve_secret(secret))


def redacts_constructor_errors(kind: type[_T]) -> type[_T]:
    """Let the errors of a constructor name its class, and come from one frame that holds no argument.

    Crash reporters show the locals of each frame; so an object that could not be made has a repr, too.
    """
    construct, show = kind.__init__, vars(kind).get("__repr__")

    @wraps(construct)
    def constructor(self: Any, *args: Any, **options: Any) -> None:
        try:
            return construct(self, *args, **options)
        except UsageError as error:
            refused: Exception = error.with_traceback(None)
        except TypeError as error:
            text, is_of_arguments = _CONSTRUCTOR.subn(f"{type(self).__name__}()", str(error))
            if not is_of_arguments:
                raise
            refused = TypeError(text)
        del args, options
        raise refused

    kind.__init__ = constructor  # type: ignore[method-assign]
    if show is not None:

        @wraps(show)
        def representation(self: Any) -> str:
            try:
                return str(show(self))
            except AttributeError:
                return f"<{kind.__name__} that could not be made>"

        kind.__repr__ = representation  # type: ignore[method-assign]
    return kind


class _SecretCredential(Credential):
    """A credential with one secret, given as text or as a function."""

    _secret_in: ClassVar[str] = "token"

    @property
    def _secret(self) -> Secret:
        secret: Secret = getattr(self, self._secret_in)
        return secret

    @abstractmethod
    def _headers(self, secret: str) -> Mapping[str, str]:
        """The headers of a request with this secret, which is validated here."""

    def __attrs_post_init__(self) -> None:
        secret: Any = as_secret(self._secret)
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
        if isinstance(self._secret, str):
            return None
        known = await self.headers("", "")

        async def sign(method: str, url: str) -> Mapping[str, str]:
            return known

        return Prepared(self, sign)

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        return not isinstance(self._secret, str) and dict(await self.headers("", "")) != dict(sent)


@frozen(eq=False)
class Prepared(Credential):
    """A credential that is ready to sign one call.

    Args:
        of: The credential.
        sign: The headers of one attempt, by method and URL.
    """

    _of: Credential
    _sign: Callable[[str, str], Awaitable[Mapping[str, str]]] = field(repr=False)

    @property
    def schemes(self) -> frozenset[str]:
        return self._of.schemes

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return await self._sign(method, url)


def _as_scopes(given: Iterable[str] | str | None) -> frozenset[str] | None:
    if given is None:
        return None
    try:
        scopes: list[Any] = given.split() if isinstance(given, str) else list(given)
    except TypeError:
        scopes = [given]  # A caller may be untyped.
    if not all(isinstance(each, str) for each in scopes):
        raise UsageError("`scopes` must be strings, or a string with blanks between the scopes")
    return frozenset(scopes)


@redacts_constructor_errors
@frozen
class ApiToken(_SecretCredential):
    """An Okta API token, sent as ``Authorization: SSWS <token>``.

    Args:
        token: The token, or a function that returns it.

    Source: https://developer.okta.com/docs/guides/create-an-api-token/main/
    """

    token: Secret = field(repr=redacted)
    """The token, or a function that returns it."""

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"apiToken"})

    @property
    def is_end_user(self) -> bool:
        return False

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
        variables = Environment(environ)
        with variables.named(secret="OKTA_CLIENT_TOKEN"):
            return cls(variables["OKTA_CLIENT_TOKEN"])


@redacts_constructor_errors
@frozen
class AccessToken(_SecretCredential):
    """An OAuth access token, sent as ``Authorization: Bearer <token>`` (RFC 6750).

    Args:
        token: The token, or a function that returns it.
        scopes: The scopes it was issued with, if you want an error that names a missing one before anything is sent.
    """

    token: Secret = field(repr=redacted)
    """The token, or a function that returns it."""
    _scopes: frozenset[str] | None = field(default=None, kw_only=True, converter=_as_scopes, alias="scopes")

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"oauth2", "userToken", "bearer"})

    @property
    def scopes(self) -> frozenset[str] | None:
        return self._scopes

    @property
    def is_end_user(self) -> bool:
        return False

    def _headers(self, secret: str) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {validated_token(secret)}"}


@redacts_constructor_errors
@frozen(eq=False)
class SessionCookie(_SecretCredential):
    """One session cookie of a user, such as Okta's ``sid`` (Classic Engine) or ``idx`` (Identity Engine).

    A value that no session can have is no mistake of the application's: a call with it raises `SessionExpiredError`.

    Args:
        name: The cookie's name.
        value: Its value, as the browser sent it, or a function that returns it; it is a live credential.
        beside: The other cookie of the same browser, where it sent ``sid`` and ``idx``; both are sent.
    """

    _secret_in = "_value"
    name: str = field(converter=validated_name)
    """The cookie's name."""
    _value: Secret = field(repr=redacted)
    beside: SessionCookie | None = field(default=None, kw_only=True)
    """The other cookie of the same browser, where it sent ``sid`` and ``idx``; both are sent."""

    def __attrs_post_init__(self) -> None:
        other: Any = self.beside
        if other is not None and (not isinstance(other, SessionCookie) or other.beside is not None):
            raise CredentialError("`beside` must be a SessionCookie that has none beside it")
        if self.beside is not None and self.beside.name == self.name:
            raise CredentialError("`beside` must be a cookie of another name")
        if not isinstance(self._value, str):
            super().__attrs_post_init__()

    @property
    def can_be_sent(self) -> bool:
        """Whether a session can have these values; of a function's nothing is known."""
        own = not isinstance(self._value, str) or session_value(self._value) is not None
        return own and (self.beside is None or self.beside.can_be_sent)

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

    def _headers(self, secret: str) -> Mapping[str, str]:
        value = as_secret(session_value(secret))
        if value is None:
            raise CredentialError(
                f"the value of the cookie {self.name} is empty or too long, or has a character that is not valid in a"
                " cookie (RFC 6265)"
            )
        return {"Cookie": f"{self.name}={value}"}

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        own = await super().headers(method, url)
        if self.beside is None:
            return own
        other = await self.beside.headers(method, url)
        return {"Cookie": f"{own['Cookie']}; {other['Cookie']}"}


@redacts_constructor_errors
@frozen(eq=False)
class SessionCookies(_SecretCredential):
    """The cookies of an AgileApps session, all of them, as they go into the ``Cookie`` header.

    Args:
        header: ``name=value`` pairs joined by ``; ``, such as ``JSESSIONID=...``, or a function that returns them.
    """

    _secret_in = "_header"
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

    def _headers(self, secret: str) -> Mapping[str, str]:
        for pair in secret.split(";"):
            name, equals, value = pair.strip(" ").partition("=")
            may_be_empty = name != "JSESSIONID"  # An empty one would be asked about a session that nobody has.
            is_valid = _COOKIE_VALUE.fullmatch(value.strip('"')) or (not value and may_be_empty)
            if not (equals and _TOKEN.fullmatch(name) and is_valid):
                raise CredentialError("expected cookies as name=value pairs joined by '; ' (RFC 6265)")
        return {"Cookie": secret}


def token_headers(name: str, token: str, *, as_cookie: bool) -> Mapping[str, str]:
    """The headers that carry a session's token to a server whose session cookie has this name."""
    token = validated_token(token)
    return {"Cookie": f"{name}={token}"} if as_cookie else {name: token}


@redacts_constructor_errors
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
    """The token, or a function that returns it."""
    header: str | None = field(default=None, kw_only=True)
    """The cookie's name, such as ``iPlanetDirectoryPro``. Left out, a client asks the server for it once."""
    as_cookie: bool = field(default=False, kw_only=True)
    """Send it as the cookie itself instead of the header of that name."""

    def __attrs_post_init__(self) -> None:
        if self.header is not None:
            validated_header(self.header)
        super().__attrs_post_init__()

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"sessionCookie" if self.as_cookie else "session"})

    def _headers(self, secret: str) -> Mapping[str, str]:
        return token_headers(self.header or "", secret, as_cookie=self.as_cookie)

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        if self.header is None:
            raise CredentialError("the name of the session cookie is unknown: a client looks it up, or pass `header`")
        return await super().headers(method, url)


def _given_secret(secret: Secret) -> Secret:
    return as_secret(secret)


@redacts_constructor_errors
@frozen
class AdminLogin(Credential):
    """An administrator of PingAM or OpenAM: the client signs in when the first call needs it.

    All calls of a client and its views share the session. The client signs in again after a refusal, and out when it closes.
    For PingOne Advanced Identity Cloud, use a `ServiceAccount`.

    Args:
        username: The administrator's name, in any alphabet.
        password: The password, in any alphabet, or a function that returns it.
        realm: The realm to sign in to; ``/`` is where ``amadmin`` is.
        service: The tree or journey to go through; left out, the realm's default.

    Raises:
        CredentialError: An argument is invalid.
    """

    username: str
    """The administrator's name, in any alphabet."""
    password: Secret = field(repr=redacted, converter=_given_secret)
    """The password, in any alphabet, or a function that returns it."""
    realm: str = field(default="/", kw_only=True)
    """The realm to sign in to; ``/`` is where ``amadmin`` is."""
    service: str | None = field(default=None, kw_only=True)
    """The tree or journey to go through; left out, the realm's default."""

    def __attrs_post_init__(self) -> None:
        texts = {
            "username": self.username,
            "realm": self.realm,
            "service": "-" if self.service is None else self.service,
        }
        for name, text in texts.items():
            if not isinstance(text, str) or not text.strip():  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
                raise CredentialError(f"`{name}` must be a string that is not empty or blank")
        if not (isinstance(self.password, str) or callable(self.password)) or not self.password:  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
            raise CredentialError("`password` must be a string that is not empty, or a function that returns it")

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"session"})

    @property
    def is_end_user(self) -> bool:
        return False

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        raise CredentialError("pass an AdminLogin to a client as `credentials`: only a client can sign in")


def is_given_as_function(credential: SessionCookie | SessionCookies) -> bool:
    """Whether the secret of a credential was given as a function."""
    return not isinstance(credential._secret, str)  # pyright: ignore[reportPrivateUsage]
