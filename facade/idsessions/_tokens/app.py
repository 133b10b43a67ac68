"""A service app or account that is bound to a client: it signs assertions, and fetches and renews its access token."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final, Protocol

from .._core.assertion import ClientAssertion
from .._core.call import View
from .._jose import SigningKey
from ..credentials import Credential, Prepared
from ..errors import AnswerError, UnreadableAnswerError
from ..oauth import KeyHolder
from .flight import without_deadline
from .holder import IssuedToken, TokenHolder

# A year, in seconds. Tokens live for minutes or hours.
_LONGEST_LIFE: Final = 31_536_000


class TokenResponse(Protocol):
    """The entity that the generated clients make of a token endpoint's response."""

    @property
    def access_token(self) -> str: ...

    @property
    def token_type(self) -> object: ...

    @property
    def expires_in(self) -> int: ...


class BoundApp(Credential):
    """An app and the client that fetches its tokens. A client and all its views share it.

    Args:
        app: The app.
        view: The client's.
        issue: Sends a token request for these scopes.
        audience: The ``aud`` of assertions.
        form_field: What the form of a token request calls an assertion.
        assertion_lifetime: How long an assertion is valid, in seconds. It is used at once, so this is how wrong a clock
            may be.
    """

    def __init__(
        self,
        app: KeyHolder,
        view: View,
        issue: Callable[[View, ClientAssertion, str], Awaitable[TokenResponse]],
        *,
        audience: str,
        form_field: str,
        assertion_lifetime: float,
    ) -> None:
        self._app = app
        self._view = without_deadline(view)
        self._clock = view.clock
        self._issue = issue
        self._audience = audience
        self._form_field = form_field
        self._assertion_lifetime = assertion_lifetime
        self._tokens = TokenHolder(self._fetch, view.clock, app.account)
        # One object for all token requests of the app, so that they share a rate limit.
        self._assertion = ClientAssertion(self._form, self._proof_headers, self._observe_token_response, app.account)
        self._key: SigningKey | None = None
        self._asked_at = 0.0

    def __repr__(self) -> str:
        return repr(getattr(self, "_app", None))

    def __eq__(self, other: object) -> bool:
        """Equal apps are one principal for the rate limits of all clients."""
        return isinstance(other, BoundApp) and self._app == other._app

    def __hash__(self) -> int:
        return hash(self._app)

    @property
    def account(self) -> str:
        """The client id, which names the principal in a store of rate limits."""
        return self._app.account

    @property
    def kind(self) -> str:
        return self._app.kind

    @property
    def schemes(self) -> frozenset[str]:
        return self._app.schemes

    @property
    def scopes(self) -> frozenset[str] | None:
        return self._app.scopes

    @property
    def is_end_user(self) -> bool:
        return False

    async def prepare(self) -> Credential:
        return Prepared(self, partial(self._headers_with, await self._tokens.get()))

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return await (await self.prepare()).headers(method, url)

    async def _headers_with(self, token: IssuedToken, method: str, url: str) -> Mapping[str, str]:
        """The headers of a request with the newest token, or with ``token`` if none can be fetched within a slot.

        Token requests have their own queue. But a function for the key may make calls that need the slot: then an expired
        token is sent, the provider refuses it, and the call gets a new one outside.
        """
        newest = self._tokens.usable()
        if newest is None and not callable(self._app.private_key):
            newest = await self._tokens.get()
        return self._headers(newest or token, method, url)

    def _headers(self, token: IssuedToken, method: str, url: str) -> Mapping[str, str]:
        return {"Authorization": f"{token.scheme} {token.value}"}

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        self._tokens.drop(sent.get("Authorization", "").partition(" ")[2])
        return True

    # Token requests.

    async def _fetch(self) -> IssuedToken:
        if self._key is None or callable(self._app.private_key):
            self._key = await self._app.signing_key()
        issued = await self._request()
        if issued.expires_in <= 0:
            raise UnreadableAnswerError("the access token has expired at its issue", operation="issueAccessToken")
        # A number of any size may have been sent.
        lifetime = float(min(issued.expires_in, _LONGEST_LIFE))
        return IssuedToken.of(issued.access_token, self._scheme(issued), asked_at=self._asked_at, lifetime=lifetime)

    async def _request(self) -> TokenResponse:
        """Send token requests until one brings a token."""
        return await self._issue(self._view, self._assertion, self._app.wanted)

    def _scheme(self, issued: TokenResponse) -> str:
        """How the token is sent."""
        return "Bearer"

    async def _form(self) -> Mapping[str, str]:
        """The signed assertion, as a field of the form."""
        assert self._key is not None
        # Without `iat`: a clock that is fast would put it into the future.
        claims: dict[str, Any] = {
            "iss": self._app.account,
            "sub": self._app.account,
            "aud": self._audience,
            "exp": int(self._clock.time() + self._assertion_lifetime),
            "jti": secrets.token_urlsafe(24),
        }
        self._asked_at = self._clock.monotonic()
        return {self._form_field: self._key.sign(claims)}

    async def _proof_headers(self, method: str, url: str) -> Mapping[str, str]:
        """What else a token request is sent with."""
        return {}

    def _observe_token_response(self, headers: Mapping[str, str]) -> None:
        """Look at the headers of the token endpoint's response."""
