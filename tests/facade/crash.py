"""What a crash reporter shows of an error: the locals of each frame, by their repr, as Sentry and rich do.

And what a mark looks like in base64.
"""

from __future__ import annotations

import traceback
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

from rich.pretty import pretty_repr

ROOT = Path(__file__).parents[2]
ROOMS = (f"{ROOT}/facade/", f"{ROOT}/clients/", "<attrs generated")


def shown_locals(error: BaseException | None) -> Iterator[tuple[str, str]]:
    """Yield where a local of the library is, and what is shown of it. An object that has no repr raises."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        for frame, line in traceback.walk_tb(error.__traceback__):
            code = frame.f_code
            if code.co_filename.startswith(ROOMS):
                for name, value in frame.f_locals.items():
                    where = f"{code.co_filename}:{line} {code.co_name} {name}"
                    yield where, repr(value)
                    yield where, pretty_repr(value, max_string=20)
        error = error.__cause__ or error.__context__


def base64_forms(mark: str) -> list[str]:
    """What of base64 is the same wherever ``mark`` stands in a text: it begins at one of three places within three octets."""
    octets = mark.encode()
    return [
        b64encode(b"x" * skipped + octets).decode()[-(-skipped * 8 // 6) : (skipped + len(octets)) * 8 // 6]
        for skipped in range(3)
    ]
