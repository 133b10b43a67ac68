"""Runs the pinned generators in an isolated environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
from functools import cached_property
from pathlib import Path

from attrs import define


class GenerationError(Exception):
    """The generation cannot go on; the text says what to do."""


@define(slots=False)
class Toolchain:
    """Runs the tools of the ``generate`` group, away from the project's own settings and environment."""

    root: Path

    @cached_property
    def requirements(self) -> list[str]:
        """The ``generate`` group of pyproject.toml; every entry must be pinned exactly."""
        with (self.root / "pyproject.toml").open("rb") as file:
            group: list[str] = tomllib.load(file)["dependency-groups"]["generate"]
        loose = [entry for entry in group if "==" not in entry]
        if loose:
            raise GenerationError(f"pin these exactly in the 'generate' group of pyproject.toml: {', '.join(loose)}")
        return sorted(group)

    def run(self, *command: str | Path, cwd: Path) -> str:
        """Run ``command`` in ``cwd`` and return what it printed.

        Raises:
            GenerationError: The command failed or warned; not every tool can turn warnings into failures.
        """
        uv = os.environ.get("UV") or shutil.which("uv")
        if uv is None:
            raise GenerationError("uv is not on the PATH: python -m pip install uv")
        with_each = [argument for entry in self.requirements for argument in ("--with", entry)]
        # --isolated and --no-project: neither the project's environment nor its settings can change the output.
        line = [uv, "run", "--quiet", "--isolated", "--no-project", *with_each, *map(str, command)]
        environment = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONPATH"}}
        environment |= {"PYTHONHASHSEED": "0", "NO_COLOR": "1", "COLUMNS": "120"}
        done = subprocess.run(line, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise GenerationError(f"{command[0]} failed ({done.returncode}):\n{done.stdout}{done.stderr}".rstrip())
        if done.stderr:
            raise GenerationError(f"{command[0]} warned:\n{done.stdout}{done.stderr}".rstrip())
        return done.stdout
