"""The certificates of servers, good and bad, and what a client trusts."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from pathlib import Path
from typing import Final

from attrs import frozen
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY: Final = datetime.timedelta(days=1)


@frozen
class Identity:
    """A self-signed certificate, and its key.

    Attributes:
        context: For a server that has them.
        trusted: The file of the certificate, for a client that trusts it.
    """

    context: ssl.SSLContext
    trusted: Path


def identity(
    folder: Path, name: str, *, address: str = "127.0.0.1", host: str = "localhost", expired: bool = False
) -> Identity:
    """Make a certificate for an address and a host."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idsessions test")])
    names = [x509.IPAddress(ipaddress.ip_address(address)), x509.DNSName(host)]
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - 2 * _DAY)
        .not_valid_after(now - _DAY if expired else now + _DAY)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return Identity(context, public)


def identities(folder: Path) -> dict[str, tuple[ssl.SSLContext | None, Path | None]]:
    """The server's context and what the client trusts, by the name that a fault has for them."""
    good = identity(folder, "good")
    expired = identity(folder, "expired", expired=True)
    elsewhere = identity(folder, "elsewhere", address="192.0.2.1")
    unknown = identity(folder, "unknown")
    return {
        "": (None, None),
        "good": (good.context, good.trusted),
        "expired": (expired.context, expired.trusted),
        "another host": (elsewhere.context, elsewhere.trusted),
        "unknown": (unknown.context, good.trusted),
        "none": (None, good.trusted),
    }
