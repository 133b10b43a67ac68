"""The journal of ``idsessions revoke``: one JSON object on each line, so that an interrupted run can be resumed.

Each outcome is one write to the end of the file, which a process that is killed does not lose. After 64 outcomes, and with the
first outcome after a second, they are forced to the disk, which a machine that loses power does not lose. A line that was cut off
counts as not written.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from idsessions import BulkOutcome

from .._failure import CannotStart
from .._json import as_object, read_json

_FORMAT: Final = "idsessions revoke 1"
_MOST_UNSYNCED: Final = 64
_SYNC_SECONDS: Final = 1.0


class JournalError(Exception):
    """The journal cannot be written any more."""


class Journal:
    """The journal of one run.

    Attributes:
        path: Where it is.
        states: What became of each user, as far as it is known: the last state and its error.
        unreadable: How many of its lines were cut off or damaged.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.states: dict[str, tuple[str, str | None]] = {}
        self.unreadable = 0
        self._descriptor = descriptor
        self._unsynced = 0
        self._synced_at = time.monotonic()

    @classmethod
    def open(cls, path: Path, run: Mapping[str, object], *, resume: bool) -> Self:
        """Open the journal of a run, or start one.

        Args:
            path: Where it is.
            run: What the run does, and where: a journal of another run is refused.
            resume: Go on with a journal that exists.

        Raises:
            CannotStart: It exists, and is not to be resumed; or is of another run; or cannot be written.
        """
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise CannotStart(f"cannot write the journal {path}: {error.strerror or error}") from None
        journal = cls(path, descriptor)
        try:
            journal._begin(run, resume=resume)
        except BaseException as error:
            os.close(descriptor)
            if not isinstance(error, OSError):
                raise
            raise CannotStart(f"cannot write the journal {path}: {error.strerror or error}") from None
        return journal

    def _begin(self, run: Mapping[str, object], *, resume: bool) -> None:
        if not stat.S_ISREG(os.fstat(self._descriptor).st_mode):
            raise CannotStart(f"the journal {self.path} is not a file")
        _lock(self._descriptor, self.path)
        data = self.path.read_bytes()
        head = {"journal": _FORMAT, **run}
        found = self._read(data)
        if data.strip() and found is None:
            raise CannotStart(f"{self.path} is not a journal of `idsessions revoke`: name another with --journal")
        if found is None or not self.states:
            # That run could not start.
            os.ftruncate(self._descriptor, 0)
            self._write_line({**head, "started": _now()})
            self._sync()
            return
        if not resume:
            raise CannotStart(f"the journal {self.path} exists: add --resume to go on, or name another with --journal")
        if different := [name for name, value in head.items() if found.get(name) != value]:
            name = different[0]
            raise CannotStart(
                f"the journal {self.path} is of another run: {name} was {found.get(name)}, and is {head[name]} now"
            )
        if not data.endswith(b"\n"):
            self._write(b"\n")

    def _read(self, data: bytes) -> Mapping[str, object] | None:
        """Take over the outcomes; returns the head, if there is one."""
        head: Mapping[str, object] | None = None
        for line in data.split(b"\n"):
            if not line.strip():
                continue
            entry = as_object(read_json(line))
            if entry is None:
                self.unreadable += 1
            elif entry.get("journal") == _FORMAT:
                head = head or entry
            elif isinstance(user := entry.get("user"), str) and isinstance(state := entry.get("state"), str):
                error = entry.get("error")
                self.states[user] = (state, error if isinstance(error, str) else None)
        return head

    def write(self, outcome: BulkOutcome[str]) -> None:
        """Write one outcome.

        Raises:
            JournalError: It cannot be written.
        """
        error = None if outcome.error is None else str(outcome.error)
        entry: dict[str, object] = {"user": outcome.target, "state": outcome.state, "at": _now()}
        if error is not None:
            entry["error"] = error
        if outcome.left is not None:
            entry["left"] = outcome.left
        try:
            self._write_line(entry)
            self._unsynced += 1
            if self._unsynced >= _MOST_UNSYNCED or time.monotonic() - self._synced_at >= _SYNC_SECONDS:
                self._sync()
        except OSError as failure:
            raise JournalError(f"cannot write the journal {self.path}: {failure.strerror or failure}") from None
        self.states[outcome.target] = (outcome.state, error)

    def close(self) -> None:
        """Force the rest to the disk, and close the file."""
        try:
            self._sync()
        except OSError:
            pass  # The outcomes are written; the disk has them later.
        finally:
            os.close(self._descriptor)

    def _write_line(self, entry: Mapping[str, object]) -> None:
        self._write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._descriptor, data) :]

    def _sync(self) -> None:
        os.fsync(self._descriptor)
        self._unsynced, self._synced_at = 0, time.monotonic()


def _lock(descriptor: int, path: Path) -> None:
    """Let no other run write the same journal; the lock ends with the process."""
    try:
        import fcntl
    except ImportError:  # On Windows.
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CannotStart(f"another run is writing the journal {path}") from None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
