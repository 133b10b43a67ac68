"""What the tests of other endpoints share: each provider with an endpoint that its document does not have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import frozen

from idsessions import (
    AgileAppsSessions,
    ApiToken,
    Credential,
    ForgeRockSessions,
    OktaSessions,
    SessionCookie,
    SessionCookies,
    SessionToken,
)
from idsessions.testing import AgileAppsEmulator, Emulator, ForgeRockEmulator, ManualClock, OktaEmulator

Client: TypeAlias = OktaSessions | ForgeRockSessions | AgileAppsSessions


@frozen
class World:
    """A server with another endpoint, a client of it, and a live session.

    Attributes:
        path: Of the other endpoint, below the client's base URL.
        session: The credential of a live session.
        end: Ends that session.
    """

    server: Emulator
    client: Client
    path: str
    session: Credential
    end: Callable[[], object]

    @property
    def whole_path(self) -> str:
        return self.server.url.removeprefix(self.server.origin) + self.path

    def responds(self, method: str = "GET", body: Any = b"", **options: Any) -> None:
        self.server.other_endpoint(method, self.whole_path, body, **options)


def okta(**options: Any) -> World:
    org = OktaEmulator(clock=ManualClock())
    session = org.sign_in()
    client = OktaSessions(org.url, ApiToken(org.api_token), transport=org.transport(), clock=org.clock, **options)
    return World(org, client, "/api/v1/groups", SessionCookie("sid", session.id), lambda: org.expire(session))


def forgerock(**options: Any) -> World:
    server = ForgeRockEmulator("aic", clock=ManualClock())
    token = server.sign_in()
    client = ForgeRockSessions(server.url, realm="alpha", transport=server.transport(), clock=server.clock, **options)
    path = "/oauth2/realms/root/realms/alpha/authorize"
    return World(server, client, path, SessionToken(token, as_cookie=True), lambda: server.expire(token))


def agileapps(**options: Any) -> World:
    tenant = AgileAppsEmulator(clock=ManualClock())
    session = tenant.log_in()
    client = AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=tenant.clock, **options)
    cookies = SessionCookies(f"JSESSIONID={session.id}")
    return World(tenant, client, "/networking/rest/record/cases", cookies, lambda: tenant.expire(session))


WORLDS: dict[str, Callable[..., World]] = {"okta": okta, "forgerock": forgerock, "agileapps": agileapps}
