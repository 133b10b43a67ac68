"""The script ``.ci/run``, with a stand-in for uv: what it runs, and what its last line says."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
from pathlib import Path

import pytest

# It fails where its arguments contain $FAILING.
UV = """#!/bin/bash
echo "uv $*"
[ -z "$FAILING" ] || [[ "$*" != *"$FAILING"* ]] || exit 1
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
    # Where there is none, the script would install it.
    (tmp_path / "bin" / "redis-server").symlink_to("/bin/true")
    return Path(shutil.copy(root / ".ci" / "run", tmp_path / ".ci" / "run"))


def run(script: Path, *options: str, failing: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{script.parents[1] / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "FAILING": failing, **variables}
    return subprocess.run(["bash", script, *options], env=environment, capture_output=True, text=True, check=False)


def sessions(root: Path) -> list[str]:
    """The sessions of noxfile.py."""
    tree = ast.parse((root / "noxfile.py").read_text())
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list]


def test_every_gate_runs_and_the_last_line_says_so(script: Path, root: Path) -> None:
    done = run(script)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[-1] == "=== all gates passed"
    started = [line.partition("nox --session ")[2] for line in lines if "nox --session" in line]
    assert started[:3] == ["tests", "generators", "slow"]
    assert set(started) == set(sessions(root))
    assert lines.index("uv run pytest -m openam") < lines.index("uv run scripts/openam.py stop")


@pytest.mark.parametrize(
    ("failing", "names"), [(NO_OPENAM, OPENAM), (NO_CONFORMANCE, CONFORMANCE)], ids=["openam", "conformance"]
)
def test_the_last_line_names_what_could_not_run(script: Path, failing: str, names: str) -> None:
    done = run(script, failing=failing)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == f"=== passed, but NOT RUN: {names}"
    skipped = "pytest -m openam" if failing == NO_OPENAM else "nox --session conformance"
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
    "failing",
    ["session tests", "session slow", "session lint", "session conformance", "pytest -m openam", "session wheel"],
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
