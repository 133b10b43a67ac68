"""What all emulators share: routing, recording, checking against the document, and faults."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import parse_qsl, unquote

from attrs import evolve, field, frozen
from starlette.datastructures import Headers, QueryParams

from idsessions.testing._base.check import Checker
from idsessions.testing._base.faults import HTML_ERROR_PAGE, DropAt, Fault, FaultPlan
from idsessions.testing._base.messages import Answer, EmulatedRequest
from idsessions.testing._base.routes import Match, Router
from idsessions.testing._base.violations import Allowance, Violation, ViolationLog
from idsessions.testing.clock import ManualClock, http_date

if TYPE_CHECKING:
    import httpx
    from starlette.applications import Starlette

    from idsessions._clock import Clock

# An emulator may run for days (`idsessions emulate`).
_KEPT_REQUESTS = 100_000

Handler = Callable[[EmulatedRequest], Awaitable[Answer]]


@frozen(kw_only=True)
class Exchange:
    """How one request ends: the answer, and what goes wrong on its way back."""

    answer: Answer
    fault: Fault = field(factory=Fault)


class Emulator:
    """The base of the three emulators.

    A provider gives the class attributes, ``handlers()`` (an async function per operationId) and what it needs of the
    hooks: ``credentials``, ``decode_body``, ``own_rules``, ``before``, ``unmatched``, ``after``. An emulator answers as its provider
    would; what violates the document is noted in ``violations`` and never changes an answer.

    Args:
        clock: Read for every moment; the same one fits the client's ``clock=``.
    """

    provider: ClassVar[str]
    #: The document, from the client's ``description`` module.
    OPERATIONS: ClassVar[Mapping[str, Mapping[str, Any]]]
    SCHEMAS: ClassVar[Mapping[str, Mapping[str, Any]]]
    #: Where the emulator lives while no server runs.
    ORIGIN: ClassVar[str] = "https://emulator.test"
    #: Appended to the origin to make ``url``.
    BASE_PATH: ClassVar[str] = ""
    #: What comes before the document's paths; its named groups become ``prefix_params``. Paths without it match nothing.
    PREFIX: ClassVar[re.Pattern[str]] = re.compile("")

    def __init__(self, *, clock: Clock | None = None) -> None:
        self.clock: Clock = ManualClock() if clock is None else clock
        self.requests: list[EmulatedRequest] = []
        self.origin = self.ORIGIN
        self._faults = FaultPlan()
        self._log = ViolationLog()
        self._router = Router(self.OPERATIONS)
        self._checker = Checker(self.OPERATIONS, self.SCHEMAS, self.decode_body, self.credentials)
        self._handlers = self.handlers()
        if difference := self._handlers.keys() ^ self.OPERATIONS.keys():
            raise TypeError(f"{type(self).__name__}: handlers and operations differ in {sorted(difference)}")

    def __enter__(self) -> Self:
        """Begin a block at whose end ``assert_no_violations`` is called, unless it ends with another error."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.assert_no_violations()

    # --- what a provider gives -------------------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Handler]:
        """The function that answers each operation, by operationId."""
        return {}

    def credentials(self, request: EmulatedRequest) -> Collection[str] | None:
        """The security schemes (names of the document) whose credential the request carries; None: not checked."""
        return None

    def decode_body(self, request: EmulatedRequest, schema: Mapping[str, Any]) -> Any:
        """A body that is neither JSON nor a form, as the value that its schema describes.

        Raises:
            ValueError: It cannot be read; the message becomes the violation.
        """
        return request.text

    def own_rules(self, request: EmulatedRequest) -> Iterable[str]:
        """What the request did against the document that no schema can tell: one message for each violation."""
        return ()

    def strip_prefix(self, raw_path: str) -> tuple[str, dict[str, str]] | None:
        """The path as the document has it and the values before it; None when the path is foreign."""
        found = self.PREFIX.match(raw_path)
        if found is None:
            return None
        params = {name: unquote(value) for name, value in found.groupdict(default="").items()}
        return raw_path[found.end() :], params

    async def before(self, request: EmulatedRequest) -> Answer | None:
        """Called for every request, matched or not; an answer from here keeps the operation from running."""
        return None

    async def unmatched(self, request: EmulatedRequest, allowed: frozenset[str]) -> Answer:
        """The answer to a request for no operation; ``allowed`` has the methods of its path, if the path is known."""
        if allowed:
            return Answer.empty(405, headers=[("Allow", ", ".join(sorted(allowed)))])
        return Answer.empty(404)

    async def after(self, request: EmulatedRequest, answer: Answer) -> Answer:
        """Called with every answer but those of faults; for cookies and headers that are always there."""
        return answer

    # --- what a test uses ------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return self.origin + self.BASE_PATH

    @property
    def violations(self) -> tuple[Violation, ...]:
        """All violations of the document so far, allowed ones included."""
        return self._log.all

    def allow_violations(self, matching: str = "") -> Allowance:
        """Expect violations: from now on, or only within a ``with`` block around the result.

        Args:
            matching: A regular expression that is searched in ``operation: message``.
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
        """Answer the next requests with this instead of processing them.

        Args:
            status: The HTTP status.
            body: Text, bytes, or a mapping that is sent as JSON.
            headers: Sent as they are; the content type too, unless the body is a mapping.
            operation: Only requests of this operationId.
            times: How many; None for all from now on.
        """
        pairs = tuple((headers or {}).items())
        if isinstance(body, Mapping):
            answer = Answer.json(body, status=status, headers=pairs)
        else:
            answer = Answer(status, pairs, body.encode() if isinstance(body, str) else body)
        self._faults.add(Fault(answer=answer), operation=operation, times=times)

    def html_error_page(self, status: int = 502, *, operation: str | None = None, times: int | None = 1) -> None:
        """Answer the next requests with a proxy's HTML page, unprocessed; arguments as in ``fail_next``."""
        page = Answer.text(HTML_ERROR_PAGE, "text/html; charset=utf-8", status=status)
        self._faults.add(Fault(answer=page), operation=operation, times=times)

    def drop_connection(self, at: DropAt = "request", *, operation: str | None = None, times: int | None = 1) -> None:
        """Break the connection of the next requests.

        Args:
            at: ``"request"``: before it is processed; ``"answer"``: after that, before the answer; ``"body"``: in the
                middle of the answer's body.
            operation: Only requests of this operationId.
            times: How many; None for all from now on.
        """
        self._faults.add(Fault(drop=at), operation=operation, times=times)

    def slow(self, seconds: float, *, real: bool = False, operation: str | None = None, times: int | None = 1) -> None:
        """Process the next requests at once but answer them late.

        In process, a client whose read timeout is shorter gets that timeout, after as many seconds of the clock.

        Args:
            seconds: How late.
            real: In real time, for a client that measures it; by default in the clock's.
            operation: Only requests of this operationId.
            times: How many; None for all from now on.
        """
        self._faults.add(Fault(delay=seconds, real=real), operation=operation, times=times)

    def clear_faults(self) -> None:
        """Forget the faults still to come."""
        self._faults.clear()

    # --- one request -----------------------------------------------------------------------------------------------

    async def exchange(self, method: str, target: bytes, headers: Headers, body: bytes) -> Exchange:
        """Process one request, however it came; ``target`` is the request line's, in origin form."""
        self.touch()
        raw_path, _, raw_query = target.decode("ascii", "replace").partition("?")
        request = EmulatedRequest(
            method=method.upper(),
            raw_path=raw_path,
            query=QueryParams(parse_qsl(raw_query, keep_blank_values=True)),
            headers=headers,
            body=body,
            at=self.clock.time(),
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
        """Tell a clock that moves by itself that something is going on here."""
        if isinstance(self.clock, ManualClock):
            self.clock.touch()

    async def wait(self, seconds: float, *, real: bool = False) -> None:
        """Let seconds pass by the clock, or really."""
        await (asyncio.sleep(seconds) if real else self.clock.sleep(seconds))

    def _identify(self, request: EmulatedRequest) -> tuple[Match, EmulatedRequest]:
        inner = self.strip_prefix(request.raw_path)
        if inner is None:
            return Match(), request
        match = self._router.match(request.method, inner[0], request.query.multi_items())
        return match, evolve(request, operation=match.operation, path_params=match.path_params, prefix_params=inner[1])

    def _violations_of(self, request: EmulatedRequest, match: Match) -> Iterable[Violation]:
        yield from self._checker.check(request, match)
        for message in self.own_rules(request):
            yield Violation(request.operation or f"{request.method} {request.shown_path}", message)

    async def _process(self, request: EmulatedRequest, match: Match) -> Answer:
        answer = await self.before(request)
        if answer is None:
            if request.operation is None:
                answer = await self.unmatched(request, match.allowed)
            else:
                answer = await self._handlers[request.operation](request)
        return await self.after(request, answer)

    def _finished(self, request: EmulatedRequest, answer: Answer) -> Answer:
        """Complete what every HTTP answer has: its length and its date."""
        if answer.header("Date") is None:
            answer = answer.adding(("Date", http_date(self.clock.time())))
        if answer.status not in (204, 304) and answer.header("Content-Length") is None:
            answer = answer.adding(("Content-Length", str(len(answer.body))))
        return evolve(answer, body=b"") if request.method == "HEAD" or answer.status in (204, 304) else answer

    # --- ways in ---------------------------------------------------------------------------------------------------

    @property
    def app(self) -> Starlette:
        """The emulator as an ASGI application."""
        from idsessions.testing._base.serve import asgi_app

        return asgi_app(self)

    def transport(self) -> httpx.AsyncBaseTransport:
        """The emulator in process, without a socket: for ``httpx.AsyncClient(transport=...)``."""
        from idsessions.testing._base.transport import InProcessTransport

        return InProcessTransport(self)

    def serve(self, port: int = 0) -> AbstractAsyncContextManager[str]:
        """Serve on 127.0.0.1 while the ``async with`` block lasts; gives the URL, which ``url`` then has too.

        Args:
            port: 0 takes any free one.
        """
        from idsessions.testing._base.serve import serve

        return serve(self, port)

    def serve_in_thread(self, port: int = 0) -> AbstractContextManager[str]:
        """The same for plain code: a server in a thread of its own while the ``with`` block lasts."""
        from idsessions.testing._base.serve import serve_in_thread

        return serve_in_thread(self, port)
