"""Okta's error responses: the table of codes, and the exception with which an operation refuses a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

# https://developer.okta.com/docs/reference/error-codes/ ; summaries as orgs send them.
_CODES: Final[Mapping[str, tuple[int, str]]] = {
    "E0000001": (400, "Api validation failed"),
    "E0000003": (400, "The request body was not well-formed."),
    "E0000004": (401, "Authentication failed"),
    "E0000005": (403, "Invalid session"),
    "E0000006": (403, "You do not have permission to perform the requested action"),
    "E0000007": (404, "Not found"),
    "E0000008": (404, "The requested path was not found"),
    "E0000010": (503, "Service is in read only mode"),
    "E0000011": (401, "Invalid token provided"),
    "E0000019": (400, "Bad request. Accept and/or Content-Type headers likely do not match supported values."),
    "E0000021": (400, "Bad request. Accept and/or Content-Type headers are likely not set."),
    "E0000022": (405, "The endpoint does not support the provided HTTP method"),
    "E0000047": (429, "API call exceeded rate limit due to too many requests."),
    "E0000079": (403, "This operation is not allowed in the current authentication state."),
}


class Refusal(Exception):
    """A refused request; the emulator turns it into the response.

    Attributes:
        status: The HTTP status code.
        body: The JSON body, to which the emulator adds an ``errorId`` if it has an ``errorCode``.
        headers: Further headers of the response.
    """

    def __init__(self, status: int, body: Mapping[str, Any], headers: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = tuple(headers)


def refusal(code: str, summary: str | None = None, causes: Iterable[str] = (), status: int | None = None) -> Refusal:
    """An error of the Okta API.

    Args:
        code: ``errorCode``.
        summary: ``errorSummary``, instead of the table's.
        causes: The ``errorSummary`` of each of ``errorCauses``.
        status: The HTTP status code; needed only for codes outside the table.
    """
    usual_status, usual_summary = _CODES.get(code, (400, code))
    body = {
        "errorCode": code,
        "errorSummary": summary or usual_summary,
        "errorLink": code,
        "errorCauses": [{"errorSummary": cause} for cause in causes],
    }
    return Refusal(status or usual_status, body)


def not_found(what: str, kind: str) -> Refusal:
    """Okta's 404, which repeats the id."""
    return refusal("E0000007", f"Not found: Resource not found: {what} ({kind})")


def oauth_refusal(
    error: str, description: str, *, status: int = 400, headers: Iterable[tuple[str, str]] = ()
) -> Refusal:
    """An error of the token endpoint, which has another body (RFC 6749, 5.2)."""
    return Refusal(status, {"error": error, "error_description": description}, headers)
