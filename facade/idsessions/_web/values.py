"""What a visitor sends for a session: which of it can be a session, in a cookie header or as a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ..credentials import as_secret

# The characters of a cookie's value (RFC 6265, section 4.1.1).
_VALUE: Final = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+")


def cookie_value(text: str, max_bytes: int) -> str | None:
    """``text`` without the quotes that may be around it, or None if it cannot be the value of a session's cookie."""
    text = as_secret(text)
    if len(text) > max_bytes:
        return None
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    return text if _VALUE.fullmatch(text) else None


def cookies_of(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[str, str]]:
    """The cookies of a request, in their order; a name may come several times."""
    for name, line in headers:
        if name.lower() == b"cookie":
            for pair in line.decode("latin-1").split(";"):
                key, equals, value = pair.strip().partition("=")
                if equals:
                    yield key.strip(), as_secret(value.strip())
