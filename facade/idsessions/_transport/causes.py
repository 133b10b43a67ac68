"""What the causes of a failure say: the name was not found, or TLS failed. httpx and aiohttp both chain them."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

from ..errors import NameResolutionError, TLSError, TransportError

# TLS raises these when it needs more bytes; what then ends the wait, such as a timeout, has them in its chain.
_WAITING = (ssl.SSLWantReadError, ssl.SSLWantWriteError)


def named_cause(error: Exception, handled: BaseException | None) -> tuple[type[TransportError], str] | None:
    """The class and text of a failure whose cause says what it is, or None.

    Args:
        error: What was raised.
        handled: What the application was handling when it called: it ends every chain, and is no cause of ``error``.
    """
    causes = list(_causes(error, handled))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return NameResolutionError, "the host name is unknown"
    if any(isinstance(cause, ssl.SSLError) and not isinstance(cause, _WAITING) for cause in causes):
        found = [getattr(cause, "verify_message", "") for cause in causes]  # Of ssl, not of aiohttp's class around it.
        why = next((f": {message}" for message in found if message), "")
        return TLSError, f"the connection could not be secured{why}"
    return None


def _causes(error: BaseException, handled: BaseException | None) -> Iterator[BaseException]:
    current: BaseException | None = error
    while current is not None and current is not handled:
        yield current
        current = current.__cause__ or current.__context__
