"""Real processes, a real Redis and a real server on loopback: one quota for all.

32 processes that compete for two cores may hear of the store late, and then each goes on alone for a moment. So their run is for a
quiet machine: ``IDSESSIONS_QUIET_MACHINE=1 uv run pytest -m slow tests/facade/fleet``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from email.utils import formatdate
from math import ceil

import pytest
from attrs import define, field

from .servers import free_port, needs_redis, start

pytestmark = [needs_redis, pytest.mark.slow, pytest.mark.timeout(400)]
PERIOD = 5
LIMIT = 120
QUIET = pytest.mark.skipif(
    not os.environ.get("IDSESSIONS_QUIET_MACHINE"),
    reason="32 processes need a quiet machine: set IDSESSIONS_QUIET_MACHINE",
)


@define
class Server:
    """Admits 120 requests in each window of five seconds, and counts aloud as Okta does."""

    admitted: Counter[int] = field(factory=Counter[int])
    refused: Counter[int] = field(factory=Counter[int])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                now = time.time()
                window = int(now // PERIOD)
                accepted = self.admitted[window] < LIMIT
                (self.admitted if accepted else self.refused)[window] += 1
                head = {
                    "Date": formatdate(int(now), usegmt=True),
                    "X-Rate-Limit-Limit": LIMIT,
                    "X-Rate-Limit-Remaining": LIMIT - self.admitted[window],
                    "X-Rate-Limit-Reset": (window + 1) * PERIOD,
                }
                lines = [f"HTTP/1.1 {'204 No Content' if accepted else '429 Too Many Requests'}"]
                lines += [f"{name}: {value}" for name, value in head.items()]
                if not accepted:
                    lines += ["Content-Length: 0"]
                await asyncio.sleep(0.05)
                writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def until(self, calls: int) -> None:
        while self.admitted.total() < calls:  # noqa: ASYNC110  # the server is no code of the test
            await asyncio.sleep(0.05)

    @property
    def windows(self) -> int:
        """How many windows the calls took, those with no call included."""
        return max(self.admitted) - min(self.admitted) + 1


@define
class Outcome:
    server: Server
    calls: int
    errors: list[str]
    longest_wait: float

    @property
    def best_windows(self) -> int:
        """How many windows the best possible fleet needs that starts in the same moment."""
        return 1 + ceil((self.calls - self.server.admitted[min(self.server.admitted)]) / LIMIT)


async def spawn(url: str, redis: int, calls: int, skew: float) -> Process:
    module = "tests.facade.fleet.member"
    arguments = [sys.executable, "-m", module, url, f"redis://127.0.0.1:{redis}", str(calls), str(skew)]
    return await asyncio.create_subprocess_exec(*arguments, stdin=PIPE, stdout=PIPE)


async def run(members: int, calls: int, *, restart: bool = False, kill: bool = False, skew: float = 0.0) -> Outcome:
    """Run members that make all their calls at once, and begin at the same time."""
    server, port = Server(), free_port()
    redis = start(port)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    processes: list[Process] = []
    try:
        for number in range(members):
            processes.append(await spawn(url, port, calls // members, skew if number == 0 else 0.0))
        for process in processes:
            assert process.stdout is not None
            assert await process.stdout.readline() == b"ready\n"
        # From the start of a window, so that the first one counts in full.
        await asyncio.sleep(PERIOD - time.time() % PERIOD)
        for process in processes:
            assert process.stdin is not None
            process.stdin.write(b"\n")
        alive = list(processes)
        if kill:
            await server.until(calls // 4)
            alive.pop(0).kill()
        if restart:
            await server.until(calls // 3)
            redis.kill()
            redis.wait()
            await server.until(calls // 2)
            redis = start(port)
        results = [json.loads((await process.communicate())[0]) for process in alive]
    finally:
        for process in processes:
            if process.returncode is None:
                process.kill()
            await process.wait()
        redis.kill()
        redis.wait()
        listening.close()
    errors = [error for result in results for error in result["errors"]]
    return Outcome(server, server.admitted.total(), errors, max(result["longest_wait"] for result in results))


def check(outcome: Outcome, *, refused: int = 1) -> None:
    assert outcome.errors == []
    assert max(outcome.server.refused.values(), default=0) <= refused
    # In windows, not in seconds. The call that waits longest is the last of a fair share.
    assert outcome.server.windows <= ceil(1.1 * outcome.best_windows)
    assert outcome.longest_wait <= 1.5 * PERIOD * outcome.best_windows


@pytest.mark.parametrize("members", [2, 8, pytest.param(32, marks=QUIET)])
async def test_processes_share_one_quota(members: int) -> None:
    outcome = await run(members, 960)
    check(outcome)
    assert outcome.calls == 960


async def test_redis_that_is_killed_and_restarted_loses_no_call() -> None:
    outcome = await run(8, 960, restart=True)
    check(outcome, refused=2 * 8)
    assert outcome.calls == 960


async def test_member_that_is_killed_does_not_stop_the_others() -> None:
    check(await run(8, 960, kill=True))


async def test_member_with_a_clock_an_hour_off_is_one_of_the_fleet() -> None:
    outcome = await run(4, 600, skew=3600.0)
    check(outcome)
    assert outcome.calls == 600
