"""With the OpenAM profile the emulator answers as OpenAM 16.0.5 on Tomcat did."""

from __future__ import annotations

import httpx
import pytest

from idsessions.testing.forgerock import ForgeRockEmulator

from ..forgerock_openam_rows import (
    FILTER,
    INFO,
    NOT_VALID,
    ROWS,
    SIGNED_IN,
    USERS_VALID,
    by_headers,
    info,
    query,
    validate,
)
from ..forgerock_server import (
    NOBODY,
    Call,
    Server,
    Wanted,
    clock_fixture,
    emulator_fixture,
    holds,
    refused,
    server_fixture,
    set_cookies,
)

FIXTURES = (clock_fixture, emulator_fixture, server_fixture)


@pytest.fixture(name="profile")
def profile_fixture() -> str:
    return "openam"


@pytest.fixture(autouse=True)
def _allow_what_is_against_the_document(emulator: ForgeRockEmulator) -> None:
    emulator.allow_violations()


def is_page(answer: httpx.Response) -> bool:
    return answer.headers["content-type"].startswith("text/html") and "<html" in answer.text


@pytest.mark.parametrize("row", ROWS)
async def test_answers_as_openam(server: Server, row: str) -> None:
    call, wanted = ROWS[row]
    await holds(server, call, wanted)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/json/realms%2Froot/sessions?_action=getSessionInfo", 400),
        ("/json/realms/root/realms/alpha%2fstaff/sessions?_action=getSessionInfo", 400),
        ("/elsewhere", 404),
        ("/json-but-not-quite/sessions", 404),
    ],
)
async def test_the_web_container_answers_with_a_page(server: Server, path: str, status: int) -> None:
    answer = await server.http.post(path, headers={"iPlanetDirectoryPro": server.token("user")})
    assert answer.status_code == status
    assert is_page(answer)


async def test_outside_the_deployment_is_a_page(server: Server) -> None:
    answer = await server.http.get(f"{server.emulator.origin}/am/json/serverinfo/*")
    assert answer.status_code == 404
    assert is_page(answer)


async def test_an_empty_allowlist_has_no_properties(server: Server) -> None:
    server.emulator.session_properties = ()
    await holds(server, Call(action="getSessionProperties"), Wanted(body={}))


async def test_the_query_lists_handles_and_the_fields_asked_for(server: Server) -> None:
    server.token("user")
    answer = await server.send(query(FILTER))
    assert answer.headers.get_list("content-api-version") == ["protocol=2.1,resource=2.0", "resource=2.0"]
    (session,) = answer.json()["result"]
    assert sorted(session) == sorted([*INFO.split(), "_rev"])
    assert session["sessionHandle"] == server.filled("<user handle>")
    (chosen,) = (await server.send(query(FILTER, query={"_fields": "realm,username"}))).json()["result"]
    assert chosen == {"_rev": session["_rev"], "realm": "/alpha", "username": "bjensen"}


async def test_another_session_of_the_same_user_is_ones_own(server: Server) -> None:
    server.tokens["second"] = server.emulator.sign_in()
    await holds(server, info(query={"tokenId": "<second>"}), Wanted(has={"username": "bjensen"}))


async def test_an_auth_id_is_used_up_by_success_and_the_same_throughout(server: Server) -> None:
    first = (await server.send(Call(path="authenticate", who=NOBODY, version="resource=2.1"))).json()
    assert [each["type"] for each in first["callbacks"]] == ["NameCallback", "PasswordCallback"]
    assert {"template", "stage", "header"} <= first.keys()
    for callback, text in zip(first["callbacks"], ("jürgen", "Paßwort-€uro"), strict=True):
        callback["input"][0]["value"] = text
    again = Call(path="authenticate", who=NOBODY, version="resource=2.1", body=first)
    await holds(server, again, SIGNED_IN)
    await holds(server, again, refused(408, "Session has timed out"))
    cleared = set_cookies(await server.send(again))
    assert sorted(cleared) == ["amlbcookie", "iPlanetDirectoryPro"]
    assert all("Max-Age=0" in attributes for attributes in cleared.values())


async def test_version_1_of_authenticate_has_another_form_of_error(server: Server) -> None:
    wanted = Wanted(status=401, body={"errorMessage": "Authentication Failed"})
    await holds(server, by_headers(password="wrong", version="resource=1.0"), wanted)


async def test_a_validated_session_lives_on(server: Server) -> None:
    server.token("user")
    for _ in range(3):
        server.clock.advance(29 * 60)
        await holds(server, validate(who="user", query={"refresh": "false"}), Wanted(body=USERS_VALID))
    server.clock.advance(30 * 60)
    await holds(server, validate(who="user"), NOT_VALID)


async def test_tokens_look_like_the_real_ones(emulator: ForgeRockEmulator) -> None:
    token = emulator.sign_in()
    assert len(token) == 102
    assert token.startswith("AQIC")
    assert token[48:] == token[48:].strip()
    assert "*AAJTSQACMDEAAlNL" in token
