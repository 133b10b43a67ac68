"""An AgileApps call that finds its session expired does not log in again after the session was proxied or ended."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import httpx
import pytest

from idsessions import AgileAppsSession, AgileAppsSessions, SessionExpiredError
from idsessions.testing.agileapps import AgileAppsEmulator


class LateExpiry(httpx.AsyncBaseTransport):
    """A tenant that says late, of every session, that it has expired when somebody asks for its user."""

    def __init__(self, tenant: AgileAppsEmulator) -> None:
        self.asked, self.released = asyncio.Event(), asyncio.Event()
        self.paths = Counter[str]()
        self._tenant = tenant.transport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.paths[request.url.path.removeprefix("/networking/rest")] += 1
        if not request.url.path.endswith("/user/info"):
            return await self._tenant.handle_async_request(request)
        self.asked.set()
        await self.released.wait()
        said = "<platform><message><code>-101</code><description>expired</description></message></platform>"
        return httpx.Response(401, headers={"Content-Type": "application/xml"}, text=said)


async def proxy(session: AgileAppsSession, tenant: AgileAppsEmulator) -> None:
    await session.proxy_login(tenant.user.id, password=tenant.admin.password)


async def end(session: AgileAppsSession, tenant: AgileAppsEmulator) -> None:
    await session.end()


@pytest.mark.parametrize("change", [proxy, end])
async def test_late_expiry_does_not_log_in_again(
    change: Callable[[AgileAppsSession, AgileAppsEmulator], Awaitable[None]],
) -> None:
    tenant = AgileAppsEmulator()
    network = LateExpiry(tenant)
    async with AgileAppsSessions(tenant.url, transport=network) as client:
        admin = await client.login(tenant.admin.username, tenant.admin.password, renew=True)
        call = asyncio.create_task(admin.get_user_info())
        await network.asked.wait()
        await change(admin, tenant)
        network.released.set()
        with pytest.raises(SessionExpiredError):
            await call
    assert network.paths["/login"] == 1
