"""What a caller can set on a client."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final, TypedDict, get_args

import httpx
from attrs import Factory, field, frozen

from .._checks import check_hook, is_duration, is_whole
from .._clock import Clock
from .._json import as_mapping
from .._rate_limit import Priority as Priority
from .._rate_limit import RateLimit as RateLimit  # The providers take it from here.
from .._transport.network import Tls
from .._transport.seam import Timeouts as Timeouts
from .._transport.seam import Transport
from .._version import __version__
from ..errors import UsageError
from .records import CallRecord as CallRecord
from .records import RateLimitState as RateLimitState
from .telemetry import Telemetry

# A caller's header of one of these names could break the credential, the framing of the message, or the provider's choice.
RESERVED: Final = frozenset(
    {
        *(
            "authorization",
            "connection",
            "cookie",
            "dpop",
            "host",
            "content-length",
            "content-type",
            "transfer-encoding",
        ),
        *("accept", "accept-encoding", "user-agent"),
    }
)
HEADER_VALUE: Final = re.compile(r"([\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?)?")
HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class Unchanged(Enum):
    """The default of an option that stays as the client has it, where None means something else."""

    UNCHANGED = "unchanged"

    def __repr__(self) -> str:
        return self.value


UNCHANGED: Final = Unchanged.UNCHANGED


DEFAULT_TIMEOUTS: Final = Timeouts()
DEFAULT_RATE_LIMIT: Final = RateLimit()
DEFAULT_RETRIES: Final = 2


class ClientOptions(TypedDict, total=False):
    """The options that all clients have. `SessionsClient` says what they mean."""

    timeout: Timeouts | float
    deadline: float | None
    rate_limit: RateLimit | None
    retries: int
    max_concurrency: int
    headers: Mapping[str, str] | None
    user_agent: str
    on_call: Callable[[CallRecord], None] | None
    clock: Clock | None
    transport: Transport | httpx.AsyncBaseTransport | None
    tls: Tls | None
    proxy: str | None
    allow_http: bool
    telemetry: Telemetry | None


def _as_timeouts(given: Timeouts | float) -> Timeouts:
    return given if isinstance(given, Timeouts) else Timeouts(given, given, given)


def header_problem(given: object, reserved: frozenset[str]) -> str:
    """Why ``given`` cannot be sent as headers; empty if it can."""
    headers: Mapping[str, Any] | None = {} if given is None else as_mapping(given)
    if headers is None or not all(isinstance(text, str) for pair in headers.items() for text in pair):
        return "`headers` must be a mapping of names to values, both strings"
    for name, value in headers.items():
        if name.lower() in reserved:
            return (
                f"`headers` must not contain {name}, which the client sets: pass a credential as `credentials`, and your"
                " application's name and version as `user_agent`"
            )
        if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            return "`headers` contains a name or a value that is not valid in HTTP (RFC 9110)"
    return ""


def _as_headers(given: Mapping[str, str] | None) -> dict[str, str]:
    if problem := header_problem(given, RESERVED):
        raise UsageError(problem)
    return dict(given or {})


def _check_agent(_: object, __: object, given: Any) -> None:
    if not isinstance(given, str) or not HEADER_VALUE.fullmatch(given):
        raise UsageError("`user_agent` must be a string that is valid in a header (RFC 9110)")


def _check_deadline(_: object, __: object, given: Any) -> None:
    if given is not None and not is_duration(given):
        raise UsageError("`deadline` must be a finite number of seconds more than 0, or None")


def _check_retries(_: object, __: object, given: Any) -> None:
    if not is_whole(given) or given < 0:
        raise UsageError("`retries` must be a whole number, 0 or more")


def _check_priority(_: object, __: object, given: Priority) -> None:
    if given not in get_args(Priority):
        raise UsageError('`priority` must be "interactive" or "bulk"')


def _check_limit(_: object, __: object, given: Any) -> None:
    if given is not None and not isinstance(given, RateLimit):
        raise UsageError("`rate_limit` must be a RateLimit, or None to not wait")


def _check_hook(_: object, __: object, given: Any) -> None:
    check_hook("on_call", given)


def _check_telemetry(_: object, __: object, given: Any) -> None:
    if given is not None and (isinstance(given, type) or not isinstance(given, Telemetry)):
        raise UsageError("`telemetry` must be an `idsessions.otel.OpenTelemetry`, or None")


def _agent(options: Options) -> str:
    return f"{options.user_agent} idsessions/{__version__}".lstrip()


@frozen
class Options:
    """The options of one view of a client."""

    timeout: Timeouts = field(default=DEFAULT_TIMEOUTS, converter=_as_timeouts)
    deadline: float | None = field(default=None, validator=_check_deadline)
    rate_limit: RateLimit | None = field(default=DEFAULT_RATE_LIMIT, validator=_check_limit)
    headers: Mapping[str, str] = field(factory=dict[str, str], converter=_as_headers, repr=False)
    user_agent: str = field(default="", validator=_check_agent)
    on_call: Callable[[CallRecord], None] | None = field(default=None, validator=_check_hook)
    retries: int = field(default=DEFAULT_RETRIES, kw_only=True, validator=_check_retries)
    priority: Priority = field(default="interactive", kw_only=True, validator=_check_priority)
    telemetry: Telemetry | None = field(default=None, kw_only=True, validator=_check_telemetry)
    agent: str = field(init=False, repr=False, default=Factory(_agent, takes_self=True))
    """The User-Agent: the application's, then the library's (RFC 9110, section 10.1.5)."""
    headers_by_accept: dict[str, dict[str, str]] = field(
        init=False, repr=False, eq=False, factory=dict[str, dict[str, str]]
    )
    """What all requests are sent with, by the media type that they ask for: put together once."""
