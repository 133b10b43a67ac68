"""Makes a text of the provider fit to be shown: without secrets, on one line, and bounded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from typing import Final

from .budget import Budget, OverBudgetError
from .needles import LEAST_LENGTH, Needles
from .views import all_views

REPLACED_TEXT: Final = "<hidden: too complex to search for secrets>"
_HIDDEN: Final = "<hidden>"

_READ: Final = 10_000
# The end of a text that is cut off may be the beginning of a secret: it is read, but not shown.
_READ_ONLY: Final = 1_000
_SHOWN: Final = 1_000
_BUDGET: Final = 50_000_000

# What would begin a line of a log, steer a terminal, turn the text around, or could not be printed (half a character).
_UNSHOWABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


def redact(text: str, secrets: Set[str]) -> str:
    """Return the beginning of a text, fit to be shown; the package's docstring says what is promised.

    Args:
        text: From outside, so anything.
        secrets: What must not be shown. Empty ones are ignored.
    """
    kept = len(text) if len(text) <= _READ else _READ - _READ_ONLY
    text = text[:_READ]
    try:
        text = _replace(text, _find_secrets(text, secrets), kept)
    except OverBudgetError:
        return REPLACED_TEXT
    text = _UNSHOWABLE.sub(" ", text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} ..."


def redact_id(text: str, secrets: Set[str]) -> str:
    """Like `redact`, for a random id: a short secret is a part of it by chance."""
    return redact(text, {secret for secret in secrets if len(secret) >= LEAST_LENGTH})


def header_secrets(value: str) -> set[str]:
    """Return what may be a secret in the value of a header: all of it, what follows the scheme, each cookie's value."""
    cookies = (pair.partition("=")[2].strip() for pair in value.split(";"))
    # "=" is the padding of a token, not the value of a cookie.
    return {value, value.partition(" ")[2], *(cookie for cookie in cookies if cookie.strip("="))} - {""}


def _find_secrets(text: str, secrets: Set[str]) -> list[tuple[int, int]]:
    budget = Budget(_BUDGET)
    views = list(all_views(text, budget))
    needles = Needles(secrets, is_text_escaped=len(views) > 1, budget=budget)
    return [found for view in views for found in needles.find_in(view, budget)]


def _replace(text: str, found: Iterable[tuple[int, int]], kept: int) -> str:
    """Replace what was found in the first ``kept`` characters of a text; what overlaps is replaced as one."""
    pieces: list[str] = []
    done = 0
    for start, end in sorted(found):
        if start >= kept:
            break
        if start >= done:
            pieces += (text[done:start], _HIDDEN)
        done = max(done, end)
    return "".join((*pieces, text[done:kept]))
