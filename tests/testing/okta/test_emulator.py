"""The Okta emulator behaves as an org: sessions by id, the current session, and all sessions of a user."""

from __future__ import annotations

from http.cookies import SimpleCookie

import httpx
import pytest

from idsessions.testing import ManualClock
from idsessions.testing.okta import OktaEmulator, OktaSettings, OktaUser

from ..plain_client import START
from .org import (
    AUTHN,
    DELETE_MINE,
    REFRESH_ME,
    SESSIONS,
    bearer,
    code,
    cookie,
    set_cookies,
    ssws,
)

# --- sessions by id -------------------------------------------------------------------------------------------------


async def test_session_from_password_to_revocation(
    org: OktaEmulator, http: httpx.AsyncClient, clock: ManualClock
) -> None:
    credentials = {"username": org.username, "password": org.password}
    authenticated = (await http.post(AUTHN, json=credentials)).json()
    assert authenticated["status"] == "SUCCESS"
    assert authenticated["expiresAt"] == "2026-09-21T14:18:20.000Z"

    http.headers.update(ssws(org.api_token))
    created = await http.post(SESSIONS, json={"sessionToken": authenticated["sessionToken"]})
    session = created.json()
    assert session["userId"] == authenticated["_embedded"]["user"]["id"] == org.user.id
    assert (session["createdAt"], session["expiresAt"]) == ("2026-09-21T14:13:20.000Z", "2026-09-21T16:13:20.000Z")
    assert session["lastFactorVerification"] is None
    assert session["mfaActive"] is False
    assert session["_links"]["self"]["href"] == f"{org.url}/api/v1/sessions/me"

    path = f"{SESSIONS}/{session['id']}"
    found = (await http.get(path)).json()
    assert {**found, "_links": None} == {**session, "_links": None}
    external_id = org.sessions[0].external_id
    assert external_id != session["id"]
    assert found["_links"]["self"]["href"] == f"{org.url}/api/v1/sessions/{external_id}"

    clock.advance(600)
    refreshed = await http.post(f"{path}/lifecycle/refresh")
    assert refreshed.json()["expiresAt"] == "2026-09-21T16:23:20.000Z"
    assert refreshed.json()["id"] == session["id"]

    revoked = await http.delete(path)
    assert (revoked.status_code, revoked.content) == (204, b"")
    again = await http.delete(path)
    assert code(again) == (404, "E0000007")
    assert again.json()["errorSummary"] == f"Not found: Resource not found: {session['id']} (AppSession)"


async def test_session_id_is_the_sid_cookie(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    session = org.sign_in()
    by_id = await http.get(f"{SESSIONS}/{session.id}", headers=ssws(org.api_token))
    by_sid = await http.get(f"{SESSIONS}/me", headers=cookie("sid", by_id.json()["id"]))
    assert by_sid.json()["id"] == session.id
    for external in ("sid", "idx"):
        assert code(await http.get(f"{SESSIONS}/me", headers=cookie(external, session.external_id))) == (
            404,
            "E0000007",
        )


async def test_refresh_sets_cookies_of_the_user(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    session = org.sign_in()
    response = await http.post(f"{SESSIONS}/{session.id}/lifecycle/refresh", headers=ssws(org.api_token))
    cookies = set_cookies(response)
    assert cookies["sid"] == f"sid={session.id};Version=1;Path=/;Secure"
    assert cookies["xids"].startswith(f"xids={session.external_id};")
    assert response.cookies["sid"] == session.id
    minimal = {**ssws(org.api_token), "Prefer": "return=minimal"}
    async with httpx.AsyncClient(transport=org.transport(), base_url=org.url) as plain:
        response = await plain.post(f"{SESSIONS}/{session.id}/lifecycle/refresh", headers=minimal)
    assert (response.status_code, response.headers["preference-applied"]) == (204, "return=minimal")
    assert "sid" in set_cookies(response)


async def test_client_with_a_cookie_jar_violates_the_document(org: OktaEmulator) -> None:
    session = org.sign_in()
    path, headers = f"{SESSIONS}/{session.id}", ssws(org.api_token)
    async with httpx.AsyncClient(transport=org.transport(), base_url=org.url, headers=headers) as client:
        await client.post(f"{path}/lifecycle/refresh")
        with org.allow_violations("got apiToken and sid, expected apiToken or oauth2"):
            await client.get(path)
    assert len(org.violations) == 1


async def test_response_to_a_token_deletes_cookies_and_sets_jsessionid(
    org: OktaEmulator, http: httpx.AsyncClient
) -> None:
    seen: set[str] = set()
    for session_id, token in ((org.sign_in().id, org.api_token), ("unknown", "wrong")):
        response = await http.get(f"{SESSIONS}/{session_id}", headers=ssws(token))
        cookies = set_cookies(response)
        for name in ("sid", "xids", "autolaunch_triggered"):
            assert cookies[name] == f'{name}="";Version=1;Path=/;Max-Age=0'
        seen.add(SimpleCookie(cookies["JSESSIONID"])["JSESSIONID"].value)
    assert len(seen) == 2
    assert set(set_cookies(await http.get(f"{SESSIONS}/me", headers=cookie("sid", org.sign_in().id)))) == {"JSESSIONID"}


async def test_response_has_headers_of_recorded_responses(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    response = await http.get(f"{SESSIONS}/{org.sign_in().id}", headers=ssws(org.api_token))
    names = [name for name, _ in response.headers.raw]
    for name in (b"x-okta-request-id", b"x-rate-limit-limit", b"x-rate-limit-remaining", b"x-rate-limit-reset"):
        assert names.count(name) == 1
    assert {b"Server", b"Date", b"Cache-Control", b"Pragma", b"Expires", b"Vary"} <= set(names)
    other = await http.get(f"{SESSIONS}/{org.sessions[0].id}", headers=ssws(org.api_token))
    assert response.headers["x-okta-request-id"] != other.headers["x-okta-request-id"]


async def test_session_token_works_once_within_five_minutes(
    org: OktaEmulator, http: httpx.AsyncClient, clock: ManualClock
) -> None:
    http.headers.update(ssws(org.api_token))
    token = org.session_token()
    assert (await http.post(SESSIONS, json={"sessionToken": token})).status_code == 200
    assert code(await http.post(SESSIONS, json={"sessionToken": token})) == (401, "E0000004")
    for age, status in ((299.0, 200), (300.0, 401)):
        late = org.session_token()
        clock.advance(age)
        assert (await http.post(SESSIONS, json={"sessionToken": late})).status_code == status
    assert code(await http.post(SESSIONS, json={"sessionToken": "made up"})) == (401, "E0000004")


async def test_session_expires_two_hours_after_last_refresh(
    org: OktaEmulator, http: httpx.AsyncClient, clock: ManualClock
) -> None:
    http.headers.update(ssws(org.api_token))
    refreshed, forgotten = org.sign_in(), org.sign_in()
    clock.advance(3600)
    await http.post(f"{SESSIONS}/{refreshed.id}/lifecycle/refresh")
    clock.advance(3600)
    assert (await http.get(f"{SESSIONS}/{refreshed.id}")).status_code == 200
    assert code(await http.get(f"{SESSIONS}/{forgotten.id}")) == (404, "E0000007")
    org.expire(refreshed)
    assert code(await http.get(f"{SESSIONS}/{refreshed.id}")) == (404, "E0000007")
    assert org.sessions == ()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, (403, "E0000005")),
        ({"Authorization": "nonsense"}, (403, "E0000005")),
        ({"Authorization": "Basic YTpi"}, (403, "E0000005")),
        ({"Authorization": "SSWS"}, (403, "E0000005")),
        (ssws("wrong"), (401, "E0000011")),
        ({"Authorization": "Bearer wrong"}, (401, "E0000011")),
        ({"Authorization": "DPoP wrong"}, (401, "E0000011")),
        (cookie("sid", "dead"), (403, "E0000005")),
        (cookie("sid", "live"), (403, "E0000006")),
    ],
    ids=["none", "nonsense", "basic", "empty", "wrong-ssws", "wrong-bearer", "wrong-dpop", "dead-cookie", "user"],
)
async def test_credential_without_permission_is_refused(
    org: OktaEmulator, http: httpx.AsyncClient, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    session = org.sign_in()
    sent = {name: value.replace("live", session.id) for name, value in headers.items()}
    org.allow_violations("wrong credential")
    assert code(await http.get(f"{SESSIONS}/{session.id}", headers=sent)) == expected
    # An unknown token is still a token: only a missing or malformed one violates the document.
    assert len(org.violations) == ("wrong" not in str(headers))
    malformed = headers.get("Authorization") in ("nonsense", "Basic YTpi", "SSWS")
    assert ("an unknown kind of Authorization" in str(org.violations)) is malformed


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", SESSIONS),
        ("GET", f"{SESSIONS}/<session>"),
        ("POST", f"{SESSIONS}/<session>/lifecycle/refresh"),
        ("DELETE", f"{SESSIONS}/<session>"),
        ("DELETE", "/api/v1/users/<user>/sessions"),
    ],
)
async def test_operation_refuses_unknown_token_and_changes_nothing(
    org: OktaEmulator, http: httpx.AsyncClient, clock: ManualClock, method: str, path: str
) -> None:
    session = org.sign_in()
    expires_at = session.expires_at
    clock.advance(60)
    target = path.replace("<session>", session.id).replace("<user>", org.user.id)
    body = {"sessionToken": org.session_token()} if path == SESSIONS else None
    assert code(await http.request(method, target, json=body, headers=ssws("wrong"))) == (401, "E0000011")
    assert (org.sessions, session.expires_at) == ((session,), expires_at)


async def test_read_only_token_reads_and_revoked_token_is_refused(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    path, reader = f"{SESSIONS}/{org.sign_in().id}", ssws(org.add_api_token(read_only=True))
    assert (await http.get(path, headers=reader)).status_code == 200
    assert code(await http.delete(path, headers=reader)) == (403, "E0000006")
    assert code(await http.post(f"{path}/lifecycle/refresh", headers=reader)) == (403, "E0000006")
    org.revoke_api_token()
    assert code(await http.get(path, headers=ssws(org.api_token))) == (401, "E0000011")


@pytest.mark.parametrize("accepted", [True, False])
async def test_token_without_space_is_a_violation_that_works_by_setting(accepted: bool) -> None:
    org = OktaEmulator(clock=ManualClock(START), settings=OktaSettings(accepts_unspaced_token=accepted))
    path, unspaced = f"{SESSIONS}/{org.sign_in().id}", {"Authorization": f"SSWS{org.api_token}"}
    async with httpx.AsyncClient(transport=org.transport(), base_url=org.url) as http:
        response = await http.get(path, headers=unspaced)
    assert response.status_code == (200 if accepted else 403)
    messages = [violation.message for violation in org.violations]
    assert "wrong header 'Authorization': no space between SSWS and the token" in messages
    assert org.api_token not in str(messages)


async def test_request_with_a_fault_is_checked(org: OktaEmulator) -> None:
    org.html_error_page()
    async with httpx.AsyncClient(transport=org.transport(), base_url=org.url) as http:
        with org.allow_violations("no space"):
            await http.get(f"{SESSIONS}/{org.sign_in().id}", headers={"Authorization": f"SSWS{org.api_token}"})
    assert [violation.message for violation in org.violations] == [
        "wrong header 'Authorization': no space between SSWS and the token"
    ]


@pytest.mark.parametrize(
    ("content", "media_type", "expected"),
    [
        (b"", "application/json", (400, "E0000003")),
        (b"", None, (400, "E0000003")),
        (b"{", "application/json", (400, "E0000003")),
        (b"[]", "application/json", (400, "E0000003")),
        (b'{"sessionToken": null}', "application/json", (400, "E0000003")),
        (b'{"sessionToken": 5}', "application/json", (400, "E0000003")),
        (b"[" * 100_000, "application/json", (400, "E0000003")),
        (b"{}", "application/json", (400, "E0000001")),
        (b'{"session_token": "x"}', "application/json", (400, "E0000001")),
        (b'{"sessionToken": "x"}', "text/plain", (400, "E0000019")),
        (b'{"sessionToken": "x"}', None, (400, "E0000021")),
    ],
)
async def test_create_session_refuses_invalid_bodies(
    org: OktaEmulator, http: httpx.AsyncClient, content: bytes, media_type: str | None, expected: tuple[int, str]
) -> None:
    org.allow_violations()
    headers = ssws(org.api_token) | ({"Content-Type": media_type} if media_type else {})
    response = await http.post(SESSIONS, content=content, headers=headers)
    assert code(response) == expected
    assert org.violations


# --- the current session --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sid", "idx"])
async def test_current_session_is_read_refreshed_and_closed(
    org: OktaEmulator, http: httpx.AsyncClient, clock: ManualClock, kind: str
) -> None:
    session = org.sign_in()
    value = session.id if kind == "sid" else session.idx
    http.headers.update(cookie(kind, value))
    assert (await http.get(f"{SESSIONS}/me")).json()["login"] == org.username
    clock.advance(60)
    refreshed = await http.post(REFRESH_ME)
    assert refreshed.json()["expiresAt"] == "2026-09-21T16:14:20.000Z"
    assert refreshed.cookies[kind] == value
    closed = await http.delete(f"{SESSIONS}/me")
    assert (closed.status_code, closed.content) == (204, b"")
    assert "Max-Age=0" in set_cookies(closed)[kind]
    assert org.sessions == ()


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", f"{SESSIONS}/me", {}),
        ("GET", f"{SESSIONS}/me", cookie("idx", "dead")),
        ("GET", f"{SESSIONS}/me", cookie("DT", "<idx>")),
        ("GET", f"{SESSIONS}/me", cookie("sid", "dead")),
        ("DELETE", f"{SESSIONS}/me", cookie("sid", "dead")),
        ("POST", REFRESH_ME, cookie("sid", "dead")),
    ],
)
async def test_current_session_without_live_cookie_is_not_found(
    org: OktaEmulator, http: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]
) -> None:
    idx = org.sign_in().idx
    org.allow_violations("got none")
    sent = {name: value.replace("<idx>", idx) for name, value in headers.items()}
    response = await http.request(method, path, headers=sent)
    assert code(response) == (404, "E0000007")
    assert response.json()["errorSummary"] == "Not found: Resource not found: me (Session)"


async def test_api_token_has_no_current_session(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    org.sign_in()
    with org.allow_violations("got apiToken, expected sid or idx"):
        assert code(await http.get(f"{SESSIONS}/me", headers=ssws(org.api_token))) == (404, "E0000007")


async def test_current_session_on_identity_engine_has_no_identity_provider(
    org: OktaEmulator, http: httpx.AsyncClient
) -> None:
    session = org.sign_in()
    for engine in (False, True):
        org.settings.identity_engine = engine
        mine = await http.get(f"{SESSIONS}/me", headers=cookie("idx", session.idx))
        assert ("idp" in mine.json()) is not engine
        assert "idp" in (await http.get(f"{SESSIONS}/{session.id}", headers=ssws(org.api_token))).json()


# --- all sessions of a user -----------------------------------------------------------------------------------------


async def test_revoke_user_sessions(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    other = org.add_user("grace@example.com")
    for user in (org.user, org.user, other):
        org.sign_in(user)
    http.headers.update(ssws(org.api_token))
    assert (await http.delete(f"/api/v1/users/{org.user.id}/sessions")).status_code == 204
    assert [session.user for session in org.sessions] == [other]
    assert (org.user.oauth_tokens_revoked, org.user.devices_forgotten) == (False, False)
    flags = {"oauthTokens": "true", "forgetDevices": "true"}
    assert (await http.delete(f"/api/v1/users/{other.login}/sessions", params=flags)).status_code == 204
    assert (other.oauth_tokens_revoked, other.devices_forgotten) == (True, True)
    missing = await http.delete("/api/v1/users/00unobody/sessions")
    assert code(missing) == (404, "E0000007")
    assert missing.json()["errorSummary"] == "Not found: Resource not found: 00unobody (User)"
    org.sign_in(org.admin)
    assert (await http.delete("/api/v1/users/me/sessions")).status_code == 204
    assert org.sessions == ()
    with org.allow_violations("oauthTokens"):
        malformed = await http.delete(f"/api/v1/users/{other.id}/sessions", params={"oauthTokens": "perhaps"})
    assert code(malformed) == (400, "E0000001")


async def test_identity_engine_forgets_devices_by_default(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    org.settings.identity_engine = True
    other = org.add_user("grace@example.com")
    http.headers.update(ssws(org.api_token))
    await http.delete(f"/api/v1/users/{org.user.id}/sessions", params={"forgetDevices": "false"})
    await http.delete(f"/api/v1/users/{other.id}/sessions")
    assert (org.user.devices_forgotten, other.devices_forgotten) == (False, True)


@pytest.mark.parametrize(
    ("body", "survivors"), [(None, 1), ({}, 1), ({"keepCurrent": True}, 1), ({"keepCurrent": False}, 0)]
)
async def test_end_user_sessions_keeps_current_by_request(
    org: OktaEmulator, http: httpx.AsyncClient, body: dict[str, bool] | None, survivors: int
) -> None:
    _, current, _ = org.sign_in(), org.sign_in(), org.sign_in()
    response = await http.post(DELETE_MINE, json=body, headers=cookie("sid", current.id))
    assert (response.status_code, response.content) == (200, b"")
    assert org.sessions == (current,) * survivors


async def test_end_user_sessions_without_live_session_is_refused(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    org.sign_in()
    assert code(await http.post(DELETE_MINE, headers=cookie("sid", "dead"))) == (403, "E0000005")
    with org.allow_violations("wrong credential"):
        assert code(await http.post(DELETE_MINE, headers=ssws(org.api_token))) == (403, "E0000005")
    assert len(org.sessions) == 1


# --- links, secrets, seeds --------------------------------------------------------------------------------------------


async def test_links_and_audience_name_the_server_while_served(org: OktaEmulator) -> None:
    session = org.sign_in()
    async with org.serve() as url, httpx.AsyncClient(base_url=url) as http:
        http.headers.update(await bearer(http, org, "okta.sessions.read"))
        found = (await http.get(f"{SESSIONS}/{session.id}")).json()
    assert found["_links"]["self"]["href"].startswith(f"{url}/api/v1/sessions/102")


def test_reprs_show_no_secret(org: OktaEmulator) -> None:
    user: OktaUser = org.user
    session = org.sign_in(user)
    shown = repr((org, user, session, org.service_app, org.settings, org.sessions))
    for secret in (org.api_token, org.password, session.id, session.idx):
        assert secret not in shown


def test_same_seed_gives_same_ids() -> None:
    first, second, other = (OktaEmulator(clock=ManualClock(START), seed=seed) for seed in (1, 1, None))
    assert first.api_token == second.api_token != other.api_token


@pytest.mark.parametrize(("query", "token_lives"), [("", False), ("?oauthTokens=false", True)])
async def test_user_ends_all_sessions(
    org: OktaEmulator, http: httpx.AsyncClient, query: str, token_lives: bool
) -> None:
    mine, other = org.sign_in(), org.sign_in(org.add_user("grace@example.com"))
    headers = {
        "Authorization": f"Bearer {org.user_access_token(session=mine)}",
        "Accept": "application/json; okta-version=1.0.0",
    }
    assert (await http.delete(f"/idp/myaccount/sessions{query}", headers=headers)).status_code == 204
    assert org.sessions == (other,)
    again = await http.delete("/idp/myaccount/sessions", headers=headers)
    assert again.status_code == (204 if token_lives else 401)


async def test_user_spares_the_current_session(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    mine, _ = org.sign_in(), org.sign_in()
    token = org.user_access_token(session=mine)
    response = await http.delete(
        "/idp/myaccount/sessions?excludeCurrentAuthorizationContext=true", headers={"Authorization": f"Bearer {token}"}
    )
    assert response.status_code == 204
    assert org.sessions == (mine,)


async def test_my_account_takes_only_the_token_of_a_user(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    session = org.sign_in()
    with org.allow_violations("wrong credential"):
        assert code(await http.delete("/idp/myaccount/sessions", headers=ssws(org.api_token))) == (403, "E0000005")
    service = org.access_token("okta.myAccount.sessions.manage")
    with org.allow_violations("wrong credential"):
        of_an_app = await http.delete("/idp/myaccount/sessions", headers={"Authorization": f"Bearer {service}"})
    assert code(of_an_app) == (403, "E0000006")
    assert org.sessions == (session,)
