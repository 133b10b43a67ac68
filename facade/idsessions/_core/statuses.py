"""What an HTTP status code means where the provider's own code says no more (RFC 9110, section 15)."""

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
from .page import EMPTY
from .provider import ProviderResponse

ERROR_BY_STATUS: Mapping[int, type[AnswerError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    410: NotFoundError,
    429: UnavailableError,
    502: UnavailableError,
    503: UnavailableError,
    504: UnavailableError,
}


def by_status(response: ProviderResponse, *, message: str = "", code: str | None = None) -> AnswerError | None:
    """The error that the status code alone stands for; None for a success.

    A page of a proxy or a firewall does not speak for the provider: below 500, only the status code of a response in the
    provider's own format, or of an empty one, counts.
    """
    status = response.status
    if status < 300:
        return None
    if status < 400:
        return response.error(UnreadableAnswerError, own="the response is a redirect, which the client never follows")
    foreign = response.body is None and not response.problem.startswith(EMPTY)
    if foreign and status < 500 and status != 429:
        return response.error(UnreadableAnswerError, own=response.problem or "expected a JSON object")
    kind = ERROR_BY_STATUS.get(status, BadRequestError if status < 500 else ServerError)
    return response.error(kind, message, own=response.problem or "the response does not say why", code=code)
