"""ForgeRock's rules as data: which response means which error.

Sources: https://docs.pingidentity.com/pingam/8.1/am-rest/rest-api-status-codes.html and the responses of OpenAM 16.0.5.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any, Final

from idsessions_forgerock.description import OPERATIONS, SCHEMAS
from idsessions_forgerock.errors import InvalidResponse

from .._core.operations import Description
from .._core.page import EMPTY
from .._core.provider import Provider, ProviderResponse
from .._core.statuses import by_status
from .._json import as_mapping
from ..errors import AnswerError, AuthenticationError, BadRequestError, SessionExpiredError
from ._encoding import decode_header_words
from ._server import check_base_url

# Where the status code alone would mislead: a path that is not found does not mean that a session is gone.
_STATUSES: Final[Mapping[int, type[AnswerError]]] = {404: BadRequestError, 501: BadRequestError}
_TIMED_OUT: Final = "110"
_NO_TOKEN: Final = "not set on request"

# RFC 6749, section 5.2, at /oauth2/access_token.
_OAUTH: Final[Mapping[str, type[AnswerError]]] = {
    "invalid_client": AuthenticationError,
    "invalid_grant": AuthenticationError,
    "unauthorized_client": AuthenticationError,
    "invalid_request": BadRequestError,
    "invalid_scope": BadRequestError,
    "unsupported_grant_type": BadRequestError,
}


def error(response: ProviderResponse) -> AnswerError | None:
    """The error that a response of ForgeRock stands for; a 200 can be one."""
    body: Mapping[str, Any] = response.body or {}
    if response.status < 300:
        if body.get("valid") is False and response.operation not in ("validate", "request"):
            return response.error(SessionExpiredError, own="the session is not valid")
        return None
    problem = body.get("error")
    if response.operation == "issueAccessToken" and isinstance(problem, str) and problem in _OAUTH:
        return response.error(_OAUTH[problem], response.text("error_description", "error"), code=problem)
    # OpenAM escapes its messages as if they went into a page.
    message = html.unescape(response.text("message", "errorMessage", "reason", "error_description"))
    # The document says that it is the status code, beside its reason; anything else does not belong into an error's text.
    code = str(body["code"]) if type(body.get("code")) is int and "reason" in body else None
    if response.operation == "authenticate" and (response.status == 408 or _detail_code(body) == _TIMED_OUT):
        return response.error(AuthenticationError, message, own="the dialogue timed out: start it again", code=code)
    if response.status in _STATUSES and (response.body is not None or response.problem.startswith(EMPTY)):
        return response.error(_STATUSES[response.status], message, own=response.problem, code=code)
    return by_status(response, message=message, code=code)


def refuses_credential(error: AnswerError) -> bool:
    """Whether the server did not accept the credential, or did not see it: then OpenAM's validate responds with 400."""
    return error.status == 401 or (error.status == 400 and error.message.endswith(_NO_TOKEN))


def _detail_code(body: Mapping[str, Any]) -> object:
    return (as_mapping(body.get("detail")) or {}).get("errorCode")


FORGEROCK: Final = Provider(
    name="forgerock",
    description=Description.of(OPERATIONS, SCHEMAS),
    error=error,
    request_id="x-forgerock-transactionid",
    takes_request_id=True,
    refuses=refuses_credential,
    invalid=InvalidResponse,
    sent_as=decode_header_words,
    check_url=check_base_url,
)
