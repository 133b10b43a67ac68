"""The AgileApps client: logins of three kinds, and the operations on the sessions that they start."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, ClassVar, Final, Protocol, Unpack

from idsessions_agileapps import models
from idsessions_agileapps.api.sessions import (
    get_user_info,
    is_session_valid,
    login,
    login_as_customer_support,
    logout,
    proxy_login,
    switch_back,
)
from idsessions_agileapps.models import LoginResponse, SessionValidityResponse, User, UserInfoResponse

from .._core.call import Call
from .._core.client import SessionsClient, takes_client_options
from .._core.options import ClientOptions
from .._core.provider import Provider
from ..credentials import Credential, Secret, SessionCookies, resolve_secret
from ..errors import (
    CredentialError,
    PasswordChangeRequiredError,
    SessionExpiredError,
    UnreadableAnswerError,
    UsageError,
)
from ..sessions import Login
from ._cookies import as_cookies, as_text, cookies_after
from ._rules import AGILEAPPS
from ._session import AgileAppsSession, LoggedIn

_PATH: Final = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+")


class AgileAppsSessions(SessionsClient):
    """The session endpoints of one AgileApps Cloud tenant.

    The client has no credential: it serves many users, and a call about a session takes the cookies of that session first.
    Pass them as `SessionCookies`, as the text of a ``Cookie`` header, or as the bare session id.

    Args:
        base_url: The tenant's URL, such as ``https://acme.agileappscloud.com``.
        switch_back_path: Where to send ``switchBack``, if not to ``/networking/rest/login/proxyLogin/switchBack``:
            documentation of 2012 has ``/networking/rest/login/switchBack``.
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

    Raises:
        UsageError: The URL, the path or an option cannot be used.
    """

    _provider: ClassVar[Provider] = AGILEAPPS

    @takes_client_options
    def __init__(self, base_url: str, *, switch_back_path: str = "", **options: Unpack[ClientOptions]) -> None:
        super().__init__(base_url, **options)
        if switch_back_path and (not _PATH.fullmatch(switch_back_path) or "/../" in f"{switch_back_path}/"):
            raise UsageError("`switch_back_path` must be an absolute path without a query", provider="agileapps")
        self._switch_back_path = switch_back_path

    def _bind(self, credentials: Credential) -> Credential:
        raise CredentialError(
            "a client of AgileApps has no credential: pass the session's cookies to each call", provider="agileapps"
        )

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

        async def log_in() -> LoggedIn:
            secret = await resolve_secret(password)
            _require("login", user_name=user_name, password=secret)
            body = models.LoginRequest(models.LoginCredentials(user_name, secret))
            call = Call(self._view, None)
            return await _logged_in(call, login.asyncio_detailed(body=body, client=call))

        return self._login(log_in, "login", user_name, allow_forced_password_change, renew=renew)

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

        async def log_in() -> LoggedIn:
            secret = await resolve_secret(password)
            _require("loginAsCustomerSupport", user_name=user_name, password=secret, client_tenant_id=client_tenant_id)
            credentials = models.CustomerSupportCredentials(user_name, secret, client_tenant_id)
            body = models.CustomerSupportLoginRequest(credentials)
            call = Call(self._view, None)
            return await _logged_in(call, login_as_customer_support.asyncio_detailed(body=body, client=call))

        return self._login(log_in, "loginAsCustomerSupport", user_name, allow_forced_password_change)

    def session(self, cookies: SessionCookies | str) -> AgileAppsSession:
        """Attach to a live session by its cookies or its id. Nothing is sent, and only you end it."""
        return AgileAppsSession(self, as_cookies(cookies))

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
        return await self.session(cookies).switch_back()

    async def logout(self, cookies: SessionCookies | str) -> None:
        """Log out. A session that has ended already counts as logged out.

        Args:
            cookies: The cookies of the session.

        Endpoint: GET /networking/rest/logout
        """
        await self.session(cookies).logout()

    async def is_session_valid(self, cookies: SessionCookies | str) -> bool:
        """Whether a session is valid. The call may extend it: this is not documented.

        Args:
            cookies: The cookies of the session.

        Endpoint: GET /networking/rest/user/isSessionValid
        """
        return await self.session(cookies).is_session_valid()

    async def get_user_info(self, cookies: SessionCookies | str) -> User:
        """Get the record of the user that a session belongs to.

        Args:
            cookies: The cookies of the session.

        Raises:
            SessionExpiredError: The session has ended.

        Endpoint: GET /networking/rest/user/info
        """
        return await self.session(cookies).get_user_info()

    # What session handles call.

    def _login(
        self,
        log_in: Callable[[], Awaitable[LoggedIn]],
        operation: str,
        user_name: str,
        allow_forced_password_change: bool,
        *,
        renew: bool = False,
    ) -> Login[AgileAppsSession]:
        async def start() -> AgileAppsSession:
            logged_in = await log_in()
            relogin = start if renew else None
            session = AgileAppsSession(self, logged_in.cookies, logged_in.details, user_name, relogin=relogin)
            if session.must_change_password and not allow_forced_password_change:
                async with Login(lambda: _started(session)):
                    raise PasswordChangeRequiredError(
                        "the user must choose a new password first",
                        provider="agileapps",
                        operation=operation,
                        status=logged_in.status,
                    )
            return session

        return Login(start)

    async def _become(self, cookies: SessionCookies, user_name: str, password: Secret, user_id: str) -> LoggedIn:
        secret = await resolve_secret(password)
        _require("proxyLogin", user_name=user_name, password=secret, user_id=user_id)
        body = models.ProxyLoginRequest(models.ProxyLoginCredentials(user_name, secret, user_id))
        call = Call(self._view, cookies)
        return await _logged_in(call, proxy_login.asyncio_detailed(body=body, client=call), cookies)

    async def _return(self, cookies: SessionCookies) -> LoggedIn:
        call = Call(self._view, cookies, path=self._switch_back_path)
        return await _logged_in(call, switch_back.asyncio_detailed(client=call), cookies)

    async def _end(self, cookies: SessionCookies) -> None:
        call = Call(self._view, cookies)
        with suppress(SessionExpiredError):
            await call.result(logout.asyncio_detailed(client=call), models.LogoutResponse)

    async def _check(self, cookies: SessionCookies) -> tuple[bool, SessionCookies]:
        call = Call(self._view, cookies)
        try:
            found = await call.result(is_session_valid.asyncio_detailed(client=call), SessionValidityResponse)
        except SessionExpiredError:
            return False, cookies
        if not found.user.is_session_valid:
            return False, cookies
        return True, await _after(cookies, call.headers)

    async def _read_user(self, cookies: SessionCookies) -> tuple[User, SessionCookies]:
        call = Call(self._view, cookies)
        found = await call.result(get_user_info.asyncio_detailed(client=call), UserInfoResponse)
        return found.user, await _after(cookies, call.headers)


class _Parsed(Protocol):
    @property
    def parsed(self) -> Any: ...


async def _logged_in(call: Call, sending: Awaitable[_Parsed], before: SessionCookies | None = None) -> LoggedIn:
    details = (await call.result(sending, LoginResponse)).login
    known = None if before is None else await as_text(before)
    cookies = cookies_after(known, call.headers, details)
    if cookies is None:
        raise UnreadableAnswerError(
            "the response has neither cookies nor a session id",
            provider="agileapps",
            operation=call.operation.id,
            status=call.status,
        )
    return LoggedIn(details, cookies, call.status)


async def _started(session: AgileAppsSession) -> AgileAppsSession:
    """A session whose scope only ends it."""
    return session


async def _after(cookies: SessionCookies, headers: Mapping[str, str]) -> SessionCookies:
    if "set-cookie" not in headers:
        return cookies
    return cookies_after(await as_text(cookies), headers) or cookies


def _require(operation: str, **given: str) -> None:
    """Refuse what would only count as a failed login: five of them lock the account."""
    for name, value in given.items():
        if not value.strip():
            raise UsageError(f"`{name}` is empty", provider="agileapps", operation=operation)
