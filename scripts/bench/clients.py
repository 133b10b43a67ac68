"""The clients that are measured. Each runs in its own process: ``python -m bench.clients NAME URL`` obeys its stdin."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import ssl
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, cast

from attrs import define, frozen

from .payload import SESSION_ID, TOKEN, WrongResultError, check_fields, check_json

# Each imports its library itself: a process pays for one.

Call = Callable[[], Awaitable[None]]
OURS: Final = "idsessions"
OURS_AIOHTTP: Final = "idsessions[aiohttp]"
HTTPX: Final = "httpx, untyped"
GENERATED: Final = "generated client on httpx"
OKTA: Final = "okta SDK"
_PATH: Final = f"/api/v1/sessions/{SESSION_ID}"
_AUTHORIZATION: Final = {"Authorization": f"SSWS {TOKEN}", "Accept": "application/json"}
_CONNECTIONS: Final = 32


@asynccontextmanager
async def _idsessions(url: str, **options: Any) -> AsyncGenerator[Call]:
    from idsessions import ApiToken, OktaSessions

    async with OktaSessions(url, ApiToken(TOKEN), **options) as okta:

        async def call() -> None:
            session = await okta.get_session(SESSION_ID)
            check_fields(session.status, session.login, session.expires_at)

        yield call


def _idsessions_aiohttp(url: str) -> AbstractAsyncContextManager[Call]:
    transports: Any = import_module("idsessions.transports")
    return _idsessions(url, transport=transports.AiohttpTransport())


@asynccontextmanager
async def _generated(url: str) -> AsyncGenerator[Call]:
    from idsessions_okta.api.sessions.get_session import asyncio_detailed
    from idsessions_okta.client import AuthenticatedClient
    from idsessions_okta.models import Session

    async with AuthenticatedClient(base_url=url, token=TOKEN, prefix="SSWS") as client:

        async def call() -> None:
            session = (await asyncio_detailed(SESSION_ID, client=client)).parsed
            if not isinstance(session, Session):
                raise WrongResultError
            check_fields(session.status, session.login, session.expires_at)

        yield call


@asynccontextmanager
async def _httpx(url: str) -> AsyncGenerator[Call]:
    import httpx

    async with httpx.AsyncClient(headers=_AUTHORIZATION) as client:

        async def call() -> None:
            response = await client.get(url + _PATH)
            check_json(response.status_code, response.json())

        yield call


@asynccontextmanager
async def _aiohttp(url: str) -> AsyncGenerator[Call]:
    aiohttp: Any = import_module("aiohttp")
    async with aiohttp.ClientSession(headers=_AUTHORIZATION) as session:

        async def call() -> None:
            async with session.get(url + _PATH) as response:
                check_json(response.status, await response.json())

        yield call


@asynccontextmanager
async def _okta(url: str) -> AsyncGenerator[Call]:
    os.environ["OKTA_TESTING_TESTINGDISABLEHTTPSCHECK"] = "true"
    library: Any = import_module("okta.client")
    # Without `async with` it would connect for each call.
    async with library.Client({"orgUrl": url, "token": TOKEN}) as client:

        async def call() -> None:
            session, _, error = await client.get_session(SESSION_ID)
            if error is not None:
                raise WrongResultError
            check_fields(session.status, session.login, session.expires_at)

        yield call


class _Exchange(asyncio.Protocol):
    """One connection of the loop by hand."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._received = b""
        self.waiter: asyncio.Future[tuple[int, Any]] | None = None

    def data_received(self, data: bytes) -> None:
        self._received = received = self._received + data
        end = received.find(b"\r\n\r\n") + 4
        if end < 4:
            return
        head = received[:end].lower()
        length = int(head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
        if len(received) >= end + length and self.waiter is not None:
            self._received = b""
            self.waiter.set_result((int(head[9:12]), json.loads(received[end:])))

    def connection_lost(self, exc: Exception | None) -> None:
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_exception(ConnectionResetError())


@asynccontextmanager
async def _by_hand(url: str) -> AsyncGenerator[Call]:
    """The least that a client does: a list of connections, one write, one parse of the head, `json.loads`."""
    scheme, _, authority = url.partition("://")
    host, _, port = authority.partition(":")
    context = ssl.create_default_context() if scheme == "https" else None
    lines = [f"GET {_PATH} HTTP/1.1", f"Host: {authority}", *(f"{k}: {v}" for k, v in _AUTHORIZATION.items()), "", ""]
    request = "\r\n".join(lines).encode()
    loop = asyncio.get_running_loop()
    slots = asyncio.Semaphore(_CONNECTIONS)
    idle: list[_Exchange] = []

    async def call() -> None:
        async with slots:
            if idle:
                exchange = idle.pop()
            else:
                _, exchange = await loop.create_connection(_Exchange, host, int(port), ssl=context)
            exchange.waiter = loop.create_future()
            exchange.transport.write(request)
            status_code, body = await exchange.waiter
            idle.append(exchange)
        check_json(status_code, body)

    yield call
    for exchange in idle:
        exchange.transport.abort()


CLIENTS: Final[dict[str, Callable[[str], AbstractAsyncContextManager[Call]]]] = {
    "loop by hand, untyped": _by_hand,
    "aiohttp, untyped": _aiohttp,
    HTTPX: _httpx,
    GENERATED: _generated,
    OKTA: _okta,
    OURS: _idsessions,
    OURS_AIOHTTP: _idsessions_aiohttp,
}
_NEEDS: Final = {
    "aiohttp, untyped": ("aiohttp",),
    OKTA: ("okta",),
    OURS_AIOHTTP: ("aiohttp", "idsessions.transports"),
}


def installed() -> list[str]:
    """The clients whose libraries are installed."""
    return [name for name in CLIENTS if all(find_spec(module) is not None for module in _NEEDS.get(name, ()))]


@frozen
class Load:
    """What a client does in one repetition: each task makes calls until the seconds have passed, and at least one.

    Attributes:
        tasks: How many at once.
        seconds: How long.
        limit: Seconds after which a repetition is cut off. Calls that are not done then have failed.
    """

    tasks: int
    seconds: float
    limit: float


@define
class Outcome:
    """What came of it: `cpu` and `wall` in seconds, for all calls together."""

    made: int = 0
    failed: int = 0
    cpu: float = 0.0
    wall: float = 0.0
    error: str = ""


async def run(call: Call, load: Load) -> Outcome:
    """Make the calls of one repetition, and count those that fail."""
    found = Outcome()
    gc.collect()
    cpu, started = time.process_time(), time.perf_counter()
    end = started + load.seconds

    async def work() -> None:
        while True:
            try:
                await call()
            except Exception as error:
                found.failed += 1
                found.error = type(error).__name__
            else:
                found.made += 1
            if time.perf_counter() >= end:
                return

    tasks = [asyncio.create_task(work()) for _ in range(load.tasks)]
    _, pending = await asyncio.wait(tasks, timeout=load.limit)
    found.cpu, found.wall = time.process_time() - cpu, time.perf_counter() - started
    if pending:
        found.failed += len(pending)
        found.error = f"not done in {load.limit:.0f} s"
    return found


async def main(name: str, url: str) -> None:
    """Say when the client is ready; then, for each line of stdin, run the load that it describes and print the outcome."""
    # What libraries log about failures is of no interest.
    logging.getLogger().addHandler(logging.NullHandler())
    async with CLIENTS[name](url) as call:
        await call()
        print("ready", flush=True)
        for line in sys.stdin:
            load = Load(**json.loads(line))
            # The connections, and TLS handshakes, are made before.
            await run(call, Load(min(load.tasks, _CONNECTIONS), 0.0, load.limit))
            found = await run(call, load)
            print(json.dumps([found.made, found.failed, found.cpu, found.wall, found.error]), flush=True)
            if found.failed:
                os._exit(0)  # Cancelling what is left can take longer than the run.


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, BrokenPipeError):
        asyncio.run(main(*sys.argv[1:3]))
