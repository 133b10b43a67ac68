"""Installs OpenAM and Tomcat: fetches them with Maven, verifies and unpacks them, and makes them listen on loopback only."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from .home import Home, OpenAMError, Ports, Progress, State, delete

MINIMUM_JAVA: Final = 17
_DOWNLOAD_SECONDS: Final = 1800
_PLUGIN: Final = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"


class Artifact(NamedTuple):
    """A file of a Maven registry, with its checksum."""

    group: str
    name: str
    version: str
    type: str
    sha256: str
    megabytes: int

    @property
    def filename(self) -> str:
        return f"{self.name}-{self.version}.{self.type}"


OPENAM: Final = Artifact(
    "org.openidentityplatform.openam",
    "openam-server",
    "16.0.5",
    "war",
    "4162ecc8c6bf10c256862795eb348d090b8fda4a5ebc9f4217e45c2650ef8316",
    338,
)
TOMCAT: Final = Artifact(
    "org.apache.tomcat",
    "tomcat",
    "10.1.34",
    "zip",
    "35027460556940e182ebcda21aeae58a1711029383c5499dcb08efdeaefe51ce",
    14,
)


def find_java() -> str:
    """The java that runs the server: the one of JAVA_HOME, or the first on the PATH."""
    advice = f"OpenAM needs Java {MINIMUM_JAVA} or newer: install a JDK or JRE, or set JAVA_HOME to one"
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if java is None:
        raise OpenAMError(f"no java on the PATH. {advice}.")
    try:
        done = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60)
    except OSError as error:
        raise OpenAMError(f"{java} does not run ({error.strerror}). {advice}.") from error
    version = java_version(done.stdout + done.stderr)
    if version is None or version < MINIMUM_JAVA:
        raise OpenAMError(f"{java} is Java {version or 'of an unknown version'}. {advice}.")
    return java


def java_version(text: str) -> int | None:
    """The feature release in the output of ``java -version``; Java 8 prints 1.8."""
    match = re.search(r'version "(?:1\.)?(\d+)', text)
    return int(match[1]) if match else None


def find_maven() -> str:
    """The mvn that fetches the files."""
    maven = shutil.which("mvn")
    if maven is None:
        raise OpenAMError("no mvn on the PATH: install Maven 3.6 or newer; it fetches OpenAM and Tomcat.")
    return maven


def download(home: Home, progress: Progress) -> None:
    """Fetch the missing files with Maven and its settings, and verify every file."""
    for artifact in (OPENAM, TOMCAT):
        target = home.downloads / artifact.filename
        if not target.exists():
            _fetch(artifact, home, progress)
        verify(target, artifact.sha256)
    delete(home.root / "maven")


def _fetch(artifact: Artifact, home: Home, progress: Progress) -> None:
    maven = find_maven()
    # Maven's repository is in the folder, too, so that nothing is written elsewhere; it is deleted after the last download.
    repository = home.root / "maven"
    home.downloads.mkdir(parents=True, exist_ok=True)
    coordinates = f"{artifact.group}:{artifact.name}:{artifact.version}:{artifact.type}"
    progress(f"downloading {coordinates} ({artifact.megabytes} MB)")
    log = home.root / "maven.log"
    arguments = [f"-Dmaven.repo.local={repository}", f"-Dartifact={coordinates}", f"-DoutputDirectory={home.downloads}"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [maven, "-B", "-ntp", _PLUGIN, *arguments],
            cwd=home.root,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            ended = progress.wait_until(
                lambda: process.poll() is not None,
                lambda: f"downloading: {_megabytes(repository)} MB so far, Maven's own plugins included",
                seconds=_DOWNLOAD_SECONDS,
            )
        finally:
            if process.poll() is None:
                process.kill()
            code = process.wait()
    if not ended:
        raise OpenAMError(f"downloading took longer than {_DOWNLOAD_SECONDS} s; Maven's log is {log}")
    if code:
        lines = log.read_text(errors="replace").splitlines()
        first = next((line for line in lines if "ERROR" in line), "Maven gave no reason")
        raise OpenAMError(
            f"Maven could not fetch {coordinates}:\n  {first}\n"
            f"Is its registry reachable (settings.xml, proxy)? The whole log is {log}"
        )


def _megabytes(folder: Path) -> int:
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size
        except FileNotFoundError:  # Maven renames its partial files.
            continue
    return total // 1_000_000


def verify(file: Path, sha256: str) -> None:
    """Delete a file that has another checksum, and raise."""
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != sha256:
        file.unlink()
        raise OpenAMError(
            f"{file.name} has the SHA-256 {found}, expected {sha256}. It was deleted and not run. If a second download "
            "has the same checksum, the registry serves a file that this script was not made for."
        )


def install(home: Home, state: State, progress: Progress) -> None:
    """Unpack the downloads into a Tomcat with OpenAM in it, for the ports and the password of the state."""
    progress("unpacking")
    partial = home.root / "tomcat.partial"
    delete(partial)
    with zipfile.ZipFile(home.downloads / TOMCAT.filename) as archive:
        archive.extractall(partial)
    tomcat = partial / f"apache-tomcat-{TOMCAT.version}"
    delete(tomcat / "webapps")
    webapp = tomcat / "webapps" / "openam"
    with zipfile.ZipFile(home.downloads / OPENAM.filename) as archive:
        archive.extractall(webapp)
    _edit(tomcat / "conf" / "server.xml", lambda text: server_xml(text, state.ports.http))
    _edit(tomcat / "conf" / "catalina.properties", catalina_properties)
    defaults = webapp / "WEB-INF" / "classes" / "serviceDefaultValues.properties"
    _edit(defaults, lambda text: directory_defaults(text, state.ports.ldap, state.password))
    _edit_directory(webapp / "WEB-INF" / "template" / "opendj" / "opendj.zip", state.ports)
    delete(home.tomcat)
    tomcat.rename(home.tomcat)
    delete(partial)


def _edit(file: Path, change: Callable[[str], str]) -> None:
    file.write_text(change(file.read_text(encoding="latin-1")), encoding="latin-1")


def server_xml(text: str, port: int) -> str:
    """Tomcat's conf/server.xml with HTTP on loopback only: no shutdown port, and no log of URLs (they contain tokens)."""
    server = ET.fromstring(text)
    server.set("port", "-1")
    for service in server.iter("Service"):
        connectors = service.findall("Connector")
        http = [connector for connector in connectors if connector.get("protocol", "").startswith("HTTP/")]
        if len(http) != 1:
            raise OpenAMError(f"Tomcat's server.xml has {len(http)} HTTP connectors, expected one")
        for connector in connectors:
            if connector is not http[0]:
                service.remove(connector)
        http[0].set("address", "127.0.0.1")
        http[0].set("port", str(port))
        http[0].attrib.pop("redirectPort", None)
    for host in server.iter("Host"):
        host.set("autoDeploy", "false")
        for valve in host.findall("Valve"):
            if valve.get("className", "").endswith(".AccessLogValve"):
                host.remove(valve)
    return ET.tostring(server, encoding="unicode") + "\n"


# The libraries of OpenAM (of 400) in which Tomcat finds tag libraries or initializers. Scanning only these saves 6 s.
_SCANNED = "click-*,esapi*,jakarta.servlet.jsp.jstl*,jato-shaded*,jaxrs-ri*,jaxws-rt*,jersey-*,openam-*"


def catalina_properties(text: str) -> str:
    """Tomcat's conf/catalina.properties with a shorter scan (later lines of the file win)."""
    prefix = "tomcat.util.scan.StandardJarScanFilter"
    scanned = ",".join(f"{pattern}.jar" for pattern in _SCANNED.split(","))
    return f"{text.rstrip()}\n{prefix}.jarsToSkip=*.jar\n{prefix}.jarsToScan={scanned}\n"


def directory_defaults(text: str, port: int, password: str) -> str:
    """OpenAM's serviceDefaultValues.properties with the address of the embedded directory.

    At every start except the first, 16.0.5 tries to connect to this directory for a minute, and then starts anyway.
    """
    values = {"DIRECTORY_SERVER": "127.0.0.1", "DIRECTORY_PORT": str(port), "DS_DIRMGRPASSWD": password}
    kept = [line for line in text.splitlines() if line.partition("=")[0].strip() not in values]
    return "\n".join([*kept, *(f"{name}={value}" for name, value in values.items())]) + "\n"


def _edit_directory(archive: Path, ports: Ports) -> None:
    partial = archive.with_suffix(".partial")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(partial, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "template/config/config.ldif":
                content = config_ldif(content.decode(), ports.jmx).encode()
            new.writestr(entry, content, compress_type=zipfile.ZIP_STORED)
    partial.replace(archive)


def config_ldif(text: str, jmx_port: int) -> str:
    """The template of the embedded directory's configuration, with every listener on loopback.

    The JMX handler cannot be switched off before the first start, and its second listener takes no address. With the
    port of the first listener, it finds the port taken and does not listen.
    """
    text = re.sub(r"(?m)^ds-cfg-listen-address: .*$", "ds-cfg-listen-address: 127.0.0.1", text)
    handler = re.compile(r"(?m)^dn: cn=JMX Connection Handler,cn=Connection Handlers,cn=config\n(?:.+\n)+")
    entry = handler.search(text)
    if entry is None:
        raise OpenAMError(
            "the template of the embedded directory has no JMX handler: it would listen on all interfaces"
        )
    kept = [line for line in entry[0].splitlines() if not line.startswith(("ds-cfg-listen-address", "ds-cfg-rmi-port"))]
    kept += ["ds-cfg-listen-address: 127.0.0.1", f"ds-cfg-rmi-port: {jmx_port}"]
    return text[: entry.start()] + "\n".join(kept) + "\n" + text[entry.end() :]
