"""What goes onto the wire: targets in the body, arguments in the query, realms in the path, and the headers around them.

One request and one response of each operation are written out in ``tests/wire/forgerock.py``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
import respx

from idsessions import AccessToken, CredentialError, ForgeRockSessions, SessionToken, UsageError, __version__
from idsessions_forgerock.description import OPERATIONS

from .wire import (
    ADMIN,
    ALPHA,
    BEARER,
    CALLS,
    COOKIE,
    OF_ADMINS,
    ON_A_SESSION,
    RESPONSES,
    TOKEN,
    URL,
    WITHOUT_CREDENTIAL,
    Call,
    Server,
    assert_valid,
    described,
)

V31, V40 = (f"resource={number}, protocol=1.0" for number in ("3.1", "4.0"))


async def test_request_has_these_headers_and_no_others(respx_mock: respx.MockRouter) -> None:
    route = respx_mock.post(f"{ALPHA}/sessions?_action=validate&refresh=false").respond(
        json=dict(RESPONSES["validate"])
    )
    async with ForgeRockSessions(URL, realm="alpha", cookie_name=COOKIE) as am:
        await am.validate(TOKEN)
    request: httpx.Request = route.calls.last.request
    assert dict(request.headers) == {
        "host": "tenant.forgeblocks.test",
        "accept": "application/json",
        "accept-encoding": request.headers["accept-encoding"],
        "connection": "keep-alive",
        "user-agent": f"idsessions/{__version__}",
        "accept-api-version": V40,
        "content-length": "0",
        "x-forgerock-transactionid": request.headers["x-forgerock-transactionid"],
        COOKIE: TOKEN,
    }
    assert request.content == b""


# On AIC: the path below the realm, the version, and the body that names the session.
TARGETED: Mapping[str, tuple[str, str, str]] = {
    "refresh": ("/sessions?_action=refresh", "resource=4.0", f'{{"tokenId":"{TOKEN}"}}'),
    "logout": ("/sessions/?_action=logout", V31, f'{{"tokenId":"{TOKEN}"}}'),
    "getSessionInfo": ("/sessions?_action=getSessionInfo", V40, f'{{"tokenId":"{TOKEN}"}}'),
    "getSessionInfoAndResetIdleTime": (
        "/sessions?_action=getSessionInfoAndResetIdleTime",
        V40,
        f'{{"tokenId":"{TOKEN}"}}',
    ),
    "validate": ("/sessions?_action=validate&refresh=false", V40, f'{{"tokenId":"{TOKEN}"}}'),
    "getSessionProperties": ("/sessions?_action=getSessionProperties", V31, f'{{"tokenId":"{TOKEN}"}}'),
    "updateSessionProperties": (
        "/sessions?_action=updateSessionProperties",
        V31,
        f'{{"Team":"night","tokenId":"{TOKEN}"}}',
    ),
}


@pytest.mark.parametrize("operation", ON_A_SESSION)
@pytest.mark.parametrize(
    ("own", "headers"),
    [
        (SessionToken(ADMIN), {COOKIE: ADMIN}),
        (SessionToken(ADMIN, as_cookie=True), {"cookie": f"{COOKIE}={ADMIN}"}),
        (AccessToken(BEARER), {"authorization": f"Bearer {BEARER}"}),
    ],
    ids=["header", "cookie", "bearer"],
)
async def test_target_is_in_the_body(
    operation: str, own: SessionToken | AccessToken, headers: Mapping[str, str]
) -> None:
    path, version, body = TARGETED[operation]
    server = Server()
    async with ForgeRockSessions(URL, own, realm="alpha", cookie_name=COOKIE, transport=server.transport) as am:
        await CALLS[operation](am)
    (request,) = server.requests
    assert (request.method, request.url.raw_path.decode()) == ("POST", f"/am/json/realms/root/realms/alpha{path}")
    assert request.content.decode() == body
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept-api-version"] == version
    names = (COOKIE, "authorization", "cookie")
    assert {name: request.headers[name] for name in names if name in request.headers} == headers


# What else a call can put into its query.
ARGUMENTS: Mapping[str, tuple[Call, dict[str, str]]] = {
    "refresh": (
        lambda am: am.refresh(TOKEN, fields=["uid", "maxtime"], pretty_print=True),
        {"_fields": "uid,maxtime", "_prettyPrint": "true"},
    ),
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
            suspended_id="from-the-mail",
            goto="https://a.test/?x=1",
        ),
        {
            "authIndexType": "service",
            "authIndexValue": "Tree & leaf",
            "noSession": "true",
            "ForceAuth": "false",
            "sessionUpgradeSSOTokenId": ADMIN,
            "suspendedId": "from-the-mail",
            "goto": "https://a.test/?x=1",
        },
    ),
}


@pytest.mark.parametrize("operation", ARGUMENTS)
async def test_arguments_are_in_the_query(operation: str) -> None:
    call, expected = ARGUMENTS[operation]
    server = Server()
    own = SessionToken(ADMIN) if operation in OF_ADMINS else None
    async with ForgeRockSessions(URL, own, cookie_name=COOKIE, transport=server.transport) as am:
        await call(am)
    sent = dict(server.last_request(operation).url.params)
    sent.pop("_action", None)
    assert sent == expected


async def test_openam_validates_without_asking_to_spare_the_session() -> None:
    server = Server()
    async with ForgeRockSessions(URL, profile="openam", cookie_name=COOKIE, transport=server.transport) as am:
        await am.validate(TOKEN)
        await am.validate(TOKEN, refresh=True)
    assert [dict(request.url.params) for request in server.requests] == [{"_action": "validate"}] * 2


async def test_openam_updates_all_properties_at_once() -> None:
    server = Server()
    async with ForgeRockSessions(URL, profile="openam", cookie_name=COOKIE, transport=server.transport) as am:
        await am.update_session_properties(TOKEN, {"Team": "night", "Shift": "2"})
    assert server.operations == ["getSessionProperties", "updateSessionProperties"]
    assert json.loads(server.requests[1].content) == {"LoginLocation": "", "Team": "night", "Shift": "2"}


@pytest.mark.parametrize("operation", CALLS)
async def test_requests_and_responses_are_what_the_document_says(operation: str) -> None:
    server = Server()
    async with ForgeRockSessions(URL, cookie_name=COOKIE, transport=server.transport) as am:
        for own in (SessionToken(ADMIN), AccessToken(BEARER), None):
            if own is not None or operation not in OF_ADMINS:
                await CALLS[operation](am.with_options(credentials=own))
    for request in server.requests:
        assert_request_is_documented(operation, request)
    assert_valid(dict(RESPONSES[operation]), OPERATIONS[operation]["responses"]["200"]["application/json"])
    if operation in WITHOUT_CREDENTIAL:
        assert not {COOKIE, "authorization", "cookie"} & {name for each in server.requests for name in each.headers}


def assert_request_is_documented(operation: str, request: httpx.Request) -> None:
    document = OPERATIONS[operation]
    assert request.method == document["method"]
    assert request.url.path.endswith(document["path"])
    parameters = described(operation, "query")
    sent = dict(request.url.params)
    assert sent.keys() <= parameters.keys()
    for name, parameter in parameters.items():
        assert name in sent or not parameter.get("required")
        if name in sent and parameter["schema"].get("type") == "string":
            assert_valid(sent[name], parameter["schema"])
    content = document.get("request", {}).get("content")
    if request.content:
        assert_valid(json.loads(request.content), content["application/json"])
    else:
        assert not document.get("request", {}).get("required")


# The realm as callers name it, the path that addresses it, and its name in a filter.
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
async def test_realm_is_in_the_path_and_in_the_filter(realm: str) -> None:
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


async def test_realm_that_no_path_can_address_raises() -> None:
    with pytest.raises(UsageError, match="`realm`"):
        ForgeRockSessions(URL, realm="a/../b")
    async with ForgeRockSessions(URL) as am:
        with pytest.raises(UsageError, match="`realm`"):
            am.with_options(realm="a/../b")


async def test_views_of_one_client_call_in_several_realms() -> None:
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


IMPOSSIBLE: Mapping[str, tuple[Call, str]] = {
    "fields": (lambda am: am.get_session_info(TOKEN, fields="username"), "`fields` must be a list"),
    "fields of a list": (lambda am: am.query_sessions("bjensen", fields="username"), "`fields` must be a list"),
    "fields of the server": (lambda am: am.get_server_info(fields="cookieName"), "`fields` must be a list"),
    "a property": (lambda am: am.update_session_properties(TOKEN, {"tokenId": "x"}), "`properties` .* tokenId"),
    "a lone surrogate": (lambda am: am.logout_by_user("half \ud800"), "lone surrogate"),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
async def test_call_that_cannot_be_made_raises_before_sending(case: str) -> None:
    call, text = IMPOSSIBLE[case]
    server = Server()
    async with ForgeRockSessions(URL, SessionToken(ADMIN), cookie_name=COOKIE, transport=server.transport) as am:
        with pytest.raises(UsageError, match=text) as raised:
            await call(am)
    assert raised.value.provider == "forgerock"
    assert not server.requests


async def test_operation_of_administrators_without_a_credential_raises_before_sending() -> None:
    server = Server()
    async with ForgeRockSessions(URL, cookie_name=COOKIE, transport=server.transport) as am:
        for operation, call in OF_ADMINS.items():
            with pytest.raises(CredentialError, match="needs a credential: SessionToken") as raised:
                await call(am)
            assert (raised.value.provider, raised.value.operation) == ("forgerock", operation)
    assert not server.requests
