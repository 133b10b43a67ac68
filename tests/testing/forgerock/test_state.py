"""What an emulated AIC or PingAM remembers: sessions over time, quotas, cookies, access tokens, and what tests ask for."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from idsessions.testing import ManualClock
from idsessions.testing.forgerock import ForgeRockEmulator

from ..forgerock_server import (
    DENIED,
    FORBIDDEN,
    NOBODY,
    V4,
    Call,
    Server,
    Wanted,
    act,
    clock_fixture,
    emulator_fixture,
    holds,
    profile_fixture,
    query,
    refused,
    server_fixture,
    server_info,
    serving,
    set_cookies,
    sign_in,
)

FIXTURES = (clock_fixture, profile_fixture, emulator_fixture, server_fixture)

INFO = "username universalId realm latestAccessTime maxIdleExpirationTime maxSessionExpirationTime properties"
REFRESHED = "uid realm idletime maxidletime maxsessiontime maxtime"

# --- time -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "idle"), [(0, 0), (59, 59), (60, 60), (61, 0), (1799, 0)])
async def test_the_latest_access_is_written_once_a_minute(server: Server, seconds: int, idle: int) -> None:
    server.token("user")
    server.clock.advance(seconds)
    await holds(server, act("refresh"), Wanted(has={"idletime": idle, "maxtime": 7200 - seconds}))


@pytest.mark.parametrize(
    ("call", "keeps_alive"),
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
async def test_what_resets_the_idle_time(server: Server, call: Call, keeps_alive: bool) -> None:
    server.token("user")
    server.clock.advance(20 * 60)
    assert (await server.send(call)).status_code == 200
    server.clock.advance(20 * 60)
    assert server.alive("user") is keeps_alive


async def test_a_session_ends_in_any_case(server: Server) -> None:
    server.token("user")
    for _ in range(4):
        server.clock.advance(1700)
        await holds(server, act("refresh"), Wanted(names=REFRESHED))
    server.clock.advance(399)
    await holds(server, act("refresh"), Wanted(has={"maxtime": 1}))
    server.clock.advance(1)
    await holds(server, act("refresh"), DENIED)


async def test_two_formats_of_time(server: Server) -> None:
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
    twin = emulator.add_user("twin", "x", realm="/bravo")
    emulator.add_user("other-twin", "x", realm="/alpha")
    tokens = [emulator.sign_in(), emulator.sign_in(), emulator.sign_in(twin)]
    call = act("logoutByUser", "admin", version="resource=5.1, protocol=1.0", body={"username": emulator.user.uid})
    await holds(server, evolve(call, realm="/realms/bravo"), Wanted(body={"result": True}))
    assert len(emulator.sessions(emulator.user)) == 2
    await holds(server, call, Wanted(body={"result": True}))
    assert [emulator.session(token) is not None for token in tokens] == [False, False, True]


async def test_logout_by_user_of_oneself(server: Server) -> None:
    emulator = server.emulator
    call = act("logoutByUser", version="resource=5.1", body={"username": emulator.user.uid})
    await holds(server, evolve(call, who="other"), FORBIDDEN)
    wanted = Wanted(body={"result": True}, ends="user") if emulator.profile.name == "pingam" else FORBIDDEN
    await holds(server, call, wanted)


async def test_a_list_stops_at_its_maximum(server: Server) -> None:
    for _ in range(130):
        server.emulator.sign_in()
    await holds(server, query(), Wanted(has={"resultCount": 120}))


async def test_over_the_quota_the_least_recently_used_session_ends(server: Server) -> None:
    server.emulator.limit_sessions(2)
    server.token("user")
    server.clock.advance(100)
    second = server.emulator.sign_in()
    server.clock.advance(100)
    await holds(server, act("refresh"), Wanted(has={"idletime": 0}))
    answer = await server.send(sign_in(server.emulator.username, server.emulator.password))
    assert server.emulator.session(answer.json()["tokenId"]) is not None
    assert server.emulator.session(second) is None
    assert server.alive("user")
    assert len(server.emulator.sessions(server.emulator.user)) == 2


async def test_over_the_quota_a_sign_in_may_be_refused(server: Server) -> None:
    server.emulator.limit_sessions(1, on_excess="deny")
    server.token("user")
    call = sign_in(server.emulator.username, server.emulator.password)
    await holds(server, call, evolve(refused(401, "You have reached your session limit."), keeps="user"))


# --- what is AIC's or PingAM's own ----------------------------------------------------------------------------------


async def test_the_cookie_has_a_name_of_its_own(server: Server) -> None:
    emulator = server.emulator
    told = (await server.send(server_info(query={"_fields": "cookieName"}))).json()["cookieName"]
    assert told == emulator.cookie_name
    assert (told == "iPlanetDirectoryPro") is (emulator.profile.name == "pingam")
    server.token("user")
    assert emulator.rename_cookie("elsewhere") == "elsewhere"
    assert emulator.sessions() == []
    assert (await server.send(server_info())).json()["cookieName"] == "elsewhere"


async def test_aic_calls_users_by_their_uuid(server: Server) -> None:
    uid = (await server.send(act("validate"))).json()["uid"]
    assert (uid == "bjensen") is (server.emulator.profile.name == "pingam")
    assert len(uid) == (36 if server.emulator.profile.name == "aic" else 7)


@pytest.mark.parametrize("state", ["good", "expired", "garbage"])
async def test_only_aic_takes_access_tokens(server: Server, state: str) -> None:
    good = server.emulator.issue_access_token(60)
    if state == "expired":
        server.clock.advance(60)
    token = "made-up" if state == "garbage" else good
    call = act("getSessionInfo", NOBODY, "user", headers={"Authorization": f"Bearer {token}"})
    aic = server.emulator.profile.name == "aic"
    # PingAM sees a target alone, which will do.
    await holds(server, call, Wanted(names=INFO) if state == "good" or not aic else DENIED)
    listing = evolve(query("x", who=NOBODY), headers=call.headers)
    await holds(server, listing, Wanted(has={"result": []}) if state == "good" and aic else DENIED)


async def test_a_service_account_has_a_session_for_the_moment_only() -> None:
    clock = ManualClock(1_790_000_000.0)
    emulator = ForgeRockEmulator("aic", clock=clock)
    async for server in serving(emulator, clock):
        headers = {"Authorization": f"Bearer {emulator.access_token}"}
        info = (await server.send(act("getSessionInfo", NOBODY, headers=headers))).json()
        assert info["maxSessionExpirationTime"] == "2026-09-21T14:18:20Z"
        assert emulator.sessions() == []


async def test_aic_echoes_the_transaction_id(server: Server) -> None:
    answer = await server.send(server_info(headers={"X-ForgeRock-TransactionId": "mine-1"}))
    expected = "mine-1" if server.emulator.profile.name == "aic" else None
    assert answer.headers.get("x-forgerock-transactionid") == expected


async def test_the_token_may_be_in_the_cookie_only(profile: Any, clock: ManualClock) -> None:
    emulator = ForgeRockEmulator(profile, clock=clock, token_in_body=False)
    async for server in serving(emulator, clock):
        answer = await server.send(sign_in(emulator.username, emulator.password))
        assert sorted(answer.json()) == ["realm", "successUrl"]
        token, _, attributes = set_cookies(answer)[emulator.cookie_name].partition(";")
        assert emulator.session(token) is not None
        assert "HttpOnly" in attributes


def test_tokens_are_as_long_as_the_real_ones(emulator: ForgeRockEmulator) -> None:
    length = {"aic": 114, "pingam": 110}[emulator.profile.name]
    assert len(emulator.sign_in()) == length
    assert len({emulator.sign_in() for _ in range(50)}) == 50


def test_a_seed_repeats_everything(profile: Any) -> None:
    tokens = {ForgeRockEmulator(profile, seed=3).sign_in() for _ in range(2)}
    assert len(tokens) == 1
    assert ForgeRockEmulator(profile).sign_in() not in tokens


# --- what a test asks for -------------------------------------------------------------------------------------------


async def test_ready_made_tokens_are_always_alive(emulator: ForgeRockEmulator, clock: ManualClock) -> None:
    first = (emulator.user_token, emulator.admin_token, emulator.access_token)
    assert first == (emulator.user_token, emulator.admin_token, emulator.access_token)
    clock.advance(3 * 3600)
    again = (emulator.user_token, emulator.admin_token, emulator.access_token)
    assert not set(first) & set(again)


async def test_limit_and_expire(server: Server) -> None:
    server.emulator.limit(retry_after=7, operation="refresh")
    refresh = act("refresh")
    answer = await server.send(refresh)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert answer.json()["reason"] == "Too Many Requests"
    await holds(server, refresh, Wanted(names=REFRESHED))
    server.emulator.expire(server.token("user"))
    await holds(server, refresh, DENIED)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (act("logout", "admin", "user", version="resource=2.0"), "body.tokenId is ignored below resource=3.0"),
        (act("logout", "admin", query={"tokenId": "<user>"}), "'tokenId' is ignored from resource=3.0 on"),
        (sign_in("jürgen", "x"), "header 'X-OpenAM-Username' is not ASCII"),
        (act("refresh", cookie="user"), "wrong credential: got session and sessionCookie"),
        (act("refresh", NOBODY), "wrong credential: got none"),
        (act("refresh", body={"tokenid": "<user>"}), "did you mean 'tokenId'"),
        (act("dance"), "expected one of _action=refresh, _action=logout"),
        (Call(path="sessions", method="DELETE", version=V4), "the path has no DELETE, expected GET or POST"),
    ],
)
async def test_violations_say_what_is_wrong(server: Server, call: Call, message: str) -> None:
    server.emulator.allow_violations()
    await server.send(call)
    assert message in " | ".join(map(str, server.emulator.violations))
    assert server.token("user") not in " | ".join(map(str, server.emulator.violations))


async def test_nothing_shows_a_secret(server: Server) -> None:
    emulator = server.emulator
    secrets = [server.token("user"), server.handles["user"], emulator.password, emulator.access_token]
    await server.send(act("getSessionInfo"))
    shown = f"{emulator!r} {emulator.user!r} {emulator.sessions()!r} {emulator.requests!r} {emulator.violations!r}"
    assert not [secret for secret in secrets if secret in shown]
