"""Sign-ins on the emulated ForgeRock servers: header credentials, and dialogues of callbacks."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from attrs import define, evolve

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

from .forgerock_server import (
    NOBODY,
    Call,
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

FIXTURES = (clock_fixture, emulator_fixture, server_fixture)

BEGIN = Call(path="authenticate", who=NOBODY, version="resource=2.1, protocol=1.0")
TIMED_OUT = {
    "aic": refused(401, "Session has timed out", detail={"errorCode": "110"}),
    "pingam": refused(401, "Session has timed out", detail={"errorCode": "110"}),
    "openam": refused(408, "Session has timed out", reason="Request Time-out", detail=None),
}
FAILED = {
    "aic": refused(401, "Login failure", detail={"failureUrl": ""}),
    "pingam": refused(401, "Login failure", detail={"failureUrl": ""}),
    "openam": refused(401, "Authentication Failed"),
}


@pytest.fixture(name="profile", params=["aic", "pingam", "openam"])
def profile_fixture(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@define
class Dialogue:
    """A client that answers callbacks, and sends the whole object back."""

    server: Server
    step: dict[str, Any]

    @property
    def asked(self) -> list[str]:
        return [callback["type"].removesuffix("Callback") for callback in self.step.get("callbacks", [])]

    def fill(self, *values: Any) -> None:
        inputs = [callback["input"][0] for callback in self.step["callbacks"] if "input" in callback]
        for each, value in zip(inputs, values, strict=True):
            each["value"] = value

    def call(self, **more: Any) -> Call:
        return evolve(BEGIN, body=self.step, **more)

    async def answer(self, *values: Any) -> None:
        self.fill(*values)
        answer = await self.server.send(self.call())
        assert answer.status_code == 200, answer.text
        self.step = answer.json()

    @property
    def credentials(self) -> tuple[str, str]:
        return self.server.emulator.username, self.server.emulator.password


async def begun(server: Server, journey: str = "") -> Dialogue:
    query = {"authIndexType": "service", "authIndexValue": journey} if journey else {}
    answer = await server.send(evolve(BEGIN, query=query))
    assert answer.status_code == 200
    return Dialogue(server, answer.json())


@pytest.fixture(name="dialogue")
async def dialogue_fixture(server: Server) -> Dialogue:
    return await begun(server)


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


@pytest.mark.parametrize("values", [("000000x", 0), ("<code>", 1), ("<code>", 7), ("<code>", "OK"), ("<code>", True)])
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
    wanted = refused(400, "Invalid Callback, NameCallback, for handler") if profile == "openam" else TIMED_OUT[profile]
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


@pytest.mark.parametrize("broken", ["none", "fewer", "other kind", "no input", "no object"])
async def test_answers_must_fit_the_questions(dialogue: Dialogue, broken: str) -> None:
    dialogue.server.emulator.allow_violations()
    callbacks: Any = dialogue.step["callbacks"]
    if broken == "none":
        del dialogue.step["callbacks"]
    elif broken == "fewer":
        callbacks.pop()
    elif broken == "other kind":
        callbacks[0]["type"] = "ChoiceCallback"
    elif broken == "no input":
        callbacks[0]["input"] = []
    else:
        callbacks[0] = "bjensen"
    await holds(dialogue.server, dialogue.call(), Wanted(status=400, has={"code": 400}))


async def test_headers_answer_only_name_and_password(server: Server) -> None:
    emulator = server.emulator
    page = Page(questions=(name_question(), password_question(), choice_question("Where?", ("Here", "There"))))
    emulator.add_journey(Journey("Where", (page,)), default=True)
    answer = await server.send(sign_in(emulator.username, emulator.password))
    dialogue = Dialogue(server, answer.json())
    assert dialogue.asked == ["Choice"]
    await dialogue.answer("1")
    assert emulator.session(dialogue.step["tokenId"]) is not None


async def test_one_header_is_not_enough(server: Server) -> None:
    headers = {"X-OpenAM-Username": server.emulator.username}
    await holds(server, evolve(BEGIN, headers=headers), Wanted(check=lambda answer: "callbacks" in answer.json()))


@pytest.mark.parametrize("word", ["=?UTF-8?B?!?=", "=?no-such-charset?B?YQ==?=", "=?UTF-8?B?/w==?="])
async def test_broken_encoded_words_are_wrong_names(server: Server, profile: str, word: str) -> None:
    await holds(server, sign_in(word, "x"), FAILED[profile])


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


async def test_no_session_and_goto(server: Server, profile: str) -> None:
    call = sign_in(server.emulator.username, server.emulator.password, query={"noSession": "true", "goto": "/mine"})
    message = {"message": "Authentication Successful"} if profile == "openam" else {}
    await holds(server, call, Wanted(body={**message, "successUrl": "/mine", "realm": "/alpha"}))
    assert server.emulator.sessions() == []


@pytest.mark.parametrize("whose", ["user", "other", "dead"])
async def test_upgrading_a_session(server: Server, whose: str) -> None:
    query = {"sessionUpgradeSSOTokenId": server.token(whose)}
    call = sign_in(server.emulator.username, server.emulator.password, query=query)
    wanted = {
        "user": Wanted(has={"realm": "/alpha"}, ends="user"),
        "other": evolve(refused(400, "Session upgrade failed"), keeps="other"),
        "dead": Wanted(status=400, check=lambda answer: server.token("dead") in answer.json()["message"]),
    }
    await holds(server, call, wanted[whose])


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("service", "PasswordGrant", Wanted(has={"realm": "/alpha"})),
        ("service", "Nope", refused(400, "No Configuration found")),
        ("level", "3", refused(400, "No Configuration found")),
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


async def test_callbacks_are_numbered_where_the_server_does(dialogue: Dialogue, profile: str) -> None:
    numbers = [callback.get("_id") for callback in dialogue.step["callbacks"]]
    assert numbers == ([None, None] if profile == "openam" else [0, 1])
    assert ("template" in dialogue.step) is (profile == "openam")


async def test_an_unsupported_version_has_no_body(server: Server) -> None:
    answer = await server.send(evolve(BEGIN, version="resource=3.0"))
    assert (answer.status_code, answer.content) == (404, b"")
