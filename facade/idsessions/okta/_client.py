"""The Okta client: sessions by id, the current session of a user, and where session tokens come from."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Mapping
from contextlib import suppress
from types import NoneType
from typing import ClassVar, Final, Self, Unpack

from idsessions_okta.api.access_tokens import issue_access_token
from idsessions_okta.api.authentication import authenticate
from idsessions_okta.api.sessions import (
    close_current_session,
    create_session,
    get_current_session,
    get_session,
    refresh_current_session,
    refresh_session,
    revoke_session,
)
from idsessions_okta.api.user_sessions import end_user_sessions, revoke_user_sessions
from idsessions_okta.models import (
    AccessTokenRequest,
    AccessTokenResponse,
    AuthenticationContext,
    AuthenticationOptions,
    AuthenticationRequest,
    AuthenticationTransaction,
    CreateSessionRequest,
    KeepCurrent,
    Session,
)

from .._bulk import each, end_many, hidden
from .._core.assertion import ClientAssertion, given_assertion
from .._core.call import Call, View
from .._core.client import SessionsClient
from .._core.options import UNCHANGED, ClientOptions
from .._core.provider import Provider
from .._environment import Environment
from ..bulk import BulkOutcome
from ..credentials import (
    QUOTES,
    AccessToken,
    ApiToken,
    Credential,
    Secret,
    SessionCookie,
    as_secret,
    check_received,
    resolve_secret,
    validated_text,
)
from ..errors import CredentialError, UnreadableAnswerError, UsageError
from ..oauth import ServiceApp
from ..sessions import Login
from ._arguments import session_token_of, validated_session_token
from ._rules import OKTA
from ._service_app import OktaServiceApp
from ._session import CurrentSession, OktaSession, cookie_after

_TOKEN_PATH: Final = "/oauth2/v1/token"


class OktaSessions(SessionsClient):
    """The session endpoints of one Okta organization.

    Args:
        base_url: The organization's URL, such as ``https://acme.okta.com``.
        credentials: What to call as: an `ApiToken`, an `AccessToken` or a `ServiceApp`. The calls about the current session
            take the user's `SessionCookie` as their first argument instead.
        timeout: Seconds for each step of an exchange with Okta, or `Timeouts`.
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
        UsageError: The URL or an option cannot be used.
    """

    _provider: ClassVar[Provider] = OKTA

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Unpack[ClientOptions]) -> Self:
        """A client for the settings in the environment, by the names of Okta's own SDKs.

        ``OKTA_CLIENT_ORGURL`` is the organization. ``OKTA_CLIENT_AUTHORIZATIONMODE`` says what to call as: ``SSWS``, the
        default, is the API token in ``OKTA_CLIENT_TOKEN``; ``Bearer`` is an access token in the same variable;
        ``PrivateKey`` is the app of `ServiceApp.from_env`, and the default where there is a key and no token.

        Args:
            environ: What to read instead of the environment.
            options: The options of the constructor.

        Raises:
            UsageError: A variable is not set, or cannot be used; the text names it.
        """
        variables = Environment(environ)
        default = "SSWS"
        if variables.get("OKTA_CLIENT_TOKEN") is None and variables.get("OKTA_CLIENT_PRIVATEKEY") is not None:
            default = "PrivateKey"
        mode = variables.get("OKTA_CLIENT_AUTHORIZATIONMODE") or default
        credentials: Credential
        match mode.lower():
            case "ssws":
                credentials = ApiToken.from_env(environ)
            case "bearer":
                with variables.named(secret="OKTA_CLIENT_TOKEN"):
                    credentials = AccessToken(variables["OKTA_CLIENT_TOKEN"])
            case "privatekey":
                credentials = ServiceApp.from_env(environ)
            case _:
                raise UsageError("OKTA_CLIENT_AUTHORIZATIONMODE must be SSWS, Bearer or PrivateKey")
        with variables.named(base_url="OKTA_CLIENT_ORGURL"):
            return cls(variables["OKTA_CLIENT_ORGURL"], credentials, **options)

    # Session handles.

    def login(self, authenticated: AuthenticationTransaction | str) -> Login[OktaSession]:
        """Start a session: ``await`` it and end it yourself, or enter it with ``async with`` to revoke it on the way out.

        Args:
            authenticated: What `authenticate` returned, or its session token; valid for one session within five minutes.

        Raises:
            AuthenticationError: The authentication is not finished, and the text names its state. Or the session token was
                used before, has expired, or is unknown.

        Endpoint: POST /api/v1/sessions
        """

        async def start() -> OktaSession:
            return OktaSession(self, _received(await self.create_session(session_token_of(authenticated))))

        return Login(start)

    def session(self, session_id: str) -> OktaSession:
        """Attach to a live session by its id. Nothing is sent, and only you end it."""
        session_id = as_secret(session_id)
        _validated_id(session_id, "session_id")
        return OktaSession(self, str(session_id))

    # Operations.

    async def create_session(self, session_token: str) -> Session:
        """Create a session with a session token.

        Args:
            session_token: From `authenticate`; valid for one session within five minutes.

        Raises:
            AuthenticationError: The session token was used before, has expired, or is unknown (E0000004); or the API token
                was not accepted (E0000011).

        Endpoint: POST /api/v1/sessions, with an API token
        """
        session_token = as_secret(session_token)
        validated_session_token(session_token)
        call = Call(self._view)
        return await call.result(
            create_session.asyncio_detailed(body=CreateSessionRequest(session_token), client=call), Session
        )

    async def get_session(self, session_id: str) -> Session:
        """Get a session by its id.

        Args:
            session_id: The session's id; it is a live credential.

        Raises:
            NotFoundError: There is no such session, or it has ended.

        Endpoint: GET /api/v1/sessions/{sessionId}, with an API token, or an access token for okta.sessions.read
        """
        session_id = as_secret(session_id)
        _validated_id(session_id, "session_id")
        call = Call(self._view)
        return await call.result(get_session.asyncio_detailed(session_id, client=call), Session)

    async def refresh_session(self, session_id: str) -> Session:
        """Extend a session by its id; the organization's policy says how far.

        Args:
            session_id: The session's id; it is a live credential.

        Returns:
            The session, with its new ``expires_at``.

        Raises:
            NotFoundError: There is no such session, or it has ended.

        Endpoint: POST /api/v1/sessions/{sessionId}/lifecycle/refresh, with an API token, or an access token for
        okta.sessions.manage
        """
        session_id = as_secret(session_id)
        _validated_id(session_id, "session_id")
        call = Call(self._view)
        return await call.result(refresh_session.asyncio_detailed(session_id, client=call), Session)

    async def revoke_session(self, session_id: str) -> None:
        """End a session by its id.

        Args:
            session_id: The session's id; it is a live credential.

        Raises:
            NotFoundError: There is no such session; it may have been revoked before.

        Endpoint: DELETE /api/v1/sessions/{sessionId}, with an API token, or an access token for okta.sessions.manage
        """
        session_id = as_secret(session_id)
        _validated_id(session_id, "session_id")
        call = Call(self._view)
        await call.result(revoke_session.asyncio_detailed(session_id, client=call), NoneType)

    async def get_current_session(self, cookie: SessionCookie) -> CurrentSession:
        """Get the session that a user's cookie belongs to.

        Args:
            cookie: The user's ``sid`` or ``idx``, as the browser sent it.

        Raises:
            SessionExpiredError: The cookie belongs to no session, or to one that has ended.

        Endpoint: GET /api/v1/sessions/me, with the user's cookie
        """
        call = Call(self._view, cookie)
        session = await call.result(get_current_session.asyncio_detailed(client=call), Session)
        return CurrentSession(session, cookie_after(cookie, call.headers))

    async def refresh_current_session(self, cookie: SessionCookie) -> CurrentSession:
        """Extend the session that a user's cookie belongs to.

        Args:
            cookie: The user's ``sid`` or ``idx``, as the browser sent it.

        Returns:
            The session, and the cookie that Okta set in its response: give it to the user's browser.

        Raises:
            SessionExpiredError: The cookie belongs to no session, or to one that has ended.

        Endpoint: POST /api/v1/sessions/me/lifecycle/refresh, with the user's cookie
        """
        call = Call(self._view, cookie)
        session = await call.result(refresh_current_session.asyncio_detailed(client=call), Session)
        return CurrentSession(session, cookie_after(cookie, call.headers))

    async def close_current_session(self, cookie: SessionCookie) -> None:
        """End the session that a user's cookie belongs to: sign the user out.

        Args:
            cookie: The user's ``sid`` or ``idx``, as the browser sent it.

        Raises:
            SessionExpiredError: The cookie belongs to no session, or to one that has ended.

        Endpoint: DELETE /api/v1/sessions/me, with the user's cookie
        """
        call = Call(self._view, cookie)
        await call.result(close_current_session.asyncio_detailed(client=call), NoneType)

    async def revoke_user_sessions(
        self, user_id: str, *, oauth_tokens: bool = False, forget_devices: bool | None = None
    ) -> None:
        """End all sessions of a user.

        Args:
            user_id: The user's id.
            oauth_tokens: Revoke the user's OpenID Connect and OAuth refresh and access tokens too.
            forget_devices: Clear the user's remembered factors for all devices; left out, Okta's default holds (true on
                Identity Engine, false on Classic Engine).

        Endpoint: DELETE /api/v1/users/{userId}/sessions, with an API token, or an access token for okta.users.manage
        """
        _validated_id(user_id, "user_id")
        call = Call(self._view)
        sending = revoke_user_sessions.asyncio_detailed(
            user_id, oauth_tokens=oauth_tokens, forget_devices=forget_devices, client=call
        )
        await call.result(sending, NoneType)

    def revoke_many(
        self,
        user_ids: Iterable[str] | AsyncIterable[str],
        *,
        oauth_tokens: bool = False,
        forget_devices: bool | None = None,
        concurrency: int | None = None,
    ) -> AsyncGenerator[BulkOutcome[str], None]:
        """End all sessions of many users: ``async for outcome in okta.revoke_many(user_ids)``.

        The requests have the priority ``bulk`` and no deadline; leaving the loop cancels those in flight.

        Args:
            user_ids: The users' ids, as many as you like, each done once; read no further than the requests in flight. Okta
                documents ids here; it takes logins in most paths for users, and nobody has confirmed it for this one.
            oauth_tokens: As for `revoke_user_sessions`.
            forget_devices: As for `revoke_user_sessions`.
            concurrency: The most requests in flight; left out, ``max_concurrency``.

        Returns:
            An outcome for each user, in the order of completion; ``unknown`` if there is no such user.

        Raises:
            BulkStopped: A fault that concerns all users; its ``not_tried`` yields those without an outcome.

        Endpoint: DELETE /api/v1/users/{userId}/sessions
        """
        okta = self.with_options(priority="bulk", deadline=None)

        async def end(user_id: str) -> BulkOutcome[str]:
            await okta.revoke_user_sessions(user_id, oauth_tokens=oauth_tokens, forget_devices=forget_devices)
            return BulkOutcome(user_id, "ended")

        return end_many(
            user_ids,
            each(end),
            parameter="user_ids",
            provider="okta",
            clock=self._clock,
            concurrency=self._max_concurrency if concurrency is None else concurrency,
        )

    def revoke_many_sessions(
        self, session_ids: Iterable[str] | AsyncIterable[str], *, concurrency: int | None = None
    ) -> AsyncGenerator[BulkOutcome[str], None]:
        """End many sessions by their ids, as `revoke_many` does for users.

        Args:
            session_ids: The sessions' ids; they are live credentials.
            concurrency: The most requests in flight; left out, ``max_concurrency``.

        Returns:
            An outcome for each session; ``unknown`` if there is no such session, since it may have been revoked before.

        Raises:
            BulkStopped: A fault that concerns all sessions.

        Endpoint: DELETE /api/v1/sessions/{sessionId}
        """
        session_ids = hidden(session_ids)
        okta = self.with_options(priority="bulk", deadline=None)

        async def end(session_id: str) -> BulkOutcome[str]:
            session_id = as_secret(session_id)
            await okta.revoke_session(session_id)
            return BulkOutcome(session_id, "ended")

        return end_many(
            session_ids,
            each(end),
            parameter="session_ids",
            provider="okta",
            clock=self._clock,
            concurrency=self._max_concurrency if concurrency is None else concurrency,
            wrap=as_secret,
        )

    async def end_user_sessions(self, cookie: SessionCookie, *, keep_current: bool = True) -> None:
        """End the other sessions of the user that a cookie belongs to.

        Args:
            cookie: The user's ``sid`` or ``idx``, as the browser sent it.
            keep_current: Keep the session of this cookie; False ends it too.

        Endpoint: POST /api/v1/users/me/lifecycle/delete_sessions, with the user's cookie
        """
        call = Call(self._view, cookie)
        await call.result(end_user_sessions.asyncio_detailed(body=KeepCurrent(keep_current), client=call), NoneType)

    async def authenticate(
        self,
        username: str | None = None,
        password: Secret | None = None,
        *,
        token: str | None = None,
        state_token: str | None = None,
        relay_state: str | None = None,
        device_token: str | None = None,
        warn_before_password_expired: bool | None = None,
        multi_optional_factor_enroll: bool | None = None,
        forwarded_for: str | None = None,
        device_fingerprint: str | None = None,
        as_trusted_application: bool = False,
    ) -> AuthenticationTransaction:
        """Check a user's password, or continue an authentication that asked for more.

        The ``status`` of the result says what comes next. Only ``SUCCESS`` has a ``session_token``; the others have a
        ``state_token``, and in ``embedded`` and ``links`` what Okta wants next.

        Args:
            username: The user's login.
            password: The user's password, or a function that returns it.
            token: An activation or recovery token, instead of name and password.
            state_token: The state token of an authentication under way, instead of name and password.
            relay_state: Handed back with the result.
            device_token: Identifies the user's device, at most 32 characters.
            warn_before_password_expired: Answer ``PASSWORD_WARN`` when the password expires soon.
            multi_optional_factor_enroll: Let the user enroll several factors.
            forwarded_for: The user's IP address; believed only from a trusted application.
            device_fingerprint: Identifies the user's browser, for sign-in notifications.
            as_trusted_application: Send the client's API token too.

        Raises:
            CredentialError: As a trusted application, and the client has no API token.
            AuthenticationError: The password is wrong, the account is locked without saying so, a policy denied it, or the
                token is no longer valid (E0000004); or the state token is not (E0000011).

        Endpoint: POST /api/v1/authn, without a credential or with an API token
        """
        password, token = as_secret(password), as_secret(token)
        state_token, device_token = as_secret(state_token), as_secret(device_token)
        if username is not None:
            validated_text(username, "username", "okta", "authenticate")
        if token is not None:
            validated_text(token, "token", "okta", "authenticate")
        if state_token is not None:
            validated_text(state_token, "state_token", "okta", "authenticate")
        if as_trusted_application and self._view.credentials is None:
            raise CredentialError(
                "a trusted application sends the client's ApiToken, and the client has none",
                provider="okta",
                operation="authenticate",
            )
        options = context = None
        if warn_before_password_expired is not None or multi_optional_factor_enroll is not None:
            options = AuthenticationOptions(
                multi_optional_factor_enroll=multi_optional_factor_enroll,
                warn_before_password_expired=warn_before_password_expired,
            )
        if device_token is not None:
            context = AuthenticationContext(device_token=device_token)
        call = Call(self._view, UNCHANGED if as_trusted_application else None)
        sending = authenticate.asyncio_detailed(
            body=AuthenticationRequest(
                username=username,
                password=None if password is None else await resolve_secret(password),
                token=token,
                state_token=state_token,
                relay_state=relay_state,
                options=options,
                context=context,
            ),
            x_forwarded_for=forwarded_for,
            x_device_fingerprint=device_fingerprint,
            client=call,
        )
        return await call.result(sending, AuthenticationTransaction)

    async def issue_access_token(
        self, client_assertion: Secret, *, scope: str, dpop: Secret | None = None
    ) -> AccessTokenResponse:
        """Exchange a signed assertion for an access token of a service app. A `ServiceApp` does this by itself.

        Args:
            client_assertion: A JWT signed with the service app's key: ``iss`` and ``sub`` its client id, ``aud`` the URL
                of this endpoint, ``exp`` at most an hour ahead. It can be used only once, so a function that signs one is
                called before each attempt.
            scope: The scopes wanted, separated by blanks, such as ``okta.sessions.manage``.
            dpop: A proof of possession for this endpoint (RFC 9449), or a function that makes one.

        Returns:
            The token; it lives for an hour (``expires_in`` seconds).

        Raises:
            AuthenticationError: The assertion was not accepted (``invalid_client``).
            BadRequestError: A scope was not granted, the request is malformed, or a proof of possession is wanted
                (``invalid_dpop_proof``, ``use_dpop_nonce``).

        Endpoint: POST /oauth2/v1/token
        """
        client_assertion, dpop = as_secret(client_assertion), as_secret(dpop)
        return await self._issue(self._view, given_assertion("client_assertion", client_assertion, dpop), scope)

    async def _issue(self, view: View, assertion: ClientAssertion, scope: str) -> AccessTokenResponse:
        call = Call(view, None, assertion=assertion)
        sending = issue_access_token.asyncio_detailed(
            body=AccessTokenRequest(
                scope=scope,
                client_assertion="",  # Each attempt fills it in: an assertion can be used only once.
                grant_type="client_credentials",
                client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
            client=call,
        )
        issued = await call.result(sending, AccessTokenResponse)
        check_received(issued.access_token, "access_token", provider="okta", operation="issueAccessToken")
        return issued

    def _bind(self, credentials: Credential) -> Credential:
        if isinstance(credentials, SessionCookie):
            raise CredentialError(
                "`credentials` must be an ApiToken, an AccessToken or a ServiceApp: pass a user's SessionCookie to each"
                " call, such as `get_current_session(cookie)`",
                provider="okta",
            )
        if not isinstance(credentials, ServiceApp):
            return credentials
        token_url = self._base_url + _TOKEN_PATH
        return OktaServiceApp(credentials, self._view, self._issue, token_url=token_url)


def _validated_id(value: str, parameter: str) -> None:
    """Raise `UsageError` unless ``value`` can stand in a path as one segment that means itself.

    ``..`` would lead to another resource, and ``me`` is a resource.
    """
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
        raise UsageError(f"`{parameter}` must be a string, not {type(value).__name__}", provider="okta")
    if value.startswith(QUOTES) or value.endswith(QUOTES):
        raise UsageError(f"`{parameter}` is in quotes: pass it without them", provider="okta")
    if not value.strip() or value in (".", "..", "me") or not value.isprintable():
        raise UsageError(
            f"`{parameter}` must not be empty, '.', '..' or 'me', or contain control characters", provider="okta"
        )


def _received(session: Session) -> Session:
    """``session`` if its id can be called with."""
    with suppress(UsageError):
        _validated_id(session.id, "id")
        return session
    raise UnreadableAnswerError(
        "the session that started has an `id` that no request can carry: it was not ended",
        provider="okta",
        operation="createSession",
    )
