"""Finds secrets in the views of a text."""

from __future__ import annotations

import re
from base64 import b64encode, urlsafe_b64encode
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from typing import Final

from .budget import Budget
from .views import View, all_views, base64_views, fold

# A shorter secret is found only where it stands alone.
LEAST_LENGTH: Final = 4
# No text is longer.
_MAX_LENGTH: Final = 10_000
# A secret is known by so much of its beginning.
_KEY_LENGTH: Final = 16

_UNITS_PER_SECRET: Final = 2_000
_UNITS_PER_SHORT_SECRET: Final = 8_000
_UNITS_PER_SECRET_CHARACTER: Final = 10
_UNITS_PER_SEARCH: Final = 50
_UNITS_PER_FIND: Final = 1_500
_UNITS_PER_COMPARISON: Final = 50

_MAY_BE_ESCAPED: Final = re.compile(r"[%&\\]")
# The apostrophe of "don't" is a part of the word, those of "'t'" are not.
_WORD_BEFORE: Final = re.compile(r"\w'?\Z")
_WORD_AFTER: Final = re.compile(r"'?\w")


class Needles:
    """The forms of secrets to look for.

    Args:
        is_text_escaped: Whether the text has escapes, so that decoded secrets are looked for, too.
    """

    def __init__(self, secrets: Set[str], *, is_text_escaped: bool, budget: Budget) -> None:
        words: set[str] = set()
        parts: set[str] = set()
        octets: set[str] = set()
        for form in _forms(secrets):
            budget.spend(_UNITS_PER_SECRET + _UNITS_PER_SECRET_CHARACTER * len(form))
            readings = {form}
            if is_text_escaped and _MAY_BE_ESCAPED.search(form):
                # A part of the secret looks like an escape, and is decoded in the text.
                *_, decoded = all_views(form, budget)
                readings.add(decoded.text)
            for reading in readings:
                (parts if len(reading) >= LEAST_LENGTH else words).add(fold(reading))
            if len(form) >= LEAST_LENGTH:
                octets.add(form.encode(errors="surrogatepass").decode("latin-1"))
            else:
                budget.spend(_UNITS_PER_SHORT_SECRET)
                words.update(map(fold, _base64_words(form)))
        self._words = words - {""}
        self._parts = _group_by_key(parts)
        self._octets = _group_by_key(octets)

    def find_in(self, view: View, budget: Budget) -> Iterator[tuple[int, int]]:
        """Yield where each secret begins and ends in the original text."""
        folded = View(fold(view.text), view.starts)
        yield from _find_words(folded, self._words, budget)
        yield from _find_parts(folded, self._parts, budget)
        if self._octets:
            for octets in base64_views(view):
                yield from _find_parts(octets, self._octets, budget)


def _forms(secrets: Set[str]) -> Iterator[str]:
    for secret in secrets:
        form = secret[:_MAX_LENGTH]
        yield form
        if len(form) > 2 and form[0] == form[-1] == '"':
            yield form[1:-1]


def _base64_words(secret: str) -> Iterator[str]:
    for encode in (b64encode, urlsafe_b64encode):
        padded = encode(secret.encode(errors="surrogatepass")).decode()
        yield padded
        yield padded.rstrip("=")


def _find_words(view: View, words: Set[str], budget: Budget) -> Iterator[tuple[int, int]]:
    text = view.text
    _spend_on_searches(budget, text, words)
    for word in words:
        start = text.find(word)
        while start >= 0:
            budget.spend(_UNITS_PER_FIND)
            end = start + len(word)
            if not _WORD_BEFORE.search(text[max(start - 2, 0) : start]) and not _WORD_AFTER.match(text[end : end + 2]):
                yield view.original(start, end)
            start = text.find(word, start + 1)


# The needles that begin with each key, in order.
_Groups = dict[str, list[str]]


def _group_by_key(needles: Iterable[str]) -> _Groups:
    groups: _Groups = {}
    for needle in sorted(needles):
        groups.setdefault(needle[:_KEY_LENGTH], []).append(needle)
    return groups


def _find_parts(view: View, groups: _Groups, budget: Budget) -> Iterator[tuple[int, int]]:
    text = view.text
    _spend_on_searches(budget, text, groups.keys())
    for key, needles in groups.items():
        start = text.find(key)
        while start >= 0:
            end = start + _longest_agreement(text[start:], needles)
            budget.spend(_UNITS_PER_FIND + _UNITS_PER_COMPARISON * (end - start))
            yield view.original(start, end)
            start = text.find(key, end)


def _spend_on_searches(budget: Budget, text: str, keys: Set[str]) -> None:
    # `str.find` skips most places, and compares all of the key where its last character fits.
    counts = dict(Counter(text)) if keys else {}
    fitting = sum(counts.get(key[-1], 0) for key in keys)
    budget.spend(len(keys) * (_UNITS_PER_SEARCH + len(text) // 4) + fitting * _KEY_LENGTH)


def _longest_agreement(text: str, needles: list[str]) -> int:
    """Return how many characters the beginning of a text shares with a needle, at most."""
    # The needle that shares most is a neighbour of the text in their order.
    place = bisect(needles, text)
    return max(_agreement(text, needle) for needle in needles[max(place - 1, 0) : place + 1])


def _agreement(text: str, needle: str) -> int:
    if text.startswith(needle):
        return len(needle)
    return next(index for index, character in enumerate(needle) if text[index : index + 1] != character)
