"""How a call is sent: pauses, retries, broken connections, and the number of requests at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from email.utils import formatdate
from typing import Any

import httpx
import pytest

from idsessions import (
    ApiToken,
    CallRecord,
    Pause,
    RateLimit,
    RateLimitError,
    SessionsError,
    TransportError,
    UnavailableError,
    UsageError,
)
from idsessions.testing import ManualClock

from ..okta_wire import API_TOKEN, ID, SESSION, WIRE, Wired, sessions
from .test_operations import RETRYABLE

NOW = 1_790_000_000.0


@pytest.fixture(name="clock")
def clock_fixture() -> ManualClock:
    return ManualClock(NOW)


def refused(headers: Mapping[str, str], status: int = 429) -> httpx.Response:
    body = {"errorCode": "E0000047", "errorSummary": "API call exceeded rate limit due to too many requests."}
    return httpx.Response(status, json=body, headers={"Date": formatdate(NOW, usegmt=True), **headers})


def rates(limit: int, remaining: int, reset: float) -> dict[str, str]:
    columns = {"Limit": limit, "Remaining": remaining, "Reset": int(reset)}
    return {f"X-Rate-Limit-{name}": str(value) for name, value in columns.items()}


# 429


@pytest.mark.parametrize("operation", WIRE)
async def test_every_operation_waits_after_a_429(operation: str, clock: ManualClock) -> None:
    records: list[CallRecord] = []
    network = Wired([refused(rates(600, 0, NOW + 20)), WIRE[operation].success()])
    async with sessions(network, clock=clock, on_call=records.append) as okta:
        await WIRE[operation].call(okta)
    assert [request.method for request in network.requests] == [WIRE[operation].line.partition(" ")[0]] * 2
    assert network.requests[0].content == network.requests[1].content
    assert 20 <= clock.monotonic() < 22
    (record,) = records
    assert (record.attempts, record.status, record.error) == (2, WIRE[operation].status, None)
    assert record.waited == pytest.approx(clock.monotonic())
    assert record.seconds == pytest.approx(clock.monotonic())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": formatdate(NOW + 9, usegmt=True)}, 9),
        (rates(600, 0, NOW + 11), 11),
    ],
)
async def test_pause_after_a_429_is_what_the_headers_say(
    headers: dict[str, str], seconds: float, clock: ManualClock
) -> None:
    paused: list[Pause] = []
    network = Wired([refused(headers), httpx.Response(200, json=SESSION)])
    async with sessions(network, clock=clock, rate_limit=RateLimit(on_pause=paused.append)) as okta:
        await okta.get_session(ID)
    assert seconds <= clock.monotonic() < seconds + 2
    assert [pause.bucket for pause in paused] == ["/api/v1/sessions"]


@pytest.mark.parametrize(
    ("options", "headers", "text", "attempts"),
    [
        ({"rate_limit": None}, {"Retry-After": "7"}, "too many requests", 1),
        ({"rate_limit": RateLimit(max_wait=5)}, {"Retry-After": "7"}, "longer than `max_wait`", 1),
        ({"rate_limit": RateLimit(max_attempts=2)}, {"Retry-After": "7"}, "refused as often as `max_attempts`", 2),
        ({"deadline": 6.0}, {"Retry-After": "7"}, "does not end before the deadline", 1),
    ],
)
async def test_429_that_may_not_be_waited_for_raises(
    options: dict[str, Any], headers: dict[str, str], text: str, attempts: int, clock: ManualClock
) -> None:
    records: list[CallRecord] = []
    network = Wired([refused({**headers, "X-Okta-Request-Id": "r1"}) for _ in range(3)])
    async with sessions(network, clock=clock, on_call=records.append, **options) as okta:
        with pytest.raises(RateLimitError, match=text) as raised:
            await okta.get_session(ID)
    error = raised.value
    assert len(network.requests) == error.attempts == attempts
    assert error.retry_after == pytest.approx(7, abs=1)
    assert (error.status, error.code, error.request_id) == (429, "E0000047", "r1")
    assert error.message.startswith("API call exceeded rate limit")
    assert [(record.error, record.status, record.attempts) for record in records] == [("RateLimitError", 429, attempts)]


@pytest.mark.parametrize("operation", WIRE)
async def test_503_is_retried_only_by_retryable_operations(operation: str, clock: ManualClock) -> None:
    network = Wired([refused({"Retry-After": "3"}, 503), WIRE[operation].success()])
    async with sessions(network, clock=clock) as okta:
        if operation in RETRYABLE["okta"]:
            await WIRE[operation].call(okta)
            assert clock.monotonic() >= 3
        else:
            with pytest.raises(UnavailableError):
                await WIRE[operation].call(okta)
    assert len(network.requests) == (2 if operation in RETRYABLE["okta"] else 1)


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize("operation", WIRE)
async def test_502_503_or_504_is_retried_twice_by_retryable_operations(
    operation: str, status: int, clock: ManualClock
) -> None:
    network = Wired([httpx.Response(status) for _ in range(3)])
    async with sessions(network, clock=clock) as okta:
        with pytest.raises(SessionsError):
            await WIRE[operation].call(okta)
    assert len(network.requests) == (3 if operation in RETRYABLE["okta"] else 1)
    assert clock.monotonic() < 3


@pytest.mark.parametrize(("status", "options"), [(500, {}), (502, {"retries": 0})])
async def test_500_and_calls_without_retries_are_not_retried(status: int, options: dict[str, Any]) -> None:
    network = Wired([httpx.Response(status)])
    async with sessions(network, **options) as okta:
        with pytest.raises(SessionsError):
            await okta.get_session(ID)
    assert len(network.requests) == 1


@pytest.mark.parametrize(("token", "shared", "waits"), [("a", True, True), ("b", True, False), ("a", False, False)])
async def test_clients_with_equal_tokens_share_a_pause(
    token: str, shared: bool, waits: bool, clock: ManualClock
) -> None:
    first = Wired([refused({"Retry-After": "30"}), WIRE["getSession"].success()])
    second = Wired([WIRE["getSession"].success()])
    limit = RateLimit(shared=shared)
    async with (
        sessions(first, ApiToken("a"), clock=clock) as one,
        sessions(second, ApiToken(token), clock=clock, rate_limit=limit) as another,
    ):
        paused = asyncio.create_task(one.get_session(ID))
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(first.requests) == 1
        await another.get_session(ID)
        assert (clock.monotonic() >= 30) is waits
        await paused


async def test_view_has_its_own_retries(clock: ManualClock) -> None:
    network = Wired([*(httpx.Response(502) for _ in range(5)), WIRE["getSession"].success()])
    async with sessions(network, clock=clock) as okta:
        await okta.with_options(retries=5).get_session(ID)
    assert len(network.requests) == 6


@pytest.mark.parametrize(
    "options", [{"retries": -1}, {"retries": 1.5}, {"retries": True}, {"priority": "high"}, {"priority": ""}]
)
async def test_retries_and_priority_are_validated(options: dict[str, Any]) -> None:
    async with sessions(Wired([])) as okta:
        with pytest.raises(UsageError, match=f"`{next(iter(options))}` must be"):
            okta.with_options(**options)


async def test_function_for_a_secret_is_called_before_the_queue_and_again_when_refused(clock: ManualClock) -> None:
    tokens = iter(["first", "second", "third"])
    expired = httpx.Response(401, json={"errorCode": "E0000011", "errorSummary": "Invalid token provided"})
    network = Wired([refused({"Retry-After": "3"}), expired, httpx.Response(200, json=SESSION)])
    async with sessions(network, ApiToken(lambda: next(tokens)), clock=clock) as okta:
        await okta.get_session(ID)
    sent = [request.headers["Authorization"] for request in network.requests]
    assert sent == ["SSWS first", "SSWS first", "SSWS third"]  # The second told that there is a new one.


async def test_function_for_a_secret_may_use_the_client(clock: ManualClock) -> None:
    lock = asyncio.Lock()

    async def token() -> str:
        async with lock:
            await plain.get_session(ID)
        return API_TOKEN

    async with sessions(Wired(lambda _: httpx.Response(200, json=SESSION)), clock=clock, max_concurrency=2) as plain:
        okta = plain.with_options(credentials=ApiToken(token))
        found = await asyncio.gather(*(okta.get_session(ID) for _ in range(40)))
    assert len(found) == 40


# Broken connections

BROKEN = [
    (httpx.ConnectError("refused"), False),
    (httpx.ConnectTimeout("slow"), None),
    (httpx.ReadTimeout("slow"), None),
    (httpx.WriteTimeout("slow"), None),
    (httpx.RemoteProtocolError("Server disconnected without sending a response."), True),
    (httpx.ReadError("reset"), True),
    (httpx.WriteError("broken pipe"), True),
]


@pytest.mark.parametrize(("error", "maybe_processed"), BROKEN, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("operation", WIRE)
async def test_broken_connection_is_retried_once(
    operation: str, error: Exception, maybe_processed: bool | None
) -> None:
    # None for a timeout: that has cost its time already, and another try would cost it again.
    again = maybe_processed is False or (maybe_processed is True and operation in RETRYABLE["okta"])
    network = Wired([error, WIRE[operation].success()])
    async with sessions(network) as okta:
        if again:
            await WIRE[operation].call(okta)
        else:
            with pytest.raises(TransportError):
                await WIRE[operation].call(okta)
    assert len(network.requests) == (2 if again else 1)

    network = Wired([error, error, WIRE[operation].success()])
    async with sessions(network) as okta:
        with pytest.raises(TransportError) as raised:
            await WIRE[operation].call(okta)
    assert len(network.requests) == (2 if again else 1)
    assert raised.value.__cause__ is raised.value.__context__ is None


# Concurrency


async def test_cancelled_call_frees_its_slot() -> None:
    started = asyncio.Event()
    records: list[CallRecord] = []

    async def answers(_: httpx.Request) -> httpx.Response:
        if not started.is_set():
            started.set()
            await asyncio.Event().wait()
        return httpx.Response(200, json=SESSION)

    async with sessions(Wired(answers), max_concurrency=1, on_call=records.append) as okta:
        call = asyncio.create_task(okta.get_session(ID))
        await started.wait()
        following = asyncio.create_task(okta.get_session(ID))
        await asyncio.sleep(0)
        call.cancel()
        assert (await following).id == ID
        assert call.cancelled()
    assert [(record.error, record.status, record.attempts) for record in records] == [
        ("CancelledError", None, 1),
        (None, 200, 1),
    ]


async def test_max_concurrency_bounds_the_requests_at_once() -> None:
    present = most = 0

    async def counting(_: httpx.Request) -> httpx.Response:
        nonlocal present, most
        present += 1
        most = max(most, present)
        await asyncio.sleep(0)
        present -= 1
        return httpx.Response(200, json=SESSION)

    async with sessions(Wired(counting), max_concurrency=3) as okta:
        await asyncio.gather(*(okta.get_session(ID) for _ in range(20)))
    assert most == 3
