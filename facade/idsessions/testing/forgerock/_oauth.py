"""The token endpoint of AIC: access tokens for service accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast
from urllib.parse import urlsplit

from attrs import define, field
from starlette.datastructures import QueryParams

from idsessions import Clock
from idsessions.testing._base.jose import PublicKey, Token
from idsessions.testing._base.messages import Answer, EmulatedRequest
from idsessions.testing.forgerock._state import ServerState

TOKEN_PATH: Final = "/oauth2/access_token"
_GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_CLIENT: Final = "service-account"
# The scope that opens the session endpoints.
_AM: Final = "fr:am:*"


@define(eq=False)
class ServiceAccount:
    """A service account of the emulated tenant.

    Attributes:
        id: Its id.
        scopes: The scopes that its tokens may have.
        keys: Its public keys. Without keys, signatures are not checked.
    """

    id: str
    """Its id."""
    scopes: frozenset[str]
    """The scopes that its tokens may have."""
    keys: list[PublicKey] = field(factory=list[PublicKey], repr=False)
    """Its public keys. Without keys, signatures are not checked."""


class _Refused(Exception):
    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status


class TokenEndpoint:
    """Checks token requests and issues access tokens.

    Attributes:
        accounts: The service accounts, by id.
        lifetime: Seconds that tokens last; a real one had 899.
    """

    def __init__(self, state: ServerState, clock: Clock) -> None:
        self.accounts: dict[str, ServiceAccount] = {}
        self.lifetime = 899
        self._state = state
        self._clock = clock
        self._used: set[tuple[str, str]] = set()

    def respond(self, request: EmulatedRequest, url: str) -> Answer:
        """Respond to a token request that was sent to ``url``."""
        try:
            scopes = self._granted(request, url)
        except _Refused as refused:
            body = {"error_description": refused.description, "error": refused.error}
            return Answer.json(body, status=refused.status)
        token = self._state.issue_access_token(self.lifetime, opens_am=_AM in scopes)
        return Answer.json(
            {
                "access_token": token,
                "scope": " ".join(scopes),
                "token_type": "Bearer",
                "expires_in": self.lifetime,
            }
        )

    def _granted(self, request: EmulatedRequest, url: str) -> list[str]:
        if request.content_type != "application/x-www-form-urlencoded":
            raise _Refused("invalid_request", "Content Type is not application/x-www-form-urlencoded")
        form = request.form
        if form.get("grant_type") != _GRANT:
            raise _Refused("unsupported_grant_type", "Grant type is not supported")
        if form.get("client_id") != _CLIENT:
            raise _Refused("invalid_client", "Client authentication failed", 401)
        account = self._authenticated(form, url)
        scopes = form.get("scope", "").split()
        if unknown := [scope for scope in scopes if scope not in account.scopes]:
            raise _Refused("invalid_scope", f"Unsupported scope for service account: {','.join(unknown)}")
        return scopes

    def _authenticated(self, form: QueryParams, url: str) -> ServiceAccount:
        try:
            token = Token.of(form.get("assertion", ""))
        except ValueError:
            raise _Refused("invalid_request", "The assertion is not a JWT") from None
        account = self.accounts.get(str(token.claims.get("iss")))
        if account is None:
            raise _Refused("invalid_grant", "There is no such service account")
        for check in (_signature, _subject, self._audience(url), self._expiry, self._replay):
            if problem := check(account, token):
                raise _Refused("invalid_grant", problem)
        return account

    def _audience(self, url: str) -> Callable[[ServiceAccount, Token], str]:
        # The vendor's pages have the port; clients without it are in use, too.
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        known = (url, f"{parts.scheme}://{parts.hostname}:{port}{parts.path}")

        def check(_: ServiceAccount, token: Token) -> str:
            audience: object = token.claims.get("aud")
            named = cast("list[object]", audience) if isinstance(audience, list) else [audience]
            return "" if any(each in known for each in named) else "The audience is not this endpoint"

        return check

    def _expiry(self, _: ServiceAccount, token: Token) -> str:
        expires = token.seconds("exp")
        if expires is None:
            return "The assertion has no expiry"
        return "" if self._clock.time() < expires else "The assertion is expired"

    def _replay(self, account: ServiceAccount, token: Token) -> str:
        """Unverified: whether AIC remembers the ids of assertions. A client must not reuse one in any case."""
        jti = (account.id, str(token.claims.get("jti")))
        if "jti" not in token.claims or jti in self._used:
            return "The assertion has no id, or was used before"
        self._used.add(jti)
        return ""


def _signature(account: ServiceAccount, token: Token) -> str:
    if not token.has_known_algorithm():
        return "The algorithm of the assertion is not supported"
    return "" if token.is_signed_by(account.keys) else "The signature of the assertion is invalid"


def _subject(account: ServiceAccount, token: Token) -> str:
    return "" if token.claims.get("sub") == account.id else "The subject is not the issuer"
