"""Turns the exceptions of httpx into errors of the library, which keep nothing of them."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

from ..errors import CallTimeoutError, ConnectionFailedError, NameResolutionError, TLSError, TransportError

# Before these, nothing of the request was sent.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)

# TLS raises these when it needs more bytes; what then ends the wait, such as a timeout, has them in its chain.
_WAITING = (ssl.SSLWantReadError, ssl.SSLWantWriteError)


def transport_error(error: Exception, handled: BaseException | None = None) -> TransportError:
    """The error to raise for ``error``. Raise it outside the handler, since exceptions of httpx hold the request.

    Args:
        error: What httpx raised.
        handled: What the application was handling when it called: it ends every chain, and is no cause of ``error``.
    """
    kind, message = _kind(error, handled)
    return kind(message, maybe_processed=not isinstance(error, (*_NOT_SENT, httpx.InvalidURL)))


def _kind(error: Exception, handled: BaseException | None) -> tuple[type[TransportError], str]:
    causes = list(_causes(error, handled))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return NameResolutionError, "the host name is unknown"
    if any(isinstance(cause, ssl.SSLError) and not isinstance(cause, _WAITING) for cause in causes):
        verify = next((cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None)
        why = f": {verify.verify_message}" if verify is not None else ""
        return TLSError, f"the connection could not be secured{why}"
    match error:
        case httpx.ConnectTimeout():
            return CallTimeoutError, "no connection within the timeout"
        case httpx.TimeoutException():
            return CallTimeoutError, "no response within the timeout"
        case httpx.ConnectError():
            return ConnectionFailedError, "the connection was refused or could not be made"
        case httpx.ProxyError():
            return ConnectionFailedError, "the proxy did not make the connection"
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return ConnectionFailedError, "the URL cannot be called"
        case httpx.DecodingError():
            return ConnectionFailedError, "the response is compressed, and broken"
        case _:
            return ConnectionFailedError, "the connection broke off before the response was complete"


def _causes(error: BaseException, handled: BaseException | None) -> Iterator[BaseException]:
    current: BaseException | None = error
    while current is not None and current is not handled:
        yield current
        current = current.__cause__ or current.__context__
