"""Reads the cookies that a response sets, without keeping them anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_REMOVED = re.compile(r";\s*(max-age\s*=\s*\"?(0|-\d+)\"?|expires\s*=[^;]*\b19[67]\d\b)", re.IGNORECASE)


def set_cookies(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield name and value of every cookie that ``headers`` set; cookies that they remove are left out."""
    for line in set_cookie_lines(headers):
        pair = line.partition(";")[0]
        name, equals, value = pair.partition("=")
        value = value.strip().removeprefix('"').removesuffix('"')
        if equals and value and not _REMOVED.search(line):
            yield name.strip(), value


def set_cookie_lines(headers: Mapping[str, str]) -> list[str]:
    """The ``Set-Cookie`` headers: the only header that may come several times and cannot be joined."""
    get_list = getattr(headers, "get_list", None)
    if get_list is not None:
        return list(get_list("set-cookie"))
    return [headers["set-cookie"]] if "set-cookie" in headers else []
