"""Violations of the document: what they are, which ones a test expects, and the error that lists the others."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from types import TracebackType

from attrs import frozen


@frozen
class Violation:
    """One mismatch between a request and the document.

    Attributes:
        operation: The operationId; for a request that matches none, its method and redacted path.
        message: What was wrong and what was expected. It quotes no value that could be a secret.
        allowed: Whether the test expected it.
    """

    operation: str
    """The operationId; for a request that matches none, its method and redacted path."""
    message: str
    """What was wrong and what was expected. It quotes no value that could be a secret."""
    allowed: bool = False
    """Whether the test expected it."""

    def __str__(self) -> str:
        return f"{self.operation}: {self.message}"


class ViolationLog:
    """The violations of one emulator, and which of them the test expects."""

    def __init__(self) -> None:
        self._violations: list[Violation] = []
        self._allowances: list[Allowance] = []
        self._lock = threading.Lock()

    @property
    def all(self) -> tuple[Violation, ...]:
        """All violations so far, in order."""
        with self._lock:
            return tuple(self._violations)

    def add(self, violations: Iterable[Violation]) -> None:
        """Keep these; the allowances at this moment decide whether they are allowed."""
        new = tuple(violations)
        with self._lock:
            for found in new:
                allowed = any(allowance.covers(found) for allowance in self._allowances)
                self._violations.append(Violation(found.operation, found.message, allowed))

    def allow(self, matching: str) -> Allowance:
        """Start to allow violations that match this regular expression."""
        allowance = Allowance(self, re.compile(matching))
        with self._lock:
            self._allowances.append(allowance)
        return allowance

    def end(self, allowance: Allowance) -> None:
        """Stop to allow what this allowance covers."""
        with self._lock:
            self._allowances.remove(allowance)

    def raise_for(self, provider: str) -> None:
        """Raise an AssertionError that lists the violations that were not allowed, if there are any."""
        unexpected = [str(violation) for violation in self.all if not violation.allowed]
        if unexpected:
            listed = "\n".join(f"  - {line}" for line in unexpected)
            raise AssertionError(
                f"{len(unexpected)} violation(s) of the {provider} document, expected none "
                f"(use allow_violations() to expect them):\n{listed}"
            )


class Allowance:
    """What ``allow_violations()`` returns: it allows violations from the call on, or to the end of a ``with`` block."""

    def __init__(self, log: ViolationLog, pattern: re.Pattern[str]) -> None:
        self._log = log
        self._pattern = pattern

    def covers(self, violation: Violation) -> bool:
        """Whether the violation matches."""
        return self._pattern.search(str(violation)) is not None

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._log.end(self)
