"""The kinds of server as tables: as whom a call goes out, where its target is, at which version, or why not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idsessions import (
    AccessToken,
    ApiToken,
    Credential,
    CredentialError,
    ForgeRockSessions,
    SessionCookie,
    SessionToken,
    UnsupportedOperationError,
    UsageError,
)
from idsessions.forgerock._encoding import realm_path, session_filter
from idsessions.forgerock._profiles import PROFILES, ProfileName
from idsessions_forgerock.description import OPERATIONS

from .wire import (
    ADMIN,
    BEARER,
    CALLS,
    COOKIE,
    OF_ADMINS,
    ON_A_SESSION,
    TOKEN,
    URL,
    WITHOUT_CREDENTIAL,
    Call,
    Server,
)

Way = Literal["alone", "body", "query", "own", "nobody"]
Outcome = Way | type[UsageError]

OWN: Mapping[str, Callable[[], Credential | None]] = {
    "none": lambda: None,
    "admin": lambda: SessionToken(ADMIN),
    "bearer": lambda: AccessToken(BEARER),
}
READS = ("getSessionInfo", "validate", "logout", "getSessionProperties", "updateSessionProperties")

# For each kind of server and each credential of the client's own: how the operations go out.
#   alone    the session's token is the only credential, and there is no target
#   body     with the own credential, the target in the body
#   query    with the own credential, the target in the query
#   own      with the own credential, and no target
#   nobody   with no credential at all
TABLE: Mapping[tuple[ProfileName, str], Mapping[str, Outcome]] = {
    ("aic", "none"): {**dict.fromkeys(ON_A_SESSION, "alone"), **dict.fromkeys(OF_ADMINS, CredentialError)},
    ("aic", "admin"): {**dict.fromkeys(ON_A_SESSION, "body"), **dict.fromkeys(OF_ADMINS, "own")},
    ("aic", "bearer"): {**dict.fromkeys(ON_A_SESSION, "body"), **dict.fromkeys(OF_ADMINS, "own")},
    ("pingam", "none"): {**dict.fromkeys(ON_A_SESSION, "alone"), **dict.fromkeys(OF_ADMINS, CredentialError)},
    ("pingam", "admin"): {**dict.fromkeys(ON_A_SESSION, "body"), **dict.fromkeys(OF_ADMINS, "own")},
    ("pingam", "bearer"): dict.fromkeys([*ON_A_SESSION, *OF_ADMINS], CredentialError),
    ("openam", "none"): {
        **dict.fromkeys(READS, "alone"),
        "refresh": "alone",
        "getSessionInfoAndResetIdleTime": UnsupportedOperationError,
        "querySessions": CredentialError,
        "logoutByHandle": CredentialError,
        "logoutByUser": UnsupportedOperationError,
    },
    ("openam", "admin"): {
        **dict.fromkeys(READS, "alone"),
        "refresh": "query",
        "getSessionInfoAndResetIdleTime": UnsupportedOperationError,
        "querySessions": "own",
        "logoutByHandle": "own",
        "logoutByUser": UnsupportedOperationError,
    },
    ("openam", "bearer"): {
        **dict.fromkeys([*READS, "refresh", "querySessions", "logoutByHandle"], CredentialError),
        "getSessionInfoAndResetIdleTime": UnsupportedOperationError,
        "logoutByUser": UnsupportedOperationError,
    },
}
# Without the ", protocol=1.0" that most of them have.
VERSIONS: Mapping[ProfileName, Mapping[str, str]] = {
    "aic": {
        **dict.fromkeys(CALLS, "4.0"),
        "logout": "3.1",
        "getSessionProperties": "3.1",
        "updateSessionProperties": "3.1",
        "logoutByUser": "5.1",
        "authenticate": "2.1",
        "getServerInfo": "1.1",
    },
    "pingam": {
        **dict.fromkeys(CALLS, "3.1"),
        "getSessionInfo": "4.0",
        "getSessionInfoAndResetIdleTime": "4.0",
        "validate": "3.0",
        "logoutByUser": "5.1",
        "authenticate": "2.1",
        "getServerInfo": "1.1",
    },
    "openam": {**dict.fromkeys(CALLS, "2.0"), "validate": "1.0", "getServerInfo": "1.1"},
}
CELLS = [
    (profile, own, operation, outcome)
    for (profile, own), row in TABLE.items()
    for operation, outcome in [*row.items(), *dict.fromkeys(WITHOUT_CREDENTIAL, "nobody").items()]
]


def test_the_table_is_complete() -> None:
    assert {(profile, own, operation) for profile, own, operation, _ in CELLS} == {
        (profile, own, operation)
        for profile in get_args(ProfileName)
        for own in OWN
        for operation in OPERATIONS
        if operation != "issueAccessToken"  # Beside the realms, with tests of its own.
    }
    assert VERSIONS.keys() == PROFILES.keys() == set(get_args(ProfileName))


def client(server: Server, profile: ProfileName, own: str, **options: Any) -> ForgeRockSessions:
    return ForgeRockSessions(
        URL, OWN[own](), realm="alpha", profile=profile, cookie_name=COOKIE, transport=server.transport, **options
    )


def way_of(request: httpx.Request) -> Way:
    """How a request went out."""
    target = request.url.params.get("tokenId")
    in_body = request.content and json.loads(request.content).get("tokenId")
    assert not (target and in_body)
    assert {target, in_body} <= {TOKEN, None, b"", ""}
    headers = {name: request.headers[name] for name in (COOKIE, "authorization", "cookie") if name in request.headers}
    if not headers:
        assert not target
        assert not in_body
        return "nobody"
    if headers == {COOKIE: TOKEN}:
        assert not target
        assert not in_body
        return "alone"
    assert headers in ({COOKIE: ADMIN}, {"authorization": f"Bearer {BEARER}"})
    return "query" if target else "body" if in_body else "own"


@pytest.mark.parametrize(("profile", "own", "operation", "outcome"), CELLS)
async def test_a_call(profile: ProfileName, own: str, operation: str, outcome: Outcome) -> None:
    server = Server()
    whole_update = (profile, operation) == ("openam", "updateSessionProperties")
    async with client(server, profile, own) as am:
        if isinstance(outcome, type):
            with pytest.raises(outcome) as raised:
                await CALLS[operation](am)
            assert raised.value.provider == "forgerock"
            # OpenAM's properties are read before all of them are written.
            assert raised.value.operation == ("getSessionProperties" if whole_update else operation)
            assert not server.requests
            return
        await CALLS[operation](am)
    request = server.asked(operation)
    assert way_of(request) == outcome
    version = request.headers["accept-api-version"].removesuffix(", protocol=1.0")
    assert version == f"resource={VERSIONS[profile][operation]}"
    assert server.operations == [*(["getSessionProperties"] if whole_update else []), operation]


@pytest.mark.parametrize("profile", get_args(ProfileName))
@pytest.mark.parametrize("own", ["none", "admin"])
async def test_a_session_in_ones_hands_is_its_own_credential(profile: ProfileName, own: str) -> None:
    server = Server()
    async with client(server, profile, own) as am:
        session = am.session(TOKEN)
        assert not server.requests
        assert await session.is_alive()
        await session.get_session_info()
        await session.get_session_properties()
        await session.update_session_properties({"Team": "night"})
        await session.validate(refresh=True)
        await session.end()
        await session.logout()
        ways = {way_of(request) for request in server.requests}
        assert ways == {"alone"}
        # An ordinary user of OpenAM cannot refresh, not even the user's own session.
        await session.refresh()
    assert way_of(server.asked("refresh")) == ("query" if (profile, own) == ("openam", "admin") else "alone")


@pytest.mark.parametrize("profile", ["aic", "pingam"])
@pytest.mark.parametrize("as_cookie", [False, True])
@pytest.mark.parametrize("operation", ON_A_SESSION)
async def test_ones_own_session_needs_no_target(profile: ProfileName, as_cookie: bool, operation: str) -> None:
    server = Server()
    own = SessionToken(TOKEN, header="renamed", as_cookie=as_cookie)
    async with ForgeRockSessions(URL, own, profile=profile, transport=server.transport) as am:
        await CALLS[operation](am)
    (request,) = server.requests
    expected = {"cookie": f"renamed={TOKEN}"} if as_cookie else {"renamed": TOKEN}
    assert {name: request.headers[name] for name in ("cookie", "renamed") if name in request.headers} == expected
    assert TOKEN not in str(request.url)
    assert TOKEN not in request.content.decode()


@pytest.mark.parametrize("operation", ON_A_SESSION)
@pytest.mark.parametrize("profile", ["aic", "pingam"])
@pytest.mark.parametrize(
    "version", ["resource=2.0", "resource=2.1, protocol=1.0", "protocol=1.0", "resource=3", "nonsense", "xresource=4.0"]
)
@pytest.mark.parametrize("own", ["none", "admin"])
async def test_a_target_in_the_body_never_goes_out_where_it_is_not_read(
    operation: str, profile: ProfileName, version: str, own: str
) -> None:
    server = Server()
    async with client(server, profile, own, api_versions={operation: version}) as am:
        if own == "none":
            await CALLS[operation](am)
            assert server.requests[0].headers["accept-api-version"] == version
            return
        with pytest.raises(UsageError, match=r"resource=3\.0 or above") as raised:
            await CALLS[operation](am)
    assert raised.value.operation == operation
    assert not server.requests


@pytest.mark.parametrize("version", ["resource=3.0", "resource=4.0, protocol=1.0", "protocol=1.0", "", "nonsense"])
async def test_a_target_in_the_query_never_goes_out_where_it_is_not_read(version: str) -> None:
    server = Server()
    async with client(server, "openam", "admin", api_versions={"refresh": version or "protocol=1.0"}) as am:
        with pytest.raises(UsageError, match=r"below 3\.0"):
            await am.refresh(TOKEN)
    assert not server.requests


@pytest.mark.parametrize("version", ["resource=3.0", "protocol=1.0,resource=4.0", "resource=10.0"])
async def test_another_version_is_asked_for(version: str) -> None:
    server = Server()
    async with client(server, "aic", "admin", api_versions={"logout": version, "getServerInfo": "resource=2.0"}) as am:
        await am.with_options(realm="bravo").logout(TOKEN)
        await am.get_server_info()
    assert server.asked("logout").headers["accept-api-version"] == version
    assert server.asked("getServerInfo").headers["accept-api-version"] == "resource=2.0"


@pytest.mark.parametrize(
    "options",
    [
        {"profile": "am8"},
        {"profile": ""},
        {"api_versions": {"getsessioninfo": "resource=4.0"}},
        {"api_versions": {"isActive": "resource=1.0"}},
        {"api_versions": {"refresh": "resource=4.0\r\nX-Evil: 1"}},
        {"api_versions": {"refresh": ""}},
        {"api_versions": {"refresh": "resource=\uff14.0"}},
        {"cookie_name": "two words"},
        {"cookie_name": ""},
        {"cookie_name": "line\nbreak"},
        {"headers": {"Cookie": "iPlanetDirectoryPro=x"}},
        {"headers": {"Authorization": "Bearer x"}},
    ],
)
def test_options_that_cannot_be(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        ForgeRockSessions(URL, **options)


@pytest.mark.parametrize("own", [ApiToken("00Q"), SessionCookie(COOKIE, TOKEN)])
@pytest.mark.parametrize("operation", [*ON_A_SESSION, *OF_ADMINS])
@pytest.mark.parametrize("profile", ["aic", "pingam"])
async def test_a_credential_of_another_provider(own: Credential, operation: str, profile: ProfileName) -> None:
    server = Server()
    async with ForgeRockSessions(URL, own, profile=profile, cookie_name=COOKIE, transport=server.transport) as am:
        with pytest.raises(CredentialError, match="takes SessionToken"):
            await CALLS[operation](am)
    assert not server.requests


@pytest.mark.parametrize(
    "own", [SessionToken(ADMIN), SessionToken(ADMIN, as_cookie=True), SessionToken(ADMIN, header="A")]
)
async def test_a_header_of_ones_own_with_the_name_of_the_cookie(own: SessionToken) -> None:
    server = Server()
    name = "a" if own.header else COOKIE.upper()
    async with ForgeRockSessions(URL, own, headers={name: "x"}, transport=server.transport) as am:
        with pytest.raises(UsageError, match="session cookie"):
            await am.query_sessions("bjensen")
    assert "querySessions" not in server.operations


CALLS_WITH_A_SECRET_FUNCTION: Mapping[str, Call] = {**ON_A_SESSION, **OF_ADMINS}


@pytest.mark.parametrize("operation", CALLS_WITH_A_SECRET_FUNCTION)
async def test_an_own_token_from_a_function(operation: str) -> None:
    tokens = iter([f"{ADMIN}1", f"{ADMIN}2"])

    async def vault() -> str:
        return next(tokens)

    server = Server()
    async with ForgeRockSessions(URL, SessionToken(vault), cookie_name=COOKIE, transport=server.transport) as am:
        await CALLS_WITH_A_SECRET_FUNCTION[operation](am)
        await CALLS_WITH_A_SECRET_FUNCTION[operation](am)
    assert [request.headers[COOKIE] for request in server.requests] == [f"{ADMIN}1", f"{ADMIN}2"]


def names_in(text: str) -> dict[str, str]:
    """Reads a filter as CREST does: fields with quoted values, in which a backslash takes the next character as it is."""
    found: dict[str, str] = {}
    at = 0
    while True:
        name, value = text[at : text.index(' eq "', at)], ""
        at += len(name) + len(' eq "')
        while text[at] != '"':
            at += text[at] == "\\"
            value += text[at]
            at += 1
        found[name] = value
        if text[at:] == '"':
            return found
        assert text.startswith('" and ', at)
        at += len('" and ')


@given(st.text(), st.text(alphabet=st.characters(exclude_characters="/\\", exclude_categories=["C", "Z"]), min_size=1))
def test_a_filter_names_whom_it_was_given(username: str, realm: str) -> None:
    assert names_in(session_filter(username, realm)) == {"username": username, "realm": f"/{realm}"}


@given(st.text())
def test_a_realm_is_addressed_segment_by_segment_or_refused(realm: str) -> None:
    try:
        path = realm_path(realm)
    except UsageError:
        return
    url = httpx.URL(f"{URL}/json{path}/sessions")
    segments = url.raw_path.decode().removeprefix("/am/json/realms/root").removesuffix("/sessions").split("/realms/")
    assert url.path.count("/realms/") >= len(segments) - 1
    assert [httpx.URL(f"https://a.test/{part}").path[1:] for part in segments[1:]] == [
        name for name in realm.strip("/").split("/") if name
    ]
