"""ForgeRock (PingOne Advanced Identity Cloud, PingAM, OpenAM): sessions by token, handle and user."""

from __future__ import annotations

from ._client import ForgeRockSessions
from ._dialogue import Dialogue, ForgeRockSession, set_answer

__all__ = ["Dialogue", "ForgeRockSession", "ForgeRockSessions", "set_answer"]

# Reprs, pickles and tracebacks name the package, not the file.
for _thing in (Dialogue, ForgeRockSession, ForgeRockSessions, set_answer):
    _thing.__module__ = __name__
