"""The request of a call: which credential an operation takes, and whose headers are sent."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import pytest

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
    UsageError,
)
from idsessions._core.messages import SCHEMES, Outgoing, build_request, check_credential, validated_headers
from idsessions._core.operations import Operation
from idsessions._core.options import Options
from idsessions._core.provider import Provider
from idsessions.agileapps._rules import AGILEAPPS
from idsessions.forgerock._rules import FORGEROCK
from idsessions.okta import AuthenticationStep
from idsessions.okta._rules import OKTA
from idsessions.testing import AgileAppsEmulator, Emulator, ForgeRockEmulator, ManualClock, OktaEmulator

from ..signing import jwk


class OwnCredential(Credential):
    """A credential class of the application, which counts as an API token."""

    def __init__(self, headers: Mapping[str, str] | None = None) -> None:
        self._headers = headers or {"Authorization": "SSWS 00own"}

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"apiToken"})

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return self._headers


def app(scopes: str = "okta.sessions.read okta.sessions.manage okta.users.manage") -> ServiceApp:
    return ServiceApp("0oa", jwk(), scopes)


# Every kind of credential, and the schemes of the documents that it fits.
KINDS: Mapping[str, tuple[Any, set[str]]] = {
    "none": (None, set()),
    "a text": ("00Token", set()),
    "a class": (ApiToken, set()),
    "ApiToken": (ApiToken("00Token"), {"apiToken"}),
    "OwnCredential": (OwnCredential(), {"apiToken"}),
    "AccessToken": (AccessToken("eyJtoken"), {"oauth2", "userToken", "bearer"}),
    "AccessToken with another scope": (
        AccessToken("eyJtoken", scopes="okta.apps.read"),
        {"oauth2", "userToken", "bearer"},
    ),
    "ServiceApp": (app(), {"oauth2"}),
    "ServiceApp that may only read": (app("okta.sessions.read"), {"oauth2"}),
    "ServiceApp that may only manage": (app("okta.sessions.manage okta.users.manage"), {"oauth2"}),
    "ServiceApp that may revoke everything": (app("okta.universalLogout.manage"), {"oauth2"}),
    "ServiceAccount": (ServiceAccount("id", jwk()), {"bearer"}),
    "sid": (SessionCookie("sid", "sid-value"), {"sid"}),
    "idx": (SessionCookie("idx", "idx-value"), {"idx"}),
    "another cookie": (SessionCookie("DT", "dt-value"), {"DT"}),
    "SessionCookies": (SessionCookies("JSESSIONID=a; ROUTE=b"), {"sessionCookies"}),
    "SessionToken": (SessionToken("kQ1xToken"), {"session"}),
    "SessionToken as a cookie": (SessionToken("kQ1xToken", as_cookie=True), {"sessionCookie"}),
}

_API = {"ApiToken", "OwnCredential"}
_MANAGE = _API | {"AccessToken", "ServiceApp", "ServiceApp that may only manage"}
_READ = _MANAGE | {"ServiceApp that may only read"}
_OWN_SESSION = {"sid", "idx"}
_AM = {
    "SessionToken",
    "SessionToken as a cookie",
    "AccessToken",
    "AccessToken with another scope",
    "ServiceAccount",
}
# Each operation of each document: the kinds that it takes, and what the error says about all others.
TAKES: Final[Mapping[str, Mapping[str, tuple[set[str], str]]]] = {
    "okta": {
        "createSession": (_API, "ApiToken"),
        "getSession": (_READ, "ApiToken or AccessToken or ServiceApp"),
        "refreshSession": (_MANAGE, "ApiToken or AccessToken or ServiceApp"),
        "revokeSession": (_MANAGE, "ApiToken or AccessToken or ServiceApp"),
        "revokeUserSessions": (_MANAGE, "ApiToken or AccessToken or ServiceApp"),
        "globalTokenRevocation": (
            _API | {"AccessToken", "ServiceApp that may revoke everything"},
            "ApiToken or AccessToken or ServiceApp",
        ),
        "endMyAccountSessions": ({"AccessToken"}, "AccessToken"),
        "getCurrentSession": (_OWN_SESSION, "SessionCookie('sid', ...) or SessionCookie('idx', ...)"),
        "refreshCurrentSession": (_OWN_SESSION, "SessionCookie('sid', ...) or SessionCookie('idx', ...)"),
        "closeCurrentSession": (_OWN_SESSION, "SessionCookie('sid', ...) or SessionCookie('idx', ...)"),
        "endUserSessions": (_OWN_SESSION, "SessionCookie('sid', ...) or SessionCookie('idx', ...)"),
        "authenticate": (_API | {"none"}, "ApiToken"),
        **dict.fromkeys(
            ["verifyFactor", "continueAuthentication", "cancelAuthentication", "issueAccessToken"],
            ({"none"}, "no credential at all"),
        ),
    },
    "forgerock": {
        **dict.fromkeys(
            [
                *("refresh", "logout", "getSessionInfoAndResetIdleTime", "getSessionProperties"),
                *("updateSessionProperties", "querySessions", "logoutByHandle", "logoutByUser"),
            ],
            (_AM, "SessionToken or AdminLogin or AccessToken or ServiceAccount"),
        ),
        "getSessionInfo": (_AM | {"none"}, "SessionToken or AdminLogin or AccessToken or ServiceAccount"),
        "validate": (_AM | {"none"}, "SessionToken or AdminLogin or AccessToken or ServiceAccount"),
        "authenticate": ({"none"}, "no credential at all"),
        "getServerInfo": ({"none"}, "no credential at all"),
        "issueAccessToken": ({"none"}, "no credential at all"),
    },
    "agileapps": {
        "login": ({"none"}, "no credential at all"),
        "loginAsCustomerSupport": ({"none"}, "no credential at all"),
        "proxyLogin": ({"SessionCookies", "none"}, "SessionCookies"),
        "switchBack": ({"SessionCookies"}, "SessionCookies"),
        "logout": ({"SessionCookies"}, "SessionCookies"),
        **dict.fromkeys(
            ["listActiveSessions", "logoutSessions", "logoutAllSessions"], ({"SessionCookies"}, "SessionCookies")
        ),
        "isSessionValid": ({"SessionCookies"}, "SessionCookies"),
        "getUserInfo": ({"SessionCookies"}, "SessionCookies"),
    },
}
PROVIDERS: Final = {provider.name: provider for provider in (OKTA, FORGEROCK, AGILEAPPS)}
OPERATIONS: Final = [(provider, operation) for provider, operations in TAKES.items() for operation in operations]


def operations_of(provider: Provider) -> dict[str, Operation]:
    return {operation.id: operation for operation in provider.description.by_name.values()}


@pytest.mark.parametrize("kind", KINDS)
def test_credential_fits_exactly_its_schemes(kind: str) -> None:
    credential, schemes = KINDS[kind]
    if isinstance(credential, Credential):
        assert credential.schemes == schemes


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_operation_of_the_document_has_a_row(provider: str) -> None:
    assert TAKES[provider].keys() == operations_of(PROVIDERS[provider]).keys()


@pytest.mark.parametrize(("provider", "name"), OPERATIONS)
def test_operation_takes_exactly_the_credentials_of_its_row(provider: str, name: str) -> None:
    operation = operations_of(PROVIDERS[provider])[name]
    takes, expected = TAKES[provider][name]
    for kind, (credential, schemes) in KINDS.items():
        if kind in takes:
            check_credential(operation, credential)
            continue
        with pytest.raises(CredentialError) as raised:
            check_credential(operation, credential)
        message = raised.value.message
        if credential is None:
            assert message == f"this operation needs a credential: {expected}"
        elif not isinstance(credential, Credential):
            assert message == (
                f"a credential must be an object, such as ApiToken('...'), not a {type(credential).__name__}"
            )
        elif schemes & {scheme for alternative in operation.security for scheme in alternative}:
            (scope,) = next(scopes for alternative in operation.security for scopes in alternative.values() if scopes)
            assert message == f"the access token lacks the scope {scope}"
        else:
            assert message == f"this operation takes {expected}, not {credential.kind}"
            assert kind not in ("a text", "none")


def test_no_credential_fits_schemes_of_two_documents_but_an_access_token() -> None:
    schemes = [
        {scheme for operation in operations_of(provider).values() for each in operation.security for scheme in each}
        for provider in PROVIDERS.values()
    ]
    assert sum(map(len, schemes)) == len(set[str]().union(*schemes))
    for kind, (_, fits) in KINDS.items():
        assert sum(bool(fits & each) for each in schemes) <= 1 or kind.startswith("AccessToken")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_scheme_has_a_name_for_users(provider: str) -> None:
    operations = operations_of(PROVIDERS[provider]).values()
    schemes = {scheme for operation in operations for alternative in operation.security for scheme in alternative}
    assert schemes <= SCHEMES.keys()


def test_operation_without_security_takes_no_credential() -> None:
    operation = Operation.compiled("ask", {"security": []}, {})
    check_credential(operation, None)
    with pytest.raises(CredentialError, match="takes no credential at all, not ApiToken"):
        check_credential(operation, ApiToken("a"))


# The same through the clients: nothing is sent with a credential that does not fit, and nothing but one that does.

Call = Callable[[Any, Any], Awaitable[object]]
_TARGET = "kQ1xTarget"


async def start(login: Awaitable[object]) -> None:
    await login


# The credential goes to the call where the method takes one, and to the client everywhere else.
CALLS: Final[Mapping[str, Mapping[str, Call]]] = {
    "okta": {
        "createSession": lambda okta, _: okta.create_session("20111"),
        "getSession": lambda okta, _: okta.get_session("102"),
        "refreshSession": lambda okta, _: okta.refresh_session("102"),
        "revokeSession": lambda okta, _: okta.revoke_session("102"),
        "revokeUserSessions": lambda okta, _: okta.revoke_user_sessions("00u"),
        "globalTokenRevocation": lambda okta, _: okta.global_token_revocation("00u"),
        "endMyAccountSessions": lambda okta, given: okta.end_my_account_sessions(given),
        "getCurrentSession": lambda okta, given: okta.get_current_session(given),
        "refreshCurrentSession": lambda okta, given: okta.refresh_current_session(given),
        "closeCurrentSession": lambda okta, given: okta.close_current_session(given),
        "endUserSessions": lambda okta, given: okta.end_user_sessions(given),
        "authenticate": lambda okta, _: okta.authenticate("ada", "password", as_trusted_application=True),
        "verifyFactor": lambda okta, _: okta.verify_factor("ost1", AuthenticationStep("00state", pass_code="123456")),
        "continueAuthentication": lambda okta, _: okta.continue_authentication("skip", AuthenticationStep("00state")),
        "cancelAuthentication": lambda okta, _: okta.cancel_authentication("00state"),
        "issueAccessToken": lambda okta, _: okta.issue_access_token("a.b.c", scope="okta.a"),
    },
    "forgerock": {
        "refresh": lambda am, _: am.refresh(_TARGET),
        "logout": lambda am, _: am.logout(_TARGET),
        "getSessionInfo": lambda am, _: am.get_session_info(_TARGET),
        "getSessionInfoAndResetIdleTime": lambda am, _: am.get_session_info_and_reset_idle_time(_TARGET),
        "validate": lambda am, _: am.validate(_TARGET),
        "getSessionProperties": lambda am, _: am.get_session_properties(_TARGET),
        "updateSessionProperties": lambda am, _: am.update_session_properties(_TARGET, {"Team": "a"}),
        "querySessions": lambda am, _: am.query_sessions("bjensen"),
        "logoutByHandle": lambda am, _: am.logout_by_handle(["shandle:a"]),
        "logoutByUser": lambda am, _: am.logout_by_user("bjensen"),
        "authenticate": lambda am, _: am.authenticate(username="a", password="b"),
        "getServerInfo": lambda am, _: am.get_server_info(),
        "issueAccessToken": lambda am, _: am.issue_access_token("a.b.c"),
    },
    "agileapps": {
        "login": lambda client, _: start(client.login("ada", "password")),
        "loginAsCustomerSupport": lambda client, _: start(
            client.login_as_customer_support("ada", "password", client_tenant_id="7")
        ),
        "proxyLogin": lambda client, given: start(client.proxy_login(given, "7", user_name="ada", password="password")),
        "switchBack": lambda client, given: client.switch_back(given),
        "logout": lambda client, given: client.logout(given),
        "listActiveSessions": lambda client, given: client.list_active_sessions(given),
        "logoutSessions": lambda client, given: client.logout_sessions(given, ["7"]),
        "logoutAllSessions": lambda client, given: client.logout_all_sessions(given),
        "isSessionValid": lambda client, given: client.is_session_valid(given),
        "getUserInfo": lambda client, given: client.get_user_info(given),
    },
}
# These authenticate by what is in the request itself: the credential of the client is not sent.
_SENDS_NO_CREDENTIAL: Final = {
    *(
        ("okta", name)
        for name in ("verifyFactor", "continueAuthentication", "cancelAuthentication", "issueAccessToken")
    ),
    ("forgerock", "authenticate"),
    ("forgerock", "getServerInfo"),
    ("forgerock", "issueAccessToken"),
}


def emulator_of(provider: str) -> Any:
    clock = ManualClock()
    if provider == "okta":
        return OktaEmulator(clock=clock)
    return ForgeRockEmulator("aic", clock=clock) if provider == "forgerock" else AgileAppsEmulator(clock=clock)


async def send(provider: str, name: str, given: Any, emulator: Any) -> None:
    transport, clock = emulator.transport(), emulator.clock
    client: Any
    if provider == "okta":
        of_the_call = name == "endUserSessions" or "Current" in name
        own = ApiToken(emulator.api_token) if of_the_call else given
        client = OktaSessions(emulator.url, own, transport=transport, clock=clock)
    elif provider == "forgerock":
        cookie = emulator.cookie_name
        client = ForgeRockSessions(
            emulator.url, given, realm="alpha", cookie_name=cookie, transport=transport, clock=clock
        )
    else:
        client = AgileAppsSessions(emulator.url, transport=transport, clock=clock)
        if name.startswith("login") and given is not None:
            client = client.with_options(credentials=given)
    async with client:
        await CALLS[provider][name](client, given)


async def send_and_ignore_the_response(provider: str, name: str, given: Any, emulator: Any) -> None:
    """Send a call; the emulator knows none of these tokens and ids."""
    try:
        await send(provider, name, given, emulator)
    except CredentialError:
        raise
    except SessionsError:
        pass


def assert_sent_with(emulator: Emulator, schemes: set[str]) -> None:
    assert len(emulator.requests) == 1
    assert set(emulator.credentials(emulator.requests[0]) or ()) == schemes
    # The emulator compares the request with the document: exactly one alternative of its security.
    assert not [each for each in emulator.violations if "credential" in each.message]


@pytest.mark.parametrize(("provider", "name"), OPERATIONS)
async def test_wrong_credential_sends_nothing(provider: str, name: str) -> None:
    wrong = SessionToken("kQ1xToken") if provider == "okta" else ApiToken("00Token")
    emulator = emulator_of(provider)
    if (provider, name) in _SENDS_NO_CREDENTIAL:
        await send_and_ignore_the_response(provider, name, wrong, emulator)
        assert_sent_with(emulator, set())
    else:
        with pytest.raises(CredentialError):
            await send(provider, name, wrong, emulator)
        assert emulator.requests == []


@pytest.mark.parametrize(("provider", "name"), OPERATIONS)
async def test_fitting_credential_is_sent_as_its_scheme(provider: str, name: str) -> None:
    operation = operations_of(PROVIDERS[provider])[name]
    documented = {scheme for alternative in operation.security for scheme in alternative}
    for kind in TAKES[provider][name][0]:
        given, schemes = KINDS[kind]
        if kind.startswith("Service"):
            continue  # These fetch a token first, which tests/facade/tokens shows.
        if given is None and provider == "okta" and name == "authenticate":
            continue  # The call below asks for a credential: `as_trusted_application`.
        expected = schemes & documented
        if provider == "forgerock" and given is None and documented:
            expected = {"session"}  # The token that the call is about.
        if name == "proxyLogin" and given is None:
            continue  # The method requires the cookies.
        emulator = emulator_of(provider)
        await send_and_ignore_the_response(provider, name, given, emulator)
        assert_sent_with(emulator, expected)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "none"])
async def test_agileapps_client_takes_no_credential(kind: str) -> None:
    tenant = AgileAppsEmulator(clock=ManualClock())
    async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=tenant.clock) as client:
        with pytest.raises(CredentialError, match=r"has no credential|must be an object"):
            await client.with_options(credentials=KINDS[kind][0]).get_user_info("JSESSIONID=a")
    assert tenant.requests == []


# Headers


def built(headers: Mapping[str, str] | None = None, own: Mapping[str, str] | None = None, **parts: Any) -> Outgoing:
    operation = Operation.compiled("ask", {"security": []}, {})
    return build_request(operation, None, Options(headers=own), "get", "https://x.test/", headers=headers, **parts)


def test_request_has_these_headers_and_no_others() -> None:
    request = built()
    assert {name: value for name, value in request.headers.items() if name != "User-Agent"} == {
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "Connection": "keep-alive",
    }
    assert request.method == "GET"


@pytest.mark.parametrize("name", ["X-Forwarded-For", "x-forwarded-for", "X-FORWARDED-FOR"])
def test_header_of_the_operation_replaces_the_callers_in_any_case(name: str) -> None:
    request = built({"X-Forwarded-For": "192.0.2.1"}, {name: "198.51.100.7"})
    sent = [value for name, value in request.headers.items() if name.lower() == "x-forwarded-for"]
    assert sent == ["192.0.2.1"]


def test_header_of_the_caller_is_sent_where_the_operation_has_none() -> None:
    request = built({"X-Forwarded-For": "192.0.2.1"}, {"x-trace": "abc"})
    assert request.headers["x-trace"] == "abc"


def test_cookie_that_is_no_credential_is_sent() -> None:
    assert built(cookie="a=b").headers["Cookie"] == "a=b"
    assert "Cookie" not in built().headers


def test_body_is_sent_as_json_or_as_a_form() -> None:
    assert json.loads(built(json={"a": "ä"}).content) == {"a": "ä"}
    form = built(data={"a": "ä b"})
    assert (form.headers["Content-Type"], form.content) == ("application/x-www-form-urlencoded", b"a=%C3%A4+b")


@pytest.mark.parametrize(
    "parts",
    [
        {"headers": {"X-Pin": "S3CRET\ud800"}},
        {"headers": {"X-Pin": "S3CRET "}},
        {"json": {"pin": "S3CRET\ud800"}},
        {"data": {"pin": "S3CRET\ud800"}},
        {"params": {"pin": "S3CRET\ud800"}},
        {"cookie": "S3CRET\r\n"},
        {"params": {"pin": "S3CRET" * 20_000}},
    ],
    ids=["header", "header with a blank", "json", "form", "query", "cookie", "too long"],
)
def test_argument_that_cannot_be_sent_raises_without_its_value(parts: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"^an argument (holds a character|is too long)") as raised:
        built(**parts)
    assert "S3CRET" not in repr(raised.value)
    assert raised.value.__cause__ is raised.value.__context__ is None


# Headers of a credential

UNSENDABLE: Final[list[Mapping[str, str]]] = [
    {"Authorization": "SSWS S3CRET\r\nCookie: sid=x"},
    {"Authorization": "SSWS S3CRET\n"},
    {"Authorization": " SSWS S3CRET"},
    {"Authorization": "SSWS S3CRET€"},
    {"Authorization": "SSWS S3CRET\ud800"},
    {"": "S3CRET"},
    {"X S3CRET": "a"},
    {"Host": "elsewhere.test"},
    {"Connection": "close"},
    {"content-length": "0"},
    {"Content-Type": "text/plain"},
    {"Transfer-Encoding": "chunked"},
]


@pytest.mark.parametrize("headers", UNSENDABLE)
def test_credential_with_headers_that_cannot_be_sent_raises(headers: Mapping[str, str]) -> None:
    with pytest.raises(CredentialError, match="cannot be sent") as raised:
        validated_headers(headers)
    assert "S3CRET" not in str(raised.value)
    assert raised.value.__context__ is None


async def test_credential_with_headers_that_cannot_be_sent_sends_nothing() -> None:
    org = OktaEmulator(clock=ManualClock())
    own = OwnCredential(UNSENDABLE[0])
    async with OktaSessions(org.url, own, transport=org.transport(), clock=org.clock) as okta:
        with pytest.raises(CredentialError, match="cannot be sent") as raised:
            await okta.get_session("a")
    assert (raised.value.provider, raised.value.operation) == ("okta", "getSession")
    assert raised.value.__context__ is None
    assert org.requests == []


def test_headers_of_a_credential_are_returned_as_they_are() -> None:
    assert validated_headers({"X-Own": "a b", "Cookie": ""}) == {"X-Own": "a b", "Cookie": ""}
