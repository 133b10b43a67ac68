"""The bodies of the states of Okta's authentication."""

from __future__ import annotations

from typing import Any

from idsessions.testing.okta._state import OktaUser, Transaction, link, timestamp

SHORTEST_PASSWORD = 12
# The password policy that some states show; the numbers are made up.
_PASSWORD_POLICY = {
    "minLength": SHORTEST_PASSWORD,
    "minLowerCase": 1,
    "minUpperCase": 1,
    "minNumber": 1,
    "minSymbol": 0,
}
_WARNING_DAYS = 3
_NEXT_STEP = {
    "PASSWORD_WARN": "changePassword",
    "PASSWORD_EXPIRED": "changePassword",
    "PASSWORD_RESET": "resetPassword",
    "RECOVERY": "answer",
}
_STEP_PATH = {
    "changePassword": "credentials/change_password",
    "resetPassword": "credentials/reset_password",
    "answer": "recovery/answer",
}
_PREFIXES = {
    "token:software:totp": "ost",
    "sms": "sms",
    "call": "clf",
    "email": "emf",
    "push": "opf",
    "question": "ufs",
    "webauthn": "fwf",
}
#: The kinds of factors that every user has in ``MFA_REQUIRED``, and those that can be enrolled.
ENROLLED = tuple(_PREFIXES)
OFFERED = ("token:software:totp", "sms", "push", "question")


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


def shown(transaction: Transaction, authn_url: str) -> dict[str, Any]:
    """Any other state, as its transaction stands."""
    status, user = transaction.status, transaction.user
    embedded: dict[str, Any] = {"user": _user(user)}
    links: dict[str, Any] = {}
    body: dict[str, Any] = {
        "stateToken": transaction.token,
        "expiresAt": timestamp(transaction.expires_at),
        "status": status,
    }
    if status in _NEXT_STEP:
        next_step = _NEXT_STEP[status]
        if next_step != "answer":
            days = _WARNING_DAYS if status == "PASSWORD_WARN" else 0
            embedded["policy"] = {"expiration": {"passwordExpireDays": days}, "complexity": _PASSWORD_POLICY}
        else:
            embedded["user"]["recovery_question"] = {"question": user.question}
        links["next"] = link(f"{authn_url}/{_STEP_PATH[next_step]}", "POST", name=next_step)
    elif status == "MFA_REQUIRED":
        embedded["factors"] = [_enrolled(user, kind, authn_url) for kind in ENROLLED]
        embedded["policy"] = {
            "allowRememberDevice": True,
            "rememberDeviceByDefault": False,
            "rememberDeviceLifetimeInMinutes": 15,
        }
    elif status == "MFA_ENROLL":
        embedded["factors"] = _offered_factors(authn_url)
    elif status in ("MFA_CHALLENGE", "MFA_ENROLL_ACTIVATE"):
        embedded["factor"], found = _in_use(transaction, authn_url)
        links |= found
    elif status == "RECOVERY_CHALLENGE":
        kind = transaction.factor or "SMS"
        at = f"{authn_url}/recovery/factors/{kind}"
        links["next"] = link(f"{at}/verify", "POST", name="verify")
        links["resend"] = link(f"{at}/resend", "POST", name=kind)
        body["factorType"] = kind
        del embedded["user"]
    if status in ("PASSWORD_WARN", "MFA_ENROLL"):
        links["skip"] = link(f"{authn_url}/skip", "POST", name="skip")
    links["cancel"] = link(f"{authn_url}/cancel", "POST")
    if transaction.factor_result is not None:
        body["factorResult"] = transaction.factor_result
    if transaction.recovery is not None:
        body["recoveryType"] = transaction.recovery
    return {**body, **({"_embedded": embedded} if embedded else {}), "_links": links}


def kind_of(user: OktaUser, factor_id: str) -> str | None:
    """The kind of the factor with this id, or of the keys of a user."""
    if factor_id == "webauthn":
        return "webauthn"
    return next((kind for kind in ENROLLED if _factor_id(user, kind) == factor_id), None)


def _in_use(transaction: Transaction, authn_url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The factor of a challenge or an activation, and the links of its state."""
    kind, user = transaction.factor or "", transaction.user
    factor = _enrolled(user, kind, authn_url)
    del factor["_links"]
    activating = transaction.status == "MFA_ENROLL_ACTIVATE"
    at = f"{authn_url}/factors/{factor['id']}"
    if kind == "webauthn":
        factor["_embedded"] = {"challenge": {"challenge": "ZmFrZS1jaGFsbGVuZ2U", "userVerification": "preferred"}}
    elif kind == "push" and not activating and transaction.factor_result == "WAITING":
        factor["_embedded"] = {"challenge": {"correctAnswer": 42}}
    if activating and kind == "token:software:totp":
        factor["_embedded"] = {
            "activation": {"timeStep": 30, "sharedSecret": "FAKEFAKEFAKEFAKE", "encoding": "base32", "keyLength": 6}
        }
    waiting = kind == "push" and transaction.factor_result == "WAITING"
    if activating:
        name, path = ("poll", "lifecycle/activate/poll") if waiting else ("activate", "lifecycle/activate")
    else:
        name, path = ("poll" if waiting else "verify"), "verify"
    links: dict[str, Any] = {"next": link(f"{at}/{path}", "POST", name=name)}
    links["prev"] = link(f"{authn_url}/previous", "POST")
    if kind in ("sms", "call", "email", "push"):
        again = "lifecycle/resend" if activating else "verify/resend"
        links["resend"] = [link(f"{at}/{again}", "POST", name=kind)]
    return factor, links


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


def _factor_id(user: OktaUser, kind: str) -> str:
    return _PREFIXES[kind] + user.id[3:]


def _enrolled(user: OktaUser, kind: str, authn_url: str) -> dict[str, Any]:
    profiles: dict[str, dict[str, Any]] = {
        "token:software:totp": {"credentialId": user.login},
        "sms": {"phoneNumber": "+1 XXX-XXX-0123"},
        "call": {"phoneNumber": "+1 XXX-XXX-0123"},
        "email": {"email": "a...a@example.com"},
        "push": {"credentialId": user.login, "deviceType": "SmartPhone_IPhone", "platform": "IOS"},
        "question": {"question": "first_engine", "questionText": user.question},
        "webauthn": {"credentialId": "fake-credential", "authenticatorName": "Key"},
    }
    factor_id = _factor_id(user, kind)
    return {
        "id": factor_id,
        "factorType": kind,
        "provider": "FIDO" if kind == "webauthn" else "OKTA",
        "vendorName": "FIDO" if kind == "webauthn" else "OKTA",
        "profile": profiles[kind],
        "_links": {"verify": link(f"{authn_url}/factors/{factor_id}/verify", "POST")},
    }


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
        for kind in OFFERED
    ]
