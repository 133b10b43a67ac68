"""The ForgeRock emulator gives access tokens to service accounts, as AIC, to those who sign for them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from idsessions.testing import ManualClock
from idsessions.testing.forgerock import ForgeRockEmulator
from idsessions_forgerock.description import OPERATIONS

START = 1_790_000_000.0
TOKEN = "/oauth2/access_token"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
OURS, ANOTHER = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")


@pytest.fixture(name="am")
def am_fixture() -> ForgeRockEmulator:
    am = ForgeRockEmulator("aic", clock=ManualClock(START), seed=3)
    am.add_key(OURS.as_dict(private=False))
    return am


@pytest.fixture(name="http")
async def http_fixture(am: ForgeRockEmulator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=am.transport(), base_url=am.url) as http:
        yield http
    am.assert_no_violations()


def assertion(am: ForgeRockEmulator, key: ECKey = OURS, **claims: Any) -> str:
    account = am.service_account.id
    audience = "https://emulator.test:443/am" + TOKEN
    usual = {"iss": account, "sub": account, "aud": audience, "exp": int(START) + 180, "jti": "one"}
    said = {name: value for name, value in {**usual, **claims}.items() if value is not None}
    return jwt.encode({"alg": "ES256"}, said, key, algorithms=["ES256"])


def form(am: ForgeRockEmulator, **changes: str) -> dict[str, str]:
    usual = {"grant_type": GRANT, "client_id": "service-account", "scope": "fr:am:*", "assertion": assertion(am)}
    return {**usual, **changes}


def said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept-API-Version": "resource=4.0"}


async def test_a_token_opens_the_session_endpoints_for_as_long_as_it_lives(
    am: ForgeRockEmulator, http: httpx.AsyncClient
) -> None:
    answer = (await http.post(TOKEN, data=form(am))).json()
    assert answer == {
        "access_token": answer["access_token"], "scope": "fr:am:*", "token_type": "Bearer", "expires_in": 899
    }  # fmt: skip
    path, body = "/json/realms/root/realms/alpha/sessions?_action=validate", {"tokenId": am.sign_in()}
    assert (await http.post(path, json=body, headers=bearer(answer["access_token"]))).json()["valid"]
    assert isinstance(am.clock, ManualClock)
    am.clock.advance(899)
    assert (await http.post(path, json=body, headers=bearer(answer["access_token"]))).status_code == 401


@pytest.mark.parametrize("audience", ["https://emulator.test/am", "https://emulator.test:443/am"])
async def test_the_port_may_be_named_or_not(am: ForgeRockEmulator, http: httpx.AsyncClient, audience: str) -> None:
    assert (await http.post(TOKEN, data=form(am, assertion=assertion(am, aud=[audience + TOKEN])))).is_success


BAD: dict[str, tuple[Callable[[ForgeRockEmulator], dict[str, str]], int, str]] = {
    "another key": (lambda am: form(am, assertion=assertion(am, ANOTHER)), 400, "invalid_grant"),
    "another account": (lambda am: form(am, assertion=assertion(am, iss="x")), 400, "invalid_grant"),
    "another subject": (lambda am: form(am, assertion=assertion(am, sub="x")), 400, "invalid_grant"),
    "another audience": (lambda am: form(am, assertion=assertion(am, aud="https://x.test")), 400, "invalid_grant"),
    "a realm's audience": (
        lambda am: form(am, assertion=assertion(am, aud="https://emulator.test/am/oauth2/realms/root/access_token")),
        400,
        "invalid_grant",
    ),
    "no expiry": (lambda am: form(am, assertion=assertion(am, exp=None)), 400, "invalid_grant"),
    "a truth as expiry": (lambda am: form(am, assertion=assertion(am, exp=True)), 400, "invalid_grant"),
    "expired": (lambda am: form(am, assertion=assertion(am, exp=int(START))), 400, "invalid_grant"),
    "no id": (lambda am: form(am, assertion=assertion(am, jti=None)), 400, "invalid_grant"),
    "no JWT": (lambda am: form(am, assertion="x.y"), 400, "invalid_request"),
    "another algorithm": (lambda am: form(am, assertion="e30.e30.e30"), 400, "invalid_grant"),
    "another scope": (lambda am: form(am, scope="fr:am:* fr:idm:*"), 400, "invalid_scope"),
    "another grant": (lambda am: form(am, grant_type="client_credentials"), 400, "unsupported_grant_type"),
    "another client": (lambda am: form(am, client_id="me"), 401, "invalid_client"),
}


@pytest.mark.parametrize("case", BAD)
async def test_what_gets_no_token(am: ForgeRockEmulator, http: httpx.AsyncClient, case: str) -> None:
    make, status, error = BAD[case]
    am.allow_violations("body")
    assert said(await http.post(TOKEN, data=make(am))) == (status, error)


async def test_an_assertion_is_good_once(am: ForgeRockEmulator, http: httpx.AsyncClient) -> None:
    data = form(am)
    assert (await http.post(TOKEN, data=data)).is_success
    assert said(await http.post(TOKEN, data=data)) == (400, "invalid_grant")


async def test_a_scope_without_am_opens_nothing_there(am: ForgeRockEmulator, http: httpx.AsyncClient) -> None:
    account = am.add_service_account(scopes=["fr:idm:*"])
    key = RSAKey.import_key(am.new_key(account, kid="mine"))
    claims = {"iss": account.id, "sub": account.id, "aud": am.url + TOKEN, "exp": int(START) + 180, "jti": "x"}
    signed = jwt.encode({"alg": "RS256", "kid": "mine"}, claims, key, algorithms=["RS256"])
    answer = (await http.post(TOKEN, data=form(am, assertion=signed, scope="fr:idm:*"))).json()
    path = "/json/realms/root/sessions?_action=getSessionInfo"
    denied = await http.post(path, json={"tokenId": am.sign_in()}, headers=bearer(answer["access_token"]))
    assert denied.status_code == 401


async def test_as_json_it_is_not_taken(am: ForgeRockEmulator, http: httpx.AsyncClient) -> None:
    am.allow_violations("Content-Type")
    assert said(await http.post(TOKEN, json=form(am))) == (400, "invalid_request")


@pytest.mark.parametrize("path", ["/json/realms/root/oauth2/access_token", "/json/oauth2/access_token"])
async def test_it_is_beside_the_realms_and_not_in_them(
    am: ForgeRockEmulator, http: httpx.AsyncClient, path: str
) -> None:
    with am.allow_violations("no such path"):
        answer = await http.post(path, data=form(am), headers={"Accept-API-Version": "resource=1.0"})
    assert answer.status_code == 404


async def test_lifetime_and_revocation(am: ForgeRockEmulator, http: httpx.AsyncClient) -> None:
    am.access_token_lifetime = 10
    answer = (await http.post(TOKEN, data=form(am))).json()
    assert answer["expires_in"] == am.access_token_lifetime == 10
    path, body = "/json/realms/root/sessions?_action=getSessionInfo", {"tokenId": am.sign_in()}
    assert (await http.post(path, json=body, headers=bearer(answer["access_token"]))).is_success
    am.revoke_access_tokens()
    assert (await http.post(path, json=body, headers=bearer(answer["access_token"]))).status_code == 401


@pytest.mark.parametrize("profile", ["pingam", "openam"])
async def test_other_servers_have_no_service_accounts(profile: Any) -> None:
    am = ForgeRockEmulator(profile, clock=ManualClock(START))
    am.allow_violations()
    async with httpx.AsyncClient(transport=am.transport(), base_url=am.url) as http:
        assert (await http.post(TOKEN, data=form(am))).status_code == 404


def test_the_document_says_it_needs_no_credential() -> None:
    assert OPERATIONS["issueAccessToken"]["security"] == []
    assert OPERATIONS["issueAccessToken"]["path"] == TOKEN
