"""The base of the emulators: it routes and records requests, checks them against the document, and plays faults."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from types import TracebackType
from typing import Any, ClassVar, Self, get_args
from urllib.parse import parse_qsl

import httpx
from attrs import evolve
from starlette.applications import Starlette
from starlette.datastructures import Headers, QueryParams

from idsessions import Clock
from idsessions.testing._base.check import Checker
from idsessions.testing._base.exchange import Exchange
from idsessions.testing._base.faults import HTML_ERROR_PAGE, DropAt, Fault, FaultPlan
from idsessions.testing._base.in_process import InProcessTransport
from idsessions.testing._base.messages import Answer, EmulatedRequest, allow_header
from idsessions.testing._base.routes import Match, Router
from idsessions.testing._base.serve import asgi_app, serve, serve_in_thread
from idsessions.testing._base.violations import Allowance, Violation, ViolationLog
from idsessions.testing.clock import ManualClock, http_date

# `idsessions emulate` may run for days, so old requests are dropped.
_KEPT_REQUESTS = 100_000

Handler = Callable[[EmulatedRequest], Awaitable[Answer]]


class Emulator:
    """The base of the three emulators.

    A provider defines the class attributes, ``handlers()`` (an async function per operationId) and the hooks that it
    needs: ``credentials``, ``decode_body``, ``own_rules``, ``strip_prefix``, ``before``, ``unmatched``, ``after``.
    An emulator responds as its provider would. It records violations of the document in ``violations``; they never
    change a response.

    Args:
        clock: The emulator's time; give the same clock to the client as ``clock=``.
    """

    provider: ClassVar[str]
    """``okta``, ``forgerock`` or ``agileapps``."""
    OPERATIONS: ClassVar[Mapping[str, Mapping[str, Any]]]
    """The operations of the document, by operationId."""
    SCHEMAS: ClassVar[Mapping[str, Mapping[str, Any]]]
    """The schemas of the document, by name."""
    ORIGIN: ClassVar[str] = "https://emulator.test"
    """The emulator's origin while no server runs."""

    def __init__(self, *, clock: Clock | None = None) -> None:
        self.clock: Clock = ManualClock() if clock is None else clock
        """The emulator's time; give the same clock to the client as ``clock=``."""
        self.requests: list[EmulatedRequest] = []
        """All requests so far."""
        self.origin: str = self.ORIGIN
        """Scheme, host and port of the emulator."""
        self._faults = FaultPlan()
        self._others: dict[tuple[str, str], Answer] = {}
        self._log = ViolationLog()
        self._router = Router(self.OPERATIONS)
        self._checker = Checker(self.OPERATIONS, self.SCHEMAS, self.decode_body, self.credentials)
        self._handlers = self.handlers()
        if difference := self._handlers.keys() ^ self.OPERATIONS.keys():
            raise TypeError(f"{type(self).__name__}.handlers() and the document differ in {sorted(difference)}")

    def __enter__(self) -> Self:
        """Start a block that calls ``assert_no_violations`` at its end, unless it ends with another error."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.assert_no_violations()

    # --- what a provider defines -----------------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Handler]:
        """The function of each operation, by operationId."""
        return {}

    def credentials(self, request: EmulatedRequest) -> Collection[str] | None:
        """The security schemes of the document whose credentials the request has; None turns the check off."""
        return None

    def decode_body(self, request: EmulatedRequest, schema: Mapping[str, Any]) -> Any:
        """Decode a body that is neither JSON nor a form.

        Raises:
            ValueError: It cannot be decoded; the message becomes the violation.
        """
        return request.text

    def own_rules(self, request: EmulatedRequest) -> Iterable[str]:
        """The violations that no schema can express: one message for each."""
        return ()

    def strip_prefix(self, raw_path: str) -> tuple[str, dict[str, str]] | None:
        """Split a path into the document's path and the values before it; None for a path outside the API."""
        return raw_path, {}

    async def before(self, request: EmulatedRequest) -> Answer | None:
        """Called for every request, even if it matches no operation; with a response from here, no operation runs."""
        return None

    def refuse_caller(self, request: EmulatedRequest) -> Answer | None:
        """How a request to another endpoint is refused if its credential is not valid; None if it is."""
        return None

    async def unmatched(self, request: EmulatedRequest, allowed: frozenset[str]) -> Answer:
        """Respond to a request that matches no operation; ``allowed`` has the methods of its path, if the path exists."""
        if allowed:
            return Answer.empty(405, headers=[allow_header(allowed)])
        return Answer.empty(404)

    async def after(self, request: EmulatedRequest, answer: Answer) -> Answer:
        """Called with every response except those of faults; adds cookies and headers that every response has."""
        return answer

    # --- what a test calls -----------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return self.origin

    @property
    def user_ids(self) -> Sequence[str]:
        """What an administrator calls the users by; empty where nobody ends the sessions of others."""
        return ()

    @property
    def violations(self) -> tuple[Violation, ...]:
        """All violations of the document so far, with the allowed ones."""
        return self._log.all

    def allow_violations(self, matching: str = "") -> Allowance:
        """Expect violations: from now on, or only in a ``with`` block around the result.

        Args:
            matching: A regular expression that is searched for in ``operation: message``.
        """
        return self._log.allow(matching)

    def assert_no_violations(self) -> None:
        """Raise an AssertionError that lists every violation that was not allowed."""
        self._log.raise_for(self.provider)

    def fail_next(
        self,
        status: int,
        body: str | bytes | Mapping[str, Any] = b"",
        headers: Mapping[str, str] | None = None,
        *,
        operation: str | None = None,
        times: int | None = 1,
    ) -> None:
        """Send this response to the next requests and do not process them.

        Args:
            status: The HTTP status code.
            body: Text, bytes, or a mapping that is sent as JSON.
            headers: Sent as given. Add a ``Content-Type``, unless the body is a mapping.
            operation: Only requests of this operationId.
            times: How many; None for all from now on.
        """
        self._plan(Fault(answer=_planned(status, body, headers)), operation, times)

    def other_endpoint(
        self,
        method: str,
        path: str,
        body: str | bytes | Mapping[str, Any] = b"",
        headers: Mapping[str, str] | None = None,
        *,
        status: int = 200,
    ) -> None:
        """Add an endpoint that the document does not have. It checks who calls, and always sends this response.

        Args:
            method: Of the requests.
            path: The whole path of the requests, without a query, as they send it.
            body: Text, bytes, or a mapping that is sent as JSON.
            headers: Sent as given. Add a ``Content-Type``, unless the body is a mapping.
            status: The HTTP status code.
        """
        self._others[method.upper(), path] = _planned(status, body, headers)

    def html_error_page(self, status: int = 502, *, operation: str | None = None, times: int | None = 1) -> None:
        """Send a proxy's HTML page to the next requests and do not process them; arguments as in ``fail_next``."""
        page = Answer.text(HTML_ERROR_PAGE, "text/html; charset=utf-8", status=status)
        self._plan(Fault(answer=page), operation, times)

    def drop_connection(self, at: DropAt = "request", *, operation: str | None = None, times: int | None = 1) -> None:
        """Break the connection of the next requests.

        Args:
            at: ``"request"``: before the request is processed; ``"answer"``: after that, before the response;
                ``"body"``: in the middle of the response's body.
            operation: Only requests of this operationId.
            times: How many; None for all from now on.
        """
        if at not in get_args(DropAt):
            raise ValueError(f"`at` must be one of {', '.join(get_args(DropAt))}")
        self._plan(Fault(drop=at), operation, times)

    def slow(self, seconds: float, *, real: bool = False, operation: str | None = None, times: int | None = 1) -> None:
        """Process the next requests at once but respond late.

        In process, a client with a shorter read timeout gets that timeout, after so many seconds of the clock.

        Args:
            seconds: How late the response is.
            real: Whether the delay takes real time, for a client that measures it; by default it takes the clock's.
            operation: Only requests of this operationId.
            times: How many; None for all from now on.
        """
        if not seconds >= 0:
            raise ValueError("`seconds` must be a number, 0 or more")
        self._plan(Fault(delay=seconds, real=real), operation, times)

    def clear_faults(self) -> None:
        """Forget all planned faults."""
        self._faults.clear()

    def _plan(self, fault: Fault, operation: str | None, times: int | None) -> None:
        known = self.handlers()
        if operation is not None and operation not in known:
            # It would never happen, and the test would pass for nothing.
            raise ValueError(f"`operation` must be one of {', '.join(sorted(known))}")
        self._faults.add(fault, operation=operation, times=times)

    # --- one request -----------------------------------------------------------------------------------------------

    async def exchange(self, method: str, target: bytes, headers: Headers, body: bytes) -> Exchange:
        """Process one request from a transport or a server; ``target`` is the request line's, in origin form."""
        self.touch()
        raw_path, _, raw_query = target.decode("ascii", "replace").partition("?")
        request = EmulatedRequest(
            method=method.upper(),
            raw_path=raw_path,
            query=QueryParams(parse_qsl(raw_query, keep_blank_values=True)),
            headers=headers,
            body=body,
            at=self._now(),
        )
        match, request = self._identify(request)
        self.requests.append(request)
        if len(self.requests) > _KEPT_REQUESTS:
            del self.requests[: _KEPT_REQUESTS // 2]
        self._log.add(self._violations_of(request, match))
        fault = self._faults.take(request.operation) or Fault()
        if fault.answer is not None or fault.drop == "request":
            answer = fault.answer or Answer.empty(503)
        else:
            answer = await self._process(request, match)
        self.touch()
        return Exchange(answer=self._finished(request, answer), fault=fault)

    def touch(self) -> None:
        """Tell the clock that something happens here, so that it does not jump yet."""
        if isinstance(self.clock, ManualClock):
            self.clock.touch()

    async def wait(self, seconds: float, *, real: bool = False) -> None:
        """Let seconds pass by the clock, or in real time."""
        await (asyncio.sleep(seconds) if real else self.clock.sleep(seconds))

    def _now(self) -> float:
        return self.clock.time()

    def _identify(self, request: EmulatedRequest) -> tuple[Match, EmulatedRequest]:
        inner = self.strip_prefix(request.raw_path)
        if inner is None:
            return Match(), request
        match = self._router.match(request.method, inner[0], request.query.multi_items())
        return match, evolve(request, operation=match.operation, path_params=match.path_params, prefix_params=inner[1])

    def _violations_of(self, request: EmulatedRequest, match: Match) -> Iterable[Violation]:
        if self._other(request) is not None:
            return
        yield from self._checker.check(request, match)
        for message in self.own_rules(request):
            yield Violation(request.operation or f"{request.method} {request.shown_path}", message)

    async def _process(self, request: EmulatedRequest, match: Match) -> Answer:
        if (other := self._other(request)) is not None:
            return self.refuse_caller(request) or other
        answer = await self.before(request)
        if answer is None:
            if request.operation is None:
                answer = await self.unmatched(request, match.allowed)
            else:
                answer = await self._handlers[request.operation](request)
        return await self.after(request, answer)

    def _other(self, request: EmulatedRequest) -> Answer | None:
        return self._others.get((request.method, request.raw_path))

    def _finished(self, request: EmulatedRequest, answer: Answer) -> Answer:
        """Add what every HTTP response has: its length and its date."""
        if answer.header("Date") is None:
            answer = answer.adding(("Date", http_date(self._now())))
        if answer.status not in (204, 304) and answer.header("Content-Length") is None:
            answer = answer.adding(("Content-Length", str(len(answer.body))))
        return evolve(answer, body=b"") if request.method == "HEAD" or answer.status in (204, 304) else answer

    # --- ways in ---------------------------------------------------------------------------------------------------

    @property
    def app(self) -> Starlette:
        """The emulator as an ASGI application."""
        return asgi_app(self)

    def transport(self) -> httpx.AsyncBaseTransport:
        """The emulator in process, without a socket: for the ``transport=`` of any client here, or of httpx."""
        return InProcessTransport(self)

    def serve(self, port: int = 0) -> AbstractAsyncContextManager[str]:
        """Serve on 127.0.0.1 during an ``async with`` block; yields the URL, which ``url`` then is, too.

        Args:
            port: 0 takes any free port.
        """
        return serve(self, port)

    def serve_in_thread(self, port: int = 0) -> AbstractContextManager[str]:
        """Serve on 127.0.0.1 from another thread during a ``with`` block, for code that is not async; arguments as in ``serve``."""
        return serve_in_thread(self, port)


def _planned(status: int, body: str | bytes | Mapping[str, Any], headers: Mapping[str, str] | None) -> Answer:
    given: Any = status
    if not isinstance(given, int) or not 200 <= given <= 599:
        raise ValueError("`status` must be a status code, from 200 to 599")
    pairs = tuple((headers or {}).items())
    if isinstance(body, Mapping):
        return Answer.json(body, status=status, headers=pairs)
    return Answer(status, pairs, body.encode() if isinstance(body, str) else body)
