"""Fuzzers of everything that reads what others wrote: few examples by default, more with ``--fuzz-seconds 60``."""

from __future__ import annotations

from typing import Final

import pytest

from . import http, sign_in, xml
from .harness import Fuzzer, run

FUZZERS: Final[dict[str, Fuzzer]] = {
    "XML documents": xml.LOAD,
    "values for XML": xml.DUMP,
    "responses": http.RESPONSES,
    "rate limits": http.LIMITS,
    "token responses": sign_in.TOKENS,
    "sign-in dialogues": sign_in.DIALOGUE,
}


@pytest.mark.parametrize("name", FUZZERS)
def test_any_input_is_read_or_refused_within_bounds(name: str, pytestconfig: pytest.Config) -> None:
    seconds = float(str(pytestconfig.getoption("--fuzz-seconds")))
    assert run(FUZZERS[name], seconds / len(FUZZERS)) > len(FUZZERS[name].corpus)
