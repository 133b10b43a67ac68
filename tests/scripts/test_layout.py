"""The layout of scripts/: thin commands beside packages, and imports in one direction."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"
COMMANDS = sorted(path.stem for path in SCRIPTS.glob("*.py"))
PACKAGES = sorted(path.parent.name for path in SCRIPTS.glob("*/__init__.py"))
THIN = [name for name in COMMANDS if name != "regenerate"]


def imported_modules(path: Path) -> set[str]:
    """The full names of all modules, and of names in modules, that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            # A relative import is one within the package: scripts/ has no packages in packages.
            package = [path.parent.name] if node.level else []
            module = ".".join([*package, *([node.module] if node.module else [])])
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


def modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(SCRIPTS).with_suffix("").parts).removesuffix(".__init__"): path
        for path in SCRIPTS.rglob("*.py")
    }


def test_no_command_has_the_name_of_a_package() -> None:
    assert COMMANDS
    assert PACKAGES
    assert not set(COMMANDS) & set(PACKAGES)


def test_imports_between_scripts_have_no_circle() -> None:
    found = modules()
    graph = {name: imported_modules(path) & found.keys() for name, path in found.items()}
    # It raises CycleError.
    assert set(TopologicalSorter(graph).static_order()) == found.keys()


def test_no_script_imports_a_command() -> None:
    for path in modules().values():
        assert not {name.partition(".")[0] for name in imported_modules(path)} & set(COMMANDS), path


@pytest.mark.parametrize("command", THIN)
def test_a_command_is_thin(command: str) -> None:
    assert len((SCRIPTS / f"{command}.py").read_text(encoding="utf-8").splitlines()) <= 10


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_prints_its_help(command: str) -> None:
    done = subprocess.run(
        [sys.executable, SCRIPTS / f"{command}.py", "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: {command}.py ")
