"""A function stands wherever a secret does: asked when the secret is needed, believed only as far as the secret would be."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx
import pytest

from idsessions import (
    AccessToken,
    AgileAppsSessions,
    ApiToken,
    AuthenticationError,
    Credential,
    CredentialError,
    ForgeRockSessions,
    OktaSessions,
    Secret,
    ServiceAccount,
    ServiceApp,
    SessionCookie,
    SessionCookies,
    SessionExpiredError,
    SessionsError,
    SessionToken,
)
from idsessions.testing import AgileAppsEmulator, ForgeRockEmulator, ManualClock, OktaEmulator

from ..signing import jwk

OKTA, AM, AGILE = "https://okta.test", "https://am.test/am", "https://agile.test"


def unavailable(_: httpx.Request) -> httpx.Response:
    return httpx.Response(503)


class Wire:
    """A transport that keeps what it was sent, and gives each request an answer."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response] | None = None) -> None:
        self.requests: list[httpx.Request] = []
        self._answer = answer or unavailable

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._answer(request)

    @property
    def transport(self) -> httpx.AsyncBaseTransport:
        return httpx.MockTransport(self)

    @property
    def seen(self) -> str:
        """Everything that was sent, as one text, but for the id that each call has."""
        for request in self.requests:
            request.headers.pop("X-ForgeRock-TransactionId", None)
        return "\n".join(f"{request.url} {request.headers.raw} {request.content.decode()}" for request in self.requests)


async def okta(wire: Wire, call: Callable[[OktaSessions], Awaitable[object]], own: Credential | None = None) -> None:
    async with OktaSessions(OKTA, own, transport=wire.transport, clock=ManualClock(), rate_limit=None) as client:
        await call(client)


async def am(wire: Wire, call: Callable[[ForgeRockSessions], Awaitable[object]], own: Credential | None = None) -> None:
    async with ForgeRockSessions(
        AM, own, cookie_name="iPlanet", transport=wire.transport, clock=ManualClock(), rate_limit=None
    ) as client:
        await call(client)


async def agile(wire: Wire, call: Callable[[AgileAppsSessions], Awaitable[object]]) -> None:
    async with AgileAppsSessions(AGILE, transport=wire.transport, clock=ManualClock(), rate_limit=None) as client:
        await call(client)


# Each place that takes a secret, and a secret that fits. Those that go into a header may not have everything.
HEADER = "s3cret-value"
PASSWORD = "päss \t wörd & <more>\n"
Call = Callable[[Wire, Secret], Awaitable[None]]
IN_HEADERS: dict[str, Call] = {
    "ApiToken": lambda wire, secret: okta(wire, lambda client: client.get_session("102"), ApiToken(secret)),
    "AccessToken at Okta": lambda wire, secret: okta(
        wire, lambda client: client.get_session("102"), AccessToken(secret)
    ),
    "AccessToken at AIC": lambda wire, secret: am(wire, lambda client: client.query_sessions("b"), AccessToken(secret)),
    "SessionToken": lambda wire, secret: am(wire, lambda client: client.query_sessions("b"), SessionToken(secret)),
    "SessionToken as a cookie": lambda wire, secret: am(
        wire, lambda client: client.query_sessions("b"), SessionToken(secret, as_cookie=True)
    ),
    "SessionCookie": lambda wire, secret: okta(
        wire, lambda client: client.get_current_session(SessionCookie("sid", secret))
    ),
    "issueAccessToken at Okta": lambda wire, secret: okta(
        wire, lambda client: client.issue_access_token(secret, scope="a")
    ),
    "proof at Okta": lambda wire, secret: okta(
        wire, lambda client: client.issue_access_token("a.b.c", scope="a", dpop=secret)
    ),
    "issueAccessToken at AIC": lambda wire, secret: am(wire, lambda client: client.issue_access_token(secret)),
}
PASSWORDS: dict[str, Call] = {
    "authenticate at Okta": lambda wire, secret: okta(wire, lambda client: client.authenticate("ada", secret)),
    "authenticate at ForgeRock": lambda wire, secret: am(
        wire, lambda client: client.authenticate(username="ada", password=secret)
    ),
    "login by headers at ForgeRock": lambda wire, secret: am(
        wire, lambda client: started(client.login("ada", secret, method="headers"))
    ),
    "login at ForgeRock": lambda wire, secret: am(wire, lambda client: started(client.login("ada", secret))),
    "login at AgileApps": lambda wire, secret: agile(wire, lambda client: started(client.login("ada", secret))),
    "customer support": lambda wire, secret: agile(
        wire, lambda client: started(client.login_as_customer_support("ada", secret, client_tenant_id="7"))
    ),
    "proxy login": lambda wire, secret: agile(
        wire, lambda client: started(client.proxy_login("A=1", "7", user_name="ada", password=secret))
    ),
    "proxy login of a session": lambda wire, secret: agile(
        wire, lambda client: started(client.session("A=1").proxy_login("7", user_name="ada", password=secret))
    ),
}
COOKIES: dict[str, Call] = {
    "SessionCookies": lambda wire, secret: agile(wire, lambda client: client.get_user_info(SessionCookies(secret))),
}
CALLS = {**IN_HEADERS, **PASSWORDS, **COOKIES}
FITTING = {
    **dict.fromkeys(IN_HEADERS, HEADER),
    **dict.fromkeys(PASSWORDS, PASSWORD),
    **dict.fromkeys(COOKIES, "A=1; B=2"),
}
NAME_AND_PASSWORD: list[dict[str, Any]] = [
    {"type": f"{kind}Callback", "output": [], "input": [{"name": f"IDToken{number}", "value": ""}], "_id": number}
    for number, kind in enumerate(("Name", "Password"))
]


async def started(login: Awaitable[object]) -> None:
    await login


def questions(request: httpx.Request) -> httpx.Response:
    """Ask for name and password once."""
    first = not request.content or request.content == b"{}"
    return (
        httpx.Response(200, json={"authId": "e30.e30.x", "callbacks": NAME_AND_PASSWORD})
        if first
        else httpx.Response(503)
    )


@pytest.mark.parametrize("place", CALLS)
async def test_secret_from_a_function_is_sent_like_a_secret_as_text(place: str) -> None:
    secret, call = FITTING[place], CALLS[place]
    asked: list[str] = []

    def plain() -> str:
        asked.append("plain")
        return secret

    async def awaited() -> str:
        asked.append("awaited")
        return secret

    sent: list[str] = []
    given: list[Secret] = [secret, plain, awaited]
    for each in given:
        wire = Wire(questions if place == "login at ForgeRock" else None)
        with pytest.raises(SessionsError, match="503"):
            await call(wire, each)
        sent.append(wire.seen)
    assert sent[0] == sent[1] == sent[2]
    assert asked == ["plain", "awaited"]


WRONG: Mapping[str, object] = {
    "nothing": None,
    "a number": 5,
    "bytes": b"secret-bytes",
    "an empty text": "",
}


@pytest.mark.parametrize("place", CALLS)
@pytest.mark.parametrize("wrong", WRONG)
async def test_function_that_returns_no_secret_sends_nothing(place: str, wrong: str) -> None:
    async def awaited() -> Any:
        return WRONG[wrong]

    functions: list[Callable[[], Any]] = [lambda: WRONG[wrong], awaited]
    for function in functions:
        wire = Wire()
        with pytest.raises(CredentialError, match="function for a secret returned") as raised:
            await CALLS[place](wire, function)
        assert "secret-bytes" not in str(raised.value)
        assert wire.requests == []


@pytest.mark.parametrize("place", [*IN_HEADERS, *COOKIES])
@pytest.mark.parametrize("wrong", ["two words;", "line\nbreak", "line\rbreak", "höher", "nul\0", "\ud800"])
async def test_secret_that_no_header_can_hold_sends_nothing(place: str, wrong: str) -> None:
    wire = Wire()
    with pytest.raises(CredentialError) as raised:
        await CALLS[place](wire, lambda: wrong)
    assert wrong not in str(raised.value)
    assert wire.requests == []
    # Given as it is, it is refused the same way, except that a user's cookie is what a browser sent.
    with pytest.raises(SessionExpiredError if place == "SessionCookie" else CredentialError):
        await CALLS[place](wire, wrong)
    assert wire.requests == []


@pytest.mark.parametrize("place", CALLS)
async def test_error_of_the_function_reaches_the_caller_unchanged(place: str) -> None:
    def closed() -> str:
        raise LookupError("the vault is closed")

    wire = Wire()
    with pytest.raises(LookupError, match="the vault is closed"):
        await CALLS[place](wire, closed)
    assert wire.requests == []


@pytest.mark.parametrize("place", CALLS)
async def test_secret_that_is_neither_text_nor_a_function_raises(place: str) -> None:
    wire = Wire()
    with pytest.raises(CredentialError, match="a secret must be a string, or a function"):
        await CALLS[place](wire, 5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # is the test
    assert wire.requests == []


# --- rotation ---------------------------------------------------------------------------------------------------------


class Vault:
    """Gives its secrets in turn, the last for ever."""

    def __init__(self, *secrets: str) -> None:
        self.asked = 0
        self._secrets = secrets

    def __call__(self) -> str:
        self.asked += 1
        return self._secrets[min(self.asked, len(self._secrets)) - 1]


async def test_refused_api_token_is_fetched_again_once(clock: ManualClock) -> None:
    org = OktaEmulator(clock=clock)
    old, new = org.api_token, org.add_api_token()
    org.revoke_api_token(old)
    vault = Vault(old, new)
    async with OktaSessions(org.url, ApiToken(vault), transport=org.transport(), clock=clock) as client:
        assert await client.get_session(org.sign_in().id)
    assert [request.headers["authorization"] for request in org.requests] == [f"SSWS {old}", f"SSWS {new}"]


async def test_refused_access_token_is_fetched_again_once(clock: ManualClock) -> None:
    server = ForgeRockEmulator("aic", clock=clock)
    old = server.issue_access_token()
    server.revoke_access_tokens()
    vault = Vault(old, server.issue_access_token())
    async with ForgeRockSessions(server.url, AccessToken(vault), transport=server.transport(), clock=clock) as client:
        assert (await client.validate(server.sign_in())).valid
    assert len(server.requests) == 2


async def test_refused_session_token_is_fetched_again_once(clock: ManualClock) -> None:
    server = ForgeRockEmulator("aic", clock=clock)
    vault = Vault("kQ1xNobodysToken", server.admin_token)
    async with ForgeRockSessions(
        server.url, SessionToken(vault), realm="alpha", transport=server.transport(), clock=clock
    ) as client:
        assert (await client.query_sessions(server.user.uid)).result == []
    assert [request.operation for request in server.requests] == ["getServerInfo", "querySessions", "querySessions"]


async def test_refused_cookies_are_fetched_again_once(clock: ManualClock) -> None:
    tenant = AgileAppsEmulator(clock=clock)
    live = tenant.log_in()
    vault = Vault("JSESSIONID=old", f"JSESSIONID={live.id}")
    async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=clock) as client:
        assert (await client.get_user_info(SessionCookies(vault))).username == tenant.username
    assert len(tenant.requests) == 2


@pytest.mark.parametrize("secrets", [("00old",), ("00old", "00older", "00oldest")])
async def test_secret_that_stays_refused_raises_after_one_retry(clock: ManualClock, secrets: tuple[str, ...]) -> None:
    org = OktaEmulator(clock=clock)
    async with OktaSessions(org.url, ApiToken(Vault(*secrets)), transport=org.transport(), clock=clock) as client:
        with pytest.raises(AuthenticationError, match="E0000011"):
            await client.get_session("102")
    # The same again is not sent again.
    assert len(org.requests) == (1 if len(secrets) == 1 else 2)


async def test_secret_given_as_text_is_not_retried(clock: ManualClock) -> None:
    org = OktaEmulator(clock=clock)
    async with OktaSessions(org.url, ApiToken("00old"), transport=org.transport(), clock=clock) as client:
        with pytest.raises(AuthenticationError, match="E0000011"):
            await client.get_session("102")
    assert len(org.requests) == 1


async def test_expired_session_does_not_fetch_another_cookie(clock: ManualClock) -> None:
    org, vault = OktaEmulator(clock=clock), Vault("dead", "another")
    async with OktaSessions(org.url, transport=org.transport(), clock=clock) as client:
        with pytest.raises(SessionExpiredError):
            await client.get_current_session(SessionCookie("sid", vault))
    assert len(org.requests) == vault.asked == 1


async def test_function_for_a_key_is_called_once_for_each_token(clock: ManualClock) -> None:
    org, server = OktaEmulator(clock=clock), ForgeRockEmulator("aic", clock=clock)
    org.add_key(jwk())
    server.add_key(jwk())
    asked: list[str] = []

    async def key() -> Mapping[str, Any]:
        asked.append("key")
        return jwk()

    app = ServiceApp(org.service_app.client_id, key, "okta.sessions.read")
    async with OktaSessions(org.url, app, transport=org.transport(), clock=clock) as client:
        for _ in range(3):
            await client.get_session(org.sign_in().id)
        assert len(asked) == 1
        org.revoke_access_tokens()
        await client.get_session(org.sign_in().id)
        assert len(asked) == 2
    account = ServiceAccount(server.service_account.id, lambda: json.dumps(jwk()))
    async with ForgeRockSessions(server.url, account, transport=server.transport(), clock=clock) as am_client:
        assert (await am_client.validate(server.sign_in())).valid


def test_value_of_a_secret_given_as_a_function_raises() -> None:
    cookie, cookies = SessionCookie("sid", lambda: "x"), SessionCookies(lambda: "A=1")
    with pytest.raises(CredentialError, match="given as a function"):
        _ = cookie.value
    with pytest.raises(CredentialError, match="given as a function"):
        _ = cookies.header
    assert SessionCookie("sid", "x").value == "x"
    assert SessionCookies("A=1").header == "A=1"


async def test_cookies_from_a_function_take_on_what_the_tenant_sets(clock: ManualClock) -> None:
    tenant = AgileAppsEmulator(clock=clock)
    tenant.settings.rotates_session_id = True
    admin = tenant.log_in(tenant.admin)
    pairs = "; ".join(f"{name}={value}" for name, value in admin.cookies.items())
    async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=clock) as client:
        session = client.session(SessionCookies(lambda: f"{pairs}; ROUTE=seven"))
        guest = await session.proxy_login(
            tenant.user.id, password=lambda: tenant.admin.password, user_name=tenant.admin.username
        )
        assert (await guest.get_user_info()).username == tenant.username
        assert "ROUTE=seven" in guest.cookies.header
        assert admin.id not in guest.cookies.header


@pytest.fixture(name="clock")
def clock_fixture() -> ManualClock:
    return ManualClock()
