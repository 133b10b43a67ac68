"""Turns the exceptions of httpx into errors of the library, which keep nothing of them."""

from __future__ import annotations

import httpx

from ..errors import CallTimeoutError, ConnectionFailedError, TransportError
from .causes import named_cause

# Before these, nothing of the request was sent.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


def transport_error(error: Exception, handled: BaseException | None = None) -> TransportError:
    """The error to raise for ``error``. Raise it outside the handler, since exceptions of httpx hold the request.

    Args:
        error: What httpx raised.
        handled: What the application was handling when it called.
    """
    kind, message = named_cause(error, handled) or _kind(error)
    return kind(message, maybe_processed=not isinstance(error, (*_NOT_SENT, httpx.InvalidURL)))


def _kind(error: Exception) -> tuple[type[TransportError], str]:
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
