"""ForgeRock (PingOne Advanced Identity Cloud, PingAM, OpenAM): sessions by token, handle and user."""

from __future__ import annotations

from idsessions_forgerock.models import (
    AccessTokenResponse,
    AuthenticationStep,
    Callback,
    CallbackInput,
    CallbackOutput,
    CallbackType,
    HandleResults,
    ListedSession,
    LogoutResult,
    RefreshedSession,
    ServerInfo,
    SessionInfo,
    SessionList,
    SessionProperties,
    ValidatedSession,
)

from ._client import ForgeRockSessions
from ._dialogue import Dialogue, set_answer
from ._session import ForgeRockSession

__all__ = [
    "AccessTokenResponse",
    "AuthenticationStep",
    "Callback",
    "CallbackInput",
    "CallbackOutput",
    "CallbackType",
    "Dialogue",
    "ForgeRockSession",
    "ForgeRockSessions",
    "HandleResults",
    "ListedSession",
    "LogoutResult",
    "RefreshedSession",
    "ServerInfo",
    "SessionInfo",
    "SessionList",
    "SessionProperties",
    "ValidatedSession",
    "set_answer",
]

# Reprs, pickles and tracebacks name the package, not the file.
for _thing in (Dialogue, ForgeRockSession, ForgeRockSessions, set_answer):
    _thing.__module__ = __name__
