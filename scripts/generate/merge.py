"""Puts the models of a client into one module.

The generator writes a file for each model, which import each other inside their functions: reading one session would enter five
files, and importing a client costs a file system look-up for each model.
"""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

_DOCSTRING = '"""The entities and enumerations of the document. Generated; see provenance.json."""\n\n'
_TYPE_VARIABLE = re.compile(r"cls: type\[T\](.*?)\) -> T:", re.DOTALL)


def merge_models(package: Path) -> None:
    """Replace the folder ``models`` of ``package`` by a module of that name, and import the models from there."""
    folder = package / "models"
    imports: set[str] = set()
    enumerations: list[str] = []
    classes: list[str] = []
    for path in sorted(folder.glob("*.py")):
        if path.name == "__init__.py":
            continue
        text = path.read_text()
        body = _without_inner_imports(text, imports)
        (enumerations if "Enum)" in body else classes).append(body)
    names = re.search(r"__all__ = \(.*?\)\n", (folder / "__init__.py").read_text(), re.DOTALL)
    assert names is not None
    shutil.rmtree(folder)
    merged = "\n\n".join([*enumerations, *classes])
    head = _DOCSTRING + "from __future__ import annotations\n\n" + "\n".join(sorted(imports)) + "\n"
    (package / "models.py").write_text(f"{head}from typing import Self\n\n{names[0]}\n\n{merged}\n")
    for path in package.rglob("*.py"):
        text = path.read_text()
        path.write_text(re.sub(r"from (\.+)models\.\w+ import", r"from \1models import", text))


def _without_inner_imports(text: str, imports: set[str]) -> str:
    """The definitions of a model's file; what it imports from elsewhere is added to ``imports``."""
    lines = text.splitlines()
    gone: set[int] = set()
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            gone.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            is_model = isinstance(node, ast.ImportFrom) and node.level == 2 and module.startswith("models")
            if not is_model and module != "__future__":
                level = "." if isinstance(node, ast.ImportFrom) and node.level else ""
                if isinstance(node, ast.ImportFrom):
                    node.level = len(level)
                imports.add(ast.unparse(node))
        elif (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING") or (
            isinstance(node, ast.Assign) and ast.unparse(node).startswith("T = TypeVar(")
        ):
            gone.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    kept = "\n".join(line for number, line in enumerate(lines, 1) if number not in gone).strip()
    return _TYPE_VARIABLE.sub(r"cls\1) -> Self:", kept) + "\n"
