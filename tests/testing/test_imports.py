"""The emulators import one way and little: emulator -> _base -> clock, public names, and the clients' descriptions."""

from __future__ import annotations

import ast
import importlib
import inspect
import pickle
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import idsessions
import idsessions.testing
from idsessions.testing import Answer, Violation

PACKAGE = "idsessions.testing"
FOLDER = Path(idsessions.testing.__file__).parent
EMULATORS = ("okta", "forgerock", "agileapps")
# Generated data about the wire; the rest of a client is code of the other side.
DATA = {f"idsessions_{provider}.{module}" for provider in EMULATORS for module in ("description", "documents")}
DATA_PACKAGES = {name.partition(".")[0] for name in DATA}


def module_name(path: Path) -> str:
    parts = [*PACKAGE.split("."), *path.relative_to(FOLDER).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(FOLDER.rglob("*.py"))}


def imported_names(path: Path) -> Iterator[str]:
    """Everything that a file imports, also in functions and under TYPE_CHECKING; a name comes after its module."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_modules(module: str) -> set[str]:
    """The modules of the package that a module imports."""
    names = [name for name in imported_names(MODULES[module]) if name.startswith(f"{PACKAGE}.")]
    return {name if name in MODULES else name.rpartition(".")[0] for name in names}


GRAPH = {module: imported_modules(module) for module in MODULES}


def room(module: str) -> str:
    """The package or module below `idsessions.testing`; an empty string for the package itself."""
    return module.removeprefix(PACKAGE).strip(".").partition(".")[0]


def test_all_modules_are_found() -> None:
    assert len(MODULES) > 40
    assert {room(module) for module in MODULES} == {"", "clock", "responses", "_base", *EMULATORS}


@pytest.mark.parametrize(
    ("importer", "allowed"),
    [
        ("clock", set[str]()),
        ("_base", {"_base", "clock"}),
        *((emulator, {emulator, "_base", "clock"}) for emulator in EMULATORS),
        ("responses", {"responses", "_base", *EMULATORS}),
    ],
)
def test_imports_go_one_way(importer: str, allowed: set[str]) -> None:
    for module, imports in GRAPH.items():
        if room(module) == importer:
            assert {room(each) for each in imports} <= allowed, module


def test_no_imports_form_a_circle() -> None:
    finished: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path, module))
        if module not in finished:
            for each in sorted(GRAPH[module]):
                visit(each, (*path, module))
            finished.add(module)

    for module in GRAPH:
        visit(module, ())


def test_only_public_names_and_data_come_from_the_rest_of_the_library() -> None:
    for path in MODULES.values():
        for name in imported_names(path):
            module, _, imported = name.rpartition(".")
            if name.startswith(f"{PACKAGE}.") or name.partition(".")[0] not in {"idsessions", *DATA_PACKAGES}:
                continue
            is_public = module == "idsessions" and imported in idsessions.__all__
            assert is_public or module in DATA or name in DATA, f"{path}: {name}"


def public_modules() -> list[ModuleType]:
    return [importlib.import_module(PACKAGE), *(importlib.import_module(f"{PACKAGE}.{name}") for name in EMULATORS)]


@pytest.mark.parametrize("module", public_modules(), ids=lambda module: module.__name__)
def test_public_names_belong_to_the_module_that_a_user_imports_them_from(module: ModuleType) -> None:
    assert module.__all__ == sorted(module.__all__)
    for name in module.__all__:
        value = getattr(module, name)
        if name == "SystemClock":
            assert value is idsessions.SystemClock
        elif inspect.isclass(value) or inspect.isfunction(value):
            shared = importlib.import_module(PACKAGE)
            owner = shared if name in shared.__all__ else module
            assert value.__module__ == owner.__name__, name


@pytest.mark.parametrize("value", [Answer(200, (), b"x"), Violation("getSession", "wrong")], ids=repr)
def test_public_values_can_be_pickled(value: object) -> None:
    assert b"_base" not in pickle.dumps(value)
    assert pickle.loads(pickle.dumps(value)) == value
