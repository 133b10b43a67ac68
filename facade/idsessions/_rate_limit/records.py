"""What goes into the gate and comes out: buckets, options, pauses and outcomes."""

# Without `from __future__ import annotations`: `get_type_hints` would look up the names in `idsessions`, which `Pause` and
# `RateLimit` give as their module.

import sys
from collections.abc import Callable
from math import inf
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar

from attrs import define, field, frozen

from .._checks import check_hook, is_amount, is_whole
from ..errors import UsageError
from .headers import Quota, RawHeaders
from .store import Store

PauseReason: TypeAlias = Literal["used up", "refused", "unavailable", "narrower", "crowded"]
Priority: TypeAlias = Literal["interactive", "bulk"]
RejectReason: TypeAlias = Literal["", "max_attempts", "max_wait", "deadline"]


class ResponseHead(Protocol):
    """What the gate reads of a response."""

    @property
    def status_code(self) -> int: ...

    @property
    def raw_headers(self) -> RawHeaders: ...


R = TypeVar("R", bound=ResponseHead)


@frozen
class Pause:
    """A pause that is about to begin.

    Attributes:
        bucket: The name of what is limited.
        seconds: How long it will be.
        reason: Of all calls of the bucket: ``used up`` (no request remains in this window), ``refused`` (a 429), ``unavailable``
            (a 503 with ``Retry-After``). Of one call alone: ``narrower`` (a narrower limit, such as one per user),
            ``crowded`` (too many requests at once), ``unavailable`` (a 502, 503 or 504 that names no time).
        waiting: How many calls wait for its end.
    """

    bucket: str
    """The name of what is limited."""
    seconds: float
    """How long it will be."""
    reason: PauseReason
    """Of all calls of the bucket: ``used up`` (no request remains in this window), ``refused`` (a 429), ``unavailable`` (a
    503 with ``Retry-After``). Of one call alone: ``narrower`` (a narrower limit, such as one per user), ``crowded`` (too
    many requests at once), ``unavailable`` (a 502, 503 or 504 that names no time)."""
    waiting: int
    """How many calls wait for its end."""


def _check_attempts(_: object, __: object, given: Any) -> None:
    if not is_whole(given) or not 1 <= given <= sys.maxsize:
        raise UsageError("`max_attempts` must be a whole number, at least 1")


def _check_max_wait(_: object, __: object, given: Any) -> None:
    if given != inf and not is_amount(given):
        raise UsageError("`max_wait` must be a number of seconds, 0 or more")


def _check_hook(_: object, __: object, given: Any) -> None:
    check_hook("on_pause", given)


def _check_reserve(_: object, __: object, given: Any) -> None:
    if not is_amount(given) or given >= 1:
        raise UsageError("`reserve` must be a part of a window: a number, at least 0, and less than 1")


def _check_flag(_: object, attribute: Any, given: Any) -> None:
    if not isinstance(given, bool):
        raise UsageError(f"`{attribute.name}` must be True or False")


def _check_store(limit: Any, __: object, given: Any) -> None:
    if given is None:
        return
    if isinstance(given, type) or not isinstance(given, Store):
        raise UsageError("`store` must be a store of `idsessions.stores`, or None")
    for name, wanted in (("shared", True), ("use_burst", False)):
        if getattr(limit, name) is not wanted:
            raise UsageError(f"`{name}` must be {wanted} with a `store`, which shares one quota")


@frozen
class RateLimit:
    """How a call waits when the server limits requests.

    Args:
        max_attempts: How many times a call is sent while the server refuses it; then it fails.
        max_wait: The longest pause to wait for, in seconds. If the server asks for a longer one, calls fail at once. A pause of
            more than an hour is believed for an hour; then a call finds out whether the server still refuses.
        on_pause: Called before each pause, once however many calls wait for its end.
        reserve: The part of each window to leave to other applications, from 0 to below 1. Needs a server that sends counts.
        shared: Share what is known of the server with all clients of this process and event loop that have an equal credential.
        use_burst: When no request remains in a window, try whether the server accepts more (Okta does for some endpoints, and
            tells the administrators). A server that does not refuses one call in ten windows.
        store: Where processes that share the quota meet, such as `idsessions.stores.RedisStore`.

    Raises:
        UsageError: A value is of another type, or out of its range.
    """

    max_attempts: int = field(default=8, validator=_check_attempts)
    """How many times a call is sent while the server refuses it; then it fails."""
    max_wait: float = field(default=120.0, validator=_check_max_wait)
    """The longest pause to wait for, in seconds. If the server asks for a longer one, calls fail at once. A pause of more
    than an hour is believed for an hour; then a call finds out whether the server still refuses."""
    on_pause: Callable[[Pause], None] | None = field(default=None, validator=_check_hook)
    """Called before each pause, once however many calls wait for its end."""
    reserve: float = field(default=0.0, kw_only=True, validator=_check_reserve)
    """The part of each window to leave to other applications, from 0 to below 1. Needs a server that sends counts."""
    shared: bool = field(default=True, kw_only=True, validator=_check_flag)
    """Share what is known of the server with all clients of this process and event loop that have an equal credential."""
    use_burst: bool = field(default=False, kw_only=True, validator=_check_flag)
    """When no request remains in a window, try whether the server accepts more (Okta does for some endpoints, and tells the
    administrators). A server that does not refuses one call in ten windows."""
    store: Store | None = field(default=None, kw_only=True, validator=_check_store)
    """Where processes that share the quota meet, such as `idsessions.stores.RedisStore`."""


@define(eq=False)
class Bucket:
    """What the server counts together: the calls of one principal to one family of endpoints."""

    origin: str
    principal: object = field(repr=False)
    name: str


@define
class Outcome(Generic[R]):
    """The last response to a call, and what it took.

    Attributes:
        response: The response; the last refusal if the call was refused to the end.
        attempts: How many times the call was sent.
        waited: Seconds spent in the queue and in pauses.
        retry_after: Seconds from now that the server asks to wait; None if it does not say.
        reject_reason: The limit because of which a refused call was not sent again; empty if there was none.
        quota: What remains, as the response says.
    """

    response: R
    attempts: int
    waited: float
    retry_after: float | None
    reject_reason: RejectReason
    quota: Quota | None


class GateTimeout(Exception):
    """A call was never sent, because it would have to wait too long.

    Attributes:
        reason: ``max_wait`` or ``deadline``.
        waited: Seconds spent in the queue.
        retry_after: Seconds from now until it could go by what is known; None if the deadline has passed without a pause.
    """

    def __init__(self, reason: RejectReason, *, waited: float, retry_after: float | None) -> None:
        super().__init__(f"not sent within {reason}")
        self.reason = reason
        self.waited = waited
        self.retry_after = retry_after
