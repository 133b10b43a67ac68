"""Skips these tests, with a reason, where the group ``conformance`` is not installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

COMMAND = "uv run --isolated --group conformance pytest tests/conformance"
INSTALLED = all(map(find_spec, ("okta", "schemathesis")))


class NotInstalled(pytest.Module):
    """A module of tests that cannot be imported here."""

    def collect(self) -> list[pytest.Item | pytest.Collector]:
        pytest.skip(f"the group `conformance` is not installed: {COMMAND}", allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    return None if INSTALLED else NotInstalled.from_parent(parent, path=module_path)
