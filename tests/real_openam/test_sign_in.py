"""Signing in to OpenAM by headers and by callbacks, in any alphabet and realm, and the ways to fail."""

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

from .servers import Server, User

Method = Literal["callbacks", "headers"]
METHODS: tuple[Method, ...] = ("callbacks", "headers")
WHO = ("admin", "plain", "foreign", "nested", "brief")


def user_of(server: Server, who: str) -> User:
    found = getattr(server.facts, who)
    assert isinstance(found, User)
    return found


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("who", WHO)
async def test_a_user_signs_in_and_ends_the_session(server: Server, who: str, method: Method) -> None:
    user = user_of(server, who)
    async with server.client(user.realm) as am:
        session = await am.login(user.username, user.password, method=method)
        assert (session.realm, bool(session.success_url)) == (user.realm, True)
        info = await session.get_session_info()
        assert (info.username, info.realm) == (user.username, user.realm)
        await session.end()
        assert not await session.is_alive()


@pytest.mark.parametrize("who", WHO)
async def test_every_user_except_the_administrator_signs_in_to_every_realm(server: Server, who: str) -> None:
    user = user_of(server, who)
    for realm in {"/", "/alpha", "/alpha/staff", "/brief"} - {user.realm}:
        async with server.client(realm) as am:
            if who == "admin":
                with pytest.raises(AuthenticationError):
                    await am.login(user.username, user.password)
                continue
            async with am.login(user.username, user.password) as session:
                info = await session.get_session_info()
                assert (info.username, info.realm, session.realm) == (user.username, realm, realm)


@pytest.mark.parametrize("method", METHODS)
async def test_a_user_signs_in_with_a_named_service(server: Server, method: Method) -> None:
    user = server.facts.plain
    async with (
        server.client() as am,
        am.login(user.username, user.password, service="ldapService", method=method) as session,
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
async def test_wrong_credentials_raise(server: Server, username: str, password: str, method: Method) -> None:
    user = server.facts.plain
    values = {"user": user.username, "password": user.password}
    async with server.client() as am:
        with pytest.raises(AuthenticationError) as raised:
            await am.login(username.format(**values), password.format(**values), method=method)
    assert (raised.value.status, raised.value.message) == (401, "Authentication Failed")
    assert user.password not in repr(raised.value)


@pytest.mark.parametrize("method", METHODS)
async def test_a_login_to_an_unknown_realm_raises(server: Server, method: Method) -> None:
    async with server.client("/alpha/gamma") as am:
        with pytest.raises(BadRequestError, match='Realm "/alpha/gamma" not found; check the realm'):
            await am.login("bjensen", "x", method=method)


async def test_an_unknown_service_raises(server: Server) -> None:
    async with server.client() as am:
        with pytest.raises(BadRequestError, match="No Configuration found"):
            await am.login("bjensen", "x", service="There is none")


async def test_an_unsupported_version_of_authenticate_raises(server: Server) -> None:
    async with server.client(api_versions={"authenticate": "resource=99.0"}) as am:
        with pytest.raises(BadRequestError, match=r"may not serve resource=99\.0 here.*'authenticate'") as raised:
            await am.login("bjensen", "x")
    assert raised.value.status == 404


async def test_no_session_checks_credentials_only(server: Server) -> None:
    user = server.facts.plain
    async with server.client() as am:
        step = await am.authenticate(username=user.username, password=user.password, no_session=True)
    assert (step.token_id, step.message, step.realm) == (None, "Authentication Successful", "/alpha")


def answer_callbacks(step: AuthenticationStep, user: User, password: str) -> AuthenticationStep:
    assert [callback.type_ for callback in step.callbacks or []] == ["NameCallback", "PasswordCallback"]
    for callback, value in zip(step.callbacks or [], [user.username, password], strict=True):
        set_answer(callback, value)
    return step


async def test_a_dialogue_signs_in(server: Server) -> None:
    user = server.facts.foreign
    async with server.client() as am:
        dialogue = am.dialogue()
        step = await dialogue.start()
        last = await dialogue.answer(answer_callbacks(step, user, user.password))
        session = dialogue.session
        assert session is not None
        assert session.token == last.token_id
        assert await session.is_alive()
        await session.end()


async def test_a_step_that_is_sent_twice_raises(server: Server) -> None:
    user = server.facts.plain
    async with server.client() as am:
        step = answer_callbacks(await am.authenticate(), user, user.password)
        token = (await am.authenticate(step)).token_id
        assert token is not None
        with pytest.raises(AuthenticationError, match="timed out") as raised:
            await am.authenticate(step)
        await am.logout(token)
    assert raised.value.status == 408


async def test_an_invented_step_raises(server: Server) -> None:
    async with server.client() as am:
        with pytest.raises(BadRequestError, match="JWT") as raised:
            await am.authenticate(AuthenticationStep(auth_id="not-a-jwt", callbacks=[]))
    assert raised.value.status == 400


async def test_the_error_of_a_failed_upgrade_does_not_show_the_token(server: Server) -> None:
    user = server.facts.plain
    async with server.client() as am:
        with pytest.raises(BadRequestError) as raised:
            await am.authenticate(username=user.username, password=user.password, session_upgrade_token="not-a-session")
    assert "not-a-session" not in str(raised.value) + repr(raised.value)


@pytest.mark.parametrize("method", METHODS)
async def test_a_scope_ends_its_session(server: Server, method: Method) -> None:
    user = server.facts.plain
    async with server.client() as am:
        async with am.login(user.username, user.password, method=method) as session:
            assert await session.is_alive()
        assert not await session.is_alive()
        with pytest.raises(KeyError):
            async with am.login(user.username, user.password, method=method) as session:
                raise KeyError
        assert not await session.is_alive()


async def test_a_session_that_was_ended_in_its_scope_raises(server: Server) -> None:
    user = server.facts.plain
    async with server.client() as am, am.login(user.username, user.password) as session:
        await session.end()
        with pytest.raises(SessionExpiredError):
            await session.get_session_info()


async def test_a_login_leaves_the_credential_of_the_client_alone(server: Server, admin: ForgeRockSessions) -> None:
    """The client does not send its credential with a sign-in, and the logout of the session does not end it."""
    user = server.facts.plain
    async with admin.login(user.username, user.password) as session:
        assert (await session.get_session_info()).username == user.username
        assert (await session.refresh()).uid == user.username
    assert not (await admin.validate(session.token)).valid
    administrators = (await admin.with_options(realm="/").query_sessions(server.facts.admin.username)).result
    assert len(administrators) == 1


async def test_server_info_names_the_cookie_and_the_realm(server: Server) -> None:
    async with server.client("/") as am:
        info = await am.get_server_info()
        assert (info.cookie_name, info.realm) == ("iPlanetDirectoryPro", "/")
        nested = await am.with_options(realm="/alpha/staff").get_server_info()
        assert nested.realm == "/alpha/staff"
        little = await am.get_server_info(fields=["cookieName"])
        assert (little.cookie_name, little.realm) == ("iPlanetDirectoryPro", None)


async def test_an_unsupported_version_of_server_info_raises(server: Server) -> None:
    async with server.client(api_versions={"getServerInfo": "resource=9.0"}) as am:
        with pytest.raises(BadRequestError, match=r"may not serve resource=9\.0"):
            await am.get_server_info()


@pytest.mark.parametrize("realm", ["/nope", "/alpha/staff/gamma", "/a b", "/żółw", "/50%"])
async def test_an_unknown_realm_raises(server: Server, realm: str) -> None:
    async with server.client(realm) as am:
        with pytest.raises(BadRequestError, match=r"not found; check the realm"):
            await am.get_server_info()


def test_an_invalid_realm_raises(server: Server) -> None:
    with pytest.raises(UsageError, match="realm"):
        server.client("/alpha\\beta")
