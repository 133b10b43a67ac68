"""The client with emulated servers of all three kinds: sessions start, expire and end, by their users and by administrators."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from idsessions import (
    AccessToken,
    AuthenticationError,
    ForgeRockSession,
    ForgeRockSessions,
    LiveSession,
    PermissionDeniedError,
    RateLimitError,
    RefreshableSession,
    ServerError,
    SessionExpiredError,
    SessionToken,
    UnansweredCallbacksError,
    set_answer,
)
from idsessions.forgerock._profiles import PROFILES
from idsessions.testing import ManualClock
from idsessions.testing.forgerock import (
    ForgeRockEmulator,
    Journey,
    Page,
    confirmation_question,
    name_question,
    password_question,
    text_question,
)
from idsessions_forgerock.description import OPERATIONS

GARBAGE = "no-token-at-all"


@pytest.fixture(name="clock")
def clock_fixture() -> ManualClock:
    return ManualClock()


@pytest.fixture(name="server", params=PROFILES)
def server_fixture(request: pytest.FixtureRequest, clock: ManualClock) -> Iterator[ForgeRockEmulator]:
    emulator = ForgeRockEmulator(request.param, clock=clock, realms=["/alpha/staff"], sticky=True)
    yield emulator
    emulator.assert_no_violations()


@pytest.fixture(name="am")
async def am_fixture(server: ForgeRockEmulator, clock: ManualClock) -> AsyncIterator[ForgeRockSessions]:
    async with ForgeRockSessions(
        server.url, realm="alpha", profile=server.profile.name, transport=server.transport(), clock=clock
    ) as am:
        yield am


@pytest.fixture(name="admin")
def admin_fixture(server: ForgeRockEmulator, am: ForgeRockSessions) -> ForgeRockSessions:
    return am.with_options(credentials=SessionToken(server.admin_token))


async def is_expired(call: Callable[[], Awaitable[Any]]) -> bool:
    try:
        await call()
    except SessionExpiredError:
        return True
    return False


async def test_every_operation_of_each_kind_of_server_works(server: ForgeRockEmulator, am: ForgeRockSessions) -> None:
    unsupported = PROFILES[server.profile.name].unsupported
    admin = am.with_options(credentials=SessionToken(server.admin_token))
    token = server.user_token
    uid = server.user.uid
    assert (await am.get_session_info(token)).username == uid
    assert (await am.validate(token)).uid == uid
    assert (await admin.refresh(token)).maxsessiontime == 120
    assert (await am.get_session_properties(token)).additional_properties == {"LoginLocation": "", "Team": ""}
    assert (await am.update_session_properties(token, {"Team": "ß"}))["Team"] == "ß"
    if "getSessionInfoAndResetIdleTime" not in unsupported:
        assert (await am.get_session_info_and_reset_idle_time(token)).username == uid
    (listed,) = (await admin.query_sessions(uid)).result
    assert listed.session_handle is not None
    assert (await admin.logout_by_handle([listed.session_handle]))[listed.session_handle]
    assert not (await am.validate(token)).valid
    if "logoutByUser" not in unsupported:
        server.sign_in()
        server.sign_in()
        assert await admin.logout_by_user(uid)
        assert server.sessions_of(server.user) == ()
    assert (await am.logout(server.user_token)).result == "Successfully logged out"
    assert (await am.get_server_info()).cookie_name == server.cookie_name
    assert (await am.authenticate()).callbacks
    called = {request.operation for request in server.requests}
    assert called == OPERATIONS.keys() - unsupported - {"issueAccessToken"}


@pytest.mark.parametrize("who", ["admin", "cookie", "bearer"])
async def test_administrator_acts_on_the_session_of_a_user(
    server: ForgeRockEmulator, am: ForgeRockSessions, who: str
) -> None:
    own: AccessToken | SessionToken = SessionToken(server.admin_token, as_cookie=who == "cookie")
    if who == "bearer":
        if not PROFILES[server.profile.name].bearer:
            return
        own = AccessToken(server.access_token)
    admin = am.with_options(credentials=own)
    token, spared = server.user_token, server.sign_in(server.non_ascii_user)
    assert (await admin.get_session_info(token)).username == server.user.uid
    assert (await admin.validate(token)).uid == server.user.uid
    assert not (await admin.validate(GARBAGE)).valid
    assert (await admin.refresh(token)).uid == server.user.uid
    assert (await admin.update_session_properties(token, {"Team": "night"}))["Team"] == "night"
    assert (await admin.get_session_properties(token))["Team"] == "night"
    assert (await admin.logout(token)).result == "Successfully logged out"
    assert (await admin.logout(token)).result == "Token has expired"
    assert not await am.session(token).is_alive()
    assert await am.session(spared).is_alive()
    with pytest.raises(SessionExpiredError):
        await admin.get_session_info(token)
    with pytest.raises(SessionExpiredError):
        await admin.refresh(token)
    assert server.session(server.admin_token) is not None


async def test_user_may_not_act_on_the_session_of_another_user(
    server: ForgeRockEmulator, am: ForgeRockSessions
) -> None:
    mine, theirs = server.sign_in(), server.sign_in(server.non_ascii_user)
    session = server.session(theirs)
    assert session is not None
    user = am.with_options(credentials=SessionToken(mine))
    calls: list[Callable[[], Awaitable[Any]]] = [
        lambda: user.query_sessions(server.user.uid),
        lambda: user.logout_by_handle([session.handle]),
        lambda: user.refresh(theirs),
    ]
    if server.profile.name != "openam":
        calls += [
            lambda: user.get_session_info(theirs),
            lambda: user.get_session_properties(theirs),
            lambda: user.update_session_properties(theirs, {"Team": "x"}),
            lambda: user.logout(theirs),
            lambda: user.logout_by_user(server.non_ascii_user.uid),
        ]
    for call in calls:
        with pytest.raises(PermissionDeniedError):
            await call()
    assert server.session(mine) is not None
    assert server.session(theirs) is session


async def test_expired_session_of_an_administrator_raises(
    clock: ManualClock, server: ForgeRockEmulator, admin: ForgeRockSessions
) -> None:
    clock.advance(31 * 60)
    token = server.sign_in()
    with pytest.raises(AuthenticationError):
        await admin.refresh(token)
    with pytest.raises(AuthenticationError):
        await admin.query_sessions(server.user.uid)
    assert server.session(token) is not None


async def test_session_in_use_lives_until_its_longest_time(
    clock: ManualClock, server: ForgeRockEmulator, am: ForgeRockSessions
) -> None:
    session = await am.login(server.username, server.password)
    assert isinstance(session, LiveSession)
    assert isinstance(session, RefreshableSession)
    info = await session.get_session_info()
    assert info.max_idle_expiration_time == datetime.fromtimestamp(int(clock.time()), UTC) + timedelta(minutes=30)
    # Used every 20 minutes, it lives for two hours, and no longer.
    for _ in range(5):
        clock.advance(20 * 60)
        assert (await session.validate(refresh=True)).valid
    clock.advance(20 * 60)
    assert not await session.is_alive()
    for call in (session.get_session_info, session.get_session_properties, session.refresh):
        assert await is_expired(call)
    assert await is_expired(lambda: session.update_session_properties({"Team": "x"}))
    assert (await session.logout()).result == "Token has expired"


async def test_idle_session_ends(clock: ManualClock, server: ForgeRockEmulator, am: ForgeRockSessions) -> None:
    """Asking does not extend a session, except on OpenAM, where every request with its token does."""
    asked, left = server.sign_in(), server.sign_in()
    for _ in range(3):
        clock.advance(9 * 60)
        assert await am.session(asked).is_alive()
        await am.get_session_info(asked)
    clock.advance(9 * 60)
    assert not await am.session(left).is_alive()
    assert await am.session(asked).is_alive() == (server.profile.name == "openam")


async def test_nested_realm_has_its_own_sessions_and_except_on_openam_its_own_users(
    server: ForgeRockEmulator, am: ForgeRockSessions
) -> None:
    sam = server.add_user("sam", "Pass-w0rd", realm="/alpha/staff")
    nested = am.with_options(realm="alpha/staff")
    async with nested.login("sam", "Pass-w0rd") as session:
        assert session.realm == "/alpha/staff"
        assert (await session.validate()).realm == "/alpha/staff"
        admin = nested.with_options(credentials=SessionToken(server.admin_token))
        assert len((await admin.query_sessions(sam.uid)).result) == 1
        assert (await admin.with_options(realm="alpha").query_sessions(sam.uid)).result == []
    if server.profile.shares_users:
        assert (await am.login("sam", "Pass-w0rd")).realm == "/alpha"
    else:
        with pytest.raises(AuthenticationError):
            await am.login("sam", "Pass-w0rd")


async def test_quota_ends_the_oldest_session(
    clock: ManualClock, server: ForgeRockEmulator, am: ForgeRockSessions
) -> None:
    server.limit_sessions(2)
    sessions: list[ForgeRockSession] = []
    for _ in range(3):
        sessions.append(await am.login(server.username, server.password))
        clock.advance(61)
    assert [await session.is_alive() for session in sessions] == [False, True, True]
    assert await is_expired(sessions[0].get_session_info)


async def test_quota_refuses_a_sign_in(server: ForgeRockEmulator, am: ForgeRockSessions) -> None:
    server.limit_sessions(1, on_excess="deny")
    async with am.login(server.username, server.password):
        with pytest.raises(AuthenticationError, match="session limit"):
            await am.login(server.username, server.password)
    await am.login(server.username, server.password)


async def test_renamed_cookie_is_noticed_at_the_next_sign_in(
    clock: ManualClock, server: ForgeRockEmulator, am: ForgeRockSessions
) -> None:
    with server.allow_violations("wrong credential: got none"):
        old = await am.login(server.username, server.password)
        assert await old.is_alive()
        server.rename_cookie()
        clock.advance(61)
        assert not await old.is_alive()
        clock.advance(61)
        new = await am.login(server.username, server.password)
        assert (await new.get_session_info()).username == server.user.uid


@pytest.mark.parametrize("strict", [False, True])
async def test_journey_with_more_questions_is_answered_in_a_dialogue(clock: ManualClock, strict: bool) -> None:
    server = ForgeRockEmulator("aic", clock=clock, sticky=True, token_in_body=not strict)
    async with ForgeRockSessions(server.url, realm="alpha", transport=server.transport(), clock=clock) as am:
        with pytest.raises(UnansweredCallbacksError) as raised:
            await am.login(server.username, server.password, service="LongJourney")
        assert raised.value.callback_types == ("TextOutputCallback", "ChoiceCallback")
        dialogue = am.dialogue(service="LongJourney")
        step = await dialogue.start()
        answers: dict[str, Any] = {
            "NameCallback": server.username,
            "PasswordCallback": server.password,
            "ChoiceCallback": 1,
            "TextInputCallback": server.one_time_code,
            "ConfirmationCallback": 0,
        }
        while dialogue.session is None:
            for callback in step.callbacks or []:
                if callback.type_ in answers:
                    set_answer(callback, answers[callback.type_])
                elif callback.type_ == "PollingWaitCallback":
                    await clock.sleep(2)
            step = await dialogue.answer(step)
        assert await dialogue.session.is_alive()
    server.assert_no_violations()


async def test_dialogue_of_two_pages_times_out(clock: ManualClock) -> None:
    server = ForgeRockEmulator("aic", clock=clock, sticky=True)
    pages = (Page(questions=(name_question(),)), Page(questions=(password_question(),)))
    server.add_journey(Journey("two", pages))
    last = Page(questions=(text_question("Code", "1234"), confirmation_question("Go on?")))
    server.add_journey(Journey("three", (*pages, last)))
    async with ForgeRockSessions(server.url, realm="alpha", transport=server.transport(), clock=clock) as am:
        them = server.non_ascii_user
        async with am.login(them.username, them.password, service="two") as session:
            assert await session.is_alive()
        with pytest.raises(UnansweredCallbacksError) as raised:
            await am.login(them.username, them.password, service="three")
        assert raised.value.callback_types == ("TextInputCallback", "ConfirmationCallback")
        dialogue = am.dialogue(service="two")
        step = await dialogue.start()
        set_answer((step.callbacks or [])[0], them.username)
        clock.advance(14 * 60)
        server.limit(retry_after=100)
        with pytest.raises(RateLimitError):
            await dialogue.answer(step)
        clock.advance(2 * 60)
        with pytest.raises(AuthenticationError, match="timed out"):
            await dialogue.answer(step)


async def test_scope_ends_the_session_that_it_started(server: ForgeRockEmulator, am: ForgeRockSessions) -> None:
    with pytest.raises(KeyError):
        async with am.login(server.username, server.password):
            raise KeyError
    assert server.sessions_of(server.user) == ()

    async def work() -> None:
        async with am.login(server.username, server.password):
            inside.set()
            await asyncio.Event().wait()

    inside = asyncio.Event()
    task = asyncio.create_task(work())
    await inside.wait()
    assert len(server.sessions_of(server.user)) == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert server.sessions_of(server.user) == ()


@pytest.mark.parametrize("turns", range(0, 24, 2))
async def test_cancelled_sign_in_leaves_no_session(
    server: ForgeRockEmulator, am: ForgeRockSessions, turns: int
) -> None:
    async def work() -> None:
        async with am.login(server.username, server.password):
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert server.sessions_of(server.user) == ()


async def test_failed_logout_does_not_replace_the_first_error(server: ForgeRockEmulator, am: ForgeRockSessions) -> None:
    server.fail_next(500, {"code": 500, "reason": "x", "message": "x"}, operation="logout", times=None)
    with pytest.raises(KeyError):
        async with am.login(server.username, server.password):
            raise KeyError
    with pytest.raises(ServerError):
        async with am.login(server.username, server.password):
            pass


async def test_attaching_to_a_session_sends_nothing_and_ends_nothing(
    server: ForgeRockEmulator, am: ForgeRockSessions
) -> None:
    token = server.user_token
    session = am.session(token)
    assert server.requests == []
    assert (session.token, session.realm) == (token, None)
    assert await session.is_alive()
    del session
    assert server.session(token) is not None
