"""Makes what a provider says fit to be shown: without secrets, however they are escaped; on one line; and bounded."""

from __future__ import annotations

import re
from html.entities import codepoint2name
from typing import Final

_READ: Final = 10_000
_SHOWN: Final = 1_000
# Each character that may be escaped makes the pattern longer. A secret with more of them than this is known by its
# beginning, and goes with all that follows: a user may choose it, and must not choose how long an answer takes to read.
_SPELLED: Final = 300
# Enough of the beginning of one that is cut off.
_KNOWN: Final = 4
# As often as anybody escapes what is escaped already.
_LAYERS: Final = 3

_ESCAPE: Final = re.compile(r"[%&\\+]")
# What nobody escapes.
_PLAIN: Final = re.compile("[A-Za-z0-9]+")
_PIECES: Final = re.compile(rf"\\+|{_PLAIN.pattern}|[^\\]")
_NAMES: Final = {**codepoint2name, ord("'"): "apos"}
# What would begin a line of a log, steer a terminal, turn the text around, or could not be printed (half a character).
_UNSHOWABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


def hide(text: str, secrets: frozenset[str]) -> str:
    """The beginning of ``text`` without ``secrets``, however they are escaped: providers repeat what they were sent."""
    is_cut = len(text) > _READ
    text = text[:_READ]
    # All at once, and the longest first: a short secret may be a part of another, or of what stands for it.
    if longest_first := sorted((each for each in secrets if _may_hold(text, each)), key=len, reverse=True):
        spell = _spellings if _ESCAPE.search(text) else re.escape
        pattern = "|".join(
            spell(secret[:end]) + ("(?s:.*)" if end < len(secret) else "")
            for secret in longest_first
            for end in (_end(secret),)
        )
        text = re.sub(pattern, "<hidden>", text)
    if is_cut and (cut := [each for each in secrets if _may_hold(text, each[:_KNOWN])]):
        # The beginning of one may stand at the cut, and come into view when others before it are hidden.
        text = re.sub(f"(?:{'|'.join(_spellings(each[:_KNOWN]) for each in cut)})(?s:.*)", "<hidden>", text)
    text = _UNSHOWABLE.sub(" ", text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} ..."


def _may_hold(text: str, secret: str) -> bool:
    """Whether it is worth looking closer: what nobody escapes is there as it is. A call may have thousands of secrets."""
    return bool(secret) and all(run in text for run in _PLAIN.findall(secret[: _SPELLED * 4]))


def _end(secret: str) -> int:
    """Where the beginning ends by which a long secret is known."""
    left = _SPELLED
    for index, character in enumerate(secret[:_READ]):
        left -= not _PLAIN.match(character)
        if left < 0:
            return index
    return min(len(secret), _READ)


def _spellings(secret: str) -> str:
    """A pattern for ``secret`` as it reads in a text, a URL, a form, HTML, JSON, and one of them inside itself.

    At each place there is one way to match, if any: with several, a secret of backslashes would be looked for in a text
    of backslashes until the end of time.
    """
    return "".join(
        piece if _PLAIN.match(piece) else _escapings(piece[0], len(piece)) for piece in _PIECES.findall(secret)
    )


def _escapings(character: str, times: int) -> str:
    """A character; a backslash, which JSON doubles, as often as it stands in a row."""
    number, units = ord(character), character.encode("utf-16-be", "surrogatepass")
    octets = character.encode(errors="surrogatepass")
    in_url = "".join(rf"%(?:25){{0,{_LAYERS}}}{octet:02x}" for octet in octets)
    # Those before it may have been taken for ones that stand there.
    in_json = "".join(
        rf"\\{{0,{2**_LAYERS}}}+u{high:02x}{low:02x}" for high, low in zip(units[::2], units[1::2], strict=True)
    )
    in_html = rf"&(?:amp;){{0,{_LAYERS}}}(?:#0*{number}|#x0*{number:x}|{_NAMES.get(number, 'quot')});"
    in_form = rf"|\+|%(?:25){{0,{_LAYERS}}}2[bB]" if character == " " else ""
    if character == "\\":
        itself = rf"\\{{{times},{times * 2**_LAYERS}}}+"
        return rf"(?:{itself}|(?i:{in_url}|{in_json}|{in_html}){{{times}}})"
    itself = rf"\\{{0,{2**_LAYERS - 1}}}+{re.escape(character)}"
    return rf"(?:{itself}|(?i:{in_url}|{in_json}|{in_html}){in_form})"
