"""Figures and claims of the documentation that no example shows."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from bench.worlds import WORLDS
from idsessions import OktaSessions, RateLimit, Timeouts
from idsessions.testing import AgileAppsEmulator
from idsessions_agileapps import Client
from idsessions_agileapps.api.sessions import login
from idsessions_agileapps.models import LoginCredentials, LoginRequest

ROOT: Final = Path(__file__).parents[2]
RATE_LIMITS: Final = (ROOT / "docs" / "rate-limits.md").read_text(encoding="utf-8")
TIMEOUTS: Final = (ROOT / "docs" / "timeouts.md").read_text(encoding="utf-8")


def refused_at_most(server: str, says: str) -> str:
    """The last cell of a row of the table of refused requests."""
    (cell,) = re.findall(rf"^\| {re.escape(server)} \| {re.escape(says)} \| (.*) \|$", RATE_LIMITS, re.MULTILINE)
    return str(cell)


@pytest.mark.parametrize(
    ("names", "server", "says"),
    [
        (["W1", "W2"], "600 a minute", "Okta's headers, with or without `Retry-After` or `Date`"),
        (["W1 40 % others"], "600 a minute, of which others take a part", "Okta's headers"),
        (["W4"], "600 a minute", "the standard `RateLimit` fields"),
    ],
)
def test_counted_limits_refuse_one_request_in_a_minute(names: list[str], server: str, says: str) -> None:
    for world in map(WORLDS.__getitem__, names):
        assert (world.refused_learning, world.refused_later) == (0, 1)
    assert refused_at_most(server, says) == "1 in a minute"


def test_each_process_is_refused_as_often_as_said() -> None:
    assert refused_at_most("600 a minute, to several processes", "Okta's headers") == "32 in a minute for each process"
    for count in (2, 4, 8):
        world = WORLDS[f"W1 x{count}"]
        assert (world.processes, world.refused_learning, world.refused_later) == (count, 0, 32 * count)


def test_bare_retry_after_is_refused_as_often_as_said() -> None:
    world = WORLDS["W3"]
    assert (world.learning, world.refused_learning, world.refused_later) == (2, 64, 5)
    cell = refused_at_most("600 a minute", "only `Retry-After`")
    assert cell == "64 in the first two minutes, 5 in each later one"


def test_token_bucket_is_refused_as_often_as_said() -> None:
    assert WORLDS["T1"].refused_share == 0.025
    assert refused_at_most("50 a second, with a burst of 100", "only `Retry-After`") == "2.5 % of all that are sent"


@pytest.mark.slow
def test_ten_thousand_calls_at_once_are_neither_refused_nor_lost() -> None:
    """README, "Rate limits": what the command on the page prints."""
    (command,) = re.findall(r"^uv run (scripts/.*) --tasks 10000$", RATE_LIMITS, re.MULTILINE)
    arguments = [sys.executable, *command.split(), "--tasks", "10000", "--json"]
    # Its exit status also tells how fast the machine is.
    ran = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    row = json.loads(ran.stdout)
    assert (row["world"], row["tasks"]) == ("W1", 10_000)
    assert (row["refused"], row["lost"]) == (0, 0)


def test_defaults_are_as_said() -> None:
    limit = RateLimit()
    for option in ("max_wait", "max_attempts"):
        assert f"`RateLimit({option}={getattr(limit, option):g})`" in RATE_LIMITS
    cap = inspect.signature(OktaSessions).parameters["max_concurrency"].default
    assert f"`max_concurrency={cap}`" in RATE_LIMITS
    timeouts = Timeouts()
    assert timeouts.read == timeouts.write
    assert f"{timeouts.connect:g} s to connect, and {timeouts.read:g} s for each read and write" in TIMEOUTS


async def test_agileapps_client_alone_sends_json_labelled_as_xml() -> None:
    """README, "The generated clients": it needs the facade, which converts between JSON and XML."""
    tenant = AgileAppsEmulator()
    async with tenant.serve() as url, Client(url) as client:
        body = LoginRequest(login=LoginCredentials(user_name=tenant.username, password=tenant.password))
        with tenant.allow_violations(), pytest.raises((KeyError, ValueError)):
            await login.asyncio(client=client, body=body)
    (request,) = tenant.requests
    assert request.content_type == "application/xml"
    assert json.loads(request.body)["login"]["userName"] == tenant.username
