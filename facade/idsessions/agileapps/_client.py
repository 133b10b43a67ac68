"""The AgileApps client: logins of three kinds, and the operations on the sessions that they start."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, ClassVar, Final, TypeVar, Unpack

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
from idsessions_agileapps.models import LoginResponse, LogoutResponse, SessionValidityResponse, User, UserInfoResponse

from .._core.call import Call
from .._core.client import SessionsClient, takes_client_options
from .._core.options import ClientOptions
from .._core.provider import Provider
from ..credentials import Credential, Secret, SessionCookies, resolve_secret
from ..errors import (
    AnswerError,
    CredentialError,
    PasswordChangeRequiredError,
    SessionExpiredError,
    UnreadableAnswerError,
    UsageError,
)
from ..sessions import Login, finish, log_failure
from ._cookies import as_cookies, cookies_after, started_session
from ._rules import AGILEAPPS
from ._session import AgileAppsSession, LoggedIn

_E = TypeVar("_E", bound=AnswerError)
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
        max_concurrency: The most requests in flight, and so the most connections; other calls wait in a queue.
        headers: Your own headers, for every request.
        user_agent: Your application's name and version, sent before the library's.
        on_call: A plain function, called with a `CallRecord` after each call.
        clock: The clock to read and wait by.
        transport: Your own httpx transport, for a proxy, TLS settings, or an emulator.
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
            _check_given("login", user_name=user_name, password=secret)
            body = models.LoginRequest(models.LoginCredentials(user_name, secret))
            call = Call(self._view, None)
            sending = login.asyncio_detailed(body=body, client=call)
            return await self._send_login(call, sending, allow_forced_password_change)

        return self._login(log_in, user_name, relogin=log_in if renew else None)

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
            _check_given(
                "loginAsCustomerSupport", user_name=user_name, password=secret, client_tenant_id=client_tenant_id
            )
            credentials = models.CustomerSupportCredentials(user_name, secret, client_tenant_id)
            body = models.CustomerSupportLoginRequest(credentials)
            call = Call(self._view, None)
            sending = login_as_customer_support.asyncio_detailed(body=body, client=call)
            return await self._send_login(call, sending, allow_forced_password_change)

        return self._login(log_in, user_name)

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
        logged_in = await self._return(as_cookies(cookies))
        return AgileAppsSession(self, logged_in.cookies, logged_in.details)

    async def logout(self, cookies: SessionCookies | str) -> None:
        """Log out. A session that has ended already counts as logged out.

        Args:
            cookies: The cookies of the session.

        Endpoint: GET /networking/rest/logout
        """
        await self._end(as_cookies(cookies))

    async def is_session_valid(self, cookies: SessionCookies | str) -> bool:
        """Whether a session is valid. The call may extend it: this is not documented.

        Args:
            cookies: The cookies of the session.

        Endpoint: GET /networking/rest/user/isSessionValid
        """
        valid, _ = await self._check(as_cookies(cookies))
        return valid

    async def get_user_info(self, cookies: SessionCookies | str) -> User:
        """Get the record of the user that a session belongs to.

        Args:
            cookies: The cookies of the session.

        Raises:
            SessionExpiredError: The session has ended.

        Endpoint: GET /networking/rest/user/info
        """
        user, _ = await self._read_user(as_cookies(cookies))
        return user

    # What session handles call. Cookies in a result are those to use from now on.

    async def _become(self, cookies: SessionCookies, user_name: str, password: str, user_id: str) -> LoggedIn:
        _check_given("proxyLogin", user_name=user_name, password=password, user_id=user_id)
        body = models.ProxyLoginRequest(models.ProxyLoginCredentials(user_name, password, user_id))
        call = Call(self._view, cookies)
        return await self._send_login(call, proxy_login.asyncio_detailed(body=body, client=call))

    async def _return(self, cookies: SessionCookies) -> LoggedIn:
        call = Call(self._view, cookies, path=self._switch_back_path)
        return await self._send_login(call, switch_back.asyncio_detailed(client=call))

    async def _end(self, cookies: SessionCookies) -> None:
        call = Call(self._view, cookies)
        with suppress(SessionExpiredError):
            await call.result(logout.asyncio_detailed(client=call), LogoutResponse)

    async def _check(self, cookies: SessionCookies) -> tuple[bool, SessionCookies]:
        call = Call(self._view, cookies)
        try:
            found = await call.result(is_session_valid.asyncio_detailed(client=call), SessionValidityResponse)
        except SessionExpiredError:
            return False, cookies
        # Cookies that come with "not valid" are those of a session without a user.
        return (True, _after(call, cookies)) if found.user.is_session_valid else (False, cookies)

    async def _read_user(self, cookies: SessionCookies) -> tuple[User, SessionCookies]:
        call = Call(self._view, cookies)
        found = await call.result(get_user_info.asyncio_detailed(client=call), UserInfoResponse)
        return found.user, _after(call, cookies)

    # What logins have in common.

    def _login(
        self,
        log_in: Callable[[], Awaitable[LoggedIn]],
        user_name: str,
        *,
        relogin: Callable[[], Awaitable[LoggedIn]] | None = None,
    ) -> Login[AgileAppsSession]:
        async def start() -> AgileAppsSession:
            logged_in = await log_in()
            return AgileAppsSession(self, logged_in.cookies, logged_in.details, user_name, relogin=relogin)

        return Login(start)

    async def _send_login(
        self, call: Call, sending: Awaitable[Any], allow_forced_password_change: bool = True
    ) -> LoggedIn:
        """Await the response to a login or a switch back. A session that the caller cannot get is logged out."""
        try:
            details = (await call.result(sending, LoginResponse)).login
        except UnreadableAnswerError as error:
            unreadable = error
        else:
            cookies = _cookies_after(call, details)
            if cookies is None:
                raise _error(UnreadableAnswerError, call, "the response has neither cookies nor a session id")
            if details.is_force_change_password and not allow_forced_password_change:
                log_failure(await finish(self._end(cookies)))
                raise _error(PasswordChangeRequiredError, call, "the user must choose a new password first")
            return LoggedIn(details, cookies)
        raise await self._undo(call, unreadable)

    async def _undo(self, call: Call, unreadable: UnreadableAnswerError) -> UnreadableAnswerError:
        """Log out of the session that starts with a response that cannot be read; return the error that says so."""
        started = started_session(call.sent.get("Cookie", ""), call.headers)
        if started is None or not 200 <= (call.status or 0) < 300:
            return unreadable
        failure = await finish(self._end(started))
        outcome = "was logged out" if failure is None else f"could not be logged out ({type(failure).__name__})"
        message = f"{unreadable.message}; the session that it started {outcome}"
        return unreadable._as(UnreadableAnswerError, message)  # pyright: ignore[reportPrivateUsage]  # it is for the provider packages


def _cookies_after(call: Call, details: models.Login | None = None) -> SessionCookies | None:
    return cookies_after(call.sent.get("Cookie", ""), call.headers, details)


def _after(call: Call, cookies: SessionCookies) -> SessionCookies:
    """The cookies to use after a call with ``cookies``, which may be a function."""
    return (_cookies_after(call) if "set-cookie" in call.headers else None) or cookies


def _error(kind: type[_E], call: Call, message: str) -> _E:
    """An error of the response to ``call``."""
    return kind(message, provider="agileapps", operation=call.operation.id, status=call.status)


def _check_given(operation: str, **given: object) -> None:
    """Refuse what would only count as a failed login: five of them lock the account."""
    for name, value in given.items():
        if not isinstance(value, str) or not value.strip():
            raise UsageError(f"`{name}` must not be empty or blank", provider="agileapps", operation=operation)
