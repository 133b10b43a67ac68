"""The two servers that the suite runs against, behind one interface: the emulator as OpenAM, and a real OpenAM."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import httpx
from attrs import field, frozen

from idsessions import Credential, ForgeRockSessions, SessionToken
from idsessions.testing import ManualClock
from idsessions.testing.forgerock import ForgeRockEmulator

COOKIE: Final = "iPlanetDirectoryPro"
_SCRIPT: Final = Path(__file__).parents[2] / "scripts" / "openam.py"
# Servers record the latest access at most once a minute, and count whole seconds.
MINUTE: Final = 63.0
# A port that was used a moment ago may not be free yet.
_STARTS: Final = 3


@frozen
class User:
    """A user who can sign in."""

    realm: str
    username: str
    password: str = field(repr=False)


@frozen
class Facts:
    """The users and the settings of the server.

    Attributes:
        admin: An administrator, in the top-level realm.
        plain: A user in the realm ``/alpha``.
        foreign: A user in the same realm, with a name and a password outside ASCII.
        nested: A user in the nested realm ``/alpha/staff``.
        brief: A user in the realm ``/brief``, whose sessions live for a minute.
        session_properties: The names of the properties that sessions can have.
    """

    admin: User
    plain: User
    foreign: User
    nested: User
    brief: User
    session_properties: tuple[str, ...]

    @property
    def users(self) -> tuple[User, ...]:
        return (self.admin, self.plain, self.foreign, self.nested, self.brief)


class Server(Protocol):
    """What a test can do with its server."""

    facts: Facts
    clock: ManualClock

    def client(self, realm: str = "/alpha", credentials: Credential | None = None, **options: Any) -> ForgeRockSessions:
        """A client of the server, by default with the profile ``openam``."""
        ...

    async def rename_cookie(self, name: str) -> None:
        """Rename the session cookie."""
        ...

    async def wait_a_minute(self) -> None:
        """Wait until the sessions in the realm of `Facts.brief` expire."""
        ...

    def end_all_sessions(self) -> None:
        """End every session of every user, and of the administrator."""
        ...


class EmulatedServer:
    """The emulator in this process, with the users of the real server."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.emulator = ForgeRockEmulator("openam", clock=self.clock, realms=["/brief"])
        admin = self.emulator.admin
        self.facts = Facts(
            admin=User("/", admin.username, admin.password),
            plain=User("/alpha", self.emulator.username, self.emulator.password),
            foreign=self._user("/alpha", "žofie-мила", "heslo-пароль-密码-ß"),
            nested=self._user("/alpha/staff", "scarter", "Passw0rd-nested"),
            brief=self._user("/brief", "dlopez", "Passw0rd-brief"),
            session_properties=self.emulator.session_properties,
        )

    def _user(self, realm: str, username: str, password: str) -> User:
        self.emulator.add_user(username, password, realm=realm)
        return User(realm, username, password)

    def client(self, realm: str = "/alpha", credentials: Credential | None = None, **options: Any) -> ForgeRockSessions:
        given: dict[str, Any] = {"profile": "openam", "clock": self.clock, **options}
        transport = self.emulator.transport()
        return ForgeRockSessions(self.emulator.url, credentials, realm=realm, transport=transport, **given)

    async def rename_cookie(self, name: str) -> None:
        # A client that uses the old name seems to send no credential.
        self.emulator.allow_violations("wrong credential: got none")
        self.emulator.rename_cookie(name)

    async def wait_a_minute(self) -> None:
        # The emulator has no lifetime by realm.
        for session in self.emulator.sessions:
            if session.user.realm == self.facts.brief.realm:
                session.max_session = 1
        self.clock.advance(MINUTE)

    def end_all_sessions(self) -> None:
        for session in self.emulator.sessions:
            self.emulator.expire(session.token)


class RealServer:
    """The OpenAM that ``scripts/openam.py`` started."""

    def __init__(self, state: dict[str, Any], http: httpx.Client) -> None:
        self.clock = ManualClock()
        # For everything that is not the subject of a test.
        self._http = http
        self.url: str = state["url"]
        self.realms: tuple[str, ...] = tuple(state["realms"])
        self._users = {
            user["username"]: User(user["realm"], user["username"], user["password"]) for user in state["users"]
        }
        admin = state["admin"]
        self.facts = Facts(
            admin=User(admin["realm"], admin["username"], admin["password"]),
            plain=self._users["bjensen"],
            foreign=self._users["žofie-мила"],
            nested=self._users["scarter"],
            brief=self._users["dlopez"],
            session_properties=tuple(state["session_properties"]),
        )

    def client(self, realm: str = "/alpha", credentials: Credential | None = None, **options: Any) -> ForgeRockSessions:
        given: dict[str, Any] = {"profile": "openam", "clock": self.clock, **options}
        return ForgeRockSessions(self.url, credentials, realm=realm, **given)

    async def rename_cookie(self, name: str) -> None:
        await asyncio.to_thread(start, "--cookie-name", name)

    async def wait_a_minute(self) -> None:
        await asyncio.sleep(MINUTE)

    def sign_in(self, username: str) -> str:
        """Sign in a user, and return the token."""
        user = self.facts.admin if username == self.facts.admin.username else self._users[username]
        headers = {"X-OpenAM-Username": _encode(user.username), "X-OpenAM-Password": _encode(user.password)}
        token: str = self._send("POST", "authenticate", headers, realm=user.realm, version="resource=2.1")["tokenId"]
        return token

    def act(self, token: str, action: str, body: dict[str, Any] | None = None) -> Any:
        """Send an action on sessions, and return the JSON of the response."""
        return self._send("POST", "sessions", {COOKIE: token}, {"_action": action}, body=body)

    def is_alive(self, token: str) -> bool:
        """Whether a session is alive."""
        query = {"_action": "validate", "tokenId": token}
        response: dict[str, Any] = self._send("POST", "sessions", {}, query, version="resource=1.0")
        return bool(response["valid"])

    def end_all_sessions(self) -> None:
        token = self.sign_in(self.facts.admin.username)
        # The server itself has sessions, too (`dsameuser`). It needs them.
        names = {self.facts.admin.username, *self._users}
        handles: list[str] = []
        for realm in self.realms:
            listed = self._query(token, f'realm eq "{realm}"')
            handles += [session["sessionHandle"] for session in listed if session["username"] in names]
        # A caller that ends its own session ends none of those after it.
        handles.remove(self.act(token, "getSessionInfo")["sessionHandle"])
        self.act(token, "logoutByHandle", {"sessionHandles": handles})
        self.act(token, "logout")

    def query(self, query_filter: str) -> list[dict[str, Any]]:
        """List sessions as the administrator."""
        token = self.sign_in(self.facts.admin.username)
        listed = self._query(token, query_filter)
        self.act(token, "logout")
        return listed

    def _query(self, token: str, query_filter: str) -> list[dict[str, Any]]:
        response: dict[str, Any] = self._send("GET", "sessions", {COOKIE: token}, {"_queryFilter": query_filter})
        listed: list[dict[str, Any]] = response["result"]
        return listed

    def _send(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        query: Mapping[str, str] | None = None,
        *,
        body: dict[str, Any] | None = None,
        realm: str = "/",
        version: str = "resource=2.0",
    ) -> Any:
        url = f"{self.url}/json/realms/root{''.join(f'/realms/{name}' for name in realm.split('/') if name)}/{path}"
        headers = {"Accept-API-Version": version, **headers}
        response = self._http.request(method, url, params=query, headers=headers, json=body, timeout=60)
        self._http.cookies.clear()
        response.raise_for_status()
        return response.json()


def _encode(text: str) -> str:
    """Encode the value of a header as RFC 2047 says."""
    return f"=?UTF-8?B?{base64.b64encode(text.encode()).decode()}?="


@asynccontextmanager
async def signed_in_administrator(server: Server) -> AsyncGenerator[ForgeRockSessions]:
    """A client in the realm /alpha with a session of the administrator, which must be alive at the end."""
    token = await admin_token(server)
    async with server.client(credentials=SessionToken(token)) as am:
        yield am
        assert await am.session(token).is_alive()
        await am.with_options(credentials=None).logout(token)


async def admin_token(server: Server) -> str:
    """The token of a new session of the administrator."""
    admin = server.facts.admin
    async with server.client(admin.realm) as am:
        return (await am.login(admin.username, admin.password)).token


def read_state() -> dict[str, Any] | None:
    """What the script knows of the real server, if it runs."""
    done = subprocess.run([sys.executable, _SCRIPT, "status", "--json"], capture_output=True, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else None


def start(*options: str) -> None:
    """Start the real server, or restart it with other options."""
    for attempt in range(_STARTS):
        done = subprocess.run([sys.executable, _SCRIPT, "start", *options], capture_output=True, check=False, text=True)
        if done.returncode == 0:
            return
        if attempt + 1 == _STARTS or "is taken" not in done.stderr:
            raise RuntimeError(done.stderr)
