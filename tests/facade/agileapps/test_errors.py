"""What each refusal and each unreadable answer of AgileApps becomes, and what is sent again."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import respx

from idsessions import (
    AgileAppsSessions,
    AnswerError,
    AuthenticationError,
    BadRequestError,
    CallRecord,
    ConnectionFailedError,
    NotFoundError,
    PermissionDeniedError,
    RateLimit,
    RateLimitError,
    ServerError,
    SessionExpiredError,
    SessionsError,
    TransportError,
    UnavailableError,
    UnreadableAnswerError,
)
from idsessions.testing import ManualClock
from idsessions_agileapps.description import OPERATIONS

from ..agileapps_answers import (
    CALLS,
    COOKIES,
    LOGIN_PAGE,
    LOGINS,
    ON_A_SESSION,
    PAYLOADS,
    PROXY_PAGE,
    URL,
    WITHOUT_SESSION,
    answer,
    page,
    platform,
    url_of,
)

Kind = type[AnswerError]
# Where "the session is over" is the result, and not an error.
SAYS_SO = frozenset({"logout", "isSessionValid"})


def cells() -> Iterator[tuple[str, httpx.Response, Kind, str | None]]:
    """Operation, answer, error and its code."""
    codes: list[tuple[int, int, Kind]] = [
        (500, -1, ServerError),
        (404, -200, NotFoundError),
        (400, -300, BadRequestError),
        (400, -850, PermissionDeniedError),
        (400, -4006, BadRequestError),
        (403, -4600, PermissionDeniedError),
        (400, -4601, BadRequestError),
        (400, -7, BadRequestError),
        (404, -7, NotFoundError),
        (403, -7, PermissionDeniedError),
        (500, -7, ServerError),
        (503, -7, UnavailableError),
    ]
    for operation in OPERATIONS:
        over = AuthenticationError if operation in LOGINS else SessionExpiredError
        for status, code, kind in [*codes, (401, -101, over), (401, -7, over)]:
            yield operation, answer("", status, code=code), kind, str(code)
        # The code alone says it too; the status of an unknown one is taken for a bad request's.
        for code, kind in ((-1, ServerError), (-200, NotFoundError), (-850, PermissionDeniedError), (-101, over)):
            yield operation, answer(PAYLOADS[operation], 200, code=code), kind, str(code)
        yield operation, answer(PAYLOADS[operation], 200, code=-7), BadRequestError, "-7"
        yield operation, answer("", 200, code=-101), over, "-101"
        yield operation, answer("", 500, code=-101), over, "-101"
        tagless = "<platform><message> -101 <description>User not logged in</description></message></platform>"
        yield operation, httpx.Response(200, headers={"Content-Type": "application/xml"}, text=tagless), over, "-101"

        yield operation, httpx.Response(401), over, None
        redirected = SessionExpiredError if operation not in WITHOUT_SESSION else UnreadableAnswerError
        for status in (301, 302, 303, 307, 308):
            moved = httpx.Response(status, headers={"Location": "https://acme.agileapps.test/networking/login?to=x"})
            yield operation, moved, redirected, None
        yield operation, httpx.Response(302, headers={"Location": "login.jsp"}, html=LOGIN_PAGE), redirected, None
        elsewhere = OPERATIONS[operation]["path"]
        for target in (f"https://other.test{elsewhere}", f"{elsewhere}?alt=xml"):
            yield operation, httpx.Response(301, headers={"Location": target}), UnreadableAnswerError, None
        for status in (200, 403, 404):
            yield operation, page(LOGIN_PAGE, status), redirected, None
            yield operation, page(PROXY_PAGE, status), UnreadableAnswerError, None
        form = "<html><body><form><input name=p type='password'></form></body></html>"
        yield operation, page(form), redirected, None
        refused = UnreadableAnswerError if operation in LOGINS else SessionExpiredError
        yield operation, page(PROXY_PAGE, 401), refused, None
        for status, kind in ((500, ServerError), (502, UnavailableError), (503, UnavailableError)):
            yield operation, page(LOGIN_PAGE, status), kind, None
            yield operation, page(PROXY_PAGE, status), kind, None
        for status in (200, 204):
            yield operation, httpx.Response(status), UnreadableAnswerError, None
        yield operation, httpx.Response(200, json={"platform": {}}), UnreadableAnswerError, None
        whole = platform(PAYLOADS[operation])
        for text in (whole[:-5], "<!DOCTYPE x><platform/>", "<else/>", "<platform/>", whole.replace(">0<", ">x<")):
            broken = httpx.Response(200, headers={"Content-Type": "application/xml"}, text=text)
            yield operation, broken, UnreadableAnswerError, None
        if PAYLOADS[operation]:
            yield operation, answer(""), UnreadableAnswerError, None


def name_of(value: object) -> str | None:
    if isinstance(value, httpx.Response):
        return f"{value.status_code}-{value.headers.get('content-type', 'empty').partition(';')[0]}"
    return value.__name__ if isinstance(value, type) else None


@pytest.mark.parametrize(("operation", "reply", "kind", "code"), list(cells()), ids=name_of)
async def test_errors(
    operation: str, reply: httpx.Response, kind: Kind, code: str | None, respx_mock: respx.MockRouter
) -> None:
    route = respx_mock.route(url__startswith=url_of(operation)).mock(return_value=reply)
    records: list[CallRecord] = []
    async with AgileAppsSessions(URL, on_call=records.append, retries=0) as client:
        if kind is SessionExpiredError and operation in SAYS_SO:
            assert not await CALLS[operation](client)
        else:
            with pytest.raises(AnswerError) as caught:
                await CALLS[operation](client)
            assert type(caught.value) is kind
            assert caught.value.code == code
            assert caught.value.provider == "agileapps"
            assert caught.value.operation == operation
            assert caught.value.status == reply.status_code
            assert str(caught.value).startswith(f"agileapps {operation}: {reply.status_code} ")
    assert route.call_count == 1
    assert [(record.operation, record.error) for record in records] == [(operation, kind.__name__)]


async def test_the_providers_words(respx_mock: respx.MockRouter) -> None:
    said = "Kein <Zugriff> & Schluß"
    respx_mock.get(url_of("getUserInfo")).mock(return_value=answer("", 400, code=-850, description=said))
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(PermissionDeniedError) as caught:
            await client.get_user_info(COOKIES)
    assert str(caught.value) == f"agileapps getUserInfo: 400 -850 {said}"


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_what_breaks_off_is_sent_again_only_where_it_does_no_harm(
    operation: str, respx_mock: respx.MockRouter
) -> None:
    route = respx_mock.route(url__startswith=url_of(operation)).mock(side_effect=httpx.RemoteProtocolError("cut"))
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(ConnectionFailedError) as caught:
            await CALLS[operation](client)
    assert caught.value.maybe_processed
    assert route.call_count == (2 if operation in ("isSessionValid", "getUserInfo") else 1)


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_503_is_waited_out_only_where_it_does_no_harm(operation: str, respx_mock: respx.MockRouter) -> None:
    route = respx_mock.route(url__startswith=url_of(operation)).mock(
        side_effect=[httpx.Response(503, headers={"Retry-After": "3"}), answer(PAYLOADS[operation])]
    )
    clock = ManualClock()
    async with AgileAppsSessions(URL, clock=clock) as client:
        if operation in ("isSessionValid", "getUserInfo"):
            await CALLS[operation](client)
        else:
            with pytest.raises(UnavailableError):
                await CALLS[operation](client)
    assert route.call_count == (2 if operation in ("isSessionValid", "getUserInfo") else 1)


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_429_is_waited_out_by_all(operation: str, respx_mock: respx.MockRouter) -> None:
    refusal = page("<html><body>Too many</body></html>", 429)
    refusal.headers["Retry-After"] = "7"
    route = respx_mock.route(url__startswith=url_of(operation)).mock(
        side_effect=[refusal, refusal, answer(PAYLOADS[operation])]
    )
    clock = ManualClock()
    async with AgileAppsSessions(URL, clock=clock) as client:
        await CALLS[operation](client)
    assert route.call_count == 3
    assert clock.monotonic() >= 14


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_429_without_waiting(operation: str, respx_mock: respx.MockRouter) -> None:
    refusal = answer("", 429, code=-101, description="slow down")
    refusal.headers["Retry-After"] = "7"
    respx_mock.route(url__startswith=url_of(operation)).mock(return_value=refusal)
    async with AgileAppsSessions(URL, rate_limit=RateLimit(max_attempts=1)) as client:
        with pytest.raises(RateLimitError) as caught:
            await CALLS[operation](client)
    assert (caught.value.retry_after, caught.value.code) == (7.0, "-101")


@pytest.mark.parametrize(
    "failure", [httpx.ConnectError("no"), httpx.ReadTimeout("slow"), httpx.ConnectTimeout("slow")], ids=repr
)
@pytest.mark.parametrize("operation", ON_A_SESSION)
async def test_no_answer_does_not_mean_that_a_session_is_over(
    operation: str, failure: httpx.HTTPError, respx_mock: respx.MockRouter
) -> None:
    respx_mock.route(url__startswith=url_of(operation)).mock(side_effect=failure)
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(TransportError) as caught:
            await CALLS[operation](client)
    assert isinstance(caught.value, SessionsError)
    assert caught.value.__cause__ is None
