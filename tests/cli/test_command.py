"""The command line itself: its help, its version, what it imports, and what it says where the extra is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from idsessions import __version__
from idsessions.cli import main


@pytest.mark.parametrize("arguments", [["--help"], ["demo", "--help"], ["emulate", "--help"]])
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    assert ending.value.code == 0
    assert capsys.readouterr().out.startswith("usage: idsessions")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
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
    ],
)
def test_a_wrong_command_line_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    assert ending.value.code == 2
    said = capsys.readouterr().err
    assert "usage: idsessions" in said
    assert ": _" not in said  # No name of a function of ours.


def test_a_reader_who_has_enough_is_no_fault() -> None:
    # As with `idsessions demo --json | head -1`.
    with subprocess.Popen(
        [sys.executable, "-m", "idsessions.cli", "demo", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        assert command.stdout.readline().startswith(b'{"provider": "okta"')
        command.stdout.close()
        assert command.stderr.read() == b""
        assert command.wait() == 1


@pytest.mark.parametrize("command", ["demo", "emulate"])
@pytest.mark.parametrize("missing", ["rich", "starlette", "uvicorn", "jsonschema"])
def test_without_the_extra_it_says_which_to_install(
    command: str, missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # What None stands for cannot be imported.
    monkeypatch.setitem(sys.modules, missing, None)
    assert main([command]) == 1
    said = capsys.readouterr()
    assert said.err == f'idsessions: {missing} not installed; install the extra: pip install "idsessions[cli]"\n'
    assert said.out == ""


def test_nothing_of_the_extra_is_imported_before_a_subcommand_runs() -> None:
    # rich is not among these: httpx imports it for a command of its own wherever it finds it.
    program = "import sys, idsessions.cli; print({'starlette', 'uvicorn', 'jsonschema'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"
