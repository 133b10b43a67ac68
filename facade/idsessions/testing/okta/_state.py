"""The state of an Okta org: users, sessions, tokens and apps."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Literal

from attrs import define, field

from idsessions.testing._base.jose import PublicKey

AuthnOutcome = Literal["SUCCESS", "PASSWORD_WARN", "PASSWORD_EXPIRED", "LOCKED_OUT", "MFA_ENROLL", "MFA_REQUIRED"]

PushOutcome = Literal["WAITING", "APPROVED", "REJECTED", "TIMEOUT"]

SESSION_TOKEN_SECONDS = 300
STATE_TOKEN_SECONDS = 300
ACCESS_TOKEN_SECONDS = 3600
_ALPHABET = string.ascii_letters + string.digits


@define(kw_only=True, eq=False)
class OktaUser:
    """A user of the emulated org; change its fields at any time.

    Attributes:
        login: The name to sign in with.
        password: None if it is not set yet, so that only an activation token signs in.
        outcome: The state that a correct password leads to.
        failures: How many wrong passwords came in a row.
        oauth_tokens_revoked: Whether ``revokeUserSessions`` revoked the user's OAuth tokens too.
        devices_forgotten: Whether it forgot the user's devices.
        passcode: The code of the user's authenticator app, or the last that was sent; a code that was sent works once.
        push: What the user does with the next push that is polled.
        question: The security question.
        answer: The answer to it, also in a recovery.
        wrong_codes: How many wrong codes came in a row; five end the authentication.
        recovery_token: The token of the link in the last e-mail of a recovery.
    """

    id: str
    """The user's id."""
    login: str
    """The name to sign in with."""
    password: str | None = field(repr=False)
    """None if it is not set yet, so that only an activation token signs in."""
    first_name: str = "Ada"
    """The given name."""
    last_name: str = "Example"
    """The family name."""
    outcome: AuthnOutcome = "SUCCESS"
    """The state that a correct password leads to."""
    password_changed: float = 0.0
    """When the password was last changed, in seconds since the Unix epoch."""
    failures: int = 0
    """How many wrong passwords came in a row."""
    oauth_tokens_revoked: bool = False
    """Whether ``revokeUserSessions`` revoked the user's OAuth tokens too."""
    devices_forgotten: bool = False
    """Whether it forgot the user's devices."""
    passcode: str | None = field(default=None, repr=False)
    """The code of the user's authenticator app, or the last that was sent; a code that was sent works once."""
    push: PushOutcome = "WAITING"
    """What the user does with the next push that is polled."""
    question: str = "Which engine did you write the notes about?"
    """The security question."""
    answer: str = field(default="The analytical engine", repr=False)
    """The answer to it, also in a recovery."""
    wrong_codes: int = 0
    """How many wrong codes came in a row; five end the authentication."""
    recovery_token: str | None = field(default=None, repr=False)
    """The token of the link in the last e-mail of a recovery."""


@define(kw_only=True, eq=False)
class OktaSession:
    """A session of the emulated org.

    Attributes:
        id: The session id, which is the value of the ``sid`` cookie.
        idx: The value of the ``idx`` cookie.
        external_id: The second id, used in links and in the ``xids`` cookie.
        expires_at: When the session ends, in seconds since the Unix epoch; you can change it.
    """

    id: str = field(repr=False)
    """The session id, which is the value of the ``sid`` cookie."""
    idx: str = field(repr=False)
    """The value of the ``idx`` cookie."""
    external_id: str
    """The second id, used in links and in the ``xids`` cookie."""
    user: OktaUser
    """Whose session it is."""
    created_at: float
    """When it began, in seconds since the Unix epoch."""
    expires_at: float
    """When the session ends, in seconds since the Unix epoch; you can change it."""
    status: str = "ACTIVE"
    """``ACTIVE``, ``MFA_REQUIRED`` or ``MFA_ENROLL``."""
    amr: tuple[str, ...] = ("pwd",)
    """How the user has authenticated."""
    idp_type: str = "OKTA"
    """The kind of identity provider."""
    last_factor_verification: float | None = None
    """When the user last used a further factor, in seconds since the Unix epoch; None for never."""


@define(kw_only=True, eq=False)
class Transaction:
    """An unfinished authentication."""

    token: str = field(repr=False)
    user: OktaUser
    status: str
    expires_at: float
    relay: dict[str, str]
    factor: str | None = None
    factor_result: str | None = None
    recovery: str | None = None


@define(kw_only=True, eq=False)
class ApiTokenRecord:
    """An API token, its owner, and whether it may only read."""

    value: str = field(repr=False)
    owner: OktaUser
    read_only: bool = False


@define(eq=False)
class ServiceApp:
    """A service app of the emulated org.

    Attributes:
        client_id: Its client id.
        key_ids: The ids of its keys.
        scopes: The scopes granted to it.
        requires_dpop: Whether its tokens must be bound to a proof of possession.
        keys: Its public keys. Without keys, signatures are not checked.
    """

    client_id: str
    """Its client id."""
    key_ids: tuple[str, ...]
    """The ids of its keys."""
    scopes: frozenset[str]
    """The scopes granted to it."""
    requires_dpop: bool = False
    """Whether its tokens must be bound to a proof of possession."""
    keys: list[PublicKey] = field(factory=list[PublicKey], repr=False)
    """Its public keys. Without keys, signatures are not checked."""


@define(kw_only=True, eq=False)
class AccessToken:
    """An access token of an app, the thumbprint of the key that it is bound to, and the user and session behind it."""

    value: str = field(repr=False)
    app: ServiceApp
    scopes: frozenset[str]
    expires_at: float
    bound_to: str | None = None
    user: OktaUser | None = None
    session: OktaSession | None = None

    @property
    def token_type(self) -> str:
        return "Bearer" if self.bound_to is None else "DPoP"


class OrgState:
    """Everything the org remembers. Expired sessions are removed when they are looked up."""

    def __init__(self, now: Callable[[], float], seed: int | None) -> None:
        self._now = now
        self._random = random.Random(seed)
        self.org_id = self.new_id("00o", 17)
        self.users: dict[str, OktaUser] = {}
        self.sessions: dict[str, OktaSession] = {}
        self.session_tokens: dict[str, tuple[OktaUser, float]] = {}
        self.activation_tokens: dict[str, OktaUser] = {}
        self.recoveries: dict[str, tuple[OktaUser, str]] = {}
        self.transactions: dict[str, Transaction] = {}
        self.api_tokens: dict[str, ApiTokenRecord] = {}
        self.apps: dict[str, ServiceApp] = {}
        self.access_tokens: dict[str, AccessToken] = {}
        self.used_assertions: set[tuple[str, str]] = set()
        self.used_proofs: set[tuple[str, str]] = set()
        self.dpop_nonce = self.new_id("", 32)

    def new_id(self, prefix: str, length: int) -> str:
        """A new id or token."""
        return prefix + "".join(self._random.choices(_ALPHABET, k=length))

    def new_passcode(self) -> str:
        """A new code of six digits."""
        return "".join(self._random.choices(string.digits, k=6))

    def find_user(self, name: str) -> OktaUser | None:
        """The user with this id, this login, or this part of a login before the ``@``."""
        if name in self.users:
            return self.users[name]
        wanted = name.lower()
        for user in self.users.values():
            login = user.login.lower()
            if wanted in (login, login.partition("@")[0]):
                return user
        return None

    def owner(self, api_token: str | None) -> OktaUser | None:
        """The administrator who owns this API token."""
        record = self.api_tokens.get(api_token or "")
        return None if record is None else record.owner

    def start_session(self, user: OktaUser, lifetime: float) -> OktaSession:
        """Start a session of this user."""
        now = self._now()
        session = OktaSession(
            id=self.new_id("102", 22),
            idx=self.new_id("", 40),
            external_id=self.new_id("102", 22),
            user=user,
            created_at=now,
            expires_at=now + lifetime,
        )
        self.sessions[session.id] = session
        return session

    def session(self, session_id: str) -> OktaSession | None:
        """The live session with this id."""
        found = self.sessions.get(session_id)
        if found is not None and self._now() >= found.expires_at:
            del self.sessions[session_id]
            return None
        return found

    def session_of_cookies(self, cookies: Iterable[tuple[str, str]]) -> tuple[str, OktaSession] | None:
        """The live session of a ``sid`` or ``idx`` cookie, after the name of that cookie."""
        for name, value in cookies:
            if name == "sid" and (found := self.session(value)):
                return name, found
            if name == "idx":
                for session_id in [each.id for each in self.sessions.values() if each.idx == value]:
                    if live := self.session(session_id):
                        return name, live
        return None

    def end_sessions(self, user: OktaUser, *, but: OktaSession | None = None) -> None:
        """End all sessions of the user, except ``but``."""
        for session in list(self.sessions.values()):
            if session.user is user and session is not but:
                del self.sessions[session.id]

    def issue_session_token(self, user: OktaUser) -> tuple[str, float]:
        """Issue a session token; returns it and the time when it expires."""
        token, expires_at = self.new_id("20111", 50), self._now() + SESSION_TOKEN_SECONDS
        self.session_tokens[token] = (user, expires_at)
        return token, expires_at

    def redeem_session_token(self, token: str) -> OktaUser | None:
        """Use up a session token; returns its user, or None if it is unknown or expired."""
        user, expires_at = self.session_tokens.pop(token, (None, 0.0))
        return user if self._now() < expires_at else None

    def issue_access_token(
        self,
        app: ServiceApp,
        scopes: Iterable[str],
        *,
        seconds: float = ACCESS_TOKEN_SECONDS,
        bound_to: str | None = None,
    ) -> AccessToken:
        """Issue an access token to a service app, bound to the key with this thumbprint, if any."""
        token = AccessToken(
            value=self.new_id("eyJ", 60),
            app=app,
            scopes=frozenset(scopes),
            expires_at=self._now() + seconds,
            bound_to=bound_to,
        )
        self.access_tokens[token.value] = token
        return token

    def revoke_access_tokens(self, user: OktaUser, *, but: AccessToken | None = None) -> None:
        """Revoke the access tokens of the user, except ``but``."""
        for token in list(self.access_tokens.values()):
            if token.user is user and token is not but:
                del self.access_tokens[token.value]

    def access_token(self, value: str) -> AccessToken | None:
        """The access token with this value, unless it has expired."""
        found = self.access_tokens.get(value)
        return found if found is not None and self._now() < found.expires_at else None


def timestamp(seconds: float) -> str:
    """A time as Okta writes it: whole seconds with milliseconds that are always zero."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def link(href: str, *allow: str, name: str | None = None) -> dict[str, Any]:
    """A HAL link as Okta writes it."""
    named = {} if name is None else {"name": name}
    return {**named, "href": href, "hints": {"allow": list(allow)}}
