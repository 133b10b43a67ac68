"""Sends the calls of a client: the credential, the rate gate, the attempts, and what a response stands for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Final

from .._clock import Clock
from .._json import as_mapping
from .._rate_limit import Bucket, Gates, GateTimeout, Outcome
from .._transport.seam import Request, Response, Transport
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
from .call import Call, running_loop
from .messages import decode, validated_headers
from .options import RateLimitState
from .provider import Provider, ProviderResponse

_log: Final = logging.getLogger("idsessions.http")
# All users of an organization share its quota, and there are thousands of them: one principal for all.
_END_USERS: Final = object()
_TOO_MANY_REQUESTS: Final = 429

_WHY_REFUSED: Final[Mapping[str, str]] = {
    "max_wait": "the pause that the provider asks for is longer than `max_wait`",
    "deadline": "the pause that the provider asks for does not end before the deadline",
    "max_attempts": "refused as often as `max_attempts` allows",
    "": "too many requests",
}


class Sender:
    """Sends for one client and all its views."""

    def __init__(
        self,
        provider: Provider,
        *,
        clock: Clock,
        max_concurrency: int,
        transport: Transport,
    ) -> None:
        self._provider = provider
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self._transport = transport
        self._gates = Gates(clock=clock, max_concurrency=max_concurrency)
        # Calls wait for the token that a token request brings: it must not wait behind them.
        self._token_gates = Gates(clock=clock, max_concurrency=max_concurrency)

    async def aclose(self) -> None:
        """Close the connections; calls under way end, and those in the queue are not sent."""
        loop = running_loop()
        if self._loop is not None and self._loop is not loop and not self._loop.is_closed():
            raise UsageError("the client was used in another event loop, which is running: close it there")
        self._closed = True
        self._gates.close(_closed_error)
        self._token_gates.close(_closed_error)
        for gates in (self._gates, self._token_gates):
            await gates.leave_fleets()
        await self._transport.aclose()

    def _check_loop(self) -> None:
        """Raise `UsageError` unless a request can be sent from here and now."""
        if self._closed:
            raise _closed_error()
        loop = running_loop()
        if self._loop is None:
            self._loop = loop
        if self._loop is not loop:
            # Connections and queued calls belong to the loop that made them: a call from another one fails or hangs.
            raise UsageError("the client was first used in another event loop: make a client in each")

    async def send(self, call: Call) -> Response:
        """Send ``call`` as often as it takes; return a success, raise anything else."""
        self._check_loop()
        gates = self._gates if call.assertion is None else self._token_gates
        renewed = False
        while True:
            if call.credential is not None:
                # It may take long, and may use this client: so the call has no slot yet.
                call.phase = "credential"
                call.signer = await call.credential.prepare() or call.credential
            call.phase = "queue"
            try:
                outcome = await gates.send(
                    lambda: self._attempt(call),
                    bucket=Bucket(call.origin, _principal(call), call.operation.bucket),
                    limit=call.options.rate_limit,
                    retryable=call.operation.retryable,
                    deadline=None if call.deadline is None else call.deadline.moment,
                    retries=call.options.retries,
                    priority=call.options.priority,
                )
            except GateTimeout as timeout:
                error = _not_sent(call, timeout)
            else:
                refused = self._observed(call, outcome)
                if refused is None:
                    return outcome.response
                error = refused
            if renewed or not isinstance(error, AnswerError) or not await self._renew(call, error):
                raise error
            renewed = True

    async def _renew(self, call: Call, error: AnswerError) -> bool:
        """Whether the credential was refused, and has been renewed."""
        if call.credential is None or not self._provider.refuses(error):
            return False
        call.phase = "credential"
        return await call.credential.renew(error, call.sent)

    async def _attempt(self, call: Call) -> Response:
        """One attempt; a connection that breaks is replaced once."""
        call.attempts += 1
        try:
            return await self._exchange(call)
        except TransportError as error:
            may_retry = call.operation.retryable or not error.maybe_processed
            if not may_retry or isinstance(error, CallTimeoutError) or self._closed:
                raise
        # The provider may have closed the kept-alive connection just then.
        return await self._exchange(call)

    async def _exchange(self, call: Call) -> Response:
        self._check_loop()
        request = await _signed(call)
        call.phase = "sent"
        call.response = await self._transport.send(request)
        _log.debug("%s: %d", request.shown, call.response.status_code)
        call.phase = "queue"
        if (signer := call.assertion or call.credential) is not None:
            signer.answered(call.response.headers)
        return call.response

    def _observed(self, call: Call, outcome: Outcome[Response]) -> AnswerError | None:
        """The error that a response stands for; None for a success, whose body is decoded then."""
        call.waited += outcome.waited
        quota = outcome.quota
        call.rate_limit = None if quota is None else RateLimitState(quota.limit, quota.remaining, quota.resets_in)
        response = outcome.response
        problem = decode(response, call.operation, call.redact)
        if response.is_success and not problem and not self._provider.hides_errors:
            return None
        body = as_mapping(response.value)
        seen = ProviderResponse(
            call.operation.id,
            response.status_code,
            response.headers,
            body,
            problem,
            call.redact,
            call.outgoing.url,
        )
        error = self._provider.error(seen)
        if response.status_code == _TOO_MANY_REQUESTS:
            return _too_many(error, outcome)
        if error is None and (problem or not response.is_success):
            error = seen.error(UnreadableAnswerError, own=problem or "the response is not one that is documented")
        if isinstance(error, UnreadableAnswerError) and response.discard is not None:
            response.discard()  # No call has taken the connection yet: nothing is awaited between its return and here.
        return error


def _closed_error() -> UsageError:
    return UsageError("the client is closed: make a new one")


async def _signed(call: Call) -> Request:
    """The request of one attempt."""
    outgoing = call.outgoing
    signer = call.assertion or call.signer
    if call.assertion is not None:
        call.form = await call.assertion.form()
        outgoing.content = with_form(outgoing.content, call.form)
    call.sent = {} if signer is None else validated_headers(await signer.headers(outgoing.method, outgoing.url))
    headers = {**outgoing.headers, **call.sent}
    names = {name.lower() for name in headers}
    if len(names) < len(headers):  # A name came twice, in different cases: what the credential says wins.
        given = {name.lower() for name in call.sent}
        headers = {name: value for name, value in outgoing.headers.items() if name.lower() not in given}
        headers.update(call.sent)
    return Request(
        outgoing.method,
        outgoing.url,
        headers,
        outgoing.content,
        call.options.timeout,
        call.operation.max_bytes,
        f"{outgoing.method} {call.origin}{call.operation.path}",
    )


def _principal(call: Call) -> object:
    if call.assertion is not None:
        return call.assertion
    return _END_USERS if call.credential is None or call.credential.is_end_user else call.credential


def _too_many(said: AnswerError | None, outcome: Outcome[Response]) -> RateLimitError:
    why = _WHY_REFUSED[outcome.reject_reason]
    return RateLimitError(
        f"{said.message}; {why}" if said is not None and said.message else why,
        status=_TOO_MANY_REQUESTS,
        code=None if said is None else said.code,
        retry_after=outcome.retry_after,
        attempts=outcome.attempts,
        waited=outcome.waited,
    )


def _not_sent(call: Call, timeout: GateTimeout) -> SessionsError:
    call.waited += timeout.waited
    if timeout.retry_after is None:
        return CallTimeoutError("the deadline passed before the request had a slot", maybe_processed=False)
    return RateLimitError(
        "not sent: the rate limit does not allow it in time",
        retry_after=timeout.retry_after,
        attempts=call.attempts,
        waited=timeout.waited,
    )
