"""A generated client alone: it needs httpx and attrs, nothing of the facade, and keeps no cookie of a response."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Self, cast

import httpx
import pytest
import respx

import idsessions_agileapps.models
import idsessions_forgerock.models
import idsessions_okta.models
from generate.document import module_name
from idsessions_agileapps import documents
from idsessions_agileapps.api.sessions import is_session_valid, login, switch_back
from idsessions_forgerock.api.sessions import logout, refresh
from idsessions_okta.api.sessions import close_current_session, get_session, refresh_session
from idsessions_okta.errors import InvalidResponse, UnexpectedStatus
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


def operation_functions(module: ModuleType) -> list[Any]:
    """The functions of an operation, by which it is called."""
    return [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__
    ]


def sent(route: respx.Route) -> list[httpx.Request]:
    calls: list[Any] = list(cast(Any, route.calls))
    return [call.request for call in calls]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_operation_is_a_module_of_its_name(provider: str) -> None:
    operations = importlib.import_module(f"idsessions_{provider}.description").OPERATIONS
    assert sorted(module.__name__.rpartition(".")[2] for module in api(provider)) == sorted(
        map(module_name, operations)
    )


@pytest.mark.parametrize("provider", PROVIDERS)
def test_there_are_only_asynchronous_functions(provider: str, root: Path) -> None:
    for module in api(provider):
        public = operation_functions(module)
        assert [function.__name__ for function in public] == ["asyncio", "asyncio_detailed"], module.__name__
        assert all(inspect.iscoroutinefunction(function) for function in public), module.__name__
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
        assert session.created_at is not None
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
async def test_given_cookies_are_sent_and_cookies_of_responses_are_not(respx_mock: respx.MockRouter) -> None:
    route = respx_mock.delete("https://acme.okta.test/api/v1/sessions/me").respond(
        204, headers=[("Set-Cookie", "sid=of-the-response; Path=/"), ("Set-Cookie", "idx=new; Path=/")]
    )
    client = idsessions_okta.AuthenticatedClient("https://acme.okta.test", token="", cookies={"sid": "given"})
    async with client.with_cookies({"DT": "device"}) as used:
        for _ in range(3):
            await close_current_session.asyncio(client=used)
    assert [request.headers["Cookie"] for request in sent(route)] == ["sid=given; DT=device"] * 3


@respx.mock(assert_all_mocked=True)
async def test_a_documented_error_is_parsed(respx_mock: respx.MockRouter) -> None:
    error = {"errorCode": "E0000007", "errorSummary": "Not found", "errorId": "oae1", "errorLink": "E0000007"}
    respx_mock.post(path="/api/v1/sessions/gone/lifecycle/refresh").respond(404, json={**error, "errorCauses": []})
    async with idsessions_okta.AuthenticatedClient("https://acme.okta.test", token="a-token") as client:
        found = await refresh_session.asyncio("gone", client=client)
    assert isinstance(found, idsessions_okta.models.Error)
    assert found.error_code == "E0000007"


@respx.mock(assert_all_mocked=True)
async def test_undocumented_status_code_raises_on_request(respx_mock: respx.MockRouter) -> None:
    respx_mock.get(path="/api/v1/sessions/a").respond(418, text="teapot")
    client = idsessions_okta.AuthenticatedClient("https://acme.okta.test", token="t", raise_on_unexpected_status=True)
    async with client:
        with pytest.raises(UnexpectedStatus, match="418") as raised:
            await get_session.asyncio("a", client=client)
    assert "teapot" not in str(raised.value)


class Server:
    """A caller written by hand, which is all that an operation needs: it responds itself."""

    raise_on_unexpected_status = True

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.request_arguments: dict[str, Any] = {}

    def get_async_httpx_client(self) -> Self:
        return self

    async def request(self, **arguments: Any) -> httpx.Response:
        self.request_arguments = arguments
        return self.response


async def test_an_operation_takes_any_caller() -> None:
    server = Server(httpx.Response(200, json=SESSION))
    session = await get_session.asyncio("a", client=server, extensions={"operation": "mine", "timeout": {}})
    assert isinstance(session, Session)
    assert server.request_arguments == {
        "method": "get",
        "url": "/api/v1/sessions/a",
        "extensions": {"operation": "get_session", "timeout": {}},
    }


@pytest.mark.parametrize("status_code", [200, 201, 203, 204, 226, 299])
async def test_every_2xx_is_parsed_as_the_documented_success(status_code: int) -> None:
    server = Server(httpx.Response(status_code, json=SESSION))
    response = await get_session.asyncio_detailed("a", client=server)
    assert isinstance(response.parsed, Session)
    assert response.status_code == status_code
    assert type(response.status_code) is int


@pytest.mark.parametrize("status_code", [200, 204, 299])
async def test_every_2xx_without_a_documented_body_is_none(status_code: int) -> None:
    response = await close_current_session.asyncio_detailed(client=Server(httpx.Response(status_code, text="<html>")))
    assert response.parsed is None


@pytest.mark.parametrize("status_code", [200, 201, 202])
async def test_two_successes_with_one_kind_of_body_are_one(status_code: int) -> None:
    document: documents.LoginResponse = {"login": {"sessionId": "a"}, "message": {"code": 0}}
    body = idsessions_agileapps.models.LoginRequest.from_dict({"login": {"userName": "ada", "password": "p"}})
    found = await login.asyncio(client=Server(httpx.Response(status_code, json=document)), body=body)
    assert isinstance(found, idsessions_agileapps.models.LoginResponse)
    assert found.login.session_id == "a"


async def test_a_page_of_a_redirect_is_text() -> None:
    found = await is_session_valid.asyncio(client=Server(httpx.Response(302, html="<title>Log in</title>")))
    assert found == "<title>Log in</title>"


@pytest.mark.parametrize("body", [b"", b"<html>S3CRET", b'{"id": "S3CRET', b'"\xff S3CRET"', b"[" * 100_000])
@pytest.mark.parametrize("status_code", [200, 404])
async def test_a_body_that_is_not_json_is_an_error_without_the_body(body: bytes, status_code: int) -> None:
    with pytest.raises(InvalidResponse) as raised:
        await get_session.asyncio("a", client=Server(httpx.Response(status_code, content=body)))
    assert str(raised.value) == "the body must be an object"
    assert raised.value.__context__ is None


async def test_a_response_that_is_not_as_documented_names_the_field() -> None:
    with pytest.raises(InvalidResponse, match=r"^`id` must be a string$"):
        await get_session.asyncio("a", client=Server(httpx.Response(200, json={**SESSION, "id": 5})))


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


async def test_agileapps_up_to_the_xml() -> None:
    models = idsessions_agileapps.models
    failure: documents.ErrorResponse = {"message": {"code": -101}}
    server = Server(httpx.Response(401, json=failure))
    body = models.LoginRequest(login=models.LoginCredentials(user_name="ada", password="not-a-real-password"))
    found = await login.asyncio(client=server, body=body)
    assert isinstance(found, models.ErrorResponse)
    assert found.message.code == -101
    sent: documents.LoginRequest = {"login": {"userName": "ada", "password": "not-a-real-password"}}
    assert server.request_arguments["json"] == sent
    assert server.request_arguments["headers"]["Content-Type"] == "application/xml"
    await switch_back.asyncio(client=server)
    assert "json" not in server.request_arguments
    assert server.request_arguments["extensions"]["operation"] == "switch_back"


DOCSTRINGS = [
    function for provider in PROVIDERS for module in api(provider) for function in operation_functions(module)
]


@pytest.mark.parametrize("function", DOCSTRINGS, ids=lambda function: function.__module__.partition(".api.")[2])
def test_the_docstring_of_an_operation_describes_every_parameter(function: Any) -> None:
    text = inspect.getdoc(function) or ""
    assert not re.search(r"^ (?=\S)", text, re.MULTILINE), "a stray blank"
    arguments = text.partition("\nArgs:\n")[2].partition("\n\n")[0]
    described = re.findall(r"^    (\w+): (\S.*)", arguments, re.MULTILINE)
    assert [name for name, _ in described] == list(inspect.signature(function).parameters)
