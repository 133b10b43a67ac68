"""No output shows a secret: each place of an Okta call that can hold one holds a mark, and the server echoes it."""

from __future__ import annotations

import asyncio
import html
import inspect
import json
import logging
import re
import traceback
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any, cast
from urllib.parse import quote, quote_plus, unquote_to_bytes

import httpx
import pytest

from idsessions import (
    AccessToken,
    AdminLogin,
    AgileAppsSessions,
    ApiToken,
    CallRecord,
    ForgeRockSessions,
    OktaSessions,
    ServiceAccount,
    ServiceApp,
    SessionCookie,
    SessionCookies,
    SessionsError,
    SessionToken,
    errors,
)
from idsessions._core.options import Options
from idsessions._tokens.app import BoundApp
from idsessions.okta import AuthenticationStep
from idsessions.testing import ManualClock

from .crash import base64_forms, shown_locals
from .loopback import serve
from .okta_wire import ACCESS_TOKEN, SESSION, TRANSACTION, Wired, sessions

MARK = "S3CRET"
TOKEN = f"{MARK}0+/=&%2F"
ID = f"{MARK}1/+&<é>%2F ="
PASSWORD = f"{MARK}2 <&\"'> pä%20+ss"
COOKIE = f"{MARK}3%2B+/=&<>"
SESSION_TOKEN = f"{MARK}4/+ <&>"
STATE_TOKEN = f"{MARK}5/+ <&>"
DEVICE_TOKEN = f"{MARK}6&"
ASSERTION = f"{MARK}7.a-b_c.%2F+"
PROOF = f"{MARK}8.a-b_c"
OWN = f'"{MARK}-own + value"'
RECOVERY_TOKEN = f"{MARK}9 &"
SID = SessionCookie("sid", COOKIE)
BAD_KEY = {"kty": "EC", "crv": "P-256", "d": MARK}

MARK_IN_BASE64 = base64_forms(MARK)

Call = Callable[[OktaSessions], Awaitable[Any]]

# Each operation, and the secrets that its request carries.
CALLS: dict[str, tuple[Call, tuple[str, ...]]] = {
    "createSession": (lambda okta: okta.create_session(SESSION_TOKEN), (TOKEN, SESSION_TOKEN)),
    "getSession": (lambda okta: okta.get_session(ID), (TOKEN, ID)),
    "refreshSession": (lambda okta: okta.refresh_session(ID), (TOKEN, ID)),
    "revokeSession": (lambda okta: okta.revoke_session(ID), (TOKEN, ID)),
    "getCurrentSession": (lambda okta: okta.get_current_session(SID), (COOKIE,)),
    "refreshCurrentSession": (lambda okta: okta.refresh_current_session(SID), (COOKIE,)),
    "closeCurrentSession": (lambda okta: okta.close_current_session(SID), (COOKIE,)),
    "revokeUserSessions": (lambda okta: okta.revoke_user_sessions("00u1"), (TOKEN,)),
    "endUserSessions": (lambda okta: okta.end_user_sessions(SID), (COOKIE,)),
    "globalTokenRevocation": (lambda okta: okta.global_token_revocation("00u1"), (TOKEN,)),
    "endMyAccountSessions": (lambda okta: okta.end_my_account_sessions(AccessToken(TOKEN)), (TOKEN,)),
    "authenticate": (
        lambda okta: okta.authenticate(
            "ada", PASSWORD, state_token=STATE_TOKEN, token=RECOVERY_TOKEN, device_token=DEVICE_TOKEN
        ),
        (PASSWORD, STATE_TOKEN, RECOVERY_TOKEN, DEVICE_TOKEN),
    ),
    "authenticate as a trusted application": (
        lambda okta: okta.authenticate("ada", PASSWORD, as_trusted_application=True),
        (TOKEN, PASSWORD),
    ),
    "verifyFactor": (
        lambda okta: okta.verify_factor(
            "ost1", AuthenticationStep(STATE_TOKEN, pass_code=DEVICE_TOKEN, answer=PASSWORD, signature_data=PROOF)
        ),
        (STATE_TOKEN, DEVICE_TOKEN, PASSWORD, PROOF),
    ),
    "continueAuthentication": (
        lambda okta: okta.continue_authentication(
            "recovery/token", AuthenticationStep(recovery_token=RECOVERY_TOKEN, new_password=PASSWORD)
        ),
        (RECOVERY_TOKEN, PASSWORD),
    ),
    "cancelAuthentication": (lambda okta: okta.cancel_authentication(STATE_TOKEN), (STATE_TOKEN,)),
    "issueAccessToken": (
        lambda okta: okta.issue_access_token(ASSERTION, scope="okta.sessions.read", dpop=PROOF),
        (ASSERTION, PROOF),
    ),
}


def entities(text: str) -> str:
    return "".join(character if character.isalnum() else f"&#x{ord(character):X};" for character in text)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in a path": quote,
    "in a query": lambda text: quote(text, safe=""),
    "in a form": quote_plus,
    "in a query, in lower case": lambda text: re.sub("%..", lambda escape: escape[0].lower(), quote(text, safe="")),
    "in a query of a query": lambda text: quote(quote(text, safe=""), safe=""),
    "in HTML": html.escape,
    "in HTML without quotes": lambda text: html.escape(text, quote=False),
    "in HTML, by numbers": entities,
    "in HTML, in a link": lambda text: html.escape(quote(text)),
    "in base64": lambda text: b64encode(text.encode()).decode(),
    "in URL-safe base64, in a text": lambda text: urlsafe_b64encode(f"user:{text}@".encode()).decode().rstrip("="),
    "in JSON": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "in JSON, in ASCII": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
}


def repeated(secrets: tuple[str, ...], spelled: Callable[[str], str]) -> str:
    return "I know these: " + ", ".join(spelled(secret) for secret in secrets)


def in_a_header(text: str) -> bytes:
    return text.encode()


def error_answer(status: int, text: str) -> httpx.Response:
    body = {
        "errorCode": text,
        "errorSummary": text,
        "errorLink": text,
        "errorId": text,
        "errorCauses": [{"errorSummary": text}, text],
        "error": text,
        "error_description": text,
        text: text,
    }
    headers = [
        (b"X-Okta-Request-Id", in_a_header(text)),
        (b"Location", in_a_header(f"https://x.test/{text}")),
        (b"Set-Cookie", in_a_header(f"sid={text}")),
        (b"WWW-Authenticate", in_a_header(text)),
        (b"X-Rate-Limit-Limit", b"0"),
        (b"X-Rate-Limit-Remaining", b"0"),
        (b"X-Rate-Limit-Reset", in_a_header(text)),
    ]
    answer = httpx.Response(status, json=body)
    return httpx.Response(status, headers=[*answer.headers.raw, *headers], content=answer.content)


def page_answer(status: int, text: str) -> httpx.Response:
    return httpx.Response(status, headers={"Content-Type": f"text/{quote(text)}"}, text=f"<p>{text}")


def reachable(start: object) -> Iterator[object]:
    """Everything that an error leads to: chained exceptions, attributes, arguments, and what is in them."""
    seen: set[int] = set()
    queue = [start]
    while queue:
        found = queue.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        if isinstance(found, BaseException):
            queue += [found.__cause__, found.__context__, *found.args, *getattr(found, "__notes__", [])]
        if isinstance(found, dict):
            queue += [part for pair in cast(dict[object, object], found).items() for part in pair]
        elif isinstance(found, (list, tuple, set, frozenset)):
            queue += list(cast(Iterable[object], found))
        elif hasattr(found, "__dict__") and not isinstance(found, type):
            queue.append(vars(found))


def assert_no_secret_in(*outputs: object) -> None:
    """Fail if a secret is in the text or the repr of an output, or of anything that an error leads to."""
    for output in outputs:
        texts = [str(output), repr(output)]
        if isinstance(output, BaseException):
            texts += ["".join(traceback.format_exception(output))]
            for where, text in shown_locals(output):
                assert MARK not in text, where
            for part in reachable(output):
                assert not type(part).__module__.startswith(("httpx", "httpcore", "h11")), part
                texts += [str(part), repr(part)]
        for text in texts:
            assert MARK not in text
            assert not any(form in text for form in MARK_IN_BASE64)


async def outputs_of(call: Call, okta: OktaSessions, records: list[CallRecord]) -> list[object]:
    records.clear()
    try:
        result: object = await call(okta)
    except SessionsError as error:
        result = error
    return [result, *records]


def log_output(caplog: pytest.LogCaptureFixture) -> list[object]:
    assert caplog.records
    return [part for record in caplog.records for part in (record.getMessage(), record.__dict__)]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("operation", CALLS)
async def test_server_that_echoes_the_request_shows_no_secret(
    operation: str, spelling: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    call, secrets = CALLS[operation]
    text = repeated((*secrets, OWN), SPELLINGS[spelling])
    records: list[CallRecord] = []
    answers = [
        answer(status, text) for answer in (error_answer, page_answer) for status in (200, 302, 401, 404, 429, 500)
    ]
    network = Wired(answers)
    options: dict[str, Any] = {"rate_limit": None, "on_call": records.append, "headers": {"X-Own": OWN}}
    async with sessions(network, ApiToken(TOKEN), **options) as okta:
        for _ in answers:
            outputs = await outputs_of(call, okta, records)
            assert len(outputs) == 2
            assert_no_secret_in(*outputs)
    assert_no_secret_in(*log_output(caplog))


@pytest.mark.parametrize("operation", CALLS)
async def test_network_error_that_echoes_the_request_shows_no_secret(
    operation: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    records: list[CallRecord] = []
    kinds = (httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.DecodingError)

    def broken(request: httpx.Request) -> httpx.Response:
        kind = kinds[len(network.requests) % len(kinds)]
        try:
            raise OSError(f"{request.headers} {request.content!r}")
        except OSError as error:
            raise kind(f"{MARK} {request.url}", request=request) from error

    network = Wired(broken)
    async with sessions(network, ApiToken(TOKEN), on_call=records.append) as okta:
        for _ in kinds:
            assert_no_secret_in(*await outputs_of(CALLS[operation][0], okta, records))


@pytest.mark.parametrize("operation", CALLS)
async def test_success_full_of_secrets_shows_none(operation: str) -> None:
    links = {"self": {"href": f"https://acme.okta.test/api/v1/sessions/{MARK}"}}
    bodies = {
        "authenticate": {
            **TRANSACTION,
            "sessionToken": SESSION_TOKEN,
            "stateToken": STATE_TOKEN,
            "recoveryToken": RECOVERY_TOKEN,
            "_links": links,
            "new": MARK,
        },
        "issueAccessToken": {**ACCESS_TOKEN, "access_token": MARK, "refresh_token": MARK},
    }
    body = bodies.get(operation.partition(" ")[0], {**SESSION, "id": ID, "_links": links, "new": {"field": MARK}})
    headers = {"Set-Cookie": f"sid={MARK}; Path=/", "X-Own": MARK}
    records: list[CallRecord] = []
    network = Wired([httpx.Response(200, json=body, headers=headers)])
    async with sessions(network, ApiToken(TOKEN), on_call=records.append) as okta:
        outputs = await outputs_of(CALLS[operation][0], okta, records)
    assert not isinstance(outputs[0], SessionsError)
    assert_no_secret_in(*outputs)


@pytest.mark.parametrize("field", ["createdAt", "status", "id", "amr", "_links", "idp"])
async def test_response_with_a_secret_in_the_wrong_place_does_not_show_it(field: str) -> None:
    refused = 0
    for value in (MARK, {MARK: MARK}, [MARK], [[MARK]], 5):
        network = Wired([httpx.Response(200, json={**SESSION, field: value})])
        async with sessions(network) as okta:
            (output,) = await outputs_of(CALLS["getSession"][0], okta, [])
        if isinstance(output, SessionsError):
            refused += 1
            assert field in output.message
            assert_no_secret_in(output)
    assert refused >= 3 if field == "id" else refused == 0


async def test_refused_arguments_show_no_secret() -> None:
    async with sessions(Wired([]), ApiToken(TOKEN)) as okta:
        for refused in (
            okta.with_options(credentials=None).get_session(ID),
            okta.get_session(f"{MARK}\n"),
            okta.get_session(f"{MARK}\ud800"),
            okta.create_session(f"{MARK}\ud800"),
            okta.authenticate("ada", f"{MARK}\ud800"),
            okta.issue_access_token(f"{MARK} {MARK}", scope="a"),
            okta.with_options(credentials=ApiToken(lambda: f"{MARK}\n")).get_session("a"),
            okta.with_options(credentials=ApiToken(lambda: [MARK])).get_session("a"),  # type: ignore[arg-type]
            okta.create_session(f"'{MARK}'"),
            okta.with_options(credentials=ServiceApp("a", MARK, "okta.sessions.read")).get_session("a"),
            okta.with_options(credentials=ServiceApp("a", BAD_KEY, "okta.sessions.read")).get_session("a"),
        ):
            with pytest.raises(SessionsError) as raised:
                await refused
            assert_no_secret_in(raised.value)
    okta = sessions(Wired([]))
    makers: tuple[Callable[[], Any], ...] = (
        lambda: ApiToken(f"{MARK} "),
        lambda: SessionCookies(f"a={MARK};;"),
        lambda: SessionToken(f"{MARK}\n"),
        lambda: AccessToken(f"{MARK}é"),
        lambda: ApiToken(token=f"'{MARK}'"),
        lambda: SessionCookie("two words", MARK),
        lambda: SessionToken(MARK, header="two words"),
        lambda: ServiceApp("two words", MARK, "a"),
        lambda: ServiceApp("a", MARK, ""),
        lambda: ServiceApp("a", [MARK], "a"),  # type: ignore[arg-type]
        lambda: OktaSessions("no URL", ApiToken(MARK)),
        lambda: OktaSessions("https://a.test", MARK),  # type: ignore[arg-type]
        lambda: OktaSessions("https://a.test", headers={"Cookie": MARK}),
        lambda: okta.session(f"{MARK}\n"),
    )
    for make in makers:
        with pytest.raises(SessionsError) as raised:
            make()
        assert_no_secret_in(raised.value)


async def test_reprs_show_no_secret() -> None:
    network = Wired([httpx.Response(200, json={**SESSION, "id": ID})] * 2)
    async with sessions(network, ApiToken(TOKEN), headers={"X-Own": MARK}, user_agent="shop/1") as okta:
        started = await okta.login(SESSION_TOKEN)
        assert started.id == ID
        assert_no_secret_in(
            okta,
            okta.with_options(credentials=AccessToken(MARK, scopes="a b")),
            okta.login(SESSION_TOKEN),
            okta.session(ID),
            started,
            started.details,
            await started.refresh(),
            SID,
            SessionCookies(f"JSESSIONID={MARK}"),
            SessionToken(MARK, header="iPlanetDirectoryPro", as_cookie=True),
            AdminLogin("amadmin", MARK),
            ApiToken(lambda: MARK),
            Options(headers={"X-Own": MARK}),
            okta.get_session,
        )


HALF_MADE: tuple[type, ...] = (
    *(AccessToken, AdminLogin, ApiToken, ServiceAccount, ServiceApp, SessionCookie, SessionCookies, SessionToken),
    *(AgileAppsSessions, ForgeRockSessions, OktaSessions, BoundApp),
    *(kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SessionsError)),
)


@pytest.mark.parametrize("kind", HALF_MADE, ids=lambda kind: kind.__name__)
def test_half_made_object_has_a_repr(kind: type) -> None:
    made: object = cast(Any, kind).__new__(kind)
    assert kind.__name__ in repr(made) or kind is BoundApp
    assert isinstance(str(made), str)


CONSTRUCTORS: list[type] = [kind for kind in HALF_MADE if kind is not BoundApp and not issubclass(kind, SessionsError)]


@pytest.mark.parametrize("kind", CONSTRUCTORS, ids=lambda kind: kind.__name__)
def test_error_about_arguments_of_a_constructor_names_the_class(kind: type) -> None:
    with pytest.raises(TypeError, match=rf"^{kind.__name__}\(\) missing"):
        kind()
    with pytest.raises(TypeError, match=rf"^{kind.__name__}\(\) got an unexpected keyword argument 'timeot'"):
        kind(**dict.fromkeys(required(kind), "a"), timeot=5)


def required(kind: type) -> list[str]:
    return [each.name for each in inspect.signature(kind).parameters.values() if each.default is each.empty]


def test_constructor_keeps_the_traceback_of_other_type_errors() -> None:
    class Broken(ManualClock):
        def __bool__(self) -> bool:
            raise TypeError("a fault of the application")

    with pytest.raises(TypeError, match="a fault of the application") as raised:
        OktaSessions("https://acme.okta.test", clock=Broken())
    assert raised.traceback[-1].name == "__bool__"


@pytest.mark.parametrize("length", [1_100, 9_700, 20_000])
@pytest.mark.parametrize("spelling", ["as it is", "in a query"])
async def test_text_cut_in_the_middle_of_a_secret_shows_nothing_of_it(length: int, spelling: str) -> None:
    # Only the start of a text is read. Redaction shortens it, so that more of its end is shown.
    token = f"{MARK}{'a' * length}+"
    text = " ".join([SPELLINGS[spelling](token)] * 20)
    async with sessions(Wired([error_answer(401, text)]), ApiToken(token)) as okta:
        assert_no_secret_in(*await outputs_of(CALLS["getSession"][0], okta, []))


TITLES: dict[str, tuple[str, str]] = {
    "a title": ("<title>Request Header Or Cookie Too Large</title>", ' ("Request Header Or Cookie Too Large")'),
    "attributes and white space": ("<TITLE lang=en>\n  413  Too\tLarge\n</TITLE>", ' ("413 Too Large")'),
    "escapes": ("<title>Moved &amp; gone &#27;[31m</title>", ' ("Moved & gone [31m")'),
    "the token": (f"<title>no {TOKEN} today</title>", ' ("no <hidden> today")'),
    "the token, escaped": (f"<title>no {quote(TOKEN)} today</title>", ' ("no <hidden> today")'),
    "no title": ("<p>no</p>", ""),
    "an empty title": ("<title> </title>", ""),
    "a title without an end": (f"<title>{'a' * 100_000}", ""),
    "a long title": (f"<title>{'a' * 400}</title>", ""),
    "many titles without an end": ("<title " * 30_000, ""),
}


@pytest.mark.parametrize("case", TITLES)
async def test_title_of_a_page_is_quoted_and_redacted(case: str) -> None:
    page, shown = TITLES[case]
    async with sessions(
        Wired([httpx.Response(400, html=f"<html><head>{page}</head></html>")]), ApiToken(TOKEN)
    ) as okta:
        (error,) = await outputs_of(CALLS["getSession"][0], okta, [])
    assert isinstance(error, SessionsError)
    assert error.message == f"the response is an HTML page, not the provider's{shown}"
    assert_no_secret_in(error)


OWN_WORDS: dict[str, httpx.Response] = {
    "a page": httpx.Response(401, html="<title>no</title>"),
    "a login page": httpx.Response(403, html="<form><input type=password></form>"),
    "a gateway": httpx.Response(502, html="<p>Bad Gateway</p>"),
    "nothing": httpx.Response(400),
    "no words": httpx.Response(400, json={"errorCode": "E1"}),
    "no code": httpx.Response(404, json={}),
    "a redirect": httpx.Response(302),
    "another type": httpx.Response(400, text="no"),
    "a list": httpx.Response(403, json=[]),
    "broken JSON": httpx.Response(200, headers={"Content-Type": "application/json"}, content=b"{"),
    "another body": httpx.Response(200, json={"status": 5}),
    "a limit": httpx.Response(429, json={"errorCode": "E0000047"}),
}


@pytest.mark.parametrize("case", OWN_WORDS)
async def test_words_of_the_library_and_the_request_id_are_not_redacted(case: str) -> None:
    response = OWN_WORDS[case]
    response.headers["X-Okta-Request-Id"] = "the-is-r-1-Response"
    texts: set[str] = set()
    for password in ("S3CRET", "is", "the", "a", "response", "HTML page", "empty", "1", "expected", "which"):
        copy = httpx.Response(response.status_code, headers=response.headers, content=response.content)
        async with sessions(Wired([copy]), rate_limit=None) as okta:
            (error,) = await outputs_of(lambda okta, word=password: okta.authenticate("ada", word), okta, [])  # type: ignore[misc]
        assert isinstance(error, SessionsError)
        texts.add(str(error))
    assert len(texts) == 1, texts
    assert "(request id the-is-r-1-Response)" in texts.pop()


# The same over a real socket, with the logs of httpx and httpcore


async def over_a_socket(answer: Callable[[bytes], bytes], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = next((line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), b":0")
            head += await reader.readexactly(int(length.partition(b":")[2]))
            writer.write(answer(head))
            await writer.drain()

    records: list[CallRecord] = []
    async with serve(handle) as port:
        url = f"http://127.0.0.1:{port}/org"
        options: dict[str, Any] = {"rate_limit": None, "on_call": records.append, "headers": {"X-Own": f"{MARK}-own"}}
        options["transport"] = httpx.AsyncHTTPTransport()  # The default one makes no records.
        async with OktaSessions(url, ApiToken(TOKEN), **options) as okta:
            for call, _ in CALLS.values():
                assert_no_secret_in(*await outputs_of(call, okta, records))
    names = {record.name for record in caplog.records}
    assert {"idsessions.http", "httpcore.connection", "httpcore.http11"} <= names, (
        "nothing was logged: nothing was assert_no_secret_in"
    )
    assert_no_secret_in(*log_output(caplog))


def page_of(request: bytes) -> bytes:
    body = b"<html>" + request + unquote_to_bytes(request) + b"</html>"
    credential = next((line for line in request.split(b"\r\n") if line.startswith((b"Auth", b"Cookie"))), b"").decode()
    head = f"HTTP/1.1 403 {credential}\r\nX-Okta-Request-Id: {credential}\r\nSet-Cookie: sid={quote(request)}\r\n"
    return f"{head}Content-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def session_of(_: bytes) -> bytes:
    body = httpx.Response(200, json={**SESSION, "id": ID}).content
    head = f"HTTP/1.1 200 OK\r\nSet-Cookie: sid={MARK}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.mark.parametrize("answer", [page_of, session_of])
async def test_socket_shows_no_secret(answer: Callable[[bytes], bytes], caplog: pytest.LogCaptureFixture) -> None:
    await over_a_socket(answer, caplog)
