"""Signing in to OpenAM: by headers and by callbacks, in any alphabet and realm, and every way to fail."""

from __future__ import annotations

from typing import Literal

import pytest

from idsessions import (
    AuthenticationError,
    BadRequestError,
    ForgeRockSessions,
    SessionExpiredError,
    UsageError,
    set_answer,
)
from idsessions_forgerock.models import AuthenticationStep

from .servers import Server, User, admin_token

Method = Literal["callbacks", "headers"]
METHODS: tuple[Method, ...] = ("callbacks", "headers")
WHO = ("admin", "plain", "foreign", "nested", "brief")


def user(server: Server, who: str) -> User:
    found = getattr(server.facts, who)
    assert isinstance(found, User)
    return found


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("who", WHO)
async def test_a_sign_in(server: Server, who: str, method: Method) -> None:
    them = user(server, who)
    async with server.client(them.realm) as am:
        session = await am.login(them.username, them.password, method=method)
        assert (session.realm, bool(session.success_url)) == (them.realm, True)
        info = await session.get_session_info()
        assert (info.username, info.realm) == (them.username, them.realm)
        await session.end()
        assert not await session.is_alive()


@pytest.mark.parametrize("method", METHODS)
async def test_a_service_by_its_name(server: Server, method: Method) -> None:
    them = server.facts.plain
    async with (
        server.client() as am,
        am.login(them.username, them.password, service="ldapService", method=method) as session,
    ):
        assert await session.is_alive()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("{user}", "wrong"),
        ("{user}", "wróng ß"),
        ("{user}", "{password} "),
        ("nobody-of-this-name", "{password}"),
        ("žádný", "{password}"),
    ],
)
async def test_wrong_credentials(server: Server, username: str, password: str, method: Method) -> None:
    them = server.facts.plain
    names = {"user": them.username, "password": them.password}
    async with server.client() as am:
        with pytest.raises(AuthenticationError) as raised:
            await am.login(username.format(**names), password.format(**names), method=method)
    assert (raised.value.status, raised.value.message) == (401, "Authentication Failed")
    assert them.password not in repr(raised.value)


@pytest.mark.parametrize("method", METHODS)
async def test_an_unknown_realm(server: Server, method: Method) -> None:
    async with server.client("/alpha/gamma") as am:
        with pytest.raises(BadRequestError, match='Realm "/alpha/gamma" not found; check the realm'):
            await am.login("bjensen", "x", method=method)


async def test_an_unknown_service(server: Server) -> None:
    async with server.client() as am:
        with pytest.raises(BadRequestError, match="No Configuration found"):
            await am.login("bjensen", "x", service="There is none")


async def test_an_unsupported_version(server: Server) -> None:
    async with server.client(api_versions={"authenticate": "resource=99.0"}) as am:
        with pytest.raises(BadRequestError, match=r"may not serve resource=99\.0 here.*'authenticate'") as raised:
            await am.login("bjensen", "x")
    assert raised.value.status == 404


async def test_credentials_without_a_session(server: Server) -> None:
    them = server.facts.plain
    async with server.client() as am:
        step = await am.authenticate(username=them.username, password=them.password, no_session=True)
    assert (step.token_id, step.message, step.realm) == (None, "Authentication Successful", "/alpha")


def answered(step: AuthenticationStep, them: User, password: str) -> AuthenticationStep:
    assert [callback.type_ for callback in step.callbacks or []] == ["NameCallback", "PasswordCallback"]
    for callback, value in zip(step.callbacks or [], [them.username, password], strict=True):
        set_answer(callback, value)
    return step


async def test_a_dialogue(server: Server) -> None:
    them = server.facts.foreign
    async with server.client() as am:
        dialogue = am.dialogue()
        step = await dialogue.start()
        last = await dialogue.answer(answered(step, them, them.password))
        session = dialogue.session
        assert session is not None
        assert session.token == last.token_id
        assert await session.is_alive()
        await session.end()


async def test_a_step_that_is_sent_twice(server: Server) -> None:
    them = server.facts.plain
    async with server.client() as am:
        step = answered(await am.authenticate(), them, them.password)
        token = (await am.authenticate(step)).token_id
        assert token is not None
        with pytest.raises(AuthenticationError, match="timed out") as raised:
            await am.authenticate(step)
        await am.logout(token)
    assert raised.value.status == 408


async def test_a_step_of_ones_own_making(server: Server) -> None:
    async with server.client() as am:
        with pytest.raises(BadRequestError, match="JWT") as raised:
            await am.authenticate(AuthenticationStep(auth_id="not-a-jwt", callbacks=[]))
    assert raised.value.status == 400


async def test_an_upgrade_of_no_session_does_not_show_its_token(server: Server) -> None:
    them = server.facts.plain
    async with server.client() as am:
        with pytest.raises(BadRequestError) as raised:
            await am.authenticate(
                username=them.username, password=them.password, session_upgrade_token="not-a-session-of-anybody"
            )
    assert "not-a-session-of-anybody" not in str(raised.value) + repr(raised.value)


@pytest.mark.parametrize("method", METHODS)
async def test_a_scope_logs_out(server: Server, method: Method) -> None:
    them = server.facts.plain
    async with server.client() as am:
        async with am.login(them.username, them.password, method=method) as session:
            assert await session.is_alive()
        assert not await session.is_alive()
        with pytest.raises(KeyError):
            async with am.login(them.username, them.password, method=method) as session:
                raise KeyError
        assert not await session.is_alive()


async def test_a_scope_whose_session_was_ended_inside(server: Server) -> None:
    them = server.facts.plain
    async with server.client() as am, am.login(them.username, them.password) as session:
        await session.end()
        with pytest.raises(SessionExpiredError):
            await session.get_session_info()


async def test_signing_in_with_an_administrators_client(server: Server) -> None:
    """The client's own credential is not sent with a sign-in, and not ended by the session's logout."""
    them = server.facts.plain
    own = await admin_token(server)
    async with server.client(credentials=own) as am:
        async with am.login(them.username, them.password) as session:
            assert (await session.get_session_info()).username == them.username
            assert (await session.refresh()).uid == them.username
        assert not (await am.validate(session.token)).valid
        assert len((await am.query_sessions(server.facts.admin.username)).result) >= 0
        await end(am, own.token)


async def end(am: ForgeRockSessions, token: object) -> None:
    assert isinstance(token, str)
    await am.with_options(credentials=None).logout(token)


async def test_server_info(server: Server) -> None:
    async with server.client("/") as am:
        info = await am.get_server_info()
        assert (info.cookie_name, info.realm) == ("iPlanetDirectoryPro", "/")
        nested = await am.with_options(realm="/alpha/beta").get_server_info()
        assert nested.realm == "/alpha/beta"
        little = await am.get_server_info(fields=["cookieName"])
        assert (little.cookie_name, little.realm) == ("iPlanetDirectoryPro", None)


async def test_server_info_of_an_unsupported_version(server: Server) -> None:
    async with server.client(api_versions={"getServerInfo": "resource=9.0"}) as am:
        with pytest.raises(BadRequestError, match=r"may not serve resource=9\.0"):
            await am.get_server_info()


@pytest.mark.parametrize("realm", ["/nope", "/alpha/beta/gamma", "/a b", "/żółw", "/50%"])
async def test_an_unknown_realm_is_named(server: Server, realm: str) -> None:
    async with server.client(realm) as am:
        with pytest.raises(BadRequestError, match=r"not found; check the realm"):
            await am.get_server_info()


def test_a_realm_that_no_server_would_take(server: Server) -> None:
    with pytest.raises(UsageError, match="a realm is"):
        server.client("/alpha\\beta")
