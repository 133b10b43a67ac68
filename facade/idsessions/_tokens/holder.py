"""Holds one access token: fetched once for all calls that wait for it, renewed before it expires, dropped when refused."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from attrs import evolve, field, frozen

from .._clock import Clock
from ..errors import SessionsError
from .flight import Flight

_log: Final = logging.getLogger("idsessions")
# A token is renewed when this much of its life is left: a tenth, and never more than these seconds. So a token that lives
# for a minute is not fetched again for every call.
_MARGIN: Final = 300.0
_SHARE: Final = 0.1
_TRY_AGAIN_AFTER: Final = 1.0


@frozen
class IssuedToken:
    """A token as its endpoint issued it. Moments are those of the clock's ``monotonic()``: no two clocks are compared."""

    value: str = field(repr=False)
    scheme: str
    expires_at: float
    renew_at: float

    @classmethod
    def of(cls, value: str, scheme: str, *, asked_at: float, lifetime: float) -> IssuedToken:
        """A token that lives for ``lifetime`` seconds from its issue, which was after ``asked_at``."""
        margin = min(_MARGIN, _SHARE * lifetime)
        return cls(value, scheme, asked_at + lifetime, asked_at + lifetime - margin)


class TokenHolder:
    """One token for all calls of an app.

    Args:
        fetch: Gets a new token.
        clock: The clock that its life is measured by.
        name: The account, for the log.
    """

    def __init__(self, fetch: Callable[[], Awaitable[IssuedToken]], clock: Clock, name: str) -> None:
        self._fetch = fetch
        self._clock = clock
        self._name = name
        self._token: IssuedToken | None = None
        self._flight: Flight[IssuedToken] | None = None

    async def get(self) -> IssuedToken:
        """The token. The first call that needs one fetches it, for all calls that need it in the meantime."""
        if self._token is not None and self._clock.monotonic() < self._token.renew_at:
            return self._token
        if self._flight is None or self._flight.is_over:
            self._flight = Flight(self._renew())
        return await self._flight.result()

    def usable(self) -> IssuedToken | None:
        """The token, if it has not expired."""
        if self._token is None or self._clock.monotonic() >= self._token.expires_at:
            return None
        return self._token

    def drop(self, value: str) -> None:
        """Forget the token of this value; a token that has replaced it since stays."""
        if self._token is not None and self._token.value == value:
            self._token = None

    async def _renew(self) -> IssuedToken:
        try:
            self._token = await self._fetch()
        except SessionsError as error:
            now = self._clock.monotonic()
            if self._token is None or now >= self._token.expires_at:
                raise
            # The old token is still valid. Halfway to its end is soon enough to try again.
            end = self._token.expires_at
            again_at = min(now + max((end - now) / 2, _TRY_AGAIN_AFTER), end)
            self._token = evolve(self._token, renew_at=again_at)
            _log.warning("the access token of %s was not renewed in time: %s", self._name, type(error).__name__)
        return self._token
