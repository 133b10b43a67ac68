"""The clock of the emulators' tests."""

from __future__ import annotations

import pytest

from idsessions.testing import ManualClock

from .plain_client import START


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)
