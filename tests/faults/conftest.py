"""How much the seeded runs do: few calls by default, and as many as you ask for."""

from __future__ import annotations

import pytest


@pytest.fixture
def calls(request: pytest.FixtureRequest) -> int:
    """How many calls a seeded run makes: ``--calls``."""
    return int(str(request.config.getoption("--calls")))
