"""The commands of ``scripts/openam.py``: check, start, stop, status, reset, limits."""

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

from . import configure as configuring
from . import process as processes
from .home import (
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
from .install import MINIMUM_JAVA, download, find_java, find_maven, install

ROOT: Final = Path(__file__).resolve().parents[2]
NOT_RUNNING: Final = 3  # The exit status of `status` of service managers.
CONFIGURATIONS: Final = 3


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(
        description="Install, configure and run a real OpenAM on 127.0.0.1, in the folder .openam/ of the repository. The "
        f"first start takes two minutes and downloads 350 MB. It needs Maven and Java {MINIMUM_JAVA} or newer."
    )
    commands = root.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="say whether Java and Maven are there (exit status 0) or what to install (1)")
    start = commands.add_parser(
        "start", help="start the server, and install and configure it first if needed; print its URL"
    )
    start.add_argument(
        "--cookie-name",
        type=_cookie_name,
        default=DEFAULT_COOKIE,
        help=f"the name of the session cookie (default: {DEFAULT_COOKIE}); a server that runs with another is restarted",
    )
    commands.add_parser("stop", help="stop the server; sessions and everything else stay")
    status = commands.add_parser("status", help=f"say whether the server runs (exit status 0) or not ({NOT_RUNNING})")
    status.add_argument("--json", action="store_true", help="print what tests need, as in .openam/state.json")
    reset = commands.add_parser("reset", help="restore the server to its state right after the configuration")
    reset.add_argument(
        "--reinstall",
        action="store_true",
        help="delete everything except the downloads; the next start installs again, on new ports",
    )
    limits = commands.add_parser("limits", help="set the lifetime of the sessions of a realm that start from now on")
    limits.add_argument("realm", choices=configuring.REALMS)
    default = configuring.DEFAULT_LIMITS
    for name, value in zip(("--max", "--idle"), default, strict=True):
        limits.add_argument(name, type=_minutes, default=value, help=f"minutes, at least 1 (default: {value})")
    return root


def _cookie_name(text: str) -> str:
    # RFC 6265, section 4.1.1: the name of a cookie is a token.
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", text):
        raise argparse.ArgumentTypeError("expected a valid cookie name")
    return text


def _minutes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("expected a whole number of minutes, at least 1")
    return int(text)


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Run one command; 0 if it succeeds."""
    options = parser().parse_args(arguments)
    home = Home(root / ".openam")
    progress = Progress()
    try:
        if options.command == "check":
            print(f"OpenAM can run here: {find_java()}, {find_maven()}")
            return 0
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
        print("openam: interrupted; run the command again to continue", file=sys.stderr)
        return 130
    return 0


def start(home: Home, cookie_name: str, progress: Progress) -> State:
    """Bring the server from any state to running, with this cookie name."""
    recipe = configuring.recipe(home.root)
    state = home.load()
    if state is None or state.recipe != recipe or not home.tomcat.exists():
        state = _install(home, recipe, progress)
    if not home.fresh.exists():
        state = _configure(home, state, progress)
    if processes.is_alive(state.process) and state.cookie_name != cookie_name:
        state = _stop(home, state, progress)
    if state.process is None or not processes.is_alive(state.process):
        if not home.config.exists():
            # A reset was interrupted.
            _copy(home.fresh, home.config)
        state, process = _spawn(home, replace(state, cookie_name=cookie_name))
    elif configuring.is_ready(state):
        progress("it already runs")
        return state
    else:
        process = state.process
    processes.await_ready(process, lambda: configuring.is_ready(state), home, progress)
    progress("it is ready")
    return state


def _install(home: Home, recipe: str, progress: Progress) -> State:
    find_java()  # Fail before the download, not after it.
    reinstall(home, progress)
    download(home, progress)
    state = new_state(recipe)
    install(home, state, progress)
    return _save(home, state)


def _configure(home: Home, state: State, progress: Progress) -> State:
    """Configure the server and keep a copy of the result.

    The configurator sometimes fails with a 500; each attempt starts from scratch.
    """
    for attempt in range(1, CONFIGURATIONS + 1):
        try:
            state = _attempt_configuration(home, state, progress)
            break
        except configuring.ConfiguratorError as error:
            if attempt == CONFIGURATIONS:
                raise
            progress(f"{error}; attempt {attempt + 1} of {CONFIGURATIONS}")
    state = _stop(home, state, progress)
    _copy(home.config, home.fresh)
    return state


def _attempt_configuration(home: Home, state: State, progress: Progress) -> State:
    # An earlier attempt may have left a process and a half-made configuration.
    if state.process is not None:
        processes.kill(state.process)
    delete(home.config)
    state, process = _spawn(home, replace(state, cookie_name=DEFAULT_COOKIE))
    processes.await_ready(process, lambda: configuring.needs_configuration(state), home, progress)
    try:
        configuring.configure(state, home, progress)
    except (OpenAMError, KeyboardInterrupt):
        processes.kill(process)
        raise
    return state


def _spawn(home: Home, state: State) -> tuple[State, Process]:
    process = processes.start(find_java(), home, state)
    return _save(home, replace(state, process=process)), process


def _stop(home: Home, state: State, progress: Progress) -> State:
    if state.process is not None and processes.is_alive(state.process):
        processes.stop(state.process, home, progress)
    return _save(home, without_process(state))


def stop(home: Home, progress: Progress) -> None:
    """Stop the process that this script started, if it runs."""
    state = home.load()
    if state is None or not processes.is_alive(state.process):
        progress("it was not running")
    if state is not None:
        _stop(home, state, progress)


def status(home: Home, *, as_json: bool) -> int:
    """Print the URL of the server, or that it does not run."""
    state = home.load()
    running = state is not None and processes.is_alive(state.process) and configuring.is_ready(state)
    if as_json:
        known = {} if state is None else state.to_json(configuring.facts())
        print(json.dumps({"running": running, **known}, ensure_ascii=False, indent=2))
    elif running and state is not None:
        print(f"running: {state.url} (session cookie {state.cookie_name}; everything else: {home.state_file})")
    else:
        print("not running; to start it: uv run scripts/openam.py start")
    return 0 if running else NOT_RUNNING


def reset(home: Home, progress: Progress) -> None:
    """Restore the copy from right after the configuration; a running server is restarted."""
    state = home.load()
    if state is None or not home.fresh.exists():
        raise OpenAMError("there is nothing to reset yet: uv run scripts/openam.py start")
    was_running = state.process is not None and processes.is_alive(state.process)
    if state.process is not None:
        processes.kill(state.process)
    progress("restoring the fresh configuration")
    delete(home.config)
    _copy(home.fresh, home.config)
    state = _save(home, without_process(state))
    if was_running:
        start(home, state.cookie_name, progress)


def reinstall(home: Home, progress: Progress) -> None:
    """Delete everything except the downloads."""
    state = home.load()
    if state is not None:
        _stop(home, state, progress)
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
