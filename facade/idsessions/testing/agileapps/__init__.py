"""An emulated AgileApps Cloud tenant.

``_emulator``    what a test calls, and the way of a request through the tenant
``_settings``    how the tenant and its server are set up
``_state``       users and sessions
``_operations``  what each operation does
``_wire``        reads requests and writes responses, in XML and JSON
``_errors``      the error table
"""

from __future__ import annotations

from idsessions.testing.agileapps._emulator import AgileAppsEmulator
from idsessions.testing.agileapps._settings import AgileAppsSettings, ExpiredAnswer
from idsessions.testing.agileapps._state import AgileAppsSession, AgileAppsUser
from idsessions.testing.agileapps._wire import Reference

__all__ = ["AgileAppsEmulator", "AgileAppsSession", "AgileAppsSettings", "AgileAppsUser", "ExpiredAnswer", "Reference"]

# Reprs, pickles and tracebacks name the package, not the file. `idsessions.testing` does the same for the emulators.
for _class in (AgileAppsSession, AgileAppsSettings, AgileAppsUser, Reference):
    _class.__module__ = __name__
