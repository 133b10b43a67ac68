"""Fakes for the tests of the rate gate: virtual time, responses, and a server that follows a script."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec

from attrs import define, field, frozen

from bench.worlds import VirtualClock, run_virtual
from idsessions._rate_limit import Bucket, Gates, Outcome, Priority, RateLimit

P = ParamSpec("P")
SESSIONS = Bucket("https://acme.example", object, "sessions")
USERS = Bucket("https://acme.example", object, "users")
LIMIT = RateLimit()


def virtual(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run an asynchronous test in virtual time, and assert that it leaves no task and the loop reports no error."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        async def main() -> None:
            errors: list[object] = []
            asyncio.get_running_loop().set_exception_handler(lambda loop, context: errors.append(context))
            await test(*args, **kwargs)
            await asyncio.sleep(0)  # A cancelled task ends in the next step of the loop.
            assert asyncio.all_tasks() == {asyncio.current_task()}
            assert errors == []

        run_virtual(main())

    # As a plain function with these arguments: through `__wrapped__` pytest would see the coroutine function.
    vars(run).pop("__wrapped__")
    vars(run)["__signature__"] = inspect.signature(test)
    return run


def now() -> float:
    return rounded(asyncio.get_running_loop().time())


def rounded(seconds: float | None) -> float:
    """To the millisecond; -1 for None."""
    return -1.0 if seconds is None else round(seconds, 3)


@frozen
class Response:
    status_code: int
    raw_headers: tuple[tuple[bytes, bytes], ...]


def response(status_code: int = 200, **headers: str) -> Response:
    """A response; the names of headers have underscores for dashes."""
    pairs = ((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items())
    return Response(status_code, tuple(pairs))


def refusal(**headers: str) -> Response:
    return response(429, **headers)


OK = response()
CROWDED = refusal(x_rate_limit_limit="0", x_rate_limit_remaining="0", x_rate_limit_reset="110")
NARROWER = refusal(x_rate_limit_limit="4", x_rate_limit_remaining="1", x_rate_limit_reset="9")


def first(*responses: Response | Exception) -> Callable[[int], Response | Exception]:
    """These responses first, then successes."""
    return lambda number: responses[number - 1] if number <= len(responses) else OK


def always(same: Response) -> Callable[[int], Response]:
    return lambda number: same


@define
class Server:
    """Gives the response of ``script`` for the number of the request, after 0.1 s."""

    script: Callable[[int], Response | Exception] = field(default=always(OK))
    sent: list[tuple[float, object]] = field(factory=list[tuple[float, object]])
    """Time and caller of each request."""
    in_flight: int = 0
    most_in_flight: int = 0

    def attempt(self, caller: object = None) -> Callable[[], Awaitable[Response]]:
        async def attempt() -> Response:
            self.sent.append((now(), caller))
            result = self.script(len(self.sent))
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
            try:
                await asyncio.sleep(0.1)
            finally:
                self.in_flight -= 1
            if isinstance(result, Exception):
                raise result
            return result

        return attempt

    @property
    def times(self) -> list[float]:
        return [moment for moment, _ in self.sent]

    @property
    def callers(self) -> list[object]:
        return [caller for _, caller in self.sent]


def make_gates(max_concurrency: int = 32) -> Gates:
    return Gates(clock=VirtualClock(), random=lambda: 0.0, max_concurrency=max_concurrency)


async def send(
    gates: Gates,
    server: Server,
    caller: object = None,
    *,
    bucket: Bucket = SESSIONS,
    limit: RateLimit | None = LIMIT,
    retryable: bool = False,
    deadline: float | None = None,
    retries: int = 0,
    priority: Priority = "interactive",
) -> Outcome[Response]:
    """Make a call, and cancel it at its deadline, as the core does."""
    async with asyncio.timeout_at(deadline):
        return await gates.send(
            server.attempt(caller),
            bucket=bucket,
            limit=limit,
            retryable=retryable,
            deadline=deadline,
            retries=retries,
            priority=priority,
        )


async def send_many(gates: Gates, server: Server, count: int, **options: Any) -> list[Outcome[Response]]:
    return await asyncio.gather(*(send(gates, server, caller, **options) for caller in range(count)))
