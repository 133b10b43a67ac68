"""An Okta service app as a client calls with it, with proofs of possession where they are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from .._tokens.app import BoundApp, TokenAnswer
from .._tokens.dpop import Proofs, nonce_of
from ..errors import AnswerError, BadRequestError, UnreadableAnswerError
from ..oauth import ServiceApp

# Without a proof, with one, with the server's nonce in it, and with a newer nonce.
_TOKEN_REQUESTS = 4


class OktaServiceApp(BoundApp):
    """A `ServiceApp` and the client of its organization."""

    _app: ServiceApp
    _provider: ClassVar[str] = "okta"
    _form_field: ClassVar[str] = "client_assertion"
    # An hour at most: https://developer.okta.com/docs/api/openapi/okta-oauth/guides/client-auth/
    _assertion_lives: ClassVar[float] = 600.0

    _proofs: Proofs | None = None

    @property
    def _audience(self) -> str:
        return self._token_url

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        token = self._holder.current()
        sent = {"Authorization": f"{token.scheme} {token.value}"}
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

    async def _request(self) -> TokenAnswer:
        if self._app.dpop and self._proofs is None:
            self._proofs = Proofs(self._clock)
        for _ in range(_TOKEN_REQUESTS - 1):
            before = None if self._proofs is None else self._proofs.nonce("token endpoint")
            try:
                return await super()._request()
            except BadRequestError as error:
                if not self._has_more_to_show(error.code, before):
                    raise
        return await super()._request()

    def _has_more_to_show(self, code: str | None, nonce: str | None) -> bool:
        if self._proofs is None and code == "invalid_dpop_proof":
            self._proofs = Proofs(self._clock)
            return True
        return self._proofs is not None and code == "use_dpop_nonce" and self._proofs.nonce("token endpoint") != nonce

    def _scheme(self, answer: TokenAnswer) -> str:
        scheme = "DPoP" if str(answer.token_type).lower() == "dpop" else "Bearer"
        if (scheme == "DPoP") != (self._proofs is not None):
            asked = "asked for" if self._proofs is not None else "not asked for"
            raise UnreadableAnswerError(
                f"a proof of possession was {asked}, and the token is of the type {scheme}",
                provider="okta",
                operation="issueAccessToken",
            )
        return scheme

    def token_request_headers(self, method: str, url: str) -> Mapping[str, str]:
        if self._proofs is None:
            return {}
        return {"DPoP": self._proofs.proof("token endpoint", method, url)}

    def token_request_answered(self, headers: Mapping[str, str]) -> None:
        if self._proofs is not None:
            self._proofs.remember("token endpoint", headers)
