"""Redacts the log records of httpx and httpcore about the library's own calls, and no others."""

from __future__ import annotations

import logging
from contextvars import ContextVar

shown_request: ContextVar[str | None] = ContextVar("idsessions_shown_request", default=None)
"""While it is set, log records about HTTP show its value and the names of events, and nothing else. The value is the method,
the origin and the path template of a request; it must not hold a secret."""

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
    """Takes the values out of records that are made while `shown_request` is set."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = shown_request.get()
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
