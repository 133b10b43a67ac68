"""No password, session id or cookie of AgileApps shows in anything that a person might see."""

from __future__ import annotations

import contextlib
import logging
import traceback
from collections.abc import Iterator
from urllib.parse import quote
from xml.sax.saxutils import escape

import httpx
import pytest
import respx

from idsessions import AgileAppsSession, AgileAppsSessions, CallRecord, SessionsError, UsageError
from idsessions.testing.agileapps import AgileAppsEmulator
from idsessions_agileapps.description import OPERATIONS

from ..crash import shown_locals
from .wire import LOGINS, PAYLOADS, URL, WITHOUT_SESSION, call, login, message, page, respond, url_of, xml

PASSWORD = "marked <password> & ütf"
SENT_ID, SENT_ROUTE = "marked-sent-id", "marked-sent-route"
SET_ID, STRING_ID, FIELD_ID = "marked-set-id", "marked-string-id", "marked-field-id"
COOKIES = f"JSESSIONID={SENT_ID}; ROUTE={SENT_ROUTE}"
SECRETS = (PASSWORD, SENT_ID, SENT_ROUTE, SET_ID, STRING_ID, FIELD_ID)


def secrets_in(text: str, *secrets: str) -> list[str]:
    spellings = (spelling for secret in secrets for spelling in (secret, quote(secret), escape(secret)))
    return [spelling for spelling in spellings if spelling in text]


def echo(operation: str) -> str:
    """What a server may say of a request: all that it was sent."""
    sent = [PASSWORD] if operation in LOGINS else []
    sent += [] if operation in WITHOUT_SESSION else [COOKIES, SENT_ID, SENT_ROUTE]
    return "no: " + " / ".join(spelling for part in sent for spelling in (part, quote(part), escape(part)))


def responses(operation: str) -> Iterator[httpx.Response]:
    given = login(sessionId=FIELD_ID, cookieString=f"JSESSIONID={STRING_ID}")
    payload = given if operation in (*LOGINS, "switchBack") else PAYLOADS[operation]
    yield respond(payload, cookies=(f"ROUTE={SET_ID}; Path=/",))
    for status, code in ((200, -101), (401, -101), (400, -850), (400, -9), (500, -1), (429, -9)):
        yield respond("", status, code=code, description=echo(operation))
    for status in (200, 404, 502):
        yield page(f"<html>{escape(echo(operation))}</html>", status)
    yield httpx.Response(302, headers={"Location": f"/login;jsessionid={SENT_ID}"})
    broken = f"<platform><login><isForceChangePassword>{FIELD_ID}</isForceChangePassword></login>{message()}</platform>"
    for text in (broken, f"<platform><{FIELD_ID}>{STRING_ID}", "<platform/>"):
        yield xml(text)
    # A login is logged out then.
    yield xml("<platform/>", cookies=(f"JSESSIONID={SET_ID}",))


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_secrets_are_shown_nowhere(
    operation: str, respx_mock: respx.MockRouter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    outputs: list[str] = []
    frames: list[tuple[str, str]] = []
    records: list[CallRecord] = []
    route = respx_mock.route(url__startswith=url_of(operation))
    respx_mock.get(url_of("logout")).mock(return_value=respond("", 503, description=SET_ID))
    async with AgileAppsSessions(URL, on_call=records.append, rate_limit=None, retries=0) as client:
        session = client.session(COOKIES)
        for response in responses(operation):
            route.mock(return_value=response)
            try:
                results = await _results(client, operation)
            except SessionsError as error:
                outputs += [str(error), repr(error), error.message, *traceback.format_exception(error)]
                results = [error.__cause__, error.__context__, vars(error)]
                frames += shown_locals(error)
            outputs += [text for result in results for text in (repr(result), str(result))]
        outputs.append(repr(client.login("m", PASSWORD)))
        outputs.append(repr(session.proxy_login("42", user_name="m", password=PASSWORD)))
        outputs += [repr(client), repr(session), repr(session.cookies), repr(records), caplog.text]
    assert len([each for each in records if each.operation == operation]) == len(list(responses(operation)))
    for output in outputs:
        assert not secrets_in(output, *SECRETS)
    assert frames
    for where, shown in frames:
        assert not secrets_in(shown, *SECRETS), where


async def _results(client: AgileAppsSessions, operation: str) -> list[object]:
    """The result of a call, and what it leads to."""
    found = await call(client, operation, user_name="maria", password=PASSWORD, cookies=COOKIES)
    if not isinstance(found, AgileAppsSession):
        return [found]
    assert found.login is not None
    return [found, found.login, found.cookies, found.login.starting_app_id]


async def test_secrets_of_a_real_exchange_are_not_logged(
    tenant: AgileAppsEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tenant.admin.password = PASSWORD
    ids: set[str] = set()
    async with tenant.serve() as url, AgileAppsSessions(url, clock=tenant.clock) as client:
        async with client.login(tenant.admin.username, PASSWORD) as outer:
            ids.update(live.id for live in tenant.sessions)
            async with outer.proxy_login(tenant.user.id, password=PASSWORD) as customer:
                ids.update(live.id for live in tenant.sessions)
                await customer.get_user_info()
        tenant.html_error_page(500)
        with contextlib.suppress(SessionsError):
            await client.login(tenant.admin.username, PASSWORD)
    assert "idsessions.http" in caplog.text
    assert len(ids) == 2
    assert not secrets_in(caplog.text, PASSWORD, *ids)


async def test_refused_argument_is_not_shown() -> None:
    async with AgileAppsSessions(URL, retries=0) as client:
        for password in (f"{PASSWORD}\x00", f"{PASSWORD}\ud800"):
            with pytest.raises(UsageError) as caught:
                await client.login("maria", password)
            text = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
            assert not secrets_in(text, PASSWORD)
            assert not [where for where, shown in shown_locals(caught.value) if secrets_in(shown, PASSWORD)]
        for cookies in (f"{SENT_ID}\nx", f"JSESSIONID={SENT_ID},x", f"{SENT_ID};x"):
            with pytest.raises(UsageError) as refused:
                client.session(cookies)
            assert not secrets_in("".join(traceback.format_exception(refused.value)), SENT_ID)
            assert not [where for where, shown in shown_locals(refused.value) if secrets_in(shown, SENT_ID)]


async def test_repr_of_a_session_has_only_its_state() -> None:
    async with AgileAppsSessions(URL, retries=0) as client:
        assert repr(client.session(COOKIES)) == "AgileAppsSession(_state='live')"
