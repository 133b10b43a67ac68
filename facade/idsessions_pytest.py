"""The pytest plugin: an emulator per provider and their clock as fixtures; nothing is imported before one is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idsessions.testing import AgileAppsEmulator, Emulator, ForgeRockEmulator, ManualClock, OktaEmulator

    AnyEmulator = TypeVar("AnyEmulator", bound=Emulator)


@pytest.fixture
def idsessions_clock() -> ManualClock:
    """The clock of this test's emulators: give it to your client as ``clock=`` and no wait takes real time."""
    from idsessions.testing import ManualClock

    return ManualClock()


@pytest.fixture
def okta_emulator(idsessions_clock: ManualClock) -> Iterator[OktaEmulator]:
    """An Okta org of this test's own, in process; the test fails if a request violated Okta's document."""
    from idsessions.testing import OktaEmulator

    yield from _checked(OktaEmulator(clock=idsessions_clock))


@pytest.fixture
def forgerock_emulator(idsessions_clock: ManualClock) -> Iterator[ForgeRockEmulator]:
    """A ForgeRock server of this test's own, in process; the test fails if a request violated its document."""
    from idsessions.testing import ForgeRockEmulator

    yield from _checked(ForgeRockEmulator(clock=idsessions_clock))


@pytest.fixture
def agileapps_emulator(idsessions_clock: ManualClock) -> Iterator[AgileAppsEmulator]:
    """An AgileApps tenant of this test's own, in process; the test fails if a request violated its document."""
    from idsessions.testing import AgileAppsEmulator

    yield from _checked(AgileAppsEmulator(clock=idsessions_clock))


def _checked(emulator: AnyEmulator) -> Iterator[AnyEmulator]:
    yield emulator
    report = ""
    try:
        emulator.assert_no_violations()
    except AssertionError as error:
        report = str(error)
    if report:
        pytest.fail(report, pytrace=False)
