"""The response to one call is never given to another, whatever else a server sends on a kept-alive connection."""

from __future__ import annotations

import re

import pytest

from idsessions import ApiToken, OktaSessions, UnreadableAnswerError
from idsessions.testing import ManualClock
from idsessions.transports import AiohttpTransport

from .calls import CALLS
from .raw import Link, serve
from .servers import STRAY, page

GOOD = next(call.good for call in CALLS if call.name == "okta.getSession")


async def answers_one_too_many(link: Link) -> None:
    """Send a page first, and from then on the response to the request before."""
    before = page("200 OK", STRAY)
    while True:
        head, _ = await link.request()
        await link.send(before)
        session_id = head.split()[1].rpartition(b"/")[2]
        before = link.good.whole(body=re.sub(rb'"id":"102\w+"', b'"id":"%b"' % session_id, link.good.body))


@pytest.mark.parametrize("transport", [None, AiohttpTransport], ids=["httpx", "aiohttp"])
async def test_late_response_is_not_given_to_the_next_call(transport: type[AiohttpTransport] | None) -> None:
    async with (
        serve(answers_one_too_many, GOOD, ManualClock()) as (port, _),
        OktaSessions(
            f"http://127.0.0.1:{port}", ApiToken("a-token"), transport=transport() if transport else None
        ) as okta,
    ):
        with pytest.raises(UnreadableAnswerError):
            await okta.get_session("ada")
        try:
            session = await okta.get_session("grace")
        except UnreadableAnswerError:
            return  # It has a new connection, on which the server begins as before.
        assert session.id == "grace"
