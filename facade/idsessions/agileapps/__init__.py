"""AgileApps Cloud: logins of three kinds, and the sessions that they start."""

from __future__ import annotations

from idsessions_agileapps.models import ActiveSession, User
from idsessions_agileapps.models import Login as LoginDetails

from ._client import AgileAppsSessions
from ._session import AgileAppsSession

__all__ = ["ActiveSession", "AgileAppsSession", "AgileAppsSessions", "LoginDetails", "User"]

# Reprs, pickles and tracebacks name the package, not the file.
for _class in (AgileAppsSession, AgileAppsSessions):
    _class.__module__ = __name__
