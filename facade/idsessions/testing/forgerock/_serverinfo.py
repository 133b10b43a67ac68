"""The bodies of the ``serverinfo`` endpoints."""

from __future__ import annotations

from typing import Any, Final

from idsessions.testing.forgerock._profiles import ProfileName, ServerProfile

_RELEASES: Final[dict[ProfileName, str]] = {"aic": "8.1.0", "pingam": "8.1.0", "openam": "16.0.5"}


def server_info(
    profile: ServerProfile, *, cookie_name: str, domain: str, realm: str, secure: bool, token_in_body: bool
) -> dict[str, Any]:
    """The settings of the server, which everybody may read."""
    info: dict[str, Any] = {
        "domains": [domain],
        "protectedUserAttributes": [],
        "cookieName": cookie_name,
        "secureCookie": secure,
        "forgotPassword": "false",
        "forgotUsername": "false",
        "kbaEnabled": "false",
        "selfRegistration": "false",
        "lang": "en-US",
        "successfulUserRegistrationDestination": "default",
        "socialImplementations": [],
        "referralsEnabled": "false",
        "zeroPageLogin": {"enabled": False, "refererWhitelist": [], "allowedWithoutReferer": True},
        "realm": realm,
        "xuiUserSessionValidationEnabled": True,
    }
    if profile.name == "openam":
        info |= {"domains": [], "secureCookie": False, "cookieSameSite": None}
        if not token_in_body:
            info["cookieHttpOnly"] = True
    else:
        info["fileBasedConfiguration"] = profile.managed_users
        info["userIdAttributes"] = ["fr-idm-uuid"] if profile.managed_users else []
    return info


def server_version(profile: ServerProfile) -> dict[str, Any]:
    """The release of the server."""
    release = _RELEASES[profile.name]
    return {"_id": "version", "_rev": "1", "version": release, "revision": "emulated", "date": "2026-February-04 16:06"}
