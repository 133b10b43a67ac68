"""With the OpenAM profile, the emulator responds as OpenAM 16.0.5 on Tomcat did."""

from __future__ import annotations

import httpx
import pytest

from idsessions.testing.forgerock import ForgeRockEmulator

from .openam_rows import (
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
from .server import (
    NO_CREDENTIAL,
    Call,
    Expected,
    Server,
    assert_response,
    error,
    set_cookies,
)


@pytest.fixture(name="profile")
def profile_fixture() -> str:
    return "openam"


@pytest.fixture(autouse=True)
def _allow_violations(emulator: ForgeRockEmulator) -> None:
    emulator.allow_violations()


def is_page(response: httpx.Response) -> bool:
    return response.headers["content-type"].startswith("text/html") and "<html" in response.text


@pytest.mark.parametrize("row", ROWS)
async def test_response_is_that_of_openam(server: Server, row: str) -> None:
    call, expected = ROWS[row]
    await assert_response(server, call, expected)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/json/realms%2Froot/sessions?_action=getSessionInfo", 400),
        ("/json/realms/root/realms/alpha%2fstaff/sessions?_action=getSessionInfo", 400),
        ("/elsewhere", 404),
        ("/json-but-not-quite/sessions", 404),
    ],
)
async def test_bad_path_gets_a_page_of_the_web_container(server: Server, path: str, status: int) -> None:
    response = await server.http.post(path, headers={"iPlanetDirectoryPro": server.token("user")})
    assert response.status_code == status
    assert is_page(response)


async def test_path_outside_the_deployment_gets_a_page(server: Server) -> None:
    response = await server.http.get(f"{server.emulator.origin}/am/json/serverinfo/*")
    assert response.status_code == 404
    assert is_page(response)


async def test_no_allowed_properties(server: Server) -> None:
    server.emulator.session_properties = ()
    await assert_response(server, Call(action="getSessionProperties"), Expected(body={}))


async def test_query_returns_handles_and_requested_fields(server: Server) -> None:
    server.token("user")
    response = await server.send(query(FILTER))
    assert response.headers.get_list("content-api-version") == ["protocol=2.1,resource=2.0", "resource=2.0"]
    (session,) = response.json()["result"]
    assert sorted(session) == sorted([*INFO.split(), "_rev"])
    assert session["sessionHandle"] == server.filled("<user handle>")
    (chosen,) = (await server.send(query(FILTER, query={"_fields": "realm,username"}))).json()["result"]
    assert chosen == {"_rev": session["_rev"], "realm": "/alpha", "username": "bjensen"}


async def test_user_may_read_another_session_of_the_same_user(server: Server) -> None:
    server.tokens["second"] = server.emulator.sign_in()
    await assert_response(server, info(query={"tokenId": "<second>"}), Expected(has={"username": "bjensen"}))


async def test_auth_id_stays_the_same_until_success(server: Server) -> None:
    first = (await server.send(Call(path="authenticate", caller=NO_CREDENTIAL, version="resource=2.1"))).json()
    assert [each["type"] for each in first["callbacks"]] == ["NameCallback", "PasswordCallback"]
    assert {"template", "stage", "header"} <= first.keys()
    for callback, text in zip(first["callbacks"], ("jürgen", "Paßwort-€uro"), strict=True):
        callback["input"][0]["value"] = text
    again = Call(path="authenticate", caller=NO_CREDENTIAL, version="resource=2.1", body=first)
    await assert_response(server, again, SIGNED_IN)
    await assert_response(server, again, error(408, "Session has timed out"))
    cleared = set_cookies(await server.send(again))
    assert sorted(cleared) == ["amlbcookie", "iPlanetDirectoryPro"]
    assert all("Max-Age=0" in attributes for attributes in cleared.values())


async def test_version_1_of_authenticate_has_another_error_body(server: Server) -> None:
    expected = Expected(status=401, body={"errorMessage": "Authentication Failed"})
    await assert_response(server, by_headers(password="wrong", version="resource=1.0"), expected)


async def test_validate_extends_the_session(server: Server) -> None:
    server.token("user")
    for _ in range(3):
        server.clock.advance(29 * 60)
        await assert_response(server, validate(caller="user", query={"refresh": "false"}), Expected(body=USERS_VALID))
    server.clock.advance(30 * 60)
    await assert_response(server, validate(caller="user"), NOT_VALID)


async def test_tokens_look_like_real_ones(emulator: ForgeRockEmulator) -> None:
    token = emulator.sign_in()
    assert len(token) == 102
    assert token.startswith("AQIC")
    assert token[48:] == token[48:].strip()
    assert "*AAJTSQACMDEAAlNL" in token
