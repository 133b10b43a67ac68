"""Asks AgileApps: by the visitor's cookies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..agileapps import AgileAppsSessions
from ..credentials import SessionCookies, as_secret, session_value, validated_name
from ..errors import SessionExpiredError, UsageError
from .probe import Probe, user_id_of, without_secrets
from .records import Identity

_SESSION = "JSESSIONID"


class AgileAppsProbe(Probe):
    """Takes `SessionCookies`, their text, or the bare session id; of the cookies, it sends those in ``names``."""

    provider = "agileapps"

    def __init__(self, agileapps: AgileAppsSessions, names: tuple[str, ...] | None) -> None:
        self._agileapps = agileapps
        self.names = tuple(dict.fromkeys(map(validated_name, (_SESSION, *(names or ())))))

    def text_of(self, token: Any, max_bytes: int) -> str | None:
        if not isinstance(token, str | SessionCookies):
            raise UsageError(f"an AgileApps check takes SessionCookies or their text, not {type(token).__name__}")
        text = as_secret(token if isinstance(token, str) else token.header)
        if len(text) > max_bytes:
            return None
        pairs: dict[str, str] = {}
        for part in (text if f"{_SESSION}=" in text else f"{_SESSION}={text}").split(";"):
            name, _, value = part.strip(" ").partition("=")
            known = session_value(value, max_bytes)
            if known is not None and name in self.names:
                pairs.setdefault(name, known)
        return "; ".join(f"{name}={pairs[name]}" for name in self.names if name in pairs) if _SESSION in pairs else None

    def session_of(self, text: str) -> str:
        return next(pair for pair in text.split("; ") if pair.startswith(f"{_SESSION}="))

    async def ask(self, text: str, *, extend: bool) -> Identity | None:
        try:
            user = await self._agileapps.get_user_info(SessionCookies(text))
        except SessionExpiredError:
            return None
        return Identity("agileapps", user_id_of(user.id, "agileapps"), user.username, None, without_secrets(user))

    def tokens_in(self, cookies: Iterable[tuple[str, str]]) -> list[Any]:
        given = list(cookies)
        others = "".join(f"; {name}={value}" for name, value in given if name in self.names and name != _SESSION)
        return [f"{name}={value}{others}" for name, value in given if name == _SESSION]
