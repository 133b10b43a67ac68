"""The AgileApps operations as they are called: with cookies, for an entity and the cookies to go on with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from attrs import field, frozen

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
from idsessions_agileapps.client import AuthenticatedClient
from idsessions_agileapps.types import Response

from ..credentials import Secret, SessionCookies, ask
from ..errors import SessionExpiredError, UnreadableAnswerError, UsageError
from ._cookies import as_text, cookies_after


@frozen
class LoggedIn:
    """What a login answered.

    Attributes:
        login: The session's details.
        cookies: What to send from now on.
        status: The HTTP status.
    """

    login: models.Login
    cookies: SessionCookies
    status: int


@frozen
class Calls:
    """The operations of one view of a client.

    Attributes:
        client: The generated client.
        extensions: Makes the extensions of one request, of its credential.
        expect: Gives the model of a success.
        switch_back_path: Where to send ``switchBack``; empty for the document's path.
    """

    client: AuthenticatedClient = field(repr=False)
    extensions: Callable[..., dict[str, Any]] = field(repr=False)
    expect: Callable[[Any, type[Any]], Any] = field(repr=False)
    switch_back_path: str

    async def login(self, user_name: str, password: Secret) -> LoggedIn:
        secret = await ask(password)
        _check("login", user_name=user_name, password=secret)
        body = models.LoginRequest(models.LoginCredentials(user_name, secret))
        response = await login.asyncio_detailed(body=body, client=self.client, extensions=self.extensions(None))
        return await self._logged_in("login", response)

    async def login_as_customer_support(self, user_name: str, password: Secret, client_tenant_id: str) -> LoggedIn:
        secret = await ask(password)
        _check("loginAsCustomerSupport", user_name=user_name, password=secret, client_tenant_id=client_tenant_id)
        credentials = models.CustomerSupportCredentials(user_name, secret, client_tenant_id)
        response = await login_as_customer_support.asyncio_detailed(
            body=models.CustomerSupportLoginRequest(credentials), client=self.client, extensions=self.extensions(None)
        )
        return await self._logged_in("loginAsCustomerSupport", response)

    async def proxy_login(self, cookies: SessionCookies, user_name: str, password: Secret, user_id: str) -> LoggedIn:
        secret = await ask(password)
        _check("proxyLogin", user_name=user_name, password=secret, user_id=user_id)
        body = models.ProxyLoginRequest(models.ProxyLoginCredentials(user_name, secret, user_id))
        response = await proxy_login.asyncio_detailed(
            body=body, client=self.client, extensions=self.extensions(cookies)
        )
        return await self._logged_in("proxyLogin", response, cookies)

    async def switch_back(self, cookies: SessionCookies) -> LoggedIn:
        response = await switch_back.asyncio_detailed(
            client=self.client, extensions=self.extensions(cookies, path=self.switch_back_path)
        )
        return await self._logged_in("switchBack", response, cookies)

    async def logout(self, cookies: SessionCookies) -> None:
        """Log out; a session that is over already counts as logged out."""
        with suppress(SessionExpiredError):
            await logout.asyncio_detailed(client=self.client, extensions=self.extensions(cookies))

    async def is_session_valid(self, cookies: SessionCookies) -> tuple[bool, SessionCookies]:
        try:
            response = await is_session_valid.asyncio_detailed(client=self.client, extensions=self.extensions(cookies))
        except SessionExpiredError:
            return False, cookies
        answer: models.SessionValidityResponse = self.expect(response, models.SessionValidityResponse)
        if not answer.user.is_session_valid:
            return False, cookies
        return True, await _after(cookies, response.headers)

    async def get_user_info(self, cookies: SessionCookies) -> tuple[models.User, SessionCookies]:
        response = await get_user_info.asyncio_detailed(client=self.client, extensions=self.extensions(cookies))
        answer: models.UserInfoResponse = self.expect(response, models.UserInfoResponse)
        return answer.user, await _after(cookies, response.headers)

    async def _logged_in(
        self, operation: str, response: Response[Any], before: SessionCookies | None = None
    ) -> LoggedIn:
        answer: models.LoginResponse = self.expect(response, models.LoginResponse)
        known = None if before is None else await as_text(before)
        cookies = cookies_after(known, response.headers, answer.login)
        if cookies is None:
            raise UnreadableAnswerError(
                "the answer has neither cookies nor a session id",
                provider="agileapps",
                operation=operation,
                status=response.status_code,
            )
        return LoggedIn(answer.login, cookies, response.status_code)


async def _after(cookies: SessionCookies, headers: Mapping[str, str]) -> SessionCookies:
    if "set-cookie" not in headers:
        return cookies
    return cookies_after(await as_text(cookies), headers) or cookies


def _check(operation: str, **given: str) -> None:
    """Refuse what would only count as a failed login: five of them lock the account."""
    for name, value in given.items():
        if not value:
            raise UsageError(f"{name} is empty", provider="agileapps", operation=operation)
