"""The journal survives what a machine does to a file, and refuses a run that is not its own."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idsessions import BulkOutcome, ServerError
from idsessions.cli._failure import CannotStart
from idsessions.cli.revoke._journal import Journal, JournalError

RUN = {"provider": "okta", "url": "https://acme.okta.com", "oauth_tokens": False}


@contextmanager
def opened(path: Path, *, resume: bool = True, **changes: Any) -> Generator[Journal]:
    journal = Journal.open(path, {**RUN, **changes}, resume=resume)
    try:
        yield journal
    finally:
        journal.close()


def written(path: Path, count: int = 5) -> bytes:
    """A journal with so many outcomes."""
    with opened(path, resume=False) as journal:
        for number in range(count):
            journal.write(BulkOutcome(f"üser{number}", "ended"))
        journal.write(BulkOutcome("broken", "unclear", ServerError("500 again", status=500)))
    return path.read_bytes()


def test_outcomes_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    written(path)
    with opened(path) as journal:
        assert journal.states == {
            **{f"üser{number}": ("ended", None) for number in range(5)},
            "broken": ("unclear", "500 500 again"),
        }
        assert journal.unreadable == 0
        journal.write(BulkOutcome("broken", "ended", left=0))
    with opened(path) as journal:
        assert journal.states["broken"] == ("ended", None)


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    written(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@given(st.data())
def test_journal_that_was_cut_off_anywhere_is_resumed(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "journal.jsonl")
        whole = written(path)
        first = whole.index(b"\n") + 1
        end = data.draw(st.integers(first, len(whole)))
        path.write_bytes(whole[:end])
        complete = [json.loads(line) for line in whole[:end].split(b"\n")[1:-1]]
        with opened(path) as journal:
            kept = {entry["user"] for entry in complete}
            assert kept <= journal.states.keys() <= kept | {"broken"} | {f"üser{number}" for number in range(5)}
            assert journal.unreadable <= 1
            journal.write(BulkOutcome("after", "ended"))
        with opened(path) as journal:
            assert journal.states["after"] == ("ended", None)
            assert kept <= journal.states.keys()


@pytest.mark.parametrize("damage", [b"\0" * 40, b"[]\n", b"{}\n", b'{"user": 7, "state": "ended"}\n', b"\xff\n"])
def test_damaged_line_is_passed_over(damage: bytes, tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(written(path) + damage)
    with opened(path) as journal:
        assert len(journal.states) == 6
        journal.write(BulkOutcome("after", "ended"))
    with opened(path) as journal:
        assert "after" in journal.states


def test_journal_that_exists_is_not_written_without_resume(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    before = written(path)
    with pytest.raises(CannotStart, match="exists: add --resume to go on"):
        Journal.open(path, RUN, resume=False)
    assert path.read_bytes() == before


def test_journal_of_a_run_that_could_not_start_is_started_again(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with opened(path, resume=False, url="https://wrong.okta.com"):
        pass
    with opened(path, resume=False) as journal:
        journal.write(BulkOutcome("user", "ended"))
    head, outcome = [json.loads(line) for line in path.read_text().splitlines()]
    assert (head["url"], outcome["user"]) == ("https://acme.okta.com", "user")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"url": "https://other.okta.com"}, "of another run: url was https://acme.okta.com, and is https://other"),
        ({"oauth_tokens": True}, "of another run: oauth_tokens was False, and is True now"),
    ],
)
def test_journal_of_another_run_is_refused(change: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    written(path)
    with pytest.raises(CannotStart, match=message):
        Journal.open(path, {**RUN, **change}, resume=True)


def test_other_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "users.txt"
    path.write_text("00u1\n00u2\n")
    with pytest.raises(CannotStart, match="is not a journal"):
        Journal.open(path, RUN, resume=True)
    assert path.read_text() == "00u1\n00u2\n"


def test_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"cannot write the journal .*: No such file or directory"):
        Journal.open(tmp_path / "none" / "journal.jsonl", RUN, resume=False)


@pytest.mark.skipif(os.name != "posix", reason="needs flock")
def test_journal_of_a_run_that_goes_on_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with opened(path), pytest.raises(CannotStart, match="another run is writing the journal"):
        Journal.open(path, RUN, resume=True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_full_disk_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="the journal /dev/full is not a file"):
        Journal.open(Path("/dev/full"), RUN, resume=False)
    with opened(tmp_path / "journal.jsonl") as journal:
        full = os.open("/dev/full", os.O_WRONLY)
        journal._descriptor, kept = full, journal._descriptor  # pyright: ignore[reportPrivateUsage]
        with pytest.raises(JournalError, match="No space left on device"):
            journal.write(BulkOutcome("user", "ended"))
        journal._descriptor = kept  # pyright: ignore[reportPrivateUsage]
        os.close(full)
        assert "user" not in journal.states
