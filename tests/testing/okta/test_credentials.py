"""The Okta emulator issues session tokens and access tokens, and refuses wrong requests for them, as an org does."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from idsessions.testing import ManualClock
from idsessions.testing.okta import AuthnOutcome, OktaEmulator

from ..plain_client import START
from .org import (
    AUTHN,
    SESSIONS,
    TOKEN,
    assertion,
    bearer,
    code,
    jwt_part,
    rates,
    ssws,
    token_form,
)

# --- authentication -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "options", "status", "embedded", "links"),
    [
        ("SUCCESS", {}, "SUCCESS", {"user"}, {"cancel"}),
        ("MFA_REQUIRED", {}, "MFA_REQUIRED", {"user", "factors", "policy"}, {"cancel"}),
        ("MFA_ENROLL", {}, "MFA_ENROLL", {"user", "factors"}, {"cancel", "skip"}),
        ("PASSWORD_EXPIRED", {}, "PASSWORD_EXPIRED", {"user", "policy"}, {"next", "cancel"}),
        ("PASSWORD_WARN", {}, "SUCCESS", {"user"}, {"cancel"}),
        ("PASSWORD_WARN", {"warnBeforePasswordExpired": False}, "SUCCESS", {"user"}, {"cancel"}),
        (
            "PASSWORD_WARN",
            {"warnBeforePasswordExpired": True},
            "PASSWORD_WARN",
            {"user", "policy"},
            {"next", "skip", "cancel"},
        ),
    ],
)
async def test_authenticate_reaches_state_of_the_user(
    org: OktaEmulator,
    http: httpx.AsyncClient,
    clock: ManualClock,
    outcome: AuthnOutcome,
    options: dict[str, bool],
    status: str,
    embedded: set[str],
    links: set[str],
) -> None:
    user = org.add_user("grace@example.com", outcome=outcome)
    request = {"username": "Grace", "password": user.password, "options": options, "relayState": "here"}
    body = (await http.post(AUTHN, json=request)).json()
    assert (body["status"], body["relayState"]) == (status, "here")
    assert set(body["_embedded"]) == embedded
    assert set(body["_links"]) == links
    assert ("sessionToken" in body) is (status == "SUCCESS")
    assert ("stateToken" in body) is (status != "SUCCESS")
    if status == "SUCCESS":
        return
    clock.advance(200)
    later = (await http.post(AUTHN, json={"stateToken": body["stateToken"]})).json()
    assert {**later, "expiresAt": None} == {**body, "expiresAt": None}
    assert later["expiresAt"] > body["expiresAt"]
    wrong_state = await http.post(AUTHN, json={"stateToken": body["stateToken"], "username": "a", "password": "b"})
    assert code(wrong_state) == (403, "E0000079")
    clock.advance(300)
    assert code(await http.post(AUTHN, json={"stateToken": body["stateToken"]})) == (401, "E0000011")


async def test_locked_out_user_is_hidden_by_default(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    org.user.outcome = "LOCKED_OUT"
    credentials = {"username": org.username, "password": org.password}
    assert code(await http.post(AUTHN, json=credentials)) == (401, "E0000004")
    org.settings.hide_lockout = False
    visible = (await http.post(AUTHN, json=credentials)).json()
    assert set(visible) == {"status", "_links"}
    assert (visible["status"], visible["_links"]["next"]["name"]) == ("LOCKED_OUT", "unlock")


async def test_ten_wrong_passwords_lock_the_user_out(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    org.settings.authn_per_user = 100
    for _ in range(9):
        assert code(await http.post(AUTHN, json={"username": org.username, "password": "no"})) == (401, "E0000004")
    assert (await http.post(AUTHN, json={"username": org.username, "password": org.password})).status_code == 200
    for _ in range(10):
        await http.post(AUTHN, json={"username": org.username, "password": "no"})
    response = await http.post(AUTHN, json={"username": org.username, "password": org.password})
    assert code(response) == (401, "E0000004")
    assert org.user.outcome == "LOCKED_OUT"


async def test_activation_token_signs_in(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    for password, status in (("Correct-horse-8", "SUCCESS"), (None, "PASSWORD_RESET")):
        user = org.add_user(f"new-{status}@example.com", password)
        body = (await http.post(AUTHN, json={"token": org.activation_token(user)})).json()
        assert body["status"] == status
    assert body["recoveryType"] == "ACCOUNT_ACTIVATION"
    assert code(await http.post(AUTHN, json={"token": "wrong"})) == (401, "E0000004")


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        ({"username": "ada@example.com", "password": "no"}, {}, (401, "E0000004")),
        ({"username": "nobody@example.com", "password": "no"}, {}, (401, "E0000004")),
        ({"username": "ada@example.com"}, {}, (400, "E0000001")),
        ({"username": "", "password": ""}, {}, (400, "E0000001")),
        ({}, {}, (400, "E0000001")),
        ({"username": 5, "password": "no"}, {}, (400, "E0000003")),
        ({"username": "ada", "password": "no", "context": {"deviceToken": "x" * 33}}, {}, (400, "E0000001")),
        ({"username": "ada", "password": "no"}, ssws("wrong"), (401, "E0000011")),
    ],
)
async def test_authenticate_refuses(
    org: OktaEmulator,
    http: httpx.AsyncClient,
    body: dict[str, Any],
    headers: dict[str, str],
    expected: tuple[int, str],
) -> None:
    org.allow_violations("body")
    assert code(await http.post(AUTHN, json=body, headers=headers)) == expected


async def test_trusted_application_authenticates_user(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    body = {"username": org.username, "password": org.password, "context": {"deviceToken": "d" * 32}}
    headers = {**ssws(org.api_token), "X-Forwarded-For": "203.0.113.9", "X-Device-Fingerprint": "f"}
    assert (await http.post(AUTHN, json=body, headers=headers)).json()["status"] == "SUCCESS"


# --- access tokens --------------------------------------------------------------------------------------------------


async def test_access_token_expires_after_an_hour(
    org: OktaEmulator, http: httpx.AsyncClient, clock: ManualClock
) -> None:
    scope = "okta.sessions.manage okta.sessions.read"
    response = await http.post(TOKEN, data=token_form(org, scope))
    issued = response.json()
    assert (issued["token_type"], issued["expires_in"], issued["scope"]) == ("Bearer", 3600, scope)
    path, headers = f"{SESSIONS}/{org.sign_in().id}", {"Authorization": f"Bearer {issued['access_token']}"}
    clock.advance(3599)
    assert rates(await http.get(path, headers=headers))[:2] == (375, 374)
    clock.advance(1)
    assert code(await http.get(path, headers=headers)) == (401, "E0000011")


async def test_access_token_without_a_request(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    path = f"{SESSIONS}/{org.sign_in().id}"
    everything = {"Authorization": f"Bearer {org.access_token()}"}
    reading = {"Authorization": f"Bearer {org.access_token('okta.sessions.read')}"}
    assert (await http.get(path, headers=reading)).status_code == 200
    assert code(await http.delete(path, headers=reading)) == (403, "E0000006")
    assert (await http.delete(path, headers=everything)).status_code == 204


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        ("okta.sessions.read", {"get"}),
        ("okta.sessions.manage", {"get", "refresh", "revoke"}),
        ("okta.users.manage", {"revokeAll"}),
        ("okta.sessions.manage okta.users.manage", {"get", "refresh", "revoke", "revokeAll"}),
    ],
)
async def test_access_token_allows_only_operations_of_its_scopes(
    org: OktaEmulator, http: httpx.AsyncClient, scope: str, allowed: set[str]
) -> None:
    http.headers.update(await bearer(http, org, scope))
    session = org.sign_in()
    path = f"{SESSIONS}/{session.id}"
    calls = {
        "get": ("GET", path),
        "refresh": ("POST", f"{path}/lifecycle/refresh"),
        "revoke": ("DELETE", path),
        "revokeAll": ("DELETE", f"/api/v1/users/{org.user.id}/sessions"),
    }
    for name, (method, target) in calls.items():
        response = await http.request(method, target)
        if name in allowed:
            assert response.is_success
        else:
            assert code(response) == (403, "E0000006")
    with org.allow_violations("got oauth2, expected apiToken"):
        refused = await http.post(SESSIONS, json={"sessionToken": org.session_token()})
    assert code(refused) == (403, "E0000006")


@pytest.mark.parametrize(
    ("header", "claims", "problem"),
    [
        ({"alg": "HS256"}, {}, "algorithm"),
        ({"alg": "none"}, {}, "algorithm"),
        ({}, {"sub": "somebody"}, "subject"),
        ({}, {"sub": None}, "subject"),
        ({}, {"aud": "https://okta.emulator.test"}, "audience"),
        ({}, {"aud": ["a", "b"]}, "audience"),
        ({}, {"exp": START}, "expired"),
        ({}, {"exp": None}, "expired"),
        ({}, {"exp": "soon"}, "expired"),
        ({}, {"exp": True}, "expired"),
        ({}, {"exp": START + 3601}, "too far into the future"),
    ],
)
async def test_invalid_assertion_is_refused_and_used_up(
    org: OktaEmulator, http: httpx.AsyncClient, header: dict[str, Any], claims: dict[str, Any], problem: str
) -> None:
    form = {**token_form(org), "client_assertion": assertion(org, header, **claims)}
    response = await http.post(TOKEN, data=form)
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
    assert problem in response.json()["error_description"]
    # The attempt used up the id of the assertion.
    again = await http.post(TOKEN, data=token_form(org))
    assert again.json()["error_description"] == "The client_assertion token has already been used."


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "x",
        "a.b",
        "a.b.c",
        f"{jwt_part({})}.!.x",
        f"{jwt_part([])}.{jwt_part({})}.x",
        f"{jwt_part({})}.{jwt_part({})}.",
        "ä.b.c",
    ],
)
async def test_malformed_assertion_is_refused(org: OktaEmulator, http: httpx.AsyncClient, broken: str) -> None:
    response = await http.post(TOKEN, data={**token_form(org), "client_assertion": broken})
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
        ({"client_assertion_type": "other"}, 401, "invalid_client"),
        ({"scope": ""}, 400, "invalid_scope"),
        ({"scope": "okta.apps.read"}, 400, "invalid_scope"),
        ({"scope": "okta.sessions.read okta.apps.read"}, 400, "invalid_scope"),
    ],
)
async def test_invalid_token_request_is_refused(
    org: OktaEmulator, http: httpx.AsyncClient, changes: dict[str, str], status: int, error: str
) -> None:
    org.allow_violations("body")
    response = await http.post(TOKEN, data={**token_form(org), **changes})
    assert (response.status_code, response.json()["error"]) == (status, error)


async def test_unknown_app_gets_error_of_the_api(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    response = await http.post(TOKEN, data=token_form(org, iss="0oanobody", sub="0oanobody"))
    assert code(response) == (401, "invalid_client")
    assert "error" not in response.json()
    with org.allow_violations("Content-Type"):
        as_json = await http.post(TOKEN, json=token_form(org))
    assert (as_json.status_code, as_json.json()["error"]) == (400, "invalid_request")


async def test_assertion_of_app_with_several_keys_must_name_one(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    org.service_app.key_ids = ("first", "second")
    attempts: list[tuple[dict[str, str], int]] = [({}, 401), ({"kid": "third"}, 401), ({"kid": "second"}, 200)]
    for number, (header, status) in enumerate(attempts):
        form = {**token_form(org), "client_assertion": assertion(org, header, jti=str(number))}
        assert (await http.post(TOKEN, data=form)).status_code == status
