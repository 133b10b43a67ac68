"""First mistakes with ForgeRock: each is one sentence that says what to change, and nothing is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from idsessions import (
    CredentialError,
    ForgeRockSessions,
    SessionCookie,
    SessionCookies,
    SessionToken,
    UnreadableAnswerError,
    UsageError,
)
from idsessions.forgerock._server import check_base_url
from idsessions.testing import ForgeRockEmulator

from .wire import ADMIN, COOKIE, HANDLE, SIGNED_IN, TOKEN, URL, Server

URLS: Mapping[str, str] = {
    "https://<tenant-env-fqdn>/am": "still has a placeholder",
    "https://{tenant}.forgeblocks.com/am": "still has a placeholder",
    "https://$TENANT/am": "still has a placeholder",
    "https://your-tenant.forgeblocks.com/am": "still has a placeholder",
    "https://tenant.forgeblocks.com": "lacks the deployment path /am",
    "https://tenant.forgeblocks.com/": "lacks the deployment path /am",
    "https://tenant.forgeblocks.com/am/json": "leave out /json",
    "https://tenant.forgeblocks.com/am/json/realms/root/realms/alpha": "leave out /json and what follows it, and pass",
    "https://tenant.forgeblocks.com/am/oauth2/realms/root": "leave out /oauth2",
    "https://tenant.forgeblocks.com/am/XUI/": "leave out /XUI",
    "https://sso.acme.com/openam/UI/Login": "leave out /UI",
    "https://sso.acme.com/openam/console": "leave out /console",
    "https://tenant.forgeblocks.com/platform": "leave out /platform",
    "https://tenant.forgeblocks.com/enduser/": "leave out /enduser",
    "https://tenant.forgeblocks.com/openidm": "leave out /openidm",
}
GOOD = (
    URL,
    "https://tenant.forgeblocks.com/am",
    "https://tenant.forgeblocks.com/am/",
    "https://sso.acme.com/openam",
    "https://am.acme.com",
    "https://json.acme.com/sso/am",
    "http://127.0.0.1:8080/am",
    ForgeRockEmulator("aic").url,
)


@pytest.mark.parametrize("url", URLS)
def test_base_url_as_people_paste_it_raises(url: str) -> None:
    with pytest.raises(
        UsageError, match=r"^forgerock: `base_url` .*, such as https://tenant\.forgeblocks\.com/am$"
    ) as raised:
        check_base_url(url)
    with pytest.raises(UsageError, match=re.escape(raised.value.message)):
        ForgeRockSessions(url)
    assert URLS[url] in raised.value.message


@pytest.mark.parametrize("url", GOOD)
def test_base_url_of_a_server_passes(url: str) -> None:
    check_base_url(url)
    ForgeRockSessions(url)


@pytest.mark.parametrize("url", [None, 5, b"https://acme.test"])
def test_base_url_of_another_type_raises(url: Any) -> None:
    with pytest.raises(UsageError, match=f"`base_url` must be a string, not {type(url).__name__}"):
        ForgeRockSessions(url)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"realm": None}, "`realm` must be '/', or names"),
        ({"realm": 5}, "`realm` must be '/', or names"),
        ({"cookie_name": 5}, "invalid name"),
        ({"cookie_name": "two words"}, "invalid name"),
        ({"cookie_name": "Host"}, "Host cannot be the name of the session cookie"),
        ({"cookie_name": "content-length"}, "content-length cannot be the name of the session cookie"),
        ({"api_versions": {"validate": 4.0}}, "`api_versions` must have values such as"),
        ({"credentials": SessionCookie(COOKIE, TOKEN)}, r"is a SessionToken\(..., as_cookie=True\)"),
        ({"credentials": SessionCookies(f"{COOKIE}={TOKEN}")}, r"is a SessionToken\(..., as_cookie=True\)"),
    ],
)
def test_option_that_cannot_be_meant_raises(options: dict[str, Any], text: str) -> None:
    with pytest.raises(UsageError, match=text):
        ForgeRockSessions(URL, **options)


def test_view_of_a_realm_that_is_none_raises() -> None:
    with pytest.raises(UsageError, match="`realm` must be"):
        ForgeRockSessions(URL).with_options(realm=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("name", ["Host", "HOST", "Authorization", "Cookie", "Content-Length", "Accept-API-Version"])
def test_header_that_http_uses_is_no_place_for_a_token(name: str) -> None:
    with pytest.raises(CredentialError, match="cannot be the name of the session cookie"):
        SessionToken(TOKEN, header=name)


Use = Callable[[ForgeRockSessions], Any]
ARGUMENTS: Mapping[str, tuple[Use, str]] = {
    "no token": (lambda am: am.validate(None), "`token` must be a string that is not empty or blank"),  # type: ignore[arg-type]
    "bytes as token": (lambda am: am.logout(b"AQIC"), "`token` must be a string that is not empty or blank"),  # type: ignore[arg-type]
    "a token in quotes": (lambda am: am.logout(f'"{TOKEN}"'), "the secret is in quotes: pass it without them"),
    "a token in single quotes": (lambda am: am.get_session_info(f"'{TOKEN}'"), "the secret is in quotes"),
    "a token with a line break": (lambda am: am.logout(f"{TOKEN}\n"), "was it pasted?"),
    "a handle in quotes": (lambda am: am.logout_by_handle([f'"{HANDLE}"']), "`handles` is in quotes"),
    "no handle": (lambda am: am.logout_by_handle([None]), "`handles` must be a string"),  # type: ignore[list-item]
    "a name as a step": (lambda am: am.authenticate("bjensen"), "pass a name as `username`"),  # type: ignore[arg-type]
    "no password": (lambda am: am.login("bjensen", None), "a secret must be a string, or a function"),  # type: ignore[arg-type]
    "an endless version": (
        lambda am: ForgeRockSessions(
            URL, SessionToken(ADMIN), api_versions={"validate": f"resource={'9' * 5_000}.0"}
        ).validate(TOKEN),
        "the server would ignore the target",
    ),
}


@pytest.mark.parametrize("case", ARGUMENTS)
async def test_argument_that_cannot_be_meant_raises(case: str) -> None:
    use, text = ARGUMENTS[case]
    server = Server()
    async with ForgeRockSessions(URL, SessionToken(ADMIN), cookie_name=COOKIE, transport=server.transport) as am:
        with pytest.raises(UsageError) as raised:
            await use(am)
    assert text in raised.value.message
    assert not server.requests


@pytest.mark.parametrize("token", [None, b"AQIC", f'"{TOKEN}"', f"{TOKEN} "])
def test_handle_for_a_token_that_cannot_be_meant_raises(token: Any) -> None:
    with pytest.raises(UsageError):
        ForgeRockSessions(URL).session(token)


# What a server sends and no request can carry is not the caller's mistake.


def client(server: Server, cookie_name: str | None = COOKIE) -> ForgeRockSessions:
    return ForgeRockSessions(URL, realm="alpha", cookie_name=cookie_name, transport=server.transport)


@pytest.mark.parametrize("token", ["a\nb", "two words", "\x1b[31m", '"AQIC"', "ключ"])
@pytest.mark.parametrize("call", ["callbacks", "headers", "authenticate", "dialogue"])
async def test_token_that_no_request_can_carry_is_the_servers_fault(call: str, token: str) -> None:
    async with client(Server({"authenticate": httpx.Response(200, json={**SIGNED_IN, "tokenId": token})})) as am:
        calls: Mapping[str, Callable[[], Any]] = {
            "callbacks": lambda: am.login("bjensen", "password"),
            "headers": lambda: am.login("bjensen", "password", method="headers"),
            "authenticate": am.authenticate,
            "dialogue": lambda: am.dialogue().start(),
        }
        with pytest.raises(UnreadableAnswerError, match="no `tokenId` that a request can carry") as raised:
            await calls[call]()
    assert (raised.value.provider, raised.value.operation) == ("forgerock", "authenticate")


async def test_token_in_a_cookie_that_no_request_can_carry_is_the_servers_fault() -> None:
    headers = {"Set-Cookie": f"{COOKIE}=two words; Path=/"}
    async with client(Server({"authenticate": httpx.Response(200, json={}, headers=headers)})) as am:
        with pytest.raises(UnreadableAnswerError, match="no `tokenId` that a request can carry"):
            await am.login("bjensen", "password", method="headers")


@pytest.mark.parametrize("name", ["Host", "host", "Content-Length", "Transfer-Encoding", "Authorization", "Cookie"])
async def test_cookie_name_that_http_uses_is_the_servers_fault(name: str) -> None:
    server = Server({"getServerInfo": httpx.Response(200, json={"cookieName": name})})
    async with client(server, None) as am:
        with pytest.raises(UnreadableAnswerError, match="no `cookieName` that a header can have") as raised:
            await am.validate(TOKEN)
    assert raised.value.operation == "getServerInfo"
    assert server.operations == ["getServerInfo"]


@pytest.mark.parametrize("value", ["", "a\nb", "two words", '"eyJ"'])
async def test_access_token_that_no_request_can_carry_is_the_servers_fault(value: str) -> None:
    body = {"access_token": value, "token_type": "Bearer", "expires_in": 899, "scope": "fr:am:*"}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    async with ForgeRockSessions(URL, transport=transport) as am:
        with pytest.raises(UnreadableAnswerError, match="no `access_token` that a request can carry") as raised:
            await am.issue_access_token("a.b.c")
    assert (raised.value.provider, raised.value.operation) == ("forgerock", "issueAccessToken")
