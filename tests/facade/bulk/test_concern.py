"""Which error leaves a target in which state, and which errors concern all targets."""

from __future__ import annotations

import pytest

from idsessions import (
    AuthenticationError,
    BadRequestError,
    CallTimeoutError,
    ConnectionFailedError,
    CredentialError,
    NameResolutionError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    SessionExpiredError,
    SessionsError,
    TLSError,
    UnavailableError,
    UnreadableAnswerError,
    UnsupportedOperationError,
    UsageError,
)
from idsessions._bulk.concern import Concern, concern_of, state_of


@pytest.mark.parametrize(
    ("error", "state", "concern"),
    [
        (NotFoundError("", status=404), "unknown", Concern.ONE),
        (SessionExpiredError("", status=401), "unknown", Concern.ONE),
        (UsageError(""), "failed", Concern.ARGUMENT),
        (CredentialError(""), "failed", Concern.ALL),
        (UnsupportedOperationError(""), "failed", Concern.ALL),
        (AuthenticationError("", status=401), "failed", Concern.ALL),
        (RateLimitError("", status=429), "failed", Concern.ALL),
        (PermissionDeniedError("", status=403), "failed", Concern.HELD),
        (NameResolutionError("", maybe_processed=False), "failed", Concern.HELD),
        (ConnectionFailedError("", maybe_processed=False), "failed", Concern.HELD),
        (TLSError("", maybe_processed=False), "failed", Concern.HELD),
        (ConnectionFailedError("", maybe_processed=True), "unclear", Concern.COUNTED),
        (CallTimeoutError("", maybe_processed=True), "unclear", Concern.COUNTED),
        (UnavailableError("", status=503), "failed", Concern.COUNTED),
        (UnavailableError("", status=502), "unclear", Concern.COUNTED),
        (ServerError("", status=500), "unclear", Concern.COUNTED),
        (UnreadableAnswerError("", status=200), "unclear", Concern.COUNTED),
        (BadRequestError("", status=400), "failed", Concern.COUNTED),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, SessionsError) else str(value),
)
def test_error_gives_state_and_concern(error: SessionsError, state: str, concern: Concern) -> None:
    assert (state_of(error), concern_of(error)) == (state, concern)


def test_no_error_concerns_its_target() -> None:
    assert concern_of(None) is Concern.ONE
