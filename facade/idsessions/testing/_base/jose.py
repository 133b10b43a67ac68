"""Keys and signed tokens, checked as a provider checks them. joserfc (`idsessions[oauth]`) is imported on first use."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from attrs import field, frozen

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey

Algorithm = Literal["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]
# https://developer.okta.com/docs/api/openapi/okta-oauth/guides/client-auth/ ; AM has the same for private keys.
ALGORITHMS: Final[Mapping[str, str]] = {
    "RS256": "RSA",
    "RS384": "RSA",
    "RS512": "RSA",
    "ES256": "P-256",
    "ES384": "P-384",
    "ES512": "P-521",
}
# The library's limit of 512 is too small for a proof of possession with an RSA key in its header.
_LONGEST_HEADER: Final = 8192


@frozen(eq=False)
class PublicKey:
    """A key that checks signatures."""

    _key: RSAKey | ECKey = field(repr=False)
    kid: str | None = None

    @property
    def thumbprint(self) -> str:
        """The key's fingerprint (RFC 7638)."""
        return self._key.thumbprint()

    def has_signed(self, token: str, algorithm: str) -> bool:
        """Whether this key has signed ``token`` with ``algorithm``."""
        from joserfc.errors import JoseError
        from joserfc.jws import JWSRegistry, deserialize_compact

        if ALGORITHMS.get(algorithm) != ("RSA" if self._key.key_type == "RSA" else self._key.get("crv")):
            return False
        registry = JWSRegistry(algorithms=[algorithm])
        registry.max_header_length = _LONGEST_HEADER
        try:
            return bool(deserialize_compact(token, self._key, registry=registry))
        except (JoseError, ValueError):
            return False


@frozen
class Token:
    """A decoded JWT whose claims and signature are not checked yet.

    Attributes:
        text: The token as it was sent.
        header: Its header.
        claims: Its claims.
    """

    text: str = field(repr=False)
    header: Mapping[str, Any]
    claims: Mapping[str, Any] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Token:
        """Decode ``text``.

        Raises:
            ValueError: It is not a JWT.
        """
        parts = text.split(".")
        if len(parts) != 3 or not all(parts):
            raise ValueError("expected three parts")
        header, claims = (_json_object(part) for part in parts[:2])
        return cls(text, header, claims)

    def seconds(self, claim: str) -> float | None:
        """A claim that is a time in seconds since the Unix epoch; None if it is missing or not a number."""
        value: object = self.claims.get(claim)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def has_known_algorithm(self) -> bool:
        """Whether the provider supports the algorithm that the header names."""
        return self.header.get("alg") in ALGORITHMS

    def is_signed_by(self, keys: Sequence[PublicKey]) -> bool:
        """Whether one of ``keys`` signed it: the one that it names, if it names one. Without keys, nothing is checked."""
        kid, algorithm = self.header.get("kid"), str(self.header.get("alg"))
        named = (key for key in keys if kid is None or key.kid is None or key.kid == kid)
        return not keys or any(key.has_signed(self.text, algorithm) for key in named)


def read_key(key: str | Mapping[str, Any], kid: str | None = None) -> PublicKey:
    """The public part of a public or private key in PEM or JWK.

    Raises:
        RuntimeError: The library is not installed.
        ValueError: It is not an RSA or EC key.
    """
    _check_installed()
    from joserfc.errors import InvalidKeyTypeError, JoseError
    from joserfc.jwk import ECKey, RSAKey

    is_pem = isinstance(key, str) and key.lstrip().startswith("-----")
    material: Any = json.loads(key) if isinstance(key, str) and not is_pem else key
    kind: type[RSAKey] | type[ECKey]
    for kind in (RSAKey, ECKey):
        if not is_pem and material.get("kty") != kind.key_type:
            continue
        try:
            found = kind.import_key(material)
            public = kind.import_key(found.as_pem(private=False))
        except InvalidKeyTypeError:
            continue
        except (JoseError, KeyError, TypeError) as error:
            raise ValueError("the key cannot be read") from error
        return PublicKey(public, kid or found.kid)
    raise ValueError("expected an RSA or EC key")


def new_private_key(algorithm: Algorithm, kid: str | None = None) -> dict[str, Any]:
    """A new private key as a JWK."""
    _check_installed()
    from joserfc.jwk import ECKey, RSAKey

    kind = ALGORITHMS[algorithm]
    key = RSAKey.generate_key(2048) if kind == "RSA" else ECKey.generate_key(kind)
    named = {} if kid is None else {"kid": kid}
    return {**key.as_dict(private=True), "use": "sig", "alg": algorithm, **named}


def _check_installed() -> None:
    try:
        import_module("joserfc")
    except ImportError as error:
        raise RuntimeError("the emulators need joserfc for keys and signatures: install idsessions[oauth]") from error


def base64url(raw: bytes) -> str:
    """Base64 in the URL-safe alphabet, without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _json_object(part: str) -> Mapping[str, Any]:
    padded = part + "=" * (-len(part) % 4)
    try:
        value = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
    except RecursionError:
        value = None
    if not isinstance(value, dict):
        raise ValueError("expected a JSON object")
    return cast("dict[str, Any]", value)
