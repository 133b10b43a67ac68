"""AgileApps' rules as data: which responses mean which error.

Source: https://agileappscloud.info/aawiki/REST_API:Error_Codes
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urljoin, urlsplit

from idsessions_agileapps.description import OPERATIONS, SCHEMAS
from idsessions_agileapps.errors import InvalidResponse

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
    ServerError,
    SessionExpiredError,
    UnreadableAnswerError,
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
# A request to another endpoint, whose caller logs in again.
_OTHER: Final = {"retryable": False}

# A server can be without these. Unverified: what it says then; one that has them and may not use them says -4600.
_SESSION_MANAGEMENT: Final = frozenset({"listActiveSessions", "logoutSessions", "logoutAllSessions"})

_LOGIN_PAGE: Final = re.compile(r"log-?[io]n|sign-?in", re.IGNORECASE)


def error(response: ProviderResponse) -> AnswerError | None:
    """The error that a response of AgileApps stands for: a success has a 2xx status code and code 0.

    Only AgileApps itself can say that a session has ended. The page or the 401 of a gateway does not.
    """
    said = as_mapping((response.body or {}).get("message"))
    number, message = (said or {}).get("code"), (said or {}).get("description")
    number = number if isinstance(number, int) else None
    message = message if isinstance(message, str) else ""
    code = None if number is None else str(number)
    kind = None if number is None else _CODES.get(number)
    if kind is SessionExpiredError and response.operation in _LOGINS:
        kind = AuthenticationError
    if response.operation in _SESSION_MANAGEMENT and number is None and response.status == 404:
        own = "this tenant has no session management: an administrator must turn it on, or the server is too old for it"
        return response.error(PermissionDeniedError, own=own)
    if kind is not None:
        return response.error(kind, message, code=code)
    if response.status == 401 and response.operation not in _LOGINS:
        if said is None:
            return response.error(UnreadableAnswerError, own=response.problem or "the response has no message")
        return response.error(SessionExpiredError, message, own="the session has expired", code=code)
    is_redirect = 300 <= response.status < 400
    if is_redirect and response.operation not in _WITHOUT_SESSION and _leads_to_login_page(response):
        return response.error(SessionExpiredError, own="the session has expired: the response leads to the login page")
    if number and response.status < 300:
        return response.error(BadRequestError, message, code=code)
    return by_status(response, message=message, code=code)


def _leads_to_login_page(response: ProviderResponse) -> bool:
    """Whether a redirect leads to the tenant's own login page: on the same host, in the same web application.

    Its URL is not documented. Another login page, such as a gateway's, says nothing about the session.
    """
    request = urlsplit(response.url)
    application = request.path.partition("/rest/")[0] + "/"
    try:
        # Only the host: behind a load balancer, a server may not know its own scheme and port.
        target = urlsplit(urljoin(response.url, response.headers.get("location", "")))
        is_own = target.hostname == request.hostname and target.path.startswith(application)
    except ValueError:
        return False
    page = target.path.removeprefix(application)
    return is_own and not page.startswith("rest/") and bool(_LOGIN_PAGE.search(page))


AGILEAPPS: Final = Provider(
    name="agileapps",
    description=Description.of(OPERATIONS, SCHEMAS),
    error=error,
    request_id="x-request-id",  # None is documented; this is what proxies call theirs.
    refuses=lambda error: (
        isinstance(error, SessionExpiredError) and OPERATIONS.get(error.operation, _OTHER)["retryable"]
    ),
    invalid=InvalidResponse,
)
