"""The Okta emulator checks signatures, replay and proofs of possession as an org does."""

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

from ..okta_org import ASSERTION_TYPE, SESSIONS, START, TOKEN, clock_fixture, code, http_fixture, org_fixture, part

FIXTURES = (clock_fixture, org_fixture, http_fixture)

OURS, ANOTHER = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")
PROOF_KEY = ECKey.generate_key("P-256")
RSA = RSAKey.generate_key(2048)


def form(org: OktaEmulator, assertion: str) -> dict[str, str]:
    return {
        "grant_type": "client_credentials",
        "scope": "okta.sessions.read",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion,
    }


def signed(
    org: OktaEmulator, key: ECKey | RSAKey | OctKey = OURS, *, jti: str = "one", **header: Any
) -> dict[str, str]:
    client_id = org.service_app.client_id
    claims = {"iss": client_id, "sub": client_id, "aud": org.url + TOKEN, "exp": int(START) + 300, "jti": jti}
    algorithm = header.setdefault("alg", "ES256")
    return form(org, jwt.encode(header, claims, key, algorithms=[algorithm]))


def said(answer: httpx.Response) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["error"], body["error_description"]


# --- signatures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_", ["public JWK", "private JWK", "JSON", "public PEM", "private PEM"])
async def test_a_registered_key_is_asked_for(org: OktaEmulator, http: httpx.AsyncClient, as_: str) -> None:
    key: str | dict[str, Any]
    if as_ == "JSON":
        key = json.dumps(OURS.as_dict(private=False))
    elif "JWK" in as_:
        key = OURS.as_dict(private=as_.startswith("private"))
    else:
        key = OURS.as_pem(private=as_.startswith("private")).decode()
    org.add_key(key)
    assert (await http.post(TOKEN, data=signed(org))).json()["token_type"] == "Bearer"
    refused = await http.post(TOKEN, data=signed(org, ANOTHER, jti="two"))
    assert said(refused) == (401, "invalid_client", "The client_assertion signature is invalid.")


FORGED: list[tuple[Callable[[OktaEmulator], dict[str, str]], str]] = [
    (lambda org: signed(org, ANOTHER), "signature"),
    (lambda org: signed(org, OctKey.generate_key(256), alg="HS256"), "algorithm"),
    (lambda org: form(org, f"{signed(org)['client_assertion'].rpartition('.')[0]}.AAAA"), "signature"),
    (lambda org: form(org, changed(signed(org)["client_assertion"])), "signature"),
    (lambda org: form(org, renamed(signed(org)["client_assertion"], "RS256")), "signature"),
    (lambda org: form(org, renamed(signed(org)["client_assertion"], "none")), "algorithm"),
    (lambda org: signed(org, RSA, alg="RS256"), "signature"),
]


def changed(assertion: str) -> str:
    header, claims, signature = assertion.split(".")
    body = json.loads(base64.urlsafe_b64decode(claims + "=="))
    return f"{header}.{part({**body, 'exp': body['exp'] + 1})}.{signature}"


def renamed(assertion: str, algorithm: str) -> str:
    return f"{part({'alg': algorithm})}.{assertion.partition('.')[2]}"


@pytest.mark.parametrize(("forge", "problem"), FORGED)
async def test_a_forged_assertion_is_refused(
    org: OktaEmulator, http: httpx.AsyncClient, forge: Callable[[OktaEmulator], dict[str, str]], problem: str
) -> None:
    org.add_key(OURS.as_dict(private=False))
    status, error, description = said(await http.post(TOKEN, data=forge(org)))
    assert (status, error) == (401, "invalid_client")
    assert problem in description


async def test_of_several_keys_the_named_one_counts(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    org.add_key(OURS.as_dict(private=False), kid="ours")
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


async def test_an_assertion_is_good_once_even_if_it_was_refused(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    org.add_key(OURS.as_dict(private=False))
    used = "The client_assertion token has already been used."
    assert (await http.post(TOKEN, data=signed(org, jti="good"))).status_code == 200
    assert said(await http.post(TOKEN, data=signed(org, jti="good")))[2] == used
    assert "signature" in said(await http.post(TOKEN, data=signed(org, ANOTHER, jti="bad")))[2]
    assert said(await http.post(TOKEN, data=signed(org, jti="bad")))[2] == used


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "ES384", "ES512"])
async def test_it_makes_keys_to_sign_with(org: OktaEmulator, http: httpx.AsyncClient, algorithm: Any) -> None:
    private = org.new_key(algorithm=algorithm, kid="made")
    assert (private["kid"], private["alg"]) == ("made", algorithm)
    key = (RSAKey if private["kty"] == "RSA" else ECKey).import_key(private)
    assert (await http.post(TOKEN, data=signed(org, key, alg=algorithm, kid="made"))).status_code == 200


@pytest.mark.parametrize(
    "key",
    ["no key", "{}", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", '{"kty": "RSA"}', '{"kty": "oct"}'],
)
def test_what_is_no_key_is_not_registered(org: OktaEmulator, key: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whatever the library says of it
        org.add_key(key)
    assert org.service_app.keys == []


def test_without_the_library_it_says_what_to_install(org: OktaEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
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
    said: dict[str, Any] = {"jti": "first", "htm": "POST", "htu": org.url + TOKEN, "iat": int(org.clock.time())}
    if token is not None:
        said["ath"] = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode().rstrip("=")
    said = {name: value for name, value in {**said, **claims}.items() if value is not None}
    usual = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}
    full = {name: value for name, value in {**usual, **(header or {})}.items() if value is not None}
    return {"DPoP": jwt.encode(full, said, key, algorithms=["ES256", "RS256"], default_type=None)}


@pytest.fixture(name="bound")
def bound_fixture(org: OktaEmulator) -> OktaEmulator:
    """The org, whose app gets bound tokens only."""
    org.service_app.requires_dpop = True
    org.add_key(OURS.as_dict(private=False))
    return org


async def test_the_way_to_a_bound_token(bound: OktaEmulator, http: httpx.AsyncClient) -> None:
    missing = await http.post(TOKEN, data=signed(bound, jti="1"))
    assert said(missing) == (400, "invalid_dpop_proof", "The DPoP proof JWT header is missing.")
    assert "dpop-nonce" not in missing.headers
    without = await http.post(TOKEN, data=signed(bound, jti="2"), headers=proof(bound))
    assert said(without)[:2] == (400, "use_dpop_nonce")
    nonce = without.headers["dpop-nonce"]
    answer = await http.post(TOKEN, data=signed(bound, jti="3"), headers=proof(bound, jti="second", nonce=nonce))
    assert answer.json()["token_type"] == "DPoP"
    token, path = answer.json()["access_token"], f"{SESSIONS}/{bound.sign_in().id}"
    headers = {
        "Authorization": f"DPoP {token}",
        **proof(bound, jti="third", htm="GET", htu=bound.url + path, token=token),
    }
    assert (await http.get(path, headers=headers)).status_code == 200


async def test_an_app_that_need_not_gets_a_bound_token_for_a_proof(org: OktaEmulator, http: httpx.AsyncClient) -> None:
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
    "another key": ({"header": {"jwk": ANOTHER.as_dict(private=False)}}, "signature"),
    "the private key": ({"header": {"jwk": PROOF_KEY.as_dict(private=True)}}, "public key"),
    "no key": ({"header": {"jwk": None}}, "public key"),
    "half a key": ({"header": {"jwk": {"kty": "EC"}}}, "public key"),
}


@pytest.mark.parametrize("case", BAD)
async def test_a_bad_proof_gets_no_token(bound: OktaEmulator, http: httpx.AsyncClient, case: str) -> None:
    changes, problem = BAD[case]
    status, error, description = said(await http.post(TOKEN, data=signed(bound), headers=proof(bound, **changes)))
    assert (status, error) == (400, "invalid_dpop_proof")
    assert problem in description


@pytest.mark.parametrize("header", ["", "x", "a.b.c"])
async def test_a_proof_that_is_none_gets_no_token(bound: OktaEmulator, http: httpx.AsyncClient, header: str) -> None:
    refused = await http.post(TOKEN, data=signed(bound), headers={"DPoP": header})
    assert said(refused)[:2] == (400, "invalid_dpop_proof")


async def test_a_proof_is_good_once(bound: OktaEmulator, http: httpx.AsyncClient) -> None:
    bound.settings.dpop_nonce = False
    once = proof(bound)
    assert (await http.post(TOKEN, data=signed(bound, jti="1"), headers=once)).status_code == 200
    refused = await http.post(TOKEN, data=signed(bound, jti="2"), headers=once)
    assert "jti" in said(refused)[2]


async def test_two_proofs_are_one_too_many(bound: OktaEmulator, http: httpx.AsyncClient) -> None:
    twice = [("DPoP", proof(bound, jti=jti)["DPoP"]) for jti in ("a", "b")]
    with bound.allow_violations("sent 2 times"):
        refused = await http.post(TOKEN, data=signed(bound), headers=twice)
    assert "more than one" in said(refused)[2]


async def test_an_old_nonce_is_not_good(bound: OktaEmulator, http: httpx.AsyncClient) -> None:
    old = (await http.post(TOKEN, data=signed(bound, jti="1"), headers=proof(bound))).headers["dpop-nonce"]
    bound.renew_dpop_nonce()
    refused = await http.post(TOKEN, data=signed(bound, jti="2"), headers=proof(bound, jti="b", nonce=old))
    assert said(refused)[1] == "use_dpop_nonce"
    assert refused.headers["dpop-nonce"] != old


async def token_of(org: OktaEmulator, http: httpx.AsyncClient) -> str:
    org.settings.dpop_nonce = False
    answer = await http.post(TOKEN, data=signed(org, jti="for a token"), headers=proof(org, jti="for a token"))
    return str(answer.json()["access_token"])


STOLEN: dict[str, tuple[dict[str, Any], str]] = {
    "no proof": ({}, "missing"),
    "another key": ({"key": ANOTHER}, "another key"),
    "another token": ({"token": "eyJother"}, "ath"),
    "no token in it": ({"token": None}, "ath"),
    "another method": ({"htm": "DELETE"}, "htm"),
    "another URL": ({"htu": "https://okta.emulator.test/api/v1/sessions/other"}, "htu"),
    "an old time": ({"iat": int(START) - 61}, "iat"),
    "used before": ({"jti": "for a token"}, "jti"),
}


@pytest.mark.parametrize("case", STOLEN)
async def test_a_bound_token_is_nothing_without_its_proof(
    bound: OktaEmulator, http: httpx.AsyncClient, case: str
) -> None:
    changes, problem = STOLEN[case]
    token, path = await token_of(bound, http), f"{SESSIONS}/{bound.sign_in().id}"
    usual: dict[str, Any] = {"jti": "for the API", "htm": "GET", "htu": bound.url + path, "token": token}
    sent = {} if case == "no proof" else proof(bound, **{**usual, **changes})
    with bound.allow_violations("bad proof of possession"):
        refused = await http.get(path, headers={"Authorization": f"DPoP {token}", **sent})
    assert code(refused) == (401, "E0000011")
    assert refused.headers["www-authenticate"] == 'DPoP error="invalid_dpop_proof"'
    assert problem in bound.violations[-1].message


async def test_a_bound_token_is_no_bearer_token_nor_the_other_way_round(
    bound: OktaEmulator, http: httpx.AsyncClient
) -> None:
    path = f"{SESSIONS}/{bound.sign_in().id}"
    for word, token in (("Bearer", await token_of(bound, http)), ("DPoP", bound.access_token())):
        assert code(await http.get(path, headers={"Authorization": f"{word} {token}"})) == (401, "E0000011")


async def test_tokens_can_be_revoked_and_live_as_long_as_one_likes(
    org: OktaEmulator, http: httpx.AsyncClient, clock: ManualClock
) -> None:
    org.settings.access_token_lifetime = 5
    path = f"{SESSIONS}/{org.sign_in().id}"
    answer = (await http.post(TOKEN, data=signed(org, jti="1"))).json()
    assert answer["expires_in"] == 5
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    assert (await http.get(path, headers=headers)).status_code == 200
    clock.advance(5)
    assert code(await http.get(path, headers=headers)) == (401, "E0000011")
    headers = {"Authorization": f"Bearer {org.access_token()}"}
    org.revoke_access_tokens()
    assert code(await http.get(path, headers=headers)) == (401, "E0000011")
