"""How many sessions of a ForgeRock server are ended: by user, by handle and by token, with what each response means."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from idsessions_forgerock.models import HandleResults, LogoutResult, SessionList

from .._bulk import about_target, state_of
from ..bulk import BulkOutcome
from ..credentials import as_secret
from ..errors import SessionsError, UsageError
from ._target import validated_handle, validated_session

# As many as fit into a request of a few kilobytes.
HANDLES_AT_ONCE: Final = 50
GONE: Final = "Token has expired"


class Sessions(Protocol):
    """What is called of the client."""

    async def logout_by_user(self, username: str) -> bool: ...

    async def logout_by_handle(self, handles: Sequence[str]) -> HandleResults: ...

    async def logout(self, token: str) -> LogoutResult: ...

    async def query_sessions(self, username: str | None = None) -> SessionList: ...


def ending_user(am: Sessions, *, verify: bool) -> Callable[[str], Awaitable[BulkOutcome[str]]]:
    """A function that ends the sessions of one user."""

    async def end(username: str) -> BulkOutcome[str]:
        unclear: SessionsError | None = None
        try:
            ended = await am.logout_by_user(username)
        except SessionsError as error:
            if not verify or state_of(error) != "unclear":
                raise
            ended, unclear = True, error
        if not verify:
            return BulkOutcome(username, "ended") if ended else BulkOutcome(username, "failed", _not_ended())
        try:
            left = len((await am.query_sessions(username)).result)
        except SessionsError as error:
            return BulkOutcome(username, "unclear", unclear or error)
        if left:
            return BulkOutcome(username, "failed", unclear or _not_ended(), left)
        return BulkOutcome(username, "ended", left=0)

    return end


def ending_handles(am: Sessions) -> Callable[[Sequence[str]], Awaitable[list[BulkOutcome[str]]]]:
    """A function that ends the sessions with some handles in one request."""

    async def end(handles: Sequence[str]) -> list[BulkOutcome[str]]:
        found: list[BulkOutcome[str]] = []
        valid: list[str] = []
        for handle in map(as_secret, handles):
            try:
                valid.append(validated_handle(handle))
            except UsageError as error:
                found.append(BulkOutcome(handle, "failed", error))
        if not valid:
            return found
        try:
            results = (await am.logout_by_handle(valid)).additional_properties
        except SessionsError as error:
            if not found:
                raise
            return [*found, *(BulkOutcome(handle, state_of(error), error) for handle in valid)]
        for handle in valid:
            ended = results.get(handle)
            if ended is None:
                found.append(BulkOutcome(handle, "unclear"))
            else:
                found.append(BulkOutcome(handle, "ended") if ended else BulkOutcome(handle, "failed", _not_ended()))
        return found

    return end


def ending_token(am: Sessions) -> Callable[[str], Awaitable[BulkOutcome[str]]]:
    """A function that ends the session with a token."""

    async def end(token: str) -> BulkOutcome[str]:
        token = as_secret(token)
        with about_target():
            validated_session(token)
        gone = (await am.logout(token)).result == GONE
        return BulkOutcome(token, "unknown" if gone else "ended")

    return end


def _not_ended() -> SessionsError:
    return SessionsError("the server did not end all sessions, or knows none", provider="forgerock")
