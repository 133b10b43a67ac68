"""What credentials cost those who do not use the costly ones, and those who do: ``uv run scripts/bench_credentials.py``.

Every number is a ratio to a call with a static API token in the same run, on a transport that costs nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from functools import partial

import httpx

from idsessions import ApiToken, Credential, OktaSessions, ServiceApp

URL = "https://acme.okta.example"
SESSION = {
    "id": "102-not-a-real-session",
    "userId": "00u-not-a-real-user",
    "login": "ada@example.com",
    "status": "ACTIVE",
}
MOMENT = "2026-01-01T09:00:00.000Z"
# What is imported with the extra only.
OF_THE_EXTRA = ("joserfc", "cryptography")
STATIC = "ApiToken"


class Ready(httpx.AsyncBaseTransport):
    """Answers at once: token requests with a token of the given type, all others with a session."""

    def __init__(self, token_type: str = "Bearer") -> None:
        self._session = json.dumps({**SESSION, "createdAt": MOMENT, "expiresAt": MOMENT, "amr": ["pwd"]}).encode()
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


async def measure_calls(calls: int, rounds: int) -> dict[str, float]:
    """Median CPU seconds of one call, by credential; the rounds of all take turns, so that none has a better hour."""
    credentials: dict[str, tuple[Credential, str]] = {
        STATIC: (ApiToken("00-not-a-real-token"), "Bearer"),
        "the least credential": (Minimal(), "Bearer"),
        "ApiToken, a function": (ApiToken(lambda: "00-not-a-real-token"), "Bearer"),
        "ApiToken, an async function": (ApiToken(_token), "Bearer"),
        "ServiceApp": (_app(dpop=False), "Bearer"),
        "ServiceApp with DPoP": (_app(dpop=True), "DPoP"),
    }
    times: dict[str, list[float]] = {name: [] for name in credentials}
    async with AsyncExitStack() as stack:
        clients = {
            name: await stack.enter_async_context(OktaSessions(URL, credential, transport=Ready(kind)))
            for name, (credential, kind) in credentials.items()
        }
        for _ in range(rounds + 1):
            for name, okta in clients.items():
                times[name].append(await _cpu(partial(okta.get_session, "102"), calls))
    return {name: statistics.median(measured[1:]) for name, measured in times.items()}


async def _cpu(call: Callable[[], Awaitable[object]], calls: int) -> float:
    gc.collect()
    started = time.process_time()
    for _ in range(calls):
        await call()
    return (time.process_time() - started) / calls


async def measure_hooks(calls: int) -> float:
    """CPU seconds that getting ready and looking at the answer take, of a credential that does neither."""
    credential: Credential = ApiToken("00-not-a-real-token")
    headers = httpx.Headers()

    async def hooks() -> None:
        await credential.prepare()
        credential.answered(headers)

    return await _cpu(hooks, calls * 20)


def loaded(code: str) -> list[str]:
    """The packages of the extra that a fresh interpreter has loaded after ``code``."""
    tail = f"import sys; print(*[name for name in {OF_THE_EXTRA!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{tail}"], check=True, capture_output=True, text=True)
    return done.stdout.split()


def import_seconds(code: str, rounds: int) -> float:
    """Median wall seconds of ``code`` in a fresh interpreter, whose own start is taken off."""

    def run(text: str) -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", text], check=True)
        return time.perf_counter() - started

    nothing = statistics.median(run("pass") for _ in range(rounds))
    return statistics.median(run(code) for _ in range(rounds)) - nothing


MAKING_ONE = (
    "from idsessions import OktaSessions, ServiceApp;"
    " OktaSessions('https://acme.okta.example', ServiceApp('0oa', '{}', 'okta.sessions.read'))"
)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 if the extra is loaded for who does not use it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args(arguments)
    calls = asyncio.run(measure_calls(options.calls, options.rounds))
    for name, seconds in calls.items():
        print(f"{name:<32} {seconds * 1e6:8.1f} us CPU   {seconds / calls[STATIC]:6.3f} x")
    hooks = asyncio.run(measure_hooks(options.calls))
    print(f"{'the hooks that do nothing':<32} {hooks * 1e6:8.1f} us CPU   {hooks / calls[STATIC]:6.3f} x")
    imports = {
        "import httpx": "import httpx",
        "import idsessions": "import idsessions",
        "... and the library that signs": "import idsessions, joserfc.jwt",
    }
    seconds_of = {name: import_seconds(code, options.rounds) for name, code in imports.items()}
    for name, seconds in seconds_of.items():
        print(f"{name:<32} {seconds * 1e3:8.1f} ms wall  {seconds / seconds_of['import httpx']:6.3f} x")
    unasked = {code: found for code in ("import idsessions", MAKING_ONE) if (found := loaded(code))}
    for code, found in unasked.items():
        print(f"loaded without need by {code!r}: {', '.join(found)}")
    return 1 if unasked else 0
