"""Odd optional members of a response: the rest of it is typed, and nothing that the server wrote is lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import httpx
import pytest

from idsessions import ForgeRockSessions, set_answer

from .wire import TOKEN, URL, Server

NEVER = "292269055-12-02T16:47:04Z"


async def test_null_domain_keeps_the_name_of_the_cookie() -> None:
    server = Server({"getServerInfo": httpx.Response(200, json={"cookieName": "am", "domains": [None], "realm": "/"})})
    async with ForgeRockSessions(URL, transport=server.transport) as am:
        info = await am.get_server_info()
    assert (info.cookie_name, info.realm, info.domains) == ("am", "/", None)
    assert info.additional_properties["domains"] == [None]


async def test_session_that_never_expires_ends_at_the_last_moment() -> None:
    body = {
        "username": "demo",
        "realm": "/",
        "latestAccessTime": "2026-01-01T00:00:00Z",
        "maxSessionExpirationTime": NEVER,
    }
    async with ForgeRockSessions(
        URL, cookie_name="am", transport=Server({"getSessionInfo": httpx.Response(200, json=body)}).transport
    ) as am:
        info = await am.get_session_info(TOKEN)
    assert info.max_session_expiration_time == datetime.max.replace(tzinfo=UTC)
    assert info.latest_access_time == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("odd", [5, 1767323045, [], {}, "soon", "20260101", "2026-13-01T00:00:00Z", "never-ends"])
async def test_odd_time_is_none_and_its_raw_value_stays(odd: object) -> None:
    body = {"username": "demo", "universalId": [odd], "maxSessionExpirationTime": odd}
    async with ForgeRockSessions(
        URL, cookie_name="am", transport=Server({"getSessionInfo": httpx.Response(200, json=body)}).transport
    ) as am:
        info = await am.get_session_info(TOKEN)
    assert (info.username, info.universal_id, info.max_session_expiration_time) == ("demo", None, None)
    assert info.additional_properties == {"universalId": [odd], "maxSessionExpirationTime": odd}


async def test_null_values_of_callbacks_are_sent_back_as_they_came() -> None:
    number = {
        "type": "NumberAttributeInputCallback",
        "output": [
            {"name": "value", "value": None},
            {"name": "policies", "value": {"fallbackPolicies": None}},
            {"name": "bare"},
        ],
        "input": [{"name": "IDToken1", "value": None}, {"name": "IDToken1validateOnly", "value": False}],
        "_id": 0,
    }
    unknown = {
        "type": "NewestCallback",
        "output": [{"name": "x", "value": None}],
        "input": [{"name": "IDToken2", "value": None}],
    }
    step = {"authId": "e30.e30.x", "callbacks": [number, unknown]}
    server = Server({"authenticate": httpx.Response(200, json=step)})
    async with ForgeRockSessions(URL, transport=server.transport) as am:
        dialogue = am.dialogue()
        asked = await dialogue.start()
        again = await dialogue.answer(asked)
        assert json.loads(server.requests[1].content) == step
        set_answer((again.callbacks or [])[0], 7)
        await dialogue.answer(again)
    answered = json.loads(server.requests[2].content)
    assert answered["callbacks"][0]["input"][0] == {"name": "IDToken1", "value": 7}
    assert answered["callbacks"][1] == unknown
