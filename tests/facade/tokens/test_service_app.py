"""Okta's service apps, against an org that checks signatures and scopes: who asks, and what for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from idsessions import (
    AuthenticationError,
    BadRequestError,
    CredentialError,
    ForgeRockSessions,
    OktaSessions,
    ServiceAccount,
    ServiceApp,
)
from idsessions.testing import ManualClock, OktaEmulator

from ..service_apps import SCOPES, START, TOKEN, app_of, client, okta_fixture, org_fixture
from ..signing import ALGORITHMS, Algorithm, assertions, jwk, parts, pem

FIXTURES = (org_fixture, okta_fixture)

# --- who asks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("form", [jwk, pem])
async def test_every_algorithm_is_accepted(algorithm: Algorithm, form: Callable[[Algorithm], Any]) -> None:
    org = OktaEmulator(clock=ManualClock(START))
    org.add_key(pem(algorithm))
    app = ServiceApp(org.service_app.client_id, form(algorithm), SCOPES, algorithm=algorithm)
    async with client(org, app) as okta:
        session = await okta.get_session(org.sign_in().id)
    assert session.login == org.username
    assert parts(assertions(org)[0])[0]["alg"] == algorithm
    org.assert_no_violations()


async def test_assertion_has_the_documented_claims(org: OktaEmulator, okta: OktaSessions) -> None:
    await okta.get_session(org.sign_in().id)
    header, claims = parts(assertions(org)[0])
    client_id = org.service_app.client_id
    assert header == {"alg": "ES256", "typ": "JWT"}
    jti = claims.pop("jti")
    assert len(jti) >= 22
    # Without `iat`: a clock that is fast would make it a moment to come.
    assert claims == {
        "iss": client_id, "sub": client_id, "aud": f"{org.url}/oauth2/v1/token", "exp": START + 600
    }  # fmt: skip
    form = org.requests[0].form
    assert form["scope"] == "okta.sessions.manage okta.sessions.read"
    assert form["grant_type"] == "client_credentials"
    assert "authorization" not in org.requests[0].headers
    assert org.requests[1].headers["authorization"].startswith("Bearer eyJ")


@pytest.mark.parametrize("url", ["https://OKTA.emulator.test/", "https://okta.emulator.test:443"])
async def test_audience_is_the_url_that_is_called(org: OktaEmulator, url: str) -> None:
    async with OktaSessions(url, app_of(org), transport=org.transport(), clock=org.clock) as okta:
        assert await okta.get_session(org.sign_in().id)
    org.assert_no_violations()


async def test_app_with_several_keys_names_its_key(org: OktaEmulator) -> None:
    org = OktaEmulator(clock=ManualClock(START))
    org.add_key(jwk("ES384"), kid="old")
    org.add_key(jwk("ES256"), kid="new")
    client_id, session_id = org.service_app.client_id, org.sign_in().id
    for app in (
        ServiceApp(client_id, jwk("ES256"), SCOPES, kid="new"),
        ServiceApp(client_id, jwk("ES384", kid="old"), SCOPES),
    ):
        async with client(org, app) as okta:
            assert await okta.get_session(session_id)
    for app in (
        ServiceApp(client_id, jwk("ES256"), SCOPES),
        ServiceApp(client_id, jwk("ES256"), SCOPES, kid="old"),
        ServiceApp(client_id, jwk("ES256"), SCOPES, kid="other"),
    ):
        async with client(org, app) as okta:
            with pytest.raises(AuthenticationError, match="invalid_client"):
                await okta.get_session(session_id)


@pytest.mark.parametrize(
    ("private_key", "options", "said"),
    [
        (jwk("RS256"), {"algorithm": "ES256"}, "cannot sign ES256"),
        ("-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----", {}, "cannot be read"),
        ("not a key at all", {}, "neither a PEM nor a JWK"),
        (lambda: "not a key at all", {}, "neither a PEM nor a JWK"),
        (lambda: b"bytes", {}, "a PEM, a JWK, or a function"),
        (lambda: "", {}, "`private_key` is empty"),
    ],
)
async def test_key_that_cannot_sign_sends_nothing(
    org: OktaEmulator, private_key: Any, options: dict[str, Any], said: str
) -> None:
    async with client(org, ServiceApp(org.service_app.client_id, private_key, SCOPES, **options)) as okta:
        with pytest.raises(CredentialError, match=said) as raised:
            await okta.get_session("102abc")
    assert org.requests == []
    assert "nonsense" not in f"{raised.value!r} {raised.value}"


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        (("", jwk(), SCOPES), {}, "client_id"),
        (("0oa\n", jwk(), SCOPES), {}, "client_id"),
        (("0oa", "", SCOPES), {}, "`private_key` is empty"),
        (("0oa", 5, SCOPES), {}, "a PEM, a JWK, or a function"),
        (("0oa", jwk(), ""), {}, "`scopes`"),
        (("0oa", jwk(), ()), {}, "`scopes`"),
        (("0oa", jwk(), ["two words"]), {}, "`scopes`"),
        (("0oa", jwk(), ['quo"te']), {}, "`scopes`"),
        (("0oa", jwk(), SCOPES), {"algorithm": "HS256"}, "RS256, RS384"),
    ],
)
def test_invalid_app_raises(arguments: tuple[Any, ...], options: dict[str, Any], said: str) -> None:
    with pytest.raises(CredentialError, match=said):
        ServiceApp(*arguments, **options)


async def test_headers_of_an_app_without_a_client_raise(org: OktaEmulator) -> None:
    with pytest.raises(CredentialError, match="to a client"):
        await app_of(org).headers("GET", org.url)


# --- what it may ------------------------------------------------------------------------------------------------------


LACKING: list[tuple[str, Callable[[OktaSessions], Awaitable[object]], str]] = [
    ("okta.users.manage", lambda okta: okta.get_session("102"), "okta.sessions.read"),
    ("okta.sessions.read", lambda okta: okta.refresh_session("102"), "okta.sessions.manage"),
    ("okta.sessions.read", lambda okta: okta.revoke_session("102"), "okta.sessions.manage"),
    (SCOPES, lambda okta: okta.revoke_user_sessions("00u"), "okta.users.manage"),
]


@pytest.mark.parametrize(("scopes", "call", "lacking"), LACKING)
async def test_missing_scope_sends_nothing(
    org: OktaEmulator, scopes: str, call: Callable[[OktaSessions], Awaitable[object]], lacking: str
) -> None:
    async with client(org, app_of(org, scopes=scopes)) as okta:
        with pytest.raises(CredentialError, match=f"lacks the scope {lacking}$"):
            await call(okta)
    assert org.requests == []


async def test_manage_scope_includes_the_read_scope(org: OktaEmulator) -> None:
    async with client(org, app_of(org, scopes=["okta.sessions.manage"])) as okta:
        assert await okta.get_session(org.sign_in().id)


async def test_scope_that_was_not_granted_raises(org: OktaEmulator) -> None:
    async with client(org, app_of(org, scopes=f"{SCOPES} okta.apps.read")) as okta:
        with pytest.raises(BadRequestError, match="invalid_scope") as raised:
            await okta.get_session("102")
    assert raised.value.operation == TOKEN


async def test_operation_without_access_token_names_what_it_takes(org: OktaEmulator, okta: OktaSessions) -> None:
    with pytest.raises(CredentialError, match="takes ApiToken, not ServiceApp"):
        await okta.create_session("20111")
    assert org.requests == []


async def test_app_of_another_provider_raises(org: OktaEmulator) -> None:
    async with ForgeRockSessions("https://am.test/am", app_of(org)) as am:
        with pytest.raises(CredentialError, match="not ServiceApp"):
            await am.query_sessions("bjensen")
    async with OktaSessions(org.url, ServiceAccount("id", jwk())) as okta:
        with pytest.raises(CredentialError, match="ServiceApp, not ServiceAccount"):
            await okta.get_session("102")
