"""Checks signed tokens as a provider does; needs the library of `idsessions[oauth]`, which is imported when first used."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from attrs import field, frozen

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey

Algorithm = Literal["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]
# https://developer.okta.com/docs/api/openapi/okta-oauth/guides/client-auth/ ; those of AM that sign with a private key
# are the same.
ALGORITHMS: Final[Mapping[str, str]] = {
    "RS256": "RSA",
    "RS384": "RSA",
    "RS512": "RSA",
    "ES256": "P-256",
    "ES384": "P-384",
    "ES512": "P-521",
}
# The library's own limit is 512, too little for a proof of possession with an RSA key in its header.
_LONGEST_HEADER: Final = 8192


@frozen(eq=False)
class PublicKey:
    """A key that signatures are checked with."""

    _key: RSAKey | ECKey = field(repr=False)
    kid: str | None = None

    @property
    def thumbprint(self) -> str:
        """What the key is known by (RFC 7638)."""
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
    """A JWT taken apart; nothing in it is checked.

    Attributes:
        text: As it was sent.
        header: Its header.
        claims: What it says.
    """

    text: str = field(repr=False)
    header: Mapping[str, Any]
    claims: Mapping[str, Any] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Token:
        """Take ``text`` apart.

        Raises:
            ValueError: It is no JWT.
        """
        parts = text.split(".")
        if len(parts) != 3 or not all(parts):
            raise ValueError("three parts are wanted")
        header, claims = (_json_object(part) for part in parts[:2])
        return cls(text, header, claims)

    def is_signed_by(self, keys: Iterable[PublicKey]) -> PublicKey | None:
        """The one of ``keys`` that has signed it: the one that it names, if it names one."""
        kid, algorithm = self.header.get("kid"), str(self.header.get("alg"))
        named = (key for key in keys if kid is None or key.kid is None or key.kid == kid)
        return next((key for key in named if key.has_signed(self.text, algorithm)), None)


def read_key(key: str | Mapping[str, Any], kid: str | None = None) -> PublicKey:
    """The public part of a key given as PEM or JWK, whether the public or the private one.

    Raises:
        RuntimeError: The library is not installed.
        ValueError: It is no RSA or EC key.
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
            raise ValueError("this key cannot be read") from error
        return PublicKey(public, kid or found.kid)
    raise ValueError("neither an RSA nor an EC key")


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
        raise RuntimeError(
            "an emulator checks signatures with a library that is not installed: idsessions[oauth]"
        ) from error


def _json_object(part: str) -> Mapping[str, Any]:
    padded = part + "=" * (-len(part) % 4)
    try:
        value = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
    except RecursionError:
        value = None
    if not isinstance(value, dict):
        raise ValueError("a JSON object is wanted")
    return cast("dict[str, Any]", value)
