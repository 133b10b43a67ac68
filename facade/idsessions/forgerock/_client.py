"""ForgeRock (PingOne Advanced Identity Cloud, PingAM, OpenAM): sessions by token, handle and user."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Literal

from idsessions_forgerock.api.sessions import (
    get_session_info,
    get_session_info_and_reset_idle_time,
    get_session_properties,
    logout,
    refresh,
    update_session_properties,
    validate,
)
from idsessions_forgerock.models import (
    AuthenticationStep,
    LogoutResult,
    RefreshedSession,
    SessionInfo,
    SessionProperties,
    SessionPropertiesUpdate,
    ValidatedSession,
)
from idsessions_forgerock.types import Response

from .._environment import Environment
from ..credentials import Secret, ask, checked_secret
from ..errors import SessionExpiredError, UsageError
from ..sessions import Login
from ._admin import AdminOperations
from ._base import Act, joined
from ._dialogue import Dialogue, ForgeRockSession, log_in, set_answer

__all__ = ["Dialogue", "ForgeRockSession", "ForgeRockSessions", "set_answer"]


class ForgeRockSessions(AdminOperations):
    """The session endpoints of one ForgeRock server, in one realm.

    A call about somebody's session takes that session's token first. Without a credential of the client's own, that
    token is the only credential sent. With one (an administrator's), the token is the target, and travels as the kind of
    server wants it.

    Args:
        base_url: The server's URL with its deployment path, such as ``https://tenant.forgeblocks.com/am``.
        credentials: What to call as, if not as the sessions themselves: an administrator's `SessionToken`, or on AIC a
            `ServiceAccount`, or an `AccessToken` for ``fr:am:*``.
        realm: ``/``, or names joined by ``/``, such as ``alpha`` or ``alpha/beta``.
        profile: The kind of server: ``aic`` (PingOne Advanced Identity Cloud), ``pingam`` or ``openam``.
        api_versions: ``Accept-API-Version`` by operation, where it is to differ from the profile's, such as
            ``{"getSessionInfo": "resource=2.0"}``.
        cookie_name: The name of the session cookie, if you know it; left out, the server is asked once.
        timeout: Seconds for each step of an exchange with the server, or `Timeouts`.
        deadline: Seconds for each call, all waiting included; None for no deadline.
        rate_limit: How to wait for a rate limit; None to not wait at all.
        max_concurrency: Requests in flight at once, and connections; the others wait their turn.
        headers: Headers of your own, for every request.
        user_agent: Your application's name and version, sent before ours.
        on_call: Called with a `CallRecord` after each call.
        clock: What to read and wait by.
        transport: A transport of your own, for a proxy, TLS settings, or an emulator.
        allow_http: Allow plain http to other hosts than loopback.

    Raises:
        UsageError: The URL, the realm, the profile or a header cannot be used.
    """

    # Sessions in one's hands.

    def login(
        self,
        username: str,
        password: Secret,
        *,
        service: str | None = None,
        method: Literal["callbacks", "headers"] = "callbacks",
    ) -> Login[ForgeRockSession]:
        """Sign a user in: ``await`` it, or enter it with ``async with`` to have the session logged out.

        Args:
            username: The user's name, in any alphabet.
            password: The user's password, in any alphabet, or a function that returns it.
            service: The tree or journey to go through; left out, the realm's default.
            method: ``callbacks`` answers the questions for name and password; ``headers`` sends both at once, which
                works only where a journey asks for nothing else.

        Raises:
            AuthenticationError: The server refused the name and the password.
            UnansweredCallbacksError: The journey asks for more; use `dialogue`.

        Endpoint: POST /authenticate
        """
        return Login(lambda: log_in(self, username, password, service=service, method=method))

    def login_from_env(
        self,
        environ: Mapping[str, str] | None = None,
        *,
        method: Literal["callbacks", "headers"] = "callbacks",
    ) -> Login[ForgeRockSession]:
        """Sign in as the environment says, by the names of the frodo command line.

        ``FRODO_USERNAME`` and ``FRODO_PASSWORD`` are who signs in, ``FRODO_AUTHENTICATION_SERVICE`` is the journey to go
        through, if not the realm's default.

        Args:
            environ: What to read instead of the environment.
            method: As for `login`.

        Raises:
            UsageError: One of the first two is not set.

        Endpoint: POST /authenticate
        """
        variables = Environment(environ)
        username, password = variables["FRODO_USERNAME"], variables["FRODO_PASSWORD"]
        return self.login(username, password, service=variables.get("FRODO_AUTHENTICATION_SERVICE"), method=method)

    def dialogue(self, *, service: str | None = None) -> Dialogue:
        """A sign-in whose questions you answer yourself, step by step."""
        return Dialogue(self, service=service)

    def session(self, token: str) -> ForgeRockSession:
        """Adopt a live session by its token. Nothing is sent, and nobody ends it but you."""
        return ForgeRockSession(self, checked_secret(token))

    # The operations.

    async def get_session_info(self, token: str, *, fields: Sequence[str] | None = None) -> SessionInfo:
        """Get whose session it is and when it ends, without prolonging it (except on OpenAM).

        OpenAM lets a session's idle time begin anew with every request that carries the session's own token.

        Args:
            token: The session's token.
            fields: Only these fields.

        Raises:
            SessionExpiredError: The session is over.
            AuthenticationError: The client's own credential is not accepted.
            PermissionDeniedError: The client's own credential may not ask about another's session.

        Endpoint: POST /sessions?_action=getSessionInfo
        """
        response = await self._act(
            "getSessionInfo",
            token,
            lambda act: get_session_info.asyncio_detailed(
                client=self._client,
                body=act.body,
                token_id=act.query,
                fields=joined(fields),
                accept_api_version=act.version,
                extensions=act.extensions,
            ),
        )
        return self._expect(response, SessionInfo)

    async def get_session_info_and_reset_idle_time(
        self, token: str, *, fields: Sequence[str] | None = None
    ) -> SessionInfo:
        """Get whose session it is and when it ends, and let its idle time begin anew. Not on OpenAM.

        Args:
            token: The session's token.
            fields: Only these fields.

        Raises:
            SessionExpiredError: The session is over.
            AuthenticationError: The client's own credential is not accepted.
            PermissionDeniedError: The client's own credential may not do this to another's session.
            UnsupportedOperationError: On OpenAM; nothing is sent.

        Endpoint: POST /sessions?_action=getSessionInfoAndResetIdleTime
        """
        response = await self._act(
            "getSessionInfoAndResetIdleTime",
            token,
            lambda act: get_session_info_and_reset_idle_time.asyncio_detailed(
                client=self._client,
                body=act.body,
                fields=joined(fields),
                accept_api_version=act.version,
                extensions=act.extensions,
            ),
        )
        return self._expect(response, SessionInfo)

    async def validate(self, token: str, *, refresh: bool = False) -> ValidatedSession:
        """Ask whether a session is valid, and whose it is.

        Args:
            token: The session's token.
            refresh: Let the session's idle time begin anew. On OpenAM, it always does.

        Returns:
            ``valid``, and for a valid session ``uid``, ``realm`` and, on newer servers, ``session_uid``.

        Raises:
            AuthenticationError: The client's own credential is not accepted.

        Endpoint: POST /sessions?_action=validate
        """
        try:
            response = await self._act(
                "validate",
                token,
                lambda act: validate.asyncio_detailed(
                    client=self._client,
                    body=act.body,
                    refresh=refresh if self._profile.validate_can_spare else None,
                    token_id=act.query,
                    accept_api_version=act.version,
                    extensions=act.extensions,
                ),
            )
        except SessionExpiredError:
            return ValidatedSession(valid=False)
        return self._expect(response, ValidatedSession)

    async def refresh(
        self, token: str, *, fields: Sequence[str] | None = None, pretty_print: bool | None = None
    ) -> RefreshedSession:
        """Let a session's idle time begin anew. Within a minute of the last time, servers do nothing.

        Args:
            token: The session's token.
            fields: Only these fields.
            pretty_print: Ask for indented JSON.

        Returns:
            ``idletime`` and ``maxtime`` in seconds, ``maxidletime`` and ``maxsessiontime`` in minutes.

        Raises:
            SessionExpiredError: The session is over.
            PermissionDeniedError: On OpenAM, only an administrator may refresh: give the client an administrator's
                `SessionToken`.

        Endpoint: POST /sessions?_action=refresh
        """
        response = await self._act(
            "refresh",
            token,
            lambda act: refresh.asyncio_detailed(
                client=self._client,
                body=act.body,
                token_id=act.query,
                fields=joined(fields),
                pretty_print=pretty_print,
                accept_api_version=act.version,
                extensions=act.extensions,
            ),
        )
        return self._expect(response, RefreshedSession)

    async def logout(self, token: str) -> LogoutResult:
        """End a session. One that is over already counts as ended.

        Args:
            token: The session's token.

        Raises:
            AuthenticationError: The client's own credential is not accepted.

        Endpoint: POST /sessions/?_action=logout
        """
        try:
            response = await self._act(
                "logout",
                token,
                lambda act: logout.asyncio_detailed(
                    client=self._client,
                    body=act.body,
                    token_id=act.query,
                    accept_api_version=act.version,
                    extensions=act.extensions,
                ),
            )
        except SessionExpiredError:
            return LogoutResult("Token has expired")
        return self._expect(response, LogoutResult)

    async def get_session_properties(self, token: str, *, fields: Sequence[str] | None = None) -> SessionProperties:
        """Get a session's properties that the realm allows to be seen; one that is not set is empty.

        Args:
            token: The session's token.
            fields: Only these properties.

        Raises:
            SessionExpiredError: The session is over.
            AuthenticationError: The client's own credential is not accepted.
            PermissionDeniedError: The client's own credential may not ask about another's session.

        Endpoint: POST /sessions?_action=getSessionProperties
        """
        response = await self._act(
            "getSessionProperties",
            token,
            lambda act: get_session_properties.asyncio_detailed(
                client=self._client,
                body=act.body,
                token_id=act.query,
                fields=joined(fields),
                accept_api_version=act.version,
                extensions=act.extensions,
            ),
        )
        return self._expect(response, SessionProperties)

    async def update_session_properties(self, token: str, properties: Mapping[str, str]) -> SessionProperties:
        """Set properties of a session. OpenAM wants all of them at once: there, the others are read first.

        Args:
            token: The session's token.
            properties: The values, by name; a name must be on the realm's allowlist.

        Returns:
            All properties as they are now.

        Raises:
            PermissionDeniedError: A name is not on the realm's allowlist.
            SessionExpiredError: The session is over.

        Endpoint: POST /sessions?_action=updateSessionProperties
        """
        if "tokenId" in properties:
            raise UsageError("a property cannot be called tokenId: the request has the session's token there")
        values = dict(properties)
        if self._profile.whole_update:
            values = {**(await self.get_session_properties(token)).additional_properties, **values}

        def send(act: Act) -> Awaitable[Response[Any]]:
            body = SessionPropertiesUpdate(act.target)
            body.additional_properties = values
            return update_session_properties.asyncio_detailed(
                client=self._client,
                body=body,
                token_id=act.query,
                accept_api_version=act.version,
                extensions=act.extensions,
            )

        return self._expect(await self._act("updateSessionProperties", token, send), SessionProperties)

    async def authenticate(
        self,
        step: AuthenticationStep | None = None,
        *,
        username: str | None = None,
        password: Secret | None = None,
        service: str | None = None,
        no_session: bool | None = None,
        force_auth: bool | None = None,
        session_upgrade_token: str | None = None,
        suspended_id: str | None = None,
        goto: str | None = None,
    ) -> AuthenticationStep:
        """Send one step of a sign-in: the first, with or without name and password, or a filled-in one.

        `login` and `dialogue` are the pleasant ways to this.

        Args:
            step: The answer to the step before, with its inputs filled in; good for one answer.
            username: Sent in a header, in any alphabet; with ``password``, to sign in at once.
            password: Sent in a header, in any alphabet; or a function that returns it.
            service: The tree or journey to go through; left out, the realm's default.
            no_session: Check the credentials only.
            force_auth: Ask again, although there is a session.
            session_upgrade_token: The token of a session that is to reach a higher level.
            suspended_id: Of a dialogue that goes on from a link in a message.
            goto: Where the server would send a browser then.

        Returns:
            A ``token_id``, or ``callbacks`` with questions and an ``auth_id``.

        Raises:
            AuthenticationError: The credentials were refused, or the dialogue took too long.

        Endpoint: POST /authenticate
        """
        answer, _ = await self.send_step(
            step,
            username=username,
            password=None if password is None else await ask(password),
            service=service,
            no_session=no_session,
            force_auth=force_auth,
            session_upgrade_token=session_upgrade_token,
            suspended_id=suspended_id,
            goto=goto,
        )
        return answer
