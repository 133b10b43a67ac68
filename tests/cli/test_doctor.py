"""``idsessions doctor``: what it finds, what it says to do, and that it changes nothing and shows no secret."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator, Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import httpx
import pytest

from idsessions import SystemClock
from idsessions.cli import main
from idsessions.cli._arguments import parse
from idsessions.cli._failure import CannotStart
from idsessions.cli._output import say
from idsessions.cli.doctor import run_doctor
from idsessions.cli.doctor._network import look_at_way, proxy_finding
from idsessions.cli.doctor._providers import look_at_okta
from idsessions.testing import AgileAppsEmulator, ForgeRockEmulator, ManualClock, OktaEmulator

from ..faults.tls import identity


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    prefixes = ("OKTA_CLIENT_", "FRODO_", "AGILEAPPS_")
    for name in [name for name in os.environ if name.startswith(prefixes) or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture(name="org")
def org_fixture(monkeypatch: pytest.MonkeyPatch) -> Iterator[OktaEmulator]:
    org = OktaEmulator(clock=ManualClock())
    with org.serve_in_thread():
        monkeypatch.setenv("OKTA_CLIENT_ORGURL", org.url)
        monkeypatch.setenv("OKTA_CLIENT_TOKEN", org.api_token)
        yield org


def doctor(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """The status and the findings, by what they are about."""
    status = main(["doctor", *arguments, "--json"])
    report = json.loads(capsys.readouterr().out)
    assert report["well"] is (status == 0)
    return status, {each["about"]: each for each in report["findings"]}


def test_organization_that_is_well(org: OktaEmulator, capsys: pytest.CaptureFixture[str]) -> None:
    sessions = org.sign_in()
    status, found = doctor(capsys, "okta")
    assert status == 0
    assert {about: each["well"] for about, each in found.items()} == {
        "proxy": None,
        "network": True,
        "TLS": None,
        "clock": True,
        "session cookie": None,
        "credential": True,
        "scopes": None,
        "rate limit": None,
    }
    assert found["rate limit"]["fact"].startswith("374 of 375 requests left")
    assert org.sessions == (sessions,)
    assert {request.method for request in org.requests} == {"GET"}
    assert main(["doctor", "okta"]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[-1] == "Nothing to fix."
    assert org.api_token not in printed


def test_refused_token_is_to_be_replaced(
    org: OktaEmulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OKTA_CLIENT_TOKEN", "00wrong")
    status, found = doctor(capsys, "okta")
    assert status == 1
    assert "401 E0000011" in found["credential"]["fact"]
    assert "make a new API token" in found["credential"]["remedy"]
    assert main(["doctor", "okta"]) == 1
    printed = capsys.readouterr().out
    assert "FIX credential: " in printed
    assert printed.splitlines()[-1] == "1 to fix."
    assert "00wrong" not in printed
    assert org.url in printed


@pytest.mark.parametrize("status", [429, 500, 503])
def test_provider_that_is_down_is_no_reason_for_a_new_token(
    status: int, org: OktaEmulator, capsys: pytest.CaptureFixture[str]
) -> None:
    org.fail_next(status, operation="getSession", times=None, headers={"Retry-After": "9999"})
    _, found = doctor(capsys, "okta")
    assert found["credential"]["well"] is False
    assert found["credential"]["remedy"] == "the provider could not be asked: try again"


def test_missing_credential_is_only_a_fact(
    org: OktaEmulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OKTA_CLIENT_TOKEN")
    status, found = doctor(capsys, "okta")
    assert (status, found["credential"]["well"]) == (0, None)
    assert "OKTA_CLIENT_TOKEN" in found["credential"]["remedy"]
    assert [request.operation for request in org.requests] == [None]


@pytest.mark.usefixtures("org")
def test_missing_permission_is_to_be_asked_for(
    org: OktaEmulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OKTA_CLIENT_AUTHORIZATIONMODE", "Bearer")
    monkeypatch.setenv("OKTA_CLIENT_TOKEN", org.access_token("okta.users.manage"))
    status, found = doctor(capsys, "okta")
    assert (status, found["credential"]["remedy"]) == (1, "ask for the permission")
    assert "accepted, but lacks permission" in found["credential"]["fact"]
    assert found["scopes"]["fact"] == "the access token does not show them"


def test_scopes_of_an_access_token_are_shown(
    org: OktaEmulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    claims = base64.urlsafe_b64encode(json.dumps({"scp": ["okta.users.manage"], "sub": "S3CRET"}).encode())
    monkeypatch.setenv("OKTA_CLIENT_AUTHORIZATIONMODE", "Bearer")
    monkeypatch.setenv("OKTA_CLIENT_TOKEN", f"e30.{claims.decode().rstrip('=')}.c2ln")
    _, found = doctor(capsys, "okta")
    assert found["scopes"]["fact"] == "okta.users.manage"
    assert "okta.sessions.manage, okta.sessions.read" in found["scopes"]["remedy"]
    assert "S3CRET" not in str(found)
    assert org.url


@pytest.mark.parametrize("wrong", ["E30.e30", "e30.W10.x", "e30.!.x", "opaque"])
@pytest.mark.usefixtures("org")
def test_token_that_is_no_jwt_shows_no_scopes(
    wrong: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OKTA_CLIENT_AUTHORIZATIONMODE", "Bearer")
    monkeypatch.setenv("OKTA_CLIENT_TOKEN", wrong)
    _, found = doctor(capsys, "okta")
    assert found["scopes"]["fact"] == "the access token does not show them"


@pytest.mark.parametrize("profile", ["aic", "pingam", "openam"])
def test_profile_that_fits_is_found(
    profile: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = ForgeRockEmulator(profile, clock=ManualClock())
    with server.serve_in_thread():
        monkeypatch.setenv("FRODO_HOST", server.url)
        monkeypatch.setenv("FRODO_REALM", "alpha")
        monkeypatch.setenv("FRODO_USERNAME", server.admin.username)
        monkeypatch.setenv("FRODO_PASSWORD", server.admin.password)
        status, found = doctor(capsys, "forgerock", "--profile", profile)
        assert status == 0
        assert found["versions"]["fact"] == f"the profile {profile} fits"
        assert found["session cookie"]["fact"] == server.cookie_name
        assert found["credential"]["fact"] == "accepted, and an administrator's"
        other = "aic" if profile == "openam" else "openam"
        status, found = doctor(capsys, "forgerock", "--profile", other)
        assert status == 1
        assert found["versions"]["remedy"].startswith(
            "pass --profile openam" if profile == "openam" else "pass --profile aic or pingam"
        )
        assert found["credential"]["well"]
        monkeypatch.setenv("FRODO_PASSWORD", "wrong")
        status, found = doctor(capsys, "forgerock", "--profile", profile)
        assert (status, found["credential"]["well"]) == (1, False)
        assert server.sessions == ()


def test_forgerock_without_credential(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    server = ForgeRockEmulator("aic", clock=ManualClock())
    with server.serve_in_thread():
        monkeypatch.setenv("FRODO_HOST", server.url)
        status, found = doctor(capsys, "forgerock")
        assert (status, found["credential"]["well"]) == (0, None)
        monkeypatch.setenv("FRODO_HOST", f"{server.url}/wrong")
        status, found = doctor(capsys, "forgerock")
    assert status == 1
    assert "deployment path" in found["server"]["remedy"]


def test_tenant_of_agileapps(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    tenant = AgileAppsEmulator(clock=ManualClock())
    with tenant.serve_in_thread():
        monkeypatch.setenv("AGILEAPPS_URL", tenant.url)
        status, found = doctor(capsys, "agileapps")
        assert (status, found["tenant"]["fact"]) == (0, "responds as AgileApps does")
        tenant.html_error_page(502, times=None)
        status, found = doctor(capsys, "agileapps")
    assert (status, found["tenant"]["well"]) == (1, False)


def test_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("OKTA_CLIENT_ORGURL", "http://127.0.0.1:1")
    status, found = doctor(capsys, "okta")
    assert status == 1
    assert "is not reached" in found["network"]["fact"]
    assert "HTTPS_PROXY" in found["network"]["remedy"]


def test_missing_url_could_not_start() -> None:
    with pytest.raises(CannotStart, match="set the environment variable OKTA_CLIENT_ORGURL"):
        run_doctor(parse(["doctor", "okta"]), ask=lambda name, secret: None)


@pytest.mark.parametrize(
    ("environ", "fact"),
    [
        ({}, "none"),
        ({"https_proxy": "http://ada:S3CRET@proxy.example:3128"}, "proxy.example:3128, from the environment"),
        ({"https_proxy": "proxy.example:3128"}, "proxy.example:3128, from the environment"),
        ({"all_proxy": "socks5://proxy.example"}, "proxy.example, from the environment"),
        ({"https_proxy": "http://proxy.example", "no_proxy": "okta.com"}, "none: NO_PROXY names the host"),
    ],
)
def test_proxy_is_named_without_its_password(
    environ: dict[str, str], fact: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert proxy_finding("https://acme.okta.com").fact == fact


@pytest.mark.parametrize(
    ("ahead", "well", "fact"),
    [
        (0, True, "this machine and the server agree"),
        (-300, False, "this machine is 300 s behind the server"),
        (300, False, "this machine is 300 s ahead of the server"),
        (None, None, "the server does not say what time it is"),
    ],
)
async def test_clock_is_compared_with_the_servers(ahead: int | None, well: bool | None, fact: str) -> None:
    clock = ManualClock()
    headers = {} if ahead is None else {"Date": formatdate(clock.time() - ahead, usegmt=True)}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, headers=headers))
    way = await look_at_way("https://acme.okta.com", "/", clock, transport=transport)
    (finding,) = [each for each in way.findings if each.about == "clock"]
    assert (finding.is_well, finding.fact) == (well, fact)


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"), "trust its own with SSL_CERT_FILE"),
        (httpx.ProxyError("407 S3CRET"), "check HTTPS_PROXY"),
        (httpx.ConnectTimeout(""), "a firewall may drop the packets"),
        (httpx.ConnectError("no such host"), "check the URL, the DNS"),
    ],
)
async def test_way_that_fails_says_what_to_do(error: Exception, remedy: str) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    way = await look_at_way("https://acme.okta.com", "/", ManualClock(), transport=httpx.MockTransport(fail))
    assert way.content is None
    assert remedy in way.findings[-1].remedy
    assert "S3CRET" not in str(way.findings)


@pytest.mark.parametrize(("pipeline", "cookie"), [("idx", "idx: this is"), ("v1", "sid: this is"), ("new", "idx on")])
async def test_kind_of_organization_tells_the_cookie(pipeline: str, cookie: str) -> None:
    findings = await look_at_okta({}, {"pipeline": pipeline}, ManualClock())
    assert findings[0].fact.startswith(cookie)


@pytest.mark.parametrize("expired", [False, True])
@pytest.mark.parametrize("trusted", [False, True])
async def test_certificate_is_looked_at(
    trusted: bool, expired: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = identity(tmp_path, "server", expired=expired)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.trusted))

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(respond, "127.0.0.1", 0, ssl=server.context) as listening:
        port = listening.sockets[0].getsockname()[1]
        way = await look_at_way(f"https://127.0.0.1:{port}", "/", ManualClock())
    found = {each.about: each for each in way.findings}
    if trusted and not expired:
        assert found["TLS"].is_well
        assert found["TLS"].fact.startswith("TLSv1.3, the certificate is valid until ")
    else:
        assert "SSL_CERT_FILE" in found["network"].remedy


def test_url_with_a_password_is_not_shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("OKTA_CLIENT_ORGURL", "https://ada:S3CRET@acme.okta.com")
    assert main(["doctor", "okta"]) == 2
    printed = capsys.readouterr()
    assert "S3CRET" not in printed.out + printed.err


def test_proxy_that_cannot_be_read_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "http://user:S3/CRET@proxy.test:1")
    finding = proxy_finding("https://acme.okta.com")
    assert finding.is_well is False
    assert "S3" not in f"{finding}"


async def test_endless_body_is_not_read_to_its_end(org: OktaEmulator) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 10**9:
            sent += 65536
            yield bytes(65536)

    def respond(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=endless(), headers={"Date": "Fri, 27 Nov 2026 03:00:00 +99999999999999"})

    way = await look_at_way("https://acme.okta.com", "/", SystemClock(), transport=httpx.MockTransport(respond))
    assert way.content is not None
    assert sent < 10**6


def test_terminal_gets_nothing_that_it_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    say("ada\x1b]0;pwn\x07\nnext")
    assert capsys.readouterr().out == "ada?]0;pwn?\nnext\n"
