"""Okta session handles: by id, and as a user's own cookie shows them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from attrs import evolve, field, frozen

from idsessions_okta.models import Session, SessionStatus

from .._core.cookies import set_cookies
from ..credentials import SessionCookie, redacted
from ..errors import NotFoundError, SessionExpiredError, UnreadableAnswerError

if TYPE_CHECKING:
    from .._elsewhere.auth import SessionAuth


class _Sessions(Protocol):
    """The methods of the client that a handle calls."""

    async def get_session(self, session_id: str) -> Session: ...

    async def refresh_session(self, session_id: str) -> Session: ...

    async def revoke_session(self, session_id: str) -> None: ...

    def auth(self, credential: SessionCookie) -> SessionAuth: ...


@frozen
class CurrentSession:
    """A user's session as the user's own cookie shows it, and the cookie to use from now on.

    Attributes:
        session: The session.
        cookie: The cookie that Okta set in its response, for the user's browser; the old cookie where Okta set none.
    """

    session: Session
    """The session."""
    cookie: SessionCookie
    """The cookie that Okta set in its response, for the user's browser; the old cookie where Okta set none."""


@frozen(eq=False)
class OktaSession:
    """One Okta session, by id."""

    _okta: _Sessions = field(repr=False)
    _session: Session | str = field(repr=redacted)

    @property
    def id(self) -> str:
        """Its id; it is a live credential."""
        return self._session if isinstance(self._session, str) else self._session.id

    @property
    def details(self) -> Session | None:
        """The session as it was at its start; None for a handle that was attached by id."""
        return None if isinstance(self._session, str) else self._session

    async def get(self) -> Session:
        """Get it as it is now."""
        return await self._okta.get_session(self.id)

    async def is_alive(self) -> bool:
        """Whether it exists and is active."""
        try:
            session = await self.get()
        except (NotFoundError, SessionExpiredError):
            return False
        return session.status in (SessionStatus.ACTIVE, None)

    async def refresh(self) -> Session:
        """Extend it."""
        return await self._okta.refresh_session(self.id)

    def auth(self) -> SessionAuth:
        """An ``httpx.Auth`` for your own `httpx.AsyncClient`: it sends the id as the cookie ``sid``, to this organization only.

        Endpoint: any, of this organization
        """
        return self._okta.auth(SessionCookie("sid", self.id))

    async def end(self) -> None:
        """Revoke it; a session that has ended already counts as revoked."""
        with suppress(NotFoundError):
            await self._okta.revoke_session(self.id)


def cookie_after(cookie: SessionCookie, headers: Mapping[str, str]) -> SessionCookie:
    """The cookie of the same name that the response sets, or ``cookie`` where it sets none; also of the one beside it."""
    beside = None if cookie.beside is None else cookie_after(cookie.beside, headers)
    values = [value for name, value in set_cookies(headers) if name == cookie.name]
    if not values:
        return cookie if beside is cookie.beside else evolve(cookie, beside=beside)
    after = SessionCookie(cookie.name, values[-1], beside=beside)  # The last of several counts (RFC 6265, section 5.3).
    if after.can_be_sent:
        return after
    raise UnreadableAnswerError(
        f"the response sets the cookie {cookie.name} to a value that no request can carry", provider="okta"
    )
