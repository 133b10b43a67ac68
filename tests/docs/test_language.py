"""The texts that a user reads are in plain English: none of the banned words is in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from idsessions.cli import main

ROOT: Final = Path(__file__).parents[2]
CONTRIBUTING: Final = ROOT / "CONTRIBUTING.md"
PAGES: Final = [ROOT / "README.md", ROOT / "CHANGELOG.md", CONTRIBUTING, *sorted((ROOT / "docs").glob("*.md"))]
BANNED: Final = re.compile(
    r"\b(whoever|whom|anew|ours|is had|are had|lest|prolong\w*|one's|in \w+ hands|of its own|adopt\w*"
    r"|should (?:you|your|it|they)\b[^.]*,|were it)\b",
    re.IGNORECASE,
)
# A name that the code gives to a thing may have any word in it.
NAME: Final = re.compile(r"`[\w.]+`")
COMMANDS: Final = [["--help"], *([command, "--help"] for command in ("revoke", "check", "doctor", "emulate", "demo"))]


def banned_words(text: str) -> list[str]:
    """The banned words in a text, in order."""
    return [found[0] for found in BANNED.finditer(NAME.sub("``", " ".join(text.split())))]


def own_list(text: str) -> str:
    """The lines of CONTRIBUTING that list the banned words."""
    (found,) = re.findall(r"^Never write: .*?(?=\n\n)", text, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_has_no_banned_word(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    if page == CONTRIBUTING:
        # The list, and the column of the words that the project does not use.
        text = text.replace(own_list(text), "")
        text = re.sub(r"^(\| [^|]+\|)[^|]+\|$", r"\1", text, flags=re.MULTILINE)
    assert banned_words(text) == []


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_help_has_no_banned_word(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    printed = capsys.readouterr().out
    assert printed
    assert banned_words(printed) == []


@pytest.mark.parametrize("word", ["whoever", "whom", "anew", "of ours", "is had", "lest", "prolong", "in one's hands"])
def test_banned_word_is_found_and_listed(word: str) -> None:
    assert banned_words(f"Asking {word}.")
    assert word in own_list(CONTRIBUTING.read_text(encoding="utf-8"))


def test_names_and_longer_words_are_not_banned() -> None:
    assert banned_words("`validity_check_prolongs` is the latest of yours, renewed") == []
