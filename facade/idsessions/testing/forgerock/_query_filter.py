"""Reads query filters of CREST, as far as sessions support them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from idsessions.testing.forgerock._crest import Refusal

_LITERAL: Final = re.compile(r"true|false|null|-?\d+(\.\d+)?")
_TOKENS: Final = re.compile(
    r"""\s*(?:(?P<sign>[()!])|(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<word>[\w./:-]+))"""
)


class UnsupportedFilterError(Exception):
    """A valid filter of CREST that sessions do not support."""


@frozen
class _Word:
    text: str
    quoted: bool = False


def filter_terms(text: str) -> list[tuple[str, str]]:
    """The fields and values of a filter that joins ``field eq "value"`` terms by ``and``.

    Raises:
        Refusal: The filter is malformed.
        UnsupportedFilterError: It is another kind of filter.
    """
    try:
        words = list(_words(text))
        terms = _expression(words)
        if words:
            raise ValueError("expected the end of the filter")
    except (ValueError, IndexError):
        message = f"The value '{text}' for parameter '_queryFilter' could not be parsed as a valid query filter"
        raise Refusal(400, message) from None
    if None in terms:
        raise UnsupportedFilterError
    return [term for term in terms if term is not None]


def _words(text: str) -> Iterator[_Word]:
    position, end = 0, len(text.rstrip())
    while position < end:
        found = _TOKENS.match(text, position, end)
        if found is None:
            raise ValueError("expected a word, a quoted value or a parenthesis")
        position = found.end()
        if found["text"]:
            yield _Word(re.sub(r"\\(.)", r"\1", found["text"][1:-1]), quoted=True)
        else:
            yield _Word(found["sign"] or found["word"])


def _take(words: list[_Word], *texts: str) -> bool:
    """Take the next word if it is one of these; returns whether it was."""
    if words and not words[0].quoted and words[0].text.lower() in texts:
        del words[0]
        return True
    return False


def _expression(words: list[_Word]) -> list[tuple[str, str] | None]:
    """Take an expression from the front of the words; None stands for a term that sessions do not support."""
    terms = _term(words)
    while words and words[0].text != ")":
        if _take(words, "or"):
            terms.append(None)
        elif not _take(words, "and"):
            raise ValueError("expected 'and' or 'or'")
        terms += _term(words)
    return terms


def _term(words: list[_Word]) -> list[tuple[str, str] | None]:
    if _take(words, "!"):
        return [None, *_term(words)]
    if _take(words, "("):
        terms = _expression(words)
        if not _take(words, ")"):
            raise ValueError("expected a closing parenthesis")
        return terms
    if _take(words, "true", "false"):
        return [None]
    name, operator = words.pop(0), words.pop(0)
    if name.quoted or operator.quoted or not name.text.strip("/"):
        raise ValueError("expected a field and an operator")
    if operator.text.lower() == "pr":
        return [None]
    value = words.pop(0)
    if not value.quoted:
        if not _LITERAL.fullmatch(value.text):
            raise ValueError("expected a value")
        return [None]
    return [(name.text.strip("/"), value.text)] if operator.text.lower() == "eq" else [None]
