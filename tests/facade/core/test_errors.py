"""The tree of errors: it is what its drawing says, every part of it can be acted on, and it travels."""

from __future__ import annotations

import copy
import inspect
import pickle
import re
from typing import Any

import httpx
import pytest

from idsessions import errors
from idsessions._core.provider import ProviderResponse
from idsessions._core.statuses import by_status
from idsessions.errors import (
    AnswerError,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    SessionExpiredError,
    SessionsError,
    TransportError,
    UnavailableError,
    UnreadableAnswerError,
)
from idsessions.okta._rules import OKTA

CLASSES = {
    name: kind
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, SessionsError) and kind.__module__ == errors.__name__
}


def drawn() -> dict[str, str]:
    """Class to parent, read from the drawing at the top of the module."""
    parents: dict[str, str] = {}
    above = {-1: "SessionsError"}
    for indent, name in re.findall(r"^    ([ │]*)[├└]── (\w+)", errors.__doc__ or "", re.MULTILINE):
        depth = len(indent) // 4
        parents[name] = above[depth - 1]
        above[depth] = name
    return parents


def test_the_tree_is_as_it_is_drawn() -> None:
    assert drawn() == {name: kind.__mro__[1].__name__ for name, kind in CLASSES.items() if kind is not SessionsError}
    assert sorted(errors.__all__) == sorted(CLASSES)
    assert all(kind.__doc__ for kind in CLASSES.values())


def samples() -> list[SessionsError]:
    where: Any = {"provider": "okta", "operation": "getSession"}
    made: list[SessionsError] = []
    for kind in CLASSES.values():
        if issubclass(kind, TransportError):
            made.append(kind("what happened", maybe_processed=True, **where))
        elif kind is errors.UnansweredCallbacksError:
            made.append(kind(("ChoiceCallback",), provider="forgerock", operation="authenticate"))
        elif issubclass(kind, AnswerError):
            made.append(kind("what happened", status=400, code="E1", request_id="r1", **where))
        else:
            made.append(kind("what happened", **where))
    made.append(RateLimitError("too many", retry_after=2.0, attempts=3, waited=4.0))
    return made


@pytest.mark.parametrize("error", samples(), ids=lambda error: type(error).__name__)
def test_an_error_survives_pickling_and_copying(error: SessionsError) -> None:
    # As between the processes of a pool, which break down over an exception that cannot be made again.
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is type(error)
        assert vars(again) == vars(error)
        assert str(again) == str(error)
        assert again.args == error.args


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (SessionsError("it broke"), "it broke"),
        (SessionsError("it broke", provider="okta", operation="getSession"), "okta getSession: it broke"),
        (
            NotFoundError("gone", provider="okta", operation="x", status=404, code="E0000007", request_id="r1"),
            "okta x: 404 E0000007 gone (request id r1)",
        ),
        (RateLimitError("too many", status=429, retry_after=1.25), "429 too many; retry after 1.2 s"),
    ],
)
def test_the_text_says_where_and_what(error: SessionsError, text: str) -> None:
    assert str(error) == text


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
def test_what_a_status_means(
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
def test_an_error_that_is_json_and_no_object_says_so(status: int) -> None:
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
    (403, "E0000068", AuthenticationError),
    (403, "E0000069", AuthenticationError),
    (403, "E0000079", BadRequestError),
    (400, "E-of-tomorrow", BadRequestError),
    (401, "E-of-tomorrow", AuthenticationError),
]


@pytest.mark.parametrize(("status", "code", "kind"), CODES)
def test_what_a_code_of_okta_means(status: int, code: str, kind: type[AnswerError]) -> None:
    body = {"errorCode": code, "errorSummary": "No.", "errorCauses": [{"errorSummary": "Why."}, {}, 5]}
    error = OKTA.error(answer(status, body))
    assert error is not None
    assert type(error) is kind
    assert str(error) == f"getSession: {status} {code} No.: Why."
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
def test_what_a_code_of_oauth_means(status: int, code: str, kind: type[AnswerError]) -> None:
    body = {"error": code, "error_description": "No."}
    error = OKTA.error(answer(status, body, operation="issueAccessToken"))
    assert error is not None
    assert type(error) is kind
    assert error.code == code
    assert error.message == "No."


@pytest.mark.parametrize("operation", ["getCurrentSession", "refreshCurrentSession", "closeCurrentSession"])
def test_what_is_not_found_about_the_current_session_is_the_session(operation: str) -> None:
    error = OKTA.error(answer(404, {"errorCode": "E0000007", "errorSummary": "Not found"}, operation=operation))
    assert type(error) is SessionExpiredError
    other = OKTA.error(answer(404, {"errorCode": "E0000008", "errorSummary": "No path"}, operation=operation))
    assert type(other) is BadRequestError


@pytest.mark.parametrize("body", [{}, {"errorCode": 7}, {"errorCode": None}, {"errorCauses": "?"}, {"error": []}])
def test_a_body_without_a_code_leaves_it_to_the_status(body: dict[str, Any]) -> None:
    error = OKTA.error(answer(403, body))
    assert isinstance(error, PermissionDeniedError)
    assert error.code is None
    assert error.message
