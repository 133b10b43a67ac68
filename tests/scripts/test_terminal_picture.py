"""The picture of the page about incident response is what the command prints."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest


def lines(picture: Path) -> list[str]:
    """The text of a picture, without the numbers of its progress lines and ids of requests."""
    found = re.findall(r"<text [^>]*>(.*?)</text>", picture.read_text(encoding="utf-8"))
    texts = [html.unescape(text).replace("\xa0", " ").strip() for text in found]
    return [re.sub(r"\(?request id.*|^[█░].*|\d[\d,]*", "", text) for text in texts]


@pytest.mark.slow
def test_picture_shows_what_the_command_prints(root: Path, tmp_path: Path) -> None:
    drawn = tmp_path / "drawn.svg"
    subprocess.run([sys.executable, "scripts/terminal_picture.py", str(drawn)], cwd=root, check=True, timeout=100)
    assert lines(drawn) == lines(root / "docs" / "incident-response.svg")
    assert "Interrupted." in lines(drawn)
