"""How other libraries handle a refused request, as clients of the worlds: `uv run --group bench` installs them."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import httpx
from attrs import define

from .worlds import START, Attempt, Client, Lost, World

Peer = Callable[[World, int], Client]


class _Refused(Exception):
    def __init__(self, response: httpx.Response) -> None:
        self.response = response


async def _once(attempt: Attempt) -> httpx.Response:
    response = await attempt()
    if response.status_code == 429:
        raise _Refused(response)
    return response


class _Transport(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        attempt: Attempt = request.extensions["attempt"]
        return await attempt()


def httpx_retries(world: World, process: int) -> Client:
    """Set up as its documentation advises for 429, with POST allowed."""
    library: Any = import_module("httpx_retries")
    retry = library.Retry(total=10, backoff_factor=0.5, allowed_methods=["GET", "POST"])
    client = httpx.AsyncClient(transport=library.RetryTransport(transport=_Transport(), retry=retry))

    async def call(attempt: Attempt, /, *, lone: bool = False) -> httpx.Response:
        return await client.post("https://acme.example/", extensions={"attempt": attempt})

    return call


def tenacity(world: World, process: int) -> Client:
    """With the wait that its documentation advises for many clients of one server; it knows nothing of HTTP."""
    library: Any = import_module("tenacity")

    async def call(attempt: Attempt, /, *, lone: bool = False) -> httpx.Response:
        retrying = library.AsyncRetrying(
            wait=library.wait_random_exponential(multiplier=0.5, max=60), stop=library.stop_after_attempt(10)
        )
        response: httpx.Response
        try:
            response = await retrying(_once, attempt)
        except library.RetryError as error:
            raise Lost from error
        return response

    return call


def stamina(world: World, process: int) -> Client:
    """With a hook that waits as long as `Retry-After` says."""
    library: Any = import_module("stamina")

    def hook(error: Exception) -> float | bool:
        if not isinstance(error, _Refused):
            return False
        seconds: str | None = error.response.headers.get("retry-after")
        return True if seconds is None else float(seconds)

    async def call(attempt: Attempt, /, *, lone: bool = False) -> httpx.Response:
        try:
            async for retry in library.retry_context(on=hook):
                with retry:
                    return await _once(attempt)
        except _Refused as error:
            raise Lost from error
        raise AssertionError("unreachable")

    return call


def okta(world: World, process: int) -> Client:
    """The request executor of Okta's own SDK with its defaults; only the exchange is replaced."""
    library: Any = import_module("okta.request_executor")
    cache: Any = import_module("okta.cache.no_op_cache")
    multidict: Any = import_module("multidict")

    @define
    class SdkResponse:
        status: int
        headers: Any

    class Exchange:
        """The part of an HTTP client that the executor uses."""

        def __init__(self, options: dict[str, Any]) -> None:
            pass

        async def send_request(self, request: dict[str, Any]) -> tuple[None, SdkResponse, str, None]:
            attempt: Callable[[], Awaitable[httpx.Response]] = request["data"]
            response = await attempt()
            headers = multidict.CIMultiDict(response.headers.multi_items())
            return None, SdkResponse(response.status_code, headers), "{}", None

    settings: dict[str, Any] = {
        "orgUrl": "https://acme.example",
        "authorizationMode": "SSWS",
        "token": "not-a-token",
        "rateLimit": {},
    }
    executor = library.RequestExecutor({"client": settings}, cache.NoOpCache(), http_client=Exchange)

    async def call(attempt: Attempt, /, *, lone: bool = False) -> httpx.Response:
        request: dict[str, Any] = {"method": "POST", "url": "https://acme.example/", "headers": {}, "data": attempt}
        _, response, _, error = await executor.fire_request(request)
        if error is not None:
            raise Lost from error
        return httpx.Response(response.status)

    return call


_ALL: Final[dict[str, tuple[str, Peer]]] = {
    "httpx-retries": ("httpx_retries", httpx_retries),
    "tenacity": ("tenacity", tenacity),
    "stamina": ("stamina", stamina),
    "okta": ("okta", okta),
}


def installed() -> dict[str, Peer]:
    """The peers that are installed, by name."""
    return {name: peer for name, (module, peer) in _ALL.items() if find_spec(module) is not None}


@contextmanager
def environment(now: Callable[[], float]) -> Generator[None]:
    """Give peers virtual time in the `time` module and seeded random numbers, and switch logging off; undo it at the end."""
    real = time.time, time.monotonic
    logged = logging.root.manager.disable
    random.seed(1)
    time.time = lambda: START + now()
    time.monotonic = now
    logging.disable()
    try:
        yield
    finally:
        logging.disable(logged)
        time.time, time.monotonic = real
