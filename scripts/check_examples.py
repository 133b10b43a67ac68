"""Type-checks every Python example of the documentation as strictly as the library itself.

    uv run --group lint scripts/check_examples.py

A block of Python in README.md or docs/*.md is a program or a module of its own. One that others import, or that pytest
runs, says its name in a comment on its first line: ``# shop.py``.
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

ROOT: Final = Path(__file__).resolve().parents[1]
_FENCE: Final = re.compile(
    r"^```python\n(?P<code>.*?)^```$(?:\s*^```text\n(?P<output>.*?)^```$)?", re.MULTILINE | re.DOTALL
)
_NAMED: Final = re.compile(r"# (\w+\.py)\n")


@frozen
class Example:
    """One block of Python in a document.

    Attributes:
        document: The file that it is in.
        line: The line of that file on which its first line is.
        code: The block.
        output: The block of text right after it: what the program prints. None where there is none.
    """

    document: Path
    line: int
    code: str
    output: str | None

    @property
    def file_name(self) -> str:
        """The name that it gives itself, or one after its place."""
        named = _NAMED.match(self.code)
        return named[1] if named else f"{self.document.stem.lower().replace('-', '_')}_{self.line}.py"

    @property
    def in_place(self) -> str:
        """The code after as many empty lines as stand before it, so that a message names the document's line."""
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
    """Write each example to a file of its own; gives the files."""
    paths: list[Path] = []
    for example in found:
        path = folder / example.file_name
        path.write_text(example.in_place, encoding="utf-8")
        paths.append(path)
    if len(set(paths)) < len(paths):
        raise ValueError("two examples have the same name")
    return paths


def main(arguments: Sequence[str] | None = None) -> int:
    """Run both type checkers over the examples; with ``--write``, only write them."""
    parser = argparse.ArgumentParser(description="Type-check the Python examples of the documentation.")
    parser.add_argument(
        "--write", type=Path, metavar="FOLDER", help="write them there, print their paths, check nothing"
    )
    given = parser.parse_args(arguments)
    found = examples()
    if given.write is not None:
        given.write.mkdir(parents=True, exist_ok=True)
        print(*write(found, given.write), sep="\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        paths = write(found, Path(folder))
        print(f"{len(paths)} examples; a message's line is that of the document", flush=True)
        return _check(paths, Path(folder))


def _check(paths: Sequence[Path], folder: Path) -> int:
    files = [str(path) for path in paths]
    # Beside its own import roots, mypy finds what the examples import of each other by this.
    environment = {**os.environ, "MYPYPATH": str(folder)}
    settings = folder / "pyrightconfig.json"
    settings.write_text(json.dumps({"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": ["."]}))
    commands = [
        [sys.executable, "-m", "mypy", "--strict", *files],
        [sys.executable, "-m", "pyright", "--project", str(settings), "--pythonpath", sys.executable],
    ]
    codes = [subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode for command in commands]
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
