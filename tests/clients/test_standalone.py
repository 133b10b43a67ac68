"""A generated client on its own: it needs httpx and attrs, nothing of the facade, and keeps no cookie of an answer."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import httpx
import pytest
import respx

import idsessions_agileapps.models
import idsessions_forgerock.models
import idsessions_okta.models
from idsessions_agileapps.api.sessions import login, switch_back
from idsessions_forgerock.api.sessions import logout, refresh
from idsessions_okta.api.sessions import close_current_session, get_session, refresh_session
from idsessions_okta.errors import UnexpectedStatus
from idsessions_okta.models import Session

from .documents import PROVIDERS

SESSION = {
    "id": "102fake",
    "userId": "00ufake",
    "login": "ada@acme.example",
    "status": "A_STATE_OF_TOMORROW",
    "createdAt": "2026-01-02T03:04:05.000Z",
    "expiresAt": "2026-01-02T05:04:05+02:00",
    "tomorrow": {"field": 1},
}


def api(provider: str) -> list[ModuleType]:
    """The modules of all operations of a client."""
    package = importlib.import_module(f"idsessions_{provider}.api")
    found = [info.name for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.") if not info.ispkg]
    return [importlib.import_module(name) for name in found]


def sent(route: respx.Route) -> list[httpx.Request]:
    calls: list[Any] = list(cast(Any, route.calls))
    return [call.request for call in calls]


def snake_case(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_operation_is_a_module_of_its_name(provider: str) -> None:
    operations = importlib.import_module(f"idsessions_{provider}.description").OPERATIONS
    assert sorted(module.__name__.rpartition(".")[2] for module in api(provider)) == sorted(map(snake_case, operations))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_there_are_only_asynchronous_functions(provider: str, root: Path) -> None:
    for module in api(provider):
        public = {
            name: function
            for name, function in inspect.getmembers(module, inspect.isfunction)
            if not name.startswith("_") and function.__module__ == module.__name__
        }
        assert public.keys() == {"asyncio", "asyncio_detailed"}, module.__name__
        assert all(inspect.iscoroutinefunction(function) for function in public.values()), module.__name__
    for path in (root / "clients" / f"idsessions_{provider}").rglob("*.py"):
        names = {ast.unparse(node) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert "httpx.Client" not in names, path


@pytest.mark.parametrize("provider", PROVIDERS)
def test_it_is_typed(provider: str, root: Path) -> None:
    assert (root / "clients" / f"idsessions_{provider}" / "py.typed").is_file()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_importing_all_of_it_does_not_import_the_facade(provider: str, root: Path) -> None:
    program = f"""
import importlib, pkgutil, sys
package = importlib.import_module("idsessions_{provider}")
for info in pkgutil.walk_packages(package.__path__, "idsessions_{provider}."):
    importlib.import_module(info.name)
assert not [name for name in sys.modules if name == "idsessions" or name.startswith("idsessions.")]
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=root)


@respx.mock(assert_all_mocked=True)
async def test_okta(respx_mock: respx.MockRouter) -> None:
    route = respx_mock.get("https://acme.okta.test/api/v1/sessions/a%2Fb").respond(
        json=SESSION, headers={"Set-Cookie": "sid=somebody-elses; Path=/"}
    )
    client = idsessions_okta.AuthenticatedClient("https://acme.okta.test", token="a-token", prefix="SSWS")
    async with client:
        session = await get_session.asyncio("a/b", client=client)
        assert isinstance(session, Session)
        assert session.status == "A_STATE_OF_TOMORROW"
        assert session.created_at.isoformat() == "2026-01-02T03:04:05+00:00"
        assert session["tomorrow"] == {"field": 1}
        assert session.last_factor_verification is None
        assert json.dumps(session.to_dict())
        again = await get_session.asyncio_detailed("a/b", client=client, extensions={"timeout": {"read": 5.0}})
        assert again.headers["Set-Cookie"] == "sid=somebody-elses; Path=/"
    first, second = sent(route)
    assert first.headers["Authorization"] == "SSWS a-token"
    assert "Cookie" not in second.headers
    assert first.extensions["operation"] == second.extensions["operation"] == "get_session"
    assert second.extensions["timeout"] == {"read": 5.0}


@respx.mock(assert_all_mocked=True)
async def test_cookies_that_were_given_are_sent_and_those_of_answers_never(respx_mock: respx.MockRouter) -> None:
    route = respx_mock.delete("https://acme.okta.test/api/v1/sessions/me").respond(
        204, headers=[("Set-Cookie", "sid=of-the-answer; Path=/"), ("Set-Cookie", "idx=new; Path=/")]
    )
    client = idsessions_okta.AuthenticatedClient("https://acme.okta.test", token="", cookies={"sid": "given"})
    async with client.with_cookies({"DT": "device"}) as used:
        for _ in range(3):
            await close_current_session.asyncio(client=used)
    assert [request.headers["Cookie"] for request in sent(route)] == ["sid=given; DT=device"] * 3


@respx.mock(assert_all_mocked=True)
async def test_an_error_of_the_document_is_parsed_too(respx_mock: respx.MockRouter) -> None:
    error = {"errorCode": "E0000007", "errorSummary": "Not found", "errorId": "oae1", "errorLink": "E0000007"}
    respx_mock.post(path="/api/v1/sessions/gone/lifecycle/refresh").respond(404, json={**error, "errorCauses": []})
    async with idsessions_okta.AuthenticatedClient("https://acme.okta.test", token="a-token") as client:
        answer = await refresh_session.asyncio("gone", client=client)
    assert isinstance(answer, idsessions_okta.models.Error)
    assert answer.error_code == "E0000007"


@respx.mock(assert_all_mocked=True)
async def test_an_undocumented_status_raises_if_it_is_asked_to(respx_mock: respx.MockRouter) -> None:
    respx_mock.get(path="/api/v1/sessions/a").respond(418, text="teapot")
    client = idsessions_okta.AuthenticatedClient("https://acme.okta.test", token="t", raise_on_unexpected_status=True)
    async with client:
        with pytest.raises(UnexpectedStatus, match="418") as raised:
            await get_session.asyncio("a", client=client)
    assert "teapot" not in str(raised.value)


@respx.mock(assert_all_mocked=True)
async def test_forgerock(respx_mock: respx.MockRouter) -> None:
    realm = "/json/realms/root/realms/alpha"
    target = idsessions_forgerock.models.SessionTarget(token_id="a-token")
    respx_mock.post(path=f"{realm}/sessions", params={"_action": "refresh"}).respond(
        json={"uid": "u", "tokenId": "a-token"}
    )
    signed_out = respx_mock.post(path=f"{realm}/sessions/", params={"_action": "logout"}).respond(json={"result": "ok"})
    client = idsessions_forgerock.AuthenticatedClient(
        f"https://am.test{realm}",
        token="a-token",
        prefix="",
        auth_header_name="iPlanetDirectoryPro",
    )
    async with client:
        await refresh.asyncio(client=client, body=target)
        await logout.asyncio(client=client)
    (request,) = sent(signed_out)
    assert request.headers["iPlanetDirectoryPro"] == "a-token"
    assert request.headers["Content-Length"] == "0"
    assert "Content-Type" not in request.headers
    assert request.content == b""


class Xml(httpx.AsyncClient):
    """What sends for a client whose bodies are XML gets them as dicts, and returns them as dicts."""

    asked: Any = None

    async def request(self, *args: Any, **options: Any) -> httpx.Response:
        self.asked = options
        return httpx.Response(401, json={"message": {"code": "-101"}}, request=httpx.Request("GET", "https://x.test"))


async def test_agileapps_up_to_the_xml() -> None:
    models = idsessions_agileapps.models
    body = models.LoginRequest(login=models.LoginCredentials(user_name="ada", password="not-a-real-password"))
    async with Xml() as sender:
        client = idsessions_agileapps.Client("https://acme.test").set_async_httpx_client(sender)
        await login.asyncio_detailed(client=client, body=body)
        assert sender.asked["json"] == {"login": {"userName": "ada", "password": "not-a-real-password"}}
        assert sender.asked["headers"]["Content-Type"] == "application/xml"
        authenticated = idsessions_agileapps.AuthenticatedClient("https://acme.test", token="")
        await switch_back.asyncio_detailed(client=authenticated.set_async_httpx_client(sender))
        assert "json" not in sender.asked
        assert sender.asked["extensions"]["operation"] == "switch_back"
