"""What the tests of the AgileApps emulator share: a tenant, a client that checks every answer, and short words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, cast
from xml.sax.saxutils import escape

import httpx
import pytest
from jsonschema import Draft202012Validator

from idsessions._xml import load_xml
from idsessions.testing import ManualClock
from idsessions.testing.agileapps import AgileAppsEmulator, AgileAppsUser
from idsessions_agileapps.description import OPERATIONS, SCHEMAS

START = 1_790_000_000.0
XML = "application/xml"
JSON = "application/json"
LOGIN = "/networking/rest/login"
SUPPORT = f"{LOGIN}/customerSupport"
PROXY = f"{LOGIN}/proxyLogin"
SWITCH_BACK = f"{PROXY}/switchBack?alt=xml"
LOGOUT = "/networking/rest/logout?alt=xml"
IS_VALID = "/networking/rest/user/isSessionValid?alt=xml"
INFO = "/networking/rest/user/info?alt=xml"


@pytest.fixture(name="clock")
def clock_fixture() -> ManualClock:
    return ManualClock(START)


@pytest.fixture(name="tenant")
def tenant_fixture(clock: ManualClock) -> Iterator[AgileAppsEmulator]:
    tenant = AgileAppsEmulator(clock=clock, seed=7)
    yield tenant
    tenant.assert_no_violations()


@pytest.fixture(name="http")
async def http_fixture(tenant: AgileAppsEmulator) -> AsyncIterator[httpx.AsyncClient]:
    async def conforms(response: httpx.Response) -> None:
        operation = tenant.requests[-1].operation
        media_type = response.headers["content-type"].partition(";")[0]
        await response.aread()
        # A page in place of an answer is noted in the document in words only.
        if operation is not None and (media_type, response.status_code) != ("text/html", 200):
            described: Mapping[str, Any] = OPERATIONS[operation]["responses"][str(response.status_code)]
            if media_type == XML:
                root = {**described[media_type], "components": {"schemas": SCHEMAS}}
                if response.status_code == 200 and message(response)[0] != 0:
                    root["$ref"] = "#/components/schemas/ErrorResponse"
                value = load_xml(response.content, root, SCHEMAS)
                # The stubs of jsonschema type an instance as JSON whose leaves they do not know.
                cast("Any", Draft202012Validator(root)).validate(value)
            else:
                assert media_type == JSON or media_type in described

    # A jar would send the cookies of one user along with those of another.
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    async with httpx.AsyncClient(
        transport=tenant.transport(),
        base_url=tenant.url,
        headers={"Accept": XML},
        event_hooks={"response": [conforms]},
        cookies=no_cookies,
    ) as client:
        yield client


def document(**fields: str) -> bytes:
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    return f"<platform><login>{inner}</login></platform>".encode()


def credentials(user: AgileAppsUser, **more: str) -> dict[str, str]:
    return {"userName": user.username, "password": user.password, **more}


async def post(http: httpx.AsyncClient, path: str, /, cookie: str = "", **fields: str) -> httpx.Response:
    headers = {"Content-Type": XML} | ({"Cookie": cookie} if cookie else {})
    return await http.post(path, content=document(**fields), headers=headers)


async def get(http: httpx.AsyncClient, path: str, cookie: str = "") -> httpx.Response:
    return await http.get(path, headers={"Cookie": cookie} if cookie else {})


def read(response: httpx.Response, name: str = "LoginResponse") -> dict[str, Any]:
    return load_xml(response.content, SCHEMAS[name], SCHEMAS)


def message(response: httpx.Response) -> tuple[int, str]:
    found = read(response, "ErrorResponse")["message"]
    return found["code"], found["description"]


def code(response: httpx.Response) -> tuple[int, int]:
    return response.status_code, message(response)[0]


def cookie_of(response: httpx.Response) -> str:
    """What a client sends back after this answer."""
    return "; ".join(line.partition(";")[0] for line in response.headers.get_list("set-cookie"))
