"""What the demo has found out: an outcome per operation, and two extras."""

from __future__ import annotations

import re

from attrs import define, frozen


@frozen
class Outcome:
    """The outcome of one operation.

    Attributes:
        provider: ``okta``, ``forgerock`` or ``agileapps``.
        operation: Its operationId.
        seconds: How long it took, in real time.
        result: The result in a few words; empty if the operation failed.
        error: Why it failed; empty if it did not.
    """

    provider: str
    operation: str
    seconds: float = 0.0
    result: str = ""
    error: str = ""

    @property
    def method(self) -> str:
        """The name of the client's method."""
        return snake_case(self.operation)


@frozen
class Exchange:
    """One request and its response as they were sent, with secrets redacted."""

    request: str
    response: str


@frozen
class WaitedOut:
    """One 429 that the client waited out.

    Attributes:
        operation: The operation that was called.
        attempts: How many times it was sent.
        waited: How many seconds the call waited, by the demo's clock.
        seconds: How many seconds it took in real time.
    """

    operation: str
    attempts: int
    waited: float
    seconds: float


@define
class Extras:
    """What the demo prints below its table."""

    exchange: Exchange | None = None
    waited_out: WaitedOut | None = None


def snake_case(operation: str) -> str:
    """``getSession`` as ``get_session``: the name of the client's method and of the generated module."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
