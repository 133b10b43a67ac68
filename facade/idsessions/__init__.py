"""Async sessions for Okta, ForgeRock (PingOne Advanced Identity Cloud, PingAM, OpenAM) and AgileApps Cloud."""

from __future__ import annotations

from ._clock import Clock, SystemClock
from ._core.options import CallRecord, RateLimitState, Timeouts
from ._rate_limit import Pause, RateLimit
from ._version import __version__
from .agileapps import AgileAppsSession, AgileAppsSessions
from .credentials import AccessToken, ApiToken, Credential, Secret, SessionCookie, SessionCookies, SessionToken
from .errors import (
    AnswerError,
    AuthenticationError,
    BadRequestError,
    CallTimeoutError,
    ConnectionFailedError,
    CredentialError,
    NameResolutionError,
    NotFoundError,
    PasswordChangeRequiredError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    SessionExpiredError,
    SessionsError,
    TLSError,
    TransportError,
    UnansweredCallbacksError,
    UnavailableError,
    UnreadableAnswerError,
    UnsupportedOperationError,
    UsageError,
)
from .forgerock import Dialogue, ForgeRockSession, ForgeRockSessions, set_answer
from .oauth import PrivateKey, ServiceAccount, ServiceApp
from .okta import CurrentSession, OktaSession, OktaSessions
from .sessions import LiveSession, Login, RefreshableSession

__all__ = [
    "AccessToken",
    "AgileAppsSession",
    "AgileAppsSessions",
    "AnswerError",
    "ApiToken",
    "AuthenticationError",
    "BadRequestError",
    "CallRecord",
    "CallTimeoutError",
    "Clock",
    "ConnectionFailedError",
    "Credential",
    "CredentialError",
    "CurrentSession",
    "Dialogue",
    "ForgeRockSession",
    "ForgeRockSessions",
    "LiveSession",
    "Login",
    "NameResolutionError",
    "NotFoundError",
    "OktaSession",
    "OktaSessions",
    "PasswordChangeRequiredError",
    "Pause",
    "PermissionDeniedError",
    "PrivateKey",
    "RateLimit",
    "RateLimitError",
    "RateLimitState",
    "RefreshableSession",
    "Secret",
    "ServerError",
    "ServiceAccount",
    "ServiceApp",
    "SessionCookie",
    "SessionCookies",
    "SessionExpiredError",
    "SessionToken",
    "SessionsError",
    "SystemClock",
    "TLSError",
    "Timeouts",
    "TransportError",
    "UnansweredCallbacksError",
    "UnavailableError",
    "UnreadableAnswerError",
    "UnsupportedOperationError",
    "UsageError",
    "__version__",
    "set_answer",
]
