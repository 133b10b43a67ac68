"""A real Redis on a free loopback port, and a store on it that goes by the time of a virtual loop."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
import redis
from attrs import define, field

from bench.worlds import START
from idsessions._fleet.redis_store import RedisStore
from idsessions._rate_limit.exchange import Grant, Report

BINARY = shutil.which("redis-server") or shutil.which("valkey-server")
needs_redis = pytest.mark.skipif(
    BINARY is None, reason="NOT RUN: needs redis-server or valkey-server (apt-get install redis-server)"
)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def start(port: int, *options: str) -> subprocess.Popen[bytes]:
    """Start Redis, and wait until it responds."""
    assert BINARY is not None
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", *options]
    process = subprocess.Popen([BINARY, *arguments], stdout=subprocess.DEVNULL)
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port or 1)) == 0:
                return process
        time.sleep(0.05)
    process.kill()
    process.wait()
    raise RuntimeError("redis-server did not start")


@contextmanager
def running(*options: str) -> Generator[int]:
    port = free_port()
    process = start(port, *options)
    try:
        yield port
    finally:
        process.kill()
        process.wait()


@define
class Network:
    """What the members of one run share: a real Redis, how long a trip takes, and whether it is away."""

    redis: Any
    round_trip: float = 0.001
    away: bool = False
    exchanges: int = 0
    lost_responses: float = 0.0
    random: Random = field(factory=lambda: Random(1))


class VirtualStore(RedisStore):
    """The store of one member, by the clock of a virtual loop. Redis takes none of its time."""

    def __init__(self, network: Network) -> None:
        super().__init__("redis://127.0.0.1", name="bench")
        self.network = network

    def _now(self) -> float:
        return START + asyncio.get_running_loop().time()

    async def exchange(self, origin: str, bucket: str, member: str, report: Report, /) -> Grant:
        self.network.exchanges += 1
        await asyncio.sleep(self.network.round_trip / 2)
        if self.network.away:
            raise ConnectionError
        grant = await super().exchange(origin, bucket, member, report)
        await asyncio.sleep(self.network.round_trip / 2)
        if self.network.random.random() < self.network.lost_responses:
            raise ConnectionError
        return grant

    def _client(self) -> Any:
        return Blocking(self.network.redis)


class Blocking:
    """A client that blocks the loop, so that no virtual time passes."""

    def __init__(self, client: Any) -> None:
        self._client = client

    async def evalsha(self, *arguments: Any) -> Any:
        return self._client.evalsha(*arguments)

    async def eval(self, *arguments: Any) -> Any:
        return self._client.eval(*arguments)


def connect(port: int) -> Any:
    return redis.Redis(port=port)
