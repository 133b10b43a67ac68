"""AgileApps' part of the demo: logins of three kinds, the sessions that they start, and one exchange in XML."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final
from xml.etree import ElementTree

import httpx
from attrs import define

from idsessions import AgileAppsSession, AgileAppsSessions, CallRecord
from idsessions.testing import AgileAppsEmulator, ManualClock
from idsessions.testing.agileapps import AgileAppsSession as EmulatedSession

from ._outcome import Exchange, Extras
from ._steps import Steps, Unexpected, expect

_REDACTED: Final = "********"
_SECRETS: Final = frozenset(
    name
    for schema in AgileAppsEmulator.SCHEMAS.values()
    for name, described in schema.get("properties", {}).items()
    if described.get("format") == "password"
)


class RecordingTransport(httpx.AsyncHTTPTransport):
    """The usual transport; keeps the first request in XML and its response, with secrets redacted."""

    exchange: Exchange | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if self.exchange is None and request.headers.get("Content-Type") == "application/xml":
            self.exchange = Exchange(_redacted(request.content), _redacted(await response.aread()))
        return response


@define
class AgileAppsSteps(Steps[AgileAppsEmulator]):
    """A step for each operation of AgileApps."""

    agileapps: AgileAppsSessions
    transport: RecordingTransport

    async def login(self) -> str:
        session = await self.agileapps.login(self.emulator.username, self.emulator.password)
        await self._check_user(session)
        return f"logged in as {self.emulator.username}"

    async def login_as_customer_support(self) -> str:
        admin, tenant_id = self.emulator.admin, self.emulator.client_tenant_id
        session = await self.agileapps.login_as_customer_support(
            admin.username, admin.password, client_tenant_id=tenant_id
        )
        expect(session.login is not None and session.login.organization_id == tenant_id, "another tenancy")
        name = session.login.organization_name if session.login is not None else None
        expect((await session.get_user_info()).company == name, "a user of another tenancy")
        return f"logged in to {name}"

    async def proxy_login(self) -> str:
        proxied = await self._become_the_user()
        await self._check_user(proxied)
        return f"{self.emulator.admin.username} became {self.emulator.username}"

    async def switch_back(self) -> str:
        session = await (await self._become_the_user()).switch_back()
        admin = self.emulator.admin
        expect(session.login is not None and session.login.user_id == admin.id, "not the administrator's session")
        expect((await session.get_user_info()).id == admin.id, "not the administrator's session")
        return f"{admin.username} again"

    async def logout(self) -> str:
        session, other = self.emulator.log_in(), self.emulator.log_in()
        await self.agileapps.logout(session.cookie_string)
        self._check_ended(session, kept=other)
        return "logged out"

    async def list_active_sessions(self) -> str:
        own, session = self._two_sessions()
        found = await self.agileapps.list_active_sessions(own.cookie_string)
        expected = {own.record_id: own.id, session.record_id: session.id}
        expect({each.id: each.session_id for each in found} == expected, "not the sessions of the user")
        return f"{len(found)} sessions of {own.user.username}"

    async def logout_sessions(self) -> str:
        own, session = self._two_sessions()
        await self.agileapps.logout_sessions(own.cookie_string, [session.record_id])
        self._check_ended(session, kept=own)
        return "ended one of two sessions"

    async def logout_all_sessions(self) -> str:
        other = self.emulator.log_in()
        own, session = self._two_sessions()
        await self.agileapps.logout_all_sessions(own.cookie_string)
        self._check_ended(session, kept=other)
        return f"ended all sessions of {own.user.username}"

    async def is_session_valid(self) -> str:
        session = self.emulator.log_in()
        expect(await self.agileapps.is_session_valid(session.cookie_string), "a live session is not valid")
        self.emulator.expire(session)
        expect(not await self.agileapps.is_session_valid(session.cookie_string), "an expired session is valid")
        return "valid; after it has expired, not valid"

    async def get_user_info(self) -> str:
        expected = self.emulator.user
        user = await self.agileapps.get_user_info(self.emulator.log_in().cookie_string)
        expect(user.id == expected.id and user.username == expected.username, "another user")
        names = (user.first_name, user.last_name, user.company)
        expect(names == (expected.first_name, expected.last_name, expected.tenant_name), "wrong names")
        return f"{user.first_name} {user.last_name} of {user.company}"

    async def add_extras(self, extras: Extras) -> None:
        if self.transport.exchange is None:
            raise Unexpected("no request in XML was seen")
        extras.exchange = self.transport.exchange

    def _two_sessions(self) -> tuple[EmulatedSession, EmulatedSession]:
        """The sessions of a user who has no other."""
        user = self.emulator.add_user(f"anna-{len(self.calls)}@acme.example", first_name="Anna")
        return self.emulator.log_in(user), self.emulator.log_in(user)

    async def _become_the_user(self) -> AgileAppsSession:
        admin = self.emulator.admin
        session = self.agileapps.session(self.emulator.log_in(admin).cookie_string)
        return await session.proxy_login(self.emulator.user.id, user_name=admin.username, password=admin.password)

    async def _check_user(self, session: AgileAppsSession) -> None:
        """Check that a session is the user's, by what the login says and by what its cookies lead to."""
        user = self.emulator.user
        expect(session.login is not None and session.login.user_id == user.id, "another user's session")
        expect((await session.get_user_info()).id == user.id, "the cookies are another user's")

    def _check_ended(self, session: EmulatedSession, *, kept: EmulatedSession) -> None:
        expect(session not in self.emulator.sessions, "the session is still alive")
        expect(kept in self.emulator.sessions, "another session was ended too")


@asynccontextmanager
async def agileapps_steps() -> AsyncGenerator[AgileAppsSteps]:
    """The steps, with a tenant on a loopback port."""
    clock = ManualClock()
    tenant = AgileAppsEmulator(clock=clock)
    calls: list[CallRecord] = []
    transport = RecordingTransport()
    async with (
        tenant.serve() as url,
        AgileAppsSessions(url, clock=clock, transport=transport, on_call=calls.append) as agileapps,
    ):
        yield AgileAppsSteps(tenant, calls, agileapps, transport)


def _redacted(document: bytes) -> str:
    """An XML document, indented, with the fields redacted that the provider's description calls secrets."""
    root = ElementTree.fromstring(document)
    for element in root.iter():
        if element.tag in _SECRETS and element.text:
            element.text = _REDACTED
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode")
