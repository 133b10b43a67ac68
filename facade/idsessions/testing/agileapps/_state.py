"""The state of an AgileApps tenant: users, their lockout, and sessions that end by idling."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Literal

from attrs import define, field

from idsessions.testing.agileapps._errors import Refused
from idsessions.testing.agileapps._settings import AgileAppsSettings
from idsessions.testing.agileapps._wire import Value

SessionKind = Literal["login", "customer support"]


@define(kw_only=True, eq=False)
class AgileAppsUser:
    """A user of a tenancy; change its fields at any time.

    Attributes:
        id: The user's id.
        username: The login name.
        password: The password.
        tenant_id: The tenancy that the user belongs to.
        tenant_name: Its name.
        first_name: The given name.
        last_name: The family name.
        active: Whether the user may log in.
        must_change_password: Whether logins ask for a new password.
        may_proxy: Whether the user has "Proxy Login Access".
        may_support: Whether the user has the "Customer Support Login Permission".
        more: Further fields of the user's record, by their names on the wire.
        failures: How many logins failed since the last successful one.
        locked_until: When a locked account is unlocked, in seconds since the Unix epoch; infinity for never.
    """

    id: str
    """The user's id."""
    username: str
    """The login name."""
    password: str = field(repr=False)
    """The password."""
    tenant_id: str
    """The tenancy that the user belongs to."""
    tenant_name: str
    """Its name."""
    first_name: str = "Maria"
    """The given name."""
    last_name: str = "Muster"
    """The family name."""
    active: bool = True
    """Whether the user may log in."""
    must_change_password: bool = False
    """Whether logins ask for a new password."""
    may_proxy: bool = False
    """Whether the user has "Proxy Login Access"."""
    may_support: bool = False
    """Whether the user has the "Customer Support Login Permission"."""
    more: dict[str, Value] = field(factory=dict[str, Value])
    """Further fields of the user's record, by their names on the wire."""
    password_changed: float = 0.0
    """When the password was last changed, in seconds since the Unix epoch."""
    failures: int = 0
    """How many logins failed since the last successful one."""
    locked_until: float = 0.0
    """When a locked account is unlocked, in seconds since the Unix epoch; infinity for never."""


@define(kw_only=True, eq=False)
class AgileAppsSession:
    """A session of the tenant.

    Attributes:
        id: The value of the cookie ``JSESSIONID``.
        route: The value of the load balancer's cookie.
        user: The user whose rights it has.
        kind: How it was started.
        behind: The users that ``switchBack`` returns to, the last one first, while proxy logins are active.
        record_id: The id of its record, by which ``logoutSessions`` ends it.
        last_used: When it was last used, in seconds since the Unix epoch.
        started: When it was started, in seconds since the Unix epoch.
    """

    id: str = field(repr=False)
    """The value of the cookie ``JSESSIONID``."""
    route: str = field(repr=False)
    """The value of the load balancer's cookie."""
    user: AgileAppsUser
    """The user whose rights it has."""
    kind: SessionKind
    """How it was started."""
    behind: tuple[AgileAppsUser, ...] = ()
    """The users that ``switchBack`` returns to, the last one first, while proxy logins are active."""
    record_id: str
    """The id of its record, by which ``logoutSessions`` ends it."""
    last_used: float
    """When it was last used, in seconds since the Unix epoch."""
    started: float
    """When it was started, in seconds since the Unix epoch."""

    @property
    def cookies(self) -> dict[str, str]:
        """All cookies of the session; ``ROUTEID`` is made up, as a load balancer may set one."""
        return {"JSESSIONID": self.id, "ROUTEID": self.route}

    @property
    def cookie_string(self) -> str:
        """The cookies as the value of a ``Cookie`` header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


class TenantState:
    """All users and live sessions of a tenant.

    Args:
        now: The time in seconds since the Unix epoch.
        settings: How the tenant is set up.
        seed: Makes ids the same in every run.
    """

    def __init__(self, now: Callable[[], float], settings: AgileAppsSettings, seed: int | None) -> None:
        self.users: dict[str, AgileAppsUser] = {}
        self.sessions: dict[str, AgileAppsSession] = {}
        #: The user that customer support becomes, by the client's tenant id.
        self.support_users: dict[str, AgileAppsUser] = {}
        self._now = now
        self._settings = settings
        self._random = random.Random(seed)

    def new_id(self, digits: int = 15) -> str:
        """A new number, as records have it."""
        return str(self._random.randrange(10 ** (digits - 1), 10**digits))

    def authenticate(self, username: str, password: str) -> AgileAppsUser:
        """The user with this name and password; a failure counts towards the lock.

        Raises:
            Refused: The name or password is wrong, or the account is locked.
        """
        status, code = self._settings.refused_login
        # Nobody logs in as a user of customer support.
        user = next((each for each in self.users.values() if each.username == username and each.active), None)
        if user is None or user in self.support_users.values():
            raise Refused(code, "Invalid user name or password", status)
        if user.locked_until > self._now():
            raise Refused(code, "Account is locked", status)
        if user.locked_until:
            self.reactivate(user)
        if user.password != password:
            user.failures += 1
            limit, seconds = self._settings.login_attempts, self._settings.lockout_seconds
            if limit is not None and user.failures >= limit:
                user.locked_until = math.inf if seconds is None else self._now() + seconds
            raise Refused(code, "Invalid user name or password", status)
        user.failures = 0
        return user

    def reactivate(self, user: AgileAppsUser) -> None:
        """Unlock an account."""
        user.failures, user.locked_until = 0, 0.0

    def start(
        self, user: AgileAppsUser, kind: SessionKind = "login", behind: tuple[AgileAppsUser, ...] = ()
    ) -> AgileAppsSession:
        """Start a session."""
        session = AgileAppsSession(
            id=f"{self._random.getrandbits(128):032X}",
            route=f"node-{self._random.randrange(1, 5)}",
            user=user,
            kind=kind,
            behind=behind,
            record_id=f"{self._random.getrandbits(128):032x}",
            last_used=self._now(),
            started=self._now(),
        )
        self.sessions[session.id] = session
        return session

    def become(
        self, session: AgileAppsSession, user: AgileAppsUser, behind: tuple[AgileAppsUser, ...]
    ) -> AgileAppsSession:
        """Change the user of a session; the settings decide whether the session gets a new id."""
        if self._settings.rotates_session_id:
            self.end(session)
            return self.start(user, session.kind, behind)
        session.user, session.behind = user, behind
        return session

    def find(self, session_id: str | None, *, use: bool = True) -> AgileAppsSession | None:
        """The live session with this id; ``use`` extends it."""
        session = self.sessions.get(session_id or "")
        if session is None:
            return None
        if self._now() - session.last_used >= self._settings.session_timeout:
            self.end(session)
            return None
        if use:
            session.last_used = self._now()
        return session

    def sessions_of(self, user: AgileAppsUser) -> list[AgileAppsSession]:
        """The live sessions of a user, the oldest first."""
        found = (self.find(each, use=False) for each in list(self.sessions))
        return [session for session in found if session is not None and session.user is user]

    def end(self, session: AgileAppsSession) -> None:
        """End a session, if it is alive."""
        self.sessions.pop(session.id, None)
