"""How a client reaches the network: its URL, the proxy and the certificates, from its options and the environment."""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Final, TypeAlias
from urllib.request import getproxies, proxy_bypass

import httpx

from ..errors import UsageError
from .over_httpx import HttpxTransport
from .seam import Transport

Tls: TypeAlias = "ssl.SSLContext | str | os.PathLike[str]"
"""What `tls` can be: a context, or a file of certificates in PEM form that are trusted besides the usual."""
_PROXY_SCHEMES: Final = ("http", "https", "socks5", "socks5h")


def validated_url(url: str, *, allow_http: bool) -> str:
    """``url`` as it is sent, without a slash at its end; `UsageError` if it cannot be the URL of a provider."""
    try:
        parts = httpx.URL(url.rstrip("/"))
        host = parts.host
    except (httpx.InvalidURL, UnicodeError):  # The latter for a name that no domain can have.
        parts, host = httpx.URL(), ""
    if parts.scheme not in ("https", "http") or not re.fullmatch(r"[^\s%]+", host) or (parts.port or 0) > 0xFFFF:
        raise UsageError("`base_url` must be an absolute URL, such as https://acme.okta.com")
    if parts.userinfo or re.search(r"[?#\s]", url):
        raise UsageError("`base_url` must have no user, query or fragment: pass a credential as `credentials`")
    if parts.scheme == "http" and not allow_http and not is_loopback(host):
        raise UsageError(
            "plain http would show the credentials to the network: use https, or pass `allow_http=True` to insist"
        )
    return str(parts).rstrip("/")


def origin_of(url: str) -> str:
    """Scheme, host and port of an absolute URL."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def transport_for(base_url: str, given: Any, tls: Tls | None, proxy: str | None) -> Transport:
    """The transport of a client.

    Args:
        base_url: The client's.
        given: The caller's transport, of the library or of httpx; None for the default.
        tls: For the default transport.
        proxy: For the default transport; None for what the environment names.

    Raises:
        UsageError: What is given, or a variable of the environment, cannot be used.
    """
    if given is None:
        # httpcore takes as long to import as httpx; an application that brings a transport does not need it.
        from .pool import PooledTransport

        # Checked also where plain http needs none.
        context = tls_context(tls) if tls is not None or base_url.startswith("https:") else None
        return HttpxTransport(PooledTransport(ssl_context=context, proxy=proxy_for(base_url, proxy)))
    if tls is not None or proxy is not None:
        raise UsageError("`tls` and `proxy` are for the default transport: pass them to your `transport` instead")
    if isinstance(given, httpx.AsyncBaseTransport):
        return HttpxTransport(given)
    if isinstance(given, Transport) and not isinstance(given, type | httpx.AsyncClient):
        return given
    kind = given if isinstance(given, type) else type(given)
    raise UsageError(
        "`transport` must be an `AiohttpTransport`, an async transport of httpx, or an object with `send` and `aclose`"
        f" (`idsessions.transports.Transport`), not {kind.__module__}.{kind.__qualname__}"
    )


def tls_context(given: Tls | None = None) -> ssl.SSLContext:
    """The TLS context for ``given``. All clients share one, since making it takes milliseconds."""
    if isinstance(given, ssl.SSLContext):
        return given
    if not isinstance(given, str | os.PathLike | None):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
        raise UsageError("`tls` must be a file of certificates in PEM form, an `ssl.SSLContext`, or None")
    file = None if given is None else os.fspath(given)
    return _tls_context(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"), file)


@lru_cache(maxsize=4)
def _tls_context(file: str | None, folder: str | None, extra: str | None) -> ssl.SSLContext:
    place = f"the environment variable {'SSL_CERT_FILE' if file else 'SSL_CERT_DIR'}"
    try:
        context = httpx.create_ssl_context()
        context.set_alpn_protocols(["http/1.1"])
        place = "`tls`"
        if extra is not None:
            context.load_verify_locations(extra)
        return context
    except (OSError, ValueError, ssl.SSLError):  # The second for a name that no file can have.
        pass
    raise UsageError(f"{place} must name certificates in PEM form that can be read")


def proxy_for(base_url: str, given: str | None = None) -> httpx.Proxy | None:
    """The proxy for a URL: ``given``, or what the environment names (``HTTPS_PROXY``, ``ALL_PROXY``, ``NO_PROXY``).

    By the environment, a loopback address has none: a proxy would carry plain http to the network.
    """
    if given is not None:
        return _proxy(given, "`proxy`", "")
    url = httpx.URL(base_url)
    proxies = getproxies()
    scheme = url.scheme if url.scheme in proxies else "all"
    if scheme not in proxies or is_loopback(url.host) or _is_excepted(url, proxies.get("no", "")):
        return None
    variable = f"the environment variable {scheme.upper()}_PROXY"
    return _proxy(proxies[scheme], variable, ", or name this host in NO_PROXY")


def _proxy(address: Any, place: str, alternative: str) -> httpx.Proxy:
    try:
        address = address if isinstance(address, str) else ""
        proxy = httpx.Proxy(address if "://" in address else f"http://{address}")
    except (httpx.InvalidURL, TypeError, ValueError):
        proxy = None
    if proxy is None or proxy.url.scheme not in _PROXY_SCHEMES or not proxy.url.host:
        raise UsageError(f"{place} must be a URL such as http://proxy.example:3128")
    if proxy.url.scheme.startswith("socks") and find_spec("socksio") is None:
        raise UsageError(f"{place} names a SOCKS proxy: install httpx[socks]{alternative}")
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
