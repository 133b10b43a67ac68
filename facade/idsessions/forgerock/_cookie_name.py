"""The name of a ForgeRock server's session cookie: asked for once, and again after a sudden refusal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from math import inf
from typing import Final, TypeAlias

from attrs import evolve

from .._clock import Clock
from .._tokens.flight import Flight
from ..credentials import Credential, SessionToken, resolve_secret, token_headers, validated_header
from ..errors import AnswerError, SessionsError, UsageError

Ask: TypeAlias = Callable[[], Awaitable[str]]
"""Asks the server for the name."""

# Expired sessions are refused all day long; a cookie is renamed once in years. Seconds.
_ASK_AGAIN_AFTER: Final = 60.0


class CookieName:
    """What a client and all its views know of the name.

    Args:
        given: The name, if the caller knows it: then the server is never asked.
        clock: The client's.
    """

    def __init__(self, given: str | None, clock: Clock) -> None:
        self.given = None if given is None else validated_header(given)
        self._clock = clock
        self._found: str | None = None
        self._asked_at = -inf
        self._flight: Flight[str] | None = None

    async def get(self, ask: Ask) -> str:
        """The name. The server is asked if it is not known yet, once for all calls that wait for it."""
        return self.given or self._found or await self._ask(ask)

    async def has_changed(self, used: str, ask: Ask) -> bool:
        """Whether the name is no longer ``used``; the server is asked at most once a minute.

        If that fails, the name counts as unchanged: what the server refused stays refused.
        """
        if self.given is not None:
            return False
        is_due = self._clock.monotonic() - self._asked_at >= _ASK_AGAIN_AFTER
        is_asking = self._flight is not None and not self._flight.is_over
        if self._found == used and (is_due or is_asking):
            with suppress(SessionsError):
                await self._ask(ask)
        return self._found != used

    async def _ask(self, ask: Ask) -> str:
        if self._flight is None or self._flight.is_over:
            self._asked_at = self._clock.monotonic()
            self._flight = Flight(self._find(ask))
        return await self._flight.result()

    async def _find(self, ask: Ask) -> str:
        self._found = await ask()
        return self._found


class NamedToken(Credential):
    """A session token, sent under the name of the server's cookie; a call gets one for itself.

    Args:
        token: The token.
        name: The name, as far as the client knows it.
        ask: Asks the server for the name.
        headers: The caller's own headers, none of which may have that name.
    """

    def __init__(self, token: SessionToken, name: CookieName, ask: Ask, headers: Iterable[str]) -> None:
        self._token = token
        self._name = name
        self._ask = ask
        self._headers = headers
        self._used = ""
        self._known: Mapping[str, str] = {}

    @property
    def kind(self) -> str:
        return self._token.kind

    @property
    def schemes(self) -> frozenset[str]:
        return self._token.schemes

    async def prepare(self) -> Credential:
        self._used = self._token.header or await self._name.get(self._ask)
        if any(header.lower() == self._used.lower() for header in self._headers):
            raise UsageError(
                f"`headers` must not contain {self._used}, the name of the session cookie: pass the token as `credentials`"
            )
        token = await resolve_secret(self._token.token)
        self._known = token_headers(self._used, token, as_cookie=self._token.as_cookie)
        return self

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return self._known

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        if self._token.header is None and await self._name.has_changed(self._used, self._ask):
            return True
        return await evolve(self._token, header=self._used).renew(refused, sent)
