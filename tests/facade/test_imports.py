"""Who imports whom: scripts, tests -> facade -> clients -> httpx, attrs; and no provider another."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROVIDERS = ("okta", "forgerock", "agileapps")
FACADE = ROOT / "facade" / "idsessions"
ROOMS = {"scripts", "tests"}
# Those that sign tokens are imported when the first one is signed.
SIGNING = ("joserfc", "cryptography")
BELOW = ("httpx", "attrs", *SIGNING)


def imported(path: Path, package: str) -> Iterator[str]:
    """The full name of every module that a file imports, wherever in it; of ``package`` if the import is relative."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            # "from . import _log" imports a module, "from .errors import UsageError" a name: both are looked at.
            yield from (f"{module}.{name.name}" for name in node.names)


def files(folder: Path, package: str) -> list[tuple[str, Path, str]]:
    """Module, path and package of every file below ``folder``."""
    found: list[tuple[str, Path, str]] = []
    for path in sorted(folder.rglob("*.py")):
        parts = [package, *path.relative_to(folder).with_suffix("").parts]
        inside = ".".join(parts[:-1])
        found.append((inside if parts[-1] == "__init__" else ".".join(parts), path, inside))
    return found


def foreign(names: Iterator[str], *allowed: str) -> set[str]:
    """Those of ``names`` that are neither of the standard library nor below ``allowed``."""
    return {
        name
        for name in names
        if name.split(".")[0] not in sys.stdlib_module_names
        and not any(name == each or name.startswith(f"{each}.") for each in allowed)
    }


def ids(files: list[tuple[str, Path, str]]) -> list[str]:
    return [module for module, *_ in files]


CLIENTS = [
    entry for name in PROVIDERS for entry in files(ROOT / "clients" / f"idsessions_{name}", f"idsessions_{name}")
]
ALL = files(FACADE, "idsessions")
OUTSIDE = ("idsessions.testing", "idsessions.cli")
INNER = [entry for entry in ALL if not entry[0].startswith(OUTSIDE)]
TESTING = [entry for entry in ALL if entry[0].startswith("idsessions.testing")]


def provider_of(module: str) -> str | None:
    """The provider that a module of the facade is about, by its name."""
    name = module.removeprefix("idsessions.").lstrip("_")
    return next((provider for provider in PROVIDERS if name.partition("_")[0] == provider), None)


def test_the_rooms_are_all_there() -> None:
    assert len(CLIENTS) > 80
    assert len(INNER) > 20
    assert len(TESTING) > 10
    assert {provider_of(module) for module, *_ in INNER} == {None, *PROVIDERS}


def test_nothing_imports_scripts_or_tests() -> None:
    for _, path, package in (*CLIENTS, *ALL):
        assert not {name.split(".")[0] for name in imported(path, package)} & ROOMS, path


def test_importing_the_facade_imports_no_emulator_and_nothing_of_the_extras() -> None:
    # But for rich: httpx imports it where it is there, for a command of its own.
    program = f"""
import sys
before = set(sys.modules)
import idsessions
new = {{name.partition(".")[0] for name in set(sys.modules) - before}}
heavy = {{"starlette", "uvicorn", "jsonschema", "yaml", "pytest", *{SIGNING!r}}} & new
outside = [name for name in sys.modules if name.startswith({OUTSIDE!r})]
assert not heavy and not outside, (heavy, outside)
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)
