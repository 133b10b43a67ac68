"""AgileApps' part of the demo: logins as oneself, as customer support and as another user, and one exchange in XML."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final
from xml.etree import ElementTree

import httpx
from attrs import define

from idsessions import CallRecord
from idsessions.agileapps._client import AgileAppsSession, AgileAppsSessions
from idsessions.cli._steps import Exchange, Shown, Steps, Unexpected, expect
from idsessions.testing import AgileAppsEmulator, ManualClock
from idsessions_agileapps.description import SCHEMAS

_MASK: Final = "********"
_SECRETS: Final = frozenset(
    name
    for schema in SCHEMAS.values()
    for name, described in schema.get("properties", {}).items()
    if described.get("format") == "password"
)


class Overhearing(httpx.AsyncHTTPTransport):
    """The usual transport, which keeps the first request that has a body, and its answer, secrets masked."""

    exchange: Exchange | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if self.exchange is None and request.content:
            self.exchange = Exchange(_shown(request.content), _shown(await response.aread()))
        return response


@define
class AgileAppsSteps(Steps[AgileAppsEmulator]):
    """A step for each operation of AgileApps'."""

    agileapps: AgileAppsSessions
    transport: Overhearing

    async def login(self) -> str:
        session = await self.agileapps.login(self.emulator.username, self.emulator.password)
        expect(session.login is not None and session.login.user_id == self.emulator.user.id, "somebody else's session")
        return f"logged in as {self.emulator.username}"

    async def login_as_customer_support(self) -> str:
        session = await self.agileapps.login_as_customer_support(
            self.emulator.admin.username, self.emulator.admin.password, client_tenant_id=self.emulator.client_tenant_id
        )
        return f"logged in at {session.login.organization_name if session.login else '?'}"

    async def proxy_login(self) -> str:
        customer = await self._become_the_user()
        user = await customer.get_user_info()
        expect(user.id == self.emulator.user.id, "not the user")
        return f"{self.emulator.admin.username} became {user.username}"

    async def switch_back(self) -> str:
        administrator = await (await self._become_the_user()).switch_back()
        user = await administrator.get_user_info()
        expect(user.id == self.emulator.admin.id, "not the administrator")
        return f"{user.username} again"

    async def logout(self) -> str:
        session = self.emulator.log_in()
        await self.agileapps.logout(session.cookie_string)
        expect(session not in self.emulator.sessions, "the session is still there")
        return "logged out"

    async def is_session_valid(self) -> str:
        session = self.emulator.log_in()
        alive = await self.agileapps.is_session_valid(session.cookie_string)
        self.emulator.expire(session)
        expired = await self.agileapps.is_session_valid(session.cookie_string)
        expect(alive and not expired, "a wrong answer")
        return "valid; after its expiry, not valid"

    async def get_user_info(self) -> str:
        user = await self.agileapps.get_user_info(self.emulator.log_in().cookie_string)
        return f"{user.first_name} {user.last_name} of {user.company}"

    async def show(self, shown: Shown) -> None:
        if self.transport.exchange is None:
            raise Unexpected("no request in XML was seen")
        shown.exchange = self.transport.exchange

    async def _become_the_user(self) -> AgileAppsSession:
        admin = self.emulator.admin
        session = self.agileapps.session(self.emulator.log_in(admin).cookie_string)
        return await session.proxy_login(self.emulator.user.id, user_name=admin.username, password=admin.password)


@asynccontextmanager
async def agileapps_steps() -> AsyncGenerator[AgileAppsSteps]:
    """AgileApps' steps, with a tenant on a loopback port."""
    clock = ManualClock()
    tenant = AgileAppsEmulator(clock=clock)
    calls: list[CallRecord] = []
    transport = Overhearing()
    async with (
        tenant.serve() as url,
        AgileAppsSessions(url, clock=clock, transport=transport, on_call=calls.append) as agileapps,
    ):
        yield AgileAppsSteps(tenant, calls, agileapps, transport)


def _shown(document: bytes) -> str:
    """An XML document indented, with what its description calls a secret masked."""
    root = ElementTree.fromstring(document)
    for element in root.iter():
        if element.tag in _SECRETS and element.text:
            element.text = _MASK
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode")
