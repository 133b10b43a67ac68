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
        (
            ["W1", "W2", "W1 no date", "W2 no date"],
            "600 a minute",
            "Okta's headers, with or without `Retry-After` or `Date`",
        ),
        (["W1 4 clients"], "600 a minute, to four clients of one process", "Okta's headers"),
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


def test_wrong_clock_without_a_date_is_refused_as_often_as_said() -> None:
    for name in ("W1 no date +1 h", "W1 no date -1 h"):
        world = WORLDS[name]
        assert (world.refused_learning, world.refused_later, world.slower) == (40, 12, 1.15)
    server = "600 a minute, to a client whose clock is an hour wrong; 1.15 times as long"
    cell = refused_at_most(server, "Okta's headers without `Date`")
    assert cell == "40 in the first minute, 12 in each later one"


@pytest.mark.parametrize(
    ("server", "says", "targets"),
    [
        ("with a burst of 10; 1.6 times as long", "only `Retry-After`", {"T1 burst 10": (0.05, 1.6)}),
        ("with no burst; 3 times as long", "only `Retry-After`", {"T1 burst 1": (0.1, 3.0)}),
        (
            "with a burst of 10 or 100; 1.6 or 1.05 times as long",
            "the standard `RateLimit` fields",
            {"T2 burst 10": (0.025, 1.6), "T2 burst 100": (0.025, 1.05)},
        ),
    ],
)
def test_small_token_buckets_are_refused_as_often_as_said(
    server: str, says: str, targets: dict[str, tuple[float, float]]
) -> None:
    share = max(share for share, _ in targets.values())
    assert refused_at_most(f"50 a second, {server}", says) == f"{100 * share:g} % of all that are sent"
    for name, target in targets.items():
        assert (WORLDS[name].refused_share, WORLDS[name].slower) == target


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
    for option in ("max_concurrency", "retries"):
        assert f"`{option}={inspect.signature(OktaSessions).parameters[option].default}`" in RATE_LIMITS
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
