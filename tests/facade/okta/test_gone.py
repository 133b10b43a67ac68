"""A session of Okta is gone only if Okta says so: a 404 of anything else ends no session, and says nothing about one."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest

from idsessions import AnswerError, BadRequestError, NotFoundError, UnreadableAnswerError

from ..okta_wire import ID, NOT_FOUND, SESSION, SID, Wired, sessions

# What is not Okta's word on the session.
OTHERS: Mapping[str, tuple[httpx.Response, type[AnswerError]]] = {
    "nothing": (httpx.Response(404), UnreadableAnswerError),
    "a page": (httpx.Response(404, html="<html>Not here</html>"), UnreadableAnswerError),
    "a gateway's JSON": (
        httpx.Response(404, json={"message": "no Route matched with those values"}),
        UnreadableAnswerError,
    ),
    "a gateway's JSON with a status": (httpx.Response(404, json={"status": 404, "error": None}), UnreadableAnswerError),
    "text": (httpx.Response(404, text="default backend - 404"), UnreadableAnswerError),
    "a list": (httpx.Response(404, json=[]), UnreadableAnswerError),
    "gone, and nothing": (httpx.Response(410), UnreadableAnswerError),
    "another code of Okta": (httpx.Response(404, json={**NOT_FOUND, "errorCode": "E0000008"}), BadRequestError),
    "an unknown code": (httpx.Response(404, json={**NOT_FOUND, "errorCode": "E-of-tomorrow"}), BadRequestError),
    "a gateway's error": (httpx.Response(404, json={"error": "Not Found"}), UnreadableAnswerError),
}


def copied(response: httpx.Response) -> httpx.Response:
    return httpx.Response(response.status_code, headers=response.headers, content=response.content)


@pytest.mark.parametrize("case", OTHERS)
async def test_404_that_is_not_oktas_word_on_the_session_raises(case: str) -> None:
    response, kind = OTHERS[case]
    async with sessions(Wired(lambda _: copied(response))) as okta:
        session = okta.session(ID)
        calls = (session.end, session.is_alive, session.get, session.refresh)
        for call in (*calls, lambda: okta.revoke_session(ID)):
            with pytest.raises(kind) as raised:
                await call()
            assert not isinstance(raised.value, NotFoundError)
        for call_of_user in (okta.get_current_session, okta.refresh_current_session, okta.close_current_session):
            with pytest.raises(kind):
                await call_of_user(SID)


@pytest.mark.parametrize("case", OTHERS)
async def test_login_that_could_not_be_ended_says_so(case: str) -> None:
    response, kind = OTHERS[case]
    network = Wired(lambda request: httpx.Response(200, json=SESSION) if request.method == "POST" else copied(response))
    async with sessions(network) as okta:
        with pytest.raises(kind):
            async with okta.login("201-token"):
                pass


async def test_oktas_own_404_means_that_the_session_is_gone() -> None:
    async with sessions(Wired(lambda _: httpx.Response(404, json=NOT_FOUND))) as okta:
        session = okta.session(ID)
        await session.end()
        assert not await session.is_alive()
        with pytest.raises(NotFoundError):
            await session.get()
