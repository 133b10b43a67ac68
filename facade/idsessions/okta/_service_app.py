"""An Okta service app that is bound to a client, with proofs of possession (DPoP) where they are wanted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from .._core.assertion import ClientAssertion
from .._core.call import View
from .._tokens.app import BoundApp, TokenResponse
from .._tokens.dpop import Proofs, nonce_of
from .._tokens.holder import IssuedToken
from ..errors import AnswerError, BadRequestError, UnreadableAnswerError
from ..oauth import ServiceApp

# Without a proof, with a proof, with the server's nonce in it, and with a newer nonce.
_TOKEN_REQUESTS: Final = 4
# An hour at most: https://developer.okta.com/docs/api/openapi/okta-oauth/guides/client-auth/
_ASSERTION_LIFETIME: Final = 600.0


class OktaServiceApp(BoundApp):
    """A `ServiceApp` and the client of its organization."""

    def __init__(
        self,
        app: ServiceApp,
        view: View,
        issue: Callable[[View, ClientAssertion, str], Awaitable[TokenResponse]],
        *,
        token_url: str,
    ) -> None:
        super().__init__(
            app,
            view,
            issue,
            audience=token_url,
            form_field="client_assertion",
            assertion_lifetime=_ASSERTION_LIFETIME,
        )
        self._dpop = app.dpop
        self._proofs: Proofs | None = None

    def _headers(self, token: IssuedToken, method: str, url: str) -> Mapping[str, str]:
        sent = dict(super()._headers(token, method, url))
        if token.scheme == "DPoP" and self._proofs is not None:
            sent["DPoP"] = self._proofs.proof("API", method, url, token=token.value)
        return sent

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        if refused.code != "use_dpop_nonce":
            return await super().renew(refused, sent)
        return self._proofs is not None and "DPoP" in sent and self._proofs.nonce("API") != nonce_of(sent["DPoP"])

    def answered(self, headers: Mapping[str, str]) -> None:
        if self._proofs is not None:
            self._proofs.remember("API", headers)

    async def _request(self) -> TokenResponse:
        if self._dpop and self._proofs is None:
            self._proofs = Proofs(self._clock)
        for _ in range(_TOKEN_REQUESTS - 1):
            before = None if self._proofs is None else self._proofs.nonce("token endpoint")
            try:
                return await super()._request()
            except BadRequestError as error:
                if not self._can_prove_more(error.code, before):
                    raise
        return await super()._request()

    def _can_prove_more(self, code: str | None, nonce: str | None) -> bool:
        if self._proofs is None and code == "invalid_dpop_proof":
            self._proofs = Proofs(self._clock)
            return True
        return self._proofs is not None and code == "use_dpop_nonce" and self._proofs.nonce("token endpoint") != nonce

    def _scheme(self, issued: TokenResponse) -> str:
        scheme = "DPoP" if str(issued.token_type).lower() == "dpop" else "Bearer"
        if (scheme == "DPoP") != (self._proofs is not None):
            asked = "asked for" if self._proofs is not None else "not asked for"
            raise UnreadableAnswerError(
                f"a proof of possession was {asked}, and the token is of the type {scheme}",
                operation="issueAccessToken",
            )
        return scheme

    async def _proof_headers(self, method: str, url: str) -> Mapping[str, str]:
        return {} if self._proofs is None else {"DPoP": self._proofs.proof("token endpoint", method, url)}

    def _observe_token_response(self, headers: Mapping[str, str]) -> None:
        if self._proofs is not None:
            self._proofs.remember("token endpoint", headers)
