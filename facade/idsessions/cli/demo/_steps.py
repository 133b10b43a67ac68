"""A step per operation: the base of the three providers' steps, and the checks that they share."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Generic, TypeVar

from attrs import define

from idsessions import CallRecord
from idsessions.testing import Emulator

from ._outcome import Extras

E = TypeVar("E", bound=Emulator)

# The providers write times with milliseconds at best.
_PRECISION = 0.001


class Unexpected(Exception):
    """A call succeeded with a wrong result."""


@define
class Steps(Generic[E]):
    """The steps of one provider: for each operation a coroutine method with the name of the client's method.

    A step prepares what it needs on the emulator, without a request, so that it does not fail because another one did.
    It makes the call, checks the result against what the emulator knows, and returns the result in a few words.

    Attributes:
        emulator: The provider.
        calls: The records of the client's calls.
    """

    emulator: E
    calls: list[CallRecord]

    async def add_extras(self, extras: Extras) -> None:
        """Add what is printed below the table; called after the steps."""


def expect(holds: bool, otherwise: str) -> None:
    """Raise `Unexpected` with the text ``otherwise`` if a condition does not hold."""
    if not holds:
        raise Unexpected(otherwise)


def is_moment(moment: datetime | None, seconds: float) -> bool:
    """Whether ``moment`` is ``seconds`` after the Unix epoch."""
    return moment is not None and abs(moment.timestamp() - seconds) < _PRECISION


def is_after(moment: datetime | None, seconds: float) -> bool:
    """Whether ``moment`` is later than ``seconds`` after the Unix epoch."""
    return moment is not None and moment.timestamp() > seconds


def clock_time(moment: datetime | None) -> str:
    """The time of day."""
    return "?" if moment is None else f"{moment:%H:%M} UTC"


def unsigned_assertion(claims: Mapping[str, object]) -> str:
    """A JWT with these claims and no signature: an emulated app or account without a key checks only the claims."""
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in ({"alg": "RS256"}, dict(claims)))
    return ".".join((*(part.decode().rstrip("=") for part in parts), "not-signed"))
