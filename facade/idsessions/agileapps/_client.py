"""AgileApps Cloud: logins of three kinds, and the sessions that they begin."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import ClassVar

import httpx

from idsessions_agileapps.client import AuthenticatedClient
from idsessions_agileapps.models import User

from .._clock import Clock
from .._core.client import SessionsClient
from .._core.options import DEFAULT_RATE_LIMIT, DEFAULT_TIMEOUTS, CallRecord, Timeouts
from .._core.provider import Provider
from .._rate_limit import RateLimit
from ..credentials import Secret, SessionCookies
from ..errors import CredentialError, PasswordChangeRequiredError, UsageError
from ..sessions import Login
from ._calls import Calls, LoggedIn
from ._cookies import adopted
from ._rules import AGILEAPPS
from ._session import AgileAppsSession

__all__ = ["AgileAppsSession", "AgileAppsSessions"]

_PATH = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+")


class AgileAppsSessions(SessionsClient):
    """The session endpoints of one AgileApps Cloud tenant.

    The client has no credential of its own: it serves many users, and a call about somebody's session takes that
    session's cookies first. They are given as `SessionCookies`, as the text of a ``Cookie`` header, or as the bare
    session id.

    Args:
        base_url: The tenant's URL, such as ``https://acme.agileappscloud.com``.
        switch_back_path: Where to send ``switchBack``, if not to ``/networking/rest/login/proxyLogin/switchBack``:
            documentation of 2012 had ``/networking/rest/login/switchBack``.
        timeout: Seconds for each step of an exchange with the tenant, or `Timeouts`.
        deadline: Seconds for each call, all waiting included; None for no deadline.
        rate_limit: How to wait for a rate limit; None to not wait at all.
        max_concurrency: Requests in flight at once, and connections; the others wait their turn.
        headers: Headers of your own, for every request.
        user_agent: Your application's name and version, sent before ours.
        on_call: Called with a `CallRecord` after each call.
        clock: What to read and wait by.
        transport: A transport of your own, for a proxy, TLS settings, or an emulator.
        allow_http: Allow plain http to other hosts than loopback.

    Raises:
        UsageError: The URL, the path or a header cannot be used.
    """

    _provider: ClassVar[Provider] = AGILEAPPS

    def __init__(
        self,
        base_url: str,
        *,
        switch_back_path: str = "",
        timeout: Timeouts | float = DEFAULT_TIMEOUTS,
        deadline: float | None = None,
        rate_limit: RateLimit | None = DEFAULT_RATE_LIMIT,
        max_concurrency: int = 32,
        headers: Mapping[str, str] | None = None,
        user_agent: str = "",
        on_call: Callable[[CallRecord], None] | None = None,
        clock: Clock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        allow_http: bool = False,
    ) -> None:
        super().__init__(
            base_url,
            credentials=None,
            timeout=timeout,
            deadline=deadline,
            rate_limit=rate_limit,
            max_concurrency=max_concurrency,
            headers=headers,
            user_agent=user_agent,
            on_call=on_call,
            clock=clock,
            transport=transport,
            allow_http=allow_http,
        )
        if switch_back_path and (not _PATH.fullmatch(switch_back_path) or "/../" in f"{switch_back_path}/"):
            raise UsageError("switch_back_path must be an absolute path without a query", provider="agileapps")
        self._switch_back_path = switch_back_path
        self._client = AuthenticatedClient(self._base_url, token="").set_async_httpx_client(self._sender)

    # Sessions in one's hands.

    def login(
        self, user_name: str, password: Secret, *, renew: bool = False, allow_forced_password_change: bool = False
    ) -> Login[AgileAppsSession]:
        """Log a user in: ``await`` it, or enter it with ``async with`` to have the user logged out.

        A login is sent once, and again only after a 429: five failures, as a rule, lock the account.

        Args:
            user_name: The user's login name.
            password: The user's password, or a function that returns it.
            renew: Log in again when the session has expired, once for all calls that find it so, and repeat them. For
                that, the session keeps the password, or the function. It never does so while a proxy login lasts, nor
                once a login was refused, since the next failure could lock the account.
            allow_forced_password_change: Give the session also to a user who has to choose a new password first; its
                ``must_change_password`` says so. By default such a user is logged out again.

        Raises:
            AuthenticationError: The name or the password is wrong, or the account is locked.
            PasswordChangeRequiredError: The user has to choose a new password first.

        Endpoint: POST /networking/rest/login
        """
        calls = self._calls()
        return _login(
            calls,
            "login",
            lambda: calls.login(user_name, password),
            user_name,
            allow_forced_password_change,
            renew=renew,
        )

    def login_as_customer_support(
        self, user_name: str, password: Secret, *, client_tenant_id: str, allow_forced_password_change: bool = False
    ) -> Login[AgileAppsSession]:
        """Log in to a client's tenancy: ``await`` it, or enter it with ``async with`` to be logged out at its end.

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
            PasswordChangeRequiredError: The user has to choose a new password first.

        Endpoint: POST /networking/rest/login/customerSupport
        """
        calls = self._calls()
        return _login(
            calls,
            "loginAsCustomerSupport",
            lambda: calls.login_as_customer_support(user_name, password, client_tenant_id),
            user_name,
            allow_forced_password_change,
        )

    def session(self, cookies: SessionCookies | str) -> AgileAppsSession:
        """Adopt a live session by its cookies or its id. Nothing is sent, and nobody ends it but you."""
        return AgileAppsSession(self._calls(), adopted(cookies))

    # The operations on somebody's session.

    def proxy_login(
        self, cookies: SessionCookies | str, user_id: str, *, user_name: str, password: Secret
    ) -> Login[AgileAppsSession]:
        """Become another user: ``await`` it, or enter it with ``async with`` to have it switched back.

        The cookies given are no longer the administrator's afterwards. To go on as the administrator, keep a `session`
        and call its `AgileAppsSession.proxy_login`, or take what `AgileAppsSession.switch_back` returns.

        Args:
            cookies: Of the administrator's session.
            user_id: The id of the user to become.
            user_name: The administrator's name.
            password: The administrator's password, or a function that returns it. It is not kept.

        Raises:
            AuthenticationError: The name and the password were refused. Failures count towards the account's lock.
            PermissionDeniedError: The administrator lacks Proxy Login Access.
            NotFoundError: There is no such user.

        Endpoint: POST /networking/rest/login/proxyLogin
        """
        return self.session(cookies).proxy_login(user_id, password=password, user_name=user_name)

    async def switch_back(self, cookies: SessionCookies | str) -> AgileAppsSession:
        """Return from a proxy login.

        Args:
            cookies: Of the proxied session.

        Returns:
            The administrator's session, with the cookies to go on with.

        Raises:
            SessionExpiredError: The session is over.

        Endpoint: GET /networking/rest/login/proxyLogin/switchBack
        """
        return await self.session(cookies).switch_back()

    async def logout(self, cookies: SessionCookies | str) -> None:
        """Log out; a session that is over already counts as logged out.

        Args:
            cookies: Of the session to end.

        Endpoint: GET /networking/rest/logout
        """
        await self.session(cookies).logout()

    async def is_session_valid(self, cookies: SessionCookies | str) -> bool:
        """Whether a session is valid. Asking may prolong it: this is not documented.

        Args:
            cookies: Of the session.

        Endpoint: GET /networking/rest/user/isSessionValid
        """
        return await self.session(cookies).is_session_valid()

    async def get_user_info(self, cookies: SessionCookies | str) -> User:
        """Get the record of the user whose session it is.

        Args:
            cookies: Of the session.

        Raises:
            SessionExpiredError: The session is over.

        Endpoint: GET /networking/rest/user/info
        """
        return await self.session(cookies).get_user_info()

    def _calls(self) -> Calls:
        if self._credentials is not None:
            raise CredentialError(
                "a client of AgileApps has no credential of its own: the session's cookies are given to each call",
                provider="agileapps",
            )
        return Calls(self._client, self._call, self._expect, self._switch_back_path)


def _login(
    calls: Calls,
    operation: str,
    log_in: Callable[[], Awaitable[LoggedIn]],
    user_name: str,
    allow_forced_password_change: bool,
    *,
    renew: bool = False,
) -> Login[AgileAppsSession]:
    async def begin() -> AgileAppsSession:
        logged_in = await log_in()
        relogin = begin if renew else None
        session = AgileAppsSession(calls, logged_in.cookies, logged_in.login, user_name, relogin=relogin)
        if session.must_change_password and not allow_forced_password_change:
            async with Login(lambda: _begun(session)):
                raise PasswordChangeRequiredError(
                    "the user has to choose a new password first",
                    provider="agileapps",
                    operation=operation,
                    status=logged_in.status,
                )
        return session

    return Login(begin)


async def _begun(session: AgileAppsSession) -> AgileAppsSession:
    """A session whose scope only ends it."""
    return session
