"""The name of the session cookie: asked for once, checked, and asked for again after a sudden refusal."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from idsessions import (
    AuthenticationError,
    BadRequestError,
    ConnectionFailedError,
    ForgeRockSessions,
    RateLimitError,
    SessionExpiredError,
    SessionsError,
    SessionToken,
    UnreadableAnswerError,
)
from idsessions.testing import ManualClock

from .wire import (
    ADMIN,
    ANSWERS,
    CALLS,
    OF_ADMINS,
    ON_A_SESSION,
    TOKEN,
    URL,
    Server,
    copied,
    operation_of,
    refusal,
)

OLD, NEW = "old-name", "new-name"
NO_TOKEN = refusal(400, "iPlanetDirectoryCookie not set on request")


def named(name: Any) -> httpx.Response:
    return httpx.Response(200, json={"_id": "*", "cookieName": name})


class Renamed:
    """A server that knows tokens under one name only, and tells that name, or fails to."""

    def __init__(self, name: str, refuses: httpx.Response | None = None) -> None:
        self.name = name
        self.refuses = refuses or refusal(401, "Access Denied")
        self.problem: httpx.Response | None = None
        self.asked = asyncio.Event()
        self.requests: list[httpx.Request] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(copied(request))
        self.asked.set()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        operation = operation_of(request)
        if operation == "getServerInfo":
            return self.problem or named(self.name)
        answer = httpx.Response(200, json=ANSWERS[operation]) if self.name in request.headers else self.refuses
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    @property
    def operations(self) -> list[str]:
        return [operation_of(request) for request in self.requests]

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self)


def client(server: Renamed | Server, clock: ManualClock | None = None, **options: Any) -> ForgeRockSessions:
    return ForgeRockSessions(URL, clock=clock or ManualClock(), transport=server.transport, **options)


async def test_a_hundred_first_calls_ask_once() -> None:
    server = Renamed(OLD)
    async with client(server) as am:
        views = [am, am.with_options(realm="alpha"), am.with_options(credentials=SessionToken(ADMIN))]
        await asyncio.gather(*(views[number % 3].get_session_info(TOKEN) for number in range(100)))
        await am.with_options(realm="bravo").validate(TOKEN)
    assert server.operations.count("getServerInfo") == 1
    asked = server.requests[0]
    assert asked.url.raw_path == b"/am/json/realms/root/serverinfo/*?_fields=cookieName"
    assert not {TOKEN, ADMIN} & set(asked.headers.values())
    assert all(request.headers[OLD] in (TOKEN, ADMIN) for request in server.requests[1:])


async def test_those_who_wait_for_an_answer_share_its_failure() -> None:
    server = Renamed(OLD)
    server.problem = refusal(500)
    async with client(server) as am:
        outcomes = await asyncio.gather(*(am.validate(TOKEN) for _ in range(100)), return_exceptions=True)
        assert {type(outcome).__name__ for outcome in outcomes} == {"ServerError"}
        assert server.operations == ["getServerInfo"]
        server.problem = None
        assert (await am.validate(TOKEN)).valid
    assert server.operations == ["getServerInfo", "getServerInfo", "validate"]


async def test_one_who_gives_up_leaves_the_question_to_the_others() -> None:
    server = Renamed(OLD)
    async with client(server) as am:
        tasks = [asyncio.create_task(am.validate(TOKEN)) for _ in range(5)]
        await server.asked.wait()
        tasks[0].cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(outcomes[0], asyncio.CancelledError)
    assert all(not isinstance(outcome, BaseException) and outcome.valid for outcome in outcomes[1:])
    assert server.operations.count("getServerInfo") == 2


@pytest.mark.parametrize("name", [None, "", "two words", "line\r\nbreak", "co:lon", "na=me", "ключ", 'quo"te', "a,b"])
async def test_a_name_that_no_header_can_have(name: str | None) -> None:
    server = Server({"getServerInfo": named(name)})
    async with client(server) as am:
        with pytest.raises(UnreadableAnswerError, match="cookieName") as raised:
            await am.validate(TOKEN)
    assert (raised.value.provider, raised.value.operation) == ("forgerock", "getServerInfo")
    assert server.operations == ["getServerInfo"]


@pytest.mark.parametrize("operation", [*ON_A_SESSION, *OF_ADMINS])
async def test_a_name_that_is_given_is_not_asked_for(operation: str) -> None:
    server = Renamed(NEW)
    own = SessionToken(ADMIN) if operation in OF_ADMINS else None
    async with client(server, credentials=own, cookie_name=NEW) as am:
        await CALLS[operation](am)
    async with client(server, credentials=SessionToken(ADMIN, header=NEW)) as am:
        await CALLS[operation](am)
    assert server.operations == [operation, operation]


@pytest.mark.parametrize("own", [None, SessionToken(ADMIN, header=OLD)])
async def test_a_name_that_is_given_is_not_asked_for_after_a_refusal_either(own: SessionToken | None) -> None:
    server = Renamed(NEW)
    async with client(server, credentials=own, cookie_name=OLD) as am:
        with pytest.raises(SessionExpiredError if own is None else AuthenticationError):
            await am.get_session_info(TOKEN)
    assert server.operations == ["getSessionInfo"]


@pytest.mark.parametrize("operation", [*ON_A_SESSION, *OF_ADMINS])
@pytest.mark.parametrize("admin", [False, True])
async def test_a_renamed_cookie(operation: str, admin: bool) -> None:
    server, clock = Renamed(OLD), ManualClock()
    own = SessionToken(ADMIN) if admin or operation in OF_ADMINS else None
    async with client(server, clock, credentials=own) as am:
        await CALLS[operation](am)
        server.name = NEW
        clock.advance(61)
        await CALLS[operation](am)
        await CALLS[operation](am)
    assert server.operations == ["getServerInfo", operation, operation, "getServerInfo", operation, operation]
    assert [OLD in request.headers for request in server.requests if operation_of(request) == operation] == [
        True, True, False, False
    ]  # fmt: skip


async def test_a_renamed_cookie_of_openam_whose_validate_then_sees_no_token() -> None:
    server, clock = Renamed(OLD, NO_TOKEN), ManualClock()
    async with client(server, clock, profile="openam") as am:
        assert (await am.validate(TOKEN)).valid
        server.name = NEW
        clock.advance(61)
        assert (await am.validate(TOKEN)).valid
    assert server.operations.count("getServerInfo") == 2


async def test_a_wrong_name_on_openam_is_not_a_session_that_is_over() -> None:
    async with client(Renamed(NEW, NO_TOKEN), profile="openam", cookie_name=OLD) as am:
        with pytest.raises(BadRequestError, match="not set on request"):
            await am.validate(TOKEN)


async def test_a_hundred_refusals_ask_once_more() -> None:
    server, clock = Renamed(OLD), ManualClock()
    async with client(server, clock) as am:
        await am.validate(TOKEN)
        server.name = NEW
        clock.advance(61)
        outcomes = await asyncio.gather(*(am.validate(TOKEN) for _ in range(100)))
    assert all(outcome.valid for outcome in outcomes)
    assert server.operations.count("getServerInfo") == 2


async def test_sessions_that_are_over_ask_at_most_once_a_minute() -> None:
    server, clock = Renamed(OLD), ManualClock()
    async with client(server, clock) as am:
        await am.validate(TOKEN)
        server.refuses = refusal(401)
        server.name = "unknown-to-all"
        server.problem = named(OLD)
        for _ in range(10):
            clock.advance(13)
            assert not (await am.validate(TOKEN)).valid
    # 130 seconds after the first question: at 65 and at 130.
    assert server.operations.count("getServerInfo") == 3
    assert server.operations.count("validate") == 11


@pytest.mark.parametrize("problem", [refusal(500), refusal(404), httpx.Response(200, html="<html>"), named("a b")])
async def test_a_question_that_fails_does_not_hide_the_refusal(problem: httpx.Response) -> None:
    server, clock = Renamed(OLD), ManualClock()
    async with client(server, clock) as am:
        await am.get_session_info(TOKEN)
        server.name, server.problem = NEW, problem
        clock.advance(61)
        with pytest.raises(SessionExpiredError) as raised:
            await am.get_session_info(TOKEN)
    assert raised.value.operation == "getSessionInfo"
    assert raised.value.__context__ is None


async def test_a_second_refusal_under_the_new_name_is_the_one_that_counts() -> None:
    server, clock = Renamed(OLD, refusal(401, "first")), ManualClock()
    async with client(server, clock, credentials=SessionToken(ADMIN)) as am:
        await am.get_session_info(TOKEN)
        server.name, server.problem, server.refuses = "unknown-to-all", named(NEW), refusal(401, "second")
        clock.advance(61)
        with pytest.raises(AuthenticationError, match="second"):
            await am.get_session_info(TOKEN)
    assert server.operations[-3:] == ["getSessionInfo", "getServerInfo", "getSessionInfo"]


@pytest.mark.parametrize("name", ["Old-Name", "OLD-NAME"])
async def test_a_header_of_ones_own_with_that_name(name: str) -> None:
    server = Renamed(OLD)
    async with client(server, headers={name: "x"}) as am:
        with pytest.raises(SessionsError, match="credentials="):
            await am.validate(TOKEN)
    assert server.operations == ["getServerInfo"]


async def test_no_answer_to_the_question() -> None:
    def refused(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no", request=request)

    async with ForgeRockSessions(URL, transport=httpx.MockTransport(refused)) as am:
        with pytest.raises(ConnectionFailedError) as raised:
            await am.validate(TOKEN)
    assert raised.value.operation == "getServerInfo"


@pytest.mark.parametrize("case", ["the first question", "a question after a refusal"])
async def test_the_deadline_of_a_call_covers_the_question(case: str) -> None:
    """The question takes 4 of 5 seconds, so a pause of 3 seconds is too long."""
    server, clock = Renamed(OLD), ManualClock()
    pause = httpx.Response(429, headers={"Retry-After": "3"}, json={})
    crowded = False

    async def slow(request: httpx.Request) -> httpx.Response:
        if operation_of(request) == "getServerInfo":
            await clock.sleep(4)
        return pause if crowded and server.name in request.headers else await server(request)

    async with ForgeRockSessions(URL, clock=clock, transport=httpx.MockTransport(slow)) as am:
        if case == "a question after a refusal":
            await am.validate(TOKEN)
            server.name = NEW
            clock.advance(61)
        crowded = True
        began = clock.monotonic()
        with pytest.raises(RateLimitError):
            await am.with_options(deadline=5).validate(TOKEN)
        assert clock.monotonic() - began <= 5
    assert server.operations.count("getServerInfo") == (1 if case == "the first question" else 2)
