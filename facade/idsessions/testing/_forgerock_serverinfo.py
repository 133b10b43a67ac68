"""The ``serverinfo`` endpoint of an emulated ForgeRock server."""

from __future__ import annotations

from typing import Any, Final

from idsessions.testing._forgerock_profiles import ProfileName, ServerProfile

_RELEASES: Final[dict[ProfileName, str]] = {"aic": "8.1.0", "pingam": "8.1.0", "openam": "16.0.5"}


def server_info(
    profile: ServerProfile, *, cookie_name: str, domain: str, realm: str, secure: bool, token_in_body: bool
) -> dict[str, Any]:
    """What anybody may know of the server."""
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
        return info | {"cookieHttpOnly": not token_in_body, "cookieSameSite": None}
    return info | {
        "fileBasedConfiguration": profile.managed_users,
        "userIdAttributes": ["fr-idm-uuid"] if profile.managed_users else [],
    }


def server_version(profile: ServerProfile) -> dict[str, Any]:
    """Which release the server is."""
    release = _RELEASES[profile.name]
    return {"_id": "version", "_rev": release, "version": release, "fullVersion": f"{release} (emulated)"}
