"""The session check of a web application: one request to the provider for a hundred of a visitor's."""

from __future__ import annotations

from ._web.asgi import SessionCheckMiddleware
from ._web.check import SessionCheck
from ._web.records import CheckRecord, CheckUnavailableError, Identity

__all__ = ["CheckRecord", "CheckUnavailableError", "Identity", "SessionCheck", "SessionCheckMiddleware"]

# Reprs, pickles and tracebacks name the public module.
for _class in (CheckRecord, CheckUnavailableError, Identity, SessionCheck, SessionCheckMiddleware):
    _class.__module__ = __name__
