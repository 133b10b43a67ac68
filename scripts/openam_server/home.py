"""The folder of scripts/openam.py: its paths, its state file, its lock, and how progress and errors are shown."""

from __future__ import annotations

import json
import secrets
import shutil
import socket
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from random import Random
from typing import Any, Final, TextIO

DEFAULT_COOKIE: Final = "iPlanetDirectoryPro"
# Below the ports that Linux and macOS give to clients, so that a stopped server finds its ports free when it restarts.
PORT_RANGE: Final = range(20_000, 30_000)


class OpenAMError(Exception):
    """An error that a person has to fix; the text says how."""


class Progress:
    """Prints what happens, with the seconds since the start."""

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream or sys.stderr
        self._clock = clock
        self._started = clock()

    def __call__(self, text: str) -> None:
        print(f"openam [{self._clock() - self._started:3.0f} s] {text}", file=self._stream, flush=True)

    def wait_until(
        self, done: Callable[[], bool], text: Callable[[], str], *, seconds: float, every: float = 5
    ) -> bool:
        """Wait at most ``seconds`` until ``done()``, and print ``text()`` at intervals; False if the time is up."""
        started = printed = self._clock()
        while not done():
            now = self._clock()
            if now - started > seconds:
                return False
            if now - printed >= every:
                self(text())
                printed = now
            time.sleep(0.2)
        return True


@dataclass(frozen=True)
class Ports:
    """The ports of the server, all on loopback; only `http` is for users."""

    http: int
    ldap: int
    ldap_admin: int
    jmx: int


@dataclass(frozen=True)
class Process:
    """The process of the server: its id and its start time, because the system reuses ids."""

    pid: int
    began: str


@dataclass(frozen=True)
class State:
    """What the script keeps from one run to the next."""

    recipe: str
    ports: Ports
    password: str
    cookie_name: str = DEFAULT_COOKIE
    process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports.http}/openam"

    def to_json(self, facts: dict[str, Any]) -> dict[str, Any]:
        """The content of the state file: this state, and the facts about the server that tests need."""
        data = asdict(self)
        return {
            "url": self.url,
            "cookie_name": data.pop("cookie_name"),
            "admin": {"realm": "/", "username": "amadmin", "password": data.pop("password")},
            **facts,
            **data,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> State:
        process = data["process"]
        return cls(
            recipe=data["recipe"],
            ports=Ports(**data["ports"]),
            password=data["admin"]["password"],
            cookie_name=data["cookie_name"],
            process=None if process is None else Process(**process),
        )


@dataclass(frozen=True)
class Home:
    """The folder. While the server is stopped, you can delete all of it."""

    root: Path

    @property
    def downloads(self) -> Path:
        return self.root / "downloads"

    @property
    def tomcat(self) -> Path:
        return self.root / "tomcat"

    @property
    def config(self) -> Path:
        """The current configuration and directory of OpenAM."""
        return self.root / "config"

    @property
    def fresh(self) -> Path:
        """A copy of `config` from right after the configuration; it exists only if the configuration succeeded."""
        return self.root / "fresh"

    @property
    def log(self) -> Path:
        return self.tomcat / "logs" / "catalina.out"

    @property
    def state_file(self) -> Path:
        return self.root / "state.json"

    def load(self) -> State | None:
        """Read the state; None if there is none, or if another version of the script wrote it."""
        try:
            return State.from_json(json.loads(self.state_file.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, state: State, facts: dict[str, Any]) -> State:
        """Write the state file atomically, readable by its owner only (it has the password of the administrator)."""
        self.root.mkdir(parents=True, exist_ok=True)
        partial = self.state_file.with_suffix(".partial")
        partial.touch(mode=0o600)
        text = json.dumps(state.to_json(facts), ensure_ascii=False, indent=2)
        partial.write_text(text + "\n", encoding="utf-8")
        partial.replace(self.state_file)
        return state

    def forget(self) -> None:
        """Delete everything except the downloads."""
        for folder in (self.tomcat, self.config, self.fresh):
            delete(folder)
        self.state_file.unlink(missing_ok=True)

    @contextmanager
    def locked(self, progress: Progress) -> Generator[None]:
        """Let one run of the script at a time use the folder."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("w") as file:
            try:
                flock(file, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                progress("waiting for another run of this script in the same folder")
                flock(file, LOCK_EX)
            yield


def new_state(recipe: str, random: Random | None = None) -> State:
    """The state of a new installation: free ports and a new password."""
    return State(recipe, free_ports(random or Random()), secrets.token_hex(12))


def free_ports(random: Random) -> Ports:
    found = [port for port in random.sample(PORT_RANGE, 200) if not is_taken(port)][:4]
    if len(found) < 4:
        raise OpenAMError(f"no four free ports on 127.0.0.1 between {PORT_RANGE.start} and {PORT_RANGE.stop}")
    return Ports(*found)


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        # As in Java: a port whose last connections are in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def delete(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def without_process(state: State) -> State:
    return replace(state, process=None)
