"""Keeps secrets out of the records of httpx and httpcore, for the calls made through us and no others."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

shown_request: ContextVar[str | None] = ContextVar("idsessions_shown_request", default=None)

# Filters work on the logger that a record was made with, not on its parents, so each is named. hpack prints every
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


class _OwnCallsOnly(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        shown = shown_request.get()
        if shown is None:
            return True
        if record.name == "httpx":
            # Its one record a request has the whole URL, and a session id may be part of it.
            record.msg = f"HTTP Request: {shown}"
        else:
            # "receive_response_headers.complete return_value=(...)": the event may be shown, its values may not.
            record.msg = record.getMessage().partition(" ")[0]
        record.args = ()
        return True


_FILTER = _OwnCallsOnly()
for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_FILTER)


@contextmanager
def showing(request: str) -> Generator[None]:
    """Within it, log records about requests show ``request``, which must have no secret in it, and nothing else."""
    token = shown_request.set(request)
    try:
        yield
    finally:
        shown_request.reset(token)
