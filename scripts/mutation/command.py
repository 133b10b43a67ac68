"""The command ``scripts/mutate.py``."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from .mutants import Mutant, mutants_of
from .trial import BaselineError, Result, Trials

ROOT: Final = Path(__file__).resolve().parents[2]
FACADE: Final = "facade/idsessions"
# The path of a call, and every pure decision.
PATTERNS: Final = (
    *(f"{room}/**/*.py" for room in ("_core", "_rate_limit", "_xml", "_redact", "_tokens", "_bulk")),
    "*/_rules.py",
    "credentials.py",
)


def find_files(root: Path, below: Sequence[str] = ()) -> list[str]:
    """The files to mutate, or those of them below some paths."""
    files = sorted({file for pattern in PATTERNS for file in (root / FACADE).glob(pattern)})
    names = [file.relative_to(root).as_posix() for file in files]
    return [name for name in names if not below or name.startswith(tuple(below))]


def as_json(result: Result) -> dict[str, Any]:
    mutant = result.mutant._asdict()
    del mutant["source"]
    return {**mutant, "outcome": result.outcome, "seconds": round(result.seconds, 1)}


def as_text(mutant: Mutant) -> str:
    return f"{mutant.path}:{mutant.line} ({mutant.kind})\n- {mutant.before.strip()}\n+ {mutant.after.strip()}"


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Try mutants; 1 if the score is below ``--fail-under``, 2 if the tests fail without a mutant."""
    parser = argparse.ArgumentParser(
        description="Change the source of the facade in one place at a time, and see whether a test fails. Works in a "
        "temporary copy of the project. Each mutant meets the tests of its room first, then the rest of tests/facade."
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help=f"only files below these, such as {FACADE}/_xml")
    parser.add_argument("--count", type=int, default=200, help="mutants to try, chosen at random (default: 200)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the choice (default: 1)")
    parser.add_argument("--jobs", type=int, default=2, help="runs of the tests at a time (default: 2)")
    parser.add_argument("--json", action="store_true", help="print every result as JSON, not only the survivors")
    parser.add_argument("--fail-under", type=float, default=0, metavar="PERCENT", help="the least score (default: 0)")
    options = parser.parse_args(arguments)
    files = find_files(root, options.paths)
    found = [mutant for name in files for mutant in mutants_of(name, (root / name).read_bytes())]
    if not found:
        parser.error("no file to mutate below these paths")
    chosen = Random(options.seed).sample(found, min(options.count, len(found)))
    print(f"{len(chosen)} of {len(found)} mutants; first the tests without a mutant", file=sys.stderr, flush=True)
    results: list[Result] = []
    try:
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            for result in Trials(root, Path(folder), options.jobs).run(chosen):
                results.append(result)
                place = f"{result.mutant.path}:{result.mutant.line}"
                print(
                    f"{len(results):4} {result.outcome:8} {result.seconds:5.0f} s  {place}", file=sys.stderr, flush=True
                )
    except BaselineError as error:
        print(f"mutate: {error}", file=sys.stderr)
        return 2
    results.sort(key=lambda result: result.mutant[:5])
    survivors = [result.mutant for result in results if result.outcome == "survived"]
    score = 100 * (1 - len(survivors) / len(results))
    if options.json:
        print(
            json.dumps({"score": round(score, 1), "seed": options.seed, "results": [as_json(each) for each in results]})
        )
    else:
        print("\n\n".join(as_text(mutant) for mutant in survivors))
        hung = sum(result.outcome == "hung" for result in results)
        print(f"\nscore: {score:.1f} % ({len(survivors)} of {len(results)} survived, {hung} hung)")
    return 1 if score < options.fail_under else 0
