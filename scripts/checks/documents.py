"""Lints the OpenAPI documents with the rules `recommended-strict` of redocly; a warning fails."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REDOCLY = "@redocly/cli@2.77.0"


def problems(report: dict[str, Any]) -> list[str]:
    """A line for each problem in the report of redocly, of any severity."""
    lines: list[str] = []
    for problem in report["problems"]:
        location = problem["location"][0]
        where = f"{location['source']['ref']}{location.get('pointer', '')}"
        lines.append(f"{problem['severity']}: {where}: {problem['message']} ({problem['ruleId']})")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Lint all documents; 0 if redocly finds no problem."""
    argparse.ArgumentParser(description="Lint the OpenAPI documents with redocly; a warning fails.").parse_args(
        arguments
    )
    documents = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "openapi").glob("*.yaml"))
    environment = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    # The group `documents` installs Node.
    npx = shutil.which("npx") or "npx"
    command = [npx, "--yes", REDOCLY, "lint", "--extends", "recommended-strict", "--format", "json", *documents]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    start = done.stdout.find("{")
    if start < 0:
        print(done.stdout + done.stderr, file=sys.stderr)
        return 1
    report, _ = json.JSONDecoder().raw_decode(done.stdout, start)
    found = problems(report)
    print("\n".join([*found, f"{len(documents)} documents, {len(found)} problems"]))
    return 1 if found else 0
