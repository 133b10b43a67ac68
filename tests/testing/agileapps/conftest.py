"""An emulated AgileApps tenant and its client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from idsessions.testing import ManualClock
from idsessions.testing.agileapps import AgileAppsEmulator

from ..plain_client import plain_client
from .tenant import XML, assert_documented


@pytest.fixture
def tenant(clock: ManualClock) -> Iterator[AgileAppsEmulator]:
    tenant = AgileAppsEmulator(clock=clock, seed=7)
    yield tenant
    tenant.assert_no_violations()


@pytest.fixture
async def http(tenant: AgileAppsEmulator) -> AsyncIterator[httpx.AsyncClient]:
    async with plain_client(tenant, assert_documented, {"Accept": XML}) as client:
        yield client
