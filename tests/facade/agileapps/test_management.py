"""The sessions of a user: listed, ended by id, and ended all, on the emulator."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Final, Literal

import pytest
import respx

from idsessions import (
    AgileAppsSession,
    AgileAppsSessions,
    NotFoundError,
    PermissionDeniedError,
    SessionExpiredError,
    UsageError,
)
from idsessions.testing import AgileAppsEmulator

from .wire import COOKIES, URL, respond, url_of

Use = Callable[[AgileAppsSession], Coroutine[Any, Any, object]]
USES: Final[dict[str, Use]] = {
    "list": lambda session: session.list_active_sessions(),
    "end by id": lambda session: session.logout_sessions(["0"]),
    "end all": lambda session: session.logout_all_sessions(),
}


@pytest.mark.parametrize("always_json", [False, True])
@pytest.mark.parametrize("devices", [1, 3])
async def test_sessions_of_the_user_are_listed(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, devices: int, always_json: bool
) -> None:
    tenant.settings.always_json = always_json
    tenant.log_in(tenant.admin)
    live = [tenant.log_in() for _ in range(devices)]
    found = await client.list_active_sessions(live[0].cookie_string)
    assert [(each.id, each.session_id, each.user_id) for each in found] == [
        (each.record_id, each.id, tenant.user.id) for each in live
    ]
    assert all(each.date_created is not None for each in found)
    assert not [secret for each in live for secret in (each.id,) if secret in repr(found)]


async def test_sessions_are_ended_by_their_ids(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    own, other, kept = sessions = [tenant.log_in() for _ in range(3)]
    session = client.session(own.cookie_string)
    found = await session.list_active_sessions()
    await session.logout_sessions(each.id for each in found if each.session_id == other.id)
    sessions.remove(other)
    assert list(tenant.sessions) == sessions
    await session.logout_sessions([own.record_id])
    assert list(tenant.sessions) == [kept]
    await session.end()
    assert list(tenant.sessions) == [kept]


async def test_unknown_id_ends_nothing(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    own, others = tenant.log_in(), tenant.log_in(tenant.admin)
    with pytest.raises(NotFoundError):
        await client.logout_sessions(own.cookie_string, [own.record_id, others.record_id])
    assert tenant.sessions == (own, others)


@pytest.mark.parametrize("spares_own", [False, True])
async def test_all_sessions_of_the_user_are_ended(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, spares_own: bool
) -> None:
    tenant.settings.logout_all_spares_own = spares_own
    own, _, others = tenant.log_in(), tenant.log_in(), tenant.log_in(tenant.admin)
    async with client.login(tenant.username, tenant.password) as session:
        await session.logout_all_sessions()
        assert own not in tenant.sessions
        assert await session.is_alive() is spares_own
    assert tenant.sessions == (others,)


@pytest.mark.parametrize("use", USES)
async def test_expired_session_raises(client: AgileAppsSessions, tenant: AgileAppsEmulator, use: str) -> None:
    own, other = tenant.log_in(), tenant.log_in()
    tenant.expire(own)
    with pytest.raises(SessionExpiredError):
        await USES[use](client.session(own.cookie_string))
    assert tenant.sessions == (other,)


async def test_list_logs_in_again_where_that_is_allowed(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> None:
    async with client.login(tenant.username, tenant.password, renew=True) as session:
        tenant.expire()
        [found] = await session.list_active_sessions()
        [live] = tenant.sessions
        assert found.id == live.record_id


@pytest.mark.parametrize("how", ["off", "missing"])
@pytest.mark.parametrize("use", USES)
async def test_tenant_without_the_feature_raises_one_error(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, use: str, how: Literal["off", "missing"]
) -> None:
    tenant.settings.session_management = how
    live = tenant.log_in()
    with pytest.raises(PermissionDeniedError, match=r"session management|not enabled"):
        await USES[use](client.session(live.cookie_string))
    assert tenant.sessions == (live,)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
async def test_method_of_logout_sessions_can_be_set(
    respx_mock: respx.MockRouter, method: Literal["GET", "POST", "PUT"]
) -> None:
    route = respx_mock.route(method=method, url__startswith=url_of("logoutSessions")).mock(return_value=respond(""))
    async with AgileAppsSessions(URL, logout_sessions_method=method) as client:
        await client.with_options(timeout=5).logout_sessions(COOKIES, ["rec-1"])
    assert route.calls.last.request.content == b'{"platform":{"session":[{"id":"rec-1"}]}}'


@pytest.mark.parametrize("method", ["", "get", "DELETE", None, 5, ["GET"]])
def test_invalid_method_of_logout_sessions_is_refused(method: Any) -> None:
    with pytest.raises(UsageError, match="logout_sessions_method"):
        AgileAppsSessions(URL, logout_sessions_method=method)


@pytest.mark.parametrize("ids", [(), [], "rec-1", b"rec-1", None, 7, [""], [" "], [None], ["rec-1", "\t"], [b"rec-1"]])
async def test_list_without_an_id_is_refused(
    client: AgileAppsSessions, tenant: AgileAppsEmulator, ids: Iterable[str]
) -> None:
    with pytest.raises(UsageError, match="`ids` must be a list of at least one id"):
        await client.logout_sessions(tenant.log_in().cookie_string, ids)
    assert not tenant.requests
