"""Which cookies an AgileApps session uses after a response."""

from __future__ import annotations

import asyncio
import itertools

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from idsessions import AgileAppsSessions, SessionCookies, UnreadableAnswerError
from idsessions.agileapps._cookies import cookies_after, started_session
from idsessions_agileapps.models import Login

from .wire import COOKIES, LOGINS, PASSWORD, URL, USER, call, cookies_sent, login, respond, url_of

DETAILS = {"cookieString": "JSESSIONID=from-string; ROUTE=string", "sessionId": "from-id"}


@pytest.mark.parametrize(
    ("before", "lines", "cookie_string", "session_id", "after"),
    [
        pytest.param(
            "", ["JSESSIONID=a; Path=/; HttpOnly"], "JSESSIONID=b", "c", "JSESSIONID=a", id="Set-Cookie first"
        ),
        pytest.param("", ["JSESSIONID=a", "ROUTE=r"], "X=b", "c", "JSESSIONID=a; ROUTE=r", id="all that are set"),
        pytest.param("", [], "JSESSIONID=b; X=1", "c", "JSESSIONID=b; X=1", id="then cookieString"),
        pytest.param("", ["ROUTE=r"], "JSESSIONID=b; ROUTE=s", "c", "ROUTE=r; JSESSIONID=b", id="for what was not set"),
        pytest.param("", [], None, "c", "JSESSIONID=c", id="then sessionId"),
        pytest.param("", [], "...", "c", "JSESSIONID=c", id="a cookieString without cookies"),
        pytest.param("", ["ROUTE=r"], None, "c", "ROUTE=r; JSESSIONID=c", id="beside another cookie"),
        pytest.param(
            "", [], "JSESSIONID=b; Path=/; HttpOnly; Max-Age=60", "c", "JSESSIONID=b", id="attributes are not cookies"
        ),
        pytest.param("", ["JSESSIONID=a b"], None, "c", "JSESSIONID=c", id="an invalid value"),
        pytest.param("", ["JSESSIONID=; Max-Age=0"], None, "c", "JSESSIONID=c", id="removed, and given again"),
        pytest.param("", ["JSESSIONID=a", "JSESSIONID=b"], None, None, "JSESSIONID=b", id="the last counts"),
        pytest.param("", [], None, None, None, id="none"),
        pytest.param("", [], "", "", None, id="empty"),
        pytest.param("", [], None, "a b;c", None, id="an invalid id"),
        pytest.param("R=1", ["R=2"], "R=3", "a\nb", None, id="an invalid id beside another cookie"),
        pytest.param("", [], "JSESSIONID=a\r\nb; R=1", None, None, id="an invalid cookieString"),
        pytest.param("", [], "JSESSIONID=a\nb; R=1", "c", "R=1; JSESSIONID=c", id="an invalid cookieString and an id"),
        pytest.param("R=1", ["JSESSIONID=a b"], None, None, None, id="an invalid Set-Cookie"),
        pytest.param("JSESSIONID=o", ["JSESSIONID=; Max-Age=0"], None, None, None, id="removed at a login"),
        pytest.param("JSESSIONID=o", [], "X=1", None, "JSESSIONID=o; X=1", id="a cookieString without the session"),
        pytest.param("JSESSIONID=o; R=1", ["JSESSIONID=a"], None, None, "R=1; JSESSIONID=a", id="others stay"),
        pytest.param("JSESSIONID=o; R=1", ["R=2"], None, "c", "JSESSIONID=c; R=2", id="the id replaces the old one"),
        pytest.param("JSESSIONID=o; R=1", ["R=; Max-Age=0"], None, None, "JSESSIONID=o", id="removed"),
        pytest.param("JSESSIONID=o;R=", [], None, None, "JSESSIONID=o;R=", id="nothing set, nothing changed"),
        pytest.param('A="q"; JSESSIONID=o', ["B=2"], None, None, 'A="q"; JSESSIONID=o; B=2', id="quotes stay"),
    ],
)
def test_cookies_of_a_response_replace_those_that_were_sent(
    before: str, lines: list[str], cookie_string: str | None, session_id: str | None, after: str | None
) -> None:
    headers = httpx.Headers([("Set-Cookie", line) for line in lines])
    details = Login(cookie_string=cookie_string, session_id=session_id)
    found = cookies_after(before, headers, details)
    assert (found.header if found else None) == after


@pytest.mark.parametrize(
    ("lines", "started"),
    [
        (["ROUTE=r", "JSESSIONID=a; Path=/; HttpOnly"], "OTHER=o; ROUTE=r; JSESSIONID=a"),
        (["ROUTE=r"], None),
        (["JSESSIONID=; Max-Age=0"], None),
        (["JSESSIONID=a b"], None),
        ([], None),
    ],
)
def test_response_that_sets_the_cookie_of_a_session_starts_one(lines: list[str], started: str | None) -> None:
    found = started_session("JSESSIONID=sent; OTHER=o", httpx.Headers([("Set-Cookie", line) for line in lines]))
    assert (found.header if found else None) == started


@given(st.lists(st.text(max_size=30)), st.none() | st.text(max_size=60), st.none() | st.text(max_size=30))
def test_cookies_of_any_response_can_be_sent(
    lines: list[str], cookie_string: str | None, session_id: str | None
) -> None:
    headers = httpx.Headers([(b"Set-Cookie", line.encode()) for line in lines])
    found = cookies_after("R=1", headers, Login(cookie_string=cookie_string, session_id=session_id))
    assert found is None or (found.header.isascii() and found.header.isprintable())


@pytest.mark.parametrize("operation", LOGINS)
async def test_cookies_of_a_login_are_sent_from_then_on(operation: str, respx_mock: respx.MockRouter) -> None:
    fresh = ("JSESSIONID=fresh; Path=/; Secure; HttpOnly",)
    respx_mock.post(url_of(operation)).mock(return_value=respond(login(**DETAILS), cookies=fresh))
    route = respx_mock.get(url_of("isSessionValid")).mock(
        return_value=respond("<user><is_session_valid>true</is_session_valid></user>")
    )
    async with AgileAppsSessions(URL) as client:
        session = await call(client, operation)
        await session.is_alive()
    kept = "ROUTE=node-1; " if operation == "proxyLogin" else ""
    assert route.calls.last.request.headers["cookie"] == f"{kept}JSESSIONID=fresh"
    assert session.cookies.header == f"{kept}JSESSIONID=fresh"


async def test_switch_back_replaces_the_cookies(respx_mock: respx.MockRouter) -> None:
    respx_mock.post(url_of("login")).mock(return_value=respond(login(), cookies=("JSESSIONID=one", "ROUTE=r")))
    respx_mock.post(url_of("proxyLogin")).mock(return_value=respond(login(), cookies=("JSESSIONID=two",)))
    back = respx_mock.get(url_of("switchBack")).mock(return_value=respond(login(sessionId="three")))
    async with AgileAppsSessions(URL) as client:
        outer = await client.login(USER, PASSWORD)
        async with outer.proxy_login("42", password=PASSWORD) as proxied:
            assert proxied.cookies.header == "ROUTE=r; JSESSIONID=two"
    assert back.calls.last.request.headers["cookie"] == "ROUTE=r; JSESSIONID=two"
    assert outer.cookies.header == "ROUTE=r; JSESSIONID=three"


async def test_cookies_of_any_response_are_sent_from_then_on(respx_mock: respx.MockRouter) -> None:
    respx_mock.get(url_of("getUserInfo")).mock(
        return_value=respond("<user><id>42</id></user>", cookies=("ROUTE=node-2; Path=/",))
    )
    async with AgileAppsSessions(URL) as client:
        session = client.session(COOKIES)
        await session.get_user_info()
    assert session.cookies.header == "JSESSIONID=old-id; ROUTE=node-2"


async def test_function_for_the_cookies_is_asked_until_a_response_sets_some(respx_mock: respx.MockRouter) -> None:
    user = "<user><id>42</id></user>"
    route = respx_mock.get(url_of("getUserInfo")).mock(
        side_effect=[respond(user), respond(user, cookies=("ROUTE=node-2",)), respond(user)]
    )
    numbers = itertools.count(1)
    async with AgileAppsSessions(URL) as client:
        session = client.session(SessionCookies(lambda: f"JSESSIONID=id-{next(numbers)}"))
        for _ in range(3):
            await session.get_user_info()
    assert cookies_sent(route) == ["JSESSIONID=id-1", "JSESSIONID=id-2", "JSESSIONID=id-2; ROUTE=node-2"]


async def test_late_response_does_not_replace_the_cookies_of_a_new_login(respx_mock: respx.MockRouter) -> None:
    respx_mock.post(url_of("login")).mock(side_effect=[respond(login(sessionId=each)) for each in ("one", "two")])
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def check(_: httpx.Request) -> httpx.Response:
        asked.set()
        await may_answer.wait()
        return respond("<user><is_session_valid>true</is_session_valid></user>", cookies=("ROUTE=old",))

    respx_mock.get(url_of("isSessionValid")).mock(side_effect=check)
    ended, user = respond("", 401, code=-101), respond("<user><id>42</id></user>")
    respx_mock.get(url_of("getUserInfo")).mock(side_effect=[ended, user])
    async with AgileAppsSessions(URL) as client:
        session = await client.login(USER, PASSWORD, renew=True)
        late = asyncio.create_task(session.is_session_valid())
        await asked.wait()
        await session.get_user_info()
        may_answer.set()
        assert await late
    assert session.cookies.header == "JSESSIONID=two"


async def test_cookies_of_an_ended_session_are_not_kept(respx_mock: respx.MockRouter) -> None:
    no = respond("<user><is_session_valid>false</is_session_valid></user>", cookies=("JSESSIONID=anonymous",))
    respx_mock.get(url_of("isSessionValid")).mock(return_value=no)
    async with AgileAppsSessions(URL) as client:
        session = client.session(COOKIES)
        assert not await session.is_session_valid()
    assert session.cookies.header == COOKIES


@pytest.mark.parametrize("details", ["", "<sessionId>S3C&#10;RET</sessionId>", "<sessionId>S3C RET</sessionId>"])
@pytest.mark.parametrize("operation", ["login", "loginAsCustomerSupport", "switchBack", "proxyLogin"])
async def test_login_without_cookies_or_with_an_id_that_cannot_be_sent_raises(
    operation: str, details: str, respx_mock: respx.MockRouter
) -> None:
    # It is the server's fault, not the caller's: so it is no UsageError.
    route = respx_mock.route(url__startswith=url_of(operation))
    route.mock(
        return_value=respond(f"<login><userId>42</userId>{details}</login>", cookies=("ROUTE=2",)[: len(details)])
    )
    async with AgileAppsSessions(URL) as client:
        if not details and operation in ("switchBack", "proxyLogin"):
            assert (await call(client, operation)).cookies.header == COOKIES
            return
        with pytest.raises(UnreadableAnswerError, match="neither cookies nor a session id that can be sent") as caught:
            await call(client, operation)
    assert (caught.value.operation, caught.value.status) == (operation, 200)
    assert "S3C" not in str(caught.value)


async def test_client_keeps_no_cookies(respx_mock: respx.MockRouter) -> None:
    logins = respx_mock.post(url_of("login")).mock(return_value=respond(login(), cookies=("JSESSIONID=theirs",)))
    route = respx_mock.get(url_of("logout")).mock(return_value=respond(""))
    async with AgileAppsSessions(URL) as client:
        await client.login(USER, PASSWORD)
        await client.login(USER, PASSWORD)
        await client.logout("mine")
    assert "cookie" not in logins.calls.last.request.headers
    assert route.calls.last.request.headers["cookie"] == "JSESSIONID=mine"
