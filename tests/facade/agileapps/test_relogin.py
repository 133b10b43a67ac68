"""Logging in again: only where it is allowed, once for all waiting calls, never where it could do harm."""

from __future__ import annotations

import asyncio

import pytest

from idsessions import (
    AgileAppsSession,
    AgileAppsSessions,
    AuthenticationError,
    PasswordChangeRequiredError,
    RateLimitError,
    SessionExpiredError,
    SessionsError,
    TransportError,
    UnavailableError,
    UnreadableAnswerError,
    UsageError,
)
from idsessions.testing import ManualClock
from idsessions.testing.agileapps import AgileAppsEmulator, ExpiredAnswer

from .tenant import counted, operations, until

LOGIN, INFO, LOGOUT, PROXY = "login", "getUserInfo", "logout", "proxyLogin"
ENDED: tuple[ExpiredAnswer, ...] = ("401", "200", "302")


@pytest.fixture(name="session")
async def session_fixture(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> AgileAppsSession:
    """A user's session, which logs in again."""
    return await client.login(tenant.username, tenant.password, renew=True)


@pytest.mark.parametrize("expired", ENDED)
async def test_ended_session_is_logged_in_again(
    tenant: AgileAppsEmulator, session: AgileAppsSession, expired: ExpiredAnswer
) -> None:
    tenant.settings.expired_answer = expired
    before = session.cookies
    tenant.expire()
    assert (await session.get_user_info()).username == tenant.username
    assert session.cookies.header != before.header
    assert counted(tenant) == {LOGIN: 2, INFO: 2}


@pytest.mark.parametrize("expired", ENDED)
async def test_ended_session_is_not_logged_in_again_by_default(
    tenant: AgileAppsEmulator, client: AgileAppsSessions, expired: ExpiredAnswer
) -> None:
    tenant.settings.expired_answer = expired
    session = await client.login(tenant.username, tenant.password)
    tenant.expire()
    with pytest.raises(SessionExpiredError):
        await session.get_user_info()
    assert counted(tenant) == {LOGIN: 1, INFO: 1}


async def test_hundred_calls_log_in_once(tenant: AgileAppsEmulator, session: AgileAppsSession) -> None:
    tenant.expire()
    await asyncio.gather(*(session.get_user_info() for _ in range(100)))
    assert counted(tenant) == {LOGIN: 2, INFO: 200}
    assert len(tenant.sessions) == 1


async def test_each_expiry_takes_one_login(tenant: AgileAppsEmulator, session: AgileAppsSession) -> None:
    for _ in range(3):
        tenant.expire()
        await session.get_user_info()
    assert counted(tenant) == {LOGIN: 4, INFO: 6}


async def test_login_page_of_a_portal_is_no_reason_to_log_in_again(
    tenant: AgileAppsEmulator, session: AgileAppsSession
) -> None:
    tenant.html_error_page(401, operation=INFO)
    with pytest.raises(UnreadableAnswerError):
        await session.get_user_info()
    tenant.settings.expired_answer = "page"
    tenant.expire()
    with pytest.raises(UnreadableAnswerError):
        await session.get_user_info()
    assert counted(tenant) == {LOGIN: 1, INFO: 2}


async def test_call_is_retried_once(tenant: AgileAppsEmulator, session: AgileAppsSession) -> None:
    tenant.fail_next(302, "", {"Location": "/networking/login"}, operation=INFO, times=None)
    with pytest.raises(SessionExpiredError):
        await session.get_user_info()
    assert counted(tenant) == {LOGIN: 2, INFO: 2}


async def test_validity_check_does_not_log_in_again(tenant: AgileAppsEmulator, session: AgileAppsSession) -> None:
    tenant.expire()
    assert not await session.is_session_valid()
    assert not await session.is_alive()
    assert LOGIN not in operations(tenant)[1:]
    await session.get_user_info()
    assert await session.is_alive()


async def test_scope_ends_the_session_of_the_last_login(tenant: AgileAppsEmulator, client: AgileAppsSessions) -> None:
    async with client.login(tenant.username, tenant.password, renew=True) as session:
        tenant.expire()
        await session.get_user_info()
        assert len(tenant.sessions) == 1
    assert len(tenant.sessions) == 0
    assert counted(tenant) == {LOGIN: 2, INFO: 2, LOGOUT: 1}


async def test_scope_of_an_expired_session_ends_without_a_login(
    tenant: AgileAppsEmulator, client: AgileAppsSessions
) -> None:
    async with client.login(tenant.username, tenant.password, renew=True):
        tenant.expire()
    assert counted(tenant) == {LOGIN: 1, LOGOUT: 1}


# --- what must not happen ---------------------------------------------------------------------------------------------


async def test_proxied_session_is_not_logged_in_again(tenant: AgileAppsEmulator, client: AgileAppsSessions) -> None:
    admin = await client.login(tenant.admin.username, tenant.admin.password, renew=True)
    guest = await admin.proxy_login(tenant.user.id, password=tenant.admin.password)
    tenant.expire()
    with pytest.raises(SessionExpiredError):
        await guest.get_user_info()
    with pytest.raises(UsageError, match="proxy login is active"):
        await admin.get_user_info()
    assert counted(tenant)[LOGIN] == 1


async def start_call_that_finds_the_session_expired(
    tenant: AgileAppsEmulator, session: AgileAppsSession, clock: ManualClock
) -> asyncio.Task[object]:
    """A call that is on its way. It learns that the session has expired when the clock goes on."""
    clock.auto = False
    tenant.refuse_next(-101, operation=INFO)
    tenant.slow(5, operation=INFO)
    task: asyncio.Task[object] = asyncio.create_task(session.get_user_info())
    await until(lambda: counted(tenant)[INFO] == 1)
    return task


async def test_session_that_is_proxied_meanwhile_is_not_logged_in_again(
    tenant: AgileAppsEmulator, client: AgileAppsSessions, clock: ManualClock
) -> None:
    admin = await client.login(tenant.admin.username, tenant.admin.password, renew=True)
    task = await start_call_that_finds_the_session_expired(tenant, admin, clock)
    guest = await admin.proxy_login(tenant.user.id, password=tenant.admin.password)
    clock.auto = True
    with pytest.raises(SessionExpiredError):
        await task
    assert (await guest.get_user_info()).username == tenant.username
    assert counted(tenant) == {LOGIN: 1, PROXY: 1, INFO: 2}


async def test_session_whose_user_is_unknown_meanwhile_is_not_logged_in_again(
    tenant: AgileAppsEmulator, client: AgileAppsSessions, clock: ManualClock
) -> None:
    admin = await client.login(tenant.admin.username, tenant.admin.password, renew=True)
    task = await start_call_that_finds_the_session_expired(tenant, admin, clock)
    tenant.html_error_page(502, operation=PROXY)
    with pytest.raises(UnavailableError):
        await admin.proxy_login(tenant.user.id, password=tenant.admin.password)
    clock.auto = True
    with pytest.raises(SessionExpiredError):
        await task
    assert counted(tenant) == {LOGIN: 1, PROXY: 1, INFO: 1}


async def test_session_that_is_ended_meanwhile_is_not_logged_in_again(
    tenant: AgileAppsEmulator, session: AgileAppsSession, clock: ManualClock
) -> None:
    task = await start_call_that_finds_the_session_expired(tenant, session, clock)
    await session.end()
    clock.auto = True
    with pytest.raises(SessionExpiredError):
        await task
    assert counted(tenant) == {LOGIN: 1, INFO: 1, LOGOUT: 1}
    assert not tenant.sessions


async def test_login_that_ends_after_the_session_was_ended_is_ended(
    tenant: AgileAppsEmulator, session: AgileAppsSession, clock: ManualClock
) -> None:
    clock.auto = False
    tenant.expire()
    tenant.slow(5, operation=LOGIN)
    call = asyncio.create_task(session.get_user_info())
    await until(lambda: counted(tenant)[LOGIN] == 2)
    end = asyncio.create_task(session.end())
    clock.auto = True
    await asyncio.wait([call, end])
    assert end.exception() is None
    assert not tenant.sessions


async def test_logout_of_an_expired_session_does_not_log_in_again(
    tenant: AgileAppsEmulator, session: AgileAppsSession
) -> None:
    tenant.expire()
    await session.logout()
    assert counted(tenant) == {LOGIN: 1, LOGOUT: 1}


async def test_switch_back_from_an_expired_session_does_not_log_in_again(
    tenant: AgileAppsEmulator, session: AgileAppsSession
) -> None:
    tenant.expire()
    with pytest.raises(SessionExpiredError):
        await session.switch_back()
    assert counted(tenant) == {LOGIN: 1, "switchBack": 1}


async def test_customer_support_session_is_not_logged_in_again(
    tenant: AgileAppsEmulator, client: AgileAppsSessions
) -> None:
    support = await client.login_as_customer_support(
        tenant.admin.username, tenant.admin.password, client_tenant_id=tenant.client_tenant_id
    )
    tenant.expire()
    with pytest.raises(SessionExpiredError):
        await support.get_user_info()
    assert LOGIN not in operations(tenant)


async def test_attached_or_ended_session_is_not_logged_in_again(
    tenant: AgileAppsEmulator, client: AgileAppsSessions, session: AgileAppsSession
) -> None:
    attached = client.session(session.cookies)
    tenant.expire()
    with pytest.raises(SessionExpiredError):
        await attached.get_user_info()
    await session.end()
    with pytest.raises(UsageError, match="was ended"):
        await session.get_user_info()
    assert counted(tenant)[LOGIN] == 1


async def test_refused_login_is_not_tried_again(tenant: AgileAppsEmulator, session: AgileAppsSession) -> None:
    tenant.user.password = "another one now"
    tenant.expire()
    failures = await asyncio.gather(*(session.get_user_info() for _ in range(10)), return_exceptions=True)
    assert [type(error) for error in failures] == [AuthenticationError] * 10
    # One object each: a traceback grows with every raise.
    assert len({id(error) for error in failures}) == 10
    with pytest.raises(SessionExpiredError):
        await session.get_user_info()
    assert counted(tenant)[LOGIN] == 2


async def test_login_that_forces_a_password_change_is_logged_out_and_not_tried_again(
    tenant: AgileAppsEmulator, session: AgileAppsSession
) -> None:
    tenant.user.must_change_password = True
    tenant.expire()
    with pytest.raises(PasswordChangeRequiredError):
        await session.get_user_info()
    assert not tenant.sessions
    with pytest.raises(SessionExpiredError):
        await session.get_user_info()
    assert counted(tenant) == {LOGIN: 2, INFO: 2, LOGOUT: 1}


FAULTS: dict[str, type[SessionsError]] = {
    "no response": TransportError,
    "not available": UnavailableError,
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_login_without_a_response_is_tried_again_by_the_next_call_only(
    tenant: AgileAppsEmulator, session: AgileAppsSession, fault: str
) -> None:
    if fault == "no response":
        tenant.drop_connection("answer", operation=LOGIN)
    else:
        tenant.html_error_page(503, operation=LOGIN)
    tenant.expire()
    with pytest.raises(FAULTS[fault]):
        await session.get_user_info()
    assert counted(tenant)[LOGIN] == 2
    assert await session.get_user_info()
    assert counted(tenant)[LOGIN] == 3


async def test_login_is_retried_after_a_429(tenant: AgileAppsEmulator, session: AgileAppsSession) -> None:
    tenant.fail_next(429, "slow down", {"Retry-After": "5"}, operation=LOGIN)
    tenant.expire()
    assert await session.get_user_info()
    assert counted(tenant) == {LOGIN: 3, INFO: 2}


async def test_pause_longer_than_max_wait_raises_and_the_next_call_logs_in(
    tenant: AgileAppsEmulator, session: AgileAppsSession, clock: ManualClock
) -> None:
    tenant.fail_next(429, "slow down", {"Retry-After": "5000"}, operation=LOGIN)
    tenant.expire()
    with pytest.raises(RateLimitError):
        await session.get_user_info()
    await clock.sleep(5000)
    assert await session.get_user_info()
    assert counted(tenant)[LOGIN] == 3


# --- leaving in the middle --------------------------------------------------------------------------------------------


async def test_cancelled_call_leaves_the_login_to_the_other_calls(
    tenant: AgileAppsEmulator, session: AgileAppsSession
) -> None:
    tenant.expire()
    tenant.slow(5, operation=LOGIN)
    first, *others = [asyncio.create_task(session.get_user_info()) for _ in range(4)]
    await until(lambda: counted(tenant)[LOGIN] == 2)
    first.cancel()
    await asyncio.gather(*others)
    assert first.cancelled()
    assert counted(tenant)[LOGIN] == 2


async def test_login_that_no_call_waits_for_is_ended_by_the_scope(
    tenant: AgileAppsEmulator, client: AgileAppsSessions, clock: ManualClock
) -> None:
    clock.auto = False
    async with client.login(tenant.username, tenant.password, renew=True) as session:
        tenant.expire()
        tenant.slow(5, operation=LOGIN)
        task = asyncio.create_task(session.get_user_info())
        await until(lambda: counted(tenant)[LOGIN] == 2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        clock.auto = True
    assert not tenant.sessions


async def test_login_that_fails_without_a_waiting_call_is_not_reported_to_the_loop(
    tenant: AgileAppsEmulator, client: AgileAppsSessions, clock: ManualClock
) -> None:
    clock.auto = False
    session = await client.login(tenant.username, tenant.password, renew=True)
    tenant.user.password = "another one now"
    tenant.expire()
    tenant.slow(5, operation=LOGIN)
    task = asyncio.create_task(session.get_user_info())
    await until(lambda: counted(tenant)[LOGIN] == 2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    clock.auto = True
    await session.end()


async def test_login_that_ends_during_a_proxy_login_is_ended(
    tenant: AgileAppsEmulator, client: AgileAppsSessions, clock: ManualClock
) -> None:
    clock.auto = False
    admin = await client.login(tenant.admin.username, tenant.admin.password, renew=True)
    tenant.refuse_next(-101, operation=INFO)
    tenant.slow(5, operation=LOGIN)
    task = asyncio.create_task(admin.get_user_info())
    await until(lambda: counted(tenant)[LOGIN] == 2)
    guest = await admin.proxy_login(tenant.user.id, password=tenant.admin.password)
    clock.auto = True
    # The login came too late: its session is ended, and the other user's session stays what it is.
    with pytest.raises(SessionExpiredError):
        await task
    assert (await guest.get_user_info()).username == tenant.username
    await guest.switch_back()
    assert (await admin.get_user_info()).username == tenant.admin.username
    await admin.end()
    assert not tenant.sessions


async def test_login_that_ends_during_a_proxy_login_and_cannot_be_ended_is_logged(
    tenant: AgileAppsEmulator, client: AgileAppsSessions, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.auto = False
    admin = await client.login(tenant.admin.username, tenant.admin.password, renew=True)
    tenant.refuse_next(-101, operation=INFO)
    tenant.slow(5, operation=LOGIN)
    tenant.html_error_page(503, operation=LOGOUT)
    task = asyncio.create_task(admin.get_user_info())
    await until(lambda: counted(tenant)[LOGIN] == 2)
    await admin.proxy_login(tenant.user.id, password=tenant.admin.password)
    clock.auto = True
    with pytest.raises(SessionExpiredError):
        await task
    assert "a session could not be ended: UnavailableError" in caplog.text


def test_loop_that_ends_during_a_login_leaves_no_session() -> None:
    tenant, tasks = AgileAppsEmulator(), set[asyncio.Task[None]]()

    async def scope(client: AgileAppsSessions) -> None:
        async with client.login(tenant.username, tenant.password, renew=True) as session:
            tenant.expire()
            tenant.slow(0.02, real=True, operation=LOGIN)
            await session.get_user_info()

    async def main() -> None:
        client = AgileAppsSessions(tenant.url, transport=tenant.transport())
        tasks.add(asyncio.create_task(scope(client)))
        await until(lambda: counted(tenant)[LOGIN] == 2)

    asyncio.run(main())
    assert counted(tenant) == {LOGIN: 2, INFO: 1, LOGOUT: 1}
    assert not tenant.sessions


# --- the password -----------------------------------------------------------------------------------------------------


async def test_function_for_the_password_is_called_at_each_login(
    tenant: AgileAppsEmulator, client: AgileAppsSessions
) -> None:
    asked: list[str] = []

    async def password() -> str:
        asked.append(tenant.password)
        return tenant.password

    session = await client.login(tenant.username, password, renew=True)
    tenant.user.password = "rotated-Password-8"
    tenant.expire()
    await session.get_user_info()
    assert asked == ["Correct-horse-7", "rotated-Password-8"]


async def test_kept_password_is_not_shown(tenant: AgileAppsEmulator, session: AgileAppsSession) -> None:
    assert tenant.password not in repr(session)
    tenant.user.password = "another one now"
    tenant.expire()
    with pytest.raises(AuthenticationError) as raised:
        await session.get_user_info()
    assert "Correct-horse-7" not in f"{raised.value!r} {raised.value}"
