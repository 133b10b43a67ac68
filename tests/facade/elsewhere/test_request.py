"""`client.request` calls other endpoints of the server on the path of every call."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from idsessions import (
    AgileAppsSessions,
    ApiToken,
    BadRequestError,
    CallRecord,
    ConnectionFailedError,
    CredentialError,
    ForgeRockSessions,
    NotFoundError,
    OktaSessions,
    RateLimitError,
    ServerResponse,
    SessionCookie,
    SessionCookies,
    SessionExpiredError,
    SessionToken,
    UnavailableError,
    UnreadableAnswerError,
    UsageError,
)
from idsessions.testing import AgileAppsEmulator, ManualClock
from idsessions.testing.agileapps import AgileAppsSettings

from .worlds import WORLDS, World


@pytest.fixture(name="world", params=WORLDS)
def world_fixture(request: pytest.FixtureRequest) -> World:
    return WORLDS[request.param]()


def client_of(handler: Callable[[httpx.Request], httpx.Response], **options: Any) -> OktaSessions:
    return OktaSessions(
        "https://acme.okta.com", ApiToken("00Q"), transport=httpx.MockTransport(handler), clock=ManualClock(), **options
    )


async def test_response_has_status_headers_and_decoded_body(world: World) -> None:
    world.responds(body={"found": [1, "two"]}, headers={"X-Total": "2"}, status=201)
    async with world.client as client:
        response = await client.request("get", world.path, credentials=world.session, params={"page": 3})
    assert (response.status, response.headers["x-total"], response.body) == (201, "2", {"found": [1, "two"]})
    assert repr(response) == "ServerResponse(status=201)"
    sent = world.server.requests[-1]
    assert sent.method == "GET"
    assert sent.query["page"] == "3"
    assert sent.headers["accept"] == "application/json"
    world.server.assert_no_violations()


@pytest.mark.parametrize(
    ("kind", "content", "body"),
    [
        ("application/json", b"[1]", [1]),
        ("application/hal+json; charset=utf-8", b'{"a": null}', {"a": None}),
        ("text/csv", "a;ä".encode(), "a;ä"),
        ("application/xml", b"<a/>", "<a/>"),
        ("application/pdf", b"%PDF\xff", b"%PDF\xff"),
        ("application/json", b"", None),
    ],
)
async def test_body_is_decoded_by_its_type(world: World, kind: str, content: bytes, body: object) -> None:
    world.responds(body=content, headers={"Content-Type": kind})
    async with world.client as client:
        response = await client.request("GET", world.path, credentials=world.session)
    assert response.body == body


@pytest.mark.parametrize(
    ("arguments", "kind", "content"),
    [
        ({"json": {"a": "ä"}}, "application/json", b'{"a":"\xc3\xa4"}'),
        ({"data": {"a": "x y", "b": [1, True]}}, "application/x-www-form-urlencoded", b"a=x+y&b=1&b=true"),
        ({"content": "<a/>", "headers": {"content-type": "application/xml"}}, "application/xml", b"<a/>"),
        ({"content": b"\xff", "headers": {"Content-Type": "image/png"}}, "image/png", b"\xff"),
    ],
)
async def test_body_is_sent_as_given(world: World, arguments: dict[str, Any], kind: str, content: bytes) -> None:
    world.responds("POST")
    async with world.client as client:
        await client.request("POST", world.path, credentials=world.session, **arguments)
    sent = world.server.requests[-1]
    assert sent.headers.getlist("content-type") == [kind]
    assert sent.body == content


async def test_accept_of_the_caller_replaces_that_of_the_client(world: World) -> None:
    world.responds(body="a", headers={"Content-Type": "text/csv"})
    async with world.client.with_options(headers={"X-Team": "a"}) as client:
        await client.request(
            "GET", world.path, credentials=world.session, headers={"accept": "text/csv", "x-team": "b"}
        )
    assert world.server.requests[-1].headers.getlist("accept") == ["text/csv"]
    assert world.server.requests[-1].headers.getlist("x-team") == ["b"]


async def test_ended_session_is_expired(world: World) -> None:
    world.responds(body={})
    world.end()
    async with world.client as client:
        with pytest.raises(SessionExpiredError) as raised:
            await client.request("GET", world.path, credentials=world.session)
    assert raised.value.operation == "request"
    assert raised.value.provider == world.server.provider


@pytest.mark.parametrize("page", ["/login/login.htm?fromURI=x", "/am/XUI/?realm=alpha#login", "/networking/login.jsp"])
async def test_redirect_to_the_login_page_is_expired(world: World, page: str) -> None:
    location = f"{world.server.origin}{page}"
    world.responds(status=302, headers={"Location": location})
    async with world.client as client:
        with pytest.raises(SessionExpiredError):
            await client.request("GET", world.path, credentials=world.session)


async def test_other_redirect_is_returned(world: World) -> None:
    world.responds(status=302, headers={"Location": "https://app.example/callback?code=abc"})
    async with world.client as client:
        response = await client.request("GET", world.path, credentials=world.session)
    assert (response.status, response.headers["location"]) == (302, "https://app.example/callback?code=abc")
    assert len(world.server.requests) < 3  # On ForgeRock, the first asks for the name of the cookie.


async def test_call_is_reported_without_its_path() -> None:
    records: list[CallRecord] = []
    world = WORLDS["okta"](on_call=records.append)
    world.responds(body={})
    async with world.client as client:
        await client.request("GET", world.path)
    assert [(each.operation, each.status, each.error) for each in records] == [("request", 200, None)]


@pytest.mark.parametrize(
    ("given", "header"),
    [
        (ApiToken("00R"), ("authorization", "SSWS 00R")),
        (SessionCookie("idx", "abc"), ("cookie", "idx=abc")),
        (None, ("authorization", None)),
    ],
)
async def test_request_carries_the_given_credential_alone(given: Any, header: tuple[str, str | None]) -> None:
    requests: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(204)

    async with client_of(handle) as okta:
        await okta.request("DELETE", "/api/v1/groups/1", credentials=given)
    name, value = header
    assert requests[0].headers.get(name) == value
    assert len({"authorization", "cookie"} & set(requests[0].headers)) == (value is not None)


async def test_token_and_cookies_may_be_text() -> None:
    forgerock, agileapps = WORLDS["forgerock"](), WORLDS["agileapps"]()
    assert isinstance(forgerock.session, SessionToken)
    assert isinstance(agileapps.session, SessionCookies)
    texts = ((forgerock, str(forgerock.session.token)), (agileapps, agileapps.session.header))
    for world, text in texts:
        world.responds(body={"ok": True})
        async with world.client as client:
            assert (await client.request("GET", world.path, credentials=text)).body == {"ok": True}


@pytest.mark.parametrize(
    "arguments",
    [
        {"credentials": 7},
        {"credentials": "text"},
        {"credentials": SessionCookies("JSESSIONID=1")},
        {"credentials": SessionToken("abc")},
    ],
)
async def test_credential_of_another_provider_is_refused(arguments: dict[str, Any]) -> None:
    async with client_of(lambda _: pytest.fail("sent")) as okta:
        with pytest.raises(CredentialError) as raised:
            await okta.request("GET", "/api/v1/groups", **arguments)
    assert raised.value.provider == "okta"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"method": "TRACE"}, "`method`"),
        ({"method": None}, "`method`"),
        ({"path": "//evil.example"}, "`path`"),
        ({"path": "/a/../b"}, "`path`"),
        ({"path": b"/a"}, "`path`"),
        ({"params": "a=b"}, "`params`"),
        ({"params": {1: "b"}}, "`params`"),
        ({"params": {"a": None}}, "`params`"),
        ({"params": {"a": "\udc00"}}, "cannot be encoded"),
        ({"data": {"a": b"x"}}, "`data`"),
        ({"json": {"a": object()}}, "cannot be encoded"),
        ({"json": math.nan}, "cannot be encoded"),
        ({"json": {}, "content": "a"}, "only one of"),
        ({"content": 7}, "`content`"),
        ({"content": "a"}, "Content-Type"),
        ({"headers": {"Cookie": "a=b"}}, "`headers`"),
        ({"headers": {"authorization": "a"}}, "`headers`"),
        ({"headers": {"X-A": "a\r\nB: c"}}, "`headers`"),
        ({"headers": ["a"]}, "`headers`"),
        ({"retryable": 1}, "`retryable`"),
    ],
)
async def test_what_cannot_be_sent_is_refused_before_anything_is(arguments: dict[str, Any], says: str) -> None:
    given: dict[str, Any] = {"method": "POST", "path": "/api/v1/groups", **arguments}
    async with client_of(lambda _: pytest.fail("sent")) as okta:
        with pytest.raises(UsageError, match=says) as raised:
            await okta.request(**given)
    assert raised.value.provider == "okta"


@pytest.mark.parametrize(
    ("base_url", "path", "url"),
    [
        ("https://am.example.com/am", "/oauth2/authorize", "https://am.example.com/am/oauth2/authorize"),
        (
            "https://am.example.com/am",
            "https://am.example.com/openidm/x?a=1",
            "https://am.example.com/openidm/x?a=1&b=2",
        ),
    ],
)
async def test_path_is_below_the_base_url_and_an_url_is_itself(base_url: str, path: str, url: str) -> None:
    seen: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200)

    async with ForgeRockSessions(base_url, transport=httpx.MockTransport(handle), clock=ManualClock()) as am:
        await am.request("GET", path, params={"b": "2"} if "?" in path else None)
    assert seen == [url]


async def test_refused_request_is_retried_after_a_429() -> None:
    statuses = [429, 200]
    async with client_of(lambda _: httpx.Response(statuses.pop(0), headers={"Retry-After": "5"})) as okta:
        response = await okta.request("POST", "/api/v1/groups", json={"a": 1})
    assert response.status == 200


@pytest.mark.parametrize(("retryable", "attempts"), [(False, 1), (True, 3)])
async def test_unavailable_server_is_retried_only_as_the_caller_says(retryable: bool, attempts: int) -> None:
    sent: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request.method)
        return httpx.Response(503)

    async with client_of(handle) as okta:
        with pytest.raises(UnavailableError):
            await okta.request("GET", "/api/v1/groups", retryable=retryable)
    assert len(sent) == attempts


@pytest.mark.parametrize(("retryable", "attempts"), [(False, 1), (True, 2)])
async def test_broken_connection_is_replaced_only_as_the_caller_says(retryable: bool, attempts: int) -> None:
    sent: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request.method)
        raise httpx.ReadError("broken")

    async with client_of(handle) as okta:
        with pytest.raises(ConnectionFailedError):
            await okta.request("POST", "/api/v1/groups", retryable=retryable)
    assert len(sent) == attempts


async def test_requests_wait_in_the_gate_of_their_endpoint() -> None:
    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(429, headers={"Retry-After": "3600"})

    async with client_of(handle) as okta:
        for path in ("/api/v1/users/1", "/api/v1/users/2?a=b"):
            with pytest.raises(RateLimitError) as raised:
                await okta.request("GET", path)
    # The second was not sent: it belongs to the same limit.
    assert (raised.value.status, raised.value.attempts) == (None, 0)


async def test_errors_come_in_the_words_of_the_provider() -> None:
    okta, forgerock, agileapps = (make() for make in WORLDS.values())
    okta.server.other_endpoint(
        "GET", okta.whole_path, {"errorCode": "E0000007", "errorSummary": "Not found: Group"}, status=404
    )
    forgerock.responds(body={"error": "invalid_request", "error_description": "No client"}, status=400)
    agileapps.responds(body={"platform": {"message": {"code": "-684", "description": "No such object"}}})
    expected = [(okta, NotFoundError, "Not found: Group"), (forgerock, BadRequestError, "No client")]
    for world, kind, says in [*expected, (agileapps, BadRequestError, "No such object")]:
        async with world.client as client:
            with pytest.raises(kind, match=says):
                await client.request("GET", world.path, credentials=world.session)


async def test_agileapps_error_in_xml_is_read() -> None:
    world = WORLDS["agileapps"]()
    xml = "<platform><message><code>-200</code><description>Gone</description></message></platform>"
    world.responds(body=xml, headers={"Content-Type": "application/xml"}, status=400)
    async with world.client as client:
        with pytest.raises(NotFoundError, match="Gone"):
            await client.request("GET", world.path, credentials=world.session)


async def test_answer_with_valid_false_is_no_error() -> None:
    world = WORLDS["forgerock"]()
    world.responds(body={"valid": False})
    async with world.client as client:
        assert (await client.request("GET", world.path, credentials=world.session)).body == {"valid": False}


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, json=[0] * 60_000),
        httpx.Response(200, content=b"{", headers={"Content-Type": "application/json"}),
        httpx.Response(200, content=b"x" * (1024 * 1024 + 1)),
        httpx.Response(200, html="<html><title>Sign in</title><input type=password></html>"),
        httpx.Response(403, html="<html>Firewall</html>"),
        httpx.Response(302),
    ],
    ids=["long", "broken", "large", "login page", "firewall", "nowhere"],
)
async def test_what_cannot_be_read_is_unreadable(response: httpx.Response) -> None:
    async with client_of(lambda _: response) as okta:
        with pytest.raises(UnreadableAnswerError):
            await okta.request("GET", "/api/v1/groups")


async def test_session_handle_keeps_the_cookies_of_a_response() -> None:
    tenant = AgileAppsEmulator(clock=ManualClock())
    old, new = tenant.log_in(), tenant.log_in()
    path = "/networking/rest/record/cases"
    tenant.other_endpoint("GET", path, {"a": 1}, {"Set-Cookie": f"JSESSIONID={new.id}; Path=/"})
    async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=tenant.clock) as agileapps:
        session = agileapps.session(old.id)
        assert (await session.request("GET", path)).body == {"a": 1}
        assert session.cookies.header == f"JSESSIONID={new.id}"
        await session.end()
        with pytest.raises(UsageError):
            await session.request("GET", path)


@pytest.mark.parametrize("expired", ["401", "302", "200"])
@pytest.mark.parametrize("renew", [True, False])
async def test_session_handle_logs_in_again_only_if_it_may(expired: Any, renew: bool) -> None:
    tenant = AgileAppsEmulator(clock=ManualClock(), settings=AgileAppsSettings(expired_answer=expired))
    path = "/networking/rest/record/cases"
    tenant.other_endpoint("POST", path, {"a": 1})
    async with AgileAppsSessions(tenant.url, transport=tenant.transport(), clock=tenant.clock) as agileapps:
        session = await agileapps.login(tenant.username, tenant.password, renew=renew)
        tenant.expire()
        if renew:
            assert (await session.request("POST", path, json={"b": 2})).body == {"a": 1}
            assert json.loads(tenant.requests[-1].text) == {"b": 2}
        else:
            with pytest.raises(SessionExpiredError):
                await session.request("POST", path, json={"b": 2})
    assert len([each for each in tenant.requests if each.operation == "login"]) == 1 + renew


def test_response_is_frozen() -> None:
    response = ServerResponse(200, {}, None)
    with pytest.raises(AttributeError):
        response.status = 201  # type: ignore[misc]
