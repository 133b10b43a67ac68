"""Marked secrets wherever a call can carry one: the server sends them back, and every output is searched for them."""

from __future__ import annotations

import base64
import html
import json
import logging
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import quote, quote_plus

import pytest

from idsessions import (
    AccessToken,
    Credential,
    ForgeRockSessions,
    RateLimit,
    SessionsError,
    SessionToken,
    set_answer,
)
from idsessions.forgerock._profiles import ProfileName
from idsessions.testing._base.messages import Answer, EmulatedRequest
from idsessions.testing.forgerock import ForgeRockEmulator, Journey, Page, choice_question, password_question
from idsessions_forgerock.models import AuthenticationStep

from ..crash import base64_forms, shown_locals
from .wire import CALLBACKS, RESPONSES, Call

# Each has a mark that no way of escaping touches, among characters that are escaped.
SECRETS: Final[Mapping[str, str]] = {
    "token": "TokenMARK1<&'\">*.x",
    "admin": "AdminMARK2<&'\">*.x",
    "bearer": "BearerMARK3<&'\">~x",
    "handle": "shandle:HandleMARK4<&'\">ü x",
    "password": "PasswordMARK5<&'\">ß x",
    "code": "CodeMARK6<&'\"> x",
    "auth_id": "eMARK7.eyJ9.<&'\">",
    "upgrade": "UpgradeMARK8<&'\">*.x",
    "suspended": "SuspendedMARK9<&'\"> x",
    "cookie": "StickyMARK0",
}
S = SECRETS
COOKIE: Final = "theCookie"


def filled_in() -> AuthenticationStep:
    step = AuthenticationStep.from_dict(
        {"authId": S["auth_id"], "callbacks": [*CALLBACKS, {"type": "TextInputCallback", "input": [{"name": "x"}]}]}
    )
    for callback, value in zip(step.callbacks or [], ["bjensen", S["password"], S["code"]], strict=True):
        set_answer(callback, value)
    return step


CALLS: Mapping[str, Call] = {
    "refresh": lambda am: am.refresh(S["token"]),
    "logout": lambda am: am.logout(S["token"]),
    "getSessionInfo": lambda am: am.get_session_info(S["token"]),
    "getSessionInfoAndResetIdleTime": lambda am: am.get_session_info_and_reset_idle_time(S["token"]),
    "validate": lambda am: am.validate(S["token"]),
    "getSessionProperties": lambda am: am.get_session_properties(S["token"]),
    "updateSessionProperties": lambda am: am.update_session_properties(S["token"], {"Team": "night"}),
    "a session handle": lambda am: am.session(S["token"]).get_session_info(),
    "querySessions": lambda am: am.query_sessions("bjensen"),
    "logoutByHandle": lambda am: am.logout_by_handle([S["handle"], S["handle"] + "2"]),
    "logoutByUser": lambda am: am.logout_by_user("bjensen"),
    "sign in by headers": lambda am: am.login("bjensen", S["password"], method="headers").__aenter__(),
    "the first step": lambda am: am.authenticate(username="bjensen", password=S["password"]),
    "a step": lambda am: am.authenticate(filled_in()),
    "an upgrade": lambda am: am.authenticate(session_upgrade_token=S["upgrade"], suspended_id=S["suspended"]),
    "getServerInfo": lambda am: am.get_server_info(),
}
OWN: Mapping[str, Callable[[], Credential | None]] = {
    "none": lambda: None,
    "admin": lambda: SessionToken(S["admin"]),
    "admin's cookie": lambda: SessionToken(S["admin"], as_cookie=True),
    "bearer": lambda: AccessToken(S["bearer"]),
}


class Outputs:
    """Everything that is shown anywhere."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self.texts: list[str] = []
        self._caplog = caplog

    def add(self, *things: object) -> None:
        for thing in things:
            self.texts += [str(thing), repr(thing), f"{thing}"]
            if isinstance(thing, BaseException):
                self.texts += ["".join(traceback.format_exception(thing)), repr(thing.args), repr(vars(thing))]
                self.texts += [f"{where}: {text}" for where, text in shown_locals(thing)]

    def check(self) -> None:
        for record in self._caplog.records:
            self.texts += [
                record.getMessage(),
                repr(record.args),
                str(record.exc_text),
                repr(record.__dict__.get("msg")),
            ]
        texts = dict.fromkeys(self.texts)
        found = [(name, text) for name, secret in SECRETS.items() for text in texts if shows(text, secret)]
        assert not found, found[0]


@cache
def marks_of(secret: str) -> tuple[str, ...]:
    """What a secret has in any spelling: its mark, or the mark encoded."""
    (mark,) = re.findall(r"[A-Za-z]*MARK\d", secret)
    return mark, *base64_forms(mark)


def shows(text: str, secret: str) -> bool:
    """Whether a text has a secret in any spelling."""
    return any(form in text for form in marks_of(secret))


@pytest.fixture(name="outputs")
def outputs_fixture(caplog: pytest.LogCaptureFixture) -> Iterator[Outputs]:
    caplog.set_level(logging.DEBUG)
    outputs = Outputs(caplog)
    yield outputs
    assert outputs.texts
    outputs.check()


def error(status: int, message: str, **headers: str) -> Answer:
    body = {"code": status, "reason": message, "message": message}
    return Answer.json(body, status=status, headers=list(headers.items()))


# The response, given all secrets of the request.
ECHOES: Mapping[str, Callable[[str], Answer]] = {
    "as it is": lambda sent: error(400, sent),
    "escaped for HTML": lambda sent: error(403, html.escape(sent)),
    "escaped as OpenAM does": lambda sent: error(401, html.escape(sent).replace("&#x27;", "&#39;")),
    "escaped for a URL": lambda sent: error(500, quote(sent)),
    "escaped for a URL, wholly": lambda sent: error(404, quote(sent, safe="")),
    "escaped for a form": lambda sent: error(400, quote_plus(sent)),
    "in base64": lambda sent: error(400, base64.b64encode(sent.encode()).decode()),
    "in URL-safe base64": lambda sent: error(409, base64.urlsafe_b64encode(f"user:{sent}".encode()).decode()),
    "in the title of a page": lambda sent: Answer.text(f"<html><title>{html.escape(sent)}</title></html>", "text/html"),
    "as a code": lambda sent: Answer.json({"code": sent, "message": "no", "detail": {"errorCode": sent}}, status=409),
    "in a page": lambda sent: Answer.text(f"<html>{sent}</html>", "text/html", status=502),
    "in a redirect": lambda sent: Answer.empty(302, headers=[("Location", f"https://a.test/?goto={quote(sent)}")]),
    "in broken JSON": lambda sent: Answer.text(f'{{"tokenId": "{sent}', "application/json"),
    "in wrong fields": lambda sent: Answer.json(
        {
            name: [sent]
            for name in ("result", "valid", "maxtime", "callbacks", "latestAccessTime", "cookieName", "Team")
        },
        headers=[("Set-Cookie", f"{COOKIE}={quote(sent)}; Path=/")],
    ),
    "in names": lambda sent: Answer.json({"result": {sent: "yes"}, "valid": {sent: 1}}),
    "in a rate limit": lambda sent: error(429, sent, **{"Retry-After": "9999"}),
}


class Echo(ForgeRockEmulator):
    """A server that repeats every secret that it is sent."""

    echo: Callable[[str], Answer]
    sent: str = ""

    async def before(self, request: EmulatedRequest) -> Answer | None:
        words = [value for name, value in request.headers.items() if name.startswith("x-openam-")]
        texts = [*request.headers.values(), *request.query.values(), *map(_decoded, words), json.dumps(_read(request))]
        self.sent = " | ".join(
            secret
            for secret in SECRETS.values()
            if any(secret in text or json.dumps(secret)[1:-1] in text for text in texts)
        )
        return self.echo(self.sent)


def _decoded(words: str) -> str:
    return base64.b64decode(words[10:-2]).decode() if words.startswith("=?") else words


def _read(request: EmulatedRequest) -> Any:
    return request.json() if request.body else None


@pytest.mark.parametrize("profile", ["aic", "openam"])
@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("call", CALLS)
async def test_repeated_secret_is_shown_nowhere(profile: ProfileName, own: str, call: str, outputs: Outputs) -> None:
    server = Echo(profile, cookie_name=COOKIE)
    server.allow_violations()
    # On a real socket, so that httpx and httpcore have something to log.
    async with (
        server.serve() as url,
        ForgeRockSessions(
            url, OWN[own](), realm="alpha", profile=profile, cookie_name=COOKIE, on_call=outputs.add, retries=0
        ) as am,
    ):
        outputs.add(am, OWN[own](), am.session(S["token"]), am.dialogue(), am.login("bjensen", S["password"]))
        for echo in ECHOES.values():
            server.echo = echo
            try:
                outputs.add(await CALLS[call](am))
            except SessionsError as raised:
                outputs.add(raised, *raised.args)
        assert bool(server.sent) == (call != "getServerInfo" and bool(server.requests))
        server.drop_connection("answer", times=None)
        with pytest.raises(SessionsError) as broken:
            await CALLS[call](am)
        outputs.add(broken.value)


# Responses of which the caller gets everything, and a repr shows nothing.
RICH: Mapping[str, Any] = {
    "getSessionInfo": {**RESPONSES["getSessionInfo"], "sessionHandle": S["handle"], "newField": S["token"]},
    "querySessions": {"result": [{"username": "bjensen", "sessionHandle": S["handle"], "_rev": "1"}]},
    "logoutByHandle": {"result": {S["handle"]: True}},
    "authenticate": {
        "authId": S["auth_id"],
        "callbacks": [{"type": "HiddenValueCallback", "input": [{"name": "x", "value": S["code"]}]}],
        "later": S["token"],
    },
}


async def test_secret_that_a_server_sends_is_shown_nowhere(outputs: Outputs) -> None:
    emulator = ForgeRockEmulator("aic", cookie_name=COOKIE)
    emulator.allow_violations()
    async with emulator.serve() as url, ForgeRockSessions(url, SessionToken(S["admin"]), on_call=outputs.add) as am:
        for operation, body in RICH.items():
            headers = {"Set-Cookie": f"{COOKIE}={quote(S['token'])}; Path=/", "X-Other": quote(S["token"])}
            emulator.fail_next(200, body, headers, operation=operation)
        info = await am.get_session_info(S["token"])
        listed = await am.query_sessions("bjensen")
        ended = await am.logout_by_handle([S["handle"]])
        step = await am.authenticate()
        assert info.session_handle == listed.result[0].session_handle == S["handle"]
        assert ended[S["handle"]]
        assert (step.auth_id, info["newField"], step["later"]) == (S["auth_id"], S["token"], S["token"])
        outputs.add(info, listed, listed.result[0], ended, step, *(step.callbacks or []), filled_in())
        emulator.fail_next(
            200, {"tokenId": S["token"], "successUrl": "/x"}, {"Set-Cookie": f"amlbcookie={S['cookie']}"}
        )
        session = await am.login("bjensen", S["password"], method="headers")
        assert session.token == S["token"]
        outputs.add(session, vars(am)["_view"], am)


async def test_secret_of_a_dialogue_is_shown_nowhere(outputs: Outputs) -> None:
    emulator = ForgeRockEmulator("aic", cookie_name=COOKIE)
    user = emulator.add_user("ann", S["password"])
    pages = (Page(questions=(password_question("Word"), choice_question("By", ("Mail", "Telephone")))),)
    emulator.add_journey(Journey("odd", pages))
    async with (
        emulator.serve() as url,
        ForgeRockSessions(url, realm="alpha", on_call=outputs.add, rate_limit=RateLimit(on_pause=outputs.add)) as am,
    ):
        dialogue = am.dialogue(service="odd")
        step = await dialogue.start()
        for callback, value in zip(step.callbacks or [], [S["password"], 1], strict=True):
            set_answer(callback, value)
        outputs.add(step, dialogue)
        with pytest.raises(SessionsError) as raised:
            await dialogue.answer(step)
        outputs.add(raised.value)
        async with am.login(user.username, S["password"]) as session:
            outputs.add(session, dialogue)
        texts = [session.token, step.auth_id or "-"]
    outputs.check()
    assert not [text for text in outputs.texts for secret in texts if secret in text]


async def test_target_in_the_query_is_in_no_log_record(outputs: Outputs, caplog: pytest.LogCaptureFixture) -> None:
    emulator = ForgeRockEmulator("openam")
    async with (
        emulator.serve() as url,
        ForgeRockSessions(
            url, SessionToken(emulator.admin_token), realm="alpha", profile="openam", on_call=outputs.add
        ) as am,
    ):
        token = emulator.user_token
        outputs.add(await am.refresh(token))
        assert emulator.requests[-1].query["tokenId"] == token
    own = [record for record in caplog.records if record.name.startswith(("httpx", "httpcore", "idsessions"))]
    assert own
    for record in caplog.records:
        for secret in (token, quote(token), quote(token, safe=""), emulator.admin_token):
            assert secret not in record.getMessage() + repr(record.args)


def test_marks_are_found_in_every_spelling() -> None:
    for secret in SECRETS.values():
        for spelling in (secret, quote(secret), html.escape(secret), json.dumps(secret), repr(secret)):
            assert shows(f"... {spelling} ...", secret)
        assert shows(base64.b64encode(secret.encode()).decode(), secret)
        assert not shows("nothing of it", secret)
