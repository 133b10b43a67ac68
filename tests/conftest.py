"""What all tests share: where the project is, and that hypothesis judges values and not speed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("values-not-speed", deadline=None)
settings.load_profile("values-not-speed")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--calls", type=int, default=400, help="how many calls each seeded run of tests/faults makes")
    parser.addoption("--fuzz-seconds", type=float, default=0, help="how long all fuzzers of tests/fuzz run together")
