"""The AgileApps client: logins of three kinds, and the operations on the sessions that they start."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Mapping
from typing import ClassVar, Final, Literal, Unpack, get_args

from idsessions_agileapps.models import ActiveSession, User

from .._bulk import about_target, each, end_many, redacted_targets
from .._core.client import takes_client_options
from .._core.options import ClientOptions, Unchanged
from .._core.provider import Provider
from .._elsewhere import ElsewhereClient
from ..bulk import BulkOutcome
from ..credentials import LONGEST_SESSION, Credential, Secret, SessionCookies, as_secret
from ..errors import CredentialError, UsageError
from ..sessions import Login
from ._cookies import as_cookies, rotated, session_key
from ._rules import AGILEAPPS
from ._session import AgileAppsSession
from ._tenant import LoggedIn, Tenant

LogoutMethod = Literal["GET", "POST", "PUT"]

_PATH: Final = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+")


class AgileAppsSessions(ElsewhereClient):
    """The session endpoints of one AgileApps Cloud tenant.

    The client has no credential: it serves many users, and a call about a session takes the cookies of that session first.
    Pass them as `SessionCookies`, as the text of a ``Cookie`` header, or as the bare session id.

    Args:
        base_url: The tenant's URL, such as ``https://acme.agileappscloud.com``.
        switch_back_path: Where to send ``switchBack``, if not to ``/networking/rest/login/proxyLogin/switchBack``:
            documentation of 2012 has ``/networking/rest/login/switchBack``.
        logout_sessions_method: What to send ``logoutSessions`` with. The documentation says ``"GET"``, with a body, which a
            server or a proxy may refuse or drop; then try ``"POST"`` or ``"PUT"``.
        timeout: Seconds for each step of an exchange with the tenant, or `Timeouts`.
        deadline: Seconds for each call, all waiting included; None for no deadline.
        rate_limit: How to wait for a rate limit; None to not wait at all.
        retries: How many times a call that can be retried safely is sent again after a 502, 503 or 504 without ``Retry-After``.
        max_concurrency: The most requests in flight, and so the most connections; other calls wait in a queue.
        headers: Your own headers, for every request.
        user_agent: Your application's name and version, sent before the library's.
        on_call: A plain function, called with a `CallRecord` after each call.
        clock: The clock to read and wait by.
        transport: How to reach the provider: `idsessions.transports`, or your own httpx transport.
        tls: A file of certificates in PEM form to trust besides the usual, or a TLS context of your own.
        proxy: The URL of the proxy to go through; None for what the environment says.
        allow_http: Allow plain http to other hosts than loopback.
        telemetry: Spans and metrics of all calls: an `idsessions.otel.OpenTelemetry`.

    Raises:
        UsageError: The URL, the path or an option cannot be used.
    """

    _provider: ClassVar[Provider] = AGILEAPPS

    @takes_client_options
    def __init__(
        self,
        base_url: str,
        *,
        switch_back_path: str = "",
        logout_sessions_method: LogoutMethod = "GET",
        **options: Unpack[ClientOptions],
    ) -> None:
        super().__init__(base_url, **options)
        if switch_back_path and (not _PATH.fullmatch(switch_back_path) or "/../" in f"{switch_back_path}/"):
            raise UsageError("`switch_back_path` must be an absolute path without a query", provider="agileapps")
        if logout_sessions_method not in get_args(LogoutMethod):
            raise UsageError('`logout_sessions_method` must be "GET", "POST" or "PUT"', provider="agileapps")
        self._switch_back_path = switch_back_path
        self._logout_sessions_method = logout_sessions_method

    def _bind(self, credentials: Credential) -> Credential:
        raise CredentialError(
            "a client of AgileApps has no credential: pass the session's cookies to each call", provider="agileapps"
        )

    def _credential_of(self, given: Credential | str | Unchanged | None) -> Credential | None:
        given = as_secret(given)
        return as_cookies(given) if isinstance(given, str | SessionCookies) else super()._credential_of(given)

    def _rotated(self, used: Credential, sent: str, headers: Mapping[str, str]) -> Credential:
        return rotated(used, sent, headers)

    # Session handles.

    def login(
        self, user_name: str, password: Secret, *, renew: bool = False, allow_forced_password_change: bool = False
    ) -> Login[AgileAppsSession]:
        """Log a user in: ``await`` it and end it yourself, or enter it with ``async with`` to log out on the way out.

        A login is sent once, and again only after a 429: five failures, as a rule, lock the account.

        Args:
            user_name: The user's login name.
            password: The user's password, or a function that returns it.
            renew: Log in again when the session has expired, once for all calls that find it expired, and retry them. For
                that, the session keeps the password, or the function. It never does so while a proxy login is active, nor
                after a refused login, since the next failure could lock the account.
            allow_forced_password_change: Return the session also for a user who must choose a new password first; its
                ``must_change_password`` says so. By default the client logs such a user out again.

        Raises:
            AuthenticationError: The name or the password is wrong, or the account is locked.
            PasswordChangeRequiredError: The user must choose a new password first.

        Endpoint: POST /networking/rest/login
        """
        password = as_secret(password)
        return self._login("login", user_name, password, allow_forced_password_change, renew=renew)

    def login_as_customer_support(
        self, user_name: str, password: Secret, *, client_tenant_id: str, allow_forced_password_change: bool = False
    ) -> Login[AgileAppsSession]:
        """Log in to a client's tenancy: ``await`` it, or enter it with ``async with`` to log out on the way out.

        Args:
            user_name: The login name of the service provider's tenant administrator.
            password: The administrator's password, or a function that returns it.
            client_tenant_id: The id of the tenancy to log in to.
            allow_forced_password_change: As for `login`.

        Raises:
            AuthenticationError: The name or the password is wrong, or the account is locked.
            PermissionDeniedError: The administrator lacks the Customer Support Login permission, or the tenant lacks
                the feature.
            BadRequestError: There is no such tenancy.
            PasswordChangeRequiredError: The user must choose a new password first.

        Endpoint: POST /networking/rest/login/customerSupport
        """
        password = as_secret(password)
        tenancy = ("client_tenant_id", client_tenant_id)
        return self._login("loginAsCustomerSupport", user_name, password, allow_forced_password_change, tenancy)

    def session(self, cookies: SessionCookies | str) -> AgileAppsSession:
        """Attach to a live session by its cookies or its id. Nothing is sent, and only you end it."""
        cookies = as_secret(cookies)
        return AgileAppsSession(self._tenant, as_cookies(cookies))

    # Operations on a session.

    def proxy_login(
        self, cookies: SessionCookies | str, user_id: str, *, user_name: str, password: Secret
    ) -> Login[AgileAppsSession]:
        """Become another user: ``await`` it, or enter it with ``async with`` to switch back on the way out.

        Afterwards the cookies are no longer the administrator's. To continue as the administrator, keep a `session` and
        call its `AgileAppsSession.proxy_login`, or use the session that `AgileAppsSession.switch_back` returns.

        Args:
            cookies: The cookies of the administrator's session.
            user_id: The id of the user to become.
            user_name: The administrator's name.
            password: The administrator's password, or a function that returns it. It is not kept.

        Raises:
            AuthenticationError: The name and the password were refused. Failures count towards the account's lock.
            PermissionDeniedError: The administrator lacks Proxy Login Access.
            NotFoundError: There is no such user.

        Endpoint: POST /networking/rest/login/proxyLogin
        """
        cookies, password = as_secret(cookies), as_secret(password)
        return self.session(cookies).proxy_login(user_id, password=password, user_name=user_name)

    async def switch_back(self, cookies: SessionCookies | str) -> AgileAppsSession:
        """Return from a proxy login.

        Args:
            cookies: The cookies of the proxied session.

        Returns:
            The administrator's session, with the cookies to use from now on.

        Raises:
            SessionExpiredError: The session has ended.

        Endpoint: GET /networking/rest/login/proxyLogin/switchBack
        """
        cookies = as_secret(cookies)
        return await self.session(cookies).switch_back()

    async def logout(self, cookies: SessionCookies | str) -> None:
        """Log out. A session that has ended already counts as logged out.

        Args:
            cookies: The cookies of the session.

        Endpoint: GET /networking/rest/logout
        """
        cookies = as_secret(cookies)
        await self.session(cookies).logout()

    def logout_many(
        self,
        cookies: Iterable[SessionCookies | str] | AsyncIterable[SessionCookies | str],
        *,
        concurrency: int | None = None,
    ) -> AsyncGenerator[BulkOutcome[SessionCookies | str], None]:
        """Log out of many sessions: ``async for outcome in agileapps.logout_many(cookies)``.

        The requests have the priority ``bulk`` and no deadline; leaving the loop cancels those in flight.

        Args:
            cookies: The cookies of each session; as many as you like, each done once; read no further than the requests in
                flight.
            concurrency: The most requests in flight; left out, ``max_concurrency``.

        Returns:
            An outcome for each session, in the order of completion; a session that has ended already counts as ``ended``.

        Raises:
            BulkStopped: A fault that concerns all sessions; its ``not_tried`` yields those without an outcome.

        Endpoint: GET /networking/rest/logout
        """
        cookies = redacted_targets(cookies)
        agileapps = self.with_options(priority="bulk", deadline=None)

        async def end(cookies: SessionCookies | str) -> BulkOutcome[SessionCookies | str]:
            cookies = as_secret(cookies)
            with about_target():
                session = agileapps.session(cookies)
            await session.logout()
            return BulkOutcome(cookies, "ended")

        return end_many(
            cookies,
            each(end),
            parameter="cookies",
            provider="agileapps",
            clock=self._clock,
            concurrency=self._max_concurrency if concurrency is None else concurrency,
            wrap=as_secret,
            key=session_key,
        )

    async def is_session_valid(self, cookies: SessionCookies | str) -> bool:
        """Whether a session is valid. The call may extend it: this is not documented.

        Args:
            cookies: The cookies of the session.

        Endpoint: GET /networking/rest/user/isSessionValid
        """
        cookies = as_secret(cookies)
        try:
            session = self.session(cookies)
        except CredentialError:
            if not isinstance(cookies, str):
                raise
            return False  # What a browser sends is no mistake of the caller's.
        if isinstance(cookies, str) and len(cookies) > LONGEST_SESSION:
            return False
        return await session.is_session_valid()

    async def get_user_info(self, cookies: SessionCookies | str) -> User:
        """Get the record of the user that a session belongs to.

        Args:
            cookies: The cookies of the session.

        Raises:
            SessionExpiredError: The session has ended.

        Endpoint: GET /networking/rest/user/info
        """
        cookies = as_secret(cookies)
        return await self.session(cookies).get_user_info()

    async def list_active_sessions(self, cookies: SessionCookies | str) -> list[ActiveSession]:
        """List the active sessions of the user that a session belongs to.

        Args:
            cookies: The cookies of the session.

        Returns:
            The sessions, each with the ``id`` that `logout_sessions` takes. Its ``session_id`` is a live credential.

        Raises:
            SessionExpiredError: The session has ended.
            PermissionDeniedError: The tenant has no session management, or it is off.

        Endpoint: GET /networking/rest/httpSessionManagement/active
        """
        cookies = as_secret(cookies)
        return await self.session(cookies).list_active_sessions()

    async def logout_sessions(self, cookies: SessionCookies | str, ids: Iterable[str]) -> None:
        """End some sessions of the user that a session belongs to.

        Args:
            cookies: The cookies of the session that asks; it ends too if its id is among ``ids``.
            ids: The ``id`` of each session, as `list_active_sessions` returns it; not its ``session_id``.

        Raises:
            SessionExpiredError: The session that asks has ended.
            NotFoundError: There is no such session.
            PermissionDeniedError: The tenant has no session management, or it is off.
            UsageError: ``ids`` is empty, or an id is.

        Endpoint: GET /networking/rest/httpSessionManagement/logout
        """
        cookies = as_secret(cookies)
        await self.session(cookies).logout_sessions(ids)

    async def logout_all_sessions(self, cookies: SessionCookies | str) -> None:
        """End all sessions of the user that a session belongs to, probably this one too: this is not documented.

        Args:
            cookies: The cookies of the session.

        Raises:
            SessionExpiredError: The session has ended, and the others have not been ended.
            PermissionDeniedError: The tenant has no session management, or it is off.

        Endpoint: GET /networking/rest/httpSessionManagement/logoutAll
        """
        cookies = as_secret(cookies)
        await self.session(cookies).logout_all_sessions()

    @property
    def _tenant(self) -> Tenant:
        return Tenant(self._view, self._switch_back_path, self._logout_sessions_method)

    def _login(
        self,
        operation: str,
        user_name: str,
        password: Secret,
        allow_forced_password_change: bool,
        *further: tuple[str, str],
        renew: bool = False,
    ) -> Login[AgileAppsSession]:
        async def log_in() -> LoggedIn:
            return await self._tenant.log_in(
                operation, user_name, password, *further, allow_forced_password_change=allow_forced_password_change
            )

        async def start() -> AgileAppsSession:
            found = await log_in()
            relogin = log_in if renew else None
            return AgileAppsSession(self._tenant, found.cookies, found.details, user_name, relogin=relogin)

        return Login(start)
