"""`client.auth` authenticates the caller's own httpx client at the server of the session, and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from idsessions import (
    AccessToken,
    AgileAppsSessions,
    ApiToken,
    Credential,
    CredentialError,
    ForgeRockSessions,
    OktaSessions,
    ServiceApp,
    SessionAuth,
    SessionCookie,
    SessionCookies,
    SessionExpiredError,
    SessionToken,
    UsageError,
)
from idsessions.testing import AgileAppsEmulator, ForgeRockEmulator, ManualClock, OktaEmulator

from ..service_apps import app_of, client, counted
from ..signing import jwk
from .worlds import WORLDS, Client, World

ORIGIN = "https://acme.example"


def client_at(provider: str, transport: httpx.MockTransport) -> Client:
    clock = ManualClock()
    if provider == "okta":
        return OktaSessions(ORIGIN, transport=transport, clock=clock)
    if provider == "agileapps":
        return AgileAppsSessions(ORIGIN, transport=transport, clock=clock)
    cookie_name = "iPlanetDirectoryPro"
    return ForgeRockSessions(f"{ORIGIN}/am", cookie_name=cookie_name, transport=transport, clock=clock)


SECRET = "s3cret-of-the-session"
# A credential of each kind, and the header that it is sent in.
CREDENTIALS: list[tuple[str, Credential, tuple[str, str]]] = [
    ("okta", SessionCookie("sid", SECRET), ("cookie", f"sid={SECRET}")),
    ("okta", ApiToken(SECRET), ("authorization", f"SSWS {SECRET}")),
    ("okta", AccessToken(SECRET), ("authorization", f"Bearer {SECRET}")),
    ("forgerock", SessionToken(SECRET), ("cookie", f"iPlanetDirectoryPro={SECRET}")),
    ("forgerock", AccessToken(SECRET), ("authorization", f"Bearer {SECRET}")),
    ("agileapps", SessionCookies(f"JSESSIONID={SECRET}"), ("cookie", f"JSESSIONID={SECRET}")),
]
Handler = Callable[[httpx.Request], httpx.Response]


def auth_of(provider: str, credential: Any) -> SessionAuth:
    never = httpx.MockTransport(lambda _: pytest.fail("the library sent a request"))
    return client_at(provider, never).auth(credential)


def http_with(auth: SessionAuth, handler: Handler, **options: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(auth=auth, transport=httpx.MockTransport(handler), **options)


@pytest.fixture(name="world", params=WORLDS)
def world_fixture(request: pytest.FixtureRequest) -> World:
    return WORLDS[request.param]()


@pytest.fixture(name="http")
async def http_fixture(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        world.client,
        httpx.AsyncClient(
            auth=world.client.auth(world.session), transport=world.server.transport(), base_url=world.server.origin
        ) as http,
    ):
        yield http


@pytest.mark.parametrize(("provider", "credential", "header"), CREDENTIALS)
async def test_credential_is_sent_to_the_origin_of_the_server(
    provider: str, credential: Credential, header: tuple[str, str]
) -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    async with http_with(auth_of(provider, credential), handle) as http:
        await http.get("https://acme.example:443/any?a=b")
    assert seen[0].headers[header[0]] == header[1]


@pytest.mark.parametrize(("provider", "credential", "header"), CREDENTIALS)
@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://acme.example.evil.example/",
        "https://sub.acme.example/",
        "https://acme.example:8443/",
        "http://acme.example/",
        "https://acme.example@evil.example/",
    ],
)
async def test_credential_is_not_sent_elsewhere(
    provider: str, credential: Credential, header: tuple[str, str], url: str
) -> None:
    """Neither at once, nor when httpx follows a redirect."""
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        to_server = request.url.host == "acme.example" and request.url.scheme == "https" and request.url.port is None
        return httpx.Response(302, headers={"Location": url}) if to_server else httpx.Response(401)

    async with http_with(auth_of(provider, credential), handle, follow_redirects=True) as http:
        assert (await http.get(url)).status_code == 401
        assert (await http.get("https://acme.example/")).status_code == 401
    assert [SECRET in str(request.headers.raw) for request in seen] == [False, True, False]


async def test_cookies_of_the_caller_stay() -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    auth = auth_of("agileapps", SessionCookies("JSESSIONID=1; lb=2"))
    async with http_with(auth, handle, cookies={"lang": "de", "lb": "9"}) as http:
        await http.get("https://acme.example/")
    assert seen[0].headers["cookie"] == "lang=de; JSESSIONID=1; lb=2"


async def test_live_session_gets_a_response(world: World, http: httpx.AsyncClient) -> None:
    world.responds(body={"ok": True})
    response = await http.get(world.whole_path)
    assert response.json() == {"ok": True}
    world.server.assert_no_violations()


async def test_ended_session_raises(world: World, http: httpx.AsyncClient) -> None:
    world.responds(body={"ok": True})
    world.end()
    with pytest.raises(SessionExpiredError) as raised:
        await http.get(world.whole_path)
    assert (raised.value.provider, raised.value.operation) == (world.server.provider, "request")


@pytest.mark.parametrize("follow", [True, False])
async def test_redirect_to_the_login_page_raises(world: World, follow: bool) -> None:
    world.responds(status=302, headers={"Location": "/login/login.htm"})
    async with httpx.AsyncClient(
        auth=world.client.auth(world.session),
        transport=world.server.transport(),
        base_url=world.server.origin,
        follow_redirects=follow,
    ) as http:
        with world.server.allow_violations(), pytest.raises(SessionExpiredError):
            await http.get(world.whole_path)


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(404),
        httpx.Response(403, html="<html>Firewall</html>"),
        httpx.Response(302, headers={"Location": "https://gateway.example/login"}),
        httpx.Response(302, headers={"Location": "/callback?code=1"}),
        httpx.Response(503),
        httpx.Response(400, json={"errorCode": "E0000001", "errorSummary": "Api validation failed"}),
    ],
)
async def test_other_responses_are_those_of_the_caller(response: httpx.Response) -> None:
    async with http_with(auth_of("okta", SessionCookie("sid", "1")), lambda _: response) as http:
        assert await http.get("https://acme.example/") is response


async def test_refused_token_is_a_response_of_the_caller() -> None:
    refused = httpx.Response(401, json={"errorCode": "E0000011", "errorSummary": "Invalid token provided"})
    async with http_with(auth_of("okta", ApiToken("00Q")), lambda _: refused) as http:
        response = await http.get("https://acme.example/")
    assert response.json()["errorCode"] == "E0000011"


@pytest.mark.parametrize(
    ("provider", "first", "new"),
    [
        ("okta", SessionCookie("sid", "old"), "sid=new; Path=/; Secure; HttpOnly"),
        ("okta", SessionCookie("idx", "old"), "idx=new"),
        ("agileapps", SessionCookies("JSESSIONID=old; lb=1"), "JSESSIONID=new; Path=/"),
    ],
)
async def test_replaced_cookie_is_sent_from_then_on(provider: str, first: Credential, new: str) -> None:
    sent: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append("; ".join(sorted(request.headers["cookie"].split("; "))))
        return httpx.Response(200, headers={"Set-Cookie": new})

    auth = auth_of(provider, first)
    for _ in range(2):
        async with http_with(auth, handle) as http:  # Each with a cookie jar that is empty.
            await http.get("https://acme.example/")
    assert sent[1] == sent[0].replace("old", "new")
    assert isinstance(auth.credential, type(first))
    assert auth.credential is not first


@pytest.mark.parametrize(
    ("status", "new"), [(401, "JSESSIONID=anonymous"), (200, "JSESSIONID=; Max-Age=0"), (200, 'JSESSIONID="a b"')]
)
async def test_cookie_of_no_session_is_not_taken_over(status: int, new: str) -> None:
    body = {"platform": {"message": {"code": -101 if status == 401 else 0}}}
    auth = auth_of("agileapps", SessionCookies("JSESSIONID=old"))
    response = httpx.Response(status, json=body, headers={"Set-Cookie": new})
    async with http_with(auth, lambda _: response) as http:
        if status == 401:
            with pytest.raises(SessionExpiredError):
                await http.get("https://acme.example/")
        else:
            await http.get("https://acme.example/")
    assert isinstance(auth.credential, SessionCookies)
    assert auth.credential.header == "JSESSIONID=old"


async def test_cookies_from_a_function_are_asked_for_again() -> None:
    given = ["old", "new"]
    sent: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["cookie"])
        expired = {"platform": {"message": {"code": -101}}}
        return httpx.Response(200) if "new" in sent[-1] else httpx.Response(401, json=expired)

    auth = auth_of("agileapps", SessionCookies(lambda: f"JSESSIONID={given[min(len(sent), 1)]}"))
    async with http_with(auth, handle) as http:
        response = await http.post("https://acme.example/", content=b"body")
    assert response.status_code == 200
    assert sent == ["JSESSIONID=old", "JSESSIONID=new"]


async def test_body_that_is_streamed_is_not_sent_again() -> None:
    sent: list[bytes] = []

    async def handle(request: httpx.Request) -> httpx.Response:
        sent.append(await request.aread())
        return httpx.Response(401, json={"platform": {"message": {"code": -101}}})

    async def body() -> AsyncIterator[bytes]:
        yield b"once"

    auth = auth_of("agileapps", SessionCookies(lambda: f"JSESSIONID={len(sent)}"))
    async with httpx.AsyncClient(auth=auth, transport=httpx.MockTransport(handle)) as http:
        with pytest.raises(SessionExpiredError):
            await http.post("https://acme.example/", content=body())
    assert sent == [b"once"]


async def test_success_is_not_read_for_the_caller() -> None:
    response = httpx.Response(200, content=b"a" * 10)
    async with (
        http_with(auth_of("okta", ApiToken("00Q")), lambda _: httpx.Response(200, stream=response.stream)) as http,
        http.stream("GET", "https://acme.example/") as streamed,
    ):
        assert not streamed.is_stream_consumed
        assert await streamed.aread() == b"a" * 10


# Access tokens.


@pytest.fixture(name="org")
def org_fixture() -> OktaEmulator:
    org = OktaEmulator(clock=ManualClock(1_790_000_000.0), seed=6)
    org.add_key(jwk())
    org.other_endpoint("GET", "/api/v1/groups", {"ok": True})
    return org


async def test_access_token_is_fetched_shared_and_renewed(org: OktaEmulator) -> None:
    async with (
        client(org) as okta,
        httpx.AsyncClient(auth=okta.auth(), transport=org.transport(), base_url=org.url) as http,
    ):
        for _ in range(2):
            assert (await http.get("/api/v1/groups")).json() == {"ok": True}
        assert (await okta.request("GET", "/api/v1/groups")).body == {"ok": True}
        assert counted(org)["issueAccessToken"] == 1
        org.revoke_access_tokens()
        assert (await http.get("/api/v1/groups")).json() == {"ok": True}
        assert counted(org)["issueAccessToken"] == 2
    org.assert_no_violations()


async def test_access_token_is_bound_to_each_request(org: OktaEmulator) -> None:
    app = org.add_app(requires_dpop=True)
    org.add_key(jwk(), app=app)
    credential = ServiceApp(app.client_id, jwk(), "okta.sessions.read")
    async with (
        client(org) as okta,
        httpx.AsyncClient(auth=okta.auth(credential), transport=org.transport(), base_url=org.url) as http,
    ):
        for _ in range(2):
            assert (await http.get("/api/v1/groups", params={"a": "b"})).json() == {"ok": True}
    proofs = [request.headers["dpop"] for request in org.requests if request.operation is None]
    assert len(set(proofs)) == 2
    org.assert_no_violations()


async def test_nonce_that_the_server_wants_is_sent(org: OktaEmulator) -> None:
    app = org.add_app(requires_dpop=True)
    org.add_key(jwk(), app=app)
    proofs: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        proofs.append(request.headers["dpop"])
        if len(proofs) > 1:
            return httpx.Response(200)
        return httpx.Response(401, json={"error": "use_dpop_nonce"}, headers={"DPoP-Nonce": "n1"})

    async with (
        client(org, ServiceApp(app.client_id, jwk(), "okta.sessions.read")) as okta,
        httpx.AsyncClient(auth=okta.auth(), transport=httpx.MockTransport(handle)) as http,
    ):
        response = await http.get(f"{org.url}/api/v1/groups")
    assert response.status_code == 200
    assert len(proofs) == 2


async def test_missing_scope_does_not_matter_elsewhere(org: OktaEmulator) -> None:
    """The document's operations know their scopes; another endpoint's are known to the server alone."""
    async with client(org, app_of(org, "okta.users.manage")) as okta:
        assert (await okta.request("GET", "/api/v1/groups")).status == 200


# Session handles.


async def test_handle_of_agileapps_shares_its_cookies() -> None:
    tenant = AgileAppsEmulator(clock=ManualClock())
    tenant.other_endpoint("GET", "/networking/rest/record/cases", {"ok": True})
    async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=tenant.clock) as agileapps:
        session = await agileapps.login(tenant.admin.username, tenant.admin.password, renew=True)
        transport = tenant.transport()
        async with httpx.AsyncClient(auth=session.auth(), transport=transport, base_url=tenant.url) as http:
            assert (await http.get("/networking/rest/record/cases")).json() == {"ok": True}
            tenant.expire()
            before = session.cookies
            assert (await http.get("/networking/rest/record/cases")).json() == {"ok": True}
            assert session.cookies is not before
            async with session.proxy_login(tenant.user.id, password=tenant.admin.password) as guest:
                with pytest.raises(UsageError, match="proxy login"):
                    await http.get("/networking/rest/record/cases")
                async with httpx.AsyncClient(auth=guest.auth(), transport=transport, base_url=tenant.url) as other:
                    assert (await other.get("/networking/rest/record/cases")).json() == {"ok": True}
            assert (await http.get("/networking/rest/record/cases")).json() == {"ok": True}
            await session.end()
            with pytest.raises(UsageError, match="ended"):
                await http.get("/networking/rest/record/cases")
    tenant.assert_no_violations()


async def test_handle_of_forgerock_sends_the_session_cookie() -> None:
    server = ForgeRockEmulator("openam", clock=ManualClock())
    path = server.url.removeprefix(server.origin) + "/oauth2/authorize"
    server.other_endpoint("POST", path, status=302, headers={"Location": "https://app.example/?code=1"})
    async with ForgeRockSessions(server.url, profile="openam", transport=server.transport(), clock=server.clock) as am:
        async with (
            am.login(server.username, server.password) as session,
            httpx.AsyncClient(auth=session.auth(), transport=server.transport(), base_url=server.origin) as http,
        ):
            assert (await http.post(path)).headers["location"] == "https://app.example/?code=1"
        sent = next(request for request in server.requests if request.raw_path == path)
        assert sent.cookies[server.cookie_name] == session.token
        assert server.cookie_name.lower() not in sent.headers


async def test_handle_of_okta_sends_its_id_as_the_cookie(org: OktaEmulator) -> None:
    async with client(org, None) as okta:
        session = okta.session(org.sign_in().id)
        async with httpx.AsyncClient(auth=session.auth(), transport=org.transport(), base_url=org.url) as http:
            assert (await http.get("/api/v1/groups")).json() == {"ok": True}
    assert org.requests[-1].cookies == {"sid": session.id}


# What cannot be used.


def test_plain_client_is_refused() -> None:
    with httpx.Client(auth=auth_of("okta", ApiToken("00Q"))) as http, pytest.raises(UsageError, match="AsyncClient"):
        http.get("https://acme.example/")


@pytest.mark.parametrize("credential", [None, 7, b"x", "", " ", httpx.BasicAuth("a", "b")])
@pytest.mark.parametrize("provider", WORLDS)
def test_no_credential_is_refused(provider: str, credential: Any) -> None:
    with pytest.raises(CredentialError):
        auth_of(provider, credential)


@pytest.mark.parametrize("provider", WORLDS)
def test_client_without_a_credential_needs_an_argument(provider: str) -> None:
    with pytest.raises(CredentialError, match="`credential`"):
        client_at(provider, httpx.MockTransport(lambda _: httpx.Response(200))).auth()


async def test_credential_of_another_provider_is_refused_before_anything_is_sent() -> None:
    auth = auth_of("okta", AccessToken("abc"))
    assert repr(auth) == "SessionAuth('https://acme.example')"
    wrong = auth_of("okta", SessionCookie("JSESSIONID", "abc"))
    async with http_with(wrong, lambda _: pytest.fail("sent")) as http:
        with pytest.raises(CredentialError, match="this operation takes"):
            await http.get("https://acme.example/")
