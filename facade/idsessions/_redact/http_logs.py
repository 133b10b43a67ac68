"""Redacts the log records of httpx and httpcore about the library's own calls, and no others."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

_shown_request: ContextVar[str | None] = ContextVar("idsessions_shown_request", default=None)

# A filter works on the logger that a record was made with, not on its children, so each is named. hpack logs every
# header of an HTTP/2 connection.
_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
    "hpack.hpack",
    "hpack.table",
)


class _Filter(logging.Filter):
    """Takes the values out of records that are made while `redact_http_logs` is active."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = _shown_request.get()
        if request is None:
            return True
        if record.name == "httpx":
            # It logs each request with its whole URL, and a session id may be part of that.
            record.msg = f"HTTP Request: {request}"
        else:
            # "receive_response_headers.complete return_value=(...)": the event may be shown, its values may not.
            record.msg = record.getMessage().partition(" ")[0]
        record.args = ()
        return True


_FILTER = _Filter()
for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_FILTER)


@contextmanager
def redact_http_logs(request: str) -> Generator[None]:
    """While this is active, log records about HTTP show ``request`` and the names of events, and nothing else.

    Args:
        request: Method, origin and path template; it must not hold a secret.
    """
    token = _shown_request.set(request)
    try:
        yield
    finally:
        _shown_request.reset(token)
