"""A process of a fleet: ``python -m tests.facade.fleet.member URL REDIS CALLS SKEW`` makes calls after a line on stdin."""

from __future__ import annotations

import asyncio
import json
import sys
import time

from idsessions import ApiToken, Clock, OktaSessions, RateLimit, SessionsError, SystemClock
from idsessions.stores import RedisStore


class WrongClock:
    """The machine's clock, with a wall clock that is wrong."""

    def __init__(self, skew: float) -> None:
        self._skew = skew
        self.monotonic = time.monotonic
        self.sleep = SystemClock().sleep

    def time(self) -> float:
        return time.time() + self._skew


async def main(url: str, redis: str, calls: int, skew: float) -> dict[str, object]:
    """Make all calls at once, and say what came of them."""
    store = RedisStore(redis, name="fleet")
    clock: Clock = WrongClock(skew) if skew else SystemClock()
    waits: list[float] = []
    errors: list[str] = []

    async def call() -> None:
        started = time.monotonic()
        try:
            await okta.revoke_session("102")
        except SessionsError as error:
            errors.append(str(error))
        waits.append(time.monotonic() - started)

    async with store, OktaSessions(url, ApiToken("t"), rate_limit=RateLimit(store=store), clock=clock) as okta:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.readline)
        await asyncio.gather(*(call() for _ in range(calls)))
    return {"errors": errors, "longest_wait": max(waits)}


if __name__ == "__main__":
    url, redis, calls, skew = sys.argv[1:]
    sys.stdout.write(json.dumps(asyncio.run(main(url, redis, int(calls), float(skew)))))
