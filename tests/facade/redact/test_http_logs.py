"""Log records of httpx and httpcore show no values of the library's calls; records of other clients stay as they are."""

from __future__ import annotations

import asyncio
import logging
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module, util
from logging.config import dictConfig
from typing import Any

import httpcore
import httpx
import pytest

from idsessions import ApiToken, OktaSessions, SessionsError
from idsessions._redact import shown_request

from ..loopback import responding, serve
from ..okta_wire import API_TOKEN, ID, SESSION, Wired

MARK = "S3CRET"
LOGGERS = ("httpx", "httpcore", "idsessions.http")


def response(status: str) -> bytes:
    body = httpx.Response(200, json={**SESSION, "id": MARK}).content
    head = f"HTTP/1.1 {status}\r\nSet-Cookie: sid={MARK}\r\nX-Own: {MARK}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.fixture(autouse=True)
def log_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def assert_not_logged(mark: str, records: list[logging.LogRecord]) -> None:
    assert records, "nothing was logged: nothing was searched"
    for record in records:
        assert mark not in f"{record.name} {record.getMessage()} {record.__dict__}"


def requests_in(records: list[logging.LogRecord], name: str = "idsessions.http") -> list[str]:
    return [record.getMessage() for record in records if record.name == name]


async def test_records_of_a_call_show_the_path_template_and_events_only(caplog: pytest.LogCaptureFixture) -> None:
    responses = responding(response("200 OK"), response(f"404 {MARK}"))
    # A caller's transport: the default one makes no records.
    own = httpx.AsyncHTTPTransport()
    async with (
        serve(responses) as port,
        OktaSessions(f"http://127.0.0.1:{port}/org", ApiToken(MARK), transport=own) as okta,
    ):
        await okta.get_session(MARK)
        with pytest.raises(SessionsError):
            await okta.revoke_session(MARK)
    origin = f"http://127.0.0.1:{port}"
    assert requests_in(caplog.records) == [
        f"GET {origin}/api/v1/sessions/{{sessionId}}: 200",
        f"DELETE {origin}/api/v1/sessions/{{sessionId}}: 404",
    ]
    events = [record.getMessage() for record in caplog.records if record.name.startswith("httpcore.")]
    assert "receive_response_headers.complete" in events
    assert all(re.fullmatch(r"\w+\.(started|complete|failed)", event) for event in events)
    assert_not_logged(MARK, caplog.records)


async def test_records_show_the_origin_as_it_stands_in_a_url(caplog: pytest.LogCaptureFixture) -> None:
    network = Wired([httpx.Response(200, json=dict(SESSION))])
    async with OktaSessions("http://[::1]:8080", ApiToken(MARK), transport=network) as okta:
        await okta.get_session(MARK)
    assert requests_in(caplog.records) == ["GET http://[::1]:8080/api/v1/sessions/{sessionId}: 200"]


def assert_logged_as_ever(url: str, records: list[logging.LogRecord]) -> None:
    """Fail unless the records of a request to ``url``, which the application sent itself, show everything."""
    assert requests_in(records, "httpx") == [f'HTTP Request: GET {url} "HTTP/1.1 200 OK"']
    [headers] = [
        record.getMessage() for record in records if "receive_response_headers.complete" in record.getMessage()
    ]
    assert MARK in headers


async def request_with_plain_httpx(url: str) -> None:
    async with httpx.AsyncClient() as client:
        await client.get(url)


async def test_records_of_other_clients_stay_as_they_are(caplog: pytest.LogCaptureFixture) -> None:
    async with serve(responding(response("200 OK"))) as port:
        url = f"http://127.0.0.1:{port}/{MARK}"
        await request_with_plain_httpx(url)
    assert_logged_as_ever(url, caplog.records)


@pytest.mark.parametrize("outcome", ["success", "error", "broken", "cancelled"])
async def test_records_of_other_clients_stay_as_they_are_after_a_call(
    outcome: str, caplog: pytest.LogCaptureFixture
) -> None:
    started = asyncio.Event()

    async def wait_for_ever(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        started.set()
        await reader.read()

    handle = {
        "success": responding(response("200 OK")),
        "error": responding(response("404 Not Found")),
        "broken": responding(),
        "cancelled": wait_for_ever,
    }[outcome]
    async with (
        serve(handle) as port,
        serve(responding(response("200 OK"))) as other_port,
        OktaSessions(f"http://127.0.0.1:{port}", ApiToken(API_TOKEN), transport=httpx.AsyncHTTPTransport()) as okta,
    ):

        async def cancel(task: asyncio.Task[Any]) -> None:
            await started.wait()
            task.cancel()

        # In the same task, and so in the same context, as the application's own request.
        task = asyncio.current_task()
        assert task is not None
        canceller = asyncio.create_task(cancel(task))
        try:
            await okta.revoke_session(ID)
        except SessionsError:
            assert outcome in ("error", "broken")
        except asyncio.CancelledError:
            task.uncancel()
            assert outcome == "cancelled"
        else:
            assert outcome == "success"
        canceller.cancel()
        assert_not_logged(MARK, caplog.records)
        caplog.clear()
        url = f"http://127.0.0.1:{other_port}/{MARK}"
        await request_with_plain_httpx(url)
    assert_logged_as_ever(url, caplog.records)


def test_records_are_redacted_only_while_a_request_is_shown() -> None:
    def message() -> str:
        record = logging.LogRecord("httpx", logging.INFO, "", 0, "GET %s", (MARK,), None)
        assert logging.getLogger("httpx").filter(record)
        return record.getMessage()

    token = shown_request.set("GET https://acme.okta.test/api/v1/sessions/{sessionId}")
    assert message() == "HTTP Request: GET https://acme.okta.test/api/v1/sessions/{sessionId}"
    shown_request.reset(token)
    assert message() == f"GET {MARK}"


async def test_records_of_simultaneous_calls_are_told_apart(caplog: pytest.LogCaptureFixture) -> None:
    async def send_with_httpx(port: int) -> None:
        async with httpx.AsyncClient() as client:
            for _ in range(3):
                await client.get(f"http://127.0.0.1:{port}/other")

    async def send_with_the_library(port: int) -> None:
        async with OktaSessions(f"http://127.0.0.1:{port}", ApiToken(API_TOKEN)) as okta:
            for _ in range(3):
                await okta.get_session(MARK)

    responses = [response("200 OK")] * 3
    async with serve(responding(*responses)) as port, serve(responding(*responses)) as other_port:
        await asyncio.gather(send_with_the_library(port), send_with_httpx(other_port))
    logged = requests_in(caplog.records)
    assert logged == [f"GET http://127.0.0.1:{port}/api/v1/sessions/{{sessionId}}: 200"] * 3
    logged = requests_in(caplog.records, "httpx")
    assert len([text for text in logged if f':{other_port}/other "HTTP/1.1 200 OK"' in text]) == 3


async def test_records_of_a_broken_call_show_no_values(caplog: pytest.LogCaptureFixture) -> None:
    broken = f"HTTP/1.1 200 OK\r\nX-Own: {MARK}\r\nContent-Length: 100\r\n\r\n{MARK}".encode()
    for responses in ((broken,), (f"{MARK}\r\n\r\n".encode(),), ()):
        server = serve(responding(*responses))
        own = httpx.AsyncHTTPTransport()
        async with server as port, OktaSessions(f"http://127.0.0.1:{port}", ApiToken(MARK), transport=own) as okta:
            with pytest.raises(SessionsError):
                await okta.authenticate("ada", MARK)
    assert [record for record in caplog.records if record.getMessage().endswith(".failed")]
    assert_not_logged(MARK, caplog.records)


@pytest.fixture(name="logging_configured_later")
def logging_configured_later_fixture() -> Iterator[None]:
    """Logging as the application configures it after the import of the library."""
    everything = {"version": 1, "loggers": {name: {"level": "DEBUG"} for name in LOGGERS}}
    dictConfig({**everything, "disable_existing_loggers": False, "incremental": False})
    yield
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.mark.usefixtures("logging_configured_later")
async def test_records_are_redacted_when_logging_is_configured_later(caplog: pytest.LogCaptureFixture) -> None:
    await test_records_of_a_call_show_the_path_template_and_events_only(caplog)


def test_every_logger_of_httpx_has_the_filter() -> None:
    # A filter works on the logger that a record is made with, not on its children.
    for package in (httpx, httpcore):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            # trio, HTTP/2 and SOCKS need packages that may not be installed; their loggers have the filter all the same.
            if util.find_spec(info.name) and not info.name.endswith(("trio", "http2", "socks_proxy", "_main")):
                import_module(info.name)
    made = {
        name
        for name, logger in logging.root.manager.loggerDict.items()
        if name.split(".")[0] in ("httpx", "httpcore", "hpack", "h2") and isinstance(logger, logging.Logger)
    }
    filtered = {name for name in made if logging.getLogger(name).filters}
    below = ("connection", "http11", "http2", "proxy", "socks")
    assert {"httpx", *(f"httpcore.{name}" for name in below), "hpack.hpack", "hpack.table"} <= filtered
    assert made - filtered <= {"httpcore", "hpack", "h2"}, "a logger without the filter"
