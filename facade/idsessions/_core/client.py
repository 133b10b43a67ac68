"""The base of the three clients: how they are made, and their views."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, ClassVar, TypeVar

import httpx
from attrs import evolve

from .._checks import is_whole
from .._clock import Clock, SystemClock, check_clock
from .._rate_limit import Priority, RateLimit
from .._transport.network import Tls, origin_of, transport_for, validated_url
from .._transport.seam import Transport
from ..credentials import Credential, redacts_constructor_errors
from ..errors import CredentialError, UsageError
from .call import View
from .messages import NOT_A_CREDENTIAL
from .options import (
    DEFAULT_RATE_LIMIT,
    DEFAULT_RETRIES,
    DEFAULT_TIMEOUTS,
    UNCHANGED,
    CallRecord,
    Options,
    Timeouts,
    Unchanged,
)
from .provider import Provider
from .sender import Sender
from .telemetry import Telemetry

_C = TypeVar("_C", bound="SessionsClient")
_F = TypeVar("_F", bound=Callable[..., Any])


class SessionsClient:
    """A client of one provider. It never changes; `with_options` makes views of it that share its connections.

    Args:
        base_url: The provider's URL.
        credentials: What to call as.
        timeout: Seconds for each step of an exchange with the provider, or `Timeouts`.
        deadline: Seconds for each call, all waiting included; None for no deadline.
        rate_limit: How to wait for a rate limit; None to not wait at all.
        retries: How many times a call that can be retried safely is sent again after a 502, 503 or 504 without ``Retry-After``.
        max_concurrency: The most requests in flight, and so the most connections; other calls wait in a queue.
        headers: Your own headers, for every request.
        user_agent: Your application's name and version, sent before the library's.
        on_call: A plain function, called with a `CallRecord` after each call. What it raises goes to the event loop's
            exception handler.
        clock: The clock to read and wait by.
        transport: How to reach the provider: `idsessions.transports`, or your own httpx transport.
        tls: A file of certificates in PEM form to trust besides the usual, or a TLS context of your own.
        proxy: The URL of the proxy to go through; None for what ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY`` say.
        allow_http: Allow plain http to other hosts than loopback.
        telemetry: Spans and metrics of all calls: an `idsessions.otel.OpenTelemetry`.

    Raises:
        UsageError: The URL or an option cannot be used.
    """

    _provider: ClassVar[Provider]

    def __init__(
        self,
        base_url: str,
        credentials: Credential | None = None,
        *,
        timeout: Timeouts | float = DEFAULT_TIMEOUTS,
        deadline: float | None = None,
        rate_limit: RateLimit | None = DEFAULT_RATE_LIMIT,
        retries: int = DEFAULT_RETRIES,
        max_concurrency: int = 32,
        headers: Mapping[str, str] | None = None,
        user_agent: str = "",
        on_call: Callable[[CallRecord], None] | None = None,
        clock: Clock | None = None,
        transport: Transport | httpx.AsyncBaseTransport | None = None,
        tls: Tls | None = None,
        proxy: str | None = None,
        allow_http: bool = False,
        telemetry: Telemetry | None = None,
    ) -> None:
        if not isinstance(base_url, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
            raise UsageError(f"`base_url` must be a string, not {type(base_url).__name__}")
        if not isinstance(allow_http, bool):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
            raise UsageError("`allow_http` must be True or False")
        self._provider.check_url(base_url)
        self._base_url = validated_url(base_url, allow_http=allow_http)
        if not is_whole(max_concurrency) or max_concurrency < 1:
            raise UsageError("`max_concurrency` must be a whole number, at least 1")
        check_clock(clock)
        options = Options(
            timeout, deadline, rate_limit, headers, user_agent, on_call, retries=retries, telemetry=telemetry
        )
        self._clock = clock or SystemClock()
        sends = transport_for(self._base_url, transport, tls, proxy)
        self._max_concurrency = max_concurrency
        self._sender = Sender(
            self._provider,
            clock=self._clock,
            max_concurrency=max_concurrency,
            transport=sends if telemetry is None else telemetry.watched(sends),
        )
        self._bindings: dict[Credential, Credential] = {}
        self._view = View(
            self._sender.send, self._provider, self._clock, self._base_url, origin_of(self._base_url), None, options
        )
        self._view = evolve(self._view, credentials=self._bound(credentials))

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        redacts_constructor_errors(cls)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({getattr(self, '_base_url', '')!r})"

    def with_options(
        self: _C,  # As for `__aenter__`.
        *,
        timeout: Timeouts | float | None = None,
        deadline: float | Unchanged | None = UNCHANGED,
        rate_limit: RateLimit | Unchanged | None = UNCHANGED,
        retries: int | None = None,
        priority: Priority | None = None,
        headers: Mapping[str, str] | None = None,
        credentials: Credential | Unchanged | None = UNCHANGED,
        on_call: Callable[[CallRecord], None] | Unchanged | None = UNCHANGED,
    ) -> _C:
        """A view of this client with other options, on the same connections and behind the same rate gates.

        Args:
            timeout: Seconds, or `Timeouts`.
            deadline: Seconds for each call, all waiting included; None for no deadline.
            rate_limit: How to wait for a rate limit; None to not wait at all.
            retries: How many times a call is sent again after a 502, 503 or 504.
            priority: ``bulk`` for a batch, which lets the ``interactive`` calls of other views pass.
            headers: Your own headers, for every request.
            credentials: What to call as; None for no credential of the client.
            on_call: Called with a `CallRecord` after each call.
        """
        given = {"deadline": deadline, "rate_limit": rate_limit, "on_call": on_call}
        changes: dict[str, Any] = {name: value for name, value in given.items() if value is not UNCHANGED}
        others = {"timeout": timeout, "retries": retries, "priority": priority, "headers": headers}
        changes |= {name: value for name, value in others.items() if value is not None}
        bound = self._view.credentials if isinstance(credentials, Unchanged) else self._bound(credentials)
        view = copy.copy(self)
        view._view = evolve(self._view, options=evolve(self._view.options, **changes), credentials=bound)
        return view

    def _bound(self, credentials: Credential | None) -> Credential | None:
        """``credentials`` as the client calls with them. An app that fetches tokens does so once, for all views."""
        if credentials is None:
            return None
        if not isinstance(credentials, Credential):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
            raise CredentialError(NOT_A_CREDENTIAL.format(type(credentials).__name__), provider=self._provider.name)
        bound = self._bindings.get(credentials) or self._bind(credentials)
        if bound is not credentials:
            self._bindings[credentials] = bound
        return bound

    def _bind(self, credentials: Credential) -> Credential:
        """``credentials`` with a way to fetch tokens, if they are of a kind that needs it."""
        return credentials

    async def aclose(self) -> None:
        """Close the connections, of the client and all its views."""
        await self._sender.aclose()

    async def __aenter__(self: _C) -> _C:  # Not `Self`, by which jedi understands this class.
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


def takes_client_options(constructor: _F) -> _F:
    """Show the options of `SessionsClient` in the signature of a constructor that passes them on as ``**options``."""
    own = inspect.signature(constructor)
    common = inspect.signature(SessionsClient.__init__).parameters.values()
    kept = [each for each in own.parameters.values() if each.kind is not each.VAR_KEYWORD]
    options = [each for each in common if each.kind is each.KEYWORD_ONLY]
    constructor.__signature__ = own.replace(parameters=[*kept, *options])  # type: ignore[attr-defined]
    return constructor
