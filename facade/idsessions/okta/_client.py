"""Okta: sessions by id, the current session of a user, and where session tokens come from."""

from __future__ import annotations

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
    AuthenticationContext,
    AuthenticationOptions,
    AuthenticationRequest,
    AuthenticationTransaction,
    CreateSessionRequest,
    KeepCurrent,
    Session,
)

from .._core.client import OWN, checked_id
from ..credentials import Secret, SessionCookie, ask
from ..errors import CredentialError, UsageError
from ..sessions import Login
from ._base import OktaClient
from ._session import CurrentSession, OktaSession, cookie_after, session_token_of

__all__ = ["CurrentSession", "OktaSession", "OktaSessions"]


class OktaSessions(OktaClient):
    """The session endpoints of one Okta organization.

    Args:
        base_url: The organization's URL, such as ``https://acme.okta.com``.
        credentials: What to call as: an `ApiToken`, an `AccessToken` or a `ServiceApp`. The calls about the current session
            take the user's `SessionCookie` as their first argument instead.
        timeout: Seconds for each step of an exchange with Okta, or `Timeouts`.
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
        UsageError: The URL or a header cannot be used.
    """

    # Sessions in one's hands.

    def login(self, authenticated: AuthenticationTransaction | str) -> Login[OktaSession]:
        """Begin a session: ``await`` it, or enter it with ``async with`` to have it revoked.

        Args:
            authenticated: What `authenticate` returned, or its session token; good for one session within five minutes.

        Raises:
            AuthenticationError: The authentication is not finished: more is asked of the user; the text says what
                state it is in. Or the session token was used before, is too old, or never was.

        Endpoint: POST /api/v1/sessions
        """

        async def begin() -> OktaSession:
            return OktaSession(self, await self.create_session(session_token_of(authenticated)))

        return Login(begin)

    def session(self, session_id: str) -> OktaSession:
        """Adopt a live session by its id. Nothing is sent, and nobody ends it but you."""
        return OktaSession(self, checked_id(session_id, "session id"))

    # The operations.

    async def create_session(self, session_token: str) -> Session:
        """Create a session with a session token.

        Args:
            session_token: From `authenticate`; good for one session within five minutes.

        Raises:
            AuthenticationError: The session token was used before, is too old, or never was (E0000004); or the API
                token was not accepted (E0000011).

        Endpoint: POST /api/v1/sessions, with an API token
        """
        if not session_token:
            raise UsageError("the session token is empty", provider="okta", operation="createSession")
        response = await create_session.asyncio_detailed(
            body=CreateSessionRequest(session_token), client=self._client, extensions=self._call()
        )
        return self._expect(response, Session)

    async def get_session(self, session_id: str) -> Session:
        """Get a session by its id.

        Args:
            session_id: The session's id; it is a live credential.

        Raises:
            NotFoundError: There is no such session, or there is none any more.

        Endpoint: GET /api/v1/sessions/{sessionId}, with an API token, or an access token for okta.sessions.read
        """
        response = await get_session.asyncio_detailed(
            checked_id(session_id, "session id"), client=self._client, extensions=self._call()
        )
        return self._expect(response, Session)

    async def refresh_session(self, session_id: str) -> Session:
        """Prolong a session by its id; how far is the organization's policy.

        Args:
            session_id: The session's id; it is a live credential.

        Returns:
            The session, with its new ``expires_at``.

        Raises:
            NotFoundError: There is no such session, or there is none any more.

        Endpoint: POST /api/v1/sessions/{sessionId}/lifecycle/refresh, with an API token, or an access token for
        okta.sessions.manage
        """
        response = await refresh_session.asyncio_detailed(
            checked_id(session_id, "session id"), client=self._client, extensions=self._call()
        )
        return self._expect(response, Session)

    async def revoke_session(self, session_id: str) -> None:
        """End a session by its id.

        Args:
            session_id: The session's id; it is a live credential.

        Raises:
            NotFoundError: There is no such session; it may have been revoked before.

        Endpoint: DELETE /api/v1/sessions/{sessionId}, with an API token, or an access token for okta.sessions.manage
        """
        await revoke_session.asyncio_detailed(
            checked_id(session_id, "session id"), client=self._client, extensions=self._call()
        )

    async def get_current_session(self, cookie: SessionCookie) -> CurrentSession:
        """Get the session that a user's cookie stands for.

        Args:
            cookie: The user's ``sid`` or ``idx``, as the browser sent it.

        Raises:
            SessionExpiredError: The cookie stands for no session, or for none any more.

        Endpoint: GET /api/v1/sessions/me, with the user's cookie
        """
        response = await get_current_session.asyncio_detailed(client=self._client, extensions=self._call(cookie))
        return CurrentSession(self._expect(response, Session), cookie_after(cookie, response.headers))

    async def refresh_current_session(self, cookie: SessionCookie) -> CurrentSession:
        """Prolong the session that a user's cookie stands for.

        Args:
            cookie: The user's ``sid`` or ``idx``, as the browser sent it.

        Returns:
            The session, and the cookie that Okta set in answer: give it to the user's browser.

        Raises:
            SessionExpiredError: The cookie stands for no session, or for none any more.

        Endpoint: POST /api/v1/sessions/me/lifecycle/refresh, with the user's cookie
        """
        response = await refresh_current_session.asyncio_detailed(client=self._client, extensions=self._call(cookie))
        return CurrentSession(self._expect(response, Session), cookie_after(cookie, response.headers))

    async def close_current_session(self, cookie: SessionCookie) -> None:
        """End the session that a user's cookie stands for: sign the user out.

        Args:
            cookie: The user's ``sid`` or ``idx``, as the browser sent it.

        Raises:
            SessionExpiredError: The cookie stands for no session, or for none any more.

        Endpoint: DELETE /api/v1/sessions/me, with the user's cookie
        """
        await close_current_session.asyncio_detailed(client=self._client, extensions=self._call(cookie))

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
        await revoke_user_sessions.asyncio_detailed(
            checked_id(user_id, "user id"),
            oauth_tokens=oauth_tokens,
            forget_devices=forget_devices,
            client=self._client,
            extensions=self._call(),
        )

    async def end_user_sessions(self, cookie: SessionCookie, *, keep_current: bool = True) -> None:
        """End the other sessions of the user whose cookie this is.

        Args:
            cookie: The user's ``sid`` or ``idx``, as the browser sent it.
            keep_current: Keep the session of this cookie; False ends it too.

        Endpoint: POST /api/v1/users/me/lifecycle/delete_sessions, with the user's cookie
        """
        await end_user_sessions.asyncio_detailed(
            body=KeepCurrent(keep_current), client=self._client, extensions=self._call(cookie)
        )

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
        """Check a user's password, or go on with an authentication that asked for more.

        The ``status`` of the answer says what comes next. Only ``SUCCESS`` has a ``session_token``; the others have a
        ``state_token``, and in ``embedded`` and ``links`` what is wanted.

        Args:
            username: The user's login.
            password: The user's password, or a function that returns it.
            token: An activation or recovery token, instead of name and password.
            state_token: Of an authentication under way, instead of name and password.
            relay_state: Handed back with the answer.
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
        if as_trusted_application and self._credentials is None:
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
        response = await authenticate.asyncio_detailed(
            body=AuthenticationRequest(
                username=username,
                password=None if password is None else await ask(password),
                token=token,
                state_token=state_token,
                relay_state=relay_state,
                options=options,
                context=context,
            ),
            x_forwarded_for=forwarded_for,
            x_device_fingerprint=device_fingerprint,
            client=self._client,
            extensions=self._call(OWN if as_trusted_application else None),
        )
        return self._expect(response, AuthenticationTransaction)
