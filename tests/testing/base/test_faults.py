"""Planned faults, the same in process and over TCP; the request after a fault is processed as usual."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest

from idsessions.testing import ManualClock

from .library import MOMENT, Library, until

LOAN = {"title": "Emma", "days": 21}
HEADERS = {"X-Branch": "north", "Cookie": "card=1"}
PAGE = "text/html; charset=utf-8"


async def create(client: httpx.AsyncClient) -> httpx.Response:
    return await client.put("/loans", json=LOAN, headers=HEADERS)


async def test_fail_next_sends_the_response_without_processing(
    library: Library, library_client: httpx.AsyncClient
) -> None:
    library.fail_next(429, {"error": "calm down"}, {"Retry-After": "7"})
    refused = await create(library_client)
    assert (refused.status_code, refused.json(), refused.headers["Retry-After"]) == (429, {"error": "calm down"}, "7")
    assert refused.headers["Content-Type"] == "application/json"
    assert "X-Stamp" not in refused.headers
    assert library.loans == []
    assert (await create(library_client)).status_code == 201
    assert [request.operation for request in library.requests] == ["createLoan", "createLoan"]


@pytest.mark.parametrize("body", ["nø", "nø".encode()])
async def test_fail_next_sends_text_and_bytes_as_given(library: Library, body: str | bytes) -> None:
    library.fail_next(500, body, {"Content-Type": "text/plain"})
    async with httpx.AsyncClient(transport=library.transport(), base_url=library.url) as client:
        response = await create(client)
    assert (response.content, response.headers["Content-Type"]) == ("nø".encode(), "text/plain")


async def test_fault_waits_for_its_operation_and_counts(library: Library) -> None:
    library.fail_next(500, operation="createLoan", times=2)
    library.fail_next(503)
    async with httpx.AsyncClient(transport=library.transport(), base_url=library.url) as client:
        statuses = [(await client.get("/loans/mine")).status_code for _ in range(2)]
        statuses += [(await create(client)).status_code for _ in range(3)]
        library.fail_next(504, times=None)
        statuses += [(await create(client)).status_code for _ in range(3)]
        library.clear_faults()
        statuses += [(await create(client)).status_code]
    assert statuses == [503, 200, 500, 500, 201, 504, 504, 504, 201]


def test_fault_for_no_request_raises(library: Library) -> None:
    with pytest.raises(ValueError, match="times"):
        library.fail_next(500, times=0)


async def test_html_error_page(library: Library, library_client: httpx.AsyncClient) -> None:
    library.html_error_page()
    response = await create(library_client)
    assert (response.status_code, response.headers["Content-Type"]) == (502, PAGE)
    assert response.text.startswith("<!DOCTYPE html>")
    library.html_error_page(200)
    assert (await create(library_client)).status_code == 200
    assert library.loans == []


@pytest.mark.parametrize(
    ("at", "processed"),
    [("request", 0), ("answer", 1), ("body", 1)],
)
async def test_drop_connection_before_or_after_processing(
    library: Library, library_client: httpx.AsyncClient, at: str, processed: int
) -> None:
    await library_client.get("/loans/mine")
    if at == "request":
        library.drop_connection()
    elif at == "answer":
        library.drop_connection("answer")
    else:
        library.drop_connection("body")
    with pytest.raises(httpx.RemoteProtocolError):
        await create(library_client)
    assert len(library.loans) == processed
    assert (await create(library_client)).status_code == 201


async def test_drop_connection_in_the_body(library: Library, library_client: httpx.AsyncClient) -> None:
    library.drop_connection("body")
    async with library_client.stream("GET", "/loans/mine") as response:
        assert (response.status_code, response.headers["Content-Length"]) == (200, "7")
        chunks = response.aiter_bytes()
        assert await anext(chunks) == b"<mi"
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
            await anext(chunks)


async def test_drop_many_connections_at_once(library: Library, library_client: httpx.AsyncClient) -> None:
    library.drop_connection(times=20)
    results = await asyncio.gather(*(create(library_client) for _ in range(40)), return_exceptions=True)
    assert sum(isinstance(result, httpx.RemoteProtocolError) for result in results) == 20
    assert sum(isinstance(result, httpx.Response) for result in results) == 20


async def test_slow_takes_time_of_the_clock(library: Library, library_client: httpx.AsyncClient) -> None:
    library_client.timeout = httpx.Timeout(None)
    library.slow(3600)
    responses = await asyncio.gather(create(library_client), create(library_client))
    assert [response.status_code for response in responses] == [201, 201]
    assert library.clock.time() == MOMENT + 3600
    assert [request.at for request in library.requests] == [MOMENT, MOMENT]


async def test_slow_takes_real_time_by_request(library: Library, library_client: httpx.AsyncClient) -> None:
    library.slow(0.001, real=True)
    assert (await create(library_client)).status_code == 201
    assert library.clock.time() == MOMENT


async def test_read_timeout_in_process_takes_time_of_the_clock(library: Library) -> None:
    library.slow(60)
    async with httpx.AsyncClient(transport=library.transport(), base_url=library.url, timeout=10) as client:
        with pytest.raises(httpx.ReadTimeout):
            await create(client)
    assert library.clock.time() == MOMENT + 10
    assert len(library.loans) == 1


async def test_delay_ends_when_the_client_disconnects() -> None:
    library = Library(clock=ManualClock(MOMENT, auto=False))
    async with library.serve() as url, httpx.AsyncClient(base_url=url) as client:
        library.slow(60)
        pending = asyncio.create_task(create(client))
        await until(lambda: bool(library.loans))
        pending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await pending
        await until(lambda: "0 waiting" in repr(library.clock))
        assert (await create(client)).status_code == 201


PLANS: list[tuple[Callable[[Library], None], str]] = [
    (lambda library: library.fail_next(500, operation="getloan"), "`operation` must be one of"),
    (lambda library: library.fail_next("503"), "`status`"),  # type: ignore[arg-type]
    (lambda library: library.fail_next(99), "`status`"),
    (lambda library: library.drop_connection("respond"), "`at` must be one of request, answer, body"),  # type: ignore[arg-type]
    (lambda library: library.slow(-1), "`seconds`"),
    (lambda library: library.slow(1, operation="nothing"), "`operation` must be one of"),
    (lambda library: library.slow(1, times=0), "`times`"),
]


@pytest.mark.parametrize(("plan", "named"), PLANS)
def test_fault_that_would_never_happen_raises(plan: Callable[[Library], None], named: str, library: Library) -> None:
    with pytest.raises(ValueError, match=named):
        plan(library)
