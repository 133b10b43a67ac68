"""Numbers without sense and nested JSON, in tokens and dialogues: typed errors or a bounded value, never an OverflowError."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx
import pytest

from idsessions import (
    CredentialError,
    ForgeRockSessions,
    OktaSessions,
    ServiceAccount,
    ServiceApp,
    SessionsError,
    SessionToken,
    UnreadableAnswerError,
    set_answer,
)
from idsessions._jose import load
from idsessions.testing import ManualClock

from ..forgerock.wire import CALLBACKS, RESPONSES, SIGNED_IN, TOKEN, URL, Call
from ..okta_wire import ID, SESSION, Wired
from ..signing import jwk

DEEP = "[" * 100_000
# JSON numbers as a server may write them, and whether a token may live for so long.
NUMBERS: Mapping[str, bool] = {
    "9" * 400: True,
    "9" * 4_300: True,
    "9" * 4_301: False,
    "9" * 100_000: False,
    "1e308": False,
    "1e400": False,
    "NaN": False,
    "Infinity": False,
    "-1": False,
    f"-{'9' * 400}": False,
    "0": False,
    "true": False,
    '"3600"': False,
    "null": False,
    DEEP: False,
    "0.5": False,
}


def token_response(expires_in: str) -> httpx.Response:
    body = f'{{"access_token": "eyJ", "token_type": "Bearer", "scope": "a", "expires_in": {expires_in}}}'
    return httpx.Response(200, headers={"Content-Type": "application/json"}, content=body.encode())


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: f"{number[:8]}, {len(number)}")
async def test_lifetime_of_an_access_token_without_sense_is_bounded_or_raises(number: str) -> None:
    clock = ManualClock()

    def okta(request: httpx.Request) -> httpx.Response:
        return token_response(number) if request.url.path.endswith("/token") else httpx.Response(200, json=SESSION)

    def forgerock(request: httpx.Request) -> httpx.Response:
        is_token = request.url.path.endswith("/access_token")
        return token_response(number) if is_token else httpx.Response(200, json=dict(RESPONSES["validate"]))

    app, account = ServiceApp("0oa", jwk(), "okta.sessions.read"), ServiceAccount("5a3c1f0e", jwk())
    async with (
        OktaSessions("https://acme.okta.test", app, transport=Wired(okta), clock=clock) as org,
        ForgeRockSessions(URL, account, transport=httpx.MockTransport(forgerock), clock=clock) as am,
    ):
        for call in (org.get_session(ID), am.validate(TOKEN)):
            if NUMBERS[number]:
                await call
                continue
            with pytest.raises(UnreadableAnswerError) as raised:
                await call
            assert raised.value.operation == "issueAccessToken"


def auth_id(payload: str) -> str:
    return f"e30.{base64.urlsafe_b64encode(payload.encode()).decode().rstrip('=')}.x"


@pytest.mark.parametrize(
    "payload",
    [
        *(f'{{"iat": 0, "exp": {number}}}' for number in NUMBERS),
        *(f'{{"iat": {number}, "exp": 900}}' for number in NUMBERS),
        f'{{"iat": 0, "exp": 900, "more": {DEEP}}}',
        DEEP,
        '{"a":' * 100_000,
        "",
        "\x00",
    ],
    ids=lambda payload: f"{payload[:24]}, {len(payload)}",
)
async def test_dialogue_with_times_without_sense_goes_on(payload: str) -> None:
    pages = [{"authId": auth_id(payload), "callbacks": CALLBACKS}, dict(SIGNED_IN)]
    # By the clock of the system, whose timers take no number of any size.
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=pages.pop(0)))
    async with ForgeRockSessions(URL, transport=transport) as am:
        dialogue = am.dialogue()
        step = await dialogue.start()
        for callback in step.callbacks or []:
            set_answer(callback, "x")
        assert (await dialogue.answer(step)).token_id == TOKEN


READS: Mapping[str, Call] = {
    "refresh": lambda am: am.refresh(TOKEN),
    "getSessionInfo": lambda am: am.get_session_info(TOKEN),
    "validate": lambda am: am.validate(TOKEN),
    "querySessions": lambda am: am.with_options(credentials=SessionToken(TOKEN)).query_sessions("b"),
    "authenticate": lambda am: am.authenticate(),
}


@pytest.mark.parametrize("operation", READS)
async def test_success_with_nested_json_or_endless_numbers_is_unreadable_or_read(operation: str) -> None:
    for value in NUMBERS:
        body = f'{{"maxtime": {value}, "valid": {value}, "result": {value}, "callbacks": {value}}}'
        response = httpx.Response(200, headers={"Content-Type": "application/json"}, content=body.encode())
        transport = httpx.MockTransport(lambda _, response=response: response)
        async with ForgeRockSessions(URL, cookie_name="c", transport=transport) as am:
            with suppress(UnreadableAnswerError):
                await READS[operation](am)


@pytest.mark.parametrize("code", ["9" * 400, "9" * 5_000, "1e999", DEEP])
async def test_code_of_an_error_without_sense_is_bounded(code: str) -> None:
    body = f'{{"code": {code}, "reason": "Bad", "message": "no", "detail": {{"errorCode": {code}}}}}'
    response = httpx.Response(400, headers={"Content-Type": "application/json"}, content=body.encode())
    async with ForgeRockSessions(URL, transport=httpx.MockTransport(lambda _: response)) as am:
        with pytest.raises(SessionsError) as raised:
            await am.authenticate()
    assert len(str(raised.value)) < 1_500


@pytest.mark.parametrize(
    "key",
    [
        {"kty": "EC", "crv": "P-256", "x": 10**400, "y": 1, "d": 2},
        {"kty": "RSA", "n": 10**400, "e": 3, "d": 5},
        {"kty": "RSA", "n": "AQAB", "e": "A" * 100_000, "d": "AQAB"},
        {"kty": "EC", "crv": 10**400, "x": "a", "y": "b", "d": "c"},
        {"kty": "EC", "crv": ["P-256"], "x": "a", "y": "b", "d": "c"},
        {"kty": "EC", "crv": "P-256", "x": None, "y": [], "d": {}},
        json.dumps({"kty": "EC"})[:-1] + f', "x": {"9" * 5_000}}}',
        '{"kty": "EC", "x": ' + DEEP,
        DEEP,
    ],
    ids=str,
)
def test_key_without_sense_raises(key: Any) -> None:
    with pytest.raises(CredentialError):
        load(key)
