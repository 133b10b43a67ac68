"""A run that is killed in ten places and resumed each time: everybody is out, and nobody is asked about twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import define, field

from idsessions.testing import OktaEmulator
from terminal.fast_clock import FastClock

SPEED = 60.0
USERS = 2000
KILLS = 10
UNKNOWN = [f"00unobody{number}" for number in range(5)]


@define
class World:
    """An organization in a thread, and the command in a process."""

    org: OktaEmulator
    clock: FastClock
    folder: Path
    root: Path
    token: str
    asked_again: list[str] = field(factory=list[str])

    @property
    def journal(self) -> Path:
        return self.folder / "journal.jsonl"

    def start(self, *options: str) -> subprocess.Popen[str]:
        arguments = [str(self.clock.start), str(self.clock.speed), "okta", "--file", "users.txt", "--quiet", "--json"]
        return subprocess.Popen(
            [sys.executable, "-m", "tests.cli.revoke.fast", *arguments, "--journal", self.journal.name, *options],
            cwd=self.folder,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(self.root), str(self.root / "scripts")]),
                "OKTA_CLIENT_ORGURL": self.org.url,
                "OKTA_CLIENT_TOKEN": self.token,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ended(self) -> set[str]:
        """The users whom the journal calls ended; the last line may be cut off."""
        entries: list[dict[str, str]] = []
        for line in self.journal.read_text().splitlines() if self.journal.exists() else []:
            try:
                entries.append(json.loads(line))
            except ValueError:
                continue
        return {entry["user"] for entry in entries if entry.get("state") == "ended"}

    def kill_after(self, outcomes: int) -> None:
        """Start the command, and kill it when the journal has so many more lines."""
        known, asked = self.ended(), len(self.org.requests)
        before = self.journal.stat().st_size if self.journal.exists() else 0
        with self.start("--resume") as process:
            while process.poll() is None:
                size = self.journal.stat().st_size if self.journal.exists() else 0
                if size - before > outcomes * 80:
                    process.send_signal(signal.SIGKILL)
                    break
                time.sleep(0.002)
            process.wait()
            assert process.returncode == -signal.SIGKILL, process.communicate()
        self._note(known, asked)

    def finish(self) -> tuple[int, str, str]:
        """Run the command to its end; returns its status and what it printed."""
        known, asked = self.ended(), len(self.org.requests)
        with self.start("--resume") as process:
            out, err = process.communicate()
        self._note(known, asked)
        return process.returncode, out, err

    def _note(self, known: set[str], asked: int) -> None:
        since = [request.path_params.get("userId", "") for request in self.org.requests[asked:]]
        self.asked_again += [user_id for user_id in since if user_id in known]


@pytest.fixture(name="world")
def world_fixture(tmp_path: Path, root: Path) -> Iterator[World]:
    clock = FastClock(time.time(), SPEED)
    org = OktaEmulator(clock=clock)
    org.limit(600, "/api/v1/users")
    with org.serve_in_thread():
        yield World(org, clock, tmp_path, root, org.api_token)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_run_that_is_killed_ten_times_ends_with_everybody_out(world: World) -> None:
    places = random.Random(7)  # The machine's load makes each run different.
    users = [world.org.add_user(f"user{number}@example.com") for number in range(USERS)]
    for user in users:
        world.org.sign_in(user)
    user_ids = [user.id for user in users] + UNKNOWN
    places.shuffle(user_ids)
    (world.folder / "users.txt").write_text("\n".join(user_ids))

    for kill in range(KILLS):
        world.org.fail_next(500, operation="revokeUserSessions", times=2)
        world.org.html_error_page(502, operation="revokeUserSessions", times=4)
        world.org.drop_connection("answer", operation="revokeUserSessions", times=3)
        world.org.drop_connection("request", operation="revokeUserSessions", times=2)
        world.kill_after(places.randint(1, 180))
        if kill == KILLS // 2:
            # The token is revoked in the middle of a run.
            with world.start("--resume") as process:
                size = world.journal.stat().st_size
                while world.journal.stat().st_size < size + 2000 and process.poll() is None:
                    time.sleep(0.002)
                world.org.revoke_api_token(world.token)
                out, err = process.communicate()
            report = json.loads(out)
            assert (process.returncode, err) == (1, "")
            assert "E0000011" in report["stopped"]
            assert report["not_tried"] > 0
            world.token = world.org.add_api_token()

    status, out, err = world.finish()
    if json.loads(out)["unclear"]:
        status, out, err = world.finish()
    report = json.loads(out)
    assert err.replace("cut-off lines of the journal are ignored.", "").strip().isdigit() or err == ""
    assert status == 1  # The unknown ids are listed.
    assert sorted(each["user"] for each in report["not_out"]) == sorted(UNKNOWN)
    assert report["ended"] == USERS
    assert world.org.sessions == ()
    assert world.asked_again == []
    assert world.ended() == {user.id for user in users}
    assert {request.operation for request in world.org.requests} == {"revokeUserSessions"}
    assert world.token not in world.journal.read_text()
