"""An AgileApps Cloud tenant to test against."""

from __future__ import annotations

from idsessions.testing.agileapps._emulator import AgileAppsEmulator
from idsessions.testing.agileapps._state import AgileAppsSession, AgileAppsSettings, AgileAppsUser, ExpiredAnswer
from idsessions.testing.agileapps._wire import Reference

__all__ = ["AgileAppsEmulator", "AgileAppsSession", "AgileAppsSettings", "AgileAppsUser", "ExpiredAnswer", "Reference"]
