"""What all tests share: where the project is, how many processes run them, and that hypothesis judges values and not speed."""

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
    parser.addoption("--calls", type=int, default=200, help="how many calls each seeded run of tests/faults makes")
    parser.addoption("--fuzz-seconds", type=float, default=0, help="how long all fuzzers of tests/fuzz run together")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """The whole suite runs on every core. A run that chooses its tests is serial, as is a run that shows output (-s)."""
    chosen = config.args_source is not pytest.Config.ArgsSource.TESTPATHS or config.option.keyword
    options = config.invocation_params.args
    return 0 if chosen or any(str(each).startswith("-m") for each in options) or config.option.capture == "no" else None
