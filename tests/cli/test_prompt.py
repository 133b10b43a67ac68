"""What is missing is asked for on the terminal, also if standard input is not one; a secret is not shown."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from idsessions.testing import ManualClock, OktaEmulator

# Runs the command on a terminal of its own, whose other end is this program's standard input and output.
ON_TERMINAL = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"


def converse(arguments: Sequence[str], answers: Sequence[tuple[str, str]], environ: dict[str, str]) -> tuple[int, str]:
    """Give each answer after its prompt; returns the exit status and all that the terminal showed."""
    command = [sys.executable, "-c", ON_TERMINAL, sys.executable, "-m", "idsessions", *arguments]
    shown = b""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environ, bufsize=0
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for prompt, answer in answers:
            while not shown.endswith(f"{prompt}: ".encode()) and (byte := process.stdout.read(1)):
                shown += byte
            process.stdin.write(f"{answer}\n".encode())
        shown += process.stdout.read() or b""
        return process.wait(), shown.decode()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
def test_missing_settings_are_asked_for_on_the_terminal(tmp_path: Path) -> None:
    org = OktaEmulator(clock=ManualClock())
    session = org.sign_in()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("OKTA_CLIENT_")}
    with org.serve_in_thread() as url:
        answers = [("OKTA_CLIENT_ORGURL", url), ("OKTA_CLIENT_TOKEN", org.api_token), ("session", session.id)]
        status, shown = converse(["check", "okta"], answers, environ)
        assert (status, "user: ada@example.com" in shown) == (0, True), shown
        assert url in shown
        assert org.api_token not in shown
        assert session.id not in shown
        journal = str(tmp_path / "journal.jsonl")
        arguments = ["revoke", "okta", org.user.id, "--journal", journal]
        status, shown = converse(arguments, answers[:2], environ)
        assert (status, "The user is out of" in shown) == (0, True), shown
        assert "0/1  0 not out" in shown  # The line of a terminal.
        assert org.api_token not in shown
    assert org.sessions == ()
