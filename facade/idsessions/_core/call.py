"""One call: everything that is known about it, from the method that makes it to the record of its end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, Protocol, Self, TypeAlias, TypeVar
from urllib.parse import parse_qsl
from uuid import uuid4

from attrs import frozen

from .._clock import Clock
from .._redact import header_secrets, redact, redact_id
from .._transport.seam import Headers, Response
from ..credentials import Credential
from ..errors import AnswerError, CallTimeoutError, SessionsError, UnreadableAnswerError, UsageError
from .assertion import ClientAssertion
from .deadline import Deadline
from .messages import Outgoing, build_request
from .operations import Operation
from .options import UNCHANGED, CallRecord, Options, RateLimitState, Unchanged
from .provider import Provider
from .telemetry import StartedCall

_T = TypeVar("_T")

Phase: TypeAlias = Literal["credential", "queue", "sent"]
_NOTHING: Mapping[str, str] = {}
_TOO_LATE: Mapping[Phase, str] = {
    "credential": "the deadline passed before the credential was ready",
    "queue": "the deadline passed before the request had a slot",
    "sent": "the deadline passed before the response",
}


def running_loop() -> asyncio.AbstractEventLoop:
    """The event loop of this task; `UsageError` if it is not one of asyncio."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        pass
    raise UsageError(
        "the client must be used in a coroutine that asyncio runs: trio and other event loops are not supported"
    )


class _Parsed(Protocol):
    """The generated ``Response`` of any of the clients."""

    @property
    def parsed(self) -> Any: ...


@frozen
class View:
    """What all calls of one view of a client have in common.

    Attributes:
        send: Sends a call and returns a success; `Sender.send`.
        provider: Whose operations they call.
        clock: The client's.
        base_url: Where the operations' paths begin.
        origin: Scheme, host and port of that.
        credentials: What to call as, or None.
        options: The caller's.
    """

    send: Callable[[Call], Awaitable[Response]]
    provider: Provider
    clock: Clock
    base_url: str
    origin: str
    credentials: Credential | None
    options: Options


class Call:
    """One call. The generated functions take it for their client.

    Args:
        view: What all calls of the client have in common.
        credential: What to call as; left out, the client's own credential.
        base_url: Where the operations' paths begin, if not where those of the client do.
        cookie: A cookie that goes along and is no credential.
        path: Where to send the request instead of to the document's path.
        method: What to send it with instead of the document's method.
        within: Seconds that the call may take, if that is less than the deadline of the options.
        assertion: What authenticates a token request in place of a credential.

    Raises:
        UsageError: No event loop of asyncio runs.

    Attributes:
        origin: Scheme, host and port of where it goes.
        operation: What is called, once the generated function has said so.
        outgoing: The request without its credential.
        signer: The credential, once it is ready to sign.
        sent: The headers that the credential gave to the last attempt.
        form: The fields that an assertion gave to the last attempt.
        phase: How far the call is: what a deadline that passes cuts off.
        response: The last response.
        attempts: How often the call was sent.
        waited: Seconds spent in the queue and in pauses.
        rate_limit: What the last response said about its rate limit.
    """

    # Ten thousand calls may wait in the queue.
    __slots__ = (
        *(
            "_base_url",
            "_body",
            "_cookie",
            "_ended",
            "_method",
            "_own_id",
            "_path",
            "_provider",
            "_started",
            "_view",
            "assertion",
            "attempts",
        ),
        *("credential", "deadline", "form", "operation", "options", "origin", "outgoing", "phase", "rate_limit"),
        *("response", "sent", "signer", "waited"),
    )
    raise_on_unexpected_status = True
    operation: Operation
    outgoing: Outgoing

    def __init__(
        self,
        view: View,
        credential: Credential | Unchanged | None = UNCHANGED,
        *,
        base_url: str = "",
        cookie: str = "",
        path: str = "",
        method: str = "",
        within: float | None = None,
        assertion: ClientAssertion | None = None,
    ) -> None:
        running_loop()  # Here no coroutine has been made yet that would never be awaited.
        self._view = view
        self._provider = view.provider
        self._base_url = base_url or view.base_url
        self.origin = view.origin
        self._cookie = cookie
        self._path = path
        self._method = method
        self._body: Any = None
        self._ended: Callable[[CallRecord], None] | None = None
        self._own_id: str | None = None
        self._started = view.clock.monotonic()
        self.credential = view.credentials if isinstance(credential, Unchanged) else credential
        self.signer = self.credential
        self.assertion = assertion
        self.options = view.options
        limit = view.options.deadline
        if within is not None:
            limit = within if limit is None else min(limit, within)
        self.deadline = None if limit is None else Deadline(self._started + limit, view.clock)
        self.sent: Mapping[str, str] = _NOTHING
        self.form: Mapping[str, str] = _NOTHING
        self.phase: Phase = "credential"
        self.response: Response | None = None
        self.attempts = 0
        self.waited = 0.0
        self.rate_limit: RateLimitState | None = None

    async def result(self, sending: Awaitable[_Parsed], kind: type[_T]) -> _T:
        """Await a generated function that has this call for its client, and return the entity.

        Args:
            sending: The generated function, called.
            kind: The type of the entity; ``NoneType`` where a success has no body.

        Raises:
            SessionsError: It names the provider, the operation and, after a response, the request id.
        """
        failure: str | None = None
        try:
            # Errors are raised outside the inner handlers, so that none leads to an exception of httpx or to a body.
            try:
                if self.deadline is None:
                    parsed = (await sending).parsed
                else:
                    async with self.deadline:
                        parsed = (await sending).parsed
            except TimeoutError:
                if self.deadline is None or not self.deadline.passed:
                    raise
                problem: SessionsError = CallTimeoutError(_TOO_LATE[self.phase], maybe_processed=self.phase == "sent")
            except self._provider.invalid as invalid:
                problem = UnreadableAnswerError(
                    f"the response is not what is documented: {invalid}", status=self.status
                )
            else:
                if isinstance(parsed, kind):
                    return parsed
                problem = UnreadableAnswerError("the response is not one that is documented", status=self.status)
            raise problem
        except BaseException as error:
            failure = type(error).__name__
            if isinstance(error, SessionsError):
                self._complete(error)
                error.with_traceback(None)  # Crash reporters show the locals of each frame, such as a URL with an id.
            raise
        finally:
            if self._ended is not None:
                self._report("telemetry", self._ended, failure)
            if self.options.on_call is not None:
                self._report("on_call", self.options.on_call, failure)

    # What the generated function does with it.

    def get_async_httpx_client(self) -> Self:
        return self

    def request(
        self, *, method: str, url: str, extensions: Mapping[str, Any], json: Any = None, **parts: Any
    ) -> Awaitable[Response]:
        """Build the request; sending it is awaited."""
        self.operation = self._provider.description.by_name[extensions["operation"]]
        self._body = parts.get("data") if json is None else json
        header = self._provider.request_id
        if self._provider.takes_request_id and not any(name.lower() == header for name in self.options.headers):
            self._own_id = f"idsessions-{uuid4()}"
            parts["headers"] = {**(parts.get("headers") or {}), header: self._own_id}
        self.outgoing = build_request(
            self.operation,
            self.credential,
            self.options,
            self._method or method,
            self._base_url + (self._path or url),
            cookie=self._cookie,
            json=json,
            **parts,
        )
        if self.options.telemetry is not None:
            template = self._view.base_url.removeprefix(self.origin) + self.operation.path.partition("#")[0]
            start = StartedCall(self._provider.name, self.operation.id, self.outgoing.method, self.origin, template)
            self._ended = self.options.telemetry.started(start)
        return self._view.send(self)

    # What errors and records say about it.

    @property
    def status(self) -> int | None:
        """The status code of the last response, or None."""
        return None if self.response is None else self.response.status_code

    @property
    def headers(self) -> Headers:
        """The headers of the last response."""
        return Headers([]) if self.response is None else self.response.headers

    def redact(self, text: str) -> str:
        """``text`` without the secrets that the call has sent, fit to be shown."""
        return redact(text, self._secrets())

    def _secrets(self) -> set[str]:
        path, _, query_text = self.outgoing.url.partition("?")
        query = dict(parse_qsl(query_text, keep_blank_values=True))
        found = self.operation.secrets(path, query, self.outgoing.headers, self._body)
        found.update(self.form.values())
        for value in (*self.sent.values(), *self.options.headers.values()):
            found |= header_secrets(value)
        found.update([self._provider.sent_as(secret) for secret in found])
        found.discard("")
        return found

    @property
    def _request_id(self) -> str | None:
        given = self.headers.get(self._provider.request_id)
        if given is None:
            return self._own_id if self.attempts else None
        return redact_id(given, self._secrets())

    def _complete(self, error: SessionsError) -> None:
        """Add what only the call knows; the rules and credentials that make errors do not know whose they are."""
        error.provider = error.provider or self._provider.name
        if not error.operation and hasattr(self, "operation"):
            error.operation = self.operation.id
        if error.request_id is None and (isinstance(error, AnswerError) or self._own_id is not None):
            error.request_id = self._request_id

    def _report(self, option: str, hook: Callable[[CallRecord], None], failure: str | None) -> None:
        """Call the hook of an option. What it raises goes to the event loop's handler, and changes nothing for the caller."""
        record = CallRecord(
            provider=self._provider.name,
            operation=self.operation.id if hasattr(self, "operation") else "",
            status=self.status,
            error=failure,
            request_id=self._request_id,
            attempts=self.attempts,
            waited=self.waited,
            seconds=self._view.clock.monotonic() - self._started,
            rate_limit=self.rate_limit,
        )
        try:
            hook(record)
        except Exception as error:
            asyncio.get_running_loop().call_exception_handler({"message": f"`{option}` failed", "exception": error})
