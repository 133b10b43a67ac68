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
    RateLimitState,
    SessionsError,
)
from idsessions.testing import ManualClock

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


async def test_a_slow_answer_is_not_waited_for_beyond_the_deadline(clock: ManualClock) -> None:
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


async def test_a_credential_that_is_slow_counts_too(clock: ManualClock) -> None:
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


async def test_a_timeout_of_the_applications_own_is_its_own() -> None:
    async with serve(silent) as port, OktaSessions(f"http://127.0.0.1:{port}", ApiToken(API_TOKEN)) as okta:
        with pytest.raises(TimeoutError) as raised:
            async with asyncio.timeout(0.02):
                await okta.get_session(ID)
    assert not isinstance(raised.value, SessionsError)


async def test_the_deadline_over_a_socket() -> None:
    async with serve(silent) as port:
        url = f"http://127.0.0.1:{port}"
        async with OktaSessions(url, ApiToken(API_TOKEN), deadline=0.05) as okta:
            with pytest.raises(CallTimeoutError, match="the deadline passed before the response") as raised:
                await okta.get_session(ID)
    assert raised.value.maybe_processed


# Errors


async def test_an_error_of_the_applications_function_passes_through() -> None:
    records: list[CallRecord] = []

    def vault() -> str:
        raise KeyError("the vault is closed")

    async with sessions(Wired([]), ApiToken(vault), max_concurrency=1, on_call=records.append) as okta:
        for _ in range(2):
            with pytest.raises(KeyError, match="the vault is closed"):
                await okta.get_session(ID)
    assert [(record.error, record.status) for record in records] == [("KeyError", None)] * 2


async def test_a_credential_that_cannot_be_sent_names_the_operation() -> None:
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
async def test_what_on_call_is_told(answer: httpx.Response | Exception, expected: dict[str, Any]) -> None:
    if isinstance(answer, httpx.Response):
        answer.headers["Date"] = formatdate(NOW, usegmt=True)
    records: list[CallRecord] = []
    async with sessions(Wired([answer]), on_call=records.append) as okta:
        await asyncio.gather(okta.get_session(ID), return_exceptions=True)
    usual: dict[str, Any] = {"status": None, "error": None, "request_id": None, "rate_limit": None}
    (record,) = records
    assert record == CallRecord("okta", "getSession", attempts=1, waited=0.0, seconds=0.0, **{**usual, **expected})


async def test_an_answer_after_a_refusal_says_what_both_cost(clock: ManualClock) -> None:
    records: list[CallRecord] = []
    network = Wired([refused({"Retry-After": "3"}), httpx.ConnectError("refused"), httpx.ConnectError("refused")])
    async with sessions(network, clock=clock, on_call=records.append) as okta:
        with pytest.raises(ConnectionFailedError):
            await okta.get_session(ID)
    (record,) = records
    assert (record.status, record.error, record.attempts) == (429, "ConnectionFailedError", 2)
    assert record.seconds == pytest.approx(clock.monotonic())
