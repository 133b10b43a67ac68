"""What the methods that end many sessions give back: an outcome for each target, and the error that stops them all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from attrs import frozen

from .errors import SessionsError

__all__ = ["BulkOutcome", "BulkStopped"]

T = TypeVar("T")
BulkState: TypeAlias = Literal["ended", "unknown", "unclear", "failed"]


@frozen
class BulkOutcome(Generic[T]):
    """What became of one target.

    Attributes:
        target: The id, name, handle, token or cookies, as you gave it; the repr of a secret is redacted.
        state: ``ended``; ``unknown``, since the provider knows no such target; ``unclear``, since the request may have been
            processed; or ``failed``, with no effect.
        error: Why it is not ``ended``; None if the response says so without an error.
        left: With ``verify=True``, how many sessions the server listed afterwards; None if it was not asked.
    """

    target: T
    """The id, name, handle, token or cookies, as you gave it; the repr of a secret is redacted."""
    state: BulkState
    """``ended``; ``unknown``, since the provider knows no such target; ``unclear``, since the request may have been
    processed; or ``failed``, with no effect."""
    error: SessionsError | None = None
    """Why it is not ``ended``; None if the response says so without an error."""
    left: int | None = None
    """With ``verify=True``, how many sessions the server listed afterwards; None if it was not asked."""


class BulkStopped(SessionsError):
    """A fault that concerns all targets: the credential was refused, lacks permission, or the provider cannot be reached.

    Attributes:
        reason: The error of the provider or of the network.
        outcomes: How many outcomes there were before.
        not_tried: The targets without an outcome: those that nothing was done about, then the rest of your iterable.
    """

    def __init__(self, reason: SessionsError, *, outcomes: int, not_tried: AsyncIterator[Any]) -> None:
        super().__init__(
            f"stopped after {outcomes:,} outcomes, and `not_tried` has the other targets: {reason}",
            provider=reason.provider,
        )
        self.reason = reason
        """The error of the provider or of the network."""
        self.outcomes = outcomes
        """How many outcomes there were before."""
        self.not_tried = not_tried
        """The targets without an outcome: those that nothing was done about, then the rest of your iterable."""

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        # The targets are in the process that reads them, and may be secrets.
        restored, (kind, args, attributes) = super().__reduce__()
        return restored, (kind, args, {**attributes, "not_tried": Nothing()})


class Nothing(AsyncIterator[Any]):
    """No targets."""

    async def __anext__(self) -> Any:
        raise StopAsyncIteration
