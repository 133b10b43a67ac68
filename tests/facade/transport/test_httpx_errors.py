"""Each exception of httpx becomes an error of the library that keeps nothing of it."""

from __future__ import annotations

import inspect
import socket
import ssl

import httpx
import pytest

from idsessions import (
    CallTimeoutError,
    ConnectionFailedError,
    NameResolutionError,
    TLSError,
    TransportError,
)
from idsessions._transport.httpx_errors import transport_error

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
