"""One call from start to end: its deadline, the errors that it raises, and the record for `on_call`."""

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
    CallTimeoutError,
    ConnectionFailedError,
    CredentialError,
    OktaSessions,
    RateLimit,
    RateLimitError,
    RateLimitState,
    SessionsError,
)
from idsessions.testing import ManualClock

from ..held_clock import HeldClock
from ..loopback import serve, silent
from ..okta_wire import API_TOKEN, ID, NOT_FOUND, SESSION, Wired, sessions

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


# Deadlines


async def test_response_after_the_deadline_raises(clock: ManualClock) -> None:
    async def slow(_: httpx.Request) -> httpx.Response:
        await clock.sleep(30)
        return httpx.Response(200, json=SESSION)

    records: list[CallRecord] = []
    async with sessions(Wired(slow), clock=clock, on_call=records.append) as okta:
        assert (await okta.with_options(deadline=31.0).get_session(ID)).id == ID
        before = clock.monotonic()
        with pytest.raises(CallTimeoutError, match="the deadline passed") as raised:
            await okta.with_options(deadline=5.0).get_session(ID)
    assert raised.value.maybe_processed
    assert clock.monotonic() - before == pytest.approx(5)
    assert records[1].error == "CallTimeoutError"
    assert records[1].seconds == pytest.approx(5)


async def test_deadline_passes_while_the_credential_is_fetched(clock: ManualClock) -> None:
    async def slow() -> str:
        await clock.sleep(30)
        return API_TOKEN

    network = Wired([])
    async with sessions(network, ApiToken(slow), clock=clock, deadline=5.0) as okta:
        with pytest.raises(CallTimeoutError) as raised:
            await okta.get_session(ID)
    assert clock.monotonic() == pytest.approx(5)
    assert not raised.value.maybe_processed
    assert not network.requests


async def test_timeout_of_the_application_passes_through() -> None:
    async with serve(silent) as port, OktaSessions(f"http://127.0.0.1:{port}", ApiToken(API_TOKEN)) as okta:
        with pytest.raises(TimeoutError) as raised:
            async with asyncio.timeout(0.02):
                await okta.get_session(ID)
    assert not isinstance(raised.value, SessionsError)


async def test_deadline_passes_before_the_response_over_a_socket() -> None:
    clock = HeldClock()

    async def release(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        clock.released.set()
        await reader.read()

    async with serve(release) as port:
        url = f"http://127.0.0.1:{port}"
        async with OktaSessions(url, ApiToken(API_TOKEN), deadline=5.0, clock=clock) as okta:
            with pytest.raises(CallTimeoutError, match="the deadline passed before the response") as raised:
                await okta.get_session(ID)
    assert raised.value.maybe_processed


# Errors


async def test_error_of_a_function_for_a_secret_passes_through() -> None:
    records: list[CallRecord] = []

    def vault() -> str:
        raise KeyError("the vault is closed")

    async with sessions(Wired([]), ApiToken(vault), max_concurrency=1, on_call=records.append) as okta:
        for _ in range(2):
            with pytest.raises(KeyError, match="the vault is closed"):
                await okta.get_session(ID)
    assert [(record.error, record.status) for record in records] == [("KeyError", None)] * 2


async def test_error_of_a_credential_names_the_operation() -> None:
    network = Wired([])
    async with sessions(network, ApiToken(lambda: "a b")) as okta:
        with pytest.raises(CredentialError) as raised:
            await okta.get_session(ID)
    assert (raised.value.provider, raised.value.operation) == ("okta", "getSession")
    assert not network.requests


# on_call


def told(answer: httpx.Response | Exception, **expected: Any) -> Any:
    return pytest.param(answer, expected, id=str(expected.get("error")))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        told(
            httpx.Response(200, json=SESSION, headers={"X-Okta-Request-Id": "r1", **rates(600, 599, NOW + 60)}),
            status=200,
            request_id="r1",
            rate_limit=RateLimitState(600, 599, 60.0),
        ),
        told(
            httpx.Response(404, json=NOT_FOUND, headers={"X-Okta-Request-Id": "r2"}),
            status=404,
            error="NotFoundError",
            request_id="r2",
        ),
        told(httpx.Response(200, html="<p>Hello</p>"), status=200, error="UnreadableAnswerError"),
        told(httpx.ReadTimeout("slow"), error="CallTimeoutError"),
    ],
)
async def test_on_call_gets_a_record(answer: httpx.Response | Exception, expected: dict[str, Any]) -> None:
    if isinstance(answer, httpx.Response):
        answer.headers["Date"] = formatdate(NOW, usegmt=True)
    records: list[CallRecord] = []
    async with sessions(Wired([answer]), on_call=records.append) as okta:
        await asyncio.gather(okta.get_session(ID), return_exceptions=True)
    usual: dict[str, Any] = {"status": None, "error": None, "request_id": None, "rate_limit": None}
    (record,) = records
    assert record == CallRecord("okta", "getSession", attempts=1, waited=0.0, seconds=0.0, **{**usual, **expected})


async def test_record_covers_all_attempts(clock: ManualClock) -> None:
    records: list[CallRecord] = []
    network = Wired([refused({"Retry-After": "3"}), httpx.ConnectError("refused"), httpx.ConnectError("refused")])
    async with sessions(network, clock=clock, on_call=records.append) as okta:
        with pytest.raises(ConnectionFailedError):
            await okta.get_session(ID)
    (record,) = records
    assert (record.status, record.error, record.attempts) == (429, "ConnectionFailedError", 2)
    assert record.seconds == pytest.approx(clock.monotonic())


async def test_record_adds_up_the_pauses_before_and_after_a_renewal(clock: ManualClock) -> None:
    records: list[CallRecord] = []
    tokens = iter(["first", "second", "third"])
    expired = httpx.Response(401, json={"errorCode": "E0000011", "errorSummary": "Invalid token provided"})
    success = httpx.Response(200, json=SESSION)
    network = Wired([refused({"Retry-After": "3"}), expired, refused({"Retry-After": "5"}), success])
    async with sessions(network, ApiToken(lambda: next(tokens)), clock=clock, on_call=records.append) as okta:
        await okta.get_session(ID)
    (record,) = records
    assert record.attempts == 4
    assert clock.monotonic() >= 8
    assert record.waited == pytest.approx(clock.monotonic())


async def test_record_counts_the_wait_in_the_queue_of_a_call_that_is_not_sent(clock: ManualClock) -> None:
    records: list[CallRecord] = []
    busy, done = asyncio.Event(), asyncio.Event()

    async def respond(_: httpx.Request) -> httpx.Response:
        busy.set()
        await done.wait()
        return refused({"Retry-After": "60"})

    async with sessions(Wired(respond), clock=clock, max_concurrency=1, on_call=records.append) as okta:
        first = asyncio.create_task(okta.with_options(rate_limit=RateLimit(max_wait=5)).get_session(ID))
        await busy.wait()
        second = asyncio.create_task(okta.with_options(deadline=40.0).get_session(ID))
        for _ in range(10):  # The second call is in the queue.
            await asyncio.sleep(0)
        clock.advance(7)
        done.set()
        outcomes = await asyncio.gather(first, second, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [RateLimitError, RateLimitError]
    assert records[1].attempts == 0
    assert records[1].waited == pytest.approx(7)


async def test_record_keeps_the_pauses_before_a_renewal_that_is_not_sent(clock: ManualClock) -> None:
    records: list[CallRecord] = []
    tokens = iter(["first", "second", "third"])
    body = {"errorCode": "E0000011", "errorSummary": "Invalid token provided"}
    date = formatdate(NOW, usegmt=True)
    expired = httpx.Response(401, json=body, headers={"Date": date, **rates(600, 0, NOW + 600)})
    network = Wired([refused({"Retry-After": "3"}), expired])
    token = ApiToken(lambda: next(tokens))
    async with sessions(network, token, clock=clock, deadline=60.0, on_call=records.append) as okta:
        with pytest.raises(RateLimitError, match="not sent") as raised:
            await okta.get_session(ID)
    assert raised.value.attempts == records[0].attempts == 2
    assert records[0].waited == pytest.approx(clock.monotonic())
    assert clock.monotonic() >= 3
