"""The made-up library, and a client for each way to reach it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from idsessions.testing import ManualClock

from .library import MOMENT, Library


@pytest.fixture
def library() -> Library:
    """A library with its own clock."""
    return Library(clock=ManualClock(MOMENT))


@pytest.fixture(params=["in process", "tcp", "thread"])
async def library_client(library: Library, request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the library: without sockets, over TCP in this event loop, and over TCP in a thread."""
    if request.param == "in process":
        async with httpx.AsyncClient(transport=library.transport(), base_url=library.url) as client:
            yield client
    elif request.param == "tcp":
        async with library.serve() as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
            yield client
    else:
        with library.serve_in_thread() as url:
            async with httpx.AsyncClient(base_url=url, timeout=60) as client:
                yield client
