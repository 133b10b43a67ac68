"""A ForgeRock server to test against: AIC, PingAM or OpenAM."""

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
from idsessions.testing.forgerock._store import EmulatedSession, EmulatedUser

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
