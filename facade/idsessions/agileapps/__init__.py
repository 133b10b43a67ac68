"""AgileApps Cloud: logins of three kinds, and the sessions that they start."""

from __future__ import annotations

from idsessions_agileapps.models import Login as LoginDetails
from idsessions_agileapps.models import User

from ._client import AgileAppsSessions
from ._session import AgileAppsSession

__all__ = ["AgileAppsSession", "AgileAppsSessions", "LoginDetails", "User"]

# Reprs, pickles and tracebacks name the package, not the file.
for _class in (AgileAppsSession, AgileAppsSessions):
    _class.__module__ = __name__
