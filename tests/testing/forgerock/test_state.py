"""The state of an emulated AIC or PingAM: sessions over time, quotas, cookies, access tokens, and what a test can change."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from idsessions.testing import ManualClock
from idsessions.testing.forgerock import ForgeRockEmulator

from .server import (
    DENIED,
    FORBIDDEN,
    NO_CREDENTIAL,
    V4,
    Call,
    Expected,
    Server,
    act,
    assert_response,
    error,
    query,
    served_client,
    server_info,
    set_cookies,
    sign_in,
)

INFO = "username universalId realm latestAccessTime maxIdleExpirationTime maxSessionExpirationTime properties"
REFRESHED = "uid realm idletime maxidletime maxsessiontime maxtime"

# --- time -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "idle"), [(0, 0), (59, 59), (60, 60), (61, 0), (1799, 0)])
async def test_latest_access_is_written_once_a_minute(server: Server, seconds: int, idle: int) -> None:
    server.token("user")
    server.clock.advance(seconds)
    await assert_response(server, act("refresh"), Expected(has={"idletime": idle, "maxtime": 7200 - seconds}))


@pytest.mark.parametrize(
    ("call", "extends"),
    [
        (act("getSessionInfo"), False),
        (act("getSessionProperties"), False),
        (act("validate", query={"refresh": "false"}), False),
        (act("validate"), True),
        (act("validate", query={"refresh": "true"}), True),
        (act("refresh"), True),
        (act("getSessionInfoAndResetIdleTime"), True),
    ],
    ids=lambda value: f"{value.action} {dict(value.query)}" if isinstance(value, Call) else str(value),
)
async def test_idle_time_is_reset_by_some_actions(server: Server, call: Call, extends: bool) -> None:
    server.token("user")
    server.clock.advance(20 * 60)
    assert (await server.send(call)).status_code == 200
    server.clock.advance(20 * 60)
    assert server.alive("user") is extends


async def test_session_expires_even_if_used(server: Server) -> None:
    server.token("user")
    for _ in range(4):
        server.clock.advance(1700)
        await assert_response(server, act("refresh"), Expected(names=REFRESHED))
    server.clock.advance(399)
    await assert_response(server, act("refresh"), Expected(has={"maxtime": 1}))
    server.clock.advance(1)
    await assert_response(server, act("refresh"), DENIED)


async def test_query_has_milliseconds(server: Server) -> None:
    server.clock.advance(0.25)
    server.token("user")
    info = (await server.send(act("getSessionInfo"))).json()
    assert info["latestAccessTime"] == "2026-09-21T14:13:20Z"
    assert info["maxIdleExpirationTime"] == "2026-09-21T14:43:20Z"
    (listed,) = (await server.send(query(server.emulator.user.uid))).json()["result"]
    assert listed["latestAccessTime"] == "2026-09-21T14:13:20.250Z"
    assert listed["maxSessionExpirationTime"] == "2026-09-21T16:13:20Z"


# --- users, realms, quotas ------------------------------------------------------------------------------------------


async def test_logout_by_user_is_per_realm(server: Server) -> None:
    emulator = server.emulator
    other = emulator.add_user("twin", "x", realm="/bravo")
    emulator.add_user("other-twin", "x", realm="/alpha")
    tokens = [emulator.sign_in(), emulator.sign_in(), emulator.sign_in(other)]
    call = act("logoutByUser", "admin", version="resource=5.1, protocol=1.0", body={"username": emulator.user.uid})
    await assert_response(server, evolve(call, realm="/realms/bravo"), Expected(body={"result": True}))
    assert len(emulator.sessions_of(emulator.user)) == 2
    await assert_response(server, call, Expected(body={"result": True}))
    assert [emulator.session(token) is not None for token in tokens] == [False, False, True]


async def test_user_ends_own_sessions_on_pingam_only(server: Server) -> None:
    emulator = server.emulator
    call = act("logoutByUser", version="resource=5.1", body={"username": emulator.user.uid})
    await assert_response(server, evolve(call, caller="other"), FORBIDDEN)
    expected = Expected(body={"result": True}, ends="user") if emulator.profile.name == "pingam" else FORBIDDEN
    await assert_response(server, call, expected)


async def test_profile_can_forbid_users_to_end_own_sessions(clock: ManualClock) -> None:
    profile = evolve(ForgeRockEmulator("pingam").profile, own_logout_by_user=False)
    async with served_client(ForgeRockEmulator(profile, clock=clock), clock) as server:
        call = act("logoutByUser", version="resource=5.1", body={"username": "bjensen"})
        await assert_response(server, call, evolve(FORBIDDEN, keeps="user"))


async def test_query_returns_at_most_120_sessions(server: Server) -> None:
    for _ in range(130):
        server.emulator.sign_in()
    await assert_response(server, query(), Expected(has={"resultCount": 120}))


async def test_sign_in_over_quota_ends_least_recently_used_session(server: Server) -> None:
    server.emulator.limit_sessions(2)
    server.token("user")
    server.clock.advance(100)
    second = server.emulator.sign_in()
    server.clock.advance(100)
    await assert_response(server, act("refresh"), Expected(has={"idletime": 0}))
    response = await server.send(sign_in(server.emulator.username, server.emulator.password))
    assert server.emulator.session(response.json()["tokenId"]) is not None
    assert server.emulator.session(second) is None
    assert server.alive("user")
    assert len(server.emulator.sessions_of(server.emulator.user)) == 2


async def test_sign_in_over_quota_is_refused_by_setting(server: Server) -> None:
    server.emulator.limit_sessions(1, on_excess="deny")
    server.token("user")
    call = sign_in(server.emulator.username, server.emulator.password)
    await assert_response(server, call, evolve(error(401, "You have reached your session limit."), keeps="user"))


# --- differences between AIC and PingAM ------------------------------------------------------------------------------


async def test_server_info_names_the_cookie(server: Server) -> None:
    emulator = server.emulator
    announced = (await server.send(server_info(query={"_fields": "cookieName"}))).json()["cookieName"]
    assert announced == emulator.cookie_name
    assert (announced == "iPlanetDirectoryPro") is (emulator.profile.name == "pingam")
    server.token("user")
    assert emulator.rename_cookie("elsewhere") == "elsewhere"
    assert emulator.sessions == ()
    assert (await server.send(server_info())).json()["cookieName"] == "elsewhere"


async def test_aic_identifies_users_by_uuid(server: Server) -> None:
    uid = (await server.send(act("validate"))).json()["uid"]
    assert (uid == "bjensen") is (server.emulator.profile.name == "pingam")
    assert len(uid) == (36 if server.emulator.profile.name == "aic" else 7)


@pytest.mark.parametrize("state", ["good", "expired", "garbage"])
async def test_only_aic_accepts_access_tokens(server: Server, state: str) -> None:
    good = server.emulator.issue_access_token(60)
    if state == "expired":
        server.clock.advance(60)
    token = "made-up" if state == "garbage" else good
    call = act("getSessionInfo", NO_CREDENTIAL, "user", headers={"Authorization": f"Bearer {token}"})
    aic = server.emulator.profile.name == "aic"
    # PingAM ignores the access token; a target alone is enough.
    await assert_response(server, call, Expected(names=INFO) if state == "good" or not aic else DENIED)
    listing = evolve(query("x", caller=NO_CREDENTIAL), headers=call.headers)
    await assert_response(server, listing, Expected(has={"result": []}) if state == "good" and aic else DENIED)


async def test_access_token_has_a_temporary_session() -> None:
    clock = ManualClock(1_790_000_000.0)
    emulator = ForgeRockEmulator("aic", clock=clock)
    async with served_client(emulator, clock) as server:
        headers = {"Authorization": f"Bearer {emulator.access_token}"}
        info = (await server.send(act("getSessionInfo", NO_CREDENTIAL, headers=headers))).json()
        assert info["maxSessionExpirationTime"] == "2026-09-21T14:18:20Z"
        assert emulator.sessions == ()


async def test_aic_echoes_the_transaction_id(server: Server) -> None:
    response = await server.send(server_info(headers={"X-ForgeRock-TransactionId": "mine-1"}))
    expected = "mine-1" if server.emulator.profile.name == "aic" else None
    assert response.headers.get("x-forgerock-transactionid") == expected


async def test_token_only_in_the_cookie_by_setting(profile: Any, clock: ManualClock) -> None:
    emulator = ForgeRockEmulator(profile, clock=clock, token_in_body=False)
    async with served_client(emulator, clock) as server:
        response = await server.send(sign_in(emulator.username, emulator.password))
        assert sorted(response.json()) == ["realm", "successUrl"]
        token, _, attributes = set_cookies(response)[emulator.cookie_name].partition(";")
        assert emulator.session(token) is not None
        assert "HttpOnly" in attributes


def test_tokens_have_the_length_of_real_ones(emulator: ForgeRockEmulator) -> None:
    length = {"aic": 114, "pingam": 110}[emulator.profile.name]
    assert len(emulator.sign_in()) == length
    assert len({emulator.sign_in() for _ in range(50)}) == 50


def test_same_seed_gives_same_tokens(profile: Any) -> None:
    tokens = {ForgeRockEmulator(profile, seed=3).sign_in() for _ in range(2)}
    assert len(tokens) == 1
    assert ForgeRockEmulator(profile).sign_in() not in tokens


# --- what a test calls ----------------------------------------------------------------------------------------------


async def test_ready_made_tokens_are_replaced_after_they_expire(
    emulator: ForgeRockEmulator, clock: ManualClock
) -> None:
    first = (emulator.user_token, emulator.admin_token, emulator.access_token)
    assert first == (emulator.user_token, emulator.admin_token, emulator.access_token)
    clock.advance(3 * 3600)
    again = (emulator.user_token, emulator.admin_token, emulator.access_token)
    assert not set(first) & set(again)


async def test_limit_and_expire(server: Server) -> None:
    server.emulator.limit(retry_after=7, operation="refresh")
    refresh = act("refresh")
    response = await server.send(refresh)
    assert (response.status_code, response.headers["retry-after"]) == (429, "7")
    assert response.json()["reason"] == "Too Many Requests"
    await assert_response(server, refresh, Expected(names=REFRESHED))
    server.emulator.expire(server.token("user"))
    await assert_response(server, refresh, DENIED)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (act("logout", "admin", "user", version="resource=2.0"), "body.tokenId is ignored below resource=3.0"),
        (act("logout", "admin", query={"tokenId": "<user>"}), "'tokenId' is ignored from resource=3.0 on"),
        (sign_in("jürgen", "x"), "header 'X-OpenAM-Username' is not ASCII"),
        (act("refresh", cookie="user"), "wrong credential: got session and sessionCookie"),
        (act("refresh", NO_CREDENTIAL), "wrong credential: got none"),
        (act("refresh", body={"tokenid": "<user>"}), "did you mean 'tokenId'"),
        (act("dance"), "expected one of _action=refresh, _action=logout"),
        (Call(path="sessions", method="DELETE", version=V4), "the path has no DELETE, expected GET or POST"),
    ],
)
async def test_violations_name_the_mistake(server: Server, call: Call, message: str) -> None:
    server.emulator.allow_violations()
    await server.send(call)
    assert message in " | ".join(map(str, server.emulator.violations))
    assert server.token("user") not in " | ".join(map(str, server.emulator.violations))


async def test_reprs_show_no_secret(server: Server) -> None:
    emulator = server.emulator
    secrets = [server.token("user"), server.handles["user"], emulator.password, emulator.access_token]
    await server.send(act("getSessionInfo"))
    shown = f"{emulator!r} {emulator.user!r} {emulator.sessions!r} {emulator.requests!r} {emulator.violations!r}"
    assert not [secret for secret in secrets if secret in shown]
