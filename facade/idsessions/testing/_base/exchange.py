"""How one request ends, and what the two ways in (`in_process`, `serve`) need of an emulator."""

from __future__ import annotations

from typing import ClassVar, Protocol

from attrs import field, frozen
from starlette.datastructures import Headers

from idsessions import Clock
from idsessions.testing._base.control import Controllable
from idsessions.testing._base.faults import Fault
from idsessions.testing._base.messages import Answer


@frozen(kw_only=True)
class Exchange:
    """The response to one request, and what goes wrong with it on its way back."""

    answer: Answer
    fault: Fault = field(factory=Fault)


class Reachable(Controllable, Protocol):
    """An emulator as a transport and a server see it."""

    provider: ClassVar[str]
    clock: Clock
    origin: str

    @property
    def url(self) -> str:
        """The base URL for a client."""
        ...

    async def exchange(self, method: str, target: bytes, headers: Headers, body: bytes) -> Exchange:
        """Process one request."""
        ...

    async def wait(self, seconds: float, *, real: bool = False) -> None:
        """Let seconds pass by the clock, or in real time."""
        ...

    def touch(self) -> None:
        """Tell the clock that something happens here."""
        ...
