"""Emulators over TCP: their URL, their clock, and that a stopped server leaves nothing open."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
import urllib.request

import httpx
import pytest

from idsessions import SystemClock
from idsessions.testing import ManualClock

from .library import MOMENT, Library, until


def is_closed(url: str) -> bool:
    """Whether the port of this URL refuses connections."""
    address = httpx.URL(url)
    try:
        socket.create_connection((address.host, address.port or 80), timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False


async def test_url_is_that_of_the_server_while_it_runs(library: Library) -> None:
    assert library.url == "https://library.test"
    async with library.serve() as url:
        assert url == library.url
        assert url.startswith("http://127.0.0.1:")
        assert not is_closed(url)
    assert library.url == "https://library.test"
    assert is_closed(url)


def test_serve_in_thread_serves_synchronous_code(library: Library) -> None:
    before = threading.active_count()
    with library.serve_in_thread() as url:
        assert url == library.url
        assert httpx.get(f"{url}/loans/mine").text == "<mine/>"
        with urllib.request.urlopen(f"{url}/loans/1?alt=json") as response:
            assert response.read() == b'{"id":"1"}'
    assert threading.active_count() == before
    assert library.url == "https://library.test"
    assert is_closed(url)
    assert [request.operation for request in library.requests] == ["getMyLoan", "getLoan"]


async def test_port_in_use_raises(library: Library) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            async with library.serve(port):
                pass
        with pytest.raises(OSError, match="in use"), library.serve_in_thread(port):
            pass
    async with library.serve(port) as url:
        assert url == f"http://127.0.0.1:{port}"
    # The same port serves again at once.
    with library.serve_in_thread(port) as url:
        assert url == f"http://127.0.0.1:{port}"


async def test_several_emulators_are_served_at_once() -> None:
    libraries = [Library(), Library(), Library()]
    async with libraries[0].serve() as one, libraries[1].serve() as two:
        with libraries[2].serve_in_thread() as three:
            async with httpx.AsyncClient() as client:
                for url in (one, two, three, three):
                    await client.get(f"{url}/loans/mine")
    assert [len(library.requests) for library in libraries] == [1, 1, 2]


@pytest.mark.parametrize("in_progress", [0, 3])
async def test_server_stops_without_waiting_for_requests(
    library: Library, in_progress: int, caplog: pytest.LogCaptureFixture
) -> None:
    library.clock = ManualClock(auto=False)
    before = asyncio.all_tasks()
    async with httpx.AsyncClient() as client:
        async with library.serve() as url:
            await client.get(f"{url}/loans/mine")
            library.slow(60, times=None)
            pending = [asyncio.create_task(client.get(f"{url}/loans/mine")) for _ in range(in_progress)]
            await until(lambda: len(library.requests) == 1 + in_progress)
        for ended in await asyncio.gather(*pending, return_exceptions=True):
            assert isinstance(ended, httpx.TransportError)
        assert asyncio.all_tasks() == before
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_server_leaves_signal_handlers_alone(library: Library) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    async with library.serve():
        assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


async def test_error_in_the_block_stops_the_server(library: Library) -> None:
    url = ""
    with pytest.raises(ZeroDivisionError):
        async with library.serve() as url:
            raise ZeroDivisionError
    assert is_closed(url)
    with pytest.raises(ZeroDivisionError), library.serve_in_thread() as url:
        raise ZeroDivisionError
    assert is_closed(url)


async def test_clock_waits_for_the_network(library: Library, library_client: httpx.AsyncClient) -> None:
    async def send() -> None:
        for _ in range(5):
            await library_client.get("/loans/mine")

    await asyncio.gather(library.clock.sleep(3600), send())
    assert [request.at for request in library.requests] == [MOMENT] * 5
    assert library.clock.time() == MOMENT + 3600


async def test_system_clock_works_too() -> None:
    library = Library(clock=SystemClock())
    async with library.serve() as url, httpx.AsyncClient() as client:
        library.slow(0.001)
        assert (await client.get(f"{url}/loans/mine")).status_code == 200


async def test_app_runs_under_any_asgi_server(library: Library) -> None:
    transport = httpx.ASGITransport(library.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://anywhere.test") as client:
        response = await client.get("/loans/a%2Fb?alt=json&x=1")
        assert response.json() == {"id": "a/b"}
        assert library.requests[0].query.multi_items() == [("alt", "json"), ("x", "1")]
        library.drop_connection()
        with pytest.raises(ConnectionAbortedError):
            await client.get("/loans/mine")
