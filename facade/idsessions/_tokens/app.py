"""A service app or account as a client calls with it: it signs assertions, and fetches and renews its access token."""

from __future__ import annotations

import secrets
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, Protocol

from .._clock import Clock
from .._core.assertion import ClientAssertion
from .._jose import SigningKey
from ..credentials import Credential, checked_secret
from ..errors import AnswerError, CredentialError, UnreadableAnswerError
from ..oauth import KeyHolder
from .holder import IssuedToken, TokenHolder


class TokenAnswer(Protocol):
    """What the generated clients make of a token endpoint's answer."""

    @property
    def access_token(self) -> str: ...

    @property
    def token_type(self) -> object: ...

    @property
    def expires_in(self) -> int: ...


class BoundApp(Credential):
    """An app and the client that fetches its tokens. A client and all its views have one of each app.

    Args:
        app: Who calls.
        clock: The client's.
        token_url: The token endpoint.
        issue: Sends a token request, for these scopes.
    """

    _provider: ClassVar[str]
    _form_field: ClassVar[str]
    _assertion_lives: ClassVar[float]
    """How long an assertion is good for, in seconds; it is used at once, so this is how wrong a clock may be."""

    def __init__(
        self,
        app: KeyHolder,
        clock: Clock,
        token_url: str,
        issue: Callable[[ClientAssertion, str], Awaitable[TokenAnswer]],
    ) -> None:
        self._app = app
        self._clock = clock
        self._token_url = token_url
        self._issue = issue
        self._holder = TokenHolder(self._fetch, clock, app.account)
        self._authentication = _Authentication(self)
        self._key: SigningKey | None = None
        self._asked_at = 0.0

    def __repr__(self) -> str:
        return repr(self._app)

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

    async def prepare(self) -> None:
        await self._holder.get_ready()

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        token = self._holder.current()
        return {"Authorization": f"{token.scheme} {token.value}"}

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        self._holder.drop(sent.get("Authorization", "").partition(" ")[2])
        return True

    # What a token request needs.

    @property
    @abstractmethod
    def _audience(self) -> str:
        """Whom assertions are meant for."""

    async def _request(self) -> TokenAnswer:
        """Send token requests until one brings a token."""
        return await self._issue(self._authentication, self._app.wanted)

    def _scheme(self, answer: TokenAnswer) -> str:
        """How the token is sent."""
        return "Bearer"

    async def _fetch(self) -> IssuedToken:
        if self._key is None or callable(self._app.private_key):
            self._key = await self._app.signing_key()
        answer = await self._request()
        problem = "" if answer.expires_in > 0 else "the access token was issued as expired"
        try:
            checked_secret(answer.access_token)
        except CredentialError as error:
            problem = error.message
        if problem:
            raise UnreadableAnswerError(problem, provider=self._provider, operation="issueAccessToken")
        scheme = self._scheme(answer)
        return IssuedToken.of(answer.access_token, scheme, asked_at=self._asked_at, lifetime=float(answer.expires_in))

    def sign_assertion(self) -> dict[str, str]:
        """The field of the form that says who asks. Made when the request goes out: each is good for one."""
        assert self._key is not None
        # Without `iat`: a clock that is fast would make it a moment to come.
        claims: dict[str, Any] = {
            "iss": self._app.account,
            "sub": self._app.account,
            "aud": self._audience,
            "exp": int(self._clock.time() + self._assertion_lives),
            "jti": secrets.token_urlsafe(24),
        }
        self._asked_at = self._clock.monotonic()
        return {self._form_field: self._key.sign(claims)}

    def token_request_headers(self, method: str, url: str) -> Mapping[str, str]:
        """What else a token request is sent with."""
        return {}

    def token_request_answered(self, headers: Mapping[str, str]) -> None:
        """Look at the headers of an answer of the token endpoint."""


class _Authentication(ClientAssertion):
    """The token requests of one app; one object, so that they have one rate gate."""

    def __init__(self, app: BoundApp) -> None:
        self._app = app

    async def form(self) -> Mapping[str, str]:
        return self._app.sign_assertion()

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return self._app.token_request_headers(method, url)

    def answered(self, headers: Mapping[str, str]) -> None:
        self._app.token_request_answered(headers)
