"""What Okta asks of a proof of possession (DPoP, RFC 9449), at the token endpoint and with a token."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any, Final, cast

from attrs import frozen

from idsessions.testing._base.jose import ALGORITHMS, PublicKey, Token, read_key
from idsessions.testing._base.messages import EmulatedRequest
from idsessions.testing.okta._errors import Refusal, oauth_refusal
from idsessions.testing.okta._state import AccessToken, OrgState

_PRIVATE_PARTS: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})


class BadProof(Exception):
    """The proof is not as it should be; the text says how."""


@frozen(kw_only=True)
class Expected:
    """What a proof has to fit.

    Attributes:
        method: Of the request.
        url: Of the request, without its query.
        now: The moment by the emulator's clock.
        seconds: How far the time in a proof may be from that.
        token: The access token that it goes with.
    """

    method: str
    url: str
    now: float
    seconds: float
    token: AccessToken | None = None


def key_bound_by(request: EmulatedRequest, state: OrgState, expected: Expected, *, nonce: bool) -> str:
    """The thumbprint of the key that a token request proves to have.

    Args:
        request: The token request; it has the header.
        state: What the org remembers.
        expected: What the proof has to fit.
        nonce: Whether it needs the org's nonce.

    Raises:
        Refusal: The proof is missing or bad, or lacks the nonce.
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


def check_possession(request: EmulatedRequest, state: OrgState, expected: Expected) -> None:
    """Check the proof beside an access token that is bound to a key.

    Raises:
        BadProof: It is missing, or not as it should be.
    """
    assert expected.token is not None
    proof = _checked(request, state, expected)
    digest = base64.urlsafe_b64encode(hashlib.sha256(expected.token.value.encode()).digest()).rstrip(b"=").decode()
    if proof.claims.get("ath") != digest:
        raise BadProof("The ath claim is not the hash of the access token.")
    if _key(proof).thumbprint != expected.token.bound_to:
        raise BadProof("The access token is bound to another key.")


def _checked(request: EmulatedRequest, state: OrgState, expected: Expected) -> Token:
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
    claims, jti, moment = proof.claims, proof.claims.get("jti"), proof.claims.get("iat")
    if claims.get("htm") != expected.method:
        raise BadProof("The htm claim is not the method of the request.")
    if claims.get("htu") != expected.url:
        raise BadProof("The htu claim is not the URL of the request.")
    if isinstance(moment, bool) or not isinstance(moment, int | float) or abs(moment - expected.now) > expected.seconds:
        raise BadProof("The iat claim is too far from now.")
    if not isinstance(jti, str) or not jti or (key.thumbprint, jti) in state.used_proofs:
        raise BadProof("The jti claim is missing, or was used before.")
    state.used_proofs.add((key.thumbprint, jti))
    return proof


def _key(proof: Token) -> PublicKey:
    jwk: object = proof.header.get("jwk")
    if proof.header.get("typ") != "dpop+jwt" or proof.header.get("alg") not in ALGORITHMS:
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
