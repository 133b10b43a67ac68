"""Each exception of httpx becomes an error of the library that keeps nothing of it."""

from __future__ import annotations

import asyncio
import inspect
import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from idsessions import (
    ApiToken,
    CallTimeoutError,
    ConnectionFailedError,
    NameResolutionError,
    OktaSessions,
    Timeouts,
    TLSError,
    TransportError,
)
from idsessions._transport.httpx_errors import transport_error

from ..loopback import responding, serve, silent

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
}


def test_table_has_every_exception_of_a_request() -> None:
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
def test_exception_of_httpx_becomes_a_transport_error(kind: type[Exception]) -> None:
    error = transport_error(kind("what httpx says: S3CRET"))
    assert (type(error), error.maybe_processed) == TABLE[kind]
    assert "S3CRET" not in str(error)


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
        (socket.gaierror(-2, "Name or service not known"), NameResolutionError, "the host name is unknown"),
        (ssl.SSLError(1, "wrong version number"), TLSError, "the connection could not be secured"),
        (ConnectionRefusedError(111, "refused"), ConnectionFailedError, "the connection was refused"),
    ],
)
def test_cause_tells_name_resolution_and_tls_from_the_rest(
    cause: Exception, kind: type[TransportError], text: str
) -> None:
    error = transport_error(caused(cause))
    assert type(error) is kind
    assert text in str(error)
    assert not error.maybe_processed


@pytest.mark.parametrize("kind", [httpx.ConnectTimeout, httpx.ReadTimeout, httpx.WriteTimeout, httpx.ReadError])
def test_tls_that_waits_for_bytes_is_no_tls_error(kind: type[httpx.RequestError]) -> None:
    # What ends a wait over TLS is raised while this exception is handled.
    error = kind("failed")
    error.__cause__ = TimeoutError()
    error.__cause__.__context__ = ssl.SSLWantReadError(2, "The operation did not complete (read)")
    found = transport_error(error)
    assert (type(found), found.maybe_processed) == TABLE[kind]


# The same over real sockets.


BROKEN_OFF = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"


async def failure(url: str, **options: Any) -> TransportError:
    async with OktaSessions(url, **options) as okta:
        with pytest.raises(TransportError) as raised:
            await okta.authenticate("ada", "not-a-real-password")
    return raised.value


async def test_refused_connection_raises() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        error = await failure(f"http://127.0.0.1:{unused.getsockname()[1]}")
    assert type(error) is ConnectionFailedError
    assert not error.maybe_processed


async def test_exception_that_the_application_handles_is_not_the_cause() -> None:
    # As when the name of the first organization is unknown, and the application calls the second.
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        try:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        except socket.gaierror:
            error = await failure(f"http://127.0.0.1:{unused.getsockname()[1]}")
    assert type(error) is ConnectionFailedError


async def test_connection_that_breaks_off_raises() -> None:
    async with serve(responding(BROKEN_OFF)) as port:
        error = await failure(f"http://127.0.0.1:{port}")
    assert type(error) is ConnectionFailedError
    assert error.maybe_processed


@pytest.mark.parametrize("answer", [b"", BROKEN_OFF], ids=["nothing", "half of it"])
async def test_read_timeout_over_tls_raises_call_timeout(answer: bytes, tmp_path: Path) -> None:
    asked = 0

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await reader.read()

    server_context, client_context = certified(tmp_path)
    async with serve(slow, server_context) as port:
        transport = httpx.AsyncHTTPTransport(verify=client_context)
        options: dict[str, Any] = {"transport": transport, "timeout": Timeouts(read=0.05)}
        async with OktaSessions(f"https://127.0.0.1:{port}", ApiToken("not-a-real-token"), **options) as okta:
            with pytest.raises(CallTimeoutError, match="no response within the timeout"):
                await okta.get_session("a")
    assert asked == 1


def certified(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """For a server on the loopback address, and for a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.PEM)
    )
    pem = folder / "server.pem"
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(pem)
    return theirs, ssl.create_default_context(cadata=certificate.decode())


async def test_server_without_tls_raises_tls_error() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(BROKEN_OFF)

    async with serve(plain) as port:
        error = await failure(f"https://127.0.0.1:{port}")
    assert type(error) is TLSError
    assert not error.maybe_processed


async def test_unknown_host_name_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    error = await failure("https://nowhere.test")
    assert type(error) is NameResolutionError
    assert not error.maybe_processed


async def test_no_response_within_the_read_timeout_raises() -> None:
    async with serve(silent) as port:
        error = await failure(f"http://127.0.0.1:{port}", timeout=Timeouts(read=0.02))
    assert type(error) is CallTimeoutError
    assert error.maybe_processed
