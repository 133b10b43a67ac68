"""A session of each provider may be ended twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from idsessions import AgileAppsSessions, ApiToken, ForgeRockSessions, LiveSession, OktaSessions
from idsessions.testing import AgileAppsEmulator, ForgeRockEmulator, OktaEmulator


async def okta_session(stack: AsyncExitStack) -> LiveSession:
    org = OktaEmulator()
    okta = await stack.enter_async_context(OktaSessions(org.url, ApiToken(org.api_token), transport=org.transport()))
    return await okta.login(org.session_token())


async def forgerock_session(stack: AsyncExitStack) -> LiveSession:
    server = ForgeRockEmulator()
    client = ForgeRockSessions(server.url, realm=server.realm, transport=server.transport())
    am = await stack.enter_async_context(client)
    return await am.login(server.username, server.password)


async def agileapps_session(stack: AsyncExitStack) -> LiveSession:
    tenant = AgileAppsEmulator()
    agileapps = await stack.enter_async_context(AgileAppsSessions(tenant.url, transport=tenant.transport()))
    return await agileapps.login(tenant.username, tenant.password)


@pytest.mark.parametrize("start", [okta_session, forgerock_session, agileapps_session])
async def test_ended_session_may_be_ended_again(start: Callable[[AsyncExitStack], Awaitable[LiveSession]]) -> None:
    async with AsyncExitStack() as stack:
        session = await start(stack)
        assert await session.is_alive()
        for _ in range(2):
            await session.end()
            assert not await session.is_alive()
