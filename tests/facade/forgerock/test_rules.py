"""ForgeRock's rules as tables of pure functions: response to error, and what may be sent again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from idsessions import (
    AnswerError,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    PermissionDeniedError,
    ServerError,
    SessionExpiredError,
    UnavailableError,
    UnreadableAnswerError,
)
from idsessions._core.provider import ProviderResponse
from idsessions.forgerock._rules import FORGEROCK, error, refuses_credential
from idsessions_forgerock.description import OPERATIONS

PAGE = "the response is an HTML page, not the provider's"
EMPTY = "the response is empty; application/json was expected"


def response(
    operation: str,
    status: int,
    body: Mapping[str, Any] | None = None,
    *,
    problem: str = "",
    redact: Callable[[str], str] = str,
) -> ProviderResponse:
    return ProviderResponse(operation, status, {}, body, problem, redact)


def error_of(given: ProviderResponse) -> AnswerError:
    """The error of a response that is one."""
    found = error(given)
    assert found is not None
    return found


def refused(operation: str, status: int, **body: Any) -> AnswerError:
    """The error of a response in the server's own format."""
    return error_of(response(operation, status, {"code": status, "reason": "Reason", "message": "Text", **body}))


# What a response in the server's own format is, whatever the operation.
STATUSES: Mapping[int, type[AnswerError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: BadRequestError,
    405: BadRequestError,
    406: BadRequestError,
    409: BadRequestError,
    410: NotFoundError,
    415: BadRequestError,
    500: ServerError,
    501: BadRequestError,
    502: UnavailableError,
    503: UnavailableError,
    504: UnavailableError,
}
# What a page of a proxy is, whatever the operation: below 500, nothing is known.
PAGES: Mapping[int, type[AnswerError]] = {
    **dict.fromkeys([302, 400, 401, 403, 404, 406], UnreadableAnswerError),
    500: ServerError,
    501: ServerError,
    503: UnavailableError,
}
# What a response without a body is.
EMPTIES: Mapping[int, type[AnswerError]] = {
    302: UnreadableAnswerError,
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: BadRequestError,
    406: BadRequestError,
    500: ServerError,
    501: BadRequestError,
    503: UnavailableError,
}


@pytest.mark.parametrize("status", STATUSES)
def test_status_code_says_which_error_a_refusal_is(status: int) -> None:
    for operation in OPERATIONS:
        found = refused(operation, status)
        assert type(found) is STATUSES[status], operation
        assert (found.status, found.code, found.message) == (status, str(status), "Text")


@pytest.mark.parametrize("status", PAGES)
def test_page_of_a_proxy_does_not_speak_for_the_server(status: int) -> None:
    for operation in OPERATIONS:
        found = error_of(response(operation, status, problem=PAGE))
        assert type(found) is PAGES[status], operation
        assert found.status == status


@pytest.mark.parametrize("status", EMPTIES)
def test_empty_refusal_is_what_its_status_code_says(status: int) -> None:
    for operation in OPERATIONS:
        found = error_of(response(operation, status, problem=EMPTY))
        assert type(found) is EMPTIES[status], operation
        assert found.message == (
            EMPTY if status != 302 else "the response is a redirect, which the client never follows"
        )


def test_success_is_no_error() -> None:
    for operation in OPERATIONS:
        assert error(response(operation, 200, {"valid": True})) is None
        assert error(response(operation, 200, {})) is None
        assert error(response(operation, 200, problem=PAGE)) is None, "the core says what it is instead"


def test_valid_false_is_an_ended_session_except_for_validate() -> None:
    for operation in OPERATIONS:
        denied = response(operation, 200, {"valid": False})
        if operation == "validate":
            assert error(denied) is None
        else:
            found = error_of(denied)
            assert type(found) is SessionExpiredError
            assert (found.status, found.message) == (200, "the session is not valid")


@pytest.mark.parametrize("value", [None, 0, "", "false", []])
def test_valid_that_is_not_false_is_no_error(value: Any) -> None:
    assert error(response("getSessionInfo", 200, {"valid": value})) is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"message": "a", "errorMessage": "b", "reason": "c"}, "a"),
        ({"errorMessage": "b", "reason": "c"}, "b"),
        ({"message": "", "reason": "c"}, "c"),
        ({"message": 1, "reason": "c"}, "c"),
        ({"message": ["a"]}, "the response does not say why"),
        ({"message": "It&#39;s &quot;his&quot; &amp; &lt;hers&#x27;&gt;"}, "It's \"his\" & <hers'>"),
    ],
)
def test_message_is_in_the_words_of_the_server(body: Mapping[str, Any], message: str) -> None:
    found = error_of(response("validate", 403, body))
    assert found.message == message


@pytest.mark.parametrize("text", ["s<cret", "s&lt;cret"])
@pytest.mark.parametrize(("operation", "status"), [("validate", 403), ("validate", 404), ("authenticate", 408)])
def test_secret_is_redacted_also_where_html_is_unescaped(text: str, operation: str, status: int) -> None:
    body = {"message": f"no {text} here"}
    found = error_of(response(operation, status, body, redact=lambda shown: shown.replace("s<cret", "<hidden>")))
    assert found.message == "no <hidden> here"


@pytest.mark.parametrize("code", [{"secret": "x"}, ["x"], "x", "403", True, 1.5, None])
def test_code_that_is_no_number_is_left_out(code: Any) -> None:
    for status in (403, 404):
        assert refused("getSessionInfo", status, code=code).code is None


TIMED_OUT = {"errorCode": "110"}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"message": "Authentication Failed"}, AuthenticationError),
        (401, {"message": "Login failure", "detail": {"failureUrl": ""}}, AuthenticationError),
        (401, {"message": "You have reached your session limit."}, AuthenticationError),
        (401, {"message": "Session has timed out", "detail": TIMED_OUT}, AuthenticationError),
        (401, {"errorMessage": "Invalid Password!!"}, AuthenticationError),
        (408, {"message": "Session has timed out"}, AuthenticationError),
        (400, {"message": "Session has timed out", "detail": TIMED_OUT}, AuthenticationError),
        (400, {"message": "No Configuration found"}, BadRequestError),
        (400, {"message": "Failed to parse", "detail": "Line 1"}, BadRequestError),
        (400, {"message": "Other", "detail": {"errorCode": 110}}, BadRequestError),
        (415, {"message": "Unsupported Media Type"}, BadRequestError),
        (403, {"message": "Forbidden"}, PermissionDeniedError),
        (500, {"message": "Authentication Error!!"}, ServerError),
    ],
)
def test_failed_sign_in(status: int, body: Mapping[str, Any], kind: type[AnswerError]) -> None:
    found = error_of(response("authenticate", status, body))
    assert type(found) is kind
    assert found.message == body.get("message", body.get("errorMessage"))


def test_dialogue_that_timed_out_without_a_body() -> None:
    found = error_of(response("authenticate", 408, problem=EMPTY))
    assert type(found) is AuthenticationError
    assert found.message == "the dialogue timed out: start it again"


def test_time_out_means_a_dialogue_only_at_its_endpoint() -> None:
    assert type(refused("validate", 408)) is BadRequestError
    assert type(refused("validate", 400, detail=TIMED_OUT)) is BadRequestError


# RFC 6749, section 5.2.
OAUTH: Mapping[str, type[AnswerError]] = {
    "invalid_client": AuthenticationError,
    "invalid_grant": AuthenticationError,
    "unauthorized_client": AuthenticationError,
    "invalid_request": BadRequestError,
    "invalid_scope": BadRequestError,
    "unsupported_grant_type": BadRequestError,
}


@pytest.mark.parametrize("code", OAUTH)
@pytest.mark.parametrize("status", [400, 401])
def test_token_endpoint_has_codes_of_oauth(code: str, status: int) -> None:
    body = {"error": code, "error_description": "Why"}
    found = error_of(response("issueAccessToken", status, body))
    assert type(found) is OAUTH[code]
    assert (found.code, found.message) == (code, "Why")
    bare = error_of(response("issueAccessToken", status, {"error": code}))
    assert bare.message == code
    elsewhere = error_of(response("refresh", status, body))
    assert elsewhere.code is None


@pytest.mark.parametrize("code", ["server_error", "", None, ["invalid_scope"]])
def test_other_codes_of_the_token_endpoint_do_not_count(code: Any) -> None:
    found = error_of(response("issueAccessToken", 401, {"error": code}))
    assert type(found) is AuthenticationError
    assert found.code is None


@pytest.mark.parametrize(
    ("status", "message", "is_refused"),
    [
        (401, "Access Denied", True),
        (401, "", True),
        (400, "iPlanetDirectoryCookie not set on request", True),
        (400, "not set on request, or so", False),
        (400, "Bad Request", False),
        (403, "Forbidden", False),
        (403, "iPlanetDirectoryCookie not set on request", False),
        (404, "Not Found", False),
        (500, "Internal Server Error", False),
    ],
)
def test_credential_is_refused(status: int, message: str, is_refused: bool) -> None:
    assert refuses_credential(AnswerError(message, status=status)) is is_refused
    assert FORGEROCK.refuses(AnswerError(message, status=status)) is is_refused


# Of a step of a sign-in, the second request would count towards a lock-out or start a second session; an assertion can be
# used only once.
RETRYABLE = {
    "refresh": True,
    "logout": True,
    "getSessionInfo": True,
    "getSessionInfoAndResetIdleTime": True,
    "validate": True,
    "getSessionProperties": True,
    "updateSessionProperties": True,
    "querySessions": True,
    "logoutByHandle": True,
    "logoutByUser": True,
    "getServerInfo": True,
    "authenticate": False,
    "issueAccessToken": False,
}


def test_what_may_be_sent_again() -> None:
    operations = FORGEROCK.description.by_name.values()
    assert {operation.id: operation.retryable for operation in operations} == RETRYABLE


def test_each_endpoint_has_its_bucket() -> None:
    buckets = {operation.id: operation.bucket for operation in FORGEROCK.description.by_name.values()}
    assert buckets == {
        **dict.fromkeys(RETRYABLE, "/sessions"),
        "authenticate": "/authenticate",
        "getServerInfo": "/serverinfo/*",
        "issueAccessToken": "/oauth2/access_token",
    }


def test_secrets_are_known_as_they_were_before_encoding() -> None:
    assert FORGEROCK.sent_as("=?UTF-8?B?xb5vZmll?=") == "žofie"
    assert FORGEROCK.sent_as("bjensen") == "bjensen"
