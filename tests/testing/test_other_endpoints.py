"""An emulator responds at endpoints that its document does not have, to callers whose credential is valid."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest

from idsessions.testing import AgileAppsEmulator, Emulator, ForgeRockEmulator, OktaEmulator

EMULATORS: dict[str, tuple[type[Emulator], str]] = {
    "okta": (OktaEmulator, "/api/v1/groups"),
    "forgerock": (ForgeRockEmulator, "/am/oauth2/authorize"),
    "agileapps": (AgileAppsEmulator, "/networking/rest/record/cases"),
}


async def sent(server: Emulator, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
    async with httpx.AsyncClient(transport=server.transport(), base_url=server.origin) as http:
        return await http.get(path, headers=headers)


def valid_headers(server: Emulator) -> list[dict[str, str]]:
    if isinstance(server, OktaEmulator):
        session = server.sign_in()
        cookies = [{"Cookie": f"sid={session.id}"}, {"Cookie": f"idx={session.idx}"}]
        return [{"Authorization": f"SSWS {server.api_token}"}, *cookies]
    if isinstance(server, ForgeRockEmulator):
        bearer = {"Authorization": f"Bearer {server.access_token}"}
        return [bearer, {server.cookie_name: server.sign_in()}, {"Cookie": f"{server.cookie_name}={server.sign_in()}"}]
    assert isinstance(server, AgileAppsEmulator)
    return [{"Cookie": f"JSESSIONID={server.log_in().id}"}]


@pytest.mark.parametrize(("kind", "path"), EMULATORS.values(), ids=EMULATORS)
async def test_endpoint_responds_to_a_valid_credential(kind: type[Emulator], path: str) -> None:
    server = kind()
    server.other_endpoint("get", path, {"a": 1}, {"X-B": "c"}, status=202)
    for headers in valid_headers(server):
        response = await sent(server, f"{path}?x=y", headers)
        assert (response.status_code, response.json(), response.headers["x-b"]) == (202, {"a": 1}, "c")
    server.assert_no_violations()


@pytest.mark.parametrize(("kind", "path"), EMULATORS.values(), ids=EMULATORS)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "SSWS wrong"}, {"Cookie": "JSESSIONID=wrong; sid=wrong"}])
async def test_endpoint_refuses_others(kind: type[Emulator], path: str, headers: dict[str, str]) -> None:
    server = kind()
    server.other_endpoint("GET", path, {"a": 1})
    response = await sent(server, path, headers)
    assert response.status_code in (401, 403)
    assert "a" not in response.json()


@pytest.mark.parametrize(("kind", "path"), EMULATORS.values(), ids=EMULATORS)
async def test_endpoint_that_was_not_added_is_a_violation(kind: type[Emulator], path: str) -> None:
    server = kind()
    server.other_endpoint("POST", path)
    assert (await sent(server, path)).status_code >= 400
    assert server.violations
