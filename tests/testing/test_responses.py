"""Responses for those who mock with respx: the clients read each of them as what its name says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import respx

from idsessions import (
    AgileAppsSessions,
    ApiToken,
    AuthenticationError,
    ForgeRockSessions,
    NotFoundError,
    OktaSessions,
    RateLimitError,
    SessionsError,
)
from idsessions.testing import OktaEmulator, responses

OKTA = "https://acme.okta.test"
AM = "https://tenant.test/am"
AGILEAPPS = "https://acme.agileapps.test"


@pytest.fixture(name="mock")
def mock_fixture() -> Iterator[respx.MockRouter]:
    with respx.mock() as mock:
        yield mock


def okta() -> OktaSessions:
    return OktaSessions(OKTA, ApiToken("00token"), rate_limit=None)


async def test_okta_reads_a_session(mock: respx.MockRouter) -> None:
    mock.get(f"{OKTA}/api/v1/sessions/102").mock(
        return_value=responses.okta_session("grace@example.com", session_id="102")
    )
    async with okta() as client:
        session = await client.get_session("102")
    assert (session.id, session.login) == ("102", "grace@example.com")


async def test_okta_reads_a_session_token(mock: respx.MockRouter) -> None:
    mock.post(f"{OKTA}/api/v1/authn").mock(return_value=responses.okta_authenticated())
    async with okta() as client:
        assert (await client.authenticate("ada@example.com", "password")).session_token


@pytest.mark.parametrize(
    ("response", "error", "code"),
    [
        (responses.okta_unknown_session, NotFoundError, "E0000007"),
        (responses.okta_token_refused, AuthenticationError, "E0000011"),
        (responses.okta_rate_limited, RateLimitError, "E0000047"),
    ],
)
async def test_okta_raises_for_a_refusal(
    mock: respx.MockRouter, response: Callable[[], httpx.Response], error: type[SessionsError], code: str
) -> None:
    mock.get(f"{OKTA}/api/v1/sessions/102").mock(return_value=response())
    async with okta() as client:
        with pytest.raises(error) as caught:
            await client.get_session("102")
    assert caught.value.code == code


async def test_forgerock_signs_in_and_validates(mock: respx.MockRouter) -> None:
    mock.get(url__regex=rf"{AM}/json/.*serverinfo/\*").mock(return_value=responses.forgerock_server_info())
    mock.post(url__regex=rf"{AM}/json/.*authenticate").mock(return_value=responses.forgerock_signed_in())
    validate = mock.post(url__regex=rf"{AM}/json/.*sessions")
    async with ForgeRockSessions(AM, realm="alpha") as am:
        session = await am.login("bjensen", "password", method="headers")
        validate.mock(return_value=responses.forgerock_valid())
        assert (await am.validate(session.token)).valid
        validate.mock(return_value=responses.forgerock_invalid())
        assert not (await am.validate(session.token)).valid
        mock.post(url__regex=rf"{AM}/json/.*authenticate").mock(return_value=responses.forgerock_refused())
        with pytest.raises(AuthenticationError):
            await am.login("bjensen", "wrong", method="headers")


async def test_agileapps_logs_in_and_reads_the_user(mock: respx.MockRouter) -> None:
    login = mock.post(f"{AGILEAPPS}/networking/rest/login").mock(return_value=responses.agileapps_logged_in())
    mock.get(url__regex=f"{AGILEAPPS}/networking/rest/user/info").mock(return_value=responses.agileapps_user_info())
    async with AgileAppsSessions(AGILEAPPS) as agileapps:
        session = await agileapps.login("maria@acme.example", "password")
        assert (await session.get_user_info()).username == "maria@acme.example"
        login.mock(return_value=responses.agileapps_refused())
        with pytest.raises(SessionsError) as caught:
            await agileapps.login("maria@acme.example", "wrong")
    assert caught.value.code == "-101"


async def test_emulator_takes_the_place_of_a_mock(mock: respx.MockRouter) -> None:
    org = OktaEmulator()
    mock.route(host="okta.emulator.test").mock(side_effect=org.transport().handle_async_request)
    async with OktaSessions(org.url, ApiToken(org.api_token)) as client:
        await client.revoke_session(org.sign_in().id)
    assert org.sessions == ()


@pytest.mark.parametrize("name", [name for name in responses.__all__ if name != "response_of"])
def test_response_can_be_made_without_an_event_loop(name: str) -> None:
    make: Callable[[], httpx.Response] = getattr(responses, name)
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
    assert make().content


@pytest.mark.parametrize("fixture", ["okta_emulator", "forgerock_emulator", "agileapps_emulator"])
def test_all_emulators_have_one_vocabulary(fixture: str, request: pytest.FixtureRequest) -> None:
    emulator: Any = request.getfixturevalue(fixture)
    assert emulator.sessions == ()
    emulator.sign_in()
    emulator.sign_in(emulator.user)
    assert len(emulator.sessions) == 2
    emulator.expire(emulator.sessions[0])
    assert len(emulator.sessions) == 1
    emulator.expire()
    assert emulator.sessions == ()
