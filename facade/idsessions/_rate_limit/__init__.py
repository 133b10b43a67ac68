"""The rate gate: a call waits here until the server is expected to accept it.

A *bucket* is what the server counts together: the calls of one principal to one family of endpoints. Each bucket has a *gate*,
which all clients share whose credentials are equal. In it calls wait in *lines*, in order of arrival: one line for each client
and priority. A call holds one of its client's *slots* while it is in flight. A call that the server refuses (429) goes back to
its position.

A bucket is in one of three states:

    open        calls go, as fast as the server's count or the measured pace allows
    closed      a pause: no call goes until the moment that the server named
    half open   the pause is over: one call goes as a probe, and its response opens the bucket or closes it again

Which file decides what:

    gate.py     the calls of one client: which fail at once, and whether a refused call is sent again
    queues.py   the queues: which call gets the next free slot
    state.py    when the next call of a bucket may go, and what a response changes about that
    fleet.py    the same for processes that share a quota, by permits from a store
    store.py    what the gate knows of a store; exchange.py, what members and store tell each other
    headers.py  what the headers of a response say about rate limits
    records.py  options, pauses and outcomes: what goes in and comes out

This package knows nothing of providers, operations or HTTP clients. A response needs a status code and raw headers.
"""

from __future__ import annotations

from .gate import Gates
from .headers import Quota
from .records import Bucket, GateTimeout, Outcome, Pause, Priority, RateLimit, ResponseHead
from .store import Store

__all__ = [
    "Bucket",
    "GateTimeout",
    "Gates",
    "Outcome",
    "Pause",
    "Priority",
    "Quota",
    "RateLimit",
    "ResponseHead",
    "Store",
]

# Reprs, pickles and tracebacks name the public package.
for _class in (Pause, RateLimit):
    _class.__module__ = "idsessions"
