"""The state of an AgileApps tenant: its users and who is logged in, with lock-out and expiry by idling."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Literal

from attrs import define, field

from idsessions.testing.agileapps._wire import Refused, Value

ExpiredAnswer = Literal["401", "200", "302", "page"]
SessionKind = Literal["login", "customer support"]


@define(kw_only=True)
class AgileAppsSettings:
    """How a tenant is set up and what its server is like. What the documentation leaves open is marked unverified.

    Attributes:
        session_timeout: Seconds without a request after which a session is over.
        login_attempts: Failed logins that lock an account; None for no limit.
        lockout_seconds: How long it stays locked; None for until ``reactivate``.
        customer_support_enabled: Whether customer support may log in to client tenancies; without it, 403 and -4600.
        login_status: 200 or 201. Unverified: a login may count as a POST that creates something.
        refused_login: Status and code of a failed login. Unverified: none is documented.
        expired_answer: What a request without a live session gets. Documented is ``"401"``: status 401, code -101.
            Unverified: ``"200"``: the same with status 200; ``"302"``: a redirect to the login page; ``"page"``: the
            login page itself.
        tells_invalid: ``isSessionValid`` answers ``false`` instead of the above. Unverified.
        validity_check_prolongs: ``isSessionValid`` counts as use of the session. Unverified.
        sets_cookies: The answers of logins have ``Set-Cookie``.
        has_cookie_string: They have ``cookieString``; servers older than about 2015 do not.
        has_password_flag: They have ``isForceChangePassword``; servers older than December 2022 do not.
        needs_all_cookies: The load balancer's cookie must be sent beside ``JSESSIONID``, else the request reaches
            another server, which does not know the session. Unverified.
        proxy_needs_session: ``proxyLogin`` wants the cookies of the administrator's session too. Unverified.
        rotates_session_id: ``proxyLogin`` and ``switchBack`` begin a session with a new id and end the old one. Without
            it, the id stays and the user behind it changes. Unverified.
        tagless_code: In XML, the code is text of the message and has no element of its own, as some pages of the
            documentation show it.
        gzip: Compress answers for clients that accept it.
    """

    session_timeout: float = 7200.0
    login_attempts: int | None = 5
    lockout_seconds: float | None = 900.0
    customer_support_enabled: bool = True
    login_status: int = 200
    refused_login: tuple[int, int] = (401, -101)
    expired_answer: ExpiredAnswer = "401"
    tells_invalid: bool = False
    validity_check_prolongs: bool = True
    sets_cookies: bool = True
    has_cookie_string: bool = True
    has_password_flag: bool = True
    needs_all_cookies: bool = False
    proxy_needs_session: bool = False
    rotates_session_id: bool = True
    tagless_code: bool = False
    gzip: bool = False


@define(kw_only=True, eq=False)
class AgileAppsUser:
    """A user of a tenancy.

    Attributes:
        id: The user's id.
        username: The login name.
        password: The password.
        tenant_id: The tenancy that the user belongs to.
        tenant_name: Its name.
        first_name: Given name.
        last_name: Family name.
        active: Whether the user may log in.
        must_change_password: Whether logins ask for a new password.
        may_proxy: Proxy Login Access.
        may_support: Customer Support Login Permission.
        more: Further fields of the user record, by their names on the wire.
        failures: Failed logins since the last good one.
        locked_until: When a locked account opens again, in seconds since the Unix epoch; infinity for never.
    """

    id: str
    username: str
    password: str = field(repr=False)
    tenant_id: str
    tenant_name: str
    first_name: str = "Maria"
    last_name: str = "Muster"
    active: bool = True
    must_change_password: bool = False
    may_proxy: bool = False
    may_support: bool = False
    more: dict[str, Value] = field(factory=dict[str, Value])
    password_changed: float = 0.0
    failures: int = 0
    locked_until: float = 0.0


@define(kw_only=True, eq=False)
class AgileAppsSession:
    """A live session.

    Attributes:
        id: The value of the cookie ``JSESSIONID``.
        route: The value of the load balancer's cookie.
        user: Whose rights it has.
        kind: How it was begun.
        behind: During proxy logins, the users to whom ``switchBack`` returns, the last one first to come.
        last_used: In seconds since the Unix epoch.
    """

    id: str = field(repr=False)
    route: str = field(repr=False)
    user: AgileAppsUser
    kind: SessionKind
    behind: tuple[AgileAppsUser, ...] = ()
    last_used: float

    @property
    def cookies(self) -> dict[str, str]:
        """All cookies of the session; ``ROUTEID`` is made up, a load balancer's as there may be."""
        return {"JSESSIONID": self.id, "ROUTEID": self.route}

    @property
    def cookie_string(self) -> str:
        """The same as the value of a ``Cookie`` header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


class TenantState:
    """All users and live sessions.

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
        """A number as the platform gives to records."""
        return str(self._random.randrange(10 ** (digits - 1), 10**digits))

    def authenticate(self, username: str, password: str) -> AgileAppsUser:
        """The user with this name and password; a failure counts towards the lock.

        Raises:
            Refused: There is none, or the account is locked.
        """
        status, code = self._settings.refused_login
        # Those whom customer support becomes have no password, and nobody logs in as them.
        user = next((each for each in self.users.values() if each.username == username and each.active), None)
        if user is None or user in self.support_users.values():
            raise Refused(code, "Invalid user name or password", status)
        if user.locked_until > self._now():
            raise Refused(code, "Account is locked", status)
        if user.locked_until:
            self.reactivate(user)
        if user.password != password:
            user.failures += 1
            limit, pause = self._settings.login_attempts, self._settings.lockout_seconds
            if limit is not None and user.failures >= limit:
                user.locked_until = math.inf if pause is None else self._now() + pause
            raise Refused(code, "Invalid user name or password", status)
        user.failures = 0
        return user

    def reactivate(self, user: AgileAppsUser) -> None:
        """Unlock an account."""
        user.failures, user.locked_until = 0, 0.0

    def start(
        self, user: AgileAppsUser, kind: SessionKind = "login", behind: tuple[AgileAppsUser, ...] = ()
    ) -> AgileAppsSession:
        """Begin a session."""
        session = AgileAppsSession(
            id=f"{self._random.getrandbits(128):032X}",
            route=f"node-{self._random.randrange(1, 5)}",
            user=user,
            kind=kind,
            behind=behind,
            last_used=self._now(),
        )
        self.sessions[session.id] = session
        return session

    def become(
        self, session: AgileAppsSession, user: AgileAppsUser, behind: tuple[AgileAppsUser, ...]
    ) -> AgileAppsSession:
        """Put another user behind a session; by the settings, under a new id."""
        if self._settings.rotates_session_id:
            self.end(session)
            return self.start(user, session.kind, behind)
        session.user, session.behind = user, behind
        return session

    def find(self, session_id: str | None, *, use: bool = True) -> AgileAppsSession | None:
        """The live session with this id; ``use`` prolongs it."""
        session = self.sessions.get(session_id or "")
        if session is None:
            return None
        if self._now() - session.last_used >= self._settings.session_timeout:
            self.end(session)
            return None
        if use:
            session.last_used = self._now()
        return session

    def end(self, session: AgileAppsSession) -> None:
        """End a session; one that has ended stays so."""
        self.sessions.pop(session.id, None)
