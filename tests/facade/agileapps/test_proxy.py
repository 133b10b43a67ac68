"""Proxy logins: whose session is whose while one is active, after it, and when it is unknown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

import attrs
import pytest

from idsessions import (
    AgileAppsSession,
    AgileAppsSessions,
    AuthenticationError,
    ConnectionFailedError,
    NotFoundError,
    PermissionDeniedError,
    RateLimit,
    RateLimitError,
    ServerError,
    SessionExpiredError,
    SessionsError,
    UnavailableError,
    UnreadableAnswerError,
    UsageError,
)
from idsessions.testing import ManualClock
from idsessions.testing.agileapps import AgileAppsEmulator

from .tenant import operations, until, user_name

KINDS: list[dict[str, bool]] = [
    {},
    {"rotates_session_id": False},
    {"needs_all_cookies": True, "proxy_needs_session": True},
    {"needs_all_cookies": True, "sets_cookies": False},
    {"sets_cookies": False, "has_cookie_string": False},
    {"sets_cookies": False, "has_cookie_string": False, "rotates_session_id": False},
    {"tagless_code": True, "gzip": True, "has_password_flag": False},
    {"reference_elements": True},
    {"always_json": True},
    {"always_json": True, "sets_cookies": False, "has_cookie_string": False},
]
Uses = Mapping[str, Callable[[AgileAppsSession], Awaitable[Any]]]
USES: Uses = {
    "get_user_info": lambda session: session.get_user_info(),
    "is_session_valid": lambda session: session.is_session_valid(),
    "is_alive": lambda session: session.is_alive(),
    "proxy_login": lambda session: start(session.proxy_login("42", password="x", user_name="y")),
    "cookies": lambda session: _cookies(session),
}
ALL: Uses = {
    **USES,
    "logout": lambda session: session.logout(),
    "switch_back": lambda session: session.switch_back(),
}


async def start(scope: Awaitable[AgileAppsSession]) -> AgileAppsSession:
    return await scope


async def _cookies(session: AgileAppsSession) -> object:
    return session.cookies


async def _both(client: AgileAppsSessions, tenant: AgileAppsEmulator, error: Exception | None = None) -> None:
    """A proxy login in the scope of a login, with or without an error in the innermost."""
    name, password = tenant.admin.username, tenant.admin.password
    async with client.login(name, password) as outer, outer.proxy_login(tenant.user.id, password=password):
        if error is not None:
            raise error


async def assert_unusable(session: AgileAppsSession, tenant: AgileAppsEmulator, why: str, uses: Uses = USES) -> None:
    """Assert that ``session`` cannot be used, and that nothing is sent."""
    before = len(tenant.requests)
    for use in uses.values():
        with pytest.raises(UsageError, match=why):
            await use(session)
    assert len(tenant.requests) == before


async def test_error_says_why_the_session_cannot_be_used(admin: AgileAppsSession, tenant: AgileAppsEmulator) -> None:
    def reason() -> str:
        with pytest.raises(UsageError) as caught:
            _ = admin.cookies
        return caught.value.message

    await admin.proxy_login(tenant.user.id, password=tenant.admin.password)
    assert reason() == "a proxy login is active, and these cookies belong to the other user until switch_back()"
    await admin.end()
    assert reason() == "this session was ended, or switched back from"


@pytest.fixture(params=KINDS, ids=lambda kind: ", ".join(kind) or "usual")
def kind(tenant: AgileAppsEmulator, request: pytest.FixtureRequest) -> None:
    """Each kind of server."""
    for name, value in request.param.items():
        setattr(tenant.settings, name, value)


@pytest.fixture(params=[True, False], ids=["rotating", "in place"])
def rotates(tenant: AgileAppsEmulator, request: pytest.FixtureRequest) -> bool:
    """Whether a proxy login starts a new session, or changes the user of the session."""
    tenant.settings.rotates_session_id = request.param
    return tenant.settings.rotates_session_id


@pytest.mark.usefixtures("kind")
async def test_scope_switches_back(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    async with client.login(tenant.admin.username, tenant.admin.password) as outer:
        async with outer.proxy_login(tenant.user.id, password=tenant.admin.password) as customer:
            assert await user_name(customer) == tenant.user.username
            assert customer.login is not None
            assert customer.login.user_id == tenant.user.id
            assert await customer.is_alive()
            await assert_unusable(outer, tenant, "a proxy login is active", ALL)
        assert await user_name(outer) == tenant.admin.username
        assert outer.login is not None
        assert outer.login.user_id == tenant.admin.id
        with pytest.raises(UsageError, match="switched back from"):
            await customer.get_user_info()
        assert not await customer.is_alive()
        async with outer.proxy_login(tenant.user.id, password=tenant.admin.password) as customer:
            assert await user_name(customer) == tenant.user.username
    assert not tenant.sessions
    assert operations(tenant).count("login") == 1
    assert operations(tenant).count("proxyLogin") == operations(tenant).count("switchBack") == 2


@pytest.mark.usefixtures("kind")
async def test_awaited_proxy_login_is_switched_back_from_by_the_caller(
    admin: AgileAppsSession, tenant: AgileAppsEmulator
) -> None:
    customer = await admin.proxy_login(tenant.user.id, password=tenant.admin.password)
    assert await user_name(customer) == tenant.user.username
    assert await customer.switch_back() is admin
    assert await user_name(admin) == tenant.admin.username
    await customer.end()
    assert operations(tenant).count("switchBack") == 1


@pytest.mark.usefixtures("kind")
async def test_client_needs_only_cookies(
    client: AgileAppsSessions, admin: AgileAppsSession, tenant: AgileAppsEmulator
) -> None:
    how = {"user_name": tenant.admin.username, "password": tenant.admin.password}
    async with client.proxy_login(admin.cookies, tenant.user.id, **how) as customer:
        cookies = customer.cookies
        assert (await client.get_user_info(cookies)).username == tenant.user.username
        restored = await client.switch_back(cookies)
        assert await user_name(restored) == tenant.admin.username
        # The scope would switch back once more.
        tenant.expire()


async def test_forced_password_change_of_the_other_user_is_shown(
    admin: AgileAppsSession, tenant: AgileAppsEmulator
) -> None:
    async with admin.proxy_login(tenant.expired_user.id, password=tenant.admin.password) as customer:
        assert customer.must_change_password
    assert not admin.must_change_password


async def test_proxied_session_keeps_no_credential(admin: AgileAppsSession, tenant: AgileAppsEmulator) -> None:
    async with admin.proxy_login(tenant.user.id, password=tenant.admin.password) as customer:
        kept = [getattr(customer, each.name) for each in attrs.fields(AgileAppsSession)]
        assert tenant.admin.password not in kept
        assert tenant.admin.username not in kept
        with pytest.raises(UsageError, match="switch back first"):
            await customer.proxy_login(tenant.user.id, user_name="someone", password="else")


async def test_attached_session_needs_the_name_of_its_user(
    client: AgileAppsSessions, admin: AgileAppsSession, tenant: AgileAppsEmulator
) -> None:
    attached = client.session(admin.cookies)
    with pytest.raises(UsageError, match="user_name"):
        await attached.proxy_login(tenant.user.id, password=tenant.admin.password)
    scope = attached.proxy_login(tenant.user.id, user_name=tenant.admin.username, password=tenant.admin.password)
    async with scope as customer:
        assert await user_name(customer) == tenant.user.username
    assert await user_name(attached) == tenant.admin.username


@pytest.mark.usefixtures("rotates")
async def test_error_inside_is_raised_when_switching_back_fails_too(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    tenant.html_error_page(503, operation="switchBack", times=None)
    with pytest.raises(KeyError), caplog.at_level(logging.WARNING, logger="idsessions"):
        await _both(client, tenant, KeyError())
    assert "UnavailableError" in caplog.text
    assert not tenant.sessions


@pytest.mark.usefixtures("rotates")
async def test_failed_switch_back_leaves_the_outer_session_unusable(
    client: AgileAppsSessions, tenant: AgileAppsEmulator
) -> None:
    tenant.html_error_page(503, operation="switchBack")
    outer = await client.login(tenant.admin.username, tenant.admin.password)
    customer = await outer.proxy_login(tenant.user.id, password=tenant.admin.password)
    with pytest.raises(UnavailableError):
        await customer.end()
    await assert_unusable(outer, tenant, "a proxy login is active", ALL)
    await assert_unusable(customer, tenant, "may be another user's")
    await customer.switch_back()
    assert await user_name(outer) == tenant.admin.username
    await outer.end()
    assert not tenant.sessions


@pytest.mark.usefixtures("rotates")
async def test_outer_scope_ends_a_proxied_session_that_was_not_switched_back(
    client: AgileAppsSessions, tenant: AgileAppsEmulator
) -> None:
    tenant.html_error_page(500, operation="switchBack", times=None)
    with pytest.raises(ServerError):
        await _both(client, tenant)
    assert not tenant.sessions
    async with client.login(tenant.admin.username, tenant.admin.password) as outer:
        await outer.proxy_login(tenant.user.id, password=tenant.admin.password)
    assert not tenant.sessions


async def test_logout_inside_ends_the_session_as_a_whole(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    async with client.login(tenant.admin.username, tenant.admin.password) as outer:
        async with outer.proxy_login(tenant.user.id, password=tenant.admin.password) as customer:
            await customer.logout()
            assert not tenant.sessions
        with pytest.raises(SessionExpiredError):
            await outer.get_user_info()
    assert "switchBack" not in operations(tenant)


@pytest.mark.parametrize("ended", ["401", "200", "302"])
async def test_session_that_ends_inside_is_not_logged_in_again(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, ended: Literal["401", "200", "302"]
) -> None:
    tenant.settings.expired_answer = ended
    async with client.login(tenant.admin.username, tenant.admin.password) as outer:
        async with outer.proxy_login(tenant.user.id, password=tenant.admin.password) as customer:
            tenant.expire()
            with pytest.raises(SessionExpiredError):
                await customer.get_user_info()
        with pytest.raises(SessionExpiredError):
            await outer.get_user_info()
    assert operations(tenant).count("login") == 1


@pytest.mark.usefixtures("rotates")
async def test_cancelled_scope_switches_back_and_logs_out(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    inside = asyncio.Event()

    async def work() -> None:
        name, password = tenant.admin.username, tenant.admin.password
        async with client.login(name, password) as outer, outer.proxy_login(tenant.user.id, password=password):
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert operations(tenant) == ["login", "proxyLogin", "switchBack", "logout"]
    assert not tenant.sessions


@pytest.mark.usefixtures("rotates")
async def test_proxy_login_cancelled_on_its_way_is_switched_back(
    admin: AgileAppsSession, tenant: AgileAppsEmulator, clock: ManualClock
) -> None:
    clock.auto = False
    tenant.slow(5, operation="proxyLogin")
    task = asyncio.create_task(_enter(admin, tenant))
    await until(lambda: operations(tenant)[-1] == "proxyLogin")
    await assert_unusable(admin, tenant, "may be another user's")
    task.cancel()
    clock.auto = True
    with pytest.raises(asyncio.CancelledError):
        await task
    assert operations(tenant)[-1] == "switchBack"
    assert await user_name(admin) == tenant.admin.username


async def _enter(admin: AgileAppsSession, tenant: AgileAppsEmulator) -> None:
    async with admin.proxy_login(tenant.user.id, password=tenant.admin.password):
        raise AssertionError("unreachable")


async def test_refused_proxy_login_leaves_the_session_as_it_was(
    client: AgileAppsSessions, admin: AgileAppsSession, tenant: AgileAppsEmulator
) -> None:
    password = tenant.admin.password
    with pytest.raises(AuthenticationError):
        await admin.proxy_login(tenant.user.id, password="wrong")
    assert tenant.admin.failures == 1
    with pytest.raises(NotFoundError):
        await admin.proxy_login("4711", password=password)
    with pytest.raises(UsageError, match="empty"):
        await admin.proxy_login("", password=password)
    user = await client.login(tenant.username, tenant.password)
    with pytest.raises(PermissionDeniedError):
        await user.proxy_login(tenant.admin.id, password=tenant.password)
    impatient = client.with_options(rate_limit=RateLimit(max_attempts=1)).session(admin.cookies)
    tenant.fail_next(429, operation="proxyLogin")
    with pytest.raises(RateLimitError):
        await impatient.proxy_login(tenant.user.id, user_name=tenant.admin.username, password=password)
    for session, name in ((admin, tenant.admin), (user, tenant.user), (impatient, tenant.admin)):
        assert await user_name(session) == name.username
    with pytest.raises(PermissionDeniedError):
        await admin.switch_back()
    assert await admin.is_alive()


LOST: dict[str, tuple[Callable[[AgileAppsEmulator], None], type[SessionsError]]] = {
    "before it is processed": (lambda tenant: tenant.drop_connection(operation="proxyLogin"), ConnectionFailedError),
    "after it": (lambda tenant: tenant.drop_connection("answer", operation="proxyLogin"), ConnectionFailedError),
    "in the middle": (lambda tenant: tenant.drop_connection("body", operation="proxyLogin"), ConnectionFailedError),
    "a gateway's page": (lambda tenant: tenant.html_error_page(502, operation="proxyLogin"), UnavailableError),
    "another page": (lambda tenant: tenant.html_error_page(200, operation="proxyLogin"), UnreadableAnswerError),
}


@pytest.mark.usefixtures("rotates")
@pytest.mark.parametrize("how", LOST)
async def test_lost_response_leaves_the_session_to_be_ended(
    how: str, client: AgileAppsSessions, tenant: AgileAppsEmulator
) -> None:
    lose, error = LOST[how]
    async with client.login(tenant.admin.username, tenant.admin.password) as outer:
        lose(tenant)
        with pytest.raises(error):
            await outer.proxy_login(tenant.user.id, password=tenant.admin.password)
        await assert_unusable(
            outer, tenant, r"got no response, so this session may be another user's: switch_back\(\) or end\(\) it$"
        )
    assert operations(tenant) == ["login", "proxyLogin", "logout"]


async def test_lost_response_can_be_switched_back_from(admin: AgileAppsSession, tenant: AgileAppsEmulator) -> None:
    tenant.settings.rotates_session_id = False
    tenant.drop_connection("answer", operation="proxyLogin")
    with pytest.raises(ConnectionFailedError):
        await admin.proxy_login(tenant.user.id, password=tenant.admin.password)
    assert [live.user for live in tenant.sessions] == [tenant.user]
    assert await admin.switch_back() is admin
    assert await user_name(admin) == tenant.admin.username


async def test_function_for_the_password_that_fails_leaves_the_session_usable(
    admin: AgileAppsSession, tenant: AgileAppsEmulator
) -> None:
    def closed() -> str:
        raise LookupError("the vault is closed")

    with pytest.raises(LookupError):
        await admin.proxy_login(tenant.user.id, password=closed)
    assert await user_name(admin) == tenant.admin.username


async def test_session_that_ends_while_the_password_is_looked_up_starts_no_proxy_login(
    admin: AgileAppsSession, tenant: AgileAppsEmulator
) -> None:
    async def password() -> str:
        await admin.end()
        return tenant.admin.password

    with pytest.raises(UsageError, match="was ended"):
        await admin.proxy_login(tenant.user.id, password=password)
    assert operations(tenant) == ["login", "logout"]
