"""What each kind of credential costs, as a ratio to a call with a static API token in the same run."""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial

import httpx

from idsessions import ApiToken, Credential, OktaSessions, ServiceApp

from .measure import cpu_seconds, print_calls, print_imports, wall_seconds

URL = "https://acme.okta.example"
SESSION = {
    "id": "102-not-a-real-session",
    "userId": "00u-not-a-real-user",
    "login": "ada@example.com",
    "status": "ACTIVE",
    "createdAt": "2026-01-01T09:00:00.000Z",
    "expiresAt": "2026-01-01T11:00:00.000Z",
    "amr": ["pwd"],
}
# What the extra `oauth` installs.
SIGNING_PACKAGES = ("joserfc", "cryptography")
BASE = "ApiToken"
# Neither may import what signs.
UNSIGNED = {
    "from idsessions import *": "from idsessions import *",
    "a ServiceApp is made": (
        "from idsessions import OktaSessions, ServiceApp;"
        " OktaSessions('https://acme.okta.example', ServiceApp('0oa', '{}', 'okta.sessions.read'))"
    ),
}


class Ready(httpx.AsyncBaseTransport):
    """Responds at once: to token requests with a token of the given type, to all others with a session."""

    def __init__(self, token_type: str) -> None:
        self._session = json.dumps(SESSION).encode()
        self._token = json.dumps({"access_token": "eyJ" * 200, "token_type": token_type, "expires_in": 3600}).encode()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        content = self._token if request.url.path == "/oauth2/v1/token" else self._session
        return httpx.Response(200, headers={"Content-Type": "application/json"}, content=content)


class Minimal(Credential):
    """The least that a credential can be."""

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"apiToken"})

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return {"Authorization": "SSWS 00-not-a-real-token"}


async def _token() -> str:
    return "00-not-a-real-token"


def _app(*, dpop: bool) -> ServiceApp:
    from joserfc.jwk import ECKey

    return ServiceApp("0oa", ECKey.generate_key("P-256").as_dict(private=True), "okta.sessions.read", dpop=dpop)


async def measure_calls(count: int, rounds: int) -> dict[str, float]:
    """Measure the CPU seconds of one call, by credential; last, those of two hooks that do nothing."""
    static = ApiToken("00-not-a-real-token")
    credentials: dict[str, tuple[Credential, str]] = {
        BASE: (static, "Bearer"),
        "the least credential": (Minimal(), "Bearer"),
        "ApiToken, a function": (ApiToken(lambda: "00-not-a-real-token"), "Bearer"),
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
            name: await stack.enter_async_context(OktaSessions(URL, credential, transport=Ready(kind)))
            for name, (credential, kind) in credentials.items()
        }
        calls = {name: partial(okta.get_session, "102") for name, okta in clients.items()}
        return await cpu_seconds({**calls, "the hooks that do nothing": hooks}, count, rounds)


def signing_packages_loaded_by(code: str) -> list[str]:
    """The signing packages that a fresh interpreter has loaded after ``code``."""
    tail = f"import sys; print(*[name for name in {SIGNING_PACKAGES!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{tail}"], check=True, capture_output=True, text=True)
    return done.stdout.split()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a signing package is loaded where nothing is signed."""
    parser = argparse.ArgumentParser(
        description="Measure what each kind of credential costs. Times depend on the machine; compare the ratios. "
        "Fails if a signing package is loaded where nothing is signed."
    )
    parser.add_argument("--calls", type=int, default=500, help="calls in a round (default: 500)")
    parser.add_argument("--rounds", type=int, default=9, help="rounds; the median counts (default: 9)")
    options = parser.parse_args(arguments)
    print_calls(asyncio.run(measure_calls(options.calls, options.rounds)), BASE)
    imports = {
        "import httpx": "import httpx",
        "from idsessions import *": "from idsessions import *",
        "... and the library that signs": "from idsessions import *; import joserfc.jwt",
    }
    print_imports(wall_seconds(imports, options.rounds), "import httpx")
    needless = {name: found for name, code in UNSIGNED.items() if (found := signing_packages_loaded_by(code))}
    for name, found in needless.items():
        print(f"loaded although nothing is signed ({name}): {', '.join(found)}", file=sys.stderr)
    return 1 if needless else 0
