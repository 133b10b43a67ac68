"""The Okta client: sessions by id, the current session of a user, and where session tokens come from."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Iterable, Mapping
from contextlib import suppress
from types import NoneType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, Unpack, overload
from urllib.parse import urlencode

from idsessions_okta.api.access_tokens import issue_access_token
from idsessions_okta.api.authentication import (
    authenticate,
    cancel_authentication,
    continue_authentication,
    verify_factor,
)
from idsessions_okta.api.sessions import (
    close_current_session,
    create_session,
    get_current_session,
    get_session,
    refresh_current_session,
    refresh_session,
    revoke_session,
)
from idsessions_okta.api.user_sessions import (
    end_my_account_sessions,
    end_user_sessions,
    global_token_revocation,
    revoke_user_sessions,
)
from idsessions_okta.models import (
    AccessTokenRequest,
    AccessTokenResponse,
    AuthenticationContext,
    AuthenticationOptions,
    AuthenticationRequest,
    AuthenticationStep,
    AuthenticationTransaction,
    CancelledAuthentication,
    CreateSessionRequest,
    GlobalTokenRevocationRequest,
    KeepCurrent,
    Session,
    SubjectIdentifier,
)

from .._core.assertion import ClientAssertion, given_assertion
from .._core.call import Call, View
from .._core.options import UNCHANGED, ClientOptions, Unchanged
from .._core.provider import Provider
from .._elsewhere import ElsewhereClient
from .._environment import Environment
from ..credentials import (
    QUOTES,
    AccessToken,
    ApiToken,
    Credential,
    Secret,
    SessionCookie,
    as_secret,
    check_received,
    is_given_as_function,
    resolve_secret,
    validated_text,
)
from ..errors import CredentialError, SessionExpiredError, UnreadableAnswerError, UsageError
from ..oauth import ServiceApp
from ..sessions import Login
from ._arguments import session_token_of, validated_session_token
from ._dialogue import OktaDialogue
from ._rules import OKTA
from ._service_app import OktaServiceApp
from ._session import CurrentSession, OktaSession, cookie_after
from ._steps import is_step

if TYPE_CHECKING:
    from ..bulk import BulkOutcome

_MINIMAL: Final = "return=minimal"
_TOKEN_PATH: Final = "/oauth2/v1/token"


class OktaSessions(ElsewhereClient):
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
            authenticated: What `authenticate` or a dialogue returned, or its session token; valid for one session within five minutes.

        Raises:
            AuthenticationError: The authentication is not finished, and the text names its state. Or the session token was
                used before, has expired, or is unknown.

        Endpoint: POST /api/v1/sessions
        """

        async def start() -> OktaSession:
            return OktaSession(self, _received(await self.create_session(session_token_of(authenticated))))

        return Login(start)

    def dialogue(self) -> OktaDialogue:
        """A sign-in, a recovery or an unlocking that you take step by step; nothing is sent yet."""
        return OktaDialogue(self, self._clock)

    def session(self, session_id: str) -> OktaSession:
        """Attach to a live session by its id. Nothing is sent, and only you end it."""
        session_id = as_secret(session_id)
        _validated_id(session_id, "session_id")
        return OktaSession(self, str(session_id))

    def session_cookie_url(self, session_token: str, redirect_url: str) -> str:
        """The URL that a browser visits to get its session cookie; nothing is sent. It holds the token: do not log it.

        Args:
            session_token: From `authenticate` or a dialogue; it can be used once.
            redirect_url: Where Okta sends the browser next: an absolute URL of one of the organization's trusted origins.

        Source: https://developer.okta.com/docs/guides/session-cookie/
        """
        session_token = as_secret(session_token)
        validated_session_token(session_token)
        validated_text(redirect_url, "redirect_url", "okta")
        if not redirect_url.lower().startswith(("https://", "http://")):
            raise UsageError(
                "`redirect_url` must be an absolute URL, such as https://app.example.com/", provider="okta"
            )
        return f"{self._base_url}/login/sessionCookieRedirect?" + urlencode(
            {"token": session_token, "redirectUrl": redirect_url}
        )

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

    @overload
    async def refresh_session(self, session_id: str) -> Session: ...

    @overload
    async def refresh_session(self, session_id: str, *, minimal: bool) -> Session | None: ...

    async def refresh_session(self, session_id: str, *, minimal: bool = False) -> Session | None:
        """Extend a session by its id; the organization's policy says how far.

        Args:
            session_id: The session's id; it is a live credential.
            minimal: Ask for a response without the session (``Prefer: return=minimal``).

        Returns:
            The session, with its new ``expires_at``; None where Okta left it out, as ``minimal`` asks.

        Raises:
            NotFoundError: There is no such session, or it has ended.

        Endpoint: POST /api/v1/sessions/{sessionId}/lifecycle/refresh, with an API token, or an access token for
        okta.sessions.manage
        """
        session_id = as_secret(session_id)
        _validated_id(session_id, "session_id")
        call = Call(self._view)
        sending = refresh_session.asyncio_detailed(session_id, prefer=_MINIMAL if minimal else None, client=call)
        return await _extended(call, sending, minimal=minimal)

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
        call = self._visitor_call(cookie, "getCurrentSession")
        session = await call.result(get_current_session.asyncio_detailed(client=call), Session)
        return CurrentSession(session, cookie_after(cookie, call.headers))

    @overload
    async def refresh_current_session(self, cookie: SessionCookie) -> CurrentSession: ...

    @overload
    async def refresh_current_session(self, cookie: SessionCookie, *, minimal: bool) -> CurrentSession | None: ...

    async def refresh_current_session(self, cookie: SessionCookie, *, minimal: bool = False) -> CurrentSession | None:
        """Extend the session that a user's cookie belongs to.

        Args:
            cookie: The user's ``sid`` or ``idx``, as the browser sent it.
            minimal: Ask for a response without the session (``Prefer: return=minimal``). A cookie that Okta sets all the
                same is lost then: the old cookie stays valid.

        Returns:
            The session, and the cookie that Okta set in its response: give it to the user's browser. None where Okta left
            the session out, as ``minimal`` asks.

        Raises:
            SessionExpiredError: The cookie belongs to no session, or to one that has ended.

        Endpoint: POST /api/v1/sessions/me/lifecycle/refresh, with the user's cookie
        """
        call = self._visitor_call(cookie, "refreshCurrentSession")
        sending = refresh_current_session.asyncio_detailed(prefer=_MINIMAL if minimal else None, client=call)
        session = await _extended(call, sending, minimal=minimal)
        return None if session is None else CurrentSession(session, cookie_after(cookie, call.headers))

    async def close_current_session(self, cookie: SessionCookie) -> None:
        """End the session that a user's cookie belongs to: sign the user out.

        Args:
            cookie: The user's ``sid`` or ``idx``, as the browser sent it.

        Raises:
            SessionExpiredError: The cookie belongs to no session, or to one that has ended.

        Endpoint: DELETE /api/v1/sessions/me, with the user's cookie
        """
        call = self._visitor_call(cookie, "closeCurrentSession")
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
        from .._bulk import each, end_many
        from ..bulk import BulkOutcome

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
        from .._bulk import each, end_many, redacted_targets
        from ..bulk import BulkOutcome

        session_ids = redacted_targets(session_ids)
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
        call = self._visitor_call(cookie, "endUserSessions")
        await call.result(end_user_sessions.asyncio_detailed(body=KeepCurrent(keep_current), client=call), NoneType)

    async def global_token_revocation(
        self, user_id: str | None = None, *, issuer: str | None = None, subject: str | None = None
    ) -> None:
        """Revoke everything that a user has: sessions, tokens, and the sessions in apps with Universal Logout.

        Args:
            user_id: The user's id in Okta.
            issuer: Instead of the id: the issuer of an outside identity provider, with ``subject``.
            subject: The user's name at the issuer.

        Raises:
            PermissionDeniedError: The token lacks the scope, or the organization the feature.

        Endpoint: POST /oauth2/v1/global-token-revocation, with an API token, or an access token for
        okta.universalLogout.manage
        """
        if (user_id is None) == (issuer is None and subject is None):
            raise UsageError("pass either `user_id`, or `issuer` and `subject`", provider="okta")
        if user_id is not None:
            _validated_id(user_id, "user_id")
            who = SubjectIdentifier("opaque", id=user_id)
        else:
            for value in (issuer, subject):
                if not isinstance(value, str) or not value.strip():
                    raise UsageError("`issuer` and `subject` must both be strings that are not blank", provider="okta")
            who = SubjectIdentifier("iss_sub", iss=issuer, sub=subject)
        call = Call(self._view)
        body = GlobalTokenRevocationRequest(who)
        await call.result(global_token_revocation.asyncio_detailed(body=body, client=call), NoneType)

    async def end_my_account_sessions(
        self, token: AccessToken, *, oauth_tokens: bool = True, exclude_current: bool = False
    ) -> None:
        """End all sessions of the user who signed in for this access token; on Identity Engine only.

        Args:
            token: The user's access token for okta.myAccount.sessions.manage, from the org authorization server.
            oauth_tokens: Revoke the user's OpenID Connect and OAuth refresh and access tokens too, this one included.
            exclude_current: Spare the session and the tokens that ``token`` belongs to.

        Raises:
            AuthenticationError: The access token has expired or was revoked (E0000011).

        Endpoint: DELETE /idp/myaccount/sessions, with the user's access token
        """
        call = Call(self._view, token)
        sending = end_my_account_sessions.asyncio_detailed(
            oauth_tokens=oauth_tokens, exclude_current_authorization_context=exclude_current, client=call
        )
        await call.result(sending, NoneType)

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

    async def verify_factor(
        self,
        factor_id: str,
        request: AuthenticationStep,
        *,
        remember_device: bool | None = None,
        auto_push: bool | None = None,
    ) -> AuthenticationTransaction:
        """Start, answer or poll the challenge of a factor. `dialogue` does this by the links of the last response.

        Args:
            factor_id: The factor's id, or ``webauthn`` for any key of the user.
            request: The state token, and the answer.
            remember_device: Spare the user the factor on this device.
            auto_push: Send a push at once the next time.

        Raises:
            AuthenticationError: The answer is wrong (E0000068), or too many were (E0000069).

        Endpoint: POST /api/v1/authn/factors/{factorIdOrFactorType}/verify, without a credential
        """
        _validated_id(factor_id, "factor_id")
        _check_step(request)
        call = Call(self._view, None)
        sending = verify_factor.asyncio_detailed(
            factor_id, body=request, remember_device=remember_device, auto_push=auto_push, client=call
        )
        return await call.result(sending, AuthenticationTransaction)

    async def continue_authentication(self, step: str, request: AuthenticationStep) -> AuthenticationTransaction:
        """Take another step of an authentication. `dialogue` does this by the links of the last response.

        Args:
            step: What follows ``/api/v1/authn/`` in the link, such as ``credentials/change_password``.
            request: The state token, and what the step asks for.

        Raises:
            BadRequestError: The state does not offer this step (E0000079).
            AuthenticationError: What was given is wrong, or the state token has expired (E0000011).

        Endpoint: POST /api/v1/authn/{step}, without a credential
        """
        validated_text(step, "step", "okta", "continueAuthentication")
        if not is_step(step):
            raise UsageError("`step` must be what follows /api/v1/authn/ in a link", provider="okta")
        _check_step(request)
        call = Call(self._view, None, path=f"/api/v1/authn/{step}")
        return await call.result(
            continue_authentication.asyncio_detailed(step, body=request, client=call), AuthenticationTransaction
        )

    async def cancel_authentication(self, state_token: str) -> None:
        """Cancel an authentication: its state token is revoked.

        Args:
            state_token: The token of its last response.

        Raises:
            AuthenticationError: The state token has expired, or was revoked before (E0000011).

        Endpoint: POST /api/v1/authn/cancel, without a credential
        """
        state_token = as_secret(state_token)
        validated_text(state_token, "state_token", "okta", "cancelAuthentication")
        call = Call(self._view, None)
        body = AuthenticationStep(state_token=state_token)
        await call.result(cancel_authentication.asyncio_detailed(body=body, client=call), CancelledAuthentication)

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

    def _visitor_call(self, cookie: SessionCookie, operation: str) -> Call:
        """A call with a user's cookie. What a browser sends is no mistake of the caller's."""
        if isinstance(cookie, SessionCookie) and not cookie.can_be_sent:  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
            raise SessionExpiredError(
                "no session has such a cookie: nothing was sent", provider="okta", operation=operation
            )
        return Call(self._view, cookie)

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

    def _credential_of(self, given: Credential | str | Unchanged | None) -> Credential | None:
        return given if isinstance(given, SessionCookie) else super()._credential_of(given)

    def _rotated(self, used: Credential, sent: str, headers: Mapping[str, str]) -> Credential:
        if not isinstance(used, SessionCookie) or is_given_as_function(used):
            return used
        with suppress(UnreadableAnswerError):
            return cookie_after(used, headers)
        return used


async def _extended(call: Call, sending: Awaitable[Any], *, minimal: bool) -> Session | None:
    """The session in a response; None only where it was asked for without."""
    if not minimal:
        return await call.result(sending, Session)
    found = await call.result(sending, object)
    return found if isinstance(found, Session) else None


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


def _check_step(request: AuthenticationStep) -> None:
    if not isinstance(request, AuthenticationStep):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
        raise UsageError("`request` must be an `AuthenticationStep`", provider="okta")


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
