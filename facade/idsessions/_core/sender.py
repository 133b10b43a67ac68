"""Sends the calls of a client: the credential, the rate gate, the attempts, and what a response stands for."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import httpx

from .._clock import Clock
from .._rate_limit import Bucket, Gates, GateTimeout, Outcome
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
from .call import Call
from .exchange import HttpxExchange, Reply, decode
from .network import default_transport
from .options import RateLimitState
from .provider import Provider, ProviderResponse
from .request import validated_headers
from .transport_errors import transport_error

# All users of an organization share its quota, and there are thousands of them: one principal for all.
_END_USERS: Final = object()

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
        base_url: str,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self._provider = provider
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self._network = HttpxExchange(transport or default_transport(base_url))
        self._gates = Gates(clock=clock, max_concurrency=max_concurrency)
        # Calls wait for the token that a token request brings: it must not wait behind them.
        self._token_gates = Gates(clock=clock, max_concurrency=max_concurrency)

    async def aclose(self) -> None:
        """Close the connections; calls under way end, and those in the queue are not sent."""
        self._closed = True
        self._gates.close(_closed_error)
        self._token_gates.close(_closed_error)
        await self._network.aclose()

    def _check_loop(self) -> None:
        """Raise `UsageError` unless a request can be sent from here and now."""
        if self._closed:
            raise _closed_error()
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
        if self._loop is not loop:
            # Connections and queued calls belong to the loop that made them: a call from another one fails or hangs.
            raise UsageError("the client was first used in another event loop: make a client in each")

    async def send(self, call: Call) -> Reply:
        """Send ``call`` as often as it takes; return a success, raise anything else."""
        self._check_loop()
        renewed = False
        while True:
            outcome = await self._gated(call)
            error = self._error(call, outcome)
            if error is None:
                return outcome.response
            credential = call.credential
            if renewed or credential is None or not self._provider.refuses(error):
                raise error
            call.phase = "credential"
            if not await credential.renew(error, call.sent):
                raise error
            renewed = True

    async def _gated(self, call: Call) -> Outcome[Reply]:
        """Get the credential ready, wait for a slot, and make the attempts."""
        if call.credential is not None:
            # It may take long, and may use this client: so the call has no slot yet.
            call.phase = "credential"
            call.signer = await call.credential.prepare() or call.credential
        call.phase = "queue"
        gates = self._gates if call.assertion is None else self._token_gates
        try:
            outcome = await gates.send(
                lambda: self._attempt(call),
                bucket=Bucket(_origin(call.outgoing.url), _principal(call), call.operation.bucket),
                limit=call.options.rate_limit,
                retryable=call.operation.retryable,
                deadline=None if call.deadline is None else call.deadline.moment,
            )
        except GateTimeout as error:
            timeout = error
        else:
            call.waited += outcome.waited
            quota = outcome.quota
            call.rate_limit = None if quota is None else RateLimitState(quota.limit, quota.remaining, quota.resets_in)
            return outcome
        call.waited += timeout.waited
        raise _not_sent(call, timeout)

    async def _attempt(self, call: Call) -> Reply:
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

    async def _exchange(self, call: Call) -> Reply:
        self._check_loop()
        request = await _signed(call)
        call.phase = "sent"
        handled = sys.exception()
        try:
            reply = await self._network.exchange(
                request, f"{request.method} {_origin(request.url)}{call.operation.path}"
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure = transport_error(error, handled)
        else:
            call.phase = "queue"
            call.reply = reply
            if (signer := call.assertion or call.credential) is not None:
                signer.answered(reply.headers)
            return reply
        raise failure

    def _error(self, call: Call, outcome: Outcome[Reply]) -> AnswerError | None:
        """The error that a response stands for; None for a success, whose body is decoded then."""
        reply = outcome.response
        problem = decode(reply, call.operation)
        is_object = isinstance(reply.value, Mapping)
        body: Mapping[str, Any] | None = reply.value if is_object else None
        url = str(call.outgoing.url)
        response = ProviderResponse(
            call.operation.id, reply.status_code, reply.headers, body, problem, call.redact, url
        )
        error = self._provider.error(response)
        if reply.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            return _too_many(error, outcome)
        if error is None and (problem or not 200 <= reply.status_code < 300):
            return response.error(UnreadableAnswerError, problem or "the response is not one that is documented")
        return error


def _closed_error() -> UsageError:
    return UsageError("the client is closed: make a new one")


async def _signed(call: Call) -> httpx.Request:
    """The request of one attempt."""
    request = call.outgoing
    for name in call.sent:
        request.headers.pop(name, None)
    signer = call.assertion or call.signer
    if call.assertion is not None:
        call.form = await call.assertion.form()
        request = with_form(request, call.form)
    call.sent = {} if signer is None else validated_headers(await signer.headers(request.method, str(request.url)))
    request.headers.update(call.sent)
    return request


def _principal(call: Call) -> object:
    if call.assertion is not None:
        return call.assertion
    return _END_USERS if call.credential is None or call.credential.is_end_user else call.credential


def _too_many(said: AnswerError | None, outcome: Outcome[Reply]) -> RateLimitError:
    why = _WHY_REFUSED[outcome.reject_reason]
    return RateLimitError(
        f"{said.message}; {why}" if said is not None and said.message else why,
        status=HTTPStatus.TOO_MANY_REQUESTS,
        code=None if said is None else said.code,
        retry_after=outcome.retry_after,
        attempts=outcome.attempts,
        waited=outcome.waited,
    )


def _not_sent(call: Call, timeout: GateTimeout) -> SessionsError:
    if timeout.retry_after is None:
        return CallTimeoutError("the deadline passed before the request had a slot", maybe_processed=False)
    return RateLimitError(
        "not sent: the rate limit does not allow it in time",
        retry_after=timeout.retry_after,
        attempts=call.attempts,
        waited=timeout.waited,
    )


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode()}"
