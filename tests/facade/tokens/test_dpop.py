"""Tokens bound to a key of the process (RFC 9449): on request or when Okta wants them, with nonces and a new proof each time."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from typing import Any

import pytest

from idsessions import AuthenticationError, BadRequestError, OktaSessions, ServiceApp, UnreadableAnswerError
from idsessions.testing import ManualClock, OktaEmulator
from idsessions.testing.okta import ServiceApp as EmulatedApp

from ..service_apps import GET, SCOPES, START, TOKEN, advance
from ..signing import assertions, jwk, operations, parts


@pytest.fixture(name="org")
def org_fixture() -> OktaEmulator:
    return OktaEmulator(clock=ManualClock(START), seed=7)


@pytest.fixture(name="bound")
def bound_fixture(org: OktaEmulator) -> EmulatedApp:
    """An app that gets bound tokens only."""
    app = org.add_app(requires_dpop=True)
    org.add_key(jwk(), app)
    return app


def client(org: OktaEmulator, app: EmulatedApp, *, dpop: bool = False, **options: Any) -> OktaSessions:
    credentials = ServiceApp(app.client_id, jwk(), f"{SCOPES} okta.users.manage", dpop=dpop)
    return OktaSessions(org.url, credentials, transport=org.transport(), clock=org.clock, **options)


def proofs(org: OktaEmulator, operation: str) -> list[tuple[dict[str, Any], dict[str, Any]] | None]:
    """Header and claims of the proofs of all requests for ``operation``; None for one without."""
    sent = [request.headers.get("dpop") for request in org.requests if request.operation == operation]
    return [None if proof is None else parts(proof) for proof in sent]


def claims(org: OktaEmulator, operation: str) -> list[dict[str, Any]]:
    return [proof[1] for proof in proofs(org, operation) if proof is not None]


async def test_no_proof_is_sent_unless_wanted(org: OktaEmulator) -> None:
    org.add_key(jwk())
    async with client(org, org.service_app) as okta:
        await okta.get_session(org.sign_in().id)
    assert proofs(org, TOKEN) == proofs(org, GET) == [None]
    assert org.requests[1].headers["authorization"].startswith("Bearer ")


@pytest.mark.parametrize(
    ("asked", "nonce", "sent"),
    [
        # Whether each token request has a proof, and a nonce in it.
        (False, True, [None, False, True]),
        (False, False, [None, False]),
        (True, True, [False, True]),
        (True, False, [False]),
    ],
)
async def test_proofs_start_on_request_or_when_okta_wants_them(
    org: OktaEmulator, bound: EmulatedApp, asked: bool, nonce: bool, sent: list[bool | None]
) -> None:
    org.settings.dpop_nonce = nonce
    async with client(org, bound, dpop=asked) as okta:
        await asyncio.gather(*(okta.get_session(org.sign_in().id) for _ in range(20)))
    assert [None if proof is None else "nonce" in proof[1] for proof in proofs(org, TOKEN)] == sent
    # Each retry has a new assertion, because its id can be used only once, and a new proof.
    for tokens in (assertions(org), [request.headers["dpop"] for request in org.requests if "dpop" in request.headers]):
        assert len({parts(token)[1]["jti"] for token in tokens}) == len(tokens)
    org.assert_no_violations()


async def test_proof_has_the_documented_claims(org: OktaEmulator, bound: EmulatedApp) -> None:
    async with client(org, bound, dpop=True) as okta:
        advance(org, 5.5)
        await okta.revoke_user_sessions(org.user.id, oauth_tokens=True)
    ((header, first), (_, second)) = [proof for proof in proofs(org, TOKEN) if proof]
    assert header.keys() == {"typ", "alg", "jwk"}
    assert (header["typ"], header["alg"]) == ("dpop+jwt", "ES256")
    assert header["jwk"].keys() == {"kty", "crv", "x", "y"}
    assert header["jwk"]["crv"] == "P-256"
    url = f"{org.url}/oauth2/v1/token"
    assert first == {"jti": first["jti"], "htm": "POST", "htu": url, "iat": int(START + 5)}
    assert second.keys() == {*first, "nonce"}

    request = org.requests[-1]
    scheme, _, token = request.headers["authorization"].partition(" ")
    digest = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode().rstrip("=")
    (proof,) = [proof for proof in proofs(org, "revokeUserSessions") if proof]
    assert scheme == "DPoP"
    assert "oauthTokens=true" in str(request.query)
    assert proof[0]["jwk"] == header["jwk"]
    assert proof[1] == {
        "jti": proof[1]["jti"],
        "htm": "DELETE",
        # Without the query.
        "htu": f"{org.url}/api/v1/users/{org.user.id}/sessions",
        "iat": int(START + 5),
        "ath": digest,
    }
    assert len(proof[1]["jti"]) >= 22
    org.assert_no_violations()


async def test_each_client_has_its_own_key(org: OktaEmulator, bound: EmulatedApp) -> None:
    session_id = org.sign_in().id
    for _ in range(2):
        async with client(org, bound) as okta:
            await okta.get_session(session_id)
            await okta.with_options(timeout=5).get_session(session_id)
    keys = [str(proof[0]["jwk"]) for proof in proofs(org, GET) if proof]
    assert keys[0] == keys[1] != keys[2] == keys[3]


async def test_proof_is_made_after_the_pause(org: OktaEmulator, bound: EmulatedApp) -> None:
    session_id = org.sign_in().id
    org.settings.dpop_proof_lifetime = 5
    org.limit(3, seconds=60)
    async with client(org, bound) as okta:
        await asyncio.gather(*(okta.get_session(session_id) for _ in range(8)))
    sent = [request for request in org.requests if request.operation == GET]
    assert sent[-1].at - sent[0].at >= 59
    for request in sent:
        assert parts(request.headers["dpop"])[1]["iat"] == int(request.at)
    assert len({proof["jti"] for proof in claims(org, GET)}) == len(sent)
    org.assert_no_violations()


@pytest.mark.parametrize("operation", [TOKEN, GET])
async def test_refused_request_is_retried_with_a_new_proof(
    org: OktaEmulator, bound: EmulatedApp, operation: str
) -> None:
    async with client(org, bound, dpop=True) as okta:
        org.fail_next(429, {"errorCode": "E0000047", "errorSummary": "too many"}, operation=operation, times=2)
        await okta.get_session(org.sign_in().id)
    jtis = [proof["jti"] for proof in claims(org, operation)]
    assert len(jtis) >= 3
    assert len(set(jtis)) == len(jtis)
    org.assert_no_violations()


async def test_nonce_is_kept_until_okta_wants_another(org: OktaEmulator, bound: EmulatedApp) -> None:
    session_id = org.sign_in().id
    org.sessions[0].expires_at = START + 1e6
    async with client(org, bound) as okta:
        await okta.get_session(session_id)
        assert len(proofs(org, TOKEN)) == 3
        advance(org, 3500)
        await okta.get_session(session_id)
        assert len(proofs(org, TOKEN)) == 4
        org.renew_dpop_nonce()
        advance(org, 3500)
        await okta.get_session(session_id)
        assert len(proofs(org, TOKEN)) == 6
    org.assert_no_violations()


def wanting_a_nonce(org: OktaEmulator, nonce: str, *, status: int, operation: str, times: int = 1) -> None:
    body = {"error": "use_dpop_nonce", "error_description": "a nonce is wanted"}
    org.fail_next(status, body, {"dpop-nonce": nonce}, operation=operation, times=times)


async def test_endless_new_nonces_raise(org: OktaEmulator, bound: EmulatedApp) -> None:
    async with client(org, bound, dpop=True) as okta:
        for number in range(20):
            wanting_a_nonce(org, f"nonce-{number}", status=400, operation=TOKEN)
        with pytest.raises(BadRequestError, match="use_dpop_nonce"):
            await okta.get_session("102")
    assert operations(org) == [TOKEN] * 4


@pytest.mark.parametrize("nonce", ["the same", "", 'quo"te'])
async def test_unusable_nonce_is_not_retried(org: OktaEmulator, bound: EmulatedApp, nonce: str) -> None:
    async with client(org, bound, dpop=True) as okta:
        wanting_a_nonce(org, nonce.replace(" ", "-"), status=400, operation=TOKEN, times=9)
        with pytest.raises(BadRequestError, match="use_dpop_nonce"):
            await okta.get_session("102")
    assert operations(org) == [TOKEN] * (2 if nonce == "the same" else 1)


async def test_invalid_proof_raises(org: OktaEmulator, bound: EmulatedApp) -> None:
    async with client(org, bound, dpop=True) as okta:
        org.fail_next(400, {"error": "invalid_dpop_proof", "error_description": "bad"}, operation=TOKEN, times=9)
        with pytest.raises(BadRequestError, match="invalid_dpop_proof bad"):
            await okta.get_session("102")
    assert operations(org) == [TOKEN]


async def test_nonces_of_the_api_are_kept_apart(org: OktaEmulator, bound: EmulatedApp) -> None:
    session_id = org.sign_in().id
    async with client(org, bound) as okta:
        wanting_a_nonce(org, "for-the-api", status=401, operation=GET)
        await okta.get_session(session_id)
        await okta.get_session(session_id)
        org.revoke_access_tokens()
        await okta.get_session(session_id)
    assert [proof.get("nonce") for proof in claims(org, GET)] == [None, *["for-the-api"] * 4]
    assert {proof.get("nonce") for proof in claims(org, TOKEN)}.isdisjoint({"for-the-api"})
    org.assert_no_violations()


async def test_api_that_wants_the_same_nonce_again_is_retried_once(org: OktaEmulator, bound: EmulatedApp) -> None:
    async with client(org, bound) as okta:
        wanting_a_nonce(org, "again", status=401, operation=GET, times=9)
        for count in (2, 3):
            with pytest.raises(AuthenticationError, match="use_dpop_nonce"):
                await okta.get_session("102")
            assert operations(org).count(GET) == count


async def test_unbound_token_is_not_used_where_a_bound_token_was_requested(
    org: OktaEmulator, bound: EmulatedApp
) -> None:
    answer = {"token_type": "Bearer", "expires_in": 3600, "access_token": "eyJtoken", "scope": SCOPES}
    async with client(org, bound, dpop=True) as okta:
        org.fail_next(200, answer, operation=TOKEN)
        with pytest.raises(UnreadableAnswerError, match="asked for"):
            await okta.get_session("102")
    assert GET not in operations(org)


async def test_refused_bound_token_is_renewed(org: OktaEmulator, bound: EmulatedApp) -> None:
    session_id = org.sign_in().id
    async with client(org, bound) as okta:
        await okta.get_session(session_id)
        org.revoke_access_tokens()
        await asyncio.gather(*(okta.get_session(session_id) for _ in range(20)))
    assert operations(org).count(TOKEN) == 4
    assert operations(org).count(GET) == 41
    org.assert_no_violations()


async def test_issue_access_token_sends_the_given_proof(org: OktaEmulator, bound: EmulatedApp) -> None:
    async with OktaSessions(org.url, transport=org.transport(), clock=org.clock) as okta:
        with pytest.raises(BadRequestError, match="invalid_dpop_proof"):
            await okta.issue_access_token(lambda: signed(org, bound), scope="okta.sessions.read", dpop="not.a.proof")
    assert org.requests[0].headers["dpop"] == "not.a.proof"


def signed(org: OktaEmulator, app: EmulatedApp) -> str:
    from idsessions._jose import load

    said = {"iss": app.client_id, "sub": app.client_id, "aud": f"{org.url}/oauth2/v1/token", "exp": START + 60}
    return load(jwk()).sign(said)
