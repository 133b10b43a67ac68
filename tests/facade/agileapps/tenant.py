"""What the tests ask of a tenant."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from idsessions import AgileAppsSession
from idsessions.testing.agileapps import AgileAppsEmulator


def operations(tenant: AgileAppsEmulator) -> list[str | None]:
    """The operations that reached the tenant, in their order."""
    return [request.operation for request in tenant.requests]


def counted(tenant: AgileAppsEmulator) -> Counter[str | None]:
    """How often each operation reached the tenant."""
    return Counter(operations(tenant))


async def user_name(session: AgileAppsSession) -> str | None:
    """Whose session it is."""
    return (await session.get_user_info()).username


async def until(condition: Callable[[], bool]) -> None:
    """Let other tasks run until ``condition`` holds."""
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("the condition never held")
