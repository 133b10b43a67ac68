"""An emulated ForgeRock server: AIC, PingAM or OpenAM.

``_emulator``      what a test calls, and the hooks of the base
``_profiles``      what differs between AIC, PingAM and OpenAM, as data
``_state``         users, sessions and access tokens
``_endpoints``     the way of a request to its endpoint and back: caller, version, cookies, errors
``_sessions``      the actions and the query on sessions; ``_query_filter`` reads filters
``_authenticate``  sign-ins; ``_journeys`` describes what they ask for, ``_dialogue`` is one sign-in in progress
``_serverinfo``    what the server says about itself
``_oauth``         the token endpoint of service accounts
``_crest``         errors and bodies in the REST dialect of the servers; ``_versions`` the versions of endpoints
"""

from __future__ import annotations

from idsessions.testing.forgerock._emulator import ForgeRockEmulator
from idsessions.testing.forgerock._journeys import (
    Journey,
    Page,
    Question,
    choice_question,
    confirmation_question,
    name_question,
    password_question,
    polling_wait,
    text_question,
    text_shown,
)
from idsessions.testing.forgerock._oauth import ServiceAccount
from idsessions.testing.forgerock._profiles import ServerProfile
from idsessions.testing.forgerock._state import EmulatedSession, EmulatedUser

__all__ = [
    "EmulatedSession",
    "EmulatedUser",
    "ForgeRockEmulator",
    "Journey",
    "Page",
    "Question",
    "ServerProfile",
    "ServiceAccount",
    "choice_question",
    "confirmation_question",
    "name_question",
    "password_question",
    "polling_wait",
    "text_question",
    "text_shown",
]

# Reprs, pickles and tracebacks name the package, not the file. `idsessions.testing` does the same for the emulators.
for _name in __all__:
    globals()[_name].__module__ = __name__
