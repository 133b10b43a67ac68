"""The AgileApps emulator on media types, formats and wrong requests."""

from __future__ import annotations

import gzip
from typing import Any

import httpx
import pytest
from starlette.datastructures import Headers, QueryParams

from idsessions.testing import EmulatedRequest, ManualClock
from idsessions.testing.agileapps import AgileAppsEmulator
from idsessions.testing.agileapps._wire import choose_format

from .tenant import (
    INFO,
    IS_VALID,
    JSON,
    LOGIN,
    LOGOUT,
    SUPPORT,
    XML,
    code,
    cookie_of,
    credentials,
    document,
    get,
    message,
    post,
)

Tenant = AgileAppsEmulator

# --- media types --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        (None, 415),
        ("", 415),
        ("text/xml", 405),
        ("text/plain", 405),
        ("application/x-www-form-urlencoded", 405),
        ("application/xml", 200),
        ("application/xml;charset=utf-8", 200),
        ("APPLICATION/XML", 200),
    ],
)
async def test_login_requires_a_content_type_of_the_platform(
    tenant: Tenant, http: httpx.AsyncClient, content_type: str | None, status: int
) -> None:
    tenant.allow_violations("wrong header 'Content-Type'")
    headers = {} if content_type is None else {"Content-Type": content_type}
    response = await http.post(LOGIN, content=document(**credentials(tenant.user)), headers=headers)
    assert response.status_code == status
    assert bool(tenant.violations) is (status != 200)
    assert response.headers.get("allow") == ("POST" if status == 405 else None)
    assert len(tenant.sessions) == (status == 200)


@pytest.mark.parametrize(
    ("accept", "alt", "expected"),
    [
        (None, None, JSON),
        ("*/*", None, JSON),
        ("application/*", None, JSON),
        ("application/json", None, JSON),
        ("text/xml", None, JSON),
        ("application/xml;q=0", None, JSON),
        ("application/xml;q=0.5, application/json", None, JSON),
        ("application/json, application/xml", None, JSON),
        ("application/xml", None, XML),
        ("application/xml, */*", None, XML),
        ("*/*, application/xml", None, XML),
        ("application/xml, application/json", None, XML),
        ("application/json;q=0.1, APPLICATION/XML; Q=0.2", None, XML),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", None, XML),
        ("application/json", "xml", XML),
        ("application/xml", "json", JSON),
        ("application/xml", "other", XML),
        (None, "xml", XML),
        (None, "json", JSON),
    ],
)
def test_format_of_a_get(accept: str | None, alt: str | None, expected: str) -> None:
    headers = Headers({"Accept": accept} if accept else {})
    query = QueryParams({"alt": alt} if alt else {})
    assert choose_format(EmulatedRequest(method="GET", raw_path="/", headers=headers, query=query)) == expected


@pytest.mark.parametrize(("accept", "expected"), [(None, JSON), ("*/*", JSON), (XML, XML)])
@pytest.mark.parametrize("alt", ["", "xml", "json"])
def test_format_of_a_post_ignores_alt(accept: str | None, expected: str, alt: str) -> None:
    headers, query = Headers({"Accept": accept} if accept else {}), QueryParams({"alt": alt})
    assert choose_format(EmulatedRequest(method="POST", raw_path="/", headers=headers, query=query)) == expected


async def test_responses_have_the_format_of_the_request(tenant: Tenant, http: httpx.AsyncClient) -> None:
    tenant.allow_violations("query parameter 'alt'")
    cookie = tenant.log_in().cookie_string
    for alt, expected in (("xml", XML), ("json", JSON)):
        response = await http.get(INFO.replace("xml", alt), headers={"Cookie": cookie})
        assert (response.status_code, response.headers["content-type"]) == (200, expected)
    login = document(**credentials(tenant.user))
    response = await http.post(LOGIN, content=login, headers={"Content-Type": XML, "Accept": JSON})
    assert (response.status_code, response.headers["content-type"]) == (200, JSON)


async def test_json_requests_and_responses(tenant: Tenant, http: httpx.AsyncClient) -> None:
    tenant.allow_violations("wrong header 'Content-Type': got application/json, expected application/xml")
    tenant.allow_violations("query parameter 'alt'")
    body: dict[str, Any] = {"platform": {"login": credentials(tenant.user)}}
    response = await http.post(LOGIN, json=body, headers={"Accept": JSON})
    platform = response.json()["platform"]
    assert platform["message"] == {"code": "0", "description": "Success"}
    assert platform["login"]["sessionId"] == tenant.sessions[0].id
    assert platform["login"]["startingAppId"]["content"] == "800000000000007"
    path = IS_VALID.replace("xml", "json")
    assert (await get(http, path, cookie_of(response))).json()["platform"]["user"] == {"is_session_valid": "true"}
    refused = await http.post(LOGIN, json={"platform": []}, headers={"Accept": JSON})
    assert (refused.status_code, refused.json()["platform"]["message"]["code"]) == (400, "-4601")


async def test_code_without_its_own_element(tenant: Tenant, http: httpx.AsyncClient) -> None:
    tenant.settings.tagless_code = True
    response = await get(http, LOGOUT, tenant.log_in().cookie_string)
    assert b"<message> 0 <description>Success</description></message>" in response.content
    assert code(response) == (200, 0)
    assert code(await get(http, LOGOUT, "JSESSIONID=unknown")) == (401, -101)


async def test_responses_are_always_json_by_setting(tenant: Tenant, http: httpx.AsyncClient) -> None:
    tenant.settings.always_json = True
    response = await post(http, LOGIN, **credentials(tenant.user))
    assert (response.status_code, response.headers["content-type"]) == (200, JSON)
    user = (await get(http, INFO, cookie_of(response))).json()["platform"]["user"]
    uri = f"{tenant.url}/networking/rest/team/3"
    assert user["team_id"] == {"content": "3", "type": "TEAM", "uri": uri, "displayValue": "Support"}
    refused = (await get(http, LOGOUT, "JSESSIONID=unknown")).json()
    assert refused == {"platform": {"message": {"code": "-101", "description": "User not logged in"}}}


async def test_references_have_child_elements_by_setting(tenant: Tenant, http: httpx.AsyncClient) -> None:
    tenant.settings.reference_elements = True
    content = (await get(http, INFO, tenant.log_in().cookie_string)).text
    assert "<team_id><content>3</content><type>TEAM</type><uri>" in content
    assert "</uri><displayValue>Support</displayValue></team_id>" in content


async def test_responses_are_compressed_by_setting(tenant: Tenant, http: httpx.AsyncClient) -> None:
    tenant.settings.gzip = True
    response = await post(http, LOGIN, **credentials(tenant.user))
    assert (response.headers["content-encoding"], code(response)) == ("gzip", (200, 0))
    assert len(gzip.compress(response.content, mtime=0)) == int(response.headers["content-length"])
    plain = await http.get(INFO, headers={"Accept-Encoding": "identity", "Cookie": cookie_of(response)})
    assert "content-encoding" not in plain.headers


async def test_login_responds_with_created_by_setting(tenant: Tenant, http: httpx.AsyncClient) -> None:
    tenant.settings.login_status = 201
    response = await post(http, LOGIN, **credentials(tenant.user))
    assert code(response) == (201, 0)
    assert code(await get(http, INFO, cookie_of(response))) == (200, 0)


# --- wrong requests -----------------------------------------------------------------------------------------------------

LAUGHS = b'<!DOCTYPE platform [<!ENTITY a "ha">]><platform><login><userName>&a;</userName></login></platform>'


@pytest.mark.parametrize(
    ("body", "violation"),
    [
        (b"", "login: missing body"),
        (b"{}", "login: the body is not application/xml: not well-formed"),
        (b"<platform><login>", "login: the body is not application/xml: not well-formed"),
        (b"<platform><login><password>a&s3cret;</password></login></platform>", "undefined entity"),
        (b'<?xml version="1.0" encoding="nonsense"?><platform/>', "login: the body is not application/xml: "),
        (LAUGHS, "it has a DOCTYPE"),
        (b"<login/>", "no platform element around it"),
        (b"<platform>" * 5000 + b"</platform>" * 5000, "nested too deeply"),
        (b"<platform/>", "no platform element around it|login"),
        (document(userName="maria@acme.example"), "password"),
        (document(userName="maria@acme.example", passwrd="s3cret"), "password"),
        (document(userName="maria@acme.example", password=""), None),
        (
            document(userName="maria@acme.example", password="p").replace(
                b"</login>", b"<password>s3cret</password></login>"
            ),
            "password",
        ),
    ],
)
async def test_unreadable_payload_is_refused(
    tenant: Tenant, http: httpx.AsyncClient, body: bytes, violation: str | None
) -> None:
    tenant.allow_violations()
    assert code(await http.post(LOGIN, content=body, headers={"Content-Type": XML})) == (400, -4601)
    assert bool(tenant.violations) is (violation is not None)
    assert all("s3cret" not in str(found) for found in tenant.violations)
    if violation is not None:
        matching = tenant.allow_violations(violation)
        assert any(matching.covers(found) for found in tenant.violations)


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", LOGIN, 405, "POST"),
        ("DELETE", LOGOUT, 405, "GET"),
        ("POST", INFO, 405, "GET"),
        ("GET", "/networking/rest/login/switchBack", 404, None),
        ("GET", "/networking/rest/nothing", 404, None),
        ("GET", "/", 404, None),
    ],
)
async def test_unknown_path_or_method_gets_a_page(
    tenant: Tenant, http: httpx.AsyncClient, method: str, path: str, status: int, allow: str | None
) -> None:
    tenant.allow_violations()
    response = await http.request(method, path)
    assert (response.status_code, response.headers.get("allow")) == (status, allow)
    assert response.headers["content-type"].startswith("text/html")
    assert len(tenant.violations) == 1


@pytest.mark.parametrize(
    ("path", "cookie", "violation"),
    [
        (INFO.partition("?")[0], True, "getUserInfo: missing query parameter 'alt'"),
        (INFO, False, "getUserInfo: wrong credential: got none, expected sessionCookies"),
        (INFO + "&x=1", True, "getUserInfo: unknown query parameter 'x'; known: alt"),
    ],
)
async def test_violations_of_requests_with_a_session(
    tenant: Tenant, http: httpx.AsyncClient, path: str, cookie: bool, violation: str
) -> None:
    tenant.allow_violations()
    await get(http, path, tenant.log_in().cookie_string if cookie else "")
    assert [str(found) for found in tenant.violations] == [violation]


async def test_limit_refuses_with_retry_after(tenant: Tenant, http: httpx.AsyncClient, clock: ManualClock) -> None:
    cookie = tenant.log_in().cookie_string
    tenant.limit(2, seconds=30)
    assert [(await get(http, INFO, cookie)).status_code for _ in range(3)] == [200, 200, 429]
    clock.advance(10.5)
    refused = await get(http, INFO, cookie)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "20")
    clock.advance(19.5)
    assert (await get(http, INFO, cookie)).status_code == 200


@pytest.mark.parametrize(
    ("number", "status"),
    [(-1, 500), (-101, 401), (-200, 404), (-300, 400), (-850, 400), (-4006, 400), (-4600, 403), (-4601, 400)],
)
async def test_refuse_next_gives_each_code_of_the_error_table(
    tenant: Tenant, http: httpx.AsyncClient, number: int, status: int
) -> None:
    tenant.refuse_next(number, operation="loginAsCustomerSupport")
    assert code(await post(http, LOGIN, **credentials(tenant.user))) == (200, 0)
    fields = credentials(tenant.admin, client_tenant_id=tenant.client_tenant_id)
    assert code(await post(http, SUPPORT, **fields)) == (status, number)
    assert code(await post(http, SUPPORT, **fields)) == (200, 0)
    assert len(tenant.sessions) == 2


async def test_refuse_next_counts_and_describes(tenant: Tenant, http: httpx.AsyncClient) -> None:
    tenant.refuse_next(-1, "Out of order", times=2)
    cookie = tenant.log_in().cookie_string
    found = [message(await get(http, INFO, cookie)) for _ in range(3)]
    assert found == [(-1, "Out of order"), (-1, "Out of order"), (0, "Success")]
    tenant.refuse_next(-1)
    tenant.clear_faults()
    assert (await get(http, INFO, cookie)).status_code == 200
    for number in (0, -7):
        with pytest.raises(ValueError, match="`code` must be one of -1, -101"):
            tenant.refuse_next(number)
