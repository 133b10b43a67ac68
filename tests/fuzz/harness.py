"""What a fuzzer is, and how it runs: its corpus first, then examples of hypothesis until the time is up.

Of every example holds: nothing but the documented errors is raised, it costs no more than the bounds, and no text that the
library shows, of an error or in the log, holds `SECRET`.
"""

from __future__ import annotations

import gc
import logging
import time
import traceback
import tracemalloc
import warnings
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning

from idsessions._xml import load_xml
from idsessions_agileapps.description import SCHEMAS

from ..facade.xml.shelf import LOGIN

# Examples hold it where a response, a document or a caller can hold a secret.
SECRET: Final = "s3cr3t-4f9a1c7be2"

# 50 ms are what so many readings of a login document cost, where that costs 50 us.
_READINGS: Final = 1_000
_LOGIN: Final = LOGIN.replace("MESSAGE", "0").encode()
_MEMORY: Final = 16_000_000
_SHORT: Final = 15


@frozen
class Fuzzer:
    """One way into the library, and what to feed it with.

    Attributes:
        examples: What to feed it with.
        corpus: Examples that once found something, or that reach what random ones seldom do.
        feed: Takes an example; returns the error that was raised, if it is a documented one, and raises any other.
    """

    examples: st.SearchStrategy[Any]
    corpus: Sequence[Any]
    feed: Callable[[Any], Exception | None]


def run(fuzzer: Fuzzer, seconds: float) -> int:
    """Run the corpus, and examples for so many seconds, at least a few; return how many ran."""
    ran = 0
    with _checking() as check:

        def count(example: Any) -> None:
            nonlocal ran
            ran += 1
            check(fuzzer.feed, example)

        for example in fuzzer.corpus:
            count(example)
        until = time.monotonic() + seconds
        # The short run is the same every time; each round of a long one is another.
        short = settings(max_examples=_SHORT, database=None, derandomize=True)
        short(given(fuzzer.examples)(count))()
        # A large example is no failure; hypothesis warns of its repr, and warnings are errors here.
        warnings.simplefilter("ignore", HypothesisWarning)
        while time.monotonic() < until:
            settings(max_examples=10 * _SHORT, database=None)(given(fuzzer.examples)(count))()
    return ran


@contextmanager
def _checking() -> Generator[Callable[[Callable[[Any], Exception | None], Any], None]]:
    """A function that feeds one example and checks what must hold of it."""
    log = _Log()
    root = logging.getLogger()
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    gc.collect()
    gc.freeze()  # The objects of the test run are not the example's.
    try:
        bound = min(_cpu_seconds(_read_logins) for _ in range(3)) * 10

        def check(feed: Callable[[Any], Exception | None], example: Any) -> None:
            log.texts.clear()
            error: Exception | None = None

            def work() -> None:
                nonlocal error
                error = feed(example)

            seconds = _cpu_seconds(work)
            shown = "\n".join([*log.texts, *texts_of(error)])
            assert SECRET not in shown, f"shows the secret: {shown}"
            if seconds > bound:  # Once may be the machine's doing.
                seconds = min(_cpu_seconds(work) for _ in range(3))
            assert seconds <= bound, f"took {seconds / bound:.1f} times the bound"
            # To measure memory takes time, and what is over at once has not filled any.
            if seconds > bound / 50:
                assert (peak := _peak(work)) < _MEMORY, f"took {peak / 1e6:.0f} MB"

        yield check
    finally:
        gc.unfreeze()
        root.setLevel(level)
        root.removeHandler(log)


def texts_of(error: Exception | None) -> list[str]:
    """All that an error shows, its chain and the values that it carries included."""
    if error is None:
        return []
    return [str(error), repr(error), repr(vars(error)), repr(error.args), *traceback.format_exception(error)]


class _Log(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def _read_logins() -> None:
    for _ in range(_READINGS // 10):
        load_xml(_LOGIN, SCHEMAS["LoginResponse"], SCHEMAS)


def _peak(work: Callable[[], None]) -> int:
    """The most bytes that ``work`` holds at once."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _cpu_seconds(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
