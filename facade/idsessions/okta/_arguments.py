"""What a caller passes to the Okta client, validated before anything is sent."""

from __future__ import annotations

import re
from typing import Final

from idsessions_okta.models import AuthenticationStatus, AuthenticationTransaction

from ..credentials import unquoted, validated_text
from ..errors import AuthenticationError, UsageError

# How people paste a URL, and what they should do.
_MISTAKES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), problem)
    for pattern, problem in (
        (r"[{}<>$]|your-?okta-?domain", "still has a placeholder: write your organization's domain there"),
        (
            r"-admin\.(?:okta|oktapreview|okta-emea)\.com\b",
            "is that of the Admin Console: leave out '-admin'",
        ),
        (r"\.com\.com\b", "ends in '.com' twice"),
        # Operations have the first two of these paths themselves; the others are pages that a browser shows.
        (
            r"//[^/]+(?:/.*)?/(api/v1|oauth2|admin|app|login|signin|user|home)(?:/|$)",
            "has a path too many: leave out /{} and what follows it",
        ),
    )
)


def check_base_url(url: str) -> None:
    """Raise `UsageError` for a URL that is not an organization's, as people paste it."""
    for pattern, problem in _MISTAKES:
        if found := pattern.search(url):
            what = problem.format(*found.groups())
            raise UsageError(f"`base_url` {what}, such as https://acme.okta.com", provider="okta")


def validated_session_token(value: str) -> str:
    """``value`` if it can be a session token."""
    return validated_text(unquoted(value, "session_token", "okta"), "session_token", "okta", "createSession")


def session_token_of(authenticated: AuthenticationTransaction | str) -> str:
    """The session token of a finished authentication."""
    if not isinstance(authenticated, AuthenticationTransaction):
        return authenticated
    if authenticated.session_token is not None:
        return authenticated.session_token
    status = authenticated.status
    if status == AuthenticationStatus.SUCCESS:
        raise AuthenticationError(
            "the authentication ended without a session token, as an unlocking or a step-up does: sign in",
            provider="okta",
            operation="authenticate",
        )
    # Any other text may be what the server likes, such as a password.
    shown = status.value if isinstance(status, AuthenticationStatus) else "unknown to this version"
    raise AuthenticationError(
        f"the authentication is not finished: its state is {shown}", provider="okta", operation="authenticate"
    )
