"""A session of ForgeRock is gone only if the server says so: a 401 of anything else says nothing about it."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest

from idsessions import ForgeRockSessions, SessionExpiredError, UnreadableAnswerError

from .wire import COOKIE, ON_A_SESSION, SIGNED_IN, TOKEN, URL, Server, refusal

OTHERS: Mapping[str, httpx.Response] = {
    "nothing": httpx.Response(401),
    "a page": httpx.Response(401, html="<html>Sign in to the portal</html>"),
    "a gateway's JSON": httpx.Response(401, json={"message": "Unauthorized"}),
    "a gateway's JSON with a status": httpx.Response(401, json={"status": 401, "error": "Unauthorized", "path": "/"}),
    "a gateway's JSON with a code": httpx.Response(401, json={"code": 401, "message": "Unauthorized"}),
    "another code": httpx.Response(401, json={"code": 400, "reason": "Bad", "message": "no"}),
    "text": httpx.Response(401, text="401 Authorization Required"),
    "a list": httpx.Response(401, json=[]),
}


def client(response: httpx.Response) -> ForgeRockSessions:
    server = Server(
        {**dict.fromkeys(ON_A_SESSION, response), "authenticate": httpx.Response(200, json=dict(SIGNED_IN))}
    )
    return ForgeRockSessions(URL, realm="alpha", cookie_name=COOKIE, transport=server.transport)


@pytest.mark.parametrize("case", OTHERS)
async def test_401_that_is_not_the_servers_raises(case: str) -> None:
    async with client(OTHERS[case]) as am:
        session = am.session(TOKEN)
        for call in ON_A_SESSION.values():
            with pytest.raises(UnreadableAnswerError) as raised:
                await call(am)
            assert raised.value.status == 401
        for call_of_handle in (session.end, session.is_alive):
            with pytest.raises(UnreadableAnswerError):
                await call_of_handle()


@pytest.mark.parametrize("case", OTHERS)
async def test_login_that_could_not_be_ended_says_so(case: str) -> None:
    async with client(OTHERS[case]) as am:
        with pytest.raises(UnreadableAnswerError) as raised:
            async with am.login("bjensen", "password", method="headers"):
                pass
    assert raised.value.operation == "logout"


async def test_servers_own_401_means_that_the_session_is_gone() -> None:
    async with client(refusal(401, "Access Denied")) as am:
        session = am.session(TOKEN)
        await session.end()
        assert not await session.is_alive()
        with pytest.raises(SessionExpiredError):
            await session.refresh()
