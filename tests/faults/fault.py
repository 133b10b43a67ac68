"""A fault: what a server does, and what its client's calls come to."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import ssl
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final, Literal, Self, TypeAlias, cast
from unittest.mock import patch

from attrs import evolve, field, frozen

from idsessions import CallRecord, SessionsError, Timeouts
from idsessions.testing import ManualClock

from ..wire.rows import plain
from .calls import Call, client_for
from .raw import Behaviour, Received, serve

_SOON: Final = 0.05
"""Seconds for a step that waits for something that never comes."""
_AMPLE: Final = 60.0
# A login that cannot be read ends the session that it started, which takes another request.
_ENDED: Final = "; the session that it started could not be logged out"

TLS: TypeAlias = tuple[ssl.SSLContext | None, Path | None]
"""The server's context, and the certificates that the client trusts."""


@frozen
class Outcome:
    """What a call comes to.

    Attributes:
        error: The class of what it raises; None for the result that the provider documents.
        message: The text of the error, with ``{media}`` for the documented media type, and an ellipsis for any text.
        maybe_processed: What a `TransportError` says; None for any other end.
        connections: How many connections the server accepted.
        received: How often the server received the operation.
        waited: Whole seconds that the call waited, by the client's clock; a pause may be a quarter of a second longer.
    """

    error: type[SessionsError] | None = None
    message: str = ""
    maybe_processed: bool | None = None
    connections: int = 1
    received: int = 1
    waited: int = 0

    def times(self, received: int, connections: int) -> Self:
        """The same, after the operation was received so often, on so many connections."""
        return evolve(self, received=received, connections=connections)

    def matches(self, found: Outcome, media: str) -> bool:
        """Whether a call came to this."""
        said, ended, _ = found.message.partition(_ENDED)
        connections = self.connections if ended else found.connections
        parts = self.message.format(media=media).split("…")
        message = re.fullmatch(".*".join(map(re.escape, parts)), said) is not None
        waited = self.waited <= found.waited < self.waited + 2
        return (
            message
            and waited
            and evolve(self, message=found.message, waited=found.waited) == evolve(found, connections=connections)
        )


Outcomes: TypeAlias = Mapping[str, Outcome]
"""By whose calls: all, retryable, other, a provider, or an operation such as ``agileapps.login``. The narrowest counts."""


@frozen
class Fault:
    """One kind of misbehaving server.

    Attributes:
        name: What it does.
        serve: How; None for a port without a server.
        outcomes: What calls come to.
        tls: The server's certificate, if it has TLS.
        is_proxy: Whether it is the client's proxy.
        calls: How many calls are made; the outcome is that of the last.
        slow: The step of an exchange that would never end.
        deadline: Seconds for the call, where only that ends it.
        is_partial: Whether a result lacks what the provider documents.
    """

    name: str
    serve: Behaviour | None = field(repr=False)
    outcomes: Outcomes = field(repr=False)
    tls: str = field(default="", kw_only=True)
    is_proxy: bool = field(default=False, kw_only=True)
    calls: int = field(default=1, kw_only=True)
    slow: Literal["", "connect", "read"] = field(default="", kw_only=True)
    deadline: float | None = field(default=None, kw_only=True)
    is_partial: bool = field(default=False, kw_only=True)

    def outcome(self, call: Call) -> Outcome:
        """What a call is expected to come to."""
        keys = (call.name, call.provider, "retryable" if call.retryable else "other", "all")
        return next(self.outcomes[key] for key in keys if key in self.outcomes)

    @property
    def timeouts(self) -> Timeouts:
        return Timeouts(
            connect=_SOON if self.slow == "connect" else _AMPLE, read=_SOON if self.slow == "read" else _AMPLE
        )


async def meet(fault: Fault, call: Call, tls: TLS = (None, None)) -> Outcome:
    """Let a call meet a fault, on a real socket, and return what it came to."""
    # A deadline passes when the server says so.
    clock = ManualClock(auto=fault.deadline is None)
    serving = (
        nullcontext((_unused_port(), Received(connections=0)))
        if fault.serve is None
        else serve(fault.serve, call.good, clock, tls[0])
    )
    async with serving as (port, received):
        records: list[CallRecord] = []
        client = _client(
            fault,
            call,
            port,
            tls[1],
            clock=clock,
            deadline=fault.deadline,
            timeout=fault.timeouts,
            on_call=records.append,
        )
        async with client:
            found = Outcome()
            for _ in range(fault.calls):
                records.clear()
                received.requests.clear()
                found = await _outcome(client, call, fault.is_partial)
                for _ in range(20):  # What the server still sends, arrives.
                    await asyncio.sleep(0)
    return evolve(
        found,
        connections=received.connections,
        received=received.requests.count(received.requests[0]) if received.requests else 0,
        waited=int(sum(record.waited for record in records)),
    )


def _client(fault: Fault, call: Call, port: int, trusted: Path | None, **options: Any) -> Any:
    here = f"http://127.0.0.1:{port}"
    environment = {"HTTPS_PROXY": here} if fault.is_proxy else {}
    if trusted is not None:
        environment["SSL_CERT_FILE"] = str(trusted)
    url = "https://idsessions.test" if fault.is_proxy else f"https{here[4:]}" if fault.tls else here
    with patch.dict(os.environ, environment):
        return client_for(call.provider, url, **options)


async def _outcome(client: Any, call: Call, is_partial: bool) -> Outcome:
    try:
        result = await call.row.call(client)
    except SessionsError as error:
        return Outcome(type(error), error.message, getattr(error, "maybe_processed", None))
    assert is_partial or _documented(result) == _documented(call.row.result)
    return Outcome()


def _documented(result: Any) -> Any:
    """A result without what is beyond the document: further fields, and the cookies that a login returns."""
    ignored = ("additional_properties", "cookies")
    fields = cast("dict[str, Any]", plain(result))
    return {name: value for name, value in fields.items() if name not in ignored}


def _unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
