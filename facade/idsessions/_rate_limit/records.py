"""What is told to the rate gate, and what it tells: options, pauses and outcomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Literal, TypeAlias, TypeVar

from attrs import field, frozen

from .headers import Quota
from .state import Reason

Refused: TypeAlias = Literal["", "max_attempts", "max_wait", "deadline"]


@frozen
class Pause:
    """A pause that is about to begin.

    Attributes:
        bucket: The name of what is limited.
        seconds: How long it will be.
        reason: Of all calls of the bucket: ``used up`` (no request remains in this window), ``refused`` (a 429), ``unavailable``
            (a 503 with ``Retry-After``). Of one call alone: ``narrower`` (a limit of its own, such as one per user),
            ``crowded`` (too many requests at once).
        waiting: How many calls wait for its end.
    """

    bucket: str
    seconds: float
    reason: Reason
    waiting: int


@frozen
class RateLimit:
    """How a call waits when the server limits requests.

    Args:
        max_attempts: Sends of one call that may end in a refusal; after the last one it fails.
        max_wait: The longest pause to sit out, in seconds. When the server asks for a longer one, calls fail at once.
        on_pause: Called before each pause, once however many calls wait for its end.
    """

    max_attempts: int = 8
    max_wait: float = 120.0
    on_pause: Callable[[Pause], None] | None = None


@frozen(eq=False)
class Bucket:
    """What shares one quota: the calls of one principal to one family of endpoints."""

    origin: str
    principal: object = field(repr=False)
    name: str


R = TypeVar("R")


@frozen
class Outcome(Generic[R]):
    """The last response to a call, and what it took.

    Attributes:
        response: The response, a refusal if the call was refused to the end.
        attempts: How often it was sent.
        waited: Seconds spent in the queue and in pauses.
        retry_after: Seconds from now that the server asks to wait; None if it does not say.
        refused: Why a refusal was not repeated; empty otherwise.
        quota: The budget, as the response tells it.
    """

    response: R
    attempts: int
    waited: float
    retry_after: float | None
    refused: Refused
    quota: Quota | None


class GateTimeout(Exception):
    """A call was never sent, since its turn does not come in time.

    Attributes:
        reason: ``max_wait`` or ``deadline``.
        waited: Seconds spent in the queue.
        retry_after: Seconds from now until the pause ends; None if it was not a pause that took too long.
    """

    def __init__(self, reason: Refused, *, waited: float, retry_after: float | None) -> None:
        super().__init__(f"not sent within {reason}")
        self.reason = reason
        self.waited = waited
        self.retry_after = retry_after
