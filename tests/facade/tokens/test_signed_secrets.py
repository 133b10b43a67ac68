"""No output shows a key, an assertion, a token or a proof: not with everything logged, not when a server repeats them all."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from idsessions import CallRecord, ForgeRockSessions, OktaSessions, ServiceAccount, ServiceApp, SessionsError
from idsessions.testing import ForgeRockEmulator, ManualClock, OktaEmulator

from ..signing import jwk, pem, secrets_of

TOKEN = "eyJ-access-token-0123456789"
SCOPES = "okta.sessions.read okta.sessions.manage"


def carried(request: httpx.Request) -> Iterator[str]:
    """The secrets of a request: its token, its proof, its assertion."""
    yield request.headers.get("authorization", "").partition(" ")[2]
    yield request.headers.get("dpop", "")
    form = httpx.QueryParams(request.content.decode())
    yield from (form.get(name, "") for name in ("client_assertion", "assertion"))


class Parrot:
    """A server that repeats all that it is sent, in every place that an error has."""

    def __init__(self, token_status: int, api_status: int, *, token_type: str = "Bearer") -> None:
        self.secrets = {*secrets_of(jwk("RS256")), TOKEN}
        self._statuses = (token_status, api_status)
        self._token_type = token_type

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.secrets.update(carried(request))
        is_token_request = request.url.path.endswith(("/token", "/access_token"))
        status = self._statuses[0 if is_token_request else 1]
        if status == 200:
            answer = {"access_token": TOKEN, "token_type": self._token_type, "expires_in": 3600}
            return httpx.Response(200, json=answer, headers={"dpop-nonce": "n1"})
        said = f"{request.content.decode()} {request.headers.raw} {' '.join(carried(request))}"
        body = dict.fromkeys(("errorSummary", "error_description", "message", "reason", "error", "errorCode"), said)
        code = {"errorCode": "E0000011"} if status == 401 and not is_token_request else {}
        return httpx.Response(
            status, json={**body, **code}, headers={"x-okta-request-id": " ".join(carried(request)), "dpop-nonce": "n2"}
        )


def assert_no_secret_in(secrets: set[str], *outputs: object) -> None:
    for output in outputs:
        texts = [str(output), repr(output)]
        if isinstance(output, BaseException):
            texts.append("".join(traceback.format_exception(output)))
            texts.append(repr(vars(output)))
            assert output.__cause__ is None or isinstance(output.__cause__, SessionsError)
        for text in texts:
            assert not [secret for secret in secrets if len(secret) > 8 and secret in text]


@pytest.mark.parametrize(("token_status", "api_status"), [(401, 200), (400, 200), (502, 200), (200, 401), (200, 500)])
@pytest.mark.parametrize("dpop", [False, True])
async def test_okta_that_echoes_everything_shows_no_secret(token_status: int, api_status: int, dpop: bool) -> None:
    parrot = Parrot(token_status, api_status, token_type="DPoP" if dpop else "Bearer")
    app = ServiceApp("0oa", jwk("RS256"), SCOPES, dpop=dpop)
    records: list[CallRecord] = []
    async with OktaSessions(
        "https://okta.test", app, transport=httpx.MockTransport(parrot), clock=ManualClock(), on_call=records.append
    ) as okta:
        with pytest.raises(SessionsError) as raised:
            await okta.get_session("102abc")
        assert_no_secret_in(parrot.secrets, raised.value, app, okta, vars(okta), *records)
    assert len(parrot.secrets) > 7


@pytest.mark.parametrize(("token_status", "api_status"), [(401, 200), (400, 200), (502, 200), (200, 401), (200, 500)])
async def test_aic_that_echoes_everything_shows_no_secret(token_status: int, api_status: int) -> None:
    parrot = Parrot(token_status, api_status)
    account = ServiceAccount("5a3c1f0e", pem("RS256"))
    async with ForgeRockSessions(
        "https://am.test/am", account, transport=httpx.MockTransport(parrot), clock=ManualClock()
    ) as am:
        with pytest.raises(SessionsError) as raised:
            await am.query_sessions("bjensen")
        assert_no_secret_in(parrot.secrets, raised.value, account, am, vars(am))


async def test_log_shows_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    org, server = OktaEmulator(), ForgeRockEmulator("aic")
    bound = org.add_app(requires_dpop=True)
    org.add_key(jwk(), bound)
    server.add_key(jwk())
    app, account = ServiceApp(bound.client_id, jwk(), SCOPES), ServiceAccount(server.service_account.id, jwk())
    async with org.serve() as url, OktaSessions(url, app) as okta:
        session = await okta.get_session(org.sign_in().id)
        org.revoke_access_tokens()
        await okta.refresh_session(session.id)
    async with server.serve() as url, ForgeRockSessions(url, account, realm="alpha") as am:
        assert (await am.validate(server.sign_in())).valid
    secrets = set(secrets_of(jwk()))
    for request in (*org.requests, *server.requests):
        secrets.update((request.headers.get("authorization", "").partition(" ")[2], request.headers.get("dpop", "")))
        secrets.update(request.form.get(name, "") for name in ("client_assertion", "assertion"))
    secrets.discard("")
    assert len(secrets) > 10
    assert {record.name.partition(".")[0] for record in caplog.records} >= {"idsessions"}
    assert_no_secret_in(
        secrets, *(part for record in caplog.records for part in (record.getMessage(), record.__dict__))
    )


KEYS: dict[str, Callable[[], Any]] = {
    "a broken PEM": lambda: pem("RS256").replace("MII", "MIX"),
    "a broken JWK": lambda: {**jwk("RS256"), "n": "!"},
    "another algorithm": lambda: pem("RS256"),
    "text": lambda: f"key: {jwk('RS256')['d']}",
}


@pytest.mark.parametrize("key", KEYS)
async def test_unusable_key_shows_no_secret(key: str) -> None:
    given, secrets = KEYS[key](), {*secrets_of(jwk("RS256")), *pem("RS256").splitlines()[1:-1]}
    for private_key in (given, lambda: given):
        app = ServiceApp("0oa", private_key, SCOPES, algorithm="ES256")
        async with OktaSessions("https://okta.test", app) as okta:
            with pytest.raises(SessionsError) as raised:
                await okta.get_session("102abc")
        assert_no_secret_in(secrets, raised.value, app, okta)
