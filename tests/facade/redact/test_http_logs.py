"""The logs of httpx and httpcore tell nothing of our calls but what may be told; those of other clients stay as they were."""

from __future__ import annotations

import asyncio
import logging
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module, util
from logging.config import dictConfig

import httpcore
import httpx
import pytest

from idsessions import ApiToken, OktaSessions, SessionsError

from ..loopback import responding, serve
from ..okta_wire import API_TOKEN, SESSION, Wired

MARK = "S3CRET"
LOGGERS = ("httpx", "httpcore")


def answer(status: str) -> bytes:
    body = httpx.Response(200, json={**SESSION, "id": MARK}).content
    head = f"HTTP/1.1 {status}\r\nSet-Cookie: sid={MARK}\r\nX-Own: {MARK}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def texts(records: list[logging.LogRecord]) -> list[str]:
    assert records, "nothing was logged: nothing was searched"
    return [f"{record.name} {record.getMessage()} {record.__dict__}" for record in records]


def answered() -> httpx.Response:
    return httpx.Response(200, json=dict(SESSION))


async def test_what_is_told_of_a_call_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    answers = responding(answer("200 OK"), answer(f"404 {MARK}"))
    async with serve(answers) as port, OktaSessions(f"http://127.0.0.1:{port}/org", ApiToken(MARK)) as okta:
        await okta.get_session(MARK)
        with pytest.raises(SessionsError):
            await okta.revoke_session(MARK)
    told = [record.getMessage() for record in caplog.records if record.name == "httpx"]
    origin = f"http://127.0.0.1:{port}"
    assert told == [
        f"HTTP Request: GET {origin}/api/v1/sessions/{{sessionId}}",
        f"HTTP Request: DELETE {origin}/api/v1/sessions/{{sessionId}}",
    ]
    events = [record.getMessage() for record in caplog.records if record.name.startswith("httpcore.")]
    assert "receive_response_headers.complete" in events
    assert all(re.fullmatch(r"\w+\.(started|complete|failed)", event) for event in events)
    assert not [text for text in texts(caplog.records) if MARK in text]


async def test_the_origin_is_told_as_a_url_has_it(caplog: pytest.LogCaptureFixture) -> None:
    async with OktaSessions("http://[::1]:8080", ApiToken(MARK), transport=Wired([answered()])) as okta:
        await okta.get_session(MARK)
    told = [record.getMessage() for record in caplog.records if record.name == "httpx"]
    assert told == ["HTTP Request: GET http://[::1]:8080/api/v1/sessions/{sessionId}"]


async def test_other_clients_are_logged_as_ever(caplog: pytest.LogCaptureFixture) -> None:
    async with serve(responding(answer("200 OK"))) as port:
        url = f"http://127.0.0.1:{port}/{MARK}"
        async with httpx.AsyncClient() as client:
            await client.get(url)
    assert f'HTTP Request: GET {url} "HTTP/1.1 200 OK"' in [record.getMessage() for record in caplog.records]
    assert [record for record in caplog.records if record.name == "httpcore.http11" and MARK in record.getMessage()]


async def test_the_two_side_by_side(caplog: pytest.LogCaptureFixture) -> None:
    async def other(port: int) -> None:
        async with httpx.AsyncClient() as client:
            for _ in range(3):
                await client.get(f"http://127.0.0.1:{port}/other")

    async def ours(port: int) -> None:
        async with OktaSessions(f"http://127.0.0.1:{port}", ApiToken(API_TOKEN)) as okta:
            for _ in range(3):
                await okta.get_session(MARK)

    answers = [answer("200 OK")] * 3
    async with serve(responding(*answers)) as port, serve(responding(*answers)) as other_port:
        await asyncio.gather(ours(port), other(other_port))
    told = [record.getMessage() for record in caplog.records if record.name == "httpx"]
    assert len([text for text in told if f":{port}/api/v1/sessions/{{sessionId}}" in text]) == 3
    assert len([text for text in told if f':{other_port}/other "HTTP/1.1 200 OK"' in text]) == 3


async def test_a_call_that_breaks(caplog: pytest.LogCaptureFixture) -> None:
    broken = f"HTTP/1.1 200 OK\r\nX-Own: {MARK}\r\nContent-Length: 100\r\n\r\n{MARK}".encode()
    for answers in ((broken,), (f"{MARK}\r\n\r\n".encode(),), ()):
        server = serve(responding(*answers))
        async with server as port, OktaSessions(f"http://127.0.0.1:{port}", ApiToken(MARK)) as okta:
            with pytest.raises(SessionsError):
                await okta.authenticate("ada", MARK)
    assert [record for record in caplog.records if record.getMessage().endswith(".failed")]
    assert not [text for text in texts(caplog.records) if MARK in text]


@pytest.fixture(name="configured")
def configured_fixture() -> Iterator[None]:
    """Logging set up by the application, after we were imported."""
    everything = {"version": 1, "loggers": {name: {"level": "DEBUG"} for name in LOGGERS}}
    dictConfig({**everything, "disable_existing_loggers": False, "incremental": False})
    yield
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.mark.usefixtures("configured")
async def test_logging_that_is_configured_later_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    await test_what_is_told_of_a_call_of_ours(caplog)


def test_every_logger_below_httpx_is_named() -> None:
    # Filters work on the logger that a record is made with, not on those above it.
    for package in (httpx, httpcore):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            # Those for trio, HTTP/2 and SOCKS need what may not be installed; their loggers are named all the same.
            if util.find_spec(info.name) and not info.name.endswith(("trio", "http2", "socks_proxy", "_main")):
                import_module(info.name)
    made = {
        name
        for name, logger in logging.root.manager.loggerDict.items()
        if name.split(".")[0] in ("httpx", "httpcore", "hpack", "h2") and isinstance(logger, logging.Logger)
    }
    quiet = {name for name in made if logging.getLogger(name).filters}
    assert {"httpx", "httpcore.http2", "httpcore.http11", "httpcore.connection", "httpcore.proxy"} <= quiet
    assert made - quiet <= {"httpcore", "hpack", "h2"}, "a logger without our filter"
