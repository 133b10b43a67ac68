"""Proxy logins: whose session is whose, while one lasts, after it, and when it is not known."""

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

from ..agileapps_tenant import (
    admin_fixture,
    client_fixture,
    clock_fixture,
    sent,
    tenant_fixture,
    until,
    username,
)

__all__ = ["admin_fixture", "client_fixture", "clock_fixture", "tenant_fixture"]

KINDS: list[dict[str, bool]] = [
    {},
    {"rotates_session_id": False},
    {"needs_all_cookies": True, "proxy_needs_session": True},
    {"needs_all_cookies": True, "sets_cookies": False},
    {"sets_cookies": False, "has_cookie_string": False},
    {"sets_cookies": False, "has_cookie_string": False, "rotates_session_id": False},
    {"tagless_code": True, "gzip": True, "has_password_flag": False},
]
Uses = Mapping[str, Callable[[AgileAppsSession], Awaitable[Any]]]
USES: Uses = {
    "get_user_info": lambda session: session.get_user_info(),
    "is_session_valid": lambda session: session.is_session_valid(),
    "is_alive": lambda session: session.is_alive(),
    "proxy_login": lambda session: _begin(session.proxy_login("42", password="x", user_name="y")),
    "cookies": lambda session: _cookies(session),
}
ALL: Uses = {
    **USES,
    "logout": lambda session: session.logout(),
    "switch_back": lambda session: session.switch_back(),
}


async def _begin(scope: Awaitable[AgileAppsSession]) -> AgileAppsSession:
    return await scope


async def _cookies(session: AgileAppsSession) -> object:
    return session.cookies


async def _both(client: AgileAppsSessions, tenant: AgileAppsEmulator, error: Exception | None = None) -> None:
    """A proxy login in the scope of a login, with or without an error in the innermost."""
    name, password = tenant.admin.username, tenant.admin.password
    async with client.login(name, password) as outer, outer.proxy_login(tenant.user.id, password=password):
        if error is not None:
            raise error


async def refuses(session: AgileAppsSession, tenant: AgileAppsEmulator, why: str, uses: Uses = USES) -> None:
    """Assert that ``session`` cannot be used, and that nothing is sent."""
    before = len(tenant.requests)
    for use in uses.values():
        with pytest.raises(UsageError, match=why):
            await use(session)
    assert len(tenant.requests) == before


@pytest.fixture(params=KINDS, ids=lambda kind: ", ".join(kind) or "usual")
def kind(tenant: AgileAppsEmulator, request: pytest.FixtureRequest) -> None:
    """Each kind of server."""
    for name, value in request.param.items():
        setattr(tenant.settings, name, value)


@pytest.fixture(params=[True, False], ids=["rotating", "in place"])
def rotates(tenant: AgileAppsEmulator, request: pytest.FixtureRequest) -> bool:
    """Whether a proxy login begins a session of its own, or puts another user behind the one there is."""
    tenant.settings.rotates_session_id = request.param
    return tenant.settings.rotates_session_id


@pytest.mark.usefixtures("kind")
async def test_a_scope(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    async with client.login(tenant.admin.username, tenant.admin.password) as outer:
        async with outer.proxy_login(tenant.user.id, password=tenant.admin.password) as customer:
            assert await username(customer) == tenant.user.username
            assert customer.login is not None
            assert customer.login.user_id == tenant.user.id
            assert await customer.is_alive()
            await refuses(outer, tenant, "a proxy login is active", ALL)
        assert await username(outer) == tenant.admin.username
        assert outer.login is not None
        assert outer.login.user_id == tenant.admin.id
        with pytest.raises(UsageError, match="switched back from"):
            await customer.get_user_info()
        assert not await customer.is_alive()
        async with outer.proxy_login(tenant.user.id, password=tenant.admin.password) as customer:
            assert await username(customer) == tenant.user.username
    assert not tenant.sessions
    assert sent(tenant).count("login") == 1
    assert sent(tenant).count("proxyLogin") == sent(tenant).count("switchBack") == 2


@pytest.mark.usefixtures("kind")
async def test_without_a_scope(admin: AgileAppsSession, tenant: AgileAppsEmulator) -> None:
    customer = await admin.proxy_login(tenant.user.id, password=tenant.admin.password)
    assert await username(customer) == tenant.user.username
    assert await customer.switch_back() is admin
    assert await username(admin) == tenant.admin.username
    await customer.end()
    assert sent(tenant).count("switchBack") == 1


@pytest.mark.usefixtures("kind")
async def test_on_the_client(client: AgileAppsSessions, admin: AgileAppsSession, tenant: AgileAppsEmulator) -> None:
    how = {"user_name": tenant.admin.username, "password": tenant.admin.password}
    async with client.proxy_login(admin.cookies, tenant.user.id, **how) as customer:
        cookies = customer.cookies
        assert (await client.get_user_info(cookies)).username == tenant.user.username
        restored = await client.switch_back(cookies)
        assert await username(restored) == tenant.admin.username
        # The scope would switch back once more.
        tenant.expire()


async def test_what_the_other_user_must_do_is_told(admin: AgileAppsSession, tenant: AgileAppsEmulator) -> None:
    async with admin.proxy_login(tenant.expired_user.id, password=tenant.admin.password) as customer:
        assert customer.must_change_password
    assert not admin.must_change_password


async def test_the_proxied_session_keeps_no_credential(admin: AgileAppsSession, tenant: AgileAppsEmulator) -> None:
    async with admin.proxy_login(tenant.user.id, password=tenant.admin.password) as customer:
        kept = [getattr(customer, each.name) for each in attrs.fields(AgileAppsSession)]
        assert tenant.admin.password not in kept
        assert tenant.admin.username not in kept
        with pytest.raises(UsageError, match="switch back first"):
            await customer.proxy_login(tenant.user.id, user_name="someone", password="else")


async def test_an_adopted_session_does_not_know_its_user(
    client: AgileAppsSessions, admin: AgileAppsSession, tenant: AgileAppsEmulator
) -> None:
    adopted = client.session(admin.cookies)
    with pytest.raises(UsageError, match="user_name"):
        await adopted.proxy_login(tenant.user.id, password=tenant.admin.password)
    scope = adopted.proxy_login(tenant.user.id, user_name=tenant.admin.username, password=tenant.admin.password)
    async with scope as customer:
        assert await username(customer) == tenant.user.username
    assert await username(adopted) == tenant.admin.username


@pytest.mark.usefixtures("rotates")
async def test_an_error_inside_is_what_is_raised(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    tenant.html_error_page(503, operation="switchBack", times=None)
    with pytest.raises(KeyError), caplog.at_level(logging.WARNING, logger="idsessions"):
        await _both(client, tenant, KeyError())
    assert "UnavailableError" in caplog.text
    assert not tenant.sessions


@pytest.mark.usefixtures("rotates")
async def test_a_failure_to_switch_back_keeps_the_outer_session_shut(
    client: AgileAppsSessions, tenant: AgileAppsEmulator
) -> None:
    tenant.html_error_page(503, operation="switchBack")
    outer = await client.login(tenant.admin.username, tenant.admin.password)
    customer = await outer.proxy_login(tenant.user.id, password=tenant.admin.password)
    with pytest.raises(UnavailableError):
        await customer.end()
    await refuses(outer, tenant, "a proxy login is active", ALL)
    await refuses(customer, tenant, "may be another user's")
    await customer.switch_back()
    assert await username(outer) == tenant.admin.username
    await outer.end()
    assert not tenant.sessions


@pytest.mark.usefixtures("rotates")
async def test_the_outer_scope_ends_what_was_not_switched_back(
    client: AgileAppsSessions, tenant: AgileAppsEmulator
) -> None:
    tenant.html_error_page(500, operation="switchBack", times=None)
    with pytest.raises(ServerError):
        await _both(client, tenant)
    assert not tenant.sessions
    async with client.login(tenant.admin.username, tenant.admin.password) as outer:
        await outer.proxy_login(tenant.user.id, password=tenant.admin.password)
    assert not tenant.sessions


async def test_logging_out_inside_ends_it_all(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    async with client.login(tenant.admin.username, tenant.admin.password) as outer:
        async with outer.proxy_login(tenant.user.id, password=tenant.admin.password) as customer:
            await customer.logout()
            assert not tenant.sessions
        with pytest.raises(SessionExpiredError):
            await outer.get_user_info()
    assert "switchBack" not in sent(tenant)


@pytest.mark.parametrize("answer", ["401", "200", "302", "page"])
async def test_a_session_that_ends_inside(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, answer: Literal["401", "200", "302", "page"]
) -> None:
    tenant.settings.expired_answer = answer
    async with client.login(tenant.admin.username, tenant.admin.password) as outer:
        async with outer.proxy_login(tenant.user.id, password=tenant.admin.password) as customer:
            tenant.expire()
            with pytest.raises(SessionExpiredError):
                await customer.get_user_info()
        with pytest.raises(SessionExpiredError):
            await outer.get_user_info()
    assert sent(tenant).count("login") == 1


@pytest.mark.usefixtures("rotates")
async def test_cancelled_inside(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
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
    assert sent(tenant) == ["login", "proxyLogin", "switchBack", "logout"]
    assert not tenant.sessions


@pytest.mark.usefixtures("rotates")
async def test_cancelled_on_the_way_in(admin: AgileAppsSession, tenant: AgileAppsEmulator, clock: ManualClock) -> None:
    clock.auto = False
    tenant.slow(5, operation="proxyLogin")
    task = asyncio.create_task(_enter(admin, tenant))
    await until(lambda: sent(tenant)[-1] == "proxyLogin")
    await refuses(admin, tenant, "may be another user's")
    task.cancel()
    clock.auto = True
    with pytest.raises(asyncio.CancelledError):
        await task
    assert sent(tenant)[-1] == "switchBack"
    assert await username(admin) == tenant.admin.username


async def _enter(admin: AgileAppsSession, tenant: AgileAppsEmulator) -> None:
    async with admin.proxy_login(tenant.user.id, password=tenant.admin.password):
        raise AssertionError("unreachable")


async def test_what_is_refused_leaves_the_session_as_it_was(
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
        assert await username(session) == name.username
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
async def test_an_answer_that_is_lost_leaves_the_session_to_be_ended(
    how: str, client: AgileAppsSessions, tenant: AgileAppsEmulator
) -> None:
    lose, error = LOST[how]
    async with client.login(tenant.admin.username, tenant.admin.password) as outer:
        lose(tenant)
        with pytest.raises(error):
            await outer.proxy_login(tenant.user.id, password=tenant.admin.password)
        await refuses(outer, tenant, "may be another user's")
    assert sent(tenant) == ["login", "proxyLogin", "logout"]


async def test_an_answer_that_is_lost_can_be_switched_back_from(
    admin: AgileAppsSession, tenant: AgileAppsEmulator
) -> None:
    tenant.settings.rotates_session_id = False
    tenant.drop_connection("answer", operation="proxyLogin")
    with pytest.raises(ConnectionFailedError):
        await admin.proxy_login(tenant.user.id, password=tenant.admin.password)
    assert [live.user for live in tenant.sessions] == [tenant.user]
    assert await admin.switch_back() is admin
    assert await username(admin) == tenant.admin.username
