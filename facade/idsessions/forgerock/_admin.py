"""The ForgeRock operations that are about other people's sessions: by user and by handle."""

from __future__ import annotations

from collections.abc import Sequence

from idsessions_forgerock.api.sessions import logout_by_handle, logout_by_user, query_sessions
from idsessions_forgerock.models import (
    HandleResults,
    LogoutByHandleResult,
    LogoutByUserRequest,
    LogoutByUserResult,
    SessionHandles,
    SessionList,
)

from ..errors import UsageError
from ._base import joined
from ._profiles import session_filter
from ._tokens_part import TokenOperations


class AdminOperations(TokenOperations):
    """The part of `ForgeRockSessions` that needs an administrator's credential."""

    async def query_sessions(
        self,
        username: str | None = None,
        *,
        query_filter: str | None = None,
        fields: Sequence[str] | None = None,
    ) -> SessionList:
        """List the sessions of a user in this realm, by handle; none shows its token.

        Args:
            username: The user's name; on AIC the user's UUID.
            query_filter: A filter of your own instead, such as ``realm eq "/alpha"``.
            fields: Only these fields.

        Returns:
            Servers list 120 sessions at most unless configured otherwise, and do not say that there are more.

        Raises:
            PermissionDeniedError: The client's credential is not an administrator's.

        Endpoint: GET /sessions?_queryFilter=...
        """
        if username is not None and query_filter is None:
            wanted = session_filter(username, self._realm)
        elif query_filter is not None and username is None:
            wanted = query_filter
        else:
            raise UsageError("give either a username or a query_filter")
        response = await self._act(
            "querySessions",
            None,
            lambda act: query_sessions.asyncio_detailed(
                client=self._client,
                query_filter=wanted,
                fields=joined(fields),
                accept_api_version=act.version,
                extensions=act.extensions,
            ),
        )
        return self._expect(response, SessionList)

    async def logout_by_handle(self, handles: Sequence[str]) -> HandleResults:
        """End sessions by the handles that `query_sessions` lists.

        Args:
            handles: The handles.

        Returns:
            For each handle whether it was ended: ``result["shandle:..."]``. One that fails does not fail the others.

        Raises:
            PermissionDeniedError: The client's credential is not an administrator's.

        Endpoint: POST /sessions?_action=logoutByHandle
        """
        if isinstance(handles, str):
            raise UsageError("give a list of handles, not one string")
        response = await self._act(
            "logoutByHandle",
            None,
            lambda act: logout_by_handle.asyncio_detailed(
                client=self._client,
                body=SessionHandles(list(handles)),
                accept_api_version=act.version,
                extensions=act.extensions,
            ),
        )
        return self._expect(response, LogoutByHandleResult).result

    async def logout_by_user(self, username: str) -> bool:
        """End all sessions of a user in this realm. Not on OpenAM.

        Args:
            username: The user's name; on AIC the user's UUID.

        Returns:
            Whether the server did.

        Raises:
            PermissionDeniedError: The client's credential is neither an administrator's nor that user's own.

        Endpoint: POST /sessions?_action=logoutByUser
        """
        response = await self._act(
            "logoutByUser",
            None,
            lambda act: logout_by_user.asyncio_detailed(
                client=self._client,
                body=LogoutByUserRequest(username),
                accept_api_version=act.version,
                extensions=act.extensions,
            ),
        )
        return self._expect(response, LogoutByUserResult).result
