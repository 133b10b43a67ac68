"""A service app's token: one for all calls, renewed in time, renewed when refused, and never fetched inside the gate."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from idsessions import (
    AuthenticationError,
    CallRecord,
    CallTimeoutError,
    OktaSessions,
    Pause,
    RateLimit,
    RateLimitError,
    SessionsError,
    UnreadableAnswerError,
)
from idsessions.testing import ManualClock, OktaEmulator

from ..held_clock import HeldClock
from ..okta_wire import Wired
from ..service_apps import GET, SCOPES, START, TOKEN, advance, app_of, client, counted, okta_fixture, org_fixture
from ..signing import jwk, operations, parts

FIXTURES = (org_fixture, okta_fixture)

# --- one token --------------------------------------------------------------------------------------------------------


async def test_hundred_first_calls_fetch_one_token(org: OktaEmulator, okta: OktaSessions) -> None:
    session_id = org.sign_in().id
    await asyncio.gather(*(okta.get_session(session_id) for _ in range(100)))
    assert counted(org) == {TOKEN: 1, GET: 100}


async def test_views_share_the_token_and_the_gate_of_an_app(org: OktaEmulator) -> None:
    app, session_id = app_of(org), org.sign_in().id
    async with client(org, app) as okta:
        views = [
            okta,
            okta.with_options(timeout=5),
            okta.with_options(credentials=app),
            okta.with_options(credentials=None).with_options(credentials=app),
        ]
        await asyncio.gather(*(view.get_session(session_id) for view in views))
        assert counted(org) == {TOKEN: 1, GET: 4}
        # Another app, even with the same id, is another credential; so is the same app in another client.
        await okta.with_options(credentials=app_of(org)).get_session(session_id)
        assert counted(org)[TOKEN] == 2
    async with client(org, app) as another:
        await another.get_session(session_id)
    assert counted(org)[TOKEN] == 3


async def test_token_is_renewed_once_before_it_expires(org: OktaEmulator, okta: OktaSessions) -> None:
    session_id = org.sign_in().id
    org.settings.session_lifetime = 1e6
    org.sessions[0].expires_at = START + 1e6
    await okta.get_session(session_id)
    advance(org, 3299)
    await okta.get_session(session_id)
    assert counted(org)[TOKEN] == 1
    advance(org, 1)
    await asyncio.gather(*(okta.get_session(session_id) for _ in range(100)))
    assert counted(org)[TOKEN] == 2


@pytest.mark.parametrize("skew", [-540.0, 3000.0])
async def test_wrong_clock_does_no_harm(skew: float) -> None:
    org = OktaEmulator(clock=ManualClock(START))
    org.add_key(jwk())
    # The same seconds pass on both, but they do not show the same time.
    client_clock = ManualClock(START + skew)
    session_id = org.sign_in().id
    async with OktaSessions(org.url, app_of(org), transport=org.transport(), clock=client_clock) as okta:
        for _ in range(3):
            await okta.get_session(session_id)
    assert counted(org) == {TOKEN: 1, GET: 3}


async def test_short_lived_token_is_shared(org: OktaEmulator, okta: OktaSessions) -> None:
    session_id = org.sign_in().id
    org.settings.access_token_lifetime = 10
    for _ in range(60):
        await okta.get_session(session_id)
        advance(org, 0.5)
    assert counted(org)[TOKEN] == 4
    assert counted(org)[GET] == 60


async def test_on_call_gets_token_requests_too(org: OktaEmulator) -> None:
    records: list[CallRecord] = []
    async with client(org, on_call=records.append) as okta:
        await okta.get_session(org.sign_in().id)
    assert [(record.operation, record.status, record.attempts) for record in records] == [
        (TOKEN, 200, 1),
        (GET, 200, 1),
    ]


# --- refusals ---------------------------------------------------------------------------------------------------------


async def test_refused_token_is_renewed_once_and_each_call_retried_once(org: OktaEmulator, okta: OktaSessions) -> None:
    session_id = org.sign_in().id
    await okta.get_session(session_id)
    org.revoke_access_tokens()
    await asyncio.gather(*(okta.get_session(session_id) for _ in range(30)))
    assert counted(org)[TOKEN] == 2
    assert counted(org)[GET] == 1 + 30 + 30


async def test_retried_call_is_one_record_with_all_attempts(org: OktaEmulator) -> None:
    records: list[CallRecord] = []
    async with client(org, on_call=records.append) as okta:
        session_id = org.sign_in().id
        await okta.get_session(session_id)
        org.revoke_access_tokens()
        await okta.revoke_session(session_id)
    assert [(record.operation, record.attempts) for record in records] == [
        (TOKEN, 1),
        (GET, 1),
        (TOKEN, 1),
        ("revokeSession", 2),
    ]


async def test_token_that_stays_refused_raises_after_one_renewal(org: OktaEmulator, okta: OktaSessions) -> None:
    body = {"errorCode": "E0000011", "errorSummary": "Invalid token provided"}
    org.fail_next(401, body, operation=GET, times=None)
    with pytest.raises(AuthenticationError, match="E0000011"):
        await okta.get_session("102")
    assert counted(org) == {TOKEN: 2, GET: 2}


@pytest.mark.parametrize(("status", "code"), [(403, "E0000006"), (401, "E0000015"), (404, "E0000007")])
async def test_other_refusals_renew_nothing(org: OktaEmulator, okta: OktaSessions, status: int, code: str) -> None:
    org.fail_next(status, {"errorCode": code, "errorSummary": "no"}, operation=GET, times=None)
    with pytest.raises(SessionsError):
        await okta.get_session("102")
    assert counted(org) == {TOKEN: 1, GET: 1}


async def test_deactivated_app_raises_with_the_reason(org: OktaEmulator, okta: OktaSessions) -> None:
    await okta.get_session(org.sign_in().id)
    org.revoke_access_tokens()
    body = {"error": "invalid_client", "error_description": "The client is deactivated."}
    org.fail_next(401, body, operation=TOKEN, times=None)
    with pytest.raises(AuthenticationError, match="invalid_client The client is deactivated") as raised:
        await okta.get_session("102")
    assert raised.value.operation == TOKEN
    assert counted(org) == {TOKEN: 2, GET: 2}


async def test_failing_token_endpoint_fails_the_waiting_calls_only(org: OktaEmulator, okta: OktaSessions) -> None:
    session_id = org.sign_in().id
    org.html_error_page(502, operation=TOKEN)
    failures = await asyncio.gather(*(okta.get_session(session_id) for _ in range(100)), return_exceptions=True)
    assert {(type(error).__name__, getattr(error, "operation", "")) for error in failures} == {
        ("UnavailableError", TOKEN)
    }
    assert counted(org) == {TOKEN: 1}
    assert await okta.get_session(session_id)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"access_token": "two words"}, "no `access_token` that a request can carry"),
        ({"access_token": "a\nb"}, "no `access_token` that a request can carry"),
        ({"access_token": '"eyJ"'}, "no `access_token` that a request can carry"),
        ({"access_token": ""}, "no `access_token` that a request can carry"),
        ({"expires_in": 0}, "has expired at its issue"),
        ({"expires_in": -5}, "has expired at its issue"),
        ({"expires_in": "soon"}, "expires_in"),
        ({"token_type": "DPoP"}, "not asked for"),
    ],
)
async def test_unusable_token_raises(org: OktaEmulator, okta: OktaSessions, changes: dict[str, Any], said: str) -> None:
    good = {"token_type": "Bearer", "expires_in": 3600, "access_token": "eyJtoken", "scope": SCOPES}
    org.fail_next(200, {**good, **changes}, operation=TOKEN)
    with pytest.raises(UnreadableAnswerError, match=said) as raised:
        await okta.get_session("102")
    assert raised.value.operation == TOKEN
    assert counted(org) == {TOKEN: 1}


async def test_cancelled_caller_leaves_the_token_to_the_others(org: OktaEmulator, okta: OktaSessions) -> None:
    session_id = org.sign_in().id
    org.slow(5, operation=TOKEN)
    first, *others = [asyncio.create_task(okta.get_session(session_id)) for _ in range(5)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(*others)
    assert first.cancelled()
    assert counted(org) == {TOKEN: 1, GET: 4}


async def use_up_tokens(org: OktaEmulator, seconds: float) -> None:
    """Let another process have the one token of this window."""
    org.limit(1, "/oauth2/v1/token", seconds=seconds)
    async with client(org) as another:
        await another.get_session(org.sign_in().id)


# --- the gate ---------------------------------------------------------------------------------------------------------


async def test_retried_token_request_has_a_new_assertion(org: OktaEmulator, okta: OktaSessions) -> None:
    await use_up_tokens(org, seconds=45)
    await okta.get_session(org.sign_in().id)
    sent = [(request.at, parts(request.form["client_assertion"])[1]) for request in org.requests[2:-1]]
    assert len(sent) == 2
    assert sent[1][0] - sent[0][0] >= 44
    assert len({claims["jti"] for _, claims in sent}) == 2
    # Signed when its turn came, not before the pause.
    assert [claims["exp"] - int(at) for at, claims in sent] == [600, 600]


async def test_token_that_expires_in_the_queue_is_renewed(org: OktaEmulator) -> None:
    session_id = org.sign_in().id
    org.settings.access_token_lifetime = 30
    org.limit(3, seconds=60)
    pauses: list[Pause] = []
    rate_limit = RateLimit(on_pause=pauses.append)
    # More callers than slots: were the token fetched from within, they would wait for each other for ever.
    async with client(org, max_concurrency=2, rate_limit=rate_limit) as okta:
        await asyncio.wait_for(asyncio.gather(*(okta.get_session(session_id) for _ in range(12))), 20)
    assert pauses
    tokens = {request.headers["authorization"] for request in org.requests if request.operation == GET}
    assert 2 <= len(tokens) == counted(org)[TOKEN] <= 5
    org.assert_no_violations()


async def test_deadline_covers_the_token_request(org: OktaEmulator) -> None:
    await use_up_tokens(org, seconds=50)
    org.requests.clear()
    async with client(org) as okta:
        hurried = okta.with_options(deadline=20)
        with pytest.raises(CallTimeoutError, match="deadline") as raised:
            await hurried.get_session("102")
    assert not raised.value.maybe_processed
    assert GET not in operations(org)


async def test_deadline_ends_a_token_request_without_a_response(org: OktaEmulator) -> None:
    clock = HeldClock()

    async def respond(_: httpx.Request) -> httpx.Response:
        clock.released.set()
        await asyncio.Event().wait()
        raise AssertionError

    network = Wired(respond)
    async with OktaSessions(org.url, app_of(org), transport=network, clock=clock, deadline=5.0) as okta:
        with pytest.raises(CallTimeoutError, match="before the credential was ready") as raised:
            await okta.get_session("102")
    assert not raised.value.maybe_processed
    assert [request.url.path for request in network.requests] == ["/oauth2/v1/token"]


async def test_pause_of_the_token_endpoint_longer_than_max_wait_raises(org: OktaEmulator) -> None:
    await use_up_tokens(org, seconds=50)
    async with client(org, rate_limit=RateLimit(max_wait=10)) as okta:
        with pytest.raises(RateLimitError) as raised:
            await okta.get_session("102")
    assert raised.value.operation == TOKEN
    assert raised.value.retry_after is not None
