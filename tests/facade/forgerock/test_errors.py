"""What ForgeRock's refusals become: one error each, with the server's words, the operation, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import httpx
import pytest

from idsessions import (
    AuthenticationError,
    BadRequestError,
    CallRecord,
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
    UnavailableError,
    UnreadableAnswerError,
)
from idsessions.forgerock._profiles import ProfileName
from idsessions.testing import ManualClock

from .wire import (
    ADMIN,
    ANSWERS,
    CALLS,
    COOKIE,
    HANDLE,
    OF_ADMINS,
    ON_A_SESSION,
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
PAGE = httpx.Response(404, html="<!DOCTYPE html><html><body>Not here</body></html>")


def client(server: Server, own: Credential | None = None, **options: Any) -> ForgeRockSessions:
    return ForgeRockSessions(URL, own, realm="alpha", cookie_name=COOKIE, transport=server.transport, **options)


def own_of(operation: str) -> SessionToken | None:
    return SessionToken(ADMIN) if operation in OF_ADMINS else None


async def failure(operation: str, answer: httpx.Response, own: Credential | None = None) -> SessionsError:
    """The error that a call ends in."""
    server = Server({operation: answer})
    async with client(server, own or own_of(operation)) as am:
        with pytest.raises(SessionsError) as raised:
            await CALLS[operation](am)
    error = raised.value
    assert (error.provider, error.operation) == ("forgerock", operation)
    assert error.__cause__ is None
    return error


STATUSES: Mapping[int, type[SessionsError]] = {
    400: BadRequestError,
    403: PermissionDeniedError,
    404: BadRequestError,
    405: BadRequestError,
    406: BadRequestError,
    409: BadRequestError,
    415: BadRequestError,
    500: ServerError,
    501: BadRequestError,
    502: UnavailableError,
    503: UnavailableError,
    504: UnavailableError,
}


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize("status", STATUSES)
async def test_a_status(operation: str, status: int) -> None:
    answer = refusal(status, "It is the server&#39;s &quot;fault&quot; &amp; nobody&#x27;s")
    answer.headers["X-ForgeRock-TransactionId"] = "tx-1"
    error = await failure(operation, answer)
    assert type(error) is STATUSES[status]
    assert (error.status, error.code, error.request_id) == (status, str(status), "tx-1")
    assert error.message.startswith("It is the server's \"fault\" & nobody's")
    assert str(error).startswith(f"forgerock {operation}: {status} It is the server's")


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize("answer", [refusal(404, "Resource &#39;&#39; not found"), refusal(406), httpx.Response(404)])
@pytest.mark.parametrize("profile", get_args(ProfileName))
async def test_an_unsupported_version_names_the_remedy(
    operation: str, answer: httpx.Response, profile: ProfileName
) -> None:
    server = Server({operation: answer})
    async with client(server, own_of(operation), profile=profile, api_versions={operation: "resource=2.9"}) as am:
        with pytest.raises(SessionsError) as raised:
            await CALLS[operation](am)
    if type(raised.value) is not BadRequestError:  # The kind of server does not have it.
        assert not server.requests
        return
    assert "resource=2.9" in raised.value.message
    assert f"api_versions={{'{operation}': ...}}" in raised.value.message
    others = set(get_args(ProfileName)) - {profile}
    assert profile not in raised.value.message
    if operation == "refresh":
        assert all(repr(name) in raised.value.message for name in others)


@pytest.mark.parametrize("operation", CALLS)
async def test_an_unknown_realm_is_named(operation: str) -> None:
    error = await failure(operation, refusal(404, "Realm &quot;/alpha&quot; not found"))
    assert type(error) is BadRequestError
    assert error.message == "Realm \"/alpha\" not found; check the realm 'alpha'"


async def test_the_cookie_name_of_an_unknown_realm() -> None:
    server = Server({"getServerInfo": refusal(404, "Realm &quot;/nope&quot; not found")})
    async with ForgeRockSessions(URL, realm="nope", transport=server.transport) as am:
        with pytest.raises(BadRequestError, match="check the realm 'nope'"):
            await am.validate(TOKEN)


async def test_an_action_of_another_version() -> None:
    error = await failure("validate", refusal(501, "Action validate not implemented for this resource"))
    assert type(error) is BadRequestError
    assert "not implemented" in error.message
    assert "profile='pingam' or profile='openam'" in error.message


UNREADABLE: Mapping[str, httpx.Response] = {
    "a page": PAGE,
    "a page as a success": httpx.Response(200, html="<html>Welcome</html>"),
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


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize("case", UNREADABLE)
async def test_an_answer_that_is_not_the_providers(operation: str, case: str) -> None:
    error = await failure(operation, UNREADABLE[case])
    assert type(error) is UnreadableAnswerError
    assert error.status == UNREADABLE[case].status_code


# A success, and the field of it that is not what the document says.
MISMATCHES: list[tuple[str, Any, str]] = [
    ("validate", {}, "valid"),
    ("validate", {"valid": "true"}, "valid"),
    ("validate", {"valid": None}, "valid"),
    ("logout", {}, "result"),
    ("logout", {"result": True}, "result"),
    ("refresh", {"maxtime": "soon"}, "maxtime"),
    ("refresh", {"maxtime": True}, "maxtime"),
    ("getSessionInfo", {"latestAccessTime": "yesterday"}, "latestAccessTime"),
    ("getSessionInfo", {"properties": {"AMCtxId": 1}}, "properties"),
    ("getSessionProperties", {"Team": 1}, "the body"),
    ("querySessions", {}, "result"),
    ("querySessions", {"result": {}}, "result"),
    ("querySessions", {"result": [{"sessionHandle": 7}]}, "result[0].sessionHandle"),
    ("logoutByHandle", {}, "result"),
    ("logoutByHandle", {"result": {HANDLE: "true"}}, "result"),
    ("logoutByUser", {"result": "yes"}, "result"),
    ("authenticate", {"tokenId": 7}, "tokenId"),
    ("authenticate", {"authId": "x", "callbacks": [{"input": []}]}, "callbacks[0].type"),
    ("getServerInfo", {"cookieName": 1}, "cookieName"),
]


@pytest.mark.parametrize(("operation", "body", "field"), MISMATCHES)
async def test_a_field_that_is_not_what_is_documented(operation: str, body: Any, field: str) -> None:
    error = await failure(operation, httpx.Response(200, json=body))
    assert type(error) is UnreadableAnswerError
    assert field in error.message
    assert HANDLE not in str(error)


@pytest.mark.parametrize("operation", READS)
@pytest.mark.parametrize("own", [None, SessionToken(ADMIN)])
async def test_a_200_that_says_no(operation: str, own: Credential | None) -> None:
    error = await failure(operation, httpx.Response(200, json={"valid": False}), own)
    assert type(error) is SessionExpiredError
    assert error.status == 200


@pytest.mark.parametrize("own", [None, SessionToken(ADMIN)])
async def test_a_validation_that_says_no(own: Credential | None) -> None:
    server = Server({"validate": httpx.Response(200, json={"valid": False})})
    async with client(server, own) as am:
        answer = await am.validate(TOKEN)
        assert (answer.valid, answer.uid, answer.realm) == (False, None, None)
        assert not await am.session(TOKEN).is_alive()


@pytest.mark.parametrize("operation", ON_A_SESSION)
async def test_a_401_for_the_only_credential_says_that_the_session_is_over(operation: str) -> None:
    server = Server({operation: refusal(401, "Access Denied")})
    records: list[CallRecord] = []
    async with client(server, on_call=records.append) as am:
        if operation in READS:
            with pytest.raises(SessionExpiredError) as raised:
                await CALLS[operation](am)
            error = raised.value
            assert (error.operation, error.status, error.code, error.message) == (
                operation,
                401,
                "401",
                "Access Denied",
            )
        elif operation == "validate":
            assert (await am.validate(TOKEN)).valid is False
        else:
            assert (await am.logout(TOKEN)).result == "Token has expired"
    assert [record.error for record in records] == ["AuthenticationError"]


@pytest.mark.parametrize("operation", [*ON_A_SESSION, *OF_ADMINS])
async def test_a_401_for_the_own_credential_says_nothing_of_the_session(operation: str) -> None:
    error = await failure(operation, refusal(401, "Access Denied"), SessionToken(ADMIN))
    assert type(error) is AuthenticationError
    assert error.message == "Access Denied"


@pytest.mark.parametrize("operation", ON_A_SESSION)
async def test_ones_own_session_that_is_over(operation: str) -> None:
    server = Server({operation: refusal(401)})
    async with client(server, SessionToken(TOKEN)) as am:
        if operation in READS:
            with pytest.raises(SessionExpiredError):
                await CALLS[operation](am)
        else:
            await CALLS[operation](am)


@pytest.mark.parametrize("own", [None, SessionToken(ADMIN)])
async def test_a_logout_of_what_is_over(own: Credential | None) -> None:
    server = Server({"logout": httpx.Response(200, json={"result": "Token has expired"})})
    async with client(server, own) as am:
        assert (await am.logout(TOKEN)).result == "Token has expired"
        await am.session(TOKEN).end()
        await am.session(TOKEN).end()


async def test_handles_are_answered_one_by_one() -> None:
    said = {HANDLE: True, "shandle:gone": False}
    server = Server({"logoutByHandle": httpx.Response(200, json={"result": said})})
    async with client(server, SessionToken(ADMIN)) as am:
        ended = await am.logout_by_handle([HANDLE, "shandle:gone"])
    assert {handle: ended[handle] for handle in said} == said
    assert "shandle:never-sent" not in ended


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refusal(401, "Authentication Failed"), AuthenticationError),
        (refusal(401, "Login failure", detail={"failureUrl": ""}), AuthenticationError),
        (refusal(401, "You have reached your session limit."), AuthenticationError),
        (refusal(401, "Session has timed out", detail={"errorCode": "110"}), AuthenticationError),
        (refusal(408, "Session has timed out"), AuthenticationError),
        (httpx.Response(408), AuthenticationError),
        (refusal(400, "No Configuration found"), BadRequestError),
        (refusal(400, "Session has timed out", detail={"errorCode": "110"}), AuthenticationError),
        (refusal(400, "Failed to parse", detail="Line 1"), BadRequestError),
        (refusal(415), BadRequestError),
        (httpx.Response(401, json={"errorMessage": "Invalid Password!!"}), AuthenticationError),
        (refusal(403), PermissionDeniedError),
        (refusal(500, "Authentication Error!!"), ServerError),
    ],
)
async def test_a_sign_in_that_fails(answer: httpx.Response, kind: type[SessionsError]) -> None:
    error = await failure("authenticate", answer)
    assert type(error) is kind
    said: dict[str, str] = answer.json() if answer.content else {}
    assert error.message.startswith(said.get("message") or said.get("errorMessage") or "the dialogue timed out")


@pytest.mark.parametrize("code", [{"secret": TOKEN}, [TOKEN], TOKEN, True, 1.5])
async def test_a_code_that_is_none(code: Any) -> None:
    answer = httpx.Response(403, json={"code": code, "reason": "Forbidden", "message": "No"})
    error = await failure("getSessionInfo", answer)
    assert error.code is None
    assert TOKEN not in str(error)


@pytest.mark.parametrize("operation", CALLS)
async def test_a_rate_limit_that_is_not_waited_for(operation: str) -> None:
    answer = refusal(429, "Slow &amp; steady")
    answer.headers["Retry-After"] = "500"
    error = await failure(operation, answer)
    assert isinstance(error, RateLimitError)
    assert error.retry_after == pytest.approx(500, abs=1)
    assert error.message.startswith("Slow & steady; ")


@pytest.mark.parametrize("operation", CALLS)
async def test_a_rate_limit_that_is_waited_for(operation: str) -> None:
    answer = refusal(429)
    answer.headers["Retry-After"] = "20"
    clock = ManualClock()
    server = Server({operation: [answer, httpx.Response(200, json=ANSWERS[operation])]})
    async with client(server, own_of(operation), clock=clock, rate_limit=RateLimit()) as am:
        await CALLS[operation](am)
    assert server.operations.count(operation) == 2
    assert clock.monotonic() >= 20


@pytest.mark.parametrize("operation", CALLS)
async def test_a_connection_that_breaks(operation: str) -> None:
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
    # A step of a sign-in may have counted: a second one would count towards a lock-out, or begin a second session.
    assert len(sent) == (1 if operation == "authenticate" else 2)


def test_every_operation_is_covered() -> None:
    assert {*READS, "validate", "logout", *OF_ADMINS, *WITHOUT_CREDENTIAL} == CALLS.keys()
