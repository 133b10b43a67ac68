"""The tasks of the project: `.ci/run` runs most of these sessions, and each can be run alone.

    uv run --isolated --only-group tasks nox --list
    uv run --isolated --only-group tasks nox --session types

uv makes the environments, so that the sessions have none.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["tests", "types", "lint"]

IMPORT_ALL = """
from idsessions import *
import idsessions, idsessions_okta.client, idsessions_forgerock.client, idsessions_agileapps.client
from importlib.metadata import files as installed
from importlib.resources import files
packages = ("idsessions", "idsessions_okta", "idsessions_forgerock", "idsessions_agileapps")
for package in packages:
    assert files(package).joinpath("py.typed").is_file(), package
tops = {file.parts[0] for file in installed("idsessions") or [] if file.parts[0] not in ("..", "__pycache__")}
assert {top for top in tops if not top.endswith(".dist-info")} == set(packages), tops
print("idsessions", idsessions.__version__, "with", len(idsessions.__all__), "public names")
"""


def uv(session: nox.Session, *arguments: str | Path) -> None:
    """Run uv without the environment of nox."""
    session.run("uv", *map(str, arguments), external=True, env={"VIRTUAL_ENV": None})


@nox.session
def tests(session: nox.Session) -> None:
    """The tests (the README's command), with the coverage of the facade, which has a bound."""
    uv(session, "run", "--group", "coverage", "pytest", "--cov", "--cov-report=term:skip-covered", *session.posargs)


@nox.session
def generators(session: nox.Session) -> None:
    """The tests that run the generators, and whether the clients match the documents."""
    uv(session, "run", "pytest", "-m", "regenerate")
    uv(session, "run", "scripts/regenerate.py", "--check")


@nox.session
def slow(session: nox.Session) -> None:
    """The tests that run benchmarks and sub-processes, with the type checkers for those of the editor."""
    uv(session, "run", "--group", "lint", "pytest", "-m", "slow")


@nox.session
def benchmark(session: nox.Session) -> None:
    """The cost of a call, as ratios (it fails 25 % above scripts/bench/recorded.json)."""
    uv(session, "run", "--isolated", "--group", "bench", "scripts/benchmark.py", "--short")


@nox.session
def fuzz(session: nox.Session) -> None:
    """The fuzzers, for a minute."""
    uv(session, "run", "pytest", "tests/fuzz", "--fuzz-seconds", "60")


@nox.session
def demo(session: nox.Session) -> None:
    """The demo (the README's command)."""
    uv(session, "run", "idsessions", "demo")


@nox.session
def types(session: nox.Session) -> None:
    """The types of the facade, the clients as imported, the tests, and every example of the documentation."""
    uv(session, "run", "--group", "lint", "mypy")
    uv(session, "run", "--group", "lint", "pyright")
    uv(session, "run", "--group", "lint", "scripts/check_examples.py")


@nox.session
def lint(session: nox.Session) -> None:
    """The linter, the formatter and the speller."""
    uv(session, "run", "--group", "lint", "ruff", "check")
    uv(session, "run", "--group", "lint", "ruff", "format", "--check")
    uv(session, "run", "--group", "lint", "codespell")


@nox.session
def documents(session: nox.Session) -> None:
    """The three descriptions are valid."""
    files = [f"openapi/{provider}.yaml" for provider in ("okta", "forgerock", "agileapps")]
    uv(session, "run", "--group", "documents", "openapi-spec-validator", *files)
    uv(session, "run", "--group", "documents", "scripts/lint_documents.py")


@nox.session
def conformance(session: nox.Session) -> None:
    """Okta's SDK and schemathesis against the emulators."""
    isolated = ("run", "--isolated", "--group", "conformance")
    uv(session, *isolated, "pytest", "tests/conformance")
    check = "mypy tests/conformance/*.py && pyright tests/conformance/*.py"
    uv(session, *isolated, "--group", "lint", "bash", "-c", check)


@nox.session
def docs(session: nox.Session) -> None:
    """The site of the documentation, strict, in `site/`."""
    uv(session, "run", "--group", "docs", "mkdocs", "build", "--strict", *session.posargs)


@nox.session
def wheel(session: nox.Session) -> None:
    """A wheel, installed and imported in an empty environment."""
    with tempfile.TemporaryDirectory() as folder:
        uv(session, "build", "--quiet", "--out-dir", f"{folder}/dist")
        uv(session, "venv", "--quiet", f"{folder}/env")
        python = Path(folder, "env", "Scripts" if (Path(folder) / "env" / "Scripts").exists() else "bin", "python")
        (built,) = Path(folder, "dist").glob("*.whl")
        uv(session, "pip", "install", "--quiet", "--python", python, built)
        with session.chdir(folder):
            session.run(str(python), "-W", "error", "-c", IMPORT_ALL, external=True)
