"""Both formats of AgileApps, and both forms of references, are read to the same results and the same errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs
import httpx
import pytest
import respx

from idsessions import (
    AgileAppsSessions,
    AnswerError,
    AuthenticationError,
    PasswordChangeRequiredError,
    PermissionDeniedError,
    SessionExpiredError,
    UnreadableAnswerError,
)
from idsessions.testing import ManualClock
from idsessions.testing.agileapps import AgileAppsEmulator
from idsessions_agileapps.description import OPERATIONS
from idsessions_agileapps.models import Login, Reference, User

from .wire import COOKIES, LOGINS, URL, WITHOUT_SESSION, call, url_of

FORMATS: Final[Mapping[str, Mapping[str, bool]]] = {
    "XML": {},
    "XML, references as elements": {"reference_elements": True},
    "JSON": {"always_json": True},
}


async def results(how: Mapping[str, bool]) -> list[object]:
    """What each kind of call returns or raises, at a tenant that is always the same."""
    tenant = AgileAppsEmulator(clock=ManualClock(1_790_000_000.0), seed=7)
    for name, value in how.items():
        setattr(tenant.settings, name, value)
    found: list[object] = []
    async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=tenant.clock) as client:
        admin = await client.login(tenant.admin.username, tenant.admin.password)
        found += [admin.login, admin.cookies.header, await admin.is_session_valid(), await admin.get_user_info()]
        async with admin.proxy_login(tenant.user.id, password=tenant.admin.password) as customer:
            found += [customer.login, customer.cookies.header, await customer.get_user_info()]
        found += [admin.login, admin.cookies.header]
        cookies = admin.cookies
        await admin.end()
        support = await client.login_as_customer_support(
            tenant.admin.username, tenant.admin.password, client_tenant_id=tenant.client_tenant_id
        )
        found += [support.login, support.cookies.header]
        for refused in (
            client.login(tenant.username, "wrong"),
            client.login(tenant.expired_user.username, tenant.expired_user.password),
            client.proxy_login(support.cookies, "42", user_name=tenant.username, password=tenant.password),
            client.get_user_info(cookies),
        ):
            with pytest.raises(AnswerError) as caught:
                await refused
            found.append((type(caught.value), caught.value.status, caught.value.code, caught.value.message))
        assert await client.is_session_valid(cookies) is False
        await client.logout(cookies)
    tenant.assert_no_violations()
    return found


@pytest.mark.parametrize("form", FORMATS)
async def test_results_and_errors_are_the_same_in_each_format(form: str) -> None:
    found = await results(FORMATS[form])
    assert found == await results({})
    login, user = found[0], found[3]
    assert isinstance(login, Login)
    assert isinstance(user, User)
    assert (login.is_force_change_password, login.employee_number, login.additional_properties) == (False, None, {})
    assert login.starting_app_id is not None
    assert login.starting_app_id.content == "800000000000007"
    assert (user.active, user.single_sign_on, user.additional_properties) == (True, False, {})
    assert user.team_id is not None
    assert attrs.astuple(user.team_id)[:2] == ("3", "TEAM")
    kinds = (AuthenticationError, PasswordChangeRequiredError, PermissionDeniedError, SessionExpiredError)
    assert [each[0] for each in found[-4:] if isinstance(each, tuple)] == list(kinds)


# --- JSON, in spellings that are not documented -----------------------------------------------------------------------


def json_of(payload: Mapping[str, Any], code: object = "0", status: int = 200, **headers: str) -> httpx.Response:
    message = {"code": code, "description": "said"}
    return httpx.Response(status, json={"platform": {**payload, "message": message}}, headers=headers)


SUPPORT_TEAM: Final = Reference(content="3", type_="TEAM", uri="https://a.test/3", display_value="Support")
PARTS: Final = {"content": "3", "type": "TEAM", "uri": "https://a.test/3", "displayValue": "Support"}
SPELLINGS: Final[Mapping[str, tuple[object, Reference | None]]] = {
    "plain names": (PARTS, SUPPORT_TEAM),
    "names of attributes": ({"content": 3, **{f"@{name}": PARTS[name] for name in list(PARTS)[1:]}}, SUPPORT_TEAM),
    "a bare id": ("3", Reference(content="3")),
    "a number": (3, Reference(content="3")),
    "only what is shown": ({"displayValue": "Support"}, Reference(display_value="Support")),
    "an empty text": ("", None),
    "null": (None, None),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_reference_in_json_is_read(spelling: str, respx_mock: respx.MockRouter) -> None:
    sent, expected = SPELLINGS[spelling]
    respx_mock.get(url_of("getUserInfo")).mock(return_value=json_of({"user": {"id": "42", "team_id": sent}}))
    async with AgileAppsSessions(URL) as client:
        user = await client.get_user_info(COOKIES)
    assert (user.id, user.team_id) == ("42", expected)


@pytest.mark.parametrize(("flag", "value"), [("1", True), (1, True), (True, True), ("true", True), ("0", False)])
async def test_values_in_json_may_be_text_or_not(flag: object, value: bool, respx_mock: respx.MockRouter) -> None:
    fields = {"sessionId": "new", "isForceChangePassword": flag, "timeZone": 12, "email": None, "tomorrow": [1]}
    respx_mock.post(url_of("login")).mock(return_value=json_of({"login": fields}, code=0))
    async with AgileAppsSessions(URL) as client:
        session = await client.login("maria", "password", allow_forced_password_change=True)
    assert session.login is not None
    assert (session.login.time_zone, session.login.email) == ("12", None)
    assert session.login.additional_properties == {"tomorrow": [1]}
    assert (session.must_change_password, session.cookies.header) == (value, "JSESSIONID=new")


@pytest.mark.parametrize("odd", [["true"], {"content": "true"}, 7, "perhaps"], ids=str)
async def test_odd_detail_of_a_login_in_json_is_set_aside(odd: object, respx_mock: respx.MockRouter) -> None:
    fields = {"sessionId": "new", "isForceChangePassword": odd, "startingAppId": [1]}
    respx_mock.post(url_of("login")).mock(return_value=json_of({"login": fields}))
    async with AgileAppsSessions(URL) as client:
        session = await client.login("maria", "password")
    assert session.login is not None
    assert (session.login.is_force_change_password, session.login.starting_app_id) == (None, None)
    assert session.login.additional_properties == {"isForceChangePassword": odd, "startingAppId": [1]}


@pytest.mark.parametrize("media", ["application/json;charset=utf-8", "text/json", "application/vnd.agileapps+json"])
@pytest.mark.parametrize("operation", OPERATIONS)
async def test_error_in_json_is_read(operation: str, media: str, respx_mock: respx.MockRouter) -> None:
    route = respx_mock.route(url__startswith=url_of(operation))
    async with AgileAppsSessions(URL) as client:
        for status, code, kind in (
            (400, "-850", PermissionDeniedError),
            (400, -850, PermissionDeniedError),
            (200, "-850", PermissionDeniedError),
            (401, "-101", AuthenticationError if operation in LOGINS else SessionExpiredError),
        ):
            refusal = json_of({}, code, status)
            refusal.headers["Content-Type"] = media
            route.mock(return_value=refusal)
            if kind is SessionExpiredError and operation in ("logout", "isSessionValid"):
                assert not await call(client, operation)
                continue
            with pytest.raises(kind) as caught:
                await call(client, operation)
            assert (caught.value.status, caught.value.code, caught.value.message) == (status, str(code), "said")


@pytest.mark.parametrize("operation", sorted({*OPERATIONS} - {*WITHOUT_SESSION}))
async def test_json_of_another_server_does_not_end_a_session(operation: str, respx_mock: respx.MockRouter) -> None:
    foreign = httpx.Response(401, json={"error": "unauthorized", "message": {"code": -101}})
    respx_mock.route(url__startswith=url_of(operation)).mock(return_value=foreign)
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(UnreadableAnswerError, match="the document element is not 'platform'"):
            await call(client, operation)


async def test_id_with_a_line_break_in_json_is_the_fault_of_the_server(respx_mock: respx.MockRouter) -> None:
    respx_mock.post(url_of("login")).mock(return_value=json_of({"login": {"sessionId": "S3C\nRET"}}))
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(UnreadableAnswerError, match="neither cookies nor a session id that can be sent") as caught:
            await client.login("maria", "password")
    assert "S3C" not in str(caught.value)
