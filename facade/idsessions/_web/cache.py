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
    """

    identity: Identity | None
    asked_at: float
    good_until: float
    ends_at: float
    extended_at: float


class Cache:
    """Entries by the keyed hash of what the visitor sent; who reads the memory of the cache learns no token.

    Args:
        max_entries: The most entries.
    """

    def __init__(self, max_entries: int) -> None:
        self._key = token_bytes(32)
        self._max_entries = max_entries
        self._entries: OrderedDict[bytes, Entry] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def key_of(self, text: str) -> bytes:
        """The key of a session, by what the visitor sent."""
        return blake2b(text.encode(), key=self._key, digest_size=16).digest()

    def get(self, key: bytes) -> Entry | None:
        """The entry, which is the most recently used from now on."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, key: bytes, entry: Entry) -> None:
        """Keep an entry."""
        self._entries[key] = entry
        self._entries.move_to_end(key)
        if len(self._entries) > self._max_entries:
            self._entries.popitem(last=False)

    def forget(self, key: bytes) -> None:
        """Drop an entry, if there is one."""
        self._entries.pop(key, None)
