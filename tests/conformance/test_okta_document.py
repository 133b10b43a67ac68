"""The document of Okta against its emulator: the document describes every response to schemathesis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from idsessions.testing import OktaEmulator

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
    limits = dict.fromkeys(("/api/v1/sessions", "/api/v1/users", "/api/v1/authn", "/oauth2/v1/token"), 10**6)
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
        live = {"sessionId": session.id, "userId": org.user.id}
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
        case _:
            return body
