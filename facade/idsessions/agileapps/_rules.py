"""AgileApps' rules as data: which codes and pages mean which error.

Source: https://agileappscloud.info/aawiki/REST_API:Error_Codes
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from idsessions_agileapps.description import OPERATIONS, SCHEMAS
from idsessions_agileapps.errors import InvalidResponse

from .._core.exchange import LOGIN_PAGE
from .._core.operations import Description
from .._core.provider import Provider, ProviderResponse
from .._core.statuses import by_status
from .._json import as_mapping
from ..errors import (
    AnswerError,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    SessionExpiredError,
    TransportError,
    UsageError,
)

# Only codes whose status code alone would say something else, or too little. The list of the documentation is open.
_CODES: Final[Mapping[int, type[AnswerError]]] = {
    -1: ServerError,
    -101: SessionExpiredError,
    -200: NotFoundError,
    -300: BadRequestError,  # 400 "does not exist", of the resource; an id that is not found is -200.
    -850: PermissionDeniedError,  # 400
    -4600: PermissionDeniedError,
}

# These carry a name and a password: "not logged in" is about them.
_LOGINS: Final = frozenset({"login", "loginAsCustomerSupport", "proxyLogin"})
# Only these are called without a session, and cannot lose it.
_WITHOUT_SESSION: Final = frozenset({"login", "loginAsCustomerSupport"})

# After these, a request is known to have changed nothing.
_WITHOUT_EFFECT: Final = (
    UsageError,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    SessionExpiredError,
)


def had_no_effect(error: Exception) -> bool:
    """Whether a request that ended in ``error`` is known to have changed nothing."""
    return isinstance(error, _WITHOUT_EFFECT) or (isinstance(error, TransportError) and not error.maybe_processed)


def error(response: ProviderResponse) -> AnswerError | None:
    """The error that a response of AgileApps stands for: a success has a 2xx status code and code 0."""
    said = as_mapping((response.body or {}).get("message")) or {}
    number: int | None = said.get("code")
    code = None if number is None else str(number)
    description = said.get("description")
    message = description if isinstance(description, str) else ""
    kind = None if number is None else _CODES.get(number)
    if kind is SessionExpiredError and response.operation in _LOGINS:
        kind = AuthenticationError
    if kind is not None:
        return response.error(kind, message, code=code)
    if _has_expired(response):
        return response.error(SessionExpiredError, message or "the session has expired", code=code)
    if number and response.status < 300:
        return response.error(BadRequestError, message, code=code)
    return by_status(response, message=message, code=code)


def _has_expired(response: ProviderResponse) -> bool:
    """Whether the response says, without a code, that there is no session: by its status code, or by asking for a login."""
    if response.status == 401:
        return response.operation not in _LOGINS
    if response.operation in _WITHOUT_SESSION or response.status >= 500 or response.status == 429:
        return False
    if 300 <= response.status < 400:
        # The same path elsewhere, as from http to https, is not the login page.
        location: str = response.headers.get("location", "")
        return not location.partition("?")[0].endswith(OPERATIONS[response.operation]["path"])
    return response.problem.startswith(LOGIN_PAGE)


AGILEAPPS: Final = Provider(
    name="agileapps",
    description=Description.of(OPERATIONS, SCHEMAS),
    error=error,
    request_id="x-request-id",  # None is documented; this is what proxies call theirs.
    refuses=lambda error: isinstance(error, SessionExpiredError) and OPERATIONS[error.operation]["retryable"],
    invalid=InvalidResponse,
)
