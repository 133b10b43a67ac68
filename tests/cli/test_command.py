"""The command line: help, version, wrong arguments, a missing extra, and what it imports."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

import idsessions.cli
from idsessions import __version__
from idsessions.cli import main
from idsessions.cli._arguments import Profile
from idsessions.forgerock._profiles import PROFILES

CLI = Path(idsessions.cli.__file__).parent


@pytest.mark.parametrize("command", ["", "revoke", "check", "doctor", "emulate", "demo"])
def test_help_fits_a_screen_with_an_example_and_the_exit_codes(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as ending:
        main([*command.split(), "--help"])
    assert ending.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("usage: idsessions")
    assert len(lines) <= 32
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if line.startswith(f"example: idsessions {command}".rstrip())]
    assert [line for line in lines if line.startswith("exit status: 0 ")]


@pytest.mark.parametrize("command", ["", "revoke", "check", "doctor", "emulate", "demo"])
def test_help_fits_40_columns(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    text = capsys.readouterr().out
    # The usage and the examples are to be copied: they are not wrapped.
    described = text.partition("\n\n")[2].partition("exit status")[0]
    assert max(map(len, described.splitlines())) <= 40


@pytest.mark.slow
def test_package_runs_as_a_module() -> None:
    ran = subprocess.run([sys.executable, "-m", "idsessions", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout == f"idsessions {__version__}\n"


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(["--version"])
    assert ending.value.code == 0
    assert capsys.readouterr().out == f"idsessions {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["rehearse"],
        ["demo", "--jsonl"],
        ["emulate", "--okta-port", "http"],
        ["emulate", "--okta-port", "65536"],
        ["emulate", "--forgerock-profile", "openidm"],
        ["emulate", "--users", "-1"],
        ["revoke", "agileapps"],
        ["revoke", "okta", "--concurrency", "0"],
        ["revoke", "okta", "--reserve", "1"],
        ["revoke", "okta", "--reserve", "some"],
        ["check", "auth0"],
        ["doctor"],
    ],
)
def test_wrong_command_line_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    assert ending.value.code == 2
    printed = capsys.readouterr().err
    assert "usage: idsessions" in printed
    assert ": _" not in printed  # No name of a private function.


@pytest.mark.slow
def test_reader_that_closes_the_pipe_causes_no_error() -> None:
    # As with `idsessions demo --json | head -1`.
    with subprocess.Popen(
        [sys.executable, "-m", "idsessions.cli", "demo", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        assert command.stdout.readline().startswith(b'{"provider": "okta"')
        command.stdout.close()
        assert command.stderr.read() == b""
        assert command.wait() == 0


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_full_disk_is_one_sentence() -> None:
    with open("/dev/full", "w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "idsessions", "demo", "--json"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ran.returncode == 1
    assert ran.stderr == b"idsessions: cannot write the output: No space left on device\n"


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        *(("demo", name) for name in ("rich", "starlette", "uvicorn", "jsonschema")),
        *(("emulate", name) for name in ("starlette", "uvicorn", "jsonschema")),
    ],
)
def test_missing_extra_is_named(
    command: str, missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # A module that is None cannot be imported.
    monkeypatch.setitem(sys.modules, missing, None)
    assert main([command]) == 1
    printed = capsys.readouterr()
    extra = {"demo": "cli", "emulate": "testing"}[command]
    assert printed.err == f'idsessions: {missing} not installed; install the extra: pip install "idsessions[{extra}]"\n'
    assert printed.out == ""


@pytest.mark.slow
def test_emulate_works_without_rich() -> None:
    program = "import sys; sys.modules['rich'] = None; from idsessions.cli import main; main(['emulate', '--json'])"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as command:
        assert command.stdout is not None
        assert b'"okta"' in command.stdout.readline()
        command.terminate()
        assert command.wait() == 0


def test_profiles_are_those_of_the_client() -> None:
    assert set(get_args(Profile)) == set(PROFILES)


@pytest.mark.slow
def test_extra_is_imported_only_when_a_subcommand_runs() -> None:
    # Not rich: httpx imports it for its own command if it is installed.
    program = "import sys, idsessions.cli; print({'starlette', 'uvicorn', 'jsonschema'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"


def test_imports_are_public_and_lead_outwards() -> None:
    """The command line is built on the public names of the library; from outside cli/ nothing private is imported."""
    allowed = re.compile(r"idsessions(\.(okta|testing(\.[a-z]+)?))?")
    for path in CLI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and not node.level and node.module is not None:
                names = [node.module]
            elif isinstance(node, ast.Import):
                names = [name.name for name in node.names]
            else:
                continue
            for name in names:
                assert allowed.fullmatch(name) or not name.startswith("idsessions"), f"{path.name} imports {name}"
