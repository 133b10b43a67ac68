"""What an import costs, and what waiting calls, idle clients and idle session handles take of the memory."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import tracemalloc
from collections.abc import Awaitable, Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import httpx

from idsessions import AgileAppsSessions, ApiToken, ForgeRockSessions, OktaSessions

from .measure import Row, in_fresh_process
from .payload import ORG, SESSION_ID, TOKEN

IMPORTS: Final = "imports, fresh process"
IMPORT_HTTPX: Final = "import httpx"
IMPORT_OURS: Final = "import idsessions"
IMPORT_OKTA: Final = "from idsessions import OktaSessions"
MEMORY: Final = "memory"
WAITING: Final = "a call that waits in the queue"
WAITING_RSS: Final = "10,000 calls that wait, RSS"
CLIENT: Final = "an idle client"
HANDLES: Final = ("an idle OktaSession", "an idle ForgeRockSession", "an idle AgileAppsSession")

STATEMENTS: Final = {
    IMPORT_HTTPX: "import httpx",
    IMPORT_OURS: "import idsessions",
    IMPORT_OKTA: "from idsessions import OktaSessions",
}
OTHER_STATEMENTS: Final = {
    "... and the first client, https": (
        "from idsessions import OktaSessions, ApiToken; OktaSessions('https://acme.okta.example', ApiToken('00'))"
    ),
    "from idsessions import *; import joserfc.jwt": "from idsessions import *; import joserfc.jwt",
    "import aiohttp": "import aiohttp",
    "import okta.client": "import okta.client",
}
# httpx imports its command line, and with it half of `rich`, where click is installed; here pytest and others bring it.
_PROGRAM: Final = "import sys, time; sys.modules['click'] = None; started = time.process_time(); {}; print(time.process_time() - started)"


def measure_imports(statements: Mapping[str, str], rounds: int) -> list[Row]:
    """Measure the CPU time of statements, each in a fresh interpreter, without the interpreter's start."""
    found = {each: code for each, code in statements.items() if _is_importable(code)}
    times: dict[str, list[float]] = {each: [] for each in found}
    for _ in range(rounds + 1):  # The first round writes the byte code.
        for each, code in found.items():
            times[each].append(float(in_fresh_process(_PROGRAM.format(code))) * 1e3)
    return [Row(IMPORTS, each, "ms", tuple(measured[1:])) for each, measured in times.items()]


def _is_importable(code: str) -> bool:
    return find_spec(re.split(r"[ .,]", code)[1]) is not None


def measure_memory(count: int, rounds: int) -> list[Row]:
    """Measure the memory of things that are idle, each kind in a fresh process.

    Args:
        count: How many of each; a tenth of it for clients.
        rounds: How often.
    """
    kinds = {WAITING: ("waiting", "bytes"), CLIENT: ("clients", "bytes")}
    kinds |= {name: (f"handles_{n}", "bytes") for n, name in enumerate(HANDLES)}
    if Path("/proc/self/statm").exists():
        kinds[WAITING_RSS] = ("waiting_rss", "MB")
    rows: list[Row] = []
    for name, (kind, unit) in kinds.items():
        program = f"from bench.footprint import measure; print(measure({kind!r}, {count}))"
        values = tuple(float(in_fresh_process(program)) for _ in range(rounds))
        rows.append(Row(MEMORY, name, unit, values))
    return rows


def measure(kind: str, count: int) -> float:
    """Measure one kind in this process, which has to be fresh: bytes of each, or MB of all."""
    match kind:
        case "waiting":
            return asyncio.run(_waiting(count, _traced)) / count
        case "waiting_rss":
            return asyncio.run(_waiting(count, _rss)) / 1e6
        case "clients":
            return _grown(lambda: OktaSessions(ORG, ApiToken(TOKEN)), count // 10)
        case "handles_0":
            okta = OktaSessions(ORG, ApiToken(TOKEN))
            return _grown(lambda: okta.session(SESSION_ID), count)
        case "handles_1":
            forgerock = ForgeRockSessions("https://acme.example/am", realm="alpha")
            return _grown(lambda: forgerock.session("not-a-real-token"), count)
        case _:
            agileapps = AgileAppsSessions("https://acme.example")
            return _grown(lambda: agileapps.session("not-a-real-session"), count)


class _Silent(httpx.AsyncBaseTransport):
    """Never responds."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.get_running_loop().create_future()
        raise AssertionError("unreachable")


def _traced() -> int:
    if not tracemalloc.is_tracing():
        tracemalloc.start()
    return tracemalloc.get_traced_memory()[0]


def _rss() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _grown(make: Callable[[], object], count: int) -> float:
    kept: list[object] = [make()]  # The first pays for what all share.
    gc.collect()
    before = _traced()
    kept += [make() for _ in range(count)]
    gc.collect()
    return (_traced() - before) / count


async def _waiting(count: int, used: Callable[[], int]) -> float:
    """The memory that ``count`` calls take while they wait, with the tasks that make them."""
    async with OktaSessions(ORG, ApiToken(TOKEN), transport=_Silent()) as okta:

        def start(calls: int) -> list[asyncio.Task[object]]:
            def call() -> Awaitable[object]:
                return okta.get_session(SESSION_ID)

            return [asyncio.ensure_future(call()) for _ in range(calls)]

        tasks = start(64)  # More than there are slots.
        await asyncio.sleep(0.05)
        gc.collect()
        before = used()
        tasks += start(count)
        await asyncio.sleep(0.05)
        gc.collect()
        grown = used() - before
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        return grown
