"""Emulators of the three providers for tests, and the clock that they share with the client. Needs ``idsessions[testing]``.

``okta``, ``forgerock``, ``agileapps``  one emulator each, with its settings and what it remembers
``clock``                               `ManualClock`: time that passes only when all tasks wait for it
``responses``                           what the emulators send, for those who mock with respx
``_base``                               what the emulators share: routing, violations, faults, and the ways in

Imports go one way: ``okta``, ``forgerock``, ``agileapps`` -> ``_base`` -> ``clock``. No emulator imports another.
Of the rest of the library they import only public names and the generated ``description`` and ``documents`` modules.
"""

from __future__ import annotations

try:
    import jsonschema as _jsonschema
    import starlette as _starlette
    import uvicorn as _uvicorn
except ModuleNotFoundError as _error:
    raise ImportError(f"idsessions.testing needs {_error.name}: install idsessions[testing]") from _error

from idsessions import SystemClock
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
    "SystemClock",
    "Violation",
]

# Reprs, pickles and tracebacks name the package, not the file.
for _class in (
    AgileAppsEmulator,
    Answer,
    EmulatedRequest,
    Emulator,
    ForgeRockEmulator,
    ManualClock,
    OktaEmulator,
    Violation,
):
    _class.__module__ = __name__
