"""Sessions of OpenAM: information, validation, refresh, properties and logout, of the caller and of others."""

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
    """A client without a credential, in the realm /alpha."""
    async with server.client() as am:
        yield am


@pytest.fixture(name="session")
async def session_fixture(server: Server, am: ForgeRockSessions) -> AsyncIterator[ForgeRockSession]:
    """A session of a user; a test may end it."""
    user = server.facts.plain
    session = await am.login(user.username, user.password)
    yield session
    await session.end()


async def test_the_owner_reads_the_information_of_a_session(
    server: Server, am: ForgeRockSessions, session: ForgeRockSession
) -> None:
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


@pytest.mark.parametrize("realm", ["/", "/alpha/staff"])
async def test_information_is_read_through_another_realm(
    session: ForgeRockSession, am: ForgeRockSessions, realm: str
) -> None:
    assert (await am.with_options(realm=realm).get_session_info(session.token)).realm == "/alpha"


async def test_an_administrator_reads_the_information_of_a_session(
    server: Server, admin: ForgeRockSessions, session: ForgeRockSession
) -> None:
    assert (await admin.get_session_info(session.token)).username == server.facts.plain.username
    assert await session.is_alive()


async def test_validation_tells_whether_a_session_is_alive(
    server: Server, am: ForgeRockSessions, session: ForgeRockSession
) -> None:
    for refresh in (False, True):
        valid = await am.validate(session.token, refresh=refresh)
        assert (valid.valid, valid.uid, valid.realm) == (True, server.facts.plain.username, "/alpha")
    assert await session.is_alive()
    assert not (await am.validate(GARBAGE)).valid
    await session.end()
    ended = await am.validate(session.token)
    assert (ended.valid, ended.uid, ended.realm) == (False, None, None)
    assert not await session.is_alive()


async def test_an_administrator_validates_a_session(admin: ForgeRockSessions, session: ForgeRockSession) -> None:
    assert (await admin.validate(session.token)).valid
    assert not (await admin.validate(GARBAGE)).valid
    await session.end()
    assert not (await admin.validate(session.token)).valid


async def test_an_administrator_refreshes_a_session(
    server: Server, admin: ForgeRockSessions, session: ForgeRockSession
) -> None:
    refreshed = await admin.refresh(session.token)
    assert (refreshed.uid, refreshed.realm) == (server.facts.plain.username, "/alpha")
    assert (refreshed.maxidletime, refreshed.maxsessiontime) == (30, 120)
    assert refreshed.idletime in range(60)
    assert refreshed.maxtime in range(7100, 7201)
    assert (await admin.refresh(session.token, fields=["uid"], pretty_print=True)).uid == refreshed.uid


async def test_a_refresh_by_an_ordinary_user_is_refused(
    server: Server, am: ForgeRockSessions, session: ForgeRockSession
) -> None:
    with pytest.raises(PermissionDeniedError):
        await session.refresh()
    user = server.facts.foreign
    async with am.login(user.username, user.password) as other:
        with pytest.raises(PermissionDeniedError):
            await am.with_options(credentials=SessionToken(other.token)).refresh(session.token)
        with pytest.raises(PermissionDeniedError):
            await am.with_options(credentials=SessionToken(other.token)).refresh(other.token)


async def test_a_refresh_of_an_ended_session_raises(admin: ForgeRockSessions, session: ForgeRockSession) -> None:
    with pytest.raises(SessionExpiredError):
        await admin.refresh(GARBAGE)
    await session.end()
    with pytest.raises(SessionExpiredError):
        await admin.refresh(session.token)


async def test_an_administrator_whose_session_ended_is_refused(
    server: Server, am: ForgeRockSessions, session: ForgeRockSession
) -> None:
    token = await admin_token(server)
    await am.logout(token)
    admin = am.with_options(credentials=SessionToken(token))
    for call in (admin.refresh(session.token), admin.query_sessions("bjensen"), admin.logout_by_handle(["shandle:x"])):
        with pytest.raises(AuthenticationError, match="Access Denied"):
            await call
    assert await session.is_alive()


async def test_properties_are_updated_and_read(
    server: Server, am: ForgeRockSessions, session: ForgeRockSession
) -> None:
    names = server.facts.session_properties
    assert (await session.get_session_properties()).additional_properties == dict.fromkeys(names, "")
    after = await session.update_session_properties({names[0]: "Žilina <&'\">"})
    assert after.additional_properties == {**dict.fromkeys(names, ""), names[0]: "Žilina <&'\">"}
    after = await am.update_session_properties(session.token, {names[1]: "night"})
    assert after.additional_properties == {names[0]: "Žilina <&'\">", names[1]: "night"}
    assert await am.get_session_properties(session.token) == after


async def test_an_administrator_updates_the_properties_of_a_session(
    server: Server, admin: ForgeRockSessions, session: ForgeRockSession
) -> None:
    names = server.facts.session_properties
    await admin.update_session_properties(session.token, {names[0]: "set by another"})
    assert (await session.get_session_properties())[names[0]] == "set by another"
    assert (await admin.get_session_properties(session.token))[names[0]] == "set by another"


async def test_a_property_outside_the_allowlist_is_refused(server: Server, session: ForgeRockSession) -> None:
    for name in ("Unlisted", "AuthLevel"):
        with pytest.raises(PermissionDeniedError):
            await session.update_session_properties({name: "x"})
    names = server.facts.session_properties
    assert (await session.get_session_properties()).additional_properties == dict.fromkeys(names, "")


async def test_a_logout_ends_a_session_and_can_be_repeated(am: ForgeRockSessions, session: ForgeRockSession) -> None:
    assert (await am.logout(session.token)).result == "Successfully logged out"
    assert (await am.logout(session.token)).result == "Token has expired"
    assert (await am.logout(GARBAGE)).result == "Token has expired"
    await session.end()


async def test_a_logout_of_another_session_leaves_the_session_of_the_caller(
    server: Server, am: ForgeRockSessions, admin: ForgeRockSessions, session: ForgeRockSession
) -> None:
    assert (await admin.logout(session.token)).result == "Successfully logged out"
    assert (await admin.logout(session.token)).result == "Token has expired"
    assert not await session.is_alive()
    # The fixture checks the session of the administrator. The session of an ordinary user survives, too.
    user = server.facts.foreign
    async with am.login(user.username, user.password) as other:
        victim = await am.login(server.facts.plain.username, server.facts.plain.password)
        await am.with_options(credentials=SessionToken(other.token)).logout(victim.token)
        assert await other.is_alive()
        assert not await victim.is_alive()


# To a real server the first two look like tokens. To a token with a cut end OpenAM responds only with 500.
UNKNOWN = (
    "AQIC5wM2LY4Sfcxz4hPxGjv5dX6YkXqnyi3hT5sz0Cf8Ik4.*AAJTSQACMDEAAlNLABM0ODcxMzE2MjYzMDk0MzQxNjM5AAJTMQAA*",
    "AQIC*",
    GARBAGE,
    "a'b\"c<d>&e%2F/..;x",
)


@pytest.mark.parametrize("token", UNKNOWN)
async def test_an_unknown_token_is_an_expired_session(am: ForgeRockSessions, token: str) -> None:
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


async def test_an_operation_that_openam_lacks_raises(
    am: ForgeRockSessions, admin: ForgeRockSessions, session: ForgeRockSession
) -> None:
    for client in (am, admin):
        with pytest.raises(UnsupportedOperationError):
            await client.get_session_info_and_reset_idle_time(session.token)
        with pytest.raises(UnsupportedOperationError):
            await client.logout_by_user("bjensen")
    assert await session.is_alive()


@pytest.mark.parametrize("profile", ["aic", "pingam"])
async def test_the_wrong_profile_raises_and_ends_no_session(
    server: Server, am: ForgeRockSessions, session: ForgeRockSession, profile: str
) -> None:
    token = await admin_token(server)
    async with server.client(credentials=SessionToken(token), profile=profile) as wrong:
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
                    # No version of OpenAM lets a user refresh a session.
                    assert isinstance(raised.value, PermissionDeniedError)
                    continue
                assert raised.value.status == 404
                assert re.search("try .*profile='openam'", raised.value.message)
        with pytest.raises(BadRequestError, match="'openam'"):
            await wrong.query_sessions("bjensen")
        with pytest.raises(BadRequestError, match=r"api_versions=\{'logoutByUser'"):
            await wrong.logout_by_user("bjensen")
    assert await session.is_alive()
    assert await am.session(token).is_alive()
    await am.logout(token)


@pytest.mark.parametrize(
    ("operation", "version", "status"),
    [
        ("getSessionInfo", "resource=4.0", 404),
        ("getSessionInfo", "resource=2.1", 404),
        ("validate", "resource=2.0", 501),
    ],
)
async def test_an_unsupported_version_raises(
    server: Server, session: ForgeRockSession, operation: str, version: str, status: int
) -> None:
    async with server.client(api_versions={operation: version}) as am:
        with pytest.raises(SessionsError, match="may not serve") as raised:
            await (am.validate if operation == "validate" else am.get_session_info)(session.token)
    assert raised.value.status == status
