"""The harness itself: what it must notice, and how long it runs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st

from .harness import SECRET, Fuzzer, run

_kept: list[bytes] = []


def _raise(_: Any) -> None:
    raise KeyError


def _show(_: Any) -> Exception:
    return ValueError(f"{SECRET} is wrong")


def _carry(_: Any) -> Exception:
    error = ValueError()
    error.answer = SECRET  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    return error


def _chain(_: Any) -> Exception:
    error = ValueError()
    error.__context__ = ValueError(SECRET)
    return error


def _log(_: Any) -> None:
    logging.getLogger("httpx").debug("%s", SECRET)


def _work(_: Any) -> None:
    for _ in range(20):
        sorted(range(500_000))


def _fill(_: Any) -> None:
    _kept[:] = [bytes([number % 256]) * 1_000_000 for number in range(24)]
    for _ in range(10):
        sorted(range(100_000))


@pytest.mark.parametrize(
    ("feed", "kind", "text"),
    [
        (_raise, KeyError, None),
        (_show, AssertionError, "shows the secret"),
        (_carry, AssertionError, "shows the secret"),
        (_chain, AssertionError, "shows the secret"),
        (_log, AssertionError, "shows the secret"),
        (_work, AssertionError, "times the bound"),
        (_fill, AssertionError, "MB"),
    ],
)
def test_what_must_not_be_fails(feed: Callable[[Any], Any], kind: type[Exception], text: str | None) -> None:
    try:
        with pytest.raises(kind, match=text):
            run(Fuzzer(st.none(), [None], feed), 0)
    finally:
        _kept.clear()


def test_corpus_comes_first_and_then_a_few_examples() -> None:
    fed: list[object] = []
    assert run(Fuzzer(st.integers(), ["a", "b"], fed.append), 0) == len(fed)
    assert fed[:2] == ["a", "b"]
    assert 10 <= len(fed) - 2 <= 30


def test_short_run_is_the_same_every_time_and_a_long_one_goes_on() -> None:
    runs: list[list[object]] = [[], []]
    for fed in runs:
        run(Fuzzer(st.integers(), [], fed.append), 0)
    assert runs[0] == runs[1]
    started = time.monotonic()
    more: list[object] = []
    run(Fuzzer(st.integers(), [], more.append), 0.2)
    assert len(more) > len(runs[0])
    assert time.monotonic() - started >= 0.2
