"""One check of a visitor's session: from the cache, by a request under way, or by a new request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from importlib import import_module
from math import inf
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import define, evolve, field

from .._checks import check_hook, is_amount, is_whole
from .._clock import Clock, check_clock
from .._rate_limit import RateLimit
from .._tokens.flight import Flight
from ..credentials import SessionCookie, SessionCookies, as_secret
from ..errors import (
    RateLimitError,
    ServerError,
    SessionsError,
    TransportError,
    UnavailableError,
    UnreadableAnswerError,
    UsageError,
)
from .cache import Cache, Entry
from .probe import Probe
from .records import CheckOutcome, CheckRecord, CheckUnavailableError, Identity

if TYPE_CHECKING:
    from ..agileapps import AgileAppsSessions
    from ..forgerock import ForgeRockSessions
    from ..okta import OktaSessions

AnySessions: TypeAlias = "OktaSessions | ForgeRockSessions | AgileAppsSessions"
# Errors after which what the provider said before may serve.
_DOWN: Final = (TransportError, RateLimitError, UnavailableError, ServerError, UnreadableAnswerError)
# After a request that could not be sent, checks are not held up by another one for so many seconds.
_UNREACHABLE: Final = 1.0
_PROVIDERS: Final = {f"idsessions.{name}": name for name in ("okta", "forgerock", "agileapps")}


@define(eq=False)
class _Request:
    """A request under way, for all checks of one session."""

    asked_at: float
    extends: bool
    flight: Flight[Identity | None] = field(init=False)
    forgotten: bool = False


class SessionCheck:
    """Asks whether visitors' sessions are alive: one request for all checks of a session at a time, and none while it is known.

    Args:
        client: The client of the provider. A check uses its own options for waiting: it never waits out a rate limit.
        ttl: Seconds for which a session that is alive is not asked about again, counted from the request, and never beyond its
            own expiry. A check that joins a request under way gets what that says, which is never older than ``deadline``.
        negative_ttl: The same for a session that has ended.
        stale_if_unavailable: Seconds for which what the provider said before, counted from that request, serves while the
            provider cannot be asked; 0 for never.
        deadline: Seconds that a check may take.
        max_entries: The most sessions to remember, of those that are alive and of those that have ended; the least recently used
            is forgotten first.
        max_bytes: The longest value that can be a session.
        cookies: The names of the cookies that carry a session; left out, ``idx`` and ``sid`` for Okta, the client's
            ``cookie_name`` for ForgeRock, ``JSESSIONID`` for AgileApps (add those of its load balancer). The first is what a
            bare value of an Okta cookie is taken for.
        extend: Extend a session when it is checked (Okta, ForgeRock).
        extend_interval: Extend a session at most once in so many seconds, as long as it is remembered.
        details: For ForgeRock, ask for a session's expiry and properties.
        on_check: A plain function, called with a `CheckRecord` after each check.
        clock: The clock to read; left out, the client's.

    Raises:
        UsageError: An argument cannot be used.
    """

    def __init__(
        self,
        client: AnySessions,
        *,
        ttl: float = 30.0,
        negative_ttl: float = 5.0,
        stale_if_unavailable: float = 0.0,
        deadline: float = 3.0,
        max_entries: int = 10_000,
        max_bytes: int = 8192,
        cookies: tuple[str, ...] | None = None,
        extend: bool = False,
        extend_interval: float = 60.0,
        details: bool = False,
        on_check: Callable[[CheckRecord], None] | None = None,
        clock: Clock | None = None,
    ) -> None:
        _check_seconds(
            ttl=ttl,
            negative_ttl=negative_ttl,
            stale_if_unavailable=stale_if_unavailable,
            extend_interval=extend_interval,
        )
        _check_whole(max_entries=max_entries, max_bytes=max_bytes)
        check_hook("on_check", on_check)
        if cookies is not None and not (isinstance(cookies, tuple) and cookies and all(map(_is_name, cookies))):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
            raise UsageError("`cookies` must be a tuple of the names of cookies, or None")
        check_clock(clock)
        self._probe = _probe_of(client, deadline, cookies, details=details, extend=extend)
        self._clock: Clock = clock or client._clock  # pyright: ignore[reportPrivateUsage]
        self._ttl, self._negative_ttl, self._stale = ttl, negative_ttl, stale_if_unavailable
        self._max_bytes = max_bytes
        self._extend_interval = extend_interval if extend else inf
        self._on_check = on_check
        self._unreachable_until = -inf
        self._failure: SessionsError | None = None
        self._cache = Cache(max_entries)
        self._requests: dict[bytes, _Request] = {}

    def __repr__(self) -> str:
        return f"<SessionCheck of {self._probe.provider}, {len(self._cache)} sessions known>"

    async def __call__(self, token: str | SessionCookie | SessionCookies) -> Identity | None:
        """Whose session it is, or None if there is no such session or it has ended.

        Args:
            token: What the visitor sent: for Okta a `SessionCookie` or its value, for ForgeRock the token, for AgileApps
                `SessionCookies` or their text. What cannot be a session is None, and nothing is sent.

        Raises:
            CheckUnavailableError: The provider did not say, and what it said before is too old. Its ``reason`` tells why: also
                a credential of the client that was refused.
            UsageError: The token is of a type that no visitor can send.
        """
        started = self._clock.monotonic()
        token = as_secret(token)
        text = as_secret(self._probe.text_of(token, self._max_bytes))
        if text is None:
            return self._done(None, "refused", started)
        key = self._key_of(text)
        entry = self._cache.get(key)
        if entry is not None and self._counts(entry) and not self._extension_is_due(entry, started):
            return self._done(entry.identity, "hit", started)
        failure = self._failure if started < self._unreachable_until else None
        if failure is None:
            try:
                identity, outcome = await self._asked(key, text)
            except UsageError:
                raise
            except SessionsError as error:
                failure = error
                # What a visitor sends must not fail the checks of others: only what no cookie can cause counts.
                if isinstance(error, TransportError) and not error.maybe_processed:
                    self._failure, self._unreachable_until = error, self._clock.monotonic() + _UNREACHABLE
            else:
                return self._done(identity, outcome, started)
        entry = self._cache.get(key)
        if entry is not None and self._counts(entry):
            return self._done(entry.identity, "hit", started)  # It was only to be extended.
        if entry is not None and isinstance(failure, _DOWN) and self._may_serve_stale(entry):
            known = entry.identity
            return self._done(known if known is None else evolve(known, stale=True), "stale", started)
        self._record(None, "unavailable", started)
        raise CheckUnavailableError(failure)

    def forget(self, token: str | SessionCookie | SessionCookies) -> None:
        """Forget a session, at once and in this process only: call it when the visitor signs out.

        A check that waits for a request from before asks again.
        """
        token = as_secret(token)
        text = as_secret(self._probe.text_of(token, self._max_bytes))
        if text is None:
            return
        for key in self._cache.forget(self._key_of(text)):
            request = self._requests.pop(key, None)
            if request is not None:
                request.forgotten = True

    @property
    def cookies(self) -> tuple[str, ...]:
        """The names of the cookies that carry a session; empty if they are not known."""
        return self._probe.names

    def tokens_in(self, cookies: Iterable[tuple[str, str]]) -> list[str | SessionCookie]:
        """What to check, of the cookies of a request: each that may be the session.

        Args:
            cookies: Pairs of name and value, in the order of the request.
        """
        return self._probe.tokens_in(cookies)

    def _key_of(self, text: str) -> bytes:
        return self._cache.key_of(self._probe.session_of(as_secret(text)))

    def _counts(self, entry: Entry) -> bool:
        """Whether the entry is new enough to need no request."""
        return self._clock.monotonic() < entry.good_until and self._clock.time() < entry.ends_at

    def _extension_is_due(self, entry: Entry | None, now: float) -> bool:
        if self._extend_interval == inf or (entry is not None and entry.identity is None):
            return False
        return entry is None or now >= entry.extended_at + self._extend_interval

    async def _asked(self, key: bytes, text: str) -> tuple[Identity | None, CheckOutcome]:
        text = as_secret(text)
        outcome: CheckOutcome = "joined"
        while True:
            request = self._requests.get(key)
            if request is None or request.flight.is_over:
                now = self._clock.monotonic()
                request = self._requests[key] = _Request(now, self._extension_is_due(self._cache.get(key), now))
                request.flight = Flight(self._ask(key, text, request))
                outcome = "miss"
            try:
                identity = await request.flight.result()
            finally:
                if request.flight.is_over and self._requests.get(key) is request:
                    del self._requests[key]
            if not request.forgotten:
                return identity, outcome

    async def _ask(self, key: bytes, text: str, request: _Request) -> Identity | None:
        identity = await self._probe.ask(as_secret(text), extend=request.extends)
        if not request.forgotten:
            self._keep(key, identity, request)
        return identity

    def _keep(self, key: bytes, identity: Identity | None, request: _Request) -> None:
        before = self._cache.get(key)
        asked_at = request.asked_at
        extended_at = asked_at if request.extends else -inf if before is None else before.extended_at
        good_until = asked_at + (self._negative_ttl if identity is None else self._ttl)
        expires_at = None if identity is None else identity.expires_at
        ends_at = inf if expires_at is None else expires_at.timestamp()
        kept = identity if identity is None else evolve(identity, set_cookies=())
        # From now on, the browser sends the cookies that the provider set.
        replaced = () if identity is None else identity.set_cookies
        others = (self._cache.key_of("=".join(cookie)) for cookie in replaced)
        # What a later request said about such a cookie counts.
        keys = (key, *(other for other in others if not self._is_newer(other, asked_at)))
        self._cache.put(Entry(kept, asked_at, good_until, ends_at, extended_at, keys))

    def _is_newer(self, key: bytes, asked_at: float) -> bool:
        entry = self._cache.get(key)
        return entry is not None and entry.asked_at > asked_at

    def _may_serve_stale(self, entry: Entry) -> bool:
        age = self._clock.monotonic() - entry.asked_at
        return age <= self._stale and self._clock.time() < entry.ends_at

    def _done(self, identity: Identity | None, outcome: CheckOutcome, started: float) -> Identity | None:
        self._record(identity, outcome, started)
        return identity

    def _record(self, identity: Identity | None, outcome: CheckOutcome, started: float) -> None:
        if self._on_check is not None:
            seconds = self._clock.monotonic() - started
            record = CheckRecord(self._probe.provider, outcome, identity is not None, seconds)
            # The loop calls it: an error of the hook must not fail a check.
            asyncio.get_running_loop().call_soon(self._on_check, record)


def _probe_of(client: Any, deadline: float, cookies: tuple[str, ...] | None, *, details: bool, extend: bool) -> Probe:
    modules = [_PROVIDERS[each.__module__] for each in type(client).__mro__ if each.__module__ in _PROVIDERS]
    if not modules:
        raise UsageError(f"`client` must be the client of a provider, not {type(client).__name__}")
    own = client._view.options.rate_limit or RateLimit()
    limit = evolve(own, max_attempts=1, max_wait=0.0, on_pause=None)
    view = client.with_options(deadline=deadline, retries=0, rate_limit=limit, priority="interactive")
    module = import_module(f".{modules[0]}", __package__)
    if details and modules[0] != "forgerock":
        raise UsageError("`details` is for ForgeRock: the others always give them")
    match modules[0]:
        case "okta":
            probe: Probe = module.OktaProbe(view, cookies)
        case "forgerock":
            probe = module.ForgeRockProbe(view, cookies, details=details, extend=extend)
        case _:
            probe = module.AgileAppsProbe(view, cookies)
            if extend:
                raise UsageError("`extend`: AgileApps has no operation that extends a session")
    return probe


def _check_seconds(**given: Any) -> None:
    for name, value in given.items():
        if not is_amount(value):
            raise UsageError(f"`{name}` must be a finite number of seconds, 0 or more")


def _check_whole(**given: Any) -> None:
    for name, value in given.items():
        if not is_whole(value) or value < 1:
            raise UsageError(f"`{name}` must be a whole number, at least 1")


def _is_name(given: object) -> bool:
    return isinstance(given, str) and bool(given)
