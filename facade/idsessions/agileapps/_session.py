"""An AgileApps session in one's hands, and whose it is while a proxy login lasts."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, suppress
from typing import Final, Literal

from attrs import define, field

from idsessions_agileapps.models import Login as LoginDetails
from idsessions_agileapps.models import User

from ..credentials import Secret, SessionCookies
from ..errors import RateLimitError, SessionExpiredError, SessionsError, TransportError, UnavailableError, UsageError
from ..sessions import Login
from ._calls import Calls, LoggedIn
from ._rules import was_refused

# After these, logging in again may be tried another time: nothing was said about the name or the password.
_PASSING: Final = (RateLimitError, UnavailableError, TransportError)

State = Literal["live", "lent", "unclear", "over"]

_WHY: Final = {
    "lent": "a proxy login lasts, and these cookies belong to the other user until switch_back()",
    "unclear": "a proxy login or a switch back is under way, or was left without an answer: it is not known whose"
    " session this is; switch_back() or end() it",
    "over": "this session was ended, or switched back from",
}


@define(eq=False)
class AgileAppsSession:
    """One AgileApps session: the cookies of a login, and what may be done with them.

    Attributes:
        login: What the login answered, of the user whose session it is; None for a session that was adopted.
    """

    _calls: Calls = field(repr=False)
    _cookies: SessionCookies = field(repr=False)
    login: LoginDetails | None = field(default=None, repr=False)
    _user_name: str = field(default="", repr=False)
    _relogin: Callable[[], Awaitable[AgileAppsSession]] | None = field(default=None, repr=False, alias="relogin")
    _outer: AgileAppsSession | None = field(default=None, repr=False, alias="outer")
    _guest: AgileAppsSession | None = field(default=None, init=False, repr=False)
    _state: State = field(default="live", init=False)
    _logins: int = field(default=1, init=False, repr=False)
    _flight: asyncio.Task[None] | None = field(default=None, init=False, repr=False)

    @property
    def cookies(self) -> SessionCookies:
        """Its cookies as they are now; they are live credentials, and change with a proxy login and a switch back.

        Raises:
            UsageError: The session is over, or a proxy login lasts.
        """
        return self._usable("")

    @property
    def must_change_password(self) -> bool:
        """Whether the user has to choose a new password."""
        return self.login is not None and bool(self.login.is_force_change_password)

    async def get_user_info(self) -> User:
        """Get the record of the user whose session it is.

        Raises:
            SessionExpiredError: The session is over.
            AuthenticationError: It is over, and logging in again was allowed and failed.

        Endpoint: GET /networking/rest/user/info
        """
        cookies, login = self._usable("getUserInfo"), self._logins
        try:
            user, after = await self._calls.get_user_info(cookies)
        except SessionExpiredError:
            if not await self._log_in_again(login):
                raise
            cookies = self._usable("getUserInfo")
            user, after = await self._calls.get_user_info(cookies)
        self._go_on_with(after, cookies)
        return user

    async def is_session_valid(self) -> bool:
        """Whether the session is valid. Asking may prolong it: this is not documented.

        Endpoint: GET /networking/rest/user/isSessionValid
        """
        if self._state == "over":
            return False
        cookies = self._usable("isSessionValid")
        valid, after = await self._calls.is_session_valid(cookies)
        self._go_on_with(after, cookies)
        return valid

    async def is_alive(self) -> bool:
        """The same as `is_session_valid`."""
        return await self.is_session_valid()

    async def logout(self) -> None:
        """Log out; a session that is over already counts as logged out.

        In a proxied session this ends the session as a whole. To return to the administrator's, `switch_back`.

        Endpoint: GET /networking/rest/logout
        """
        if self._state == "over":
            return
        self._usable("logout", also="unclear")
        await self._log_out()

    async def end(self) -> None:
        """Log out, or from a proxied session switch back; one that is over already counts as ended."""
        if self._state == "over":
            return
        if self._outer is not None:
            with suppress(SessionExpiredError):
                await self.switch_back()
            return
        if self._guest is not None:
            # Nobody has switched back, or it failed: what the proxy login began is this session's to end.
            await self._guest._log_out()
        await self._log_out()

    def proxy_login(self, user_id: str, *, password: Secret, user_name: str | None = None) -> Login[AgileAppsSession]:
        """Become another user: ``await`` it, or enter it with ``async with`` to have it switched back.

        The administrator's name and password go along, as AgileApps wants it; the proxied session keeps neither. Until
        it is switched back from, this session cannot be used: its cookies are the other user's. Afterwards it goes on
        with the cookies that AgileApps sets then. If it remains open whether a request had its effect, the session
        stays unusable until `switch_back` succeeds or it is ended, since it could be another user's.

        Args:
            user_id: The id of the user to become.
            password: The password of the administrator whose session this is, or a function that returns it. It is not
                kept.
            user_name: The administrator's name; left out, the one that this session was begun with.

        Raises:
            AuthenticationError: The name and the password were refused. Failures count towards the account's lock.
            PermissionDeniedError: The administrator lacks Proxy Login Access.
            NotFoundError: There is no such user.
            UsageError: This session cannot be used now, or is a proxied one itself.

        Endpoint: POST /networking/rest/login/proxyLogin
        """

        async def begin() -> AgileAppsSession:
            cookies = self._usable("proxyLogin")
            name = self._user_name if user_name is None else user_name
            if self._outer is not None:
                # What a single switch back from there would lead to is not documented.
                raise _usage("switch back first: a proxied session cannot begin another one", "proxyLogin")
            if not name:
                raise _usage(
                    "user_name= is needed: this session was adopted, and nothing tells whose it is", "proxyLogin"
                )
            with self._changing_hands():
                logged_in = await self._calls.proxy_login(cookies, name, password, user_id)
            guest = AgileAppsSession(self._calls, logged_in.cookies, logged_in.login, outer=self)
            self._state, self._guest = "lent", guest
            return guest

        return Login(begin)

    async def switch_back(self) -> AgileAppsSession:
        """Return from a proxy login.

        Returns:
            The session that the proxy login was made from, usable again. Where that is not known, since this one was
            adopted, it is this one, which then is the administrator's.

        Raises:
            SessionExpiredError: The session is over.

        Endpoint: GET /networking/rest/login/proxyLogin/switchBack
        """
        cookies = self._usable("switchBack", also="unclear")
        try:
            with self._changing_hands():
                logged_in = await self._calls.switch_back(cookies)
        except SessionExpiredError:
            if self._outer is not None:
                self._leave(self._outer)
            raise
        restored = self if self._outer is None else self._outer
        self._leave(restored)
        restored._resume(logged_in)
        return restored

    def _usable(self, operation: str, *, also: State = "live") -> SessionCookies:
        if self._state not in ("live", also):
            raise _usage(_WHY[self._state], operation)
        return self._cookies

    def _go_on_with(self, cookies: SessionCookies, sent: SessionCookies) -> None:
        """Take the cookies that an answer set, unless a login has replaced those that were sent for it."""
        if self._cookies is sent:
            self._cookies = cookies

    @contextmanager
    def _changing_hands(self) -> Generator[None]:
        """From the sending of a request to its answer, and ever after where none comes, nobody knows whose this is."""
        before, self._state = self._state, "unclear"
        try:
            yield
        except SessionsError as error:
            if was_refused(error):
                self._state = before
            raise

    def _leave(self, outer: AgileAppsSession) -> None:
        self._state = "over"
        outer._state, outer._guest = "live", None

    def _resume(self, logged_in: LoggedIn) -> None:
        self._cookies, self.login = logged_in.cookies, logged_in.login

    async def _log_in_again(self, login: int) -> bool:
        """Whether there has been a new login since the ``login``-th; one is made, for all who wait, if that is allowed."""
        if self._logins != login:
            return True
        if self._relogin is None or self._state != "live":
            return False
        if self._flight is None or self._flight.done():
            self._flight = asyncio.get_running_loop().create_task(self._renew(self._relogin))
            self._flight.add_done_callback(_seen)
        flight = self._flight
        # Whoever is cancelled here leaves the login to go on: what it begins is this session's to end.
        await asyncio.wait({flight})
        if (error := None if flight.cancelled() else flight.exception()) is not None:
            raise copy.copy(error) if isinstance(error, SessionsError) else error
        return self._logins != login

    async def _renew(self, relogin: Callable[[], Awaitable[AgileAppsSession]]) -> None:
        try:
            begun = await relogin()
        except _PASSING:
            raise
        except SessionsError:
            # The next failure could be the one that locks the account.
            self._relogin = None
            raise
        if self._state == "live":
            self._cookies, self.login = begun._cookies, begun.login
            self._logins += 1
        else:
            await begun.end()

    async def _log_out(self) -> None:
        if self._flight is not None:
            await asyncio.wait({self._flight})
        await self._calls.logout(self._cookies)
        if self._outer is not None:
            self._leave(self._outer)
        self._state = "over"


def _seen(flight: asyncio.Task[None]) -> None:
    """Look at how it ended: asyncio complains of errors that nobody has seen, and those who waited may be gone."""
    if not flight.cancelled():
        flight.exception()


def _usage(message: str, operation: str) -> UsageError:
    return UsageError(message, provider="agileapps", operation=operation)
