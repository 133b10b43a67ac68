"""AIC's service accounts, against a tenant that checks signatures: one token for all, as a bearer, and only there."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from idsessions import (
    AuthenticationError,
    BadRequestError,
    CredentialError,
    ForgeRockSessions,
    ServiceAccount,
    SessionExpiredError,
    SessionsError,
    UnsupportedOperationError,
)
from idsessions.testing import ForgeRockEmulator, ManualClock

from ..signing import assertions, jwk, operations, parts, pem

START = 1_790_000_000.0
TOKEN, INFO = "issueAccessToken", "getSessionInfo"


@pytest.fixture(name="server")
def server_fixture() -> ForgeRockEmulator:
    server = ForgeRockEmulator("aic", clock=ManualClock(START), seed=5)
    server.add_key(pem())
    return server


@pytest.fixture(name="am")
async def am_fixture(server: ForgeRockEmulator) -> AsyncIterator[ForgeRockSessions]:
    async with client(server) as am:
        yield am
    server.assert_no_violations()


def account_of(server: ForgeRockEmulator, scopes: str = "fr:am:*") -> ServiceAccount:
    return ServiceAccount(server.service_account.id, jwk(), scopes)


def client(server: ForgeRockEmulator, account: ServiceAccount | None = None, **options: Any) -> ForgeRockSessions:
    return ForgeRockSessions(
        server.url,
        account or account_of(server),
        realm=server.realm,
        transport=server.transport(),
        clock=server.clock,
        **options,
    )


def counted(server: ForgeRockEmulator) -> Counter[str | None]:
    return Counter(operations(server))


async def test_token_request_has_the_documented_fields(server: ForgeRockEmulator, am: ForgeRockSessions) -> None:
    await am.get_session_info(server.sign_in())
    request = server.requests[0]
    assert request.raw_path == "/am/oauth2/access_token"
    assert {name: value for name, value in request.form.items() if name != "assertion"} == {
        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "client_id": "service-account",
        "scope": "fr:am:*",
    }
    assert "authorization" not in request.headers
    header, claims = parts(request.form["assertion"])
    assert header == {"alg": "ES256", "typ": "JWT"}
    assert len(claims.pop("jti")) >= 22
    account = server.service_account.id
    # The audience has the port, as the vendor's page says.
    audience = "https://emulator.test:443/am/oauth2/access_token"
    assert claims == {"iss": account, "sub": account, "aud": audience, "exp": START + 180}
    assert server.requests[1].headers["authorization"].startswith("Bearer ")
    assert server.cookie_name not in server.requests[1].headers


@pytest.mark.parametrize(
    ("url", "audience"),
    [
        ("https://t.test/am", "https://t.test:443/am/oauth2/access_token"),
        ("https://t.test:8443/am/", "https://t.test:8443/am/oauth2/access_token"),
        ("http://127.0.0.1/am", "http://127.0.0.1:80/am/oauth2/access_token"),
        ("http://[::1]:8080/am", "http://[::1]:8080/am/oauth2/access_token"),
    ],
)
async def test_audience_includes_the_port(url: str, audience: str) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(503)

    transport = httpx.MockTransport(answer)
    async with ForgeRockSessions(url, ServiceAccount("id", jwk()), transport=transport, rate_limit=None) as am:
        with pytest.raises(SessionsError, match="503"):
            await am.query_sessions("bjensen")
    form = dict(httpx.QueryParams(asked[0].content.decode()))
    assert parts(form["assertion"])[1]["aud"] == audience
    assert str(asked[0].url) == f"{url.rstrip('/')}/oauth2/access_token"


@pytest.mark.parametrize("form", [lambda: jwk("RS256"), lambda: json.dumps(jwk("RS256")), lambda: pem("RS256")])
async def test_every_form_of_the_key_works(server: ForgeRockEmulator, form: Callable[[], Any]) -> None:
    server.add_key(jwk("RS256"))
    # Given as it is, and as a function that is asked when a token is fetched.
    for key in (form(), form):
        async with client(server, ServiceAccount(server.service_account.id, key)) as am:
            assert (await am.validate(server.sign_in())).valid


async def test_views_of_all_realms_share_one_token(server: ForgeRockEmulator, am: ForgeRockSessions) -> None:
    token = server.sign_in()
    views = [am, am.with_options(realm="/"), am.with_options(realm="bravo", timeout=5)]
    await asyncio.gather(*(views[number % 3].get_session_info(token) for number in range(100)))
    assert counted(server) == {TOKEN: 1, INFO: 100}


async def test_token_is_renewed_before_it_expires(server: ForgeRockEmulator, am: ForgeRockSessions) -> None:
    assert isinstance(server.clock, ManualClock)
    for _ in range(4):
        await am.get_session_info(server.sign_in())
        server.clock.advance(400)
    assert counted(server)[TOKEN] == 2


async def test_refused_token_is_renewed_once(server: ForgeRockEmulator, am: ForgeRockSessions) -> None:
    token = server.sign_in()
    await am.get_session_info(token)
    server.revoke_access_tokens()
    await asyncio.gather(*(am.get_session_info(token) for _ in range(20)))
    assert counted(server) == {TOKEN: 2, INFO: 41}


async def test_refused_token_does_not_mean_an_expired_session(server: ForgeRockEmulator, am: ForgeRockSessions) -> None:
    server.fail_next(401, {"code": 401, "reason": "Unauthorized", "message": "no"}, operation=INFO, times=None)
    with pytest.raises(AuthenticationError) as raised:
        await am.get_session_info(server.sign_in())
    assert not isinstance(raised.value, SessionExpiredError)
    assert counted(server) == {TOKEN: 2, INFO: 2}


async def test_sessions_of_users_are_called_with_their_own_token(
    server: ForgeRockEmulator, am: ForgeRockSessions
) -> None:
    async with am.login(server.username, server.password) as session:
        assert await session.is_alive()
    assert TOKEN not in operations(server)


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        ("invalid_grant", AuthenticationError),
        ("invalid_client", AuthenticationError),
        ("unauthorized_client", AuthenticationError),
        ("invalid_scope", BadRequestError),
        ("invalid_request", BadRequestError),
        ("something_else", BadRequestError),
    ],
)
async def test_refusal_of_the_token_endpoint_raises(
    server: ForgeRockEmulator, am: ForgeRockSessions, error: str, raised: type[Exception]
) -> None:
    server.fail_next(400, {"error": error, "error_description": "because"}, operation=TOKEN)
    with pytest.raises(raised) as told:
        await am.validate(server.sign_in())
    assert getattr(told.value, "operation", "") == TOKEN
    if error != "something_else":
        assert f"{error} because" in str(told.value)
    assert (await am.validate(server.sign_in())).valid


async def test_scope_that_the_account_lacks_raises(server: ForgeRockEmulator) -> None:
    async with client(server, account_of(server, "fr:am:* fr:idm:*")) as am:
        with pytest.raises(BadRequestError, match="Unsupported scope for service account: fr:idm"):
            await am.validate(server.sign_in())


async def test_wrong_key_raises(server: ForgeRockEmulator) -> None:
    async with client(server, ServiceAccount(server.service_account.id, jwk("ES384"))) as am:
        with pytest.raises(AuthenticationError, match="invalid_grant"):
            await am.validate(server.sign_in())
    assert len(assertions(server, "assertion")) == 1


@pytest.mark.parametrize("profile", ["pingam", "openam"])
async def test_other_profiles_refuse_a_service_account(profile: Any) -> None:
    server = ForgeRockEmulator(profile, clock=ManualClock(START))
    async with client(server, profile=profile) as am:
        with pytest.raises(UnsupportedOperationError, match="no service accounts"):
            await am.issue_access_token("a.b.c")
        with pytest.raises(CredentialError, match="takes no access tokens"):
            await am.query_sessions("bjensen")
    assert server.requests == []


async def test_issue_access_token_takes_an_assertion_of_the_caller(
    server: ForgeRockEmulator, am: ForgeRockSessions
) -> None:
    await am.validate(server.sign_in())
    used = assertions(server, "assertion")[0]
    with pytest.raises(AuthenticationError, match="used before"):
        await am.issue_access_token(used)
    assert server.requests[-1].form["assertion"] == used


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("", "{}"), "account_id"), (("id\n", "{}"), "account_id"), (("id", ""), "empty"), (("id", "{}", ""), "`scopes`")],
)
def test_invalid_account_raises(arguments: tuple[Any, ...], said: str) -> None:
    with pytest.raises(CredentialError, match=said):
        ServiceAccount(*arguments)
