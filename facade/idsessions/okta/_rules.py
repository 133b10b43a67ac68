"""Okta's rules as data: which code means which error.

Source: https://developer.okta.com/docs/reference/error-codes/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from idsessions_okta.description import OPERATIONS, SCHEMAS
from idsessions_okta.errors import InvalidResponse

from .._core.operations import Description
from .._core.provider import Provider, ProviderResponse
from .._core.statuses import by_status
from .._json import as_list, as_mapping
from ..errors import (
    AnswerError,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    PermissionDeniedError,
    SessionExpiredError,
    UnavailableError,
    UnreadableAnswerError,
)
from ._arguments import check_base_url

# Okta promises the code and nothing else. Only codes whose status code alone would say something else, or too little.
_CODES: Final[Mapping[str, type[AnswerError]]] = {
    "E0000004": AuthenticationError,
    "E0000005": AuthenticationError,  # 403 "Invalid session": Okta saw no credential, and looked for a cookie.
    "E0000007": NotFoundError,
    "E0000008": BadRequestError,  # 404, of the path.
    "E0000010": UnavailableError,
    "E0000011": AuthenticationError,
    "E0000012": BadRequestError,  # 404, of the content type.
    "E0000015": PermissionDeniedError,  # 401: the feature is off.
    "E0000026": BadRequestError,  # 404: the endpoint was removed.
    "E0000014": AuthenticationError,  # 403: the old password is wrong, or the new one is refused.
    "E0000032": BadRequestError,  # 403: no unlocking in the state that the user is in.
    "E0000034": BadRequestError,  # 403: no recovery for this user.
    "E0000038": BadRequestError,  # 403: not in the state that the user is in.
    "E0000068": AuthenticationError,  # 403: a wrong passcode.
    "E0000069": AuthenticationError,  # 403: the user is locked out.
    "E0000082": AuthenticationError,  # 403: a passcode that was used before.
    "E0000083": AuthenticationError,  # 403: a passcode of another time.
    "E0000087": AuthenticationError,  # 403: a wrong answer to the question of a recovery.
    "E0000105": AuthenticationError,  # 403: a link of a recovery that was used or has expired.
    "E0000079": BadRequestError,  # 403: not in this state of an authentication.
    # RFC 6749, section 5.2, at /oauth2/v1/token.
    "invalid_client": AuthenticationError,
    "access_denied": PermissionDeniedError,
}

# Only E0000007 says that a session is gone: these come from proxies, too, and from Okta for a path.
_GONE: Final = frozenset({404, 410})

# "Invalid token provided"; and a proof of possession that lacks what the server wants in it (RFC 9449, section 9).
_REFUSALS: Final = frozenset({"E0000011", "use_dpop_nonce"})

# To redact a text takes time. Okta names one cause, or a few.
_MOST_CAUSES: Final = 8

# Their only credential is the cookie: what is not found, or not valid, is the session.
_OF_THE_CURRENT_SESSION: Final = frozenset(
    {"getCurrentSession", "refreshCurrentSession", "closeCurrentSession", "endUserSessions"}
)


def error(response: ProviderResponse) -> AnswerError | None:
    """The error that a response of Okta stands for, which is not a success."""
    found = _kind(response)
    if found is not None and response.body is not None:
        given = as_list(response.body.get("errorCauses"))[:_MOST_CAUSES]
        causes = [(as_mapping(cause) or {}).get("errorSummary") for cause in given]
        found.causes = tuple(response.redact(cause) for cause in causes if isinstance(cause, str))
        if found.causes:
            found.message = response.redact(f"{found.message}: {'; '.join(found.causes)}")
            found.args = (found.message,)
    return found


def _kind(response: ProviderResponse) -> AnswerError | None:
    body: Mapping[str, Any] = response.body or {}
    if response.status in _GONE and not isinstance(body.get("errorCode"), str):
        problem = response.problem or "the response has no `errorCode`"
        return response.error(UnreadableAnswerError, own=f"{problem}; it is not known whether the session exists")
    code = body.get("errorCode") or body.get("error")
    if not isinstance(code, str):
        return by_status(response)
    message = response.text("errorSummary", "error_description")
    kind = _CODES.get(code, BadRequestError if response.status in _GONE else None)
    is_dead = (response.status == 404 and kind is NotFoundError) or code == "E0000005"
    if response.operation in _OF_THE_CURRENT_SESSION and is_dead:
        kind = SessionExpiredError
    if kind is not None:
        return response.error(kind, message, code=code)
    return by_status(response, message=message, code=code)


OKTA: Final = Provider(
    name="okta",
    description=Description.of(OPERATIONS, SCHEMAS),
    error=error,
    request_id="x-okta-request-id",
    refuses=lambda error: error.code in _REFUSALS,
    invalid=InvalidResponse,
    check_url=check_base_url,
    hides_errors=False,
)
