"""``idsessions check``: whether a session is alive, whose it is, and until when; no secret on the command line or printed."""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from idsessions import AgileAppsSessions
from idsessions.cli import main
from idsessions.cli._arguments import parse
from idsessions.cli._failure import CannotStart
from idsessions.cli.check import run_check
from idsessions.testing import AgileAppsEmulator, ForgeRockEmulator, ManualClock, OktaEmulator


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [
        name for name in os.environ if name.startswith(("OKTA_CLIENT_", "FRODO_", "AGILEAPPS_", "IDSESSIONS_"))
    ]:
        monkeypatch.delenv(name)


@pytest.fixture(name="org")
def org_fixture(monkeypatch: pytest.MonkeyPatch) -> Iterator[OktaEmulator]:
    org = OktaEmulator(clock=ManualClock())
    with org.serve_in_thread():
        monkeypatch.setenv("OKTA_CLIENT_ORGURL", org.url)
        monkeypatch.setenv("OKTA_CLIENT_TOKEN", org.api_token)
        yield org


@pytest.fixture(name="server", params=["aic", "pingam", "openam"])
def server_fixture(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ForgeRockEmulator]:
    profile: Any = request.param
    server = ForgeRockEmulator(profile, clock=ManualClock())
    with server.serve_in_thread():
        monkeypatch.setenv("FRODO_HOST", server.url)
        monkeypatch.setenv("FRODO_REALM", "alpha")
        yield server


def check(*arguments: str) -> int:
    return main(["check", *arguments])


def test_session_of_okta_by_its_id(
    org: OktaEmulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session = org.sign_in()
    monkeypatch.setenv("IDSESSIONS_SESSION", session.id)
    assert check("okta") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["alive", "user: ada@example.com"]
    assert lines[2].startswith("until: 2")
    org.expire(session)
    assert check("okta") == 1
    assert capsys.readouterr().out == "not alive\n"


@pytest.mark.parametrize("cookie", ["sid", "idx"])
def test_session_of_okta_by_a_cookie_needs_no_credential(
    cookie: str, org: OktaEmulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OKTA_CLIENT_TOKEN")
    session = org.sign_in()
    value = {"sid": session.id, "idx": session.idx}[cookie]
    monkeypatch.setenv("IDSESSIONS_SESSION", value)
    assert check("okta", "--cookie", cookie, "--json") == 0
    printed = capsys.readouterr().out
    found = json.loads(printed)
    assert (found["alive"], found["user"], found["realm"]) == (True, "ada@example.com", None)
    assert value not in printed
    monkeypatch.setenv("IDSESSIONS_SESSION", "long-gone")
    assert check("okta", "--cookie", cookie, "--json") == 1
    assert json.loads(capsys.readouterr().out) == {"alive": False, "user": None, "realm": None, "until": None}


def test_session_of_forgerock(server: ForgeRockEmulator, capsys: pytest.CaptureFixture[str]) -> None:
    token = server.sign_in()
    Path("token.txt").write_text(f"{token}\n")
    options = ("forgerock", "--profile", server.profile.name, "--file", "token.txt")
    assert check(*options) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[:3] == ["alive", f"user: {server.user.uid}", "realm: /alpha"]
    assert "until: 2" in printed
    assert token not in printed
    server.expire(token)
    assert check(*options) == 1


def test_session_of_agileapps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tenant = AgileAppsEmulator(clock=ManualClock())
    with tenant.serve_in_thread():

        async def log_in() -> str:
            async with AgileAppsSessions(tenant.url) as agileapps:
                cookies = (await agileapps.login(tenant.username, tenant.password)).cookies.header
            return str(cookies)

        monkeypatch.setenv("AGILEAPPS_URL", tenant.url)
        monkeypatch.setattr(sys, "stdin", io.StringIO(asyncio.run(log_in())))
        assert check("agileapps", "--file", "-") == 0
        assert capsys.readouterr().out.splitlines() == [
            "alive",
            f"user: {tenant.username}",
            "until: the provider does not say",
        ]
        monkeypatch.setenv("IDSESSIONS_SESSION", "long-gone")
        assert check("agileapps") == 1
    assert list(tmp_path.iterdir()) == []


def test_session_is_asked_for_without_showing_it(org: OktaEmulator) -> None:
    session = org.sign_in()
    asked: list[tuple[str, bool]] = []

    def ask(name: str, secret: bool) -> str:
        asked.append((name, secret))
        return session.id

    assert run_check(parse(["check", "okta"]), ask=ask) == 0
    assert asked == [("session", True)]


def test_provider_that_cannot_be_asked_exits_with_2(
    org: OktaEmulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IDSESSIONS_SESSION", org.sign_in().id)
    monkeypatch.setenv("OKTA_CLIENT_TOKEN", "00wrong")
    assert check("okta") == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("idsessions: it is not known whether the session is alive: okta getSession: 401")


@pytest.mark.parametrize("content", [None, "", b"\xff"])
def test_session_that_cannot_be_read_exits_with_2(content: str | bytes | None, org: OktaEmulator) -> None:
    if content is not None:
        Path("session.txt").write_bytes(content if isinstance(content, bytes) else content.encode())
    given = parse(["check", "okta", "--file", "session.txt"])
    with pytest.raises(CannotStart, match=r"cannot read session.txt|no session: pass --file FILE"):
        run_check(given, ask=lambda name, secret: None)
    assert org.requests == []
