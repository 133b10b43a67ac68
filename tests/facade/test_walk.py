"""The path of one call stays short: how many files it enters, and how often it goes from one file to another."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import FrameType

import httpx
import pytest

from idsessions import ApiToken, OktaSessions
from idsessions.testing import OktaEmulator

ROOT = Path(__file__).parents[2]
ROOMS = (ROOT / "facade" / "idsessions", ROOT / "clients")
OUTSIDE = ROOT / "facade" / "idsessions" / "testing"

# What a newcomer can follow in one sitting.
MOST_FILES = 12
MOST_CHANGES = 60


def is_ours(path: str) -> bool:
    return path.startswith(tuple(f"{room}/" for room in ROOMS)) and not path.startswith(f"{OUTSIDE}/")


async def walk(call: Callable[[], Awaitable[object]]) -> list[str]:
    """The files of the project that ``call`` enters, in order; the same file several times in a row is one entry."""
    visited: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        # After a return, the caller's file is where the call goes on.
        at = frame if event == "call" else frame.f_back
        while at is not None and not is_ours(at.f_code.co_filename):
            at = at.f_back if event == "return" else None
        if event in ("call", "return") and at is not None:
            path = at.f_code.co_filename
            if not visited or visited[-1] != path:
                visited.append(path)

    sys.setprofile(note)
    try:
        await call()
    finally:
        sys.setprofile(None)
    return visited


@pytest.fixture(name="org")
def org_fixture() -> OktaEmulator:
    return OktaEmulator()


async def test_get_session_is_a_short_walk(org: OktaEmulator) -> None:
    session = org.sign_in()
    async with httpx.AsyncClient(transport=org.transport(), headers={"Authorization": f"SSWS {org.api_token}"}) as http:
        response = await http.get(f"{org.url}/api/v1/sessions/{session.id}")

    def replay(_: httpx.Request) -> httpx.Response:
        # At once: a wait would leave every file on the way and enter it again.
        return httpx.Response(200, headers=response.headers, content=response.content)

    async with OktaSessions(org.url, ApiToken(org.api_token), transport=httpx.MockTransport(replay)) as okta:
        await okta.get_session(session.id)
        visited = await walk(lambda: okta.get_session(session.id))
    names = [str(Path(path).relative_to(ROOT)) for path in visited]
    route = "\n".join(names)
    assert len(set(names)) <= MOST_FILES, f"{len(set(names))} files:\n" + "\n".join(sorted(set(names)))
    assert len(names) - 1 <= MOST_CHANGES, f"{len(names) - 1} changes of file:\n{route}"
