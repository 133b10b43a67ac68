"""What an HTTP status means where the provider's own code says no more (RFC 9110, section 15)."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import (
    AnswerError,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    PermissionDeniedError,
    ServerError,
    UnavailableError,
    UnreadableAnswerError,
)
from .provider import Answer

_BY_STATUS: Mapping[int, type[AnswerError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    410: NotFoundError,
    429: UnavailableError,
    502: UnavailableError,
    503: UnavailableError,
    504: UnavailableError,
}


def by_status(answer: Answer, *, message: str = "", code: str | None = None) -> AnswerError | None:
    """The error that the status alone stands for; None for a success.

    A page of a proxy or a firewall is not the provider's word: below 500, only the status of an answer in the
    provider's own format, or of an empty one, is believed.
    """
    status = answer.status
    if status < 300:
        return None
    if status < 400:
        return answer.error(UnreadableAnswerError, "the answer is a redirect, which is never followed")
    foreign = answer.body is None and not answer.problem.startswith("the answer is empty")
    if foreign and status < 500 and status != 429:
        return answer.error(UnreadableAnswerError, answer.problem or "the answer is JSON, but no object")
    kind = _BY_STATUS.get(status, BadRequestError if status < 500 else ServerError)
    return answer.error(kind, message or answer.problem or "the answer does not say why", code=code)
