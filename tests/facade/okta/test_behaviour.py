"""The Okta facade with an emulated org: sessions that live, are prolonged, expire, end, and are limited."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from idsessions import (
    AccessToken,
    ApiToken,
    AuthenticationError,
    CallRecord,
    ConnectionFailedError,
    CredentialError,
    NotFoundError,
    OktaSessions,
    Pause,
    PermissionDeniedError,
    RateLimit,
    RateLimitError,
    SessionCookie,
    SessionExpiredError,
    UnavailableError,
    UnreadableAnswerError,
    UsageError,
)
from idsessions.testing import ManualClock, OktaEmulator
from idsessions_okta.description import OPERATIONS
from idsessions_okta.models import AuthenticationStatus

from ..okta_wire import SESSION, Wired, sessions

START = 1_790_000_000.0
HOURS = timedelta(hours=1)


@pytest.fixture(name="clock")
def clock_fixture() -> ManualClock:
    return ManualClock(START)


@pytest.fixture(name="org")
def org_fixture(clock: ManualClock) -> Iterator[OktaEmulator]:
    org = OktaEmulator(clock=clock, seed=3)
    yield org
    org.assert_no_violations()


@pytest.fixture(name="okta")
async def okta_fixture(org: OktaEmulator, clock: ManualClock) -> AsyncIterator[OktaSessions]:
    async with OktaSessions(org.url, ApiToken(org.api_token), transport=org.transport(), clock=clock) as okta:
        yield okta


def now(clock: ManualClock) -> datetime:
    return datetime.fromtimestamp(clock.time(), UTC)


def cookies(org: OktaEmulator, name: str = "sid") -> SessionCookie:
    session = org.sign_in()
    return SessionCookie(name, session.id if name == "sid" else session.idx)


def assertion(org: OktaEmulator) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    who = org.service_app.client_id
    claims = {"iss": who, "sub": who, "aud": f"{org.url}/oauth2/v1/token", "exp": org.clock.time() + 300, "jti": "1"}
    return f"{part({'alg': 'RS256'})}.{part(claims)}.c2lnbmVk"


async def test_every_operation_works(okta: OktaSessions, org: OktaEmulator) -> None:
    transaction = await okta.authenticate(org.username, org.password)
    assert transaction.session_token is not None
    session = await okta.create_session(transaction.session_token)
    assert (await okta.get_session(session.id)).login == org.username
    await okta.refresh_session(session.id)
    await okta.revoke_session(session.id)
    cookie = cookies(org)
    cookie = (await okta.get_current_session(cookie)).cookie
    cookie = (await okta.refresh_current_session(cookie)).cookie
    await okta.end_user_sessions(cookie)
    await okta.close_current_session(cookie)
    await okta.revoke_user_sessions(org.user.id)
    await okta.global_token_revocation(org.user.id)
    await okta.end_my_account_sessions(AccessToken(org.user_access_token()))
    user = org.add_user("grace@example.com", outcome="MFA_REQUIRED")
    for expected in ("SUCCESS", None):
        dialogue = okta.dialogue()
        await dialogue.start(user.login, user.password)
        await dialogue.verify(next(each for each in dialogue.factors if each.factor_type == "sms"))
        await dialogue.resend()
        if expected is None:
            await dialogue.cancel()
        else:
            await dialogue.verify(pass_code=user.passcode)
        assert dialogue.status == expected
    await okta.issue_access_token(assertion(org), scope="okta.sessions.read")
    assert {request.operation for request in org.requests} == OPERATIONS.keys()
    # What the org set in its answers went along only where it was given on purpose.
    for request in org.requests:
        of_the_user = "/me/" in f"{request.raw_path}/"
        assert [name for name, _ in request.cookie_pairs] == (["sid"] if of_the_user else [])


async def test_both_cookies_of_a_browser_are_sent_and_renewed(okta: OktaSessions, org: OktaEmulator) -> None:
    session = org.sign_in()
    for sid, idx in ((session.id, session.idx), ("dead", session.idx), (session.id, "dead")):
        both = SessionCookie("sid", sid, beside=SessionCookie("idx", lambda idx=idx: idx))
        current = await okta.refresh_current_session(both)
        assert current.session.id == session.id
        assert org.requests[-1].cookie_pairs == (("sid", sid), ("idx", idx))
        assert current.cookie.beside is not None
        renewed = await current.cookie.headers("GET", org.url)
        assert renewed["Cookie"].split("; ")[0 if sid != "dead" else 1] in (f"sid={session.id}", f"idx={session.idx}")
        assert session.id not in repr(current.cookie)
        assert session.idx not in repr(current.cookie)


@pytest.mark.parametrize(
    "beside", [SessionCookie("sid", "b"), "idx=b", SessionCookie("idx", "b", beside=SessionCookie("a", "b"))]
)
def test_one_other_cookie_goes_along(beside: Any) -> None:
    with pytest.raises(CredentialError, match="`beside` must be"):
        SessionCookie("sid", "a", beside=beside)


async def test_minimal_refresh_returns_none(okta: OktaSessions, org: OktaEmulator, clock: ManualClock) -> None:
    session = org.sign_in()
    clock.advance(60)
    assert await okta.refresh_session(session.id, minimal=True) is None
    assert session.expires_at == clock.time() + 7200
    clock.advance(60)
    assert await okta.refresh_current_session(SessionCookie("sid", session.id), minimal=True) is None
    assert session.expires_at == clock.time() + 7200
    assert {request.headers.get("prefer") for request in org.requests} == {"return=minimal"}


async def test_session_where_none_was_wanted_is_returned(clock: ManualClock) -> None:
    async with sessions(Wired([httpx.Response(200, json=SESSION)]), clock=clock) as okta:
        found = await okta.refresh_session("102", minimal=True)
        assert found is not None
        assert found.id == SESSION["id"]


async def test_204_where_a_session_was_wanted_raises(clock: ManualClock) -> None:
    async with sessions(Wired([httpx.Response(204)]), clock=clock) as okta:
        with pytest.raises(UnreadableAnswerError):
            await okta.refresh_session("102")


async def test_everything_of_a_user_is_revoked(okta: OktaSessions, org: OktaEmulator) -> None:
    other = org.add_user("grace@example.com")
    for user in (org.user, org.user, other):
        org.sign_in(user)
    await okta.global_token_revocation(org.user.id)
    assert [session.user for session in org.sessions] == [other]
    await okta.global_token_revocation(issuer="https://idp.example.com", subject=other.login)
    assert org.sessions == ()
    with pytest.raises(NotFoundError):
        await okta.global_token_revocation("00unobody")


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"issuer": "a"},
        {"subject": "a"},
        {"user_id": "a", "issuer": "b"},
        {"user_id": ""},
        {"issuer": 5, "subject": "a"},
    ],
)
async def test_user_to_revoke_everything_of_is_named_in_one_way(
    okta: OktaSessions, org: OktaEmulator, arguments: dict[str, Any]
) -> None:
    with pytest.raises(UsageError, match=r"`(user_id|issuer|subject)`"):
        await okta.global_token_revocation(**arguments)
    assert org.requests == []


def test_url_of_the_session_cookie_sends_nothing(org: OktaEmulator) -> None:
    okta = OktaSessions("https://acme.okta.com")
    url = okta.session_cookie_url("20111token", "https://app.example.com/?a=b&c")
    assert url == (
        "https://acme.okta.com/login/sessionCookieRedirect?token=20111token"
        "&redirectUrl=https%3A%2F%2Fapp.example.com%2F%3Fa%3Db%26c"
    )
    for token, redirect in (
        ("", "https://a"),
        ("t", "/relative"),
        ("t", None),
        (None, "https://a"),
        ("t", "javascript:x"),
    ):
        with pytest.raises(UsageError, match=r"`(session_token|redirect_url)`"):
            okta.session_cookie_url(token, redirect)  # type: ignore[arg-type]


async def test_session_token_works_once(okta: OktaSessions, org: OktaEmulator) -> None:
    token = org.session_token()
    await okta.create_session(token)
    with pytest.raises(AuthenticationError) as raised:
        await okta.create_session(token)
    assert (raised.value.status, raised.value.code) == (401, "E0000004")
    assert raised.value.request_id
    assert len(org.sessions) == 1


async def test_session_token_expires_after_five_minutes(
    okta: OktaSessions, org: OktaEmulator, clock: ManualClock
) -> None:
    token = org.session_token()
    clock.advance(301)
    with pytest.raises(AuthenticationError):
        await okta.create_session(token)


async def test_session_is_extended_and_expires(okta: OktaSessions, org: OktaEmulator, clock: ManualClock) -> None:
    session = await okta.login(org.session_token())
    assert session.details is not None
    assert session.details.created_at == now(clock)
    assert session.details.expires_at == now(clock) + 2 * HOURS
    clock.advance(3600)
    assert (await session.refresh()).expires_at == now(clock) + 2 * HOURS
    clock.advance(7199)
    assert await session.is_alive()
    clock.advance(1)
    assert not await session.is_alive()
    with pytest.raises(NotFoundError):
        await session.refresh()
    await session.end()


async def test_second_revocation_raises_not_found(okta: OktaSessions, org: OktaEmulator) -> None:
    session = await okta.login(org.session_token())
    await okta.revoke_session(session.id)
    with pytest.raises(NotFoundError) as raised:
        await okta.revoke_session(session.id)
    assert raised.value.code == "E0000007"
    assert session.id not in str(raised.value)
    await session.end()
    assert not await session.is_alive()


@pytest.mark.parametrize("name", ["sid", "idx"])
async def test_current_session_is_read_refreshed_and_closed(
    okta: OktaSessions, org: OktaEmulator, clock: ManualClock, name: str
) -> None:
    cookie = cookies(org, name)
    clock.advance(3600)
    refreshed = await okta.refresh_current_session(cookie)
    assert refreshed.session.expires_at == now(clock) + 2 * HOURS
    assert refreshed.cookie.name == name
    current = await okta.get_current_session(refreshed.cookie)
    assert current.session.user_id == org.user.id
    await okta.close_current_session(current.cookie)
    assert not org.sessions
    for gone in (okta.get_current_session, okta.refresh_current_session, okta.close_current_session):
        with pytest.raises(SessionExpiredError):
            await gone(current.cookie)


async def test_unknown_cookie_raises_session_expired(okta: OktaSessions) -> None:
    with pytest.raises(SessionExpiredError):
        await okta.get_current_session(SessionCookie("sid", "102-made-up"))


@pytest.mark.parametrize(("keep_current", "left"), [(True, 1), (False, 0)])
async def test_user_ends_all_own_sessions(okta: OktaSessions, org: OktaEmulator, keep_current: bool, left: int) -> None:
    cookie = cookies(org)
    for _ in range(3):
        org.sign_in()
    other = org.sign_in(org.add_user("other@example.com"))
    await okta.end_user_sessions(cookie, keep_current=keep_current)
    assert other in org.sessions
    assert len(org.sessions) - 1 == left


async def test_revoke_user_sessions_ends_all_sessions_of_the_user(okta: OktaSessions, org: OktaEmulator) -> None:
    org.sign_in()
    org.sign_in()
    other = org.sign_in(org.add_user("other@example.com"))
    await okta.revoke_user_sessions(org.user.id, oauth_tokens=True, forget_devices=True)
    assert org.sessions == (other,)
    assert org.user.oauth_tokens_revoked
    assert org.user.devices_forgotten
    with pytest.raises(NotFoundError):
        await okta.revoke_user_sessions("00u-made-up")


# Authentication


@pytest.mark.parametrize("outcome", ["PASSWORD_EXPIRED", "MFA_ENROLL", "MFA_REQUIRED"])
async def test_authenticate_returns_the_state(okta: OktaSessions, org: OktaEmulator, outcome: Any) -> None:
    org.add_user("new@example.com", "not-a-real-password", outcome=outcome)
    transaction = await okta.authenticate("new@example.com", "not-a-real-password")
    assert transaction.status is AuthenticationStatus(outcome)
    assert transaction.session_token is None
    assert transaction.state_token is not None
    again = await okta.authenticate(state_token=transaction.state_token)
    assert again.status is transaction.status


async def test_wrong_passwords_lock_the_user_out(okta: OktaSessions, org: OktaEmulator) -> None:
    org.settings.lockout_after = 3
    for _ in range(3):
        with pytest.raises(AuthenticationError) as raised:
            await okta.authenticate(org.username, "not-the-password")
        assert raised.value.code == "E0000004"
    with pytest.raises(AuthenticationError):
        await okta.authenticate(org.username, org.password)
    org.settings.hide_lockout = False
    assert (await okta.authenticate(org.username, org.password)).status is AuthenticationStatus.LOCKED_OUT


async def test_authenticate_takes_tokens_instead_of_a_password(okta: OktaSessions, org: OktaEmulator) -> None:
    user = org.add_user("new@example.com", None)
    transaction = await okta.authenticate(token=org.activation_token(user))
    assert transaction.status is not AuthenticationStatus.SUCCESS
    for call, code in ((okta.authenticate(token="a"), "E0000004"), (okta.authenticate(state_token="a"), "E0000011")):
        with pytest.raises(AuthenticationError) as raised:
            await call
        assert raised.value.code == code


# Tokens


async def test_access_token_does_what_its_scopes_allow(okta: OktaSessions, org: OktaEmulator) -> None:
    session = org.sign_in()
    issued = await okta.issue_access_token(assertion(org), scope="okta.sessions.read")
    reading = okta.with_options(credentials=AccessToken(issued.access_token))
    assert (await reading.get_session(session.id)).id == session.id
    with pytest.raises(PermissionDeniedError):
        await reading.revoke_session(session.id)
    assert issued.expires_in == 3600


async def test_assertion_that_is_not_accepted_raises(okta: OktaSessions) -> None:
    with pytest.raises(AuthenticationError) as raised:
        await okta.issue_access_token("a.b.c", scope="okta.sessions.read")
    assert raised.value.code == "invalid_client"


async def test_api_token_without_permission_raises(okta: OktaSessions, org: OktaEmulator) -> None:
    session = org.sign_in()
    reading = okta.with_options(credentials=ApiToken(org.add_api_token(read_only=True)))
    assert (await reading.get_session(session.id)).id == session.id
    with pytest.raises(PermissionDeniedError) as denied:
        await reading.refresh_session(session.id)
    assert denied.value.code == "E0000006"
    org.revoke_api_token()
    with pytest.raises(AuthenticationError) as raised:
        await okta.get_session(session.id)
    assert raised.value.code == "E0000011"


async def test_maintenance_raises_unavailable(okta: OktaSessions, org: OktaEmulator) -> None:
    session = org.sign_in()
    org.settings.read_only = True
    assert (await okta.get_session(session.id)).id == session.id
    with pytest.raises(UnavailableError):
        await okta.revoke_session(session.id)


# Limits


async def test_all_calls_wait_for_the_limit(okta: OktaSessions, org: OktaEmulator, clock: ManualClock) -> None:
    session = org.sign_in()
    org.limit(10, seconds=30)
    paused: list[Pause] = []
    records: list[CallRecord] = []
    waiting = okta.with_options(rate_limit=RateLimit(on_pause=paused.append), on_call=records.append)
    found = await asyncio.gather(*(waiting.get_session(session.id) for _ in range(35)))
    assert [each.id for each in found] == [session.id] * 35
    assert 90 <= clock.monotonic() < 130
    assert {pause.bucket for pause in paused} == {"/api/v1/sessions"}
    assert len(records) == 35
    assert max(record.waited for record in records) == pytest.approx(clock.monotonic(), abs=31)
    # Of the first 32, which nobody could know to be too many, 22 were refused; hardly any after them.
    assert sum(record.attempts - 1 for record in records) < 26


async def test_limit_longer_than_allowed_raises(okta: OktaSessions, org: OktaEmulator, clock: ManualClock) -> None:
    org.limit(0, seconds=40)
    with pytest.raises(RateLimitError) as raised:
        await okta.with_options(rate_limit=None).get_session("102abc")
    assert (raised.value.status, raised.value.code) == (429, "E0000047")
    assert raised.value.retry_after == pytest.approx(40, abs=1)
    assert clock.monotonic() == 0


async def test_limit_of_one_user_does_not_pause_others(
    okta: OktaSessions, org: OktaEmulator, clock: ManualClock
) -> None:
    other = org.add_user("other@example.com", "not-a-real-password")
    org.settings.authn_per_user = 2
    calls = [okta.authenticate(org.username, org.password) for _ in range(4)]
    calls += [okta.authenticate(other.login, "not-a-real-password") for _ in range(2)]
    found = await asyncio.gather(*calls)
    assert [transaction.status for transaction in found] == [AuthenticationStatus.SUCCESS] * 6
    assert clock.monotonic() < 10


async def test_concurrency_limit_pauses_briefly(okta: OktaSessions, org: OktaEmulator, clock: ManualClock) -> None:
    session = org.sign_in()
    org.refuse_concurrent(2)
    assert (await okta.get_session(session.id)).id == session.id
    # The reset in such a refusal is a minute away and means nothing.
    assert clock.monotonic() < 30


# The scope of a login


async def test_leaving_a_login_ends_its_session(okta: OktaSessions, org: OktaEmulator) -> None:
    async with okta.login(org.session_token()) as session:
        assert await session.is_alive()
        assert len(org.sessions) == 1
    assert not org.sessions


async def test_login_is_ended_after_an_error_and_if_it_has_expired(okta: OktaSessions, org: OktaEmulator) -> None:
    async def work() -> None:
        async with okta.login(org.session_token()):
            org.expire()
            raise ValueError("first")

    with pytest.raises(ValueError, match="first"):
        await work()
    assert org.requests[-1].operation == "revokeSession"


async def test_cancelled_login_is_ended(okta: OktaSessions, org: OktaEmulator) -> None:
    inside = asyncio.Event()

    async def work() -> None:
        async with okta.login(org.session_token()):
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await inside.wait()
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    assert not org.sessions


async def test_login_cancelled_on_its_way_leaves_no_session(okta: OktaSessions, org: OktaEmulator) -> None:
    org.slow(5, operation="createSession")

    async def work() -> None:
        async with okta.login(org.session_token()):
            raise AssertionError("this is never reached")

    task = asyncio.create_task(work())
    for _ in range(50):  # The org has started the session, and has not responded yet.
        await asyncio.sleep(0)
        if org.sessions:
            break
    assert org.sessions
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    assert not org.sessions


# Faults


@pytest.mark.parametrize("at", ["request", "answer", "body"])
async def test_retryable_operation_survives_a_broken_connection(okta: OktaSessions, org: OktaEmulator, at: Any) -> None:
    session = org.sign_in()
    org.drop_connection(at)
    assert (await okta.get_session(session.id)).id == session.id
    assert len(org.requests) == 2


@pytest.mark.parametrize("at", ["answer", "body"])
async def test_operation_with_an_effect_is_not_retried(okta: OktaSessions, org: OktaEmulator, at: Any) -> None:
    org.drop_connection(at)
    with pytest.raises(ConnectionFailedError) as raised:
        await okta.create_session(org.session_token())
    assert raised.value.maybe_processed
    assert len(org.sessions) == 1


async def test_page_of_a_proxy_raises_unreadable(okta: OktaSessions, org: OktaEmulator) -> None:
    org.html_error_page(403)
    with pytest.raises(UnreadableAnswerError, match="HTML page"):
        await okta.get_session("102abc")
    org.html_error_page(502)
    with pytest.raises(UnavailableError, match="HTML page"):
        await okta.with_options(retries=0).get_session("102abc")


@pytest.mark.parametrize("status", [201, 202, 206, 299])
async def test_success_that_is_not_documented_is_unreadable(status: int) -> None:
    network = Wired([httpx.Response(status, json=dict(SESSION))] * 2)
    async with sessions(network) as okta:
        for call in (okta.refresh_session("102"), okta.refresh_current_session(SessionCookie("sid", "a"))):
            with pytest.raises(UnreadableAnswerError, match=f"the status code {status} is not documented"):
                await call
