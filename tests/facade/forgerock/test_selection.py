"""An empty or blank name never means everybody: it is refused before anything is sent, wherever it selects sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import pytest

from idsessions import ForgeRockSessions, SessionToken, UsageError
from idsessions_forgerock.description import OPERATIONS

from .wire import ADMIN, COOKIE, OF_ADMINS, ON_A_SESSION, TOKEN, URL, Call, Server

Select: TypeAlias = Callable[[ForgeRockSessions, Any], Any]

EMPTY: Sequence[Any] = ["", " ", "\t", "\r\n", "\u00a0", "\u3000 "]
# Of an untyped caller.
NO_TEXT: Sequence[Any] = [None, 0, b"bjensen", ["bjensen"]]

# What selects sessions or a user, and the parameter that an error names.
BY_TOKEN: Mapping[str, tuple[Select, str]] = {
    "refresh": (lambda am, token: am.refresh(token), "token"),
    "logout": (lambda am, token: am.logout(token), "token"),
    "getSessionInfo": (lambda am, token: am.get_session_info(token), "token"),
    "getSessionInfoAndResetIdleTime": (lambda am, token: am.get_session_info_and_reset_idle_time(token), "token"),
    "validate": (lambda am, token: am.validate(token), "token"),
    "getSessionProperties": (lambda am, token: am.get_session_properties(token), "token"),
    "updateSessionProperties": (lambda am, token: am.update_session_properties(token, {"Team": "night"}), "token"),
    "session": (lambda am, token: am.session(token).end(), "token"),
}
BY_NAME: Mapping[str, tuple[Select, str]] = {
    "querySessions": (lambda am, name: am.query_sessions(name), "username"),
    "querySessions by filter": (lambda am, text: am.query_sessions(query_filter=text), "query_filter"),
    "logoutByUser": (lambda am, name: am.logout_by_user(name), "username"),
    "logoutByHandle": (lambda am, handle: am.logout_by_handle([handle]), "handles"),
    "logoutByHandle of several": (
        lambda am, handle: am.logout_by_handle(["shandle:1", handle, "shandle:2"]),
        "handles",
    ),
    "login": (lambda am, name: am.login(name, "Passw0rd"), "username"),
    "login by headers": (lambda am, name: am.login(name, "Passw0rd", method="headers"), "username"),
    "authenticate": (lambda am, name: am.authenticate(username=name, password="Passw0rd"), "username"),
    "authenticate to upgrade": (
        lambda am, token: am.authenticate(session_upgrade_token=token),
        "session_upgrade_token",
    ),
}
SELECTIONS = {**BY_TOKEN, **BY_NAME}
# None is the default of these: it means that the argument is left out.
OPTIONAL = ("querySessions", "querySessions by filter", "authenticate", "authenticate to upgrade")


def test_every_operation_that_selects_has_a_row() -> None:
    rows = {name.partition(" ")[0] for name in SELECTIONS}
    assert rows - {"session", "login"} == OPERATIONS.keys() - {"getServerInfo", "issueAccessToken"}
    assert BY_TOKEN.keys() - {"session"} == ON_A_SESSION.keys()
    assert rows >= OF_ADMINS.keys()


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("own", [None, SessionToken(ADMIN)], ids=["nobody", "admin"])
async def test_empty_selection_is_refused_before_sending(selection: str, own: SessionToken | None) -> None:
    select, parameter = SELECTIONS[selection]
    server = Server()
    async with ForgeRockSessions(URL, own, cookie_name=COOKIE, transport=server.transport) as am:
        for value in [*EMPTY, *NO_TEXT]:
            if value is None and selection in OPTIONAL:
                continue
            with pytest.raises(UsageError, match=f"`{parameter}`") as raised:
                await select(am, value)
            assert raised.value.provider == "forgerock"
    assert server.requests == []


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


@pytest.mark.parametrize("token", ["two words", f" {TOKEN}", f"{TOKEN}\n", "line\r\nbreak: x", "half \ud800", "ключ"])
async def test_token_that_is_not_valid_in_a_header_is_refused_before_sending(token: str) -> None:
    server = Server()
    async with ForgeRockSessions(URL, SessionToken(ADMIN), cookie_name=COOKIE, transport=server.transport) as am:
        for select, _ in BY_TOKEN.values():
            with pytest.raises(UsageError, match="secret"):
                await select(am, token)
            with pytest.raises(UsageError, match="secret"):
                await select(am.with_options(credentials=None), token)
    assert server.requests == []
