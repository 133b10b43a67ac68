"""What a call and an import cost, as ratios to bare httpx in the same run."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence
from typing import Any

import httpx

from idsessions import AgileAppsSessions, ApiToken, OktaSessions

from .measure import cpu_seconds, print_calls, print_imports, wall_seconds

URL = "https://acme.okta.example"
BASE = "httpx get and json"
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
    """Responds at once, with a user of AgileApps or a session of Okta."""

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


async def measure_calls(count: int, rounds: int) -> dict[str, float]:
    """Measure the CPU seconds of an untyped call and of typed calls, on a transport that costs nothing."""
    bare = httpx.AsyncClient(transport=Ready())
    okta = OktaSessions(URL, ApiToken("00-not-a-real-token"), transport=Ready())
    agileapps = AgileAppsSessions("https://acme.example", transport=Ready())
    session = agileapps.session("not-a-real-session")

    async def untyped() -> object:
        return (await bare.get(f"{URL}/api/v1/sessions/102", headers={"Authorization": "SSWS 00"})).json()

    async with bare, okta, agileapps:
        calls = {
            BASE: untyped,
            "OktaSessions.get_session": lambda: okta.get_session("102"),
            "AgileAppsSession.get_user_info": session.get_user_info,
        }
        return await cpu_seconds(calls, count, rounds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description="Measure what a call and an import cost. Times depend on the machine; compare the ratios to bare httpx."
    )
    parser.add_argument("--calls", type=int, default=500, help="calls in a round (default: 500)")
    parser.add_argument("--rounds", type=int, default=7, help="rounds; the median counts (default: 7)")
    options = parser.parse_args(arguments)
    print_calls(asyncio.run(measure_calls(options.calls, options.rounds)), BASE)
    statements = ("import httpx", "import idsessions", "from idsessions import OktaSessions")
    print_imports(wall_seconds({each: each for each in statements}, options.rounds), "import httpx")
    return 0
