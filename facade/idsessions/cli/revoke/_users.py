"""Reads the users of ``idsessions revoke``: from arguments, a file or standard input; as lines, CSV or JSON lines."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, TypeAlias

from .._failure import CannotStart
from .._json import as_object, read_json

Format: TypeAlias = Literal["lines", "csv", "jsonl"]
_BY_SUFFIX: Final[dict[str, Format]] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_DEFAULT_COLUMN: Final = "id"


def read_users(
    arguments: Sequence[str], file: str | None, *, form: Format | None, column: str | None
) -> tuple[list[str], str]:
    """All users, each once, in order; and where they are from, in words.

    Args:
        arguments: Those of the command line.
        file: The path of a file, or ``-`` for standard input.
        form: Its format; left out, that of its suffix, or lines.
        column: The column of a CSV file, or the key of a JSON object.

    Raises:
        CannotStart: There are none, or they cannot be read.
    """
    if arguments and file:
        raise CannotStart("name the users as arguments or in a file, not both")
    if arguments:
        return _sendable(arguments, "the command line"), "the command line"
    if file is None and sys.stdin.isatty():
        raise CannotStart("no users: name them, or pass --file FILE, or pipe them in")
    source = "standard input" if file in (None, "-") else str(file)
    try:
        data = sys.stdin.buffer.read() if file in (None, "-") else Path(file or "").read_bytes()
    except OSError as error:
        raise CannotStart(f"cannot read {source}: {error.strerror or error}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotStart(f"cannot read {source}: it is not UTF-8") from None
    chosen = form or _BY_SUFFIX.get(Path(file or "").suffix.lower()) or ("csv" if column else "lines")
    users = _sendable(_parsed(text, chosen, column, source), source)
    if not users:
        raise CannotStart(f"no users in {source}")
    return users, source


def _sendable(users: Iterable[str], source: str) -> list[str]:
    """``users``, each once; `CannotStart` if one has a character that no request and no journal can hold."""
    found = list(dict.fromkeys(users))
    if any(not user.isprintable() for user in found):
        raise CannotStart(f"{source} has a user with a character that cannot be sent: is it UTF-8?")
    return found


def _parsed(text: str, form: Format, column: str | None, source: str) -> Iterator[str]:
    if form == "csv":
        return _of_csv(text, column, source)
    if form == "jsonl":
        return _of_json(text, column or _DEFAULT_COLUMN, source)
    return (line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))


def _of_csv(text: str, column: str | None, source: str) -> Iterator[str]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    wanted = column or _DEFAULT_COLUMN
    names = rows.fieldnames or []
    if wanted not in names:
        raise CannotStart(f"{source} has no column {wanted!r}: choose with --column from {', '.join(names) or 'none'}")
    try:
        for row in rows:
            if value := (row[wanted] or "").strip():
                yield value
    except csv.Error as error:
        raise CannotStart(f"{source}, line {rows.line_num}: {error}") from None


def _of_json(text: str, key: str, source: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = read_json(line)
        row = as_object(found)
        value = found if row is None else row.get(key)
        if not isinstance(value, str) or not value.strip():
            raise CannotStart(
                f"{source}, line {number}: expected a text, or an object with a text as {key!r} (--column)"
            )
        yield value.strip()
