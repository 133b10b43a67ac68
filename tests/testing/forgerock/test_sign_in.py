"""Signing in to the emulated ForgeRock servers: credentials in headers, journeys, realms, upgrades."""

from __future__ import annotations

from typing import Any, cast

import pytest
from attrs import evolve

from idsessions.testing.forgerock import Journey, Page, choice_question, name_question, password_question

from .dialogue import (
    FAILED,
    START_STEP,
    Dialogue,
)
from .server import (
    Expected,
    Server,
    assert_response,
    error,
    sign_in,
)


@pytest.fixture(params=["aic", "pingam", "openam"])
def profile(request: pytest.FixtureRequest) -> str:
    return cast("str", request.param)


async def test_headers_answer_only_name_and_password(server: Server) -> None:
    emulator = server.emulator
    page = Page(questions=(name_question(), password_question(), choice_question("Where?", ("Here", "There"))))
    emulator.add_journey(Journey("Where", (page,)), default=True)
    response = await server.send(sign_in(emulator.username, emulator.password))
    dialogue = Dialogue(server, response.json())
    assert dialogue.asked == ["Choice"]
    await dialogue.answer("1")
    assert emulator.session(dialogue.step["tokenId"]) is not None


@pytest.mark.parametrize(
    ("headers", "default"),
    [
        ({"X-OpenAM-Username": "bjensen"}, "bjensen"),
        ({"X-OpenAM-Username": "bjensen", "X-OpenAM-Password": ""}, "bjensen"),
        ({"X-OpenAM-Password": "x"}, ""),
        ({"X-OpenAM-Username": "=?UTF-8?B?!?=", "X-OpenAM-Password": "x"}, ""),
        ({"X-OpenAM-Username": "=?no-such-charset?B?YQ==?=", "X-OpenAM-Password": "x"}, ""),
        ({"X-OpenAM-Username": "=?UTF-8?B?/w==?=", "X-OpenAM-Password": "x"}, ""),
    ],
    ids=str,
)
async def test_headers_without_both_credentials_start_a_dialogue(
    server: Server, headers: dict[str, str], default: str
) -> None:
    response = await server.send(evolve(START_STEP, headers=headers))
    dialogue = Dialogue(server, response.json())
    assert dialogue.asked == ["Name", "Password"]
    inputs = [callback["input"][0]["value"] for callback in dialogue.step["callbacks"]]
    assert inputs == [default, ""]
    await dialogue.answer(*dialogue.credentials)
    assert "tokenId" in dialogue.step


@pytest.mark.parametrize(("whose", "aic"), [("user", "/enduser/?realm=alpha"), ("admin", "/enduser/?realm=/")])
async def test_success_url_of_the_realm(server: Server, profile: str, whose: str, aic: str) -> None:
    user = getattr(server.emulator, whose)
    response = await server.send(
        sign_in(user.username, user.password, realm="" if whose == "admin" else "/realms/alpha")
    )
    expected = {"aic": server.emulator.origin + aic, "pingam": "/am/console", "openam": "/openam/console"}
    assert response.json()["successUrl"] == expected[profile]


async def test_case_of_name_and_realm_is_ignored(server: Server) -> None:
    call = sign_in("BJensen", server.emulator.password, realm="/realms/ALPHA")
    await assert_response(server, call, Expected(has={"realm": "/alpha"}))


async def test_sign_in_without_session_returns_goto(server: Server, profile: str) -> None:
    call = sign_in(server.emulator.username, server.emulator.password, query={"noSession": "true", "goto": "/mine"})
    message = {"message": "Authentication Successful"} if profile == "openam" else {}
    await assert_response(server, call, Expected(body={**message, "successUrl": "/mine", "realm": "/alpha"}))
    assert server.emulator.sessions == ()


@pytest.mark.parametrize("whose", ["user", "other", "dead"])
async def test_session_upgrade(server: Server, profile: str, whose: str) -> None:
    query = {"sessionUpgradeSSOTokenId": server.token(whose)}
    call = sign_in(server.emulator.username, server.emulator.password, query=query)
    if whose == "dead":
        expected = Expected(status=400, check=lambda response: server.token("dead") in response.json()["message"])
    elif profile == "openam":
        # OpenAM returns the same token and ignores the credentials.
        expected = Expected(has={"tokenId": f"<{whose}>", "realm": "/alpha"}, keeps=whose)
    elif whose == "user":
        expected = Expected(has={"realm": "/alpha"}, ends="user")
    else:
        expected = evolve(error(400, "Session upgrade failed"), keeps="other")
    await assert_response(server, call, expected)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("service", "PasswordGrant", Expected(has={"realm": "/alpha"})),
        ("service", "Nope", error(400, "No Configuration found")),
        ("resource", "3", error(400, "No Configuration found")),
        ("nonsense", "3", error(400, "Unknown Authentication Index Type")),
    ],
)
async def test_auth_index_selects_the_journey(server: Server, kind: str, value: str, expected: Expected) -> None:
    query = {"authIndexType": kind, "authIndexValue": value}
    call = sign_in(server.emulator.username, server.emulator.password, query=query)
    await assert_response(server, call, expected)


async def test_sign_in_to_nested_realm(profile: Any, server: Server) -> None:
    user = server.emulator.add_user("deep", "Passw0rd!deep", realm="/alpha/staff/night")
    path = "/realms/alpha/realms/staff/realms/night"
    call = sign_in(user.username, user.password, realm=path)
    await assert_response(server, call, Expected(has={"realm": "/alpha/staff/night"}))
    # On OpenAM, all realms have the users of one directory.
    elsewhere = Expected(has={"realm": "/alpha"}) if profile == "openam" else FAILED[profile]
    await assert_response(server, evolve(call, realm="/realms/alpha"), elsewhere)


async def test_unsupported_version_gets_404_without_body(server: Server) -> None:
    response = await server.send(evolve(START_STEP, version="resource=3.0"))
    assert (response.status_code, response.content) == (404, b"")
