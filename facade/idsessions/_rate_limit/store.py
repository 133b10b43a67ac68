"""What the gate knows of a store: where the processes of a fleet meet that share a quota."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from .exchange import Grant, Report


@runtime_checkable
class Store(Protocol):
    """Where the members of a fleet meet."""

    def principal(self, principal: object, /) -> str:
        """The name that a principal has in all processes; it tells nothing secret. Raises `UsageError` if it has none."""
        ...

    async def exchange(self, origin: str, bucket: str, member: str, report: Report, /) -> Grant:
        """Report to the fleet, and get permits. Raises anything if the store does not respond."""
        ...
