"""Decodes a text layer by layer: percent-encoding, entities, backslashes, and base64."""

from __future__ import annotations

import re
from binascii import a2b_base64
from collections.abc import Iterator, Sequence
from html.entities import html5
from typing import Final

from attrs import field, frozen

from .budget import Budget, OverBudgetError

# Servers escape a text two or three times.
_MAX_LAYERS: Final = 8
_UNITS_PER_ESCAPE: Final = 1_000
_UNITS_PER_CHARACTER: Final = 50

_ESCAPE: Final = re.compile(
    r"(?P<octets>(?:%[0-9A-Fa-f]{2})+)"
    r"|\\+u(?P<high>[dD][89abAB][0-9A-Fa-f]{2})\\+u(?P<low>[dD][c-fC-F][0-9A-Fa-f]{2})"
    r"|\\+(?:u(?P<unit>[0-9A-Fa-f]{4})|x(?P<octet>[0-9A-Fa-f]{2}))"
    r"|&(?:\#0*(?P<decimal>[0-9]{1,7})|\#[xX]0*(?P<hex>[0-9A-Fa-f]{1,6})|(?P<name>[A-Za-z][A-Za-z0-9]{1,30}));"
    r"|(?P<backslashes>\\+)"
)
_NOT_BASE64: Final = re.compile("[^A-Za-z0-9+/]")
_URL_SAFE_BASE64: Final = str.maketrans("-_", "+/")
# A form has a plus for a blank. JSON has a backslash and a letter for a control character; decoding drops the backslash.
_ALIKE: Final = str.maketrans("+\n\r\t\b\f", " nrtbf")


def fold(text: str) -> str:
    """Give characters that stand for each other the same form; the length stays."""
    return text.translate(_ALIKE)


@frozen
class View:
    """A text after some decoding.

    Attributes:
        starts: Where each character begins in the original text, and where the last one ends.
    """

    text: str = field(repr=False)
    starts: Sequence[int]

    @classmethod
    def of(cls, text: str) -> View:
        return cls(text, range(len(text) + 1))

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from start to end stand in the original text."""
        return self.starts[start], self.starts[end]


def all_views(text: str, budget: Budget) -> Iterator[View]:
    """Yield the text itself, then the text with one more layer of escapes decoded, until none is left.

    Raises:
        OverBudgetError: There are more than `_MAX_LAYERS` layers.
    """
    view = View.of(text)
    yield view
    for _ in range(_MAX_LAYERS + 1):
        decoded = _decode_layer(view, budget)
        if decoded.text == view.text:
            return
        view = decoded
        yield view
    raise OverBudgetError


def base64_views(view: View) -> Iterator[View]:
    """Yield the octets that the words of the text stand for in base64, as characters up to 255.

    A word may begin anywhere, so one of four alignments fits it. What is not base64 becomes noise.
    """
    digits = _NOT_BASE64.sub("A", view.text.translate(_URL_SAFE_BASE64))
    for offset in range(min(4, len(digits))):
        octets = a2b_base64(digits[offset:] + "A" * (-(len(digits) - offset) % 4))
        yield _Base64View(octets.decode("latin-1"), view.starts, view.text, offset)


@frozen
class _Base64View(View):
    encoded: str = field(repr=False)
    offset: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        first = self.offset + start * 4 // 3
        last = min(self.offset - (-end * 4 // 3), len(self.encoded))
        padding = len(self.encoded[last : last + 2]) - len(self.encoded[last : last + 2].lstrip("="))
        return self.starts[first], self.starts[last + padding]


def _decode_layer(view: View, budget: Budget) -> View:
    pieces: list[str] = []
    starts: list[int] = []
    done = 0
    # Where the next character begins, if backslashes stand before it: they belong to it.
    begin: int | None = None

    def add(text: str, positions: Sequence[int]) -> None:
        nonlocal begin
        if text:
            pieces.append(text)
            starts.extend(positions)
            if begin is not None:
                starts[-len(positions)] = begin
                begin = None

    budget.spend(_UNITS_PER_CHARACTER * len(view.text))
    for match in _ESCAPE.finditer(view.text):
        budget.spend(_UNITS_PER_ESCAPE + _UNITS_PER_CHARACTER * len(match[0]))
        add(view.text[done : match.start()], view.starts[done : match.start()])
        done = match.end()
        start = view.starts[match.start()]
        if match["backslashes"]:
            begin = start
        elif match["octets"]:
            text, offsets = _decode_octets(match["octets"])
            add(text, [view.starts[match.start() + offset] for offset in offsets])
        else:
            text = _decode_escape(match)
            add(text, [start] * len(text))
    add(view.text[done:], view.starts[done:-1])
    return View("".join(pieces), [*starts, view.starts[-1] if begin is None else begin])


def _decode_octets(octets: str) -> tuple[str, list[int]]:
    """Return the characters of a percent-encoded run, and where each begins; octets that are not UTF-8 are Latin-1."""
    text = bytes.fromhex(octets.replace("%", "")).decode(errors="surrogateescape")
    characters: list[str] = []
    offsets: list[int] = []
    offset = 0
    for character in text:
        is_octet = "\udc80" <= character <= "\udcff"
        characters.append(chr(ord(character) - 0xDC00) if is_octet else character)
        offsets.append(offset)
        offset += 3 if is_octet else 3 * len(character.encode())
    return "".join(characters), offsets


def _decode_escape(match: re.Match[str]) -> str:
    if match["high"]:
        return chr(0x10000 + ((int(match["high"], 16) & 0x3FF) << 10) + (int(match["low"], 16) & 0x3FF))
    if match["name"]:
        return html5.get(f"{match['name']};", match[0])
    digits = match["unit"] or match["octet"] or match["hex"]
    number = int(digits, 16) if digits else int(match["decimal"])
    return chr(number) if number <= 0x10FFFF else match[0]
