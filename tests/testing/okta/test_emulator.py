"""The Okta emulator answers as an org does: plain httpx against it, every answer checked against the document."""

from __future__ import annotations

from http.cookies import SimpleCookie

import httpx
import pytest

from idsessions.testing import ManualClock
from idsessions.testing.okta import OktaEmulator, OktaSettings, OktaUser

from ..okta_org import (
    AUTHN,
    DELETE_MINE,
    REFRESH_ME,
    SESSIONS,
    START,
    bearer,
    clock_fixture,
    code,
    cookie,
    http_fixture,
    org_fixture,
    set_cookies,
    ssws,
)

FIXTURES = (clock_fixture, org_fixture, http_fixture)

# --- sessions by id -------------------------------------------------------------------------------------------------


async def test_a_session_from_password_to_revocation(
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


async def test_the_id_is_the_sid_cookie(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    session = org.sign_in()
    by_id = await http.get(f"{SESSIONS}/{session.id}", headers=ssws(org.api_token))
    by_sid = await http.get(f"{SESSIONS}/me", headers=cookie("sid", by_id.json()["id"]))
    assert by_sid.json()["id"] == session.id
    for external in ("sid", "idx"):
        assert code(await http.get(f"{SESSIONS}/me", headers=cookie(external, session.external_id))) == (
            404,
            "E0000007",
        )


async def test_refresh_sets_the_users_cookie_and_the_second_id(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    session = org.sign_in()
    answer = await http.post(f"{SESSIONS}/{session.id}/lifecycle/refresh", headers=ssws(org.api_token))
    cookies = set_cookies(answer)
    assert cookies["sid"] == f"sid={session.id};Version=1;Path=/;Secure"
    assert cookies["xids"].startswith(f"xids={session.external_id};")
    assert answer.cookies["sid"] == session.id
    minimal = {**ssws(org.api_token), "Prefer": "return=minimal"}
    async with httpx.AsyncClient(transport=org.transport(), base_url=org.url) as plain:
        answer = await plain.post(f"{SESSIONS}/{session.id}/lifecycle/refresh", headers=minimal)
    assert (answer.status_code, answer.headers["preference-applied"]) == (204, "return=minimal")
    assert "sid" in set_cookies(answer)


async def test_a_client_that_keeps_cookies_is_caught(org: OktaEmulator) -> None:
    session = org.sign_in()
    path, headers = f"{SESSIONS}/{session.id}", ssws(org.api_token)
    async with httpx.AsyncClient(transport=org.transport(), base_url=org.url, headers=headers) as keeper:
        await keeper.post(f"{path}/lifecycle/refresh")
        with org.allow_violations("got apiToken and sid, expected apiToken or oauth2"):
            await keeper.get(path)
    assert len(org.violations) == 1


async def test_every_answer_to_a_token_clears_cookies_and_sets_a_new_one(
    org: OktaEmulator, http: httpx.AsyncClient
) -> None:
    seen: set[str] = set()
    for session_id, token in ((org.sign_in().id, org.api_token), ("unknown", "wrong")):
        answer = await http.get(f"{SESSIONS}/{session_id}", headers=ssws(token))
        cookies = set_cookies(answer)
        for name in ("sid", "xids", "autolaunch_triggered"):
            assert cookies[name] == f'{name}="";Version=1;Path=/;Max-Age=0'
        seen.add(SimpleCookie(cookies["JSESSIONID"])["JSESSIONID"].value)
    assert len(seen) == 2
    assert set(set_cookies(await http.get(f"{SESSIONS}/me", headers=cookie("sid", org.sign_in().id)))) == {"JSESSIONID"}


async def test_headers_are_those_of_recorded_answers(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    answer = await http.get(f"{SESSIONS}/{org.sign_in().id}", headers=ssws(org.api_token))
    names = [name for name, _ in answer.headers.raw]
    for name in (b"x-okta-request-id", b"x-rate-limit-limit", b"x-rate-limit-remaining", b"x-rate-limit-reset"):
        assert names.count(name) == 1
    assert {b"Server", b"Date", b"Cache-Control", b"Pragma", b"Expires", b"Vary"} <= set(names)
    other = await http.get(f"{SESSIONS}/{org.sessions[0].id}", headers=ssws(org.api_token))
    assert answer.headers["x-okta-request-id"] != other.headers["x-okta-request-id"]


async def test_a_session_token_works_once_and_for_five_minutes(
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


async def test_a_session_ends_after_two_hours_unless_refreshed(
    org: OktaEmulator, http: httpx.AsyncClient, clock: ManualClock
) -> None:
    http.headers.update(ssws(org.api_token))
    refreshed, left = org.sign_in(), org.sign_in()
    clock.advance(3600)
    await http.post(f"{SESSIONS}/{refreshed.id}/lifecycle/refresh")
    clock.advance(3600)
    assert (await http.get(f"{SESSIONS}/{refreshed.id}")).status_code == 200
    assert code(await http.get(f"{SESSIONS}/{left.id}")) == (404, "E0000007")
    org.expire(refreshed)
    assert code(await http.get(f"{SESSIONS}/{refreshed.id}")) == (404, "E0000007")
    assert org.sessions == ()


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("DELETE", ""), ("POST", "/lifecycle/refresh")],
    ids=["getSession", "revokeSession", "refreshSession"],
)
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
async def test_refused_credentials(
    org: OktaEmulator,
    http: httpx.AsyncClient,
    method: str,
    path: str,
    headers: dict[str, str],
    expected: tuple[int, str],
) -> None:
    session = org.sign_in()
    sent = {name: value.replace("live", session.id) for name, value in headers.items()}
    org.allow_violations("wrong credential")
    assert code(await http.request(method, f"{SESSIONS}/{session.id}{path}", headers=sent)) == expected
    assert org.sessions == (session,)
    # A wrong token is a token: only what is no token at all violates the document.
    assert len(org.violations) == ("wrong" not in str(headers))


async def test_a_revoked_token_and_a_read_only_one(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    path, reader = f"{SESSIONS}/{org.sign_in().id}", ssws(org.add_api_token(read_only=True))
    assert (await http.get(path, headers=reader)).status_code == 200
    assert code(await http.delete(path, headers=reader)) == (403, "E0000006")
    assert code(await http.post(f"{path}/lifecycle/refresh", headers=reader)) == (403, "E0000006")
    org.revoke_api_token()
    assert code(await http.get(path, headers=ssws(org.api_token))) == (401, "E0000011")


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_token_without_the_space_works_by_setting_and_is_a_violation(accepted: bool) -> None:
    org = OktaEmulator(clock=ManualClock(START), settings=OktaSettings(accepts_unspaced_token=accepted))
    path, unspaced = f"{SESSIONS}/{org.sign_in().id}", {"Authorization": f"SSWS{org.api_token}"}
    async with httpx.AsyncClient(transport=org.transport(), base_url=org.url) as http:
        answer = await http.get(path, headers=unspaced)
    assert answer.status_code == (200 if accepted else 403)
    messages = [violation.message for violation in org.violations]
    assert "wrong header 'Authorization': no space between SSWS and the token" in messages
    assert org.api_token not in str(messages)


async def test_what_meets_a_fault_is_judged_all_the_same(org: OktaEmulator) -> None:
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
async def test_bodies_that_create_no_session(
    org: OktaEmulator, http: httpx.AsyncClient, content: bytes, media_type: str | None, expected: tuple[int, str]
) -> None:
    org.allow_violations()
    headers = ssws(org.api_token) | ({"Content-Type": media_type} if media_type else {})
    answer = await http.post(SESSIONS, content=content, headers=headers)
    assert code(answer) == expected
    assert org.violations


# --- the current session --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sid", "idx"])
async def test_the_current_session(org: OktaEmulator, http: httpx.AsyncClient, clock: ManualClock, kind: str) -> None:
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
    ("method", "path"), [("GET", f"{SESSIONS}/me"), ("DELETE", f"{SESSIONS}/me"), ("POST", REFRESH_ME)]
)
@pytest.mark.parametrize("headers", [{}, cookie("sid", "dead"), cookie("idx", "dead"), cookie("DT", "other")])
async def test_nobody_is_signed_in(
    org: OktaEmulator, http: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]
) -> None:
    org.allow_violations("got none")
    answer = await http.request(method, path, headers=headers)
    assert code(answer) == (404, "E0000007")
    assert answer.json()["errorSummary"] == "Not found: Resource not found: me (Session)"


async def test_an_api_token_is_nobody(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    org.sign_in()
    with org.allow_violations("got apiToken, expected sid or idx"):
        assert code(await http.get(f"{SESSIONS}/me", headers=ssws(org.api_token))) == (404, "E0000007")


async def test_identity_engine_leaves_the_identity_provider_out(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    session = org.sign_in()
    for engine in (False, True):
        org.settings.identity_engine = engine
        mine = await http.get(f"{SESSIONS}/me", headers=cookie("idx", session.idx))
        assert ("idp" in mine.json()) is not engine
        assert "idp" in (await http.get(f"{SESSIONS}/{session.id}", headers=ssws(org.api_token))).json()


# --- all sessions of a user -----------------------------------------------------------------------------------------


async def test_revoke_all_sessions_of_a_user(org: OktaEmulator, http: httpx.AsyncClient) -> None:
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
        unclear = await http.delete(f"/api/v1/users/{other.id}/sessions", params={"oauthTokens": "perhaps"})
    assert code(unclear) == (400, "E0000001")


async def test_identity_engine_forgets_devices_unless_told_otherwise(
    org: OktaEmulator, http: httpx.AsyncClient
) -> None:
    org.settings.identity_engine = True
    other = org.add_user("grace@example.com")
    http.headers.update(ssws(org.api_token))
    await http.delete(f"/api/v1/users/{org.user.id}/sessions", params={"forgetDevices": "false"})
    await http.delete(f"/api/v1/users/{other.id}/sessions")
    assert (org.user.devices_forgotten, other.devices_forgotten) == (False, True)


@pytest.mark.parametrize(
    ("body", "survivors"), [(None, 1), ({}, 1), ({"keepCurrent": True}, 1), ({"keepCurrent": False}, 0)]
)
async def test_end_the_current_users_sessions(
    org: OktaEmulator, http: httpx.AsyncClient, body: dict[str, bool] | None, survivors: int
) -> None:
    _, current, _ = org.sign_in(), org.sign_in(), org.sign_in()
    answer = await http.post(DELETE_MINE, json=body, headers=cookie("sid", current.id))
    assert (answer.status_code, answer.content) == (200, b"")
    assert org.sessions == (current,) * survivors


async def test_end_the_sessions_of_nobody(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    org.sign_in()
    assert code(await http.post(DELETE_MINE, headers=cookie("sid", "dead"))) == (403, "E0000005")
    with org.allow_violations("wrong credential"):
        assert code(await http.post(DELETE_MINE, headers=ssws(org.api_token))) == (403, "E0000005")
    assert len(org.sessions) == 1


# --- ways in --------------------------------------------------------------------------------------------------------


async def test_on_a_socket_links_and_audience_are_the_servers(org: OktaEmulator) -> None:
    session = org.sign_in()
    async with org.serve() as url, httpx.AsyncClient(base_url=url) as http:
        http.headers.update(await bearer(http, org, "okta.sessions.read"))
        found = (await http.get(f"{SESSIONS}/{session.id}")).json()
    assert found["_links"]["self"]["href"].startswith(f"{url}/api/v1/sessions/102")


def test_no_repr_shows_a_secret(org: OktaEmulator) -> None:
    user: OktaUser = org.user
    session = org.sign_in(user)
    shown = repr((org, user, session, org.service_app, org.settings, org.sessions))
    for secret in (org.api_token, org.password, session.id, session.idx):
        assert secret not in shown


def test_the_same_seed_gives_the_same_ids() -> None:
    first, second, other = (OktaEmulator(clock=ManualClock(START), seed=seed) for seed in (1, 1, None))
    assert first.api_token == second.api_token != other.api_token
