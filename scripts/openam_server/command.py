"""A real OpenAM for the tests: ``uv run scripts/openam.py start|stop|status|reset|limits`` (Linux, macOS)."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from openam_server import configure as configuring
from openam_server import process as processes
from openam_server.home import (
    DEFAULT_COOKIE,
    Home,
    OpenAMError,
    Process,
    Progress,
    State,
    delete,
    new_state,
    without_process,
)
from openam_server.install import download, find_java, install

ROOT: Final = Path(__file__).resolve().parents[2]
NOT_RUNNING: Final = 3  # As service managers' `status` does.


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(
        description="Install, configure and run a real OpenAM on 127.0.0.1. All of it is in the folder .openam/ of the "
        "repository. The first start takes two minutes and downloads 350 MB; needs Java 17 and Maven."
    )
    commands = root.add_subparsers(dest="command", required=True)
    start = commands.add_parser("start", help="start it, installed and configured if need be; print its URL")
    start.add_argument(
        "--cookie-name",
        type=_cookie_name,
        default=DEFAULT_COOKIE,
        help=f"what its session cookie is called (default: {DEFAULT_COOKIE}); restarts it if it runs with another",
    )
    commands.add_parser("stop", help="stop it; sessions and all else stay")
    status = commands.add_parser("status", help=f"say whether it runs (exit status 0) or not ({NOT_RUNNING})")
    status.add_argument("--json", action="store_true", help="all that a test needs, as .openam/state.json has it")
    reset = commands.add_parser("reset", help="bring back what it was right after it was configured; running or not")
    reset.add_argument(
        "--reinstall",
        action="store_true",
        help="delete all but the downloads; the next start begins again, on new ports",
    )
    limits = commands.add_parser("limits", help="how long the sessions of a realm live that begin from now on")
    limits.add_argument("realm", choices=configuring.REALMS)
    default = configuring.DEFAULT_LIMITS
    for name, value in zip(("--max", "--idle"), default, strict=True):
        limits.add_argument(name, type=_minutes, default=value, help=f"minutes, at least 1 (default: {value})")
    return root


def _cookie_name(text: str) -> str:
    # RFC 6265, section 4.1.1: a cookie's name is a token.
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", text):
        raise argparse.ArgumentTypeError("not a name that a cookie can have")
    return text


def _minutes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number of minutes, at least 1")
    return int(text)


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Run one command; 0 if it did what it says."""
    options = parser().parse_args(arguments)
    home = Home(root / ".openam")
    progress = Progress()
    try:
        if options.command == "status":
            return status(home, as_json=options.json)
        with home.locked(progress):
            if options.command == "start":
                print(start(home, options.cookie_name, progress).url)
            elif options.command == "stop":
                stop(home, progress)
            elif options.command == "limits":
                configuring.limit(_running(home), options.realm, configuring.Limits(options.max, options.idle))
            elif options.reinstall:
                reinstall(home, progress)
            else:
                reset(home, progress)
    except OpenAMError as error:
        print(f"openam: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("openam: interrupted; running the command again goes on from here", file=sys.stderr)
        return 130
    return 0


def start(home: Home, cookie_name: str, progress: Progress) -> State:
    """Have it running with this cookie name, from wherever it is."""
    recipe = configuring.recipe(home.root)
    state = home.load()
    if state is None or state.recipe != recipe or not home.tomcat.exists():
        state = _installed(home, recipe, progress)
    if not home.fresh.exists():
        state = _configured(home, state, progress)
    if processes.is_alive(state.process) and state.cookie_name != cookie_name:
        state = _stopped(home, state, progress)
    if state.process is None or not processes.is_alive(state.process):
        if not home.config.exists():
            # A reset was interrupted.
            _copy(home.fresh, home.config)
        state, process = _spawned(home, replace(state, cookie_name=cookie_name))
    elif configuring.is_ready(state):
        progress("it was running already")
        return state
    else:
        process = state.process
    processes.await_ready(process, lambda: configuring.is_ready(state), home, progress)
    progress("it is ready")
    return state


def _installed(home: Home, recipe: str, progress: Progress) -> State:
    find_java()  # Better said before a download than after it.
    reinstall(home, progress)
    download(home, progress)
    state = new_state(recipe)
    install(home, state, progress)
    return _save(home, state)


def _configured(home: Home, state: State, progress: Progress) -> State:
    """Configure it, once, and keep a copy of the outcome. Whatever an earlier, interrupted attempt left is dropped."""
    if state.process is not None:
        processes.kill(state.process)
    delete(home.config)
    state, process = _spawned(home, replace(state, cookie_name=DEFAULT_COOKIE))
    processes.await_ready(process, lambda: configuring.wants_configuration(state), home, progress)
    try:
        configuring.configure(state, home, progress)
    except (OpenAMError, KeyboardInterrupt):
        processes.kill(process)
        raise
    state = _stopped(home, state, progress)
    _copy(home.config, home.fresh)
    return state


def _spawned(home: Home, state: State) -> tuple[State, Process]:
    process = processes.start(find_java(), home, state)
    return _save(home, replace(state, process=process)), process


def _stopped(home: Home, state: State, progress: Progress) -> State:
    if state.process is not None and processes.is_alive(state.process):
        processes.stop(state.process, home, progress)
    return _save(home, without_process(state))


def stop(home: Home, progress: Progress) -> None:
    """Stop the process that this script started, if it is there; no other."""
    state = home.load()
    if state is None or not processes.is_alive(state.process):
        progress("it was not running")
    if state is not None:
        _stopped(home, state, progress)


def status(home: Home, *, as_json: bool) -> int:
    """Print where it listens, or that it does not."""
    state = home.load()
    running = state is not None and processes.is_alive(state.process) and configuring.is_ready(state)
    if as_json:
        known = {} if state is None else state.to_json(configuring.facts())
        print(json.dumps({"running": running, **known}, ensure_ascii=False, indent=2))
    elif running and state is not None:
        print(f"running: {state.url} (session cookie {state.cookie_name}; all else: {home.state_file})")
    else:
        print("not running; to have it: uv run scripts/openam.py start")
    return 0 if running else NOT_RUNNING


def reset(home: Home, progress: Progress) -> None:
    """Bring back the copy from right after the configuration; what was running is running again afterwards."""
    state = home.load()
    if state is None or not home.fresh.exists():
        raise OpenAMError("there is nothing to reset yet: uv run scripts/openam.py start")
    was_running = state.process is not None and processes.is_alive(state.process)
    if state.process is not None:
        processes.kill(state.process)
    progress("bringing back the fresh configuration")
    delete(home.config)
    _copy(home.fresh, home.config)
    state = _save(home, without_process(state))
    if was_running:
        start(home, state.cookie_name, progress)


def reinstall(home: Home, progress: Progress) -> None:
    """Delete all but the downloads."""
    state = home.load()
    if state is not None:
        _stopped(home, state, progress)
    home.forget()


def _copy(source: Path, target: Path) -> None:
    partial = target.with_suffix(".partial")
    delete(partial)
    shutil.copytree(source, partial, symlinks=True)
    partial.rename(target)


def _save(home: Home, state: State) -> State:
    return home.save(state, configuring.facts())


def _running(home: Home) -> State:
    state = home.load()
    if state is None or not processes.is_alive(state.process):
        raise OpenAMError("it is not running: uv run scripts/openam.py start")
    return state
