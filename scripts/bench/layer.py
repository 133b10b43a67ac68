"""What the library's own layers cost: typed calls on a transport that costs nothing, and parts of them."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from xml.etree import ElementTree

import httpx

from idsessions import AgileAppsSessions, ApiToken, OktaSessions
from idsessions._clock import SystemClock
from idsessions._rate_limit import Bucket, Gates, RateLimit
from idsessions._xml import load_xml
from idsessions_agileapps.description import OPERATIONS, SCHEMAS
from idsessions_agileapps.models import LoginResponse

from .measure import Row, cpu_rows
from .payload import LOGIN_XML, ORG, SESSION_ID, SESSION_JSON, TOKEN, USER_XML, check_fields, check_json, json_headers
from .worlds import Response

TABLE: Final = "own layer, null transport"
BARE: Final = "httpx get(url).json(), untyped"
GET_SESSION: Final = "okta.get_session, typed"
LOG_IN: Final = "agileapps.login, typed"
GET_USER: Final = "agileapps get_user_info, typed"
GATE: Final = "the rate gate's part"
XML: Final = "XML login document to typed"
ELEMENT_TREE: Final = "... to an ElementTree, unguarded"
SECOND_CLIENT: Final = "a second client's construction"
_USER_NAME, _PASSWORD = "ada.lovelace@acme.example", "not-a-real-password"


class Ready(httpx.AsyncBaseTransport):
    """Responds at once: to AgileApps' paths with its XML, to all others with a session of Okta."""

    def __init__(self) -> None:
        self._json = json_headers()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.startswith("/networking"):
            headers = {"content-type": "application/xml", "set-cookie": "JSESSIONID=not-a-real-session-id; Path=/"}
            return httpx.Response(200, headers=headers, content=LOGIN_XML if path.endswith("login") else USER_XML)
        return httpx.Response(200, headers=self._json, content=SESSION_JSON)


async def _measure(count: int, rounds: int) -> list[Row]:
    bare = httpx.AsyncClient(transport=Ready(), headers={"Authorization": f"SSWS {TOKEN}"})
    okta = OktaSessions(ORG, ApiToken(TOKEN), transport=Ready())
    agileapps = AgileAppsSessions("https://acme.example", transport=Ready())
    handle = agileapps.session("not-a-real-session")
    response = Response(200, headers=json_headers())
    gates, limit, credential = Gates(clock=SystemClock()), RateLimit(), ApiToken(TOKEN)
    bucket = Bucket(ORG, credential, "bench")
    schema = OPERATIONS["login"]["responses"]["200"]["application/xml"]

    async def untyped() -> None:
        found = await bare.get(f"{ORG}/api/v1/sessions/{SESSION_ID}")
        check_json(found.status_code, found.json())

    async def typed() -> None:
        session = await okta.get_session(SESSION_ID)
        check_fields(session.status, session.login, session.expires_at)

    async def log_in() -> Any:
        return await agileapps.login(_USER_NAME, _PASSWORD)

    async def respond() -> Response:
        return response

    async def gate() -> None:
        await gates.send(respond, bucket=bucket, limit=limit, retryable=False, deadline=None)

    async def xml() -> LoginResponse:
        return LoginResponse.from_dict(load_xml(LOGIN_XML, schema, SCHEMAS, charset="utf-8"))

    async def element_tree() -> object:
        return ElementTree.fromstring(LOGIN_XML)

    async def second_client() -> object:
        return OktaSessions(ORG, ApiToken(TOKEN))

    async with bare, okta, agileapps:
        calls = {
            BARE: untyped,
            GET_SESSION: typed,
            LOG_IN: log_in,
            GET_USER: handle.get_user_info,
            GATE: gate,
            XML: xml,
            ELEMENT_TREE: element_tree,
            SECOND_CLIENT: second_client,
        }
        return await cpu_rows(TABLE, calls, count, rounds)


def measure_layer(count: int, rounds: int) -> list[Row]:
    """Measure the CPU time of each in microseconds, in turn."""
    return asyncio.run(_measure(count, rounds))
