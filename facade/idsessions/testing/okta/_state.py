"""What an Okta org remembers: users, sessions, tokens and apps."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Literal

from attrs import define, field

from idsessions.testing._base.jose import PublicKey

AuthnOutcome = Literal["SUCCESS", "PASSWORD_WARN", "PASSWORD_EXPIRED", "LOCKED_OUT", "MFA_ENROLL", "MFA_REQUIRED"]

SESSION_TOKEN_SECONDS = 300
STATE_TOKEN_SECONDS = 300
ACCESS_TOKEN_SECONDS = 3600
_ALPHABET = string.ascii_letters + string.digits


@define(kw_only=True, eq=False)
class OktaUser:
    """A user of the emulated org; change its fields at will.

    Attributes:
        login: What the user signs in with.
        password: None: not set yet, so that only an activation token signs in.
        outcome: The state to which a right password leads.
        failures: Wrong passwords in a row.
        oauth_tokens_revoked: Whether ``revokeUserSessions`` was asked to revoke the user's OAuth tokens too.
        devices_forgotten: Whether it was asked to forget the user's devices.
    """

    id: str
    login: str
    password: str | None = field(repr=False)
    first_name: str = "Ada"
    last_name: str = "Example"
    outcome: AuthnOutcome = "SUCCESS"
    password_changed: float = 0.0
    failures: int = 0
    oauth_tokens_revoked: bool = False
    devices_forgotten: bool = False


@define(kw_only=True, eq=False)
class OktaSession:
    """A session of the emulated org.

    Attributes:
        id: The session id, which is the value of the ``sid`` cookie.
        idx: The value of the ``idx`` cookie.
        external_id: The second id, in links and in the ``xids`` cookie.
        expires_at: Seconds since the Unix epoch; set it to end the session at that moment.
    """

    id: str = field(repr=False)
    idx: str = field(repr=False)
    external_id: str
    user: OktaUser
    created_at: float
    expires_at: float
    status: str = "ACTIVE"
    amr: tuple[str, ...] = ("pwd",)
    idp_type: str = "OKTA"
    last_factor_verification: float | None = None


@define(kw_only=True, eq=False)
class Transaction:
    """An authentication that has not reached its end."""

    token: str = field(repr=False)
    user: OktaUser
    status: str
    expires_at: float
    relay: dict[str, str]


@define(kw_only=True, eq=False)
class ApiTokenRecord:
    """An API token: whose it is, and whether that administrator may only read."""

    value: str = field(repr=False)
    owner: OktaUser
    read_only: bool = False


@define(eq=False)
class ServiceApp:
    """A service app of the emulated org.

    Attributes:
        client_id: Its client id.
        key_ids: The ids of its keys.
        scopes: The scopes it was granted.
        requires_dpop: Whether it gets only tokens that are bound to a proof of possession.
        keys: Its public keys. As long as there is none, signatures are not checked.
    """

    client_id: str
    key_ids: tuple[str, ...]
    scopes: frozenset[str]
    requires_dpop: bool = False
    keys: list[PublicKey] = field(factory=list[PublicKey], repr=False)


@define(kw_only=True, eq=False)
class AccessToken:
    """An access token that a service app was given; with the thumbprint of the key that it is bound to, if it is."""

    value: str = field(repr=False)
    app: ServiceApp
    scopes: frozenset[str]
    expires_at: float
    bound_to: str | None = None

    @property
    def token_type(self) -> str:
        return "Bearer" if self.bound_to is None else "DPoP"


class OrgState:
    """Everything the emulated org remembers; it forgets what has expired when it is asked for it."""

    def __init__(self, now: Callable[[], float], seed: int | None) -> None:
        self._now = now
        self._random = random.Random(seed)
        self.org_id = self.new_id("00o", 17)
        self.users: dict[str, OktaUser] = {}
        self.sessions: dict[str, OktaSession] = {}
        self.session_tokens: dict[str, tuple[OktaUser, float]] = {}
        self.activation_tokens: dict[str, OktaUser] = {}
        self.transactions: dict[str, Transaction] = {}
        self.api_tokens: dict[str, ApiTokenRecord] = {}
        self.apps: dict[str, ServiceApp] = {}
        self.access_tokens: dict[str, AccessToken] = {}
        self.used_assertions: set[tuple[str, str]] = set()
        self.used_proofs: set[tuple[str, str]] = set()
        self.dpop_nonce = self.new_id("", 32)

    def new_id(self, prefix: str, length: int) -> str:
        """An id or token nobody has seen."""
        return prefix + "".join(self._random.choices(_ALPHABET, k=length))

    def find_user(self, name: str) -> OktaUser | None:
        """The user with this id or login, or with this login up to the ``@``."""
        if name in self.users:
            return self.users[name]
        wanted = name.lower()
        for user in self.users.values():
            login = user.login.lower()
            if wanted in (login, login.partition("@")[0]):
                return user
        return None

    def owner(self, api_token: str | None) -> OktaUser | None:
        """The administrator whose API token this is."""
        record = self.api_tokens.get(api_token or "")
        return None if record is None else record.owner

    def start_session(self, user: OktaUser, lifetime: float) -> OktaSession:
        """A new session of this user."""
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
        """The live session of a ``sid`` or ``idx`` cookie, with the name of that cookie."""
        for name, value in cookies:
            if name == "sid" and (found := self.session(value)):
                return name, found
            if name == "idx":
                for session_id in [each.id for each in self.sessions.values() if each.idx == value]:
                    if live := self.session(session_id):
                        return name, live
        return None

    def end_sessions(self, user: OktaUser, *, but: OktaSession | None = None) -> None:
        """End all sessions of the user, except perhaps one."""
        for session in list(self.sessions.values()):
            if session.user is user and session is not but:
                del self.sessions[session.id]

    def issue_session_token(self, user: OktaUser) -> tuple[str, float]:
        """A session token and the moment when it expires."""
        token, expires_at = self.new_id("20111", 50), self._now() + SESSION_TOKEN_SECONDS
        self.session_tokens[token] = (user, expires_at)
        return token, expires_at

    def redeem_session_token(self, token: str) -> OktaUser | None:
        """The user of a session token, which is used up."""
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
        """A new access token of a service app, bound to the key with this thumbprint, if any."""
        token = AccessToken(
            value=self.new_id("eyJ", 60),
            app=app,
            scopes=frozenset(scopes),
            expires_at=self._now() + seconds,
            bound_to=bound_to,
        )
        self.access_tokens[token.value] = token
        return token

    def access_token(self, value: str) -> AccessToken | None:
        """The access token, if it has not expired."""
        found = self.access_tokens.get(value)
        return found if found is not None and self._now() < found.expires_at else None


def timestamp(seconds: float) -> str:
    """A moment as Okta writes it; orgs send whole seconds here, with milliseconds that are always zero."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def link(href: str, *allow: str, name: str | None = None) -> dict[str, Any]:
    """A link of HAL as Okta writes it."""
    named = {} if name is None else {"name": name}
    return {**named, "href": href, "hints": {"allow": list(allow)}}
