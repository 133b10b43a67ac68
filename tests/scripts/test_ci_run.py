"""The script ``.ci/run``, with a stand-in for uv: what it runs, and what its last line says."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

# It fails where its arguments contain $FAILING, and makes the environment for the wheel, whose Python does nothing.
UV = """#!/bin/bash
echo "uv $*"
[ -z "$FAILING" ] || [[ "$*" != *"$FAILING"* ]] || exit 1
if [ "$1" = venv ]; then mkdir -p "$3/bin"; ln -s /bin/true "$3/bin/python"; fi
"""
NO_OPENAM = "scripts/openam.py check"
NO_CONFORMANCE = "--group conformance python"
OPENAM = "the tests on a real OpenAM (they need Maven and Java 17 or newer)"
CONFORMANCE = "conformance (the group cannot be installed)"


@pytest.fixture
def script(root: Path, tmp_path: Path) -> Path:
    """A copy of the script in another folder, so that it can touch nothing here."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_text(UV)
    (tmp_path / "bin" / "uv").chmod(0o755)
    return Path(shutil.copy(root / ".ci" / "run", tmp_path / ".ci" / "run"))


def run(script: Path, *options: str, failing: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{script.parents[1] / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "FAILING": failing, **variables}
    return subprocess.run(["bash", script, *options], env=environment, capture_output=True, text=True, check=False)


def test_every_gate_runs_and_the_last_line_says_so(script: Path) -> None:
    done = run(script)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[-1] == "=== all gates passed"
    suites = ["uv run pytest", "uv run pytest -m regenerate", "uv run pytest -m slow"]
    assert [line for line in lines if line.startswith("uv run pytest")][:3] == suites
    assert lines.index("uv run pytest -m openam") < lines.index("uv run scripts/openam.py stop")
    assert "uv run --isolated --group conformance pytest tests/conformance" in lines


@pytest.mark.parametrize(
    ("failing", "names"), [(NO_OPENAM, OPENAM), (NO_CONFORMANCE, CONFORMANCE)], ids=["openam", "conformance"]
)
def test_the_last_line_names_what_could_not_run(script: Path, failing: str, names: str) -> None:
    done = run(script, failing=failing)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == f"=== passed, but NOT RUN: {names}"
    skipped = "pytest -m openam" if failing == NO_OPENAM else "pytest tests/conformance"
    assert skipped not in done.stdout


@pytest.mark.parametrize(
    ("options", "variables"),
    [(["--require-all"], {}), ([], {"IDSESSIONS_REQUIRE_ALL": "1"})],
    ids=["option", "variable"],
)
def test_require_all_fails_if_a_gate_cannot_run(script: Path, options: list[str], variables: dict[str, str]) -> None:
    done = run(script, *options, failing=NO_OPENAM, **variables)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == f"=== FAILED, because not run: {OPENAM}"
    assert run(script, *options, **variables).returncode == 0


@pytest.mark.parametrize(
    "failing", ["run pytest", "pytest -m slow", "ruff format", "pytest tests/conformance", "pytest -m openam", "build"]
)
def test_a_gate_that_fails_ends_the_run(script: Path, failing: str) -> None:
    done = run(script, failing=failing)
    assert done.returncode == 1
    assert "passed" not in done.stdout
    if failing == "pytest -m openam":
        assert done.stdout.splitlines()[-1] == "uv run scripts/openam.py stop"


def test_an_unknown_option_is_refused(script: Path) -> None:
    done = run(script, "--fast")
    assert done.returncode == 2
    assert done.stderr == "usage: bash .ci/run [--require-all]\n"
    assert done.stdout == ""
