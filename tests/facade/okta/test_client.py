"""The requests of the Okta client, to the byte, and the results that it makes of responses."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import parse_qs, unquote

import httpx
import pytest
import respx
from jsonschema import Draft202012Validator

from idsessions import (
    AccessToken,
    ApiToken,
    CredentialError,
    CurrentSession,
    OktaSession,
    OktaSessions,
    SessionCookie,
    UsageError,
    __version__,
)
from idsessions_okta.description import OPERATIONS, SCHEMAS
from idsessions_okta.models import AccessTokenResponse, AuthenticationTransaction, Session, SessionStatus

from ..okta_wire import (
    ACCESS_TOKEN,
    API_TOKEN,
    FORM,
    ID,
    NOT_FOUND,
    SESSION,
    SID,
    TRANSACTION,
    URL,
    WIRE,
    Wired,
    sessions,
)


def sent(route: respx.Route) -> list[httpx.Request]:
    calls: list[Any] = list(cast(Any, route.calls))
    return [call.request for call in calls]


def test_every_operation_has_a_row() -> None:
    assert WIRE.keys() == OPERATIONS.keys()


@pytest.mark.parametrize("operation", WIRE)
async def test_request_is_exactly_these_bytes(operation: str, respx_mock: respx.MockRouter) -> None:
    wire = WIRE[operation]
    method, _, target = wire.line.partition(" ")
    route = respx_mock.route(method=method, url=URL + target).mock(return_value=wire.success())
    async with OktaSessions(URL, ApiToken(API_TOKEN)) as okta:
        await wire.call(okta)
    (request,) = sent(route)
    assert request.url.raw_path.decode() == target
    assert request.content == wire.body
    assert dict(request.headers) == {
        "host": "acme.okta.test",
        "accept": "application/json",
        "accept-encoding": "gzip",
        "connection": "keep-alive",
        "user-agent": f"idsessions/{__version__}",
        **wire.sent,
    }
    assert len(request.headers.raw) == len(request.headers)


def assert_valid(value: Any, schema: Mapping[str, Any]) -> None:
    root = {**schema, "components": {"schemas": SCHEMAS}}
    # The stubs of jsonschema type an instance as JSON whose leaves they do not know.
    cast("Any", Draft202012Validator(root)).validate(value)


def as_sent(text: str, schema: Mapping[str, Any]) -> Any:
    """A parameter as the value that its schema describes."""
    return json.loads(text) if schema["type"] in ("boolean", "integer") else text


@pytest.mark.parametrize("operation", WIRE)
async def test_requests_and_responses_fit_the_document(operation: str) -> None:
    wire, described = WIRE[operation], OPERATIONS[operation]
    network = Wired([wire.success()])
    async with sessions(network) as okta:
        await wire.call(okta)
    (request,) = network.requests
    assert request.method == described["method"]

    path = request.url.raw_path.decode().partition("?")[0].split("/")
    template = described["path"].split("/")
    if template[-1] == "{step}":  # The rest of the path, slashes and all.
        path = [*path[: len(template) - 1], "/".join(path[len(template) - 1 :])]
    assert len(path) == len(template)
    given = {
        "path": {name[1:-1]: unquote(part) for part, name in zip(path, template, strict=True) if name[:1] == "{"},
        "query": dict(request.url.params),
        "header": dict(request.headers),
    }
    assert [name for part, name in zip(path, template, strict=True) if part != name] == [
        f"{{{name}}}" for name in given["path"]
    ]
    for parameter in described["parameters"]:
        name = parameter["name"].lower() if parameter["in"] == "header" else parameter["name"]
        value = given[parameter["in"]].pop(name, None)
        assert value is not None or not parameter["required"]
        if value is not None:
            assert_valid(as_sent(value, parameter["schema"]), parameter["schema"])
    assert not given["path"]
    assert not given["query"]

    if "request" in described:
        ((media, schema),) = described["request"]["content"].items()
        assert request.headers["Content-Type"] == media
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        assert_valid(form if media == FORM else json.loads(request.content), schema)
    else:
        assert not request.content

    success = described["responses"][str(wire.status)]
    assert bool(success) == (wire.answer is not None)
    for schema in success.values():
        assert_valid(wire.answer, schema)


def sent_query(call: Callable[[OktaSessions], Awaitable[Any]], query: str) -> Any:
    return pytest.param(call, query, id=query or "none")


@pytest.mark.parametrize(
    ("call", "query"),
    [
        sent_query(lambda okta: okta.revoke_user_sessions("a"), "oauthTokens=false"),
        sent_query(lambda okta: okta.revoke_user_sessions("a", oauth_tokens=True), "oauthTokens=true"),
        sent_query(
            lambda okta: okta.revoke_user_sessions("a", forget_devices=True), "oauthTokens=false&forgetDevices=true"
        ),
    ],
)
async def test_query_is_sent_as_documented(call: Callable[[OktaSessions], Awaitable[Any]], query: str) -> None:
    network = Wired([httpx.Response(204)])
    async with sessions(network) as okta:
        await call(okta)
    assert network.requests[0].url.query.decode() == query


BODIES: list[tuple[Callable[[OktaSessions], Awaitable[Any]], dict[str, Any]]] = [
    (lambda okta: okta.authenticate("ada", "pw"), {"username": "ada", "password": "pw"}),
    (lambda okta: okta.authenticate("ada", ""), {"username": "ada", "password": ""}),
    (lambda okta: okta.authenticate(token="t"), {"token": "t"}),
    (lambda okta: okta.authenticate(state_token="s"), {"stateToken": "s"}),
    (
        lambda okta: okta.authenticate(
            "ada", "pw", relay_state="r", warn_before_password_expired=True, multi_optional_factor_enroll=False
        ),
        {
            "username": "ada",
            "password": "pw",
            "relayState": "r",
            "options": {"multiOptionalFactorEnroll": False, "warnBeforePasswordExpired": True},
        },
    ),
    (
        lambda okta: okta.authenticate("ada", "pw", device_token="d"),
        {"username": "ada", "password": "pw", "context": {"deviceToken": "d"}},
    ),
    (lambda okta: okta.end_user_sessions(SID), {"keepCurrent": True}),
]


@pytest.mark.parametrize(("call", "body"), BODIES)
async def test_body_is_sent_as_documented(call: Callable[[OktaSessions], Awaitable[Any]], body: dict[str, Any]) -> None:
    network = Wired([httpx.Response(200, json=TRANSACTION)])
    async with sessions(network) as okta:
        await call(okta)
    assert json.loads(network.requests[0].content) == body


async def test_trusted_application_sends_its_token() -> None:
    network = Wired(lambda _: httpx.Response(200, json=TRANSACTION))
    async with sessions(network) as okta:
        await okta.authenticate("ada", "pw", as_trusted_application=True, device_fingerprint="f")
        assert network.requests[0].headers["Authorization"] == f"SSWS {API_TOKEN}"
        assert network.requests[0].headers["X-Device-Fingerprint"] == "f"
        for credentials in (None, AccessToken("t")):
            with pytest.raises(CredentialError):
                await okta.with_options(credentials=credentials).authenticate("a", "b", as_trusted_application=True)
    assert len(network.requests) == 1


async def test_proof_of_possession_is_sent() -> None:
    network = Wired([httpx.Response(200, json=ACCESS_TOKEN)])
    async with sessions(network) as okta:
        await okta.issue_access_token("a.b.c", scope="okta.sessions.read", dpop="d.e.f")
    assert network.requests[0].headers["DPoP"] == "d.e.f"
    assert "Authorization" not in network.requests[0].headers


# Results


async def result_of(operation: str, *answers: httpx.Response) -> Any:
    async with sessions(Wired(answers or [WIRE[operation].success()])) as okta:
        return await WIRE[operation].call(okta)


@pytest.mark.parametrize("operation", ["createSession", "getSession", "refreshSession"])
async def test_session_is_parsed(operation: str) -> None:
    session = await result_of(operation)
    assert isinstance(session, Session)
    assert (session.id, session.user_id, session.login) == (ID, "00u1", "ada@acme.example")
    assert session.status is SessionStatus.ACTIVE
    assert session.expires_at == datetime(2026, 1, 2, 5, 4, 5, tzinfo=UTC)
    assert session.created_at is not None
    assert session.created_at.utcoffset() is not None
    assert (session.last_password_verification, session.last_factor_verification, session.idp) == (None, None, None)


@pytest.mark.parametrize("operation", ["createSession", "getSession", "refreshSession", "getCurrentSession"])
async def test_session_needs_only_its_id(operation: str) -> None:
    found = await result_of(operation, httpx.Response(200, json={"id": ID}))
    session = found.session if isinstance(found, CurrentSession) else found
    assert session == Session(ID)


async def test_current_session_comes_without_the_time_of_its_creation() -> None:
    body = {name: value for name, value in SESSION.items() if name != "createdAt"}
    current = await result_of("getCurrentSession", httpx.Response(200, json=body))
    assert current.session.created_at is None
    assert current.session.expires_at == datetime(2026, 1, 2, 5, 4, 5, tzinfo=UTC)


async def test_session_without_a_status_is_alive_while_it_exists() -> None:
    async with sessions(Wired([httpx.Response(200, json={"id": ID}), httpx.Response(404, json=NOT_FOUND)])) as okta:
        assert await okta.session(ID).is_alive()
        assert not await okta.session(ID).is_alive()


async def test_unknown_values_and_fields_of_a_session_are_kept() -> None:
    body = {**SESSION, "status": "DREAMING", "amr": ["telepathy"], "dreams": [1], "idp": {"id": "1", "type": "NEW"}}
    session = await result_of("getSession", httpx.Response(200, json=body))
    assert session.status == "DREAMING"
    assert session.amr == ["telepathy"]
    assert session["dreams"] == [1]


@pytest.mark.parametrize("operation", ["revokeSession", "closeCurrentSession", "revokeUserSessions", "endUserSessions"])
async def test_operation_without_a_body_returns_none(operation: str) -> None:
    assert await result_of(operation) is None


async def test_transaction_and_token_are_parsed() -> None:
    transaction = await result_of("authenticate")
    assert isinstance(transaction, AuthenticationTransaction)
    assert transaction.session_token == "201-session-token"
    token = await result_of("issueAccessToken")
    assert isinstance(token, AccessTokenResponse)
    assert (token.access_token, token.expires_in) == ("an-access-token", 3600)


@pytest.mark.parametrize("operation", ["getCurrentSession", "refreshCurrentSession"])
@pytest.mark.parametrize(
    ("lines", "value"),
    [
        ([], "the-users-sid"),
        (["sid=new; Path=/; Secure; HttpOnly"], "new"),
        (['sid="new"; Path=/'], "new"),
        (["JSESSIONID=x; Path=/", "sid=new;Version=1;Path=/;Max-Age=3600"], "new"),
        (["idx=of-another-name; Path=/"], "the-users-sid"),
        (["sid=old; Path=/", "sid=new; Path=/"], "new"),
        (['sid=""; Path=/; Max-Age=0'], "the-users-sid"),
        (["sid=gone; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], "the-users-sid"),
        (["sid", "=", ";"], "the-users-sid"),
    ],
)
async def test_current_session_holds_the_cookie_to_use_next(operation: str, lines: list[str], value: str) -> None:
    answer = httpx.Response(200, json=SESSION, headers=[("Set-Cookie", line) for line in lines])
    current = await result_of(operation, answer)
    assert isinstance(current, CurrentSession)
    assert current.session.id == ID
    assert (current.cookie.name, current.cookie.value) == ("sid", value)
    assert current.cookie.schemes == {"sid"}


async def test_cookie_of_a_response_is_never_sent() -> None:
    def setting(request: httpx.Request) -> httpx.Response:
        operation = next(name for name, wire in WIRE.items() if wire.line == f"{request.method} {target(request)}")
        answer = WIRE[operation].success()
        lines = [("Set-Cookie", f"{name}=of-an-answer; Path=/") for name in ("sid", "idx", "DT", "JSESSIONID")]
        return httpx.Response(answer.status_code, headers=[*answer.headers.items(), *lines], content=answer.content)

    def target(request: httpx.Request) -> str:
        return request.url.raw_path.decode()

    network = Wired(setting)
    async with sessions(network) as okta:
        for _ in range(2):
            for wire in WIRE.values():
                await wire.call(okta)
    assert len(network.requests) == 2 * len(WIRE)
    for request, wire in zip(network.requests, [*WIRE.values()] * 2, strict=True):
        assert request.headers.get("Cookie") == wire.sent.get("cookie")


# Arguments that are refused before anything is sent

IDS = ["", ".", "..", "me", "a\nb", "a\r", "\x00", "\x7f", "a\u0085b", "a\u2028b", "\ud800"]
BY_ID: dict[str, Callable[[OktaSessions, str], Any]] = {
    "getSession": lambda okta, given: okta.get_session(given),
    "refreshSession": lambda okta, given: okta.refresh_session(given),
    "revokeSession": lambda okta, given: okta.revoke_session(given),
    "revokeUserSessions": lambda okta, given: okta.revoke_user_sessions(given),
}


@pytest.mark.parametrize("operation", BY_ID)
@pytest.mark.parametrize("given", IDS)
async def test_id_that_means_another_resource_raises(operation: str, given: str) -> None:
    network = Wired([])
    async with sessions(network) as okta:
        with pytest.raises(UsageError, match=r"`(session|user)_id` must not be empty"):
            await BY_ID[operation](okta, given)
        with pytest.raises(UsageError):
            okta.session(given)
    assert not network.requests


@pytest.mark.parametrize("given", ["a/../b", "a?b=c", "a#b", "a b", "a%2Fb", "größe", "...", "ME", "😀"])
async def test_id_stays_one_segment(given: str) -> None:
    network = Wired([httpx.Response(204)])
    async with sessions(network) as okta:
        await okta.revoke_session(given)
    path = network.requests[0].url.raw_path.decode()
    assert unquote(path.removeprefix("/api/v1/sessions/")) == given
    assert path.count("/") == 4


async def test_empty_session_token_raises() -> None:
    async with sessions(Wired([])) as okta:
        with pytest.raises(UsageError, match="empty"):
            await okta.create_session("")


# Session handles


@pytest.mark.parametrize(
    ("answer", "alive"),
    [
        (httpx.Response(200, json=SESSION), True),
        (httpx.Response(200, json={**SESSION, "status": "MFA_REQUIRED"}), False),
        (httpx.Response(200, json={**SESSION, "status": "DREAMING"}), False),
        (httpx.Response(404, json=NOT_FOUND), False),
    ],
)
async def test_is_alive_follows_the_status(answer: httpx.Response, alive: bool) -> None:
    async with sessions(Wired([answer])) as okta:
        assert await okta.session(ID).is_alive() is alive


async def test_attaching_a_session_sends_nothing() -> None:
    network = Wired([])
    async with sessions(network) as okta:
        attached = okta.session(ID)
        assert isinstance(attached, OktaSession)
        assert attached.id == ID
        assert attached.details is None
    assert not network.requests


async def test_sessions_can_be_kept_in_a_set() -> None:
    async with sessions(Wired([httpx.Response(200, json=SESSION)])) as okta:
        started, attached = await okta.login("201-session-token"), okta.session(ID)
        assert len({started, attached}) == 2


async def test_login_that_was_ended_is_ended_again_without_error() -> None:
    network = Wired([httpx.Response(200, json=SESSION), httpx.Response(204), httpx.Response(404, json=NOT_FOUND)])
    async with sessions(network) as okta, okta.login("201-session-token") as session:
        assert session.id == ID
        await session.end()
    assert [request.method for request in network.requests] == ["POST", "DELETE", "DELETE"]


def test_cookie_of_another_name_has_another_scheme() -> None:
    assert SessionCookie("idx", "a").schemes == {"idx"}
