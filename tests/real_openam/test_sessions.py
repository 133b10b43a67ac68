"""OpenAM's sessions in use: information, validation, refresh, properties and logout, of one's own and of others."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from idsessions import (
    AuthenticationError,
    BadRequestError,
    ForgeRockSession,
    ForgeRockSessions,
    PermissionDeniedError,
    SessionExpiredError,
    SessionsError,
    SessionToken,
    UnsupportedOperationError,
)

from .servers import Server, admin_token

GARBAGE = "no-token-at-all"


@pytest.fixture(name="am")
async def am_fixture(server: Server) -> AsyncIterator[ForgeRockSessions]:
    """A client without a credential of its own, in the realm /alpha."""
    async with server.client() as am:
        yield am


@pytest.fixture(name="admin")
async def admin_fixture(server: Server, am: ForgeRockSessions) -> AsyncIterator[ForgeRockSessions]:
    """The same for an administrator; it must not have lost its session at the end."""
    own = await admin_token(server)
    assert isinstance(own.token, str)
    yield am.with_options(credentials=own)
    assert await am.session(own.token).is_alive()
    await am.logout(own.token)


@pytest.fixture(name="session")
async def session_fixture(server: Server, am: ForgeRockSessions) -> AsyncIterator[ForgeRockSession]:
    """A session of a user's; whether it is alive at the end is the test's business."""
    them = server.facts.plain
    session = await am.login(them.username, them.password)
    yield session
    await session.end()


async def test_information(server: Server, am: ForgeRockSessions, session: ForgeRockSession) -> None:
    info = await am.get_session_info(session.token)
    assert (info.username, info.realm) == (server.facts.plain.username, "/alpha")
    assert info.universal_id is not None
    assert info.universal_id.startswith(f"id={info.username},ou=user,o=alpha,")
    assert info.session_handle is not None
    assert info.session_handle.startswith("shandle:")
    assert info.latest_access_time is not None
    assert info.max_idle_expiration_time == info.latest_access_time + timedelta(minutes=30)
    assert info.max_session_expiration_time is not None
    left = info.max_session_expiration_time - info.latest_access_time
    assert timedelta(minutes=119) < left <= timedelta(minutes=120)


@pytest.mark.parametrize("realm", ["/", "/alpha/beta"])
async def test_information_by_way_of_another_realm(
    session: ForgeRockSession, am: ForgeRockSessions, realm: str
) -> None:
    assert (await am.with_options(realm=realm).get_session_info(session.token)).realm == "/alpha"


async def test_information_on_anothers_session(
    server: Server, admin: ForgeRockSessions, session: ForgeRockSession
) -> None:
    assert (await admin.get_session_info(session.token)).username == server.facts.plain.username
    assert await session.is_alive()


async def test_validation(server: Server, am: ForgeRockSessions, session: ForgeRockSession) -> None:
    for refresh in (False, True):
        valid = await am.validate(session.token, refresh=refresh)
        assert (valid.valid, valid.uid, valid.realm) == (True, server.facts.plain.username, "/alpha")
    assert await session.is_alive()
    assert not (await am.validate(GARBAGE)).valid
    await session.end()
    gone = await am.validate(session.token)
    assert (gone.valid, gone.uid, gone.realm) == (False, None, None)
    assert not await session.is_alive()


async def test_validation_by_an_administrator(admin: ForgeRockSessions, session: ForgeRockSession) -> None:
    assert (await admin.validate(session.token)).valid
    assert not (await admin.validate(GARBAGE)).valid
    await session.end()
    assert not (await admin.validate(session.token)).valid


async def test_a_refresh(server: Server, admin: ForgeRockSessions, session: ForgeRockSession) -> None:
    refreshed = await admin.refresh(session.token)
    assert (refreshed.uid, refreshed.realm) == (server.facts.plain.username, "/alpha")
    assert (refreshed.maxidletime, refreshed.maxsessiontime) == (30, 120)
    assert refreshed.idletime in range(60)
    assert refreshed.maxtime in range(7100, 7201)
    assert (await admin.refresh(session.token, fields=["uid"], pretty_print=True)).uid == refreshed.uid


async def test_a_refresh_by_an_ordinary_user(server: Server, am: ForgeRockSessions, session: ForgeRockSession) -> None:
    with pytest.raises(PermissionDeniedError):
        await session.refresh()
    them = server.facts.foreign
    async with am.login(them.username, them.password) as other:
        with pytest.raises(PermissionDeniedError):
            await am.with_options(credentials=SessionToken(other.token)).refresh(session.token)
        with pytest.raises(PermissionDeniedError):
            await am.with_options(credentials=SessionToken(other.token)).refresh(other.token)


async def test_a_refresh_of_what_is_over(admin: ForgeRockSessions, session: ForgeRockSession) -> None:
    with pytest.raises(SessionExpiredError):
        await admin.refresh(GARBAGE)
    await session.end()
    with pytest.raises(SessionExpiredError):
        await admin.refresh(session.token)


async def test_an_administrator_whose_session_is_over(
    server: Server, am: ForgeRockSessions, session: ForgeRockSession
) -> None:
    own = await admin_token(server)
    assert isinstance(own.token, str)
    await am.logout(own.token)
    admin = am.with_options(credentials=own)
    for call in (admin.refresh(session.token), admin.query_sessions("bjensen"), admin.logout_by_handle(["shandle:x"])):
        with pytest.raises(AuthenticationError, match="Access Denied"):
            await call
    assert await session.is_alive()


async def test_properties(server: Server, am: ForgeRockSessions, session: ForgeRockSession) -> None:
    names = server.facts.session_properties
    assert (await session.get_session_properties()).additional_properties == dict.fromkeys(names, "")
    after = await session.update_session_properties({names[0]: "Žilina <&'\">"})
    assert after.additional_properties == {**dict.fromkeys(names, ""), names[0]: "Žilina <&'\">"}
    after = await am.update_session_properties(session.token, {names[1]: "night"})
    assert after.additional_properties == {names[0]: "Žilina <&'\">", names[1]: "night"}
    assert await am.get_session_properties(session.token) == after


async def test_properties_of_anothers_session(
    server: Server, admin: ForgeRockSessions, session: ForgeRockSession
) -> None:
    names = server.facts.session_properties
    await admin.update_session_properties(session.token, {names[0]: "set by another"})
    assert (await session.get_session_properties())[names[0]] == "set by another"
    assert (await admin.get_session_properties(session.token))[names[0]] == "set by another"


async def test_a_property_that_is_not_on_the_list(server: Server, session: ForgeRockSession) -> None:
    for name in ("Unlisted", "AuthLevel"):
        with pytest.raises(PermissionDeniedError):
            await session.update_session_properties({name: "x"})
    names = server.facts.session_properties
    assert (await session.get_session_properties()).additional_properties == dict.fromkeys(names, "")


async def test_a_logout(am: ForgeRockSessions, session: ForgeRockSession) -> None:
    assert (await am.logout(session.token)).result == "Successfully logged out"
    assert (await am.logout(session.token)).result == "Token has expired"
    assert (await am.logout(GARBAGE)).result == "Token has expired"
    await session.end()


async def test_a_logout_of_anothers_session_leaves_ones_own(
    server: Server, am: ForgeRockSessions, admin: ForgeRockSessions, session: ForgeRockSession
) -> None:
    assert (await admin.logout(session.token)).result == "Successfully logged out"
    assert (await admin.logout(session.token)).result == "Token has expired"
    assert not await session.is_alive()
    # The fixture finds the administrator's session alive; so is every ordinary user's who does the same.
    them = server.facts.foreign
    async with am.login(them.username, them.password) as other:
        victim = await am.login(server.facts.plain.username, server.facts.plain.password)
        await am.with_options(credentials=SessionToken(other.token)).logout(victim.token)
        assert await other.is_alive()
        assert not await victim.is_alive()


# The first two look like tokens to a real server. One whose end is cut off does not: OpenAM answers 500, and nothing else.
UNKNOWN = (
    "AQIC5wM2LY4Sfcxz4hPxGjv5dX6YkXqnyi3hT5sz0Cf8Ik4.*AAJTSQACMDEAAlNLABM0ODcxMzE2MjYzMDk0MzQxNjM5AAJTMQAA*",
    "AQIC*",
    GARBAGE,
    "a'b\"c<d>&e%2F/..;x",
)


@pytest.mark.parametrize("token", UNKNOWN)
async def test_no_session_at_all(am: ForgeRockSessions, token: str) -> None:
    session = am.session(token)
    assert not await session.is_alive()
    for call in (
        session.get_session_info,
        session.get_session_properties,
        session.refresh,
        lambda: session.update_session_properties({"Team": "x"}),
    ):
        with pytest.raises(SessionExpiredError):
            await call()
    await session.end()


async def test_what_there_is_not(am: ForgeRockSessions, admin: ForgeRockSessions, session: ForgeRockSession) -> None:
    for client in (am, admin):
        with pytest.raises(UnsupportedOperationError):
            await client.get_session_info_and_reset_idle_time(session.token)
        with pytest.raises(UnsupportedOperationError):
            await client.logout_by_user("bjensen")
    assert await session.is_alive()


@pytest.mark.parametrize("profile", ["aic", "pingam"])
async def test_the_wrong_profile_ends_nobodys_session(
    server: Server, am: ForgeRockSessions, session: ForgeRockSession, profile: str
) -> None:
    own = await admin_token(server)
    assert isinstance(own.token, str)
    async with server.client(credentials=own, profile=profile) as wrong:
        for client in (wrong, wrong.with_options(credentials=None)):
            for call in (
                client.logout,
                client.get_session_info,
                client.validate,
                client.refresh,
                client.get_session_properties,
            ):
                with pytest.raises(SessionsError) as raised:
                    await call(session.token)
                if call == client.refresh and client is not wrong:
                    # It is no version of OpenAM's that lets a user do that.
                    assert isinstance(raised.value, PermissionDeniedError)
                    continue
                assert raised.value.status == 404
                assert re.search("try .*profile='openam'", raised.value.message)
        with pytest.raises(BadRequestError, match="'openam'"):
            await wrong.query_sessions("bjensen")
        with pytest.raises(BadRequestError, match=r"api_versions=\{'logoutByUser'"):
            await wrong.logout_by_user("bjensen")
    assert await session.is_alive()
    assert await am.session(own.token).is_alive()
    await am.logout(own.token)


@pytest.mark.parametrize(
    ("operation", "version", "status"),
    [
        ("getSessionInfo", "resource=4.0", 404),
        ("getSessionInfo", "resource=2.1", 404),
        ("validate", "resource=2.0", 501),
    ],
)
async def test_an_unsupported_version(
    server: Server, session: ForgeRockSession, operation: str, version: str, status: int
) -> None:
    async with server.client(api_versions={operation: version}) as am:
        with pytest.raises(SessionsError, match="may not serve") as raised:
            await (am.validate if operation == "validate" else am.get_session_info)(session.token)
    assert raised.value.status == status
