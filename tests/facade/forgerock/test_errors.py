"""What a call raises after a refusal: one error, with the server's words, the operation, and nothing of httpx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from idsessions import (
    AuthenticationError,
    CallRecord,
    CallTimeoutError,
    Credential,
    ForgeRockSessions,
    PermissionDeniedError,
    RateLimit,
    RateLimitError,
    ServerError,
    SessionExpiredError,
    SessionsError,
    SessionToken,
    TransportError,
    UnreadableAnswerError,
)
from idsessions.testing import ManualClock

from .wire import (
    ADMIN,
    CALLS,
    COOKIE,
    HANDLE,
    OF_ADMINS,
    ON_A_SESSION,
    RESPONSES,
    TOKEN,
    URL,
    WITHOUT_CREDENTIAL,
    Server,
    refusal,
)

READS = (
    "refresh",
    "getSessionInfo",
    "getSessionInfoAndResetIdleTime",
    "getSessionProperties",
    "updateSessionProperties",
)


def client(server: Server, own: Credential | None = None, **options: Any) -> ForgeRockSessions:
    return ForgeRockSessions(URL, own, realm="alpha", cookie_name=COOKIE, transport=server.transport, **options)


def own_of(operation: str) -> SessionToken | None:
    return SessionToken(ADMIN) if operation in OF_ADMINS else None


async def error_of(operation: str, response: httpx.Response, own: Credential | None = None) -> SessionsError:
    """The error that a call raises."""
    server = Server({operation: response})
    async with client(server, own or own_of(operation)) as am:
        with pytest.raises(SessionsError) as raised:
            await CALLS[operation](am)
    error = raised.value
    assert (error.provider, error.operation) == ("forgerock", operation)
    assert (error.__cause__, error.__context__) == (None, None)
    return error


def test_every_operation_has_a_row() -> None:
    assert {*READS, "validate", "logout", *OF_ADMINS, *WITHOUT_CREDENTIAL} == CALLS.keys()


@pytest.mark.parametrize("operation", CALLS)
async def test_refusal_is_one_error_with_all_that_is_known(operation: str) -> None:
    response = refusal(403, "It is the server&#39;s &quot;fault&quot;")
    response.headers["X-ForgeRock-TransactionId"] = "tx-1"
    error = await error_of(operation, response)
    assert type(error) is PermissionDeniedError
    assert (error.status, error.code, error.request_id) == (403, "403", "tx-1")
    assert error.message == 'It is the server\'s "fault"'
    assert str(error) == f'forgerock {operation}: 403 It is the server\'s "fault" (request id tx-1)'


@pytest.mark.parametrize("operation", CALLS)
async def test_page_as_a_success_is_unreadable(operation: str) -> None:
    error = await error_of(operation, httpx.Response(200, html="<html>Welcome</html>"))
    assert type(error) is UnreadableAnswerError
    assert error.status == 200


UNREADABLE: Mapping[str, httpx.Response] = {
    "a page": httpx.Response(404, html="<!DOCTYPE html><html><body>Not here</body></html>"),
    "an empty success": httpx.Response(200),
    "nothing": httpx.Response(204),
    "another content type": httpx.Response(200, text="{}"),
    "broken JSON": httpx.Response(200, headers={"Content-Type": "application/json"}, content=b'{"valid": tru'),
    "not UTF-8": httpx.Response(200, headers={"Content-Type": "application/json"}, content=b'{"uid": "\xff"}'),
    "too deep": httpx.Response(200, headers={"Content-Type": "application/json"}, content=b"[" * 200_000),
    "a list": httpx.Response(200, json=[]),
    "null": httpx.Response(200, json=None),
    "a redirect": httpx.Response(302, headers={"Location": "https://login.example/?goto=x"}),
    "a page that forbids": httpx.Response(403, html="<html>Blocked</html>"),
    "a page instead of a refusal": httpx.Response(401, html="<html>Sign in</html>"),
}


@pytest.mark.parametrize("case", UNREADABLE)
async def test_response_that_is_not_the_servers_is_unreadable(case: str) -> None:
    for operation in ("validate", "querySessions", "authenticate"):
        error = await error_of(operation, UNREADABLE[case])
        assert type(error) is UnreadableAnswerError
        assert error.status == UNREADABLE[case].status_code


# A success, and the required field of it that is missing or of the wrong type.
MISMATCHES: list[tuple[str, Any, str]] = [
    ("validate", {}, "`valid` is missing"),
    ("validate", {"valid": "true"}, "`valid`"),
    ("validate", {"valid": None}, "`valid`"),
    ("logout", {}, "`result` is missing"),
    ("logout", {"result": True}, "`result`"),
    ("querySessions", {}, "`result` is missing"),
    ("querySessions", {"result": {}}, "`result`"),
    ("querySessions", {"result": ["shandle:x"]}, "`result[0]`"),
    ("logoutByHandle", {}, "`result` is missing"),
    ("logoutByUser", {}, "`result` is missing"),
    ("logoutByUser", {"result": "yes"}, "`result`"),
]


@pytest.mark.parametrize(("operation", "body", "text"), MISMATCHES)
async def test_required_field_of_the_wrong_shape_is_unreadable(operation: str, body: Any, text: str) -> None:
    error = await error_of(operation, httpx.Response(200, json=body))
    assert type(error) is UnreadableAnswerError
    assert text in error.message


@pytest.mark.parametrize("body", [{"result": {HANDLE: "true"}}, {"result": [HANDLE]}])
async def test_handle_is_not_in_the_error_of_a_wrong_shape(body: Any) -> None:
    error = await error_of("logoutByHandle", httpx.Response(200, json=body))
    assert type(error) is UnreadableAnswerError
    assert HANDLE not in str(error)


async def test_property_that_is_no_text_is_unreadable() -> None:
    error = await error_of("getSessionProperties", httpx.Response(200, json={"Team": 1}))
    assert type(error) is UnreadableAnswerError
    assert "must be a string" in error.message
    assert "Team" not in error.message


# A success, an optional field of it that is not what the document says, and where its raw value is kept.
ODD: list[tuple[str, Any, str, str]] = [
    ("refresh", {"maxtime": "soon"}, "maxtime", "maxtime"),
    ("refresh", {"maxtime": True}, "maxtime", "maxtime"),
    ("getSessionInfo", {"latestAccessTime": "yesterday"}, "latest_access_time", "latestAccessTime"),
    ("getSessionInfo", {"latestAccessTime": "2026-03-01T09:15:00"}, "latest_access_time", "latestAccessTime"),
    ("getSessionInfo", {"properties": {"AMCtxId": 1}}, "properties", "properties"),
    ("getServerInfo", {"cookieName": 1}, "cookie_name", "cookieName"),
]


@pytest.mark.parametrize(("operation", "body", "attribute", "name"), ODD)
async def test_optional_field_of_another_shape_is_none_and_kept(
    operation: str, body: Any, attribute: str, name: str
) -> None:
    server = Server({operation: httpx.Response(200, json=body)})
    async with client(server) as am:
        entity = await CALLS[operation](am)
    assert getattr(entity, attribute) is None
    assert entity.additional_properties == {name: body[name]}


@pytest.mark.parametrize("operation", READS)
@pytest.mark.parametrize("own", [None, SessionToken(ADMIN)], ids=["nobody", "admin"])
async def test_valid_false_is_an_ended_session(operation: str, own: Credential | None) -> None:
    error = await error_of(operation, httpx.Response(200, json={"valid": False}), own)
    assert type(error) is SessionExpiredError
    assert error.status == 200


@pytest.mark.parametrize("own", [None, SessionToken(ADMIN)], ids=["nobody", "admin"])
async def test_validate_returns_valid_false(own: Credential | None) -> None:
    server = Server({"validate": httpx.Response(200, json={"valid": False})})
    async with client(server, own) as am:
        validated = await am.validate(TOKEN)
        assert (validated.valid, validated.uid, validated.realm) == (False, None, None)
        assert not await am.session(TOKEN).is_alive()


@pytest.mark.parametrize("operation", ON_A_SESSION)
@pytest.mark.parametrize("own", [None, SessionToken(TOKEN)], ids=["nobody", "itself"])
async def test_refused_token_that_is_the_only_credential_is_an_ended_session(
    operation: str, own: SessionToken | None
) -> None:
    response = refusal(401, "Access Denied")
    response.headers["X-ForgeRock-TransactionId"] = "tx-1"
    server = Server({operation: response})
    records: list[CallRecord] = []
    async with client(server, own, on_call=records.append) as am:
        if operation in READS:
            with pytest.raises(SessionExpiredError) as raised:
                await CALLS[operation](am)
            error = raised.value
            assert (error.provider, error.operation, error.message) == ("forgerock", operation, "Access Denied")
            assert (error.status, error.code, error.request_id) == (401, "401", "tx-1")
            assert (error.__cause__, error.__context__) == (None, None)
        elif operation == "validate":
            assert (await am.validate(TOKEN)).valid is False
        else:
            assert (await am.logout(TOKEN)).result == "Token has expired"
    assert [record.error for record in records] == ["AuthenticationError"]


@pytest.mark.parametrize("operation", [*ON_A_SESSION, *OF_ADMINS])
async def test_refused_credential_of_the_client_says_nothing_about_the_session(operation: str) -> None:
    error = await error_of(operation, refusal(401, "Access Denied"), SessionToken(ADMIN))
    assert type(error) is AuthenticationError
    assert error.message == "Access Denied"


async def test_refused_sign_in_is_no_ended_session() -> None:
    for operation in WITHOUT_CREDENTIAL:
        assert type(await error_of(operation, refusal(401, "Access Denied"))) is AuthenticationError


@pytest.mark.parametrize("own", [None, SessionToken(ADMIN)], ids=["nobody", "admin"])
async def test_logout_of_an_ended_session_succeeds(own: Credential | None) -> None:
    server = Server({"logout": httpx.Response(200, json={"result": "Token has expired"})})
    async with client(server, own) as am:
        assert (await am.logout(TOKEN)).result == "Token has expired"
        await am.session(TOKEN).end()
        await am.session(TOKEN).end()


async def test_each_handle_has_its_own_result() -> None:
    results = {HANDLE: True, "shandle:gone": False}
    server = Server({"logoutByHandle": httpx.Response(200, json={"result": results})})
    async with client(server, SessionToken(ADMIN)) as am:
        ended = await am.logout_by_handle([HANDLE, "shandle:gone"])
    assert {handle: ended[handle] for handle in results} == results
    assert "shandle:never-sent" not in ended


async def test_error_of_the_first_of_two_requests_names_its_operation() -> None:
    server = Server({"getSessionProperties": refusal(500)})
    async with client(server, profile="openam") as am:
        with pytest.raises(ServerError) as raised:
            await am.update_session_properties(TOKEN, {"Team": "night"})
    assert raised.value.operation == "getSessionProperties"
    assert server.operations == ["getSessionProperties"]


async def test_deadline_of_an_update_covers_both_of_its_requests() -> None:
    clock = ManualClock()
    server = Server()

    async def respond(request: httpx.Request) -> httpx.Response:
        await clock.sleep(3)
        return server(request)

    transport = httpx.MockTransport(respond)
    options: dict[str, Any] = {"cookie_name": COOKIE, "clock": clock, "transport": transport}
    async with ForgeRockSessions(URL, profile="openam", deadline=7, **options) as am:
        await am.update_session_properties(TOKEN, {"Team": "night"})
        began = clock.monotonic()
        with pytest.raises(CallTimeoutError) as raised:
            await am.with_options(deadline=5).update_session_properties(TOKEN, {"Team": "night"})
        assert clock.monotonic() - began == pytest.approx(5)
    assert raised.value.operation == "updateSessionProperties"


@pytest.mark.parametrize("operation", CALLS)
async def test_pause_longer_than_max_wait_raises(operation: str) -> None:
    response = refusal(429, "Slow &amp; steady")
    response.headers["Retry-After"] = "500"
    error = await error_of(operation, response)
    assert isinstance(error, RateLimitError)
    assert error.retry_after == pytest.approx(500, abs=1)
    assert error.message.startswith("Slow & steady; ")


@pytest.mark.parametrize("operation", CALLS)
async def test_refused_request_is_sent_again_after_the_pause(operation: str) -> None:
    response = refusal(429)
    response.headers["Retry-After"] = "20"
    clock = ManualClock()
    server = Server({operation: [response, httpx.Response(200, json=RESPONSES[operation])]})
    async with client(server, own_of(operation), clock=clock, rate_limit=RateLimit()) as am:
        await CALLS[operation](am)
    assert server.operations.count(operation) == 2
    assert clock.monotonic() >= 20


@pytest.mark.parametrize("operation", CALLS)
async def test_broken_connection_is_replaced_once_if_the_operation_is_retryable(operation: str) -> None:
    sent: list[str] = []

    def broken(request: httpx.Request) -> httpx.Response:
        sent.append(request.method)
        raise httpx.ReadError("gone", request=request)

    async with ForgeRockSessions(
        URL, own_of(operation), cookie_name=COOKIE, transport=httpx.MockTransport(broken)
    ) as am:
        with pytest.raises(TransportError) as raised:
            await CALLS[operation](am)
    assert raised.value.maybe_processed
    assert raised.value.operation == operation
    # A step of a sign-in may have counted: a second one would count towards a lock-out, or start a second session.
    assert len(sent) == (1 if operation == "authenticate" else 2)


async def test_token_request_on_a_broken_connection_is_not_sent_again() -> None:
    sent: list[str] = []

    def broken(request: httpx.Request) -> httpx.Response:
        sent.append(request.url.path)
        raise httpx.ReadError("gone", request=request)

    async with ForgeRockSessions(URL, transport=httpx.MockTransport(broken)) as am:
        with pytest.raises(TransportError) as raised:
            await am.issue_access_token("a.b.c")
    assert raised.value.maybe_processed
    assert raised.value.operation == "issueAccessToken"
    assert sent == ["/am/oauth2/access_token"]
