"""The name of the session cookie: asked for once, validated, and asked for again after a sudden refusal."""

from __future__ import annotations

import asyncio
import gc
import traceback
from typing import Any

import httpx
import pytest

from idsessions import (
    AuthenticationError,
    BadRequestError,
    CallRecord,
    CallTimeoutError,
    ConnectionFailedError,
    ForgeRockSessions,
    RateLimitError,
    ServerError,
    SessionExpiredError,
    SessionToken,
    UnreadableAnswerError,
    UsageError,
)
from idsessions.forgerock._cookie_name import CookieName
from idsessions.testing import ManualClock

from ..loopback import serve, silent
from .wire import (
    ADMIN,
    CALLS,
    OF_ADMINS,
    ON_A_SESSION,
    RESPONSES,
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
    """A server that accepts tokens under one name only. It tells that name, or what ``problem`` says, after a while.

    Args:
        name: The name.
        refuses: Its response to a token under another name.
        clock: The clock that it is slow by.
        slow: Seconds that it takes to tell the name.
    """

    def __init__(
        self,
        name: str,
        refuses: httpx.Response | None = None,
        clock: ManualClock | None = None,
        slow: float = 0.0,
    ) -> None:
        self.name = name
        self.refuses = refuses or refusal(401, "Access Denied")
        self.clock = clock or ManualClock()
        self.slow = slow
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
            if self.slow:
                await self.clock.sleep(self.slow)
            response = self.problem or named(self.name)
        else:
            accepted = self.name in request.headers
            response = httpx.Response(200, json=RESPONSES[operation]) if accepted else self.refuses
        return httpx.Response(response.status_code, headers=response.headers, content=response.content)

    @property
    def operations(self) -> list[str]:
        return [operation_of(request) for request in self.requests]

    @property
    def questions(self) -> int:
        return self.operations.count("getServerInfo")

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self)


def client(server: Renamed | Server, **options: Any) -> ForgeRockSessions:
    clock = server.clock if isinstance(server, Renamed) else ManualClock()
    return ForgeRockSessions(URL, clock=clock, transport=server.transport, **options)


@pytest.mark.parametrize("max_concurrency", [1, 32])
async def test_hundred_first_calls_ask_once(max_concurrency: int) -> None:
    server = Renamed(OLD)
    async with client(server, max_concurrency=max_concurrency) as am:
        views = [am, am.with_options(realm="alpha"), am.with_options(credentials=SessionToken(ADMIN))]
        await asyncio.gather(*(views[number % 3].get_session_info(TOKEN) for number in range(100)))
        await am.with_options(realm="bravo").validate(TOKEN)
    assert server.questions == 1
    asked = server.requests[0]
    assert asked.url.raw_path == b"/am/json/realms/root/serverinfo/*?_fields=cookieName"
    assert not {TOKEN, ADMIN} & set(asked.headers.values())
    assert all(request.headers[OLD] in (TOKEN, ADMIN) for request in server.requests[1:])


async def test_waiting_calls_share_a_failure_and_each_gets_its_own_error() -> None:
    server = Renamed(OLD)
    server.problem = refusal(500)
    server.problem.headers["X-ForgeRock-TransactionId"] = "tx-1"
    async with client(server) as am:
        errors = await asyncio.gather(*(am.validate(TOKEN) for _ in range(100)), return_exceptions=True)
        assert server.operations == ["getServerInfo"]
        server.problem = None
        assert (await am.validate(TOKEN)).valid
    assert server.operations == ["getServerInfo", "getServerInfo", "validate"]
    assert len({id(error) for error in errors}) == 100
    for error in errors:
        assert type(error) is ServerError
        assert (error.provider, error.operation, error.request_id) == ("forgerock", "getServerInfo", "tx-1")
        assert (error.__context__, error.__cause__) == (None, None)
        # No call is in the traceback of another.
        assert [frame.name for frame in traceback.extract_tb(error.__traceback__)].count("validate") == 1


async def test_failed_question_is_reported_of_both_calls() -> None:
    server = Renamed(OLD)
    server.problem = refusal(500)
    records: list[CallRecord] = []
    async with client(server, on_call=records.append) as am:
        with pytest.raises(ServerError):
            await am.validate(TOKEN)
    assert [(record.operation, record.error, record.status) for record in records] == [
        ("getServerInfo", "ServerError", 500),
        ("validate", "ServerError", None),
    ]


async def test_cancelled_call_leaves_the_question_to_the_others() -> None:
    server = Renamed(OLD)
    async with client(server) as am:
        tasks = [asyncio.create_task(am.validate(TOKEN)) for _ in range(5)]
        await server.asked.wait()
        tasks[0].cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(outcomes[0], asyncio.CancelledError)
    assert all(not isinstance(outcome, BaseException) and outcome.valid for outcome in outcomes[1:])
    assert server.questions == 1


@pytest.mark.parametrize("hurried_call", ["the first", "the last"])
async def test_deadline_of_one_call_fails_no_other(hurried_call: str) -> None:
    server = Renamed(OLD, slow=4.0)
    async with client(server) as am:
        calls = [am.validate(TOKEN) for _ in range(5)]
        at = 0 if hurried_call == "the first" else len(calls)
        calls.insert(at, am.with_options(deadline=2).validate(TOKEN))
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
    late = outcomes.pop(at)
    assert isinstance(late, CallTimeoutError)
    assert (late.operation, late.maybe_processed) == ("validate", False)
    assert all(not isinstance(outcome, BaseException) and outcome.valid for outcome in outcomes)
    assert server.questions == 1


async def test_question_without_a_response_ends_with_the_timeout() -> None:
    async with serve(silent) as port, ForgeRockSessions(f"http://127.0.0.1:{port}/am", timeout=0.2) as am:
        outcomes = await asyncio.gather(*(am.validate(TOKEN) for _ in range(3)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [CallTimeoutError] * 3
    assert len({id(outcome) for outcome in outcomes}) == 3


async def test_question_waits_for_a_rate_limit() -> None:
    pause = refusal(429)
    pause.headers["Retry-After"] = "100"
    server, clock = Server({"getServerInfo": [pause, named(OLD)]}), ManualClock()
    async with ForgeRockSessions(URL, clock=clock, transport=server.transport) as am:
        hurried = am.with_options(deadline=30)
        outcomes = await asyncio.gather(am.validate(TOKEN), hurried.validate(TOKEN), return_exceptions=True)
    assert not isinstance(outcomes[0], BaseException)
    assert outcomes[0].valid
    assert isinstance(outcomes[1], CallTimeoutError)
    assert server.operations == ["getServerInfo", "getServerInfo", "validate"]


async def test_question_ends_when_no_call_waits_for_it() -> None:
    server = Renamed(OLD, slow=4.0)
    async with client(server) as am:
        before = asyncio.all_tasks()
        tasks = [asyncio.create_task(am.validate(TOKEN)) for _ in range(3)]
        await server.asked.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # A call that comes before the question has ended asks its own.
        assert (await am.validate(TOKEN)).valid
        assert asyncio.all_tasks() == before
    assert server.operations == ["getServerInfo", "getServerInfo", "validate"]


@pytest.mark.parametrize("turns", range(6))
async def test_call_does_not_wait_for_a_question_that_was_cancelled(turns: int) -> None:
    """The second call comes so many turns of the loop after the first, the only one that waited, was cancelled."""
    name = CookieName(None, ManualClock())
    asked = asyncio.Semaphore(0)

    async def ask() -> str:
        asked.release()
        for _ in range(20):
            await asyncio.sleep(0)
        return OLD

    async def get_later() -> str:
        for _ in range(turns):
            await asyncio.sleep(0)
        return await name.get(ask)

    first = asyncio.create_task(name.get(ask))
    await asked.acquire()
    first.cancel()
    assert await asyncio.create_task(get_later()) == OLD
    assert first.cancelled()
    await asked.acquire()


async def test_question_that_fails_as_the_last_call_stops_waiting_is_not_logged() -> None:
    server = Renamed(OLD)
    failed: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failed.append(context))
    async with client(server) as am:
        for turns in range(40):
            server.problem = refusal(500)
            task = asyncio.create_task(am.validate(TOKEN))
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await asyncio.sleep(0)
    gc.collect()
    assert failed == []


@pytest.mark.parametrize("name", [None, "", "two words", "line\r\nbreak", "co:lon", "na=me", "ключ", 'quo"te', "a,b"])
async def test_name_that_is_not_valid_in_a_header_raises(name: str | None) -> None:
    server = Server({"getServerInfo": named(name)})
    async with client(server) as am:
        with pytest.raises(UnreadableAnswerError, match="cookieName") as raised:
            await am.validate(TOKEN)
    assert (raised.value.provider, raised.value.operation) == ("forgerock", "getServerInfo")
    assert server.operations == ["getServerInfo"]


@pytest.mark.parametrize("operation", [*ON_A_SESSION, *OF_ADMINS])
async def test_given_name_is_not_asked_for(operation: str) -> None:
    server = Renamed(NEW)
    own = SessionToken(ADMIN) if operation in OF_ADMINS else None
    async with client(server, credentials=own, cookie_name=NEW) as am:
        await CALLS[operation](am)
    async with client(server, credentials=SessionToken(ADMIN, header=NEW)) as am:
        await CALLS[operation](am)
    assert server.operations == [operation, operation]


@pytest.mark.parametrize(
    ("own", "name"), [(None, OLD), (SessionToken(ADMIN), OLD), (SessionToken(ADMIN, header=OLD), None)]
)
async def test_given_name_is_not_asked_for_after_a_refusal(own: SessionToken | None, name: str | None) -> None:
    server = Renamed(NEW)
    async with client(server, credentials=own, cookie_name=name) as am:
        with pytest.raises(SessionExpiredError if own is None else AuthenticationError):
            await am.get_session_info(TOKEN)
    assert server.operations == ["getSessionInfo"]


@pytest.mark.parametrize("operation", [*ON_A_SESSION, *OF_ADMINS])
async def test_renamed_cookie_is_noticed(operation: str) -> None:
    server = Renamed(OLD)
    own = SessionToken(ADMIN) if operation in OF_ADMINS else None
    async with client(server, credentials=own) as am:
        await CALLS[operation](am)
        server.name = NEW
        server.clock.advance(61)
        await CALLS[operation](am)
        await CALLS[operation](am)
    assert server.operations == ["getServerInfo", operation, operation, "getServerInfo", operation, operation]
    sent = [request for request in server.requests if operation_of(request) == operation]
    assert [[name for name in (OLD, NEW) if name in request.headers] for request in sent] == [
        [OLD], [OLD], [NEW], [NEW]
    ]  # fmt: skip


async def test_renamed_cookie_is_noticed_beside_a_target() -> None:
    server = Renamed(OLD)
    async with client(server, credentials=SessionToken(ADMIN, as_cookie=True)) as am:
        with pytest.raises(AuthenticationError):
            await am.get_session_info(TOKEN)
        server.clock.advance(61)
        server.problem = named(NEW)
        with pytest.raises(AuthenticationError):
            await am.get_session_info(TOKEN)
    cookies = [request.headers["cookie"] for request in server.requests if "cookie" in request.headers]
    assert cookies == [f"{OLD}={ADMIN}", f"{OLD}={ADMIN}", f"{NEW}={ADMIN}"]


async def test_renamed_cookie_is_noticed_on_openam_whose_validate_responds_with_400() -> None:
    server = Renamed(OLD, NO_TOKEN)
    async with client(server, profile="openam") as am:
        assert (await am.validate(TOKEN)).valid
        server.name = NEW
        server.clock.advance(61)
        assert (await am.validate(TOKEN)).valid
    assert server.questions == 2


async def test_wrong_name_on_openam_does_not_mean_an_ended_session() -> None:
    async with client(Renamed(NEW, NO_TOKEN), profile="openam", cookie_name=OLD) as am:
        with pytest.raises(BadRequestError, match="not set on request"):
            await am.validate(TOKEN)


@pytest.mark.parametrize("max_concurrency", [1, 32])
async def test_hundred_refusals_ask_once_more(max_concurrency: int) -> None:
    server = Renamed(OLD)
    async with client(server, max_concurrency=max_concurrency) as am:
        await am.validate(TOKEN)
        server.name = NEW
        server.clock.advance(61)
        outcomes = await asyncio.gather(*(am.validate(TOKEN) for _ in range(100)))
    assert all(outcome.valid for outcome in outcomes)
    assert server.questions == 2


async def test_expired_sessions_ask_at_most_once_a_minute() -> None:
    server = Renamed(OLD)
    async with client(server) as am:
        await am.validate(TOKEN)
        server.name = "unknown-to-all"
        server.problem = named(OLD)
        for _ in range(10):
            server.clock.advance(13)
            assert not (await am.validate(TOKEN)).valid
    # 130 seconds after the first question: at 65 and at 130.
    assert server.questions == 3
    assert server.operations.count("validate") == 11


async def test_token_from_a_function_is_asked_for_again_after_a_refusal() -> None:
    tokens = iter([f"{ADMIN}{number}" for number in range(10)])
    responses = [refusal(401), httpx.Response(200, json=RESPONSES["querySessions"])]
    server = Server({"querySessions": responses, "getServerInfo": named(OLD)})
    async with client(server, credentials=SessionToken(lambda: next(tokens))) as am:
        await am.query_sessions("bjensen")
    sent = [request.headers[OLD] for request in server.requests if OLD in request.headers]
    assert len(set(sent)) == len(sent) == 2
    assert server.operations == ["getServerInfo", "querySessions", "querySessions"]


@pytest.mark.parametrize("problem", [refusal(500), refusal(404), httpx.Response(200, html="<html>"), named("a b")])
async def test_failed_question_does_not_replace_the_refusal(problem: httpx.Response) -> None:
    server = Renamed(OLD)
    async with client(server) as am:
        await am.get_session_info(TOKEN)
        server.name, server.problem = NEW, problem
        server.clock.advance(61)
        with pytest.raises(SessionExpiredError) as raised:
            await am.get_session_info(TOKEN)
    assert raised.value.operation == "getSessionInfo"
    assert raised.value.__context__ is None
    assert server.questions == 2


async def test_second_refusal_under_the_new_name_is_raised() -> None:
    server = Renamed(OLD, refusal(401, "first"))
    async with client(server, credentials=SessionToken(ADMIN)) as am:
        await am.get_session_info(TOKEN)
        server.name, server.problem, server.refuses = "unknown-to-all", named(NEW), refusal(401, "second")
        server.clock.advance(61)
        with pytest.raises(AuthenticationError, match="second"):
            await am.get_session_info(TOKEN)
    assert server.operations[-3:] == ["getSessionInfo", "getServerInfo", "getSessionInfo"]


@pytest.mark.parametrize("name", ["Old-Name", "OLD-NAME"])
async def test_own_header_with_the_name_of_the_cookie_raises(name: str) -> None:
    server = Renamed(OLD)
    async with client(server, headers={name: "x"}) as am:
        with pytest.raises(UsageError, match="`credentials`") as raised:
            await am.validate(TOKEN)
    assert (raised.value.provider, raised.value.operation) == ("forgerock", "validate")
    assert server.operations == ["getServerInfo"]


async def test_question_without_a_connection_raises() -> None:
    def refused(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no", request=request)

    async with ForgeRockSessions(URL, transport=httpx.MockTransport(refused)) as am:
        with pytest.raises(ConnectionFailedError) as raised:
            await am.validate(TOKEN)
    assert raised.value.operation == "getServerInfo"


async def test_refused_question_does_not_mean_an_ended_session() -> None:
    server = Server({"getServerInfo": refusal(401)})
    async with client(server) as am:
        with pytest.raises(AuthenticationError) as raised:
            await am.validate(TOKEN)
    assert raised.value.operation == "getServerInfo"


@pytest.mark.parametrize("case", ["the first question", "a question after a refusal"])
async def test_question_counts_against_the_deadline_of_a_call(case: str) -> None:
    """The question takes 4 of 5 seconds, so a pause of 3 seconds is too long."""
    server = Renamed(OLD, slow=4.0)
    pause = httpx.Response(429, headers={"Retry-After": "3"}, json={})
    crowded = False

    async def respond(request: httpx.Request) -> httpx.Response:
        return pause if crowded and server.name in request.headers else await server(request)

    async with ForgeRockSessions(URL, clock=server.clock, transport=httpx.MockTransport(respond)) as am:
        if case == "a question after a refusal":
            await am.validate(TOKEN)
            server.name = NEW
            server.clock.advance(61)
        crowded = True
        began = server.clock.monotonic()
        with pytest.raises(RateLimitError):
            await am.with_options(deadline=5).validate(TOKEN)
        assert server.clock.monotonic() - began <= 5
    assert server.questions == (1 if case == "the first question" else 2)
