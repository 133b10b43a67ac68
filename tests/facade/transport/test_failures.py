"""What goes wrong on real sockets, over each of the transports: the class of the error, and whether anything was sent."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from idsessions import (
    CallTimeoutError,
    ConnectionFailedError,
    NameResolutionError,
    OktaSessions,
    Timeouts,
    TLSError,
    TransportError,
)

from ...faults.server import certificate
from ..loopback import responding, serve, silent
from .conftest import MakeClient

BROKEN_OFF = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"


async def failure(okta: OktaSessions) -> TransportError:
    async with okta:
        with pytest.raises(TransportError) as raised:
            await okta.authenticate("ada", "not-a-real-password")
    error = raised.value
    assert error.__cause__ is error.__context__ is None
    assert "not-a-real-password" not in f"{error!r} {vars(error)}"
    return error


async def test_refused_connection_raises(client: MakeClient) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        error = await failure(client(f"http://127.0.0.1:{unused.getsockname()[1]}"))
    assert type(error) is ConnectionFailedError
    assert not error.maybe_processed


async def test_exception_that_the_application_handles_is_not_the_cause(client: MakeClient) -> None:
    # As when the name of the first organization is unknown, and the application calls the second.
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        try:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        except socket.gaierror:
            error = await failure(client(f"http://127.0.0.1:{unused.getsockname()[1]}"))
    assert type(error) is ConnectionFailedError


async def test_connection_that_breaks_off_raises(client: MakeClient) -> None:
    async with serve(responding(BROKEN_OFF)) as port:
        error = await failure(client(f"http://127.0.0.1:{port}"))
    assert type(error) is ConnectionFailedError
    assert error.maybe_processed


@pytest.mark.parametrize("answer", [b"", BROKEN_OFF], ids=["nothing", "half of it"])
async def test_read_timeout_over_tls_raises_call_timeout(client: MakeClient, answer: bytes, tmp_path: Path) -> None:
    asked = 0

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await reader.read()

    context, trusted = certificate(tmp_path)
    async with (
        serve(slow, context) as port,
        client(f"https://127.0.0.1:{port}", tls=trusted, timeout=Timeouts(read=0.05)) as okta,
    ):
        with pytest.raises(CallTimeoutError, match="no response within the timeout"):
            await okta.get_session("a")
    assert asked == 1


async def test_server_without_tls_raises_tls_error(client: MakeClient) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(BROKEN_OFF)

    async with serve(plain) as port:
        error = await failure(client(f"https://127.0.0.1:{port}"))
    assert type(error) is TLSError
    assert not error.maybe_processed


async def test_unknown_host_name_raises(client: MakeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    error = await failure(client("https://nowhere.test"))
    assert type(error) is NameResolutionError
    assert not error.maybe_processed


async def test_no_response_within_the_read_timeout_raises(client: MakeClient) -> None:
    async with serve(silent) as port:
        error = await failure(client(f"http://127.0.0.1:{port}", timeout=Timeouts(read=0.02)))
    assert type(error) is CallTimeoutError
    assert error.maybe_processed
