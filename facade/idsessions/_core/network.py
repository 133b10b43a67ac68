"""How a client reaches the network by default: the proxy and the certificates that the environment names."""

from __future__ import annotations

import ipaddress
import os
import ssl
from functools import lru_cache
from importlib.util import find_spec
from typing import Final
from urllib.request import getproxies, proxy_bypass

import httpx

from ..errors import UsageError

_PROXY_SCHEMES: Final = ("http", "https", "socks5", "socks5h")


def default_transport(base_url: str) -> httpx.AsyncBaseTransport:
    """The transport of a client whose caller gives none.

    Raises:
        UsageError: A variable of the environment names a proxy or certificates that cannot be used.
    """
    # httpcore takes as long to import as httpx; an application that brings a transport does not need it.
    from .pool import PooledTransport

    context = tls_context() if base_url.lower().startswith("https:") else None
    return PooledTransport(ssl_context=context, proxy=environment_proxy(base_url))


def tls_context() -> ssl.SSLContext:
    """The TLS context that all clients share: making one takes milliseconds."""
    return _tls_context(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@lru_cache(maxsize=4)
def _tls_context(file: str | None, folder: str | None) -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except (OSError, ssl.SSLError):
        variable = "SSL_CERT_FILE" if file else "SSL_CERT_DIR"
    raise UsageError(f"the environment variable {variable} must name certificates in PEM form that can be read")


def environment_proxy(base_url: str) -> httpx.Proxy | None:
    """The proxy that the environment names for a URL (``HTTPS_PROXY``, ``ALL_PROXY``, ``NO_PROXY``), or None.

    A loopback address has none: a proxy would carry plain http to the network.
    """
    url = httpx.URL(base_url)
    proxies = getproxies()
    scheme = url.scheme if url.scheme in proxies else "all"
    if scheme not in proxies or is_loopback(url.host) or _is_excepted(url, proxies.get("no", "")):
        return None
    variable = f"{scheme.upper()}_PROXY"
    address = proxies[scheme]
    try:
        proxy = httpx.Proxy(address if "://" in address else f"http://{address}")
    except (httpx.InvalidURL, ValueError):
        proxy = None
    if proxy is None or proxy.url.scheme not in _PROXY_SCHEMES or not proxy.url.host:
        raise UsageError(f"the environment variable {variable} must be a URL such as http://proxy.example:3128")
    if proxy.url.scheme.startswith("socks") and find_spec("socksio") is None:
        raise UsageError(
            f"the environment variable {variable} names a SOCKS proxy: install httpx[socks], or name this host in NO_PROXY"
        )
    return proxy


def _is_excepted(url: httpx.URL, excepted: str) -> bool:
    """Whether ``NO_PROXY`` names the host; an IPv6 address may stand in brackets there."""
    names = {name.strip().strip("[]") for name in excepted.split(",")}
    return url.host in names or bool(proxy_bypass(url.host))


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine and can be nothing else."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
