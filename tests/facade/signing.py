"""What the tests of signing credentials share: keys of every kind, made once, and a look into what was signed."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, cast

from joserfc.jwk import ECKey, RSAKey

from idsessions.testing import Emulator

Algorithm = Literal["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]
CURVES: Mapping[str, str] = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
ALGORITHMS: tuple[Algorithm, ...] = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@cache
def private_key(kind: str = "P-256") -> RSAKey | ECKey:
    """A private key: ``RSA``, or one on a curve."""
    return RSAKey.generate_key(2048) if kind == "RSA" else ECKey.generate_key(kind)


def jwk(algorithm: Algorithm = "ES256", **more: str) -> dict[str, Any]:
    """A private key for an algorithm, as a JWK."""
    return {**private_key(CURVES.get(algorithm, "RSA")).as_dict(private=True), **more}


def pem(algorithm: Algorithm = "ES256") -> str:
    """The same key as a PEM."""
    return private_key(CURVES.get(algorithm, "RSA")).as_pem(private=True).decode()


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a JWT."""
    header, claims = (
        json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in token.split(".")[:2]
    )
    return cast("dict[str, Any]", header), cast("dict[str, Any]", claims)


def assertions(emulator: Emulator, field: str = "client_assertion") -> list[str]:
    """The assertions of all token requests."""
    return [request.form[field] for request in emulator.requests if request.operation == "issueAccessToken"]


def operations(emulator: Emulator) -> list[str | None]:
    """What was asked for, in order."""
    return [request.operation for request in emulator.requests]


def secrets_of(key: Mapping[str, Any]) -> list[str]:
    """The parts of a JWK that must not be seen anywhere."""
    return [str(key[name]) for name in ("d", "p", "q", "dp", "dq", "qi") if name in key]
