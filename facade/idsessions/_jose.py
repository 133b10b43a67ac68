"""Signs tokens with a key given as PEM or JWK; the library that does it is imported for the first signature."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from attrs import field, frozen

from ._json import as_mapping
from .errors import CredentialError

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey

Algorithm: TypeAlias = Literal["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]

# The kind of key that each signs with (RFC 7518, section 3.1); the first that fits a key is its default.
ALGORITHMS: Final[Mapping[str, str]] = {
    "RS256": "RSA",
    "RS384": "RSA",
    "RS512": "RSA",
    "ES256": "P-256",
    "ES384": "P-384",
    "ES512": "P-521",
}
# The members that make up a key (RFC 7518, section 6). The rest of a JWK says what it is for, which is checked here.
_PARTS: Final = frozenset({"kty", "crv", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi"})
# NIST SP 800-131A: shorter keys must no longer sign.
_SHORTEST_RSA: Final = 2048


@frozen
class SigningKey:
    """A private key, and how it signs."""

    _key: RSAKey | ECKey = field(repr=False)
    algorithm: str
    kid: str | None = None

    def sign(self, claims: Mapping[str, Any], header: Mapping[str, Any] | None = None) -> str:
        """A JWT of ``claims``; ``header`` adds to the usual header, or replaces parts of it."""
        from joserfc import jwt

        usual = {"alg": self.algorithm, **({"kid": self.kid} if self.kid is not None else {})}
        return jwt.encode({**usual, **(header or {})}, dict(claims), self._key, algorithms=[self.algorithm])

    def public(self) -> dict[str, Any]:
        """The public part as a JWK, without a name or a purpose."""
        return {name: value for name, value in self._key.as_dict(private=False).items() if name in _PARTS}


def generate() -> SigningKey:
    """A new key on the curve P-256, for as long as this process lives."""
    _check_installed()
    from joserfc.jwk import ECKey

    return SigningKey(ECKey.generate_key("P-256"), "ES256")


def load(key: str | Mapping[str, Any], *, algorithm: str | None = None, kid: str | None = None) -> SigningKey:
    """Read a private key.

    Args:
        key: A PEM, or a JWK as JSON or as a mapping.
        algorithm: What to sign with; by default what the JWK says, or what fits the key.
        kid: The key's id at the provider; by default the JWK's.

    Raises:
        CredentialError: It is not a private key that can sign so, or the extra is not installed. The text holds nothing
            of the key.
    """
    _check_installed()
    jwk = _as_jwk(key)
    private = _private_key(key if jwk is None else jwk)
    kind = "RSA" if private.key_type == "RSA" else str(private.get("crv"))
    said = None if jwk is None else jwk.get("alg")
    wanted = algorithm or (said if isinstance(said, str) else None)
    chosen = wanted or next((name for name, fits in ALGORITHMS.items() if fits == kind), None)
    if chosen is None or ALGORITHMS.get(chosen) != kind:
        own = "an RSA key" if kind == "RSA" else f"on the curve {kind}"
        fit = ", ".join(name for name, fits in ALGORITHMS.items() if fits == kind)
        raise CredentialError(
            f"the private key is {own} and cannot sign {chosen}; it can sign {fit or 'nothing that is supported'}"
        )
    name = kid if kid is not None or jwk is None else jwk.get("kid")
    return SigningKey(private, chosen, name if isinstance(name, str) else None)


def _check_installed() -> None:
    try:
        import_module("joserfc.jwk")
    except ImportError as error:
        missing = error.name
    else:
        return
    raise CredentialError(f"signing needs a library that is not installed ({missing}): install idsessions[oauth]")


def _as_jwk(key: str | Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The JWK, or None if ``key`` is a PEM."""
    if not isinstance(key, str):
        jwk = as_mapping(key)
    elif key.lstrip().startswith("-----BEGIN "):
        return None
    else:
        try:
            jwk = as_mapping(json.loads(key))
        except (ValueError, RecursionError):
            jwk = None
    if jwk is None or jwk.get("kty") not in ("RSA", "EC"):
        raise CredentialError("the private key is neither a PEM nor a JWK of an RSA or EC key")
    if jwk.get("use", "sig") != "sig":
        raise CredentialError("the JWK is not for signing: its use is not sig")
    return jwk


def _private_key(key: str | Mapping[str, Any]) -> RSAKey | ECKey:
    from joserfc.errors import InvalidKeyTypeError, JoseError, SecurityWarning
    from joserfc.jwk import ECKey, RSAKey

    if isinstance(key, str):
        # An environment variable often has backslash and n for each line break.
        material: Any = key.strip().replace("\\n", "\n").encode(errors="replace")
        kinds: tuple[type[RSAKey] | type[ECKey], ...] = (RSAKey, ECKey)
    else:
        material = {name: value for name, value in key.items() if name in _PARTS}
        kinds = (RSAKey if key["kty"] == "RSA" else ECKey,)
    found: RSAKey | ECKey | None = None
    problem = "the private key cannot be read: is it complete?"
    for kind in kinds:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SecurityWarning)
                found = kind.import_key(material)
            break
        except InvalidKeyTypeError:
            problem = "the private key is neither an RSA nor an EC key"
        except TypeError:
            if isinstance(key, str):
                problem = "the private key is encrypted: decrypt it first"
            break
        except (JoseError, ValueError, KeyError, _unsupported()):
            break
    # Raised out here, so that no exception of a library that holds parts of the key hangs on it.
    if found is None:
        raise CredentialError(problem)
    if not found.is_private:
        raise CredentialError("this is a public key: pass the private key")
    if found.key_type == "RSA" and found.raw_value.key_size < _SHORTEST_RSA:
        raise CredentialError(f"the private key is too short: {_SHORTEST_RSA} bits are the least for RSA")
    return found


def _unsupported() -> type[Exception]:
    from cryptography.exceptions import UnsupportedAlgorithm

    return UnsupportedAlgorithm
