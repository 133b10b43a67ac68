"""Makes the templates: those that the generator is packaged with, changed by templates.patch, and the project's own.

A custom template cannot extend the packaged one, and a copy would freeze the injection hardening that the packaged
templates carry. So the packaged templates are read where they are installed and patched. All of them are hashed: an
upgrade that changes any of them stops the generation until somebody has read the change.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

from .toolchain import GenerationError, Toolchain

HASHES = Path("openapi/generator/templates.sha256.json")
PATCH = Path("openapi/generator/templates.patch")
OWN = Path("openapi/generator/templates")
_LOCATE = "import openapi_python_client as g, pathlib; print(pathlib.Path(g.__file__).parent / 'templates')"


def packaged(toolchain: Toolchain, scratch: Path) -> Path:
    """The folder of the templates that the generator is packaged with."""
    return Path(toolchain.run("python", "-c", _LOCATE, cwd=scratch).strip())


def prepare(original: Path, root: Path, scratch: Path) -> Path:
    """Write the changed templates below ``scratch`` and return their folder.

    Args:
        original: The packaged templates.
        root: The project.
        scratch: A folder to write to.

    Raises:
        GenerationError: The patch does not fit the packaged templates.
    """
    target = scratch / "templates"
    shutil.copytree(original, target)
    _apply(root / PATCH, target)
    shutil.copytree(root / OWN, target, dirs_exist_ok=True)
    return target


def _apply(patch: Path, folder: Path) -> None:
    git = shutil.which("git")
    if git is None:
        raise GenerationError("git is not on the PATH: it applies templates.patch")
    # Neither a repository around the folder nor the user's settings can change how the patch is applied.
    isolated = {
        "GIT_CEILING_DIRECTORIES": str(folder.parent.resolve()),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        [git, "apply", "--whitespace=nowarn", str(patch.resolve())],
        cwd=folder,
        env=inherited | isolated,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise GenerationError(
            f"templates.patch does not fit the generator's templates:\n{done.stderr.rstrip()}\n"
            "The reason for each change is written above it; adapt the change to this version of the generator."
        )


def hashes(original: Path) -> dict[str, str]:
    """Name and SHA-256 of every packaged template."""
    return {
        path.relative_to(original).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(original.rglob("*.jinja"))
    }


def check_hashes(original: Path, root: Path) -> None:
    """Compare the packaged templates with those that somebody has read.

    Raises:
        GenerationError: They differ; the text names the templates.
    """
    now, before = hashes(original), json.loads((root / HASHES).read_text())
    changed = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
    if changed:
        raise GenerationError(
            f"the generator's templates changed: {', '.join(changed)}.\nRead the changes (they carry injection "
            f"hardening), adapt {PATCH}, then record them with --accept-templates."
        )


def record_hashes(original: Path, root: Path) -> None:
    """Record the packaged templates as read."""
    (root / HASHES).write_text(json.dumps(hashes(original), indent=2, sort_keys=True) + "\n")
