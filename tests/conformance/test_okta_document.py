"""The document of Okta against its emulator: the document describes every response to schemathesis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import httpx
import pytest

from idsessions.testing import OktaEmulator
from idsessions_okta.description import OPERATIONS

from .documents import (
    Caller,
    Case,
    Location,
    Off,
    assertion,
    load,
    one_emulator,
    operation_of,
    schemes_of,
    served,
    well_formed,
    with_credential,
)

OFF = (
    Off(
        "missing_required_header",
        "Without Authorization an org looks for a session cookie, so it responds with 403 E0000005, not with 401: "
        "https://developer.okta.com/docs/reference/error-codes/#E0000005",
    ),
    Off(
        "ignored_auth",
        "A caller who is not signed in has no current session, which is a 404: "
        "https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Session/",
        ("getCurrentSession", "refreshCurrentSession", "closeCurrentSession"),
    ),
)
schema = load("okta", OFF)


@pytest.fixture
def caller() -> Iterator[Caller]:
    # Other tests cover rate limits.
    buckets = {operation["bucket"] for operation in OPERATIONS.values()}
    limits = dict.fromkeys(buckets, 10**6)
    org = OktaEmulator(limits=limits, seed=1)
    org.settings.authn_per_user = 10**6
    with served(org) as caller:
        yield caller


@pytest.mark.parametrize("alternative", [0, 1])
@schema.parametrize()
@one_emulator
def test_requests_with_live_values_get_documented_responses(case: Case, caller: Caller, alternative: int) -> None:
    caller.send(case, put_live_values(case, caller.emulator, alternative))


@schema.parametrize()
@one_emulator
def test_generated_requests_get_documented_responses(case: Case, caller: Caller) -> None:
    caller.send_generated(case)


def put_live_values(case: Case, org: OktaEmulator, alternative: int) -> dict[str, str]:
    """Put live values into a request, and return the header with its credential."""
    session = org.sign_in()
    if well_formed(case, Location.PATH):
        live = {
            "sessionId": session.id,
            "userId": org.user.id,
            "factorIdOrFactorType": "webauthn",
            "step": "credentials/change_password",
        }
        case.path_parameters = {name: live[name] for name in case.path_parameters}
    if well_formed(case, Location.BODY) and isinstance(case.body, dict):
        case.body = live_body(operation_of(case), case.body, org)
    schemes = schemes_of(case)
    if not schemes or not (well_formed(case, Location.HEADER) and well_formed(case, Location.COOKIE)):
        return {}
    match schemes[alternative % len(schemes)]:
        case "apiToken":
            return with_credential(case, header=("Authorization", f"SSWS {org.api_token}"))
        case "oauth2":
            return with_credential(case, header=("Authorization", f"Bearer {org.access_token()}"))
        case "userToken":
            return with_credential(case, header=("Authorization", f"Bearer {org.user_access_token()}"))
        case "sid":
            return with_credential(case, cookies={"sid": session.id})
        case _:
            return with_credential(case, cookies={"idx": session.idx})


def live_body(operation: str, body: dict[str, Any], org: OktaEmulator) -> dict[str, Any]:
    """The body with live values."""
    match operation:
        case "createSession":
            return body | {"sessionToken": org.session_token()}
        case "authenticate":
            first = {name: value for name, value in body.items() if name not in ("token", "stateToken")}
            return first | {"username": org.username, "password": org.password}
        case "issueAccessToken":
            client, url = org.service_app.client_id, f"{org.url}/oauth2/v1/token"
            signed = assertion(iss=client, sub=client, aud=url, exp=org.clock.time() + 300)
            return body | {"client_assertion": signed, "scope": "okta.sessions.read"}
        case "globalTokenRevocation":
            return body | {"sub_id": {"format": "opaque", "id": org.user.id}}
        case "cancelAuthentication":
            return body | {"stateToken": state_token(org, "MFA_REQUIRED")}
        case "verifyFactor":
            # Without an answer, it starts the challenge.
            return {"stateToken": state_token(org, "MFA_REQUIRED")}
        case "continueAuthentication":
            passwords = {"oldPassword": org.password, "newPassword": "Another-horse-8"}
            return body | passwords | {"stateToken": state_token(org, "PASSWORD_EXPIRED")}
        case _:
            return body


def state_token(org: OktaEmulator, outcome: Literal["MFA_REQUIRED", "PASSWORD_EXPIRED"]) -> str:
    """The state token of a new sign-in that has come to this state."""
    user = org.add_user(f"user{len(org.user_ids)}@example.com", org.password, outcome=outcome)
    given = {"username": user.login, "password": user.password}
    return str(httpx.post(f"{org.url}/api/v1/authn", json=given).json()["stateToken"])
