"""Responses for those who mock with respx or the like: each is what the emulator of the provider sends.

An emulator whole takes the place of a mock, too: ``route.mock(side_effect=emulator.transport().handle_async_request)``.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar

import httpx

from idsessions.testing._base.emulator import Emulator
from idsessions.testing.agileapps import AgileAppsEmulator
from idsessions.testing.forgerock import ForgeRockEmulator
from idsessions.testing.okta import OktaEmulator

__all__ = [
    "agileapps_logged_in",
    "agileapps_refused",
    "agileapps_user_info",
    "forgerock_invalid",
    "forgerock_refused",
    "forgerock_server_info",
    "forgerock_signed_in",
    "forgerock_valid",
    "okta_authenticated",
    "okta_rate_limited",
    "okta_session",
    "okta_token_refused",
    "okta_unknown_session",
    "response_of",
]

_T = TypeVar("_T")
_SESSIONS = "/json/realms/root/realms/alpha/sessions"
_VERSIONS = {"Accept-API-Version": "resource=2.1, protocol=1.0"}


def response_of(
    emulator: Emulator,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    json: Any = None,
    content: bytes | None = None,
) -> httpx.Response:
    """What an emulator responds to one request.

    Args:
        emulator: The emulator, in the state that the response is about.
        method: The HTTP method.
        path: Path and query, after the origin.
        headers: The headers, with the credential.
        json: A body of JSON.
        content: A body of another kind.
    """
    request = httpx.Request(method, emulator.origin + path, headers=headers, json=json, content=content)
    found = _result_of(emulator.transport().handle_async_request(request))
    _result_of(found.aread())
    return httpx.Response(found.status_code, headers=found.headers.raw, content=found.content)


def okta_session(login: str = "ada@example.com", *, session_id: str | None = None) -> httpx.Response:
    """The response of ``getSession``, ``refreshSession`` or ``createSession``.

    Args:
        login: The user's login.
        session_id: The id, or None for a made-up one.
    """
    org = OktaEmulator()
    session = org.sign_in(org.add_user(login))
    if session_id is None:
        session_id = session.id
    found = response_of(org, "GET", f"/api/v1/sessions/{session.id}", headers=_ssws(org))
    return httpx.Response(
        200, headers=found.headers.raw, content=found.content.replace(session.id.encode(), session_id.encode())
    )


def okta_authenticated(login: str = "ada@example.com") -> httpx.Response:
    """The response of ``authenticate`` with a session token."""
    org = OktaEmulator()
    user = org.add_user(login)
    return response_of(org, "POST", "/api/v1/authn", json={"username": login, "password": user.password})


def okta_unknown_session() -> httpx.Response:
    """A 404 (E0000007): the session has expired, was ended, or never existed."""
    org = OktaEmulator()
    return response_of(org, "GET", "/api/v1/sessions/102gone", headers=_ssws(org))


def okta_token_refused() -> httpx.Response:
    """A 401 (E0000011): the API token is not valid."""
    return response_of(OktaEmulator(), "GET", "/api/v1/sessions/102", headers={"Authorization": "SSWS 00gone"})


def okta_rate_limited(seconds: float = 30.0) -> httpx.Response:
    """A 429 (E0000047), with the headers of a window that ends in this many seconds."""
    org = OktaEmulator()
    org.limit(0, seconds=seconds)
    return response_of(org, "GET", "/api/v1/sessions/102", headers=_ssws(org))


def forgerock_server_info(*, cookie_name: str = "iPlanetDirectoryPro") -> httpx.Response:
    """The response of ``getServerInfo``, which the client asks for the name of the cookie."""
    server = ForgeRockEmulator(cookie_name=cookie_name)
    return response_of(server, "GET", "/am/json/serverinfo/*", headers={"Accept-API-Version": "resource=1.1"})


def forgerock_signed_in() -> httpx.Response:
    """The response of ``authenticate`` with a token."""
    server = ForgeRockEmulator()
    own = {"X-OpenAM-Username": server.username, "X-OpenAM-Password": server.password}
    return _sign_in(server, own)


def forgerock_refused() -> httpx.Response:
    """A 401 of ``authenticate``: name or password is wrong."""
    return _sign_in(ForgeRockEmulator(), {"X-OpenAM-Username": "bjensen", "X-OpenAM-Password": "wrong"})


def forgerock_valid() -> httpx.Response:
    """The response of ``validate`` for a live session."""
    server = ForgeRockEmulator()
    return _validate(server, server.sign_in())


def forgerock_invalid() -> httpx.Response:
    """The response of ``validate`` for a session that has expired."""
    server = ForgeRockEmulator()
    token = server.sign_in()
    server.expire(token)
    return _validate(server, token)


def agileapps_logged_in() -> httpx.Response:
    """The response of ``login``, with its cookies."""
    return _log_in(AgileAppsEmulator())


def agileapps_refused(code: int = -101, description: str = "") -> httpx.Response:
    """The response of a login that AgileApps refuses.

    Args:
        code: AgileApps' own code.
        description: Its text.
    """
    tenant = AgileAppsEmulator()
    tenant.refuse_next(code, description)
    return _log_in(tenant)


def agileapps_user_info() -> httpx.Response:
    """The response of ``getUserInfo``."""
    tenant = AgileAppsEmulator()
    cookies = "; ".join(value.partition(";")[0] for value in _log_in(tenant).headers.get_list("set-cookie"))
    headers = {"Cookie": cookies, "Accept": "application/xml"}
    return response_of(tenant, "GET", "/networking/rest/user/info", headers=headers)


def _ssws(org: OktaEmulator) -> dict[str, str]:
    return {"Authorization": f"SSWS {org.api_token}", "Accept": "application/json"}


def _sign_in(server: ForgeRockEmulator, headers: Mapping[str, str]) -> httpx.Response:
    path = "/am/json/realms/root/realms/alpha/authenticate"
    return response_of(server, "POST", path, headers={**_VERSIONS, **headers}, json={})


def _validate(server: ForgeRockEmulator, token: str) -> httpx.Response:
    headers = {**_VERSIONS, server.cookie_name: token}
    return response_of(server, "POST", f"/am{_SESSIONS}?_action=validate", headers=headers, json={})


def _log_in(tenant: AgileAppsEmulator) -> httpx.Response:
    body = f"<platform><login><userName>{tenant.username}</userName><password>{tenant.password}</password></login></platform>"
    headers = {"Content-Type": "application/xml", "Accept": "application/xml"}
    return response_of(tenant, "POST", "/networking/rest/login", headers=headers, content=body.encode())


def _result_of(sending: Coroutine[Any, Any, _T]) -> _T:
    """Run to its end what waits for nothing, in an event loop or without."""
    try:
        while True:
            sending.send(None)
    except StopIteration as done:
        result: _T = done.value
        return result
