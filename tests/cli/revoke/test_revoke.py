"""``idsessions revoke`` as a whole: who is out, what is printed, what it exits with, and what it refuses."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from idsessions import BulkOutcome
from idsessions.cli import main
from idsessions.cli._arguments import parse
from idsessions.cli.revoke import run_revoke
from idsessions.cli.revoke._journal import Journal, JournalError
from idsessions.testing import ForgeRockEmulator, ManualClock, OktaEmulator
from terminal.fast_clock import FastClock

Read = Callable[[], tuple[str, str]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("OKTA_CLIENT_", "FRODO_"))]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture(name="org")
def org_fixture(monkeypatch: pytest.MonkeyPatch) -> Iterator[OktaEmulator]:
    """An organization in another thread, whose URL and token are in the environment."""
    org = OktaEmulator(clock=ManualClock())
    with org.serve_in_thread():
        monkeypatch.setenv("OKTA_CLIENT_ORGURL", org.url)
        monkeypatch.setenv("OKTA_CLIENT_TOKEN", org.api_token)
        yield org


@pytest.fixture(name="user_ids")
def user_ids_fixture(org: OktaEmulator, folder: Path) -> list[str]:
    """The ids of 40 users with sessions, also in users.txt."""
    users = [org.add_user(f"user{number}@example.com") for number in range(40)]
    for user in users:
        org.sign_in(user)
    (folder / "users.txt").write_text("\n".join(user.id for user in users))
    return [user.id for user in users]


def run(*arguments: str) -> int:
    return main(["revoke", *arguments])


def entries(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_everybody_is_out(org: OktaEmulator, user_ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("okta", "--file", "users.txt") == 0
    assert capsys.readouterr() == (f"All 40 users are out of {org.url}.\n", "")
    assert org.sessions == ()
    head, *outcomes = entries(Path("idsessions-okta.jsonl"))
    assert (head["provider"], head["url"], head["oauth_tokens"]) == ("okta", org.url, False)
    assert sorted(each["user"] for each in outcomes) == sorted(user_ids)
    assert {each["state"] for each in outcomes} == {"ended"}


def test_users_who_are_not_out_are_listed_and_asked_about_again(
    org: OktaEmulator, user_ids: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    org.fail_next(500, operation="revokeUserSessions")
    assert run("okta", "--concurrency", "1", *user_ids, "00unobody") == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == f"39 of 41 users are out of {org.url}."
    assert "1 unknown: the provider knows no such user" in printed
    assert "1 unclear: the request may have been processed" in printed
    assert [line for line in printed if line.startswith(f"  {user_ids[0]}: okta revokeUserSessions: 500")]
    assert printed[-2:] == ["Journal: idsessions-okta.jsonl", "To go on: the same command with --resume."]

    asked = len(org.requests)
    assert run("okta", "--resume", *user_ids, "00unobody") == 1
    assert [request.path_params["userId"] for request in org.requests[asked:]] == [user_ids[0]]
    assert capsys.readouterr().out.splitlines()[0] == f"40 of 41 users are out of {org.url}."
    assert org.sessions == ()


def test_report_in_json(org: OktaEmulator, user_ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("okta", "--file", "users.txt", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report.pop("seconds") >= 0
    assert report == {
        "provider": "okta",
        "url": org.url,
        "users": 40,
        "ended": 40,
        "unknown": 0,
        "unclear": 0,
        "failed": 0,
        "not_tried": 0,
        "not_out": [],
        "stopped": None,
        "interrupted": False,
        "journal": "idsessions-okta.jsonl",
    }


def test_long_list_is_cut_in_words_and_whole_in_json(org: OktaEmulator, capsys: pytest.CaptureFixture[str]) -> None:
    unknown = [f"00unobody{number}" for number in range(30)]
    assert run("okta", *unknown) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "  and 10 more; the journal has them all" in lines
    assert len(lines) == 1 + 1 + 20 + 1 + 1
    assert run("okta", "--json", "--resume", *unknown) == 1
    assert len(json.loads(capsys.readouterr().out)["not_out"]) == 30
    assert len(org.requests) == 30


@pytest.mark.usefixtures("user_ids")
def test_refused_credential_could_not_start(
    org: OktaEmulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OKTA_CLIENT_TOKEN", "00wrong")
    assert run("okta", "--file", "users.txt", "--concurrency", "4") == 2
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == f"0 of 40 users are out of {org.url}."
    assert printed[1].startswith("Stopped: okta revokeUserSessions: 401 E0000011")
    assert "40 not tried" in printed
    assert len(org.requests) <= 8
    assert len(org.sessions) == 40


def test_dry_run_sends_nothing(
    org: OktaEmulator, user_ids: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("okta", "--file", "users.txt", "--dry-run") == 0
    assert capsys.readouterr().out.startswith(f"{len(user_ids)} users from users.txt would be signed out of {org.url}.")
    assert org.requests == []
    assert [path.name for path in folder.iterdir()] == ["users.txt"]


def test_oauth_tokens_are_revoked_too(org: OktaEmulator) -> None:
    assert run("okta", "--oauth-tokens", org.user.id) == 0
    assert org.user.oauth_tokens_revoked
    assert run("okta", "--resume", org.user.id) == 2  # That journal is of a run with OAuth tokens.


def test_journal_that_exists_is_not_overwritten(org: OktaEmulator, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("okta", org.user.id) == 0
    before = Path("idsessions-okta.jsonl").read_bytes()
    assert run("okta", org.admin.id) == 2
    assert "exists: add --resume to go on, or name another with --journal" in capsys.readouterr().err
    assert run("okta", org.admin.id, "--journal", "other.jsonl") == 0
    assert Path("idsessions-okta.jsonl").read_bytes() == before


def test_journal_that_cannot_be_written_stops_the_run(
    org: OktaEmulator, user_ids: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write = Journal.write

    def failing(journal: Journal, outcome: BulkOutcome[str]) -> None:
        if len(journal.states) == 3:
            raise JournalError("cannot write the journal: No space left on device")
        write(journal, outcome)

    monkeypatch.setattr(Journal, "write", failing)
    assert run("okta", "--file", "users.txt", "--concurrency", "2") == 1
    assert "Stopped: cannot write the journal: No space left on device" in capsys.readouterr().out
    assert len(org.requests) < len(user_ids)


def test_no_secret_is_printed_or_written(
    org: OktaEmulator, user_ids: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    org.fail_next(400, {"errorCode": "E0000001", "errorSummary": f"no {org.api_token}"})
    assert run("okta", *user_ids) == 1
    printed = "".join(capsys.readouterr()) + Path("idsessions-okta.jsonl").read_text()
    assert "E0000001" in printed
    assert org.api_token not in printed


@pytest.mark.parametrize(
    ("missing", "message"),
    [("OKTA_CLIENT_ORGURL", "OKTA_CLIENT_ORGURL"), ("OKTA_CLIENT_TOKEN", "OKTA_CLIENT_TOKEN")],
)
@pytest.mark.usefixtures("org")
def test_missing_setting_is_named(
    missing: str, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(missing)
    given = parse(["revoke", "okta", "00u1"])
    asked: list[tuple[str, bool]] = []

    def ask(name: str, secret: bool) -> None:
        asked.append((name, secret))

    with pytest.raises(Exception, match=f"the environment variable {message} is not set"):
        run_revoke(given, ask=ask)
    assert asked == [(missing, missing == "OKTA_CLIENT_TOKEN")]
    assert capsys.readouterr().out == ""


def test_missing_settings_are_asked_for(org: OktaEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OKTA_CLIENT_ORGURL")
    monkeypatch.delenv("OKTA_CLIENT_TOKEN")
    answers = {"OKTA_CLIENT_ORGURL": org.url, "OKTA_CLIENT_TOKEN": org.api_token}
    given = parse(["revoke", "okta", org.user.id])
    assert run_revoke(given, ask=lambda name, secret: answers[name]) == 0


def test_settings_come_from_a_file(org: OktaEmulator, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OKTA_CLIENT_ORGURL")
    monkeypatch.delenv("OKTA_CLIENT_TOKEN")
    (folder / "okta.env").write_text(
        f"# of the incident\nexport OKTA_CLIENT_ORGURL={org.url}\n\nOKTA_CLIENT_TOKEN = '{org.api_token}'\n"
    )
    assert run("okta", org.user.id, "--env-file", "okta.env") == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "No such file"), ("OKTA\n", "line 1: expected NAME=value"), (b"\xff", "it is not UTF-8")],
)
def test_file_of_settings_that_cannot_be_read_says_why(
    content: str | bytes | None, message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (folder / "okta.env").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert run("okta", "00u1", "--env-file", "okta.env") == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("profile", ["aic", "pingam"])
def test_administrator_of_forgerock_signs_in_and_out(
    profile: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = ForgeRockEmulator(profile, clock=ManualClock())
    users = [server.add_user(f"user{number}", "pw") for number in range(10)]
    for user in users:
        server.sign_in(user)
    with server.serve_in_thread():
        monkeypatch.setenv("FRODO_HOST", server.url)
        monkeypatch.setenv("FRODO_REALM", "alpha")
        monkeypatch.setenv("FRODO_USERNAME", server.admin.username)
        monkeypatch.setenv("FRODO_PASSWORD", server.admin.password)
        assert run("forgerock", "--verify", "--profile", profile, *(user.uid for user in users)) == 0
        assert server.sessions == ()
        monkeypatch.setenv("FRODO_PASSWORD", "wrong")
        assert run("forgerock", "--profile", profile, "--journal", "b.jsonl", users[0].uid) == 2
    printed = capsys.readouterr()
    assert printed.out.startswith("All 10 users are out of http://127.0.0.1:")
    assert "the administrator cannot sign in" in printed.err
    outcomes = entries(Path("idsessions-forgerock.jsonl"))[1:]
    assert {each["left"] for each in outcomes} == {0}


def test_openam_says_what_it_cannot(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    server = ForgeRockEmulator("openam", clock=ManualClock())
    with server.serve_in_thread():
        monkeypatch.setenv("FRODO_HOST", server.url)
        monkeypatch.setenv("FRODO_USERNAME", server.admin.username)
        monkeypatch.setenv("FRODO_PASSWORD", server.admin.password)
        assert run("forgerock", "--profile", "openam", "bjensen") == 2
    assert "does not have this operation" in capsys.readouterr().out


def test_reader_that_has_gone_changes_nothing(
    org: OktaEmulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    discarded: list[bool] = []
    monkeypatch.setattr("idsessions.cli._output.discard_output", lambda: discarded.append(True))

    def closed(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("idsessions.cli._output.print", closed, raising=False)
    assert run("okta", org.user.id, "00unobody") == 1
    assert discarded == [True]
    assert capsys.readouterr().err == ""


# Signals, in a process.


@pytest.fixture(name="slow_org")
def slow_org_fixture(org: OktaEmulator) -> OktaEmulator:
    """Each response takes 50 ms."""
    org.slow(0.05, real=True, times=None)
    return org


def started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "idsessions", "revoke", "okta", "--file", "users.txt", "--concurrency", "2", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_outcomes(process: subprocess.Popen[str], count: int) -> None:
    path = Path("idsessions-okta.jsonl")
    while process.poll() is None and (not path.exists() or len(path.read_bytes().splitlines()) <= count):
        time.sleep(0.005)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_lets_requests_under_way_end(
    number: signal.Signals, slow_org: OktaEmulator, user_ids: list[str]
) -> None:
    with started("--json") as process:
        wait_for_outcomes(process, 5)
        process.send_signal(number)
        out, err = process.communicate()
    report = json.loads(out)
    assert process.returncode == 130
    assert err == "Interrupted: waiting for the requests under way. Ctrl-C again ends at once.\n"
    assert report["interrupted"]
    assert report["ended"] + report["not_tried"] == len(user_ids)
    assert report["ended"] == len(slow_org.requests)
    slow_org.clear_faults()
    assert run("okta", "--file", "users.txt", "--resume") == 0
    assert len(slow_org.requests) == len(user_ids)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_second_signal_ends_at_once(org: OktaEmulator, user_ids: list[str]) -> None:
    org.slow(3600, real=True, times=None)
    with started() as process:
        while not org.requests and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Interrupted")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert process.returncode == 130
    assert err == ""
    assert "Interrupted." in out
    assert f"{len(user_ids)} not tried" in out


@pytest.mark.slow
def test_pipe_gets_a_line_each_minute(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = FastClock(time.time(), 120.0)
    org = OktaEmulator(clock=clock)
    org.limit(30, "/api/v1/users")
    user_ids = [org.add_user(f"user{number}@example.com").id for number in range(100)]
    with org.serve_in_thread():
        monkeypatch.setenv("OKTA_CLIENT_ORGURL", org.url)
        monkeypatch.setenv("OKTA_CLIENT_TOKEN", org.api_token)
        assert run_revoke(parse(["revoke", "okta", *user_ids, "--journal", str(folder / "a.jsonl")]), clock=clock) == 0
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) >= 2
    assert [line for line in lines if re.fullmatch(r"[\d]+/100  0 not out  (paused .*  )?.* left  \d+/min", line)]


@pytest.mark.parametrize("dry_run", [[], ["--dry-run"]])
def test_url_with_a_password_is_neither_printed_nor_written(
    dry_run: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OKTA_CLIENT_ORGURL", "https://ada:S3CRET@acme.okta.com")
    monkeypatch.setenv("OKTA_CLIENT_TOKEN", "00token")
    assert run("okta", "00u1", *dry_run) == 2
    printed = capsys.readouterr()
    assert "OKTA_CLIENT_ORGURL must have no user" in printed.err
    assert "S3CRET" not in printed.out + printed.err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(("provider", "option"), [("okta", "--verify"), ("forgerock", "--oauth-tokens")])
def test_option_of_the_other_provider_is_refused(
    provider: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(provider, option, "a-user") == 2
    assert f"{option} is for" in capsys.readouterr().err


def test_outcomes_are_forced_to_the_disk_in_batches(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    journal = Journal.open(folder / "journal.jsonl", {"provider": "okta"}, resume=False)
    at_the_start = len(synced)
    for number in range(129):
        journal.write(BulkOutcome(f"user{number}", "ended"))
    assert len(synced) == at_the_start + 2
    journal.close()
    assert len(synced) == at_the_start + 3
