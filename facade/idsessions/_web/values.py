"""The cookies that a visitor sends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..credentials import as_secret


def cookies_of(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[str, str]]:
    """The cookies of a request, in their order; a name may come several times."""
    for name, line in headers:
        if name.lower() == b"cookie":
            for pair in line.decode("latin-1").split(";"):
                key, equals, value = pair.strip().partition("=")
                if equals:
                    yield key.strip(), as_secret(value.strip())
