"""Tries mutants against tests, in copies of the project in a temporary folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import SimpleQueue
from typing import Final, NamedTuple

from .mutants import Mutant

TESTS: Final = "tests/facade"
_NOT_COPIED: Final = shutil.ignore_patterns(
    ".git", ".venv", ".openam", ".*_cache", ".hypothesis", "__pycache__", "dist", "uv.lock"
)
_BYTECODE: Final = ".bytecode"
# A mutant hangs if the tests take this much longer than without it, however fast the machine is.
_SLOWDOWN: Final = 5
_LEAST_SECONDS: Final = 60.0


class BaselineError(Exception):
    """The tests fail without a mutant, so no result would mean anything."""


class Result(NamedTuple):
    """How the tests reacted to a mutant: "killed", "hung" (which counts as killed) or "survived"."""

    mutant: Mutant
    outcome: str
    seconds: float


def room_of(path: str, root: Path) -> list[str]:
    """The tests for the room of a source file: a folder, or else the files named after it."""
    name = Path(path).relative_to("facade/idsessions").parts[0].removesuffix(".py").strip("_")
    tests = root / TESTS
    found = [tests / name] if (tests / name).is_dir() else sorted(tests.rglob(f"test_*{name}*.py"))
    return [test.relative_to(root).as_posix() for test in found]


class Trials:
    """Runs tests in copies of the project, as many at a time as there are copies."""

    def __init__(self, root: Path, folder: Path, jobs: int) -> None:
        self._root = root
        self._jobs = jobs
        self._copies: SimpleQueue[Path] = SimpleQueue()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._limits: dict[str, float] = {}
        for job in range(jobs):
            self._copies.put(shutil.copytree(root, folder / f"copy-{job}", ignore=_NOT_COPIED))

    def run(self, mutants: Sequence[Mutant]) -> Iterator[Result]:
        """Try each mutant, after a run of the tests without one; results come in any order."""
        rooms = {tuple(room) for mutant in mutants if (room := room_of(mutant.path, self._root))}
        pool = ThreadPoolExecutor(self._jobs)
        try:
            measured = [pool.submit(self._measure, suite) for suite in ((TESTS,), *sorted(rooms))]
            for measurement in as_completed(measured):
                measurement.result()
            for trial in as_completed([pool.submit(self._try, mutant) for mutant in mutants]):
                yield trial.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in list(self._running):
                _kill(process)
            pool.shutdown()

    def _measure(self, suite: Sequence[str]) -> None:
        """Run a suite without a mutant, and derive its time limit."""
        copy = self._copies.get()
        started = time.monotonic()
        try:
            outcome = self._run_tests(copy, suite, None)
        finally:
            self._copies.put(copy)
        if outcome != "survived":
            raise BaselineError(f"the tests fail without a mutant: uv run pytest -x {' '.join(suite)}")
        self._limits[suite[0]] = max(_LEAST_SECONDS, _SLOWDOWN * (time.monotonic() - started))

    def _try(self, mutant: Mutant) -> Result:
        copy = self._copies.get()
        started = time.monotonic()
        original = (copy / mutant.path).read_bytes()
        room = room_of(mutant.path, self._root)
        try:
            _write_source(copy, mutant.path, mutant.source)
            outcome = "survived"
            if room:
                outcome = self._run_tests(copy, room, self._limits[room[0]])
            if outcome == "survived":
                rest = [TESTS, *(f"--ignore={test}" for test in room)]
                outcome = self._run_tests(copy, rest, self._limits[TESTS])
        finally:
            _write_source(copy, mutant.path, original)
            self._copies.put(copy)
        return Result(mutant, outcome, time.monotonic() - started)

    def _run_tests(self, copy: Path, suite: Iterable[str], seconds: float | None) -> str:
        # The folders of the copy come before the installed project. Half the time of a short run is compiling, so the
        # copy keeps its bytecode, with that of the packages.
        path = os.pathsep.join(str(copy / name) for name in ("facade", "clients", "scripts"))
        environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "PYTHONPATH": path,
            "PYTHONPYCACHEPREFIX": str(copy / _BYTECODE),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", *suite],
            cwd=copy,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._running.add(process)
        try:
            return "survived" if process.wait(seconds) == 0 else "killed"
        except subprocess.TimeoutExpired:
            return "hung"
        finally:
            _kill(process)
            self._running.discard(process)


def _write_source(copy: Path, path: str, source: bytes) -> None:
    """Write a source file; no bytecode of an earlier version outlives it, whatever its time and size are."""
    (copy / path).write_bytes(source)
    for stale in (copy / _BYTECODE).rglob(f"{Path(path).stem}.*.pyc"):
        stale.unlink()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a run of the tests, with the processes that it started."""
    # Only before it is reaped: afterwards its id may belong to another process.
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
