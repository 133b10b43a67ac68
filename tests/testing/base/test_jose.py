"""Keys and signatures: keys of any size work, and only the key that signed a token verifies it."""

from __future__ import annotations

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from idsessions.testing._base.jose import ALGORITHMS, Algorithm, PublicKey, Token, new_private_key, read_key


def signed(key: RSAKey | ECKey, algorithm: str, **header: object) -> Token:
    return Token.of(jwt.encode({"alg": algorithm, **header}, {"sub": "ada"}, key, algorithms=[algorithm]))


def public(key: RSAKey | ECKey) -> PublicKey:
    return read_key(key.as_dict(private=False))


@pytest.mark.parametrize(
    ("claim", "seconds"), [(5, 5), (5.5, 5.5), (True, None), ("5", None), (None, None), ([5], None)]
)
def test_time_of_a_claim_is_a_number(claim: object, seconds: float | None) -> None:
    assert Token("", {}, {"exp": claim}).seconds("exp") == seconds
    assert Token("", {}, {}).seconds("exp") is None


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_new_key_signs_only_for_its_algorithm(algorithm: Algorithm) -> None:
    private = new_private_key(algorithm)
    key = RSAKey.import_key(private) if private["kty"] == "RSA" else ECKey.import_key(private)
    token = signed(key, algorithm)
    assert token.is_signed_by([read_key(private)])
    assert not token.is_signed_by([read_key(new_private_key("ES256"))])
    # Without a key, an emulator checks no signature.
    assert token.is_signed_by([])
    other = next(each for each, kind in ALGORITHMS.items() if kind != ALGORITHMS[algorithm])
    assert not read_key(private).has_signed(token.text, other)


# Okta's SDK for Python proves possession with a key of 3072 bits, whose public part is in the header.
@pytest.mark.parametrize("bits", [2048, 3072])
def test_header_can_contain_a_large_key(bits: int) -> None:
    key = RSAKey.generate_key(bits)
    token = signed(key, "RS256", typ="dpop+jwt", jwk=key.as_dict(private=False))
    assert read_key(token.header["jwk"]).has_signed(token.text, "RS256")
    assert public(key).thumbprint == key.thumbprint()
