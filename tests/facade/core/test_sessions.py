"""The scope of a login: it ends the session that it started, within a bound, never hides the first error, and says so if it fails."""

from __future__ import annotations

import asyncio
import gc
import logging
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

import httpx
import pytest
from attrs import define, field

from bench.worlds import run_virtual
from idsessions import (
    AgileAppsSession,
    AgileAppsSessions,
    ApiToken,
    AuthenticationError,
    BadRequestError,
    CallTimeoutError,
    ConnectionFailedError,
    CredentialError,
    ForgeRockSession,
    ForgeRockSessions,
    LiveSession,
    Login,
    NotFoundError,
    OktaSession,
    OktaSessions,
    PasswordChangeRequiredError,
    PermissionDeniedError,
    RateLimitError,
    RefreshableSession,
    ServerError,
    SessionExpiredError,
    TransportError,
    UnavailableError,
    UnreadableAnswerError,
    UsageError,
)
from idsessions.sessions import END_WITHIN, had_no_effect
from idsessions.testing import AgileAppsEmulator, Emulator, ForgeRockEmulator, OktaEmulator

NOT_ENDED = "a session could not be ended: "
MAY_HAVE_STARTED = "a cancelled login failed, and may have started a session: "


@define(eq=False)
class FakeSession:
    """A session that starts and ends when the test lets it."""

    may_start: asyncio.Event = field(factory=asyncio.Event)
    may_end: asyncio.Event = field(factory=asyncio.Event)
    starting: asyncio.Event = field(factory=asyncio.Event)
    ending: asyncio.Event = field(factory=asyncio.Event)
    starts: int = 0
    ends: int = 0
    start_error: Exception | None = None
    end_error: Exception | None = None

    async def start(self) -> FakeSession:
        self.starting.set()
        await self.may_start.wait()
        if self.start_error is not None:
            raise self.start_error
        self.starts += 1
        return self

    async def is_alive(self) -> bool:
        return self.starts > self.ends

    async def end(self) -> None:
        self.ending.set()
        await self.may_end.wait()
        if self.end_error is not None:
            raise self.end_error
        self.ends += 1

    def login(self) -> Login[FakeSession]:
        return Login(self.start)


def ready_session() -> FakeSession:
    """A session that starts and ends at once."""
    session = FakeSession()
    session.may_start.set()
    session.may_end.set()
    return session


@pytest.fixture(name="session")
def session_fixture() -> FakeSession:
    return ready_session()


@pytest.fixture(autouse=True)
async def no_task_is_left_over() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    yield
    assert asyncio.all_tasks() <= before | {asyncio.current_task()}


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The texts of the warnings. Applications know them by the logger's name."""
    assert {record.name for record in caplog.records if record.levelno == logging.WARNING} <= {"idsessions"}
    return [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]


async def forever() -> None:
    await asyncio.Event().wait()


async def enter(session: FakeSession, body: Callable[[], Awaitable[Any]] = forever) -> None:
    """Enter the scope of ``session``, and await ``body`` in it."""
    async with session.login() as entered:
        assert entered is session
        await body()


async def nothing() -> None:
    pass


async def assert_cancelled(task: asyncio.Future[None]) -> None:
    await asyncio.wait([task])
    assert task.cancelled()


async def enter_login(login: Login[Any]) -> None:
    async with login:
        await forever()


async def await_login(login: Login[Any]) -> None:
    await login
    await forever()


Run = Callable[[Login[Any]], Awaitable[None]]


@pytest.fixture(params=[enter_login, await_login])
def run(request: pytest.FixtureRequest) -> Run:
    """Both ways to start a session."""
    found: Run = request.param
    return found


# What a login does.


async def test_awaited_login_leaves_the_end_to_the_caller(session: FakeSession) -> None:
    assert await (await session.login()).is_alive()
    assert (session.starts, session.ends) == (1, 0)


async def test_scope_ends_the_session(session: FakeSession) -> None:
    async with session.login() as entered:
        assert await entered.is_alive()
    assert (session.starts, session.ends) == (1, 1)


async def test_scope_ends_the_session_after_an_exception(session: FakeSession) -> None:
    error = ValueError("first")
    with pytest.raises(ValueError, match="first") as raised:
        async with session.login():
            raise error
    assert raised.value is error
    assert session.ends == 1


async def test_scope_calls_the_given_end(session: FakeSession) -> None:
    ended: list[FakeSession] = []

    async def end(session: FakeSession) -> None:
        ended.append(session)

    async with Login(session.start, end=end):
        assert not ended
    assert ended == [session]
    assert session.ends == 0


async def test_refused_login_ends_nothing(session: FakeSession) -> None:
    session.start_error = ServerError("no")
    with pytest.raises(ServerError):
        await enter(session)
    assert not session.ending.is_set()


async def test_login_forgets_the_password_when_it_has_started() -> None:
    class Password:
        """Something whose life can be watched."""

    password = Password()
    watched = weakref.ref(password)

    async def start(given: Password = password) -> FakeSession:
        return ready_session()

    login = Login(start)
    del password, start
    async with login as session:
        gc.collect()
        assert watched() is None
    assert session.ends == 1


async def test_login_cannot_be_used_twice(session: FakeSession) -> None:
    login = session.login()
    await login
    with pytest.raises(UsageError, match="used before: call login"):
        await login
    with pytest.raises(UsageError, match="used before: call login"):
        async with login:
            pass
    assert session.starts == 1


# Errors while ending it.


async def test_error_while_ending_is_raised(session: FakeSession, caplog: pytest.LogCaptureFixture) -> None:
    session.end_error = ServerError("not ended")
    with pytest.raises(ServerError, match="not ended") as raised:
        await enter(session, nothing)
    assert raised.value is session.end_error
    assert not warnings(caplog)


async def test_error_while_ending_is_logged_when_there_is_a_first_error(
    session: FakeSession, caplog: pytest.LogCaptureFixture
) -> None:
    session.end_error = ServerError("not ended: S3CRET")
    with pytest.raises(ValueError, match="first") as raised:
        async with session.login():
            raise ValueError("first")
    assert raised.value.__context__ is None
    assert warnings(caplog) == [f"{NOT_ENDED}ServerError"]


def test_end_that_takes_too_long_raises() -> None:
    async def main() -> None:
        session = ready_session()
        session.may_end.clear()
        with pytest.raises(CallTimeoutError, match="not ended in time") as raised:
            await enter(session, nothing)
        assert raised.value.maybe_processed
        assert asyncio.get_running_loop().time() == END_WITHIN

    run_virtual(main())


def test_end_that_takes_too_long_is_logged_when_there_is_a_first_error(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        session = ready_session()
        session.may_end.clear()
        async with session.login():
            raise ValueError("first")

    with pytest.raises(ValueError, match="first"):
        run_virtual(main())
    assert warnings(caplog) == [f"{NOT_ENDED}CallTimeoutError"]


# Cancelled inside the scope, or while leaving it.


async def test_cancelled_scope_ends_the_session_first(session: FakeSession) -> None:
    session.may_end.clear()
    inside = asyncio.Event()

    async def body() -> None:
        inside.set()
        await forever()

    task = asyncio.create_task(enter(session, body))
    await inside.wait()
    task.cancel()
    await session.ending.wait()
    assert not task.done()
    session.may_end.set()
    await assert_cancelled(task)
    assert session.ends == 1


async def test_scope_that_is_cancelled_while_leaving_ends_the_session_first(session: FakeSession) -> None:
    session.may_end.clear()
    task = asyncio.create_task(enter(session, nothing))
    await session.ending.wait()
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    assert not task.done()
    session.may_end.set()
    await assert_cancelled(task)
    assert session.ends == 1


async def test_error_while_ending_is_logged_when_the_scope_is_cancelled(
    session: FakeSession, caplog: pytest.LogCaptureFixture
) -> None:
    session.end_error = UnavailableError("not ended: S3CRET")
    inside = asyncio.Event()

    async def body() -> None:
        inside.set()
        await forever()

    task = asyncio.create_task(enter(session, body))
    await inside.wait()
    task.cancel()
    await assert_cancelled(task)
    assert warnings(caplog) == [f"{NOT_ENDED}UnavailableError"]


async def test_error_while_ending_is_logged_when_leaving_the_scope_is_cancelled(
    session: FakeSession, caplog: pytest.LogCaptureFixture
) -> None:
    session.may_end.clear()
    session.end_error = UnavailableError("not ended: S3CRET")
    task = asyncio.create_task(enter(session, nothing))
    await session.ending.wait()
    task.cancel()
    session.may_end.set()
    await assert_cancelled(task)
    assert warnings(caplog) == [f"{NOT_ENDED}UnavailableError"]


def test_end_that_takes_too_long_is_logged_when_the_scope_is_cancelled(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        session = ready_session()
        session.may_end.clear()
        task = asyncio.create_task(enter(session, nothing))
        await session.ending.wait()
        task.cancel()
        await assert_cancelled(task)
        assert asyncio.get_running_loop().time() == END_WITHIN

    run_virtual(main())
    assert warnings(caplog) == [f"{NOT_ENDED}CallTimeoutError"]


def test_end_that_resists_its_own_cancellation_is_waited_for() -> None:
    # Cancelled again at the end of the bound: the scope must not be left before the task of the end is done.
    async def main() -> None:
        session = ready_session()
        cancelled = asyncio.Event()

        async def end(session: FakeSession) -> None:
            try:
                await forever()
            finally:
                cancelled.set()
                await asyncio.sleep(1)
                session.ends += 1

        async def scope() -> None:
            async with Login(session.start, end=end):
                pass

        task = asyncio.create_task(scope())
        await cancelled.wait()
        task.cancel()
        await asyncio.wait([task])
        assert session.ends == 1

    run_virtual(main())


# Cancelled during the login.


async def cancel_login(session: FakeSession, run: Run) -> None:
    """Cancel a login on its way, then let it get its response."""
    session.may_start.clear()
    task = asyncio.ensure_future(run(session.login()))
    await session.starting.wait()
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    session.may_start.set()
    await assert_cancelled(task)


async def test_login_cancelled_on_its_way_ends_the_session_that_it_starts(session: FakeSession, run: Run) -> None:
    await cancel_login(session, run)
    assert (session.starts, session.ends) == (1, 1)


async def test_error_while_ending_is_logged_when_the_login_is_cancelled(
    session: FakeSession, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    session.end_error = ServerError("not ended: S3CRET")
    await cancel_login(session, run)
    assert session.ending.is_set()
    assert warnings(caplog) == [f"{NOT_ENDED}ServerError"]


async def test_error_while_ending_is_logged_when_the_login_is_cancelled_twice(
    session: FakeSession, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    session.may_start.clear()
    session.may_end.clear()
    session.end_error = ServerError("not ended: S3CRET")
    task = asyncio.ensure_future(run(session.login()))
    await session.starting.wait()
    task.cancel()
    session.may_start.set()
    await session.ending.wait()
    task.cancel()
    await asyncio.sleep(0)
    session.may_end.set()
    await assert_cancelled(task)
    assert warnings(caplog) == [f"{NOT_ENDED}ServerError"]


@pytest.mark.parametrize(
    "error",
    [
        UnreadableAnswerError("S3CRET"),
        ServerError("S3CRET"),
        ConnectionFailedError("S3CRET", maybe_processed=True),
        LookupError("S3CRET"),
    ],
    ids=repr,
)
async def test_cancelled_login_that_may_have_started_a_session_is_logged(
    session: FakeSession, run: Run, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    session.start_error = error
    await cancel_login(session, run)
    assert not session.ending.is_set()
    assert warnings(caplog) == [f"{MAY_HAVE_STARTED}{type(error).__name__}"]


@pytest.mark.parametrize(
    "error",
    [AuthenticationError("no"), UsageError("no"), ConnectionFailedError("no", maybe_processed=False)],
    ids=repr,
)
async def test_cancelled_login_that_started_nothing_is_not_logged(
    session: FakeSession, run: Run, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    session.start_error = error
    await cancel_login(session, run)
    assert (session.starts, session.ends) == (0, 0)
    assert not warnings(caplog)


def test_cancelled_login_without_a_response_is_given_up_and_logged(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        session = FakeSession()
        task = asyncio.ensure_future(run(session.login()))
        await session.starting.wait()
        task.cancel()
        await assert_cancelled(task)
        assert (session.starts, session.ends) == (0, 0)
        assert asyncio.get_running_loop().time() == END_WITHIN
        assert asyncio.all_tasks() == {asyncio.current_task()}

    run_virtual(main())
    assert warnings(caplog) == [f"{NOT_ENDED}CallTimeoutError"]


WITHOUT_EFFECT = [
    UsageError("no"),
    CredentialError("no"),
    AuthenticationError("no"),
    PasswordChangeRequiredError("no"),
    BadRequestError("no"),
    NotFoundError("no"),
    PermissionDeniedError("no"),
    RateLimitError("no"),
    SessionExpiredError("no"),
    TransportError("no", maybe_processed=False),
]
WITH_UNKNOWN_EFFECT = [
    TransportError("no", maybe_processed=True),
    CallTimeoutError("no", maybe_processed=True),
    ServerError("no"),
    UnavailableError("no"),
    UnreadableAnswerError("no"),
    ValueError("no"),
    asyncio.CancelledError(),
]


@pytest.mark.parametrize("error", WITHOUT_EFFECT, ids=lambda error: type(error).__name__)
def test_refused_request_had_no_effect(error: BaseException) -> None:
    assert had_no_effect(error)


@pytest.mark.parametrize("error", WITH_UNKNOWN_EFFECT, ids=lambda error: type(error).__name__)
def test_lost_or_failed_request_may_have_had_an_effect(error: BaseException) -> None:
    assert not had_no_effect(error)


# Timeouts, groups of tasks, and the end of the loop.


def test_timeout_ends_the_session() -> None:
    async def main() -> None:
        session = ready_session()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await enter(session)
        assert session.ends == 1

    run_virtual(main())


async def test_failure_in_a_task_group_ends_the_session(session: FakeSession) -> None:
    async def fail() -> None:
        await session.starting.wait()
        raise ValueError("first")

    async def both() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(enter(session))
            group.create_task(fail())

    with pytest.raises(ExceptionGroup) as raised:
        await both()
    assert [type(error) for error in raised.value.exceptions] == [ValueError]
    assert (session.starts, session.ends) == (1, 1)


async def wait_some_steps(_: object = None) -> None:
    """Take longer than the loop needs to start its end."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_loop_that_ends_during_a_login_waits_for_it_and_ends_the_session(run: Run) -> None:
    session, tasks = ready_session(), set[asyncio.Future[None]]()

    async def start() -> FakeSession:
        session.starting.set()
        await wait_some_steps()
        return await session.start()

    async def main() -> None:
        tasks.add(asyncio.ensure_future(run(Login(start))))
        await session.starting.wait()

    asyncio.run(main())
    assert (session.starts, session.ends) == (1, 1)


@pytest.mark.parametrize("error", [None, ServerError("not ended: S3CRET")], ids=repr)
@pytest.mark.parametrize("body", [nothing, forever])
def test_loop_that_ends_inside_or_while_leaving_a_scope_waits_for_the_end(
    body: Callable[[], Awaitable[None]], error: Exception | None, caplog: pytest.LogCaptureFixture
) -> None:
    session, tasks, inside = ready_session(), set[asyncio.Task[None]](), asyncio.Event()
    session.end_error = error

    async def end(session: FakeSession) -> None:
        inside.set()
        await wait_some_steps()
        await session.end()

    async def scope() -> None:
        async with Login(session.start, end=end):
            if body is forever:
                inside.set()
            await body()

    async def main() -> None:
        tasks.add(asyncio.create_task(scope()))
        await inside.wait()

    asyncio.run(main())
    assert session.ending.is_set()
    assert session.ends == (1 if error is None else 0)
    assert warnings(caplog) == ([] if error is None else [f"{NOT_ENDED}ServerError"])


def test_loop_that_ends_during_a_login_says_that_the_session_could_not_be_ended(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    session, tasks = ready_session(), set[asyncio.Future[None]]()
    session.end_error = ServerError("not ended: S3CRET")

    async def start() -> FakeSession:
        session.starting.set()
        await wait_some_steps()
        return await session.start()

    async def main() -> None:
        tasks.add(asyncio.ensure_future(run(Login(start))))
        await session.starting.wait()

    asyncio.run(main())
    assert (session.starts, session.ends) == (1, 0)
    assert warnings(caplog) == [f"{NOT_ENDED}ServerError"]


def test_loop_that_ends_during_a_login_without_a_response_gives_up(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    session, tasks = FakeSession(), set[asyncio.Future[None]]()

    async def main() -> None:
        tasks.add(asyncio.ensure_future(run(session.login())))
        await session.starting.wait()

    run_virtual(main())
    assert all(task.cancelled() for task in tasks)
    assert warnings(caplog) == [f"{NOT_ENDED}CallTimeoutError"]


# Each provider, from its emulator.


@define
class Slow(httpx.AsyncBaseTransport):
    """Sends on to an emulator; the n-th request says that it has arrived, and its response takes a while."""

    emulator: Emulator
    slow_request: int
    arrived: asyncio.Event = field(factory=asyncio.Event)
    requests: int = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        if self.requests == self.slow_request:
            self.arrived.set()
            await wait_some_steps()
        response = await self.emulator.transport().handle_async_request(request)
        if self.requests == self.slow_request:
            await wait_some_steps()
        return response


def okta_login(emulator: OktaEmulator, transport: httpx.AsyncBaseTransport) -> Login[OktaSession]:
    client = OktaSessions(emulator.url, ApiToken(emulator.api_token), transport=transport)

    async def start() -> OktaSession:
        return await client.login(await client.authenticate(emulator.username, emulator.password))

    return Login(start)


def forgerock_login(emulator: ForgeRockEmulator, transport: httpx.AsyncBaseTransport) -> Login[ForgeRockSession]:
    client = ForgeRockSessions(emulator.url, realm=emulator.realm, transport=transport)
    return client.login(emulator.username, emulator.password)


def agileapps_login(emulator: AgileAppsEmulator, transport: httpx.AsyncBaseTransport) -> Login[AgileAppsSession]:
    return AgileAppsSessions(emulator.url, transport=transport).login(emulator.username, emulator.password)


LogIn = Callable[[Any, httpx.AsyncBaseTransport], Login[Any]]


# The loop ends during each of the requests of a login. The end of a session is one request more; ForgeRock is asked for the
# name of the cookie then.
@pytest.mark.parametrize(
    ("kind", "log_in", "slow_request", "requests"),
    [
        (OktaEmulator, okta_login, 1, 3),
        (OktaEmulator, okta_login, 2, 3),
        (ForgeRockEmulator, forgerock_login, 1, 4),
        (ForgeRockEmulator, forgerock_login, 2, 4),
        (AgileAppsEmulator, agileapps_login, 1, 2),
    ],
)
def test_loop_that_ends_during_a_login_leaves_no_session(
    kind: type[Emulator],
    log_in: LogIn,
    slow_request: int,
    requests: int,
    run: Run,
    caplog: pytest.LogCaptureFixture,
) -> None:
    emulator, tasks = kind(), set[asyncio.Future[None]]()
    transport = Slow(emulator, slow_request)

    async def main() -> None:
        tasks.add(asyncio.ensure_future(run(log_in(emulator, transport))))
        await transport.arrived.wait()

    asyncio.run(main())
    assert transport.requests == requests
    sessions = cast("Any", emulator).sessions
    assert not list(sessions)
    assert not warnings(caplog)


@pytest.mark.parametrize(
    ("kind", "refreshable"), [(OktaSession, True), (ForgeRockSession, True), (AgileAppsSession, False)]
)
def test_session_handles_have_the_protocols(kind: type, refreshable: bool) -> None:
    assert issubclass(kind, LiveSession)
    assert issubclass(kind, RefreshableSession) is refreshable
