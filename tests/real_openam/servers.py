"""The two servers that the suite runs against, behind one face: our emulator as OpenAM, and a real OpenAM."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, Protocol

from attrs import field, frozen

from idsessions import Credential, ForgeRockSessions, SessionToken
from idsessions.testing import ManualClock
from idsessions.testing.forgerock import ForgeRockEmulator

_SCRIPT: Final = Path(__file__).parents[2] / "scripts" / "openam.py"
# Servers write down the time of the latest access once in a minute at most, and count whole seconds.
_MINUTE: Final = 63.0
# A port that was in use a moment ago may not be free yet.
_STARTS: Final = 3


@frozen
class User:
    """Somebody who can sign in."""

    realm: str
    username: str
    password: str = field(repr=False)


@frozen
class Facts:
    """What is on the server.

    Attributes:
        admin: An administrator, in the top-level realm.
        plain: A user of the realm ``/alpha``.
        foreign: One whose name and password are not ASCII, in the same realm.
        nested: One in a realm below another.
        brief: One in a realm whose sessions live for a minute.
        session_properties: The names that sessions may have.
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
    """What a test may ask of the server that it runs against."""

    facts: Facts
    clock: ManualClock

    def client(self, realm: str = "/alpha", credentials: Credential | None = None, **options: Any) -> ForgeRockSessions:
        """A client of it, with the profile ``openam`` unless told otherwise."""
        ...

    async def rename_cookie(self, name: str) -> None:
        """Have the session cookie called otherwise."""
        ...

    async def await_the_end_of_a_minute(self) -> None:
        """Let the sessions of the realm of `Facts.brief` come to their end."""
        ...


class EmulatedServer:
    """The emulator, in process, with the users that the real server has."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.emulator = ForgeRockEmulator("openam", clock=self.clock, realms=["/alpha/beta", "/brief"])
        admin = self.emulator.admin
        self.facts = Facts(
            admin=User("/", admin.username, admin.password),
            plain=self._user("/alpha", "bjensen", "Passw0rd-plain"),
            foreign=self._user("/alpha", "žofie-мила", "heslo-пароль-密码-ß"),
            nested=self._user("/alpha/beta", "scarter", "Passw0rd-nested"),
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
        # Whoever goes by the old name seems to send no credential at all.
        self.emulator.allow_violations("wrong credential: got none")
        self.emulator.rename_cookie(name)

    async def await_the_end_of_a_minute(self) -> None:
        # The realms of the emulator are all alike.
        for session in self.emulator.sessions():
            if session.user.realm == self.facts.brief.realm:
                session.max_session = 1
        self.clock.advance(_MINUTE)


class RealServer:
    """The OpenAM that ``scripts/openam.py`` started."""

    def __init__(self, state: dict[str, Any]) -> None:
        self.clock = ManualClock()
        self.url: str = state["url"]
        users = [User(user["realm"], user["username"], user["password"]) for user in state["users"]]
        plain, foreign = sorted(_of(users, "/alpha"), key=lambda user: not user.username.isascii())
        admin = state["admin"]
        self.facts = Facts(
            admin=User(admin["realm"], admin["username"], admin["password"]),
            plain=plain,
            foreign=foreign,
            nested=_of(users, "/alpha/beta")[0],
            brief=_of(users, "/brief")[0],
            session_properties=tuple(state["session_properties"]),
        )

    def client(self, realm: str = "/alpha", credentials: Credential | None = None, **options: Any) -> ForgeRockSessions:
        given: dict[str, Any] = {"profile": "openam", "clock": self.clock, **options}
        return ForgeRockSessions(self.url, credentials, realm=realm, **given)

    async def rename_cookie(self, name: str) -> None:
        await asyncio.to_thread(start, "--cookie-name", name)

    async def await_the_end_of_a_minute(self) -> None:
        await asyncio.sleep(_MINUTE)


def _of(users: list[User], realm: str) -> list[User]:
    return [user for user in users if user.realm == realm]


async def admin_token(server: Server) -> SessionToken:
    """A new session of the administrator's."""
    admin = server.facts.admin
    async with server.client(admin.realm) as am:
        return SessionToken((await am.login(admin.username, admin.password)).token)


def state() -> dict[str, Any] | None:
    """What the script says of the real server, if it runs."""
    answer = subprocess.run([sys.executable, _SCRIPT, "status", "--json"], capture_output=True, check=False)
    return json.loads(answer.stdout) if answer.returncode == 0 else None


def start(*options: str) -> None:
    """Have the real server running, with other options than before if need be."""
    for attempt in range(_STARTS):
        answer = subprocess.run(
            [sys.executable, _SCRIPT, "start", *options], capture_output=True, check=False, text=True
        )
        if answer.returncode == 0:
            return
        if attempt + 1 == _STARTS or "is taken" not in answer.stderr:
            raise RuntimeError(answer.stderr)
