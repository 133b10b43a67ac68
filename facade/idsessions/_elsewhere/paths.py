"""Which URLs are on the server: a path of a caller must not lead to another host, or out of the folder that it names."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

# RFC 3986, sections 3.3 and 3.4.
_PATH: Final = re.compile(
    r"/(?:[\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*(?:\?(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?", re.ASCII
)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
# Servers decode a path once or twice.
_MOST_LAYERS: Final = 8


def problem_of(path: object, origin: str) -> str:
    """What is wrong with ``path``; an empty text if it is on the server.

    Args:
        path: A path, with or without a query, or an absolute URL.
        origin: The server's.
    """
    if not isinstance(path, str):
        return f"`path` must be a string, not {type(path).__name__}"
    if "://" in path.partition("?")[0]:
        if not path.startswith(f"{origin}/"):
            return f"`path` must be a path, or a URL that begins with {origin}/"
        path = path.removeprefix(origin)
    if not path.startswith("/") or path.startswith("//"):
        return "`path` must begin with one slash, such as /networking/rest/record/cases"
    if not _PATH.fullmatch(path):
        return "`path` has a character that cannot be in a URL: percent-encode it, and leave out what follows a #"
    layer = path.partition("?")[0]
    for _ in range(_MOST_LAYERS):
        if (decoded := unquote(layer)) == layer:
            break
        layer = decoded
    else:
        return "`path` is percent-encoded too many times"
    if _CONTROL.search(layer):
        return "`path` must not contain control characters"
    # Some servers drop what follows a semicolon in a segment before they resolve it.
    if any(segment.partition(";")[0] in (".", "..") for segment in re.split(r"[/\\]", layer)):
        return "`path` must not contain the segments '.' and '..'"
    return ""
