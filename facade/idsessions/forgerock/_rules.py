"""ForgeRock as data: what its answers stand for, and which operations may be repeated.

Sources: https://docs.pingidentity.com/pingam/8.1/am-rest/rest-api-status-codes.html and the answers of OpenAM 16.0.5.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from attrs import evolve

from idsessions_forgerock.description import OPERATIONS, SCHEMAS

from .._core.operations import Description, Operation, as_mapping
from .._core.provider import Answer, Provider
from .._core.statuses import by_status
from ..errors import AnswerError, AuthenticationError, BadRequestError, SessionExpiredError
from ._dialogue import spoken

# Where the status alone would mislead: no session is known to be gone because a path was not found.
_STATUSES: Final[Mapping[int, type[AnswerError]]] = {404: BadRequestError, 406: BadRequestError, 501: BadRequestError}
_TIMED_OUT: Final = "110"
_NO_TOKEN: Final = "not set on request"

# Of the token endpoint (RFC 6749, section 5.2).
_OAUTH: Final[Mapping[str, type[AnswerError]]] = {
    "invalid_client": AuthenticationError,
    "invalid_grant": AuthenticationError,
    "unauthorized_client": AuthenticationError,
    "invalid_request": BadRequestError,
    "invalid_scope": BadRequestError,
    "unsupported_grant_type": BadRequestError,
}

# Sending these twice has the effect of sending them once; not so a step of a dialogue, or an assertion.
_REPEATABLE: Final = frozenset(OPERATIONS) - {"authenticate", "issueAccessToken"}


def error(answer: Answer) -> AnswerError | None:
    """What an answer of ForgeRock's stands for; a 200 can mean no."""
    # A password that went as an encoded word may come back as it was given.
    answer = evolve(answer, secrets=answer.secrets | frozenset(map(spoken, answer.secrets)))
    body = answer.body or {}
    if answer.status < 300:
        if body.get("valid") is False and answer.operation != "validate":
            return answer.error(SessionExpiredError, "the session is not valid")
        return None
    said = body.get("error")
    if answer.operation == "issueAccessToken" and isinstance(said, str) and said in _OAUTH:
        return answer.error(_OAUTH[said], answer.text("error_description", "error"), code=said)
    # OpenAM escapes its messages as if they went into a page.
    message = html.unescape(answer.text("message", "errorMessage", "reason"))
    # By the document it is the status again; whatever else is there is not for an error's text.
    code = str(body["code"]) if type(body.get("code")) is int else None
    if answer.operation == "authenticate" and (answer.status == 408 or _detail_code(answer) == _TIMED_OUT):
        return answer.error(AuthenticationError, message or "the dialogue timed out: begin it anew", code=code)
    if answer.status in _STATUSES and (answer.body is not None or answer.problem.startswith("the answer is empty")):
        return answer.error(_STATUSES[answer.status], message or answer.problem, code=code)
    return by_status(answer, message=message, code=code)


def is_refusal(error: AnswerError) -> bool:
    """Whether the server did not accept the credential, or did not see it: OpenAM's validate then answers 400."""
    return isinstance(error, AuthenticationError) or (error.status == 400 and error.message.endswith(_NO_TOKEN))


def _detail_code(answer: Answer) -> object:
    return (as_mapping((answer.body or {}).get("detail")) or {}).get("errorCode")


def bucket(operation: Operation) -> str:
    """The rate-limit bucket. None is documented; the endpoint is the best guess."""
    return operation.path.rstrip("/")


FORGEROCK: Final = Provider(
    name="forgerock",
    description=Description.of(OPERATIONS, SCHEMAS),
    repeatable=_REPEATABLE,
    bucket=bucket,
    error=error,
    request_id="x-forgerock-transactionid",
    refuses=lambda error: error.status == HTTPStatus.UNAUTHORIZED,
)
