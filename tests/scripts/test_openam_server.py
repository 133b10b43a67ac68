"""The parts of scripts/openam.py that need neither a download nor a server."""

from __future__ import annotations

import hashlib
import io
import json
import os
import socket
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import astuple, replace
from pathlib import Path
from random import Random

import httpx
import pytest

from idsessions.testing.forgerock import ForgeRockEmulator
from openam_server import command as openam
from openam_server import configure as configuring
from openam_server import install as installing
from openam_server import process as processes
from openam_server.home import (
    PORT_RANGE,
    Home,
    OpenAMError,
    Ports,
    Process,
    Progress,
    State,
    free_ports,
    is_taken,
    new_state,
)

STATE = State("recipe", Ports(20_001, 20_002, 20_003, 20_004), "s3cret-of-the-admin")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / ".openam")


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process of another program, ended with the test."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        yield process
        process.kill()


def quiet() -> Progress:
    return Progress(io.StringIO())


# The command line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("check", {"command": "check"}),
        ("start", {"command": "start", "cookie_name": "iPlanetDirectoryPro"}),
        ("start --cookie-name teamSession", {"cookie_name": "teamSession"}),
        ("stop", {"command": "stop"}),
        ("status", {"command": "status", "json": False}),
        ("status --json", {"json": True}),
        ("reset", {"command": "reset", "reinstall": False}),
        ("reset --reinstall", {"reinstall": True}),
        ("limits /alpha/staff", {"realm": "/alpha/staff", "max": 120, "idle": 30}),
        ("limits / --max 2 --idle 1", {"realm": "/", "max": 2, "idle": 1}),
    ],
)
def test_arguments_are_parsed(line: str, expected: dict[str, object]) -> None:
    options = vars(openam.parser().parse_args(line.split()))
    assert options | expected == options


@pytest.mark.parametrize(
    "line",
    [
        "",
        "begin",
        "start --cookie-name a;b",
        "start --cookie-name a=b",
        "start --cookie-name=",
        "limits /nope",
        "limits / --max 0",
        "limits / --idle -1",
        "limits / --idle ٣",
    ],
)
def test_wrong_arguments_are_refused(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        openam.main(line.split())
    assert exit_.value.code == 2
    assert "usage:" in capsys.readouterr().err


# Edited files

SERVER_XML = """<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment -->
<Server port="8005" shutdown="SHUTDOWN">
  <Listener className="org.example.Listener" />
  <Service name="Catalina">
    <Connector port="8080" protocol="HTTP/1.1" connectionTimeout="20000" redirectPort="8443" />
    <Connector protocol="AJP/1.3" address="::1" port="8009" />
    <Engine name="Catalina" defaultHost="localhost">
      <Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="true">
        <Valve className="org.apache.catalina.valves.AccessLogValve" directory="logs" pattern="%r" />
        <Valve className="org.example.OtherValve" />
      </Host>
    </Engine>
  </Service>
</Server>
"""


def test_tomcat_listens_on_one_loopback_port() -> None:
    server = ET.fromstring(installing.server_xml(SERVER_XML, 20_001))
    assert server.get("port") == "-1"
    (connector,) = server.iter("Connector")
    assert connector.attrib == {
        "address": "127.0.0.1",
        "port": "20001",
        "protocol": "HTTP/1.1",
        "connectionTimeout": "20000",
    }
    assert [host.get("autoDeploy") for host in server.iter("Host")] == ["false"]
    assert [listener.get("className") for listener in server.iter("Listener")] == ["org.example.Listener"]


def test_tomcat_logs_no_urls() -> None:
    server = ET.fromstring(installing.server_xml(SERVER_XML, 20_001))
    assert [valve.get("className") for valve in server.iter("Valve")] == ["org.example.OtherValve"]


def test_editing_server_xml_twice_changes_nothing() -> None:
    once = installing.server_xml(SERVER_XML, 20_001)
    assert installing.server_xml(once, 20_001) == once


@pytest.mark.parametrize("protocol", ["AJP/1.3", None], ids=str)
def test_a_server_xml_without_http_raises(protocol: str | None) -> None:
    server = ET.fromstring(SERVER_XML)
    for connector in server.iter("Connector"):
        if protocol is None:
            del connector.attrib["protocol"]
        else:
            connector.set("protocol", protocol)
    with pytest.raises(OpenAMError, match="has 0 HTTP connectors"):
        installing.server_xml(ET.tostring(server, encoding="unicode"), 20_001)


def test_tomcat_scans_only_some_libraries() -> None:
    text = installing.catalina_properties("common.loader=lib\nname=\\\na.jar,\\\nb.jar\n\n")
    *before, skip, scan = text.splitlines()
    assert before == ["common.loader=lib", "name=\\", "a.jar,\\", "b.jar"]
    assert skip == "tomcat.util.scan.StandardJarScanFilter.jarsToSkip=*.jar"
    name, _, patterns = scan.partition("=")
    assert name == "tomcat.util.scan.StandardJarScanFilter.jarsToScan"
    assert all(pattern.endswith(".jar") for pattern in patterns.split(","))


def test_openam_gets_the_address_of_its_directory() -> None:
    text = "A=1\nDIRECTORY_SERVER=elsewhere\nDIRECTORY_PORT = 389\nDIRECTORY_PORTS=kept\n# a comment\n"
    once = installing.directory_defaults(text, 20_002, "s3cret")
    assert once.splitlines() == [
        "A=1",
        "DIRECTORY_PORTS=kept",
        "# a comment",
        "DIRECTORY_SERVER=127.0.0.1",
        "DIRECTORY_PORT=20002",
        "DS_DIRMGRPASSWD=s3cret",
    ]
    assert installing.directory_defaults(once, 20_002, "s3cret") == once


CONFIG_LDIF = """dn: cn=LDAP Connection Handler,cn=Connection Handlers,cn=config
ds-cfg-listen-address: 0.0.0.0
ds-cfg-listen-port: 389

dn: cn=JMX Connection Handler,cn=Connection Handlers,cn=config
objectClass: top
ds-cfg-listen-port: 1689
ds-cfg-ssl-cert-nickname: server-cert

dn: cn=Administration Connector,cn=config
ds-cfg-listen-address: 0.0.0.0
ds-cfg-listen-port: 4444
"""


def test_the_directory_listens_on_loopback_only() -> None:
    once = installing.config_ldif(CONFIG_LDIF, 20_004)
    ldap, jmx, admin = once.strip().split("\n\n")
    for entry in (ldap, jmx, admin):
        addresses = [line for line in entry.splitlines() if line.startswith("ds-cfg-listen-address:")]
        assert addresses == ["ds-cfg-listen-address: 127.0.0.1"]
    assert jmx.splitlines()[-1] == "ds-cfg-rmi-port: 20004"
    assert "ds-cfg-ssl-cert-nickname: server-cert" in jmx
    assert "ds-cfg-rmi-port" not in ldap + admin
    assert installing.config_ldif(once, 20_004) == once


def test_a_directory_without_a_jmx_handler_raises() -> None:
    with pytest.raises(OpenAMError, match="no JMX handler"):
        installing.config_ldif("dn: cn=config\nds-cfg-listen-address: 0.0.0.0\n", 20_004)


# Downloads, Java and Maven


def test_a_file_with_the_right_checksum_stays(tmp_path: Path) -> None:
    file = tmp_path / "openam.war"
    file.write_bytes(b"content")
    installing.verify(file, hashlib.sha256(b"content").hexdigest())
    assert file.exists()


def test_a_file_with_another_checksum_is_deleted(tmp_path: Path) -> None:
    file = tmp_path / "openam.war"
    file.write_bytes(b"other content")
    with pytest.raises(OpenAMError, match=r"openam\.war has the SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}\."):
        installing.verify(file, hashlib.sha256(b"content").hexdigest())
    assert not file.exists()


@pytest.mark.parametrize("artifact", [installing.OPENAM, installing.TOMCAT], ids=lambda artifact: artifact.name)
def test_artifacts_are_pinned(artifact: installing.Artifact) -> None:
    assert len(bytes.fromhex(artifact.sha256)) == 32
    assert "SNAPSHOT" not in artifact.version
    assert artifact.filename == f"{artifact.name}-{artifact.version}.{artifact.type}"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_292"', 8),
        ('openjdk version "21" 2023-09-19', 21),
        ('openjdk version "26-ea" 2026-03-17', 26),
        ("The operation couldn't be completed. Unable to locate a Java Runtime.", None),
    ],
)
def test_the_java_version_is_parsed(text: str, version: int | None) -> None:
    assert installing.java_version(text) == version


def write_program(folder: Path, name: str, output: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\necho '{output}' >&2\n")
    file.chmod(0o755)


@pytest.mark.parametrize(
    ("output", "match"),
    [
        (None, "no java on the PATH. OpenAM needs Java 17 or newer: install"),
        ('openjdk version "11.0.2"', "is Java 11. OpenAM needs Java 17"),
        ("no runtime", "of an unknown version. OpenAM needs Java 17"),
    ],
)
def test_a_missing_or_old_java_raises(
    output: str | None, match: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    if output is not None:
        write_program(tmp_path, "java", output)
    with pytest.raises(OpenAMError, match=match):
        installing.find_java()


def test_java_home_comes_before_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_program(tmp_path / "path", "java", 'openjdk version "11.0.2"')
    write_program(tmp_path / "home" / "bin", "java", 'openjdk version "21.0.1"')
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "home"))
    assert installing.find_java() == str(tmp_path / "home" / "bin" / "java")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    with pytest.raises(OpenAMError, match="does not run"):
        installing.find_java()


def test_a_missing_maven_raises(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OpenAMError, match="no mvn on the PATH: install Maven"):
        installing.download(home, quiet())


@pytest.mark.parametrize("version", ["17.0.15", "21.0.1", "25"])
def test_check_accepts_java_17_and_newer(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    write_program(tmp_path, "java", f'openjdk version "{version}"')
    write_program(tmp_path, "mvn", "")
    assert openam.main(["check"], root=tmp_path) == 0
    assert capsys.readouterr().out == f"OpenAM can run here: {tmp_path}/java, {tmp_path}/mvn\n"
    assert not (tmp_path / ".openam").exists()


@pytest.mark.parametrize(
    ("version", "error"),
    [
        ("11.0.2", "is Java 11. OpenAM needs Java 17 or newer: install a JDK or JRE, or set JAVA_HOME to one."),
        ("17.0.15", "no mvn on the PATH: install Maven 3.6 or newer; it fetches OpenAM and Tomcat."),
    ],
)
def test_check_says_what_to_install(
    version: str, error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    write_program(tmp_path, "java", f'openjdk version "{version}"')
    assert openam.main(["check"], root=tmp_path) == 1
    assert capsys.readouterr().err.endswith(f"{error}\n")


def test_an_error_of_maven_is_shown(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mvn").write_text("#!/bin/sh\necho '[ERROR] Unknown host'\nexit 1\n")
    (tmp_path / "mvn").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OpenAMError, match=r"\[ERROR\] Unknown host\n.*The whole log is .*maven\.log"):
        installing.download(home, quiet())


# The configuration


def test_the_configurator_gets_every_field_that_it_requires(tmp_path: Path) -> None:
    form = configuring.configurator_form(STATE, tmp_path)
    assert all(form.values())
    assert form["SERVER_URL"] + form["DEPLOYMENT_URI"] == STATE.url == "http://127.0.0.1:20001/openam"
    assert form["BASE_DIR"] == str(tmp_path)
    assert [form[f"DIRECTORY_{name}PORT"] for name in ("", "ADMIN_", "JMX_")] == ["20002", "20003", "20004"]
    assert form["ADMIN_PWD"] == form["ADMIN_CONFIRM_PWD"] == STATE.password
    assert form["AMLDAPUSERPASSWD"] == form["AMLDAPUSERPASSWD_CONFIRM"] != STATE.password
    assert form["acceptLicense"] == "true"


@pytest.mark.parametrize(
    ("realm", "path"),
    [
        ("/", "realms/root"),
        ("/alpha", "realms/root/realms/alpha"),
        ("/alpha/staff", "realms/root/realms/alpha/realms/staff"),
    ],
)
def test_a_realm_becomes_a_json_path(realm: str, path: str) -> None:
    assert configuring.json_path(realm) == path


def test_realms_come_before_the_realms_and_users_in_them() -> None:
    seen: set[str] = set()
    for realm in configuring.REALMS:
        parent = realm.rpartition("/")[0] or "/"
        assert realm == "/" or parent in seen
        seen.add(realm)
    assert {user.realm for user in configuring.USERS} == seen == set(configuring.LIMITS)


def test_a_user_has_a_name_and_a_password_outside_ascii() -> None:
    assert any(not user.username.isascii() and not user.password.isascii() for user in configuring.USERS)


def test_the_users_of_the_emulator_are_on_the_server() -> None:
    emulator = ForgeRockEmulator("openam")
    for user in (emulator.user, emulator.non_ascii_user):
        assert (user.realm, user.uid, user.password) in [each[:3] for each in configuring.USERS]


class Configurator:
    """Stands in for the server and its configurator, which fails a number of times with a status code."""

    def __init__(self, home: Home, monkeypatch: pytest.MonkeyPatch, *, failures: int, status_code: int = 500) -> None:
        self.home = home
        self.failures = failures
        self.status_code = status_code
        self.posts = 0
        self.killed: list[int] = []
        monkeypatch.setattr(openam, "find_java", lambda: "java")
        monkeypatch.setattr(processes, "start", self.start)
        monkeypatch.setattr(processes, "await_ready", self.await_ready)
        monkeypatch.setattr(processes, "kill", self.kill)
        monkeypatch.setattr(configuring, "_post_configuration", self.post)
        monkeypatch.setattr(configuring, "_populate", self.populate)

    def start(self, java: str, home: Home, state: State) -> Process:
        assert not home.config.exists()
        return Process(4_000_000 + self.posts, "never started")

    def await_ready(self, *arguments: object) -> None:
        self.home.config.mkdir()

    def kill(self, process: Process) -> None:
        self.killed.append(process.pid)

    def post(self, state: State, config: Path) -> httpx.Response:
        self.posts += 1
        (config / f"attempt-{self.posts}").touch()
        failed = self.posts <= self.failures
        return httpx.Response(self.status_code if failed else 200, text="" if failed else "Configuration complete!")

    def populate(self, state: State, progress: Progress) -> None:
        pass


def test_a_configurator_that_fails_with_500_is_retried_from_scratch(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    configurator = Configurator(home, monkeypatch, failures=2)
    stream = io.StringIO()
    configured = openam._configure(home, STATE, Progress(stream))  # pyright: ignore[reportPrivateUsage]
    assert configured.process is None
    assert configurator.posts == 3
    assert configurator.killed == [4_000_000, 4_000_001]
    assert [file.name for file in home.fresh.iterdir()] == ["attempt-3"]
    assert "the configurator failed with status code 500. Its log is" in stream.getvalue()
    assert "attempt 3 of 3" in stream.getvalue()


def test_a_configurator_that_always_fails_with_500_raises(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    configurator = Configurator(home, monkeypatch, failures=99)
    with pytest.raises(OpenAMError, match="failed with status code 500"):
        openam._configure(home, STATE, quiet())  # pyright: ignore[reportPrivateUsage]
    assert configurator.posts == len(configurator.killed) == 3
    assert not home.fresh.exists()


def test_a_configuration_that_is_refused_is_not_retried(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    configurator = Configurator(home, monkeypatch, failures=1, status_code=400)
    with pytest.raises(OpenAMError, match=r"refused its configuration \(status code 400\)"):
        openam._configure(home, STATE, quiet())  # pyright: ignore[reportPrivateUsage]
    assert configurator.posts == len(configurator.killed) == 1


# The folder


def test_the_state_file_is_read_back(home: Home) -> None:
    for state in (STATE, replace(STATE, cookie_name="teamSession", process=Process(4711, "boot 12"))):
        home.save(state, configuring.facts())
        assert home.load() == state


def test_the_state_file_has_the_facts_that_tests_need(home: Home) -> None:
    home.save(STATE, configuring.facts())
    data = json.loads(home.state_file.read_text(encoding="utf-8"))
    assert data["url"] == "http://127.0.0.1:20001/openam"
    assert data["cookie_name"] == "iPlanetDirectoryPro"
    assert data["admin"] == {"realm": "/", "username": "amadmin", "password": STATE.password}
    assert data["realms"] == ["/", "/alpha", "/alpha/staff", "/brief"]
    assert {"realm", "username", "password"} <= data["users"][0].keys()
    assert data["session_properties"] == ["LoginLocation", "Team"]
    assert data["session_limits"]["/brief"] == {"max_minutes": 1, "idle_minutes": 1}


def test_only_the_owner_can_read_the_state_file(home: Home) -> None:
    home.save(STATE, {})
    assert home.state_file.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in home.root.iterdir()] == ["state.json"]


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"process": 1}', '{"process": null, "ports": {}}'])
def test_a_state_file_of_another_kind_is_ignored(text: str, home: Home) -> None:
    home.root.mkdir()
    home.state_file.write_text(text)
    assert home.load() is None


def test_another_folder_or_other_facts_change_the_recipe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    recipe = configuring.recipe(tmp_path)
    assert recipe == configuring.recipe(tmp_path) != configuring.recipe(tmp_path / "moved")
    monkeypatch.setattr(configuring, "SESSION_PROPERTIES", ("Team",))
    assert configuring.recipe(tmp_path) != recipe


def test_a_reinstallation_keeps_the_downloads(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("downloads", "tomcat", "config", "fresh"):
        (home.root / name).mkdir(parents=True)
    home.save(STATE, {})
    assert openam.main(["reset", "--reinstall"], root=home.root.parent) == 0
    assert sorted(file.name for file in home.root.iterdir()) == ["downloads", "lock"]


def test_reset_restores_the_copy(home: Home) -> None:
    home.fresh.mkdir(parents=True)
    (home.fresh / "boot.json").write_text("fresh")
    home.config.mkdir()
    (home.config / "boot.json").write_text("changed")
    (home.config / "more").write_text("")
    home.save(STATE, {})
    assert openam.main(["reset"], root=home.root.parent) == 0
    assert [(file.name, file.read_text()) for file in home.config.iterdir()] == [("boot.json", "fresh")]
    assert (home.fresh / "boot.json").read_text() == "fresh"


@pytest.mark.parametrize("command", [["reset"], ["limits", "/alpha"]])
def test_a_command_that_needs_a_start_first_fails(
    command: list[str], home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert openam.main(command, root=home.root.parent) == 1
    assert capsys.readouterr().err.endswith("uv run scripts/openam.py start\n")


def test_status_without_a_server_exits_with_3(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert openam.main(["status"], root=home.root.parent) == openam.NOT_RUNNING
    assert capsys.readouterr().out == "not running; to start it: uv run scripts/openam.py start\n"
    assert openam.main(["status", "--json"], root=home.root.parent) == openam.NOT_RUNNING
    assert json.loads(capsys.readouterr().out) == {"running": False}
    assert not home.root.exists()


def test_stop_without_a_server_succeeds(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert openam.main(["stop"], root=home.root.parent) == 0
    assert "it was not running" in capsys.readouterr().err


# Ports


def test_ports_are_free_and_distinct() -> None:
    ports = astuple(free_ports(Random(1)))
    assert len(set(ports)) == 4
    assert all(port in PORT_RANGE for port in ports)


def test_taken_ports_are_skipped() -> None:
    first = free_ports(Random(1))
    with socket.socket() as other:
        other.bind(("127.0.0.1", first.http))
        other.listen()
        assert is_taken(first.http)
        assert first.http not in astuple(free_ports(Random(1)))
    assert not is_taken(first.http)


def test_a_taken_port_raises(home: Home) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        state = replace(STATE, ports=replace(STATE.ports, http=port))
        with pytest.raises(
            OpenAMError, match=rf"port {port} \(http\).* is taken by another program\. Stop .*--reinstall"
        ):
            processes.start("java", home, state, port_seconds=0.0)


def test_passwords_are_new_and_alphanumeric() -> None:
    passwords = {new_state("recipe", Random(1)).password for _ in range(3)}
    assert len(passwords) == 3
    assert all(password.isalnum() and len(password) >= 20 for password in passwords)


# The process


@pytest.mark.parametrize(
    ("stat", "ticks"),
    [
        ("7 (java) S 1 7 7 0 -1 4 0 0 0 0 1 2 0 0 20 0 9 0 4242 99 5", "4242"),
        ("7 (a) Z (b c)) R 1 7 7 0 -1 4 0 0 0 0 1 2 0 0 20 0 9 0 4242 99 5", "4242"),
        ("7 (java) Z 1 7 7 0 -1 4 0 0 0 0 1 2 0 0 20 0 9 0 4242 0 0", None),
    ],
)
def test_the_start_time_is_read_from_proc_stat(stat: str, ticks: str | None) -> None:
    assert processes.ticks_of(stat) == ticks


def test_a_process_is_recognised_by_its_start_time(sleeper: subprocess.Popen[bytes]) -> None:
    began = processes.start_time(sleeper.pid)
    assert began
    assert processes.start_time(sleeper.pid) == began
    assert processes.is_alive(Process(sleeper.pid, began))
    assert not processes.is_alive(None)


def test_stop_ends_the_process_that_was_started(sleeper: subprocess.Popen[bytes], home: Home) -> None:
    began = processes.start_time(sleeper.pid)
    assert began
    home.save(replace(STATE, process=Process(sleeper.pid, began)), {})
    assert openam.main(["stop"], root=home.root.parent) == 0
    assert sleeper.wait(10) != 0
    state = home.load()
    assert state is not None
    assert state.process is None


@pytest.mark.parametrize("command", [["stop"], ["reset"], ["reset", "--reinstall"]], ids=" ".join)
def test_another_process_with_the_same_id_is_left_alone(
    command: list[str], sleeper: subprocess.Popen[bytes], home: Home
) -> None:
    home.fresh.mkdir(parents=True)
    home.save(replace(STATE, process=Process(sleeper.pid, "another boot 1")), {})
    assert openam.main(command, root=home.root.parent) == 0
    assert sleeper.poll() is None


def test_a_server_that_ends_while_booting_raises_with_its_log(home: Home) -> None:
    home.log.parent.mkdir(parents=True)
    home.log.write_text("".join(f"line {n}\n" for n in range(40)))
    with pytest.raises(OpenAMError) as failure:
        processes.await_ready(Process(os.getpid(), "long ago"), lambda: False, home, quiet())
    text = str(failure.value)
    assert text.startswith(f"the server ended while booting. The last lines of {home.log}:\n  | line 25\n")
    assert "  | line 39\n" in text
    assert "reset --reinstall" in text


def test_the_server_writes_into_the_folder_only(home: Home) -> None:
    arguments = processes.command("java", home, "teamSession")
    assert "-XX:-UsePerfData" in arguments
    assert "-Dcom.iplanet.am.cookie.name=teamSession" in arguments
    for name in ("com.iplanet.services.configpath", "com.sun.identity.configuration.directory"):
        assert f"-D{name}={home.config}" in arguments
    assert f"-Djava.io.tmpdir={home.tomcat / 'temp'}" in arguments


def test_progress_prints_the_elapsed_seconds() -> None:
    times = iter([100.0, 103.4, 161.0])
    stream = io.StringIO()
    progress = Progress(stream, clock=lambda: next(times))
    progress("booting")
    progress("ready")
    assert stream.getvalue() == "openam [  3 s] booting\nopenam [ 61 s] ready\n"
