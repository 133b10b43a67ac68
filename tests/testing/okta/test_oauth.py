"""The Okta emulator checks signatures, reuse and proofs of possession as an org does."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from idsessions.testing import ManualClock
from idsessions.testing.okta import OktaEmulator

from ..plain_client import START
from .org import ASSERTION_TYPE, SESSIONS, TOKEN, code, jwt_part

APP_KEY, OTHER_KEY = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")
PROOF_KEY = ECKey.generate_key("P-256")
RSA = RSAKey.generate_key(2048)


def token_form(org: OktaEmulator, assertion: str) -> dict[str, str]:
    return {
        "grant_type": "client_credentials",
        "scope": "okta.sessions.read",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion,
    }


def signed(
    org: OktaEmulator, key: ECKey | RSAKey | OctKey = APP_KEY, *, jti: str = "one", **header: Any
) -> dict[str, str]:
    client_id = org.service_app.client_id
    claims = {"iss": client_id, "sub": client_id, "aud": org.url + TOKEN, "exp": int(START) + 300, "jti": jti}
    algorithm = header.setdefault("alg", "ES256")
    return token_form(org, jwt.encode(header, claims, key, algorithms=[algorithm]))


def error_of(response: httpx.Response) -> tuple[int, str, str]:
    body = response.json()
    return response.status_code, body["error"], body["error_description"]


# --- signatures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_", ["public JWK", "private JWK", "JSON", "public PEM", "private PEM"])
async def test_assertion_must_be_signed_by_registered_key(org: OktaEmulator, http: httpx.AsyncClient, as_: str) -> None:
    key: str | dict[str, Any]
    if as_ == "JSON":
        key = json.dumps(APP_KEY.as_dict(private=False))
    elif "JWK" in as_:
        key = APP_KEY.as_dict(private=as_.startswith("private"))
    else:
        key = APP_KEY.as_pem(private=as_.startswith("private")).decode()
    org.add_key(key)
    assert (await http.post(TOKEN, data=signed(org))).json()["token_type"] == "Bearer"
    refused = await http.post(TOKEN, data=signed(org, OTHER_KEY, jti="two"))
    assert error_of(refused) == (401, "invalid_client", "The client_assertion signature is invalid.")


FORGED: list[tuple[Callable[[OktaEmulator], dict[str, str]], str]] = [
    (lambda org: signed(org, OTHER_KEY), "signature"),
    (lambda org: signed(org, OctKey.generate_key(256), alg="HS256"), "algorithm"),
    (lambda org: token_form(org, f"{signed(org)['client_assertion'].rpartition('.')[0]}.AAAA"), "signature"),
    (lambda org: token_form(org, with_later_expiry(signed(org)["client_assertion"])), "signature"),
    (lambda org: token_form(org, with_algorithm(signed(org)["client_assertion"], "RS256")), "signature"),
    (lambda org: token_form(org, with_algorithm(signed(org)["client_assertion"], "none")), "algorithm"),
    (lambda org: signed(org, RSA, alg="RS256"), "signature"),
]


def with_later_expiry(assertion: str) -> str:
    header, claims, signature = assertion.split(".")
    body = json.loads(base64.urlsafe_b64decode(claims + "=="))
    return f"{header}.{jwt_part({**body, 'exp': body['exp'] + 1})}.{signature}"


def with_algorithm(assertion: str, algorithm: str) -> str:
    return f"{jwt_part({'alg': algorithm})}.{assertion.partition('.')[2]}"


@pytest.mark.parametrize(("forge", "problem"), FORGED)
async def test_forged_assertion_is_refused(
    org: OktaEmulator, http: httpx.AsyncClient, forge: Callable[[OktaEmulator], dict[str, str]], problem: str
) -> None:
    org.add_key(APP_KEY.as_dict(private=False))
    status, error, description = error_of(await http.post(TOKEN, data=forge(org)))
    assert (status, error) == (401, "invalid_client")
    assert problem in description


async def test_key_named_in_the_assertion_checks_the_signature(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    org.add_key(APP_KEY.as_dict(private=False), kid="ours")
    org.add_key(RSA.as_dict(private=False), kid="rsa")
    assert org.service_app.key_ids == ("ours", "rsa")
    attempts: list[tuple[dict[str, str], int]] = [
        (signed(org, kid="ours", jti="1"), 200),
        (signed(org, RSA, alg="RS512", kid="rsa", jti="2"), 200),
        (signed(org, kid="rsa", jti="3"), 401),
        (signed(org, jti="4"), 401),
        (signed(org, kid="unknown", jti="5"), 401),
    ]
    for data, status in attempts:
        assert (await http.post(TOKEN, data=data)).status_code == status


async def test_assertion_works_once_even_if_refused(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    org.add_key(APP_KEY.as_dict(private=False))
    used = "The client_assertion token has already been used."
    assert (await http.post(TOKEN, data=signed(org, jti="good"))).status_code == 200
    assert error_of(await http.post(TOKEN, data=signed(org, jti="good")))[2] == used
    assert "signature" in error_of(await http.post(TOKEN, data=signed(org, OTHER_KEY, jti="bad")))[2]
    assert error_of(await http.post(TOKEN, data=signed(org, jti="bad")))[2] == used


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "ES384", "ES512"])
async def test_new_key_signs_assertions(org: OktaEmulator, http: httpx.AsyncClient, algorithm: Any) -> None:
    private = org.new_key(algorithm=algorithm, kid="made")
    assert (private["kid"], private["alg"]) == ("made", algorithm)
    key = (RSAKey if private["kty"] == "RSA" else ECKey).import_key(private)
    assert (await http.post(TOKEN, data=signed(org, key, alg=algorithm, kid="made"))).status_code == 200


@pytest.mark.parametrize(
    "key",
    ["no key", "{}", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", '{"kty": "RSA"}', '{"kty": "oct"}'],
)
def test_add_key_refuses_anything_but_a_key(org: OktaEmulator, key: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the text is that of the library
        org.add_key(key)
    assert org.service_app.keys == []


def test_new_key_without_joserfc_names_the_extra(org: OktaEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "joserfc", None)
    with pytest.raises(RuntimeError, match=r"idsessions\[oauth\]"):
        org.new_key()


# --- proofs of possession ---------------------------------------------------------------------------------------------


def proof(
    org: OktaEmulator,
    *,
    key: ECKey | RSAKey = PROOF_KEY,
    header: Mapping[str, Any] | None = None,
    token: str | None = None,
    **claims: Any,
) -> dict[str, str]:
    defaults: dict[str, Any] = {"jti": "first", "htm": "POST", "htu": org.url + TOKEN, "iat": int(org.clock.time())}
    if token is not None:
        defaults["ath"] = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode().rstrip("=")
    all_claims = {name: value for name, value in {**defaults, **claims}.items() if value is not None}
    default_header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}
    full = {name: value for name, value in {**default_header, **(header or {})}.items() if value is not None}
    return {"DPoP": jwt.encode(full, all_claims, key, algorithms=["ES256", "RS256"], default_type=None)}


@pytest.fixture(name="bound")
def bound_fixture(org: OktaEmulator) -> OktaEmulator:
    """An org whose service app gets only bound tokens."""
    org.service_app.requires_dpop = True
    org.add_key(APP_KEY.as_dict(private=False))
    return org


async def test_bound_token_needs_proof_with_nonce(bound: OktaEmulator, http: httpx.AsyncClient) -> None:
    missing = await http.post(TOKEN, data=signed(bound, jti="1"))
    assert error_of(missing) == (400, "invalid_dpop_proof", "The DPoP proof JWT header is missing.")
    assert "dpop-nonce" not in missing.headers
    without = await http.post(TOKEN, data=signed(bound, jti="2"), headers=proof(bound))
    assert error_of(without)[:2] == (400, "use_dpop_nonce")
    nonce = without.headers["dpop-nonce"]
    response = await http.post(TOKEN, data=signed(bound, jti="3"), headers=proof(bound, jti="second", nonce=nonce))
    assert response.json()["token_type"] == "DPoP"
    token, path = response.json()["access_token"], f"{SESSIONS}/{bound.sign_in().id}"
    headers = {
        "Authorization": f"DPoP {token}",
        **proof(bound, jti="third", htm="GET", htu=bound.url + path, token=token),
    }
    assert (await http.get(path, headers=headers)).status_code == 200


async def test_proof_of_any_app_gets_a_bound_token(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    org.settings.dpop_nonce = False
    assert (await http.post(TOKEN, data=signed(org, jti="1"))).json()["token_type"] == "Bearer"
    bound = await http.post(TOKEN, data=signed(org, jti="2"), headers=proof(org))
    assert bound.json()["token_type"] == "DPoP"


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "another method": ({"htm": "GET"}, "htm"),
    "another URL": ({"htu": "https://elsewhere.test/oauth2/v1/token"}, "htu"),
    "a URL with a query": ({"htu": f"https://okta.emulator.test{TOKEN}?a=b"}, "htu"),
    "an old time": ({"iat": int(START) - 61}, "iat"),
    "a time to come": ({"iat": int(START) + 61}, "iat"),
    "no time": ({"iat": None}, "iat"),
    "a time in words": ({"iat": "now"}, "iat"),
    "no id": ({"jti": None}, "jti"),
    "another type": ({"header": {"typ": "JWT"}}, "typ"),
    "no type": ({"header": {"typ": None}}, "typ"),
    "another key": ({"header": {"jwk": OTHER_KEY.as_dict(private=False)}}, "signature"),
    "the private key": ({"header": {"jwk": PROOF_KEY.as_dict(private=True)}}, "public key"),
    "no key": ({"header": {"jwk": None}}, "public key"),
    "half a key": ({"header": {"jwk": {"kty": "EC"}}}, "public key"),
}


@pytest.mark.parametrize("case", BAD)
async def test_bad_proof_gets_no_token(bound: OktaEmulator, http: httpx.AsyncClient, case: str) -> None:
    changes, problem = BAD[case]
    status, error, description = error_of(await http.post(TOKEN, data=signed(bound), headers=proof(bound, **changes)))
    assert (status, error) == (400, "invalid_dpop_proof")
    assert problem in description


@pytest.mark.parametrize("header", ["", "x", "a.b.c"])
async def test_malformed_proof_gets_no_token(bound: OktaEmulator, http: httpx.AsyncClient, header: str) -> None:
    refused = await http.post(TOKEN, data=signed(bound), headers={"DPoP": header})
    assert error_of(refused)[:2] == (400, "invalid_dpop_proof")


async def test_proof_works_once(bound: OktaEmulator, http: httpx.AsyncClient) -> None:
    bound.settings.dpop_nonce = False
    once = proof(bound)
    assert (await http.post(TOKEN, data=signed(bound, jti="1"), headers=once)).status_code == 200
    refused = await http.post(TOKEN, data=signed(bound, jti="2"), headers=once)
    assert "jti" in error_of(refused)[2]


async def test_two_proofs_are_refused(bound: OktaEmulator, http: httpx.AsyncClient) -> None:
    twice = [("DPoP", proof(bound, jti=jti)["DPoP"]) for jti in ("a", "b")]
    with bound.allow_violations("sent 2 times"):
        refused = await http.post(TOKEN, data=signed(bound), headers=twice)
    assert "more than one" in error_of(refused)[2]


async def test_old_nonce_is_refused(bound: OktaEmulator, http: httpx.AsyncClient) -> None:
    old = (await http.post(TOKEN, data=signed(bound, jti="1"), headers=proof(bound))).headers["dpop-nonce"]
    bound.renew_dpop_nonce()
    refused = await http.post(TOKEN, data=signed(bound, jti="2"), headers=proof(bound, jti="b", nonce=old))
    assert error_of(refused)[1] == "use_dpop_nonce"
    assert refused.headers["dpop-nonce"] != old


async def token_of(org: OktaEmulator, http: httpx.AsyncClient) -> str:
    org.settings.dpop_nonce = False
    response = await http.post(TOKEN, data=signed(org, jti="for a token"), headers=proof(org, jti="for a token"))
    return str(response.json()["access_token"])


STOLEN: dict[str, tuple[dict[str, Any], str]] = {
    "no proof": ({}, "missing"),
    "another key": ({"key": OTHER_KEY}, "another key"),
    "another token": ({"token": "eyJother"}, "ath"),
    "no token in it": ({"token": None}, "ath"),
    "another method": ({"htm": "DELETE"}, "htm"),
    "another URL": ({"htu": "https://okta.emulator.test/api/v1/sessions/other"}, "htu"),
    "an old time": ({"iat": int(START) - 61}, "iat"),
    "used before": ({"jti": "for a token"}, "jti"),
}


@pytest.mark.parametrize("case", STOLEN)
async def test_bound_token_without_valid_proof_is_refused(
    bound: OktaEmulator, http: httpx.AsyncClient, case: str
) -> None:
    changes, problem = STOLEN[case]
    token, path = await token_of(bound, http), f"{SESSIONS}/{bound.sign_in().id}"
    claims: dict[str, Any] = {"jti": "for the API", "htm": "GET", "htu": bound.url + path, "token": token}
    sent = {} if case == "no proof" else proof(bound, **{**claims, **changes})
    with bound.allow_violations("bad proof of possession"):
        refused = await http.get(path, headers={"Authorization": f"DPoP {token}", **sent})
    assert code(refused) == (401, "E0000011")
    assert refused.headers["www-authenticate"] == 'DPoP error="invalid_dpop_proof"'
    assert problem in bound.violations[-1].message


async def test_token_with_the_wrong_scheme_is_refused(bound: OktaEmulator, http: httpx.AsyncClient) -> None:
    path = f"{SESSIONS}/{bound.sign_in().id}"
    for word, token in (("Bearer", await token_of(bound, http)), ("DPoP", bound.access_token())):
        assert code(await http.get(path, headers={"Authorization": f"{word} {token}"})) == (401, "E0000011")


async def test_access_token_lifetime_and_revocation(
    org: OktaEmulator, http: httpx.AsyncClient, clock: ManualClock
) -> None:
    org.settings.access_token_lifetime = 5
    path = f"{SESSIONS}/{org.sign_in().id}"
    response = (await http.post(TOKEN, data=signed(org, jti="1"))).json()
    assert response["expires_in"] == 5
    headers = {"Authorization": f"Bearer {response['access_token']}"}
    assert (await http.get(path, headers=headers)).status_code == 200
    clock.advance(5)
    assert code(await http.get(path, headers=headers)) == (401, "E0000011")
    headers = {"Authorization": f"Bearer {org.access_token()}"}
    org.revoke_access_tokens()
    assert code(await http.get(path, headers=headers)) == (401, "E0000011")
