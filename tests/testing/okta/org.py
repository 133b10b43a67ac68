"""What the tests of the Okta emulator share: paths, headers, and parts of responses."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import httpx

from idsessions.testing.okta import OktaEmulator
from idsessions_okta.description import OPERATIONS, SCHEMAS

from ..plain_client import assert_valid

SESSIONS = "/api/v1/sessions"
REFRESH_ME = "/api/v1/sessions/me/lifecycle/refresh"
DELETE_MINE = "/api/v1/users/me/lifecycle/delete_sessions"
AUTHN = "/api/v1/authn"
TOKEN = "/oauth2/v1/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def assert_documented(response: httpx.Response, operation: str) -> None:
    """Validate a response against the document."""
    described: Mapping[str, Any] = OPERATIONS[operation]["responses"][str(response.status_code)]
    media_type = response.headers.get("content-type")
    assert [media_type] == list(described) if described else (media_type is None and not response.content)
    if media_type == "application/json":
        assert_valid(response.json(), described[media_type], SCHEMAS)


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


def jwt_part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def assertion(org: OktaEmulator, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
    client_id = org.service_app.client_id
    claims_of_the_app = {
        "iss": client_id,
        "sub": client_id,
        "aud": org.url + TOKEN,
        "exp": org.clock.time() + 300,
        "jti": "one",
    }
    given = {name: value for name, value in {**claims_of_the_app, **claims}.items() if value is not None}
    return f"{jwt_part({'alg': 'RS256', **(header or {})})}.{jwt_part(given)}.c2lnbmVk"


def token_form(org: OktaEmulator, scope: str = "okta.sessions.read", **claims: Any) -> dict[str, str]:
    return {
        "grant_type": "client_credentials",
        "scope": scope,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion(org, **claims),
    }


async def bearer(http: httpx.AsyncClient, org: OktaEmulator, scope: str) -> dict[str, str]:
    response = await http.post(TOKEN, data=token_form(org, scope))
    return {"Authorization": f"Bearer {response.json()['access_token']}"}
