"""Asks Okta: by the visitor's ``sid`` or ``idx``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..credentials import SessionCookie
from ..errors import NotFoundError, SessionExpiredError, UsageError
from ..okta import OktaSessions, SessionStatus
from .probe import Probe, without_secrets
from .records import Identity
from .values import cookie_value


class OktaProbe(Probe):
    """Takes a `SessionCookie`, or the value of the first cookie in ``names``."""

    provider = "okta"
    cookies = ("idx", "sid")

    def __init__(self, okta: OktaSessions, names: tuple[str, ...]) -> None:
        self._okta = okta
        self._names = names

    def text_of(self, token: Any, max_bytes: int) -> str | None:
        if not isinstance(token, str | SessionCookie):
            raise UsageError(f"an Okta check takes a SessionCookie or its value, not {type(token).__name__}")
        name, value = (self._names[0], token) if isinstance(token, str) else (token.name, token.value)
        known = cookie_value(value, max_bytes)
        return None if known is None else f"{name}={known}"

    async def ask(self, text: str, *, extend: bool) -> Identity | None:
        cookie = SessionCookie(*text.split("=", 1))
        ask = self._okta.refresh_current_session if extend else self._okta.get_current_session
        try:
            current = await ask(cookie)
        except (SessionExpiredError, NotFoundError):
            return None
        session = current.session
        if session.status != SessionStatus.ACTIVE:
            return None
        rotated = () if current.cookie is cookie else ((current.cookie.name, current.cookie.value),)
        known = without_secrets(session)
        return Identity(
            "okta", session.user_id, session.login, session.expires_at, known, set_cookies=rotated
        )

    def tokens_in(self, cookies: Iterable[tuple[str, str]], names: tuple[str, ...]) -> list[Any]:
        return [SessionCookie(name, value) for name, value in cookies if name in names]
