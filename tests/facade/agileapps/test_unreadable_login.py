"""A login whose response sets the cookies of a session and cannot be read is logged out, and says so."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

import httpx
import pytest
import respx

from idsessions import (
    AgileAppsSessions,
    AuthenticationError,
    ServerError,
    SessionCookies,
    UnreadableAnswerError,
    UsageError,
)

from .wire import (
    COOKIES,
    LOGIN_PAGE,
    LOGINS,
    PASSWORD,
    PROXY_PAGE,
    URL,
    USER,
    call,
    cookies_sent,
    login,
    page,
    platform,
    respond,
    url_of,
    xml,
)

SET: Final = ("JSESSIONID=started; Path=/; HttpOnly", "ROUTE=node-2; Path=/")
STARTED: Final = "JSESSIONID=started; ROUTE=node-2"
STARTING: Final = (*LOGINS, "switchBack")
# Successes that cannot be read.
UNREADABLE: Final[dict[str, Callable[[], httpx.Response]]] = {
    "broken JSON": lambda: httpx.Response(200, text="{", headers={"Content-Type": "application/json"}),
    "JSON without its element": lambda: httpx.Response(200, json={"login": {"sessionId": "x"}, "message": {"code": 0}}),
    "JSON without a code": lambda: httpx.Response(200, json={"platform": {"login": {"sessionId": "x"}, "message": {}}}),
    "broken XML": lambda: xml(platform(login())[:-5]),
    "no details": lambda: respond(""),
    "no message": lambda: xml(f"<platform>{login()}</platform>"),
    "a page": lambda: page(PROXY_PAGE),
    "a login page": lambda: page(LOGIN_PAGE),
    "an empty body": lambda: httpx.Response(201),
    "no content": lambda: httpx.Response(204),
}


def with_cookies(response: httpx.Response, *lines: str) -> httpx.Response:
    response.headers = httpx.Headers([*response.headers.raw, *((b"Set-Cookie", line.encode()) for line in lines)])
    return response


def serve_logout(mock: respx.MockRouter, response: httpx.Response | None = None) -> respx.Route:
    return mock.get(url_of("logout")).mock(return_value=response or respond(""))


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize("operation", STARTING)
async def test_unreadable_login_is_logged_out(operation: str, name: str, respx_mock: respx.MockRouter) -> None:
    logout = serve_logout(respx_mock)
    response = with_cookies(UNREADABLE[name](), *SET)
    route = respx_mock.route(url__startswith=url_of(operation)).mock(return_value=response)
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(UnreadableAnswerError, match=r"; the session that it started was logged out$") as caught:
            await call(client, operation)
    error = caught.value
    assert (error.provider, error.operation, error.status) == ("agileapps", operation, response.status_code)
    assert "node-2" not in str(error)
    assert route.call_count == 1
    assert cookies_sent(logout) == [STARTED]


@pytest.mark.parametrize("operation", STARTING)
async def test_unreadable_login_that_cannot_be_logged_out_says_so(operation: str, respx_mock: respx.MockRouter) -> None:
    logout = serve_logout(respx_mock, page(PROXY_PAGE, 503))
    response = with_cookies(page(PROXY_PAGE), *SET)
    response.headers["X-Request-Id"] = "r-1"
    respx_mock.route(url__startswith=url_of(operation)).mock(return_value=response)
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(UnreadableAnswerError) as caught:
            await call(client, operation)
    assert caught.value.message.endswith("; the session that it started could not be logged out (UnavailableError)")
    assert caught.value.request_id == "r-1"
    assert logout.call_count == 1


@pytest.mark.parametrize("lines", [(), ("ROUTE=node-2",), ("JSESSIONID=; Max-Age=0",)], ids=str)
@pytest.mark.parametrize("operation", STARTING)
async def test_unreadable_login_without_the_cookie_of_a_session_is_not_logged_out(
    operation: str, lines: tuple[str, ...], respx_mock: respx.MockRouter
) -> None:
    # What was sent may be another session, such as the administrator's.
    logout = serve_logout(respx_mock)
    respx_mock.route(url__startswith=url_of(operation)).mock(return_value=with_cookies(page(PROXY_PAGE), *lines))
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(UnreadableAnswerError) as caught:
            await call(client, operation)
    assert "session" not in caught.value.message
    assert logout.call_count == 0


@pytest.mark.parametrize("operation", LOGINS)
async def test_refused_or_failed_login_is_not_logged_out(operation: str, respx_mock: respx.MockRouter) -> None:
    logout = serve_logout(respx_mock)
    route = respx_mock.route(url__startswith=url_of(operation))
    async with AgileAppsSessions(URL) as client:
        for response, kind in (
            (respond("", 401, code=-101), AuthenticationError),
            (respond("", 200, code=-101), AuthenticationError),
            (page(LOGIN_PAGE, 403), UnreadableAnswerError),
            (page(PROXY_PAGE, 500), ServerError),
            (httpx.Response(300), UnreadableAnswerError),
            (httpx.Response(302, headers={"Location": "https://sso.corp.test/login"}), UnreadableAnswerError),
        ):
            route.mock(return_value=with_cookies(response, *SET))
            with pytest.raises(kind):
                await call(client, operation)
    assert (route.call_count, logout.call_count) == (6, 0)


async def test_cookies_that_were_sent_and_stay_are_sent_to_log_out(respx_mock: respx.MockRouter) -> None:
    logout = serve_logout(respx_mock)
    respx_mock.post(url_of("proxyLogin")).mock(return_value=with_cookies(page(PROXY_PAGE), "JSESSIONID=started"))
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(UnreadableAnswerError):
            await call(client, "proxyLogin", cookies=SessionCookies(lambda: COOKIES))
    assert cookies_sent(logout) == ["ROUTE=node-1; JSESSIONID=started"]


async def test_unreadable_proxy_login_leaves_the_session_to_be_ended(respx_mock: respx.MockRouter) -> None:
    logout = serve_logout(respx_mock)
    respx_mock.post(url_of("proxyLogin")).mock(return_value=with_cookies(page(PROXY_PAGE), *SET))
    async with AgileAppsSessions(URL) as client:
        session = client.session(COOKIES)
        with pytest.raises(UnreadableAnswerError):
            await session.proxy_login("42", user_name=USER, password=PASSWORD)
        with pytest.raises(UsageError, match="may be another user's"):
            await session.get_user_info()
        await session.end()
    assert cookies_sent(logout) == [STARTED, COOKIES]


@pytest.mark.parametrize("status", [200, 503])
async def test_login_that_is_cancelled_while_it_is_logged_out_waits_for_that(
    status: int, respx_mock: respx.MockRouter, caplog: pytest.LogCaptureFixture
) -> None:
    leaving, may_leave = asyncio.Event(), asyncio.Event()

    async def log_out(_: httpx.Request) -> httpx.Response:
        leaving.set()
        await may_leave.wait()
        return respond("", status)

    logout = respx_mock.get(url_of("logout")).mock(side_effect=log_out)
    respx_mock.post(url_of("login")).mock(return_value=with_cookies(page(PROXY_PAGE), *SET))
    async with AgileAppsSessions(URL) as client:
        task = asyncio.create_task(call(client, "login"))
        await leaving.wait()
        task.cancel()
        await asyncio.sleep(0)
        assert not task.done()
        may_leave.set()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert cookies_sent(logout) == [STARTED]
    (logged,) = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert logged == "a cancelled login failed, and may have started a session: UnreadableAnswerError"
