"""AgileApps as data: which codes and pages mean which error, and which operations may be repeated.

Source: https://agileappscloud.info/aawiki/REST_API:Error_Codes
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from idsessions_agileapps.description import OPERATIONS, SCHEMAS

from .._core.operations import Description, Operation, as_mapping
from .._core.provider import Answer, Provider
from .._core.response import LOGIN_PAGE
from .._core.statuses import by_status
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

# Only codes whose status alone would say something else, or too little. The list of the documentation is open.
_CODES: Final[Mapping[int, type[AnswerError]]] = {
    -1: ServerError,
    -101: SessionExpiredError,
    -200: NotFoundError,
    -300: BadRequestError,  # 400 "does not exist", of the resource; an id that is not found is -200.
    -850: PermissionDeniedError,  # 400
    -4600: PermissionDeniedError,
}

# A name and a password go along: "not logged in" is about them.
_LOGINS: Final = frozenset({"login", "loginAsCustomerSupport", "proxyLogin"})
# Only these are called without a session, and cannot lose one.
_WITHOUT_SESSION: Final = frozenset({"login", "loginAsCustomerSupport"})

# Sending these twice has the effect of sending them once. `logout` and `switchBack` are GETs with an effect, and a
# login that is repeated counts towards the lock-out of the account.
_REPEATABLE: Final = frozenset({"isSessionValid", "getUserInfo"})

# After these, a request is known to have changed nothing.
REFUSED: Final = (
    UsageError,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    SessionExpiredError,
)


def was_refused(error: Exception) -> bool:
    """Whether a request that ended in ``error`` is known to have changed nothing."""
    return isinstance(error, REFUSED) or (isinstance(error, TransportError) and not error.maybe_processed)


def bucket(_: Operation) -> str:
    """The rate-limit bucket. No limit is documented; what may stand in front of a tenant counts them all together."""
    return "/networking/rest"


def error(answer: Answer) -> AnswerError | None:
    """What an answer of AgileApps' stands for: a success has a 2xx status and code 0."""
    said = as_mapping((answer.body or {}).get("message")) or {}
    number: int | None = said.get("code")
    code = None if number is None else str(number)
    description = said.get("description")
    message = description if isinstance(description, str) else ""
    kind = None if number is None else _CODES.get(number)
    if kind is SessionExpiredError and answer.operation in _LOGINS:
        kind = AuthenticationError
    if kind is not None:
        return answer.error(kind, message, code=code)
    if _is_over(answer):
        return answer.error(SessionExpiredError, message or "the session is over", code=code)
    if number and answer.status < 300:
        return answer.error(BadRequestError, message, code=code)
    return by_status(answer, message=message, code=code)


def _is_over(answer: Answer) -> bool:
    """Whether the answer says, without a code, that there is no session: with its status, or by asking for a login."""
    if answer.status == 401:
        return answer.operation not in _LOGINS
    if answer.operation in _WITHOUT_SESSION or answer.status >= 500 or answer.status == 429:
        return False
    if 300 <= answer.status < 400:
        # To the same path elsewhere, as from http to https, is not to the login page.
        location: str = answer.headers.get("location", "")
        return not location.partition("?")[0].endswith(OPERATIONS[answer.operation]["path"])
    return answer.problem.startswith(LOGIN_PAGE)


AGILEAPPS: Final = Provider(
    name="agileapps",
    description=Description.of(OPERATIONS, SCHEMAS),
    repeatable=_REPEATABLE,
    bucket=bucket,
    error=error,
    request_id="x-request-id",  # None is documented; this is what proxies call theirs.
    refuses=lambda error: isinstance(error, SessionExpiredError) and error.operation in _REPEATABLE,
)
