"""What an error says: what became of its target, and whether it concerns the others too."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from enum import Enum
from typing import Final

from ..bulk import BulkState
from ..errors import (
    AuthenticationError,
    CredentialError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    SessionExpiredError,
    SessionsError,
    TransportError,
    UnavailableError,
    UnsupportedOperationError,
    UsageError,
)
from ..sessions import had_no_effect

_ALL: Final = (AuthenticationError, CredentialError, UnsupportedOperationError, RateLimitError)
_REFUSED_UNPROCESSED: Final = 503


class Concern(Enum):
    """Which targets an error concerns."""

    ARGUMENT = "its target, about which nothing was sent"
    ONE = "its target alone"
    COUNTED = "its target; many in a row concern all"
    HELD = "its target, if another one can be ended; else all"
    ALL = "all targets"


@contextmanager
def about_target() -> Generator[None]:
    """Let a `CredentialError` about the target not be taken for the client's own credential, which concerns all targets."""
    try:
        yield
    except CredentialError as error:
        problem = UsageError(error.message, provider=error.provider)
    else:
        return
    raise problem


def state_of(error: SessionsError) -> BulkState:
    """What became of a target whose request ended in ``error``."""
    if isinstance(error, (NotFoundError, SessionExpiredError)):
        return "unknown"
    unprocessed = isinstance(error, UnavailableError) and error.status == _REFUSED_UNPROCESSED
    return "failed" if unprocessed or had_no_effect(error) else "unclear"


def concern_of(error: SessionsError | None) -> Concern:
    """Which targets ``error`` concerns."""
    if error is None or state_of(error) == "unknown":
        return Concern.ONE
    if isinstance(error, _ALL):
        return Concern.ALL
    if isinstance(error, UsageError):
        return Concern.ARGUMENT
    # An administrator may lack the permission for some users only, and an address may be away for seconds.
    unreached = isinstance(error, TransportError) and not error.maybe_processed
    return Concern.HELD if unreached or isinstance(error, PermissionDeniedError) else Concern.COUNTED
