"""A tenant and its client, for the tests of what AgileApps sessions do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from idsessions import AgileAppsSession, AgileAppsSessions
from idsessions.testing import ManualClock
from idsessions.testing.agileapps import AgileAppsEmulator


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def tenant(clock: ManualClock) -> Iterator[AgileAppsEmulator]:
    tenant = AgileAppsEmulator(clock=clock, seed=7)
    yield tenant
    tenant.assert_no_violations()


@pytest.fixture
async def client(tenant: AgileAppsEmulator) -> AsyncIterator[AgileAppsSessions]:
    async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=tenant.clock) as client:
        yield client


@pytest.fixture
async def admin(client: AgileAppsSessions, tenant: AgileAppsEmulator) -> AgileAppsSession:
    """The administrator's session."""
    return await client.login(tenant.admin.username, tenant.admin.password)
