"""Collects what ``on_call`` is told of one call."""

from __future__ import annotations

from .._clock import Clock
from .._rate_limit import Outcome
from .options import CallRecord, RateLimitState
from .provider import Call
from .response import Reply


class Report:
    """Of one call, from its beginning to whatever ends it.

    Attributes:
        error: The name of the class that the call raises.
        attempts: How often it was sent.
        waited: Seconds spent waiting for a turn and for pauses to end.
    """

    def __init__(self, provider: str, operation: str, call: Call, clock: Clock) -> None:
        self.error: str | None = None
        self.attempts = 0
        self.waited = 0.0
        self._provider = provider
        self._operation = operation
        self._call = call
        self._clock = clock
        self._started = clock.monotonic()
        self._outcome: Outcome[Reply] | None = None
        self._request_id: str | None = None

    def take(self, outcome: Outcome[Reply], request_id: str | None) -> None:
        """Note the last answer so far, and the provider's id of it."""
        self._outcome = outcome
        self.waited += outcome.waited
        self._request_id = request_id

    def give(self) -> None:
        """Tell ``on_call``, if there is one."""
        on_call = self._call.options.on_call
        if on_call is None:
            return
        quota = self._outcome.quota if self._outcome is not None else None
        on_call(
            CallRecord(
                provider=self._provider,
                operation=self._operation,
                status=self._outcome.response.status_code if self._outcome is not None else None,
                error=self.error,
                request_id=self._request_id,
                attempts=self.attempts,
                waited=self.waited,
                seconds=self._clock.monotonic() - self._started,
                rate_limit=RateLimitState(quota.limit, quota.remaining, quota.resets_in) if quota is not None else None,
            )
        )
