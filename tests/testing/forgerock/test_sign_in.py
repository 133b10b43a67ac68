"""Signing in to the emulated ForgeRock servers: credentials in headers, journeys, realms, upgrades."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from idsessions.testing.forgerock import Journey, Page, choice_question, name_question, password_question

from ..forgerock_dialogue import (
    BEGIN,
    FAILED,
    Dialogue,
    profile_fixture,
)
from ..forgerock_server import (
    Server,
    Wanted,
    clock_fixture,
    emulator_fixture,
    holds,
    refused,
    server_fixture,
    sign_in,
)

FIXTURES = (clock_fixture, profile_fixture, emulator_fixture, server_fixture)


async def test_headers_answer_only_name_and_password(server: Server) -> None:
    emulator = server.emulator
    page = Page(questions=(name_question(), password_question(), choice_question("Where?", ("Here", "There"))))
    emulator.add_journey(Journey("Where", (page,)), default=True)
    answer = await server.send(sign_in(emulator.username, emulator.password))
    dialogue = Dialogue(server, answer.json())
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
async def test_half_of_the_credentials_is_a_beginning(server: Server, headers: dict[str, str], default: str) -> None:
    answer = await server.send(evolve(BEGIN, headers=headers))
    dialogue = Dialogue(server, answer.json())
    assert dialogue.asked == ["Name", "Password"]
    inputs = [callback["input"][0]["value"] for callback in dialogue.step["callbacks"]]
    assert inputs == [default, ""]
    await dialogue.answer(*dialogue.credentials)
    assert "tokenId" in dialogue.step


@pytest.mark.parametrize(("whose", "aic"), [("user", "/enduser/?realm=alpha"), ("admin", "/enduser/?realm=/")])
async def test_where_a_browser_goes_after(server: Server, profile: str, whose: str, aic: str) -> None:
    user = getattr(server.emulator, whose)
    answer = await server.send(sign_in(user.username, user.password, realm="" if whose == "admin" else "/realms/alpha"))
    expected = {"aic": server.emulator.origin + aic, "pingam": "/am/console", "openam": "/openam/console"}
    assert answer.json()["successUrl"] == expected[profile]


async def test_capitals_do_not_matter(server: Server) -> None:
    call = sign_in("BJensen", server.emulator.password, realm="/realms/ALPHA")
    await holds(server, call, Wanted(has={"realm": "/alpha"}))


async def test_no_session_and_goto(server: Server, profile: str) -> None:
    call = sign_in(server.emulator.username, server.emulator.password, query={"noSession": "true", "goto": "/mine"})
    message = {"message": "Authentication Successful"} if profile == "openam" else {}
    await holds(server, call, Wanted(body={**message, "successUrl": "/mine", "realm": "/alpha"}))
    assert server.emulator.sessions() == []


@pytest.mark.parametrize("whose", ["user", "other", "dead"])
async def test_upgrading_a_session(server: Server, profile: str, whose: str) -> None:
    query = {"sessionUpgradeSSOTokenId": server.token(whose)}
    call = sign_in(server.emulator.username, server.emulator.password, query=query)
    if whose == "dead":
        wanted = Wanted(status=400, check=lambda answer: server.token("dead") in answer.json()["message"])
    elif profile == "openam":
        # It gives the very token back, whoever asks, and looks at no password.
        wanted = Wanted(has={"tokenId": f"<{whose}>", "realm": "/alpha"}, keeps=whose)
    elif whose == "user":
        wanted = Wanted(has={"realm": "/alpha"}, ends="user")
    else:
        wanted = evolve(refused(400, "Session upgrade failed"), keeps="other")
    await holds(server, call, wanted)


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("service", "PasswordGrant", Wanted(has={"realm": "/alpha"})),
        ("service", "Nope", refused(400, "No Configuration found")),
        ("resource", "3", refused(400, "No Configuration found")),
        ("nonsense", "3", refused(400, "Unknown Authentication Index Type")),
    ],
)
async def test_which_journey(server: Server, kind: str, value: str, wanted: Wanted) -> None:
    query = {"authIndexType": kind, "authIndexValue": value}
    call = sign_in(server.emulator.username, server.emulator.password, query=query)
    await holds(server, call, wanted)


async def test_nested_realms(profile: Any, server: Server) -> None:
    user = server.emulator.add_user("deep", "Passw0rd!deep", realm="/alpha/staff/night")
    path = "/realms/alpha/realms/staff/realms/night"
    call = sign_in(user.username, user.password, realm=path)
    await holds(server, call, Wanted(has={"realm": "/alpha/staff/night"}))
    await holds(server, evolve(call, realm="/realms/alpha"), FAILED[profile])


async def test_an_unsupported_version_has_no_body(server: Server) -> None:
    answer = await server.send(evolve(BEGIN, version="resource=3.0"))
    assert (answer.status_code, answer.content) == (404, b"")
