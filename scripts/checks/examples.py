"""Type-checks every Python example of the documentation as strictly as the library.

A block of Python in README.md or docs/*.md is a program or a module. A block that other blocks import, or that pytest
runs, has its file name in a comment on its first line: ``# shop.py``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

ROOT: Final = Path(__file__).resolve().parents[2]
_FENCE: Final = re.compile(
    r"^```python\n(?P<code>.*?)^```$(?:\s*^```text\n(?P<output>.*?)^```$)?", re.MULTILINE | re.DOTALL
)
_NAMED: Final = re.compile(r"# (\w+\.py)\n")


@frozen
class Example:
    """One block of Python in a document.

    Attributes:
        document: The file with the block.
        line: The number of the first line of the block in the file.
        code: The block.
        output: The block of text right after it, which the program prints; None if there is none.
    """

    document: Path
    line: int
    code: str
    output: str | None

    @property
    def file_name(self) -> str:
        """The name on its first line, or a name made from its file and line."""
        named = _NAMED.match(self.code)
        return named[1] if named else f"{self.document.stem.lower().replace('-', '_')}_{self.line}.py"

    @property
    def in_place(self) -> str:
        """The code after empty lines, so that a message has the line number of the document."""
        return "\n" * (self.line - 1) + self.code


def examples(root: Path = ROOT) -> list[Example]:
    """All examples of the documentation."""
    found: list[Example] = []
    for document in (root / "README.md", *sorted((root / "docs").glob("*.md"))):
        text = document.read_text(encoding="utf-8")
        for block in _FENCE.finditer(text):
            line = text.count("\n", 0, block.start("code")) + 1
            found.append(Example(document, line, block["code"], block["output"]))
    return found


def write(found: Sequence[Example], folder: Path) -> list[Path]:
    """Write each example to a file, and return the paths."""
    paths: list[Path] = []
    for example in found:
        path = folder / example.file_name
        path.write_text(example.in_place, encoding="utf-8")
        paths.append(path)
    if len(set(paths)) < len(paths):
        raise ValueError("two examples have the same file name")
    return paths


def main(arguments: Sequence[str] | None = None) -> int:
    """Run both type checkers over the examples; with ``--write``, only write them."""
    parser = argparse.ArgumentParser(
        description="Type-check the Python examples of the documentation with mypy and pyright."
    )
    parser.add_argument(
        "--write",
        type=Path,
        metavar="FOLDER",
        help="only write the examples to files in this folder, and print their paths",
    )
    given = parser.parse_args(arguments)
    found = examples()
    if given.write is not None:
        given.write.mkdir(parents=True, exist_ok=True)
        print(*write(found, given.write), sep="\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        paths = write(found, Path(folder))
        print(f"{len(paths)} examples; line numbers are those of the document", flush=True)
        return _check(paths, Path(folder))


def _check(paths: Sequence[Path], folder: Path) -> int:
    files = [str(path) for path in paths]
    # With this, mypy finds what the examples import from each other.
    environment = {**os.environ, "MYPYPATH": str(folder)}
    settings = folder / "pyrightconfig.json"
    settings.write_text(json.dumps({"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": ["."]}))
    commands = [
        [sys.executable, "-m", "mypy", "--strict", *files],
        [sys.executable, "-m", "pyright", "--project", str(settings), "--pythonpath", sys.executable],
    ]
    codes = [subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode for command in commands]
    return 1 if any(codes) else 0
