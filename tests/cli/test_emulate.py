"""``idsessions emulate``, as a process of its own: what it prints works, and it leaves nothing behind when stopped."""

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

# Only so that a test that is wrong ends: the process answers in a fraction of it.
PATIENCE = 60.0


@asynccontextmanager
async def emulating(*arguments: str) -> AsyncGenerator[asyncio.subprocess.Process]:
    """The command, running; ended by force if the test did not end it."""
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", "idsessions.cli", "emulate", *arguments)
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def facts_of(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None
    facts: dict[str, Any] = json.loads(await asyncio.wait_for(process.stdout.readline(), PATIENCE))
    return facts


async def lines_of(process: asyncio.subprocess.Process) -> list[str]:
    """What it prints up to its last line."""
    assert process.stdout is not None
    printed = await asyncio.wait_for(process.stdout.readuntil(b"Serving until Ctrl-C.\n"), PATIENCE)
    return printed.decode().splitlines()


async def stopped(process: asyncio.subprocess.Process, number: signal.Signals) -> tuple[str, str]:
    """What it still prints after this signal."""
    process.send_signal(number)
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    return out.decode(), err.decode()


async def test_json_has_all_that_a_client_needs() -> None:
    async with emulating("--json") as process:
        facts = await facts_of(process)
        okta, forgerock, agileapps = facts["okta"], facts["forgerock"], facts["agileapps"]

        async with OktaSessions(okta["url"], ApiToken(okta["api_token"])) as org:
            transaction = await org.authenticate(okta["username"], okta["password"])
            async with org.login(transaction.session_token or "") as session:
                assert (await session.get()).user_id == okta["user_id"]

        async with ForgeRockSessions(forgerock["url"], realm=forgerock["realm"]) as am:
            assert (await am.get_server_info()).cookie_name == forgerock["cookie_name"]
            for user in forgerock["users"]:
                async with am.login(user["username"], user["password"]) as their_own:
                    assert (await their_own.get_session_info()).username == user["uid"]
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

        assert await stopped(process, signal.SIGTERM) == ("", "")
        assert process.returncode == 0


async def test_the_curl_lines_work() -> None:
    async with emulating() as process:
        lines = await lines_of(process)
        answers = [await called(line) for line in lines if line.startswith("  curl ")]
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        okta, forgerock, agileapps = answers
        assert okta.json()["sessionToken"]
        assert forgerock.json()["tokenId"]
        assert "<sessionId>" in agileapps.text
        out, err = await stopped(process, signal.SIGINT)
        assert (process.returncode, out, err) == (0, "", "")


async def called(line: str) -> httpx.Response:
    """The answer to what curl would send."""
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
async def test_the_kind_of_forgerock_server_can_be_chosen(profile: str) -> None:
    async with emulating("--json", "--forgerock-profile", profile) as process:
        facts = (await facts_of(process))["forgerock"]
        assert facts["profile"] == profile
        assert ("access_token" in facts) == (profile == "aic")
        async with (
            ForgeRockSessions(facts["url"], realm=facts["realm"], profile=facts["profile"]) as am,
            am.login(facts["username"], facts["password"]) as session,
        ):
            assert await session.is_alive()


async def test_ports_and_credentials_can_be_fixed() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    runs: list[dict[str, Any]] = []
    for _ in range(2):
        async with emulating("--json", "--okta-port", str(port), "--seed", "7") as process:
            runs.append(await facts_of(process))
            await stopped(process, signal.SIGTERM)
    first, second = runs
    # The same port at once again: the first run has left no socket behind.
    assert first["okta"] == second["okta"]
    assert urlsplit(str(first["okta"]["url"])).port == port
    assert first["forgerock"]["cookie_name"] == second["forgerock"]["cookie_name"]


async def test_a_port_that_is_taken_is_said_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port: int = taken.getsockname()[1]
        async with emulating("--forgerock-port", str(port)) as process:
            out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 1
    assert out == b""
    assert err.decode().startswith(f"idsessions: cannot serve: forgerock on port {port}: ")
    assert len(err.splitlines()) == 1


async def test_what_requests_did_against_the_document_is_said_at_the_end() -> None:
    async with emulating("--json") as process:
        facts = await facts_of(process)
        async with httpx.AsyncClient() as client:
            await client.post(f"{facts['okta']['url']}/api/v1/authn", json={"userName": "ada"})
        _, err = await stopped(process, signal.SIGTERM)
    assert process.returncode == 0
    assert err.startswith("okta: requests that are not as its document has them:\n  authenticate: ")
