"""How a ForgeRock client gets access tokens, and how it is made from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Self, Unpack

from idsessions_forgerock.api.access_tokens import issue_access_token
from idsessions_forgerock.models import AccessTokenRequest, AccessTokenResponse

from .._core.assertion import ClientAssertion, GivenAssertion
from .._core.client import ClientOptions
from .._environment import Environment
from ..credentials import Credential, Secret
from ..errors import UnsupportedOperationError
from ..oauth import KeyHolder, ServiceAccount
from ._base import ForgeRockClient
from ._profiles import ProfileName
from ._service_account import ForgeRockServiceAccount

_TOKEN_PATH: Final = "/oauth2/access_token"


class ForgeRockOptions(ClientOptions, total=False):
    """The options of `ForgeRockSessions`; what they mean is said there."""

    profile: ProfileName
    api_versions: Mapping[str, str] | None
    cookie_name: str | None


class TokenOperations(ForgeRockClient):
    """The part of `ForgeRockSessions` that is about service accounts."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Unpack[ForgeRockOptions]) -> Self:
        """A client as the environment describes it, by the names of the frodo command line.

        ``FRODO_HOST`` is the server's URL with its deployment path, ``FRODO_REALM`` the realm, if not the top-level one.
        ``FRODO_SA_ID`` and ``FRODO_SA_JWK`` are the service account to call as; without both, the client has no
        credential of its own.

        Args:
            environ: What to read instead of the environment.
            options: Those of the constructor.

        Raises:
            UsageError: A variable is not set, or cannot be used; the text names it.
        """
        variables = Environment(environ)
        credentials: Credential | None = None
        if variables.get("FRODO_SA_ID", "FRODO_SA_JWK") is not None:
            credentials = ServiceAccount.from_env(environ)
        return cls(variables["FRODO_HOST"], credentials, realm=variables.get("FRODO_REALM") or "/", **options)

    async def issue_access_token(self, assertion: Secret, *, scope: str = "fr:am:*") -> AccessTokenResponse:
        """Exchange a signed assertion for an access token of a service account. A `ServiceAccount` does this by itself.

        Args:
            assertion: A JWT signed with the account's key: ``iss`` and ``sub`` its id, ``aud`` the URL of this endpoint
                with its port, ``exp`` three minutes ahead. Good for one request, so a function that signs one is asked
                before each attempt.
            scope: The scopes wanted, separated by blanks.

        Returns:
            The token; it lives for about 15 minutes (``expires_in`` seconds).

        Raises:
            AuthenticationError: The assertion was not accepted.
            BadRequestError: The account does not have a scope, or the request is malformed.
            UnsupportedOperationError: This is not AIC; other servers have no service accounts.

        Endpoint: POST /oauth2/access_token, beside the realms
        """
        return await self._issue(GivenAssertion("assertion", assertion), scope)

    async def _issue(self, assertion: ClientAssertion, scope: str) -> AccessTokenResponse:
        if "issueAccessToken" in self._profile.unsupported:
            raise UnsupportedOperationError(
                f"a server of the profile {self._profile.name!r} has no service accounts",
                provider="forgerock",
                operation="issueAccessToken",
            )
        response = await issue_access_token.asyncio_detailed(
            body=AccessTokenRequest(
                scope=scope,
                assertion="",  # Put in before each attempt: an assertion is good for one.
                grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer",
                client_id="service-account",
            ),
            client=self._client,
            extensions=self._call(None, assertion=assertion),
        )
        return self._expect(response, AccessTokenResponse)

    def _bind(self, app: KeyHolder) -> Credential:
        if not isinstance(app, ServiceAccount):
            return app
        return ForgeRockServiceAccount(app, self._clock, self._base_url + _TOKEN_PATH, self._issue)
