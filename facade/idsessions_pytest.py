"""The pytest plugin: fixtures for the emulators and their clock. It imports the library only when a fixture is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idsessions.testing import AgileAppsEmulator, Emulator, ForgeRockEmulator, ManualClock, OktaEmulator

    AnyEmulator = TypeVar("AnyEmulator", bound=Emulator)


@pytest.fixture
def idsessions_clock() -> ManualClock:
    """The clock of this test's emulators. Give it to your client as ``clock=``, and no wait takes real time."""
    from idsessions.testing import ManualClock

    return ManualClock()


@pytest.fixture
def okta_emulator(idsessions_clock: ManualClock) -> Iterator[OktaEmulator]:
    """An emulated Okta org for this test. The test fails if a request violated Okta's document."""
    from idsessions.testing import OktaEmulator

    yield from _with_check(OktaEmulator(clock=idsessions_clock))


@pytest.fixture
def forgerock_emulator(idsessions_clock: ManualClock) -> Iterator[ForgeRockEmulator]:
    """An emulated ForgeRock server for this test. The test fails if a request violated ForgeRock's document."""
    from idsessions.testing import ForgeRockEmulator

    yield from _with_check(ForgeRockEmulator(clock=idsessions_clock))


@pytest.fixture
def agileapps_emulator(idsessions_clock: ManualClock) -> Iterator[AgileAppsEmulator]:
    """An emulated AgileApps tenant for this test. The test fails if a request violated AgileApps' document."""
    from idsessions.testing import AgileAppsEmulator

    yield from _with_check(AgileAppsEmulator(clock=idsessions_clock))


def _with_check(emulator: AnyEmulator) -> Iterator[AnyEmulator]:
    yield emulator
    report = ""
    try:
        emulator.assert_no_violations()
    except AssertionError as error:
        report = str(error)
    if report:
        pytest.fail(report, pytrace=False)
