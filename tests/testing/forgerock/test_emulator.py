"""With the profiles of AIC and PingAM, the emulator responds as the vendor's pages and recorded responses say."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from attrs import evolve
from hypothesis import given, settings, strategies
from starlette.datastructures import Headers

from idsessions.testing import ManualClock
from idsessions.testing.forgerock import ForgeRockEmulator
from idsessions_forgerock.description import OPERATIONS

from .server import (
    DENIED,
    FORBIDDEN,
    NO_CREDENTIAL,
    NOT_JSON,
    V4,
    Call,
    Expected,
    Server,
    act,
    assert_response,
    error,
    query,
    server_info,
    set_cookies,
    sign_in,
)

NOT_VALID = Expected(body={"valid": False})
INFO = "username universalId realm latestAccessTime maxIdleExpirationTime maxSessionExpirationTime properties"
REFRESHED = "uid realm idletime maxidletime maxsessiontime maxtime"
VALID = "valid sessionUid uid realm"
LOGGED_OUT = {"result": "Successfully logged out"}


def deletes_cookies(response: httpx.Response) -> bool:
    return len(set_cookies(response)) == 2 and all("1970" in value for value in set_cookies(response).values())


DOCUMENTED: dict[str, tuple[Call, Expected]] = {
    # --- versions: same major, minor at least
    "asks 4.0": (act("getSessionInfo"), Expected(names=INFO, served="resource=4.0")),
    "asks 2.0, gets 2.1": (act("getSessionInfo", version="resource=2.0"), Expected(names=INFO, served="resource=2.1")),
    "asks 3.1, gets 3.2": (
        act("logout", version="resource=3.1, protocol=1.0", path="sessions/"),
        Expected(body=LOGGED_OUT, served="resource=3.2", ends="user", check=deletes_cookies),
    ),
    "asks 5.0, gets 5.1": (act("refresh", version="protocol=1.0,resource=5.0"), Expected(served="resource=5.1")),
    "asks 4": (act("refresh", version="resource=4"), Expected(names=REFRESHED, served="resource=4.0")),
    "asks 4.1": (act("refresh", version="resource=4.1"), error(404, "Resource '' not found")),
    "asks 6.0": (act("refresh", version="resource=6.0"), error(404, "Resource '' not found")),
    "asks 1.0 for a newer action": (act("refresh", version="resource=1.0"), Expected(status=501)),
    "asks 4.0 for logoutByUser": (
        act("logoutByUser", "admin", body={"username": "bjensen"}),
        error(501, "Action logoutByUser not implemented for this resource"),
    ),
    # --- the caller's session
    "own info by cookie": (act("getSessionInfo", NO_CREDENTIAL, cookie="user"), Expected(names=INFO)),
    "own info, another realm's path": (act("getSessionInfo", realm=""), Expected(has={"realm": "/alpha"})),
    "own info, reset": (act("getSessionInfoAndResetIdleTime"), Expected(names=INFO)),
    "own refresh": (
        act("refresh", version="resource=4.0"),
        Expected(names=REFRESHED, has={"idletime": 0, "maxidletime": 30, "maxsessiontime": 120, "maxtime": 7200}),
    ),
    "own validate": (act("validate"), Expected(names=VALID, has={"valid": True, "realm": "/alpha"})),
    "own validate, 1.0": (act("validate", version="resource=1.0"), Expected(names=VALID)),
    "own properties": (
        act("getSessionProperties", version="resource=3.1, protocol=1.0"),
        Expected(body={"LoginLocation": "", "Team": ""}),
    ),
    "own update of a part": (
        act("updateSessionProperties", version="resource=3.1", body={"Team": "night"}),
        Expected(body={"LoginLocation": "", "Team": "night"}),
    ),
    "own logout": (act("logout"), Expected(body=LOGGED_OUT, ends="user", check=deletes_cookies)),
    # --- another session
    "another's info by admin": (act("getSessionInfo", "admin", "user"), Expected(names=INFO, has={"realm": "/alpha"})),
    "another's info by a user": (act("getSessionInfo", "other", "user"), FORBIDDEN),
    "another's refresh by admin": (act("refresh", "admin", "user"), Expected(has={"realm": "/alpha"})),
    "another's refresh by a user": (act("refresh", "other", "user"), FORBIDDEN),
    "another's validate by a user": (act("validate", "other", "user"), Expected(has={"valid": True})),
    "another's logout by admin": (
        act("logout", "admin", "user"),
        Expected(body=LOGGED_OUT, ends="user", keeps="admin"),
    ),
    "another's logout by a user": (act("logout", "other", "user"), evolve(FORBIDDEN, keeps="user")),
    "another's update by admin": (
        act("updateSessionProperties", "admin", body={"tokenId": "<user>", "Team": "night"}),
        Expected(has={"Team": "night"}),
    ),
    "another's update by a user": (
        act("updateSessionProperties", "other", body={"tokenId": "<user>", "Team": "night"}),
        FORBIDDEN,
    ),
    # --- ended and unknown sessions
    "unknown session's info by admin": (act("getSessionInfo", "admin", "garbage"), NOT_VALID),
    "unknown session's info by a user": (act("getSessionInfo", "user", "garbage"), FORBIDDEN),
    "ended session's refresh by admin": (act("refresh", "admin", "dead"), NOT_VALID),
    "ended session's properties by admin": (act("getSessionProperties", "admin", "dead"), error(400, "Bad Request")),
    "ended session's logout by admin": (act("logout", "admin", "dead"), Expected(body={"result": "Token has expired"})),
    "ended session's validate by admin": (act("validate", "admin", "dead"), NOT_VALID),
    "info by ended session": (act("getSessionInfo", "dead"), DENIED),
    "validate by ended session": (act("validate", "dead"), DENIED),
    "logout by ended session": (act("logout", "dead"), DENIED),
    "refresh by unknown session": (act("refresh", "garbage"), DENIED),
    # --- the target alone
    "info of a target alone": (act("getSessionInfo", NO_CREDENTIAL, "user"), Expected(names=INFO)),
    "info of a dead target alone": (act("getSessionInfo", NO_CREDENTIAL, "dead"), DENIED),
    "validate a target alone": (act("validate", NO_CREDENTIAL, "user"), Expected(has={"valid": True})),
    "validate a dead target alone": (act("validate", NO_CREDENTIAL, "dead"), NOT_VALID),
    "info of nothing": (act("getSessionInfo", NO_CREDENTIAL), DENIED),
    "validate nothing": (act("validate", NO_CREDENTIAL), DENIED),
    # --- properties
    "a name that is not allowed": (act("updateSessionProperties", body={"AuthLevel": "9"}), FORBIDDEN),
    "no names": (act("updateSessionProperties", body={}), error(400, "Bad Request")),
    # --- administrators only
    "query by a user": (query("x", caller="user"), FORBIDDEN),
    "query of unknown user": (query("nobody"), Expected(has={"result": [], "resultCount": 0})),
    "logoutByHandle by a user": (act("logoutByHandle", body={"sessionHandles": []}), FORBIDDEN),
    "logoutByHandle, one of two": (
        act("logoutByHandle", "admin", body={"sessionHandles": ["<user handle>", "shandle:made-up"]}),
        Expected(body={"result": {"<user handle>": True, "shandle:made-up": False}}, ends="user"),
    ),
    # --- serverinfo
    "serverinfo 1.1": (server_info(), Expected(has={"realm": "/alpha"}, served="resource=1.1")),
    "serverinfo 2.0": (server_info(version="resource=2.0"), Expected(served="resource=2.0")),
    "serverinfo's fields": (
        server_info(query={"_fields": "cookieName,realm"}),
        Expected(names="_id _rev cookieName realm"),
    ),
    "serverinfo, unsupported": (server_info(version="resource=9.0"), Expected(status=404)),
    "unknown realm": (server_info(realm="/realms/nope"), error(404, 'Realm "/nope" not found')),
}

VIOLATING: dict[str, tuple[Call, Expected]] = {
    "asks 6.0, no credential": (act("refresh", NO_CREDENTIAL, version="resource=6.0"), DENIED),
    "X-Requested-With in place of a version": (
        act("getSessionInfo", version=None, headers={"X-Requested-With": "XMLHttpRequest"}),
        Expected(names=INFO, served="resource=5.1", check=lambda response: "warning" in response.headers),
    ),
    "no header against forgery, cookie": (act("getSessionInfo", NO_CREDENTIAL, cookie="user", version=None), FORBIDDEN),
    "no header against forgery, header": (act("logout", version=None), evolve(FORBIDDEN, keeps="user")),
    "no header against forgery, sign-in": (sign_in("bjensen", "x", version=None), FORBIDDEN),
    "no header against forgery needed to read": (server_info(version=None), Expected(has={"realm": "/alpha"})),
    "below 3.0 the target in the body is ignored": (
        act("logout", "admin", "user", version="resource=2.0"),
        Expected(body=LOGGED_OUT, ends="admin", keeps="user"),
    ),
    "from 3.0 on the target in the query is ignored": (
        act("logout", "admin", query={"tokenId": "<user>"}),
        Expected(body=LOGGED_OUT, ends="admin", keeps="user"),
    ),
    "any case of the action": (act("getsessioninfo"), Expected(names=INFO)),
    "indented": (
        act("logout", query={"_prettyPrint": "true"}),
        Expected(check=lambda response: response.text == '{\n  "result": "Successfully logged out"\n}'),
    ),
    "a target that is not a text": (act("refresh", body={"tokenId": 7}), Expected(status=400)),
    "a property that is not a text": (act("updateSessionProperties", body={"Team": 7}), Expected(status=400)),
    "handles that are not texts": (act("logoutByHandle", "admin", body={"sessionHandles": [7]}), Expected(status=400)),
    "no user name": (act("logoutByUser", "admin", version="resource=5.1", body={}), Expected(status=400)),
    "broken JSON": (
        act("refresh", content=NOT_JSON, headers={"Content-Type": "application/json"}),
        Expected(status=400, check=lambda response: isinstance(response.json()["detail"], str)),
    ),
    "no action": (Call(version=V4), error(400, "The content-type was not specified and is required")),
    "no action, user": (Call(version=V4, body={}), FORBIDDEN),
    "no action, admin": (Call(version=V4, caller="admin", body={}), error(501, "Operation is not supported.")),
    "GET without a query": (Call(method="GET", version=V4), Expected(status=400)),
    "an unsupported filter": (
        Call(method="GET", caller="admin", version=V4, query={"_queryFilter": 'username co "b"'}),
        Expected(status=400),
    ),
    "unknown endpoint": (Call(path="nowhere", version=V4), error(404, "Resource 'nowhere' not found")),
    "the wrong method": (Call(path="authenticate", method="GET"), Expected(status=405)),
    "a newer protocol": (act("refresh", version="resource=4.0, protocol=3.0"), Expected(status=400)),
}


@pytest.mark.parametrize("row", DOCUMENTED)
async def test_documented_request(server: Server, row: str) -> None:
    await assert_response(server, *DOCUMENTED[row])


@pytest.mark.parametrize("row", VIOLATING)
async def test_request_that_violates_the_document(server: Server, row: str) -> None:
    server.emulator.allow_violations()
    await assert_response(server, *VIOLATING[row])


# --- arbitrary requests ---------------------------------------------------------------------------------------------

ANY_JSON = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers() | strategies.text(),
    lambda inner: strategies.lists(inner) | strategies.dictionaries(strategies.text(), inner),
    max_leaves=5,
)
NAMES = ("_action", "_fields", "_prettyPrint", "_queryFilter", "tokenId", "refresh", "authIndexType", "authIndexValue")
BODY_NAMES = ("tokenId", "authId", "callbacks", "sessionHandles", "username", "Team")
ACTIONS = [name for name, each in OPERATIONS.items() if each["path"].startswith("/sessions")]


async def status_of(emulator: ForgeRockEmulator, method: str, path: str, version: str, body: bytes) -> int:
    """The status of an response to a request by an administrator, however odd."""
    headers = [
        (b"accept-api-version", version.encode("utf-8", "replace").replace(b"\n", b" ").replace(b"\r", b" ")),
        (b"content-type", b"application/json"),
        (emulator.cookie_name.encode().lower(), emulator.admin_token.encode()),
    ]
    target = f"{emulator.profile.deployment}/json/realms/root/{path}".encode()
    return (await emulator.exchange(method, target, Headers(raw=headers), body)).answer.status


@pytest.mark.parametrize("kind", ["aic", "openam"])
@pytest.mark.parametrize("path", ["sessions?_action=refresh", "authenticate"])
@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 50_000, b"\xff", b"{} {}", NOT_JSON])
async def test_unreadable_body_is_refused(kind: Any, path: str, body: bytes) -> None:
    assert await status_of(ForgeRockEmulator(kind), "POST", path, "resource=2.0", body) == 400


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    kind=strategies.sampled_from(["aic", "pingam", "openam"]),
    method=strategies.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    path=strategies.sampled_from(
        ["sessions", "sessions/", "sessions/x%20y", "authenticate", "serverinfo/*", "", "%ff", "x"]
    ),
    action=strategies.sampled_from(ACTIONS) | strategies.text(),
    query=strategies.dictionaries(strategies.sampled_from(NAMES), strategies.text(), max_size=3),
    version=strategies.sampled_from(["resource=1.0", "resource=2.0", "resource=4.0", "resource=5.1"])
    | strategies.text(),
    body=strategies.binary(max_size=8)
    | strategies.dictionaries(strategies.sampled_from(BODY_NAMES), ANY_JSON).map(
        lambda value: json.dumps(value).encode()
    ),
)
async def test_any_request_gets_a_response(
    kind: Any, method: str, path: str, action: str, query: dict[str, str], version: str, body: bytes
) -> None:
    emulator = ForgeRockEmulator(kind, clock=ManualClock(1_790_000_000.0), seed=5)
    parameters = urlencode({"_action": action, **query} if method == "POST" else query, errors="replace")
    status = await status_of(emulator, method, f"{path}?{parameters}", version, body)
    # OpenAM responds to an input of a wrong type with 500.
    assert 200 <= status < 500 or status == 501 or (kind == "openam" and status == 500)
