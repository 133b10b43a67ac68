"""The wire of the AgileApps tests: responses as a server writes them, and the operations as calls."""

from __future__ import annotations

from typing import Any, Final, cast
from xml.sax.saxutils import escape

import httpx
import respx

from idsessions import AgileAppsSessions
from idsessions_agileapps.description import OPERATIONS

URL: Final = "https://acme.agileapps.test"
USER, PASSWORD = "maria@acme.example", "pässwörd <&> \"'"
COOKIES: Final = "JSESSIONID=old-id; ROUTE=node-1"
LOGIN_PAGE: Final = "<!DOCTYPE html><html><head><title>Log in</title></head><body><form></form></body></html>"
PROXY_PAGE: Final = "<html><body><h1>Request blocked</h1></body></html>"


async def call(client: AgileAppsSessions, operation: str, **changed: Any) -> Any:
    """Call an operation with arguments that are accepted, except for those in ``changed``."""
    given: dict[str, Any] = {
        "user_name": USER,
        "password": PASSWORD,
        "client_tenant_id": "700002",
        "user_id": "42",
        "cookies": COOKIES,
        "ids": ["rec-1", "rec-2"],
        **changed,
    }
    match operation:
        case "login":
            return await client.login(given["user_name"], given["password"])
        case "loginAsCustomerSupport":
            return await client.login_as_customer_support(
                given["user_name"], given["password"], client_tenant_id=given["client_tenant_id"]
            )
        case "proxyLogin":
            return await client.proxy_login(
                given["cookies"], given["user_id"], user_name=given["user_name"], password=given["password"]
            )
        case "switchBack":
            return await client.switch_back(given["cookies"])
        case "logout":
            return await client.logout(given["cookies"])
        case "listActiveSessions":
            return await client.list_active_sessions(given["cookies"])
        case "logoutSessions":
            return await client.logout_sessions(given["cookies"], given["ids"])
        case "logoutAllSessions":
            return await client.logout_all_sessions(given["cookies"])
        case "isSessionValid":
            return await client.is_session_valid(given["cookies"])
        case _:
            return await client.get_user_info(given["cookies"])


LOGINS: Final = ("login", "loginAsCustomerSupport", "proxyLogin")
WITHOUT_SESSION: Final = ("login", "loginAsCustomerSupport")
MANAGEMENT: Final = ("listActiveSessions", "logoutAllSessions", "logoutSessions")
ON_A_SESSION: Final = ("switchBack", "logout", *MANAGEMENT, "isSessionValid", "getUserInfo")
# Sending these again does no harm. Written out: it is what `_rules.py` must say.
READS: Final = ("listActiveSessions", "isSessionValid", "getUserInfo")


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
    "listActiveSessions": "<recordCount>1</recordCount><session><id>rec-1</id><sessionId>listed-id</sessionId></session>",
    "logoutSessions": "",
    "logoutAllSessions": "",
    "isSessionValid": "<user><is_session_valid>true</is_session_valid></user>",
    "getUserInfo": "<user><id>42</id><username>maria@acme.example</username><active>1</active><title/></user>",
}


def respond(inner: str, status: int = 200, *, cookies: tuple[str, ...] = (), **how: Any) -> httpx.Response:
    """A response of AgileApps: a document with ``inner`` and the message that ``how`` describes."""
    return xml(platform(inner, **how), status, cookies=cookies)


def xml(text: str, status: int = 200, *, cookies: tuple[str, ...] = ()) -> httpx.Response:
    headers = [("Content-Type", "application/xml"), *(("Set-Cookie", line) for line in cookies)]
    return httpx.Response(status, headers=headers, content=text.encode())


def page(text: str, status: int = 200) -> httpx.Response:
    return httpx.Response(status, headers={"Content-Type": "text/html;charset=utf-8"}, content=text.encode())


def cookies_sent(route: respx.Route) -> list[str | None]:
    """The ``Cookie`` header of each request that matched ``route``."""
    calls = list(cast(Any, route.calls))
    return [call.request.headers.get("Cookie") for call in calls]
