"""Signing in on the wire: what is sent, and how often, where the token comes from, and what a dialogue remembers."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import quote

import httpx
import pytest

from idsessions import (
    AuthenticationError,
    CallTimeoutError,
    ForgeRockSession,
    ForgeRockSessions,
    RateLimitError,
    SessionsError,
    SessionToken,
    UnansweredCallbacksError,
    UnreadableAnswerError,
    UsageError,
    set_answer,
)
from idsessions.testing import ManualClock
from idsessions_forgerock.models import Callback

from ..crash import shown_locals
from .wire import (
    ADMIN,
    CALLBACKS,
    COOKIE,
    PASSWORD,
    SIGNED_IN,
    TOKEN,
    URL,
    USER,
    Server,
    assert_valid,
    refusal,
)

NAME, WORD = CALLBACKS
CODE = {**WORD, "output": [{"name": "prompt", "value": "One Time Password"}]}
CHOICE: Mapping[str, Any] = {
    "type": "ChoiceCallback",
    "output": [{"name": "choices", "value": ["Mail", "Telephone"]}],
    "input": [{"name": "IDToken1", "value": 0}],
}
TEXT: Mapping[str, Any] = {"type": "TextOutputCallback", "output": [{"name": "message", "value": "Hello"}]}
DONE = httpx.Response(200, json=dict(SIGNED_IN))


def page(*callbacks: Mapping[str, Any], auth_id: str = "e30.e30.x", cookies: tuple[str, ...] = ()) -> httpx.Response:
    body = {"authId": auth_id, "callbacks": callbacks, "stage": "one", "later": {"unknown": None}}
    return httpx.Response(200, json=body, headers=[("Set-Cookie", line) for line in cookies])


def client(server: Server, cookie_name: str | None = COOKIE, **options: Any) -> ForgeRockSessions:
    return ForgeRockSessions(URL, realm="alpha", cookie_name=cookie_name, transport=server.transport, **options)


def bodies(server: Server) -> list[Any]:
    return [json.loads(request.content) if request.content else None for request in server.requests]


def inputs(body: Any) -> list[Any]:
    return [entry["value"] for callback in body["callbacks"] for entry in callback.get("input", [])]


async def test_page_with_both_questions_is_answered_whole() -> None:
    server = Server({"authenticate": [page(NAME, WORD), DONE]})
    async with client(server, credentials=SessionToken(ADMIN)) as am:
        session = await am.login(USER, PASSWORD)
    assert isinstance(session, ForgeRockSession)
    assert (session.token, session.realm, session.success_url) == (TOKEN, "/alpha", "/enduser/?realm=/alpha")
    first, second = bodies(server)
    assert first is None
    # The whole object goes back, unknown fields included.
    assert second == {
        "authId": "e30.e30.x",
        "stage": "one",
        "later": {"unknown": None},
        "callbacks": [
            {**NAME, "input": [{"name": "IDToken1", "value": USER}]},
            {**WORD, "input": [{"name": "IDToken2", "value": PASSWORD}]},
        ],
    }
    assert_valid(second, {"$ref": "#/components/schemas/AuthenticationStep"})
    for request in server.requests:
        assert request.url.raw_path == b"/am/json/realms/root/realms/alpha/authenticate"
        assert request.headers["accept-api-version"] == "resource=2.1, protocol=1.0"
        assert not {"cookie", "authorization", COOKIE} & set(request.headers)
    assert "content-type" not in server.requests[0].headers
    assert server.requests[1].headers["content-type"] == "application/json"


async def test_page_for_each_question_is_answered_in_turn() -> None:
    server = Server({"authenticate": [page(NAME, auth_id="a.a.a"), page(WORD, auth_id="b.b.b"), DONE]})
    async with client(server) as am:
        assert (await am.login(USER, PASSWORD, service="Two Steps")).token == TOKEN
    _, second, third = bodies(server)
    assert (second["authId"], inputs(second)) == ("a.a.a", [USER])
    assert (third["authId"], inputs(third)) == ("b.b.b", [PASSWORD])
    queries = {request.url.query for request in server.requests}
    assert queries == {b"authIndexType=service&authIndexValue=Two+Steps"}


async def test_sign_in_by_headers_sends_both_at_once() -> None:
    server = Server({"authenticate": DONE})
    async with client(server, profile="openam") as am:
        assert (await am.login(USER, PASSWORD, method="headers", service="Grant")).token == TOKEN
        await am.login("bjensen", "Pass word=?", method="headers")
    first, second = server.requests
    assert not first.content
    assert first.headers["X-OpenAM-Username"] == "=?UTF-8?B?xb5vZmll?="
    assert base64.b64decode(first.headers["X-OpenAM-Password"][10:-2]).decode() == PASSWORD
    assert first.url.query == b"authIndexType=service&authIndexValue=Grant"
    assert second.headers["X-OpenAM-Username"] == "bjensen"
    assert COOKIE not in first.headers


@pytest.mark.parametrize("method", ["callbacks", "headers"])
@pytest.mark.parametrize("text", ["half \ud800", "\udc00"])
async def test_lone_surrogate_in_a_password_raises(method: Literal["callbacks", "headers"], text: str) -> None:
    server = Server({"authenticate": [page(NAME, WORD), DONE]})
    async with client(server) as am:
        with pytest.raises(UsageError) as raised:
            await am.login(USER, text, method=method)
    assert raised.value.__context__ is None
    assert all(not request.content for request in server.requests)


@pytest.mark.parametrize(
    "pages",
    [
        [page(CHOICE)],
        [page(NAME, WORD, TEXT)],
        [page(NAME, WORD), page(CHOICE, TEXT)],
        [page(NAME), page(WORD), page(CODE)],  # A one-time code is asked for like a password.
        [page(NAME, WORD), page(CODE)],
        [page(NAME, WORD, CODE)],
        [page(NAME, NAME, WORD)],
        [page({"type": "FutureCallback", "input": [{"name": "IDToken1"}]})],
        [page({"type": "NameCallback", "output": []})],
    ],
)
async def test_other_questions_raise_with_their_types(pages: list[httpx.Response]) -> None:
    server = Server({"authenticate": [*pages, DONE]})
    async with client(server) as am:
        with pytest.raises(UnansweredCallbacksError, match="dialogue") as raised:
            await am.login(USER, PASSWORD)
    asked = [callback["type"] for callback in pages[-1].json()["callbacks"]]
    assert list(raised.value.callback_types) == asked
    assert (raised.value.provider, raised.value.operation) == ("forgerock", "authenticate")
    assert len(server.requests) == len(pages)
    assert sum(PASSWORD in inputs(body) for body in bodies(server) if body) <= 1


@pytest.mark.parametrize(
    "last",
    [
        refusal(401),
        refusal(500),
        page(NAME, WORD),
        page(CHOICE),
        httpx.Response(200, json={}),
        httpx.Response(200, html="<p>no</p>"),
        httpx.Response(200, json={**SIGNED_IN, "tokenId": "S3CRET token"}),
        httpx.Response(200, json={}, headers={"Set-Cookie": f"{COOKIE}=S3CRET token"}),
    ],
)
@pytest.mark.parametrize("first", [[page(NAME, WORD)], [page(WORD), page(NAME)], []])
async def test_no_frame_of_a_failed_sign_in_shows_a_secret(first: list[httpx.Response], last: httpx.Response) -> None:
    server = Server({"authenticate": [*first, last]})
    async with client(server) as am:
        with pytest.raises(SessionsError) as raised:
            await am.login(USER, "S3CRET <&> pä+ss", method="callbacks" if first else "headers")
    found = list(shown_locals(raised.value))
    assert len(found) > 10
    for where, text in found:
        assert "S3CRET" not in text, where
        assert "UzNDUkVU" not in text, where  # In base64.


def question(kind: str) -> dict[str, Any]:
    return {"type": kind, "output": [], "input": [{"name": "IDToken1", "value": ""}]}


# Types of questions as a server may write them, and what of each an error must not show.
WORDS = "S3CRET <&> pä+ss"
ODD_TYPES: Mapping[str, tuple[list[str], str]] = {
    "the password": ([WORDS], "S3CRET"),
    "the password, percent-encoded": ([quote(WORDS)], "S3CRET"),
    "the password in base64": ([f"x{base64.b64encode(WORDS.encode()).decode()}"], "UzNDUkVU"),
    "the password after a long text": (["a" * 9_900 + WORDS], "S3CRET"),
    "a value of `headers`": (["MyOwn-value"], "Own-value"),
    "control characters": (["a\nb\r\x1b[31mc\u2028d"], "\x1b"),
    "a long text": (["a" * 100_000], "a" * 1_001),
    "many questions": (["Odd"] * 3_000, "Odd, " * 21),
    "a separator": (["a, b", ""], "\n"),
}


@pytest.mark.parametrize("case", ODD_TYPES)
@pytest.mark.parametrize("pages", ["after the password", "after the name", "by headers"])
async def test_types_of_questions_are_redacted_and_bounded(case: str, pages: str) -> None:
    kinds, hidden = ODD_TYPES[case]
    odd = page(*(question(kind) for kind in kinds))
    first = {"after the password": [page(NAME, WORD)], "after the name": [page(WORD), page(NAME)], "by headers": []}
    server = Server({"authenticate": [*first[pages], odd]})
    began = time.process_time()
    async with client(server, headers={"X-Own": "MyOwn-value"}) as am:
        with pytest.raises(UnansweredCallbacksError) as raised:
            await am.login(USER, WORDS, method="headers" if pages == "by headers" else "callbacks")
    assert time.process_time() - began < 2
    for text in (str(raised.value), repr(raised.value), *raised.value.callback_types):
        assert hidden not in text
        assert len(text) < 1_200
        assert text.isprintable()
    assert len(raised.value.callback_types) <= 21


@pytest.mark.parametrize("kind", ["S3CRET", "line\nbreak\x1b[31m", "a" * 100_000])
def test_type_of_a_question_without_input_is_not_shown_unless_it_is_known(kind: str) -> None:
    with pytest.raises(UsageError, match=r"this callback takes no input$"):
        set_answer(Callback.from_dict({"type": kind, "output": []}), "x")


@pytest.mark.parametrize("pages", [[page(NAME, WORD)], [page(NAME), page(WORD)]])
async def test_same_questions_again_raise(pages: list[httpx.Response]) -> None:
    server = Server({"authenticate": [*pages, *pages, *pages]})
    async with client(server) as am:
        with pytest.raises(AuthenticationError, match="did not accept") as raised:
            await am.login(USER, PASSWORD)
    assert type(raised.value) is AuthenticationError
    assert sum(PASSWORD in inputs(body) for body in bodies(server) if body) == 1


async def test_other_questions_after_headers_raise() -> None:
    server = Server({"authenticate": page(CHOICE)})
    async with client(server) as am:
        with pytest.raises(UnansweredCallbacksError) as raised:
            await am.login(USER, PASSWORD, method="headers")
    assert raised.value.callback_types == ("ChoiceCallback",)
    assert len(server.requests) == 1


@pytest.mark.parametrize("body", [{}, {"authId": "x"}, {"authId": "x", "callbacks": []}, {"successUrl": "/x"}])
@pytest.mark.parametrize("method", ["callbacks", "headers"])
async def test_response_without_token_and_questions_raises(
    method: Literal["callbacks", "headers"], body: dict[str, Any]
) -> None:
    server = Server({"authenticate": httpx.Response(200, json=body)})
    async with client(server) as am:
        with pytest.raises(UnreadableAnswerError, match="neither"):
            await am.login(USER, PASSWORD, method=method)


# The token in the cookie alone, as a server can be configured to send it.
STRICT = httpx.Response(
    200,
    json={"successUrl": "/x", "realm": "/alpha"},
    headers=[
        ("Set-Cookie", "amlbcookie=01; Path=/"),
        ("Set-Cookie", f"{COOKIE}={TOKEN}; Path=/; HttpOnly"),
        ("Set-Cookie", "AMAuthCookie=LOGOUT; Max-Age=0; Path=/"),
    ],
)


@pytest.mark.parametrize("method", ["callbacks", "headers"])
@pytest.mark.parametrize("name", [COOKIE, None])
async def test_token_in_the_cookie_alone_is_read(method: Literal["callbacks", "headers"], name: str | None) -> None:
    pages = [STRICT] if method == "headers" else [page(NAME, WORD), STRICT]
    server = Server({"authenticate": pages})
    async with client(server, cookie_name=name) as am:
        session = await am.login(USER, PASSWORD, method=method)
    assert (session.token, session.realm) == (TOKEN, "/alpha")
    assert server.operations.count("getServerInfo") == (0 if name else 1)


async def test_token_in_a_renamed_cookie_is_read() -> None:
    info = [httpx.Response(200, json={"cookieName": name}) for name in ("old", COOKIE)]
    clock = ManualClock()
    server = Server({"authenticate": STRICT, "getServerInfo": info})
    async with client(server, cookie_name=None, clock=clock) as am:
        await am.validate(TOKEN)
        clock.advance(61)
        assert (await am.login(USER, PASSWORD, method="headers")).token == TOKEN


async def test_deadline_covers_the_question_for_the_cookie_that_has_the_token() -> None:
    server, clock = Server({"authenticate": STRICT}), ManualClock()

    async def respond(request: httpx.Request) -> httpx.Response:
        await clock.sleep(3)
        return server(request)

    options: dict[str, Any] = {"clock": clock, "transport": httpx.MockTransport(respond)}
    async with ForgeRockSessions(URL, deadline=5, **options) as am:
        with pytest.raises(CallTimeoutError) as raised:
            await am.login(USER, PASSWORD, method="headers")
    assert clock.monotonic() == pytest.approx(5)
    # The session may have started.
    assert raised.value.maybe_processed
    assert raised.value.operation == "authenticate"


BEGUN = {"Set-Cookie": f"{COOKIE}={TOKEN}; Path=/"}
UNREADABLE: Mapping[str, httpx.Response] = {
    "a page": httpx.Response(200, html="<p>Welcome</p>", headers=BEGUN),
    "broken JSON": httpx.Response(200, headers={**BEGUN, "Content-Type": "application/json"}, content=b"{"),
    "nothing": httpx.Response(200, headers=BEGUN),
    "a list": httpx.Response(200, json=[], headers=BEGUN),
    "a token that no request can carry": httpx.Response(200, json={"tokenId": "a\nb"}, headers=BEGUN),
}


@pytest.mark.parametrize("name", [COOKIE, None])
@pytest.mark.parametrize("method", ["callbacks", "headers"])
@pytest.mark.parametrize("case", UNREADABLE)
async def test_session_of_a_response_that_cannot_be_read_is_ended(
    case: str, method: Literal["callbacks", "headers"], name: str | None
) -> None:
    server = Server({"authenticate": UNREADABLE[case]})
    async with client(server, name) as am:
        with pytest.raises(
            UnreadableAnswerError, match=r"the session that it started was ended \(request id "
        ) as raised:
            await am.login(USER, PASSWORD, method=method)
    assert (raised.value.operation, raised.value.status) in {("authenticate", 200), ("authenticate", None)}
    assert server.operations[-1] == "logout"
    assert server.last_request("logout").headers[COOKIE] == TOKEN


async def test_session_of_a_step_that_cannot_be_read_is_ended() -> None:
    server = Server({"authenticate": UNREADABLE["a page"]})
    async with client(server) as am:
        with pytest.raises(UnreadableAnswerError, match="was ended"):
            await am.authenticate(username=USER, password=PASSWORD)
    assert server.operations == ["authenticate", "logout"]


async def test_session_of_a_response_that_cannot_be_read_may_stay() -> None:
    server = Server({"authenticate": UNREADABLE["a page"], "logout": refusal(500)})
    async with client(server) as am:
        with pytest.raises(UnreadableAnswerError, match=r"the session that it started was not ended \(request id "):
            await am.login(USER, PASSWORD)


@pytest.mark.parametrize("options", [{"no_session": True}, {"session_upgrade_token": TOKEN}])
async def test_session_that_was_not_begun_is_not_ended(options: dict[str, Any]) -> None:
    server = Server({"authenticate": UNREADABLE["a page"]})
    async with client(server) as am:
        with pytest.raises(UnreadableAnswerError):
            await am.authenticate(**options)
    assert server.operations == ["authenticate"]


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, html="<p>Welcome</p>"),
        httpx.Response(200, html="<p>Welcome</p>", headers={"Set-Cookie": "other=1"}),
        httpx.Response(403, html="<p>Blocked</p>", headers=BEGUN),
    ],
)
async def test_page_that_starts_no_session_ends_none(response: httpx.Response) -> None:
    server = Server({"authenticate": response})
    async with client(server) as am:
        with pytest.raises(UnreadableAnswerError) as raised:
            await am.login(USER, PASSWORD)
    assert "session" not in raised.value.message
    assert server.operations == ["authenticate"]


async def test_no_session_asks_for_no_token() -> None:
    body = {"message": "Authentication Successful", "successUrl": "/x", "realm": "/alpha"}
    server = Server({"authenticate": httpx.Response(200, json=body)})
    async with client(server, cookie_name=None) as am:
        step = await am.authenticate(username=USER, password=PASSWORD, no_session=True)
    assert (step.token_id, step.message) == (None, "Authentication Successful")
    assert server.operations == ["authenticate"]


async def test_load_balancers_cookie_is_sent_within_the_dialogue_only() -> None:
    sticky = "amlbcookie={}; Path=/; Domain=example.com"
    session = f"{COOKIE}={TOKEN}; Path=/"
    pages = [
        page(NAME, cookies=(sticky.format("01"), session)),
        page(WORD, cookies=()),
        page(CHOICE, cookies=(sticky.format('"02"'),)),
        httpx.Response(200, json=dict(SIGNED_IN), headers=[("Set-Cookie", sticky.format("03"))]),
    ]
    server = Server({"authenticate": [*pages, page(NAME)]})
    async with client(server) as am:
        dialogue = am.dialogue()
        step = await dialogue.start()
        for _ in range(3):
            step = await dialogue.answer(step)
        assert step.token_id == TOKEN
        assert dialogue.session is not None
        await dialogue.session.get_session_info()
        await dialogue.start()
        await am.dialogue().start()
    cookies = [request.headers.get("cookie") for request in server.requests]
    assert cookies == [None, "amlbcookie=01", "amlbcookie=01", "amlbcookie=02", None, None, None]


async def test_restarted_dialogue_forgets_the_load_balancers_cookie() -> None:
    first = page(NAME, WORD, cookies=("amlbcookie=01; Path=/",))
    server = Server({"authenticate": [first, refusal(401), first]})
    async with client(server) as am:
        dialogue = am.dialogue()
        with pytest.raises(AuthenticationError):
            await dialogue.answer(await dialogue.start())
        await dialogue.start()
    assert [request.headers.get("cookie") for request in server.requests] == [None, "amlbcookie=01", None]


def jwt(**claims: Any) -> str:
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{part}.signature"


@pytest.mark.parametrize(
    ("auth_id", "waits"),
    [
        (jwt(iat=1_000, exp=1_900), False),
        (jwt(iat=1_000, exp=1_960), True),
        (jwt(exp=1_900), True),
        (jwt(iat=1_900, exp=1_000), True),
        (jwt(iat="1000", exp=1_900), True),
        ("no-jwt", True),
        ("a.%%%.c", True),
        (f"e30.{base64.urlsafe_b64encode(b'[1]').decode()}.x", True),
        (f"e30.{base64.urlsafe_b64encode(b'[' * 200_000).decode()}.x", True),
        (jwt(iat=0, exp=10**400), True),
    ],
)
async def test_answer_waits_no_longer_than_the_server_allows(auth_id: str, waits: bool) -> None:
    """The user took 850 seconds to answer, and the server then asks for a pause of 100."""
    pause = refusal(429)
    pause.headers["Retry-After"] = "100"
    server, clock = Server({"authenticate": [page(NAME, WORD, auth_id=auth_id), pause, DONE]}), ManualClock()
    async with client(server, clock=clock) as am:
        dialogue = am.dialogue()
        step = await dialogue.start()
        clock.advance(850)
        if waits:
            assert (await dialogue.answer(step)).token_id == TOKEN
            return
        with pytest.raises(RateLimitError):
            await dialogue.answer(step)
    assert clock.monotonic() == pytest.approx(850)


@pytest.mark.parametrize("auth_id", ["no-jwt", jwt(iat=0, exp=3_600)])
async def test_restarted_dialogue_forgets_the_old_deadline(auth_id: str) -> None:
    """The first page allowed 900 seconds, of which 50 are left; the pause is for the new first page, and then for its answer."""
    pause = refusal(429)
    pause.headers["Retry-After"] = "100"
    old, new = page(NAME, auth_id=jwt(iat=0, exp=900)), page(NAME, WORD, auth_id=auth_id)
    server, clock = Server({"authenticate": [old, pause, new, pause, DONE]}), ManualClock()
    async with client(server, clock=clock) as am:
        dialogue = am.dialogue()
        await dialogue.start()
        clock.advance(850)
        step = await dialogue.start()
        assert clock.monotonic() >= 950
        assert (await dialogue.answer(step)).token_id == TOKEN
    assert clock.monotonic() >= 1_050


async def test_next_page_replaces_the_deadline() -> None:
    """The first page allowed 900 seconds, and the second does not say."""
    pause = refusal(429)
    pause.headers["Retry-After"] = "100"
    pages = [page(NAME, auth_id=jwt(iat=0, exp=900)), page(WORD), pause, DONE]
    server, clock = Server({"authenticate": pages}), ManualClock()
    async with client(server, clock=clock) as am:
        dialogue = am.dialogue()
        step = await dialogue.answer(await dialogue.start())
        clock.advance(850)
        assert (await dialogue.answer(step)).token_id == TOKEN


async def test_page_that_seems_too_old_is_sent_all_the_same() -> None:
    pages = [page(NAME, auth_id=jwt(iat=0, exp=900)), refusal(401, "Session has timed out")]
    server, clock = Server({"authenticate": pages}), ManualClock()
    async with client(server, clock=clock) as am:
        dialogue = am.dialogue()
        step = await dialogue.start()
        clock.advance(901)
        with pytest.raises(AuthenticationError, match="timed out"):
            await dialogue.answer(step)


def test_answer_to_a_text_raises() -> None:
    with pytest.raises(UsageError, match="TextOutputCallback"):
        set_answer(Callback.from_dict(TEXT), "x")
