"""Generates the clients from the documents: ``uv run scripts/regenerate.py [--check] [provider ...]``."""

from __future__ import annotations

import argparse
import difflib
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from generate import templates
from generate.client import PROVIDERS, Job, generate
from generate.toolchain import GenerationError, Toolchain

ROOT = Path(__file__).resolve().parent.parent
_SHOWN_LINES = 200


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Run the command. Return 0 if the clients are written or, with ``--check``, up to date."""
    parser = argparse.ArgumentParser(description="Generate the clients in clients/ from the documents in openapi/.")
    parser.add_argument("provider", nargs="*", help=f"which clients: {', '.join(PROVIDERS)} (default: all)")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; show differences, and fail if there are any"
    )
    parser.add_argument(
        "--accept-templates",
        action="store_true",
        help="after an upgrade of the generator, record that its templates were read and templates.patch fits",
    )
    options = parser.parse_args(arguments)
    providers: list[str] = options.provider or list(PROVIDERS)
    if unknown := [name for name in providers if name not in PROVIDERS]:
        parser.error(f"no such provider: {', '.join(unknown)} (there are {', '.join(PROVIDERS)})")
    try:
        differences = _run(root, providers, check=options.check, accept=options.accept_templates)
    except GenerationError as error:
        print(f"regenerate: {error}", file=sys.stderr)
        return 1
    if differences:
        print("\n".join(differences[:_SHOWN_LINES]))
        if len(differences) > _SHOWN_LINES:
            print(f"... and {len(differences) - _SHOWN_LINES} more lines")
        print("regenerate: clients/ is not what openapi/ describes; run: uv run scripts/regenerate.py", file=sys.stderr)
        return 1
    return 0


def _run(root: Path, providers: Sequence[str], *, check: bool, accept: bool) -> list[str]:
    toolchain = Toolchain(root)
    differences: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        _say(f"tools: {', '.join(toolchain.requirements)}")
        packaged = templates.packaged(toolchain, scratch)
        if not accept:
            templates.check_hashes(packaged, root)
        changed_templates = templates.prepare(packaged, root, scratch)
        for provider in providers:
            started = time.monotonic()
            job = Job(provider, root, scratch, changed_templates)
            made = generate(job, toolchain)
            target = root / "clients" / job.name
            found = list(compare(target, made))
            if check:
                differences += found
            elif found:
                _replace(target, made)
            state = "differs" if check and found else "unchanged" if not found else "written"
            _say(f"{job.name}: {state} ({time.monotonic() - started:.1f} s)")
        if accept and not differences:
            templates.record_hashes(packaged, root)
    return differences


def compare(present: Path, made: Path) -> Iterator[str]:
    """Yield the lines of a unified diff between two folders; nothing if they are the same."""
    for name in sorted(_files(present) | _files(made)):
        old, new = present / name, made / name
        before, after = (path.read_bytes() if path.exists() else None for path in (old, new))
        if before != after:
            label = f"clients/{present.name}/{name}"
            yield f"--- {label}{'' if old.exists() else ' (missing)'}"
            yield f"+++ {label}{' (from the document)' if new.exists() else ' (not generated)'}"
            yield from list(difflib.unified_diff(_lines(before), _lines(after), lineterm="", n=2))[2:]


def _lines(content: bytes | None) -> list[str]:
    """Lines to show, with line endings other than a line feed and bytes that are not text made visible."""
    text = (content or b"").decode(errors="backslashreplace")
    return text.replace("\r", "\\r").split("\n") if text else []


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def _replace(target: Path, made: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(made, target)


def _say(text: str) -> None:
    print(f"regenerate: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
