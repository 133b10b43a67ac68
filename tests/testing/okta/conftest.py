"""An emulated Okta org and its client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from idsessions.testing import ManualClock
from idsessions.testing.okta import OktaEmulator

from ..plain_client import plain_client
from .org import assert_documented


@pytest.fixture
def org(clock: ManualClock) -> Iterator[OktaEmulator]:
    org = OktaEmulator(clock=clock, seed=7)
    yield org
    org.assert_no_violations()


@pytest.fixture
async def http(org: OktaEmulator) -> AsyncIterator[httpx.AsyncClient]:
    async with plain_client(org, assert_documented) as client:
        yield client
