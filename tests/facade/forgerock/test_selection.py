"""What selects sessions is named once, and a whole realm by its filter; tests/facade/test_selection.py has the empty texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from idsessions import ForgeRockSessions, SessionToken, UsageError

from .wire import ADMIN, COOKIE, ON_A_SESSION, TOKEN, URL, Call, Server

MISSING_OR_DOUBLE: Sequence[tuple[Call, str]] = [
    (lambda am: am.logout_by_handle([]), "`handles`"),
    (lambda am: am.logout_by_handle(()), "`handles`"),
    (lambda am: am.logout_by_handle("shandle:1"), "`handles`"),
    (lambda am: am.query_sessions(), "`username` or `query_filter`"),
    (lambda am: am.query_sessions(None), "`username` or `query_filter`"),
    (lambda am: am.query_sessions("bjensen", query_filter='realm eq "/"'), "`username` or `query_filter`"),
    (lambda am: am.query_sessions("", query_filter='realm eq "/"'), "`username` or `query_filter`"),
]


@pytest.mark.parametrize(("call", "parameter"), MISSING_OR_DOUBLE)
async def test_missing_or_double_selection_is_refused_before_sending(call: Call, parameter: str) -> None:
    server = Server()
    async with ForgeRockSessions(URL, SessionToken(ADMIN), cookie_name=COOKIE, transport=server.transport) as am:
        with pytest.raises(UsageError, match=parameter):
            await call(am)
    assert server.requests == []


async def test_whole_realm_is_selected_by_its_filter() -> None:
    server = Server()
    async with ForgeRockSessions(URL, SessionToken(ADMIN), cookie_name=COOKIE, transport=server.transport) as am:
        await am.query_sessions(query_filter='realm eq "/alpha"')
    assert server.requests[0].url.params["_queryFilter"] == 'realm eq "/alpha"'


BY_TOKEN: Mapping[str, Callable[[ForgeRockSessions, str], Any]] = {
    "refresh": lambda am, token: am.refresh(token),
    "logout": lambda am, token: am.logout(token),
    "getSessionInfo": lambda am, token: am.get_session_info(token),
    "getSessionInfoAndResetIdleTime": lambda am, token: am.get_session_info_and_reset_idle_time(token),
    "validate": lambda am, token: am.validate(token),
    "getSessionProperties": lambda am, token: am.get_session_properties(token),
    "updateSessionProperties": lambda am, token: am.update_session_properties(token, {"Team": "night"}),
    "session": lambda am, token: am.session(token).end(),
}


def test_every_operation_on_a_session_takes_its_token() -> None:
    assert BY_TOKEN.keys() - {"session"} == ON_A_SESSION.keys()


@pytest.mark.parametrize("token", ["two words", f" {TOKEN}", f"{TOKEN}\n", "line\r\nbreak: x", "half \ud800", "ключ"])
async def test_token_that_is_not_valid_in_a_header_is_refused_before_sending(token: str) -> None:
    server = Server()
    async with ForgeRockSessions(URL, SessionToken(ADMIN), cookie_name=COOKIE, transport=server.transport) as am:
        for view in (am, am.with_options(credentials=None)):
            for operation in BY_TOKEN.keys() - {"validate"}:
                with pytest.raises(UsageError, match="secret"):
                    await BY_TOKEN[operation](view, token)
            assert (await view.validate(token)).valid is False  # A browser sent it.
    assert server.requests == []
