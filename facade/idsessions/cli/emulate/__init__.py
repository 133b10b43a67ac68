"""``idsessions emulate``: serves the three emulators until stopped, and prints how to call them."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Generator
from contextlib import AsyncExitStack, contextmanager
from types import FrameType

from attrs import frozen

from idsessions import SystemClock
from idsessions.testing import AgileAppsEmulator, Emulator, ForgeRockEmulator, OktaEmulator

from .._arguments import Profile
from ._greeting import agileapps_greeting, as_text, forgerock_greeting, okta_greeting

__all__ = ["Ports", "run_emulators", "serve"]


@frozen
class Ports:
    """The ports of the emulators; 0 takes any free port."""

    okta: int = 0
    forgerock: int = 0
    agileapps: int = 0


def run_emulators(ports: Ports, *, profile: Profile, seed: int | None, as_json: bool, users: int = 0) -> int:
    """Serve the emulators until SIGINT or SIGTERM.

    Args:
        ports: Where they listen.
        profile: The kind of ForgeRock server.
        seed: Makes the credentials the same in every run.
        as_json: Print one line of JSON and nothing else to standard output.
        users: How many more users Okta and ForgeRock have, each with a session.

    Returns:
        The exit status.

    Raises:
        OSError: A port is not free.
    """

    async def serve_until_signal() -> None:
        with _signalled() as stop:
            await serve(stop, ports, profile=profile, seed=seed, as_json=as_json, users=users)

    asyncio.run(serve_until_signal())
    return 0


async def serve(
    stop: asyncio.Event, ports: Ports, *, profile: Profile, seed: int | None, as_json: bool, users: int = 0
) -> None:
    """Serve the emulators until ``stop`` is set; the other arguments are those of `run_emulators`."""
    clock = SystemClock()
    okta = OktaEmulator(clock=clock, seed=seed)
    forgerock = ForgeRockEmulator(profile, clock=clock, seed=seed)
    agileapps = AgileAppsEmulator(clock=clock, seed=seed)
    for number in range(users):
        okta.sign_in(okta.add_user(f"user{number}@example.com"))
        forgerock.sign_in(forgerock.add_user(f"user{number}", forgerock.password))
    async with AsyncExitStack() as stack:
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
            print(as_text(greetings.values()), flush=True)
        await stop.wait()
    for emulator in (okta, forgerock, agileapps):
        _print_violations(emulator)


async def _start(emulator: Emulator, port: int, stack: AsyncExitStack) -> None:
    try:
        await stack.enter_async_context(emulator.serve(port))
    except OSError as error:
        raise OSError(error.errno, f"{emulator.provider} on port {port}: {error.strerror}") from error


@contextmanager
def _signalled() -> Generator[asyncio.Event]:
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


def _print_violations(emulator: Emulator) -> None:
    """Print which requests violated the provider's description: the real provider may refuse them."""
    violations = sorted({str(violation) for violation in emulator.violations})
    if violations:
        print(f"{emulator.provider}: these requests violate the provider's description:", file=sys.stderr)
        for violation in violations:
            print(f"  {violation}", file=sys.stderr)
