"""What the AgileApps tests share: answers as a server writes them, and the seven operations as calls by cookies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final
from xml.sax.saxutils import escape

import httpx

from idsessions import AgileAppsSessions
from idsessions_agileapps.description import OPERATIONS

URL: Final = "https://acme.agileapps.test"
USER, PASSWORD = "maria@acme.example", "pässwörd <&> \"'"
COOKIES: Final = "JSESSIONID=old-id; ROUTE=node-1"
LOGIN_PAGE: Final = "<!DOCTYPE html><html><head><title>Log in</title></head><body><form></form></body></html>"
PROXY_PAGE: Final = "<html><body><h1>Request blocked</h1></body></html>"

Call = Callable[[AgileAppsSessions], Awaitable[Any]]

CALLS: Final[dict[str, Call]] = {
    "login": lambda client: _begin(client.login(USER, PASSWORD)),
    "loginAsCustomerSupport": lambda client: _begin(
        client.login_as_customer_support(USER, PASSWORD, client_tenant_id="700002")
    ),
    "proxyLogin": lambda client: _begin(client.proxy_login(COOKIES, "42", user_name=USER, password=PASSWORD)),
    "switchBack": lambda client: client.switch_back(COOKIES),
    "logout": lambda client: client.logout(COOKIES),
    "isSessionValid": lambda client: client.is_session_valid(COOKIES),
    "getUserInfo": lambda client: client.get_user_info(COOKIES),
}
LOGINS: Final = ("login", "loginAsCustomerSupport", "proxyLogin")
WITHOUT_SESSION: Final = ("login", "loginAsCustomerSupport")
ON_A_SESSION: Final = ("switchBack", "logout", "isSessionValid", "getUserInfo")


async def _begin(scope: Awaitable[Any]) -> Any:
    return await scope


def url_of(operation: str) -> str:
    return f"{URL}{OPERATIONS[operation]['path']}"


def message(code: int | None = 0, description: str = "Success") -> str:
    number = "" if code is None else f"<code>{code}</code>"
    return f"<message>{number}<description>{escape(description)}</description></message>"


def platform(inner: str = "", *, code: int | None = 0, description: str = "Success") -> str:
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<platform>{inner}{message(code, description)}</platform>"


def login(**fields: str) -> str:
    """The payload of a login; a session id is in it unless another is given."""
    given = {"userId": "42", "userName": USER, "sessionId": "new-id", **fields}
    return f"<login>{''.join(f'<{name}>{escape(value)}</{name}>' for name, value in given.items())}</login>"


PAYLOADS: Final = {
    "login": login(),
    "loginAsCustomerSupport": login(),
    "proxyLogin": login(),
    "switchBack": login(),
    "logout": "",
    "isSessionValid": "<user><is_session_valid>true</is_session_valid></user>",
    "getUserInfo": "<user><id>42</id><username>maria@acme.example</username><active>1</active><title/></user>",
}


def answer(inner: str, status: int = 200, *, cookies: tuple[str, ...] = (), **how: Any) -> httpx.Response:
    headers = [("Content-Type", "application/xml"), *(("Set-Cookie", line) for line in cookies)]
    return httpx.Response(status, headers=headers, content=platform(inner, **how).encode())


def page(text: str, status: int = 200) -> httpx.Response:
    return httpx.Response(status, headers={"Content-Type": "text/html;charset=utf-8"}, content=text.encode())
