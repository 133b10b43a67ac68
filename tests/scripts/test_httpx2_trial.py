"""The trial of the move to httpx2: what it renames, and that no type of httpx is in a public signature but at the seam."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path

import pytest

from httpx2_trial.command import renamed

# Where a caller's own httpx transport comes in, and what mocks of httpx take.
SEAM = {"transport"}
# `SessionAuth` is an auth of httpx: what httpx calls has its types.
CALLED_BY_HTTPX = {"sync_auth_flow", "async_auth_flow"}
PUBLIC = (
    "",
    *(".agileapps", ".credentials", ".errors", ".forgerock", ".oauth", ".okta", ".otel", ".sessions", ".transports"),
)
# Every file more is a file that the move has to change.
IMPORT_IT = {
    *("_core/client.py", "_core/options.py", "_elsewhere/auth.py"),
    *(f"_transport/{name}.py" for name in ("httpx_errors", "network", "over_httpx", "pool")),
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import httpx\n", "import httpx2\n"),
        ("from httpcore import Origin", "from httpcore2 import Origin"),
        ("x: httpx.URL | None", "x: httpx2.URL | None"),
        ("import pytest_httpx, httpx_retries", "import pytest_httpx, httpx_retries"),
        ("from .over_httpx import a", "from .over_httpx import a"),
        ('getLogger("httpx")', 'getLogger("httpx2")'),
    ],
)
def test_only_the_package_is_renamed(before: str, after: str) -> None:
    assert renamed(before) == after


def test_few_files_of_the_library_import_httpx(root: Path) -> None:
    facade = root / "facade" / "idsessions"
    found: set[str] = set()
    for path in facade.rglob("*.py"):
        name = path.relative_to(facade).as_posix()
        nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Import)]
        if not name.startswith(("testing/", "cli/")) and any(
            each.name == "httpx" for node in nodes for each in node.names
        ):
            found.add(name)
    assert found == IMPORT_IT


@pytest.mark.parametrize("module", PUBLIC)
def test_no_public_signature_has_a_type_of_httpx_but_at_the_seam(module: str) -> None:
    package = importlib.import_module(f"idsessions{module}")
    for name in package.__all__:
        value = getattr(package, name)
        if not inspect.isclass(value) or not value.__module__.startswith("idsessions."):
            value = value if inspect.isfunction(value) else None
        members = (
            {}
            if value is None
            else dict(inspect.getmembers(value, inspect.isfunction))
            if inspect.isclass(value)
            else {name: value}
        )
        for member, function in members.items():
            if (member.startswith("_") and member != "__init__") or member in CALLED_BY_HTTPX:
                continue
            for parameter, annotation in inspect.get_annotations(function).items():
                assert "httpx" not in str(annotation) or parameter in SEAM, f"{name}.{member}({parameter})"
