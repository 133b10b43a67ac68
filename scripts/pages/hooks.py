"""The hooks of MkDocs (mkdocs.yml): they add the front page and the reference, and fill the table of operations."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any, Final, cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))  # MkDocs loads this file alone.

from pages.operations import tables  # noqa: E402

MARK: Final = "<!-- operations -->"
# The command line has no reference: it has --help.
_NOT_LISTED: Final = frozenset({"cli"})
_OUTSIDE: Final = re.compile(r"\]\(\.\./([^)]+)\)")
_OF_THE_README: Final = re.compile(r"(\]\(|src=\")(?!https?:|#)(?:(docs/)([^)\"]+)|([^)\"]+))")


def modules() -> list[str]:
    """The public modules of the facade, without that of all names."""
    folder = ROOT / "facade" / "idsessions"
    found = {
        path.stem if path.is_file() else path.name for path in folder.iterdir() if path.suffix == ".py" or path.is_dir()
    }
    return sorted(name for name in found if not name.startswith("_") and name not in _NOT_LISTED)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Leave out pages that do not exist, and list those that the navigation forgets."""
    pages = {path.relative_to(config.docs_dir).as_posix() for path in Path(config.docs_dir).rglob("*.md")} | {
        "index.md"
    }
    listed: set[str] = set()
    nav: list[Any] = []
    groups: list[dict[str, list[str]]] = cast(Any, config).nav or []
    for group in groups:
        ((title, entries),) = group.items()
        listed.update(entries)
        if kept := [each for each in entries if each in pages]:
            nav.append({title: kept})
    if rest := sorted(pages - listed):
        nav.append({"More": rest})
    nav.append({"Reference": [{name: f"api/{name}.md"} for name in ("idsessions", *modules())]})
    config.nav = nav
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the front page, which is the README, and a page of the reference for each module."""
    repository = f"{config.repo_url}/blob/main/"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    front = _OF_THE_README.sub(lambda found: found[1] + (found[3] if found[2] else repository + found[4]), readme)
    generated = {"index.md": front}
    for name in ("", *modules()):
        module = f"idsessions.{name}" if name else "idsessions"
        generated[f"api/{name or module}.md"] = f"# `{module}`\n\n::: {module}\n"
    for path, content in generated.items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Fill the table of operations. What is outside docs/ is not on the site but in the repository."""
    markdown = markdown.replace(MARK, tables())
    return _OUTSIDE.sub(rf"]({config.repo_url}/blob/main/\1)", markdown)
