"""Lints the documents with redocly's recommended-strict; a warning fails: ``uv run --group documents scripts/lint_documents.py``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REDOCLY = "@redocly/cli@2.77.0"


def problems(report: dict[str, Any]) -> list[str]:
    """The lines to show of redocly's report: every problem, whatever its severity."""
    lines: list[str] = []
    for problem in report["problems"]:
        location = problem["location"][0]
        where = f"{location['source']['ref']}{location.get('pointer', '')}"
        lines.append(f"{problem['severity']}: {where}: {problem['message']} ({problem['ruleId']})")
    return lines


def main() -> int:
    """Lint all documents; 0 if redocly has nothing to say."""
    documents = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "openapi").glob("*.yaml"))
    environment = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    # Node comes with the group: `uv run --group documents scripts/lint_documents.py`.
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


if __name__ == "__main__":
    raise SystemExit(main())
