"""What a call and an import cost, as ratios to bare httpx in the same run: ``uv run scripts/bench_calls.py``."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from idsessions import AgileAppsSessions, ApiToken, OktaSessions

URL = "https://acme.okta.example"
SESSION: dict[str, Any] = {
    "id": "102-not-a-real-session",
    "userId": "00u-not-a-real-user",
    "login": "ada@example.com",
    "createdAt": "2026-01-01T09:00:00.000Z",
    "expiresAt": "2026-01-01T11:00:00.000Z",
    "status": "ACTIVE",
    "lastPasswordVerification": "2026-01-01T09:00:00.000Z",
    "lastFactorVerification": None,
    "amr": ["pwd"],
    "idp": {"id": "00o-not-a-real-org", "type": "OKTA"},
    "mfaActive": False,
    "_links": {"self": {"href": f"{URL}/api/v1/sessions/me", "hints": {"allow": ["GET", "DELETE"]}}},
}
USER = (
    b"<platform><user><id>16</id><first_name>Ada</first_name><active>1</active><team_id type='TEAM' uri='/t/1'"
    b" displayValue='One'>1</team_id></user><message><code>0</code><description>Success</description></message></platform>"
)


class Ready(httpx.AsyncBaseTransport):
    """Answers at once, with what is asked for."""

    def __init__(self) -> None:
        self._json = json.dumps(SESSION).encode()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if "networking" in request.url.path:
            return httpx.Response(200, headers={"Content-Type": "application/xml"}, content=USER)
        headers = {
            "Content-Type": "application/json",
            "X-Rate-Limit-Limit": "1000000",
            "X-Rate-Limit-Remaining": "999999",
            "X-Rate-Limit-Reset": "4000000000",
            "Date": "Thu, 01 Jan 2026 09:00:00 GMT",
        }
        return httpx.Response(200, headers=headers, content=self._json)


async def cpu_per_call(call: Callable[[], Awaitable[object]], calls: int, rounds: int) -> float:
    """Median CPU seconds of one call, over ``rounds`` of ``calls`` each."""
    times: list[float] = []
    for _ in range(rounds + 1):
        gc.collect()
        started = time.process_time()
        for _ in range(calls):
            await call()
        times.append((time.process_time() - started) / calls)
    return statistics.median(times[1:])


async def measure_calls(calls: int, rounds: int) -> dict[str, float]:
    """CPU of a typed call, by what is called, on a transport that costs nothing."""
    bare = httpx.AsyncClient(transport=Ready())
    okta = OktaSessions(URL, ApiToken("00-not-a-real-token"), transport=Ready())
    agileapps = AgileAppsSessions("https://acme.example", transport=Ready())
    session = agileapps.session("not-a-real-session")
    async with bare, okta, agileapps:

        async def untyped() -> object:
            return (await bare.get(f"{URL}/api/v1/sessions/102", headers={"Authorization": "SSWS 00"})).json()

        return {
            "httpx get and json": await cpu_per_call(untyped, calls, rounds),
            "OktaSessions.get_session": await cpu_per_call(lambda: okta.get_session("102"), calls, rounds),
            "AgileAppsSession.get_user_info": await cpu_per_call(session.get_user_info, calls, rounds),
        }


def import_seconds(module: str, rounds: int) -> float:
    """Median wall seconds that a fresh interpreter takes to import ``module``, its own start taken off."""

    def run(code: str) -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - started

    nothing = statistics.median(run("pass") for _ in range(rounds))
    return statistics.median(run(f"import {module}") for _ in range(rounds)) - nothing


def main() -> int:
    """Measure and print; absolute numbers are of this machine, ratios travel."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    calls = asyncio.run(measure_calls(options.calls, options.rounds))
    base = calls["httpx get and json"]
    for name, seconds in calls.items():
        print(f"{name:<32} {seconds * 1e6:8.1f} us CPU   {seconds / base:5.2f} x")
    imports = {name: import_seconds(name, options.rounds) for name in ("httpx", "idsessions")}
    for name, seconds in imports.items():
        print(f"import {name:<25} {seconds * 1e3:8.1f} ms wall  {seconds / imports['httpx']:5.2f} x")
    return 0
