"""Okta's SDK for Python runs its session calls against the Okta emulator, and reads every response like that of an org."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from okta.client import Client
from okta.errors.okta_api_error import OktaAPIError
from okta.request_executor import RequestExecutor

from idsessions.testing import ManualClock, OktaEmulator

# The SDK leaves out this space. Otherwise its requests match the document.
UNSPACED = "no space between SSWS and the token"
# The annotations of the SDK name the entity only, but its calls return (entity, response, error), or (response, error)
# after an error with a body.
Result = tuple[Any, ...]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def org(clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OktaEmulator]:
    """An org on TCP."""
    monkeypatch.setenv("OKTA_TESTING_TESTINGDISABLEHTTPSCHECK", "true")
    org = OktaEmulator(clock=clock)
    org.allow_violations(UNSPACED)
    async with org.serve():
        yield org
    org.assert_no_violations()


@pytest.fixture
async def sdk(org: OktaEmulator, clock: ManualClock) -> AsyncIterator[Client]:
    """The SDK as in an application, except that it waits by the clock of the test."""

    class ManualExecutor(RequestExecutor):
        async def pause_for_backoff(self, backoff_time: float) -> None:
            await clock.sleep(backoff_time)

    async with Client({"orgUrl": org.url, "token": org.api_token, "requestExecutor": ManualExecutor}) as sdk:
        yield sdk


async def call(sdk: Client, operation: str, *arguments: Any) -> Result:
    return cast("Result", await getattr(sdk, operation)(*arguments))


def error_code(result: Result) -> tuple[int, str]:
    assert isinstance(result[-1], OktaAPIError)
    error: Any = result[-1]
    return error.status, error.error_code


async def test_the_sdk_reads_refreshes_and_revokes_a_session(
    org: OktaEmulator, sdk: Client, clock: ManualClock
) -> None:
    session = org.sign_in()
    read, response, error = await call(sdk, "get_session", session.id)
    assert (error, response.status_code) == (None, 200)
    assert (read.id, read.user_id, read.login) == (session.id, org.user.id, org.username)
    assert (read.status, read.amr, read.idp.type) == ("ACTIVE", ["pwd"], "OKTA")
    assert read.created_at.timestamp() == session.created_at
    assert (read.expires_at - read.created_at).total_seconds() == 7200
    assert read.last_factor_verification is None
    assert read.links.var_self.href.endswith(session.external_id)

    clock.advance(60)
    refreshed, _, error = await call(sdk, "refresh_session", session.id)
    assert (error, refreshed.id) == (None, session.id)
    assert (refreshed.expires_at - read.expires_at).total_seconds() == 60

    entity, response, error = await call(sdk, "revoke_session", session.id)
    assert (entity, response.status_code, error) == (None, 204, None)
    assert org.sessions == ()


@pytest.mark.parametrize("flags", [(), (True, False)])
async def test_the_sdk_revokes_all_sessions_of_a_user(org: OktaEmulator, sdk: Client, flags: tuple[bool, ...]) -> None:
    for _ in range(3):
        org.sign_in()
    others = org.sign_in(org.admin)
    entity, response, error = await call(sdk, "revoke_user_sessions", org.user.id, *flags)
    assert (entity, response.status_code, error) == (None, 204, None)
    assert org.sessions == (others,)
    assert org.user.oauth_tokens_revoked is bool(flags)


@pytest.mark.parametrize("operation", ["get_session", "refresh_session", "revoke_session", "revoke_user_sessions"])
async def test_an_unknown_id_is_a_404(org: OktaEmulator, sdk: Client, operation: str) -> None:
    result = await call(sdk, operation, "unknown")
    assert error_code(result) == (404, "E0000007")
    kind = "User" if operation == "revoke_user_sessions" else "AppSession"
    assert result[-1].error_summary == f"Not found: Resource not found: unknown ({kind})"


async def test_a_revoked_token_is_a_401(org: OktaEmulator, sdk: Client) -> None:
    org.revoke_api_token()
    assert error_code(await call(sdk, "get_session", org.sign_in().id)) == (401, "E0000011")


@pytest.mark.parametrize("operation", ["get_session", "refresh_session", "revoke_session", "revoke_user_sessions"])
async def test_the_sdk_waits_out_a_429(org: OktaEmulator, sdk: Client, clock: ManualClock, operation: str) -> None:
    bucket = "/api/v1/users" if operation == "revoke_user_sessions" else "/api/v1/sessions"
    argument = org.user.id if operation == "revoke_user_sessions" else org.sign_in().id
    org.limit(1, bucket, seconds=3600)
    assert error_code(await call(sdk, operation, "unknown")) == (404, "E0000007")
    # It waits until the reset in the headers, and a second more.
    assert (await call(sdk, operation, argument))[-1] is None
    assert clock.monotonic() == 3601
    first, second = org.requests[-2:]
    assert "x-okta-retry-for" not in first.headers
    assert second.headers["x-okta-retry-count"] == "1"
    assert len(second.headers["x-okta-retry-for"]) == 32


async def test_the_sdk_gives_up_on_a_429_that_stays(org: OktaEmulator, sdk: Client, clock: ManualClock) -> None:
    org.limit(0, seconds=60)
    result = await call(sdk, "get_session", org.sign_in().id)
    assert error_code(result) == (429, "E0000047")
    assert len(org.requests) == 3
    assert clock.monotonic() == 122


async def test_a_concurrency_refusal_costs_the_sdk_two_minutes(
    org: OktaEmulator, sdk: Client, clock: ManualClock
) -> None:
    org.refuse_concurrent()
    assert (await call(sdk, "get_session", org.sign_in().id))[-1] is None
    assert clock.monotonic() > 100


async def test_an_org_can_require_the_space(org: OktaEmulator, sdk: Client) -> None:
    org.settings.accepts_unspaced_token = False
    org.allow_violations("wrong credential")
    assert error_code(await call(sdk, "get_session", org.sign_in().id)) == (403, "E0000005")
    assert any(UNSPACED in violation.message for violation in org.violations)


@pytest.mark.parametrize("dpop", [False, True])
async def test_the_sdk_gets_a_token_for_a_service_app(org: OktaEmulator, *, dpop: bool) -> None:
    """In this mode the SDK sends the space. The emulator verifies the signatures of its assertions and proofs."""
    app = org.add_app(requires_dpop=dpop)
    config = {
        "orgUrl": org.url,
        "authorizationMode": "PrivateKey",
        "clientId": app.client_id,
        "scopes": ["okta.sessions.read", "okta.sessions.manage"],
        "privateKey": org.new_key(app, algorithm="RS256", kid="first"),
        "dpopEnabled": dpop,
    }
    session = org.sign_in()
    async with Client(config) as sdk:
        for operation in ("get_session", "refresh_session", "revoke_session"):
            assert (await call(sdk, operation, session.id))[-1] is None
        assert error_code(await call(sdk, "get_session", session.id)) == (404, "E0000007")
        # Its scopes do not include users.
        assert error_code(await call(sdk, "revoke_user_sessions", org.user.id)) == (403, "E0000006")
    operations = [request.operation for request in org.requests]
    assert operations.count("issueAccessToken") == (2 if dpop else 1)
    words = {
        request.headers["authorization"].partition(" ")[0] for request in org.requests if "Session" in str(request)
    }
    assert words == {"DPoP" if dpop else "Bearer"}
    assert not org.violations
