"""Administrators that the client signs in: once for all calls, again on expiry, and out when it closes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final

import httpx
import pytest

from idsessions import (
    AdminLogin,
    AuthenticationError,
    CallTimeoutError,
    CredentialError,
    ForgeRockSessions,
    UnansweredCallbacksError,
    UsageError,
)
from idsessions.testing import ForgeRockEmulator, ManualClock

from .wire import URL, Server

PROFILES: Final = pytest.mark.parametrize("server", ["pingam", "openam"], indirect=True)


@pytest.fixture(name="server")
def server_fixture(request: pytest.FixtureRequest) -> ForgeRockEmulator:
    return ForgeRockEmulator(getattr(request, "param", "pingam"), clock=ManualClock(), seed=5)


def admin_of(server: ForgeRockEmulator, **options: Any) -> AdminLogin:
    return AdminLogin(server.admin.username, server.admin.password, **options)


def client(server: ForgeRockEmulator, admin: AdminLogin | None = None, **options: Any) -> ForgeRockSessions:
    usual: dict[str, Any] = {"transport": server.transport(), "clock": server.clock, "realm": server.realm}
    usual["profile"] = server.profile.name
    return ForgeRockSessions(server.url, admin or admin_of(server), **{**usual, **options})


def sent(server: ForgeRockEmulator, operation: str) -> int:
    return [request.operation for request in server.requests].count(operation)


async def query(am: ForgeRockSessions) -> None:
    await am.query_sessions("bjensen")


@PROFILES
async def test_calls_that_wait_share_one_sign_in_and_close_signs_out(server: ForgeRockEmulator) -> None:
    async with client(server) as am:
        assert not server.requests
        await asyncio.gather(*(query(am) for _ in range(5)))
        await query(am.with_options(realm="/"))
        await query(am.with_options(credentials=admin_of(server)))
        assert len(server.sessions_of(server.admin)) == 1
    assert sent(server, "authenticate") == 2  # The questions, and the answers.
    assert sent(server, "querySessions") == 7
    assert sent(server, "logout") == 1
    assert not server.sessions_of(server.admin)
    server.assert_no_violations()


@PROFILES
async def test_administrator_refreshes_the_session_of_a_user(server: ForgeRockEmulator) -> None:
    async with client(server) as am:
        refreshed = await am.refresh(server.sign_in())
    assert refreshed.uid == server.user.uid


@PROFILES
async def test_session_that_expires_is_replaced_once_for_all_calls(server: ForgeRockEmulator) -> None:
    async with client(server) as am:
        await query(am)
        server.expire()
        await asyncio.gather(*(query(am) for _ in range(5)))
        assert sent(server, "authenticate") == 4
        assert len(server.sessions_of(server.admin)) == 1
    assert not server.sessions


async def test_renamed_cookie_is_asked_for_again(server: ForgeRockEmulator) -> None:
    assert isinstance(server.clock, ManualClock)
    async with client(server) as am:
        await query(am)
        server.rename_cookie()
        server.clock.advance(61)
        await query(am)
    assert not server.sessions_of(server.admin)


async def test_session_that_is_refused_at_once_is_replaced_once_only(server: ForgeRockEmulator) -> None:
    async with client(server) as am:
        await query(am)
        server.fail_next(401, operation="querySessions", times=None)
        with pytest.raises(AuthenticationError):
            await query(am)
    assert sent(server, "querySessions") == 3
    assert sent(server, "authenticate") == 4


async def test_refused_sign_in_fails_all_calls_and_is_tried_again_by_the_next(server: ForgeRockEmulator) -> None:
    async with client(server, AdminLogin(server.admin.username, "wrong")) as am:
        failures = await asyncio.gather(query(am), query(am), return_exceptions=True)
        assert [type(failure) for failure in failures] == [AuthenticationError] * 2
        assert sent(server, "authenticate") == 2
        with pytest.raises(AuthenticationError):
            await query(am)
    assert sent(server, "authenticate") == 4
    assert not sent(server, "querySessions")


@pytest.mark.parametrize("realm", ["/", "alpha"])
async def test_realm_and_service_are_those_of_the_login(server: ForgeRockEmulator, realm: str) -> None:
    admin = admin_of(server, realm=realm, service="LongJourney")
    async with client(server, admin) as am:
        with pytest.raises(AuthenticationError if realm == "alpha" else UnansweredCallbacksError):
            await query(am)  # Nobody of that name is in the realm alpha.
    request = server.requests[0]
    assert ("/realms/alpha/" in request.raw_path) is (realm == "alpha")
    assert "authIndexValue=LongJourney" in request.raw_path + str(request.query)


class Held:
    """A transport that holds the requests that it is told to hold, before the server gets them."""

    def __init__(self, server: ForgeRockEmulator, held: Callable[[httpx.Request], bool]) -> None:
        self._sends = server.transport()
        self._held = held
        self.reached = asyncio.Event()
        self.free = asyncio.Event()

    async def handle(self, request: httpx.Request) -> httpx.Response:
        if self._held(request):
            self.reached.set()
            await self.free.wait()
        return await self._sends.handle_async_request(request)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.handle)


def is_sign_in(request: httpx.Request) -> bool:
    return str(request.url.path).endswith("/authenticate")


def is_logout(request: httpx.Request) -> bool:
    return "_action=logout" in str(request.url)


async def test_waiter_that_is_cancelled_leaves_the_sign_in_to_the_others(server: ForgeRockEmulator) -> None:
    held = Held(server, is_sign_in)
    async with client(server, transport=held.transport) as am:
        first, second = asyncio.create_task(query(am)), asyncio.create_task(query(am))
        await held.reached.wait()
        first.cancel()
        await asyncio.wait({first})
        held.free.set()
        await second
        assert first.cancelled()
        assert sent(server, "authenticate") == 2
    assert not server.sessions


async def test_sign_in_that_nobody_waits_for_ends_its_session(server: ForgeRockEmulator) -> None:
    held = Held(server, is_sign_in)
    async with client(server, transport=held.transport) as am:
        only = asyncio.create_task(query(am))
        await held.reached.wait()
        only.cancel()
        await asyncio.wait({only})
        held.free.set()
        await query(am)
    assert not server.sessions


async def test_deadline_of_a_call_ends_its_wait_for_the_sign_in(server: ForgeRockEmulator) -> None:
    assert isinstance(server.clock, ManualClock)
    held = Held(server, is_sign_in)
    async with client(server, transport=held.transport) as am:
        hasty, patient = asyncio.create_task(query(am.with_options(deadline=5))), asyncio.create_task(query(am))
        await held.reached.wait()
        server.clock.advance(6)
        with pytest.raises(CallTimeoutError, match="before the credential was ready"):
            await hasty
        held.free.set()
        await patient
    assert sent(server, "querySessions") == 1


async def test_close_during_a_sign_in_waits_for_it_and_signs_out(server: ForgeRockEmulator) -> None:
    held = Held(server, is_sign_in)
    am = client(server, transport=held.transport)
    waiting = asyncio.create_task(query(am))
    await held.reached.wait()
    closing = asyncio.create_task(am.aclose())
    await asyncio.sleep(0)
    with pytest.raises(UsageError, match="the client is closed"):
        await query(am)
    held.free.set()
    await closing
    await asyncio.wait({waiting})
    assert sent(server, "logout") == 1
    assert not server.sessions_of(server.admin)
    await am.aclose()
    assert sent(server, "logout") == 1


async def test_logout_that_fails_on_close_is_logged(
    server: ForgeRockEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "idsessions"):
        async with client(server) as am:
            await query(am)
            server.fail_next(500, operation="logout", times=None)
    assert "a session could not be ended: " in caplog.text
    assert server.admin.password not in caplog.text


async def test_server_that_does_not_respond_keeps_no_client_from_closing(
    server: ForgeRockEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(server.clock, ManualClock)
    held = Held(server, is_logout)
    am = client(server, transport=held.transport)
    await query(am)
    closing = asyncio.create_task(am.aclose())
    await held.reached.wait()
    server.clock.advance(11)
    with caplog.at_level(logging.WARNING, "idsessions"):
        await closing
    assert "a session could not be ended: " in caplog.text


async def test_client_that_never_called_sends_nothing_on_close(server: ForgeRockEmulator) -> None:
    async with client(server):
        pass
    assert not server.requests


async def test_aic_refuses_it_before_anything_is_sent() -> None:
    server = Server()
    async with ForgeRockSessions(URL, AdminLogin("amadmin", "x"), transport=server.transport) as am:
        with pytest.raises(CredentialError, match="'aic' takes no AdminLogin: use ServiceAccount"):
            await am.query_sessions("bjensen")
        with pytest.raises(CredentialError, match="'aic' takes no AdminLogin: use ServiceAccount"):
            await am.validate("kQ1xToken")
    assert not server.requests


@pytest.mark.parametrize("realm", ["a//b", ".."])
async def test_odd_realm_raises_before_anything_is_sent(server: ForgeRockEmulator, realm: str) -> None:
    async with client(server, admin_of(server, realm=realm)) as am:
        with pytest.raises(UsageError, match="realm"):
            await query(am)
    assert not server.requests


async def test_login_without_a_client_raises() -> None:
    with pytest.raises(CredentialError, match="pass an AdminLogin to a client"):
        await AdminLogin("amadmin", "x").headers("GET", URL)


def test_equal_logins_are_one_principal() -> None:
    assert AdminLogin("amadmin", "x") == AdminLogin("amadmin", "x")
    assert len({AdminLogin("amadmin", "x"), AdminLogin("amadmin", "x"), AdminLogin("amadmin", "y")}) == 2
    assert not AdminLogin("amadmin", "x").is_end_user


@pytest.mark.parametrize(
    "given",
    [
        *({"username": odd} for odd in ("", " ", None, b"x", 5)),
        *({"password": odd} for odd in ("", None, b"x", 5)),
        *({"realm": odd} for odd in ("", None, 5, ["alpha"])),
        *({"service": odd} for odd in ("", " ", 5, b"x")),
    ],
)
def test_odd_argument_raises(given: dict[str, Any]) -> None:
    parameter = next(iter(given))
    with pytest.raises(CredentialError, match=f"`{parameter}` must be a string"):
        AdminLogin(**{"username": "amadmin", "password": "x"} | given)


@PROFILES
async def test_token_at_other_endpoints_is_not_taken_along_to_another_origin(server: ForgeRockEmulator) -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        here = request.url.host == httpx.URL(server.url).host
        return httpx.Response(302, headers={"Location": "https://evil.test/"}) if here else httpx.Response(200)

    async with client(server) as am:
        transport = httpx.MockTransport(handle)
        async with httpx.AsyncClient(transport=transport, auth=am.auth(), follow_redirects=True) as own:
            await own.get(f"{server.url}/json/users")
        (session,) = server.sessions_of(server.admin)
        assert [session.token in str(request.headers.raw) for request in seen] == [True, False]


@PROFILES
async def test_session_that_expires_is_replaced_at_other_endpoints(server: ForgeRockEmulator) -> None:
    tokens: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        tokens.append(request.headers["Cookie"])
        return httpx.Response(401 if len(tokens) == 1 else 200, json={"code": 401, "reason": "Unauthorized"})

    transport = httpx.MockTransport(handle)
    async with client(server) as am, httpx.AsyncClient(transport=transport, auth=am.auth()) as own:
        assert (await own.get(f"{server.url}/json/users")).status_code == 200
    assert len(set(tokens)) == 2


@PROFILES
@pytest.mark.parametrize("steps", range(1, 12))
async def test_cancelled_call_and_close_leave_no_session(server: ForgeRockEmulator, steps: int) -> None:
    async with client(server) as am:
        task = asyncio.create_task(query(am))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    for _ in range(50):
        await asyncio.sleep(0)
    assert server.sessions_of(server.admin) == ()
