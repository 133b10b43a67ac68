"""A provider that works most of the time: its emulator on a loopback port, with the faults of the table in between."""

from __future__ import annotations

import asyncio
import random
import re
import zlib
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from attrs import define, field
from starlette.datastructures import Headers

from idsessions.testing import Answer, Emulator, ManualClock

from .fault import Fault
from .raw import Good, Link, Received, serve
from .servers import responds_twice, talks_out_of_turn
from .table import FAULTS

CALL_ID: Final = "X-Call"
_CALL_ID: Final = re.compile(rb"^x-call: *([0-9]+)\r$", re.IGNORECASE | re.MULTILINE)
_REQUESTS_PER_FAULT: Final = 3
_NOTHING: Final = Good(b"204 No Content", b"", b"", b"")


def _is_played(section: str, fault: Fault) -> bool:
    """Whether a server of plain HTTP can do it, and the client is afterwards as it was before.

    After a 429 that names no time the client sends less at once, and after a pause of a day it refuses all calls. A response
    that nobody asked for can be taken for that of a later call.
    """
    changes_client = "429" in fault.name and fault.outcomes["all"].waited == 0
    is_stray = fault.serve in (talks_out_of_turn, responds_twice)
    return fault.serve is not None and section not in ("TLS", "Proxies") and not (changes_client or is_stray)


PLAYED: Final = [fault for section, fault in FAULTS if _is_played(section, fault)]


@define(eq=False)
class Journal:
    """What reached the server of a provider, and how it is to respond.

    Attributes:
        open: The connections that are open now.
        received: How often each request of each call was received, without those that got a 429: by the id of the call, the
            request's method and target, and a checksum of its body.
        played: How many faults were played.
        share: The share of the times at which a fault is played.
        together: Respond only when so many requests have come; None to not wait.
    """

    share: float
    open: list[Link] = field(factory=list[Link])
    played: int = 0
    received: Counter[tuple[bytes, bytes, int]] = field(factory=Counter[tuple[bytes, bytes, int]])
    together: asyncio.Barrier | None = None

    def play_no_more(self) -> None:
        """Cut all connections, since some play faults, and play none on later ones."""
        self.share = 0.0
        for link in self.open:
            link.writer.transport.abort()

    def add(self, head: bytes, body: bytes) -> None:
        """Count a request."""
        call = _CALL_ID.search(head)
        self.received[(call[1] if call else b"", head.partition(b" HTTP/")[0], zlib.crc32(body))] += 1


class _Cut(ManualClock):
    """What makes a deadline pass in the table cuts the connection here: all calls have one clock."""

    def __init__(self, link: Link) -> None:
        super().__init__(auto=False)
        self._link = link

    def advance(self, seconds: float) -> None:
        self._link.writer.transport.abort()


@define(eq=False)
class _Emulated(Link):
    """A connection whose responses are those of an emulator, before a fault changes them."""

    journal: Journal
    emulator: Emulator
    is_counted: bool
    left: int

    async def request(self) -> tuple[bytes, bytes]:
        if self.left == 0:
            raise EOFError  # A fault that lasts would soon be all that the client meets.
        self.left -= 1
        head, body = await Link.request(self)
        if self.journal.together is not None:
            await self.journal.together.wait()
        method, target, _ = head.split(b"\r\n", 1)[0].split(b" ")
        lines = [line.partition(b":") for line in head.split(b"\r\n")[1:-2]]
        headers = Headers(raw=[(name.lower(), value.strip()) for name, _, value in lines])
        answer = (await self.emulator.exchange(method.decode(), target, headers, body)).answer
        if self.is_counted and answer.status != 429:
            self.journal.add(head, body)
        self.good = _good(answer)
        return head, body


def _good(answer: Answer) -> Good:
    kept = [f"{name}: {value}\r\n" for name, value in answer.headers if name.lower() != "content-length"]
    media = (answer.header("Content-Type") or "").partition(";")[0]
    return Good(b"%d Whatever" % answer.status, "".join(kept).encode("latin-1"), answer.body, media.encode())


@asynccontextmanager
async def serve_with_faults(emulator: Emulator, seed: int, share: float) -> AsyncGenerator[tuple[str, Journal]]:
    """Serve until the block ends; yields the URL and the journal.

    Args:
        emulator: What processes the requests.
        seed: Chooses the faults.
        share: The share of the times at which a fault is played.
    """
    journal = Journal(share)
    choice = random.Random(seed)

    def emulated(link: Link, fault: Fault | None) -> _Emulated:
        is_counted = fault is None or "429" not in fault.name
        left = -1 if fault is None else _REQUESTS_PER_FAULT
        return _Emulated(
            link.index, _NOTHING, _Cut(link), Received(), link.reader, link.writer, journal, emulator, is_counted, left
        )

    async def behave(link: Link) -> None:
        journal.open.append(link)
        honest = emulated(link, None)
        try:
            while choice.random() >= journal.share:
                await honest.request()
                await honest.send(honest.good.whole())
            fault = choice.choice(PLAYED)
            journal.played += 1
            assert fault.serve is not None
            await fault.serve(emulated(link, fault))
        finally:
            journal.open.remove(link)

    async with serve(behave, _NOTHING, ManualClock(auto=False)) as (port, _):
        yield f"http://127.0.0.1:{port}", journal
