"""The middleware of Django in docs/web.md, which is no module of its own."""

from __future__ import annotations

import asyncio
import importlib
import re
from pathlib import Path
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
    if not conf.settings.configured:
        conf.settings.configure()

    def client(_: str) -> OktaSessions:
        return okta_client

    monkeypatch.setattr("idsessions.OktaSessions", client)
    names: dict[str, Any] = {}
    exec(compile(MIDDLEWARE, str(PAGE), "exec"), names)
    session = okta_emulator.sign_in()

    async def view(request: Any) -> Any:
        return http.HttpResponse("nobody" if request.identity is None else request.identity.login)

    async def visit(idx: str | None) -> tuple[int, str]:
        request = testing.RequestFactory().get("/")
        if idx is not None:
            request.COOKIES["idx"] = idx
        response = await names["session_check"](view)(request)
        return response.status_code, response.content.decode()

    async def visit_all() -> list[tuple[int, str]]:
        found = [await visit(idx) for idx in (session.idx, session.idx, "unknown", None)]
        okta_emulator.fail_next(503, times=None)
        return [*found, await visit("somebody-else")]

    known = (200, session.user.login)
    assert asyncio.run(visit_all()) == [known, known, (200, "nobody"), (200, "nobody"), (503, "")]
