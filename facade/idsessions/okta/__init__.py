"""Okta: sessions by id, the current session of a user, and where session tokens come from."""

from __future__ import annotations

from idsessions_okta.models import (
    AccessTokenResponse,
    AuthenticationFactor,
    AuthenticationStatus,
    AuthenticationStep,
    AuthenticationTransaction,
    FactorProfile,
    FactorResult,
    Session,
    SessionAuthenticationMethod,
    SessionIdentityProvider,
    SessionStatus,
)

from ._client import OktaSessions
from ._dialogue import OktaDialogue
from ._session import CurrentSession, OktaSession

__all__ = [
    "AccessTokenResponse",
    "AuthenticationFactor",
    "AuthenticationStatus",
    "AuthenticationStep",
    "AuthenticationTransaction",
    "CurrentSession",
    "FactorProfile",
    "FactorResult",
    "OktaDialogue",
    "OktaSession",
    "OktaSessions",
    "Session",
    "SessionAuthenticationMethod",
    "SessionIdentityProvider",
    "SessionStatus",
]

# Reprs, pickles and tracebacks name the package, not the file.
for _class in (CurrentSession, OktaDialogue, OktaSession, OktaSessions):
    _class.__module__ = __name__
