"""Sign-ins by callbacks at the emulated ForgeRock servers."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, cast

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

from .dialogue import (
    FAILED,
    START_STEP,
    TIMED_OUT,
    Dialogue,
    start_dialogue,
)
from .server import (
    Expected,
    Server,
    assert_response,
    encoded,
    error,
    served_client,
    set_cookies,
    sign_in,
)


@pytest.fixture(params=["aic", "pingam", "openam"])
def profile(request: pytest.FixtureRequest) -> str:
    return cast("str", request.param)


@pytest.fixture
async def dialogue(server: Server) -> Dialogue:
    return await start_dialogue(server)


async def test_name_and_password_sign_in(dialogue: Dialogue) -> None:
    assert dialogue.asked == ["Name", "Password"]
    prompts = [callback["output"][0] for callback in dialogue.step["callbacks"]]
    assert [prompt["name"] for prompt in prompts] == ["prompt", "prompt"]
    await dialogue.answer(*dialogue.credentials)
    assert dialogue.server.emulator.session(dialogue.step["tokenId"]) is not None
    assert dialogue.step["realm"] == "/alpha"


async def test_credentials_of_any_alphabet_sign_in(server: Server) -> None:
    user = server.emulator.non_ascii_user
    dialogue = await start_dialogue(server)
    await dialogue.answer(user.username, user.password)
    headers = sign_in(encoded(user.username), encoded(user.password))
    response = await server.send(headers)
    for token in (dialogue.step["tokenId"], response.json()["tokenId"]):
        session = server.emulator.session(token)
        assert session is not None
        assert session.user == user


async def test_long_journey_signs_in(server: Server) -> None:
    emulator = server.emulator
    dialogue = await start_dialogue(server, "LongJourney")
    ids = [dialogue.step["authId"]]
    await dialogue.answer(*dialogue.credentials)
    assert dialogue.asked == ["TextOutput", "Choice"]
    ids.append(dialogue.step["authId"])
    await dialogue.answer(1)
    assert dialogue.asked == ["PollingWait"]
    wait = {each["name"]: each["value"] for each in dialogue.step["callbacks"][0]["output"]}["waitTime"]
    await dialogue.answer()
    assert dialogue.asked == ["PollingWait"]
    ids.append(dialogue.step["authId"])
    server.clock.advance(int(wait) / 1000)
    await dialogue.answer()
    assert dialogue.asked == ["TextInput", "Confirmation"]
    await dialogue.answer(emulator.one_time_code, 0)
    assert emulator.session(dialogue.step["tokenId"]) is not None
    assert len(set(ids)) == (1 if emulator.profile.name == "openam" else 3)


def wrong_type(profile: str) -> Expected:
    """The error for an input of a wrong type; the dialogue continues."""
    return Expected(status=500 if profile == "openam" else 400)


@pytest.mark.parametrize("values", [("000000x", 0), ("<code>", 1), (None, 0)])
async def test_wrong_answer_fails_the_sign_in(server: Server, profile: str, values: tuple[Any, Any]) -> None:
    journey = Journey(
        "Code",
        (
            Page(questions=(name_question(), password_question())),
            Page(questions=(text_question("Code", expected="<code>"), confirmation_question("Continue?"))),
        ),
    )
    server.emulator.add_journey(journey)
    dialogue = await start_dialogue(server, "Code")
    await dialogue.answer(*dialogue.credentials)
    dialogue.fill(*values)
    await assert_response(server, dialogue.call(), FAILED[profile])
    await assert_response(server, dialogue.call(), TIMED_OUT[profile])


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        *((value, True) for value in (0, 1, "1")),
        *((value, False) for value in (2, -1, "OK", "", True, None, 0.0, [0])),
    ],
)
def test_choice_is_an_index(value: Any, fits: bool) -> None:
    assert choice_question("Where?", ("Here", "There")).fits(value) is fits
    assert confirmation_question("Really?", ("Yes", "No")).fits(value) is fits


async def test_choice_of_wrong_type_can_be_corrected(server: Server, profile: str) -> None:
    page = Page(questions=(name_question(), password_question(), choice_question("Where?", ("Here", "There"))))
    server.emulator.add_journey(Journey("Where", (page,)))
    server.emulator.allow_violations()
    dialogue = await start_dialogue(server, "Where")
    dialogue.fill(*dialogue.credentials, 7)
    await assert_response(server, dialogue.call(), wrong_type(profile))
    dialogue.fill(*dialogue.credentials, "1")
    await assert_response(server, dialogue.call(), Expected(has={"realm": "/alpha"}))


async def test_wrong_password_ends_the_dialogue(dialogue: Dialogue, profile: str) -> None:
    dialogue.fill("bjensen", "wrong")
    await assert_response(dialogue.server, dialogue.call(), FAILED[profile])
    dialogue.fill(*dialogue.credentials)
    await assert_response(dialogue.server, dialogue.call(), TIMED_OUT[profile])


@pytest.mark.parametrize(("seconds", "alive"), [(899, True), (900, False)])
async def test_auth_id_expires_after_fifteen_minutes(
    dialogue: Dialogue, profile: str, seconds: int, alive: bool
) -> None:
    dialogue.server.clock.advance(seconds)
    dialogue.fill(*dialogue.credentials)
    expected = Expected(has={"realm": "/alpha"}) if alive else TIMED_OUT[profile]
    await assert_response(dialogue.server, dialogue.call(), expected)


async def test_auth_id_works_for_one_step(server: Server, profile: str) -> None:
    dialogue = await start_dialogue(server, "LongJourney")
    dialogue.fill(*dialogue.credentials)
    first = dialogue.call()
    second = (await server.send(first)).json()
    assert (second["authId"] == dialogue.step["authId"]) is (profile == "openam")
    # OpenAM still knows the authId, but asks other questions now.
    expected = error(400, "Required callback not found in JSON response") if profile == "openam" else TIMED_OUT[profile]
    await assert_response(server, first, expected)


def without_dots(_auth_id: str) -> str:
    return "garbage"


def without_json(_auth_id: str) -> str:
    return "a.b.c"


def with_other_claims(auth_id: str) -> str:
    head, _, signature = auth_id.split(".")
    claims = base64.urlsafe_b64encode(json.dumps({"realm": "/"}).encode()).decode().rstrip("=")
    return f"{head}.{claims}.{signature}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (without_dots, "Failed to parse JWT, not right number of dots, 1"),
        (without_json, "Failed to parse JWT"),
        (with_other_claims, "AuthId JWT Signature not valid"),
    ],
)
async def test_changed_auth_id_is_refused(dialogue: Dialogue, change: Callable[[str], str], message: str) -> None:
    dialogue.fill(*dialogue.credentials)
    dialogue.step["authId"] = change(dialogue.step["authId"])
    await assert_response(dialogue.server, dialogue.call(), error(400, message))


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
async def test_answers_to_other_questions_are_refused(
    dialogue: Dialogue, profile: str, broken: str, message: str
) -> None:
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
    await assert_response(dialogue.server, dialogue.call(), error(400, message) if message else wrong_type(profile))
    await assert_response(dialogue.server, right, Expected(has={"realm": "/alpha"}))


@pytest.mark.parametrize("callbacks", ["none", "null", "no value"])
async def test_missing_answer_fails_the_sign_in(dialogue: Dialogue, profile: str, callbacks: str) -> None:
    dialogue.server.emulator.allow_violations()
    dialogue.fill(*dialogue.credentials)
    right = evolve(dialogue.call(), body=json.loads(json.dumps(dialogue.step)))
    if callbacks == "no value":
        del dialogue.step["callbacks"][0]["input"][0]["value"]
    elif callbacks == "null":
        dialogue.step["callbacks"] = None
    else:
        del dialogue.step["callbacks"]
    await assert_response(dialogue.server, dialogue.call(), FAILED[profile])
    await assert_response(dialogue.server, right, TIMED_OUT[profile])


@pytest.mark.parametrize("name", ["anything", "IDToken9"])
async def test_names_of_inputs_are_ignored(dialogue: Dialogue, name: str) -> None:
    dialogue.step["callbacks"][0]["input"][0]["name"] = name
    await dialogue.answer(*dialogue.credentials)
    assert "tokenId" in dialogue.step


@pytest.mark.parametrize(
    ("body", "is_first"), [({}, True), ([], True), (None, True), ({"foo": 7}, False), ([1], False)], ids=str
)
async def test_first_step_with_a_body_counts_as_wrong_answer(
    server: Server, profile: str, body: Any, is_first: bool
) -> None:
    server.emulator.allow_violations()
    call = evolve(START_STEP, content=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    first_page = Expected(check=lambda response: len(response.json()["callbacks"]) == 2)
    await assert_response(server, call, first_page if is_first else FAILED[profile])


async def test_answers_without_auth_id_sign_in(dialogue: Dialogue) -> None:
    del dialogue.step["authId"]
    await dialogue.answer(*dialogue.credentials)
    assert "tokenId" in dialogue.step


async def test_auth_id_of_wrong_type_is_refused(server: Server, profile: str) -> None:
    server.emulator.allow_violations()
    await assert_response(server, evolve(START_STEP, body={"authId": 7}), wrong_type(profile))


async def test_custom_question(server: Server) -> None:
    hidden = Question(
        type="HiddenValueCallback", output={"value": "", "id": "device"}, accepts=lambda value: value == "d1"
    )
    page = Page(
        questions=(name_question(), password_question(), hidden), stage="Device", header="Hi", description="There"
    )
    server.emulator.add_journey(Journey("Device", (page,)))
    dialogue = await start_dialogue(server, "Device")
    assert (dialogue.step["stage"], dialogue.step["header"], dialogue.step["description"]) == ("Device", "Hi", "There")
    await dialogue.answer(*dialogue.credentials, "d1")
    assert "tokenId" in dialogue.step


async def test_journey_without_credentials_fails(server: Server, profile: str) -> None:
    server.emulator.add_journey(Journey("Hello", (Page(questions=(text_shown("Hello"), polling_wait(0.0))),)))
    dialogue = await start_dialogue(server, "Hello")
    await assert_response(server, dialogue.call(), FAILED[profile])


async def test_sticky_dialogue_needs_load_balancer_cookie(profile: Any, clock: ManualClock) -> None:
    async with served_client(ForgeRockEmulator(profile, sticky=True, clock=clock), clock) as server:
        first = await server.send(START_STEP)
        assert set_cookies(first)["amlbcookie"].startswith("01;")
        dialogue = Dialogue(server, first.json())
        dialogue.fill(*dialogue.credentials)
        await assert_response(server, dialogue.call(), TIMED_OUT[profile])
        with_cookie = dialogue.call(headers={"Cookie": "amlbcookie=01"})
        await assert_response(server, with_cookie, Expected(has={"realm": "/alpha"}))


async def test_callbacks_are_numbered_except_on_openam(dialogue: Dialogue, profile: str) -> None:
    numbers = [callback.get("_id") for callback in dialogue.step["callbacks"]]
    assert numbers == ([None, None] if profile == "openam" else [0, 1])
    assert ("template" in dialogue.step) is (profile == "openam")
