"""What the Okta emulator refuses before an operation runs: wrong paths, missing lengths, too many requests."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from idsessions.testing import ManualClock
from idsessions.testing.okta import OktaEmulator

from ..plain_client import START
from .org import (
    AUTHN,
    DELETE_MINE,
    REFRESH_ME,
    SESSIONS,
    TOKEN,
    code,
    cookie,
    rates,
    ssws,
    token_form,
)

# --- the router -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", f"{SESSIONS}/", 405, "E0000022"),
        ("DELETE", f"{SESSIONS}/", 405, "E0000022"),
        ("GET", SESSIONS, 405, "E0000022"),
        ("POST", f"{SESSIONS}/me", 405, "E0000022"),
        ("PUT", f"{SESSIONS}/abc", 405, "E0000022"),
        ("GET", TOKEN, 405, "E0000022"),
        ("GET", "/api/v1/nothing", 404, "E0000008"),
    ],
)
async def test_router_responses_have_no_rate_limits_and_no_request_id(
    org: OktaEmulator, http: httpx.AsyncClient, method: str, path: str, status: int, error: str
) -> None:
    org.allow_violations("the path has no|no such path")
    response = await http.request(method, path, headers=ssws(org.api_token))
    assert code(response) == (status, error)
    assert ("allow" in response.headers) is (status == 405)
    assert not [name for name in response.headers if name.startswith(("x-rate", "x-okta", "set-cookie"))]


@pytest.mark.parametrize("path", [SESSIONS, REFRESH_ME, DELETE_MINE, AUTHN, TOKEN])
async def test_post_without_length_is_refused(org: OktaEmulator, http: httpx.AsyncClient, path: str) -> None:
    org.allow_violations()
    request = http.build_request("POST", path)
    del request.headers["Content-Length"]
    response = await http.send(request)
    assert (response.status_code, response.headers["content-type"]) == (411, "text/html")


async def test_read_only_org_admits_only_gets(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    org.settings.read_only = True
    path = f"{SESSIONS}/{org.sign_in().id}"
    http.headers.update(ssws(org.api_token))
    assert (await http.get(path)).status_code == 200
    assert code(await http.delete(path)) == (503, "E0000010")


# --- rate limits ----------------------------------------------------------------------------------------------------


async def test_session_operations_share_a_bucket(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    session, admin = org.sign_in(), ssws(org.api_token)
    path = f"{SESSIONS}/{session.id}"
    responses = [
        await http.post(SESSIONS, json={"sessionToken": org.session_token()}, headers=admin),
        await http.get(path, headers=admin),
        await http.get(f"{SESSIONS}/unknown", headers=admin),
        await http.post(f"{path}/lifecycle/refresh", headers=admin),
        await http.delete(path, headers=admin),
    ]
    assert [rates(response) for response in responses] == [(375, left, START + 60) for left in range(374, 369, -1)]
    # Another token has its own quota; a request without a token sees that of the org.
    assert rates(await http.get(f"{SESSIONS}/unknown", headers=ssws(org.add_api_token())))[:2] == (375, 374)
    assert rates(await http.get(f"{SESSIONS}/me", headers=cookie("sid", "dead")))[:2] == (750, 743)
    assert rates(await http.delete(f"/api/v1/users/{org.user.id}/sessions", headers=admin))[:2] == (300, 299)
    assert rates(await http.post(AUTHN, json={"token": "x"}))[:2] == (500, 499)
    assert rates(await http.post(TOKEN, data=token_form(org)))[:2] == (2000, 1999)


async def test_empty_bucket_refuses_until_its_window_ends(
    org: OktaEmulator, http: httpx.AsyncClient, clock: ManualClock
) -> None:
    session = org.sign_in()
    http.headers.update(ssws(org.api_token))
    org.limit(2)
    clock.advance(0.5)
    for remaining in (1, 0):
        assert rates(await http.get(f"{SESSIONS}/{session.id}")) == (2, remaining, START + 60)
    refused = await http.delete(f"{SESSIONS}/{session.id}")
    assert code(refused) == (429, "E0000047")
    assert rates(refused) == (2, 0, START + 60)
    assert "retry-after" not in refused.headers
    assert refused.headers["date"] == "Mon, 21 Sep 2026 14:13:20 GMT"
    assert org.sessions == (session,)
    assert (await http.delete(f"/api/v1/users/{org.user.id}/sessions")).status_code == 204
    clock.advance(59.4)
    assert (await http.get(f"{SESSIONS}/x")).status_code == 429
    clock.advance(0.1)
    assert rates(await http.get(f"{SESSIONS}/x")) == (2, 1, START + 120)


async def test_limit_of_zero_does_not_look_like_concurrency_refusal(
    org: OktaEmulator, http: httpx.AsyncClient, clock: ManualClock
) -> None:
    http.headers.update(ssws(org.api_token))
    org.limit(0)
    for window in (START + 60, START + 120):
        refused = await http.get(f"{SESSIONS}/x")
        assert (code(refused), rates(refused)) == ((429, "E0000047"), (1, 0, window))
        clock.advance(60)
    tiny = OktaEmulator(clock=clock, limits={"/api/v1/sessions": 1})
    async with httpx.AsyncClient(transport=tiny.transport(), base_url=tiny.url, headers=ssws(tiny.api_token)) as other:
        assert [rates(await other.get(f"{SESSIONS}/x"))[:2] for _ in range(2)] == [(1, 0), (1, 0)]


async def test_limit_of_unknown_bucket_raises(org: OktaEmulator) -> None:
    with pytest.raises(ValueError, match="`bucket` must be one of /api/v1/sessions"):
        org.limit(1, "/api/v1/apps")


async def test_two_tokens_share_the_limit_of_the_org() -> None:
    org = OktaEmulator(clock=ManualClock(START), limits={"/api/v1/sessions": 4})
    tokens = [org.api_token, org.add_api_token(), org.add_api_token()]
    async with httpx.AsyncClient(transport=org.transport(), base_url=org.url) as http:
        found = [(await http.get(f"{SESSIONS}/x", headers=ssws(token))).status_code for token in tokens * 2]
    assert found == [404, 404, 404, 404, 429, 429]


async def test_concurrency_refusal_is_zero_of_zero_with_late_reset(org: OktaEmulator, http: httpx.AsyncClient) -> None:
    http.headers.update(ssws(org.api_token))
    path = f"{SESSIONS}/{org.sign_in().id}"
    org.refuse_concurrent(2)
    for _ in range(2):
        refused = await http.get(path)
        assert code(refused) == (429, "E0000047")
        assert rates(refused) == (0, 0, START + 114)
    org.refuse_concurrent(2)
    org.clear_faults()
    assert rates(await http.get(path)) == (375, 374, START + 60)


@pytest.mark.parametrize("limit", [1, 3])
async def test_slow_requests_count_for_concurrency(org: OktaEmulator, http: httpx.AsyncClient, limit: int) -> None:
    http.headers.update(ssws(org.api_token))
    path = f"{SESSIONS}/{org.sign_in().id}"
    org.settings.concurrency_limit = limit
    org.slow(0.4, times=None)
    responses = await asyncio.gather(*(http.get(path) for _ in range(5)))
    assert sorted(response.status_code for response in responses) == [200] * limit + [429] * (5 - limit)
    assert {rates(response)[:2] for response in responses if response.status_code == 429} == {(0, 0)}
    assert org.clock.time() == START + 0.4
    assert (await http.get(path)).status_code == 200


async def test_authentication_attempts_of_a_user_are_limited(
    org: OktaEmulator, http: httpx.AsyncClient, clock: ManualClock
) -> None:
    mine = {"username": org.username, "password": org.password}
    responses = [await http.post(AUTHN, json=mine) for _ in range(6)]
    assert [response.status_code for response in responses] == [200] * 4 + [429] * 2
    assert rates(responses[3])[:2] == (500, 496)
    assert rates(responses[4]) == (4, 0, START + 1)
    other = org.add_user("grace@example.com")
    assert (await http.post(AUTHN, json={**mine, "username": other.login})).status_code == 200
    clock.advance(1)
    assert (await http.post(AUTHN, json=mine)).status_code == 200
