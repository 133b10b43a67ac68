"""The tree of errors is as documented, and its errors can be pickled and copied."""

from __future__ import annotations

import copy
import inspect
import pickle
import re
from typing import Any

import pytest

from idsessions import errors
from idsessions.errors import (
    AnswerError,
    NotFoundError,
    RateLimitError,
    SessionsError,
    TransportError,
)

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


def test_tree_of_errors_is_the_one_in_the_docstring() -> None:
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
def test_error_survives_pickling_and_copying(error: SessionsError) -> None:
    # A pool of processes fails on an exception that cannot be unpickled.
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
def test_error_text_names_provider_operation_and_cause(error: SessionsError, text: str) -> None:
    assert str(error) == text
