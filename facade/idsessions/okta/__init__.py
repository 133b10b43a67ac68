"""Okta: sessions by id, the current session of a user, and where session tokens come from."""

from __future__ import annotations

from idsessions_okta.models import (
    AccessTokenResponse,
    AuthenticationStatus,
    AuthenticationTransaction,
    Session,
    SessionAuthenticationMethod,
    SessionIdentityProvider,
    SessionStatus,
)

from ._client import OktaSessions
from ._session import CurrentSession, OktaSession

__all__ = [
    "AccessTokenResponse",
    "AuthenticationStatus",
    "AuthenticationTransaction",
    "CurrentSession",
    "OktaSession",
    "OktaSessions",
    "Session",
    "SessionAuthenticationMethod",
    "SessionIdentityProvider",
    "SessionStatus",
]

# Reprs, pickles and tracebacks name the package, not the file.
for _class in (CurrentSession, OktaSession, OktaSessions):
    _class.__module__ = __name__
