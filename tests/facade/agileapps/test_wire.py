"""What the AgileApps facade puts on the wire, to the byte, and what it makes of the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import httpx
import pytest
import respx
from jsonschema import Draft202012Validator

from idsessions import AgileAppsSession, AgileAppsSessions, CredentialError, SessionCookies, UsageError, __version__
from idsessions._xml import load_xml
from idsessions_agileapps.description import OPERATIONS, SCHEMAS
from idsessions_agileapps.models import Reference

from ..agileapps_answers import (
    CALLS,
    COOKIES,
    LOGINS,
    PASSWORD,
    PAYLOADS,
    URL,
    USER,
    Call,
    answer,
    login,
    platform,
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
    "isSessionValid": ("GET", "/networking/rest/user/isSessionValid?alt=xml", True, ""),
    "getUserInfo": ("GET", "/networking/rest/user/info?alt=xml", True, ""),
}


def conforms(document: bytes, schema: Mapping[str, Any]) -> None:
    root = {**schema, "components": {"schemas": SCHEMAS}}
    # The stubs of jsonschema type an instance as JSON whose leaves they do not know.
    cast("Any", Draft202012Validator(root)).validate(load_xml(document, schema, SCHEMAS))


def test_every_operation_has_a_row() -> None:
    assert SENT.keys() == OPERATIONS.keys() == CALLS.keys() == PAYLOADS.keys()


@pytest.mark.parametrize("operation", SENT)
async def test_a_request_to_the_byte(operation: str, respx_mock: respx.MockRouter) -> None:
    method, target, with_cookies, body = SENT[operation]
    route = respx_mock.route(method=method, url=URL + target).mock(return_value=answer(PAYLOADS[operation]))
    async with AgileAppsSessions(URL) as client:
        await CALLS[operation](client)

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
        expected |= {"content-type": "application/xml", "content-length": str(len(body.encode()))}
    if with_cookies:
        expected["cookie"] = COOKIES
    assert request.url.raw_path.decode() == target
    assert dict(request.headers) == expected
    assert request.content == body.encode()


@pytest.mark.parametrize("operation", SENT)
async def test_requests_and_answers_are_what_the_document_says(operation: str, respx_mock: respx.MockRouter) -> None:
    described = OPERATIONS[operation]
    reply = answer(PAYLOADS[operation])
    route = respx_mock.route(url__startswith=url_of(operation)).mock(return_value=reply)
    async with AgileAppsSessions(URL) as client:
        await CALLS[operation](client)

    request: httpx.Request = route.calls.last.request
    sent = dict(request.url.params)
    assert request.method == described["method"]
    for parameter in described["parameters"]:
        assert sent.pop(parameter["name"]) == parameter["schema"]["const"]
    assert not sent
    assert bool(request.content) == ("request" in described)
    if "request" in described:
        conforms(request.content, described["request"]["content"]["application/xml"])
    conforms(reply.content, described["responses"]["200"]["application/xml"])


DIALECTS: Mapping[str, Callable[[str], str]] = {
    "the code without its tag": lambda xml: xml.replace("<code>0</code>", " 0 "),
    "an unknown element": lambda xml: xml.replace("<platform>", "<platform><news>later versions</news>"),
    "white space": lambda xml: xml.replace("><", ">\r\n\t<"),
}


@pytest.mark.parametrize("operation", SENT)
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_dialects_are_read(operation: str, dialect: str, respx_mock: respx.MockRouter) -> None:
    text = DIALECTS[dialect](platform(PAYLOADS[operation]))
    respx_mock.route(url__startswith=url_of(operation)).respond(text=text, content_type="text/xml; charset=utf-8")
    async with AgileAppsSessions(URL) as client:
        await CALLS[operation](client)


@pytest.mark.parametrize("operation", LOGINS)
async def test_a_login_may_count_as_a_creation(operation: str, respx_mock: respx.MockRouter) -> None:
    respx_mock.post(url_of(operation)).mock(return_value=answer(PAYLOADS[operation], 201))
    async with AgileAppsSessions(URL) as client:
        session = await CALLS[operation](client)
    assert isinstance(session, AgileAppsSession)
    assert session.login is not None
    assert session.login.user_id == "42"


async def test_what_a_login_answers(respx_mock: respx.MockRouter) -> None:
    inner = (
        "<login><userId>42</userId><firstName>Märia</firstName><employeeNumber></employeeNumber>"
        '<startingAppId type="" uri="https://a.test/7" displayValue="">7</startingAppId><badge>blue</badge></login>'
    )
    respx_mock.post(url_of("login")).mock(return_value=answer(inner, cookies=("JSESSIONID=id; Path=/",)))
    async with AgileAppsSessions(URL) as client:
        session = await client.login(USER, PASSWORD)
    found = session.login
    assert found is not None
    assert (found.user_id, found.first_name, found.employee_number, found.last_name) == ("42", "Märia", None, None)
    assert found.starting_app_id == Reference(content="7", type_="", uri="https://a.test/7", display_value="")
    assert found.additional_properties == {"badge": "blue"}
    assert found.is_force_change_password is None
    assert session.must_change_password is False


async def test_a_users_record(respx_mock: respx.MockRouter) -> None:
    inner = (
        "<user><id>42</id><active>1</active><single_sign_on>false</single_sign_on><title/><shoe_size>38</shoe_size>"
        '<team_id type="TEAM" uri="https://a.test/t/3" displayValue="Support">5</team_id>'
        "<date_last_password_change>2025-03-01T09:30:00.000Z</date_last_password_change></user>"
    )
    respx_mock.get(url_of("getUserInfo")).mock(return_value=answer(inner))
    async with AgileAppsSessions(URL) as client:
        user = await client.get_user_info(COOKIES)
    assert (user.id, user.active, user.single_sign_on, user.title, user.phone) == ("42", True, False, None, None)
    assert user.team_id is not None
    assert (user.team_id.content, user.team_id.display_value) == ("5", "Support")
    assert user.date_last_password_change == datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
    assert user.additional_properties == {"shoe_size": "38"}


@pytest.mark.parametrize(("text", "valid"), [("true", True), ("1", True), ("false", False), ("0", False)])
async def test_whether_a_session_is_valid(text: str, valid: bool, respx_mock: respx.MockRouter) -> None:
    inner = f"<user><is_session_valid>{text}</is_session_valid></user>"
    respx_mock.get(url_of("isSessionValid")).mock(return_value=answer(inner))
    async with AgileAppsSessions(URL) as client:
        assert await client.is_session_valid(COOKIES) is valid
        assert await client.session(COOKIES).is_alive() is valid


async def test_the_path_of_switch_back_can_be_another(respx_mock: respx.MockRouter) -> None:
    path = "/networking/rest/login/switchBack"
    route = respx_mock.get(f"{URL}{path}", params={"alt": "xml"}).mock(return_value=answer(login()))
    async with AgileAppsSessions(URL, switch_back_path=path) as client:
        await client.with_options(timeout=5).switch_back(COOKIES)
    assert route.call_count == 1


@pytest.mark.parametrize(
    "path", ["networking", "/a?b=c", "/a#b", "/a/../b", "/a b", "//host/path", "/a\n", "https://a.test/"]
)
def test_a_path_that_is_none_is_refused(path: str) -> None:
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
async def test_cookies_are_given_in_three_ways(
    given: str | SessionCookies, sent: str, respx_mock: respx.MockRouter
) -> None:
    route = respx_mock.get(url_of("logout")).mock(return_value=answer(""))
    async with AgileAppsSessions(URL) as client:
        await client.logout(given)
    assert route.calls.last.request.headers["cookie"] == sent


@pytest.mark.parametrize(
    "given", ["", " ; ", "a\r\nEvil: b", "a=b;\r\nEvil=c", "id with blanks", "a=b; c", "JSESSIONID=a,b", "ïd"]
)
async def test_what_are_no_cookies_is_refused(given: str) -> None:
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(CredentialError) as caught:
            client.session(given)
    assert not given.strip(" ;") or given not in str(caught.value)


HOPELESS: list[Call] = [
    lambda client: client.login("", PASSWORD),
    lambda client: client.login(USER, ""),
    lambda client: client.login_as_customer_support(USER, PASSWORD, client_tenant_id=""),
    lambda client: client.proxy_login(COOKIES, "", user_name=USER, password=PASSWORD),
    lambda client: client.proxy_login(COOKIES, "42", user_name=USER, password=""),
    lambda client: client.session(COOKIES).proxy_login("42", password=PASSWORD),
    lambda client: client.login(USER, "a password with\x00 what XML cannot carry"),
    lambda client: client.with_options(credentials=SessionCookies(COOKIES)).login(USER, PASSWORD),
]


@pytest.mark.parametrize("call", HOPELESS)
async def test_what_cannot_succeed_is_not_sent(call: Call, respx_mock: respx.MockRouter) -> None:
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(UsageError):
            await call(client)
    assert not respx_mock.calls
