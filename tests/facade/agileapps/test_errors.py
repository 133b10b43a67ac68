"""How the rules of `test_rules.py` reach the caller, for each operation, and what the client sends again."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Final

import httpx
import pytest
import respx

from idsessions import (
    AgileAppsSessions,
    AnswerError,
    AuthenticationError,
    CallRecord,
    ConnectionFailedError,
    PermissionDeniedError,
    RateLimit,
    RateLimitError,
    ServerError,
    SessionCookies,
    SessionExpiredError,
    TransportError,
    UnavailableError,
    UnreadableAnswerError,
)
from idsessions.testing import ManualClock
from idsessions_agileapps.description import OPERATIONS

from .wire import (
    COOKIES,
    LOGIN_PAGE,
    LOGINS,
    MANAGEMENT,
    ON_A_SESSION,
    PAYLOADS,
    PROXY_PAGE,
    READS,
    URL,
    WITHOUT_SESSION,
    call,
    cookies_sent,
    page,
    platform,
    respond,
    url_of,
    xml,
)

Kind = type[AnswerError]


async def assert_raises(mock: respx.MockRouter, operation: str, response: httpx.Response, kind: Kind) -> AnswerError:
    """Call an operation that gets ``response``; assert that it raises ``kind`` and is sent once. Returns the error."""
    mock.reset()
    route = mock.route(url__startswith=url_of(operation)).mock(return_value=response)
    records: list[CallRecord] = []
    async with AgileAppsSessions(URL, on_call=records.append, retries=0) as client:
        with pytest.raises(AnswerError) as caught:
            await call(client, operation)
    error = caught.value
    assert type(error) is kind
    assert (error.provider, error.operation, error.status) == ("agileapps", operation, response.status_code)
    assert str(error).startswith(f"agileapps {operation}: {response.status_code} ")
    assert route.call_count == 1
    assert [(record.operation, record.error) for record in records] == [(operation, kind.__name__)]
    return error


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_refusal_is_raised_in_the_words_of_agileapps(operation: str, respx_mock: respx.MockRouter) -> None:
    said = "Kein <Zugriff> & Schluß"
    refusal = respond("", 400, code=-850, description=said)
    refusal.headers["X-Request-Id"] = "r-1"
    error = await assert_raises(respx_mock, operation, refusal, PermissionDeniedError)
    assert (error.code, error.request_id) == ("-850", "r-1")
    assert str(error) == f"agileapps {operation}: 400 -850 {said} (request id r-1)"


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_refusal_in_a_success_is_raised(operation: str, respx_mock: respx.MockRouter) -> None:
    refusal = respond(PAYLOADS[operation], 200, code=-1)
    assert (await assert_raises(respx_mock, operation, refusal, ServerError)).code == "-1"
    undocumented = respond(PAYLOADS[operation], 500, code=-7)
    assert (await assert_raises(respx_mock, operation, undocumented, ServerError)).code == "-7"


TAGLESS: Final = "<platform><message> -101 <description>User not logged in</description></message></platform>"
NOT_LOGGED_IN: Final = (respond("", 401, code=-101), respond("", 200, code=-101), xml(TAGLESS))
OWN_LOGIN_PAGE: Final = httpx.Response(302, headers={"Location": f"{URL}/networking/login?to=x"}, html=LOGIN_PAGE)
FOREIGN: Final[Mapping[str, httpx.Response]] = {
    "the 401 page of a gateway": page(PROXY_PAGE, 401),
    "an empty 401": httpx.Response(401),
    "a redirect elsewhere": httpx.Response(302, headers={"Location": "https://sso.corp.test/networking/login"}),
    "a redirect to the login page of a gateway": httpx.Response(302, headers={"Location": "/oauth2/sign_in"}),
    "the login page of a portal": page(LOGIN_PAGE),
    "a forbidden login page": page(LOGIN_PAGE, 403),
    "a form for a password": page("<html><body><form><input name=p type='password'></form></body></html>"),
    "another page": page(PROXY_PAGE),
    "a missing page": page(PROXY_PAGE, 404),
}


@pytest.mark.parametrize("operation", ["switchBack", "getUserInfo"])
@pytest.mark.parametrize("response", [*NOT_LOGGED_IN, OWN_LOGIN_PAGE], ids=["401", "200", "tagless", "login page"])
async def test_ended_session_raises(operation: str, response: httpx.Response, respx_mock: respx.MockRouter) -> None:
    await assert_raises(respx_mock, operation, response, SessionExpiredError)


@pytest.mark.parametrize("response", [*NOT_LOGGED_IN, OWN_LOGIN_PAGE], ids=["401", "200", "tagless", "login page"])
async def test_ended_session_is_logged_out_and_not_valid(
    response: httpx.Response, respx_mock: respx.MockRouter
) -> None:
    logout = respx_mock.get(url_of("logout")).mock(return_value=response)
    check = respx_mock.get(url_of("isSessionValid")).mock(return_value=response)
    records: list[CallRecord] = []
    async with AgileAppsSessions(URL, on_call=records.append) as client:
        await client.logout(COOKIES)
        session = client.session(COOKIES)
        await session.end()
        assert not await client.is_session_valid(COOKIES)
        assert not await client.session(COOKIES).is_alive()
    assert logout.call_count == check.call_count == 2
    assert {record.error for record in records} == {"SessionExpiredError"}


@pytest.mark.parametrize("name", FOREIGN)
async def test_response_of_another_server_does_not_end_a_session(name: str, respx_mock: respx.MockRouter) -> None:
    for operation in ON_A_SESSION:
        # A server without session management says so by a missing page.
        lacks_feature = operation in MANAGEMENT and FOREIGN[name].status_code == 404
        kind = PermissionDeniedError if lacks_feature else UnreadableAnswerError
        await assert_raises(respx_mock, operation, FOREIGN[name], kind)


async def test_session_is_not_ended_by_a_response_of_another_server(respx_mock: respx.MockRouter) -> None:
    route = respx_mock.get(url_of("logout")).mock(side_effect=[*FOREIGN.values(), respond("")])
    async with AgileAppsSessions(URL) as client:
        session = client.session(COOKIES)
        for _ in FOREIGN:
            with pytest.raises(UnreadableAnswerError):
                await session.end()
        await session.end()
        await session.end()
    assert route.call_count == len(FOREIGN) + 1


@pytest.mark.parametrize("operation", LOGINS)
async def test_not_logged_in_is_a_refused_login(operation: str, respx_mock: respx.MockRouter) -> None:
    for response in NOT_LOGGED_IN:
        await assert_raises(respx_mock, operation, response, AuthenticationError)
    kind = UnreadableAnswerError if operation in WITHOUT_SESSION else SessionExpiredError
    await assert_raises(respx_mock, operation, OWN_LOGIN_PAGE, kind)


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_gateway_failure_is_raised(operation: str, respx_mock: respx.MockRouter) -> None:
    await assert_raises(respx_mock, operation, page(PROXY_PAGE, 500), ServerError)
    await assert_raises(respx_mock, operation, page(LOGIN_PAGE, 502), UnavailableError)
    await assert_raises(respx_mock, operation, page(PROXY_PAGE, 503), UnavailableError)


WHOLE: Final = platform(PAYLOADS["getUserInfo"])
UNREADABLE: Final[Mapping[str, httpx.Response]] = {
    "empty": httpx.Response(200),
    "no content": httpx.Response(204),
    "JSON without anything": httpx.Response(200, json={"platform": {}}),
    "JSON of another element": httpx.Response(200, json={"user": {}, "message": {"code": 0}}),
    "a code of letters in JSON": httpx.Response(200, json={"platform": {"user": {}, "message": {"code": "x"}}}),
    "cut off": xml(WHOLE[:-5]),
    "with entities": xml("<!DOCTYPE x><platform/>"),
    "another root": xml("<else/>"),
    "a code of letters": xml(WHOLE.replace(">0<", ">x<")),
    "no message": xml("<platform><user/></platform>"),
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_unreadable_success_raises(name: str, respx_mock: respx.MockRouter) -> None:
    await assert_raises(respx_mock, "getUserInfo", UNREADABLE[name], UnreadableAnswerError)


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_success_without_what_it_must_have_raises(operation: str, respx_mock: respx.MockRouter) -> None:
    for response in (
        httpx.Response(200),
        page(PROXY_PAGE),
        xml("<platform/>"),
        xml(platform(PAYLOADS[operation])[:-5]),
    ):
        await assert_raises(respx_mock, operation, response, UnreadableAnswerError)
    without_payload = dict.fromkeys(("logout", *MANAGEMENT), "")
    if missing := {"isSessionValid": "user", "getUserInfo": "user", **without_payload}.get(operation, "login"):
        error = await assert_raises(respx_mock, operation, respond(""), UnreadableAnswerError)
        assert f"`{missing}` is missing" in error.message


# What is sent again.


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_request_without_a_response_is_sent_again_only_for_reads(
    operation: str, respx_mock: respx.MockRouter
) -> None:
    route = respx_mock.route(url__startswith=url_of(operation)).mock(side_effect=httpx.RemoteProtocolError("cut"))
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(ConnectionFailedError) as caught:
            await call(client, operation)
    assert caught.value.maybe_processed
    assert route.call_count == (2 if operation in READS else 1)


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_503_is_waited_out_only_for_reads(operation: str, respx_mock: respx.MockRouter) -> None:
    route = respx_mock.route(url__startswith=url_of(operation)).mock(
        side_effect=[httpx.Response(503, headers={"Retry-After": "3"}), respond(PAYLOADS[operation])]
    )
    async with AgileAppsSessions(URL, clock=ManualClock()) as client:
        if operation in READS:
            await call(client, operation)
        else:
            with pytest.raises(UnavailableError):
                await call(client, operation)
    assert route.call_count == (2 if operation in READS else 1)


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_429_is_waited_out_for_every_operation(operation: str, respx_mock: respx.MockRouter) -> None:
    refusal = page("<html><body>Too many</body></html>", 429)
    refusal.headers["Retry-After"] = "7"
    route = respx_mock.route(url__startswith=url_of(operation)).mock(
        side_effect=[refusal, refusal, respond(PAYLOADS[operation])]
    )
    clock = ManualClock()
    async with AgileAppsSessions(URL, clock=clock) as client:
        await call(client, operation)
    assert route.call_count == 3
    assert clock.monotonic() >= 14


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_429_raises_when_there_are_no_attempts_left(operation: str, respx_mock: respx.MockRouter) -> None:
    refusal = respond("", 429, code=-101, description="slow down")
    refusal.headers["Retry-After"] = "7"
    route = respx_mock.route(url__startswith=url_of(operation)).mock(return_value=refusal)
    async with AgileAppsSessions(URL, rate_limit=RateLimit(max_attempts=1)) as client:
        with pytest.raises(RateLimitError) as caught:
            await call(client, operation)
    assert (caught.value.retry_after, caught.value.code, caught.value.operation) == (7.0, "-101", operation)
    assert route.call_count == 1


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_cookies_of_a_function_are_asked_for_again_only_for_reads(
    operation: str, respx_mock: respx.MockRouter
) -> None:
    # A logout that is sent with renewed cookies would end the session that was just started.
    given = itertools.chain(["JSESSIONID=first"], itertools.repeat("JSESSIONID=second"))
    ended = respond("", 401, code=-101)
    route = respx_mock.route(url__startswith=url_of(operation)).mock(side_effect=[ended, respond(PAYLOADS[operation])])
    async with AgileAppsSessions(URL) as client:
        try:
            await call(client, operation, cookies=SessionCookies(lambda: next(given)))
        except (SessionExpiredError, AuthenticationError):
            assert operation not in (*READS, "logout")
    sent = cookies_sent(route)
    if operation in READS:
        assert sent == ["JSESSIONID=first", "JSESSIONID=second"]
    else:
        assert sent == [None if operation in WITHOUT_SESSION else "JSESSIONID=first"]


@pytest.mark.parametrize(
    "failure", [httpx.ConnectError("no"), httpx.ReadTimeout("slow"), httpx.ConnectTimeout("slow")], ids=repr
)
@pytest.mark.parametrize("operation", ON_A_SESSION)
async def test_missing_response_does_not_end_a_session(
    operation: str, failure: httpx.HTTPError, respx_mock: respx.MockRouter
) -> None:
    respx_mock.route(url__startswith=url_of(operation)).mock(side_effect=failure)
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(TransportError) as caught:
            await call(client, operation)
    assert caught.value.__cause__ is None
