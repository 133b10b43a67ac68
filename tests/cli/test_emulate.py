"""``idsessions emulate``: what it prints works for a client, and stopping it leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import shlex
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from idsessions import AccessToken, AgileAppsSessions, ApiToken, ForgeRockSessions, OktaSessions, SessionToken
from idsessions.cli import main
from idsessions.cli._arguments import Profile
from idsessions.cli.emulate import Ports, serve

# Ends a test that hangs; a run takes a small part of it.
PATIENCE = 60.0


@asynccontextmanager
async def serving(
    capsys: pytest.CaptureFixture[str],
    *,
    as_json: bool = True,
    profile: Profile = "aic",
    seed: int | None = None,
    ports: Ports | None = None,
    users: int = 0,
) -> AsyncGenerator[str]:
    """The emulators, served in this process; gives what was printed at the start."""
    stop = asyncio.Event()
    task = asyncio.create_task(serve(stop, ports or Ports(), profile=profile, seed=seed, as_json=as_json, users=users))
    printed = ""
    while not printed and not task.done():
        await asyncio.sleep(0)
        printed = capsys.readouterr().out
    try:
        yield printed
    finally:
        stop.set()
        await task


async def test_json_has_all_that_a_client_needs(capsys: pytest.CaptureFixture[str]) -> None:
    async with serving(capsys) as printed:
        facts = json.loads(printed)
        okta, forgerock, agileapps = facts["okta"], facts["forgerock"], facts["agileapps"]

        async with OktaSessions(okta["url"], ApiToken(okta["api_token"])) as org:
            transaction = await org.authenticate(okta["username"], okta["password"])
            async with org.login(transaction.session_token or "") as session:
                assert (await session.get()).user_id == okta["user_id"]

        async with ForgeRockSessions(forgerock["url"], realm=forgerock["realm"]) as am:
            assert (await am.get_server_info()).cookie_name == forgerock["cookie_name"]
            for user in forgerock["users"]:
                async with am.login(user["username"], user["password"]) as user_session:
                    assert (await user_session.get_session_info()).username == user["uid"]
            top = am.with_options(realm=forgerock["admin"]["realm"])
            async with top.login(forgerock["admin"]["username"], forgerock["admin"]["password"]) as admin:
                for credential in (SessionToken(admin.token), AccessToken(forgerock["access_token"])):
                    as_admin = am.with_options(credentials=credential)
                    await as_admin.query_sessions(forgerock["users"][0]["uid"])

        async with AgileAppsSessions(agileapps["url"]) as tenant:
            async with tenant.login(agileapps["username"], agileapps["password"]) as logged_in:
                assert (await logged_in.get_user_info()).id == agileapps["user_id"]
            name, password = agileapps["admin"]["username"], agileapps["admin"]["password"]
            async with (
                tenant.login(name, password) as logged_in,
                logged_in.proxy_login(agileapps["user_id"], password=password) as customer,
            ):
                assert (await customer.get_user_info()).id == agileapps["user_id"]
            client_id = agileapps["client_tenant_id"]
            async with tenant.login_as_customer_support(name, password, client_tenant_id=client_id) as support:
                assert support.login is not None
                assert support.login.organization_id == client_id
    assert capsys.readouterr().err == ""


async def test_curl_lines_work(capsys: pytest.CaptureFixture[str]) -> None:
    async with serving(capsys, as_json=False) as printed:
        lines = printed.splitlines()
        assert lines[-1] == "Serving until Ctrl-C."
        responses = [await send_as_curl(line) for line in lines if line.startswith("  curl ")]
        assert [response.status_code for response in responses] == [200, 200, 200]
        okta, forgerock, agileapps = responses
        assert okta.json()["sessionToken"]
        assert forgerock.json()["tokenId"]
        assert "<sessionId>" in agileapps.text
    assert capsys.readouterr() == ("", "")


async def send_as_curl(line: str) -> httpx.Response:
    """Send what curl would send; returns the response."""
    program, *words = shlex.split(line)
    assert program == "curl"
    headers: dict[str, str] = {}
    body, url = "", ""
    while words:
        match words.pop(0):
            case "-sS":
                pass
            case "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            case "-d":
                body = words.pop(0)
            case word:
                url = word
    async with httpx.AsyncClient() as client:
        return await client.post(url, headers=headers, content=body)


@pytest.mark.parametrize("profile", ["aic", "pingam", "openam"])
async def test_profile_chooses_the_kind_of_forgerock_server(
    profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    async with serving(capsys, profile=profile) as printed:
        facts = json.loads(printed)["forgerock"]
        assert facts["profile"] == profile
        assert ("access_token" in facts) == (profile == "aic")
        async with (
            ForgeRockSessions(facts["url"], realm=facts["realm"], profile=facts["profile"]) as am,
            am.login(facts["username"], facts["password"]) as session,
        ):
            assert await session.is_alive()


async def test_port_and_seed_fix_the_url_and_the_credentials(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    runs: list[dict[str, Any]] = []
    for _ in range(2):
        async with serving(capsys, ports=Ports(okta=port), seed=7) as printed:
            runs.append(json.loads(printed))
    first, second = runs
    # The same port again at once: the first run has left no socket behind.
    assert first["okta"] == second["okta"]
    assert urlsplit(str(first["okta"]["url"])).port == port
    assert first["forgerock"]["cookie_name"] == second["forgerock"]["cookie_name"]


async def test_users_have_sessions_and_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    async with serving(capsys, users=20) as printed, httpx.AsyncClient() as http:
        facts = json.loads(printed)
        okta, forgerock = facts["okta"], facts["forgerock"]
        user_ids = (await http.get(okta["users_url"])).text.split()
        async with OktaSessions(okta["url"], ApiToken(okta["api_token"])) as org:
            states = [outcome.state async for outcome in org.revoke_many(user_ids)]
        assert states == ["ended"] * 22
        names = (await http.get(forgerock["users_url"])).text.split()
        credentials = AccessToken(forgerock["access_token"])
        async with ForgeRockSessions(forgerock["url"], credentials, realm=forgerock["realm"]) as am:
            listed = [len((await am.query_sessions(name)).result) for name in names]
            assert sum(listed) == 20
            left = [outcome.left async for outcome in am.logout_many(names, verify=True)]
        assert left == [0] * 22


def test_port_that_is_taken_exits_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port: int = taken.getsockname()[1]
        assert main(["emulate", "--forgerock-port", str(port)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"idsessions: cannot serve: forgerock on port {port}: ")
    assert len(printed.err.splitlines()) == 1


async def test_violations_are_printed_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    async with serving(capsys) as printed, httpx.AsyncClient() as client:
        await client.post(f"{json.loads(printed)['okta']['url']}/api/v1/authn", json={"userName": "ada"})
    err = capsys.readouterr().err
    assert err.startswith("okta: these requests violate the provider's description:\n  authenticate: ")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_signal_ends_the_process_with_0(number: signal.Signals) -> None:
    pipe = asyncio.subprocess.PIPE
    arguments = ("-m", "idsessions.cli", "emulate", "--json", "--seed", "7")
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=pipe, stderr=pipe)
    try:
        assert process.stdout is not None
        facts = json.loads(await asyncio.wait_for(process.stdout.readline(), PATIENCE))
        async with OktaSessions(facts["okta"]["url"]) as org:
            await org.authenticate(facts["okta"]["username"], facts["okta"]["password"])
        process.send_signal(number)
        assert await asyncio.wait_for(process.communicate(), PATIENCE) == (b"", b"")
        assert process.returncode == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
