"""Logins and their sessions: logging in and out, attaching, forced password changes, and when a session has ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest

from idsessions import (
    AgileAppsSession,
    AgileAppsSessions,
    AuthenticationError,
    BadRequestError,
    CallTimeoutError,
    ConnectionFailedError,
    LiveSession,
    Login,
    PasswordChangeRequiredError,
    PermissionDeniedError,
    RefreshableSession,
    SessionExpiredError,
    SessionsError,
    UnavailableError,
    UnreadableAnswerError,
    UsageError,
)
from idsessions.testing import ManualClock
from idsessions.testing.agileapps import AgileAppsEmulator, ExpiredAnswer

from .tenant import operations, until, user_name

ENDED: tuple[ExpiredAnswer, ...] = ("401", "200", "302")
LogIn = Callable[[AgileAppsSessions, AgileAppsEmulator], Login[AgileAppsSession]]
LOGINS: dict[str, LogIn] = {
    "login": lambda client, tenant: client.login(tenant.username, tenant.password),
    "loginAsCustomerSupport": lambda client, tenant: client.login_as_customer_support(
        tenant.admin.username, tenant.admin.password, client_tenant_id=tenant.client_tenant_id
    ),
}


@pytest.fixture(params=LOGINS)
def log_in(request: pytest.FixtureRequest) -> LogIn:
    """Each of the logins that start a session."""
    return LOGINS[request.param]


async def test_scope_logs_out(client: AgileAppsSessions, tenant: AgileAppsEmulator, log_in: LogIn) -> None:
    async with log_in(client, tenant) as session:
        assert isinstance(session, LiveSession)
        assert not isinstance(session, RefreshableSession)
        assert await session.is_alive()
        assert session.login is not None
        assert session.login.user_name == await user_name(session)
        assert len(tenant.sessions) == 1
    assert not tenant.sessions
    assert not await session.is_alive()
    assert operations(tenant)[1:] == ["isSessionValid", "getUserInfo", "logout"]


async def test_scope_logs_out_after_an_error(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, log_in: LogIn
) -> None:
    with pytest.raises(KeyError):
        async with log_in(client, tenant):
            raise KeyError
    assert not tenant.sessions


async def test_first_error_is_raised_when_logging_out_fails_too(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, log_in: LogIn, caplog: pytest.LogCaptureFixture
) -> None:
    tenant.html_error_page(503, operation="logout", times=None)
    with pytest.raises(KeyError), caplog.at_level(logging.WARNING, logger="idsessions"):
        async with log_in(client, tenant):
            raise KeyError
    assert "UnavailableError" in caplog.text
    with pytest.raises(UnavailableError):
        async with log_in(client, tenant):
            pass


async def test_cancelled_scope_logs_out(client: AgileAppsSessions, tenant: AgileAppsEmulator, log_in: LogIn) -> None:
    async def work() -> None:
        async with log_in(client, tenant):
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await until(lambda: bool(tenant.sessions))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not tenant.sessions


async def test_login_cancelled_on_its_way_is_logged_out(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, clock: ManualClock, log_in: LogIn
) -> None:
    clock.auto = False
    tenant.slow(5)
    task = asyncio.create_task(_pass(log_in(client, tenant)))
    await until(lambda: bool(tenant.sessions))
    task.cancel()
    clock.auto = True
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not tenant.sessions


async def _pass(scope: Login[AgileAppsSession]) -> None:
    async with scope:
        pass


async def test_awaited_login_leaves_the_end_to_the_caller(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, log_in: LogIn
) -> None:
    session = await log_in(client, tenant)
    assert len(tenant.sessions) == 1
    await session.end()
    await session.end()
    await session.logout()
    assert operations(tenant)[1:] == ["logout"]
    with pytest.raises(UsageError, match="ended"):
        await session.get_user_info()


async def test_attaching_sends_nothing_and_ends_nothing(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    live = tenant.log_in()
    attached = client.session(live.id)
    assert not tenant.requests
    assert attached.login is None
    assert await attached.is_alive()
    del attached
    assert tenant.sessions == (live,)
    await client.session(live.id).end()
    assert not tenant.sessions


async def test_client_serves_many_users(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    users = [tenant.add_user(f"user-{number}@acme.example", f"word-{number}") for number in range(20)]

    async def work(name: str, password: str) -> str | None:
        async with client.login(name, password) as session:
            return await user_name(session)

    names = [user.username for user in users]
    assert await asyncio.gather(*(work(user.username, user.password) for user in users)) == names
    assert not tenant.sessions


@pytest.mark.parametrize("kind", ENDED)
async def test_ended_session_is_not_valid_and_counts_as_logged_out(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, kind: ExpiredAnswer
) -> None:
    tenant.settings.expired_answer = kind
    async with client.login(tenant.username, tenant.password) as session:
        cookies = session.cookies
        tenant.expire()
        with pytest.raises(SessionExpiredError):
            await session.get_user_info()
        with pytest.raises(SessionExpiredError):
            await client.switch_back(cookies)
        assert not await session.is_session_valid()
        assert not await session.is_alive()
        assert not await client.is_session_valid(cookies)
        await client.logout(cookies)
        await client.logout(cookies)
    assert operations(tenant).count("logout") == 3


async def test_idle_session_ends(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    tenant.settings.tells_invalid = True
    session = await client.login(tenant.username, tenant.password)
    await tenant.clock.sleep(tenant.settings.session_timeout)
    assert await session.is_session_valid() is False


async def test_login_page_says_nothing_of_the_session(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    # It could be that of a portal in front of the tenant.
    tenant.settings.expired_answer = "page"
    session = await client.login(tenant.username, tenant.password)
    tenant.expire()
    for call in (session.get_user_info, session.is_alive, session.logout, session.end, session.switch_back):
        with pytest.raises(UnreadableAnswerError, match="login page"):
            await call()


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_failure_says_nothing_of_the_session(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, status: int
) -> None:
    session = await client.with_options(retries=0).login(tenant.username, tenant.password)
    tenant.html_error_page(status, operation="isSessionValid")
    with pytest.raises(SessionsError):
        await session.is_alive()
    tenant.slow(60, operation="isSessionValid", times=None)
    with pytest.raises(CallTimeoutError):
        await session.is_alive()


async def test_forced_password_change_logs_out_and_raises(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, log_in: LogIn
) -> None:
    async with log_in(client, tenant):
        tenant.sessions[0].user.must_change_password = True
    with pytest.raises(PasswordChangeRequiredError) as caught:
        await log_in(client, tenant)
    assert (caught.value.provider, caught.value.status) == ("agileapps", 200)
    with pytest.raises(PasswordChangeRequiredError):
        await _pass(log_in(client, tenant))
    assert not tenant.sessions
    assert operations(tenant) == [caught.value.operation, "logout"] * 3


async def test_forced_password_change_raises_when_logging_out_fails_too(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    tenant.html_error_page(503, operation="logout")
    with pytest.raises(PasswordChangeRequiredError), caplog.at_level(logging.WARNING, logger="idsessions"):
        await client.login(tenant.expired_user.username, tenant.expired_user.password)
    assert "UnavailableError" in caplog.text


async def test_forced_password_change_can_be_allowed(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    name, password = tenant.expired_user.username, tenant.expired_user.password
    async with client.login(name, password, allow_forced_password_change=True) as session:
        assert session.must_change_password
        assert await session.is_alive()
    async with client.login(tenant.username, tenant.password, allow_forced_password_change=True) as session:
        assert not session.must_change_password


async def test_refused_customer_support_raises(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    name, password = tenant.admin.username, tenant.admin.password
    with pytest.raises(BadRequestError) as unknown:
        await client.login_as_customer_support(name, password, client_tenant_id="1")
    assert unknown.value.code == "-4006"
    with pytest.raises(PermissionDeniedError) as refused:
        await client.login_as_customer_support(
            tenant.username, tenant.password, client_tenant_id=tenant.client_tenant_id
        )
    assert refused.value.code == "-850"
    tenant.settings.customer_support_enabled = False
    with pytest.raises(PermissionDeniedError) as disabled:
        await client.login_as_customer_support(name, password, client_tenant_id=tenant.client_tenant_id)
    assert disabled.value.code == "-4600"


async def test_failed_login_counts_once(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    with pytest.raises(AuthenticationError):
        await client.login(tenant.username, "wrong")
    assert tenant.user.failures == 1
    tenant.fail_next(503, headers={"Retry-After": "1"}, operation="login")
    with pytest.raises(UnavailableError):
        await client.login(tenant.username, "wrong")
    assert tenant.user.failures == 1
    tenant.drop_connection("answer", operation="login")
    with pytest.raises(ConnectionFailedError):
        await client.login(tenant.username, "wrong")
    assert tenant.user.failures == 2
    tenant.fail_next(429, headers={"Retry-After": "1"}, operation="login", times=3)
    with pytest.raises(AuthenticationError):
        await client.login(tenant.username, "wrong")
    assert tenant.user.failures == 3
    async with client.login(tenant.username, tenant.password):
        assert tenant.user.failures == 0


async def test_locked_account_raises(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    for _ in range(5):
        with pytest.raises(AuthenticationError):
            await client.login(tenant.username, "wrong")
    with pytest.raises(AuthenticationError, match="locked"):
        await client.login(tenant.username, tenant.password)
    assert len(tenant.requests) == 6
