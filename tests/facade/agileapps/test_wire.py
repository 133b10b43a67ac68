"""What the client puts on the wire, to the byte, and what it makes of the responses."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import httpx
import pytest
import respx
from jsonschema import Draft202012Validator

from idsessions import AgileAppsSession, AgileAppsSessions, SessionCookies, UsageError, __version__
from idsessions._xml import load_xml
from idsessions_agileapps.description import OPERATIONS, SCHEMAS
from idsessions_agileapps.models import ActiveSession, Reference, User

from .wire import (
    COOKIES,
    LOGINS,
    PASSWORD,
    PAYLOADS,
    URL,
    USER,
    call,
    login,
    platform,
    respond,
    url_of,
)

WHO = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<platform><login>'
    "<userName>maria@acme.example</userName><password>pässwörd &lt;&amp;&gt; \"'</password>"
)
END = "</login></platform>"

# Method, target, and body of each operation; a session's cookies go along where the third is set.
SENT: Mapping[str, tuple[str, str, bool, str]] = {
    "login": ("POST", "/networking/rest/login", False, WHO + END),
    "loginAsCustomerSupport": (
        "POST",
        "/networking/rest/login/customerSupport",
        False,
        WHO + "<client_tenant_id>700002</client_tenant_id>" + END,
    ),
    "proxyLogin": (
        "POST",
        "/networking/rest/login/proxyLogin",
        True,
        WHO + "<proxy_user_id>42</proxy_user_id>" + END,
    ),
    "switchBack": ("GET", "/networking/rest/login/proxyLogin/switchBack?alt=xml", True, ""),
    "logout": ("GET", "/networking/rest/logout?alt=xml", True, ""),
    "listActiveSessions": ("GET", "/networking/rest/httpSessionManagement/active?alt=xml", True, ""),
    "logoutSessions": (
        "GET",
        "/networking/rest/httpSessionManagement/logout?alt=xml",
        True,
        '{"platform":{"session":[{"id":"rec-1"},{"id":"rec-2"}]}}',
    ),
    "logoutAllSessions": ("GET", "/networking/rest/httpSessionManagement/logoutAll?alt=xml", True, ""),
    "isSessionValid": ("GET", "/networking/rest/user/isSessionValid?alt=xml", True, ""),
    "getUserInfo": ("GET", "/networking/rest/user/info?alt=xml", True, ""),
}


def assert_valid(document: bytes, schema: Mapping[str, Any], *, is_json: bool = False) -> None:
    root = {**schema, "components": {"schemas": SCHEMAS}}
    # The stubs of jsonschema type an instance as JSON whose leaves they do not know.
    cast("Any", Draft202012Validator(root)).validate(
        json.loads(document) if is_json else load_xml(document, schema, SCHEMAS)
    )


def test_every_operation_has_a_row() -> None:
    assert SENT.keys() == OPERATIONS.keys() == PAYLOADS.keys() == RESULTS.keys()


@pytest.mark.parametrize("operation", SENT)
async def test_request_is_sent_to_the_byte(operation: str, respx_mock: respx.MockRouter) -> None:
    method, target, with_cookies, body = SENT[operation]
    route = respx_mock.route(method=method, url=URL + target).mock(return_value=respond(PAYLOADS[operation]))
    async with AgileAppsSessions(URL) as client:
        await call(client, operation)

    assert route.call_count == 1
    request: httpx.Request = route.calls.last.request
    expected = {
        "host": "acme.agileapps.test",
        "accept": "application/xml",
        "accept-encoding": request.headers["accept-encoding"],
        "connection": "keep-alive",
        "user-agent": f"idsessions/{__version__}",
    }
    if body:
        kind = "application/json" if body.startswith("{") else "application/xml"
        expected |= {"content-type": kind, "content-length": str(len(body.encode()))}
    if with_cookies:
        expected["cookie"] = COOKIES
    assert request.url.raw_path.decode() == target
    assert dict(request.headers) == expected
    assert request.content == body.encode()


@pytest.mark.parametrize("operation", SENT)
async def test_requests_and_responses_fit_the_document(operation: str, respx_mock: respx.MockRouter) -> None:
    described = OPERATIONS[operation]
    reply = respond(PAYLOADS[operation])
    route = respx_mock.route(url__startswith=url_of(operation)).mock(return_value=reply)
    async with AgileAppsSessions(URL) as client:
        await call(client, operation)

    request: httpx.Request = route.calls.last.request
    sent = dict(request.url.params)
    assert request.method == described["method"]
    for parameter in described["parameters"]:
        assert sent.pop(parameter["name"]) == parameter["schema"]["const"]
    assert not sent
    assert bool(request.content) == ("request" in described)
    if "request" in described:
        [(media, schema)] = described["request"]["content"].items()
        assert_valid(request.content, schema, is_json=media == "application/json")
    assert_valid(reply.content, described["responses"]["200"]["application/xml"])


# What comes of the responses in `PAYLOADS`.
RESULTS: Mapping[str, object] = {
    "login": "42",
    "loginAsCustomerSupport": "42",
    "proxyLogin": "42",
    "switchBack": "42",
    "logout": None,
    "listActiveSessions": [("rec-1", "listed-id")],
    "logoutSessions": None,
    "logoutAllSessions": None,
    "isSessionValid": True,
    "getUserInfo": "maria@acme.example",
}


def summary(result: Any) -> object:
    """The part of a result that tells it from the result of another response."""
    if isinstance(result, AgileAppsSession):
        assert result.login is not None
        assert "JSESSIONID=new-id" in result.cookies.header
        return result.login.user_id
    if isinstance(result, list):
        return [(each.id, each.session_id) for each in cast("list[ActiveSession]", result)]
    return result.username if isinstance(result, User) else result


DIALECTS: Mapping[str, Callable[[str], str]] = {
    "as documented": lambda xml: xml,
    "the code without its tag": lambda xml: xml.replace("<code>0</code>", " 0 "),
    "an unknown element": lambda xml: xml.replace("<platform>", "<platform><news>later versions</news>"),
    "white space": lambda xml: xml.replace("><", ">\r\n\t<"),
}


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_dialect_is_read(dialect: str, respx_mock: respx.MockRouter) -> None:
    async with AgileAppsSessions(URL) as client:
        for operation, payload in PAYLOADS.items():
            text = DIALECTS[dialect](platform(payload))
            mock = respx_mock.route(url__startswith=url_of(operation))
            mock.respond(text=text, content_type="text/xml; charset=utf-8")
            assert summary(await call(client, operation)) == RESULTS[operation]


@pytest.mark.parametrize("operation", LOGINS)
async def test_login_with_status_201_is_a_success(operation: str, respx_mock: respx.MockRouter) -> None:
    respx_mock.post(url_of(operation)).mock(return_value=respond(PAYLOADS[operation], 201))
    async with AgileAppsSessions(URL) as client:
        assert summary(await call(client, operation)) == RESULTS[operation]


async def test_details_of_a_login_are_read(respx_mock: respx.MockRouter) -> None:
    inner = (
        "<login><userId>42</userId><firstName>Märia</firstName><employeeNumber></employeeNumber>"
        '<startingAppId type="" uri="https://a.test/7" displayValue="">7</startingAppId><badge>blue</badge></login>'
    )
    respx_mock.post(url_of("login")).mock(return_value=respond(inner, cookies=("JSESSIONID=id; Path=/",)))
    async with AgileAppsSessions(URL) as client:
        session = await client.login(USER, PASSWORD)
    found = session.login
    assert found is not None
    assert (found.user_id, found.first_name, found.employee_number, found.last_name) == ("42", "Märia", None, None)
    assert found.starting_app_id == Reference(content="7", type_="", uri="https://a.test/7", display_value="")
    assert found.additional_properties == {"badge": "blue"}
    assert found.is_force_change_password is None
    assert session.must_change_password is False


async def test_record_of_a_user_is_read(respx_mock: respx.MockRouter) -> None:
    inner = (
        "<user><id>42</id><active>1</active><single_sign_on>false</single_sign_on><title/><shoe_size>38</shoe_size>"
        '<team_id type="TEAM" uri="https://a.test/t/3" displayValue="Support">5</team_id>'
        "<date_last_password_change>2025-03-01T09:30:00.000Z</date_last_password_change></user>"
    )
    respx_mock.get(url_of("getUserInfo")).mock(return_value=respond(inner))
    async with AgileAppsSessions(URL) as client:
        user = await client.get_user_info(COOKIES)
    assert (user.id, user.active, user.single_sign_on, user.title, user.phone) == ("42", True, False, None, None)
    assert user.team_id is not None
    assert (user.team_id.content, user.team_id.display_value) == ("5", "Support")
    assert user.date_last_password_change == datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
    assert user.additional_properties == {"shoe_size": "38"}


@pytest.mark.parametrize(("text", "valid"), [("true", True), ("1", True), ("false", False), ("0", False)])
async def test_validity_is_read(text: str, valid: bool, respx_mock: respx.MockRouter) -> None:
    inner = f"<user><is_session_valid>{text}</is_session_valid></user>"
    respx_mock.get(url_of("isSessionValid")).mock(return_value=respond(inner))
    async with AgileAppsSessions(URL) as client:
        assert await client.is_session_valid(COOKIES) is valid
        assert await client.session(COOKIES).is_alive() is valid


async def test_path_of_switch_back_can_be_set(respx_mock: respx.MockRouter) -> None:
    path = "/networking/rest/login/switchBack"
    route = respx_mock.get(f"{URL}{path}", params={"alt": "xml"}).mock(return_value=respond(login()))
    async with AgileAppsSessions(URL, switch_back_path=path) as client:
        await client.with_options(timeout=5).switch_back(COOKIES)
    assert route.call_count == 1


@pytest.mark.parametrize(
    "path", ["networking", "/a?b=c", "/a#b", "/a/../b", "/a b", "//host/path", "/a\n", "https://a.test/"]
)
def test_invalid_path_of_switch_back_is_refused(path: str) -> None:
    with pytest.raises(UsageError, match="switch_back_path"):
        AgileAppsSessions(URL, switch_back_path=path)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("4F0C.node-1", "JSESSIONID=4F0C.node-1"),
        ("padded==", "JSESSIONID=padded=="),
        (" JSESSIONID=a; ROUTE=b; ", "JSESSIONID=a; ROUTE=b"),
        ("OTHER=a", "OTHER=a"),
        (SessionCookies("A=1; B=2"), "A=1; B=2"),
    ],
)
async def test_cookies_are_sent_as_given(given: str | SessionCookies, sent: str, respx_mock: respx.MockRouter) -> None:
    route = respx_mock.get(url_of("logout")).mock(return_value=respond(""))
    async with AgileAppsSessions(URL) as client:
        await client.logout(given)
    assert route.calls.last.request.headers["cookie"] == sent
