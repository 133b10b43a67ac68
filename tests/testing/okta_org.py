"""What the tests of the Okta emulator share: an org, a client that checks every answer, and short words for both."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, cast

import httpx
import pytest
from jsonschema import Draft202012Validator

from idsessions.testing import ManualClock
from idsessions.testing.okta import OktaEmulator
from idsessions_okta.description import OPERATIONS, SCHEMAS

START = 1_790_000_000.0
SESSIONS = "/api/v1/sessions"
REFRESH_ME = "/api/v1/sessions/me/lifecycle/refresh"
DELETE_MINE = "/api/v1/users/me/lifecycle/delete_sessions"
AUTHN = "/api/v1/authn"
TOKEN = "/oauth2/v1/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture(name="clock")
def clock_fixture() -> ManualClock:
    return ManualClock(START)


@pytest.fixture(name="org")
def org_fixture(clock: ManualClock) -> Iterator[OktaEmulator]:
    org = OktaEmulator(clock=clock, seed=7)
    yield org
    org.assert_no_violations()


@pytest.fixture(name="http")
async def http_fixture(org: OktaEmulator) -> AsyncIterator[httpx.AsyncClient]:
    async def conforms(response: httpx.Response) -> None:
        operation = org.requests[-1].operation
        if operation is not None:
            described: Mapping[str, Any] = OPERATIONS[operation]["responses"][str(response.status_code)]
            body = await response.aread()
            media_type = response.headers.get("content-type")
            assert [media_type] == list(described) if described else (media_type is None and not body)
            if media_type == "application/json":
                root = {**described[media_type], "components": {"schemas": SCHEMAS}}
                # The stubs of jsonschema type an instance as JSON whose leaves they do not know.
                cast("Any", Draft202012Validator(root)).validate(response.json())

    # Without this, httpx keeps the cookie of a user whose session it refreshes, and acts as that user from then on.
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    hooks = {"response": [conforms]}
    async with httpx.AsyncClient(
        transport=org.transport(), base_url=org.url, event_hooks=hooks, cookies=no_cookies
    ) as client:
        yield client


def ssws(token: str) -> dict[str, str]:
    return {"Authorization": f"SSWS {token}"}


def cookie(name: str, value: str) -> dict[str, str]:
    return {"Cookie": f"{name}={value}"}


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["errorCode"]


def set_cookies(response: httpx.Response) -> dict[str, str]:
    return {line.partition("=")[0]: line for line in response.headers.get_list("set-cookie")}


def rates(response: httpx.Response) -> tuple[int, int, int]:
    limit, remaining, reset = (
        int(response.headers[f"x-rate-limit-{name}"]) for name in ("limit", "remaining", "reset")
    )
    return limit, remaining, reset


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def assertion(org: OktaEmulator, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
    client_id = org.service_app.client_id
    usual = {"iss": client_id, "sub": client_id, "aud": org.url + TOKEN, "exp": org.clock.time() + 300, "jti": "one"}
    given = {name: value for name, value in {**usual, **claims}.items() if value is not None}
    return f"{part({'alg': 'RS256', **(header or {})})}.{part(given)}.c2lnbmVk"


def token_form(org: OktaEmulator, scope: str = "okta.sessions.read", **claims: Any) -> dict[str, str]:
    return {
        "grant_type": "client_credentials",
        "scope": scope,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion(org, **claims),
    }


async def bearer(http: httpx.AsyncClient, org: OktaEmulator, scope: str) -> dict[str, str]:
    answer = await http.post(TOKEN, data=token_form(org, scope))
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
