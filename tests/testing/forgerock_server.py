"""What the tests of the ForgeRock emulator share: a server, a client that checks every answer, and tables of calls."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, cast

import httpx
import pytest
from attrs import define, evolve, field, frozen
from jsonschema import Draft202012Validator

from idsessions.testing import ManualClock
from idsessions.testing.forgerock import ForgeRockEmulator
from idsessions_forgerock.description import OPERATIONS, SCHEMAS

START = 1_790_000_000.0
GARBAGE = "no-token-at-all"
NOT_JSON = b"{]"
V4 = "resource=4.0, protocol=1.0"

# What a call's ``who`` may be, besides the words that a server resolves (user, other, admin, dead, garbage).
NOBODY = ""


@define
class Server:
    """An emulator, a client of it, and the tokens that tables name."""

    emulator: ForgeRockEmulator
    http: httpx.AsyncClient
    clock: ManualClock
    tokens: dict[str, str] = field(factory=dict[str, str])
    handles: dict[str, str] = field(factory=dict[str, str])

    def token(self, who: str) -> str:
        """The token of ``user``, ``other``, ``admin`` or ``dead``; each is made when first named."""
        if who == "garbage":
            return GARBAGE
        if who not in self.tokens:
            users = {"other": self.emulator.non_ascii_user, "admin": self.emulator.admin}
            self.tokens[who] = self.emulator.sign_in(users.get(who))
            session = self.emulator.session(self.tokens[who])
            self.handles[who] = session.handle if session else ""
            if who.startswith("dead"):
                self.emulator.expire(self.tokens[who])
        return self.tokens[who]

    def alive(self, who: str) -> bool:
        """Whether the session that a table names is alive."""
        return self.emulator.session(self.token(who)) is not None

    def filled(self, value: Any) -> Any:
        """The JSON value with texts like ``<user>`` and ``<user handle>`` replaced, names of fields too."""
        text = re.sub(r'"<([a-z ]+)>"', lambda found: json.dumps(self._named(found[1])), json.dumps(value))
        return json.loads(text)

    def _named(self, who: str) -> str:
        token = self.token(who.removesuffix(" handle"))
        return self.handles[who.removesuffix(" handle")] if who.endswith(" handle") else token

    async def send(self, call: Call) -> httpx.Response:
        """Send a call of a table."""
        headers = {"Accept-API-Version": call.version} if call.version else {}
        if call.who:
            headers[self.emulator.cookie_name] = self.token(call.who)
        if call.cookie:
            headers["Cookie"] = f"{self.emulator.cookie_name}={self.token(call.cookie)}"
        headers |= call.headers
        params = {**({"_action": call.action} if call.action else {}), **self.filled(dict(call.query))}
        path = f"/json/realms/root{call.realm}/{call.path}"
        if call.path_token:
            path += f"/{self.token(call.path_token)}"
        content = json.dumps(self.filled(call.body)) if call.body is not None else call.content
        if call.body is not None:
            headers.setdefault("Content-Type", "application/json")
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        return await self.http.request(call.method, path, params=params or None, headers=raw, content=content)


@frozen(kw_only=True)
class Call:
    """One request of a table."""

    action: str | None = None
    who: str = "user"
    cookie: str = ""
    version: str | None = "resource=2.0"
    query: Mapping[str, str] = field(factory=dict[str, str])
    body: Any = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(factory=dict[str, str])
    realm: str = "/realms/alpha"
    path: str = "sessions"
    path_token: str = ""
    method: str = "POST"


@frozen(kw_only=True)
class Wanted:
    """What the answer must be: ``body`` exactly, or ``has`` among it, or the names of its fields."""

    status: int = 200
    body: Any = None
    has: Mapping[str, Any] = field(factory=dict[str, Any])
    names: str = ""
    served: str | None = None
    check: Callable[[httpx.Response], bool] = field(default=lambda _: True)
    ends: str = ""
    keeps: str = ""


async def holds(server: Server, call: Call, wanted: Wanted) -> None:
    """Send the call and compare."""
    for who in filter(None, (wanted.ends, wanted.keeps)):
        assert server.alive(who)
    answer = await server.send(call)
    assert answer.status_code == wanted.status, answer.text
    body: Any = answer.json() if answer.headers.get("content-type", "").startswith("application/json") else {}
    if wanted.body is not None:
        assert body == server.filled(wanted.body)
    assert {name: body.get(name) for name in wanted.has} == server.filled(wanted.has)
    if wanted.names:
        assert sorted(body) == sorted(wanted.names.split())
    if wanted.served is not None:
        assert wanted.served in answer.headers.get_list("content-api-version")[0]
    assert wanted.check(answer)
    assert not (wanted.ends and server.alive(wanted.ends))
    assert not wanted.keeps or server.alive(wanted.keeps)


def sign_in(username: str, password: str, **more: Any) -> Call:
    """A sign-in by headers; ``more`` are attributes of the call."""
    headers = {"X-OpenAM-Username": username, "X-OpenAM-Password": password, **more.pop("headers", {})}
    call = Call(path="authenticate", who=NOBODY, version="resource=2.1", headers=headers)
    return evolve(call, **more)


def server_info(**more: Any) -> Call:
    """A read of the server's settings; ``more`` are attributes of the call."""
    return evolve(Call(method="GET", path="serverinfo/*", version="resource=1.1", who=NOBODY), **more)


def refused(status: int, message: str, **more: Any) -> Wanted:
    """An error with this message."""
    return Wanted(status=status, has={"code": status, "message": message, **more})


def act(action: str, who: str = "user", target: str = "", **more: Any) -> Call:
    """An action as AIC and PingAM document it; ``more`` are attributes of the call."""
    call = Call(action=action, who=who, version=V4, body={"tokenId": f"<{target}>"} if target else None)
    return evolve(call, **more)


def query(user: str = "", realm: str = "/alpha", who: str = "admin") -> Call:
    """A query as AIC and PingAM document it."""
    text = f'username eq "{user}" and realm eq "{realm}"' if user else f'realm eq "{realm}"'
    return Call(method="GET", who=who, version=V4, query={"_queryFilter": text})


DENIED = refused(401, "Access Denied")
FORBIDDEN = refused(403, "Forbidden")


def encoded(text: str) -> str:
    """A text as an encoded word of RFC 2047."""
    return f"=?UTF-8?B?{base64.b64encode(text.encode()).decode()}?="


def set_cookies(answer: httpx.Response) -> dict[str, str]:
    """The cookies that an answer sets, with their attributes."""
    pairs = (line.partition("=") for line in answer.headers.get_list("set-cookie"))
    return {name: rest for name, _, rest in pairs}


def conforming(emulator: ForgeRockEmulator) -> Callable[[httpx.Response], Any]:
    """A hook that compares every answer with the document, by operation."""

    async def conforms(response: httpx.Response) -> None:
        operation = emulator.requests[-1].operation
        body = await response.aread()
        if operation is None or not body or "content-type" not in response.headers:
            return
        described = OPERATIONS[operation]["responses"][str(response.status_code)]
        media_type = response.headers["content-type"].partition(";")[0]
        assert media_type in described
        if media_type == "application/json":
            root = {**described[media_type], "components": {"schemas": SCHEMAS}}
            # The stubs of jsonschema type an instance as JSON whose leaves they do not know.
            cast("Any", Draft202012Validator(root)).validate(response.json())

    return conforms


async def serving(emulator: ForgeRockEmulator, clock: ManualClock) -> AsyncIterator[Server]:
    """The emulator with a client that keeps no cookie."""
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    async with httpx.AsyncClient(
        transport=emulator.transport(),
        base_url=emulator.url,
        event_hooks={"response": [conforming(emulator)]},
        cookies=no_cookies,
    ) as http:
        yield Server(emulator, http, clock)


@pytest.fixture(name="clock")
def clock_fixture() -> ManualClock:
    return ManualClock(START)


@pytest.fixture(name="profile", params=["aic", "pingam"])
def profile_fixture(request: pytest.FixtureRequest) -> str:
    return cast("str", request.param)


@pytest.fixture(name="emulator")
def emulator_fixture(profile: Any, clock: ManualClock) -> Iterator[ForgeRockEmulator]:
    emulator = ForgeRockEmulator(profile, clock=clock, seed=11)
    yield emulator
    emulator.assert_no_violations()


@pytest.fixture(name="server")
async def server_fixture(emulator: ForgeRockEmulator, clock: ManualClock) -> AsyncIterator[Server]:
    async for server in serving(emulator, clock):
        yield server
