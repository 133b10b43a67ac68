"""The middleware of Django in docs/web.md, which is no module of its own."""

from __future__ import annotations

import asyncio
import importlib
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from idsessions import OktaSessions
from idsessions.testing import OktaEmulator

PAGE = Path(__file__).parents[2] / "docs" / "web.md"
[MIDDLEWARE] = re.findall(r"^```python3\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_middleware_of_django_checks_each_visitor(
    okta_client: OktaSessions, okta_emulator: OktaEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    conf: Any = importlib.import_module("django.conf")  # It has no types.
    testing: Any = importlib.import_module("django.test")
    http: Any = importlib.import_module("django.http")
    urls: Any = importlib.import_module("django.urls")
    if not conf.settings.configured:
        conf.settings.configure()

    def client(_: str) -> OktaSessions:
        return okta_client

    async def view(request: Any) -> Any:
        return http.HttpResponse("nobody" if request.identity is None else request.identity.login)

    monkeypatch.setattr("idsessions.OktaSessions", client)
    shop = ModuleType("shop")
    exec(compile(MIDDLEWARE, str(PAGE), "exec"), shop.__dict__)
    shop.__dict__["urlpatterns"] = [urls.path("", view)]
    monkeypatch.setitem(sys.modules, "shop", shop)
    session = okta_emulator.sign_in()

    async def visit(idx: str | None) -> tuple[int, str]:
        browser = testing.AsyncClient()
        if idx is not None:
            browser.cookies["idx"] = idx
        response = await browser.get("/")
        return response.status_code, response.content.decode()

    async def visit_all() -> list[tuple[int, str]]:
        found = [await visit(idx) for idx in (session.idx, session.idx, "unknown", None)]
        okta_emulator.fail_next(503, times=None)
        return [*found, await visit("somebody-else")]

    known = (200, session.user.login)
    with testing.override_settings(ROOT_URLCONF="shop", MIDDLEWARE=["shop.session_check"], ALLOWED_HOSTS=["*"]):
        assert asyncio.run(visit_all()) == [known, known, (200, "nobody"), (200, "nobody"), (503, "")]
    assert len([each for each in okta_emulator.requests if each.operation == "getCurrentSession"]) == 3
