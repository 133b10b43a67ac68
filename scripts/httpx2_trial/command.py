"""Copies the project, renames httpx to httpx2 and httpcore to httpcore2, and runs tests and type checker on the copy."""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_NAME: Final = re.compile(r"""(?<![\w.-])(httpx|httpcore)(?=[\s.,\]|)"'`]|$)(?!-)""")
_REQUIREMENTS: Final = {
    r'"httpx>=[^"]*"': '"httpx2>=2.16,<3"',
    r'"httpcore>=[^"]*"': '"httpcore2>=2.16,<3"',
}
_FAILED: Final = re.compile(r"^(?:FAILED|ERROR) (tests/\S+?\.py)", re.MULTILINE)


def renamed(text: str) -> str:
    """A module of Python that imports httpx2 and httpcore2."""
    return _NAME.sub(r"\g<1>2", text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try it. The exit code is 0 if every test passed, which is not expected yet."""
    parser = argparse.ArgumentParser(description="Try the move to httpx2 on a copy of the last commit.")
    parser.add_argument("tests", nargs="*", help="which tests to run; all of the default suite if none is named")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True)
        subprocess.run(["tar", "x"], cwd=copy, input=archive.stdout, check=True)
        changed = sum(
            _rewrite(path) for name in ("facade", "clients", "tests", "scripts") for path in (copy / name).rglob("*.py")
        )
        project = (copy / "pyproject.toml").read_text()
        for pattern, replacement in _REQUIREMENTS.items():
            project = re.sub(pattern, replacement, project)
        (copy / "pyproject.toml").write_text(project)
        print(f"{changed} files import httpx or httpcore, or name them", flush=True)
        command = ["uv", "run", "pytest", "-q", *given.tests]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
        for name, count in sorted(Counter(_FAILED.findall(done.stdout)).items()):
            print(f"{count:5} {name}")
        print(done.stdout.rstrip().rpartition("\n")[2], flush=True)
        return done.returncode


def _rewrite(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    changed = renamed(text)
    if changed != text:
        path.write_text(changed, encoding="utf-8")
    return changed != text
