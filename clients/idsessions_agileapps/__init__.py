"""A client library for accessing AgileApps Cloud REST API, session management"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
