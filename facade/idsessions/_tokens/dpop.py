"""Proofs that the app that a token was issued to is the app that uses it (DPoP, RFC 9449)."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

from .._clock import Clock
from .._jose import generate
from .._json import as_mapping

Place: TypeAlias = Literal["token endpoint", "API"]

# RFC 9449, section 8.1.
_NONCE: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")


class Proofs:
    """Makes proofs with a new key, which lives as long as this process and is never stored.

    Args:
        clock: The clock that gives the time of a proof.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._key = generate()
        self._header = {"typ": "dpop+jwt", "jwk": self._key.public()}
        self._nonces: dict[Place, str] = {}

    def remember(self, place: Place, headers: Mapping[str, str]) -> None:
        """Keep the nonce of a response, if it has one, for later proofs; each place has its own."""
        nonce = headers.get("dpop-nonce")
        if nonce is not None and _NONCE.fullmatch(nonce):
            self._nonces[place] = nonce

    def nonce(self, place: Place) -> str | None:
        """The nonce that a proof for ``place`` carries now."""
        return self._nonces.get(place)

    def proof(self, place: Place, method: str, url: str, *, token: str | None = None) -> str:
        """A proof for one request, which must be sent at once.

        Args:
            place: Where it goes.
            method: The request's method.
            url: The request's URL; a proof leaves its query out.
            token: The access token that goes along.
        """
        claims: dict[str, Any] = {
            "jti": secrets.token_urlsafe(24),
            "htm": method,
            "htu": re.split(r"[?#]", url, maxsplit=1)[0],
            "iat": int(self._clock.time()),
        }
        if (nonce := self._nonces.get(place)) is not None:
            claims["nonce"] = nonce
        if token is not None:
            digest = hashlib.sha256(token.encode()).digest()
            claims["ath"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return self._key.sign(claims, self._header)


def nonce_of(proof: str) -> object:
    """The nonce in a proof."""
    payload = proof.split(".")[1]
    claims = as_mapping(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))
    return (claims or {}).get("nonce")
