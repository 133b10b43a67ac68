"""The ForgeRock emulator issues access tokens to service accounts, as AIC does."""

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

from ..plain_client import START

TOKEN = "/oauth2/access_token"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ACCOUNT_KEY, OTHER_KEY = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")


@pytest.fixture(name="am")
def am_fixture() -> ForgeRockEmulator:
    am = ForgeRockEmulator("aic", clock=ManualClock(START), seed=3)
    am.add_key(ACCOUNT_KEY.as_dict(private=False))
    return am


@pytest.fixture(name="http")
async def http_fixture(am: ForgeRockEmulator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=am.transport(), base_url=am.url) as http:
        yield http
    am.assert_no_violations()


def assertion(am: ForgeRockEmulator, key: ECKey = ACCOUNT_KEY, **claims: Any) -> str:
    account = am.service_account.id
    audience = "https://emulator.test:443/am" + TOKEN
    defaults = {"iss": account, "sub": account, "aud": audience, "exp": int(START) + 180, "jti": "one"}
    all_claims = {name: value for name, value in {**defaults, **claims}.items() if value is not None}
    return jwt.encode({"alg": "ES256"}, all_claims, key, algorithms=["ES256"])


def form(am: ForgeRockEmulator, **changes: str) -> dict[str, str]:
    defaults = {"grant_type": GRANT, "client_id": "service-account", "scope": "fr:am:*", "assertion": assertion(am)}
    return {**defaults, **changes}


def error_of(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept-API-Version": "resource=4.0"}


async def test_access_token_opens_session_endpoints_until_it_expires(
    am: ForgeRockEmulator, http: httpx.AsyncClient
) -> None:
    response = (await http.post(TOKEN, data=form(am))).json()
    assert response == {
        "access_token": response["access_token"], "scope": "fr:am:*", "token_type": "Bearer", "expires_in": 899
    }  # fmt: skip
    path, body = "/json/realms/root/realms/alpha/sessions?_action=validate", {"tokenId": am.sign_in()}
    assert (await http.post(path, json=body, headers=bearer(response["access_token"]))).json()["valid"]
    assert isinstance(am.clock, ManualClock)
    am.clock.advance(899)
    assert (await http.post(path, json=body, headers=bearer(response["access_token"]))).status_code == 401


@pytest.mark.parametrize("audience", ["https://emulator.test/am", "https://emulator.test:443/am"])
async def test_audience_with_or_without_port(am: ForgeRockEmulator, http: httpx.AsyncClient, audience: str) -> None:
    assert (await http.post(TOKEN, data=form(am, assertion=assertion(am, aud=[audience + TOKEN])))).is_success


BAD: dict[str, tuple[Callable[[ForgeRockEmulator], dict[str, str]], int, str]] = {
    "another key": (lambda am: form(am, assertion=assertion(am, OTHER_KEY)), 400, "invalid_grant"),
    "another account": (lambda am: form(am, assertion=assertion(am, iss="x")), 400, "invalid_grant"),
    "another subject": (lambda am: form(am, assertion=assertion(am, sub="x")), 400, "invalid_grant"),
    "another audience": (lambda am: form(am, assertion=assertion(am, aud="https://x.test")), 400, "invalid_grant"),
    "a realm's audience": (
        lambda am: form(am, assertion=assertion(am, aud="https://emulator.test/am/oauth2/realms/root/access_token")),
        400,
        "invalid_grant",
    ),
    "no expiry": (lambda am: form(am, assertion=assertion(am, exp=None)), 400, "invalid_grant"),
    "a boolean as expiry": (lambda am: form(am, assertion=assertion(am, exp=True)), 400, "invalid_grant"),
    "expired": (lambda am: form(am, assertion=assertion(am, exp=int(START))), 400, "invalid_grant"),
    "no id": (lambda am: form(am, assertion=assertion(am, jti=None)), 400, "invalid_grant"),
    "no JWT": (lambda am: form(am, assertion="x.y"), 400, "invalid_request"),
    "another algorithm": (lambda am: form(am, assertion="e30.e30.e30"), 400, "invalid_grant"),
    "another scope": (lambda am: form(am, scope="fr:am:* fr:idm:*"), 400, "invalid_scope"),
    "another grant": (lambda am: form(am, grant_type="client_credentials"), 400, "unsupported_grant_type"),
    "another client": (lambda am: form(am, client_id="me"), 401, "invalid_client"),
}


@pytest.mark.parametrize("case", BAD)
async def test_invalid_token_request_is_refused(am: ForgeRockEmulator, http: httpx.AsyncClient, case: str) -> None:
    make, status, error = BAD[case]
    am.allow_violations("body")
    assert error_of(await http.post(TOKEN, data=make(am))) == (status, error)


async def test_assertion_works_once(am: ForgeRockEmulator, http: httpx.AsyncClient) -> None:
    data = form(am)
    assert (await http.post(TOKEN, data=data)).is_success
    assert error_of(await http.post(TOKEN, data=data)) == (400, "invalid_grant")


async def test_access_token_without_am_scope_opens_no_session_endpoint(
    am: ForgeRockEmulator, http: httpx.AsyncClient
) -> None:
    account = am.add_service_account(scopes=["fr:idm:*"])
    key = RSAKey.import_key(am.new_key(account, kid="mine"))
    claims = {"iss": account.id, "sub": account.id, "aud": am.url + TOKEN, "exp": int(START) + 180, "jti": "x"}
    signed = jwt.encode({"alg": "RS256", "kid": "mine"}, claims, key, algorithms=["RS256"])
    response = (await http.post(TOKEN, data=form(am, assertion=signed, scope="fr:idm:*"))).json()
    path = "/json/realms/root/sessions?_action=getSessionInfo"
    denied = await http.post(path, json={"tokenId": am.sign_in()}, headers=bearer(response["access_token"]))
    assert denied.status_code == 401


async def test_token_request_in_json_is_refused(am: ForgeRockEmulator, http: httpx.AsyncClient) -> None:
    am.allow_violations("Content-Type")
    assert error_of(await http.post(TOKEN, json=form(am))) == (400, "invalid_request")


@pytest.mark.parametrize("path", ["/json/realms/root/oauth2/access_token", "/json/oauth2/access_token"])
async def test_token_endpoint_belongs_to_no_realm(am: ForgeRockEmulator, http: httpx.AsyncClient, path: str) -> None:
    with am.allow_violations("no such path"):
        response = await http.post(path, data=form(am), headers={"Accept-API-Version": "resource=1.0"})
    assert response.status_code == 404


async def test_access_token_lifetime_and_revocation(am: ForgeRockEmulator, http: httpx.AsyncClient) -> None:
    am.access_token_lifetime = 10
    response = (await http.post(TOKEN, data=form(am))).json()
    assert response["expires_in"] == am.access_token_lifetime == 10
    path, body = "/json/realms/root/sessions?_action=getSessionInfo", {"tokenId": am.sign_in()}
    assert (await http.post(path, json=body, headers=bearer(response["access_token"]))).is_success
    am.revoke_access_tokens()
    assert (await http.post(path, json=body, headers=bearer(response["access_token"]))).status_code == 401


@pytest.mark.parametrize("profile", ["pingam", "openam"])
async def test_only_aic_has_the_token_endpoint(profile: Any) -> None:
    am = ForgeRockEmulator(profile, clock=ManualClock(START))
    am.allow_violations()
    async with httpx.AsyncClient(transport=am.transport(), base_url=am.url) as http:
        assert (await http.post(TOKEN, data=form(am))).status_code == 404


def test_document_requires_no_credential_for_access_tokens() -> None:
    assert OPERATIONS["issueAccessToken"]["security"] == []
    assert OPERATIONS["issueAccessToken"]["path"] == TOKEN
