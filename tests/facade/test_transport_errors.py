"""Every way in which httpx can fail, and what a caller is told of it."""

from __future__ import annotations

import asyncio
import inspect
import socket
import ssl
from typing import Any

import httpx
import pytest

from idsessions import (
    CallTimeoutError,
    ConnectionFailedError,
    NameResolutionError,
    OktaSessions,
    TLSError,
    TransportError,
)
from idsessions._transport_errors import transport_error

from .loopback import answering, serve, silent

# Class, and whether the request may have been processed.
TABLE: dict[type[Exception], tuple[type[TransportError], bool]] = {
    httpx.ConnectTimeout: (CallTimeoutError, False),
    httpx.PoolTimeout: (CallTimeoutError, False),
    httpx.ReadTimeout: (CallTimeoutError, True),
    httpx.WriteTimeout: (CallTimeoutError, True),
    httpx.ConnectError: (ConnectionFailedError, False),
    httpx.ProxyError: (ConnectionFailedError, False),
    httpx.UnsupportedProtocol: (ConnectionFailedError, False),
    httpx.InvalidURL: (ConnectionFailedError, False),
    httpx.ReadError: (ConnectionFailedError, True),
    httpx.WriteError: (ConnectionFailedError, True),
    httpx.CloseError: (ConnectionFailedError, True),
    httpx.LocalProtocolError: (ConnectionFailedError, True),
    httpx.RemoteProtocolError: (ConnectionFailedError, True),
    httpx.DecodingError: (ConnectionFailedError, True),
    httpx.TooManyRedirects: (ConnectionFailedError, True),
    TimeoutError: (CallTimeoutError, True),
}


def test_the_table_has_every_exception_of_a_request() -> None:
    abstract = {
        httpx.RequestError,
        httpx.TransportError,
        httpx.TimeoutException,
        httpx.NetworkError,
        httpx.ProtocolError,
    }
    known = {kind for _, kind in inspect.getmembers(httpx, inspect.isclass) if issubclass(kind, httpx.RequestError)}
    assert known - abstract <= TABLE.keys()


@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: kind.__name__)
def test_an_exception_of_httpx_becomes_ours(kind: type[Exception]) -> None:
    error = transport_error(kind("what httpx says: S3CRET"), "okta", "getSession")
    assert (type(error), error.maybe_processed) == TABLE[kind]
    assert (error.provider, error.operation) == ("okta", "getSession")
    assert "S3CRET" not in str(error)
    assert str(error).startswith("okta getSession: ")


def caused(cause: BaseException) -> httpx.ConnectError:
    try:
        try:
            raise cause
        except type(cause) as inner:
            raise OSError("all attempts failed") from inner
    except OSError as outer:
        error = httpx.ConnectError("failed")
        error.__cause__ = outer
        return error


@pytest.mark.parametrize(
    ("cause", "kind", "text"),
    [
        (socket.gaierror(-2, "Name or service not known"), NameResolutionError, "the host name is not known"),
        (ssl.SSLError(1, "wrong version number"), TLSError, "the connection could not be secured"),
        (ConnectionRefusedError(111, "refused"), ConnectionFailedError, "the connection was refused"),
    ],
)
def test_the_cause_tells_name_and_tls_from_the_rest(cause: Exception, kind: type[TransportError], text: str) -> None:
    error = transport_error(caused(cause), "okta", "getSession")
    assert type(error) is kind
    assert text in str(error)
    assert not error.maybe_processed


# The same over real sockets.


BROKEN_OFF = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"


async def failure(url: str, **options: Any) -> TransportError:
    async with OktaSessions(url, **options) as okta:
        with pytest.raises(TransportError) as raised:
            await okta.authenticate("ada", "not-a-real-password")
    return raised.value


async def test_a_refused_connection() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        error = await failure(f"http://127.0.0.1:{unused.getsockname()[1]}")
    assert type(error) is ConnectionFailedError
    assert not error.maybe_processed


async def test_what_the_application_was_handling_is_not_the_cause() -> None:
    # As in: ask the second organization, since the first one's name is not known.
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        try:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        except socket.gaierror:
            error = await failure(f"http://127.0.0.1:{unused.getsockname()[1]}")
    assert type(error) is ConnectionFailedError


async def test_a_connection_that_breaks_off() -> None:
    async with serve(answering(BROKEN_OFF)) as port:
        error = await failure(f"http://127.0.0.1:{port}")
    assert type(error) is ConnectionFailedError
    assert error.maybe_processed


async def test_a_server_that_speaks_no_tls() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(BROKEN_OFF)

    async with serve(plain) as port:
        error = await failure(f"https://127.0.0.1:{port}")
    assert type(error) is TLSError
    assert not error.maybe_processed


async def test_an_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    error = await failure("https://nowhere.test")
    assert type(error) is NameResolutionError
    assert not error.maybe_processed


async def test_no_answer_within_the_timeout() -> None:
    async with serve(silent) as port:
        error = await failure(f"http://127.0.0.1:{port}", timeout=0.02)
    assert type(error) is CallTimeoutError
    assert error.maybe_processed
