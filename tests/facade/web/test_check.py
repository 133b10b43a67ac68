"""The session check: one request for many checks, bounds of age and number, and nothing that a visitor sends raises."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idsessions import (
    AgileAppsSessions,
    ForgeRockSessions,
    OktaSessions,
    RateLimit,
    SessionCookie,
    SessionCookies,
    SessionToken,
    UsageError,
)
from idsessions.testing import AgileAppsEmulator, ForgeRockEmulator, ManualClock, OktaEmulator
from idsessions.web import CheckRecord, CheckUnavailableError, SessionCheck

from ..crash import shown_locals


@asynccontextmanager
async def okta(clock: ManualClock) -> AsyncGenerator[tuple[OktaEmulator, OktaSessions]]:
    with OktaEmulator(clock=clock) as emulator:
        async with OktaSessions(emulator.url, transport=emulator.transport(), clock=clock) as client:
            yield emulator, client


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(auto=False)


async def test_checks_of_one_session_share_one_request(clock: ManualClock) -> None:
    records: list[CheckRecord] = []
    async with okta(clock) as (emulator, client):
        check = SessionCheck(client, clock=clock, on_check=records.append)
        session = emulator.sign_in()
        found = await asyncio.gather(*(check(session.idx) for _ in range(200)))
        assert len(emulator.requests) == 1
        assert {each.login for each in found if each} == {session.user.login}
        await check(session.idx)
        await asyncio.sleep(0)
    assert [record.outcome for record in records] == ["miss", *["joined"] * 199, "hit"]
    assert all(record.alive and record.provider == "okta" for record in records)


async def test_checks_of_other_sessions_each_send_a_request(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        check = SessionCheck(client, clock=clock)
        sessions = [emulator.sign_in() for _ in range(200)]
        found = await asyncio.gather(*(check(session.idx) for session in sessions))
        assert all(found)
        assert len(emulator.requests) == 200


async def test_each_provider_says_whose_session_it_is(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        session = emulator.sign_in()
        for token in (session.idx, f'"{session.idx}"', SessionCookie("sid", session.id)):
            identity = await SessionCheck(client, clock=clock)(token)
            assert identity is not None
            assert (identity.provider, identity.user_id, identity.login) == (
                "okta",
                session.user.id,
                session.user.login,
            )
            assert identity.expires_at is not None
            assert identity.expires_at.timestamp() == pytest.approx(session.expires_at, abs=1)
    with ForgeRockEmulator(clock=clock) as forgerock:
        async with ForgeRockSessions(forgerock.url, realm="alpha", transport=forgerock.transport(), clock=clock) as am:
            token = forgerock.sign_in()
            plain = await SessionCheck(am, clock=clock)(token)
            detailed = await SessionCheck(am, clock=clock, details=True)(token)
            assert plain is not None
            assert detailed is not None
            assert plain.user_id == detailed.user_id == forgerock.user.uid
            assert plain.expires_at is None
            assert detailed.expires_at is not None
            assert await SessionCheck(am, clock=clock)("unknown") is None
    with AgileAppsEmulator(clock=clock) as tenant:
        async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=clock) as agileapps:
            live = await agileapps.login(tenant.username, tenant.password)
            cookies = live.cookies
            identity = await SessionCheck(agileapps, clock=clock)(cookies)
            assert identity is not None
            assert identity.login == tenant.username
            await live.logout()
            assert await SessionCheck(agileapps, clock=clock)(cookies) is None


class Awaited:
    """A hook that nothing would await."""

    async def __call__(self, record: object) -> None: ...


VISITORS = ["", " ", "a b", "a\tb", "a\r\nCookie: x", "größe", "\x00", '"', '""', "a;b", "a,b", "x" * 9000, "\ud800"]


@pytest.mark.parametrize("value", VISITORS)
async def test_value_that_cannot_be_a_session_is_none_and_nothing_is_sent(value: str, clock: ManualClock) -> None:
    records: list[CheckRecord] = []
    async with okta(clock) as (emulator, client):
        assert await SessionCheck(client, clock=clock, on_check=records.append)(value) is None
        await asyncio.sleep(0)
        assert not emulator.requests
    assert [record.outcome for record in records] == ["refused"]
    with ForgeRockEmulator(clock=clock) as forgerock:
        async with ForgeRockSessions(forgerock.url, transport=forgerock.transport(), clock=clock) as am:
            assert await SessionCheck(am, clock=clock)(value) is None
        assert not forgerock.requests
    with AgileAppsEmulator(clock=clock) as tenant:
        async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=clock) as agileapps:
            assert await SessionCheck(agileapps, clock=clock)(f"JSESSIONID={value}") is None or ";" in value
        assert not tenant.requests or ";" in value  # Two cookies, the first of them a session's.


@pytest.mark.parametrize("token", [None, 5, b"sid", SessionToken("t"), SessionCookies("JSESSIONID=1")])
async def test_token_that_no_visitor_can_send_raises(token: Any, clock: ManualClock) -> None:
    async with okta(clock) as (_, client):
        with pytest.raises(UsageError, match=type(token).__name__):
            await SessionCheck(client, clock=clock)(token)


@pytest.mark.parametrize(
    ("name", "given_value"),
    [
        *((name, value) for name in ("ttl", "negative_ttl", "stale_if_unavailable") for value in (-1, "5", None, True)),
        *(("extend_interval", value) for value in (float("nan"), float("inf"))),
        *((name, value) for name in ("max_entries", "max_bytes") for value in (0, 1.5, None, True)),
        *(("cookies", value) for value in ("idx", (), (5,), 5)),
        *(("on_check", value) for value in (5, asyncio.sleep, Awaited())),
        *((name, 10**400) for name in ("ttl", "extend_interval")),
        *(("deadline", value) for value in (0, "3", float("nan"))),
        *(("clock", value) for value in (5, ManualClock, object())),
        ("details", True),
    ],
)
async def test_option_that_cannot_be_used_is_named(name: str, given_value: Any, clock: ManualClock) -> None:
    options: dict[str, Any] = {name: given_value}
    async with okta(clock) as (_, client):
        with pytest.raises(UsageError, match=f"`{name}`"):
            SessionCheck(client, **options)


async def test_client_of_another_kind_raises() -> None:
    other: Any = object()
    with pytest.raises(UsageError, match="`client`"):
        SessionCheck(other)
    async with AgileAppsSessions("https://acme.agileappscloud.test") as agileapps:
        with pytest.raises(UsageError, match="`extend`"):
            SessionCheck(agileapps, extend=True)


async def test_cancelled_check_cancels_nothing_for_the_others(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        emulator.slow(1.0)
        session = emulator.sign_in()
        check = SessionCheck(client, clock=clock)
        first, second = (asyncio.create_task(check(session.idx)) for _ in range(2))
        for _ in range(20):
            await asyncio.sleep(0)
        first.cancel()
        for _ in range(20):
            await asyncio.sleep(0)
        clock.advance(1.0)
        identity = await second
        assert identity is not None
        assert first.cancelled()
        assert len(emulator.requests) == 1


async def test_request_ends_when_the_last_check_is_cancelled(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        emulator.slow(100.0)
        session = emulator.sign_in()
        check = SessionCheck(client, clock=clock)
        tasks = [asyncio.create_task(check(session.idx)) for _ in range(3)]
        for _ in range(20):
            await asyncio.sleep(0)
        before = len(asyncio.all_tasks())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) < before - len(tasks) + 1
        assert not vars(check)["_requests"]


async def test_good_response_counts_for_ttl_and_a_bad_one_for_negative_ttl(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        check = SessionCheck(client, clock=clock, ttl=30, negative_ttl=5)
        session = emulator.sign_in()
        for token, lifetime in ((session.idx, 30.0), ("unknown", 5.0)):
            before = len(emulator.requests)
            await check(token)
            clock.advance(lifetime - 0.1)
            await check(token)
            assert len(emulator.requests) == before + 1
            clock.advance(0.2)
            await check(token)
            assert len(emulator.requests) == before + 2


async def test_session_is_never_alive_beyond_its_own_expiry(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        session = emulator.sign_in()
        session.expires_at = clock.time() + 10
        check = SessionCheck(client, clock=clock, ttl=1000, stale_if_unavailable=1000)
        assert await check(session.idx)
        clock.advance(10.5)
        assert await check(session.idx) is None
        emulator.fail_next(503, times=None)
        clock.advance(6.0)
        assert (
            await check(session.idx) is None
        )  # Stale, since the provider is down: it said that the session has ended.


async def test_forgotten_session_is_asked_about_again_at_once(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        session = emulator.sign_in()
        check = SessionCheck(client, clock=clock, ttl=1000)
        assert await check(session.idx)
        emulator.expire(session)
        assert await check(session.idx)
        check.forget(session.idx)
        assert await check(session.idx) is None


async def test_check_that_waits_while_its_session_is_forgotten_asks_again(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        session = emulator.sign_in()
        check = SessionCheck(client, clock=clock, ttl=1000)
        emulator.slow(1.0)
        waiting = asyncio.create_task(check(session.idx))
        for _ in range(20):
            await asyncio.sleep(0)
        check.forget(session.idx)
        emulator.expire(session)
        clock.advance(1.0)
        assert await waiting is None
        assert len(emulator.requests) == 2
        assert await check(session.idx) is None


@pytest.mark.parametrize("status", [500, 502, 503, 429])
async def test_provider_that_is_down_is_stale_or_unavailable(status: int, clock: ManualClock) -> None:
    records: list[CheckRecord] = []
    async with okta(clock) as (emulator, client):
        session, other = emulator.sign_in(), emulator.sign_in()
        check = SessionCheck(client, clock=clock, ttl=5, stale_if_unavailable=60, on_check=records.append)
        fresh = await check(session.idx)
        assert fresh is not None
        assert not fresh.stale
        emulator.fail_next(status, times=None, headers={"Retry-After": "30"})
        clock.advance(6)
        stale = await check(session.idx)
        assert stale is not None
        assert stale.stale
        assert stale.user_id == fresh.user_id
        with pytest.raises(CheckUnavailableError) as raised:
            await check(other.idx)
        if status == 429:
            assert raised.value.retry_after == pytest.approx(30, abs=2)
        assert other.idx not in repr(raised.value)
        clock.advance(60)
        with pytest.raises(CheckUnavailableError):
            await check(session.idx)
        await asyncio.sleep(0)
    assert [record.outcome for record in records] == ["miss", "stale", "unavailable", "unavailable"]


async def test_used_up_limit_makes_no_visitor_wait(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        emulator.limit(3)
        check = SessionCheck(client, clock=clock)
        sessions = [emulator.sign_in() for _ in range(50)]
        found = await asyncio.gather(*(check(each.idx) for each in sessions), return_exceptions=True)
        # No time has passed: the clock stands still.
        assert {type(each).__name__ for each in found} <= {"Identity", "CheckUnavailableError"}
        assert sum(isinstance(each, CheckUnavailableError) for each in found) >= 40


async def test_deadline_bounds_a_check() -> None:
    clock = ManualClock()
    async with okta(clock) as (emulator, client):
        emulator.slow(100.0, times=None)
        session = emulator.sign_in()
        started = clock.monotonic()
        with pytest.raises(CheckUnavailableError):
            await SessionCheck(client, clock=clock, deadline=3)(session.idx)
        assert clock.monotonic() - started == pytest.approx(3, abs=0.1)


async def test_session_is_extended_once_per_interval(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        session = emulator.sign_in()
        check = SessionCheck(client, clock=clock, extend=True, extend_interval=60, ttl=5)
        first = await check(session.idx)
        assert first is not None
        assert dict(first.set_cookies).keys() <= {"idx"}
        for _ in range(30):
            clock.advance(4)
            found = await check(session.idx)
            assert found is not None
        extended = [each for each in emulator.requests if each.operation == "refreshCurrentSession"]
        assert len(extended) == 3  # At 0, 60 and 120 seconds.


async def test_least_recently_used_session_is_forgotten_first(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        check = SessionCheck(client, clock=clock, max_entries=2)
        first, second, third = (emulator.sign_in().idx for _ in range(3))
        for token in (first, second, first, third, first):
            assert await check(token)
        assert len(emulator.requests) == 3
        assert await check(second)
        assert len(emulator.requests) == 4


async def test_cache_holds_no_token(clock: ManualClock) -> None:
    records: list[CheckRecord] = []
    async with okta(clock) as (emulator, client):
        session = emulator.sign_in()
        check = SessionCheck(client, clock=clock, extend=True, on_check=records.append)
        identity = await check(session.idx)
        await asyncio.sleep(0)
        cache = vars(check)["_cache"]
        held: list[Any] = [cache]
        seen: set[int] = set()
        while held:
            each = held.pop()
            if id(each) in seen or isinstance(each, type) or callable(each):
                continue
            seen.add(id(each))
            if isinstance(each, str):
                assert session.idx not in each
                assert session.id not in each
            held += gc.get_referents(each)
        shown = f"{identity!r} {records!r} {check!r}"
        assert session.idx not in shown
        assert session.id not in shown


async def test_agileapps_session_is_known_by_its_id_alone(clock: ManualClock) -> None:
    with AgileAppsEmulator(clock=clock) as tenant:
        async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=clock) as agileapps:
            live = await agileapps.login(tenant.username, tenant.password)
            identifier = live.cookies.header.partition("JSESSIONID=")[2].partition(";")[0]
            check = SessionCheck(agileapps, clock=clock, cookies=("JSESSIONID", "LB"))
            before = len(tenant.requests)
            for token in (f"JSESSIONID={identifier}; LB=1", f"LB=2; JSESSIONID={identifier}", identifier):
                assert await check(token)
            assert len(tenant.requests) == before + 1
            assert tenant.requests[-1].headers["Cookie"] == f"JSESSIONID={identifier}; LB=1"
            await live.logout()
            check.forget(identifier)
            assert await check(f"JSESSIONID={identifier}; LB=1; other=private; b(c=d") is None
            assert "private" not in tenant.requests[-1].headers["Cookie"]


async def test_session_is_known_by_the_cookie_that_the_provider_sets(clock: ManualClock) -> None:
    sent: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["Cookie"])
        body = {"id": "1", "userId": "00u1", "login": "ada", "status": "ACTIVE"}
        return httpx.Response(200, json=body, headers={"Set-Cookie": f"idx=value-{len(sent)}; Path=/; Secure"})

    async with OktaSessions("https://acme.okta.test", transport=httpx.MockTransport(respond), clock=clock) as client:
        check = SessionCheck(client, clock=clock, extend=True)
        token = "value-0"
        for _ in range(5):
            identity = await check(token)
            assert identity is not None
            token = dict(identity.set_cookies).get("idx", token)
        assert sent == ["idx=value-0"]
        check.forget("value-0")
        await check("value-1")
    assert sent == ["idx=value-0", "idx=value-1"]  # Both cookies are of the session that was forgotten.


async def test_provider_that_cannot_be_reached_holds_up_one_check_in_a_second(clock: ManualClock) -> None:
    attempts: list[str] = []
    is_down = False

    def respond(request: httpx.Request) -> httpx.Response:
        attempts.append(request.headers["Cookie"])
        if is_down:
            raise httpx.ConnectError("refused")
        return httpx.Response(200, json={"id": "1", "userId": "00u1", "login": "ada", "status": "ACTIVE"})

    async with OktaSessions("https://acme.okta.test", transport=httpx.MockTransport(respond), clock=clock) as client:
        check = SessionCheck(client, ttl=1, stale_if_unavailable=300)
        assert await check("first")
        clock.advance(2)
        is_down = True
        before = len(attempts)
        for _ in range(4):
            identity = await check("first")
            assert identity is not None
            assert identity.stale
        with pytest.raises(CheckUnavailableError):
            await check("second")
        assert set(attempts[before:]) == {"idx=first"}
        is_down = False
        clock.advance(1)
        identity = await check("first")
        assert identity is not None
        assert not identity.stale


async def test_value_that_breaks_the_connection_fails_no_other_check(clock: ManualClock) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        if "evil" in request.headers["Cookie"]:
            raise httpx.ReadError("a firewall cut it off")
        return httpx.Response(200, json={"id": "1", "userId": "00u1", "login": "ada", "status": "ACTIVE"})

    async with OktaSessions("https://acme.okta.test", transport=httpx.MockTransport(respond), clock=clock) as client:
        check = SessionCheck(client)
        with pytest.raises(CheckUnavailableError):
            await check("evil")
        assert await check("good")


async def test_session_of_nobody_is_unavailable(clock: ManualClock) -> None:
    def respond(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"id": "1", "status": "ACTIVE"})

    async with OktaSessions("https://acme.okta.test", transport=httpx.MockTransport(respond), clock=clock) as client:
        with pytest.raises(CheckUnavailableError, match="does not say whose session it is"):
            await SessionCheck(client)("a-cookie")


async def test_later_response_about_a_new_cookie_counts(clock: ManualClock) -> None:
    gate = asyncio.Event()

    async def respond(request: httpx.Request) -> httpx.Response:
        if request.headers["Cookie"] == "idx=old":
            await gate.wait()
            body = {"id": "1", "userId": "00u1", "status": "ACTIVE"}
            return httpx.Response(200, json=body, headers={"Set-Cookie": "idx=new"})
        return httpx.Response(404, json={"errorCode": "E0000007", "errorSummary": "gone"})

    async with OktaSessions("https://acme.okta.test", transport=httpx.MockTransport(respond), clock=clock) as client:
        check = SessionCheck(client)
        waiting = asyncio.create_task(check("old"))
        await asyncio.sleep(0)
        clock.advance(0.5)
        assert await check("new") is None
        gate.set()
        assert await waiting
        assert await check("new") is None


async def test_token_is_in_no_frame_of_an_error(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        emulator.fail_next(503, times=None)
        with pytest.raises(CheckUnavailableError) as raised:
            await SessionCheck(client)("S3CRET-cookie")
    assert not [where for where, shown in shown_locals(raised.value) if "S3CRET" in shown]


async def test_values_that_are_made_up_push_out_no_session_that_is_alive(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        session = emulator.sign_in()
        check = SessionCheck(client, clock=clock, max_entries=3)
        assert await check(session.idx)
        for number in range(10):
            assert await check(f"made-up-{number}") is None
        before = len(emulator.requests)
        assert await check(session.idx)
        assert len(emulator.requests) == before


async def test_clock_of_the_client_counts(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        session = emulator.sign_in()
        check = SessionCheck(client, ttl=30)
        assert await check(session.idx)
        clock.advance(31)
        assert await check(session.idx)
        assert len(emulator.requests) == 2


@pytest.mark.parametrize("names", [("session",), ("idx;",), ("idx", "Cookie")])
async def test_cookie_that_cannot_carry_a_session_is_refused(names: tuple[str, ...]) -> None:
    async with OktaSessions("https://acme.okta.test") as client:
        with pytest.raises(UsageError, match="`cookies`"):
            SessionCheck(client, cookies=names)


async def test_extension_that_fails_leaves_what_is_known(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        session = emulator.sign_in()
        check = SessionCheck(client, clock=clock, ttl=300, extend=True, extend_interval=60)
        assert await check(session.idx)
        emulator.fail_next(503, times=None)
        clock.advance(61)
        identity = await check(session.idx)
        assert identity is not None
        assert not identity.stale


@pytest.mark.parametrize("status", [400, 403])
async def test_refusal_is_no_outage(status: int, clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        session = emulator.sign_in()
        check = SessionCheck(client, clock=clock, ttl=1, stale_if_unavailable=100)
        assert await check(session.idx)
        emulator.fail_next(status, {"errorCode": "E0000006", "errorSummary": "no"})
        clock.advance(2)
        with pytest.raises(CheckUnavailableError) as raised:
            await check(session.idx)
        assert raised.value.reason.status == status


async def test_check_that_joins_is_no_older_than_the_deadline() -> None:
    clock = ManualClock()
    async with okta(clock) as (emulator, client):
        emulator.slow(2.0, times=None)
        session = emulator.sign_in()
        check = SessionCheck(client, clock=clock, ttl=1, deadline=3)
        waiting = asyncio.create_task(check(session.idx))
        await clock.sleep(1.9)
        started = clock.monotonic()
        assert await check(session.idx) is await waiting
        assert clock.monotonic() - started < 3
        assert len(emulator.requests) == 1


async def test_options_of_the_clients_rate_limit_hold(clock: ManualClock) -> None:
    async with okta(clock) as (emulator, client):
        emulator.limit(10)
        check = SessionCheck(client.with_options(rate_limit=RateLimit(reserve=0.5)), clock=clock)
        found = await asyncio.gather(*(check(emulator.sign_in().idx) for _ in range(10)), return_exceptions=True)
        later = await asyncio.gather(*(check(emulator.sign_in().idx) for _ in range(10)), return_exceptions=True)
        assert all(isinstance(each, CheckUnavailableError) for each in later), found


async def test_server_that_cannot_extend_with_details_raises() -> None:
    async with ForgeRockSessions("https://openam.test/openam", profile="openam") as am:
        with pytest.raises(UsageError, match="`extend`"):
            SessionCheck(am, extend=True, details=True)
        assert SessionCheck(am).cookies == ()
    async with ForgeRockSessions("https://am.test/am", cookie_name="f00d") as am:
        assert SessionCheck(am).cookies == ("f00d",)


@settings(max_examples=60)
@given(
    steps=st.lists(
        st.tuples(st.floats(0.01, 20), st.sampled_from(["check", "check", "end", "start", "down", "up", "forget"])),
        max_size=40,
    ),
    ttl=st.floats(0, 30),
    negative_ttl=st.floats(0, 10),
    stale=st.floats(0, 60),
)
def test_no_response_is_older_than_promised(
    steps: list[tuple[float, str]], ttl: float, negative_ttl: float, stale: float
) -> None:
    """What a check says was true at some moment within the promised age, by what the provider knew then."""

    async def run() -> None:
        clock = ManualClock(auto=False)
        async with okta(clock) as (emulator, client):
            session = emulator.sign_in()
            session.expires_at = clock.time() + 10**6
            check = SessionCheck(client, clock=clock, ttl=ttl, negative_ttl=negative_ttl, stale_if_unavailable=stale)
            history = [(clock.monotonic(), True)]  # Since when the session has been alive, or not.
            down = False
            for seconds, step in steps:
                clock.advance(seconds)
                now = clock.monotonic()
                match step:
                    case "end":
                        session.status = "SUSPENDED"
                        history.append((now, False))
                    case "start":
                        session.status = "ACTIVE"
                        history.append((now, True))
                    case "down" if not down:
                        down = True
                        emulator.fail_next(503, times=None)
                    case "up":
                        down = False
                        emulator.clear_faults()
                    case "forget":
                        check.forget(session.idx)
                    case _:
                        try:
                            identity = await check(session.idx)
                        except CheckUnavailableError:
                            assert down
                            continue
                        is_stale = down
                        age = max(ttl if identity is not None else negative_ttl, stale if is_stale else 0)
                        ends = [*(moment for moment, _ in history[1:]), now]
                        held = [alive for (_, alive), until in zip(history, ends, strict=True) if until >= now - age]
                        assert (identity is not None) in held

    asyncio.run(run())
