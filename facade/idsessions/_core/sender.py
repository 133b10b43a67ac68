"""The send boundary: the only place where a request leaves and an answer is looked at.

It is the ``httpx.AsyncClient`` that the generated clients are given. There a body is still a dict and the operation has
its name; proxies, TLS and a transport of the user's own lie below, untouched. For each call, in this order: getting the
credential ready; the rate gate; then, at each attempt, the credential, HTTP, and reading the answer; then success or one
typed error. The generated parser sees nothing but successes that are what the document says.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar, cast
from urllib.parse import parse_qsl, urlsplit

import httpx

from .._clock import Clock
from .._rate_limit.gate import Bucket, Gates, GateTimeout, Outcome
from .._redact import header_secrets, redact, redact_http_logs
from .._tokens.holder import Unprepared
from .._xml import XmlError, dump_xml
from ..errors import (
    AnswerError,
    CallTimeoutError,
    RateLimitError,
    SessionsError,
    TransportError,
    UnreadableAnswerError,
    UsageError,
)
from .assertion import with_form
from .deadline import Deadline
from .loop import Home, closed
from .operations import XML, Operation
from .options import HEADER_VALUE
from .provider import CALL, Answer, Call, Provider, check_credential, checked_headers
from .report import Report
from .response import ENCODING, Reply, check, decode, put_location_aside
from .transport_errors import transport_error

# All users of an organization share its quota, and there are thousands of them: one principal for all.
_END_USERS = object()
_SECRETS = "idsessions.secrets"
# How often a connection that broke is tried anew, for what may be repeated: a kept-alive one may have been closed
# by the other side just then.
_FRESH_CONNECTIONS = 1
# How often a call gets its credential ready, should that have expired each time when its turn comes.
_PREPARATIONS = 3
_T = TypeVar("_T")


class _NoCookies(httpx.Cookies):
    """A jar that keeps nothing: what an answer sets may be somebody else's session."""

    def extract_cookies(self, response: httpx.Response) -> None:
        pass


class Sender(httpx.AsyncClient):
    """Sends the requests of one client and all its views."""

    def __init__(
        self,
        provider: Provider,
        *,
        clock: Clock,
        gates: Gates,
        max_concurrency: int,
        transport: httpx.AsyncBaseTransport | None,
        directly: bool,
    ) -> None:
        super().__init__(
            transport=transport,
            mounts=dict.fromkeys(("http://", "https://", "all://")) if directly else None,
            headers={"Accept-Encoding": ENCODING},
            event_hooks={"response": [put_location_aside]},
            limits=httpx.Limits(max_connections=max_concurrency, max_keepalive_connections=max_concurrency),
            follow_redirects=False,
        )
        self._provider = provider
        self._clock = clock
        self._gates = gates
        self._home = Home()

    async def aclose(self) -> None:
        """Close the connections; calls under way end, and those that wait for a turn are not sent."""
        self._home.close()
        self._gates.close(closed)
        await super().aclose()

    @property
    def cookies(self) -> httpx.Cookies:
        return _NoCookies()

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        raise AttributeError("credentials are given as credentials=, never as ambient cookies")

    def build_request(self, method: str, url: httpx.URL | str, **options: Any) -> httpx.Request:
        """Build the request of a generated function; a body that the document calls XML is written as XML here."""
        extensions: dict[str, Any] = options.pop("extensions")
        call: Call = extensions[CALL]
        operation = self._provider.description.by_name[extensions["operation"]]
        check_credential(operation, call.credential, self._provider.name)
        body = options.pop("json", None)
        if body is not None and operation.request is not None and operation.request[0] == XML:
            options["content"] = self._as_xml(body, operation)
        elif body is not None:
            options["json"] = body
        set_to = call.options.timeout
        # The gate has let in no more calls than there are connections: nobody waits for one.
        options["timeout"] = httpx.Timeout(connect=set_to.connect, read=set_to.read, write=set_to.write, pool=None)
        own: dict[str, str] = options.pop("headers", None) or {}
        named = {name.lower() for name in own}
        headers = {
            "Accept": operation.accept,
            "User-Agent": call.options.agent,
            **{name: value for name, value in call.options.headers.items() if name.lower() not in named},
            **own,
            **({"Cookie": call.cookie} if call.cookie else {}),
        }
        target = call.base_url + (call.path or str(url))
        request = self._encoded(operation, method, target, headers, extensions, options)
        sent = body if body is not None else options.get("data")
        query = dict(parse_qsl(urlsplit(str(request.url)).query, keep_blank_values=True))
        path = request.url.raw_path.decode().partition("?")[0]
        request.extensions[_SECRETS] = operation.secrets(path, query, headers, sent)
        return request

    def _encoded(
        self,
        operation: Operation,
        method: str,
        url: str,
        headers: Mapping[str, str],
        extensions: dict[str, Any],
        options: dict[str, Any],
    ) -> httpx.Request:
        problem = (
            "an argument holds a character that cannot be sent there: half of one (a lone surrogate), or in a header a"
            " line break, a blank at an end, or one that is not ASCII"
        )
        try:
            if all(map(HEADER_VALUE.fullmatch, headers.values())):
                return super().build_request(method.upper(), url, headers=headers, extensions=extensions, **options)
        except UnicodeEncodeError:
            pass  # It holds the whole text, which may be a password.
        except httpx.InvalidURL:
            problem = "an argument is too long for a URL"
        raise UsageError(problem, provider=self._provider.name, operation=operation.id)

    def _as_xml(self, body: Mapping[str, Any], operation: Operation) -> bytes:
        assert operation.request is not None
        problem: str
        try:
            return dump_xml(body, operation.request[1], operation.schemas)
        except XmlError as error:
            problem = str(error)
        raise UsageError(problem, provider=self._provider.name, operation=operation.id)

    async def send(self, request: httpx.Request, **_: Any) -> httpx.Response:
        """Send ``request`` when its turn comes, as often as need be; return a success, raise anything else."""
        call: Call = request.extensions[CALL]
        operation = self._provider.description.by_name[request.extensions["operation"]]
        report = Report(self._provider.name, operation.id, call, self._clock)
        try:
            return await self._send(request, call, operation, report)
        except BaseException as error:
            if isinstance(error, SessionsError) and not error.operation:
                # A credential does not know what it is asked for.
                error.provider, error.operation = self._provider.name, operation.id
            report.error = type(error).__name__
            raise
        finally:
            report.give()

    async def _send(self, request: httpx.Request, call: Call, operation: Operation, report: Report) -> httpx.Response:
        self._home.check()
        signer = call.signer
        deadline = None if call.options.deadline is None else self._clock.monotonic() + call.options.deadline
        secrets: set[str] = set(request.extensions[_SECRETS])
        repeatable = operation.id in self._provider.repeatable
        sent: dict[str, str] = {}

        async def attempt(_: int) -> httpx.Response:
            for fresh in range(_FRESH_CONNECTIONS, -1, -1):
                signed = await self._ready(self._signed(request, call, sent, secrets), operation, deadline)
                report.attempts += fresh == _FRESH_CONNECTIONS
                try:
                    reply = await self._exchange(signed, operation, deadline)
                except TransportError as error:
                    may_again = not error.maybe_processed or repeatable
                    if not fresh or isinstance(error, CallTimeoutError) or not may_again or self.is_closed:
                        raise
                else:
                    if signer is not None:
                        signer.answered(reply.headers)
                    return reply
            raise AssertionError("unreachable")

        renewed = False
        while True:
            outcome = await self._in_turn(attempt, request, call, operation, report, deadline)
            given = outcome.response.headers.get(self._provider.request_id)
            request_id = None if given is None else redact(given, frozenset(secrets))
            report.take(outcome, request_id)
            try:
                return self._judge(outcome, operation, frozenset(secrets), request, request_id)
            except AnswerError as error:
                refused = error
            if (
                renewed
                or signer is None
                or not self._provider.refuses(refused)
                or not await signer.renew(refused, sent)
            ):
                raise refused
            renewed = True

    async def _in_turn(
        self,
        attempt: Callable[[int], Awaitable[httpx.Response]],
        request: httpx.Request,
        call: Call,
        operation: Operation,
        report: Report,
        deadline: float | None,
    ) -> Outcome:
        """Get the credential ready, wait for a turn, and make the attempts."""
        principal: object = call.signer
        if call.signer is None or call.signer.is_end_user:
            principal = _END_USERS
        for _ in range(_PREPARATIONS):
            if call.signer is not None:
                await self._ready(call.signer.prepare(), operation, deadline)
            entered = self._clock.monotonic()
            try:
                return await self._gates.send(
                    attempt,
                    bucket=Bucket(_origin(request.url), principal, self._provider.bucket(operation)),
                    limit=call.options.rate_limit,
                    repeatable=operation.id in self._provider.repeatable,
                    deadline=deadline,
                )
            except GateTimeout as error:
                timeout = error
            except Unprepared:
                report.waited += self._clock.monotonic() - entered
                continue
            report.waited += timeout.waited
            raise self._not_sent(timeout, operation, report.attempts)
        raise CallTimeoutError(
            "not sent: the access tokens that the provider issues expire before the call has its turn",
            provider=self._provider.name,
            operation=operation.id,
            maybe_processed=False,
        )

    async def _ready(self, credential: Awaitable[_T], operation: Operation, deadline: float | None) -> _T:
        """What ``credential`` gets ready, within the deadline."""
        limit = Deadline(deadline, self._clock)
        try:
            async with limit:
                return await credential
        except TimeoutError:
            if not limit.passed:
                raise
        raise CallTimeoutError(
            "the deadline passed before the credential was ready",
            provider=self._provider.name,
            operation=operation.id,
            maybe_processed=False,
        )

    async def _signed(
        self, request: httpx.Request, call: Call, sent: dict[str, str], secrets: set[str]
    ) -> httpx.Request:
        """``request`` as it goes out in this attempt; ``sent`` has the headers of the one before, then of this one."""
        signer = call.signer
        if signer is None:
            return request
        for name in sent:
            request.headers.pop(name, None)
        sent.clear()
        if call.assertion is not None:
            fields = await call.assertion.form()
            secrets.update(fields.values())
            request = with_form(request, fields)
        sent.update(checked_headers(await signer.headers(request.method, str(request.url))))
        for name, value in sent.items():
            request.headers[name] = value
            secrets.update(header_secrets(value))
        return request

    async def _exchange(self, request: httpx.Request, operation: Operation, deadline: float | None) -> Reply:
        """One request and its answer, read to the end."""
        self._home.check()
        failure: TransportError
        handled = sys.exception()
        try:
            async with Deadline(deadline, self._clock):
                with redact_http_logs(f"{request.method} {_origin(request.url)}{operation.path}"):
                    response = await super().send(request, stream=True, auth=None, follow_redirects=False)
                    try:
                        return await Reply.of(response)
                    finally:
                        await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            failure = transport_error(error, self._provider.name, operation.id, handled)
        raise failure

    def _judge(
        self,
        outcome: Outcome,
        operation: Operation,
        secrets: frozenset[str],
        request: httpx.Request,
        request_id: str | None,
    ) -> httpx.Response:
        assert isinstance(outcome.response, Reply)
        reply = outcome.response
        value, problem = decode(reply, operation)
        answer = Answer(
            provider=self._provider.name,
            operation=operation.id,
            status=reply.status_code,
            headers=reply.headers,
            body=cast(Mapping[str, Any], value) if isinstance(value, Mapping) else None,
            problem=problem,
            request_id=request_id,
            secrets=secrets,
        )
        if reply.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            raise self._too_many(answer, outcome)
        error = self._provider.error(answer)
        if error is None and not problem and reply.is_success:
            value, problem = check(value, reply, operation)
            if not problem:
                return reply.parsed(value, operation, request)
        raise error or answer.error(UnreadableAnswerError, problem or "the answer is not one that is documented")

    def _too_many(self, answer: Answer, outcome: Outcome) -> RateLimitError:
        said = self._provider.error(answer)
        why = {
            "max_wait": "the pause that it asks for is longer than max_wait",
            "deadline": "the pause that it asks for does not end before the deadline",
            "max_attempts": "refused as often as max_attempts allows",
            "": "too many requests",
        }[outcome.refused]
        return RateLimitError(
            f"{said.message}; {why}" if said is not None and said.message else why,
            provider=answer.provider,
            operation=answer.operation,
            status=answer.status,
            code=said.code if said is not None else None,
            request_id=answer.request_id,
            retry_after=outcome.retry_after,
            attempts=outcome.attempts,
            waited=outcome.waited,
        )

    def _not_sent(self, timeout: GateTimeout, operation: Operation, attempts: int) -> SessionsError:
        if timeout.retry_after is None:
            return CallTimeoutError(
                "the deadline passed before the request had its turn",
                provider=self._provider.name,
                operation=operation.id,
                maybe_processed=False,
            )
        return RateLimitError(
            "not sent: the rate limit does not allow it in time",
            provider=self._provider.name,
            operation=operation.id,
            retry_after=timeout.retry_after,
            attempts=attempts,
            waited=timeout.waited,
        )


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode()}"
