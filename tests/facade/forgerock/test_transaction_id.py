"""Each call has an id of its transaction, which the server's logs, `on_call` and errors name."""

from __future__ import annotations

import asyncio
import re
from typing import Any, Final

import httpx
import pytest

from idsessions import BadRequestError, CallRecord, ConnectionFailedError, CredentialError, ForgeRockSessions
from idsessions.testing import ForgeRockEmulator

from .wire import TOKEN, URL, Server, refusal

HEADER: Final = "X-ForgeRock-TransactionId"
ID: Final = re.compile(r"idsessions-[0-9a-f-]{36}")


@pytest.mark.parametrize("profile", ["aic", "pingam", "openam"])
async def test_record_has_the_id_that_the_request_had(profile: Any) -> None:
    server = ForgeRockEmulator(profile)
    records: list[CallRecord] = []
    async with ForgeRockSessions(
        server.url,
        realm=server.realm,
        profile=profile,
        cookie_name=server.cookie_name,
        transport=server.transport(),
        on_call=records.append,
    ) as am:
        await asyncio.gather(am.validate(server.user_token), am.validate(server.user_token))
    ids = {record.request_id for record in records}
    assert ids == {request.headers[HEADER.lower()] for request in server.requests}
    assert len(ids) == 2
    assert all(ID.fullmatch(each or "") for each in ids)
    server.assert_no_violations()


async def test_attempts_of_one_call_have_one_id() -> None:
    server = Server({"validate": [httpx.Response(503, headers={"Retry-After": "0"}), refusal(400)]})
    async with ForgeRockSessions(URL, cookie_name="am", transport=server.transport) as am:
        with pytest.raises(BadRequestError) as raised:
            await am.validate(TOKEN)
    ids = [request.headers[HEADER] for request in server.requests]
    assert ids == [raised.value.request_id] * 2
    assert str(raised.value).endswith(f" (request id {ids[0]})")


async def test_id_of_the_response_comes_first() -> None:
    response = refusal(400)
    response.headers[HEADER] = "tx-1"
    async with ForgeRockSessions(URL, cookie_name="am", transport=Server({"validate": response}).transport) as am:
        with pytest.raises(BadRequestError) as raised:
            await am.validate(TOKEN)
    assert raised.value.request_id == "tx-1"


async def test_call_without_a_response_has_its_id() -> None:
    seen: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers[HEADER])
        raise httpx.ConnectError("refused")

    async with ForgeRockSessions(URL, cookie_name="am", transport=httpx.MockTransport(respond), retries=0) as am:
        with pytest.raises(ConnectionFailedError) as raised:
            await am.validate(TOKEN)
    assert raised.value.request_id in seen


async def test_call_that_was_not_sent_has_no_id() -> None:
    records: list[CallRecord] = []
    async with ForgeRockSessions(URL, transport=Server().transport, on_call=records.append) as am:
        with pytest.raises(CredentialError) as raised:
            await am.query_sessions("bjensen")
    assert raised.value.request_id is None
    assert [record.request_id for record in records] == [None]


async def test_header_of_the_caller_is_kept() -> None:
    server = Server()
    headers = {HEADER.upper(): "mine-1"}
    async with ForgeRockSessions(URL, cookie_name="am", transport=server.transport, headers=headers) as am:
        await am.validate(TOKEN)
    assert server.requests[0].headers.get_list(HEADER) == ["mine-1"]
