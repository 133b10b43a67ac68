"""What hooks into httpx sees the calls of a client: mocks, recorders, tracers, and a caller's own transport."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
import sentry_sdk
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pytest_httpx import HTTPXMock
from sentry_sdk.integrations.httpx import HttpxIntegration

from idsessions import ApiToken, OktaSessions, UnreadableAnswerError

from ...faults.server import BODY
from ..loopback import counting, responding, serve
from ..okta_wire import SESSION

URL = "https://acme.okta.test"
vcr: Any = importlib.import_module("vcr")  # It is not typed.


def okta(url: str = URL) -> OktaSessions:
    return OktaSessions(url, ApiToken("a-token"))


@pytest.mark.parametrize("mocker", ["httpcore", "httpx"])
async def test_respx_sees_the_calls(mocker: str) -> None:
    with respx.mock(using=mocker) as mock:
        route = mock.get(f"{URL}/api/v1/sessions/102").respond(json=dict(SESSION))
        async with okta() as client:
            await client.get_session("102")
            await client.get_session("102")
    assert route.call_count == 2
    calls: list[Any] = list(route.calls)  # pyright: ignore[reportUnknownArgumentType]
    assert calls[0].request.headers["Authorization"] == "SSWS a-token"


async def test_respx_sees_the_body_of_a_request() -> None:
    with respx.mock() as mock:
        route = mock.post(f"{URL}/api/v1/sessions", json={"sessionToken": "a-session-token"})
        route.respond(json=dict(SESSION))
        async with okta() as client:
            await client.create_session("a-session-token")
    assert route.called


async def test_pytest_httpx_sees_the_calls(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(url=f"{URL}/api/v1/sessions/102", json=dict(SESSION))
    async with okta() as client:
        await client.get_session("102")
    [request] = httpx_mock.get_requests()
    assert request.headers["Accept"] == "application/json"


async def test_vcrpy_records_the_calls_and_plays_them_back(tmp_path: Path) -> None:
    handle, counts = counting()
    async with serve(handle) as port:
        for _ in range(2):
            with vcr.use_cassette(str(tmp_path / "cassette.yaml")):
                async with okta(f"http://127.0.0.1:{port}") as client:
                    assert (await client.get_session("102")).id == "102"
    assert counts == [1]


@pytest.fixture(name="spans")
def spans_fixture() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    HTTPXClientInstrumentor().instrument(tracer_provider=provider)
    yield exporter
    HTTPXClientInstrumentor().uninstrument()


async def test_opentelemetry_sees_the_calls(spans: InMemorySpanExporter) -> None:
    handle, _ = counting()
    async with serve(handle) as port, okta(f"http://127.0.0.1:{port}") as client:
        await client.get_session("102")
    [span] = spans.get_finished_spans()
    assert span.attributes is not None
    assert span.attributes["http.status_code"] == 200


@pytest.fixture(name="events")
def events_fixture(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The transactions that Sentry would send."""
    monkeypatch.setattr(httpx.AsyncClient, "send", httpx.AsyncClient.send)  # Put back after the test.
    monkeypatch.setattr(httpx.Client, "send", httpx.Client.send)
    events: list[Any] = []

    def keep(event: Any, _: Any) -> None:
        events.append(event)

    sentry_sdk.init(
        dsn="https://key@sentry.test/1",
        traces_sample_rate=1.0,
        before_send_transaction=keep,
        default_integrations=False,
        integrations=[HttpxIntegration()],
    )
    yield events
    sentry_sdk.get_global_scope().set_client(None)


async def test_sentry_sees_the_calls(events: list[Any]) -> None:
    handle, _ = counting()
    async with serve(handle) as port, okta(f"http://127.0.0.1:{port}") as client:
        with sentry_sdk.start_transaction(name="a request"):
            await client.get_session("102-a-live-session")
    [event] = events
    (span,) = event["spans"]
    assert span["op"] == "http.client"
    assert span["description"] == f"GET http://127.0.0.1:{port}/api/v1/sessions/{{sessionId}}"
    assert "102-a-live-session" not in repr(event)


@pytest.mark.parametrize("location", [b"https://elsewhere.test/", b"http://[", b""])
async def test_redirect_and_cookie_are_left_alone_where_a_tracer_hooks_in(
    location: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = httpx.AsyncClient.send
    seen: list[httpx.Request] = []

    async def traced(client: httpx.AsyncClient, request: httpx.Request, **options: Any) -> httpx.Response:
        seen.append(request)
        return await send(client, request, **options)

    monkeypatch.setattr(httpx.AsyncClient, "send", traced)
    response = b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nSet-Cookie: sid=1\r\nContent-Length: 0\r\n\r\n"
    async with serve(responding(response, response)) as port, okta(f"http://127.0.0.1:{port}") as client:
        for _ in range(2):
            with pytest.raises(UnreadableAnswerError, match="a redirect, which the client never follows"):
                await client.get_session("102")
    assert [request.headers.get("Cookie") for request in seen] == [None, None]


async def test_transport_of_the_caller_is_used() -> None:
    async def respond(request: httpx.Request) -> httpx.Response:
        assert await request.aread() == b""
        return httpx.Response(200, content=BODY, headers={"Content-Type": "application/json"})

    async with OktaSessions(URL, ApiToken("a-token"), transport=httpx.MockTransport(respond)) as client:
        assert (await client.get_session("102")).id == "102"
