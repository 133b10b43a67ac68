"""How a client calls: its options, and the record that it gives of each call."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import field, frozen

from .._rate_limit import RateLimit
from .._version import __version__
from ..errors import UsageError

# What a header of the caller's own could break: the credential, the framing of the message, the provider's choice.
_OURS = frozenset(
    {
        *("authorization", "cookie", "dpop", "host", "content-length", "content-type", "transfer-encoding"),
        *("accept", "accept-encoding", "user-agent"),
    }
)
HEADER_VALUE: Final = re.compile(r"([\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?)?")
HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def _check_seconds(_: object, attribute: Any, given: float) -> None:
    if not given > 0:  # Nor is "not a number".
        raise UsageError(f"timeout=: the seconds to {attribute.name} must be more than 0")


@frozen
class Timeouts:
    """How long each step of an exchange with the provider may take, in seconds; waiting for a turn is no part of it.

    Args:
        connect: To connect, TLS included.
        read: Until more of the answer comes. An answer that comes drop by drop is ended by a deadline only.
        write: Until more of the request is taken.
    """

    connect: float = field(default=10.0, validator=_check_seconds)
    read: float = field(default=30.0, validator=_check_seconds)
    write: float = field(default=30.0, validator=_check_seconds)


@frozen
class RateLimitState:
    """What the last answer said about its rate limit.

    Attributes:
        limit: Requests a window; None if it was not said.
        remaining: Requests left in this window.
        resets_in: Seconds until the window ends; None if it was not said.
    """

    limit: int | None
    remaining: int
    resets_in: float | None


@frozen
class CallRecord:
    """One call, as ``on_call`` gets it. Nothing in it is a secret.

    Attributes:
        provider: ``okta``, ``forgerock`` or ``agileapps``.
        operation: The provider's name of it, such as ``getSession``.
        status: The last HTTP status, or None if no answer came.
        error: The name of the class that was raised, or None.
        request_id: The provider's id of the request, or None.
        attempts: How often it was sent; when a broken connection was replaced at once, both count as one.
        waited: Seconds spent waiting for a turn and for pauses to end.
        seconds: Seconds from the call to its end, the waiting included.
        rate_limit: What the last answer said about its rate limit, or None.
    """

    provider: str
    operation: str
    status: int | None
    error: str | None
    request_id: str | None
    attempts: int
    waited: float
    seconds: float
    rate_limit: RateLimitState | None


DEFAULT_TIMEOUTS: Final = Timeouts()
DEFAULT_RATE_LIMIT: Final = RateLimit()


def _timeouts(given: Timeouts | float) -> Timeouts:
    return given if isinstance(given, Timeouts) else Timeouts(given, given, given)


def _headers(given: Mapping[str, str]) -> dict[str, str]:
    for name, value in given.items():
        if name.lower() in _OURS:
            raise UsageError(
                f"the header {name} is the client's own; credentials are given as credentials=, your application's name"
                " and version as user_agent="
            )
        if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            raise UsageError("a header of your own has a name or a value that no header has (RFC 9110)")
    return dict(given)


def _check_agent(_: object, __: object, given: str) -> None:
    if not HEADER_VALUE.fullmatch(given):
        raise UsageError("user_agent has a character that no header has (RFC 9110)")


@frozen
class Options:
    """What one view of a client is set to."""

    timeout: Timeouts = field(default=DEFAULT_TIMEOUTS, converter=_timeouts)
    deadline: float | None = None
    rate_limit: RateLimit | None = DEFAULT_RATE_LIMIT
    headers: Mapping[str, str] = field(factory=dict[str, str], converter=_headers, repr=False)
    user_agent: str = field(default="", validator=_check_agent)
    on_call: Callable[[CallRecord], None] | None = None

    @property
    def agent(self) -> str:
        """The User-Agent: the application's own, if it has one, before ours (RFC 9110, section 10.1.5)."""
        return f"{self.user_agent} idsessions/{__version__}".lstrip()
