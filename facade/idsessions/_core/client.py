"""What the three clients have in common: their construction, their views, and how they call a generated function."""

from __future__ import annotations

import copy
import ipaddress
import re
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, ClassVar, Final, Protocol, Self, TypedDict, TypeVar

import httpx
from attrs import evolve

from .._clock import Clock, SystemClock
from .._rate_limit import Gates, RateLimit
from ..credentials import Credential
from ..errors import CredentialError, UnreadableAnswerError, UsageError
from ..oauth import KeyHolder
from .assertion import ClientAssertion
from .options import CallRecord, Options, Timeouts
from .provider import CALL, NO_CREDENTIAL, Call, Provider
from .sender import Sender

_T = TypeVar("_T")


class Unchanged:
    """The default of an option that a view leaves as it is, where None means something."""

    def __repr__(self) -> str:
        return "unchanged"


UNCHANGED: Final = Unchanged()


class Own:
    """In place of a credential: the client's own. No text, which an untyped caller could give for a credential."""


OWN: Final = Own()


class ClientOptions(TypedDict, total=False):
    """The options that all clients have; what they mean is said there."""

    timeout: Timeouts | float
    deadline: float | None
    rate_limit: RateLimit | None
    max_concurrency: int
    headers: Mapping[str, str] | None
    user_agent: str
    on_call: Callable[[CallRecord], None] | None
    clock: Clock | None
    transport: httpx.AsyncBaseTransport | None
    allow_http: bool


class _Parsed(Protocol):
    """The generated ``Response``, of whichever client."""

    @property
    def parsed(self) -> Any: ...


class SessionsClient:
    """A client of one provider. It never changes; `with_options` makes views of it that share its connections."""

    _provider: ClassVar[Provider]

    def __init__(
        self,
        base_url: str,
        *,
        credentials: Credential | None,
        timeout: Timeouts | float,
        deadline: float | None,
        rate_limit: RateLimit | None,
        max_concurrency: int,
        headers: Mapping[str, str] | None,
        user_agent: str,
        on_call: Callable[[CallRecord], None] | None,
        clock: Clock | None,
        transport: httpx.AsyncBaseTransport | None,
        allow_http: bool,
    ) -> None:
        self._base_url = _checked_url(base_url, allow_http=allow_http)
        if not max_concurrency >= 1:
            raise UsageError("max_concurrency= must be 1 at least: with none, no call would ever have its turn")
        self._options = Options(timeout, deadline, rate_limit, headers or {}, user_agent, on_call)
        self._clock = clock or SystemClock()
        self._sender = Sender(
            self._provider,
            clock=self._clock,
            gates=Gates(clock=self._clock, max_concurrency=max_concurrency),
            max_concurrency=max_concurrency,
            transport=transport,
            # A proxy of the environment would carry to the network what plain http may show to this machine alone.
            directly=_is_loopback(httpx.URL(self._base_url).host),
        )
        self._apps: dict[KeyHolder, Credential] = {}
        self._credentials = self._bound(credentials)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._base_url!r})"

    def with_options(
        self,
        *,
        timeout: Timeouts | float | None = None,
        deadline: float | Unchanged | None = UNCHANGED,
        rate_limit: RateLimit | Unchanged | None = UNCHANGED,
        headers: Mapping[str, str] | None = None,
        credentials: Credential | Unchanged | None = UNCHANGED,
        on_call: Callable[[CallRecord], None] | Unchanged | None = UNCHANGED,
    ) -> Self:
        """A view of this client with other options, on the same connections and behind the same rate gates.

        Args:
            timeout: Seconds, or `Timeouts`.
            deadline: Seconds for each call, all waiting included; None for no deadline.
            rate_limit: How to wait for a rate limit; None to not wait at all.
            headers: Headers of your own, for every request.
            credentials: What to call as.
            on_call: Called with a `CallRecord` after each call.
        """
        changes: dict[str, Any] = {
            name: value
            for name, value in (("deadline", deadline), ("rate_limit", rate_limit), ("on_call", on_call))
            if value is not UNCHANGED
        }
        changes |= {name: value for name, value in (("timeout", timeout), ("headers", headers)) if value is not None}
        view = copy.copy(self)
        view._options = evolve(self._options, **changes)
        if not isinstance(credentials, Unchanged):
            view._credentials = self._bound(credentials)
        return view

    def _bound(self, credentials: Credential | None) -> Credential | None:
        """``credentials`` as a client calls with them: an app that fetches tokens does so once for it and all views."""
        if credentials is not None and not isinstance(credentials, Credential):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
            raise CredentialError(NO_CREDENTIAL.format(type(credentials).__name__), provider=self._provider.name)
        if not isinstance(credentials, KeyHolder):
            return credentials
        if credentials not in self._apps:
            self._apps[credentials] = self._bind(credentials)
        return self._apps[credentials]

    def _bind(self, app: KeyHolder) -> Credential:
        """``app`` with a way to fetch its tokens; an app of another provider stays what it is, and is refused later."""
        return app

    async def aclose(self) -> None:
        """Close the connections, of the client and all its views."""
        await self._sender.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def _call(
        self,
        credential: Credential | Own | None = OWN,
        *,
        base_url: str | None = None,
        cookie: str = "",
        path: str = "",
        within: float | None = None,
        assertion: ClientAssertion | None = None,
    ) -> dict[str, Any]:
        """The extensions of one request: what the send boundary must know of it."""
        used = self._credentials if isinstance(credential, Own) else credential
        options = self._options
        if within is not None and (options.deadline is None or within < options.deadline):
            options = evolve(options, deadline=within)
        return {CALL: Call(base_url or self._base_url, used, options, cookie, path, assertion)}

    def _expect(self, response: _Parsed, kind: type[_T]) -> _T:
        """The model of a success. The boundary lets nothing else through, so another type is a fault of ours."""
        if not isinstance(response.parsed, kind):
            raise UnreadableAnswerError("the answer could not be parsed", provider=self._provider.name)
        return response.parsed


def _checked_url(url: str, *, allow_http: bool) -> str:
    try:
        parts = httpx.URL(url.rstrip("/"))
        host = parts.host
    except (httpx.InvalidURL, UnicodeError):  # The latter for a name that no domain can have.
        parts, host = httpx.URL(), ""
    if parts.scheme not in ("https", "http") or not re.fullmatch(r"[^\s%]+", host) or (parts.port or 0) > 0xFFFF:
        raise UsageError("the base URL must be absolute, such as https://acme.okta.com")
    if parts.userinfo or re.search(r"[?#\s]", url):
        raise UsageError("the base URL must have no user, query or fragment; credentials are given as credentials=")
    if parts.scheme == "http" and not allow_http and not _is_loopback(host):
        raise UsageError("plain http would show the credentials to the network: use https, or insist: allow_http=True")
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked_id(value: str, what: str) -> str:
    """``value`` if it can stand in a path as one segment that means itself.

    ``..`` would lead to another resource, and ``me`` is one.
    """
    if value in ("", ".", "..", "me") or not value.isprintable():
        raise UsageError(f"this is no {what}: it is empty, '.', '..' or 'me', or has a line break or the like")
    return value
