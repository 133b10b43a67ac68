"""Which error a status code stands for, alone and with a code of Okta."""

from __future__ import annotations

import pickle
from typing import Any

import httpx
import pytest

from idsessions._core.provider import ProviderResponse
from idsessions._core.statuses import by_status
from idsessions.errors import (
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
from idsessions.okta._rules import OKTA


def answer(status: int, body: Any = None, *, operation: str = "getSession", problem: str = "") -> ProviderResponse:
    return ProviderResponse(operation, status, httpx.Headers(), body, problem, str)


EMPTY, PAGE = "the response is empty", "the response is an HTML page, not the provider's"


@pytest.mark.parametrize(
    ("status", "own", "empty", "page"),
    [
        (200, None, None, None),
        (299, None, None, None),
        (301, UnreadableAnswerError, UnreadableAnswerError, UnreadableAnswerError),
        (304, UnreadableAnswerError, UnreadableAnswerError, UnreadableAnswerError),
        (400, BadRequestError, BadRequestError, UnreadableAnswerError),
        (401, AuthenticationError, AuthenticationError, UnreadableAnswerError),
        (403, PermissionDeniedError, PermissionDeniedError, UnreadableAnswerError),
        (404, NotFoundError, NotFoundError, UnreadableAnswerError),
        (405, BadRequestError, BadRequestError, UnreadableAnswerError),
        (410, NotFoundError, NotFoundError, UnreadableAnswerError),
        (411, BadRequestError, BadRequestError, UnreadableAnswerError),
        (415, BadRequestError, BadRequestError, UnreadableAnswerError),
        (418, BadRequestError, BadRequestError, UnreadableAnswerError),
        (429, UnavailableError, UnavailableError, UnavailableError),
        (500, ServerError, ServerError, ServerError),
        (501, ServerError, ServerError, ServerError),
        (502, UnavailableError, UnavailableError, UnavailableError),
        (503, UnavailableError, UnavailableError, UnavailableError),
        (504, UnavailableError, UnavailableError, UnavailableError),
        (599, ServerError, ServerError, ServerError),
    ],
)
def test_status_code_stands_for_an_error(
    status: int, own: type[AnswerError] | None, empty: type[AnswerError] | None, page: type[AnswerError] | None
) -> None:
    for given, kind in (
        (answer(status, {}), own),
        (answer(status, problem=EMPTY), empty),
        (answer(status, problem=PAGE), page),
    ):
        error = by_status(given)
        assert (None if error is None else type(error)) is kind
        assert error is None or error.message, "the text says nothing"


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_error_body_that_is_no_json_object_has_a_message(status: int) -> None:
    error = by_status(answer(status, None))
    assert isinstance(error, UnreadableAnswerError if status < 500 else (ServerError, UnavailableError))
    assert error.message


CODES: list[tuple[int, str, type[AnswerError]]] = [
    (400, "E0000001", BadRequestError),
    (400, "E0000003", BadRequestError),
    (401, "E0000004", AuthenticationError),
    (403, "E0000005", AuthenticationError),
    (403, "E0000006", PermissionDeniedError),
    (404, "E0000007", NotFoundError),
    (404, "E0000008", BadRequestError),
    (500, "E0000009", ServerError),
    (503, "E0000010", UnavailableError),
    (401, "E0000011", AuthenticationError),
    (404, "E0000012", BadRequestError),
    (401, "E0000015", PermissionDeniedError),
    (405, "E0000022", BadRequestError),
    (404, "E0000026", BadRequestError),
    # The state of the user, not a permission that the caller lacks.
    *((403, code, BadRequestError) for code in ("E0000032", "E0000034", "E0000038")),
    *((403, f"E00000{code}", AuthenticationError) for code in ("14", "82", "83", "87")),
    (403, "E0000105", AuthenticationError),
    (403, "E0000068", AuthenticationError),
    (403, "E0000069", AuthenticationError),
    (403, "E0000079", BadRequestError),
    (400, "E-of-tomorrow", BadRequestError),
    (401, "E-of-tomorrow", AuthenticationError),
]


@pytest.mark.parametrize(("status", "code", "kind"), CODES)
def test_code_of_okta_stands_for_an_error(status: int, code: str, kind: type[AnswerError]) -> None:
    body = {"errorCode": code, "errorSummary": "No.", "errorCauses": [{"errorSummary": "Why."}, {}, 5]}
    error = OKTA.error(answer(status, body))
    assert error is not None
    assert type(error) is kind
    assert str(error) == f"getSession: {status} {code} No.: Why."
    assert error.causes == ("Why.",)
    assert (error.status, error.code) == (status, code)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "invalid_client", AuthenticationError),
        (400, "invalid_scope", BadRequestError),
        (403, "access_denied", PermissionDeniedError),
        (400, "invalid_dpop_proof", BadRequestError),
    ],
)
def test_code_of_oauth_stands_for_an_error(status: int, code: str, kind: type[AnswerError]) -> None:
    body = {"error": code, "error_description": "No."}
    error = OKTA.error(answer(status, body, operation="issueAccessToken"))
    assert error is not None
    assert type(error) is kind
    assert error.code == code
    assert error.message == "No."


def test_causes_of_an_error_survive_a_pickle() -> None:
    body = {
        "errorCode": "E0000001",
        "errorSummary": "No.",
        "errorCauses": [{"errorSummary": "a"}, {"errorSummary": "b"}],
    }
    error = OKTA.error(answer(400, body))
    assert pickle.loads(pickle.dumps(error)).causes == ("a", "b")


@pytest.mark.parametrize(
    ("operation", "kind"), [("endUserSessions", SessionExpiredError), ("getSession", AuthenticationError)]
)
def test_dead_cookie_raises_session_expired(operation: str, kind: type[AnswerError]) -> None:
    error = OKTA.error(answer(403, {"errorCode": "E0000005", "errorSummary": "Invalid session"}, operation=operation))
    assert type(error) is kind


@pytest.mark.parametrize("operation", ["getCurrentSession", "refreshCurrentSession", "closeCurrentSession"])
def test_not_found_for_the_current_session_raises_session_expired(operation: str) -> None:
    error = OKTA.error(answer(404, {"errorCode": "E0000007", "errorSummary": "Not found"}, operation=operation))
    assert type(error) is SessionExpiredError
    other = OKTA.error(answer(404, {"errorCode": "E0000008", "errorSummary": "No path"}, operation=operation))
    assert type(other) is BadRequestError


@pytest.mark.parametrize("body", [{}, {"errorCode": 7}, {"errorCode": None}, {"errorCauses": "?"}, {"error": []}])
def test_body_without_a_code_falls_back_to_the_status_code(body: dict[str, Any]) -> None:
    error = OKTA.error(answer(403, body))
    assert isinstance(error, PermissionDeniedError)
    assert error.code is None
    assert error.message
