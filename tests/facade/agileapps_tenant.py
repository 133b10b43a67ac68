"""A tenant and its client, for the tests of what AgileApps sessions do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from idsessions import AgileAppsSession, AgileAppsSessions
from idsessions.testing import ManualClock
from idsessions.testing.agileapps import AgileAppsEmulator


@pytest.fixture(name="clock")
def clock_fixture() -> ManualClock:
    return ManualClock()


@pytest.fixture(name="tenant")
def tenant_fixture(clock: ManualClock) -> Iterator[AgileAppsEmulator]:
    tenant = AgileAppsEmulator(clock=clock, seed=7)
    yield tenant
    tenant.assert_no_violations()


@pytest.fixture(name="client")
async def client_fixture(tenant: AgileAppsEmulator) -> AsyncIterator[AgileAppsSessions]:
    async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=tenant.clock) as client:
        yield client


@pytest.fixture(name="admin")
async def admin_fixture(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> AgileAppsSession:
    """The administrator's session."""
    return await client.login(tenant.admin.username, tenant.admin.password)


def sent(tenant: AgileAppsEmulator) -> list[str | None]:
    """The operations that reached the tenant."""
    return [request.operation for request in tenant.requests]


async def username(session: AgileAppsSession) -> str | None:
    return (await session.get_user_info()).username


async def until(condition: Callable[[], bool]) -> None:
    """Let other tasks run until ``condition`` holds."""
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to that")
