"""What requests did against the document, kept for the end of the test, and which of it the test expects."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from types import TracebackType

from attrs import frozen


@frozen
class Violation:
    """One thing that a request did against the document.

    Attributes:
        operation: The operationId, or the method and masked path of a request for no operation.
        message: What was wrong and what was expected; never a value that could be secret.
        allowed: Whether the test had said that it expects it.
    """

    operation: str
    message: str
    allowed: bool = False

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
        """Everything so far, in order."""
        with self._lock:
            return tuple(self._violations)

    def add(self, violations: Iterable[Violation]) -> None:
        """Keep these, marked as allowed or not by what is allowed at this moment."""
        noticed = tuple(violations)
        with self._lock:
            for found in noticed:
                allowed = any(allowance.covers(found) for allowance in self._allowances)
                self._violations.append(Violation(found.operation, found.message, allowed))

    def allow(self, matching: str) -> Allowance:
        """Begin to allow violations that match."""
        allowance = Allowance(self, re.compile(matching))
        with self._lock:
            self._allowances.append(allowance)
        return allowance

    def end(self, allowance: Allowance) -> None:
        """Stop allowing what this one allowed."""
        with self._lock:
            self._allowances.remove(allowance)

    def raise_for(self, provider: str) -> None:
        """Raise an AssertionError that lists what was not allowed, if there is any."""
        unexpected = [str(violation) for violation in self.all if not violation.allowed]
        if unexpected:
            listed = "\n".join(f"  - {line}" for line in unexpected)
            raise AssertionError(
                f"{len(unexpected)} violation(s) of the {provider} document, none expected "
                f"(allow_violations() expects them):\n{listed}"
            )


class Allowance:
    """Violations are allowed from the call of ``allow_violations()`` on; as a context manager, to the block's end."""

    def __init__(self, log: ViolationLog, pattern: re.Pattern[str]) -> None:
        self._log = log
        self._pattern = pattern

    def covers(self, violation: Violation) -> bool:
        """Whether this violation is among those expected."""
        return self._pattern.search(str(violation)) is not None

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._log.end(self)
