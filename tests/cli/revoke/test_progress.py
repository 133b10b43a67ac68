"""What is shown while a run works, by width, and where."""

from __future__ import annotations

import io
from typing import Any

import pytest

from idsessions import Pause
from idsessions.cli.revoke._progress import Progress, duration, status_line
from idsessions.testing import ManualClock

RUN: dict[str, Any] = {"done": 500, "total": 2000, "failed": 3, "seconds": 60.0, "done_now": 500, "pause": 41.6}


@pytest.mark.parametrize(
    ("width", "bar", "line"),
    [
        (200, False, "500/2,000  3 not out  paused 42 s  3:00 left  500/min"),
        (79, True, "██████░░░░░░░░░░░░░░░░░░  500/2,000  3 not out  paused 42 s  3:00 left  500/min"),
        (66, True, "███░░░░░░░░░  500/2,000  3 not out  paused 42 s  3:00 left  500/min"),
        (40, True, "500/2,000  3 not out  paused 42 s"),
        (20, True, "500/2,000  3 not out"),
        (10, True, "500/2,000"),
    ],
)
def test_line_fits_the_width(width: int, bar: bool, line: str) -> None:
    shown = status_line(**RUN, width=width, bar=bar)
    assert len(shown) <= width
    assert shown == line or (bar and shown.endswith(line.lstrip("█░ ")))


@pytest.mark.parametrize("width", range(1, 120))
def test_line_is_never_wider(width: int) -> None:
    assert len(status_line(**RUN, width=width, bar=True)) <= width


def test_line_in_ascii() -> None:
    assert set(status_line(**RUN, width=100, bar=True, ascii_only=True)[:20]) == {"#", "-"}


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (59.4, "59 s"), (59.6, "1:00"), (130, "2:10"), (3730, "1:02:10")]
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def progress(stream: io.StringIO, *, quiet: bool = False) -> Progress:
    clock = ManualClock()
    made = Progress(100, 10, clock, quiet=quiet, stream=stream)
    clock.advance(30)
    made.done += 30
    made.paused(Pause("/api/v1/users", 20.0, "used up", 5))
    made.show()
    return made


def test_pipe_gets_lines_a_minute_apart() -> None:
    stream = io.StringIO()
    assert progress(stream).seconds == 60
    assert stream.getvalue() == "40/100  0 not out  paused 20 s  1:00 left  60/min\n"


def test_terminal_gets_one_line_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "40")
    stream = Terminal()
    shown = progress(stream)
    assert shown.seconds < 1
    shown.clear()
    assert stream.getvalue() == "\r\x1b[K\x1b[36m40/100  0 not out  paused 20 s\x1b[0m\r\x1b[K"


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    progress(stream)
    assert "\x1b[36m" not in stream.getvalue()


@pytest.mark.parametrize("kind", [io.StringIO, Terminal])
def test_quiet_shows_nothing(kind: type[io.StringIO]) -> None:
    stream = kind()
    progress(stream, quiet=True).clear()
    assert stream.getvalue() == ""
