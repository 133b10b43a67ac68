"""Okta: sessions by id, the current session of a user, and where session tokens come from."""

from __future__ import annotations

from idsessions_okta.models import AuthenticationTransaction, Session, SessionStatus

from ._client import OktaSessions
from ._session import CurrentSession, OktaSession

__all__ = [
    "AuthenticationTransaction",
    "CurrentSession",
    "OktaSession",
    "OktaSessions",
    "Session",
    "SessionStatus",
]

# Reprs, pickles and tracebacks name the package, not the file.
for _class in (CurrentSession, OktaSession, OktaSessions):
    _class.__module__ = __name__
