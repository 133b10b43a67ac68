"""A local server that is faster than every client: nginx, or a small one in Python where nginx is missing."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from attrs import frozen
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from .measure import environment, pinned
from .payload import SESSION_JSON, okta_headers

# `return` makes nginx respond from memory. It logs nothing and closes no connection.
_NGINX: Final = """
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log stderr crit;
events {{ worker_connections 8192; }}
http {{
  access_log off; keepalive_timeout 1h; keepalive_requests 1000000000; tcp_nodelay on; default_type application/json;
  client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3; uwsgi_temp_path {folder}/4;
  scgi_temp_path {folder}/5;
  server {{
    listen 127.0.0.1:{plain} backlog=8192; listen 127.0.0.1:{tls} ssl backlog=8192;
    ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem;
    {headers}
    location / {{ return 200 '{body}'; }}
  }}
}}
"""


@frozen
class Server:
    """A server that runs.

    Attributes:
        name: What it is.
        urls: Where it listens, by protocol.
        certificate: What to trust for TLS.
    """

    name: str
    urls: dict[str, str]
    certificate: Path


@contextmanager
def serving(core: int | None, *, nginx: str | None = None) -> Generator[Server]:
    """Run a server on ``core`` that responds to every request with a session of Okta.

    Args:
        core: The core to run on.
        nginx: The path of nginx; by default, where it is installed. Empty for the small server.
    """
    if nginx is None:
        nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin") or ""
    with tempfile.TemporaryDirectory(prefix="idsessions-bench-") as name:
        folder = Path(name)
        _write_certificate(folder)
        with pinned(core):
            process, plain, tls, what = _start_nginx(nginx, folder) if nginx else _start_fallback(folder)
        urls = {"plain": f"http://127.0.0.1:{plain}", "TLS": f"https://127.0.0.1:{tls}"}
        try:
            yield Server(what, urls, folder / "certificate.pem")
        finally:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _start_nginx(nginx: str, folder: Path) -> tuple[subprocess.Popen[str], int, int, str]:
    version = subprocess.run([nginx, "-v"], capture_output=True, text=True, check=True).stderr
    body = SESSION_JSON.decode()
    assert not set(body) & set("'$\\"), "the body must need no escape in a configuration of nginx"
    headers = "\n    ".join(f"add_header {name} '{value}';" for name, value in okta_headers().items())
    for _ in range(5):  # A port that was free may be taken before nginx has it.
        plain, tls = _free_ports()
        config = _NGINX.format(folder=folder, plain=plain, tls=tls, headers=headers, body=body)
        (folder / "nginx.conf").write_text(config)
        process = subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")], text=True)
        for _ in range(100):
            if process.poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", plain)) == 0:
                    return process, plain, tls, version.strip().rpartition(" ")[2]
            time.sleep(0.05)
        process.kill()
        process.wait()
    raise RuntimeError("nginx does not start: see its messages above")


def _start_fallback(folder: Path) -> tuple[subprocess.Popen[str], int, int, str]:
    print(
        "!!! nginx is missing: a small server in Python stands in for it. It takes about 20,000 requests a second, so wall\n"
        "!!! times of the fastest clients are the server's; CPU times are not. Install it with `apt-get install nginx`.",
        file=sys.stderr,
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.fallback", str(folder)], stdout=subprocess.PIPE, text=True, env=environment()
    )
    assert process.stdout is not None
    plain, tls = json.loads(process.stdout.readline())
    return process, plain, tls, "a small server in Python"


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _write_certificate(folder: Path) -> None:
    """A certificate for the loopback address that signs itself, so that it is what to trust, too."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=True, crl_sign=False, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=7))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(private)
