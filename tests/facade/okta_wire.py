"""Okta as a transport whose responses the test gives: each operation with its call, its request and a success."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import Any

import httpx
from attrs import frozen

from idsessions import AccessToken, ApiToken, Credential, OktaSessions, SessionCookie
from idsessions.okta import AuthenticationStep
from idsessions.testing import ManualClock

URL = "https://acme.okta.test"
API_TOKEN = "00Api-token"
ID = "102-Session/id"
SID = SessionCookie("sid", "the-users-sid")
FORM = "application/x-www-form-urlencoded"

SESSION: Mapping[str, Any] = {
    "id": ID,
    "userId": "00u1",
    "login": "ada@acme.example",
    "status": "ACTIVE",
    "createdAt": "2026-01-02T03:04:05.000Z",
    "expiresAt": "2026-01-02T05:04:05.000Z",
    "lastPasswordVerification": None,
    "amr": ["pwd"],
    "mfaActive": False,
}
TRANSACTION: Mapping[str, Any] = {
    "status": "SUCCESS",
    "expiresAt": "2026-01-02T03:09:05.000Z",
    "sessionToken": "201-session-token",
}
ACCESS_TOKEN: Mapping[str, Any] = {
    "token_type": "Bearer",
    "expires_in": 3600,
    "access_token": "an-access-token",
    "scope": "okta.sessions.read",
}
NOT_FOUND: Mapping[str, Any] = {
    "errorCode": "E0000007",
    "errorSummary": "Not found: Resource not found (Session)",
    "errorLink": "E0000007",
    "errorId": "oae1",
    "errorCauses": [],
}


@frozen
class Wire:
    """One operation: its call, its request and its response.

    Attributes:
        call: Calls it.
        line: Method and target of the request.
        sent: Its headers besides those that every request has.
        body: Its body.
        answer: The body of a success, None where there is none.
        status: The status code of a success.
    """

    call: Callable[[OktaSessions], Awaitable[Any]]
    line: str
    sent: Mapping[str, str]
    body: bytes = b""
    answer: Mapping[str, Any] | None = None
    status: int = 200

    def success(self) -> httpx.Response:
        """The response of a success."""
        return httpx.Response(self.status) if self.answer is None else httpx.Response(self.status, json=self.answer)


_SSWS = {"authorization": f"SSWS {API_TOKEN}"}
_COOKIE = {"cookie": "sid=the-users-sid"}
_EMPTY = {"content-length": "0"}
_ASSERTION = "eyJ.not-a-real.assertion"


def _json(length: int) -> dict[str, str]:
    return {"content-type": "application/json", "content-length": str(length)}


WIRE: Mapping[str, Wire] = {
    "createSession": Wire(
        lambda okta: okta.create_session("201-session-token"),
        "POST /api/v1/sessions",
        {**_SSWS, **_json(36)},
        b'{"sessionToken":"201-session-token"}',
        SESSION,
    ),
    "getSession": Wire(
        lambda okta: okta.get_session(ID), "GET /api/v1/sessions/102-Session%2Fid", _SSWS, answer=SESSION
    ),
    "refreshSession": Wire(
        lambda okta: okta.refresh_session(ID),
        "POST /api/v1/sessions/102-Session%2Fid/lifecycle/refresh",
        {**_SSWS, **_EMPTY},
        answer=SESSION,
    ),
    "revokeSession": Wire(
        lambda okta: okta.revoke_session(ID), "DELETE /api/v1/sessions/102-Session%2Fid", _SSWS, status=204
    ),
    "getCurrentSession": Wire(
        lambda okta: okta.get_current_session(SID), "GET /api/v1/sessions/me", _COOKIE, answer=SESSION
    ),
    "refreshCurrentSession": Wire(
        lambda okta: okta.refresh_current_session(SID),
        "POST /api/v1/sessions/me/lifecycle/refresh",
        {**_COOKIE, **_EMPTY},
        answer=SESSION,
    ),
    "closeCurrentSession": Wire(
        lambda okta: okta.close_current_session(SID), "DELETE /api/v1/sessions/me", _COOKIE, status=204
    ),
    "revokeUserSessions": Wire(
        lambda okta: okta.revoke_user_sessions("00u1", oauth_tokens=True, forget_devices=False),
        "DELETE /api/v1/users/00u1/sessions?oauthTokens=true&forgetDevices=false",
        _SSWS,
        status=204,
    ),
    "endUserSessions": Wire(
        lambda okta: okta.end_user_sessions(SID, keep_current=False),
        "POST /api/v1/users/me/lifecycle/delete_sessions",
        {**_COOKIE, **_json(21)},
        b'{"keepCurrent":false}',
    ),
    "globalTokenRevocation": Wire(
        lambda okta: okta.global_token_revocation("00u1"),
        "POST /oauth2/v1/global-token-revocation",
        {**_SSWS, **_json(42)},
        b'{"sub_id":{"format":"opaque","id":"00u1"}}',
        status=204,
    ),
    "endMyAccountSessions": Wire(
        lambda okta: okta.end_my_account_sessions(AccessToken("a-users-token"), exclude_current=True),
        "DELETE /idp/myaccount/sessions?oauthTokens=true&excludeCurrentAuthorizationContext=true",
        {"authorization": "Bearer a-users-token", "accept": "application/json; okta-version=1.0.0"},
        status=204,
    ),
    "authenticate": Wire(
        lambda okta: okta.authenticate("ada", "pässword", device_token="d1", forwarded_for="192.0.2.1"),
        "POST /api/v1/authn",
        {**_json(72), "x-forwarded-for": "192.0.2.1"},
        '{"username":"ada","password":"pässword","context":{"deviceToken":"d1"}}'.encode(),
        TRANSACTION,
    ),
    "verifyFactor": Wire(
        lambda okta: okta.verify_factor(
            "ost1", AuthenticationStep("00state", pass_code="123456"), remember_device=True
        ),
        "POST /api/v1/authn/factors/ost1/verify?rememberDevice=true",
        _json(44),
        b'{"stateToken":"00state","passCode":"123456"}',
        TRANSACTION,
    ),
    "continueAuthentication": Wire(
        lambda okta: okta.continue_authentication(
            "credentials/change_password", AuthenticationStep("00state", old_password="old", new_password="néw")
        ),
        "POST /api/v1/authn/credentials/change_password",
        _json(65),
        '{"stateToken":"00state","oldPassword":"old","newPassword":"néw"}'.encode(),
        TRANSACTION,
    ),
    "cancelAuthentication": Wire(
        lambda okta: okta.cancel_authentication("00state"),
        "POST /api/v1/authn/cancel",
        _json(24),
        b'{"stateToken":"00state"}',
        {"relayState": ""},
    ),
    "issueAccessToken": Wire(
        lambda okta: okta.issue_access_token(_ASSERTION, scope="okta.sessions.read okta.sessions.manage"),
        "POST /oauth2/v1/token",
        {"content-type": FORM, "content-length": "204"},
        b"grant_type=client_credentials&scope=okta.sessions.read+okta.sessions.manage"
        b"&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
        b"&client_assertion=eyJ.not-a-real.assertion",
        ACCESS_TOKEN,
    ),
}

Answers = Callable[[httpx.Request], httpx.Response | Awaitable[httpx.Response]]


class Wired(httpx.AsyncBaseTransport):
    """A transport that keeps its requests and gives the responses of the test."""

    def __init__(self, answers: Answers | Iterable[httpx.Response | Exception]) -> None:
        self.requests: list[httpx.Request] = []
        self._answers = answers if callable(answers) else None
        self._listed = iter(()) if callable(answers) else iter(answers)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        # As it is now: the next attempt changes its headers.
        content, headers = await request.aread(), request.headers
        kept = httpx.Request(
            request.method, request.url, headers=headers, content=content, extensions=request.extensions
        )
        self.requests.append(kept)
        answer = self._answers(request) if self._answers else next(self._listed)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else await answer


class Stream(httpx.AsyncByteStream):
    """A body that comes in parts, and may break off."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self._parts = parts
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            if isinstance(part, Exception):
                raise part
            yield part

    async def aclose(self) -> None:
        self.closed = True


def sessions(
    transport: httpx.AsyncBaseTransport, credentials: Credential | None = None, **options: Any
) -> OktaSessions:
    """A client with an API token, a manual clock, and ``transport`` as its network."""
    options.setdefault("clock", ManualClock(1_790_000_000.0))
    return OktaSessions(URL, credentials or ApiToken(API_TOKEN), transport=transport, **options)
