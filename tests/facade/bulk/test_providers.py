"""The methods of the clients that end many sessions, against the emulators."""

from __future__ import annotations

import inspect
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest

from idsessions import (
    AgileAppsSessions,
    ApiToken,
    AuthenticationError,
    BulkStopped,
    ForgeRockSessions,
    NotFoundError,
    OktaSessions,
    PermissionDeniedError,
    RateLimit,
    SessionCookies,
    SessionsError,
    SessionToken,
    UnsupportedOperationError,
    UsageError,
)
from idsessions.testing import AgileAppsEmulator, ForgeRockEmulator, ManualClock, OktaEmulator

UNKNOWN = "00unobody"


def okta_client(org: OktaEmulator, **options: Any) -> OktaSessions:
    return OktaSessions(org.url, ApiToken(org.api_token), transport=org.transport(), clock=org.clock, **options)


def forgerock_client(server: ForgeRockEmulator, **options: Any) -> ForgeRockSessions:
    return ForgeRockSessions(
        server.url,
        realm=server.realm,
        profile=server.profile.name,
        transport=server.transport(),
        clock=server.clock,
        **options,
    )


def admin_client(server: ForgeRockEmulator) -> ForgeRockSessions:
    return forgerock_client(server, credentials=SessionToken(server.admin_token), cookie_name=server.cookie_name)


def signed_in(org: OktaEmulator, count: int) -> list[str]:
    """The ids of so many users, each with a session."""
    users = [org.add_user(f"user{number}@example.com") for number in range(count)]
    for user in users:
        org.sign_in(user)
    return [user.id for user in users]


def asked(emulator: OktaEmulator, operation: str) -> list[str]:
    return [next(iter(request.path_params.values())) for request in emulator.requests if request.operation == operation]


# Okta.


async def test_unknown_id_leaves_nobody_signed_in() -> None:
    """What happened to the task group of an earlier README: one unknown id left 984 of 2,000 users signed in."""
    org = OktaEmulator()
    user_ids = signed_in(org, 200)
    async with okta_client(org) as okta:
        outcomes = {
            outcome.target: outcome async for outcome in okta.revoke_many([*user_ids[:16], UNKNOWN, *user_ids[16:]])
        }
    assert org.sessions == ()
    assert Counter(outcome.state for outcome in outcomes.values()) == {"ended": 200, "unknown": 1}
    assert isinstance(outcomes[UNKNOWN].error, NotFoundError)


async def test_options_of_the_request_reach_okta() -> None:
    org = OktaEmulator()
    async with okta_client(org) as okta:
        async for _ in okta.revoke_many([org.user.id], oauth_tokens=True, forget_devices=True):
            pass
    assert (org.user.oauth_tokens_revoked, org.user.devices_forgotten) == (True, True)


async def test_rate_limit_is_waited_out_without_a_refusal() -> None:
    org = OktaEmulator(clock=ManualClock())
    org.limit(60, "/api/v1/users")
    user_ids = signed_in(org, 200)
    async with okta_client(org, deadline=1.0) as okta:
        states = Counter([outcome.state async for outcome in okta.revoke_many(user_ids)])
    assert states == {"ended": 200}
    assert len(asked(org, "revokeUserSessions")) == 200


async def test_reserve_leaves_its_share_of_every_window() -> None:
    org = OktaEmulator(clock=ManualClock())
    org.limit(60, "/api/v1/users")
    user_ids = signed_in(org, 150)
    async with okta_client(org, rate_limit=RateLimit(reserve=0.5)) as okta:
        async for _ in okta.revoke_many(user_ids):
            pass
    windows = Counter(int((request.at - org.requests[0].at) // 60) for request in org.requests)
    # A window of the server is not one of the test: a few more fall into it.
    assert max(windows.values()) <= 36
    assert org.sessions == ()


async def test_token_that_is_revoked_half_way_stops_the_run() -> None:
    org = OktaEmulator()
    user_ids = signed_in(org, 100)
    ended: list[str] = []

    async def revoke() -> None:
        async for outcome in okta.revoke_many(user_ids):
            ended.append(outcome.target)
            if len(ended) == 50:
                org.revoke_api_token()

    async with okta_client(org, max_concurrency=8) as okta:
        with pytest.raises(BulkStopped) as stopped:
            await revoke()
    assert isinstance(stopped.value.reason, AuthenticationError)
    not_tried = [user_id async for user_id in stopped.value.not_tried]
    assert sorted([*ended, *not_tried]) == sorted(user_ids)
    assert {session.user.id for session in org.sessions} <= set(not_tried)
    assert len(asked(org, "revokeUserSessions")) <= 50 + 8 + 8


async def test_token_without_permission_stops_the_run() -> None:
    org = OktaEmulator()
    user_ids = signed_in(org, 100)
    token = ApiToken(org.add_api_token(read_only=True))
    async with okta_client(org) as okta:
        with pytest.raises(BulkStopped) as stopped:
            async for _ in okta.with_options(credentials=token).revoke_many(user_ids, concurrency=4):
                pass
    assert isinstance(stopped.value.reason, PermissionDeniedError)
    assert len(org.requests) <= 7


async def test_faults_are_mixed_in_and_the_others_end() -> None:
    org = OktaEmulator(clock=ManualClock())
    user_ids = signed_in(org, 100)
    async with okta_client(org, max_concurrency=4) as okta:
        outcomes: dict[str, str] = {}
        async for outcome in okta.revoke_many(user_ids):
            outcomes[outcome.target] = outcome.state
            match len(outcomes):
                case 10:
                    org.fail_next(500, times=2)
                case 30:
                    org.drop_connection("answer", times=8)
                case 60:
                    org.html_error_page(502, times=12)
                case 80:
                    org.drop_connection("request", times=3)
                case _:
                    pass
    assert outcomes.keys() == set(user_ids)
    assert outcomes.keys() >= {session.user.id for session in org.sessions}
    still_in = {session.user.id for session in org.sessions}
    assert {user_id for user_id, state in outcomes.items() if state == "ended"}.isdisjoint(still_in)
    assert Counter(outcomes.values())["ended"] >= 80


@pytest.mark.parametrize("wrong", ["", "..", "me", None, 7, ["00u1"]])
async def test_target_that_is_no_id_fails_alone(wrong: Any) -> None:
    org = OktaEmulator()
    async with okta_client(org) as okta:
        found = [outcome async for outcome in okta.revoke_many([wrong, org.user.id, wrong])]
    states = {repr(outcome.target): outcome for outcome in found}
    assert states[repr(org.user.id)].state == "ended"
    assert states[repr(wrong)].state == "failed"
    assert isinstance(states[repr(wrong)].error, UsageError)


async def test_many_sessions_end_by_id_and_their_ids_are_redacted() -> None:
    org = OktaEmulator()
    session_ids = [org.sign_in().id for _ in range(20)]
    async with okta_client(org) as okta:
        found = [outcome async for outcome in okta.revoke_many_sessions([*session_ids, "102-long-gone"])]
    assert {outcome.target: outcome.state for outcome in found} == {
        **dict.fromkeys(session_ids, "ended"),
        "102-long-gone": "unknown",
    }
    assert not [session_id for session_id in session_ids if session_id in repr(found)]


async def test_bulk_run_lets_other_calls_pass() -> None:
    org = OktaEmulator(clock=ManualClock())
    org.limit(60, "/api/v1/users")
    async with okta_client(org, max_concurrency=40) as okta:
        run = okta.revoke_many(signed_in(org, 100))
        async for _ in run:
            if len(org.requests) >= 57:
                break
        await okta.revoke_user_sessions(org.user.id)
        assert org.clock.time() - org.requests[0].at < 60
        await run.aclose()


# ForgeRock.


async def test_users_of_a_realm_are_logged_out() -> None:
    server = ForgeRockEmulator("aic")
    users = [server.add_user(f"user{number}", "pw") for number in range(30)]
    for user in users:
        server.sign_in(user)
    async with admin_client(server) as am:
        states = {outcome.target: outcome.state async for outcome in am.logout_many(user.uid for user in users)}
    assert states == dict.fromkeys([user.uid for user in users], "ended")
    assert not [user for user in users if server.sessions_of(user)]


async def test_verification_finds_sessions_that_are_left() -> None:
    server = ForgeRockEmulator("aic")
    server.sign_in()
    server.fail_next(200, {"result": True}, operation="logoutByUser")
    async with admin_client(server) as am:
        (left,) = [outcome async for outcome in am.logout_many([server.user.uid], verify=True)]
        (ended,) = [outcome async for outcome in am.logout_many([server.user.uid], verify=True)]
    assert (left.state, left.left) == ("failed", 1)
    assert (ended.state, ended.left) == ("ended", 0)


async def test_verification_settles_what_is_unclear() -> None:
    server = ForgeRockEmulator("aic")
    server.sign_in()
    server.drop_connection("answer", operation="logoutByUser", times=2)
    async with admin_client(server) as am:
        (outcome,) = [outcome async for outcome in am.logout_many([server.user.uid], verify=True)]
    assert (outcome.state, outcome.left) == ("ended", 0)


async def test_verification_that_fails_is_unclear() -> None:
    server = ForgeRockEmulator("aic")
    server.fail_next(500, operation="querySessions", times=None)
    async with admin_client(server) as am:
        (outcome,) = [outcome async for outcome in am.logout_many([server.user.uid], verify=True)]
    assert (outcome.state, outcome.left) == ("unclear", None)


async def test_server_that_says_no_is_failed() -> None:
    server = ForgeRockEmulator("aic")
    server.fail_next(200, {"result": False}, operation="logoutByUser")
    async with admin_client(server) as am:
        (outcome,) = [outcome async for outcome in am.logout_many([server.user.uid])]
    assert outcome.state == "failed"


async def test_openam_has_no_logout_by_user() -> None:
    server = ForgeRockEmulator("openam")
    async with admin_client(server) as am:
        with pytest.raises(BulkStopped) as stopped:
            async for _ in am.logout_many(["bjensen"]):
                pass
    assert isinstance(stopped.value.reason, UnsupportedOperationError)


@pytest.mark.parametrize("profile", ["aic", "openam"])
async def test_handles_end_in_batches(profile: Any) -> None:
    server = ForgeRockEmulator(profile)
    for _ in range(120):
        server.sign_in()
    handles = [session.handle for session in server.sessions_of(server.user)]
    nothing: Any = None
    async with admin_client(server) as am:
        found = [outcome async for outcome in am.logout_many_by_handle([*handles, "", nothing])]
    states: dict[Any, str] = {outcome.target: outcome.state for outcome in found}
    expected: dict[Any, str] = {**dict.fromkeys(handles, "ended"), "": "failed"}
    assert states == {**expected, None: "failed"}
    assert not server.sessions_of(server.user)
    assert len([request for request in server.requests if request.operation == "logoutByHandle"]) == 3
    assert not [handle for handle in handles if handle in repr(found)]


async def test_handle_that_the_server_does_not_end_is_failed_or_unclear() -> None:
    server = ForgeRockEmulator("aic")
    server.fail_next(200, {"result": {"a": True, "b": False}}, operation="logoutByHandle")
    async with admin_client(server) as am:
        states = {outcome.target: outcome.state async for outcome in am.logout_many_by_handle(["a", "b", "c"])}
    assert states == {"a": "ended", "b": "failed", "c": "unclear"}


async def test_tokens_end_and_are_redacted() -> None:
    server = ForgeRockEmulator("aic")
    tokens = [server.sign_in() for _ in range(10)]
    server.expire(tokens[0])
    async with forgerock_client(server) as am:
        found = [outcome async for outcome in am.logout_many_by_token(tokens)]
    states = {outcome.target: outcome.state for outcome in found}
    assert states == {**dict.fromkeys(tokens, "ended"), tokens[0]: "unknown"}
    assert not [token for token in tokens if token in repr(found)]


# AgileApps.


@pytest.mark.parametrize("given", [str, SessionCookies])
async def test_sessions_of_agileapps_end(given: Callable[[str], SessionCookies | str]) -> None:
    tenant = AgileAppsEmulator()
    async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=tenant.clock) as agileapps:
        sessions = [await agileapps.login(tenant.username, tenant.password) for _ in range(5)]
        texts = [session.cookies.header for session in sessions]
        targets = [given(text) for text in texts]
        found = [outcome async for outcome in agileapps.logout_many([*targets, *targets])]
        assert [outcome.state for outcome in found] == ["ended"] * 5
        assert not any([await session.is_alive() for session in sessions])
    assert not [text for text in texts if str(text) in repr(found)]


@pytest.mark.parametrize(
    "start",
    [
        lambda: OktaSessions("https://acme.okta.com").revoke_many("00u1"),
        lambda: OktaSessions("https://acme.okta.com").revoke_many_sessions("102"),
        lambda: ForgeRockSessions("https://acme.example/am").logout_many("bjensen"),
        lambda: ForgeRockSessions("https://acme.example/am").logout_many_by_handle("shandle"),
        lambda: ForgeRockSessions("https://acme.example/am").logout_many_by_token("token"),
        lambda: AgileAppsSessions("https://acme.example").logout_many("id"),
    ],
)
def test_one_text_instead_of_many_raises(start: Callable[[], object]) -> None:
    with pytest.raises(UsageError, match="must be an iterable or an async iterable, not str"):
        start()


METHODS = [
    (OktaSessions, "revoke_many"),
    (OktaSessions, "revoke_many_sessions"),
    (ForgeRockSessions, "logout_many"),
    (ForgeRockSessions, "logout_many_by_handle"),
    (ForgeRockSessions, "logout_many_by_token"),
    (AgileAppsSessions, "logout_many"),
]


@pytest.mark.parametrize(("client", "method"), METHODS)
async def test_target_that_selects_nothing_fails_before_sending(client: type[Any], method: str) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        raise AssertionError("sent")

    no_token: list[Any] = ["a\nb"] if method in ("logout_many_by_token",) or client is AgileAppsSessions else []
    wrong: list[Any] = [
        *no_token,
        "",
        " ",
        "\t",
        "\r\n",
        "\u00a0",
        None,
        0,
        1.5,
        b"bjensen",
        ["bjensen"],
        {"a": 1},
        object(),
    ]
    known: dict[type[Any], dict[str, Any]] = {
        OktaSessions: {"credentials": ApiToken("00Api")},
        ForgeRockSessions: {"credentials": SessionToken("admin")},
    }
    options = known.get(client, {})
    async with client("https://acme.test", transport=httpx.MockTransport(respond), **options) as sessions:
        outcomes = [outcome async for outcome in getattr(sessions, method)(wrong)]
    assert len(outcomes) == len(wrong)
    for outcome in outcomes:
        assert outcome.state == "failed", outcome
        assert isinstance(outcome.error, UsageError)


@pytest.mark.parametrize(
    "wrong", [5, 1.5, b"text", "text", ["text"], {"a": 1}, object()], ids=lambda wrong: type(wrong).__name__
)
@pytest.mark.parametrize(("client", "method"), METHODS)
async def test_argument_of_the_wrong_type_raises_no_bare_error(client: type[Any], method: str, wrong: Any) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(500))
    async with client("https://acme.test", transport=transport, retries=0) as sessions:
        (first, *others) = list(inspect.signature(getattr(sessions, method)).parameters)
        for given in ({first: wrong}, *({first: ["a"], name: wrong} for name in others)):
            with suppress(SessionsError):
                async for outcome in getattr(sessions, method)(**given):
                    assert isinstance(outcome.error, SessionsError)


@pytest.mark.parametrize("given", ["S3CRET", ["S3CRET"]], ids=["text", "list"])
@pytest.mark.parametrize(("client", "method"), [METHODS[1], *METHODS[3:]])
def test_secrets_are_in_no_local_of_the_library(client: type[Any], method: str, given: Any) -> None:
    with pytest.raises(UsageError) as raised:
        getattr(client("https://acme.example"), method)(given, concurrency=0)
    frames = [frame for frame, _ in traceback.walk_tb(raised.tb) if "/facade/idsessions/" in frame.f_code.co_filename]
    assert frames
    assert not [frame for frame in frames if "S3CRET" in repr(frame.f_locals)]


async def test_cookies_in_another_form_are_a_duplicate() -> None:
    tenant = AgileAppsEmulator()
    async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=tenant.clock) as agileapps:
        session = await agileapps.login(tenant.username, tenant.password)
        text = session.cookies.header
        before = len(tenant.requests)
        forms: list[SessionCookies | str] = [SessionCookies(text), SessionCookies(text), text]
        outcomes = [outcome async for outcome in agileapps.logout_many(forms)]
        bare = [outcome async for outcome in agileapps.logout_many(["an-id", "JSESSIONID=an-id"])]
    assert [outcome.state for outcome in outcomes] == ["ended"]
    assert len(bare) == 1
    assert len(tenant.requests) == before + 2
