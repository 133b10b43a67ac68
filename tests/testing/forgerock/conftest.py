"""An emulated ForgeRock server and its client; a test module can define another ``profile``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, cast

import pytest

from idsessions.testing import ManualClock
from idsessions.testing.forgerock import ForgeRockEmulator

from .server import Server, served_client


@pytest.fixture(params=["aic", "pingam"])
def profile(request: pytest.FixtureRequest) -> str:
    return cast("str", request.param)


@pytest.fixture
def emulator(profile: Any, clock: ManualClock) -> Iterator[ForgeRockEmulator]:
    emulator = ForgeRockEmulator(profile, clock=clock, seed=11)
    yield emulator
    emulator.assert_no_violations()


@pytest.fixture
async def server(emulator: ForgeRockEmulator, clock: ManualClock) -> AsyncIterator[Server]:
    async with served_client(emulator, clock) as server:
        yield server
