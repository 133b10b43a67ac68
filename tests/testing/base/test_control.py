"""A served emulator takes faults over HTTP, and lists its users."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from idsessions.testing import AgileAppsEmulator, Emulator, ForgeRockEmulator, OktaEmulator


@pytest.fixture(name="org")
def org_fixture() -> OktaEmulator:
    return OktaEmulator()


@pytest.fixture(name="http")
async def http_fixture(org: OktaEmulator) -> AsyncIterator[httpx.AsyncClient]:
    async with org.serve() as url, httpx.AsyncClient(base_url=url) as http:
        yield http


async def ask(http: httpx.AsyncClient, org: OktaEmulator) -> int:
    """The status of a request to the provider; 0 if the connection breaks."""
    try:
        response = await http.get("/api/v1/sessions/102", headers={"Authorization": f"SSWS {org.api_token}"})
    except httpx.RemoteProtocolError:
        return 0
    return response.status_code


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [
        ({"status": 503, "times": 2}, [503, 503, 404]),
        ({"status": 429, "headers": {"Retry-After": "1"}, "body": {"errorCode": "E0000047"}}, [429, 404]),
        ({"drop": "request"}, [0, 404]),
        ({"drop": "answer", "operation": "getSession"}, [0, 404]),
        ({"status": 500, "operation": "createSession"}, [404]),
        ({"page": 502}, [502, 404]),
        ({"slow": 0}, [404, 404]),
        ({"slow": 0.001}, [404, 404]),
        ({"status": 503, "times": None}, [503, 503, 503]),
    ],
    ids=str,
)
async def test_fault_is_planned(fault: Any, statuses: list[int], http: httpx.AsyncClient, org: OktaEmulator) -> None:
    assert (await http.post("/_emulator/faults", json=fault)).status_code == 204
    assert [await ask(http, org) for _ in statuses] == statuses
    org.assert_no_violations()


async def test_faults_are_cleared(http: httpx.AsyncClient, org: OktaEmulator) -> None:
    await http.post("/_emulator/faults", json={"status": 503, "times": None})
    assert (await http.delete("/_emulator/faults")).status_code == 204
    assert await ask(http, org) == 404


@pytest.mark.parametrize(
    "body",
    [
        "",
        "503",
        "[]",
        "{}",
        '{"status": "503"}',
        '{"status": true}',
        '{"status": 503, "drop": "request"}',
        '{"drop": "response"}',
        '{"status": 503, "times": 0}',
        '{"status": 503, "times": "two"}',
        '{"status": 503, "operation": 3}',
        '{"status": 503, "repeat": 2}',
        '{"status": 503, "body": 3}',
        '{"slow": "long"}',
    ],
)
async def test_fault_that_cannot_be_is_400_and_says_why(body: str, http: httpx.AsyncClient, org: OktaEmulator) -> None:
    response = await http.post("/_emulator/faults", content=body)
    assert response.status_code == 400
    assert response.text.strip()
    assert await ask(http, org) == 404


async def test_other_path_is_404(http: httpx.AsyncClient) -> None:
    assert (await http.get("/_emulator/")).status_code == 404
    assert (await http.put("/_emulator/faults")).status_code == 404


@pytest.mark.parametrize(
    "emulator", [OktaEmulator(), ForgeRockEmulator("aic"), AgileAppsEmulator()], ids=["okta", "forgerock", "agileapps"]
)
async def test_users_are_listed_one_on_each_line(emulator: Emulator) -> None:
    async with emulator.serve(), httpx.AsyncClient() as http:
        listed = (await http.get(f"{emulator.origin}/_emulator/users")).text
    assert listed.split() == list(emulator.user_ids)
    if isinstance(emulator, OktaEmulator):
        assert emulator.user.id in listed.split()
    elif isinstance(emulator, ForgeRockEmulator):
        assert listed.split() == [emulator.user.uid, emulator.non_ascii_user.uid]
