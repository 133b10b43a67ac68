"""The AgileApps emulator behaves as a tenant: logins, proxy logins, and the end of sessions."""

from __future__ import annotations

import httpx
import pytest

from idsessions.testing import ManualClock
from idsessions.testing.agileapps import AgileAppsEmulator, ExpiredAnswer, Reference

from .tenant import (
    INFO,
    IS_VALID,
    LOGIN,
    LOGOUT,
    PROXY,
    SUPPORT,
    SWITCH_BACK,
    XML,
    code,
    cookie_of,
    credentials,
    document,
    get,
    message,
    post,
    read_document,
    read_login,
    read_user,
)

Tenant = AgileAppsEmulator

# --- one session --------------------------------------------------------------------------------------------------------


async def test_login_info_and_logout(tenant: Tenant, http: httpx.AsyncClient) -> None:
    response = await post(http, LOGIN, **credentials(tenant.user))
    assert code(response) == (200, 0)
    login = read_login(response)
    assert (login.get("userId"), login.get("userName")) == (tenant.user.id, tenant.username)
    assert login.get("isForceChangePassword") is False
    assert login.get("employeeNumber") is None
    assert login.get("startingAppId", {}).get("uri", "").startswith(tenant.url)
    assert login.get("cookieString") == cookie_of(response) == tenant.sessions[0].cookie_string
    assert str(login.get("cookieString")).startswith(f"JSESSIONID={login.get('sessionId')}; ROUTEID=")

    cookie = cookie_of(response)
    assert read_document(await get(http, IS_VALID, cookie), "SessionValidityResponse")["user"] == {
        "is_session_valid": True
    }
    user = read_user(await get(http, INFO, cookie))
    assert (user.get("id"), user.get("active"), user.get("title")) == (tenant.user.id, True, None)
    assert user.get("team_id", {}).get("type") == "TEAM"
    assert user.get("date_last_password_change") == "2026-09-21T14:13:20.000Z"
    assert b"<active>1</active>" in (await get(http, INFO, cookie)).content

    ended = await get(http, LOGOUT, cookie)
    assert (code(ended), cookie_of(ended)) == ((200, 0), "")
    for path in (LOGOUT, IS_VALID, INFO, SWITCH_BACK):
        assert code(await get(http, path, cookie)) == (401, -101)
    assert tenant.sessions == ()


async def test_cookies_are_secure_except_over_plain_tcp(tenant: Tenant) -> None:
    async with httpx.AsyncClient(transport=tenant.transport(), base_url=tenant.url) as client:
        response = await client.post(LOGIN, content=document(**credentials(tenant.user)), headers={"Content-Type": XML})
        assert all(line.endswith("; Path=/; Secure; HttpOnly") for line in response.headers.get_list("set-cookie"))
        assert (await client.get(INFO)).status_code == 200
    async with tenant.serve() as url, httpx.AsyncClient(base_url=url) as client:
        await client.post(LOGIN, content=document(**credentials(tenant.user)), headers={"Content-Type": XML})
        assert (await client.get(INFO)).status_code == 200


async def test_user_record_has_further_fields(tenant: Tenant, http: httpx.AsyncClient) -> None:
    uri = f"{tenant.url}/networking/rest/user/9"
    tenant.user.more |= {"new_field": "x < y & z", "created_id": Reference("9", "USER", uri, "Ö. Admin")}
    user = read_document(await get(http, INFO, tenant.log_in().cookie_string), "UserInfoResponse")["user"]
    assert user["new_field"] == "x < y & z"
    assert user.get("created_id") == {"content": "9", "type": "USER", "uri": uri, "displayValue": "Ö. Admin"}


async def test_login_flags_forced_password_change(tenant: Tenant, http: httpx.AsyncClient) -> None:
    response = await post(http, LOGIN, **credentials(tenant.expired_user))
    assert (code(response), read_login(response).get("isForceChangePassword")) == ((200, 0), True)
    assert (await get(http, INFO, cookie_of(response))).status_code == 200
    tenant.settings.has_password_flag = False
    response = await post(http, LOGIN, **credentials(tenant.expired_user))
    assert "isForceChangePassword" not in read_login(response)


@pytest.mark.parametrize(("sets_cookies", "has_cookie_string"), [(True, False), (False, True), (False, False)])
async def test_login_without_set_cookie_or_cookie_string(
    tenant: Tenant, http: httpx.AsyncClient, sets_cookies: bool, has_cookie_string: bool
) -> None:
    tenant.settings.sets_cookies, tenant.settings.has_cookie_string = sets_cookies, has_cookie_string
    response = await post(http, LOGIN, **credentials(tenant.user))
    login = read_login(response)
    assert (cookie_of(response) != "", "cookieString" in login) == (sets_cookies, has_cookie_string)
    assert (await get(http, INFO, f"JSESSIONID={login.get('sessionId')}")).status_code == 200


async def test_request_without_load_balancer_cookie_is_not_logged_in(tenant: Tenant, http: httpx.AsyncClient) -> None:
    tenant.settings.needs_all_cookies = True
    session = tenant.log_in()
    assert code(await get(http, INFO, f"JSESSIONID={session.id}")) == (401, -101)
    assert code(await get(http, INFO, session.cookie_string)) == (200, 0)


# --- failed logins ------------------------------------------------------------------------------------------------------


async def test_five_failed_logins_lock_the_account(tenant: Tenant, http: httpx.AsyncClient, clock: ManualClock) -> None:
    wrong = {"userName": tenant.username, "password": "wrong"}
    for _ in range(4):
        assert code(await post(http, LOGIN, **wrong)) == (401, -101)
    assert code(await post(http, LOGIN, **credentials(tenant.user))) == (200, 0)
    for _ in range(5):
        assert message(await post(http, LOGIN, **wrong)) == (-101, "Invalid user name or password")
    assert message(await post(http, LOGIN, **credentials(tenant.user))) == (-101, "Account is locked")
    clock.advance(899)
    assert code(await post(http, LOGIN, **credentials(tenant.user))) == (401, -101)
    clock.advance(1)
    assert code(await post(http, LOGIN, **wrong)) == (401, -101)
    assert code(await post(http, LOGIN, **credentials(tenant.user))) == (200, 0)


async def test_account_stays_locked_until_reactivated(
    tenant: Tenant, http: httpx.AsyncClient, clock: ManualClock
) -> None:
    tenant.settings.login_attempts, tenant.settings.lockout_seconds = 1, None
    await post(http, LOGIN, userName=tenant.username, password="wrong")
    clock.advance(10**9)
    assert code(await post(http, LOGIN, **credentials(tenant.user))) == (401, -101)
    tenant.reactivate()
    assert code(await post(http, LOGIN, **credentials(tenant.user))) == (200, 0)
    tenant.settings.login_attempts = None
    for _ in range(20):
        await post(http, LOGIN, userName=tenant.username, password="wrong")
    assert code(await post(http, LOGIN, **credentials(tenant.user))) == (200, 0)


async def test_setting_decides_code_of_failed_login(tenant: Tenant, http: httpx.AsyncClient) -> None:
    tenant.settings.refused_login = (400, -1)
    tenant.user.active = False
    assert code(await post(http, LOGIN, **credentials(tenant.user))) == (400, -1)
    assert code(await post(http, LOGIN, userName="support@client.example", password=tenant.password)) == (400, -1)


# --- proxy logins and customer support ------------------------------------------------------------------------------------


async def test_customer_support_logs_in_to_client_tenancy(tenant: Tenant, http: httpx.AsyncClient) -> None:
    response = await post(http, SUPPORT, **credentials(tenant.admin, client_tenant_id=tenant.client_tenant_id))
    assert (code(response), read_login(response).get("organizationId")) == ((200, 0), tenant.client_tenant_id)
    user = read_user(await get(http, INFO, cookie_of(response)))
    assert (user.get("first_name"), user.get("last_name")) == ("Customer", "Support")
    assert code(await get(http, SWITCH_BACK, cookie_of(response))) == (400, -850)
    assert code(await get(http, LOGOUT, cookie_of(response))) == (200, 0)


async def current_user(http: httpx.AsyncClient, cookie: str) -> str | None:
    response = await get(http, INFO, cookie)
    return read_user(response).get("username") if response.status_code == 200 else None


@pytest.mark.parametrize("rotates", [True, False])
async def test_switch_back_after_proxy_login_restores_administrator(
    tenant: Tenant, http: httpx.AsyncClient, rotates: bool
) -> None:
    tenant.settings.rotates_session_id = rotates
    own = cookie_of(await post(http, LOGIN, **credentials(tenant.admin)))
    proxied = await post(http, PROXY, own, **credentials(tenant.admin, proxy_user_id=tenant.user.id))
    assert (code(proxied), read_login(proxied).get("userId")) == ((200, 0), tenant.user.id)
    assert (cookie_of(proxied) != own) is rotates
    assert await current_user(http, cookie_of(proxied)) == tenant.username
    assert await current_user(http, own) == (None if rotates else tenant.username)

    back = await get(http, SWITCH_BACK, cookie_of(proxied))
    assert (code(back), read_login(back).get("userId")) == ((200, 0), tenant.admin.id)
    assert await current_user(http, cookie_of(back)) == tenant.admin.username
    assert await current_user(http, cookie_of(proxied)) == (None if rotates else tenant.admin.username)
    assert code(await get(http, SWITCH_BACK, cookie_of(back))) == (400, -850)
    assert len(tenant.sessions) == 1


async def test_proxy_login_as_user_of_client_tenancy(tenant: Tenant, http: httpx.AsyncClient) -> None:
    customer = tenant.add_user("carla@client.example", client=True)
    own = tenant.log_in(tenant.admin).cookie_string
    proxied = await post(http, PROXY, own, **credentials(tenant.admin, proxy_user_id=customer.id))
    assert read_login(proxied).get("organizationId") == tenant.client_tenant_id
    assert await current_user(http, cookie_of(proxied)) == customer.username
    back = await get(http, SWITCH_BACK, cookie_of(proxied))
    assert await current_user(http, cookie_of(back)) == tenant.admin.username


async def test_proxy_login_without_session(tenant: Tenant, http: httpx.AsyncClient) -> None:
    fields = credentials(tenant.admin, proxy_user_id=tenant.user.id)
    proxied = await post(http, PROXY, **fields)
    assert await current_user(http, cookie_of(proxied)) == tenant.username
    back = await get(http, SWITCH_BACK, cookie_of(proxied))
    assert await current_user(http, cookie_of(back)) == tenant.admin.username
    tenant.settings.proxy_needs_session = True
    assert code(await post(http, PROXY, **fields)) == (401, -101)
    assert code(await post(http, PROXY, cookie_of(back), **fields)) == (200, 0)


async def test_nested_proxy_logins_switch_back_one_by_one(tenant: Tenant, http: httpx.AsyncClient) -> None:
    tenant.user.may_proxy = True
    cookie = tenant.log_in(tenant.admin).cookie_string
    for user, target in ((tenant.admin, tenant.user), (tenant.user, tenant.expired_user)):
        cookie = cookie_of(await post(http, PROXY, cookie, **credentials(user, proxy_user_id=target.id)))
        assert await current_user(http, cookie) == target.username
    for user in (tenant.user, tenant.admin):
        cookie = cookie_of(await get(http, SWITCH_BACK, cookie))
        assert await current_user(http, cookie) == user.username


@pytest.mark.parametrize(
    ("path", "changes", "expected"),
    [
        (PROXY, {"proxy_user_id": "1"}, (404, -200)),
        (PROXY, {"password": "wrong"}, (401, -101)),
        (PROXY, {"userName": "maria@acme.example"}, (400, -850)),
        (SUPPORT, {"client_tenant_id": "1"}, (400, -4006)),
        (SUPPORT, {"password": "wrong"}, (401, -101)),
        (SUPPORT, {"userName": "maria@acme.example"}, (400, -850)),
    ],
)
async def test_proxy_and_support_logins_are_refused(
    tenant: Tenant, http: httpx.AsyncClient, path: str, changes: dict[str, str], expected: tuple[int, int]
) -> None:
    target = {
        PROXY: {"proxy_user_id": tenant.user.id},
        SUPPORT: {"client_tenant_id": tenant.client_tenant_id},
    }[path]
    assert code(await post(http, path, **{**credentials(tenant.admin), **target, **changes})) == expected
    assert tenant.sessions == ()


async def test_customer_support_that_is_disabled_is_refused(tenant: Tenant, http: httpx.AsyncClient) -> None:
    tenant.settings.customer_support_enabled = False
    fields = credentials(tenant.admin, client_tenant_id=tenant.client_tenant_id)
    assert code(await post(http, SUPPORT, **fields)) == (403, -4600)


# --- the end of a session -----------------------------------------------------------------------------------------------


async def test_idle_session_expires(tenant: Tenant, http: httpx.AsyncClient, clock: ManualClock) -> None:
    cookie = tenant.log_in().cookie_string
    for path in (INFO, IS_VALID, INFO):
        clock.advance(7199)
        assert (await get(http, path, cookie)).status_code == 200
    clock.advance(7200)
    assert code(await get(http, INFO, cookie)) == (401, -101)
    assert tenant.sessions == ()


async def test_validity_check_that_does_not_extend_the_session(
    tenant: Tenant, http: httpx.AsyncClient, clock: ManualClock
) -> None:
    tenant.settings.validity_check_prolongs, tenant.settings.session_timeout = False, 60
    cookie = tenant.log_in().cookie_string
    clock.advance(59)
    assert code(await get(http, IS_VALID, cookie)) == (200, 0)
    clock.advance(1)
    assert code(await get(http, IS_VALID, cookie)) == (401, -101)


@pytest.mark.parametrize("kind", ["401", "200", "302", "page"])
async def test_response_for_expired_session(tenant: Tenant, http: httpx.AsyncClient, kind: ExpiredAnswer) -> None:
    tenant.settings.expired_answer = kind
    cookie = tenant.log_in().cookie_string
    tenant.expire()
    response = await get(http, INFO, cookie)
    if kind in ("401", "200"):
        assert code(response) == (int(kind), -101)
        assert read_document(response, "ErrorResponse").keys() == {"message"}
    else:
        assert response.headers["content-type"].startswith("text/html")
        location = f"{tenant.url}/networking/login" if kind == "302" else None
        assert (response.status_code, response.headers.get("location")) == (302 if kind == "302" else 200, location)


@pytest.mark.parametrize("path", [INFO, IS_VALID, LOGOUT, SWITCH_BACK])
async def test_every_operation_of_expired_session_is_not_logged_in(
    tenant: Tenant, http: httpx.AsyncClient, path: str
) -> None:
    tenant.settings.expired_answer = "302"
    cookie = tenant.log_in().cookie_string
    tenant.expire()
    assert (await get(http, path, cookie)).status_code == 302


async def test_is_session_valid_responds_false_by_setting(tenant: Tenant, http: httpx.AsyncClient) -> None:
    tenant.settings.tells_invalid = True
    response = await get(http, IS_VALID, "JSESSIONID=unknown")
    assert read_document(response, "SessionValidityResponse") == {
        "user": {"is_session_valid": False},
        "message": {"code": 0, "description": "Success"},
    }


async def test_expire_ends_one_session_or_all(tenant: Tenant) -> None:
    first, second, third = (tenant.log_in() for _ in range(3))
    tenant.expire(first)
    tenant.expire(third.id)
    assert list(tenant.sessions) == [second]
    tenant.expire()
    assert list(tenant.sessions) == []


async def test_reprs_show_no_secret(tenant: Tenant) -> None:
    session = tenant.log_in()
    shown = f"{tenant!r}{session!r}{session.user!r}{tenant.settings!r}"
    assert not any(secret in shown for secret in (session.id, session.route, tenant.password))
