"""What a person sees while ``idsessions revoke`` works: a line that changes on a terminal, a line each minute elsewhere."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Final, TextIO

from idsessions import Clock, Pause

_BAR_WIDTH: Final = 24
_FEWEST_BAR: Final = 8
_ON_TERMINAL_SECONDS: Final = 0.2
_ELSEWHERE_SECONDS: Final = 60.0
_ESCAPE: Final = "\x1b["


class Progress:
    """The progress of one run.

    Args:
        total: How many users there are.
        before: How many of them a run before has dealt with.
        clock: The clock of the run.
        quiet: Show nothing.
        stream: Where to show it; left out, standard error.
    """

    def __init__(self, total: int, before: int, clock: Clock, *, quiet: bool, stream: TextIO | None = None) -> None:
        self.done = before
        self.failed = 0
        self._total, self._before, self._clock, self._quiet = total, before, clock, quiet
        self._stream = sys.stderr if stream is None else stream
        self._started = clock.monotonic()
        self._paused_until = 0.0
        self.on_terminal = self._stream.isatty()

    @property
    def seconds(self) -> float:
        """How often it is to be shown."""
        return _ON_TERMINAL_SECONDS if self.on_terminal else _ELSEWHERE_SECONDS

    def paused(self, pause: Pause) -> None:
        """Take note of a pause that begins."""
        self._paused_until = max(self._paused_until, self._clock.monotonic() + pause.seconds)

    def show(self) -> None:
        """Show how far the run is."""
        if self._quiet:
            return
        now = self._clock.monotonic()
        width = shutil.get_terminal_size().columns - 1 if self.on_terminal else 10_000
        line = status_line(
            done=self.done,
            total=self._total,
            failed=self.failed,
            seconds=now - self._started,
            done_now=self.done - self._before,
            pause=self._paused_until - now,
            width=width,
            bar=self.on_terminal,
            ascii_only=not _has_blocks(self._stream),
        )
        if self.on_terminal:
            color = "" if os.environ.get("NO_COLOR") else f"{_ESCAPE}36m"
            reset = f"{_ESCAPE}0m" if color else ""
            self._stream.write(f"\r{_ESCAPE}K{color}{line}{reset}")
        else:
            self._stream.write(f"{line}\n")
        self._stream.flush()

    def clear(self) -> None:
        """Remove the line from the terminal."""
        if self.on_terminal and not self._quiet:
            self._stream.write(f"\r{_ESCAPE}K")
            self._stream.flush()


def status_line(
    *,
    done: int,
    total: int,
    failed: int,
    seconds: float,
    done_now: int,
    pause: float,
    width: int,
    bar: bool,
    ascii_only: bool = False,
) -> str:
    """One line that says how far a run is; on a narrow terminal, with fewer parts.

    Args:
        done: How many users have an outcome.
        total: How many there are.
        failed: How many are perhaps not out.
        seconds: How long this run has lasted.
        done_now: How many outcomes this run has.
        pause: Seconds left of a pause, if there is one.
        width: How many characters fit.
        bar: Whether to draw a bar.
        ascii_only: Whether it must be drawn in ASCII.
    """
    parts = [f"{done:,}/{total:,}", f"{failed:,} not out"]
    if pause > 0:
        parts.append(f"paused {duration(pause)}")
    if done_now and seconds > 0:
        rate = done_now / seconds
        if done < total:
            parts.append(f"{duration((total - done) / rate)} left")
        parts.append(f"{rate * 60:,.0f}/min")
    while len(parts) > 1 and len("  ".join(parts)) > width:
        parts.pop()
    line = "  ".join(parts)
    room = min(_BAR_WIDTH, width - len(line) - 2)
    if not bar or room < _FEWEST_BAR:
        return line[:width]
    filled = round(room * done / total) if total else room
    full, empty = ("#", "-") if ascii_only else ("█", "░")
    return f"{full * filled}{empty * (room - filled)}  {line}"


def duration(seconds: float) -> str:
    """``43 s``, ``2:10`` or ``1:02:10``."""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _has_blocks(stream: TextIO) -> bool:
    try:
        "█░".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
