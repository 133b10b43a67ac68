"""The table "What OpenAM 16.0.5 answered", sent to the real server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
import pytest
from attrs import define, evolve, field

from idsessions.testing import ManualClock
from idsessions.testing.forgerock import ForgeRockEmulator

from ..testing.forgerock import server as tables
from ..testing.forgerock.openam_rows import ROWS
from .servers import RealServer


@define
class RealTable(tables.Server):
    """A real server, for tables of calls. The emulator is not called; it only has the same users and cookie name."""

    real: RealServer = field(kw_only=True)

    def token(self, name: str) -> str:
        if name == "garbage":
            return tables.GARBAGE
        if name not in self.tokens:
            users = {"other": self.emulator.non_ascii_user, "admin": self.emulator.admin}
            self.tokens[name] = self.real.sign_in(users.get(name, self.emulator.user).uid)
            self.handles[name] = self.real.act(self.tokens[name], "getSessionInfo")["sessionHandle"]
            if name.startswith("dead"):
                self.real.act(self.tokens[name], "logout")
        return self.tokens[name]

    def alive(self, name: str) -> bool:
        return self.real.is_alive(self.token(name))


@pytest.fixture
async def table(real_server: RealServer) -> AsyncIterator[RealTable]:
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    async with httpx.AsyncClient(base_url=real_server.url, cookies=no_cookies, trust_env=False) as http:
        yield RealTable(ForgeRockEmulator("openam"), http, ManualClock(), real=real_server)


def has_two_hours_left(response: httpx.Response) -> bool:
    return response.json()["maxtime"] in range(7190, 7201)


# What the real server responds where the table depends on a clock that stands still.
TIMED = {
    # Time passes between the sign-in and the refresh.
    "refresh another's, in the query": evolve(
        ROWS["refresh another's, in the query"][1],
        has={"uid": "bjensen", "maxidletime": 30, "maxsessiontime": 120},
        check=has_two_hours_left,
    ),
}


@pytest.mark.parametrize("row", ROWS)
async def test_the_real_server_responds_as_the_table_says(table: RealTable, row: str) -> None:
    call, expected = ROWS[row]
    await tables.assert_response(table, call, TIMED.get(row, expected))
