"""What the tests of the ForgeRock emulator share: a server with named tokens, and tables of calls."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
from attrs import define, evolve, field, frozen

from idsessions.testing import ManualClock
from idsessions.testing.forgerock import ForgeRockEmulator
from idsessions_forgerock.description import OPERATIONS, SCHEMAS

from ..plain_client import assert_valid, plain_client

GARBAGE = "no-token-at-all"
NOT_JSON = b"{]"
V4 = "resource=4.0, protocol=1.0"

# A call's ``caller`` without a credential; the others are the names that `Server.token` knows.
NO_CREDENTIAL = ""


@define
class Server:
    """An emulator, its client, and the tokens that tables refer to by name."""

    emulator: ForgeRockEmulator
    http: httpx.AsyncClient
    clock: ManualClock
    tokens: dict[str, str] = field(factory=dict[str, str])
    handles: dict[str, str] = field(factory=dict[str, str])

    def token(self, name: str) -> str:
        """The token of ``user``, ``other``, ``admin``, ``dead`` (an ended session) or ``garbage``; each is made on first use."""
        if name == "garbage":
            return GARBAGE
        if name not in self.tokens:
            users = {"other": self.emulator.non_ascii_user, "admin": self.emulator.admin}
            self.tokens[name] = self.emulator.sign_in(users.get(name))
            session = self.emulator.session(self.tokens[name])
            self.handles[name] = session.handle if session else ""
            if name.startswith("dead"):
                self.emulator.expire(self.tokens[name])
        return self.tokens[name]

    def alive(self, name: str) -> bool:
        """Whether the session with this name is alive."""
        return self.emulator.session(self.token(name)) is not None

    def filled(self, value: Any) -> Any:
        """The JSON value with ``<user>``, ``<user handle>`` and the like replaced, also in names of fields."""
        text = re.sub(r'"<([a-z ]+)>"', lambda found: json.dumps(self._named(found[1])), json.dumps(value))
        return json.loads(text)

    def _named(self, name: str) -> str:
        token = self.token(name.removesuffix(" handle"))
        return self.handles[name.removesuffix(" handle")] if name.endswith(" handle") else token

    async def send(self, call: Call) -> httpx.Response:
        """Send a call of a table."""
        headers = {"Accept-API-Version": call.version} if call.version else {}
        if call.caller:
            headers[self.emulator.cookie_name] = self.token(call.caller)
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
    caller: str = "user"
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
class Expected:
    """What a response must have: exactly ``body``, the fields ``has``, or fields of these names; which sessions end or stay."""

    status: int = 200
    body: Any = None
    has: Mapping[str, Any] = field(factory=dict[str, Any])
    names: str = ""
    served: str | None = None
    check: Callable[[httpx.Response], bool] = field(default=lambda _: True)
    ends: str = ""
    keeps: str = ""


async def assert_response(server: Server, call: Call, expected: Expected) -> None:
    """Send the call and compare the response, and the sessions after it."""
    for name in filter(None, (expected.ends, expected.keeps)):
        assert server.alive(name)
    response = await server.send(call)
    assert response.status_code == expected.status, response.text
    body: Any = response.json() if response.headers.get("content-type", "").startswith("application/json") else {}
    if expected.body is not None:
        assert body == server.filled(expected.body)
    assert {name: body.get(name) for name in expected.has} == server.filled(expected.has)
    if expected.names:
        assert sorted(body) == sorted(expected.names.split())
    if expected.served is not None:
        assert expected.served in response.headers.get_list("content-api-version")[0]
    assert expected.check(response)
    assert not (expected.ends and server.alive(expected.ends))
    assert not expected.keeps or server.alive(expected.keeps)


def sign_in(username: str, password: str, **more: Any) -> Call:
    """A sign-in by headers; ``more`` has attributes of the call."""
    headers = {"X-OpenAM-Username": username, "X-OpenAM-Password": password, **more.pop("headers", {})}
    call = Call(path="authenticate", caller=NO_CREDENTIAL, version="resource=2.1", headers=headers)
    return evolve(call, **more)


def server_info(**more: Any) -> Call:
    """A request for the server's settings; ``more`` has attributes of the call."""
    return evolve(Call(method="GET", path="serverinfo/*", version="resource=1.1", caller=NO_CREDENTIAL), **more)


def error(status: int, message: str, **more: Any) -> Expected:
    """An error with this message."""
    return Expected(status=status, has={"code": status, "message": message, **more})


def act(action: str, caller: str = "user", target: str = "", **more: Any) -> Call:
    """An action as AIC and PingAM document it; ``more`` has attributes of the call."""
    call = Call(action=action, caller=caller, version=V4, body={"tokenId": f"<{target}>"} if target else None)
    return evolve(call, **more)


def query(user: str = "", realm: str = "/alpha", caller: str = "admin") -> Call:
    """A query as AIC and PingAM document it."""
    text = f'username eq "{user}" and realm eq "{realm}"' if user else f'realm eq "{realm}"'
    return Call(method="GET", caller=caller, version=V4, query={"_queryFilter": text})


DENIED = error(401, "Access Denied")
FORBIDDEN = error(403, "Forbidden")


def encoded(text: str) -> str:
    """A text as an encoded word of RFC 2047."""
    return f"=?UTF-8?B?{base64.b64encode(text.encode()).decode()}?="


def set_cookies(response: httpx.Response) -> dict[str, str]:
    """The cookies that an response sets, with their attributes."""
    pairs = (line.partition("=") for line in response.headers.get_list("set-cookie"))
    return {name: rest for name, _, rest in pairs}


def assert_documented(response: httpx.Response, operation: str) -> None:
    """Validate a response against the document; OpenAM has some without a body."""
    if not response.content or "content-type" not in response.headers:
        return
    described = OPERATIONS[operation]["responses"][str(response.status_code)]
    media_type = response.headers["content-type"].partition(";")[0]
    assert media_type in described
    if media_type == "application/json":
        assert_valid(response.json(), described[media_type], SCHEMAS)


@asynccontextmanager
async def served_client(emulator: ForgeRockEmulator, clock: ManualClock) -> AsyncGenerator[Server]:
    """The emulator with its client."""
    async with plain_client(emulator, assert_documented) as http:
        yield Server(emulator, http, clock)
