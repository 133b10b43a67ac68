"""An emulated Okta org.

``_emulator``    what a test calls, and the way of a request through the org
``_settings``    how the org is set up
``_state``       users, sessions, tokens and apps
``_operations``  what each operation does; ``_authn`` has the bodies of the authentication states
``_dialogue``    the steps of an authentication after the first
``_caller``      who the Authorization header says is calling; ``_input`` reads bodies and flags
``_oauth``       the token endpoint; ``_dpop`` checks proofs of possession
``_rates``       the rate limits
``_errors``      the error responses
"""

from __future__ import annotations

from idsessions.testing.okta._emulator import OktaEmulator
from idsessions.testing.okta._settings import OktaSettings
from idsessions.testing.okta._state import AuthnOutcome, OktaSession, OktaUser, ServiceApp

__all__ = ["AuthnOutcome", "OktaEmulator", "OktaSession", "OktaSettings", "OktaUser", "ServiceApp"]

# Reprs, pickles and tracebacks name the package, not the file. `idsessions.testing` does the same for the emulators.
for _class in (OktaSession, OktaSettings, OktaUser, ServiceApp):
    _class.__module__ = __name__
