"""Reads the cookies that an answer sets, without keeping them anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import httpx

_REMOVED = re.compile(r";\s*(max-age\s*=\s*\"?(0|-\d+)\"?|expires\s*=[^;]*\b19[67]\d\b)", re.IGNORECASE)


def set_cookies(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield name and value of every cookie that ``headers`` set; those that they remove are left out."""
    lines = headers.get_list("set-cookie") if isinstance(headers, httpx.Headers) else [headers.get("set-cookie", "")]
    for line in lines:
        pair = line.partition(";")[0]
        name, equals, value = pair.partition("=")
        value = value.strip().removeprefix('"').removesuffix('"')
        if equals and value and not _REMOVED.search(line):
            yield name.strip(), value
