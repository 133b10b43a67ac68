"""Sends the call of each row and compares the request and the result with the row."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from attrs import define, field

from idsessions import AgileAppsSessions, ForgeRockSessions, OktaSessions, SessionsError, SessionToken
from idsessions._core.telemetry import Telemetry
from idsessions._xml import load_xml
from idsessions_agileapps.description import SCHEMAS

from . import agileapps, forgerock, okta
from .rows import Row, documented_fields, expected_text, plain, request_text, response_of

ROWS: Mapping[str, Mapping[str, Row[Any]]] = {
    "okta": okta.ROWS,
    "forgerock": {**forgerock.ROWS, **forgerock.OPENAM_ROWS},
    "agileapps": agileapps.ROWS,
}
ALL = [(provider, name) for provider, rows in ROWS.items() for name in rows]
# `"valid": false` is an error, so no entity has the field; rows of both operations show the error.
NEVER_IN_A_RESULT = {"RefreshedSession.valid", "SessionInfo.valid"}


@define
class Wire(httpx.AsyncBaseTransport):
    """Records each request and gives the row's response."""

    response: str
    requests: list[httpx.Request] = field(factory=list[httpx.Request])

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        return response_of(self.response)


def client_for(
    provider: str, name: str, wire: Wire, telemetry: Telemetry | None = None
) -> OktaSessions | ForgeRockSessions | AgileAppsSessions:
    """The client that a row's call takes."""
    if provider == "okta":
        return OktaSessions(okta.URL, okta.API_TOKEN, transport=wire, telemetry=telemetry)
    if provider == "agileapps":
        return AgileAppsSessions(agileapps.URL, transport=wire, telemetry=telemetry)
    if name in forgerock.OPENAM_ROWS:
        return ForgeRockSessions(
            forgerock.OPENAM_URL,
            SessionToken("fakeAdminToken"),
            profile="openam",
            cookie_name="iPlanetDirectoryPro",
            transport=wire,
            telemetry=telemetry,
        )
    return ForgeRockSessions(
        forgerock.URL, realm="alpha", cookie_name=forgerock.COOKIE_NAME, transport=wire, telemetry=telemetry
    )


async def perform(provider: str, name: str, telemetry: Telemetry | None = None) -> tuple[list[httpx.Request], object]:
    """The requests that the call of a row sends, and what it returns or raises."""
    row = ROWS[provider][name]
    wire = Wire(row.response)
    async with client_for(provider, name, wire, telemetry) as client:
        try:
            result = await row.call(client)
        except SessionsError as error:
            result = error
    return wire.requests, result


@pytest.mark.parametrize(("provider", "name"), ALL)
async def test_call_sends_the_request_and_returns_the_result(provider: str, name: str) -> None:
    row = ROWS[provider][name]
    requests, result = await perform(provider, name)
    assert [request_text(request) for request in requests] == [expected_text(row.request)]
    actual = plain(result)
    if isinstance(result, SessionsError):
        # A row leaves out a message of the library.
        actual = {name: actual[name] for name in row.result}
    assert actual == row.result


def error_entity(row: Row[Any]) -> object:
    """The error body of a row in its generated class; None without one."""
    if row.error_model is None:
        return None
    response = response_of(row.response)
    if response.headers["content-type"] == "application/xml":
        reference = {"$ref": f"#/components/schemas/{row.error_model.__name__}"}
        return row.error_model.from_dict(load_xml(response.content, reference, SCHEMAS))
    return row.error_model.from_dict(json.loads(response.content))


@pytest.mark.parametrize(("provider", "name"), [each for each in ALL if ROWS[each[0]][each[1]].error_model])
def test_error_body_has_the_documented_fields(provider: str, name: str) -> None:
    row = ROWS[provider][name]
    assert plain(error_entity(row)) == row.error_body


@pytest.mark.parametrize("provider", ROWS)
def test_every_operation_has_a_row(provider: str) -> None:
    operations = importlib.import_module(f"idsessions_{provider}.description").OPERATIONS
    assert {name.partition(",")[0] for name in ROWS[provider]} == set(operations)


@pytest.mark.parametrize("provider", ROWS)
async def test_every_documented_field_of_the_results_has_a_value_in_a_row(provider: str) -> None:
    results = [(await perform(provider, name))[1] for name in ROWS[provider]]
    results += [error_entity(row) for row in ROWS[provider].values()]
    fields = [each for result in results for each in documented_fields(result)]
    with_value = {name for name, has_value in fields if has_value}
    assert {name for name, _ in fields} - with_value - NEVER_IN_A_RESULT == set()
