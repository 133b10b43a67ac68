"""The generated client without the facade, with what the README says that it needs: a caller that converts."""

from __future__ import annotations

from typing import Any, Final, Self, cast

import httpx
from attrs import define

from idsessions.testing.agileapps import AgileAppsEmulator
from idsessions_agileapps.api.sessions import get_user_info, is_session_valid, login, logout
from idsessions_agileapps.models import (
    ErrorResponse,
    LoginCredentials,
    LoginRequest,
    LoginResponse,
    LogoutResponse,
    SessionValidityResponse,
    UserInfoResponse,
)

FLAGS: Final = {"true": True, "false": False}


@define
class Converted:
    """A response whose JSON has the types of the document."""

    status_code: int
    content: bytes
    headers: httpx.Headers
    text: str
    document: Any

    def json(self) -> Any:
        return self.document


@define
class JsonCaller:
    """Speaks AgileApps' JSON for the generated functions, and sends the cookie of the session."""

    http: httpx.AsyncClient
    cookie: str = ""
    raise_on_unexpected_status: bool = True

    def get_async_httpx_client(self) -> Self:
        return self

    async def request(self, *, method: str, url: str, json: Any = None, **_: Any) -> Converted:
        response = await self.http.request(
            method,
            url,
            params={"alt": "json"} if json is None else None,
            json=None if json is None else {"platform": json},
            headers={"Accept": "application/json", "Cookie": self.cookie},
        )
        document = typed(response.json()["platform"])
        return Converted(response.status_code, response.content, response.headers, response.text, document)


def typed(value: Any, name: str = "") -> Any:
    """All values of AgileApps' JSON are texts."""
    if isinstance(value, dict):
        return {key: typed(each, key) for key, each in cast("dict[str, Any]", value).items()}
    return int(value) if name == "code" else FLAGS.get(value, value)


async def test_generated_client_works_alone_with_a_caller_that_converts(tenant: AgileAppsEmulator) -> None:
    tenant.allow_violations("wrong header 'Content-Type': got application/json, expected application/xml")
    tenant.allow_violations("query parameter 'alt'")
    body = LoginRequest(login=LoginCredentials(user_name=tenant.username, password=tenant.password))
    async with tenant.serve() as url, httpx.AsyncClient(base_url=url) as http:
        caller = JsonCaller(http)
        started = await login.asyncio(client=caller, body=body)
        assert isinstance(started, LoginResponse)
        assert started.login.user_id == tenant.user.id
        caller.cookie = f"JSESSIONID={started.login.session_id}"
        checked = await is_session_valid.asyncio(client=caller)
        assert isinstance(checked, SessionValidityResponse)
        assert checked.user.is_session_valid is True
        found = await get_user_info.asyncio(client=caller)
        assert isinstance(found, UserInfoResponse)
        assert found.user.username == tenant.username
        assert found.user.team_id is not None
        assert found.user.team_id.display_value == "Support"
        assert isinstance(await logout.asyncio(client=caller), LogoutResponse)
        refused = await get_user_info.asyncio(client=caller)
        assert isinstance(refused, ErrorResponse)
        assert refused.message.code == -101
    assert not tenant.sessions
