"""The process of the server: started, recognised in a later run, and stopped; no other process is touched."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from fcntl import LOCK_EX, LOCK_NB, lockf
from pathlib import Path
from typing import Final

from .home import Home, OpenAMError, Process, Progress, State, is_taken

_BOOT_SECONDS: Final = 300
_STOP_SECONDS: Final = 60
# https://doc.openidentityplatform.org/openam/install-guide/chap-prepare-install: what OpenAM needs from Java 11 on.
_EXPORTS: Final = (
    "java.base/sun.security.util",
    "java.base/sun.security.x509",
    "java.base/sun.security.tools.keytool",
    "java.security.jgss/sun.security.krb5",
    "java.xml/com.sun.org.apache.xerces.internal.dom",
)
# What catalina.sh of Tomcat opens.
_OPENS: Final = (
    "java.base/java.lang",
    "java.base/java.io",
    "java.base/java.util",
    "java.base/java.util.concurrent",
    "java.rmi/sun.rmi.transport",
)


def command(java: str, home: Home, cookie_name: str) -> list[str]:
    """The command that catalina.sh would run, without the variables of the environment that it reads."""
    tomcat = home.tomcat
    return [
        java,
        "-Xmx2g",
        # A fast start matters more than throughput.
        "-XX:TieredStopAtLevel=1",
        # Its file would be outside the folder.
        "-XX:-UsePerfData",
        *(f"--add-exports={name}=ALL-UNNAMED" for name in _EXPORTS),
        *(f"--add-opens={name}=ALL-UNNAMED" for name in _OPENS),
        f"-Djava.util.logging.config.file={tomcat / 'conf' / 'logging.properties'}",
        "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
        "-Djava.protocol.handler.pkgs=org.apache.catalina.webresources",
        f"-Dcatalina.home={tomcat}",
        f"-Dcatalina.base={tomcat}",
        f"-Djava.io.tmpdir={tomcat / 'temp'}",
        f"-Dcom.iplanet.services.configpath={home.config}",
        f"-Dcom.sun.identity.configuration.directory={home.config}",
        # A property of the JVM overrides the stored one, so renaming the cookie leaves the configuration as it is.
        f"-Dcom.iplanet.am.cookie.name={cookie_name}",
        "-classpath",
        f"{tomcat / 'bin' / 'bootstrap.jar'}{os.pathsep}{tomcat / 'bin' / 'tomcat-juli.jar'}",
        "org.apache.catalina.startup.Bootstrap",
        "start",
    ]


def start(java: str, home: Home, state: State, *, port_seconds: float = 15.0) -> Process:
    """Start the server in a new session: it survives the end of this script and an interrupt at the terminal.

    A previous server may still be ending, so the function waits ``port_seconds`` for taken ports.
    """
    give_up = time.monotonic() + port_seconds
    for name, port in vars(state.ports).items():
        while is_taken(port) and time.monotonic() < give_up:
            time.sleep(0.1)
        if is_taken(port):
            raise OpenAMError(
                f"port {port} ({name}), for which this OpenAM was configured, is taken by another program. Stop that "
                "program, or run `uv run scripts/openam.py reset --reinstall`: the next start picks other ports."
            )
    home.log.parent.mkdir(exist_ok=True)
    with home.log.open("wb") as output:
        running = subprocess.Popen(
            command(java, home, state.cookie_name),
            cwd=home.tomcat,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    started = start_time(running.pid)
    if started is None:
        raise OpenAMError(f"the server ended at once. {tail(home.log)}")
    return Process(running.pid, started)


def await_ready(process: Process, ready: Callable[[], bool], home: Home, progress: Progress) -> None:
    """Wait until the server is ready; if it does not get ready, stop it and show the end of its log."""
    progress("booting (about 15 s)")
    progress.wait_until(lambda: ready() or not is_alive(process), lambda: "booting", seconds=_BOOT_SECONDS)
    if ready():
        return
    ended = not is_alive(process)
    kill(process)
    what = "the server ended while booting" if ended else f"the server did not boot within {_BOOT_SECONDS} s"
    raise OpenAMError(f"{what}. {tail(home.log)}")


def tail(log: Path, lines: int = 15) -> str:
    """The end of a log, with its path and advice."""
    last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:] if log.exists() else []
    shown = "\n".join(f"  | {line[:200]}" for line in last)
    return (
        f"The last lines of {log}:\n{shown}\nThe server needs 2 GB of memory and 1 GB of disk. If it has "
        "them, `uv run scripts/openam.py reset --reinstall` installs again from the downloaded files."
    )


def start_time(pid: int) -> str | None:
    """The start time of a process, as a text that no other process with that id has; None if there is no process."""
    if Path("/proc/self/stat").exists():
        try:
            ticks = ticks_of(Path(f"/proc/{pid}/stat").read_text(errors="replace"))
        except (FileNotFoundError, ProcessLookupError):
            return None
        return ticks and f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()} {ticks}"
    done = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True)
    status, _, started = done.stdout.strip().partition(" ")
    return None if not started or status.startswith("Z") else started.strip()


def ticks_of(stat: str) -> str | None:
    """The start time in /proc/PID/stat (proc(5): field 22); None for a zombie process."""
    # The name of the program is in parentheses, and may contain spaces and parentheses.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


def is_alive(process: Process | None) -> bool:
    return process is not None and start_time(process.pid) == process.began


def stop(process: Process, home: Home, progress: Progress) -> None:
    """Let the server close its directory, then end it: the rest of its shutdown takes half a minute and saves nothing."""
    progress("stopping")
    _signal(process, signal.SIGTERM)
    lock = home.config / "opends" / "locks" / "server.lock"
    progress.wait_until(
        lambda: not is_alive(process) or not _is_locked(lock), lambda: "stopping", seconds=_STOP_SECONDS
    )
    kill(process)


def kill(process: Process) -> None:
    """End the process at once. The journal of the directory survives that, as it survives a power cut."""
    _signal(process, signal.SIGKILL)
    for _ in range(100):
        if not is_alive(process):
            return
        time.sleep(0.1)
    raise OpenAMError(f"process {process.pid} does not end; end it yourself, then run the command again")


def _signal(process: Process, number: signal.Signals) -> None:
    if is_alive(process):
        os.kill(process.pid, number)


def _is_locked(file: Path) -> bool:
    """Whether the directory holds its lock; it holds it while its files are open."""
    try:
        with file.open("r+b") as lock:
            lockf(lock, LOCK_EX | LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
