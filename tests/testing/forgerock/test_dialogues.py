"""Dialogues of callbacks with the emulated ForgeRock servers."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from idsessions.testing import ManualClock
from idsessions.testing.forgerock import (
    ForgeRockEmulator,
    Journey,
    Page,
    Question,
    choice_question,
    confirmation_question,
    name_question,
    password_question,
    polling_wait,
    text_question,
    text_shown,
)

from ..forgerock_dialogue import (
    BEGIN,
    FAILED,
    TIMED_OUT,
    Dialogue,
    begun,
    dialogue_fixture,
    profile_fixture,
)
from ..forgerock_server import (
    Server,
    Wanted,
    clock_fixture,
    emulator_fixture,
    encoded,
    holds,
    refused,
    server_fixture,
    serving,
    set_cookies,
    sign_in,
)

FIXTURES = (clock_fixture, profile_fixture, emulator_fixture, server_fixture, dialogue_fixture)


async def test_name_and_password(dialogue: Dialogue) -> None:
    assert dialogue.asked == ["Name", "Password"]
    prompts = [callback["output"][0] for callback in dialogue.step["callbacks"]]
    assert [prompt["name"] for prompt in prompts] == ["prompt", "prompt"]
    await dialogue.answer(*dialogue.credentials)
    assert dialogue.server.emulator.session(dialogue.step["tokenId"]) is not None
    assert dialogue.step["realm"] == "/alpha"


async def test_any_alphabet_in_json_and_in_encoded_words(server: Server) -> None:
    user = server.emulator.non_ascii_user
    dialogue = await begun(server)
    await dialogue.answer(user.username, user.password)
    headers = sign_in(encoded(user.username), encoded(user.password))
    answer = await server.send(headers)
    for token in (dialogue.step["tokenId"], answer.json()["tokenId"]):
        session = server.emulator.session(token)
        assert session is not None
        assert session.user == user


async def test_a_long_journey(server: Server) -> None:
    emulator = server.emulator
    dialogue = await begun(server, "LongJourney")
    ids = [dialogue.step["authId"]]
    await dialogue.answer(*dialogue.credentials)
    assert dialogue.asked == ["TextOutput", "Choice"]
    ids.append(dialogue.step["authId"])
    await dialogue.answer(1)
    assert dialogue.asked == ["PollingWait"]
    wait = {each["name"]: each["value"] for each in dialogue.step["callbacks"][0]["output"]}["waitTime"]
    await dialogue.answer()
    assert dialogue.asked == ["PollingWait"], "too early"
    ids.append(dialogue.step["authId"])
    server.clock.advance(int(wait) / 1000)
    await dialogue.answer()
    assert dialogue.asked == ["TextInput", "Confirmation"]
    await dialogue.answer(emulator.one_time_code, 0)
    assert emulator.session(dialogue.step["tokenId"]) is not None
    assert len(set(ids)) == (1 if emulator.profile.name == "openam" else 3)


def odd(profile: str) -> Wanted:
    """The answer to an input of a wrong type; the dialogue goes on."""
    return Wanted(status=500 if profile == "openam" else 400)


@pytest.mark.parametrize("values", [("000000x", 0), ("<code>", 1), (None, 0)])
async def test_a_wrong_answer_fails(server: Server, profile: str, values: tuple[Any, Any]) -> None:
    journey = Journey(
        "Code",
        (
            Page(questions=(name_question(), password_question())),
            Page(questions=(text_question("Code", expected="<code>"), confirmation_question("Continue?"))),
        ),
    )
    server.emulator.add_journey(journey)
    dialogue = await begun(server, "Code")
    await dialogue.answer(*dialogue.credentials)
    dialogue.fill(*values)
    await holds(server, dialogue.call(), FAILED[profile])
    await holds(server, dialogue.call(), TIMED_OUT[profile])


@pytest.mark.parametrize("value", [7, -1, "OK", "", True, None, 0.0, [0]])
async def test_an_odd_choice_may_be_corrected(server: Server, profile: str, value: Any) -> None:
    page = Page(questions=(name_question(), password_question(), choice_question("Where?", ("Here", "There"))))
    server.emulator.add_journey(Journey("Where", (page,)))
    server.emulator.allow_violations()
    dialogue = await begun(server, "Where")
    dialogue.fill(*dialogue.credentials, value)
    await holds(server, dialogue.call(), odd(profile))
    dialogue.fill(*dialogue.credentials, "1")
    await holds(server, dialogue.call(), Wanted(has={"realm": "/alpha"}))


async def test_a_wrong_password_ends_the_dialogue(dialogue: Dialogue, profile: str) -> None:
    dialogue.fill("bjensen", "wrong")
    await holds(dialogue.server, dialogue.call(), FAILED[profile])
    dialogue.fill(*dialogue.credentials)
    await holds(dialogue.server, dialogue.call(), TIMED_OUT[profile])


@pytest.mark.parametrize(("seconds", "alive"), [(899, True), (900, False)])
async def test_an_auth_id_lives_fifteen_minutes(dialogue: Dialogue, profile: str, seconds: int, alive: bool) -> None:
    dialogue.server.clock.advance(seconds)
    dialogue.fill(*dialogue.credentials)
    wanted = Wanted(has={"realm": "/alpha"}) if alive else TIMED_OUT[profile]
    await holds(dialogue.server, dialogue.call(), wanted)


async def test_an_auth_id_is_good_for_one_answer(server: Server, profile: str) -> None:
    dialogue = await begun(server, "LongJourney")
    dialogue.fill(*dialogue.credentials)
    first = dialogue.call()
    second = (await server.send(first)).json()
    assert (second["authId"] == dialogue.step["authId"]) is (profile == "openam")
    # OpenAM knows the authId still, but asks other questions by now.
    wanted = refused(400, "Required callback not found in JSON response") if profile == "openam" else TIMED_OUT[profile]
    await holds(server, first, wanted)


def garbage(_auth_id: str) -> str:
    return "garbage"


def no_json(_auth_id: str) -> str:
    return "a.b.c"


def tampered(auth_id: str) -> str:
    head, _, signature = auth_id.split(".")
    claims = base64.urlsafe_b64encode(json.dumps({"realm": "/"}).encode()).decode().rstrip("=")
    return f"{head}.{claims}.{signature}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (garbage, "Failed to parse JWT, not right number of dots, 1"),
        (no_json, "Failed to parse JWT"),
        (tampered, "AuthId JWT Signature not valid"),
    ],
)
async def test_an_auth_id_is_signed(dialogue: Dialogue, change: Callable[[str], str], message: str) -> None:
    dialogue.fill(*dialogue.credentials)
    dialogue.step["authId"] = change(dialogue.step["authId"])
    await holds(dialogue.server, dialogue.call(), refused(400, message))


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("fewer", "Incorrect number of callbacks found in JSON response"),
        ("an object", "Incorrect number of callbacks found in JSON response"),
        ("other kind", "Required callback not found in JSON response"),
        ("other order", "Required callback not found in JSON response"),
        ("no object", "Required callback not found in JSON response"),
        ("no input", ""),
        ("two inputs", ""),
        ("a number", ""),
    ],
)
async def test_answers_must_fit_the_questions(dialogue: Dialogue, profile: str, broken: str, message: str) -> None:
    dialogue.server.emulator.allow_violations()
    dialogue.fill(*dialogue.credentials)
    right = evolve(dialogue.call(), body=json.loads(json.dumps(dialogue.step)))
    callbacks: Any = dialogue.step["callbacks"]
    if broken == "fewer":
        callbacks.pop()
    elif broken == "an object":
        dialogue.step["callbacks"] = {}
    elif broken == "other kind":
        callbacks[0]["type"] = "ChoiceCallback"
    elif broken == "other order":
        callbacks.reverse()
    elif broken == "no object":
        callbacks[0] = "bjensen"
    elif broken == "no input":
        callbacks[0]["input"] = []
    elif broken == "two inputs":
        callbacks[0]["input"] *= 2
    else:
        callbacks[0]["input"][0]["value"] = 7
    await holds(dialogue.server, dialogue.call(), refused(400, message) if message else odd(profile))
    await holds(dialogue.server, right, Wanted(has={"realm": "/alpha"}))


@pytest.mark.parametrize("callbacks", ["none", "null", "no value"])
async def test_no_answer_is_a_wrong_one(dialogue: Dialogue, profile: str, callbacks: str) -> None:
    dialogue.server.emulator.allow_violations()
    dialogue.fill(*dialogue.credentials)
    right = evolve(dialogue.call(), body=json.loads(json.dumps(dialogue.step)))
    if callbacks == "no value":
        del dialogue.step["callbacks"][0]["input"][0]["value"]
    elif callbacks == "null":
        dialogue.step["callbacks"] = None
    else:
        del dialogue.step["callbacks"]
    await holds(dialogue.server, dialogue.call(), FAILED[profile])
    await holds(dialogue.server, right, TIMED_OUT[profile])


@pytest.mark.parametrize("name", ["anything", "IDToken9"])
async def test_the_names_of_inputs_do_not_matter(dialogue: Dialogue, name: str) -> None:
    dialogue.step["callbacks"][0]["input"][0]["name"] = name
    await dialogue.answer(*dialogue.credentials)
    assert "tokenId" in dialogue.step


@pytest.mark.parametrize(
    ("body", "begins"), [({}, True), ([], True), (None, True), ({"foo": 7}, False), ([1], False)], ids=str
)
async def test_what_is_no_beginning_is_a_wrong_answer(server: Server, profile: str, body: Any, begins: bool) -> None:
    server.emulator.allow_violations()
    call = evolve(BEGIN, content=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    asked = Wanted(check=lambda answer: len(answer.json()["callbacks"]) == 2)
    await holds(server, call, asked if begins else FAILED[profile])


async def test_callbacks_answered_unasked(dialogue: Dialogue) -> None:
    del dialogue.step["authId"]
    await dialogue.answer(*dialogue.credentials)
    assert "tokenId" in dialogue.step


async def test_an_auth_id_is_a_text(server: Server, profile: str) -> None:
    server.emulator.allow_violations()
    await holds(server, evolve(BEGIN, body={"authId": 7}), odd(profile))


async def test_a_kind_of_ones_own(server: Server) -> None:
    hidden = Question(
        type="HiddenValueCallback", output={"value": "", "id": "device"}, accepts=lambda value: value == "d1"
    )
    page = Page(
        questions=(name_question(), password_question(), hidden), stage="Device", header="Hi", description="There"
    )
    server.emulator.add_journey(Journey("Device", (page,)))
    dialogue = await begun(server, "Device")
    assert (dialogue.step["stage"], dialogue.step["header"], dialogue.step["description"]) == ("Device", "Hi", "There")
    await dialogue.answer(*dialogue.credentials, "d1")
    assert "tokenId" in dialogue.step


async def test_a_journey_without_credentials_signs_nobody_in(server: Server, profile: str) -> None:
    server.emulator.add_journey(Journey("Hello", (Page(questions=(text_shown("Hello"), polling_wait(0.0))),)))
    dialogue = await begun(server, "Hello")
    await holds(server, dialogue.call(), FAILED[profile])


async def test_without_its_cookie_a_sticky_dialogue_is_lost(profile: Any, clock: ManualClock) -> None:
    async for server in serving(ForgeRockEmulator(profile, sticky=True, clock=clock), clock):
        begin = await server.send(BEGIN)
        assert set_cookies(begin)["amlbcookie"].startswith("01;")
        dialogue = Dialogue(server, begin.json())
        dialogue.fill(*dialogue.credentials)
        await holds(server, dialogue.call(), TIMED_OUT[profile])
        with_cookie = dialogue.call(headers={"Cookie": "amlbcookie=01"})
        await holds(server, with_cookie, Wanted(has={"realm": "/alpha"}))


async def test_callbacks_are_numbered_where_the_server_does(dialogue: Dialogue, profile: str) -> None:
    numbers = [callback.get("_id") for callback in dialogue.step["callbacks"]]
    assert numbers == ([None, None] if profile == "openam" else [0, 1])
    assert ("template" in dialogue.step) is (profile == "openam")
