"""Emulators of the three providers, good enough to replace a tenant in tests, and the clock that goes with them."""

from __future__ import annotations

try:
    import jsonschema as _jsonschema
    import starlette as _starlette
    import uvicorn as _uvicorn
except ModuleNotFoundError as _error:
    raise ImportError(f"idsessions.testing needs {_error.name}: install idsessions[testing]") from _error

from idsessions.testing._base.emulator import Emulator
from idsessions.testing._base.messages import Answer, EmulatedRequest
from idsessions.testing._base.violations import Violation
from idsessions.testing.agileapps import AgileAppsEmulator
from idsessions.testing.clock import ManualClock
from idsessions.testing.forgerock import ForgeRockEmulator
from idsessions.testing.okta import OktaEmulator

del _jsonschema, _starlette, _uvicorn

__all__ = [
    "AgileAppsEmulator",
    "Answer",
    "EmulatedRequest",
    "Emulator",
    "ForgeRockEmulator",
    "ManualClock",
    "OktaEmulator",
    "Violation",
]
