"""Faults that a test plans: what goes wrong with the next requests, and with which of them."""

from __future__ import annotations

import threading
from typing import Literal

from attrs import define, frozen

from idsessions.testing._base.messages import Answer

DropAt = Literal["request", "answer", "body"]

HTML_ERROR_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>\n"
    "<body><h1>502 Bad Gateway</h1><p>The upstream server is not available.</p></body></html>\n"
)


@frozen(kw_only=True)
class Fault:
    """What goes wrong with one request.

    Attributes:
        answer: Sent in place of the provider's response; the request is not processed.
        drop: Where the connection breaks: before the request is processed, before the response, or in the middle of
            the response's body.
        delay: Seconds between processing the request and sending the response.
        real: Whether the delay takes real time, not the clock's.
    """

    answer: Answer | None = None
    drop: DropAt | None = None
    delay: float = 0.0
    real: bool = False


@define
class _Planned:
    fault: Fault
    operation: str | None
    times: int | None


class FaultPlan:
    """The planned faults, in order; each request takes at most one."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []
        # With `serve_in_thread`, tests plan faults in one thread while the emulator takes them in another.
        self._lock = threading.Lock()

    def add(self, fault: Fault, *, operation: str | None, times: int | None) -> None:
        """Plan a fault for the next ``times`` requests (None: all) to an operation (None: to any path)."""
        if times is not None and times < 1:
            raise ValueError("`times` must be at least 1, or None for every request")
        with self._lock:
            self._planned.append(_Planned(fault, operation, times))

    def take(self, operation: str | None) -> Fault | None:
        """Take the next fault for a request of this operation."""
        with self._lock:
            for planned in self._planned:
                if planned.operation is None or planned.operation == operation:
                    if planned.times is not None:
                        planned.times -= 1
                        if planned.times == 0:
                            self._planned.remove(planned)
                    return planned.fault
        return None

    def clear(self) -> None:
        """Forget all planned faults."""
        with self._lock:
            self._planned.clear()
