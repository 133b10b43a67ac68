"""Checks proofs of possession (DPoP, RFC 9449) at the token endpoint and beside an access token."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final, cast

from attrs import frozen

from idsessions.testing._base.jose import PublicKey, Token, base64url, read_key
from idsessions.testing._base.messages import EmulatedRequest
from idsessions.testing.okta._errors import Refusal, oauth_refusal
from idsessions.testing.okta._state import AccessToken, OrgState

_PRIVATE_PARTS: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})


class BadProof(Exception):
    """A proof that is refused; the text says why."""


@frozen(kw_only=True)
class ExpectedProof:
    """What a proof must be about.

    Attributes:
        method: The method of the request.
        url: The URL of the request, without its query.
        now: The current time by the emulator's clock.
        seconds: How many seconds the time in a proof may differ from that.
        token: The access token that the proof accompanies.
    """

    method: str
    url: str
    now: float
    seconds: float
    token: AccessToken | None = None


def bound_key(request: EmulatedRequest, state: OrgState, expected: ExpectedProof, *, nonce: bool) -> str:
    """The thumbprint of the key whose possession a token request proves.

    Args:
        request: The token request.
        state: The state of the org.
        expected: What the proof must be about.
        nonce: Whether the proof needs the org's nonce.

    Raises:
        Refusal: The proof is missing, bad, or without the nonce.
    """
    try:
        token = _checked(request, state, expected)
    except BadProof as problem:
        raise _refused(str(problem)) from None
    if nonce and token.claims.get("nonce") != state.dpop_nonce:
        raise oauth_refusal(
            "use_dpop_nonce",
            "Authorization server requires nonce in DPoP proof.",
            headers=[("dpop-nonce", state.dpop_nonce)],
        )
    return _key(token).thumbprint


def check_possession(request: EmulatedRequest, state: OrgState, expected: ExpectedProof) -> None:
    """Check the proof beside an access token that is bound to a key.

    Raises:
        BadProof: The proof is missing or bad.
    """
    assert expected.token is not None
    proof = _checked(request, state, expected)
    if proof.claims.get("ath") != base64url(hashlib.sha256(expected.token.value.encode()).digest()):
        raise BadProof("The ath claim is not the hash of the access token.")
    if _key(proof).thumbprint != expected.token.bound_to:
        raise BadProof("The access token is bound to another key.")


def _checked(request: EmulatedRequest, state: OrgState, expected: ExpectedProof) -> Token:
    headers = request.headers.getlist("dpop")
    if not headers:
        raise BadProof("The DPoP proof JWT header is missing.")
    if len(headers) > 1:
        raise BadProof("There is more than one DPoP proof JWT header.")
    try:
        proof = Token.of(headers[0])
    except ValueError:
        raise BadProof("The DPoP proof JWT could not be parsed.") from None
    key = _key(proof)
    if not key.has_signed(proof.text, str(proof.header["alg"])):
        raise BadProof("The DPoP proof JWT signature is invalid.")
    claims, jti, issued_at = proof.claims, proof.claims.get("jti"), proof.seconds("iat")
    if claims.get("htm") != expected.method:
        raise BadProof("The htm claim is not the method of the request.")
    if claims.get("htu") != expected.url:
        raise BadProof("The htu claim is not the URL of the request.")
    if issued_at is None or abs(issued_at - expected.now) > expected.seconds:
        raise BadProof("The iat claim is too far from now.")
    if not isinstance(jti, str) or not jti or (key.thumbprint, jti) in state.used_proofs:
        raise BadProof("The jti claim is missing, or was used before.")
    state.used_proofs.add((key.thumbprint, jti))
    return proof


def _key(proof: Token) -> PublicKey:
    jwk: object = proof.header.get("jwk")
    if proof.header.get("typ") != "dpop+jwt" or not proof.has_known_algorithm():
        raise BadProof("The typ or alg header of the DPoP proof JWT is invalid.")
    parts: Mapping[str, Any] = cast("Mapping[str, Any]", jwk) if isinstance(jwk, Mapping) else {}
    if not _PRIVATE_PARTS.isdisjoint(parts):
        raise BadProof("The jwk header of the DPoP proof JWT is not a public key.")
    try:
        return read_key(parts)
    except ValueError:
        raise BadProof("The jwk header of the DPoP proof JWT is not a public key.") from None


def _refused(description: str) -> Refusal:
    return oauth_refusal("invalid_dpop_proof", description)
