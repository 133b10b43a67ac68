"""What the package imports and how its public names show."""

from __future__ import annotations

import ast
import pickle
import sys
from pathlib import Path
from typing import get_type_hints

import idsessions
from idsessions._rate_limit import Bucket, Pause, RateLimit, gate


def test_package_imports_only_ground_modules_and_attrs() -> None:
    files = sorted(Path(gate.__file__).parent.glob("*.py"))
    imported: set[str] = set()
    for node in (node for file in files for node in ast.walk(ast.parse(file.read_text()))):
        if isinstance(node, ast.Import):
            imported |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level != 1:
            imported.add("." * node.level + (node.module or "").partition(".")[0])
    assert len(files) > 4
    assert imported - sys.stdlib_module_names == {"attrs", ".._alarm", ".._checks", ".._clock", "..errors"}


def test_public_classes_name_the_public_package() -> None:
    for public in (Pause, RateLimit):
        assert public.__module__ == "idsessions"
        assert public is getattr(idsessions, public.__name__)
        assert get_type_hints(public)
    assert pickle.loads(pickle.dumps(RateLimit(max_wait=5.0))) == RateLimit(max_wait=5.0)


def test_bucket_does_not_show_its_principal() -> None:
    assert "SECRET" not in repr(Bucket("https://acme.example", "SECRET", "sessions"))
