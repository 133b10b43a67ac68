"""Logging in again: only for who allowed it, once for all who wait, never where it could lock an account or lose a session."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import get_args

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
    UsageError,
)
from idsessions.testing import ManualClock
from idsessions.testing.agileapps import AgileAppsEmulator, ExpiredAnswer

from ..agileapps_tenant import client_fixture, clock_fixture, sent, tenant_fixture, until

FIXTURES = (clock_fixture, client_fixture, tenant_fixture)

LOGIN, INFO, LOGOUT = "login", "getUserInfo", "logout"


def counted(tenant: AgileAppsEmulator) -> Counter[str | None]:
    return Counter(sent(tenant))


@pytest.fixture(name="session")
async def session_fixture(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> AgileAppsSession:
    """A user's session, which logs in again."""
    return await client.login(tenant.username, tenant.password, renew=True)


@pytest.mark.parametrize("expired", get_args(ExpiredAnswer))
async def test_whatever_an_expired_session_is_answered_it_is_begun_anew(
    tenant: AgileAppsEmulator, session: AgileAppsSession, expired: ExpiredAnswer
) -> None:
    tenant.settings.expired_answer = expired
    before = session.cookies
    tenant.expire()
    assert (await session.get_user_info()).username == tenant.username
    assert session.cookies.header != before.header
    assert counted(tenant) == {LOGIN: 2, INFO: 2}


@pytest.mark.parametrize("expired", get_args(ExpiredAnswer))
async def test_without_leave_it_is_not(
    tenant: AgileAppsEmulator, client: AgileAppsSessions, expired: ExpiredAnswer
) -> None:
    tenant.settings.expired_answer = expired
    session = await client.login(tenant.username, tenant.password)
    tenant.expire()
    with pytest.raises(SessionExpiredError):
        await session.get_user_info()
    assert counted(tenant) == {LOGIN: 1, INFO: 1}


async def test_a_hundred_calls_log_in_once(tenant: AgileAppsEmulator, session: AgileAppsSession) -> None:
    tenant.expire()
    await asyncio.gather(*(session.get_user_info() for _ in range(100)))
    assert counted(tenant) == {LOGIN: 2, INFO: 200}
    assert len(tenant.sessions) == 1


async def test_each_expiry_is_answered_by_one_login(tenant: AgileAppsEmulator, session: AgileAppsSession) -> None:
    for _ in range(3):
        tenant.expire()
        await session.get_user_info()
    assert counted(tenant) == {LOGIN: 4, INFO: 6}


async def test_a_call_is_repeated_once(tenant: AgileAppsEmulator, session: AgileAppsSession) -> None:
    tenant.fail_next(302, "", {"Location": "/networking/login"}, operation=INFO, times=None)
    with pytest.raises(SessionExpiredError):
        await session.get_user_info()
    assert counted(tenant) == {LOGIN: 2, INFO: 2}


async def test_a_question_about_the_session_is_answered_and_not_made_true(
    tenant: AgileAppsEmulator, session: AgileAppsSession
) -> None:
    tenant.expire()
    assert not await session.is_session_valid()
    assert not await session.is_alive()
    assert LOGIN not in sent(tenant)[1:]
    await session.get_user_info()
    assert await session.is_alive()


async def test_a_scope_ends_what_the_last_login_began(tenant: AgileAppsEmulator, client: AgileAppsSessions) -> None:
    async with client.login(tenant.username, tenant.password, renew=True) as session:
        tenant.expire()
        await session.get_user_info()
        assert len(tenant.sessions) == 1
    assert len(tenant.sessions) == 0
    assert counted(tenant) == {LOGIN: 2, INFO: 2, LOGOUT: 1}


async def test_a_scope_over_an_expired_session_ends_without_a_login(
    tenant: AgileAppsEmulator, client: AgileAppsSessions
) -> None:
    async with client.login(tenant.username, tenant.password, renew=True):
        tenant.expire()
    assert counted(tenant) == {LOGIN: 1, LOGOUT: 1}


# --- what must not happen ---------------------------------------------------------------------------------------------


async def test_never_while_a_proxy_login_lasts(tenant: AgileAppsEmulator, client: AgileAppsSessions) -> None:
    admin = await client.login(tenant.admin.username, tenant.admin.password, renew=True)
    guest = await admin.proxy_login(tenant.user.id, password=tenant.admin.password)
    tenant.expire()
    with pytest.raises(SessionExpiredError):
        await guest.get_user_info()
    with pytest.raises(UsageError, match="proxy login is active"):
        await admin.get_user_info()
    assert counted(tenant)[LOGIN] == 1


async def test_never_in_a_customer_support_session(tenant: AgileAppsEmulator, client: AgileAppsSessions) -> None:
    support = await client.login_as_customer_support(
        tenant.admin.username, tenant.admin.password, client_tenant_id=tenant.client_tenant_id
    )
    tenant.expire()
    with pytest.raises(SessionExpiredError):
        await support.get_user_info()
    assert LOGIN not in sent(tenant)


async def test_never_for_a_session_that_was_adopted_or_after_its_end(
    tenant: AgileAppsEmulator, client: AgileAppsSessions, session: AgileAppsSession
) -> None:
    adopted = client.session(session.cookies)
    tenant.expire()
    with pytest.raises(SessionExpiredError):
        await adopted.get_user_info()
    await session.end()
    with pytest.raises(UsageError, match="was ended"):
        await session.get_user_info()
    assert counted(tenant)[LOGIN] == 1


async def test_after_a_refused_login_never_again(tenant: AgileAppsEmulator, session: AgileAppsSession) -> None:
    tenant.user.password = "another one now"
    tenant.expire()
    failures = await asyncio.gather(*(session.get_user_info() for _ in range(10)), return_exceptions=True)
    assert [type(error) for error in failures] == [AuthenticationError] * 10
    # Each its own: a traceback grows with every raise.
    assert len({id(error) for error in failures}) == 10
    with pytest.raises(SessionExpiredError):
        await session.get_user_info()
    assert counted(tenant)[LOGIN] == 2


async def test_a_login_that_wants_a_new_password_is_ended_and_not_tried_again(
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
    "no answer": TransportError,
    "not available": UnavailableError,
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_login_that_got_no_answer_is_not_repeated_and_may_be_tried_by_the_next_call(
    tenant: AgileAppsEmulator, session: AgileAppsSession, fault: str
) -> None:
    if fault == "no answer":
        tenant.drop_connection("answer", operation=LOGIN)
    else:
        tenant.html_error_page(503, operation=LOGIN)
    tenant.expire()
    with pytest.raises(FAULTS[fault]):
        await session.get_user_info()
    assert counted(tenant)[LOGIN] == 2
    assert await session.get_user_info()
    assert counted(tenant)[LOGIN] == 3


async def test_after_a_429_a_login_is_repeated(tenant: AgileAppsEmulator, session: AgileAppsSession) -> None:
    tenant.fail_next(429, "slow down", {"Retry-After": "5"}, operation=LOGIN)
    tenant.expire()
    assert await session.get_user_info()
    assert counted(tenant) == {LOGIN: 3, INFO: 2}


async def test_a_pause_that_is_too_long_is_told(tenant: AgileAppsEmulator, session: AgileAppsSession) -> None:
    tenant.fail_next(429, "slow down", {"Retry-After": "5000"}, operation=LOGIN)
    tenant.expire()
    with pytest.raises(RateLimitError):
        await session.get_user_info()


# --- leaving in the middle --------------------------------------------------------------------------------------------


async def test_whoever_is_cancelled_leaves_the_login_to_the_others(
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


async def test_a_login_that_nobody_waits_for_is_still_the_sessions_to_end(
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


async def test_a_login_that_fails_when_nobody_waits_is_no_fault_of_the_loop(
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


async def test_a_session_that_is_lent_meanwhile_keeps_its_cookies(
    tenant: AgileAppsEmulator, client: AgileAppsSessions, clock: ManualClock
) -> None:
    clock.auto = False
    admin = await client.login(tenant.admin.username, tenant.admin.password, renew=True)
    tenant.fail_next(401, "", operation=INFO)
    tenant.slow(5, operation=LOGIN)
    task = asyncio.create_task(admin.get_user_info())
    await until(lambda: counted(tenant)[LOGIN] == 2)
    guest = await admin.proxy_login(tenant.user.id, password=tenant.admin.password)
    clock.auto = True
    # The login came too late: what it began is ended, and the other user's session stays what it is.
    with pytest.raises(SessionExpiredError):
        await task
    assert (await guest.get_user_info()).username == tenant.username
    await guest.switch_back()
    assert (await admin.get_user_info()).username == tenant.admin.username
    await admin.end()
    assert not tenant.sessions


# --- the password -----------------------------------------------------------------------------------------------------


async def test_a_function_for_the_password_is_asked_at_each_login(
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


async def test_nothing_shows_the_password_that_is_kept(tenant: AgileAppsEmulator, session: AgileAppsSession) -> None:
    assert tenant.password not in repr(session)
    tenant.user.password = "another one now"
    tenant.expire()
    with pytest.raises(AuthenticationError) as raised:
        await session.get_user_info()
    assert "Correct-horse-7" not in f"{raised.value!r} {raised.value}"
