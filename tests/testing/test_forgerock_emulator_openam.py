"""With the OpenAM profile the emulator answers as OpenAM 16.0.5 on Tomcat did: a table, a row for each answer seen."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from attrs import evolve

from idsessions.testing.forgerock import ForgeRockEmulator

from .forgerock_server import (
    NOBODY,
    NOT_JSON,
    Call,
    Server,
    Wanted,
    clock_fixture,
    emulator_fixture,
    encoded,
    holds,
    refused,
    server_fixture,
    server_info,
    set_cookies,
    sign_in,
)

FIXTURES = (clock_fixture, emulator_fixture, server_fixture)

DENIED = refused(401, "Access Denied", reason="Unauthorized")
FORBIDDEN = refused(403, "Forbidden", reason="Forbidden")
NOT_VALID = Wanted(body={"valid": False})
NO_TARGET = refused(400, "iPlanetDirectoryCookie not set on request")
INFO = "username universalId realm sessionHandle latestAccessTime maxIdleExpirationTime maxSessionExpirationTime"
REFRESHED = "uid realm idletime maxidletime maxsessiontime maxtime"
LOGGED_OUT = {"result": "Successfully logged out"}
USERS_VALID = {"valid": True, "uid": "bjensen", "realm": "/alpha"}
MANY_HANDLES = {"sessionHandles": ["<user handle>", "<dead handle>", "shandle:made-up"]}
BOTH_PROPERTIES = {"LoginLocation": "Oslo", "Team": "night"}
FILTER = 'username eq "bjensen" and realm eq "/alpha"'


@pytest.fixture(name="profile")
def profile_fixture() -> str:
    return "openam"


@pytest.fixture(autouse=True)
def _allow_what_is_against_the_document(emulator: ForgeRockEmulator) -> None:
    emulator.allow_violations()


def info(**more: Any) -> Call:
    return evolve(Call(action="getSessionInfo"), **more)


def validate(**more: Any) -> Call:
    return evolve(Call(action="validate", version="resource=1.0", who=NOBODY), **more)


def query(text: str, **more: Any) -> Call:
    parameters = {"_queryFilter": text, **more.pop("query", {})}
    return evolve(Call(method="GET", who="admin", query=parameters), **more)


def by_headers(username: str = "bjensen", password: str = "Passw0rd!bjensen", **more: Any) -> Call:
    return sign_in(username, password, **more)


def is_page(answer: httpx.Response) -> bool:
    return answer.headers["content-type"].startswith("text/html") and "<html" in answer.text


def is_empty(answer: httpx.Response) -> bool:
    return not answer.content and "content-type" not in answer.headers


def in_whole_seconds(answer: httpx.Response) -> bool:
    times = [value for name, value in answer.json().items() if name.endswith("Time")]
    return len(times) == 3 and all(len(each) == len("2026-01-01T00:00:00Z") and each[-1] == "Z" for each in times)


def signed_in(answer: httpx.Response) -> bool:
    cookies = set_cookies(answer)
    session = cookies["iPlanetDirectoryPro"].split(";")[0]
    assert cookies["amlbcookie"].startswith("01;")
    assert cookies["AMAuthCookie"].startswith("LOGOUT; Max-Age=0")
    return session == answer.json()["tokenId"] and len(cookies) == 3


SIGNED_IN = Wanted(names="tokenId successUrl realm", has={"realm": "/alpha"}, served="resource=2.1", check=signed_in)

ROWS: dict[str, tuple[Call, Wanted]] = {
    # --- serverinfo
    "serverinfo of the top-level realm": (
        server_info(realm=""),
        Wanted(has={"cookieName": "iPlanetDirectoryPro", "realm": "/"}, served="resource=1.1"),
    ),
    "serverinfo of a realm": (server_info(), Wanted(has={"cookieName": "iPlanetDirectoryPro", "realm": "/alpha"})),
    "serverinfo of a nested realm": (
        server_info(realm="/realms/alpha/realms/staff"),
        Wanted(has={"realm": "/alpha/staff"}),
    ),
    "serverinfo with fields": (server_info(query={"_fields": "cookieName"}), Wanted(names="cookieName _id _rev")),
    "the version without a session": (
        server_info(path="serverinfo/version", version="resource=1.0"),
        refused(403, "No session for request."),
    ),
    "the version with a session": (
        server_info(path="serverinfo/version", version="resource=1.0", who="user"),
        Wanted(has={"version": "16.0.5"}),
    ),
    # --- authenticate
    "sign in, 2.1": (by_headers(), SIGNED_IN),
    "sign in, 2.0": (by_headers(version="resource=2.0"), SIGNED_IN),
    "sign in without a body or a content type": (by_headers(content=None), SIGNED_IN),
    "sign in with an empty object": (by_headers(body={}), SIGNED_IN),
    "sign in with a form": (
        by_headers(content=b"a=b", headers={"Content-Type": "application/x-www-form-urlencoded"}),
        Wanted(status=415, has={"code": 415}),
    ),
    "sign in, unsupported version": (by_headers(version="resource=99.0"), Wanted(status=404, check=is_empty)),
    "sign in to an unknown realm": (
        by_headers(realm="/realms/nope"),
        refused(404, "Realm &quot;/nope&quot; not found"),
    ),
    "wrong password": (by_headers(password="wrong"), refused(401, "Authentication Failed")),
    "unknown user": (by_headers("nobody"), refused(401, "Authentication Failed")),
    "right user, other realm": (by_headers(realm=""), refused(401, "Authentication Failed")),
    "garbage authId": (
        Call(path="authenticate", who=NOBODY, version="resource=2.1", body={"authId": "x", "callbacks": []}),
        refused(400, "Failed to parse JWT, not right number of dots, 1"),
    ),
    "unknown service": (
        by_headers(query={"authIndexType": "service", "authIndexValue": "Nope"}),
        refused(400, "No Configuration found"),
    ),
    "unknown module": (by_headers(query={"authIndexType": "module", "authIndexValue": "Nope"}), Wanted(status=404)),
    "known module": (by_headers(query={"authIndexType": "module", "authIndexValue": "DataStore"}), SIGNED_IN),
    "bad upgrade target": (
        by_headers(query={"sessionUpgradeSSOTokenId": "not-a-session"}),
        Wanted(status=400, check=lambda answer: "not-a-session" in answer.json()["message"]),
    ),
    "no session wanted": (
        by_headers(query={"noSession": "true"}),
        Wanted(names="message successUrl realm", check=lambda answer: "iPlanetDirectoryPro" not in set_cookies(answer)),
    ),
    "credentials in raw UTF-8": (by_headers("jürgen", "Paßwort-€uro"), refused(401, "Authentication Failed")),
    "credentials as encoded words": (by_headers(encoded("jürgen"), encoded("Paßwort-€uro")), SIGNED_IN),
    "sign in with a stale cookie": (by_headers(cookie="dead"), SIGNED_IN),
    "sign in with another's cookie": (by_headers(cookie="other"), SIGNED_IN),
    # --- getSessionInfo
    "own info, header": (info(), Wanted(names=INFO, has={"username": "bjensen"}, check=in_whole_seconds)),
    "own info, cookie": (info(who=NOBODY, cookie="user"), Wanted(names=INFO, has={"realm": "/alpha"})),
    "own info, another realm's path": (info(realm=""), Wanted(names=INFO, has={"realm": "/alpha"})),
    "own info, no version": (
        info(version=None),
        Wanted(
            names=INFO, served="resource=2.0", check=lambda answer: "Accept-API-Version" in answer.headers["warning"]
        ),
    ),
    "own info, 4.0": (info(version="resource=4.0"), refused(404, "Resource &#39;&#39; not found")),
    "own info, 2.1": (info(version="resource=2.1"), refused(404, "Resource &#39;&#39; not found")),
    "own info, name in lower case": (Call(action="getsessioninfo"), Wanted(names=INFO)),
    "own info, body target ignored": (
        info(body={"tokenId": "<other>"}),
        Wanted(has={"username": "bjensen"}),
    ),
    "another's info by admin": (info(who="admin", query={"tokenId": "<other>"}), Wanted(has={"username": "jürgen"})),
    "another's info by a user": (info(query={"tokenId": "<other>"}), FORBIDDEN),
    "garbage's info by a user": (info(query={"tokenId": "garbage"}), FORBIDDEN),
    "garbage's info by admin": (info(who="admin", query={"tokenId": "garbage"}), NOT_VALID),
    "info without a credential": (info(who=NOBODY), DENIED),
    "info with garbage": (info(who="garbage"), DENIED),
    "info with a dead session": (info(who="dead"), DENIED),
    "garbage cookie, good header": (info(cookie="garbage"), DENIED),
    "good cookie, garbage header": (info(who="garbage", cookie="user"), Wanted(has={"username": "bjensen"})),
    # --- validate
    "validate a header": (validate(who="user"), Wanted(body=USERS_VALID, served="resource=1.2")),
    "validate a cookie": (validate(cookie="user"), Wanted(body=USERS_VALID)),
    "validate a query": (validate(query={"tokenId": "<user>"}), Wanted(body=USERS_VALID)),
    "validate a path": (validate(path_token="user"), Wanted(body=USERS_VALID)),
    "validate a garbage header": (validate(who="garbage"), NOT_VALID),
    "validate a garbage query": (validate(query={"tokenId": "garbage"}), NOT_VALID),
    "validate a dead header": (validate(who="dead"), NOT_VALID),
    "validate a body": (validate(body={"tokenId": "<user>"}), NO_TARGET),
    "validate nothing": (validate(), NO_TARGET),
    "validate at 2.0": (
        validate(who="user", version="resource=2.0"),
        refused(501, "Action validate not implemented for this resource", reason="Not Implemented"),
    ),
    # --- what is not there
    "refresh at 1.2": (Call(action="refresh", who="admin", version="resource=1.2"), Wanted(status=501)),
    "unknown action": (
        Call(action="dance", who="admin"),
        refused(501, "Action dance not implemented for this resource"),
    ),
    "logoutByUser": (Call(action="logoutByUser", who="admin", body={"username": "bjensen"}), Wanted(status=501)),
    "getSessionInfoAndResetIdleTime by a user": (Call(action="getSessionInfoAndResetIdleTime"), FORBIDDEN),
    "getSessionInfoAndResetIdleTime by admin": (
        Call(action="getSessionInfoAndResetIdleTime", who="admin"),
        Wanted(status=501),
    ),
    # --- refresh
    "refresh one's own, user": (Call(action="refresh"), FORBIDDEN),
    "refresh one's own, admin": (Call(action="refresh", who="admin"), Wanted(names=REFRESHED, has={"uid": "amadmin"})),
    "refresh another's, in the query": (
        Call(action="refresh", who="admin", query={"tokenId": "<user>"}),
        Wanted(has={"uid": "bjensen", "maxidletime": 30, "maxsessiontime": 120, "maxtime": 7200}),
    ),
    "refresh another's, in the body": (
        Call(action="refresh", who="admin", body={"tokenId": "<user>"}),
        Wanted(has={"uid": "amadmin"}),
    ),
    "refresh garbage": (Call(action="refresh", who="admin", query={"tokenId": "garbage"}), NOT_VALID),
    # --- properties
    "own properties": (Call(action="getSessionProperties"), Wanted(body={"LoginLocation": "", "Team": ""})),
    "update all properties": (
        Call(action="updateSessionProperties", body=BOTH_PROPERTIES),
        Wanted(body=BOTH_PROPERTIES),
    ),
    "update a part": (Call(action="updateSessionProperties", body={"Team": "night"}), FORBIDDEN),
    "update one more": (Call(action="updateSessionProperties", body={**BOTH_PROPERTIES, "Shoe": "42"}), FORBIDDEN),
    "update with a target in the body": (
        Call(action="updateSessionProperties", body={**BOTH_PROPERTIES, "tokenId": "<user>"}),
        FORBIDDEN,
    ),
    "update with a number": (
        Call(action="updateSessionProperties", body={"LoginLocation": 7, "Team": "night"}),
        refused(400, "Bad Request"),
    ),
    "update nothing": (Call(action="updateSessionProperties", body={}), refused(400, "Bad Request")),
    "a dead session's properties by admin": (
        Call(action="getSessionProperties", who="admin", query={"tokenId": "<dead>"}),
        refused(400, "Bad Request"),
    ),
    # --- query
    "query by admin": (
        query(FILTER, query={"_pageSize": "1"}),
        Wanted(
            has={"resultCount": 0, "result": [], "totalPagedResults": -1},
            check=lambda answer: len(answer.headers.get_list("content-api-version")) == 2,
        ),
    ),
    "query under another realm's path": (query(FILTER, realm=""), Wanted(has={"resultCount": 0})),
    "query of an unknown user": (query('username eq "nobody" and realm eq "/alpha"'), Wanted(has={"result": []})),
    "query of a realm": (query('realm eq "/nowhere"'), Wanted(has={"result": []})),
    "query of a user only": (query('username eq "bjensen"'), refused(400, "The query filter must specify the realm")),
    "query of another field": (
        query('mail eq "b@acme.test" and realm eq "/alpha"'),
        refused(400, "mail is not supported in query filter"),
    ),
    "query of nonsense": (query("nonsense"), Wanted(status=400, has={"code": 400})),
    "query by a user": (query(FILTER, who="user"), FORBIDDEN),
    "query by nobody": (query(FILTER, who=NOBODY), DENIED),
    # --- logoutByHandle
    "logoutByHandle by admin": (
        Call(action="logoutByHandle", who="admin", body=MANY_HANDLES),
        Wanted(body={"result": {"<user handle>": True, "<dead handle>": True, "shandle:made-up": True}}, ends="user"),
    ),
    "logoutByHandle of nothing": (
        Call(action="logoutByHandle", who="admin", body={"sessionHandles": []}),
        Wanted(body={"result": {}}),
    ),
    "logoutByHandle without handles": (
        Call(action="logoutByHandle", who="admin", body={}),
        Wanted(status=400, has={"code": 400}),
    ),
    "logoutByHandle by a user": (Call(action="logoutByHandle", body={"sessionHandles": []}), FORBIDDEN),
    # --- logout
    "logout one's own": (Call(action="logout"), Wanted(body=LOGGED_OUT, ends="user")),
    "logout with a slash": (Call(action="logout", path="sessions/"), Wanted(body=LOGGED_OUT, ends="user")),
    "logout one's own again": (Call(action="logout", who="dead"), DENIED),
    "logout another's by admin": (
        Call(action="logout", who="admin", query={"tokenId": "<user>"}),
        Wanted(body=LOGGED_OUT, ends="user", keeps="admin"),
    ),
    "logout another's, in the body: logs the admin out": (
        Call(action="logout", who="admin", body={"tokenId": "<user>"}),
        Wanted(body=LOGGED_OUT, ends="admin"),
    ),
    "logout a dead target by admin": (
        Call(action="logout", who="admin", query={"tokenId": "<dead>"}),
        Wanted(body={"result": "Token has expired"}, keeps="admin"),
    ),
    # --- what is wrong with a request
    "GET with an action": (
        Call(action="getSessionInfo", method="GET"),
        refused(400, "Unrecognized request parameter &#39;_action&#39;"),
    ),
    "DELETE with an action": (
        Call(action="logout", method="DELETE"),
        refused(400, "Unrecognized request parameter &#39;_action&#39;"),
    ),
    "text for a body": (
        info(content=b"hello", headers={"Content-Type": "text/plain"}),
        Wanted(status=400, check=lambda answer: "content-type" in answer.json()["message"]),
    ),
    "malformed JSON": (
        info(content=NOT_JSON, headers={"Content-Type": "application/json"}),
        Wanted(status=400, check=lambda answer: isinstance(answer.json()["detail"], str)),
    ),
    "an array for a body": (info(body=[]), Wanted(status=400)),
    "a malformed version": (info(version="resource=two"), Wanted(status=400)),
    "no proof against forgery needed": (info(version=None, headers={}), Wanted(names=INFO)),
}


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
    (session,) = (await server.send(query(FILTER))).json()["result"]
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
    assert len(token) == 98
    assert token.startswith("AQIC")
    assert token[48:] == token[48:].strip()
    assert "*AAJTSQACMDEAAlNL" in token
