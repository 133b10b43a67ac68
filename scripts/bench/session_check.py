"""What a session check costs: requests to the provider, and time from the cache beside a request to an emulator.

    uv run scripts/bench_session_check.py

It fails if checks of one session send more than one request, if other sessions do not send one each, or if a check from the
cache costs more than a twentieth of one that asks the emulator.
"""

from __future__ import annotations

import argparse
import asyncio
import time

from idsessions import OktaSessions
from idsessions.testing import OktaEmulator
from idsessions.web import SessionCheck

VISITORS = 200
CHECKS = 200_000
# The bound leaves room for another machine.
LEAST_RATIO = 20


async def measure() -> bool:
    """Print what was counted and timed; return whether all bounds hold."""
    with OktaEmulator() as emulator:
        async with OktaSessions(emulator.url, transport=emulator.transport(), rate_limit=None) as okta:
            sessions = [emulator.sign_in() for _ in range(VISITORS)]
            check = SessionCheck(okta)
            await asyncio.gather(*(check(sessions[0].idx) for _ in range(VISITORS)))
            with_one = len(emulator.requests)
            started = time.process_time()
            await asyncio.gather(*(SessionCheck(okta)(session.idx) for session in sessions))
            asked = (time.process_time() - started) / VISITORS
            with_many = len(emulator.requests) - with_one
            started = time.process_time()
            for _ in range(CHECKS):
                await check(sessions[0].idx)
            cached = (time.process_time() - started) / CHECKS
    print(f"{VISITORS} checks at once with one cookie:         {with_one} request(s)")
    print(f"{VISITORS} checks at once with {VISITORS} cookies:       {with_many} requests")
    print(f"a check from the cache:  {cached * 1e6:.1f} us, {1 / cached:,.0f} a second")
    print(f"a check by the emulator: {asked * 1e6:.0f} us, {asked / cached:.0f} times as much")
    return with_one == 1 and with_many == VISITORS and asked / cached > LEAST_RATIO


def main() -> int:
    """The exit status of the command."""
    argparse.ArgumentParser(
        prog="bench_session_check.py", description="Measure what a session check costs."
    ).parse_args()
    return 0 if asyncio.run(measure()) else 1
