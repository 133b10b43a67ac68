"""The way to the provider: proxy, connection, TLS, and the clocks at both ends."""

from __future__ import annotations

import asyncio
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
from attrs import field, frozen

from idsessions import Clock

from ._finding import Finding

_SECONDS: Final = 15.0
_MOST_BYTES: Final = 256 * 1024
# Signed assertions and proofs of possession are refused if the clocks differ by minutes.
_MOST_SKEW: Final = 60.0


@frozen
class Way:
    """What was found on the way, and the body of the response at its end, or None."""

    findings: list[Finding] = field(factory=list[Finding])
    content: bytes | None = None


def proxy_finding(url: str) -> Finding:
    """Which proxy is in use; its name and password are not shown."""
    parts = urlsplit(url)
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy:
        return Finding("proxy", None, "none")
    if proxy_bypass(parts.hostname or ""):
        return Finding("proxy", None, "none: NO_PROXY names the host")
    try:
        shown = urlsplit(proxy if "//" in proxy else f"//{proxy}")
        port = f":{shown.port}" if shown.port else ""
    except ValueError:  # It has the password.
        remedy = "write special characters of its password as %2F and the like"
        return Finding("proxy", False, "the environment names one that cannot be used", remedy)
    return Finding("proxy", None, f"{shown.hostname}{port}, from the environment")


async def look_at_way(url: str, path: str, clock: Clock, *, transport: httpx.AsyncBaseTransport | None = None) -> Way:
    """Send one GET without a credential.

    Args:
        url: The provider's URL.
        path: What to ask for.
        clock: This machine's clock.
        transport: How to get there, in tests.
    """
    way = Way([proxy_finding(url)])
    try:
        async with (
            asyncio.timeout(_SECONDS),
            httpx.AsyncClient(transport=transport, timeout=_SECONDS) as http,
            http.stream("GET", url.rstrip("/") + path, headers={"Accept": "application/json"}) as response,
        ):
            tls = _tls_finding(response)
            content = await _read(response)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:  # A TimeoutError is an OSError.
        way.findings.append(_unreached(url, error))
        return way
    way.findings.append(Finding("network", True, f"{url} is reached"))
    way.findings.extend(each for each in (tls, _skew_finding(response, clock)) if each is not None)
    return Way(way.findings, content)


async def _read(response: httpx.Response) -> bytes:
    """The body, or the beginning of one that is longer than any response to the question."""
    content = bytearray()
    async for part in response.aiter_bytes():
        content += part
        if len(content) > _MOST_BYTES:
            break
    return bytes(content)


def _unreached(url: str, error: Exception) -> Finding:
    text = str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in text:
        remedy = "a proxy may replace certificates: trust its own with SSL_CERT_FILE, or set the machine's clock"
    elif isinstance(error, httpx.ProxyError):
        remedy = "check HTTPS_PROXY and the name and password in it"
    elif isinstance(error, httpx.TimeoutException | TimeoutError):
        remedy = "a firewall may drop the packets: ask whether this machine may reach the host on port 443"
    else:
        remedy = "check the URL, the DNS, and whether this machine needs a proxy (HTTPS_PROXY)"
    # The text of a proxy's error may have its password.
    shown = type(error).__name__ if isinstance(error, httpx.ProxyError) else text
    return Finding("network", False, f"{url} is not reached: {shown}", remedy)


def _tls_finding(response: httpx.Response) -> Finding | None:
    stream: Any = response.extensions.get("network_stream")
    secured: Any = None if stream is None else stream.get_extra_info("ssl_object")
    if secured is None:
        if response.url.scheme == "https":
            return None
        local = response.url.host in ("localhost", "127.0.0.1", "::1")
        return Finding("TLS", None if local else False, "none", "" if local else "use https")
    certificate: dict[str, Any] = secured.getpeercert() or {}
    ends = certificate.get("notAfter", "an unknown time")
    return Finding("TLS", True, f"{secured.version()}, the certificate is valid until {ends}")


def _skew_finding(response: httpx.Response, clock: Clock) -> Finding | None:
    try:
        skew = clock.time() - parsedate_to_datetime(response.headers["Date"]).timestamp()
    except (KeyError, ValueError, OverflowError):
        return Finding("clock", None, "the server does not say what time it is")
    if abs(skew) <= _MOST_SKEW:
        return Finding("clock", True, "this machine and the server agree")
    side = "ahead of" if skew > 0 else "behind"
    return Finding("clock", False, f"this machine is {abs(skew):.0f} s {side} the server", "set its time (NTP)")
