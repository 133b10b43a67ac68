"""The part of the Okta client that is about itself: how it is made, and how it gets access tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Final, Self, Unpack

import httpx

from idsessions_okta.api.access_tokens import issue_access_token
from idsessions_okta.client import AuthenticatedClient
from idsessions_okta.models import AccessTokenRequest, AccessTokenResponse

from .._clock import Clock
from .._core.assertion import ClientAssertion, GivenAssertion
from .._core.client import ClientOptions, SessionsClient
from .._core.options import DEFAULT_RATE_LIMIT, DEFAULT_TIMEOUTS, CallRecord, Timeouts
from .._core.provider import Provider
from .._environment import Environment
from .._rate_limit import RateLimit
from ..credentials import AccessToken, ApiToken, Credential, Secret
from ..errors import UsageError
from ..oauth import KeyHolder, ServiceApp
from ._rules import OKTA
from ._service_app import OktaServiceApp

_TOKEN_PATH: Final = "/oauth2/v1/token"


class OktaClient(SessionsClient):
    """The base of `OktaSessions`."""

    _provider: ClassVar[Provider] = OKTA

    def __init__(
        self,
        base_url: str,
        credentials: Credential | None = None,
        *,
        timeout: Timeouts | float = DEFAULT_TIMEOUTS,
        deadline: float | None = None,
        rate_limit: RateLimit | None = DEFAULT_RATE_LIMIT,
        max_concurrency: int = 32,
        headers: Mapping[str, str] | None = None,
        user_agent: str = "",
        on_call: Callable[[CallRecord], None] | None = None,
        clock: Clock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        allow_http: bool = False,
    ) -> None:
        super().__init__(
            base_url,
            credentials=credentials,
            timeout=timeout,
            deadline=deadline,
            rate_limit=rate_limit,
            max_concurrency=max_concurrency,
            headers=headers,
            user_agent=user_agent,
            on_call=on_call,
            clock=clock,
            transport=transport,
            allow_http=allow_http,
        )
        self._client = AuthenticatedClient(self._base_url, token="").set_async_httpx_client(self._sender)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Unpack[ClientOptions]) -> Self:
        """A client as the environment describes it, by the names of Okta's own SDKs.

        ``OKTA_CLIENT_ORGURL`` is the organization. ``OKTA_CLIENT_AUTHORIZATIONMODE`` says what to call as: ``SSWS``, the
        default, is the API token in ``OKTA_CLIENT_TOKEN``; ``Bearer`` is an access token in the same variable;
        ``PrivateKey`` is the app of `ServiceApp.from_env`, and the default where there is a key and no token.

        Args:
            environ: What to read instead of the environment.
            options: Those of the constructor.

        Raises:
            UsageError: A variable is not set, or cannot be used; the text names it.
        """
        variables = Environment(environ)
        by_default = "SSWS"
        if variables.get("OKTA_CLIENT_TOKEN") is None and variables.get("OKTA_CLIENT_PRIVATEKEY") is not None:
            by_default = "PrivateKey"
        mode = variables.get("OKTA_CLIENT_AUTHORIZATIONMODE") or by_default
        credentials: Credential
        match mode.lower():
            case "ssws":
                credentials = ApiToken.from_env(environ)
            case "bearer":
                credentials = AccessToken(variables["OKTA_CLIENT_TOKEN"])
            case "privatekey":
                credentials = ServiceApp.from_env(environ)
            case _:
                raise UsageError("OKTA_CLIENT_AUTHORIZATIONMODE must be SSWS, Bearer or PrivateKey")
        return cls(variables["OKTA_CLIENT_ORGURL"], credentials, **options)

    async def issue_access_token(
        self, client_assertion: Secret, *, scope: str, dpop: Secret | None = None
    ) -> AccessTokenResponse:
        """Exchange a signed assertion for an access token of a service app. A `ServiceApp` does this by itself.

        Args:
            client_assertion: A JWT signed with the service app's key: ``iss`` and ``sub`` its client id, ``aud`` the URL
                of this endpoint, ``exp`` at most an hour ahead. Good for one request, so a function that signs one is
                asked before each attempt.
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
        return await self._issue(GivenAssertion("client_assertion", client_assertion, dpop), scope)

    async def _issue(self, assertion: ClientAssertion, scope: str) -> AccessTokenResponse:
        response = await issue_access_token.asyncio_detailed(
            body=AccessTokenRequest(
                scope=scope,
                client_assertion="",  # Put in before each attempt: an assertion is good for one.
                grant_type="client_credentials",
                client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
            client=self._client,
            extensions=self._call(None, assertion=assertion),
        )
        return self._expect(response, AccessTokenResponse)

    def _bind(self, app: KeyHolder) -> Credential:
        if not isinstance(app, ServiceApp):
            return app
        # As it is called: Okta compares what an assertion and a proof say with the URL that it knows itself by.
        token_url = str(httpx.URL(self._base_url + _TOKEN_PATH))
        return OktaServiceApp(app, self._clock, token_url, self._issue)
