"""A client over each of the transports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from idsessions import ApiToken, OktaSessions
from idsessions.transports import AiohttpTransport

MakeClient: TypeAlias = Callable[..., OktaSessions]


@pytest.fixture(name="client", params=["httpx", "aiohttp"])
def client_fixture(request: pytest.FixtureRequest) -> MakeClient:
    """Makes a client for a URL; its options are those of `OktaSessions`."""

    def make(url: str, **options: Any) -> OktaSessions:
        transport: Any = None
        if request.param == "aiohttp":
            transport = AiohttpTransport(tls=options.pop("tls", None), proxy=options.pop("proxy", None))
        return OktaSessions(url, ApiToken("a-token"), transport=transport, **options)

    return make
