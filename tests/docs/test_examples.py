"""Runs every Python example of the documentation against the emulators."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from attrs import frozen
from joserfc.jwk import ECKey

from checks.examples import Example, examples, write
from idsessions._transport.over_httpx import HttpxTransport
from idsessions.testing import AgileAppsEmulator, Emulator, ForgeRockEmulator, ManualClock, OktaEmulator
from idsessions.transports import AiohttpTransport, Request, Response

ALL = examples()
UNKNOWN_USER_ID = "00unobody"
SERVICE_ACCOUNT_JWK = json.dumps(ECKey.generate_key("P-256").as_dict(private=True))
PROGRAMS = [example for example in ALL if "asyncio.run(main())" in example.code]
MODULES = [example for example in ALL if example not in PROGRAMS]


def example_id(example: Example) -> str:
    return f"{example.document.name}:{example.line}"


@frozen
class World:
    """The servers of the examples."""

    clock: ManualClock
    okta: OktaEmulator
    aic: ForgeRockEmulator
    openam: ForgeRockEmulator
    agileapps: AgileAppsEmulator

    @property
    def by_host(self) -> dict[str, Emulator]:
        return {
            "acme.okta.com": self.okta,
            "tenant.forgeblocks.com": self.aic,
            "am.example.com": self.openam,
            "acme.agileappscloud.com": self.agileapps,
        }

    def secrets(self, code: str) -> dict[str, str]:
        """The secrets in the environment of a program; a token in a request is from the server that the program uses."""
        server = self.openam if "am.example.com" in code else self.aic
        return {
            "OKTA_API_TOKEN": self.okta.api_token,
            "OKTA_PRIVATE_KEY": ECKey.generate_key("P-256").as_pem(private=True).decode(),
            "ADA_PASSWORD": self.okta.password,
            "GRACE_PASSWORD": self.okta.password,
            "GRACE_CODE": "480213",
            "COOKIE_OF_THE_REQUEST": self.okta.sign_in().idx,
            "BJENSEN_PASSWORD": self.aic.password,
            "OKTA_CLIENT_TOKEN": self.okta.api_token,
            "GATEWAY_KEY": "key-of-the-gateway",
            "SERVICE_ACCOUNT_TOKEN": self.aic.access_token,
            "SERVICE_ACCOUNT_JWK": SERVICE_ACCOUNT_JWK,
            "FRODO_SA_JWK": SERVICE_ACCOUNT_JWK,
            "AMADMIN_PASSWORD": self.openam.admin.password,
            "TOKEN_OF_THE_REQUEST": server.sign_in(),
            "ROOT_PASSWORD": self.agileapps.admin.password,
        }


def add_other_endpoints(world: World) -> None:
    """What docs/other-endpoints.md calls."""
    cases = [{"id": "1001", "subject": "Printer is on fire"}, {"id": "1002", "subject": "No coffee"}]
    message = {"code": "0", "description": "Success"}
    records = "/networking/rest/record/cases"
    world.agileapps.other_endpoint("GET", records, {"platform": {"message": message, "record": cases}})
    world.agileapps.other_endpoint("PUT", f"{records}/1001", {"platform": {"message": message}})
    authorize = "/am/oauth2/realms/root/realms/alpha/authorize"
    location = {"Location": "https://shop.example/callback?code=code-of-the-shop"}
    world.aic.other_endpoint("POST", authorize, status=302, headers=location)
    world.okta.service_app.scopes |= {"okta.groups.read"}
    groups = json.dumps([{"profile": {"name": name}} for name in ("Everyone", "Support")])
    world.okta.other_endpoint("GET", "/api/v1/groups", groups, {"Content-Type": "application/json"})


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Requests over TCP reach an emulator instead, and the clients wait by its clock."""
    clock = ManualClock()
    world = World(
        clock,
        OktaEmulator(clock=clock),
        ForgeRockEmulator("aic", clock=clock),
        ForgeRockEmulator("openam", clock=clock),
        AgileAppsEmulator(clock=clock),
    )
    add_other_endpoints(world)
    transports: dict[str, httpx.AsyncBaseTransport] = {}
    for host, emulator in world.by_host.items():
        emulator.origin = f"https://{host}"
        transports[host] = emulator.transport()

    async def handle(_: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        return await transports[request.url.host].handle_async_request(request)

    async def send(_: AiohttpTransport, request: Request) -> Response:
        return await HttpxTransport(transports[httpx.URL(request.url).host]).send(request)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle)
    monkeypatch.setattr(AiohttpTransport, "send", send)
    monkeypatch.setattr("idsessions._core.client.SystemClock", lambda: clock)
    return world


@pytest.mark.parametrize("example", PROGRAMS, ids=example_id)
def test_program_prints_what_is_shown(
    example: Example,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    secrets = world.secrets(example.code)
    names = {
        "OKTA_CLIENT_ID": world.okta.service_app.client_id,
        "OKTA_CLIENT_ORGURL": world.okta.url,
        "SERVICE_ACCOUNT_ID": world.aic.service_account.id,
        "FRODO_SA_ID": world.aic.service_account.id,
        "FRODO_HOST": world.aic.url,
        "FRODO_REALM": "alpha",
        "USER_UUID": world.aic.user.uid,
        "USER_ID": world.okta.user.id if "OktaSessions" in example.code else world.agileapps.user.id,
    }
    for variable, value in {**secrets, **names}.items():
        monkeypatch.setenv(variable, value)
    users = [world.okta.add_user(f"user{number}@example.com") for number in range(40)]
    sessions = [world.okta.sign_in(user) for user in users]
    user_ids = [user.id for user in users]
    (tmp_path / "user_ids.txt").write_text("\n".join([*user_ids[:7], UNKNOWN_USER_ID, *user_ids[7:]]))
    (tmp_path / "api_token.txt").write_text(world.okta.api_token)
    monkeypatch.chdir(tmp_path)
    world.okta.add_user("grace@example.com", outcome="MFA_REQUIRED").passcode = secrets["GRACE_CODE"]
    world.okta.limit(30, "/api/v1/users")
    world.aic.sign_in()

    exec(compile(example.in_place, str(example.document), "exec"), {"__name__": "__main__"})

    printed = capsys.readouterr().out
    assert example.output is not None or printed == "", "the document does not show what this prints"
    assert re.fullmatch(re.escape(example.output or "").replace(r"\.\.\.", ".*"), printed, re.DOTALL), printed
    assert any(emulator.requests for emulator in world.by_host.values())
    for emulator in world.by_host.values():
        emulator.assert_no_violations()
    assert not [variable for variable, secret in secrets.items() if secret in printed]
    if "user_ids.txt" in example.code:
        # One unknown id must not keep anybody signed in.
        assert f"{UNKNOWN_USER_ID}: okta revokeUserSessions: 404" in printed
        assert not set(sessions) & set(world.okta.sessions)


def test_examples_revoke_the_sessions_of_many_users() -> None:
    """With an unknown id among them, as `test_program_prints_what_is_shown` checks."""
    many = [example for example in PROGRAMS if "user_ids.txt" in example.code]
    assert many
    # A loop or a task group over single calls loses users after the first unknown id.
    assert all(".revoke_many(" in example.code for example in many)
    assert not [example for example in ALL if re.search(r"TaskGroup|gather\(.*revoke", example.code, re.DOTALL)]


@pytest.mark.slow
def test_application_passes_its_tests(tmp_path: Path) -> None:
    """Runs the example application and its tests in pytest, with the plugin of the package."""
    assert MODULES, "the page about testing has no example"
    write(MODULES, tmp_path)
    for document in {example.document for example in MODULES}:
        settings = re.search(r"^```toml\n(.*?)^```$", document.read_text(), re.MULTILINE | re.DOTALL)
        if settings:
            (tmp_path / "pyproject.toml").write_text(settings[1])
    names = {example.file_name.removesuffix(".py") for example in MODULES}
    for module in names:
        imported = any(f"from {module} import" in example.code for example in MODULES)
        assert imported or module.startswith("test_"), f"nothing runs {module}.py"
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    tests = sum(example.code.count("def test_") for example in MODULES)
    assert f"{tests} passed" in ran.stdout


def test_every_block_of_python_is_found() -> None:
    """A block that is fenced in another way would not be run."""
    for document in {example.document for example in ALL}:
        fences = re.findall(r"^ *(?:```|~~~) *(?:py|python|pycon)\b", document.read_text(), re.MULTILINE)
        assert len(fences) == len([example for example in ALL if example.document == document])


@pytest.mark.parametrize("example", ALL, ids=example_id)
def test_message_about_an_example_names_the_line_of_its_document(example: Example) -> None:
    lines = example.document.read_text().splitlines()
    for number, line in enumerate(example.in_place.splitlines()):
        assert line in ("", lines[number])
