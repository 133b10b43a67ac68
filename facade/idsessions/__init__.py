"""Async sessions for Okta, ForgeRock (PingOne Advanced Identity Cloud, PingAM, OpenAM) and AgileApps Cloud."""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

from ._version import __version__

if TYPE_CHECKING:
    from ._clock import Clock, SystemClock
    from ._core.options import CallRecord, RateLimitState, Timeouts
    from ._elsewhere.auth import SessionAuth
    from ._elsewhere.request import ServerResponse
    from ._rate_limit import Pause, RateLimit
    from .agileapps import AgileAppsSession, AgileAppsSessions
    from .bulk import BulkOutcome, BulkStopped
    from .credentials import (
        AccessToken,
        AdminLogin,
        ApiToken,
        Credential,
        Secret,
        SessionCookie,
        SessionCookies,
        SessionToken,
    )
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
    from .okta import CurrentSession, OktaDialogue, OktaSession, OktaSessions
    from .sessions import LiveSession, Login, RefreshableSession

__all__ = [
    "AccessToken",
    "AdminLogin",
    "AgileAppsSession",
    "AgileAppsSessions",
    "AnswerError",
    "ApiToken",
    "AuthenticationError",
    "BadRequestError",
    "BulkOutcome",
    "BulkStopped",
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
    "OktaDialogue",
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
    "ServerResponse",
    "ServiceAccount",
    "ServiceApp",
    "SessionAuth",
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

# A name is imported when it is first used (PEP 562), so that a provider's models load only with that provider. Type checkers
# read the imports above.
_HOMES = {
    "_clock": ("Clock", "SystemClock"),
    "_core.options": ("CallRecord", "RateLimitState", "Timeouts"),
    "_elsewhere.auth": ("SessionAuth",),
    "_elsewhere.request": ("ServerResponse",),
    "_rate_limit": ("Pause", "RateLimit"),
    "agileapps": ("AgileAppsSession", "AgileAppsSessions"),
    "bulk": ("BulkOutcome", "BulkStopped"),
    "credentials": (
        *(
            "AccessToken",
            "AdminLogin",
            "ApiToken",
            "Credential",
            "Secret",
            "SessionCookie",
            "SessionCookies",
            "SessionToken",
        ),
    ),
    "errors": tuple(name for name in __all__ if name.endswith("Error")),
    "forgerock": ("Dialogue", "ForgeRockSession", "ForgeRockSessions", "set_answer"),
    "oauth": ("PrivateKey", "ServiceAccount", "ServiceApp"),
    "okta": ("CurrentSession", "OktaDialogue", "OktaSession", "OktaSessions"),
    "sessions": ("LiveSession", "Login", "RefreshableSession"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}
_MODULES = frozenset(name for name in _HOMES if not name.startswith("_"))

if not TYPE_CHECKING:  # To a type checker, any name would exist.

    def __getattr__(name: str) -> object:
        if name in _HOME_OF:
            value = getattr(_import_module(f".{_HOME_OF[name]}", __name__), name)
        elif name in _MODULES:
            value = _import_module(f".{name}", __name__)
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__, *_MODULES})
