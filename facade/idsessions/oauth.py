"""Credentials with a private key: Okta's service apps and ForgeRock's service accounts."""

from __future__ import annotations

import inspect
import re
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Self, TypeAlias

from attrs import field, frozen

from ._environment import Environment
from ._jose import ALGORITHMS, Algorithm, SigningKey, load
from .credentials import Credential, redacted, redacts_constructor_errors
from .errors import CredentialError

__all__ = ["PrivateKey", "ServiceAccount", "ServiceApp"]

Key: TypeAlias = str | Mapping[str, Any]
PrivateKey: TypeAlias = Key | Callable[[], Key] | Callable[[], Awaitable[Key]]
"""A private key: a PEM, a JWK as JSON or as a mapping, or a function that returns one when a token is fetched."""

# RFC 6749, section 3.3.
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")


def _checked_account(_: object, attribute: Any, value: str) -> None:
    if not isinstance(value, str) or not re.fullmatch(r"[\x21-\x7e]+", value):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
        raise CredentialError(f"`{attribute.name}` must be a string without blanks and line breaks, and not empty")


def _checked_key(_: object, __: object, value: Any) -> None:
    if not (callable(value) or isinstance(value, (str, Mapping))):
        raise CredentialError("`private_key` must be a PEM, a JWK, or a function that returns one of them")
    if not value:
        raise CredentialError("`private_key` is empty")


def _checked_algorithm(_: object, __: object, value: str | None) -> None:
    if value is not None and value not in ALGORITHMS:
        raise CredentialError(f"`algorithm` must be one of {', '.join(ALGORITHMS)}, not {value!r}")


def _as_scopes(given: Iterable[str] | str) -> frozenset[str]:
    scopes: frozenset[Any] = frozenset(given.split() if isinstance(given, str) else given or ())
    if not scopes or not all(isinstance(scope, str) and _SCOPE.fullmatch(scope) for scope in scopes):
        raise CredentialError("`scopes` must be a list of scopes, or scopes separated by blanks")
    return scopes


class KeyHolder(Credential):
    """The base of both. They say who calls; the client that gets them fetches the tokens."""

    private_key: PrivateKey
    kid: str | None
    algorithm: Algorithm | None
    _scopes: frozenset[str]

    @property
    @abstractmethod
    def account(self) -> str:
        """The name that tokens are fetched under; not a secret."""

    @property
    def wanted(self) -> str:
        """The scopes, as a token request has them."""
        return " ".join(sorted(self._scopes))

    @property
    def scopes(self) -> frozenset[str]:
        return self._scopes

    @property
    def is_end_user(self) -> bool:
        return False

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        raise CredentialError(f"pass a {self.kind} to a client as `credentials`: only a client can fetch its tokens")

    async def signing_key(self) -> SigningKey:
        """The key, read; a function for it is called.

        Raises:
            CredentialError: It is not a key that can sign, or the library for it is not installed.
        """
        key: Any = self.private_key
        try:
            if callable(key):
                key = key()
                key = await key if inspect.isawaitable(key) else key
                _checked_key(None, None, key)
            return load(key, algorithm=self.algorithm, kid=self.kid)
        except CredentialError as error:
            refused = error.with_traceback(None)
        del key  # Crash reporters show the locals of each frame.
        raise refused


@redacts_constructor_errors
@frozen(eq=False)
class ServiceApp(KeyHolder):
    """An Okta service app, which fetches its own access tokens (``private_key_jwt``). Needs ``idsessions[oauth]``.

    A token is fetched when the first call needs it, shared by all calls of a client and its views, and renewed before it
    expires.

    Args:
        client_id: The app's client id.
        private_key: Its private key (RSA, or EC on P-256, P-384 or P-521).
        scopes: The scopes to ask for, out of those that the app was granted: ``okta.sessions.read``,
            ``okta.sessions.manage``, ``okta.users.manage``.
        kid: The key's id at Okta; needed if the app has several keys and the JWK does not say.
        algorithm: What to sign with; by default what the JWK says, or else RS256 for an RSA key, and the algorithm of the
            curve for an EC key.
        dpop: Bind tokens to a key of this process (RFC 9449) from the first request on. The client notices by itself when
            an app requires it.

    Raises:
        CredentialError: An argument is invalid. The key itself is read when the first token is fetched.

    Source: https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
    """

    client_id: str = field(validator=_checked_account)
    """The app's client id."""
    private_key: PrivateKey = field(repr=redacted, validator=_checked_key)
    """Its private key (RSA, or EC on P-256, P-384 or P-521)."""
    _scopes: frozenset[str] = field(converter=_as_scopes, alias="scopes")  # pyright knows no other way to the name
    kid: str | None = field(default=None, kw_only=True)
    """The key's id at Okta; needed if the app has several keys and the JWK does not say."""
    algorithm: Algorithm | None = field(default=None, kw_only=True, validator=_checked_algorithm)
    """What to sign with; by default what the JWK says, or else RS256 for an RSA key, and the algorithm of the curve for an
    EC key."""
    dpop: bool = field(default=False, kw_only=True)
    """Bind tokens to a key of this process (RFC 9449) from the first request on. The client notices by itself when an app
    requires it."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The app of ``OKTA_CLIENT_CLIENTID``, ``OKTA_CLIENT_PRIVATEKEY`` and ``OKTA_CLIENT_SCOPES``.

        Also read, if set: ``OKTA_CLIENT_PRIVATEKEYID`` or ``OKTA_CLIENT_KID``, and ``OKTA_CLIENT_DPOPENABLED``. These are
        the names of Okta's own SDKs. The variable holds the key itself, not a path to it.

        Args:
            environ: What to read instead of the environment.

        Raises:
            UsageError: One of the first three is not set.
        """
        variables = Environment(environ)
        with variables.named(client_id="OKTA_CLIENT_CLIENTID", scopes="OKTA_CLIENT_SCOPES"):
            return cls(
                variables["OKTA_CLIENT_CLIENTID"],
                variables["OKTA_CLIENT_PRIVATEKEY"],
                variables.words("OKTA_CLIENT_SCOPES"),
                kid=variables.get("OKTA_CLIENT_PRIVATEKEYID", "OKTA_CLIENT_KID"),
                dpop=variables.flag("OKTA_CLIENT_DPOPENABLED"),
            )

    @property
    def account(self) -> str:
        return self.client_id

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"oauth2"})


@redacts_constructor_errors
@frozen(eq=False)
class ServiceAccount(KeyHolder):
    """A service account of PingOne Advanced Identity Cloud, which fetches its own access tokens. Needs ``idsessions[oauth]``.

    A token is fetched when the first call needs it, shared by all calls of a client and its views, and renewed before it
    expires.

    Args:
        account_id: The account's id, a UUID.
        private_key: Its private key: the JWK that was downloaded when the account was made.
        scopes: The scopes to ask for; ``fr:am:*`` is what the session endpoints need.
        kid: The key's id; by default the JWK's.
        algorithm: What to sign with; by default what the JWK says, or what fits the key.

    Raises:
        CredentialError: An argument is invalid. The key itself is read when the first token is fetched.

    Source: https://docs.pingidentity.com/pingoneaic/tenants/service-accounts.html
    """

    account_id: str = field(validator=_checked_account)
    """The account's id, a UUID."""
    private_key: PrivateKey = field(repr=redacted, validator=_checked_key)
    """Its private key: the JWK that was downloaded when the account was made."""
    _scopes: frozenset[str] = field(default=frozenset({"fr:am:*"}), converter=_as_scopes)
    kid: str | None = field(default=None, kw_only=True)
    """The key's id; by default the JWK's."""
    algorithm: Algorithm | None = field(default=None, kw_only=True, validator=_checked_algorithm)
    """What to sign with; by default what the JWK says, or what fits the key."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The account of ``FRODO_SA_ID`` and ``FRODO_SA_JWK``, as the frodo command line calls them.

        Args:
            environ: What to read instead of the environment.

        Raises:
            UsageError: One of the two is not set.
        """
        variables = Environment(environ)
        with variables.named(account_id="FRODO_SA_ID"):
            return cls(variables["FRODO_SA_ID"], variables["FRODO_SA_JWK"])

    @property
    def account(self) -> str:
        return self.account_id

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"bearer"})
