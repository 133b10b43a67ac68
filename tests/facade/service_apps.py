"""What the tests of service apps share: an org that knows the app's key, and a client that calls as the app."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from idsessions import OktaSessions, ServiceApp
from idsessions.testing import ManualClock, OktaEmulator

from .signing import jwk, operations

START = 1_790_000_000.0
SCOPES = "okta.sessions.read okta.sessions.manage"
TOKEN, GET = "issueAccessToken", "getSession"


@pytest.fixture(name="org")
def org_fixture() -> OktaEmulator:
    org = OktaEmulator(clock=ManualClock(START), seed=6)
    org.add_key(jwk())
    return org


@pytest.fixture(name="okta")
async def okta_fixture(org: OktaEmulator) -> AsyncIterator[OktaSessions]:
    async with client(org) as okta:
        yield okta
    org.assert_no_violations()


def app_of(org: OktaEmulator, scopes: str | list[str] = SCOPES) -> ServiceApp:
    return ServiceApp(org.service_app.client_id, jwk(), scopes)


def client(org: OktaEmulator, app: ServiceApp | None = None, **options: Any) -> OktaSessions:
    return OktaSessions(org.url, app or app_of(org), transport=org.transport(), clock=org.clock, **options)


def counted(org: OktaEmulator) -> Counter[str | None]:
    return Counter(operations(org))


def advance(org: OktaEmulator, seconds: float) -> None:
    assert isinstance(org.clock, ManualClock)
    org.clock.advance(seconds)
