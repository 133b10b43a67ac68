"""``idsessions emulate``: serves the three emulators until stopped, and says where they are and how to call them."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Generator
from contextlib import AsyncExitStack, contextmanager
from types import FrameType

from attrs import frozen

from idsessions._clock import SystemClock
from idsessions.cli._greeting import agileapps_greeting, forgerock_greeting, greeting, okta_greeting
from idsessions.forgerock._profiles import ProfileName
from idsessions.testing import AgileAppsEmulator, Emulator, ForgeRockEmulator, OktaEmulator


@frozen
class Ports:
    """Where the emulators listen; 0 for any port that is free."""

    okta: int = 0
    forgerock: int = 0
    agileapps: int = 0


def emulate(ports: Ports, *, profile: ProfileName, seed: int | None, as_json: bool) -> int:
    """Serve the emulators until SIGINT or SIGTERM.

    Args:
        ports: Where they listen.
        profile: The kind of ForgeRock server.
        seed: Makes the credentials the same in every run.
        as_json: Print one line of JSON, and nothing else, to standard output.

    Returns:
        The exit status.

    Raises:
        OSError: A port cannot be had.
    """
    return asyncio.run(_serve(ports, profile, seed, as_json))


async def _serve(ports: Ports, profile: ProfileName, seed: int | None, as_json: bool) -> int:
    clock = SystemClock()
    okta = OktaEmulator(clock=clock, seed=seed)
    forgerock = ForgeRockEmulator(profile, clock=clock, seed=seed)
    agileapps = AgileAppsEmulator(clock=clock, seed=seed)
    async with AsyncExitStack() as stack:
        stop = stack.enter_context(_stopped())
        await _start(okta, ports.okta, stack)
        await _start(forgerock, ports.forgerock, stack)
        await _start(agileapps, ports.agileapps, stack)
        greetings = {
            "okta": okta_greeting(okta),
            "forgerock": forgerock_greeting(forgerock),
            "agileapps": agileapps_greeting(agileapps),
        }
        if as_json:
            print(json.dumps({provider: each.facts for provider, each in greetings.items()}), flush=True)
        else:
            print(greeting(greetings.values()), flush=True)
        await stop.wait()
    for emulator in (okta, forgerock, agileapps):
        _say_farewell(emulator)
    return 0


async def _start(emulator: Emulator, port: int, stack: AsyncExitStack) -> None:
    try:
        await stack.enter_async_context(emulator.serve(port))
    except OSError as error:
        raise OSError(error.errno, f"{emulator.provider} on port {port}: {error.strerror}") from error


@contextmanager
def _stopped() -> Generator[asyncio.Event]:
    """An event that SIGINT and SIGTERM set while the context lasts."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def set_stop(_: int, __: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop.set)

    before = {number: signal.signal(number, set_stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say_farewell(emulator: Emulator) -> None:
    """What the requests did against the document: the provider might have answered, and another day might not."""
    violations = sorted({str(violation) for violation in emulator.violations})
    if violations:
        print(f"{emulator.provider}: requests that are not as its document has them:", file=sys.stderr)
        for violation in violations:
            print(f"  {violation}", file=sys.stderr)
