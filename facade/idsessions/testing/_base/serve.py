"""An emulator over TCP: its ASGI application and a uvicorn server on 127.0.0.1."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import os
import socket
import threading
from collections.abc import AsyncGenerator, Generator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from idsessions.testing._base.control import PREFIX, control
from idsessions.testing._base.exchange import Reachable
from idsessions.testing._base.messages import Answer
from idsessions.testing.clock import ManualClock

# How long the network must be quiet before the clock jumps. Loopback needs less than one hundredth of it; a thread may
# also wait to be scheduled.
_SETTLE_SECONDS = 0.01
_SETTLE_SECONDS_WITH_THREAD = 0.03
# Turns of the event loop for aborted connections to end; each needs two or three.
_CLOSING_TURNS = 100
_IDLE_CONNECTION_SECONDS = 300
_BACKLOG = 2048


def asgi_app(emulator: Reachable) -> Starlette:
    """The emulator as a Starlette application."""
    app = Starlette()
    # No routes: the emulator does the routing, and a path must reach it exactly as it was sent.
    app.router.default = _Endpoint(emulator)
    return app


class _Endpoint:
    def __init__(self, emulator: Reachable) -> None:
        self._emulator = emulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        target: bytes = scope.get("raw_path") or request.url.path.encode()
        if scope["query_string"]:
            target += b"?" + scope["query_string"]
        body = await request.body()
        if target.startswith(PREFIX.encode()):
            await _respond(control(self._emulator, request.method, request.url.path, body), send)
            return
        exchange = await self._emulator.exchange(request.method, target, request.headers, body)
        fault, answer = exchange.fault, exchange.answer
        if fault.delay and not await self._delay(fault.delay, fault.real, receive):
            return
        if fault.drop in ("request", "answer"):
            await _close(scope, receive)
            return
        if fault.drop == "body":
            await _respond(answer, send, half=True)
            await _close(scope, receive)
            return
        await _respond(answer, send)

    async def _delay(self, seconds: float, real: bool, receive: Receive) -> bool:
        """Wait until the delay ends or the client disconnects; returns whether the client is still connected."""
        waiting = asyncio.ensure_future(self._emulator.wait(seconds, real=real))
        leaving = asyncio.ensure_future(receive())
        try:
            await asyncio.wait((waiting, leaving), return_when=asyncio.FIRST_COMPLETED)
            return not leaving.done()
        finally:
            waiting.cancel()
            leaving.cancel()
            await asyncio.gather(waiting, leaving, return_exceptions=True)


async def _respond(answer: Answer, send: Send, *, half: bool = False) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = answer.body[: len(answer.body) // 2] if half else answer.body
    await send({"type": "http.response.body", "body": body, "more_body": half})


async def _close(scope: Scope, receive: Receive) -> None:
    """Close the connection of this request after sending what was already written."""
    transports: dict[Any, asyncio.Transport] = scope.get("state", {}).get("transports", {})
    transport = transports.get(scope["client"])
    if transport is None:
        # Another ASGI server: an application that fails is the closest that is possible.
        raise ConnectionAbortedError("the emulator was asked to drop this connection")
    transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass


class _Protocol(H11Protocol):
    """uvicorn's protocol with two additions.

    Connections are registered by the client's address, so that a fault finds the one to break. The clock learns of
    everything that arrives, so that it does not jump in between.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the base
        self.app_state["touch"]()
        super().connection_made(transport)
        self.app_state["transports"][self.client] = transport

    def data_received(self, data: bytes) -> None:
        self.app_state["touch"]()
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.app_state["transports"].pop(self.client, None)


class _Server(uvicorn.Server):
    """uvicorn's server without signal handlers and without its waits of a tenth of a second."""

    def __init__(self, emulator: Reachable) -> None:
        super().__init__(
            uvicorn.Config(
                asgi_app(emulator),
                http=_Protocol,
                ws="none",
                loop="asyncio",
                lifespan="off",
                # Leave the application's logging as it is.
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=False,
                timeout_keep_alive=_IDLE_CONNECTION_SECONDS,
            )
        )
        self._up: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._stop = asyncio.Event()
        self._touch = emulator.touch
        self._transports: dict[Any, asyncio.Transport] = {}

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.lifespan.state.update(transports=self._transports, touch=self._touch)
        await super().startup(sockets)

    async def main_loop(self) -> None:
        self._up.set_result(None)
        await self._stop.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for transport in list(self._transports.values()):
            transport.abort()
        for _ in range(_CLOSING_TURNS):
            if not self.server_state.connections and not self.server_state.tasks:
                break
            await asyncio.sleep(0)
        for task in self.server_state.tasks:
            task.cancel()
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)

    @contextlib.asynccontextmanager
    async def running(self, listener: socket.socket) -> AsyncGenerator[None]:
        """Serve on this listening socket while the block lasts."""
        serving = asyncio.create_task(self.serve(sockets=[listener]))
        await asyncio.wait((serving, self._up), return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            await serving
        try:
            yield
        finally:
            self._stop.set()
            await serving


@contextlib.asynccontextmanager
async def serve(emulator: Reachable, port: int, *, settle: float = _SETTLE_SECONDS) -> AsyncGenerator[str]:
    """Serve the emulator on 127.0.0.1 in this event loop; yields its URL."""
    with _listen(port) as listener:
        async with _Server(emulator).running(listener):
            with _address(emulator, f"http://127.0.0.1:{listener.getsockname()[1]}", settle):
                yield emulator.url


def _listen(port: int) -> socket.socket:
    # asyncio turns off Nagle's algorithm only for sockets that name their protocol; with Nagle's algorithm, every
    # second response on a connection is 40 ms late.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            # On other systems the option lets two processes listen on one port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


@contextlib.contextmanager
def serve_in_thread(emulator: Reachable, port: int) -> Generator[str]:
    """Serve the emulator on 127.0.0.1 in its own thread; yields its URL."""
    up: concurrent.futures.Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, str]] = concurrent.futures.Future()

    async def run() -> None:
        stop = asyncio.Event()
        async with serve(emulator, port, settle=_SETTLE_SECONDS_WITH_THREAD) as url:
            up.set_result((asyncio.get_running_loop(), stop, url))
            await stop.wait()

    def run_in_thread() -> None:
        try:
            asyncio.run(run())
        except OSError as error:
            # The caller gets it, for example that the port is in use.
            if up.done():
                raise
            up.set_exception(error)
        finally:
            # The caller waits for the future, so it must end in every case.
            up.cancel()

    thread = threading.Thread(target=run_in_thread, name=f"{emulator.provider} emulator", daemon=True)
    thread.start()
    loop, stop, url = up.result()
    try:
        yield url
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


@contextlib.contextmanager
def _address(emulator: Reachable, origin: str, settle: float) -> Generator[None]:
    """Give the emulator this origin while it is served, and let its clock wait for a quiet network."""
    clock, before = emulator.clock, emulator.origin
    emulator.origin = origin
    settle_before = 0.0
    if isinstance(clock, ManualClock):
        settle_before, clock.settle = clock.settle, max(clock.settle, settle)
    try:
        yield
    finally:
        emulator.origin = before
        if isinstance(clock, ManualClock):
            clock.settle = settle_before
