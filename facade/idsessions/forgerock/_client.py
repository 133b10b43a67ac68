"""The ForgeRock client: sessions by token, handle and user, and sign-in."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from types import ModuleType
from typing import Any, ClassVar, Final, Literal, Self, TypedDict, Unpack, cast

from attrs import evolve

from idsessions_forgerock.api.access_tokens import issue_access_token
from idsessions_forgerock.api.authentication import authenticate
from idsessions_forgerock.api.server import get_server_info
from idsessions_forgerock.api.sessions import (
    get_session_info,
    get_session_info_and_reset_idle_time,
    get_session_properties,
    logout,
    logout_by_handle,
    logout_by_user,
    query_sessions,
    refresh,
    update_session_properties,
    validate,
)
from idsessions_forgerock.models import (
    AccessTokenRequest,
    AccessTokenResponse,
    AuthenticationStep,
    HandleResults,
    LogoutByHandleResult,
    LogoutByUserRequest,
    LogoutByUserResult,
    LogoutResult,
    RefreshedSession,
    ServerInfo,
    SessionHandles,
    SessionInfo,
    SessionList,
    SessionProperties,
    SessionPropertiesUpdate,
    ValidatedSession,
)
from idsessions_forgerock.types import Response

from .._bulk import each, end_many, redacted_targets
from .._core.assertion import ClientAssertion, given_assertion
from .._core.call import Call, View
from .._core.client import takes_client_options
from .._core.cookies import set_cookies
from .._core.operations import Operation
from .._core.options import UNCHANGED, CallRecord, ClientOptions, Priority, RateLimit, Timeouts, Unchanged
from .._core.provider import Provider
from .._elsewhere import ElsewhereClient
from .._environment import Environment
from .._json import as_mapping
from .._tokens.app import BoundApp
from .._tokens.flight import without_deadline
from ..bulk import BulkOutcome
from ..credentials import (
    AdminLogin,
    Credential,
    Secret,
    SessionCookie,
    SessionCookies,
    SessionToken,
    as_secret,
    check_received,
    resolve_secret,
    validated_header,
    validated_text,
    without_cookie_quotes,
)
from ..errors import (
    AnswerError,
    CredentialError,
    SessionExpiredError,
    SessionsError,
    UnreadableAnswerError,
    UnsupportedOperationError,
    UsageError,
)
from ..oauth import ServiceAccount
from ..sessions import Login
from ._admin_login import BoundAdmin
from ._bulk import GONE, HANDLES_AT_ONCE, ending_handles, ending_token, ending_user
from ._call import ForgeRockCall
from ._cookie_name import CookieName, NamedToken
from ._dialogue import Dialogue, sign_in, unfinished
from ._encoding import fields_param, header_words, is_list, session_filter, with_port
from ._profiles import AuthIndex, ProfileName
from ._rules import FORGEROCK
from ._server import Server
from ._session import ForgeRockSession
from ._target import Target, can_be_session, target_of, validated_handle, validated_session

_TOKEN_PATH: Final = "/oauth2/access_token"
_UPGRADE: Final = "session_upgrade_sso_token_id"
# As in https://developer.pingidentity.com/pingoneaic-api/authenticate-to-rest-api-with-access-token.html
_ASSERTION_LIFETIME: Final = 180.0


class _StepArguments(TypedDict, total=False):
    """Arguments of the generated `authenticate` that a dialogue does not need."""

    no_session: bool | None
    force_auth: bool | None
    session_upgrade_sso_token_id: str | None
    suspended_id: str | None
    goto: str | None
    x_open_am_username: str | None
    x_open_am_password: str | None


class ForgeRockSessions(ElsewhereClient):
    """The session endpoints of one ForgeRock server, in one realm.

    A call about a user's session takes that session's token first. If the client has no credential, that token is the only
    credential sent. If it has one (an administrator's), the token is the target, and goes where this kind of server reads it.

    Args:
        base_url: The server's URL with its deployment path, such as ``https://tenant.forgeblocks.com/am``.
        credentials: What to call as, if not as the sessions themselves: an administrator's `AdminLogin` or `SessionToken`,
            or on AIC a `ServiceAccount`, or an `AccessToken` for ``fr:am:*``.
        realm: ``/``, or names joined by ``/``, such as ``alpha`` or ``alpha/beta``.
        profile: The kind of server: ``aic`` (PingOne Advanced Identity Cloud), ``pingam`` or ``openam``.
        api_versions: ``Accept-API-Version`` by operation, to replace the profile's, such as
            ``{"getSessionInfo": "resource=2.0"}``.
        cookie_name: The name of the session cookie, if you know it; left out, the server is asked once.
        timeout: Seconds for each step of an exchange with the server, or `Timeouts`.
        deadline: Seconds for each call, all waiting included; None for no deadline.
        rate_limit: How to wait for a rate limit; None to not wait at all.
        retries: How many times a call that can be retried safely is sent again after a 502, 503 or 504 without ``Retry-After``.
        max_concurrency: The most requests in flight, and so the most connections; other calls wait in a queue.
        headers: Your own headers, for every request.
        user_agent: Your application's name and version, sent before the library's.
        on_call: A plain function, called with a `CallRecord` after each call.
        clock: The clock to read and wait by.
        transport: How to reach the provider: `idsessions.transports`, or your own httpx transport.
        tls: A file of certificates in PEM form to trust besides the usual, or a TLS context of your own.
        proxy: The URL of the proxy to go through; None for what the environment says.
        allow_http: Allow plain http to other hosts than loopback.
        telemetry: Spans and metrics of all calls: an `idsessions.otel.OpenTelemetry`.

    Raises:
        UsageError: The URL, the realm, the profile or an option cannot be used.
    """

    _provider: ClassVar[Provider] = FORGEROCK

    @takes_client_options
    def __init__(
        self,
        base_url: str,
        credentials: Credential | None = None,
        *,
        realm: str = "/",
        profile: ProfileName = "aic",
        api_versions: Mapping[str, str] | None = None,
        cookie_name: str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        super().__init__(base_url, credentials, **options)
        self._server = Server.of(self._base_url, profile, api_versions, realm)
        self._cookie_name = CookieName(cookie_name, self._clock)

    @classmethod
    @takes_client_options
    def from_env(
        cls,
        environ: Mapping[str, str] | None = None,
        *,
        profile: ProfileName = "aic",
        api_versions: Mapping[str, str] | None = None,
        cookie_name: str | None = None,
        **options: Unpack[ClientOptions],
    ) -> Self:
        """A client for the settings in the environment, by the names of the frodo command line.

        ``FRODO_HOST`` is the server's URL with its deployment path, ``FRODO_REALM`` the realm, if not the top-level one.
        ``FRODO_SA_ID`` and ``FRODO_SA_JWK`` are the service account to call as; without both, the client has no
        credential.

        Args:
            environ: What to read instead of the environment.
            profile: As for the constructor.
            api_versions: As for the constructor.
            cookie_name: As for the constructor.
            options: The other options of the constructor.

        Raises:
            UsageError: A variable is not set, or cannot be used; the text names it.
        """
        variables = Environment(environ)
        credentials: Credential | None = None
        if variables.get("FRODO_SA_ID", "FRODO_SA_JWK") is not None:
            credentials = ServiceAccount.from_env(environ)
        with variables.named(base_url="FRODO_HOST", realm="FRODO_REALM"):
            return cls(
                variables["FRODO_HOST"],
                credentials,
                realm=variables.get("FRODO_REALM") or "/",
                profile=profile,
                api_versions=api_versions,
                cookie_name=cookie_name,
                **options,
            )

    def with_options(
        self,
        *,
        timeout: Timeouts | float | None = None,
        deadline: float | Unchanged | None = UNCHANGED,
        rate_limit: RateLimit | Unchanged | None = UNCHANGED,
        retries: int | None = None,
        priority: Priority | None = None,
        headers: Mapping[str, str] | None = None,
        credentials: Credential | Unchanged | None = UNCHANGED,
        on_call: Callable[[CallRecord], None] | Unchanged | None = UNCHANGED,
        realm: str | None = None,
    ) -> Self:
        """A view of this client with other options, on the same connections and behind the same rate gates.

        Args:
            timeout: Seconds, or `Timeouts`.
            deadline: Seconds for each call, all waiting included; None for no deadline.
            rate_limit: How to wait for a rate limit; None to not wait at all.
            retries: How many times a call is sent again after a 502, 503 or 504.
            priority: ``bulk`` for a batch, which lets the ``interactive`` calls of other views pass.
            headers: Your own headers, for every request.
            credentials: What to call as; None to call as the sessions themselves.
            on_call: Called with a `CallRecord` after each call.
            realm: Another realm of the same server.
        """
        view = super().with_options(
            timeout=timeout,
            deadline=deadline,
            rate_limit=rate_limit,
            retries=retries,
            priority=priority,
            headers=headers,
            credentials=credentials,
            on_call=on_call,
        )
        if realm is not None:
            view._server = evolve(self._server, realm=realm)
        return view

    # Session handles.

    def login(
        self,
        username: str,
        password: Secret,
        *,
        service: str | None = None,
        method: Literal["callbacks", "headers"] = "callbacks",
    ) -> Login[ForgeRockSession]:
        """Sign a user in: ``await`` it and end it yourself, or enter it with ``async with`` to log out on the way out.

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
        validated_text(username, "username", "forgerock")
        secret = as_secret(password)

        async def start() -> ForgeRockSession:
            if method == "callbacks":
                return await sign_in(self.dialogue(service=service), username, await resolve_secret(secret))
            words = header_words(await resolve_secret(secret))
            step, call = await self._send_step(
                None,
                auth_index=self._auth_index(service, None),
                x_open_am_username=header_words(username),
                x_open_am_password=words,
            )
            if step.token_id is None:
                raise unfinished(step, call.redact)
            return self._attach(step)

        return Login(start)

    def login_from_env(
        self,
        environ: Mapping[str, str] | None = None,
        *,
        method: Literal["callbacks", "headers"] = "callbacks",
    ) -> Login[ForgeRockSession]:
        """Sign in with the name and password in the environment, by the names of the frodo command line.

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
        username, password = variables["FRODO_USERNAME"], as_secret(variables["FRODO_PASSWORD"])
        return self.login(username, password, service=variables.get("FRODO_AUTHENTICATION_SERVICE"), method=method)

    @property
    def cookie_name(self) -> str | None:
        """The name of the session cookie that the client was given, or None."""
        return self._cookie_name.given

    def dialogue(
        self,
        *,
        service: str | None = None,
        auth_index: AuthIndex | None = None,
        session_upgrade_token: str | None = None,
        force_auth: bool | None = None,
    ) -> Dialogue:
        """A sign-in whose questions you answer yourself, step by step.

        Args:
            service: The tree or journey to go through; left out, the realm's default.
            auth_index: As for `authenticate`, to step up.
            session_upgrade_token: The token of a session that is to reach a higher level. Go on with the token that the
                last step brings, which may be another.
            force_auth: Ask again, although the session would do.

        Raises:
            UsageError: This kind of server does not know the type of ``auth_index``.
        """
        session_upgrade_token = as_secret(session_upgrade_token)
        if session_upgrade_token is not None:
            validated_text(session_upgrade_token, "session_upgrade_token", "forgerock")
        send = partial(
            self._send_step,
            auth_index=self._auth_index(service, auth_index),
            session_upgrade_sso_token_id=session_upgrade_token,
            force_auth=force_auth,
        )
        return Dialogue(send, self._attach, self._clock)

    def _auth_index(self, service: str | None, index: Any) -> AuthIndex | None:
        """What a sign-in is for: a journey by name, or another type with its value."""
        if index is None:
            return None if service is None else ("service", service)
        if service is not None:
            raise UsageError("pass either `service` or `auth_index`", provider="forgerock")
        pair = cast("tuple[object, ...]", index) if isinstance(index, tuple) else ()
        if len(pair) != 2 or not all(isinstance(part, str) and part.strip() for part in pair):
            raise UsageError(
                "`auth_index` must be a pair such as ('composite_advice', '<Advices>...')", provider="forgerock"
            )
        known = self._server.profile.auth_index_types
        if pair[0] not in known:
            raise UsageError(
                f"`auth_index` must have a type that a server of the profile {self._server.profile.name!r} knows:"
                f" {', '.join(sorted(known))}",
                provider="forgerock",
            )
        return cast("AuthIndex", pair)

    def session(self, token: str) -> ForgeRockSession:
        """Attach to a live session by its token. Nothing is sent, and only you end it."""
        token = as_secret(token)
        return self._handle(str(validated_session(token)))

    def _attach(self, step: AuthenticationStep) -> ForgeRockSession:
        return self._handle(step.token_id or "", step.realm, step.success_url)

    def _handle(self, token: str, realm: str | None = None, success_url: str | None = None) -> ForgeRockSession:
        am = self if self._view.credentials is None else self.with_options(credentials=None)
        # A user of such a server cannot refresh the user's own session.
        needs_admin = "refresh" in self._server.profile.admin_target_in_query
        return ForgeRockSession(am, self if needs_admin else am, token, realm, success_url)

    # Operations on one session.

    async def get_session_info(self, token: str, *, fields: Sequence[str] | None = None) -> SessionInfo:
        """Get a session's user and when it ends, without extending it (except on OpenAM).

        OpenAM resets a session's idle time at every request that carries the session's own token.

        Args:
            token: The session's token.
            fields: Only these fields.

        Raises:
            SessionExpiredError: The session has ended.
            AuthenticationError: The client's own credential is not accepted.
            PermissionDeniedError: The client's own credential may not ask about another user's session.

        Endpoint: POST /sessions?_action=getSessionInfo
        """
        token = as_secret(token)
        call = self._session_call(get_session_info, token)
        sending = get_session_info.asyncio_detailed(**call.arguments, fields=fields_param(fields))
        return await call.result(sending, SessionInfo)

    async def get_session_info_and_reset_idle_time(
        self, token: str, *, fields: Sequence[str] | None = None
    ) -> SessionInfo:
        """Get a session's user and when it ends, and reset its idle time. Not on OpenAM.

        Args:
            token: The session's token.
            fields: Only these fields.

        Raises:
            SessionExpiredError: The session has ended.
            AuthenticationError: The client's own credential is not accepted.
            PermissionDeniedError: The client's own credential may not do this to another user's session.
            UnsupportedOperationError: On OpenAM; nothing is sent.

        Endpoint: POST /sessions?_action=getSessionInfoAndResetIdleTime
        """
        token = as_secret(token)
        call = self._session_call(get_session_info_and_reset_idle_time, token)
        sending = get_session_info_and_reset_idle_time.asyncio_detailed(
            client=call, body=call.arguments["body"], fields=fields_param(fields), accept_api_version=call.version
        )
        return await call.result(sending, SessionInfo)

    async def validate(self, token: str, *, refresh: bool = False) -> ValidatedSession:
        """Ask whether a session is valid, and who its user is.

        Args:
            token: The session's token.
            refresh: Reset the session's idle time. OpenAM always does.

        Returns:
            ``valid``, and for a valid session ``uid``, ``realm`` and, on newer servers, ``session_uid``. A token that no session
            can have is not valid, and nothing is sent.

        Raises:
            AuthenticationError: The client's own credential is not accepted.

        Endpoint: POST /sessions?_action=validate
        """
        token = as_secret(token)
        if isinstance(token, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
            # What a browser sends is no mistake of the caller's.
            token = as_secret(without_cookie_quotes(token))
            if not can_be_session(token):
                return ValidatedSession(valid=False)
        call = self._session_call(validate, token)
        reset = refresh if self._server.profile.validate_can_spare else None
        try:
            return await call.result(validate.asyncio_detailed(**call.arguments, refresh=reset), ValidatedSession)
        except SessionExpiredError:
            return ValidatedSession(valid=False)

    async def refresh(
        self, token: str, *, fields: Sequence[str] | None = None, pretty_print: bool | None = None
    ) -> RefreshedSession:
        """Reset a session's idle time. Within a minute of the last reset, servers do nothing.

        Args:
            token: The session's token.
            fields: Only these fields.
            pretty_print: Ask for indented JSON.

        Returns:
            ``idletime`` and ``maxtime`` in seconds, ``maxidletime`` and ``maxsessiontime`` in minutes.

        Raises:
            SessionExpiredError: The session has ended.
            PermissionDeniedError: On OpenAM, only an administrator may refresh: give the client an administrator's
                `SessionToken`.

        Endpoint: POST /sessions?_action=refresh
        """
        token = as_secret(token)
        call = self._session_call(refresh, token)
        sending = refresh.asyncio_detailed(**call.arguments, fields=fields_param(fields), pretty_print=pretty_print)
        return await call.result(sending, RefreshedSession)

    async def logout(self, token: str) -> LogoutResult:
        """End a session. A session that has ended already counts as ended.

        Args:
            token: The session's token.

        Raises:
            AuthenticationError: The client's own credential is not accepted.

        Endpoint: POST /sessions/?_action=logout
        """
        token = as_secret(token)
        call = self._session_call(logout, token)
        try:
            return await call.result(logout.asyncio_detailed(**call.arguments), LogoutResult)
        except SessionExpiredError:
            return LogoutResult(GONE)

    async def get_session_properties(self, token: str, *, fields: Sequence[str] | None = None) -> SessionProperties:
        """Get a session's properties that the realm allows to be seen; a property that is not set is empty.

        Args:
            token: The session's token.
            fields: Only these properties.

        Raises:
            SessionExpiredError: The session has ended.
            AuthenticationError: The client's own credential is not accepted.
            PermissionDeniedError: The client's own credential may not ask about another user's session.

        Endpoint: POST /sessions?_action=getSessionProperties
        """
        token = as_secret(token)
        call = self._session_call(get_session_properties, token)
        sending = get_session_properties.asyncio_detailed(**call.arguments, fields=fields_param(fields))
        return await call.result(sending, SessionProperties)

    async def update_session_properties(self, token: str, properties: Mapping[str, str]) -> SessionProperties:
        """Set properties of a session. OpenAM wants all of them at once: there, the client reads the others first.

        Args:
            token: The session's token.
            properties: The values, by name; a name must be on the realm's allowlist.

        Returns:
            All properties as they are now.

        Raises:
            PermissionDeniedError: A name is not on the realm's allowlist.
            SessionExpiredError: The session has ended.

        Endpoint: POST /sessions?_action=updateSessionProperties
        """
        if as_mapping(properties) is None:
            del properties
            raise UsageError("`properties` must be a mapping of names to values", provider="forgerock")
        if "tokenId" in properties:
            raise UsageError(
                "`properties` must not contain tokenId: the request has the session's token there", provider="forgerock"
            )
        # Its deadline covers the reading.
        token = as_secret(token)
        call = self._session_call(update_session_properties, token)
        values = dict(properties)
        if self._server.profile.whole_update:
            values = {**(await self.get_session_properties(token)).additional_properties, **values}
        body = SessionPropertiesUpdate(call.target.in_body)
        body.additional_properties = values
        sending = update_session_properties.asyncio_detailed(
            client=call, body=body, token_id=call.target.in_query, accept_api_version=call.version
        )
        return await call.result(sending, SessionProperties)

    # Operations of administrators.

    async def query_sessions(
        self,
        username: str | None = None,
        *,
        query_filter: str | None = None,
        fields: Sequence[str] | None = None,
    ) -> SessionList:
        """List the sessions of a user in this realm, by handle; no token is shown.

        Args:
            username: The user's name; on AIC the user's UUID.
            query_filter: Your own filter instead, such as ``realm eq "/alpha"`` for a whole realm.
            fields: Only these fields.

        Returns:
            Servers list 120 sessions at most unless configured otherwise, and do not say that there are more.

        Raises:
            PermissionDeniedError: The client's credential is not an administrator's.

        Endpoint: GET /sessions?_queryFilter=...
        """
        if username is not None and query_filter is None:
            wanted = session_filter(validated_text(username, "username", "forgerock"), self._server.realm)
        elif query_filter is not None and username is None:
            wanted = validated_text(query_filter, "query_filter", "forgerock")
        else:
            raise UsageError("pass either `username` or `query_filter`", provider="forgerock")
        call = self._admin_call(query_sessions)
        sending = query_sessions.asyncio_detailed(
            client=call, query_filter=wanted, fields=fields_param(fields), accept_api_version=call.version
        )
        return await call.result(sending, SessionList)

    async def logout_by_handle(self, handles: Sequence[str]) -> HandleResults:
        """End sessions by the handles that `query_sessions` lists.

        Args:
            handles: The handles; at least one.

        Returns:
            For each handle whether it was ended: ``result["shandle:..."]``. One that fails does not fail the others.

        Raises:
            PermissionDeniedError: The client's credential is not an administrator's.

        Endpoint: POST /sessions?_action=logoutByHandle
        """
        if not is_list(handles) or not handles:
            del handles
            raise UsageError("`handles` must be a list of at least one handle", provider="forgerock")
        handles = [as_secret(handle) for handle in handles]
        body = SessionHandles([validated_handle(handle) for handle in handles])
        call = self._admin_call(logout_by_handle)
        sending = logout_by_handle.asyncio_detailed(client=call, body=body, accept_api_version=call.version)
        return (await call.result(sending, LogoutByHandleResult)).result

    async def logout_by_user(self, username: str) -> bool:
        """End all sessions of a user in this realm. Not on OpenAM.

        Args:
            username: The user's name; on AIC the user's UUID.

        Returns:
            Whether the server did.

        Raises:
            PermissionDeniedError: The client's credential is neither an administrator's nor that user's own.

        Endpoint: POST /sessions?_action=logoutByUser
        """
        body = LogoutByUserRequest(validated_text(username, "username", "forgerock"))
        call = self._admin_call(logout_by_user)
        sending = logout_by_user.asyncio_detailed(client=call, body=body, accept_api_version=call.version)
        return (await call.result(sending, LogoutByUserResult)).result

    # Many sessions.

    def logout_many(
        self,
        usernames: Iterable[str] | AsyncIterable[str],
        *,
        verify: bool = False,
        concurrency: int | None = None,
    ) -> AsyncGenerator[BulkOutcome[str], None]:
        """End all sessions of many users in this realm: ``async for outcome in am.logout_many(usernames)``. Not on OpenAM.

        The requests have the priority ``bulk`` and no deadline; leaving the loop cancels those in flight.

        Args:
            usernames: The users' names, on AIC their UUIDs; as many as you like, each done once; read no further than the
                requests in flight.
            verify: List the user's sessions afterwards. An outcome whose ``left`` is more than 0 is ``failed``; a request
                that may have been processed is ``ended`` if nothing is left.
            concurrency: The most requests in flight; left out, ``max_concurrency``.

        Returns:
            An outcome for each user, in the order of completion. A user that the server does not know is
                ``ended`` too: the server does not tell.

        Raises:
            BulkStopped: A fault that concerns all users; its ``not_tried`` yields those without an outcome.

        Endpoint: POST /sessions?_action=logoutByUser
        """
        end = ending_user(self.with_options(priority="bulk", deadline=None), verify=verify)
        return end_many(
            usernames,
            each(end),
            parameter="usernames",
            provider="forgerock",
            clock=self._clock,
            concurrency=self._max_concurrency if concurrency is None else concurrency,
        )

    def logout_many_by_handle(
        self, handles: Iterable[str] | AsyncIterable[str], *, concurrency: int | None = None
    ) -> AsyncGenerator[BulkOutcome[str], None]:
        """End many sessions by the handles that `query_sessions` lists, as `logout_many` does for users.

        Args:
            handles: The handles; up to 50 go into a request.
            concurrency: The most requests in flight; left out, ``max_concurrency``.

        Returns:
            An outcome for each handle; ``failed`` if the server says that it did not end the session, or knows none.

        Raises:
            BulkStopped: A fault that concerns all handles.

        Endpoint: POST /sessions?_action=logoutByHandle
        """
        handles = redacted_targets(handles)
        end = ending_handles(self.with_options(priority="bulk", deadline=None))
        return end_many(
            handles,
            end,
            parameter="handles",
            provider="forgerock",
            clock=self._clock,
            concurrency=self._max_concurrency if concurrency is None else concurrency,
            batch=HANDLES_AT_ONCE,
            wrap=as_secret,
        )

    def logout_many_by_token(
        self, tokens: Iterable[str] | AsyncIterable[str], *, concurrency: int | None = None
    ) -> AsyncGenerator[BulkOutcome[str], None]:
        """End many sessions by their tokens, as `logout_many` does for users.

        Args:
            tokens: The sessions' tokens; they are live credentials.
            concurrency: The most requests in flight; left out, ``max_concurrency``.

        Returns:
            An outcome for each session; ``unknown`` if it has ended already.

        Raises:
            BulkStopped: A fault that concerns all sessions.

        Endpoint: POST /sessions/?_action=logout
        """
        tokens = redacted_targets(tokens)
        end = ending_token(self.with_options(priority="bulk", deadline=None))
        return end_many(
            tokens,
            each(end),
            parameter="tokens",
            provider="forgerock",
            clock=self._clock,
            concurrency=self._max_concurrency if concurrency is None else concurrency,
            wrap=as_secret,
        )

    # Operations without a credential.

    async def get_server_info(self, *, fields: Sequence[str] | None = None) -> ServerInfo:
        """Get what the server says of itself, such as the name of its session cookie; no credential is needed.

        Args:
            fields: Only these fields.

        Endpoint: GET /serverinfo/*
        """
        call = self._open_call(get_server_info)
        sending = get_server_info.asyncio_detailed(
            client=call, fields=fields_param(fields), accept_api_version=call.version
        )
        return await call.result(sending, ServerInfo)

    async def authenticate(
        self,
        step: AuthenticationStep | None = None,
        *,
        username: str | None = None,
        password: Secret | None = None,
        service: str | None = None,
        auth_index: AuthIndex | None = None,
        no_session: bool | None = None,
        force_auth: bool | None = None,
        session_upgrade_token: str | None = None,
        suspended_id: str | None = None,
        goto: str | None = None,
    ) -> AuthenticationStep:
        """Send one step of a sign-in: the first, with or without name and password, or a filled-in one.

        Prefer `login` or `dialogue`; this is the low-level call.

        Args:
            step: The response to the step before, with its inputs filled in; it can be answered once.
            username: Sent in a header, in any alphabet; with ``password``, to sign in at once.
            password: Sent in a header, in any alphabet; or a function that returns it.
            service: The tree or journey to go through; left out, the realm's default.
            auth_index: What to sign in for, instead of ``service``: a type and its value. ``composite_advice`` (the XML of
                a policy's advices), ``transaction`` (its id; not on OpenAM) and ``resource`` (its URL); on OpenAM and older
                PingAM also ``module``, ``level``, ``role`` and ``user``.
            no_session: Check the credentials only.
            force_auth: Ask again, although there is a session.
            session_upgrade_token: The token of a session that is to reach a higher level.
            suspended_id: Of a dialogue that goes on from a link in a message.
            goto: Where the server would send a browser then.

        Returns:
            A ``token_id``, or ``callbacks`` with questions and an ``auth_id``.

        Raises:
            AuthenticationError: The credentials were refused, or the dialogue took too long.
            UsageError: This kind of server does not know the type of ``auth_index``.

        Endpoint: POST /authenticate
        """
        password, session_upgrade_token, suspended_id = (
            as_secret(password),
            as_secret(session_upgrade_token),
            as_secret(suspended_id),
        )
        if step is not None and not isinstance(step, AuthenticationStep):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
            raise UsageError(
                "`step` must be a response of `authenticate`: pass a name as `username`", provider="forgerock"
            )
        if username is not None:
            validated_text(username, "username", "forgerock")
        if session_upgrade_token is not None:
            validated_text(session_upgrade_token, "session_upgrade_token", "forgerock")
        if suspended_id is not None:
            validated_text(suspended_id, "suspended_id", "forgerock")
        following, _ = await self._send_step(
            step,
            auth_index=self._auth_index(service, auth_index),
            no_session=no_session,
            force_auth=force_auth,
            session_upgrade_sso_token_id=session_upgrade_token,
            suspended_id=suspended_id,
            goto=goto,
            x_open_am_username=None if username is None else header_words(username),
            x_open_am_password=None if password is None else header_words(await resolve_secret(password)),
        )
        return following

    async def _send_step(
        self,
        step: AuthenticationStep | None,
        *,
        auth_index: AuthIndex | None,
        cookie: str = "",
        within: float | None = None,
        **arguments: Unpack[_StepArguments],
    ) -> tuple[AuthenticationStep, Call]:
        """Send one step; return the next one and the call that brought it."""
        call = self._open_call(authenticate, cookie=cookie, within=within)
        index_type, index_value = auth_index or (None, None)

        async def send() -> Response[Any]:
            response = await authenticate.asyncio_detailed(
                client=call,
                body=step,
                auth_index_type=index_type,
                auth_index_value=index_value,
                accept_api_version=call.version,
                **arguments,
            )
            following = response.parsed
            if isinstance(following, AuthenticationStep) and not arguments.get("no_session"):
                if not following.token_id and not following.callbacks:
                    # A deadline that passes from here on loses a session that has started.
                    call.phase = "sent"
                    following.token_id = await self._token_in_cookie(call.headers)
                if following.token_id is not None:
                    check_received(following.token_id, "tokenId", provider="forgerock", operation="authenticate")
            return response

        try:
            return await call.result(send(), AuthenticationStep), call
        except UnreadableAnswerError as error:
            unreadable = error
        if call.status == HTTPStatus.OK and not arguments.get("no_session") and not arguments.get(_UPGRADE):
            unreadable = await self._ended(unreadable, call.headers)
        raise unreadable

    async def _ended(self, error: UnreadableAnswerError, headers: Mapping[str, str]) -> UnreadableAnswerError:
        """End the session whose cookie a response sets although it cannot be read otherwise; return an error that says so."""
        token = None
        if any(set_cookies(headers)):
            with suppress(SessionsError):
                token = await self._token_in_cookie(headers)
        if token is None:
            return error
        outcome = "was not ended"
        with suppress(SessionsError):
            await self._handle(token).end()
            outcome = "was ended"
        return error._as(UnreadableAnswerError, f"{error.message}; the session that it started {outcome}")  # pyright: ignore[reportPrivateUsage]  # it is for the provider packages

    async def _token_in_cookie(self, headers: Mapping[str, str]) -> str | None:
        """The token of a server that sends it in the cookie alone, also if the cookie was renamed meanwhile."""
        cookies = {name: as_secret(value) for name, value in set_cookies(headers)}
        name = await self._cookie_name.get(self._ask_cookie_name)
        if name not in cookies and await self._cookie_name.has_changed(name, self._ask_cookie_name):
            name = await self._cookie_name.get(self._ask_cookie_name)
        token = cookies.get(name)
        return None if token is None else str(token)

    # Access tokens.

    async def issue_access_token(self, assertion: Secret, *, scope: str = "fr:am:*") -> AccessTokenResponse:
        """Exchange a signed assertion for an access token of a service account. A `ServiceAccount` does this by itself.

        Args:
            assertion: A JWT signed with the account's key: ``iss`` and ``sub`` its id, ``aud`` the URL of this endpoint
                with its port, ``exp`` three minutes ahead. It can be used only once, so a function that signs one is
                called before each attempt.
            scope: The scopes wanted, separated by blanks.

        Returns:
            The token; it lives for about 15 minutes (``expires_in`` seconds).

        Raises:
            AuthenticationError: The assertion was not accepted.
            BadRequestError: The account does not have a scope, or the request is malformed.
            UnsupportedOperationError: This is not AIC; other servers have no service accounts.

        Endpoint: POST /oauth2/access_token, beside the realms
        """
        assertion = as_secret(assertion)
        return await self._issue(self._view, given_assertion("assertion", assertion), scope)

    async def _issue(self, view: View, assertion: ClientAssertion, scope: str) -> AccessTokenResponse:
        if "issueAccessToken" in self._server.profile.unsupported:
            raise UnsupportedOperationError(
                f"a server of the profile {self._server.profile.name!r} has no service accounts",
                provider="forgerock",
                operation="issueAccessToken",
            )
        call = Call(view, None, assertion=assertion)
        sending = issue_access_token.asyncio_detailed(
            body=AccessTokenRequest(
                scope=scope,
                assertion="",  # Each attempt fills it in: an assertion can be used only once.
                grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer",
                client_id="service-account",
            ),
            client=call,
        )
        try:
            issued = await call.result(sending, AccessTokenResponse)
        except AnswerError as error:
            refused = error
        else:
            check_received(issued.access_token, "access_token", provider="forgerock", operation="issueAccessToken")
            return issued
        raise self._server.explained(refused)

    def _bind(self, credentials: Credential) -> Credential:
        if isinstance(credentials, SessionCookie | SessionCookies):
            raise CredentialError(
                "`credentials` must be a SessionToken, an AdminLogin, an AccessToken or a ServiceAccount: a session's cookie is a"
                " SessionToken(..., as_cookie=True)",
                provider="forgerock",
            )
        if isinstance(credentials, AdminLogin):
            return BoundAdmin(
                credentials,
                self._clock,
                partial(self._sign_in_admin, credentials),
                self._named,
                lambda name: self._cookie_name.has_changed(name, self._ask_cookie_name),
            )
        if not isinstance(credentials, ServiceAccount):
            return credentials
        return BoundApp(
            credentials,
            self._view,
            self._issue,
            audience=with_port(self._base_url + _TOKEN_PATH),
            form_field="assertion",
            assertion_lifetime=_ASSERTION_LIFETIME,
        )

    async def _sign_in_admin(self, admin: AdminLogin) -> ForgeRockSession:
        own = self.with_options(credentials=None, realm=admin.realm, deadline=None)
        return await own.login(admin.username, admin.password, service=admin.service)

    def _named(self, token: SessionToken) -> NamedToken:
        return NamedToken(token, self._cookie_name, self._ask_cookie_name, self._view.options.headers)

    async def aclose(self) -> None:
        """Sign out what an `AdminLogin` signed in, and close the connections, of the client and all its views."""
        try:
            for bound in self._bindings.values():
                if isinstance(bound, BoundAdmin):
                    await bound.end()
        finally:
            await super().aclose()

    # How calls are made.

    def _session_call(self, function: ModuleType, token: str) -> ForgeRockCall:
        """A call of a generated function about one session, as the session itself or as the client."""
        return self._targeted_call(function, validated_session(token))

    def _admin_call(self, function: ModuleType) -> ForgeRockCall:
        """A call of a generated function as the client."""
        return self._targeted_call(function, None)

    def _targeted_call(self, function: ModuleType, token: str | None) -> ForgeRockCall:
        operation = _operation_of(function)
        version = self._server.versions[operation.id]
        target = target_of(operation.id, self._server.profile, version, self._view.credentials, token)
        if isinstance(target.credential, SessionToken):
            target = evolve(target, credential=self._named(target.credential))
        return ForgeRockCall(self._view, self._server, operation, target)

    def _for_call(self, credential: Credential | None) -> Credential | None:
        return self._named(credential) if isinstance(credential, SessionToken) else credential

    def _credential_of(self, given: Credential | str | Unchanged | None) -> Credential | None:
        given = as_secret(given)
        return super()._credential_of(SessionToken(given) if isinstance(given, str) else given)

    def _as_cookie(self, credential: Credential) -> Credential:
        if isinstance(credential, BoundAdmin):
            return credential.in_cookie()
        return evolve(credential, as_cookie=True) if isinstance(credential, SessionToken) else credential

    def _open_call(self, function: ModuleType, *, cookie: str = "", within: float | None = None) -> ForgeRockCall:
        """A call of a generated function without a credential."""
        operation = _operation_of(function)
        return ForgeRockCall(self._view, self._server, operation, Target(), cookie=cookie, within=within)

    async def _ask_cookie_name(self) -> str:
        """Ask the server for the name of its session cookie, for all calls that wait.

        No call's deadline applies: the timeouts and `RateLimit.max_wait` bound it, and it ends when no call waits.
        """
        view = without_deadline(self._view)
        call = ForgeRockCall(view, self._server, _operation_of(get_server_info), Target())
        sending = get_server_info.asyncio_detailed(client=call, fields="cookieName", accept_api_version=call.version)
        info = await call.result(sending, ServerInfo)
        with suppress(CredentialError):
            return validated_header(info.cookie_name or "")
        raise UnreadableAnswerError(
            "the response has no `cookieName` that a header can have: check that `base_url` is the URL of the server",
            provider="forgerock",
            operation="getServerInfo",
        )


def _operation_of(function: ModuleType) -> Operation:
    """The operation of a generated function; both have the same name."""
    return FORGEROCK.description.by_name[function.__name__.rpartition(".")[2]]
