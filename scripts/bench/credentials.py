"""What each kind of credential costs, as a ratio to a call with a static API token in the same run."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import partial
from typing import Final

import httpx

from idsessions import ApiToken, Credential, OktaSessions, ServiceApp

from .measure import Row, cpu_rows, in_fresh_process
from .payload import ORG, SESSION_ID, SESSION_JSON, TOKEN

TABLE: Final = "credentials, null transport"
# What the extra `oauth` installs.
SIGNING_PACKAGES: Final = ("joserfc", "cryptography")
# Neither may import what signs.
UNSIGNED: Final = {
    "from idsessions import *": "from idsessions import *",
    "a ServiceApp is made": (
        "from idsessions import OktaSessions, ServiceApp;"
        " OktaSessions('https://acme.okta.example', ServiceApp('0oa', '{}', 'okta.sessions.read'))"
    ),
}


class Ready(httpx.AsyncBaseTransport):
    """Responds at once: to token requests with a token of the given type, to all others with a session."""

    def __init__(self, token_type: str) -> None:
        self._token = json.dumps({"access_token": "eyJ" * 200, "token_type": token_type, "expires_in": 3600}).encode()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        content = self._token if request.url.path == "/oauth2/v1/token" else SESSION_JSON
        return httpx.Response(200, headers={"Content-Type": "application/json"}, content=content)


class Minimal(Credential):
    """The least that a credential can be."""

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"apiToken"})

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return {"Authorization": f"SSWS {TOKEN}"}


async def _token() -> str:
    return TOKEN


def _app(*, dpop: bool) -> ServiceApp:
    from joserfc.jwk import ECKey

    return ServiceApp("0oa", ECKey.generate_key("P-256").as_dict(private=True), "okta.sessions.read", dpop=dpop)


async def _measure(count: int, rounds: int) -> list[Row]:
    static = ApiToken(TOKEN)
    credentials: dict[str, tuple[Credential, str]] = {
        "ApiToken": (static, "Bearer"),
        "the least credential": (Minimal(), "Bearer"),
        "ApiToken, a function": (ApiToken(lambda: TOKEN), "Bearer"),
        "ApiToken, an async function": (ApiToken(_token), "Bearer"),
        "ServiceApp": (_app(dpop=False), "Bearer"),
        "ServiceApp with DPoP": (_app(dpop=True), "DPoP"),
    }
    headers = httpx.Headers()

    async def hooks() -> None:
        await static.prepare()
        static.answered(headers)

    async with AsyncExitStack() as stack:
        clients = {
            name: await stack.enter_async_context(OktaSessions(ORG, credential, transport=Ready(kind)))
            for name, (credential, kind) in credentials.items()
        }
        calls = {name: partial(okta.get_session, SESSION_ID) for name, okta in clients.items()}
        return await cpu_rows(TABLE, {**calls, "the hooks that do nothing": hooks}, count, rounds)


def measure_credentials(count: int, rounds: int) -> list[Row]:
    """Measure the CPU time of one call, by credential; last, that of two hooks that do nothing."""
    return asyncio.run(_measure(count, rounds))


def signing_packages_loaded_by(code: str) -> list[str]:
    """The signing packages that a fresh interpreter has loaded after ``code``."""
    tail = f"import sys; print(*[name for name in {SIGNING_PACKAGES!r} if name in sys.modules])"
    return in_fresh_process(f"{code}\n{tail}").split()


def needless_signing_packages() -> list[str]:
    """What is wrong if a signing package is loaded where nothing is signed."""
    found = {name: signing_packages_loaded_by(code) for name, code in UNSIGNED.items()}
    return [
        f"loaded although nothing is signed ({name}): {', '.join(packages)}"
        for name, packages in found.items()
        if packages
    ]
