"""What watches the calls of a client: the hooks that `idsessions.otel` fills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from attrs import frozen

from .._transport.seam import Transport
from .records import CallRecord


@frozen
class StartedCall:
    """A call that is about to be sent. It holds no value of the request.

    Attributes:
        provider: ``okta``, ``forgerock`` or ``agileapps``.
        operation: The provider's name of the operation, such as ``getSession``.
        method: The HTTP method.
        origin: Scheme, host and port of the provider.
        template: The path template of the URL.
    """

    provider: str
    """``okta``, ``forgerock`` or ``agileapps``."""
    operation: str
    """The provider's name of the operation, such as ``getSession``."""
    method: str
    """The HTTP method."""
    origin: str
    """Scheme, host and port of the provider."""
    template: str
    """The path template of the URL."""


@runtime_checkable
class Telemetry(Protocol):
    """Watches the calls of a client, such as `idsessions.otel.OpenTelemetry`. What it raises reaches the caller."""

    def started(self, call: StartedCall, /) -> Callable[[CallRecord], None]:
        """Called before a call is sent; the function that it returns is called once, at the end of the call."""
        ...

    def watched(self, transport: Transport, /) -> Transport:
        """A transport that sends over ``transport``."""
        ...
