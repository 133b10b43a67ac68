"""An Okta org to test against."""

from __future__ import annotations

from idsessions.testing.okta._emulator import OktaEmulator
from idsessions.testing.okta._operations import OktaSettings
from idsessions.testing.okta._state import AuthnOutcome, OktaSession, OktaUser, ServiceApp

__all__ = ["AuthnOutcome", "OktaEmulator", "OktaSession", "OktaSettings", "OktaUser", "ServiceApp"]
