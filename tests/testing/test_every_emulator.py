"""What the three emulators have in common: faults, violations, and time that passes only by the clock."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.metadata import entry_points, requires
from typing import Any, cast

import httpx
import pytest

from idsessions import (
    AgileAppsSessions,
    ApiToken,
    ForgeRockSessions,
    OktaSessions,
    RateLimit,
)
from idsessions.testing import AgileAppsEmulator, Emulator, ForgeRockEmulator, ManualClock, OktaEmulator

from .plain_client import START

HOUR = 3600.0
SESSION_INFO = "/json/realms/root/realms/alpha/sessions?_action=getSessionInfo"
RECORD = "/networking/rest/user/info?alt=xml"
EMULATORS: dict[str, Callable[..., Emulator]] = {
    "okta": OktaEmulator,
    "forgerock": ForgeRockEmulator,
    "agileapps": AgileAppsEmulator,
}


@pytest.fixture(params=EMULATORS)
def emulator(request: pytest.FixtureRequest, clock: ManualClock) -> Emulator:
    """One of the three."""
    return EMULATORS[request.param](clock=clock)


@pytest.fixture(params=["in process", "tcp"])
async def http(request: pytest.FixtureRequest, emulator: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    if request.param == "in process":
        async with httpx.AsyncClient(transport=emulator.transport(), base_url=emulator.url) as http:
            yield http
    else:
        async with emulator.serve() as url, httpx.AsyncClient(base_url=url, timeout=60) as http:
            yield http


def valid_request(emulator: Emulator) -> dict[str, Any]:
    """A request about a live session that gets 200."""
    match emulator:
        case OktaEmulator():
            path = f"/api/v1/sessions/{emulator.sign_in().id}"
            return {"method": "GET", "url": path, "headers": {"Authorization": f"SSWS {emulator.api_token}"}}
        case ForgeRockEmulator():
            headers = {"Accept-API-Version": "resource=4.0", emulator.cookie_name: emulator.sign_in()}
            return {"method": "POST", "url": SESSION_INFO, "headers": headers}
        case _:
            cookie = {"Cookie": cast("AgileAppsEmulator", emulator).log_in().cookie_string}
            return {"method": "GET", "url": RECORD, "headers": cookie}


def token_of(emulator: ForgeRockEmulator, request: dict[str, Any]) -> str:
    return str(request["headers"][emulator.cookie_name])


# --- faults ---------------------------------------------------------------------------------------------------------


async def test_valid_request_has_no_violations(emulator: Emulator, http: httpx.AsyncClient) -> None:
    assert (await http.request(**valid_request(emulator))).status_code == 200
    emulator.assert_no_violations()


async def test_fail_next(emulator: Emulator, http: httpx.AsyncClient) -> None:
    emulator.fail_next(503, {"down": True}, {"Retry-After": "9"})
    request = valid_request(emulator)
    response = await http.request(**request)
    assert (response.status_code, response.json(), response.headers["Retry-After"]) == (503, {"down": True}, "9")
    assert (await http.request(**request)).status_code == 200


@pytest.mark.parametrize("at", ["request", "answer", "body"])
async def test_drop_connection(emulator: Emulator, http: httpx.AsyncClient, at: Any) -> None:
    emulator.drop_connection(at)
    request = valid_request(emulator)
    with pytest.raises(httpx.RemoteProtocolError):
        await http.request(**request)
    assert (await http.request(**request)).status_code == 200


async def test_slow(emulator: Emulator, http: httpx.AsyncClient, clock: ManualClock) -> None:
    emulator.slow(HOUR)
    assert (await http.request(**valid_request(emulator), timeout=None)).status_code == 200
    assert clock.monotonic() == HOUR


async def test_html_error_page(emulator: Emulator, http: httpx.AsyncClient) -> None:
    emulator.html_error_page()
    request = valid_request(emulator)
    response = await http.request(**request)
    assert (response.status_code, response.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    assert (await http.request(**request)).status_code == 200


async def test_expire(emulator: Emulator, http: httpx.AsyncClient) -> None:
    request = valid_request(emulator)
    match emulator:
        case ForgeRockEmulator():
            emulator.expire(token_of(emulator, request))
        case OktaEmulator() | AgileAppsEmulator():
            emulator.expire()
        case _:
            raise TypeError
    assert (await http.request(**request)).status_code == (404 if isinstance(emulator, OktaEmulator) else 401)


async def test_limit(emulator: Emulator, http: httpx.AsyncClient, clock: ManualClock) -> None:
    request = valid_request(emulator)
    match emulator:
        case ForgeRockEmulator():
            emulator.limit(retry_after=3600)
        case OktaEmulator() | AgileAppsEmulator():
            emulator.limit(1, seconds=HOUR)
            assert (await http.request(**request)).status_code == 200
        case _:
            raise TypeError
    refused = await http.request(**request)
    assert refused.status_code == 429
    if isinstance(emulator, OktaEmulator):
        assert refused.headers["x-rate-limit-reset"] == str(int(clock.time() + HOUR))
    else:
        assert refused.headers["Retry-After"] == "3600"
    clock.advance(HOUR)
    assert (await http.request(**valid_request(emulator))).status_code == 200


# --- violations -----------------------------------------------------------------------------------------------------


def with_misspelt_field(emulator: Emulator) -> tuple[dict[str, Any], str]:
    """A request with a misspelt field, and the violation."""
    request: dict[str, Any]
    match emulator:
        case OktaEmulator():
            wrong = {"userName": emulator.username, "password": emulator.password}
            request = {"method": "POST", "url": "/api/v1/authn", "json": wrong}
            return request, "authenticate: body: unknown field 'userName'; did you mean 'username'?"
        case ForgeRockEmulator():
            request = {**valid_request(emulator), "json": {"tokenID": "x"}}
            return request, "getSessionInfo: body: unknown field 'tokenID'; did you mean 'tokenId'?"
        case _:
            body = (
                "<platform><login><userName>a</userName><password>b</password><username>c</username></login></platform>"
            )
            request = {"method": "POST", "url": "/networking/rest/login", "content": body}
            request["headers"] = {"Content-Type": "application/xml"}
            return request, "login: body.login: unknown field 'username'; did you mean 'userName'?"


def without_a_header(emulator: Emulator) -> tuple[dict[str, Any], str]:
    """A request with a missing header, and the violation."""
    request = valid_request(emulator)
    match emulator:
        case OktaEmulator():
            del request["headers"]["Authorization"]
            return request, "getSession: wrong credential: got none, expected apiToken or oauth2"
        case ForgeRockEmulator():
            del request["headers"]["Accept-API-Version"]
            return request, "getSessionInfo: missing header 'Accept-API-Version' (or 'X-Requested-With')"
        case _:
            body = b"<platform><login><userName>a</userName><password>b</password></login></platform>"
            request = {"method": "POST", "url": "/networking/rest/login", "content": body}
            return request, "login: wrong header 'Content-Type': got none, expected application/xml"


@pytest.mark.parametrize("violating", [with_misspelt_field, without_a_header])
async def test_violation_says_what_is_wrong(
    emulator: Emulator, http: httpx.AsyncClient, violating: Callable[[Emulator], tuple[dict[str, Any], str]]
) -> None:
    request, message = violating(emulator)
    await http.request(**request)
    assert [str(violation) for violation in emulator.violations] == [message]
    with pytest.raises(AssertionError, match=f"1 violation\\(s\\) of the {emulator.provider} document"):
        emulator.assert_no_violations()


async def test_block_checks_for_violations_at_its_end(emulator: Emulator) -> None:
    async def send(path: str) -> None:
        async with httpx.AsyncClient(transport=emulator.transport(), base_url=emulator.origin) as http:
            await http.get(path)

    with emulator as entered:
        assert entered is emulator
        with emulator.allow_violations("no such path"):
            await send("/expected")
    with pytest.raises(AssertionError, match="no such path"), emulator:
        await send("/unexpected")
    # An error of the block is not replaced.
    with pytest.raises(ZeroDivisionError), emulator:
        raise ZeroDivisionError


# --- one clock for both ends ----------------------------------------------------------------------------------------


@pytest.fixture(params=["in process", "tcp"])
async def transport(
    request: pytest.FixtureRequest, emulator: Emulator
) -> AsyncIterator[httpx.AsyncBaseTransport | None]:
    """The transport of a client; None for the network."""
    if request.param == "in process":
        yield emulator.transport()
    else:
        async with emulator.serve():
            yield None


async def test_client_waits_for_an_hour_without_real_time(
    emulator: Emulator, transport: httpx.AsyncBaseTransport | None, clock: ManualClock
) -> None:
    rate_limit = RateLimit(max_wait=2 * HOUR)
    match emulator:
        case OktaEmulator():
            session = emulator.sign_in()
            emulator.limit(1, seconds=HOUR)
            token = ApiToken(emulator.api_token)
            async with OktaSessions(
                emulator.url, token, transport=transport, clock=clock, rate_limit=rate_limit
            ) as okta:
                for _ in range(2):
                    assert (await okta.get_session(session.id)).login == emulator.username
        case ForgeRockEmulator():
            async with ForgeRockSessions(
                emulator.url, realm="alpha", transport=transport, clock=clock, rate_limit=rate_limit
            ) as am:
                emulator.limit(retry_after=3600, operation="authenticate")
                assert (
                    await (await am.login(emulator.username, emulator.password)).get_session_info()
                ).realm == "/alpha"
        case AgileAppsEmulator():
            emulator.limit(2, seconds=HOUR)
            async with AgileAppsSessions(
                emulator.url, transport=transport, clock=clock, rate_limit=rate_limit
            ) as agileapps:
                mine = await agileapps.login(emulator.username, emulator.password)
                for _ in range(2):
                    assert (await mine.get_user_info()).username == emulator.username
        case _:
            raise TypeError
    assert [request.at for request in emulator.requests][-1] >= START + HOUR
    assert HOUR <= clock.monotonic() < HOUR + 60
    emulator.assert_no_violations()


async def test_session_expires_by_the_clock(
    emulator: Emulator, transport: httpx.AsyncBaseTransport | None, clock: ManualClock
) -> None:
    match emulator:
        case OktaEmulator():
            token, lifetime = ApiToken(emulator.api_token), 7200.0
            async with OktaSessions(emulator.url, token, transport=transport, clock=clock) as okta:
                await assert_lives_for(okta.session(emulator.sign_in().id).is_alive, lifetime, clock)
        case ForgeRockEmulator():
            async with ForgeRockSessions(emulator.url, realm="alpha", transport=transport, clock=clock) as am:
                await assert_lives_for(am.session(emulator.sign_in()).is_alive, 1800.0, clock)
        case AgileAppsEmulator():
            emulator.settings.validity_check_prolongs = False
            async with AgileAppsSessions(emulator.url, transport=transport, clock=clock) as agileapps:
                cookies = emulator.log_in().cookie_string
                await assert_lives_for(agileapps.session(cookies).is_alive, 7200.0, clock)
        case _:
            raise TypeError


async def assert_lives_for(is_alive: Callable[[], Awaitable[bool]], seconds: float, clock: ManualClock) -> None:
    """Assert that a session is alive so long and no longer."""
    assert await is_alive()
    clock.advance(seconds - 1)
    assert await is_alive()
    clock.advance(1)
    assert not await is_alive()


# --- installation ---------------------------------------------------------------------------------------------------


def test_importing_the_library_imports_no_emulator() -> None:
    # httpx has a command line, for which it imports rich where that is installed.
    program = (
        "import sys, httpx, attrs; before = set(sys.modules); from idsessions import *;"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    ours = {"idsessions", "idsessions_okta", "idsessions_forgerock", "idsessions_agileapps"}
    assert set(result.stdout.split()) == ours


def test_run_time_dependencies() -> None:
    always = [line for line in requires("idsessions") or [] if "extra ==" not in line]
    assert sorted(re.split(r"[<>=]", line)[0] for line in always) == ["attrs", "h11", "httpcore", "httpx"]


def test_pytest_plugin_is_installed_with_the_package() -> None:
    [plugin] = entry_points(group="pytest11", name="idsessions_pytest")
    assert plugin.value == "idsessions._pytest_plugin"
    assert plugin.dist is not None
    assert plugin.dist.name == "idsessions"
