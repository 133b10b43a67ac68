"""Arguments that cannot lead to anything are refused, and nothing is sent: a failed login counts towards the lock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import pytest
import respx

from idsessions import (
    AgileAppsSession,
    AgileAppsSessions,
    ApiToken,
    CredentialError,
    SessionCookies,
    UsageError,
)
from idsessions_agileapps.description import OPERATIONS

from .wire import COOKIES, PASSWORD, PAYLOADS, URL, USER, call, respond, url_of


async def empty() -> str:
    return ""


# The arguments of each operation that select a user, a tenancy or a session, or authenticate.
ARGUMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "login": ("user_name", "password"),
    "loginAsCustomerSupport": ("user_name", "password", "client_tenant_id"),
    "proxyLogin": ("user_name", "password", "user_id", "cookies"),
    "switchBack": ("cookies",),
    "logout": ("cookies",),
    "listActiveSessions": ("cookies",),
    "logoutSessions": ("cookies", "ids"),
    "logoutAllSessions": ("cookies",),
    "isSessionValid": ("cookies",),
    "getUserInfo": ("cookies",),
}
BLANKS: Final = ("", " ", "\t\n", "\u2003", None, 0)
NOTHING: Final[Mapping[str, tuple[Any, ...]]] = {
    "user_name": BLANKS,
    "client_tenant_id": BLANKS,
    "user_id": BLANKS,
    "ids": (*BLANKS, [], "rec-1", b"rec-1", 7, *([each] for each in BLANKS), ["rec-1", " "], ["rec-1", None]),
    "password": (*BLANKS, lambda: "", lambda: " ", lambda: None, empty),
    "cookies": (
        *BLANKS,
        *(";", " ; ; ", "JSESSIONID=", " JSESSIONID=; ", "JSESSIONID=; ROUTE=1", 'ROUTE=1;JSESSIONID=""'),
        *(SessionCookies(lambda: "JSESSIONID="), SessionCookies(lambda: "ROUTE=1; JSESSIONID=; A=")),
        *(SessionCookies(lambda: ""), SessionCookies(lambda: " "), SessionCookies(lambda: ";"), SessionCookies(empty)),
    ),
}


def test_every_operation_has_a_row() -> None:
    assert ARGUMENTS.keys() == OPERATIONS.keys()


@pytest.mark.parametrize(
    ("operation", "name"), [(operation, name) for operation, names in ARGUMENTS.items() for name in names]
)
async def test_empty_or_blank_argument_is_refused(operation: str, name: str, respx_mock: respx.MockRouter) -> None:
    kind = CredentialError if name == "cookies" else UsageError
    async with AgileAppsSessions(URL) as client:
        for value in NOTHING[name]:
            if operation == "isSessionValid" and isinstance(value, str):
                assert await call(client, operation, cookies=value) is False  # A browser sent it.
                continue
            with pytest.raises(kind) as caught:
                await call(client, operation, **{name: value})
            if name in ("user_name", "client_tenant_id", "user_id", "ids"):
                assert f"`{name}`" in str(caught.value)
                assert (caught.value.provider, caught.value.operation) == ("agileapps", operation)
    assert not respx_mock.calls


@pytest.mark.parametrize(
    "changed", [{"user_name": " "}, {"password": ""}, {"password": " "}, {"user_id": ""}, {"user_id": " "}], ids=str
)
async def test_empty_or_blank_argument_of_a_proxy_login_leaves_the_session_usable(
    changed: Mapping[str, str], respx_mock: respx.MockRouter
) -> None:
    given = {"user_id": "42", "password": PASSWORD, "user_name": USER, **changed}
    async with AgileAppsSessions(URL) as client:
        session = client.session(COOKIES)
        with pytest.raises(UsageError):
            await session.proxy_login(given["user_id"], password=given["password"], user_name=given["user_name"])
        assert session.cookies.header == COOKIES
    assert not respx_mock.calls


@pytest.mark.parametrize("cookies", NOTHING["cookies"][:12])
async def test_empty_or_blank_cookies_cannot_be_attached_to(cookies: Any) -> None:
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(CredentialError):
            client.session(cookies)


@pytest.mark.parametrize(
    "cookies", ["a\r\nEvil: b", "a=b;\r\nEvil=c", "id with blanks", "a=b; c", "JSESSIONID=a,b", "ïd", 5, b"id"]
)
async def test_invalid_cookies_cannot_be_attached_to(cookies: Any) -> None:
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(CredentialError) as caught:
            client.session(cookies)
    assert str(cookies) not in str(caught.value)


Use = Callable[[AgileAppsSessions], Awaitable[AgileAppsSession]]
IMPOSSIBLE: Final[Mapping[str, tuple[Use, str]]] = {
    "a character that XML cannot carry": (lambda client: start(client.login(USER, "a\x00b")), "XML|character"),
    "a lone surrogate": (lambda client: start(client.login(USER, "a\ud800b")), "surrogate|character"),
    "a proxy login without a name": (
        lambda client: start(client.session(COOKIES).proxy_login("42", password=PASSWORD)),
        "pass `user_name`: this session was attached",
    ),
}


async def start(login: Awaitable[AgileAppsSession]) -> AgileAppsSession:
    return await login


@pytest.mark.parametrize("name", IMPOSSIBLE)
async def test_login_that_cannot_succeed_is_refused(name: str, respx_mock: respx.MockRouter) -> None:
    use, text = IMPOSSIBLE[name]
    async with AgileAppsSessions(URL) as client:
        with pytest.raises(UsageError, match=text):
            await use(client)
    assert not respx_mock.calls


async def test_client_takes_no_credential(respx_mock: respx.MockRouter) -> None:
    respx_mock.get(url_of("isSessionValid")).mock(return_value=respond(PAYLOADS["isSessionValid"]))
    async with AgileAppsSessions(URL) as client:
        for credential in (SessionCookies(COOKIES), ApiToken("00token")):
            with pytest.raises(CredentialError, match="pass the session's cookies to each call"):
                client.with_options(credentials=credential)
            with pytest.raises(CredentialError, match="pass the session's cookies to each call"):
                AgileAppsSessions(URL, credentials=credential)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        assert await client.with_options(credentials=None).is_session_valid(COOKIES)
