"""Asks Okta: by the visitor's ``sid`` or ``idx``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..credentials import SessionCookie, as_secret, session_value
from ..errors import NotFoundError, SessionExpiredError, UsageError
from ..okta import OktaSessions, SessionStatus
from .probe import Probe, user_id_of, without_secrets
from .records import Identity


class OktaProbe(Probe):
    """Takes a `SessionCookie`, or the value of the first cookie in ``names``."""

    provider = "okta"

    def __init__(self, okta: OktaSessions, names: tuple[str, ...] | None) -> None:
        self._okta = okta
        self.names = names or ("idx", "sid")
        if not set(self.names) <= {"idx", "sid"}:
            raise UsageError("`cookies` of an Okta check must be of `idx` and `sid`")

    def text_of(self, token: Any, max_bytes: int) -> str | None:
        if not isinstance(token, str | SessionCookie):
            raise UsageError(f"an Okta check takes a SessionCookie or its value, not {type(token).__name__}")
        name, value = (self.names[0], token) if isinstance(token, str) else (token.name, token.value)
        known = session_value(value, max_bytes)
        return None if known is None else f"{name}={known}"

    async def ask(self, text: str, *, extend: bool) -> Identity | None:
        cookie = SessionCookie(*as_secret(text).split("=", 1))
        try:
            if extend:
                current = await self._okta.refresh_current_session(cookie)
            else:
                current = await self._okta.get_current_session(cookie)
        except (SessionExpiredError, NotFoundError):
            return None
        session = current.session
        if session.status not in (SessionStatus.ACTIVE, None):
            return None
        rotated = () if current.cookie is cookie else ((current.cookie.name, current.cookie.value),)
        known = without_secrets(session)
        return Identity(
            "okta", user_id_of(session.user_id, "okta"), session.login, session.expires_at, known, set_cookies=rotated
        )

    def tokens_in(self, cookies: Iterable[tuple[str, str]]) -> list[Any]:
        return [SessionCookie(name, value) for name, value in cookies if name in self.names]
