"""An AgileApps session handle, and whose session it is while a proxy login is active."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from attrs import define, field

from idsessions_agileapps.api.sessions import (
    get_user_info,
    is_session_valid,
    list_active_sessions,
    logout_all_sessions,
    logout_sessions,
)
from idsessions_agileapps.models import (
    ActiveSession,
    ActiveSessionsResponse,
    LogoutResponse,
    LogoutSessionsPlatform,
    LogoutSessionsRequest,
    SessionRecord,
    SessionValidityResponse,
    User,
    UserInfoResponse,
)
from idsessions_agileapps.models import Login as LoginDetails

from .._core.call import Call
from .._elsewhere import Fields
from .._elsewhere.given import Given
from .._elsewhere.held import Held
from .._elsewhere.request import ServerResponse, send_elsewhere
from ..credentials import Credential, Secret, SessionCookies, as_secret, resolve_secret
from ..errors import RateLimitError, SessionExpiredError, SessionsError, TransportError, UnavailableError, UsageError
from ..sessions import Login, ShutdownSafeTask, finish, had_no_effect, log_failure
from ._cookies import cookies_after
from ._tenant import LoggedIn, Tenant

if TYPE_CHECKING:
    from .._elsewhere.auth import SessionAuth

# After these, logging in again may be tried another time: they say nothing about the name or the password.
_PASSING: Final = (RateLimitError, UnavailableError, TransportError)

_T = TypeVar("_T")

State = Literal["live", "proxied", "unknown", "ended"]

_WHY: Final = {
    "proxied": "a proxy login is active, and these cookies belong to the other user until switch_back()",
    "unknown": "a proxy login or a switch back is under way or got no response, so this session may be another user's:"
    " switch_back() or end() it",
    "ended": "this session was ended, or switched back from",
}


@define(eq=False)
class AgileAppsSession:
    """One AgileApps session: the cookies of a login, and what you can do with them.

    Attributes:
        login: The details of the login, of the user whose session it is; None for a session that was attached.
    """

    _tenant: Tenant = field(repr=False)
    _cookies: SessionCookies = field(repr=False)
    login: LoginDetails | None = field(default=None, repr=False)
    """The details of the login, of the user whose session it is; None for a session that was attached."""
    _user_name: str | None = field(default=None, repr=False)
    # Logs in again, if that is allowed.
    _relogin: Callable[[], Awaitable[LoggedIn]] | None = field(default=None, repr=False, alias="relogin")
    # The session that a proxy login was made from, and the proxied session that came of it.
    _outer: AgileAppsSession | None = field(default=None, repr=False, alias="outer")
    _guest: AgileAppsSession | None = field(default=None, init=False, repr=False)
    _state: State = field(default="live", init=False)
    _logins: int = field(default=1, init=False, repr=False)
    _flight: asyncio.Task[None] | None = field(default=None, init=False, repr=False)

    @property
    def cookies(self) -> SessionCookies:
        """Its cookies now. They are live credentials, and change with a proxy login and a switch back.

        Raises:
            UsageError: The session has ended, or a proxy login is active.
        """
        return self._usable("")

    @property
    def must_change_password(self) -> bool:
        """Whether the user has to choose a new password."""
        return self.login is not None and bool(self.login.is_force_change_password)

    async def get_user_info(self) -> User:
        """Get the record of the user whose session it is.

        Raises:
            SessionExpiredError: The session has ended.
            AuthenticationError: It has ended, and logging in again was allowed and failed.

        Endpoint: GET /networking/rest/user/info
        """
        return await self._renewing(self._read_user)

    async def list_active_sessions(self) -> list[ActiveSession]:
        """List the active sessions of the user whose session it is.

        Returns:
            The sessions, each with the ``id`` that `logout_sessions` takes. Its ``session_id`` is a live credential.

        Raises:
            SessionExpiredError: The session has ended.
            PermissionDeniedError: The tenant has no session management, or it is off.
            AuthenticationError: The session has ended, and logging in again was allowed and failed.

        Endpoint: GET /networking/rest/httpSessionManagement/active
        """
        return await self._renewing(self._read_sessions)

    async def logout_sessions(self, ids: Iterable[str]) -> None:
        """End some sessions of the user whose session it is.

        Args:
            ids: The ``id`` of each session, as `list_active_sessions` returns it; not its ``session_id``. If this session's
                is among them, this session ends too.

        Raises:
            SessionExpiredError: This session has ended.
            NotFoundError: There is no such session.
            PermissionDeniedError: The tenant has no session management, or it is off.
            UsageError: ``ids`` is empty, or an id is.

        Endpoint: GET /networking/rest/httpSessionManagement/logout
        """
        records = _records(ids)
        cookies = self._usable("logoutSessions")
        call = Call(self._tenant.view, cookies, method=self._tenant.logout_sessions_method)
        body = LogoutSessionsRequest(LogoutSessionsPlatform(records))
        await call.result(logout_sessions.asyncio_detailed(client=call, body=body), LogoutResponse)
        self._keep_cookies(call, cookies)

    async def logout_all_sessions(self) -> None:
        """End all sessions of the user whose session it is, probably this one too: this is not documented.

        Afterwards you can still `end` this session, which does nothing if it has ended.

        Raises:
            SessionExpiredError: This session has ended, and the others have not been ended.
            PermissionDeniedError: The tenant has no session management, or it is off.

        Endpoint: GET /networking/rest/httpSessionManagement/logoutAll
        """
        call = Call(self._tenant.view, self._usable("logoutAllSessions"))
        await call.result(logout_all_sessions.asyncio_detailed(client=call), LogoutResponse)

    async def is_session_valid(self) -> bool:
        """Whether the session is valid. The call may extend it: this is not documented.

        Endpoint: GET /networking/rest/user/isSessionValid
        """
        if self._state == "ended":
            return False
        cookies = self._usable("isSessionValid")
        call = Call(self._tenant.view, cookies)
        try:
            found = await call.result(is_session_valid.asyncio_detailed(client=call), SessionValidityResponse)
        except SessionExpiredError:
            return False
        if found.user.is_session_valid:
            # Cookies that come with "not valid" are those of a session without a user.
            self._keep_cookies(call, cookies)
        return found.user.is_session_valid

    async def is_alive(self) -> bool:
        """The same as `is_session_valid`."""
        return await self.is_session_valid()

    async def logout(self) -> None:
        """Log out. A session that has ended already counts as logged out.

        In a proxied session this ends the session as a whole. To return to the administrator's, `switch_back`.

        Endpoint: GET /networking/rest/logout
        """
        if self._state == "ended":
            return
        self._usable("logout", also="unknown")
        await self._log_out()

    async def end(self) -> None:
        """Log out, or from a proxied session switch back. A session that has ended already counts as ended."""
        if self._state == "ended":
            return
        if self._outer is not None:
            with suppress(SessionExpiredError):
                await self.switch_back()
            return
        if self._guest is not None:
            # Nobody switched back from the proxied session, or that failed: end what the proxy login started.
            await self._guest._log_out()
        await self._log_out()

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Fields | None = None,
        json: Any = None,
        data: Fields | None = None,
        content: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        retryable: bool = False,
    ) -> ServerResponse:
        """Call an endpoint of the same tenant that the client has no method for, with the cookies of this session.

        The session keeps the cookies that a response sets. If it has expired and may log in again (``renew=True``), it does
        so, and sends the request again, since the tenant has refused the first.

        Args:
            method: As for `AgileAppsSessions.request`, like all arguments.
            path: Below the client's ``base_url``, such as ``/networking/rest/record/cases``.
            params: The query.
            json: The body, sent as JSON.
            data: The body, sent as a form.
            content: The body as it is; its ``Content-Type`` is in ``headers``.
            headers: The headers of this request.
            retryable: Whether the request may be sent again although the first may have been processed.

        Raises:
            SessionExpiredError: The session has ended.
            UsageError: An argument cannot be sent, or this session cannot be used now.

        Endpoint: any, of this tenant
        """
        given = Given(path, params, json, data, content, headers)
        del path, params, json, data, content, headers
        held = self._own_cookies
        return await send_elsewhere(self._tenant.view, held, _same, given, method=method, retryable=retryable)

    def auth(self) -> SessionAuth:
        """An ``httpx.Auth`` for your own `httpx.AsyncClient`: it sends the cookies of this session to this tenant only.

        Both share the cookies: what a response sets is also the session's, and a login that renews the session is also for
        your requests. While a proxy login is active, and after the end of the session, requests raise `UsageError`.

        Endpoint: any, of this tenant
        """
        from .._elsewhere.auth import SessionAuth  # As for the client.

        return SessionAuth(self._tenant.view, self._own_cookies, _same)

    def proxy_login(self, user_id: str, *, password: Secret, user_name: str | None = None) -> Login[AgileAppsSession]:
        """Become another user: ``await`` it, or enter it with ``async with`` to switch back on the way out.

        AgileApps wants the administrator's name and password again; the proxied session keeps neither. You cannot use this
        session until you switch back: its cookies belong to the other user. Afterwards it has the cookies that AgileApps
        sets then. If a request may or may not have had its effect, the session stays unusable until `switch_back` succeeds
        or you end it, since it could be another user's.

        Args:
            user_id: The id of the user to become.
            password: The password of the administrator whose session this is, or a function that returns it. It is not
                kept.
            user_name: The administrator's name; left out, the name that this session was started with.

        Raises:
            AuthenticationError: The name and the password were refused. Failures count towards the account's lock.
            PermissionDeniedError: The administrator lacks Proxy Login Access.
            NotFoundError: There is no such user.
            UsageError: This session cannot be used now, or is itself a proxied session.

        Endpoint: POST /networking/rest/login/proxyLogin
        """
        password = as_secret(password)

        async def start() -> AgileAppsSession:
            self._usable("proxyLogin")
            name = self._user_name if user_name is None else user_name
            if self._outer is not None:
                # It is not documented where a single switch back would lead then.
                raise _usage("switch back first: a proxied session cannot start another proxy login", "proxyLogin")
            if name is None:
                raise _usage("pass `user_name`: this session was attached, and its user is unknown", "proxyLogin")
            secret = as_secret(await resolve_secret(password))
            cookies = self._usable("proxyLogin")
            with self._changing_user():
                found = await self._tenant.log_in("proxyLogin", name, secret, ("user_id", user_id), cookies=cookies)
            guest = AgileAppsSession(self._tenant, found.cookies, found.details, outer=self)
            self._state, self._guest = "proxied", guest
            return guest

        return Login(start)

    async def switch_back(self) -> AgileAppsSession:
        """Return from a proxy login.

        Returns:
            The session that the proxy login was made from, usable again. If this session was attached, that session is
            unknown; then it is this session, which now is the administrator's.

        Raises:
            SessionExpiredError: The session has ended.

        Endpoint: GET /networking/rest/login/proxyLogin/switchBack
        """
        cookies = self._usable("switchBack", also="unknown")
        try:
            with self._changing_user():
                logged_in = await self._tenant.switch_back(cookies)
        except SessionExpiredError:
            if self._outer is not None:
                self._leave()
            raise
        self._leave()
        restored = self if self._outer is None else self._outer
        restored._state = "live"
        restored._cookies, restored.login = logged_in.cookies, logged_in.details
        return restored

    async def _read_user(self) -> User:
        cookies = self._usable("getUserInfo")
        call = Call(self._tenant.view, cookies)
        found = await call.result(get_user_info.asyncio_detailed(client=call), UserInfoResponse)
        self._keep_cookies(call, cookies)
        return found.user

    async def _read_sessions(self) -> list[ActiveSession]:
        cookies = self._usable("listActiveSessions")
        call = Call(self._tenant.view, cookies)
        found = await call.result(list_active_sessions.asyncio_detailed(client=call), ActiveSessionsResponse)
        self._keep_cookies(call, cookies)
        return found.session or []

    async def _renewing(self, read: Callable[[], Awaitable[_T]]) -> _T:
        """What ``read`` reads; if the session has expired, and logging in again is allowed, of the next session."""
        logins = self._logins
        try:
            return await read()
        except SessionExpiredError:
            if not await self._log_in_again(logins):
                raise
        return await read()

    def _usable(self, operation: str, *, also: State = "live") -> SessionCookies:
        if self._state not in ("live", also):
            raise _usage(_WHY[self._state], operation)
        return self._cookies

    def _keep_cookies(self, call: Call, sent: SessionCookies) -> None:
        """Keep the cookies that a response set, unless a login has replaced the cookies that were sent."""
        self._replace_cookies(sent, call.sent.get("Cookie", ""), call.headers)

    def _replace_cookies(self, used: Credential, sent: str, headers: Mapping[str, str]) -> None:
        if self._cookies is used and "set-cookie" in headers:
            self._cookies = cookies_after(sent, headers) or self._cookies

    @contextmanager
    def _changing_user(self) -> Generator[None]:
        """Until the response comes, and for good if none comes, it is unknown whose session this is."""
        before, self._state = self._state, "unknown"
        try:
            yield
        except SessionsError as error:
            if had_no_effect(error):
                self._state = before
            raise

    @property
    def _own_cookies(self) -> _OwnCookies:
        async def renew(used: Credential | None) -> bool:
            return self._cookies is not used or await self._log_in_again(self._logins)

        return _OwnCookies(lambda: self._usable("request"), self._replace_cookies, renew)

    def _leave(self) -> None:
        """Mark this session as ended; the session that the proxy login was made from, if any, can be used again."""
        self._state = "ended"
        if self._outer is not None:
            self._outer._state, self._outer._guest = "live", None

    async def _log_in_again(self, logins: int) -> bool:
        """Whether there are more than ``logins`` logins. If that is allowed, log in once for all waiting calls."""
        if self._logins != logins:
            return True
        if self._relogin is None or self._state != "live":
            return False
        if self._flight is None or self._flight.done():
            self._flight = ShutdownSafeTask(self._renew(self._relogin))
            self._flight.add_done_callback(_retrieve_error)
        flight = self._flight
        # A call that is cancelled here does not cancel the login: this session ends what that starts.
        await asyncio.wait({flight})
        if (error := None if flight.cancelled() else flight.exception()) is not None:
            raise copy.copy(error) if isinstance(error, SessionsError) else error
        return self._logins != logins

    async def _renew(self, relogin: Callable[[], Awaitable[LoggedIn]]) -> None:
        try:
            logged_in = await relogin()
        except _PASSING:
            raise
        except SessionsError:
            # The next failure could be the one that locks the account.
            self._relogin = None
            raise
        if self._state == "live":
            self._cookies, self.login = logged_in.cookies, logged_in.details
            self._logins += 1
        else:
            log_failure(await finish(self._tenant.log_out(logged_in.cookies)))

    async def _log_out(self) -> None:
        if self._flight is not None:
            await asyncio.wait({self._flight})
        await self._tenant.log_out(self._cookies)
        self._leave()


class _OwnCookies(Held):
    """The cookies of a session handle, in use at other endpoints.

    Args:
        current: The cookies now.
        keep: Takes the cookies of a response over.
        renew: Whether there are other cookies than those of a session that has ended.
    """

    def __init__(
        self,
        current: Callable[[], SessionCookies],
        keep: Callable[[Credential, str, Mapping[str, str]], None],
        renew: Callable[[Credential | None], Awaitable[bool]],
    ) -> None:
        self._current, self._keep, self._renew = current, keep, renew

    def current(self) -> SessionCookies:
        return self._current()

    def keep(self, used: Credential, sent: str, headers: Mapping[str, str]) -> None:
        self._keep(used, sent, headers)

    async def log_in_again(self, used: Credential | None) -> bool:
        return await self._renew(used)


def _same(credential: Credential | None) -> Credential | None:
    return credential


def _retrieve_error(flight: asyncio.Task[None]) -> None:
    """Retrieve the error: asyncio logs errors that nothing retrieves, and the waiting calls may have been cancelled."""
    if not flight.cancelled():
        flight.exception()


def _records(ids: Iterable[str]) -> list[SessionRecord]:
    """The records to name in a request; `UsageError` unless each has an id."""
    given = list(ids) if isinstance(ids, Iterable) and not isinstance(ids, str | bytes) else []  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
    if not given or not all(isinstance(each, str) and each.strip() for each in given):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise _usage("`ids` must be a list of at least one id, none of them empty or blank", "logoutSessions")
    return [SessionRecord(each) for each in given]


def _usage(message: str, operation: str) -> UsageError:
    return UsageError(message, provider="agileapps", operation=operation)
