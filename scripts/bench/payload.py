"""What the servers and transports of the benchmarks respond with, and how a client's result is checked."""

from __future__ import annotations

import json
import time
from datetime import datetime
from email.utils import formatdate
from typing import Any, Final

ORG: Final = "https://acme.okta.example"
TOKEN: Final = "00-not-a-real-token"
SESSION_ID: Final = "102-not-a-real-session-id"
LOGIN: Final = "ada.lovelace@acme.example"


def _link(path: str, *allow: str) -> dict[str, Any]:
    return {"href": f"{ORG}/api/v1/{path}", "hints": {"allow": list(allow)}}


SESSION: Final[dict[str, Any]] = {
    "id": SESSION_ID,
    "userId": "00u-not-a-real-user-id",
    "login": LOGIN,
    "createdAt": "2026-01-01T09:00:00.000Z",
    "expiresAt": "2026-01-01T11:00:00.000Z",
    "status": "ACTIVE",
    "lastPasswordVerification": "2026-01-01T09:00:00.000Z",
    "lastFactorVerification": "2026-01-01T09:00:21.000Z",
    "amr": ["pwd", "otp", "mfa"],
    "idp": {"id": "00o-not-a-real-org-id", "type": "OKTA"},
    "mfaActive": True,
    "_links": {
        "self": _link("sessions/me", "GET", "DELETE"),
        "refresh": _link("sessions/me/lifecycle/refresh", "POST"),
        "close": _link("sessions/me", "DELETE"),
        "user": {"name": "Ada Lovelace", **_link("users/me", "GET")},
    },
}
SESSION_JSON: Final = json.dumps(SESSION, separators=(",", ":")).encode()
LOGIN_XML: Final = b"""<?xml version="1.0" encoding="UTF-8"?>
<platform><login><userId>1a2b3c4d5e6f</userId><email>ada.lovelace@acme.example</email><userName>ada.lovelace@acme.example\
</userName><firstName>Ada</firstName><lastName>Lovelace</lastName><isForceChangePassword>false</isForceChangePassword>\
<organizationName>Acme</organizationName><organizationId>700002</organizationId><timeZone>23</timeZone><primaryTeamId>\
b7c3d4</primaryTeamId><employeeNumber>1815</employeeNumber><sessionId>not-a-real-session-id</sessionId><cookieString>\
JSESSIONID=not-a-real-session-id; ROUTEID=.node1</cookieString><startingAppId type="APP" uri="/app/17" displayValue="Desk">17\
</startingAppId><userLocale>en_GB</userLocale></login><message><code>0</code><description>Success</description></message>\
</platform>"""
USER_XML: Final = (
    b"<platform><user><id>16</id><first_name>Ada</first_name><active>1</active><team_id type='TEAM' uri='/t/1'"
    b" displayValue='One'>1</team_id></user><message><code>0</code><description>Success</description></message></platform>"
)


def okta_headers() -> dict[str, str]:
    """What Okta sends besides Date, Content-Type and Content-Length."""
    return {
        "x-okta-request-id": "not-a-real-request-id-00",
        "x-xss-protection": "0",
        "p3p": 'CP="HONK"',
        "x-rate-limit-limit": "1000000",
        "x-rate-limit-remaining": "999999",
        "x-rate-limit-reset": str(int(time.time()) + 3600),
        "cache-control": "no-cache, no-store",
        "pragma": "no-cache",
        "expires": "0",
        "x-content-type-options": "nosniff",
        "strict-transport-security": "max-age=315360000; includeSubDomains",
    }


def json_headers() -> dict[str, str]:
    """All headers of a response of Okta."""
    length = str(len(SESSION_JSON))
    date = formatdate(usegmt=True)
    return {"date": date, "content-type": "application/json", "content-length": length, **okta_headers()}


class WrongResultError(Exception):
    """A client returned something else than the session that the server sent."""


def check_fields(status: object, login: object, expires_at: object) -> None:
    """Check the result of a typed call.

    Raises:
        WrongResultError: It is not the session.
    """
    aware = isinstance(expires_at, datetime) and expires_at.tzinfo is not None
    if status != "ACTIVE" or login != LOGIN or not aware:
        raise WrongResultError


def check_json(status_code: int, body: Any) -> None:
    """Check the result of an untyped call.

    Raises:
        WrongResultError: It is not the session.
    """
    if status_code != 200 or body["status"] != "ACTIVE" or body["login"] != LOGIN:
        raise WrongResultError
