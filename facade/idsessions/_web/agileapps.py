"""Asks AgileApps: by the visitor's cookies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..agileapps import AgileAppsSessions
from ..credentials import SessionCookies, session_value
from ..errors import SessionExpiredError, UsageError
from .probe import Probe, without_secrets
from .records import Identity

_SESSION = "JSESSIONID"


class AgileAppsProbe(Probe):
    """Takes `SessionCookies`, their text, or the bare session id."""

    provider = "agileapps"
    cookies = (_SESSION,)
    can_extend = False

    def __init__(self, agileapps: AgileAppsSessions) -> None:
        self._agileapps = agileapps

    def text_of(self, token: Any, max_bytes: int) -> str | None:
        if not isinstance(token, str | SessionCookies):
            raise UsageError(f"an AgileApps check takes SessionCookies or their text, not {type(token).__name__}")
        text = token if isinstance(token, str) else token.header
        if len(text) > max_bytes:
            return None
        pairs: dict[str, str] = {}
        for part in (text if f"{_SESSION}=" in text else f"{_SESSION}={text}").split(";"):
            name, _, value = part.strip(" ").partition("=")
            known = session_value(value, max_bytes)
            if known is not None and session_value(name, max_bytes) is not None:
                pairs[name] = known
        return "; ".join(f"{name}={value}" for name, value in pairs.items()) if _SESSION in pairs else None

    async def ask(self, text: str, *, extend: bool) -> Identity | None:
        try:
            user = await self._agileapps.get_user_info(SessionCookies(text))
        except SessionExpiredError:
            return None
        return Identity("agileapps", user.id or "", user.username, None, without_secrets(user))

    def tokens_in(self, cookies: Iterable[tuple[str, str]], names: tuple[str, ...]) -> list[Any]:
        given = list(cookies)
        others = "".join(f"; {name}={value}" for name, value in given if name in names and name != _SESSION)
        return [f"{name}={value}{others}" for name, value in given if name == _SESSION]
