"""Each row of the demo checks its result: with a response that is broken in one place, the row fails."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import pytest
from attrs import evolve, field, frozen

from idsessions.cli import demo
from idsessions.cli.demo._outcome import Extras, Outcome
from idsessions.cli.demo._run import run
from idsessions.testing import AgileAppsEmulator, Answer, EmulatedRequest, Emulator, ForgeRockEmulator, OktaEmulator

EMULATORS: Final[Mapping[str, type[Emulator]]] = {
    "okta": OktaEmulator,
    "forgerock": ForgeRockEmulator,
    "agileapps": AgileAppsEmulator,
}
Change: TypeAlias = Callable[[Any, Answer], Answer]
Respond: TypeAlias = Callable[[EmulatedRequest], Answer]


@frozen
class Broken:
    """One broken response.

    Attributes:
        provider: The provider.
        operation: Its operation.
        error: What the row has to say.
        change: Changes the emulator's response, or its state after the request.
        respond: Responds instead of the emulator, which does not process the request.
    """

    provider: str
    operation: str
    error: str
    change: Change | None = field(default=None, kw_only=True)
    respond: Respond | None = field(default=None, kw_only=True)

    def __str__(self) -> str:
        return f"{self.provider}-{self.operation}-{self.error.replace(' ', '_')}"


# --- changes ---


def replace(old: Callable[[Any], str], new: Callable[[Any], str]) -> Change:
    """Replace a text in the body."""

    def change(emulator: Any, response: Answer) -> Answer:
        assert old(emulator).encode() in response.body
        return evolve(response, body=response.body.replace(old(emulator).encode(), new(emulator).encode()))

    return change


def set_fields(**fields: object) -> Change:
    """Set fields of a JSON body."""
    return lambda _, response: evolve(response, body=json.dumps(json.loads(response.body) | fields).encode())


def set_element(name: str, text: str) -> Change:
    """Set the text of an element of an XML body."""

    def change(_: Any, response: Answer) -> Answer:
        body, count = re.subn(rf"<{name}>.*?</{name}>", f"<{name}>{text}</{name}>", response.body.decode())
        assert count == 1
        return evolve(response, body=body.encode())

    return change


def set_cookie(cookie: str) -> Change:
    return lambda _, response: response.replacing(("Set-Cookie", cookie))


def in_state(change_state: Callable[[Any], object]) -> Change:
    """Change the state of the emulator and leave the response."""

    def change(emulator: Any, response: Answer) -> Answer:
        change_state(emulator)
        return response

    return change


def expire_all(emulator: Any) -> None:
    if isinstance(emulator, ForgeRockEmulator):
        for session in emulator.sessions:
            emulator.expire(session.token)
    else:
        emulator.expire()


def make_idle(server: ForgeRockEmulator) -> None:
    for session in server.sessions:
        session.latest_access = server.clock.time() - 600


def use(server: ForgeRockEmulator) -> None:
    for session in server.sessions:
        session.latest_access = server.clock.time()


def an_hour_earlier(_: Any, response: Answer) -> Answer:
    """The expiry that the session had before the refresh."""
    session = json.loads(response.body)
    expiry = datetime.fromisoformat(session["expiresAt"]) - timedelta(hours=1)
    session["expiresAt"] = expiry.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return evolve(response, body=json.dumps(session).encode())


def first_result(**fields: object) -> Change:
    """Set fields of the first element of a list of sessions."""

    def change(_: Any, response: Answer) -> Answer:
        found = json.loads(response.body)
        found["result"][0] |= fields
        return evolve(response, body=json.dumps(found).encode())

    return change


def first_result_twice(_: Any, response: Answer) -> Answer:
    found = json.loads(response.body)
    return evolve(response, body=json.dumps(found | {"result": [found["result"][0], *found["result"]]}).encode())


def without_first_result(_: Any, response: Answer) -> Answer:
    found = json.loads(response.body)
    return evolve(response, body=json.dumps(found | {"result": found["result"][1:]}).encode())


def token_of_another_user(emulator: Any, response: Answer) -> Answer:
    if isinstance(emulator, OktaEmulator):
        return set_fields(sessionToken=emulator.session_token(emulator.admin))(emulator, response)
    assert isinstance(emulator, ForgeRockEmulator)
    return set_fields(tokenId=emulator.sign_in(emulator.non_ascii_user))(emulator, response)


def cookie_of_another_user(tenant: AgileAppsEmulator, response: Answer) -> Answer:
    cookies = tenant.log_in(tenant.admin).cookies
    return response.replacing(*(("Set-Cookie", f"{name}={value}; Path=/") for name, value in cookies.items()))


def cookie_of_the_user(tenant: AgileAppsEmulator, response: Answer) -> Answer:
    cookies = tenant.log_in(tenant.user).cookies
    return response.replacing(*(("Set-Cookie", f"{name}={value}; Path=/") for name, value in cookies.items()))


another_okta_user = replace(lambda org: org.user.id, lambda org: org.admin.id)
another_uid = replace(lambda server: server.user.uid, lambda server: server.non_ascii_user.uid)
another_tenant_user = replace(lambda tenant: tenant.user.id, lambda tenant: tenant.admin.id)


# --- responses to requests that are not processed ---


def empty(status: int) -> Respond:
    return lambda _: Answer.empty(status)


def as_json(value: Mapping[str, object]) -> Respond:
    return lambda _: Answer.json(value)


def all_handles_ended(request: EmulatedRequest) -> Answer:
    return Answer.json({"result": dict.fromkeys(request.json()["sessionHandles"], True)})


def signed_in_without_a_step(_: EmulatedRequest) -> Answer:
    return Answer.json({"status": "SUCCESS", "sessionToken": "20111x"})


def as_xml(fields: str) -> Respond:
    message = "<message><code>0</code><description>Success</description></message>"
    return lambda _: Answer.text(f"<platform>{message}{fields}</platform>", "application/xml")


ANOTHER_USER = "another user's session"
ALIVE = "a session is still alive"
ENDED_TOO = "another session was ended too"
OKTA = [
    *(
        Broken("okta", operation, ANOTHER_USER, change=another_okta_user)
        for operation in ("createSession", "getSession", "getCurrentSession", "refreshSession", "refreshCurrentSession")
    ),
    Broken("okta", "getSession", "another session", change=set_fields(id="102another")),
    Broken("okta", "getSession", "the status is MFA_REQUIRED", change=set_fields(status="MFA_REQUIRED")),
    Broken("okta", "getSession", "a wrong expiry", change=an_hour_earlier),
    Broken("okta", "refreshSession", "the session was not extended", change=an_hour_earlier),
    Broken("okta", "refreshCurrentSession", "the session was not extended", change=an_hour_earlier),
    Broken(
        "okta", "refreshCurrentSession", "no cookie was set", change=lambda _, response: response.without("Set-Cookie")
    ),
    Broken("okta", "refreshCurrentSession", "the cookie is another session's", change=set_cookie("sid=102x; Path=/")),
    *(
        broken
        for operation, status in (
            ("revokeSession", 204),
            ("closeCurrentSession", 204),
            ("revokeUserSessions", 204),
            ("endMyAccountSessions", 204),
            ("globalTokenRevocation", 204),
            ("endUserSessions", 200),
        )
        for broken in (
            Broken("okta", operation, ALIVE, respond=empty(status)),
            Broken("okta", operation, ENDED_TOO, change=in_state(expire_all)),
        )
    ),
    Broken("okta", "authenticate", "the status is LOCKED_OUT", change=set_fields(status="LOCKED_OUT")),
    Broken("okta", "authenticate", "another user", change=another_okta_user),
    Broken("okta", "authenticate", "no session token", change=set_fields(sessionToken=None)),
    Broken("okta", "authenticate", "the session token is another user's", change=token_of_another_user),
    Broken("okta", "verifyFactor", ANOTHER_USER, change=token_of_another_user),
    Broken("okta", "continueAuthentication", ANOTHER_USER, change=token_of_another_user),
    Broken("okta", "continueAuthentication", "the password was not changed", respond=signed_in_without_a_step),
    Broken("okta", "cancelAuthentication", "the state token still works", respond=as_json({})),
    Broken("okta", "issueAccessToken", "the scope is okta.users.manage", change=set_fields(scope="okta.users.manage")),
    Broken("okta", "issueAccessToken", "the token type is DPoP", change=set_fields(token_type="DPoP")),
    Broken("okta", "issueAccessToken", "the token expires in 60 s, expected 3600 s", change=set_fields(expires_in=60)),
]
FORGEROCK = [
    *(
        Broken("forgerock", operation, ANOTHER_USER, change=another_uid)
        for operation in ("getSessionInfo", "getSessionInfoAndResetIdleTime", "validate", "refresh")
    ),
    Broken(
        "forgerock", "getServerInfo", "another cookie name than the server's", change=set_fields(cookieName="another")
    ),
    Broken("forgerock", "authenticate", "another user was signed in", change=token_of_another_user),
    Broken(
        "forgerock",
        "getSessionInfo",
        "a wrong expiry",
        change=set_fields(maxSessionExpirationTime="2026-01-02T03:04:05Z"),
    ),
    Broken(
        "forgerock",
        "getSessionInfoAndResetIdleTime",
        "a wrong expiry",
        change=set_fields(maxIdleExpirationTime="2026-01-02T03:04:05Z"),
    ),
    Broken("forgerock", "getSessionInfoAndResetIdleTime", "the idle time was not reset", change=in_state(make_idle)),
    Broken("forgerock", "validate", "a live session is not valid", change=set_fields(valid=False)),
    Broken("forgerock", "validate", "the session was extended", change=in_state(use)),
    Broken(
        "forgerock",
        "validate",
        "an expired session is valid",
        change=lambda server, _: Answer.json({"valid": True, "uid": server.user.uid, "realm": server.user.realm}),
    ),
    Broken("forgerock", "refresh", "the idle time was not reset", change=in_state(make_idle)),
    Broken("forgerock", "refresh", "60 s left, expected 7200 s", change=set_fields(maxtime=60)),
    Broken("forgerock", "refresh", "a wrong limit of the idle time", change=set_fields(maxidletime=1)),
    Broken("forgerock", "logout", ALIVE, respond=as_json({"result": "Successfully logged out"})),
    Broken("forgerock", "logout", ENDED_TOO, change=in_state(expire_all)),
    Broken("forgerock", "logout", "Bye; again: Token has expired", change=set_fields(result="Bye")),
    Broken("forgerock", "getSessionProperties", "a wrong value", change=set_fields(Team="Green")),
    Broken(
        "forgerock",
        "getSessionProperties",
        "other properties than the realm allows",
        change=set_fields(AnotherProperty=""),
    ),
    Broken("forgerock", "updateSessionProperties", "the property was not set", change=set_fields(Team="Green")),
    Broken("forgerock", "updateSessionProperties", "the property was not set", respond=as_json({"Team": "Blue"})),
    Broken("forgerock", "querySessions", ANOTHER_USER, change=first_result(username="another")),
    Broken("forgerock", "querySessions", "other handles than the user's", change=first_result(sessionHandle="another")),
    Broken("forgerock", "querySessions", "other handles than the user's", change=without_first_result),
    Broken("forgerock", "querySessions", "found 3 sessions, expected 2", change=first_result_twice),
    Broken("forgerock", "logoutByHandle", ALIVE, respond=all_handles_ended),
    Broken("forgerock", "logoutByHandle", ENDED_TOO, change=in_state(expire_all)),
    Broken(
        "forgerock",
        "logoutByHandle",
        "the server did not end it",
        change=lambda server, response: evolve(response, body=response.body.replace(b"true", b"false")),
    ),
    Broken("forgerock", "logoutByUser", ALIVE, respond=as_json({"result": True})),
    Broken("forgerock", "logoutByUser", ENDED_TOO, change=in_state(expire_all)),
    Broken("forgerock", "logoutByUser", "the server did not end them", change=set_fields(result=False)),
    Broken("forgerock", "issueAccessToken", "the scope is fr:idm:*", change=set_fields(scope="fr:idm:*")),
    Broken("forgerock", "issueAccessToken", "the token type is DPoP", change=set_fields(token_type="DPoP")),
    Broken(
        "forgerock", "issueAccessToken", "the token expires in 60 s, expected 899 s", change=set_fields(expires_in=60)
    ),
]
VALID = "<user><is_session_valid>{}</is_session_valid></user>"
OTHER_SESSIONS = "not the sessions of the user"
AGILEAPPS = [
    Broken("agileapps", "login", ANOTHER_USER, change=another_tenant_user),
    Broken("agileapps", "login", "the cookies are another user's", change=cookie_of_another_user),
    Broken("agileapps", "loginAsCustomerSupport", "another tenancy", change=set_element("organizationId", "700001")),
    Broken(
        "agileapps",
        "loginAsCustomerSupport",
        "a user of another tenancy",
        change=set_element("organizationName", "Another Ltd"),
    ),
    Broken("agileapps", "proxyLogin", ANOTHER_USER, change=another_tenant_user),
    Broken("agileapps", "proxyLogin", "the cookies are another user's", change=cookie_of_another_user),
    Broken("agileapps", "switchBack", "not the administrator's session", change=set_element("userId", "1")),
    Broken("agileapps", "switchBack", "not the administrator's session", change=cookie_of_the_user),
    Broken("agileapps", "logout", "the session is still alive", respond=as_xml("")),
    Broken("agileapps", "logout", ENDED_TOO, change=in_state(expire_all)),
    Broken("agileapps", "listActiveSessions", OTHER_SESSIONS, respond=as_xml("<session><id>1</id></session>")),
    Broken("agileapps", "listActiveSessions", OTHER_SESSIONS, respond=as_xml("")),
    *(
        row
        for operation in ("logoutSessions", "logoutAllSessions")
        for row in (
            Broken("agileapps", operation, "the session is still alive", respond=as_xml("")),
            Broken("agileapps", operation, ENDED_TOO, change=in_state(expire_all)),
        )
    ),
    Broken("agileapps", "isSessionValid", "a live session is not valid", respond=as_xml(VALID.format("false"))),
    Broken("agileapps", "isSessionValid", "an expired session is valid", respond=as_xml(VALID.format("true"))),
    Broken("agileapps", "getUserInfo", "another user", change=another_tenant_user),
    Broken("agileapps", "getUserInfo", "wrong names", change=set_element("first_name", "Anna")),
]
ALL = [*OKTA, *FORGEROCK, *AGILEAPPS]


async def run_row(provider: str, operation: str) -> Outcome:
    """Run one row of the demo."""
    outcomes: list[Outcome] = []
    (part,) = (part for part in demo.PARTS if part.provider == provider)
    await run(evolve(part, operations=[operation]), Extras(), outcomes.append)
    (outcome,) = outcomes
    return outcome


@pytest.mark.parametrize("broken", ALL, ids=str)
async def test_broken_response_fails_the_row(broken: Broken, monkeypatch: pytest.MonkeyPatch) -> None:
    emulator = EMULATORS[broken.provider]
    before, after = emulator.before, emulator.after

    async def respond_before(self: Any, request: EmulatedRequest) -> Answer | None:
        if broken.respond is not None and request.operation == broken.operation:
            return broken.respond(request)
        return await before(self, request)

    async def change_after(self: Any, request: EmulatedRequest, response: Answer) -> Answer:
        response = await after(self, request, response)
        if broken.change is not None and request.operation == broken.operation:
            return broken.change(self, response)
        return response

    monkeypatch.setattr(emulator, "before", respond_before)
    monkeypatch.setattr(emulator, "after", change_after)
    outcome = await run_row(broken.provider, broken.operation)
    assert outcome.error == f"Unexpected: {broken.error}"
    assert outcome.result == ""


@pytest.mark.parametrize(
    ("provider", "operation"), [(part.provider, operation) for part in demo.PARTS for operation in part.operations]
)
async def test_every_row_has_a_broken_response(provider: str, operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert any((broken.provider, broken.operation) == (provider, operation) for broken in ALL)
    outcome = await run_row(provider, operation)
    assert (outcome.error, bool(outcome.result)) == ("", True)


async def test_refused_request_fails_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing(OktaEmulator):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self.fail_next(500, {"errorCode": "E0000009"}, operation="refreshCurrentSession")

    monkeypatch.setattr("idsessions.cli.demo._okta.OktaEmulator", Refusing)
    outcome = await run_row("okta", "refreshCurrentSession")
    assert outcome.error.startswith("ServerError: okta refreshCurrentSession: 500 E0000009")


async def test_limit_that_refuses_nothing_fails_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def limit_nothing(_: OktaEmulator, *__: object) -> None: ...

    monkeypatch.setattr(OktaEmulator, "limit", limit_nothing)
    (part,) = (part for part in demo.PARTS if part.provider == "okta")
    reason = await run(evolve(part, operations=[]), Extras(), lambda _: None)
    assert reason == "Unexpected: no 429 was waited out in 1 attempt(s)"
