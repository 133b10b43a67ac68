"""HTTP on real sockets: what a connection makes of the forms in which a response comes, and when it is used again."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import httpx
import pytest

from idsessions import ApiToken, BadRequestError, ConnectionFailedError, OktaSessions

from ...faults.server import BODY, HEAD, certificate
from ..loopback import Handler, serve
from .conftest import MakeClient

JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = JSON + b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
# Bytes, and whether the connection is used again.
FORMS: dict[str, tuple[bytes, bool]] = {
    "with a length": (HEAD + BODY, True),
    "in chunks": (CHUNKED, True),
    "to the end of the connection": (JSON + b"Connection: close\r\n\r\n" + BODY, False),
    "of HTTP/1.0": ((HEAD + BODY).replace(b"HTTP/1.1", b"HTTP/1.0"), False),
    "after informational responses": (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 3 + HEAD + BODY, True),
    "with more than was asked for": (HEAD + BODY + HEAD + BODY, False),
}


def each_time(response: bytes, *, closes: bool) -> tuple[Handler, list[int]]:
    """A handler that sends ``response`` to each request; and how many requests each connection has had."""
    counts: list[int] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mine = len(counts)
        counts.append(0)
        while True:
            await reader.readuntil(b"\r\n\r\n")
            counts[mine] += 1
            writer.write(response)
            await writer.drain()
            if closes:
                return

    return handle, counts


@pytest.mark.parametrize("form", FORMS)
async def test_response_is_read_in_every_form(form: str, client: MakeClient) -> None:
    response, reused = FORMS[form]
    handle, counts = each_time(response, closes=not reused and form != "with more than was asked for")
    async with serve(handle) as port, client(f"http://127.0.0.1:{port}") as okta:
        for _ in range(3):
            assert (await okta.get_session("102")).id == "102"
            await asyncio.sleep(0.01)  # The end of a connection reaches the client.
    assert counts == ([3] if reused else [1, 1, 1])


async def test_response_before_the_request_is_read_counts(client: MakeClient) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        await reader.read()

    async with serve(refuse) as port, client(f"http://127.0.0.1:{port}") as okta:
        with pytest.raises(BadRequestError) as raised:
            await okta.authenticate("ada", "x" * 3_000_000)
    assert raised.value.status == 413


@pytest.mark.parametrize(
    "response",
    [b"", b"HTTP/1.1", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000, HEAD + BODY[:-1]],
    ids=["nothing", "half a line", "nonsense", "an endless header", "half a body"],
)
async def test_response_that_breaks_off_raises(response: bytes, client: MakeClient) -> None:
    handle, counts = each_time(response, closes=True)
    async with serve(handle) as port, client(f"http://127.0.0.1:{port}") as okta:
        with pytest.raises(ConnectionFailedError) as raised:
            await okta.create_session("a-session-token")
    assert raised.value.maybe_processed
    assert counts == [1]  # It is not known whether the session exists: nothing is sent again.


async def http2(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send a session to each request of an HTTP/2 connection."""
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    connection.initiate_connection()
    while True:
        writer.write(connection.data_to_send())
        await writer.drain()
        if not (data := await reader.read(65536)):
            return
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                stream = event.stream_id
                connection.send_headers(stream, [(":status", "200"), ("content-type", "application/json")])
                connection.send_data(stream, BODY, end_stream=True)


async def test_http2_works_if_you_ask_for_it(tmp_path: Path) -> None:
    context, trusted = certificate(tmp_path)
    context.set_alpn_protocols(["h2"])
    transport = httpx.AsyncHTTPTransport(http2=True, verify=ssl.create_default_context(cafile=trusted))
    async with (
        serve(http2, context) as port,
        OktaSessions(f"https://127.0.0.1:{port}", ApiToken("a-token"), transport=transport) as okta,
    ):
        sessions = await asyncio.gather(*(okta.get_session("102") for _ in range(20)))
    assert {session.id for session in sessions} == {"102"}
