"""Imports go one way: scripts and tests -> facade -> clients -> httpx and attrs; and one way between the facade's rooms."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FACADE = ROOT / "facade" / "idsessions"
PROVIDERS = ("okta", "forgerock", "agileapps")
# What signs tokens is imported for the first signature only.
SIGNING = ("joserfc", "cryptography")

GROUND = {"_version", "_checks", "_clock", "_alarm", "_environment", "_json", "errors"}
# What each room of the facade may import of the others.
MAY_IMPORT: dict[str, set[str]] = {
    **dict.fromkeys(GROUND, GROUND),
    "credentials": GROUND,
    "sessions": GROUND,
    "_jose": GROUND,
    "oauth": GROUND | {"_jose", "credentials"},
    "_rate_limit": GROUND,
    "_fleet": GROUND | {"_rate_limit"},
    "stores": {"_fleet"},
    "_xml": GROUND,
    "_redact": GROUND,
    "_transport": GROUND | {"_redact"},
    "transports": {"_transport"},
    "bulk": GROUND,
    "_bulk": GROUND | {"bulk", "credentials", "sessions"},
    "_core": GROUND | {"_rate_limit", "_xml", "_redact", "_transport", "credentials"},
    "_elsewhere": GROUND | {"_core", "_redact", "_transport", "credentials"},
    "_tokens": GROUND | {"_core", "_jose", "credentials", "oauth"},
    **dict.fromkeys(
        PROVIDERS,
        GROUND | {"_bulk", "_core", "_elsewhere", "_redact", "_tokens", "bulk", "credentials", "oauth", "sessions"},
    ),
    "": GROUND | {"_core", "_elsewhere", "_rate_limit", "bulk", "credentials", "oauth", "sessions", *PROVIDERS},
    "_web": GROUND | {"_rate_limit", "_tokens", "credentials", *PROVIDERS},
    "web": {"_web"},
    "otel": {"_version", "_core", "_transport"},
    "testing": {""},
    "_pytest_plugin": {"", "testing"},
    "cli": {"", "testing", *PROVIDERS},
    "__main__": {"cli"},
}
OUTSIDE: dict[str, set[str]] = {
    **{name: {"httpx", "attrs"} for name in MAY_IMPORT},
    "_transport": {"httpx", "httpcore", "h11", "attrs", "aiohttp", "yarl"},
    "_jose": {"attrs", *SIGNING},
    "_rate_limit": {"attrs"},
    "_fleet": {"redis"},
    "_xml": {"attrs"},
    "_redact": {"attrs"},
    **{name: {"httpx", "attrs", f"idsessions_{name}"} for name in PROVIDERS},
    "otel": {"attrs", "opentelemetry"},
    "_pytest_plugin": {"pytest"},
    "testing": {
        *("httpx", "attrs", "starlette", "uvicorn", "jsonschema", *SIGNING),
        *(f"idsessions_{name}" for name in PROVIDERS),
    },
    "cli": {"httpx", "attrs", "rich", *(f"idsessions_{name}" for name in PROVIDERS)},
}


def modules(folder: Path, package: str) -> dict[str, Path]:
    """The files below ``folder``, by the full name of their module."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.py")):
        parts = [package, *path.relative_to(folder).with_suffix("").parts]
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


ALL = modules(FACADE, "idsessions")
CLIENTS = {
    module: path
    for name in PROVIDERS
    for module, path in modules(ROOT / "clients" / f"idsessions_{name}", f"idsessions_{name}").items()
}


def imports(module: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The module of every import of a file, wherever it stands: in a function and under TYPE_CHECKING too."""
    for source, names in import_statements(module, path):
        # "from .x import y": y may be a module, too.
        yield from (f"{source}.{name}" if f"{source}.{name}" in known else source for name in names or [""])


@cache
def import_statements(module: str, path: Path) -> list[tuple[str, list[str]]]:
    """The module of every import of a file, with the names after "from ... import"."""
    found: list[tuple[str, list[str]]] = []
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [(name.name, []) for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            found.append((source, [name.name for name in node.names]))
    return found


def room(module: str) -> str:
    """``idsessions._core.call`` is in the room ``_core``; the package itself is the room with no name."""
    return module.removeprefix("idsessions").lstrip(".").partition(".")[0]


@pytest.mark.parametrize("module", ALL)
def test_room_imports_only_what_lies_below(module: str) -> None:
    mine = room(module)
    for name in imports(module, ALL[module], ALL):
        top = name.partition(".")[0]
        if top == "idsessions":
            assert room(name) in {mine, *MAY_IMPORT[mine]}, f"{module} imports {name}"
        elif top not in sys.stdlib_module_names:
            assert top in OUTSIDE[mine], f"{module} imports {name}"


def test_every_room_has_a_rule() -> None:
    assert {room(module) for module in ALL} == MAY_IMPORT.keys()


@pytest.mark.parametrize("known", [ALL, CLIENTS], ids=["facade", "clients"])
def test_no_circle(known: dict[str, Path]) -> None:
    graph = {module: {name for name in imports(module, path, known) if name in known} for module, path in known.items()}
    for module, below in graph.items():
        below.discard(module)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"imports in a circle: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("module", CLIENTS)
def test_client_imports_only_httpx_and_attrs(module: str) -> None:
    own = module.partition(".")[0]
    for name in imports(module, CLIENTS[module], CLIENTS):
        top = name.partition(".")[0]
        assert top in sys.stdlib_module_names or top in {own, "httpx", "attrs"}, f"{module} imports {name}"


def test_nothing_imports_scripts_or_tests() -> None:
    for module, path in (ALL | CLIENTS).items():
        assert not {name.partition(".")[0] for name in imports(module, path, ALL)} & {"scripts", "tests"}, module


def test_importing_every_name_of_the_facade_imports_no_emulator_and_no_extra() -> None:
    program = f"""
import sys
before = set(sys.modules)
from idsessions import *
new = {{name.partition(".")[0] for name in set(sys.modules) - before}}
heavy = {{"starlette", "uvicorn", "jsonschema", "yaml", "pytest", "opentelemetry", *{SIGNING!r}}} & new
outside = [name for name in sys.modules if name.startswith(("idsessions.testing", "idsessions.cli"))]
assert not heavy and not outside, (heavy, outside)
"""
    subprocess.run([sys.executable, "-P", "-W", "error", "-c", program], check=True)
