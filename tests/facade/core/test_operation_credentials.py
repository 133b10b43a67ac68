"""Each operation with each kind of credential: sent with exactly one that the document allows, or refused unsent by name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import pytest
from attrs import frozen

from idsessions import (
    AccessToken,
    AgileAppsSessions,
    ApiToken,
    Credential,
    CredentialError,
    ForgeRockSessions,
    OktaSessions,
    ServiceAccount,
    ServiceApp,
    SessionCookie,
    SessionCookies,
    SessionsError,
    SessionToken,
)
from idsessions.testing import AgileAppsEmulator, Emulator, ForgeRockEmulator, ManualClock, OktaEmulator
from idsessions_agileapps.description import OPERATIONS as AGILEAPPS
from idsessions_forgerock.description import OPERATIONS as FORGEROCK
from idsessions_okta.description import OPERATIONS as OKTA

from ..signing import jwk


class Own(Credential):
    """A credential of the application's own making, which counts as an API token."""

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"apiToken"})

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return {"Authorization": "SSWS 00own"}


Kinds = Mapping[str, Callable[[Emulator], Any]]
KINDS: Final[Kinds] = {
    "none": lambda _: None,
    "a text": lambda _: "00Token",
    "ApiToken": lambda _: ApiToken("00Token"),
    "Own": lambda _: Own(),
    "AccessToken": lambda _: AccessToken("eyJtoken"),
    "ServiceApp": lambda emulator: ServiceApp(
        emulator.service_app.client_id if isinstance(emulator, OktaEmulator) else "0oa",
        jwk(),
        "okta.sessions.manage okta.users.manage",
    ),
    "ServiceAccount": lambda emulator: ServiceAccount(
        emulator.service_account.id if isinstance(emulator, ForgeRockEmulator) else "id", jwk()
    ),
    "sid": lambda _: SessionCookie("sid", "sid-value"),
    "idx": lambda _: SessionCookie("idx", "idx-value"),
    "another cookie": lambda _: SessionCookie("DT", "dt-value"),
    "SessionCookies": lambda _: SessionCookies("JSESSIONID=a; ROUTE=b"),
    "SessionToken": lambda _: SessionToken("kQ1xToken"),
    "SessionToken as a cookie": lambda _: SessionToken("kQ1xToken", as_cookie=True),
}


@frozen
class Row:
    """One operation.

    Attributes:
        call: Calls it, with a credential where the caller gives one for the call.
        takes: The scheme that each kind goes out as; None for no credential.
        said: What is said of all other kinds.
    """

    call: Callable[[Any, Any], Awaitable[object]]
    takes: Mapping[str, str | None]
    said: str = ""


_BY_ID = {"ApiToken": "apiToken", "Own": "apiToken", "AccessToken": "oauth2", "ServiceApp": "oauth2"}
_BY_ID_SAID = "ApiToken or AccessToken or ServiceApp"
_ME = {"sid": "sid", "idx": "idx"}
_ME_SAID = r"SessionCookie\('sid', ...\) or SessionCookie\('idx', ...\)"
_ANY_AS_NONE = dict.fromkeys(KINDS.keys() - {"a text"})
OKTA_ROWS: Final[Mapping[str, Row]] = {
    "createSession": Row(
        lambda okta, _: okta.create_session("20111"), {"ApiToken": "apiToken", "Own": "apiToken"}, "ApiToken"
    ),
    "getSession": Row(lambda okta, _: okta.get_session("102"), _BY_ID, _BY_ID_SAID),
    "refreshSession": Row(lambda okta, _: okta.refresh_session("102"), _BY_ID, _BY_ID_SAID),
    "revokeSession": Row(lambda okta, _: okta.revoke_session("102"), _BY_ID, _BY_ID_SAID),
    "revokeUserSessions": Row(lambda okta, _: okta.revoke_user_sessions("00u"), _BY_ID, _BY_ID_SAID),
    "getCurrentSession": Row(lambda okta, given: okta.get_current_session(given), _ME, _ME_SAID),
    "refreshCurrentSession": Row(lambda okta, given: okta.refresh_current_session(given), _ME, _ME_SAID),
    "closeCurrentSession": Row(lambda okta, given: okta.close_current_session(given), _ME, _ME_SAID),
    "endUserSessions": Row(lambda okta, given: okta.end_user_sessions(given), _ME, _ME_SAID),
    "authenticate": Row(
        lambda okta, _: okta.authenticate("ada", "password", as_trusted_application=True),
        {"ApiToken": "apiToken", "Own": "apiToken"},
        "ApiToken",
    ),
    # Who asks is in the form; the client's own credential stays at home.
    "issueAccessToken": Row(lambda okta, _: okta.issue_access_token("a.b.c", scope="okta.a"), _ANY_AS_NONE),
}

_TOKEN = "kQ1xTarget"
_OWN = {
    "SessionToken": "session",
    "SessionToken as a cookie": "sessionCookie",
    "AccessToken": "bearer",
    "ServiceAccount": "bearer",
}
_OWN_SAID = "SessionToken or AccessToken or ServiceAccount"
FORGEROCK_ROWS: Final[Mapping[str, Row]] = {
    # Without a credential of the client's own, the token asked about is the only one.
    "refresh": Row(lambda am, _: am.refresh(_TOKEN), {**_OWN, "none": "session"}, _OWN_SAID),
    "logout": Row(lambda am, _: am.logout(_TOKEN), {**_OWN, "none": "session"}, _OWN_SAID),
    "getSessionInfo": Row(lambda am, _: am.get_session_info(_TOKEN), {**_OWN, "none": "session"}, _OWN_SAID),
    "getSessionInfoAndResetIdleTime": Row(
        lambda am, _: am.get_session_info_and_reset_idle_time(_TOKEN), {**_OWN, "none": "session"}, _OWN_SAID
    ),
    "validate": Row(lambda am, _: am.validate(_TOKEN), {**_OWN, "none": "session"}, _OWN_SAID),
    "getSessionProperties": Row(
        lambda am, _: am.get_session_properties(_TOKEN), {**_OWN, "none": "session"}, _OWN_SAID
    ),
    "updateSessionProperties": Row(
        lambda am, _: am.update_session_properties(_TOKEN, {"Team": "a"}), {**_OWN, "none": "session"}, _OWN_SAID
    ),
    "querySessions": Row(lambda am, _: am.query_sessions("bjensen"), _OWN, _OWN_SAID),
    "logoutByHandle": Row(lambda am, _: am.logout_by_handle(["shandle:a"]), _OWN, _OWN_SAID),
    "logoutByUser": Row(lambda am, _: am.logout_by_user("bjensen"), _OWN, _OWN_SAID),
    "authenticate": Row(lambda am, _: am.authenticate(username="a", password="b"), _ANY_AS_NONE),
    "getServerInfo": Row(lambda am, _: am.get_server_info(), _ANY_AS_NONE),
    "issueAccessToken": Row(lambda am, _: am.issue_access_token("a.b.c"), _ANY_AS_NONE),
}

_COOKIES = {"SessionCookies": "sessionCookies", "a text": "sessionCookies"}
_COOKIES_SAID = "SessionCookies|the session's cookies are empty"
AGILEAPPS_ROWS: Final[Mapping[str, Row]] = {
    "login": Row(lambda client, _: began(client.login("ada", "password")), {"none": None}, "has no credential"),
    "loginAsCustomerSupport": Row(
        lambda client, _: began(client.login_as_customer_support("ada", "password", client_tenant_id="7")),
        {"none": None},
        "has no credential",
    ),
    "proxyLogin": Row(
        lambda client, given: began(client.proxy_login(given, "7", user_name="ada", password="password")),
        _COOKIES,
        _COOKIES_SAID,
    ),
    "switchBack": Row(lambda client, given: client.switch_back(given), _COOKIES, _COOKIES_SAID),
    "logout": Row(lambda client, given: client.logout(given), _COOKIES, _COOKIES_SAID),
    "isSessionValid": Row(lambda client, given: client.is_session_valid(given), _COOKIES, _COOKIES_SAID),
    "getUserInfo": Row(lambda client, given: client.get_user_info(given), _COOKIES, _COOKIES_SAID),
}


async def began(login: Awaitable[object]) -> None:
    await login


def test_no_two_documents_share_the_name_of_a_credential() -> None:
    schemes = [
        {scheme for operation in operations.values() for each in operation["security"] for scheme in each}
        for operations in (OKTA, FORGEROCK, AGILEAPPS)
    ]
    assert sum(map(len, schemes)) == len(set[str]().union(*schemes))


def test_every_operation_of_every_document_has_a_row() -> None:
    assert OKTA_ROWS.keys() == OKTA.keys()
    assert FORGEROCK_ROWS.keys() == FORGEROCK.keys()
    assert AGILEAPPS_ROWS.keys() == AGILEAPPS.keys()


async def tried(row: Row, kind: str, emulator: Emulator, client: Callable[[], Any], given: Any) -> None:
    """Make the call of one cell, and look at what came of it."""
    # What the emulator says of made-up tokens and ids is not what this is about.
    if kind in row.takes:
        async with client() as made:
            try:
                await row.call(made, given)
            except CredentialError as error:
                raise AssertionError("refused") from error
            except SessionsError:
                pass
        request = emulator.requests[-1]
        scheme = row.takes[kind]
        assert set(emulator.credentials(request) or ()) == ({scheme} if scheme else set())
        # The emulator compares what it was sent with the document: exactly one alternative of its security.
        assert not [each for each in emulator.violations if "credential" in each.message]
        return
    with pytest.raises(CredentialError, match=row.said if kind != "a text" else "object|takes|no credential"):
        async with client() as made:
            await row.call(made, given)
    assert emulator.requests == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("operation", OKTA_ROWS)
async def test_okta(operation: str, kind: str) -> None:
    org = OktaEmulator(clock=ManualClock())
    org.add_key(jwk())
    given: Any = KINDS[kind](org)
    of_the_call = operation == "endUserSessions" or "Current" in operation

    def client() -> OktaSessions:
        # For the calls about the current session, what the client itself calls as does not count.
        own = ApiToken(org.api_token) if of_the_call else given
        return OktaSessions(org.url, own, transport=org.transport(), clock=org.clock)

    await tried(OKTA_ROWS[operation], kind, org, client, given)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("operation", FORGEROCK_ROWS)
async def test_forgerock(operation: str, kind: str) -> None:
    server = ForgeRockEmulator("aic", clock=ManualClock())
    server.add_key(jwk())
    given: Any = KINDS[kind](server)

    def client() -> ForgeRockSessions:
        name = server.cookie_name
        return ForgeRockSessions(
            server.url, given, realm="alpha", cookie_name=name, transport=server.transport(), clock=server.clock
        )

    await tried(FORGEROCK_ROWS[operation], kind, server, client, given)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("operation", AGILEAPPS_ROWS)
async def test_agileapps(operation: str, kind: str) -> None:
    tenant = AgileAppsEmulator(clock=ManualClock())
    given: Any = KINDS[kind](tenant)

    def client() -> AgileAppsSessions:
        made = AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=tenant.clock)
        return made.with_options(credentials=given) if operation.startswith("login") else made

    await tried(AGILEAPPS_ROWS[operation], kind, tenant, client, given)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "none"])
async def test_an_agileapps_client_has_no_credential_of_its_own(kind: str) -> None:
    tenant = AgileAppsEmulator(clock=ManualClock())
    given: Any = KINDS[kind](tenant)
    async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=tenant.clock) as client:
        with pytest.raises(CredentialError, match=r"has no credential|must be an object"):
            await client.with_options(credentials=given).get_user_info("JSESSIONID=a")
    assert tenant.requests == []
