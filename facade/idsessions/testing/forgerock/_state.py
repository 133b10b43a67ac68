"""The state of a ForgeRock server: users, sessions and access tokens."""

from __future__ import annotations

import base64
import struct
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Final, Literal

from attrs import define, evolve, field, frozen

from idsessions import Clock
from idsessions.testing.forgerock._profiles import ServerProfile

QuotaBehaviour = Literal["end_least_recent", "deny"]

# How often the servers write the time of the latest access, by default.
_ACCESS_GRANULARITY: Final = 60.0
# Tokens use other characters of base64, which are safe in a cookie.
_TOKEN_ALPHABET: Final = str.maketrans("+/=", "-_.")


@frozen(kw_only=True)
class EmulatedUser:
    """A user who can sign in.

    Attributes:
        username: The login name.
        password: The password.
        realm: The realm as a path.
        uid: The id of the user on the session endpoints: a UUID on AIC, otherwise the login name.
        universal_id: The distinguished name.
        admin: Whether the user may act on the sessions of others.
    """

    username: str
    """The login name."""
    password: str = field(repr=False)
    """The password."""
    realm: str
    """The realm as a path."""
    uid: str
    """The id of the user on the session endpoints: a UUID on AIC, otherwise the login name."""
    universal_id: str
    """The distinguished name."""
    admin: bool = False
    """Whether the user may act on the sessions of others."""


@define(kw_only=True, repr=False, eq=False)
class EmulatedSession:
    """A session of the emulated server.

    Attributes:
        token: The live credential.
        handle: What administrators end it by.
        user: The user of the session.
        context_id: Its id in audit logs.
        created: When it started, in seconds since the Unix epoch.
        latest_access: When it was last used, as precisely as the server writes it.
        max_idle: How long it may be idle, in minutes.
        max_session: How long it may last, in minutes.
        properties: The values of its properties.
    """

    token: str
    """The live credential."""
    handle: str
    """What administrators end it by."""
    user: EmulatedUser
    """The user of the session."""
    context_id: str
    """Its id in audit logs."""
    created: float
    """When it started, in seconds since the Unix epoch."""
    latest_access: float
    """When it was last used, as precisely as the server writes it."""
    max_idle: int = 30
    """How long it may be idle, in minutes."""
    max_session: int = 120
    """How long it may last, in minutes."""
    properties: dict[str, str] = field(factory=dict[str, str])
    """The values of its properties."""

    @property
    def idle_expires(self) -> float:
        """When it ends if it is not used."""
        return self.latest_access + self.max_idle * 60

    @property
    def expires(self) -> float:
        """When it ends even if it is used."""
        return self.created + self.max_session * 60

    def touch(self, now: float) -> None:
        """Extend the session, unless the server wrote its latest access a short time ago."""
        if now - self.latest_access > _ACCESS_GRANULARITY:
            self.latest_access = now


class QuotaExceededError(Exception):
    """The user has the maximum number of sessions, and the server refuses a further one."""


class ServerState:
    """Users, sessions and access tokens of one server."""

    def __init__(self, profile: ServerProfile, clock: Clock, random: Random) -> None:
        self.quota: int | None = None
        self.quota_behaviour: QuotaBehaviour = "end_least_recent"
        self._users: dict[tuple[str, str], EmulatedUser] = {}
        self._profile = profile
        self._clock = clock
        self._random = random
        self._sessions: dict[str, EmulatedSession] = {}
        self._access_tokens: dict[str, float] = {}
        #: The user that a service account's access token acts as.
        self.service_account = self.add_user("service-account", self.new_uuid(), "/", admin=True)

    def add_user(self, username: str, password: str, realm: str, *, admin: bool) -> EmulatedUser:
        """Add or replace a user."""
        uid = self.new_uuid() if self._profile.managed_users and not admin else username
        universal_id = self._universal_id(uid, realm)
        user = EmulatedUser(
            username=username, password=password, realm=realm, uid=uid, universal_id=universal_id, admin=admin
        )
        self._users[realm, username.casefold()] = user
        return user

    @property
    def users(self) -> tuple[EmulatedUser, ...]:
        """All users, of all realms."""
        return tuple(self._users.values())

    def user(self, realm: str, username: str, password: str) -> EmulatedUser | None:
        """The user with this name and password, in this realm; the case of the name does not matter."""
        name = username.casefold()
        user = self._users.get((realm, name))
        if user is None and self._profile.shares_users:
            elsewhere = [each for (_, named), each in self._users.items() if named == name and not each.admin]
            user = next(
                (evolve(each, realm=realm, universal_id=self._universal_id(each.uid, realm)) for each in elsewhere),
                None,
            )
        return user if user is not None and user.password == password else None

    def _universal_id(self, uid: str, realm: str) -> str:
        organisation = "".join(f"o={name}," for name in reversed(realm.strip("/").split("/")) if name)
        services = "ou=services," if organisation else ""
        return f"id={uid},ou=user,{organisation}{services}{self._profile.base_dn}"

    def start(self, user: EmulatedUser) -> EmulatedSession:
        """Start a session.

        Raises:
            QuotaExceededError: The user has the maximum number of sessions.
        """
        self._make_room(user)
        now = self._clock.time()
        token = self.new_token()
        session = EmulatedSession(
            token=token,
            handle="shandle:" + self.new_token(),
            user=user,
            context_id=f"{self.new_uuid()}-{len(self._sessions) + 1}",
            created=now,
            latest_access=now,
        )
        self._sessions[token] = session
        return session

    def temporary(self, user: EmulatedUser, minutes: int) -> EmulatedSession:
        """A session for a single request."""
        now = self._clock.time()
        return EmulatedSession(
            token="", handle="", user=user, context_id=self.new_uuid(), created=now, latest_access=now,
            max_session=minutes, max_idle=minutes,
        )  # fmt: skip

    def live(self, token: str) -> EmulatedSession | None:
        """The live session with this token."""
        session = self._sessions.get(token)
        if session is None:
            return None
        now = self._clock.time()
        if now >= session.expires or now >= session.idle_expires:
            del self._sessions[token]
            return None
        return session

    def end(self, session: EmulatedSession) -> None:
        """End a session, if it is alive."""
        self._sessions.pop(session.token, None)

    def end_all(self) -> None:
        """End every session."""
        self._sessions.clear()

    def all_live(self) -> Iterator[EmulatedSession]:
        """Every live session, the oldest first."""
        for token in list(self._sessions):
            if (session := self.live(token)) is not None:
                yield session

    def by_handle(self, handle: str) -> EmulatedSession | None:
        """The live session with this handle."""
        return next((each for each in self.all_live() if each.handle == handle), None)

    def issue_access_token(self, seconds: float, *, opens_am: bool = True) -> str:
        """Issue an access token to a service account; ``opens_am`` says whether it opens the session endpoints."""
        token = self._letters(40)
        self._access_tokens[token] = self._clock.time() + (seconds if opens_am else 0.0)
        return token

    def revoke_access_tokens(self) -> None:
        """Revoke all access tokens."""
        self._access_tokens.clear()

    def accepts_access_token(self, token: str) -> bool:
        """Whether this access token opens the session endpoints and has not expired."""
        return self._access_tokens.get(token, 0.0) > self._clock.time()

    def new_uuid(self) -> str:
        """A random UUID."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def _make_room(self, user: EmulatedUser) -> None:
        if self.quota is None:
            return
        live = [each for each in self.all_live() if each.user == user]
        if len(live) >= self.quota and self.quota_behaviour == "deny":
            raise QuotaExceededError
        # The server ends the least recently used session and does not report it.
        # https://docs.pingidentity.com/pingoneaic/am-sessions/enable-active-session-quotas.html
        live.sort(key=lambda session: session.latest_access)
        for session in live[: len(live) - self.quota + 1]:
            self.end(session)

    def _letters(self, length: int) -> str:
        raw = base64.urlsafe_b64encode(self._random.randbytes(length)).decode()
        return raw.replace("-", "a").replace("_", "b")[:length]

    def new_token(self) -> str:
        """A token with the length and the alphabet of real ones: random, then the place of the session."""
        if self._profile.name == "openam":
            head = "AQIC" + self._letters(43) + "."
            pairs = {"SI": "01", "SK": str(self._random.randrange(10**18, 9 * 10**18)), "S1": ""}
        else:
            head = self._letters(27) + "."
            server = "02" if self._profile.name == "aic" else "01"
            key = base64.b64encode(self._random.randbytes(20)).decode()
            pairs = {"SI": server, "SK": key, "type": "CTS", "S1": "01" if self._profile.name == "aic" else ""}
        words = b"".join(
            struct.pack(">H", len(word)) + word for pair in pairs.items() for word in (part.encode() for part in pair)
        )
        return f"{head}*{base64.b64encode(words).decode().translate(_TOKEN_ALPHABET)}*"


def iso_time(seconds: float, *, milliseconds: bool = False) -> str:
    """A time as the servers write it, in UTC."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds" if milliseconds else "seconds").replace("+00:00", "Z")
