"""No error, record, repr, log or local of the library shows what a request to another endpoint carries."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote_plus

import httpx
import pytest

from idsessions import (
    AgileAppsSessions,
    ApiToken,
    CallRecord,
    ForgeRockSessions,
    OktaSessions,
    SessionCookies,
    SessionsError,
)
from idsessions.testing import ManualClock

from ..crash import shown_locals

MARK = "S3CRET"
EACH: dict[str, dict[str, Any]] = {
    "path": {"path": f"/api/v1/x/{MARK}-in-the-path-0123456789"},
    "query": {"path": f"/api/v1/x?token={MARK}%201"},
    "params": {"params": {"token": [f"{MARK} 2"]}},
    "json": {"json": {"deep": [{"password": f"{MARK} 3"}]}},
    "data": {"data": {"csrf": f"{MARK} 4"}},
    "content": {"content": f"<p>{MARK}5</p>", "headers": {"Content-Type": "application/xml"}},
    "octets": {"content": f"a={MARK}6".encode(), "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
    "headers": {"headers": {"X-Key": f"{MARK}7"}},
}
Call = Callable[[httpx.MockTransport, dict[str, Any]], Awaitable[Any]]


def okta(transport: httpx.MockTransport, on_call: Callable[[CallRecord], None]) -> OktaSessions:
    return OktaSessions(
        "https://acme.example", ApiToken(f"{MARK}-token"), transport=transport, clock=ManualClock(), on_call=on_call
    )


def forgerock(transport: httpx.MockTransport, on_call: Callable[[CallRecord], None]) -> ForgeRockSessions:
    return ForgeRockSessions(
        "https://acme.example/am", cookie_name="sso", transport=transport, clock=ManualClock(), on_call=on_call
    )


def agileapps(transport: httpx.MockTransport, on_call: Callable[[CallRecord], None]) -> AgileAppsSessions:
    return AgileAppsSessions("https://acme.example", transport=transport, clock=ManualClock(), on_call=on_call)


CLIENTS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "okta": (okta, {}),
    "forgerock": (forgerock, {"credentials": f"{MARK}-sso"}),
    "agileapps": (agileapps, {"credentials": f"{MARK}-cookie"}),
}


def echo(request: httpx.Request) -> httpx.Response:
    """A server that repeats all that it gets."""
    body = unquote_plus(request.content.decode())
    said = " ".join((unquote_plus(str(request.url)), str(request.headers.raw), body))
    platform = {"message": {"code": -850, "description": said}}
    headers = {"x-okta-request-id": f"{MARK}-token"}
    answer = {"errorCode": "E0000006", "errorSummary": said, "message": said, "platform": platform}
    return httpx.Response(403, json=answer, headers=headers)


def ignore(_: CallRecord) -> None:
    pass


def shown(error: BaseException) -> str:
    text = "".join(traceback.format_exception(error))
    return text + repr(error) + "".join(f"{where}: {value}" for where, value in shown_locals(error))


@pytest.mark.parametrize("place", EACH)
@pytest.mark.parametrize("provider", CLIENTS)
async def test_error_of_a_server_that_repeats_everything_shows_nothing(
    provider: str, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    make, own = CLIENTS[provider]
    records: list[CallRecord] = []
    async with make(httpx.MockTransport(echo), records.append) as client:
        arguments = {"path": "/api/v1/x", **own, **EACH[place]}
        with pytest.raises(SessionsError) as raised:
            await client.request("POST", **arguments)
    assert "<hidden>" in raised.value.message
    for text in (shown(raised.value), repr(records), caplog.text):
        assert MARK not in text


@pytest.mark.parametrize(
    "arguments",
    [
        {"path": f"//{MARK}"},
        {"params": {MARK: None}},
        {"json": {MARK: object()}},
        {"data": {"a": object(), "b": MARK}},
        {"content": MARK},
        {"headers": {"X-Key": f"{MARK}\n"}},
        {"credentials": f" {MARK} "},
        {"json": {}, "content": MARK},
    ],
)
@pytest.mark.parametrize("provider", CLIENTS)
async def test_refused_argument_is_not_shown(provider: str, arguments: dict[str, Any]) -> None:
    make, own = CLIENTS[provider]
    async with make(httpx.MockTransport(echo), ignore) as client:
        with pytest.raises(SessionsError) as raised:
            await client.request("POST", **{"path": "/api/v1/x", **own, **arguments})
    assert MARK not in shown(raised.value)


@pytest.mark.parametrize("provider", CLIENTS)
async def test_error_of_the_auth_shows_nothing(provider: str) -> None:
    make, own = CLIENTS[provider]

    def expired(request: httpx.Request) -> httpx.Response:
        response = echo(request)
        said = {"errorCode": "E0000005", "code": 401, "reason": "Unauthorized"}
        body = response.json() | said
        body["platform"]["message"]["code"] = -101
        return httpx.Response(401, json=body)

    async with make(httpx.MockTransport(echo), ignore) as client:
        credential = own.get("credentials", None)
        auth = client.auth(credential) if credential else client.session(f"{MARK}-id").auth()
        assert MARK not in repr(auth) + repr(auth.credential)
        async with httpx.AsyncClient(auth=auth, transport=httpx.MockTransport(expired)) as http:
            with pytest.raises(SessionsError) as raised:
                await http.get("https://acme.example/x")
    assert MARK not in shown(raised.value)


async def test_cancelled_request_of_a_session_shows_nothing() -> None:
    async def hang(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async with AgileAppsSessions(
        "https://acme.example", transport=httpx.MockTransport(hang), clock=ManualClock()
    ) as client:
        session = client.session(SessionCookies(f"JSESSIONID={MARK}"))
        task = asyncio.create_task(session.request("POST", "/x", json={"password": f"{MARK} 3"}))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as raised:
            await task
    assert MARK not in shown(raised.value)
