"""ForgeRock session handles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from attrs import field, frozen

from idsessions_forgerock.models import (
    LogoutResult,
    RefreshedSession,
    SessionInfo,
    SessionProperties,
    ValidatedSession,
)

from ..credentials import redacted

if TYPE_CHECKING:
    from .._elsewhere.auth import SessionAuth


class _Sessions(Protocol):
    """The methods of the client that a handle calls."""

    async def get_session_info(self, token: str) -> SessionInfo: ...

    async def validate(self, token: str, *, refresh: bool = False) -> ValidatedSession: ...

    async def refresh(self, token: str) -> RefreshedSession: ...

    async def get_session_properties(self, token: str) -> SessionProperties: ...

    async def update_session_properties(self, token: str, properties: Mapping[str, str]) -> SessionProperties: ...

    async def logout(self, token: str) -> LogoutResult: ...

    def auth(self, credential: str) -> SessionAuth: ...


@frozen(eq=False)
class ForgeRockSession:
    """One ForgeRock session. Its own token is the only credential of its calls.

    Attributes:
        token: Its token; it is a live credential.
        realm: Its realm as a path, such as ``/alpha``, if the server said so.
        success_url: Where the server would have sent a browser.
    """

    # A client without credentials, and the client that may refresh.
    _am: _Sessions = field(repr=False)
    _refreshing: _Sessions = field(repr=False)
    token: str = field(repr=redacted)
    """Its token; it is a live credential."""
    realm: str | None = None
    """Its realm as a path, such as ``/alpha``, if the server said so."""
    success_url: str | None = None
    """Where the server would have sent a browser."""

    async def get_session_info(self) -> SessionInfo:
        """Get its user and when it ends, without extending it (except on OpenAM)."""
        return await self._am.get_session_info(self.token)

    async def validate(self, *, refresh: bool = False) -> ValidatedSession:
        """Ask whether it is valid, and who its user is."""
        return await self._am.validate(self.token, refresh=refresh)

    async def is_alive(self) -> bool:
        """Whether it is valid; asking does not extend it (except on OpenAM)."""
        return (await self.validate()).valid

    async def refresh(self) -> RefreshedSession:
        """Reset its idle time. On OpenAM that needs a client with an administrator's credential."""
        return await self._refreshing.refresh(self.token)

    async def get_session_properties(self) -> SessionProperties:
        """Get its properties that the realm allows to be seen."""
        return await self._am.get_session_properties(self.token)

    async def update_session_properties(self, properties: Mapping[str, str]) -> SessionProperties:
        """Set some of its properties, by name."""
        return await self._am.update_session_properties(self.token, properties)

    def auth(self) -> SessionAuth:
        """An ``httpx.Auth`` for your own `httpx.AsyncClient`: it sends the token as the session cookie, to this server only.

        Endpoint: any, of this server
        """
        return self._am.auth(self.token)

    async def logout(self) -> LogoutResult:
        """End it; a session that has ended already counts as ended."""
        return await self._am.logout(self.token)

    async def end(self) -> None:
        """End it; a session that has ended already counts as ended."""
        await self.logout()
