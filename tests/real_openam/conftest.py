"""Each test runs against our emulator, and against a real OpenAM where one runs: `uv run scripts/openam.py start`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from .servers import EmulatedServer, RealServer, Server, state

# With this environment variable set to "required", the absence of a real server is a failure.
VARIABLE = "IDSESSIONS_OPENAM"


@cache
def running() -> dict[str, Any] | None:
    """What there is to know of the real server, asked once."""
    return state()


def wanted() -> bool:
    """Whether to run against a real server: it must run, and be ours alone, for one test restarts it."""
    return os.environ.get(VARIABLE) == "required" or ("PYTEST_XDIST_WORKER" not in os.environ and running() is not None)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "server" in metafunc.fixturenames:
        servers = [pytest.param("emulator", id="emulator")]
        if wanted():
            servers.append(pytest.param("real", id="openam", marks=pytest.mark.openam))
        metafunc.parametrize("server", servers, indirect=True)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The server that a test runs against."""
    if request.param == "real":
        found = running()
        if found is None:
            pytest.fail(f"{VARIABLE}=required, and no OpenAM runs: uv run scripts/openam.py start", pytrace=False)
        yield RealServer(found)
        return
    emulated = EmulatedServer()
    yield emulated
    emulated.emulator.assert_no_violations()
