"""The server's process: started, recognised when met again, and stopped; never anybody else's."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from fcntl import LOCK_EX, LOCK_NB, lockf
from pathlib import Path
from typing import Final

from openam_server.home import Home, OpenAMError, Process, Progress, State, is_taken

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
# What Tomcat's own catalina.sh opens.
_OPENS: Final = (
    "java.base/java.lang",
    "java.base/java.io",
    "java.base/java.util",
    "java.base/java.util.concurrent",
    "java.rmi/sun.rmi.transport",
)


def command(java: str, home: Home, cookie_name: str) -> list[str]:
    """What catalina.sh would run, without the variables of the user's environment that it would heed."""
    tomcat = home.tomcat
    return [
        java,
        "-Xmx2g",
        # It is started more often than it is busy.
        "-XX:TieredStopAtLevel=1",
        # Its file would lie outside of the folder.
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
        # A property of the JVM outranks the stored one, so the cookie is renamed without a trace in the configuration.
        f"-Dcom.iplanet.am.cookie.name={cookie_name}",
        "-classpath",
        f"{tomcat / 'bin' / 'bootstrap.jar'}{os.pathsep}{tomcat / 'bin' / 'tomcat-juli.jar'}",
        "org.apache.catalina.startup.Bootstrap",
        "start",
    ]


def start(java: str, home: Home, state: State, *, patience: float = 15.0) -> Process:
    """Start the server in a session of its own: it outlives this script, and an interrupt at the terminal.

    For ``patience`` seconds, ports that are taken are taken for those of the server before, which is still dying.
    """
    give_up = time.monotonic() + patience
    for name, port in vars(state.ports).items():
        while is_taken(port) and time.monotonic() < give_up:
            time.sleep(0.1)
        if is_taken(port):
            raise OpenAMError(
                f"port {port} ({name}), for which this OpenAM was configured, is taken by another program. Stop that "
                "program, or run `uv run scripts/openam.py reset --reinstall`: the next start then picks other ports."
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
    began = process_began(running.pid)
    if began is None:
        raise OpenAMError(f"the server ended at once. {tail(home.log)}")
    return Process(running.pid, began)


def await_ready(process: Process, ready: Callable[[], bool], home: Home, progress: Progress) -> None:
    """Wait until it answers as it should; if it does not, stop it and show the end of its log."""
    progress("booting (about 15 s)")
    progress.until(lambda: ready() or not is_alive(process), lambda: "booting", seconds=_BOOT_SECONDS)
    if ready():
        return
    ended = not is_alive(process)
    kill(process)
    what = "the server ended while booting" if ended else f"the server did not boot within {_BOOT_SECONDS} s"
    raise OpenAMError(f"{what}. {tail(home.log)}")


def tail(log: Path, lines: int = 15) -> str:
    """The end of a log, with its path and what to try."""
    last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:] if log.exists() else []
    shown = "\n".join(f"  | {line[:200]}" for line in last)
    return (
        f"The last lines of {log}:\n{shown}\nIt needs 2 GB of memory and 1 GB of disk. If that is not it, "
        "`uv run scripts/openam.py reset --reinstall` begins again from the downloaded files."
    )


def process_began(pid: int) -> str | None:
    """When a process began, as a text that no other process of that id ever has; None if there is none."""
    if Path("/proc/self/stat").exists():
        try:
            ticks = ticks_of(Path(f"/proc/{pid}/stat").read_text(errors="replace"))
        except (FileNotFoundError, ProcessLookupError):
            return None
        return ticks and f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()} {ticks}"
    answer = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True)
    status, _, began = answer.stdout.strip().partition(" ")
    return None if not began or status.startswith("Z") else began.strip()


def ticks_of(stat: str) -> str | None:
    """The start time in /proc/PID/stat (proc(5): field 22); None for a process that only waits to be reaped."""
    # The name of the program is in parentheses, and may hold spaces and parentheses itself.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


def is_alive(process: Process | None) -> bool:
    return process is not None and process_began(process.pid) == process.began


def stop(process: Process, home: Home, progress: Progress) -> None:
    """Have it close its directory, then end it: what remains for it to do takes half a minute and keeps nothing."""
    progress("stopping")
    _signal(process, signal.SIGTERM)
    lock = home.config / "opends" / "locks" / "server.lock"
    progress.until(lambda: not is_alive(process) or not _is_locked(lock), lambda: "stopping", seconds=_STOP_SECONDS)
    kill(process)


def kill(process: Process) -> None:
    """End it at once. The directory's journal survives that, as it would a power cut."""
    _signal(process, signal.SIGKILL)
    for _ in range(100):
        if not is_alive(process):
            return
        time.sleep(0.1)
    raise OpenAMError(f"process {process.pid} does not end; end it by hand, then run the command again")


def _signal(process: Process, number: signal.Signals) -> None:
    if is_alive(process):
        os.kill(process.pid, number)


def _is_locked(file: Path) -> bool:
    """Whether the directory holds the lock that it keeps for as long as its files are open."""
    try:
        with file.open("r+b") as lock:
            lockf(lock, LOCK_EX | LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
