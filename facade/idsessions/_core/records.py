"""The record that a client gives of each call."""

from __future__ import annotations

from attrs import frozen


@frozen
class RateLimitState:
    """What the last response said about its rate limit.

    Attributes:
        limit: Requests per window; None if the response did not say.
        remaining: Requests left in this window.
        resets_in: Seconds until the window ends; None if the response did not say.
    """

    limit: int | None
    """Requests per window; None if the response did not say."""
    remaining: int
    """Requests left in this window."""
    resets_in: float | None
    """Seconds until the window ends; None if the response did not say."""


@frozen
class CallRecord:
    """One call, as ``on_call`` gets it. It holds no secret.

    Attributes:
        provider: ``okta``, ``forgerock`` or ``agileapps``.
        operation: The provider's name of the operation, such as ``getSession``.
        status: The last HTTP status code, or None without a response.
        error: The name of the class that was raised, or None.
        request_id: The id of the request: the provider's, or at ForgeRock the client's; None if there is none.
        attempts: How often the call was sent; a broken connection that was replaced at once does not count.
        waited: Seconds spent in the queue and in pauses.
        seconds: Seconds from the start of the call to its end, waiting included.
        rate_limit: What the last response said about its rate limit, or None.
    """

    provider: str
    """``okta``, ``forgerock`` or ``agileapps``."""
    operation: str
    """The provider's name of the operation, such as ``getSession``."""
    status: int | None
    """The last HTTP status code, or None without a response."""
    error: str | None
    """The name of the class that was raised, or None."""
    request_id: str | None
    """The id of the request: the provider's, or at ForgeRock the client's; None if there is none."""
    attempts: int
    """How often the call was sent; a broken connection that was replaced at once does not count."""
    waited: float
    """Seconds spent in the queue and in pauses."""
    seconds: float
    """Seconds from the start of the call to its end, waiting included."""
    rate_limit: RateLimitState | None
    """What the last response said about its rate limit, or None."""
