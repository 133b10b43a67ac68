"""An emulator in process: an httpx transport that reaches one emulator and opens no socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
from starlette.datastructures import Headers

from idsessions.testing._base.exchange import Exchange, Reachable

_NO_RESPONSE = "Server disconnected without sending a response."
_CUT_SHORT = "peer closed connection without sending complete message body"


class InProcessTransport(httpx.AsyncBaseTransport):
    """Sends requests for the emulator's origin to it and refuses connections to any other origin."""

    def __init__(self, emulator: Reachable) -> None:
        self._emulator = emulator

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Process the request; a fault becomes the exception that httpx raises on a real network."""
        origin = f"{request.url.scheme}://{request.url.netloc.decode('ascii')}"
        if origin != self._emulator.origin:
            raise httpx.ConnectError(f"this in-process transport reaches only {self._emulator.origin}", request=request)
        assert isinstance(request.stream, httpx.AsyncByteStream)
        body = b"".join([chunk async for chunk in request.stream])
        headers = Headers(raw=[(name.lower(), value) for name, value in request.headers.raw])
        # As on a network, other tasks run between request and response.
        await asyncio.sleep(0)
        exchange = await self._emulator.exchange(request.method, request.url.raw_path, headers, body)
        await self._delay(request, exchange)
        if exchange.fault.drop in ("request", "answer"):
            raise httpx.RemoteProtocolError(_NO_RESPONSE, request=request)
        answer = exchange.answer
        return httpx.Response(
            answer.status,
            headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers],
            stream=_Body(answer.body, cut_short=exchange.fault.drop == "body"),
            extensions={"http_version": b"HTTP/1.1"},
        )

    async def _delay(self, request: httpx.Request, exchange: Exchange) -> None:
        seconds = exchange.fault.delay
        if not seconds:
            return
        timeouts: dict[str, Any] = request.extensions.get("timeout", {})
        read_timeout: float | None = timeouts.get("read")
        waited = seconds if read_timeout is None else min(seconds, read_timeout)
        await self._emulator.wait(waited, real=exchange.fault.real)
        if waited < seconds:
            raise httpx.ReadTimeout("The read operation timed out", request=request)


class _Body(httpx.AsyncByteStream):
    def __init__(self, body: bytes, *, cut_short: bool) -> None:
        self._body = body
        self._cut_short = cut_short

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._cut_short:
            yield self._body[: len(self._body) // 2]
            raise httpx.RemoteProtocolError(_CUT_SHORT)
        yield self._body
