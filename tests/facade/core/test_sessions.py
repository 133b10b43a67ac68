"""The scope of a login always ends the session that it started, within a bound, and keeps the first error."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from attrs import define, field

from idsessions import (
    AgileAppsSession,
    AgileAppsSessions,
    ApiToken,
    CallTimeoutError,
    ForgeRockSession,
    ForgeRockSessions,
    LiveSession,
    Login,
    OktaSession,
    OktaSessions,
    RefreshableSession,
    ServerError,
    sessions,
)
from idsessions.testing import AgileAppsEmulator, ForgeRockEmulator, OktaEmulator


@define(eq=False)
class Door:
    """A session that starts and ends when the test lets it."""

    may_start: asyncio.Event = field(factory=asyncio.Event)
    may_end: asyncio.Event = field(factory=asyncio.Event)
    starting: asyncio.Event = field(factory=asyncio.Event)
    ending: asyncio.Event = field(factory=asyncio.Event)
    started: int = 0
    ended: int = 0
    refuses: Exception | None = None
    fails: Exception | None = None

    async def start(self) -> Door:
        self.starting.set()
        await self.may_start.wait()
        if self.refuses is not None:
            raise self.refuses
        self.started += 1
        return self

    async def is_alive(self) -> bool:
        return self.started > self.ended

    async def end(self) -> None:
        self.ending.set()
        await self.may_end.wait()
        self.ended += 1
        if self.fails is not None:
            raise self.fails

    def login(self) -> Login[Door]:
        return Login(self.start)


@pytest.fixture(name="door")
def door_fixture() -> Door:
    door = Door()
    door.may_start.set()
    door.may_end.set()
    return door


@pytest.fixture(autouse=True)
async def no_task_is_left_and_no_test_hangs() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    loop = asyncio.get_running_loop()
    give_up = loop.call_later(10, lambda: [task.cancel() for task in asyncio.all_tasks(loop) - before])
    yield
    give_up.cancel()
    assert asyncio.all_tasks() <= before | {asyncio.current_task()}


@pytest.fixture(name="soon")
def soon_fixture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "END_WITHIN", 0.02)


async def inside(door: Door, body: Callable[[], Any]) -> None:
    async with door.login() as session:
        assert session is door
        await body()


async def forever() -> None:
    await asyncio.Event().wait()


async def stopped(task: asyncio.Task[None]) -> None:
    await asyncio.wait([task])
    assert task.cancelled()


async def test_awaited_login_is_not_ended(door: Door) -> None:
    session = await door.login()
    assert await session.is_alive()
    assert (door.started, door.ended) == (1, 0)


async def test_leaving_the_scope_ends_the_session(door: Door) -> None:
    async with door.login() as session:
        assert await session.is_alive()
    assert (door.started, door.ended) == (1, 1)


async def test_exception_in_the_scope_ends_the_session(door: Door) -> None:
    error = ValueError("first")
    with pytest.raises(ValueError, match="first") as raised:
        async with door.login():
            raise error
    assert raised.value is error
    assert door.ended == 1


async def test_given_end_function_ends_the_session(door: Door) -> None:
    told: list[Door] = []

    async def end(session: Door) -> None:
        told.append(session)

    async with Login(door.start, end=end):
        assert not told
    assert told == [door]
    assert door.ended == 0


async def test_refused_login_ends_nothing(door: Door) -> None:
    door.refuses = ServerError("no")
    with pytest.raises(ServerError):
        await inside(door, forever)
    assert not door.ending.is_set()


async def test_error_while_ending_is_raised(door: Door) -> None:
    door.fails = ServerError("not ended")
    with pytest.raises(ServerError, match="not ended") as raised:
        async with door.login():
            pass
    assert raised.value is door.fails


async def test_error_while_ending_does_not_replace_the_first_error(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    door.fails = ServerError("not ended: S3CRET")
    with pytest.raises(ValueError, match="first") as raised:
        async with door.login():
            raise ValueError("first")
    assert raised.value.__context__ is None
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, "a session could not be ended: ServerError")
    ]


async def test_cancelled_scope_ends_the_session_first(door: Door) -> None:
    door.may_end.clear()
    task = asyncio.create_task(inside(door, forever))
    await door.starting.wait()
    await asyncio.sleep(0)
    task.cancel()
    await door.ending.wait()
    assert not task.done()
    door.may_end.set()
    await stopped(task)
    assert door.ended == 1


async def test_repeated_cancellation_does_not_stop_the_ending(door: Door) -> None:
    door.may_end.clear()
    task = asyncio.create_task(inside(door, lambda: asyncio.sleep(0)))
    await door.ending.wait()
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    assert not task.done()
    door.may_end.set()
    await stopped(task)
    assert door.ended == 1


async def test_login_cancelled_while_starting_ends_the_session_that_starts(door: Door) -> None:
    door.may_start.clear()
    task = asyncio.create_task(inside(door, forever))
    await door.starting.wait()
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    door.may_start.set()
    await stopped(task)
    assert (door.started, door.ended) == (1, 1)


async def test_login_cancelled_while_starting_and_then_refused_ends_nothing(door: Door) -> None:
    door.may_start.clear()
    door.refuses = ServerError("no")
    task = asyncio.create_task(inside(door, forever))
    await door.starting.wait()
    task.cancel()
    await asyncio.sleep(0)
    door.may_start.set()
    await stopped(task)
    assert (door.started, door.ended) == (0, 0)


@pytest.mark.usefixtures("soon")
async def test_login_cancelled_while_starting_gives_up_in_time(door: Door) -> None:
    door.may_start.clear()
    task = asyncio.create_task(inside(door, forever))
    await door.starting.wait()
    task.cancel()
    await stopped(task)
    assert (door.started, door.ended) == (0, 0)


@pytest.mark.usefixtures("soon")
async def test_ending_without_a_response_raises_call_timeout(door: Door) -> None:
    door.may_end.clear()
    with pytest.raises(CallTimeoutError, match="not ended in time") as raised:
        async with door.login():
            pass
    assert raised.value.maybe_processed


@pytest.mark.usefixtures("soon")
async def test_ending_without_a_response_does_not_replace_the_first_error(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    door.may_end.clear()
    with pytest.raises(ValueError, match="first"):
        async with door.login():
            raise ValueError("first")
    assert "could not be ended: CallTimeoutError" in caplog.text


@pytest.mark.usefixtures("soon")
async def test_scope_cancelled_during_an_ending_without_a_response_gives_up_in_time(door: Door) -> None:
    door.may_end.clear()
    task = asyncio.create_task(inside(door, lambda: asyncio.sleep(0)))
    await door.ending.wait()
    task.cancel()
    await stopped(task)


async def test_timeout_of_the_application_ends_the_session(door: Door) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await inside(door, forever)
    assert door.ended == 1


async def test_failing_task_group_ends_the_session(door: Door) -> None:
    async def fails() -> None:
        await door.starting.wait()
        raise ValueError("first")

    async def both() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(inside(door, forever))
            group.create_task(fails())

    with pytest.raises(ExceptionGroup) as raised:
        await both()
    assert [type(error) for error in raised.value.exceptions] == [ValueError]
    assert (door.started, door.ended) == (1, 1)


@pytest.mark.parametrize(
    ("kind", "refreshable"), [(OktaSession, True), (ForgeRockSession, True), (AgileAppsSession, False)]
)
def test_every_session_class_fits_the_protocols(kind: type, refreshable: bool) -> None:
    assert issubclass(kind, LiveSession)
    assert issubclass(kind, RefreshableSession) is refreshable


async def okta_session(stack: AsyncExitStack) -> LiveSession:
    org = OktaEmulator()
    okta = await stack.enter_async_context(OktaSessions(org.url, ApiToken(org.api_token), transport=org.transport()))
    return await okta.login(org.session_token())


async def forgerock_session(stack: AsyncExitStack) -> LiveSession:
    server = ForgeRockEmulator()
    client = ForgeRockSessions(server.url, realm=server.realm, transport=server.transport())
    am = await stack.enter_async_context(client)
    return await am.login(server.username, server.password)


async def agileapps_session(stack: AsyncExitStack) -> LiveSession:
    tenant = AgileAppsEmulator()
    agileapps = await stack.enter_async_context(AgileAppsSessions(tenant.url, transport=tenant.transport()))
    return await agileapps.login(tenant.username, tenant.password)


@pytest.mark.parametrize("start", [okta_session, forgerock_session, agileapps_session])
async def test_ended_session_may_be_ended_again(start: Callable[[AsyncExitStack], Awaitable[LiveSession]]) -> None:
    async with AsyncExitStack() as stack:
        session = await start(stack)
        assert await session.is_alive()
        for _ in range(2):
            await session.end()
            assert not await session.is_alive()
