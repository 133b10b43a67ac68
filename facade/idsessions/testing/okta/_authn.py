"""The bodies of the states of Okta's authentication."""

from __future__ import annotations

from typing import Any

from idsessions.testing.okta._state import OktaUser, link, timestamp

# The password policy that some states show; the numbers are made up.
_PASSWORD_POLICY = {"minLength": 12, "minLowerCase": 1, "minUpperCase": 1, "minNumber": 1, "minSymbol": 0}
_WARNING_DAYS = 3
_NEXT_STEP = {
    "PASSWORD_WARN": "changePassword",
    "PASSWORD_EXPIRED": "changePassword",
    "PASSWORD_RESET": "resetPassword",
}
_STEP_PATH = {"changePassword": "credentials/change_password", "resetPassword": "credentials/reset_password"}


def success(user: OktaUser, authn_url: str, session_token: str, expires_at: float) -> dict[str, Any]:
    """The last state, with a session token."""
    return {
        "expiresAt": timestamp(expires_at),
        "status": "SUCCESS",
        "sessionToken": session_token,
        "_embedded": {"user": _user(user)},
        "_links": {"cancel": link(f"{authn_url}/cancel", "POST")},
    }


def locked_out(authn_url: str) -> dict[str, Any]:
    """A locked-out user in an org that shows it, without a token."""
    return {
        "status": "LOCKED_OUT",
        "_links": {"next": link(f"{authn_url}/recovery/unlock", "POST", name="unlock")},
    }


def step(status: str, user: OktaUser, authn_url: str, state_token: str, expires_at: float) -> dict[str, Any]:
    """Any other state."""
    embedded: dict[str, Any] = {"user": _user(user)}
    links: dict[str, Any] = {}
    if status in _NEXT_STEP:
        next_step = _NEXT_STEP[status]
        days = _WARNING_DAYS if status == "PASSWORD_WARN" else 0
        embedded["policy"] = {"expiration": {"passwordExpireDays": days}, "complexity": _PASSWORD_POLICY}
        links["next"] = link(f"{authn_url}/{_STEP_PATH[next_step]}", "POST", name=next_step)
    elif status == "MFA_REQUIRED":
        embedded["factors"] = _enrolled_factors(user, authn_url)
        embedded["policy"] = {
            "allowRememberDevice": True,
            "rememberDeviceByDefault": False,
            "rememberDeviceLifetimeInMinutes": 15,
        }
    elif status == "MFA_ENROLL":
        embedded["factors"] = _offered_factors(authn_url)
    if status == "PASSWORD_WARN":
        links["skip"] = link(f"{authn_url}/skip", "POST", name="skip")
    links["cancel"] = link(f"{authn_url}/cancel", "POST")
    body: dict[str, Any] = {"stateToken": state_token, "expiresAt": timestamp(expires_at), "status": status}
    if status == "PASSWORD_RESET":
        body["recoveryType"] = "ACCOUNT_ACTIVATION"
    return {**body, "_embedded": embedded, "_links": links}


def _user(user: OktaUser) -> dict[str, Any]:
    return {
        "id": user.id,
        "passwordChanged": timestamp(user.password_changed),
        "profile": {
            "login": user.login,
            "firstName": user.first_name,
            "lastName": user.last_name,
            "locale": "en_US",
            "timeZone": "America/Los_Angeles",
        },
    }


def _enrolled_factors(user: OktaUser, authn_url: str) -> list[dict[str, Any]]:
    kinds = (
        ("ost", "token:software:totp", {"credentialId": user.login}),
        ("sms", "sms", {"phoneNumber": "+1 XXX-XXX-0123"}),
        ("opf", "push", {"credentialId": user.login, "deviceType": "SmartPhone_IPhone", "platform": "IOS"}),
    )
    return [
        {
            "id": prefix + user.id[3:],
            "factorType": kind,
            "provider": "OKTA",
            "vendorName": "OKTA",
            "profile": profile,
            "_links": {"verify": link(f"{authn_url}/factors/{prefix}{user.id[3:]}/verify", "POST")},
        }
        for prefix, kind, profile in kinds
    ]


def _offered_factors(authn_url: str) -> list[dict[str, Any]]:
    return [
        {
            "factorType": kind,
            "provider": "OKTA",
            "vendorName": "OKTA",
            "_links": {"enroll": link(f"{authn_url}/factors", "POST")},
            "status": "NOT_SETUP",
            "enrollment": "OPTIONAL",
        }
        for kind in ("token:software:totp", "sms", "push")
    ]
