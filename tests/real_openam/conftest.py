"""Each test runs against the emulator, and against a real OpenAM if one runs: `uv run scripts/openam.py start`."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from functools import cache
from typing import Any

import httpx
import pytest

from idsessions import ForgeRockSessions

from .servers import EmulatedServer, RealServer, Server, read_state, signed_in_administrator

# If this environment variable is "required", the suite fails without a real server.
VARIABLE = "IDSESSIONS_OPENAM"


@cache
def running() -> dict[str, Any] | None:
    """The state of the real server, read once."""
    return read_state()


def uses_real_server() -> bool:
    """Whether to run against a real server.

    The server belongs to the suite while it runs: a test restarts it, and every test ends all sessions.
    """
    return os.environ.get(VARIABLE) == "required" or ("PYTEST_XDIST_WORKER" not in os.environ and running() is not None)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    real = pytest.param("real", id="openam", marks=pytest.mark.openam)
    if "server" in metafunc.fixturenames:
        servers = ["emulator", real] if uses_real_server() else ["emulator"]
        metafunc.parametrize("server", servers, indirect=True)
    elif "real_server" in metafunc.fixturenames:
        metafunc.parametrize("real_server", [real], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests that are about the real server alone, where there is none."""
    if not uses_real_server():
        needing = {item for item in items if "real_server" in getattr(item, "fixturenames", ())}
        config.hook.pytest_deselected(items=list(needing))
        items[:] = [item for item in items if item not in needing]


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The server that a test runs against; nobody is signed in to it."""
    if request.param == "real":
        yield from serve_real()
        return
    emulated = EmulatedServer()
    yield emulated
    emulated.emulator.assert_no_violations()


@pytest.fixture
def real_server() -> Iterator[RealServer]:
    """The real server; nobody is signed in to it."""
    yield from serve_real()


def serve_real() -> Iterator[RealServer]:
    found = running()
    if found is None:
        pytest.fail(f"{VARIABLE}=required, but no OpenAM runs: uv run scripts/openam.py start", pytrace=False)
    # It is plain HTTP, and loading certificates takes longer than a test.
    with httpx.Client(verify=False, trust_env=False) as http:
        real = RealServer(found, http)
        # Queries must not list sessions that an interrupted run left.
        real.end_all_sessions()
        yield real
        real.end_all_sessions()


@pytest.fixture
async def admin(server: Server) -> AsyncIterator[ForgeRockSessions]:
    """A client of an administrator in the realm /alpha; the session of the administrator must survive the test."""
    async with signed_in_administrator(server) as am:
        yield am
