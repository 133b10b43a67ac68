"""The requests that start and end sessions of a tenant. A session that the caller cannot get is logged out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final, TypeVar

from attrs import frozen

from idsessions_agileapps.api.sessions import login, login_as_customer_support, logout, proxy_login, switch_back
from idsessions_agileapps.models import (
    CustomerSupportCredentials,
    CustomerSupportLoginRequest,
    LoginCredentials,
    LoginRequest,
    LoginResponse,
    LogoutResponse,
    ProxyLoginCredentials,
    ProxyLoginRequest,
)
from idsessions_agileapps.models import Login as LoginDetails

from .._core.call import Call, View
from ..credentials import Secret, SessionCookies, as_secret, resolve_secret
from ..errors import AnswerError, PasswordChangeRequiredError, SessionExpiredError, UnreadableAnswerError, UsageError
from ..sessions import finish, log_failure
from ._cookies import cookies_after, started_session

_E = TypeVar("_E", bound=AnswerError)


# By operationId: the generated function, and the classes of its body and of what that holds.
_LOGINS: Final[dict[str, tuple[Callable[..., Awaitable[Any]], Callable[[Any], object], Callable[..., object]]]] = {
    "login": (login.asyncio_detailed, LoginRequest, LoginCredentials),
    "loginAsCustomerSupport": (
        login_as_customer_support.asyncio_detailed,
        CustomerSupportLoginRequest,
        CustomerSupportCredentials,
    ),
    "proxyLogin": (proxy_login.asyncio_detailed, ProxyLoginRequest, ProxyLoginCredentials),
}


@frozen
class LoggedIn:
    """The result of a login or a switch back: the details of the session, and its cookies."""

    details: LoginDetails
    cookies: SessionCookies


@frozen
class Tenant:
    """A tenant, as a client or a session handle sees it.

    Attributes:
        view: What all calls have in common.
        switch_back_path: Where to send ``switchBack``, if not to the document's path.
        logout_sessions_method: What to send ``logoutSessions`` with.
    """

    view: View
    switch_back_path: str
    logout_sessions_method: str

    async def log_in(
        self,
        operation: str,
        user_name: str,
        password: Secret,
        *further: tuple[str, str],
        cookies: SessionCookies | None = None,
        allow_forced_password_change: bool = True,
    ) -> LoggedIn:
        """Log in with a name, a password, and ``further`` arguments, each with its name."""
        password = as_secret(password)
        secret = as_secret(await resolve_secret(password))
        for name, value in (("user_name", user_name), ("password", secret), *further):
            if not isinstance(value, str) or not value.strip():  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
                # It would only count as a failed login, and five of them lock the account.
                raise UsageError(f"`{name}` must not be empty or blank", provider="agileapps", operation=operation)
        call = Call(self.view, cookies)
        send, request, credentials = _LOGINS[operation]
        body = request(credentials(user_name, secret, *(value for _, value in further)))
        logged_in = await self._start(call, send(client=call, body=body))
        if logged_in.details.is_force_change_password and not allow_forced_password_change:
            log_failure(await finish(self.log_out(logged_in.cookies)))
            raise _error(PasswordChangeRequiredError, call, "the user must choose a new password first")
        return logged_in

    async def switch_back(self, cookies: SessionCookies) -> LoggedIn:
        """Return from a proxy login."""
        call = Call(self.view, cookies, path=self.switch_back_path)
        return await self._start(call, switch_back.asyncio_detailed(client=call))

    async def log_out(self, cookies: SessionCookies) -> None:
        """Log out. A session that has ended already counts as logged out."""
        call = Call(self.view, cookies)
        with suppress(SessionExpiredError):
            await call.result(logout.asyncio_detailed(client=call), LogoutResponse)

    async def _start(self, call: Call, sending: Awaitable[Any]) -> LoggedIn:
        """Await the response that starts a session."""
        try:
            details = (await call.result(sending, LoginResponse)).login
            if (cookies := cookies_after(call.sent.get("Cookie", ""), call.headers, details)) is None:
                raise _error(
                    UnreadableAnswerError, call, "the response has neither cookies nor a session id that can be sent"
                )
        except UnreadableAnswerError as error:
            unreadable = error
        else:
            return LoggedIn(details, cookies)
        started = started_session(call.sent.get("Cookie", ""), call.headers)
        if started is not None and 200 <= (call.status or 0) < 300:
            failure = await finish(self.log_out(started))
            outcome = "was logged out" if failure is None else f"could not be logged out ({type(failure).__name__})"
            unreadable.message += f"; the session that it started {outcome}"
        raise unreadable


def _error(kind: type[_E], call: Call, message: str) -> _E:
    """An error of the response to ``call``."""
    return kind(message, provider="agileapps", operation=call.operation.id, status=call.status)
