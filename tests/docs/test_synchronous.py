"""The examples of docs/synchronous.md that are no modules: a notebook, and a view of Django called from many threads."""

from __future__ import annotations

import ast
import asyncio
import importlib
import inspect
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from checks.examples import examples
from idsessions import OktaSessions
from idsessions.testing import OktaEmulator

PAGE = Path(__file__).parents[2] / "docs" / "synchronous.md"
NOTEBOOK, VIEW = re.findall(r"^```python3\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_notebook_awaits_at_the_top_level(okta_emulator: OktaEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    okta_emulator.origin = "https://acme.okta.com"
    transport = okta_emulator.transport()

    async def handle(_: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        return await transport.handle_async_request(request)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle)
    monkeypatch.setenv("OKTA_API_TOKEN", okta_emulator.api_token)
    monkeypatch.setenv("ADA_PASSWORD", okta_emulator.password)
    *cell, shown = ast.parse(NOTEBOOK).body
    assert isinstance(shown, ast.Expr)
    names: dict[str, Any] = {}

    async def run_cells() -> object:
        # As IPython does: the cell is a coroutine, and the last expression is its result.
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        await eval(compile(ast.Module(cell, []), str(PAGE), "exec", flags), names)
        result = eval(compile(ast.Expression(shown.value), str(PAGE), "eval", flags), names)
        return await result if inspect.isawaitable(result) else result

    assert asyncio.run(run_cells()) == okta_emulator.username


def test_view_of_django_is_called_from_many_threads(okta_client: OktaSessions, okta_emulator: OktaEmulator) -> None:
    conf: Any = importlib.import_module("django.conf")  # It has no types.
    testing: Any = importlib.import_module("django.test")
    if not conf.settings.configured:
        conf.settings.configure()
    [module] = [each for each in examples() if each.file_name == "portal.py"]
    names: dict[str, Any] = {"__name__": "portal"}
    exec(compile(module.in_place, str(PAGE), "exec"), names)
    portal = names["Portal"]()
    view: dict[str, Any] = {"portal": portal, "okta": okta_client}
    exec(compile(VIEW, str(PAGE), "exec"), view)
    users = [okta_emulator.add_user(f"user{number}@example.com") for number in range(40)]

    def visit(idx: str) -> str:
        request = testing.RequestFactory().get("/")
        request.COOKIES["idx"] = idx
        return str(view["index"](request).content.decode())

    with ThreadPoolExecutor(8) as threads:
        pages = list(threads.map(visit, [okta_emulator.sign_in(user).idx for user in users]))
    assert pages == [f"hello {user.login}" for user in users]
    assert visit("a-cookie-from-long-ago") == "not signed in"
    portal.call(okta_client.aclose)
    portal.close()
