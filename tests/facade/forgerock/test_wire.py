"""What the ForgeRock facade puts on the wire, to the byte, and what it makes of the answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import respx

from idsessions import AccessToken, ForgeRockSessions, SessionToken, UsageError, __version__
from idsessions_forgerock.description import OPERATIONS

from .wire import (
    ADMIN,
    ALPHA,
    ANSWERS,
    BEARER,
    CALLS,
    COOKIE,
    HANDLE,
    INFO,
    OF_ADMINS,
    ON_A_SESSION,
    TOKEN,
    URL,
    Call,
    Server,
    conforms,
    described,
)

V31, V40, V51 = (f"resource={number}, protocol=1.0" for number in ("3.1", "4.0", "5.1"))
FILTER = "username+eq+%22bjensen%22+and+realm+eq+%22%2Falpha%22"

# Method, target below the realm, version and body of each operation on AIC, without a credential of the client's own
# where the operation allows it.
SENT: Mapping[str, tuple[str, str, str, str]] = {
    "refresh": ("POST", "/sessions?_action=refresh", "resource=4.0", ""),
    "logout": ("POST", "/sessions/?_action=logout", V31, ""),
    "getSessionInfo": ("POST", "/sessions?_action=getSessionInfo", V40, ""),
    "getSessionInfoAndResetIdleTime": ("POST", "/sessions?_action=getSessionInfoAndResetIdleTime", V40, ""),
    "validate": ("POST", "/sessions?_action=validate&refresh=false", V40, ""),
    "getSessionProperties": ("POST", "/sessions?_action=getSessionProperties", V31, ""),
    "updateSessionProperties": ("POST", "/sessions?_action=updateSessionProperties", V31, '{"Team":"night"}'),
    "querySessions": ("GET", f"/sessions?_queryFilter={FILTER}", V40, ""),
    "logoutByHandle": ("POST", "/sessions?_action=logoutByHandle", V40, f'{{"sessionHandles":["{HANDLE}"]}}'),
    "logoutByUser": ("POST", "/sessions?_action=logoutByUser", V51, '{"username":"bjensen"}'),
    "authenticate": ("POST", "/authenticate", "resource=2.1, protocol=1.0", ""),
    "getServerInfo": ("GET", "/serverinfo/*", "resource=1.1", ""),
}


def test_every_operation_has_a_row() -> None:
    # The token endpoint is beside the realms, and has tests of its own.
    assert SENT.keys() == OPERATIONS.keys() - {"issueAccessToken"} == CALLS.keys() == ANSWERS.keys()


def client(operation: str) -> ForgeRockSessions:
    own = SessionToken(ADMIN) if operation in OF_ADMINS else None
    return ForgeRockSessions(URL, own, realm="alpha", cookie_name=COOKIE)


@pytest.mark.parametrize("operation", SENT)
async def test_a_request_to_the_byte(operation: str, respx_mock: respx.MockRouter) -> None:
    method, target, version, body = SENT[operation]
    route = respx_mock.route(method=method, url=ALPHA + target).respond(json=dict(ANSWERS[operation]))
    async with client(operation) as am:
        await CALLS[operation](am)

    assert route.call_count == 1
    request: httpx.Request = route.calls.last.request
    expected = {
        "host": "tenant.forgeblocks.test",
        "accept": "application/json",
        "accept-encoding": request.headers["accept-encoding"],
        "connection": "keep-alive",
        "user-agent": f"idsessions/{__version__}",
        "accept-api-version": version,
    }
    if operation in OF_ADMINS:
        expected[COOKIE] = ADMIN
    elif operation in ON_A_SESSION:
        expected[COOKIE] = TOKEN
    if body:
        expected |= {"content-type": "application/json", "content-length": str(len(body))}
    elif method == "POST":
        expected["content-length"] = "0"
    assert request.url.raw_path.decode() == "/am/json/realms/root/realms/alpha" + target
    assert dict(request.headers) == expected
    assert request.content == body.encode()


# The target of a caller with a credential of its own, in the body.
TARGETED: Mapping[str, str] = {
    **dict.fromkeys(ON_A_SESSION, f'{{"tokenId":"{TOKEN}"}}'),
    "updateSessionProperties": f'{{"Team":"night","tokenId":"{TOKEN}"}}',
}


@pytest.mark.parametrize("operation", ON_A_SESSION)
@pytest.mark.parametrize("own", [SessionToken(ADMIN), SessionToken(ADMIN, as_cookie=True), AccessToken(BEARER)])
async def test_a_target_in_the_body(
    operation: str, own: SessionToken | AccessToken, respx_mock: respx.MockRouter
) -> None:
    method, target, version, _ = SENT[operation]
    route = respx_mock.route(method=method, url=ALPHA + target).respond(json=dict(ANSWERS[operation]))
    async with ForgeRockSessions(URL, own, realm="alpha", cookie_name=COOKIE) as am:
        await CALLS[operation](am)

    request: httpx.Request = route.calls.last.request
    assert request.url.raw_path.decode() == "/am/json/realms/root/realms/alpha" + target
    assert request.content.decode() == TARGETED[operation]
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept-api-version"] == version
    credentials = {name: request.headers.get(name) for name in (COOKIE, "authorization", "cookie")}
    if isinstance(own, AccessToken):
        assert credentials == {COOKIE: None, "authorization": f"Bearer {BEARER}", "cookie": None}
    elif own.as_cookie:
        assert credentials == {COOKIE: None, "authorization": None, "cookie": f"{COOKIE}={ADMIN}"}
    else:
        assert credentials == {COOKIE: ADMIN, "authorization": None, "cookie": None}


async def test_the_vendors_own_example_of_refresh(respx_mock: respx.MockRouter) -> None:
    url = "https://tenant.forgeblocks.com/am"
    route = respx_mock.post(f"{url}/json/realms/root/realms/alpha/sessions").respond(json=dict(ANSWERS["refresh"]))
    async with ForgeRockSessions(url, realm="alpha", cookie_name=COOKIE) as am:
        await am.refresh(TOKEN, pretty_print=True)
    request: httpx.Request = route.calls.last.request
    assert request.method == "POST"
    assert request.url.path == "/am/json/realms/root/realms/alpha/sessions"
    assert sorted(request.url.params.multi_items()) == [("_action", "refresh"), ("_prettyPrint", "true")]
    assert request.headers["accept-api-version"] == "resource=4.0"
    assert request.headers[COOKIE] == TOKEN
    assert request.content == b""


async def test_the_vendors_own_example_of_logout(respx_mock: respx.MockRouter) -> None:
    url = "https://tenant.forgeblocks.com/am"
    route = respx_mock.post(f"{url}/json/realms/root/realms/alpha/sessions/").respond(json=dict(ANSWERS["logout"]))
    async with ForgeRockSessions(url, realm="alpha", cookie_name=COOKIE) as am:
        result = await am.logout(TOKEN)
    request: httpx.Request = route.calls.last.request
    assert request.method == "POST"
    assert request.url.raw_path == b"/am/json/realms/root/realms/alpha/sessions/?_action=logout"
    assert request.headers["accept-api-version"] == "resource=3.1, protocol=1.0"
    assert request.headers[COOKIE] == TOKEN
    assert "content-type" not in request.headers
    assert request.content == b""
    assert result.result == "Successfully logged out"


# What else a call can put into its query, beyond the rows above.
ARGUMENTS: Mapping[str, tuple[Call, dict[str, str]]] = {
    "refresh": (lambda am: am.refresh(TOKEN, fields=["uid", "maxtime"]), {"_fields": "uid,maxtime"}),
    "getSessionInfo": (lambda am: am.get_session_info(TOKEN, fields=["username"]), {"_fields": "username"}),
    "getSessionInfoAndResetIdleTime": (
        lambda am: am.get_session_info_and_reset_idle_time(TOKEN, fields=("realm",)),
        {"_fields": "realm"},
    ),
    "getSessionProperties": (lambda am: am.get_session_properties(TOKEN, fields=["Team"]), {"_fields": "Team"}),
    "validate": (lambda am: am.validate(TOKEN, refresh=True), {"refresh": "true"}),
    "querySessions": (
        lambda am: am.query_sessions(query_filter='realm eq "/b"', fields=["sessionHandle"]),
        {"_queryFilter": 'realm eq "/b"', "_fields": "sessionHandle"},
    ),
    "getServerInfo": (lambda am: am.get_server_info(fields=["cookieName"]), {"_fields": "cookieName"}),
    "authenticate": (
        lambda am: am.authenticate(
            service="Tree & leaf",
            no_session=True,
            force_auth=False,
            session_upgrade_token=ADMIN,
            goto="https://a.test/?x=1",
        ),
        {
            "authIndexType": "service",
            "authIndexValue": "Tree & leaf",
            "noSession": "true",
            "ForceAuth": "false",
            "sessionUpgradeSSOTokenId": ADMIN,
            "goto": "https://a.test/?x=1",
        },
    ),
}


@pytest.mark.parametrize("operation", ARGUMENTS)
async def test_the_arguments_of_a_call(operation: str) -> None:
    call, expected = ARGUMENTS[operation]
    server = Server()
    own = SessionToken(ADMIN) if operation in OF_ADMINS else None
    async with ForgeRockSessions(URL, own, cookie_name=COOKIE, transport=server.transport) as am:
        await call(am)
    sent = dict(server.asked(operation).url.params)
    assert {**sent, **expected} == sent
    assert sent.keys() - expected.keys() <= {"_action"}


async def test_a_suspended_dialogue_goes_on() -> None:
    server = Server()
    async with ForgeRockSessions(URL, cookie_name=COOKIE, transport=server.transport) as am:
        await am.authenticate(suspended_id="from-the-mail")
    assert dict(server.asked("authenticate").url.params) == {"suspendedId": "from-the-mail"}


@pytest.mark.parametrize("operation", [*ON_A_SESSION, *OF_ADMINS])
@pytest.mark.parametrize("own", [None, SessionToken(ADMIN), AccessToken(BEARER)])
async def test_requests_and_answers_are_what_the_document_says(
    operation: str, own: SessionToken | AccessToken | None
) -> None:
    if own is None and operation in OF_ADMINS:
        own = SessionToken(TOKEN)
    server = Server()
    async with ForgeRockSessions(URL, own, cookie_name=COOKIE, transport=server.transport) as am:
        await CALLS[operation](am)
    _conforms(operation, server.requests[0])


@pytest.mark.parametrize("operation", ["authenticate", "getServerInfo"])
async def test_requests_without_a_credential_are_what_the_document_says(operation: str) -> None:
    server = Server()
    async with ForgeRockSessions(URL, SessionToken(ADMIN), cookie_name=COOKIE, transport=server.transport) as am:
        await CALLS[operation](am)
    _conforms(operation, server.requests[0])
    assert COOKIE not in server.requests[0].headers


def _conforms(operation: str, request: httpx.Request) -> None:
    document = OPERATIONS[operation]
    assert request.method == document["method"]
    assert request.url.path.endswith(document["path"])
    parameters = described(operation, "query")
    sent = dict(request.url.params)
    assert sent.keys() <= parameters.keys()
    for name, parameter in parameters.items():
        assert name in sent or not parameter.get("required")
        if name in sent and parameter["schema"].get("type") == "string":
            conforms(sent[name], parameter["schema"])
    assert isinstance(request.headers["accept-api-version"], str)
    content = document.get("request", {}).get("content")
    if request.content:
        conforms(json.loads(request.content), content["application/json"])
    else:
        assert not document.get("request", {}).get("required")
    conforms(dict(ANSWERS[operation]), document["responses"]["200"]["application/json"])


# The realm as callers name it, the path that addresses it, and what a query calls it.
REALMS: Mapping[str, tuple[str, str]] = {
    "/": ("", "/"),
    "": ("", "/"),
    "alpha": ("/realms/alpha", "/alpha"),
    "/alpha": ("/realms/alpha", "/alpha"),
    "/alpha/": ("/realms/alpha", "/alpha"),
    "a/b": ("/realms/a/realms/b", "/a/b"),
    "/a/b/c": ("/realms/a/realms/b/realms/c", "/a/b/c"),
    "night shift": ("/realms/night%20shift", "/night shift"),
    "żółw/密": ("/realms/%C5%BC%C3%B3%C5%82w/realms/%E5%AF%86", "/żółw/密"),
    "50%/a?b#c;d": ("/realms/50%25/realms/a%3Fb%23c%3Bd", "/50%/a?b#c;d"),
    "%2f/..x": ("/realms/%252f/realms/..x", "/%2f/..x"),
    'say "hi"': ("/realms/say%20%22hi%22", '/say \\"hi\\"'),
}


@pytest.mark.parametrize("realm", REALMS)
async def test_a_realm(realm: str) -> None:
    path, name = REALMS[realm]
    server = Server()
    options: dict[str, Any] = {"cookie_name": COOKIE, "transport": server.transport}
    async with ForgeRockSessions(URL, SessionToken(ADMIN), realm=realm, **options) as am:
        await am.query_sessions("bjensen")
    async with ForgeRockSessions(URL + "/", SessionToken(ADMIN), realm="other", **options) as am:
        await am.with_options(realm=realm).query_sessions("bjensen")
    for request in server.requests:
        assert request.url.raw_path.decode().partition("?")[0] == f"/am/json/realms/root{path}/sessions"
        assert request.url.params["_queryFilter"] == f'username eq "bjensen" and realm eq "{name}"'


@pytest.mark.parametrize("realm", ["a//b", ".", "..", "/..", "a/./b", "a/../b", "a\nb", "a\x00", "\ud800", "a\\b"])
async def test_a_realm_that_no_path_can_address(realm: str) -> None:
    with pytest.raises(UsageError, match="realm"):
        ForgeRockSessions(URL, realm=realm)
    async with ForgeRockSessions(URL) as am:
        with pytest.raises(UsageError, match="realm"):
            am.with_options(realm=realm)


async def test_several_realms_on_one_client() -> None:
    server = Server()
    async with ForgeRockSessions(URL, transport=server.transport) as am:
        for realm in ("alpha", "bravo", "/"):
            await am.with_options(realm=realm).get_session_info(TOKEN)
        await am.with_options(timeout=1).with_options(realm="a/b").with_options(deadline=2).get_session_info(TOKEN)
        await am.get_session_info(TOKEN)
    paths = [request.url.path.removeprefix("/am/json/realms/root") for request in server.requests]
    assert paths[1:] == [
        "/realms/alpha/sessions",
        "/realms/bravo/sessions",
        "/sessions",
        "/realms/a/realms/b/sessions",
        "/sessions",
    ]
    assert server.operations.count("getServerInfo") == 1


async def test_what_the_answers_become() -> None:
    async with ForgeRockSessions(URL, SessionToken(ADMIN), cookie_name=COOKIE, transport=Server().transport) as am:
        info = await am.get_session_info(TOKEN)
        assert (info.username, info.realm, info.session_handle) == (INFO["username"], "/alpha", None)
        assert info.latest_access_time == datetime(2026, 3, 1, 9, 15, tzinfo=UTC)
        assert info.properties is not None
        assert info.properties["AMCtxId"] == "0b7f6d52-40127"
        refreshed = await am.refresh(TOKEN)
        assert (refreshed.idletime, refreshed.maxidletime) == (0, 30)
        assert (refreshed.maxsessiontime, refreshed.maxtime) == (120, 6826)
        valid = await am.validate(TOKEN)
        assert (valid.valid, valid.uid, valid.realm, valid.session_uid) == (True, "bjensen", "/alpha", "0b7f6d52-40127")
        assert (await am.get_session_properties(TOKEN)).additional_properties == {"LoginLocation": "", "Team": "day"}
        assert (await am.update_session_properties(TOKEN, {"Team": "night"}))["Team"] == "night"
        listed = await am.query_sessions("bjensen")
        assert [session.session_handle for session in listed.result] == [HANDLE]
        assert listed.result[0].latest_access_time == datetime(2026, 3, 1, 9, 15, 0, 544_000, tzinfo=UTC)
        assert listed.paged_results_cookie is None
        assert (await am.logout_by_handle([HANDLE]))[HANDLE] is True
        assert await am.logout_by_user("bjensen") is True
        server = await am.get_server_info()
        assert (server.cookie_name, server.secure_cookie, server.realm) == (COOKIE, True, "/alpha")


NOT_A_LIST: Mapping[str, Call] = {
    "fields": lambda am: am.get_session_info(TOKEN, fields="username"),
    "fields of a list": lambda am: am.query_sessions("bjensen", fields="username"),
    "fields of the server": lambda am: am.get_server_info(fields="cookieName"),
    "handles": lambda am: am.logout_by_handle(HANDLE),
}
IMPOSSIBLE: Mapping[str, Call] = {
    "a query for nobody": lambda am: am.query_sessions(),
    "a query for two things": lambda am: am.query_sessions("bjensen", query_filter='realm eq "/"'),
    "a property called tokenId": lambda am: am.update_session_properties(TOKEN, {"tokenId": "x"}),
    # An empty target would be none, and the administrator's own session would end.
    "an empty target": lambda am: am.logout(""),
    "an empty target of a read": lambda am: am.get_session_info(""),
    "a target with a blank": lambda am: am.logout(" "),
    "an empty session": lambda am: am.session("").logout(),
    "a line break": lambda am: am.with_options(credentials=None).get_session_info("line\r\nbreak: x"),
    "half a character": lambda am: am.with_options(credentials=None).logout("half \ud800"),
    "half a character in a body": lambda am: am.logout_by_user("half \ud800"),
    "an administrator's operation as nobody": lambda am: am.with_options(credentials=None).query_sessions("bjensen"),
}


@pytest.mark.parametrize("case", [*NOT_A_LIST, *IMPOSSIBLE])
async def test_calls_that_cannot_be_made(case: str) -> None:
    server = Server()
    call = {**NOT_A_LIST, **IMPOSSIBLE}[case]
    async with ForgeRockSessions(URL, SessionToken(ADMIN), cookie_name=COOKIE, transport=server.transport) as am:
        with pytest.raises(UsageError, match="list" if case in NOT_A_LIST else None):
            await call(am)
    assert not server.requests
