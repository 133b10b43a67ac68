"""Fuzzers of the three clients: whatever a server responds to a call, and whatever it says about rate limits."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from hypothesis import strategies as st

from idsessions import (
    AgileAppsSessions,
    AnswerError,
    ApiToken,
    CallRecord,
    ForgeRockSessions,
    OktaSessions,
    RateLimit,
    RateLimitError,
    SessionCookie,
    SessionToken,
)
from idsessions.testing import ManualClock

from ..facade.forgerock.wire import INFO
from ..facade.okta_wire import SESSION, TRANSACTION
from .harness import SECRET, Fuzzer
from .wire import (
    OPTIONS,
    Raw,
    json_response,
    mutated,
    network,
    objects,
    outcome,
    rate_limit_headers,
    raw_headers,
    responses,
)
from .xml import documents

Call: TypeAlias = Callable[[Raw], Awaitable[object]]


def _okta(call: Callable[[OktaSessions], Awaitable[object]]) -> Call:
    async def run(response: Raw) -> object:
        async with OktaSessions(
            "https://acme.okta.test", ApiToken(SECRET), transport=network(rest=response), **OPTIONS
        ) as okta:
            return await call(okta)

    return run


def _forgerock(call: Callable[[ForgeRockSessions], Awaitable[object]], *, cookie_name: str | None = "c") -> Call:
    async def run(response: Raw) -> object:
        async with ForgeRockSessions(
            "https://tenant.forgeblocks.test/am",
            SessionToken(SECRET),
            realm="alpha",
            cookie_name=cookie_name,
            transport=network(rest=response),
            **OPTIONS,
        ) as am:
            return await call(am)

    return run


def _agileapps(call: Callable[[AgileAppsSessions], Awaitable[object]]) -> Call:
    async def run(response: Raw) -> object:
        transport = network(rest=response)
        async with AgileAppsSessions("https://acme.agileapps.test", transport=transport, **OPTIONS) as agileapps:
            return await call(agileapps)

    return run


_SID: Final = SessionCookie("sid", SECRET)
_COOKIES: Final = f"JSESSIONID={SECRET}"


async def _log_in(agileapps: AgileAppsSessions) -> object:
    return await agileapps.login("ada", SECRET)


CALLS: Final[dict[str, Call]] = {
    "getSession": _okta(lambda okta: okta.get_session(SECRET)),
    "createSession": _okta(lambda okta: okta.create_session(SECRET)),
    "revokeSession": _okta(lambda okta: okta.revoke_session(SECRET)),
    "refreshCurrentSession": _okta(lambda okta: okta.refresh_current_session(_SID)),
    "authenticate": _okta(lambda okta: okta.authenticate("ada", SECRET)),
    "validate": _forgerock(lambda am: am.validate(SECRET)),
    "getSessionInfo": _forgerock(lambda am: am.get_session_info(SECRET)),
    "querySessions": _forgerock(lambda am: am.query_sessions("ada")),
    "logoutByHandle": _forgerock(lambda am: am.logout_by_handle([SECRET])),
    "getServerInfo": _forgerock(lambda am: am.get_server_info()),
    "refresh": _forgerock(lambda am: am.refresh(SECRET), cookie_name=None),
    "login": _agileapps(_log_in),
    "isSessionValid": _agileapps(lambda agileapps: agileapps.is_session_valid(_COOKIES)),
    "getUserInfo": _agileapps(lambda agileapps: agileapps.get_user_info(_COOKIES)),
    "logout": _agileapps(lambda agileapps: agileapps.logout(_COOKIES)),
}

_ERROR: Final[dict[str, Any]] = {
    "errorCode": "E0000007",
    "errorSummary": f"Not found: {SECRET}",
    "errorId": "x",
    "errorCauses": [],
}
_PLATFORM: Final[dict[str, Any]] = {
    "login": {"userName": SECRET, "sessionId": SECRET, "startingAppId": {"@type": "APP", "content": 5}},
    "user": {"id": 42, "is_session_valid": "true", "team_id": SECRET},
    "message": {"code": "0", "description": SECRET},
}
_KEYS: Final = sorted(
    {*SESSION, *TRANSACTION, *INFO, *_ERROR, "code", "reason", "message", "valid", "result", "_embedded"}
)
_values: Final = objects(_KEYS)
bodies: Final = (
    _values
    | mutated(dict(SESSION), _values)
    | mutated(dict(TRANSACTION), _values)
    | mutated(dict(INFO), _values)
    | mutated(_ERROR, _values)
    | mutated({"code": 401, "reason": "Unauthorized", "message": SECRET}, _values)
    # AgileApps sends JSON where it was asked for XML.
    | mutated(_PLATFORM, _values).map(lambda platform: {"platform": platform})
)


def _respond(example: tuple[str, Raw]) -> AnswerError | None:
    name, response = example
    return outcome(lambda: CALLS[name](response))


def _xml(text: str, status: int = 200) -> Raw:
    return Raw(status, [(b"Content-Type", b"application/xml")], text.encode())


RESPONSES: Final = Fuzzer(
    st.tuples(st.sampled_from(sorted(CALLS)), responses(bodies, documents.map(lambda document: document[0]))),
    [
        ("getSession", json_response({**SESSION, "status": SECRET, "createdAt": SECRET})),
        ("getSession", json_response({**SESSION, "id": 10**400, "expiresAt": "9999-99-99T00:00:00Z"})),
        ("getSession", json_response({**_ERROR, "errorCauses": [{"errorSummary": SECRET}] * 500}, 403)),
        ("authenticate", json_response({"status": SECRET, "stateToken": SECRET})),
        ("querySessions", json_response({"result": [{"username": SECRET}] * 50, "resultCount": "x"})),
        ("validate", json_response({"valid": SECRET})),
        ("getServerInfo", json_response({"cookieName": SECRET, "domains": [SECRET]})),
        ("refresh", json_response({"cookieName": f"Host\n{SECRET}", "uid": SECRET})),
        ("login", _xml(f"<platform><login><userName>{SECRET}</userName></login><message>0</message></platform>")),
        (
            "login",
            _xml(f"<platform><message><code>-101</code><description>{SECRET}</description></message></platform>", 401),
        ),
        ("isSessionValid", _xml(f"<platform><user><is_session_valid>{SECRET}</is_session_valid></user></platform>")),
        ("login", json_response({"platform": _PLATFORM})),
        ("login", json_response({"platform": {**_PLATFORM, "message": {"code": "9" * 5_000}}})),
        ("getUserInfo", json_response({"platform": {**_PLATFORM, "user": [SECRET]}})),
        ("logout", Raw(302, [(b"Location", f"https://elsewhere.test/{SECRET}".encode())], b"")),
    ],
    _respond,
)

# --- rate limits -----------------------------------------------------------------------------------------------------

_NOW: Final = 1_767_258_000.0  # The first of the dates.
_MAX_WAIT: Final = 120.0


def _limit(example: tuple[list[tuple[int, list[tuple[str, str]]]], bool]) -> AnswerError | None:
    given, waits = example
    limited = [
        Raw(status, raw_headers([("Content-Type", "application/json")], headers), b"{}") for status, headers in given
    ]
    records: list[CallRecord] = []
    clock = ManualClock(_NOW)

    async def call() -> None:
        async with OktaSessions(
            "https://acme.okta.test",
            ApiToken(SECRET),
            transport=network(*limited, rest=json_response(SESSION)),
            rate_limit=RateLimit(max_wait=_MAX_WAIT) if waits else None,
            retries=2 if waits else 0,
            headers=OPTIONS["headers"],
            clock=clock,
            on_call=records.append,
        ) as okta:
            await okta.get_session("102")
            await okta.get_session("102")

    error = outcome(call)
    for record in records:
        assert 0 <= record.waited <= _MAX_WAIT * record.attempts
        assert 1 <= record.attempts <= len(given) + 1
        assert waits or not record.waited
        if (limit := record.rate_limit) is not None:
            assert limit.remaining is None or limit.remaining >= 0
    if isinstance(error, RateLimitError) and error.retry_after is not None:
        assert 0 <= error.retry_after < math.inf
    return error


LIMITS: Final = Fuzzer(
    st.tuples(
        st.lists(st.tuples(st.sampled_from([429, 429, 200, 503]), rate_limit_headers), max_size=3), st.booleans()
    ),
    [
        ([(429, [(name, value)])], waits)
        for waits in (True, False)
        for name, value in (
            ("Retry-After", "9" * 50),
            ("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"),
            ("Retry-After", "5, Thu, 01 Jan 2026 09:00:00 GMT"),
            ("X-Rate-Limit-Reset", "1e9"),
            ("Date", "Mon, 01 Jan 0001 00:00:00 +9999"),
            ("RateLimit", '"a";r=0;t=99999999999999999999'),
            ("RateLimit", f'"{SECRET}";{SECRET}=1'),
        )
    ],
    _limit,
)
