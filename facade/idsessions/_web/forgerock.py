"""Asks a ForgeRock server: by the visitor's session token."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..credentials import session_value, validated_header
from ..errors import SessionExpiredError, UsageError
from ..forgerock import ForgeRockSessions
from .probe import Probe, user_id_of, without_secrets
from .records import Identity

_EXTEND = "getSessionInfoAndResetIdleTime"


class ForgeRockProbe(Probe):
    """Takes the session's token.

    Args:
        am: The client.
        names: The names of the cookies; None for the name that the client was given.
        details: Ask for the session's information, with its expiry and properties, instead of `validate`.
        extend: Whether checks extend sessions.

    Raises:
        UsageError: This kind of server cannot do both.
    """

    provider = "forgerock"

    def __init__(self, am: ForgeRockSessions, names: tuple[str, ...] | None, *, details: bool, extend: bool) -> None:
        self._am = am
        given = am.cookie_name
        self.names = tuple(map(validated_header, names or (() if given is None else (given,))))
        self._details = details
        if details and extend and _EXTEND in am._server.profile.unsupported:  # pyright: ignore[reportPrivateUsage]
            raise UsageError("`extend`: this kind of server cannot extend a session and give `details` at once")

    def text_of(self, token: Any, max_bytes: int) -> str | None:
        if not isinstance(token, str):
            raise UsageError(f"a ForgeRock check takes the session's token as a string, not {type(token).__name__}")
        return session_value(token, max_bytes)

    async def ask(self, text: str, *, extend: bool) -> Identity | None:
        if not self._details:
            found = await self._am.validate(text, refresh=extend)
            if not found.valid:
                return None
            return Identity("forgerock", user_id_of(found.uid, "forgerock"), None, None, without_secrets(found))
        ask = self._am.get_session_info_and_reset_idle_time if extend else self._am.get_session_info
        try:
            info = await ask(text)
        except SessionExpiredError:
            return None
        ends = [each for each in (info.max_idle_expiration_time, info.max_session_expiration_time) if each is not None]
        return Identity(
            "forgerock", user_id_of(info.username, "forgerock"), None, min(ends, default=None), without_secrets(info)
        )

    def tokens_in(self, cookies: Iterable[tuple[str, str]]) -> list[Any]:
        return [value for name, value in cookies if name in self.names]
