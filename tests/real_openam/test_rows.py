"""The table "What OpenAM 16.0.5 answered", sent to the real server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
import pytest
from attrs import define, evolve, field

from idsessions.testing import ManualClock
from idsessions.testing.forgerock import ForgeRockEmulator

from ..testing import forgerock_server as tables
from ..testing.forgerock_openam_rows import ROWS
from .servers import RealServer


@define
class RealTable(tables.Server):
    """A real server, for tables of calls. The emulator is not called; it only has the same users and cookie name."""

    real: RealServer = field(kw_only=True)

    def token(self, who: str) -> str:
        if who == "garbage":
            return tables.GARBAGE
        if who not in self.tokens:
            users = {"other": self.emulator.non_ascii_user, "admin": self.emulator.admin}
            self.tokens[who] = self.real.sign_in(users.get(who, self.emulator.user).uid)
            self.handles[who] = self.real.act(self.tokens[who], "getSessionInfo")["sessionHandle"]
            if who.startswith("dead"):
                self.real.act(self.tokens[who], "logout")
        return self.tokens[who]

    def alive(self, who: str) -> bool:
        return self.real.is_alive(self.token(who))


@pytest.fixture
async def table(real_server: RealServer) -> AsyncIterator[RealTable]:
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    async with httpx.AsyncClient(base_url=real_server.url, cookies=no_cookies, trust_env=False) as http:
        yield RealTable(ForgeRockEmulator("openam"), http, ManualClock(), real=real_server)


def has_no_warning(response: httpx.Response) -> bool:
    return "warning" not in response.headers


def has_two_hours_left(response: httpx.Response) -> bool:
    return response.json()["maxtime"] in range(7190, 7201)


# What the real server responds where the table says something else.
DIFFERENT = {
    # With the embedded directory all realms share their users, so every user can sign in to every realm.
    "right user, other realm": tables.Wanted(
        names="tokenId successUrl realm", has={"realm": "/", "successUrl": "/openam/console"}
    ),
    # `warningHeader` is false in the default settings of the REST APIs.
    "own info, no version": evolve(ROWS["own info, no version"][1], check=has_no_warning),
    # Not different, but time passes between the sign-in and the refresh.
    "refresh another's, in the query": evolve(
        ROWS["refresh another's, in the query"][1],
        has={"uid": "bjensen", "maxidletime": 30, "maxsessiontime": 120},
        check=has_two_hours_left,
    ),
}


@pytest.mark.parametrize("row", ROWS)
async def test_the_real_server_responds_as_the_table_says(table: RealTable, row: str) -> None:
    call, wanted = ROWS[row]
    await tables.holds(table, call, DIFFERENT.get(row, wanted))
