"""What a body looks like that is not what the document describes, for an error text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Final

LOGIN_PAGE: Final = "the response is a login page"
EMPTY: Final = "the response is empty"
# A field for a password, or a title, heading or form that speaks of logging in; looked for where a page begins.
_LOGIN_FORM: Final = re.compile(
    rb"<input\b[^>]{0,500}password|<(title|h1|h2|form)\b[^<]{0,500}(log|sign)[ -]?[io]n\b", re.IGNORECASE
)
_HEAD: Final = 64 * 1024
# The whole title or none: half of a long one might end in half a secret.
_TITLE: Final = re.compile(rb"<title\b[^>]{0,200}>([^<]{1,300})</title", re.IGNORECASE)


def describe(content: bytes, media: str, redact: Callable[[str], str]) -> str:
    """What a body looks like.

    Args:
        content: The body.
        media: Its media type, without parameters.
        redact: Takes the secrets of the request out of a text. The library's own words stay as they are.
    """
    start = content[:_HEAD].lstrip()
    if not start:
        return EMPTY
    if media == "text/html" or start[:15].lower().startswith((b"<!doctype html", b"<html")):
        is_login = _LOGIN_FORM.search(start)
        return (LOGIN_PAGE if is_login else "the response is an HTML page, not the provider's") + _title(start, redact)
    return f"the response is {redact(media) or 'of no content type'}, {len(content)} bytes"


def _title(page: bytes, redact: Callable[[str], str]) -> str:
    """The title of a page, such as "Request Header Or Cookie Too Large"."""
    found = _TITLE.search(page)
    title = " ".join(html.unescape(found[1].decode(errors="replace")).split()) if found else ""
    return f' ("{redact(title)}")' if title else ""
