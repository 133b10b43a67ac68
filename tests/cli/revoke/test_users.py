"""Where the users come from: arguments, files of three kinds, and standard input."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from idsessions.cli._failure import CannotStart
from idsessions.cli.revoke._users import Format, read_users


@pytest.mark.parametrize(
    ("name", "content", "form", "column"),
    [
        ("users.txt", "a\nb\n", None, None),
        ("users.txt", "\ufeffa\r\n\r\n# a comment\n  b  \n", None, None),
        ("users.csv", "name,id\nAda,a\nBob,b\n", None, None),
        ("users.csv", "\ufeffid;x,userId\r\n1,a\r\n2,b\r\n3,\r\n", None, "userId"),
        ("users.csv", 'id,note\na,"two\nlines"\n" b ",x\na,again\n', None, None),
        ("users.jsonl", '{"id": "a"}\n\n{"id": "b", "more": 1}\n', None, None),
        ("users.ndjson", '{"userId": "a"}\n{"userId": "b"}\n', None, "userId"),
        ("users.jsonl", '"a"\n"b"\n', None, None),
        ("users", '{"id": "a"}\n{"id": "b"}', "jsonl", None),
        ("users", "id\na\nb", "csv", None),
        ("users", "k\na\nb", None, "k"),
    ],
)
def test_file_is_read(name: str, content: str, form: Format | None, column: str | None, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content.encode())
    path = str(tmp_path / name)
    assert read_users([], path, form=form, column=column) == (["a", "b"], path)


@pytest.mark.parametrize(
    ("name", "content", "column", "message"),
    [
        ("users.txt", b"", None, "no users in"),
        ("users.txt", b"\xff\xfe", None, "it is not UTF-8"),
        ("users.csv", b"name,mail\nAda,a\n", None, "has no column 'id': choose with --column from name, mail"),
        ("users.csv", b"", None, "has no column 'id'"),
        ("users.jsonl", b'{"id": "a"}\n{"id"\n', None, "line 2: expected a text"),
        ("users.jsonl", b'{"id": 7}\n', None, "line 1: expected a text, or an object with a text as 'id'"),
        ("users.jsonl", b"[" * 100_000, None, "line 1: expected a text"),
    ],
)
def test_file_that_cannot_be_read_says_why(
    name: str, content: bytes, column: str | None, message: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CannotStart, match=message):
        read_users([], str(tmp_path / name), form=None, column=column)


def test_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="No such file or directory"):
        read_users([], str(tmp_path / "none.txt"), form=None, column=None)


def test_arguments_are_taken_once() -> None:
    assert read_users(["b", "a", "b"], None, form=None, column=None) == (["b", "a"], "the command line")


def test_arguments_and_file_are_refused() -> None:
    with pytest.raises(CannotStart, match="not both"):
        read_users(["a"], "users.txt", form=None, column=None)


@pytest.mark.parametrize("file", [None, "-"])
def test_standard_input_is_read(file: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a\nb\n")))
    assert read_users([], file, form=None, column=None) == (["a", "b"], "standard input")


def test_terminal_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)
    with pytest.raises(CannotStart, match="no users: name them"):
        read_users([], None, form=None, column=None)


@pytest.mark.parametrize("user", ["\ud800", "a\x1b[2J", "a\x00"])
def test_user_that_cannot_be_sent_is_refused_before_the_first_request(user: str, tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="a character that cannot be sent"):
        read_users(["a", user], None, form=None, column=None)
    file = tmp_path / "users.jsonl"
    file.write_text("\n".join(json.dumps(each) for each in ("a", user, "b")))
    with pytest.raises(CannotStart, match="a character that cannot be sent"):
        read_users([], str(file), form=None, column=None)
