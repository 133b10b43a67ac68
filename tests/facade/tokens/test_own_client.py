"""A function for a secret may use the client that asks for it: no call waits for a slot that a waiting call holds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from idsessions import (
    AccessToken,
    ApiToken,
    Credential,
    ForgeRockSessions,
    OktaSessions,
    Secret,
    ServiceAccount,
    ServiceApp,
    SessionCookie,
    SessionToken,
)
from idsessions.testing import ForgeRockEmulator, ManualClock, OktaEmulator

from ..signing import jwk

# Fewer slots than calls, so that calls which held one while they wait for a secret would wait for each other.
SLOTS, CALLS = 4, 40
Renewed = Callable[[Callable[[], Any]], Credential]


class Locked:
    """A function for a secret: it makes a call with the client, behind a lock, and returns the newest secret.

    Attributes:
        newest: What it returns.
        call: What it calls.
    """

    def __init__(self) -> None:
        self.newest: Any = ""
        self.call: Callable[[], Awaitable[object]]
        self.calls = 0
        self._lock = asyncio.Lock()

    async def __call__(self) -> Any:
        async with self._lock:
            self.calls += 1
            await self.call()
        return self.newest


OKTA_TOKENS: dict[str, Callable[[Secret], Credential]] = {"ApiToken": ApiToken, "AccessToken": AccessToken}
FORGEROCK_TOKENS: dict[str, Callable[[Secret], Credential]] = {
    "SessionToken": SessionToken,
    "SessionToken as a cookie": lambda secret: SessionToken(secret, as_cookie=True),
    "AccessToken": AccessToken,
}


@pytest.mark.parametrize("kind", OKTA_TOKENS)
async def test_token_of_okta_may_come_from_the_same_client(kind: str) -> None:
    org, secret = OktaEmulator(clock=ManualClock()), Locked()
    session_id = org.sign_in().id
    old, secret.newest = (org.add_api_token(), org.api_token) if kind == "ApiToken" else ("", org.access_token())
    async with OktaSessions(org.url, transport=org.transport(), clock=org.clock, max_concurrency=SLOTS) as plain:
        secret.call = lambda: plain.authenticate(org.username, org.password)
        okta = plain.with_options(credentials=OKTA_TOKENS[kind](secret))
        await asyncio.gather(*(okta.get_session(session_id) for _ in range(CALLS)))
        # All calls at once after the token has expired.
        if kind == "ApiToken":
            org.revoke_api_token(secret.newest)
            secret.newest = old
        else:
            org.revoke_access_tokens()
            secret.newest = org.access_token()
        found = await asyncio.gather(*(okta.get_session(session_id) for _ in range(CALLS)))
    assert len(found) == CALLS


async def test_cookie_of_a_user_may_come_from_the_same_client() -> None:
    org, secret = OktaEmulator(clock=ManualClock()), Locked()
    secret.newest = org.sign_in().id
    async with OktaSessions(org.url, transport=org.transport(), clock=org.clock, max_concurrency=SLOTS) as okta:
        secret.call = lambda: okta.authenticate(org.username, org.password)
        cookie = SessionCookie("sid", secret)
        found = await asyncio.gather(*(okta.get_current_session(cookie) for _ in range(CALLS)))
    assert len(found) == CALLS


@pytest.mark.parametrize("kind", FORGEROCK_TOKENS)
async def test_token_of_forgerock_may_come_from_the_same_client(kind: str) -> None:
    server, secret = ForgeRockEmulator("aic", clock=ManualClock()), Locked()
    options: dict[str, Any] = {"transport": server.transport(), "clock": server.clock, "max_concurrency": SLOTS}
    async with ForgeRockSessions(server.url, realm="alpha", **options) as plain:

        async def sign_in() -> None:
            await plain.login(server.user.username, server.user.password)

        secret.call = sign_in
        secret.newest = server.issue_access_token() if kind == "AccessToken" else server.admin_token
        am = plain.with_options(credentials=FORGEROCK_TOKENS[kind](secret))
        await asyncio.gather(*(am.query_sessions(server.user.uid) for _ in range(CALLS)))
        # All calls at once after the token has expired.
        good, secret.newest = secret.newest, "kQ1xExpired"
        refused = await asyncio.gather(
            *(am.query_sessions(server.user.uid) for _ in range(CALLS)), return_exceptions=True
        )
        assert {type(error).__name__ for error in refused} == {"AuthenticationError"}
        secret.newest = good
        found = await asyncio.gather(*(am.query_sessions(server.user.uid) for _ in range(CALLS)))
    assert len(found) == CALLS


async def test_key_of_a_service_app_may_come_from_the_same_client() -> None:
    org, secret = OktaEmulator(clock=ManualClock()), Locked()
    org.add_key(jwk())
    session_id, secret.newest = org.sign_in().id, jwk()
    async with OktaSessions(org.url, transport=org.transport(), clock=org.clock, max_concurrency=SLOTS) as plain:
        secret.call = lambda: plain.authenticate(org.username, org.password)
        app = ServiceApp(org.service_app.client_id, secret, "okta.sessions.read")
        okta = plain.with_options(credentials=app)
        await asyncio.gather(*(okta.get_session(session_id) for _ in range(CALLS)))
        org.revoke_access_tokens()
        await asyncio.gather(*(okta.get_session(session_id) for _ in range(CALLS)))
    assert secret.calls == 2


@pytest.mark.parametrize("slots", [1, SLOTS])
async def test_token_that_expires_in_a_pause_is_not_fetched_within_a_slot(slots: int) -> None:
    """The key needs a call with the same client, and the token expires while calls hold every slot in a pause."""
    org, secret = OktaEmulator(clock=ManualClock()), Locked()
    org.add_key(jwk())
    org.settings.access_token_lifetime = 400
    session_id, secret.newest = org.sign_in().id, jwk()
    async with OktaSessions(org.url, transport=org.transport(), clock=org.clock, max_concurrency=slots) as plain:
        secret.call = lambda: plain.authenticate(org.username, org.password)
        app = ServiceApp(org.service_app.client_id, secret, "okta.sessions.read")
        okta = plain.with_options(credentials=app)
        await okta.get_session(session_id)
        await org.clock.sleep(340)
        org.limit(2, seconds=50)
        found = await asyncio.wait_for(asyncio.gather(*(okta.get_session(session_id) for _ in range(12))), 20)
    assert len(found) == 12
    assert secret.calls == 2


async def test_key_of_a_service_account_may_come_from_the_same_client() -> None:
    server, secret = ForgeRockEmulator("aic", clock=ManualClock()), Locked()
    server.add_key(jwk())
    secret.newest = jwk()
    options: dict[str, Any] = {"transport": server.transport(), "clock": server.clock, "max_concurrency": SLOTS}
    async with ForgeRockSessions(server.url, realm="alpha", **options) as plain:
        secret.call = plain.get_server_info
        am = plain.with_options(credentials=ServiceAccount(server.service_account.id, secret))
        for _ in range(2):
            await asyncio.gather(*(am.query_sessions(server.user.uid) for _ in range(CALLS)))
            server.revoke_access_tokens()
    assert secret.calls == 2


async def test_deadline_of_the_view_that_brought_an_app_does_not_bind_other_calls() -> None:
    org = OktaEmulator(clock=ManualClock())
    org.add_key(jwk())
    org.slow(5, operation="issueAccessToken")
    app, session_id = ServiceApp(org.service_app.client_id, jwk(), "okta.sessions.read"), org.sign_in().id
    async with OktaSessions(org.url, transport=org.transport(), clock=org.clock) as okta:
        hurried = okta.with_options(deadline=2).with_options(credentials=app)
        calls = [hurried.get_session(session_id), okta.with_options(credentials=app).get_session(session_id)]
        late, found = await asyncio.gather(*calls, return_exceptions=True)
    assert type(late).__name__ == "CallTimeoutError"
    assert getattr(found, "id", found) == session_id


async def test_deadline_of_the_view_that_brought_an_account_does_not_bind_other_calls() -> None:
    server = ForgeRockEmulator("aic", clock=ManualClock())
    server.add_key(jwk())
    server.slow(5, operation="issueAccessToken")
    account, token = ServiceAccount(server.service_account.id, jwk()), server.user_token
    async with ForgeRockSessions(server.url, transport=server.transport(), clock=server.clock) as am:
        hurried = am.with_options(deadline=2).with_options(credentials=account)
        calls = [hurried.validate(token), am.with_options(credentials=account).validate(token)]
        late, found = await asyncio.gather(*calls, return_exceptions=True)
    assert type(late).__name__ == "CallTimeoutError"
    assert getattr(found, "valid", found) is True
