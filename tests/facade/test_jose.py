"""Keys as people have them: each signs what it can, and one that cannot is refused without a trace of it."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from idsessions import CredentialError
from idsessions._jose import generate, load

from .signing import ALGORITHMS, CURVES, Algorithm, jwk, parts, pem, private_key, secrets_of

CLAIMS = {"iss": "me", "exp": 5}


def encrypted() -> str:
    native = private_key().raw_value
    assert not isinstance(native, str)
    return private_key().as_pem(private=True, password="a password").decode()


def short() -> str:
    with pytest.warns(match="2048"):
        return RSAKey.generate_key(1024).as_pem(private=True).decode()


def ed25519() -> str:
    return OKPKey.generate_key("Ed25519").as_pem(private=True).decode()


def secp256k1() -> str:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, generate_private_key

    return (
        generate_private_key(SECP256K1())
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("form", ["jwk", "json", "pem", "pem in one line", "pem of PKCS1 or SEC1"])
def test_every_algorithm_signs_with_every_form_of_a_key(algorithm: Algorithm, form: str) -> None:
    forms: dict[str, str | dict[str, Any]] = {
        "jwk": jwk(algorithm),
        "json": json.dumps(jwk(algorithm)),
        "pem": f"\n{pem(algorithm)}\n",
        # As environment variables have it.
        "pem in one line": pem(algorithm).replace("\n", "\\n"),
        "pem of PKCS1 or SEC1": traditional(algorithm),
    }
    key = forms[form]
    token = load(key, algorithm=algorithm, kid="one").sign(CLAIMS)
    header, claims = parts(token)
    assert header == {"alg": algorithm, "typ": "JWT", "kid": "one"}
    assert claims == CLAIMS
    assert jwt.decode(token, private_key(CURVES.get(algorithm, "RSA")), algorithms=[algorithm]).claims == CLAIMS


def traditional(algorithm: Algorithm) -> str:
    native: Any = private_key(CURVES.get(algorithm, "RSA")).private_key
    return str(
        native.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        ).decode()
    )


@pytest.mark.parametrize(
    ("key", "options", "header"),
    [
        (jwk("RS256"), {}, {"alg": "RS256"}),
        (pem("RS256"), {}, {"alg": "RS256"}),
        (pem("ES384"), {}, {"alg": "ES384"}),
        (jwk("ES512"), {}, {"alg": "ES512"}),
        (jwk("RS256", alg="RS512"), {}, {"alg": "RS512"}),
        (jwk("RS256", alg="RS512"), {"algorithm": "RS384"}, {"alg": "RS384"}),
        (jwk("ES256", kid="its own"), {}, {"alg": "ES256", "kid": "its own"}),
        (jwk("ES256", kid="its own"), {"kid": "given"}, {"alg": "ES256", "kid": "given"}),
        (jwk("ES256", use="sig", x5t="more", status="ACTIVE"), {}, {"alg": "ES256"}),
    ],
)
def test_algorithm_and_kid_default_to_those_of_the_key(
    key: str | Mapping[str, Any], options: dict[str, str], header: dict[str, str]
) -> None:
    assert parts(load(key, **options).sign(CLAIMS))[0] == {"typ": "JWT", **header}


@pytest.mark.parametrize(
    ("key", "options", "said"),
    [
        pytest.param("", {}, "neither a PEM nor a JWK", id="empty"),
        pytest.param("/home/me/key.pem", {}, "neither a PEM nor a JWK", id="a path"),
        pytest.param("[" * 100_000, {}, "neither a PEM nor a JWK", id="deep JSON"),
        pytest.param("[]", {}, "neither a PEM nor a JWK", id="a JSON array"),
        pytest.param({}, {}, "neither a PEM nor a JWK", id="an empty JWK"),
        pytest.param({"keys": [jwk()]}, {}, "neither a PEM nor a JWK", id="a set of keys"),
        pytest.param(OctKey.generate_key(256).as_dict(), {}, "neither a PEM nor a JWK", id="a symmetric JWK"),
        pytest.param(OKPKey.generate_key().as_dict(private=True), {}, "neither a PEM nor a JWK", id="an Ed25519 JWK"),
        pytest.param(ed25519(), {}, "neither an RSA nor an EC key", id="an Ed25519 PEM"),
        pytest.param(secp256k1(), {}, "cannot", id="a curve that nobody takes"),
        pytest.param(jwk("ES256", crv="P-257"), {}, "cannot be read", id="no curve"),
        pytest.param(jwk("ES256", d="!!"), {}, "cannot be read", id="no base64"),
        pytest.param({**jwk("RS256"), "n": 5}, {}, "cannot be read", id="no text"),
        pytest.param({**jwk("RS256"), "p": None}, {}, "cannot be read", id="a null"),
        pytest.param(jwk("ES256", y=jwk("ES384")["y"]), {}, "cannot be read", id="a point off the curve"),
        pytest.param(pem()[:80] + pem()[100:], {}, "cannot be read", id="a broken PEM"),
        pytest.param(pem().replace("PRIVATE", "PRIVÄTE"), {}, "cannot be read", id="a PEM with an umlaut"),
        pytest.param(encrypted(), {}, "encrypted", id="an encrypted PEM"),
        pytest.param(short(), {}, "2048", id="a short RSA key"),
        pytest.param(private_key().as_dict(private=False), {}, "public key", id="a public JWK"),
        pytest.param(private_key().as_pem(private=False).decode(), {}, "public key", id="a public PEM"),
        pytest.param(jwk("RS256", use="enc"), {}, "not for signing", id="a JWK for encryption"),
        pytest.param(jwk("RS256"), {"algorithm": "ES256"}, "an RSA key and cannot sign ES256", id="RSA for ES256"),
        pytest.param(pem("ES256"), {"algorithm": "RS256"}, "P-256 and cannot sign RS256", id="EC for RS256"),
        pytest.param(pem("ES256"), {"algorithm": "ES384"}, "cannot sign ES384; it can sign ES256", id="another curve"),
        pytest.param(jwk("RS256", alg="PS256"), {}, "cannot sign PS256; it can sign RS256, RS384", id="PS256"),
        pytest.param(jwk("RS256"), {"algorithm": "none"}, "cannot sign none", id="none"),
        pytest.param(jwk("RS256"), {"algorithm": "HS256"}, "cannot sign HS256", id="HS256"),
    ],
)
def test_key_that_cannot_sign_raises_without_showing_it(
    key: str | Mapping[str, Any], options: dict[str, str], said: str
) -> None:
    with pytest.raises(CredentialError) as raised:
        load(key, **options)
    assert said in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    shown = "".join(traceback.format_exception(raised.value)) + repr(raised.value)
    material = secrets_of(key) if isinstance(key, Mapping) else [line for line in key.splitlines() if len(line) > 30]
    assert not any(secret in shown for secret in material if len(secret) > 10)


def test_repr_shows_no_key() -> None:
    for key in (jwk("RS256", kid="one"), jwk("ES512")):
        assert not any(secret in repr(load(key)) for secret in secrets_of(key))


def test_generated_key_is_new_and_its_public_part_holds_no_secret() -> None:
    keys = [generate() for _ in range(2)]
    assert keys[0].public() != keys[1].public()
    for key in keys:
        assert key.public().keys() == {"kty", "crv", "x", "y"}
        token = key.sign(CLAIMS, {"typ": "other"})
        assert parts(token)[0] == {"typ": "other", "alg": "ES256"}
        assert jwt.decode(token, ECKey.import_key(key.public()), algorithms=["ES256"]).claims == CLAIMS


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "joserfc"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "joserfc", None)
    with pytest.raises(CredentialError, match=r"install idsessions\[oauth\]"):
        load("-----BEGIN PRIVATE KEY-----")
    with pytest.raises(CredentialError, match=r"install idsessions\[oauth\]"):
        generate()
