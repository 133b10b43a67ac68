"""Okta's rate limits: the quota of a request, what is left of it, and when its window ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from attrs import define, frozen

#: How many requests in 60 seconds a Workforce org admits: https://developer.okta.com/docs/reference/rate-limits/ .
#: Those of paths that this page does not list are made up.
ORG_LIMITS: Final[Mapping[str, int]] = {
    "/api/v1/sessions": 750,
    "/api/v1/users": 600,
    "/api/v1/authn": 500,
    "/api/v1/authn/factors/{factorIdOrFactorType}/verify": 500,
    "/oauth2/v1/token": 2000,
    "/idp/myaccount/sessions": 600,
    "/oauth2/v1/global-token-revocation": 600,
}
# "By default, API tokens and OAuth apps are set to 50 % of each rate limit."
_SHARE_OF_ONE_TOKEN = 0.5
_WINDOW_SECONDS = 60.0
_USER_WINDOW_SECONDS = 1.0
# How long Okta suggests to wait after a concurrency refusal, as users measured it: https://github.com/okta/okta-sdk-python/issues/270
_MISLEADING_SECONDS = 114


@frozen
class Standing:
    """The three rate-limit headers of one response, and whether the request was refused."""

    limit: int
    remaining: int
    reset: int
    refused: bool = False

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers as on the wire, in lower case."""
        return (
            ("x-rate-limit-limit", str(self.limit)),
            ("x-rate-limit-remaining", str(self.remaining)),
            ("x-rate-limit-reset", str(self.reset)),
        )


@frozen
class _Quota:
    """How many requests a window admits, and how many of them are taken from the start."""

    limit: int
    seconds: float
    taken: int = 0

    @classmethod
    def admitting(cls, requests: int, seconds: float) -> _Quota:
        """A window for so many requests. A limit of 0 would mean too many requests at once, so it becomes 1, taken."""
        return cls(requests, seconds) if requests > 0 else cls(1, seconds, taken=1)


@define
class _Window:
    ends: int
    used: int = 0


class RateLimits:
    """All quotas of an org. A window starts with its first request, so it is not aligned to the minute.

    Args:
        now: The time in seconds since the Unix epoch.
        limits: Requests in 60 seconds by bucket, for the whole org; the default is a Workforce org's.
    """

    def __init__(self, now: Callable[[], float], limits: Mapping[str, int]) -> None:
        self._now = now
        everything = {**ORG_LIMITS, **limits}.items()
        self._org = {bucket: _Quota.admitting(limit, _WINDOW_SECONDS) for bucket, limit in everything}
        self._token = {
            bucket: _Quota.admitting(math.ceil(limit * _SHARE_OF_ONE_TOKEN), _WINDOW_SECONDS)
            for bucket, limit in everything
        }
        self._windows: dict[tuple[str, str | None], _Window] = {}
        self._user_windows: dict[str, _Window] = {}

    def limit(self, bucket: str, requests: int, seconds: float) -> None:
        """Start new windows in which the bucket admits so many requests, from one token as from the whole org."""
        if bucket not in self._org:
            raise ValueError(f"`bucket` must be one of {', '.join(self._org)}")
        self._org[bucket] = self._token[bucket] = _Quota.admitting(requests, seconds)
        for key in [key for key in self._windows if key[0] == bucket]:
            del self._windows[key]

    def spend(self, bucket: str, principal: str | None) -> Standing:
        """Count one request of a token or app (None: neither); a refused request does not count."""
        quotas: dict[tuple[str, str | None], _Quota] = {(bucket, None): self._org[bucket]}
        if principal is not None:
            quotas[bucket, principal] = self._token[bucket]
        windows = {key: self._window(key, quota) for key, quota in quotas.items()}
        refused = any(windows[key].used >= quota.limit for key, quota in quotas.items())
        if not refused:
            for window in windows.values():
                window.used += 1
        tightest = min(quotas, key=lambda key: (quotas[key].limit - windows[key].used, quotas[key].limit))
        quota, window = quotas[tightest], windows[tightest]
        return Standing(quota.limit, max(0, quota.limit - window.used), window.ends, refused)

    def spend_for_user(self, username: str, limit: int) -> Standing | None:
        """Count one attempt of a user in a window of one second; returns the refusal, or None if it is admitted."""
        now = self._now()
        window = self._user_windows.get(username)
        if window is None or now >= window.ends:
            window = self._user_windows[username] = _Window(math.floor(now + _USER_WINDOW_SECONDS))
        if window.used >= limit:
            return Standing(limit, 0, window.ends, refused=True)
        window.used += 1
        return None

    def concurrency_refusal(self) -> Standing:
        """The refusal of too many requests at once: 0 of 0, with a reset that is far too late."""
        return Standing(0, 0, math.floor(self._now()) + _MISLEADING_SECONDS, refused=True)

    def _window(self, key: tuple[str, str | None], quota: _Quota) -> _Window:
        now = self._now()
        window = self._windows.get(key)
        if window is None or now >= window.ends:
            # The header has whole seconds, so a window ends on one.
            window = self._windows[key] = _Window(math.floor(now + quota.seconds), quota.taken)
        return window
