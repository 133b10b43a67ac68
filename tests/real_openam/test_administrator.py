"""OpenAM's sessions as an administrator has them: listed, ended by handle, and gone while somebody uses them."""

from __future__ import annotations

from collections.abc import AsyncIterator
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
)
from idsessions_forgerock.models import ListedSession

from .servers import Server, User, admin_token


@pytest.fixture(name="admin")
async def admin_fixture(server: Server) -> AsyncIterator[ForgeRockSessions]:
    """An administrator's client, in the realm /alpha."""
    own = await admin_token(server)
    assert isinstance(own.token, str)
    async with server.client(credentials=own) as am:
        yield am
        assert await am.session(own.token).is_alive()
        await am.with_options(credentials=None).logout(own.token)


async def begin(am: ForgeRockSessions, them: User) -> ForgeRockSession:
    return await am.with_options(realm=them.realm).login(them.username, them.password)


async def handle_of(session: ForgeRockSession) -> str:
    handle = (await session.get_session_info()).session_handle
    assert handle is not None
    return handle


async def listed(am: ForgeRockSessions, them: User) -> dict[str | None, ListedSession]:
    found = await am.with_options(realm=them.realm).query_sessions(them.username)
    return {each.session_handle: each for each in found.result}


@pytest.mark.parametrize("who", ["plain", "foreign", "nested", "brief"])
async def test_a_query(server: Server, admin: ForgeRockSessions, who: str) -> None:
    them = getattr(server.facts, who)
    session = await begin(admin, them)
    handle = await handle_of(session)
    found = (await listed(admin, them))[handle]
    assert (found.username, found.realm) == (them.username, them.realm)
    assert found.latest_access_time is not None
    assert found.max_idle_expiration_time is not None
    assert found.max_session_expiration_time is not None
    await session.end()
    assert handle not in await listed(admin, them)


@pytest.mark.parametrize(
    "name",
    [
        "nobody-of-this-name",
        "",
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
async def test_a_query_for_nobody(admin: ForgeRockSessions, name: str) -> None:
    found = await admin.query_sessions(name)
    assert found.result == []
    assert found.result_count == 0


async def test_a_query_of_ones_own(server: Server, admin: ForgeRockSessions) -> None:
    session = await begin(admin, server.facts.plain)
    handle = await handle_of(session)
    found = await admin.query_sessions(query_filter='realm eq "/alpha"', fields=["sessionHandle"])
    assert handle in [each.session_handle for each in found.result]
    assert {each.username for each in found.result} == {None}
    await session.end()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('username eq "bjensen"', "must specify the realm"),
        ('mail eq "x" and realm eq "/alpha"', "mail is not supported"),
        ("nonsense", "query filter"),
    ],
)
async def test_a_query_that_makes_no_sense(admin: ForgeRockSessions, text: str, message: str) -> None:
    with pytest.raises(BadRequestError, match=message):
        await admin.query_sessions(query_filter=text)


async def test_an_ordinary_user_is_no_administrator(server: Server, admin: ForgeRockSessions) -> None:
    session = await begin(admin, server.facts.plain)
    am = admin.with_options(credentials=SessionToken(session.token))
    with pytest.raises(PermissionDeniedError):
        await am.query_sessions(server.facts.plain.username)
    with pytest.raises(PermissionDeniedError):
        await am.logout_by_handle([await handle_of(session)])
    assert await session.is_alive()
    await session.end()


async def test_nobody_is_no_administrator(admin: ForgeRockSessions) -> None:
    am = admin.with_options(credentials=None)
    with pytest.raises(CredentialError):
        await am.query_sessions("bjensen")
    with pytest.raises(CredentialError):
        await am.logout_by_handle(["shandle:x"])


async def test_a_logout_by_handle(server: Server, admin: ForgeRockSessions) -> None:
    sessions = [await begin(admin, server.facts.plain) for _ in range(2)] + [await begin(admin, server.facts.nested)]
    handles = [await handle_of(session) for session in sessions]
    spared = await begin(admin, server.facts.plain)
    await sessions[0].end()
    ended = await admin.logout_by_handle([*handles, "shandle:made-up"])
    # OpenAM says true of a handle that is dead or made up, too.
    assert ended.additional_properties == dict.fromkeys([*handles, "shandle:made-up"], True)
    assert [await session.is_alive() for session in sessions] == [False, False, False]
    assert await spared.is_alive()
    await spared.end()
    assert (await admin.logout_by_handle([])).additional_properties == {}


async def test_a_session_that_is_ended_behind_ones_back(server: Server, admin: ForgeRockSessions) -> None:
    them = server.facts.foreign
    am = admin.with_options(credentials=None, realm=them.realm)
    async with am.login(them.username, them.password) as session:
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


async def test_sessions_that_expire_while_they_are_used(server: Server, admin: ForgeRockSessions) -> None:
    """A minute later the brief one is over; of the others those are prolonged that were used with their own token."""
    brief = await begin(admin, server.facts.brief)
    used, validated, idle = [await begin(admin, server.facts.plain) for _ in range(3)]
    handles = [await handle_of(session) for session in (used, validated, idle)]
    before = await listed(admin, server.facts.plain)
    assert await brief.is_alive()

    await server.await_the_end_of_a_minute()

    assert not await brief.is_alive()
    with pytest.raises(SessionExpiredError):
        await brief.get_session_info()
    with pytest.raises(SessionExpiredError):
        await admin.refresh(brief.token)
    assert (await brief.logout()).result == "Token has expired"

    await used.get_session_info()
    await validated.validate()
    after = await listed(admin, server.facts.plain)
    prolonged = [after[handle].latest_access_time != before[handle].latest_access_time for handle in handles]
    assert prolonged == [True, True, False]
    for session in (used, validated, idle):
        await session.end()


async def test_a_renamed_session_cookie(server: Server) -> None:
    """Four clients have learnt the old name, more than a minute ago; each meets the new one in a call of another kind."""
    them, boss = server.facts.plain, server.facts.admin
    clients = [server.client() for _ in range(4)]
    async with AsyncExitStack() as stack:
        for am in clients:
            await stack.enter_async_context(am)
            assert not await am.session("no-token-at-all").is_alive()
        await server.rename_cookie("anotherName")
        server.clock.advance(61)
        try:
            session = await begin(clients[0], them)
            assert await session.is_alive()
            assert (await clients[1].get_session_info(session.token)).username == them.username
            own = await begin(clients[2], boss)
            admin = clients[3].with_options(credentials=SessionToken(own.token))
            assert await handle_of(session) in await listed(admin, them)
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
        async with clients[0].login(them.username, them.password) as session:
            assert await session.is_alive()
