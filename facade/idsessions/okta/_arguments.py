"""What a caller passes to the Okta client, validated before anything is sent."""

from __future__ import annotations

import re
from typing import Final

from idsessions_okta.models import AuthenticationStatus, AuthenticationTransaction

from ..credentials import unquoted
from ..errors import AuthenticationError, UsageError

_PLACEHOLDER: Final = re.compile(r"[{}<>$]|your-?okta-?domain", re.IGNORECASE)
_ADMIN_CONSOLE: Final = re.compile(r"-admin\.(okta|oktapreview|okta-emea)\.com\b", re.IGNORECASE)
_TWICE: Final = re.compile(r"\.com\.com\b", re.IGNORECASE)
# Operations have these paths themselves; the others are pages that a browser shows.
_TOO_LONG: Final = re.compile(r"//[^/]+(?:/.*)?/(api/v1|oauth2|admin|app|login|signin|user|home)(/|$)", re.IGNORECASE)


def check_base_url(url: str) -> None:
    """Raise `UsageError` for a URL that is not an organization's, as people paste it."""
    problem = ""
    if _PLACEHOLDER.search(url):
        problem = "still has a placeholder: write your organization's domain there"
    elif _ADMIN_CONSOLE.search(url):
        problem = "is that of the Admin Console: leave out '-admin'"
    elif _TWICE.search(url):
        problem = "ends in '.com' twice"
    elif found := _TOO_LONG.search(url):
        problem = f"has a path too many: leave out /{found[1]} and what follows it"
    if problem:
        raise UsageError(f"`base_url` {problem}, such as https://acme.okta.com", provider="okta")


def validated_session_token(value: str) -> str:
    """``value`` if it can be a session token."""
    value = unquoted(value, "session_token")
    if not value:
        raise UsageError("`session_token` is empty", provider="okta", operation="createSession")
    return value


def session_token_of(authenticated: AuthenticationTransaction | str) -> str:
    """The session token of a finished authentication."""
    if not isinstance(authenticated, AuthenticationTransaction):
        return authenticated
    if authenticated.session_token is not None:
        return authenticated.session_token
    status = authenticated.status
    # Any other text may be what the server likes, such as a password.
    shown = status.value if isinstance(status, AuthenticationStatus) else "unknown to this version"
    raise AuthenticationError(
        f"the authentication is not finished: its state is {shown}", provider="okta", operation="authenticate"
    )
