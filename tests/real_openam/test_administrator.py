"""What an administrator of OpenAM does with sessions: list them, and end them by handle while they are used."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest

from idsessions import (
    BadRequestError,
    CredentialError,
    ForgeRockSession,
    ForgeRockSessions,
    PermissionDeniedError,
    SessionExpiredError,
    SessionToken,
    UsageError,
)
from idsessions_forgerock.models import ListedSession

from .servers import RealServer, Server, User


async def sign_in(am: ForgeRockSessions, user: User) -> ForgeRockSession:
    return await am.with_options(realm=user.realm).login(user.username, user.password)


async def handle_of(session: ForgeRockSession) -> str:
    handle = (await session.get_session_info()).session_handle
    assert handle is not None
    return handle


async def list_by_handle(am: ForgeRockSessions, user: User) -> dict[str | None, ListedSession]:
    found = await am.with_options(realm=user.realm).query_sessions(user.username)
    return {session.session_handle: session for session in found.result}


@pytest.mark.parametrize("who", ["plain", "foreign", "nested", "brief"])
async def test_a_query_lists_the_sessions_of_a_user(server: Server, admin: ForgeRockSessions, who: str) -> None:
    user = getattr(server.facts, who)
    session = await sign_in(admin, user)
    handle = await handle_of(session)
    found = (await list_by_handle(admin, user))[handle]
    assert (found.username, found.realm) == (user.username, user.realm)
    assert found.latest_access_time is not None
    assert found.max_idle_expiration_time is not None
    assert found.max_session_expiration_time is not None
    await session.end()
    assert handle not in await list_by_handle(admin, user)


@pytest.mark.parametrize(
    "name",
    [
        "nobody-of-this-name",
        'a"b',
        "a\\b",
        "a\\\\",
        '" or "" eq "',
        "žádný",
        "a b",
        "a'b",
        "a\nb",
        "%22",
        "*",
        "(a)",
    ],
)
async def test_a_query_for_an_unknown_user_lists_no_session(
    server: Server, admin: ForgeRockSessions, name: str
) -> None:
    for user in (server.facts.plain, server.facts.foreign):
        await sign_in(admin, user)
        assert len(await list_by_handle(admin, user)) == 1
    found = await admin.query_sessions(name)
    assert found.result == []
    assert found.result_count == 0


@pytest.mark.parametrize("name", ["", " ", "\t"])
async def test_a_query_for_an_empty_name_raises(server: Server, admin: ForgeRockSessions, name: str) -> None:
    """OpenAM drops an empty name from the filter, and would list the sessions of everybody in the realm."""
    await sign_in(admin, server.facts.plain)
    with pytest.raises(UsageError):
        await admin.query_sessions(name)


def test_openam_lists_everybody_for_an_empty_name(real_server: RealServer) -> None:
    for username in ("bjensen", "jürgen"):
        real_server.sign_in(username)
    listed = real_server.query('username eq "" and realm eq "/alpha"')
    assert {session["username"] for session in listed} == {"bjensen", "jürgen"}
    assert real_server.query('username eq "nobody-of-this-name" and realm eq "/alpha"') == []


async def test_a_query_with_a_filter_and_fields_lists_these_fields(server: Server, admin: ForgeRockSessions) -> None:
    session = await sign_in(admin, server.facts.plain)
    handle = await handle_of(session)
    found = await admin.query_sessions(query_filter='realm eq "/alpha"', fields=["sessionHandle"])
    assert [session.session_handle for session in found.result] == [handle]
    assert {session.username for session in found.result} == {None}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('username eq "bjensen"', "must specify the realm"),
        ('mail eq "x" and realm eq "/alpha"', "mail is not supported"),
        ("nonsense", "query filter"),
    ],
)
async def test_an_invalid_filter_raises(admin: ForgeRockSessions, text: str, message: str) -> None:
    with pytest.raises(BadRequestError, match=message):
        await admin.query_sessions(query_filter=text)


async def test_an_ordinary_user_is_refused(server: Server, admin: ForgeRockSessions) -> None:
    session = await sign_in(admin, server.facts.plain)
    am = admin.with_options(credentials=SessionToken(session.token))
    with pytest.raises(PermissionDeniedError):
        await am.query_sessions(server.facts.plain.username)
    with pytest.raises(PermissionDeniedError):
        await am.logout_by_handle([await handle_of(session)])
    assert await session.is_alive()
    await session.end()


async def test_a_client_without_a_credential_raises(admin: ForgeRockSessions) -> None:
    am = admin.with_options(credentials=None)
    with pytest.raises(CredentialError):
        await am.query_sessions("bjensen")
    with pytest.raises(CredentialError):
        await am.logout_by_handle(["shandle:x"])


async def test_a_logout_by_handle_ends_these_sessions_only(server: Server, admin: ForgeRockSessions) -> None:
    sessions = [await sign_in(admin, server.facts.plain) for _ in range(2)] + [
        await sign_in(admin, server.facts.nested)
    ]
    handles = [await handle_of(session) for session in sessions]
    other = await sign_in(admin, server.facts.plain)
    await sessions[0].end()
    ended = await admin.logout_by_handle([*handles, "shandle:invented"])
    # OpenAM reports success for an ended and for an invented handle, too.
    assert ended.additional_properties == dict.fromkeys([*handles, "shandle:invented"], True)
    assert [await session.is_alive() for session in sessions] == [False, False, False]
    assert await other.is_alive()


def test_openam_ends_no_session_after_that_of_the_caller(real_server: RealServer) -> None:
    """A list with the session of the caller ends the sessions before it, then that of the caller, and no other."""
    administrator, before, after = (real_server.sign_in(username) for username in ("amadmin", "bjensen", "jürgen"))
    handles = [real_server.act(token, "getSessionInfo")["sessionHandle"] for token in (before, administrator, after)]
    ended = real_server.act(administrator, "logoutByHandle", {"sessionHandles": handles})
    assert ended == {"result": dict(zip(handles, (True, True, False), strict=True))}
    assert [real_server.is_alive(token) for token in (before, administrator, after)] == [False, False, True]


async def test_a_session_that_the_administrator_ended_raises(server: Server, admin: ForgeRockSessions) -> None:
    user = server.facts.foreign
    am = admin.with_options(credentials=None, realm=user.realm)
    async with am.login(user.username, user.password) as session:
        assert await session.is_alive()
        await admin.logout_by_handle([await handle_of(session)])
        assert not await session.is_alive()
        for call in (
            session.get_session_info,
            session.get_session_properties,
            session.refresh,
            lambda: session.update_session_properties({"Team": "x"}),
        ):
            with pytest.raises(SessionExpiredError):
                await call()
        assert (await session.logout()).result == "Token has expired"


async def test_a_session_expires_and_a_call_with_its_token_extends_it(server: Server, admin: ForgeRockSessions) -> None:
    """A call with the token of a session extends it; a session that nobody uses keeps its times."""
    brief = await sign_in(admin, server.facts.brief)
    used, validated, idle = [await sign_in(admin, server.facts.plain) for _ in range(3)]
    handles = [await handle_of(session) for session in (used, validated, idle)]
    before = await list_by_handle(admin, server.facts.plain)
    assert await brief.is_alive()

    await server.wait_a_minute()

    assert not await brief.is_alive()
    with pytest.raises(SessionExpiredError):
        await brief.get_session_info()
    with pytest.raises(SessionExpiredError):
        await admin.refresh(brief.token)
    assert (await brief.logout()).result == "Token has expired"

    await used.get_session_info()
    await validated.validate()
    after = await list_by_handle(admin, server.facts.plain)
    extended = [after[handle].latest_access_time != before[handle].latest_access_time for handle in handles]
    assert extended == [True, True, False]


@pytest.mark.timeout(900)  # It restarts the server and waits for a minute.
async def test_a_client_learns_the_new_name_of_the_session_cookie(server: Server) -> None:
    """Four clients know the old name for more than a minute; each meets the new name in another operation."""
    user, boss = server.facts.plain, server.facts.admin
    clients = [server.client() for _ in range(4)]
    async with AsyncExitStack() as stack:
        for am in clients:
            await stack.enter_async_context(am)
            assert not await am.session("no-token-at-all").is_alive()
        await server.rename_cookie("anotherName")
        server.clock.advance(61)
        try:
            session = await sign_in(clients[0], user)
            assert await session.is_alive()
            assert (await clients[1].get_session_info(session.token)).username == user.username
            own = await sign_in(clients[2], boss)
            admin = clients[3].with_options(credentials=SessionToken(own.token))
            assert await handle_of(session) in await list_by_handle(admin, user)
            async with server.client(cookie_name="iPlanetDirectoryPro") as outdated:
                with pytest.raises(SessionExpiredError):
                    await outdated.get_session_info(session.token)
                with pytest.raises(BadRequestError, match="not set on request"):
                    await outdated.validate(session.token)
            await session.end()
            await own.end()
            assert not await session.is_alive()
        finally:
            await server.rename_cookie("iPlanetDirectoryPro")
        server.clock.advance(61)
        async with clients[0].login(user.username, user.password) as session:
            assert await session.is_alive()


async def test_sessions_that_a_test_leaves_are_ended(server: Server) -> None:
    async with server.client() as am:
        left = [await sign_in(am, user) for user in server.facts.users]
        assert [await session.is_alive() for session in left] == [True] * len(left)
        server.end_all_sessions()
        assert [await session.is_alive() for session in left] == [False] * len(left)
