"""Which credential an operation is called with and where its target goes, as tables; and one request of each kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, cast, get_args

import httpx
import pytest
from attrs import evolve

from idsessions import (
    AccessToken,
    ApiToken,
    Credential,
    CredentialError,
    ForgeRockSessions,
    ServiceAccount,
    SessionToken,
    UnsupportedOperationError,
    UsageError,
)
from idsessions.forgerock._profiles import PROFILES, Profile, ProfileName
from idsessions.forgerock._target import target_is_read, target_of
from idsessions_forgerock.description import OPERATIONS

from ..signing import jwk
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
    Server,
    operation_of,
)

# How an operation goes out:
#   alone    the session's token is the only credential, and there is no target
#   body     with the client's credential, the target in the body
#   query    with the client's credential, the target in the query
#   own      with the client's credential, and no target
#   nobody   without a credential
Way = Literal["alone", "body", "query", "own", "nobody"]
Outcome = Way | type[UsageError]

OWN: Mapping[str, Credential | None] = {
    "none": None,
    "admin": SessionToken(ADMIN),
    "admin's cookie": SessionToken(ADMIN, as_cookie=True),
    "admin's function": SessionToken(lambda: ADMIN),
    "bearer": AccessToken(BEARER),
    "account": ServiceAccount("5a3c1f0e", jwk()),
}
READS = ("getSessionInfo", "validate", "logout", "getSessionProperties", "updateSessionProperties")
ADMINS = ("admin", "admin's cookie", "admin's function")
TOKENS = ("bearer", "account")

_NOT_ON_OPENAM = dict.fromkeys(["getSessionInfoAndResetIdleTime", "logoutByUser"], UnsupportedOperationError)
_TARGETED: Mapping[str, Outcome] = {**dict.fromkeys(ON_A_SESSION, "body"), **dict.fromkeys(OF_ADMINS, "own")}
# For operations that need a credential, "nobody" ends in an error of the core: see the test below.
_ALONE: Mapping[str, Outcome] = {**dict.fromkeys(ON_A_SESSION, "alone"), **dict.fromkeys(OF_ADMINS, "nobody")}
TABLE: Mapping[tuple[ProfileName, str], Mapping[str, Outcome]] = {
    ("aic", "none"): _ALONE,
    **{("aic", own): _TARGETED for own in (*ADMINS, *TOKENS)},
    ("pingam", "none"): _ALONE,
    **{("pingam", own): _TARGETED for own in ADMINS},
    **{("pingam", own): dict.fromkeys([*ON_A_SESSION, *OF_ADMINS], CredentialError) for own in TOKENS},
    ("openam", "none"): {**_ALONE, **_NOT_ON_OPENAM},
    **{
        ("openam", own): {**dict.fromkeys(READS, "alone"), **dict.fromkeys(OF_ADMINS, "own"), "refresh": "query", **_NOT_ON_OPENAM}
        for own in ADMINS
    },
    **{
        ("openam", own): {**dict.fromkeys([*ON_A_SESSION, *OF_ADMINS], CredentialError), **_NOT_ON_OPENAM}
        for own in TOKENS
    },
}  # fmt: skip


def outcome_of(profile: str, own: Credential | None, operation: str, version: str | None = None) -> Outcome:
    """How ``operation`` goes out, on the session of `TOKEN` if it is about one."""
    kind = PROFILES[profile]
    token = TOKEN if operation in ON_A_SESSION else None
    refused: UsageError | None = None
    try:
        target = target_of(operation, kind, version or kind.versions[operation], own, token)
    except UsageError as error:
        refused = error
    else:
        assert not {TOKEN, ADMIN} & set(repr(target).split("'"))
        if target.is_sole:
            assert isinstance(target.credential, SessionToken)
            assert (target.credential.token, target.in_body, target.in_query) == (TOKEN, None, None)
            return "alone"
        assert target.credential is own
        ways: dict[tuple[str | None, str | None], Way] = {
            (TOKEN, None): "body",
            (None, TOKEN): "query",
            (None, None): "own" if own else "nobody",
        }
        return ways[target.in_body, target.in_query]
    assert (refused.provider, refused.operation) == ("forgerock", operation)
    return type(refused)


def test_table_is_complete() -> None:
    assert {profile for profile, _ in TABLE} == PROFILES.keys() == set(get_args(ProfileName))
    assert TABLE.keys() == {(profile, own) for profile in PROFILES for own in OWN}
    assert all(row.keys() == {*ON_A_SESSION, *OF_ADMINS} for row in TABLE.values())
    assert {*ON_A_SESSION, *OF_ADMINS, *WITHOUT_CREDENTIAL, "issueAccessToken"} == OPERATIONS.keys()


@pytest.mark.parametrize(("profile", "own"), TABLE)
def test_target_goes_where_the_server_reads_it(profile: ProfileName, own: str) -> None:
    found = {operation: outcome_of(profile, OWN[own], operation) for operation in TABLE[profile, own]}
    assert found == TABLE[profile, own]


@pytest.mark.parametrize("profile", ["aic", "pingam"])
@pytest.mark.parametrize("as_cookie", [False, True])
def test_own_session_needs_no_target(profile: ProfileName, as_cookie: bool) -> None:
    own = SessionToken(TOKEN, header="renamed", as_cookie=as_cookie)
    for operation in ON_A_SESSION:
        kind = PROFILES[profile]
        target = target_of(operation, kind, kind.versions[operation], own, TOKEN)
        assert (target.credential, target.in_body, target.in_query, target.is_sole) == (own, None, None, True)


def test_own_session_of_a_function_is_not_known_to_be_the_same() -> None:
    assert outcome_of("aic", SessionToken(lambda: TOKEN), "logout") == "body"


@pytest.mark.parametrize(
    ("version", "in_body", "in_query"),
    [
        ("resource=3.0", True, False),
        ("resource=3.1, protocol=1.0", True, False),
        ("protocol=1.0,resource=4.0", True, False),
        ("resource=10.0", True, False),
        ("resource=2.9", False, True),
        ("resource=2.1, protocol=1.0", False, True),
        ("resource=1.0", False, True),
        # Nothing is known of these.
        ("protocol=1.0", False, False),
        ("resource=3", False, False),
        ("nonsense", False, False),
        ("xresource=4.0", False, False),
        ("resource=2.0x", False, False),
        ("", False, False),
    ],
)
def test_version_says_where_a_target_is_read(version: str, in_body: bool, in_query: bool) -> None:
    assert (target_is_read(version, in_body=True), target_is_read(version, in_body=False)) == (in_body, in_query)
    for profile in ("aic", "pingam"):
        for operation in ON_A_SESSION:
            expected = "body" if in_body else UsageError
            assert outcome_of(profile, OWN["admin"], operation, version or "protocol=1.0") == expected
            assert outcome_of(profile, None, operation, version or "protocol=1.0") == "alone"
    expected = "query" if in_query else UsageError
    assert outcome_of("openam", OWN["admin"], "refresh", version or "protocol=1.0") == expected


@pytest.mark.parametrize(
    ("profile", "version", "wanted"),
    [
        ("aic", "resource=2.0", "ask for resource=3.0 or above"),
        ("openam", "resource=3.0", "ask for a resource below 3.0"),
    ],
)
async def test_ignored_target_is_never_sent(profile: ProfileName, version: str, wanted: str) -> None:
    server = Server()
    own = SessionToken(ADMIN)
    async with client(server, profile, own, api_versions={"refresh": version}) as am:
        with pytest.raises(UsageError, match=wanted) as raised:
            await am.refresh(TOKEN)
        assert version in raised.value.message
        assert not server.requests
        await am.with_options(credentials=None).refresh(TOKEN)
    assert server.requests[0].headers["accept-api-version"] == version


# One request of each kind.


def client(server: Server, profile: ProfileName, own: Credential | None, **options: Any) -> ForgeRockSessions:
    options = {"realm": "alpha", "cookie_name": COOKIE, "transport": server.transport, **options}
    return ForgeRockSessions(URL, own, profile=profile, **options)


def way_of(request: httpx.Request) -> Way:
    """How a request went out."""
    target = request.url.params.get("tokenId")
    in_body = request.content and json.loads(request.content).get("tokenId")
    assert not (target and in_body)
    assert {target, in_body} <= {TOKEN, None, b"", ""}
    names = (COOKIE, "authorization", "cookie")
    headers = {name: request.headers[name] for name in names if name in request.headers}
    if not headers or headers == {COOKIE: TOKEN}:
        assert not target
        assert not in_body
        return "alone" if headers else "nobody"
    assert headers in ({COOKIE: ADMIN}, {"authorization": f"Bearer {BEARER}"}, {"cookie": f"{COOKIE}={ADMIN}"})
    return "query" if target else "body" if in_body else "own"


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize(("profile", "own"), [("aic", "none"), ("pingam", "admin"), ("openam", "admin's cookie")])
async def test_operation_goes_out_as_the_table_says(profile: ProfileName, own: str, operation: str) -> None:
    expected = "nobody" if operation in WITHOUT_CREDENTIAL else TABLE[profile, own][operation]
    whole_update = (profile, operation) == ("openam", "updateSessionProperties")
    server = Server()
    async with client(server, profile, OWN[own]) as am:
        if isinstance(expected, type) or (expected == "nobody" and operation in OF_ADMINS):
            with pytest.raises(CredentialError if expected == "nobody" else expected) as raised:
                await CALLS[operation](am)
            assert (raised.value.provider, raised.value.operation) == ("forgerock", operation)
            assert not server.requests
            return
        await CALLS[operation](am)
    assert server.operations == [*(["getSessionProperties"] if whole_update else []), operation]
    assert {way_of(request) for request in server.requests} == {expected}
    request = server.last_request(operation)
    assert request.headers["accept-api-version"] == PROFILES[profile].versions[operation]


async def test_access_token_goes_out_beside_a_target() -> None:
    server = Server()
    async with client(server, "aic", OWN["bearer"]) as am:
        await am.logout(TOKEN)
        await am.query_sessions("bjensen")
    assert [way_of(request) for request in server.requests] == ["body", "own"]
    assert all("authorization" in request.headers for request in server.requests)


async def test_target_in_the_query_is_lost_by_no_operation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its target, an operation would act on the administrator's own session."""
    targeted = frozenset(ON_A_SESSION) - {"getSessionInfoAndResetIdleTime"}
    profile = evolve(PROFILES["openam"], admin_target_in_query=targeted)
    monkeypatch.setitem(cast("dict[str, Profile]", PROFILES), "openam", profile)
    server = Server()
    async with client(server, "openam", OWN["admin"]) as am:
        for operation in sorted(targeted):
            await CALLS[operation](am)
    assert {operation_of(request): way_of(request) for request in server.requests} == dict.fromkeys(targeted, "query")


@pytest.mark.parametrize("as_cookie", [False, True])
async def test_own_session_goes_out_without_a_target(as_cookie: bool) -> None:
    server = Server()
    async with client(server, "aic", SessionToken(TOKEN, header="renamed", as_cookie=as_cookie)) as am:
        for call in ON_A_SESSION.values():
            await call(am)
    for request in server.requests:
        expected = {"cookie": f"renamed={TOKEN}"} if as_cookie else {"renamed": TOKEN}
        assert {name: request.headers[name] for name in ("cookie", "renamed") if name in request.headers} == expected
        assert TOKEN not in str(request.url)
        assert TOKEN not in request.content.decode()


@pytest.mark.parametrize("profile", get_args(ProfileName))
@pytest.mark.parametrize("own", ["none", "admin"])
async def test_session_handle_is_its_own_credential(profile: ProfileName, own: str) -> None:
    server = Server()
    async with client(server, profile, OWN[own]) as am:
        session = am.session(TOKEN)
        assert not server.requests
        assert await session.is_alive()
        await session.get_session_info()
        await session.get_session_properties()
        await session.update_session_properties({"Team": "night"})
        await session.validate(refresh=True)
        await session.end()
        await session.logout()
        assert {way_of(request) for request in server.requests} == {"alone"}
        # A user of OpenAM cannot refresh, not even the user's own session.
        await session.refresh()
    assert way_of(server.last_request("refresh")) == ("query" if (profile, own) == ("openam", "admin") else "alone")


async def test_credential_of_another_provider_is_refused() -> None:
    server = Server()
    async with client(server, "aic", ApiToken("00Q")) as am:
        for call in (*ON_A_SESSION.values(), *OF_ADMINS.values()):
            with pytest.raises(CredentialError, match="takes SessionToken"):
                await call(am)
    assert not server.requests


def test_session_token_fits_one_scheme_of_the_document() -> None:
    # If it fitted both, a header could go out where the document wants a cookie.
    assert SessionToken(ADMIN).schemes == {"session"}
    assert SessionToken(ADMIN, as_cookie=True).schemes == {"sessionCookie"}


@pytest.mark.parametrize(
    "own", [SessionToken(ADMIN), SessionToken(ADMIN, as_cookie=True), SessionToken(ADMIN, header="A")]
)
async def test_own_header_with_the_name_of_the_cookie_is_refused(own: SessionToken) -> None:
    server = Server()
    name = "a" if own.header else COOKIE.upper()
    async with ForgeRockSessions(URL, own, headers={name: "x"}, transport=server.transport) as am:
        with pytest.raises(UsageError, match="session cookie"):
            await am.query_sessions("bjensen")
    assert "querySessions" not in server.operations


@pytest.mark.parametrize("operation", ["logout", "querySessions"])
async def test_own_token_of_a_function_is_asked_for_at_each_call(operation: str) -> None:
    tokens = iter([f"{ADMIN}1", f"{ADMIN}2"])

    async def vault() -> str:
        return next(tokens)

    server = Server()
    async with client(server, "aic", SessionToken(vault)) as am:
        await CALLS[operation](am)
        await CALLS[operation](am)
    assert [request.headers[COOKIE] for request in server.requests] == [f"{ADMIN}1", f"{ADMIN}2"]
