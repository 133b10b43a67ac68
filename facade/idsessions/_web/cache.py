"""What is known of sessions: bounded in number, least recently used out first, and without a token."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from secrets import token_bytes

from attrs import define

from .records import Identity


@define(eq=False)
class Entry:
    """What the provider said about one session.

    Attributes:
        identity: Whose it is; None if it has ended.
        asked_at: When the request was sent, by the monotonic clock. What it said is at least so old.
        good_until: When the entry no longer counts.
        ends_at: The session's own expiry by the wall clock; infinity if unknown.
        extended_at: When the session was last extended by a check.
        keys: Those of the session, by its old and its new cookie.
    """

    identity: Identity | None
    asked_at: float
    good_until: float
    ends_at: float
    extended_at: float
    keys: tuple[bytes, ...] = ()


class Cache:
    """Entries by the keyed hash of what the visitor sent; who reads the memory of the cache learns no token.

    Args:
        max_entries: The most sessions that are alive, and the most that have ended.
    """

    def __init__(self, max_entries: int) -> None:
        self._key = token_bytes(32)
        self._max_entries = max_entries
        # Apart, so that made-up values push out no session that is alive.
        self._alive: OrderedDict[bytes, Entry] = OrderedDict()
        self._ended: OrderedDict[bytes, Entry] = OrderedDict()

    def __len__(self) -> int:
        return len(self._alive) + len(self._ended)

    def key_of(self, text: str) -> bytes:
        """The key of a session, by what the visitor sent."""
        return blake2b(text.encode(), key=self._key, digest_size=16).digest()

    def get(self, key: bytes) -> Entry | None:
        """The entry, which is the most recently used from now on."""
        for entries in (self._alive, self._ended):
            if (entry := entries.get(key)) is not None:
                entries.move_to_end(key)
                return entry
        return None

    def put(self, entry: Entry) -> None:
        """Keep an entry under each of its keys."""
        entries, others = (self._ended, self._alive) if entry.identity is None else (self._alive, self._ended)
        for key in entry.keys:
            others.pop(key, None)
            entries[key] = entry
            entries.move_to_end(key)
            if len(entries) > self._max_entries:
                entries.popitem(last=False)

    def forget(self, key: bytes) -> tuple[bytes, ...]:
        """Drop the entry of a session, if there is one; return all its keys."""
        entry = self.get(key)
        keys = (key,) if entry is None else (key, *entry.keys)
        for each in keys:
            self._alive.pop(each, None)
            self._ended.pop(each, None)
        return keys
