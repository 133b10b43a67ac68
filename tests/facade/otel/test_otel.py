"""OpenTelemetry: one span for each call, metrics, the trace's context in the request, and no secret in any of them."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.trace import SpanKind, StatusCode

from idsessions import (
    ApiToken,
    CallRecord,
    CallTimeoutError,
    NotFoundError,
    OktaSessions,
    RateLimitError,
    ServiceApp,
    UnreadableAnswerError,
    UsageError,
)
from idsessions.testing import OktaEmulator

from ...wire.test_wire import ALL, ROWS, perform
from ..loopback import counting, serve
from .exported import Exported, attributes

SECRET = re.compile(r"fake", re.IGNORECASE)  # It is in every value that the rows of tests/wire make up.


@pytest.fixture(name="exported")
def exported_fixture() -> Exported:
    return Exported()


@pytest.fixture(name="org")
def org_fixture() -> OktaEmulator:
    return OktaEmulator()


def client(org: OktaEmulator, exported: Exported, **options: Any) -> OktaSessions:
    return OktaSessions(
        org.url,
        options.pop("credentials", ApiToken(org.api_token)),
        transport=org.transport(),
        clock=org.clock,
        telemetry=exported.telemetry,
        **options,
    )


@pytest.mark.parametrize(("provider", "name"), ALL)
async def test_no_exported_span_or_metric_has_a_secret(provider: str, name: str, exported: Exported) -> None:
    requests, _ = await perform(provider, name, exported.telemetry)
    assert len(exported.spans) >= 1
    assert SECRET.search(ROWS[provider][name].request + ROWS[provider][name].response) or len(requests) == 1
    assert not SECRET.search(exported.text())


async def test_call_is_one_span_by_the_conventions_for_http_clients(org: OktaEmulator, exported: Exported) -> None:
    session = org.sign_in()
    async with client(org, exported) as okta:
        await okta.get_session(session.id)
    [span] = exported.spans
    assert span.name == "okta getSession"
    assert span.kind is SpanKind.CLIENT
    assert span.status.status_code is StatusCode.UNSET
    assert attributes(span) == {
        "idsessions.provider": "okta",
        "idsessions.operation": "getSession",
        "idsessions.attempts": 1,
        "idsessions.waited": 0.0,
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "okta.emulator.test",
        "server.port": 443,
        "url.scheme": "https",
        "url.full": "https://okta.emulator.test/api/v1/sessions/REDACTED",
        "url.template": "/api/v1/sessions/{sessionId}",
    }


async def test_refused_call_is_one_span_with_its_attempts_and_waits(org: OktaEmulator, exported: Exported) -> None:
    org.fail_next(429, "", {"Retry-After": "7"})
    async with client(org, exported) as okta:
        await okta.get_session(org.sign_in().id)
    [span] = exported.spans
    assert attributes(span)["http.request.resend_count"] == 1
    assert attributes(span)["idsessions.attempts"] == 2
    assert attributes(span)["idsessions.waited"] >= 7
    assert [point.value for point in exported.metrics["idsessions.refusals"]] == [1]
    statuses = [
        point.attributes["http.response.status_code"] for point in exported.metrics["http.client.request.duration"]
    ]
    assert sorted(statuses) == [200, 429]
    [waits] = exported.metrics["idsessions.call.wait.duration"]
    assert waits.sum >= 7


@pytest.mark.parametrize(
    ("fault", "options", "error", "status"),
    [
        ({}, {}, NotFoundError, 404),
        ({"status": 429}, {"rate_limit": None}, RateLimitError, 429),
        ({"slow": 20}, {"deadline": 5}, CallTimeoutError, None),
        ({"status": 200, "body": "{}"}, {}, UnreadableAnswerError, 200),
    ],
    ids=["not found", "refused", "deadline", "unreadable"],
)
async def test_error_of_a_call_is_the_type_of_its_span(
    org: OktaEmulator,
    exported: Exported,
    fault: dict[str, Any],
    options: Any,
    error: type[Exception],
    status: int | None,
) -> None:
    if "slow" in fault:
        org.slow(fault["slow"])
    elif fault:
        org.fail_next(fault["status"], fault.get("body", ""))
    async with client(org, exported, **options) as okta:
        with pytest.raises(error):
            await okta.get_session("102gone")
    [span] = exported.spans
    assert attributes(span)["error.type"] == error.__name__
    assert attributes(span).get("http.response.status_code") == status
    assert span.status.status_code is StatusCode.ERROR
    assert span.status.description is None
    assert not span.events  # An exception's text and stack are events.
    [calls] = exported.metrics["idsessions.call.duration"]
    assert calls.attributes["error.type"] == error.__name__
    assert "102gone" not in exported.text()


async def test_cancelled_call_ends_its_span(org: OktaEmulator, exported: Exported) -> None:
    org.slow(20)
    async with client(org, exported) as okta:
        task = asyncio.create_task(okta.get_session("102"))
        await org.clock.sleep(5)
        task.cancel()
        await asyncio.wait([task])
    [span] = exported.spans
    assert attributes(span)["error.type"] == "CancelledError"
    assert [point.value for point in exported.metrics["http.client.active_requests"]] == [0]


async def test_call_that_cannot_be_written_has_no_span(org: OktaEmulator, exported: Exported) -> None:
    async with client(org, exported) as okta:
        with pytest.raises(UsageError):
            await okta.get_session("..")
    assert exported.spans == []


async def test_trace_goes_on_in_the_request_and_ends_with_the_call(org: OktaEmulator, exported: Exported) -> None:
    tracer = exported.tracer_provider.get_tracer("application")
    async with client(org, exported) as okta:
        with tracer.start_as_current_span("request") as outer:
            await okta.get_session(org.sign_in().id)
            assert trace.get_current_span() is outer
    inner, ended = exported.spans
    assert inner.parent is not None
    assert inner.context is not None
    assert ended.context is not None
    assert inner.parent.span_id == ended.context.span_id
    sent = org.requests[-1].headers["traceparent"]
    assert sent.startswith(f"00-{inner.context.trace_id:032x}-{inner.context.span_id:016x}-")


async def test_token_request_is_a_span_within_the_call(org: OktaEmulator, exported: Exported) -> None:
    app = ServiceApp(org.service_app.client_id, org.new_key(), scopes=("okta.sessions.read",))
    async with client(org, exported, credentials=app) as okta:
        await okta.get_session(org.sign_in().id)
    token, call = exported.spans
    assert [token.name, call.name] == ["okta issueAccessToken", "okta getSession"]
    assert token.parent is not None
    assert call.context is not None
    assert token.parent.span_id == call.context.span_id


async def test_views_and_on_call_work_beside_it(org: OktaEmulator, exported: Exported) -> None:
    records: list[CallRecord] = []
    async with client(org, exported, on_call=records.append) as okta:
        await okta.with_options(deadline=9).get_session(org.sign_in().id)
    assert [record.operation for record in records] == ["getSession"]
    assert len(exported.spans) == 1


async def test_calls_at_once_do_not_mix_up_their_spans(org: OktaEmulator, exported: Exported) -> None:
    async with client(org, exported) as okta, asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(okta.get_session(org.sign_in().id))
    spans = {span.context.span_id for span in exported.spans if span.context is not None}
    sent = {int(request.headers["traceparent"].split("-")[2], 16) for request in org.requests}
    assert len(sent) == 20
    assert sent == spans
    assert {span.parent for span in exported.spans} == {None}


async def test_connections_of_the_pool_are_counted(exported: Exported) -> None:
    handle, _ = counting()
    async with serve(handle) as port:
        url = f"http://127.0.0.1:{port}"
        async with OktaSessions(url, ApiToken("a-token"), telemetry=exported.telemetry) as okta:
            await okta.get_session("102")
            states = {
                point.attributes["http.connection.state"]: point.value
                for point in exported.metrics["http.client.open_connections"]
            }
            assert states == {"active": 0, "idle": 1}
    assert [point.value for point in exported.metrics["http.client.open_connections"]] == [0, 0]


@pytest.fixture(name="instrumented")
def instrumented_fixture(exported: Exported) -> Iterator[None]:
    HTTPXClientInstrumentor().instrument(tracer_provider=exported.tracer_provider)
    yield
    HTTPXClientInstrumentor().uninstrument()


@pytest.mark.usefixtures("instrumented")
async def test_instrumentation_of_httpx_makes_no_span_of_a_call(exported: Exported) -> None:
    handle, _ = counting()
    async with serve(handle) as port:
        url = f"http://127.0.0.1:{port}"
        async with OktaSessions(url, ApiToken("S3CRET-token"), telemetry=exported.telemetry) as okta:
            await okta.get_session("102-S3CRET-id")
        assert [span.name for span in exported.spans] == ["okta getSession"]
        assert "S3CRET" not in exported.text()
        # What the application sends itself is seen as before.
        async with httpx.AsyncClient() as own:
            await own.get(url)
    assert len(exported.spans) == 2


@pytest.mark.usefixtures("instrumented")
async def test_span_of_the_instrumentation_alone_shows_the_path_template(exported: Exported) -> None:
    handle, _ = counting()
    async with serve(handle) as port:
        url = f"http://127.0.0.1:{port}"
        async with OktaSessions(url, ApiToken("S3CRET-token")) as okta:
            await okta.get_session("102-S3CRET-id")
    [span] = exported.spans
    assert attributes(span)["http.url"] == f"{url}/api/v1/sessions/{{sessionId}}"
    assert attributes(span)["http.status_code"] == 200
    assert "S3CRET" not in exported.text()


@pytest.mark.parametrize("given", [OktaSessions, "opentelemetry", print])
def test_other_telemetry_is_refused(given: Any) -> None:
    with pytest.raises(UsageError, match="`telemetry` must be"):
        OktaSessions("https://acme.okta.com", telemetry=given)


def test_missing_extra_is_named_in_the_error() -> None:
    program = """
import sys
sys.modules["opentelemetry"] = None
from idsessions import *
try:
    import idsessions.otel
except ImportError as error:
    print(error)
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "idsessions.otel needs opentelemetry: install idsessions[otel]\n"
