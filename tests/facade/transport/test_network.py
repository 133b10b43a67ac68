"""How a client reaches the network: the proxies and the certificates of the environment."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import Any

import pytest

from idsessions import ApiToken, OktaSessions, TLSError, UsageError
from idsessions._transport.network import proxy_for, tls_context
from idsessions.transports import AiohttpTransport

from ...faults.server import BODY, HEAD, certificate
from ..loopback import Handler, counting, serve
from .conftest import MakeClient

TOKEN = ApiToken("a-token")


def missing(name: str) -> None:
    """Like `find_spec` where a package is not installed."""


def present(name: str) -> str:
    """Like `find_spec` where a package is installed."""
    return name


# Proxies. The host behind them exists only for the proxy.


def proxy(requests: list[bytes], target: int | None) -> Handler:
    """A proxy that responds itself; or that opens a tunnel to the port ``target``."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await reader.readuntil(b"\r\n\r\n"))
        if target is None:
            writer.write(HEAD + BODY)
            await writer.drain()
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        there, back = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(copy(reader, back), copy(there, writer))

    return handle


async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    except ConnectionError:
        pass
    target.close()


async def test_plain_http_goes_to_the_proxy_of_the_environment(
    client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests: list[bytes] = []
    async with serve(proxy(requests, None)) as port:
        monkeypatch.setenv("http_proxy", f"http://user:word@127.0.0.1:{port}")
        async with client("http://acme.okta.test", allow_http=True) as okta:
            assert (await okta.get_session("102")).id == "102"
    assert requests[0].startswith(b"GET http://acme.okta.test/api/v1/sessions/102 HTTP/1.1\r\n")
    assert b"proxy-authorization: basic dxnlcjp3b3jk" in requests[0].lower()


async def test_https_goes_through_a_tunnel(client: MakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, trusted = certificate(tmp_path, "acme.okta.test")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    requests: list[bytes] = []
    handle, counts = counting()
    async with serve(handle, context) as target, serve(proxy(requests, target)) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{port}")
        async with client("https://acme.okta.test") as okta:
            for _ in range(3):
                await okta.get_session("102")
    assert [request.split(b"\r\n")[0] for request in requests] == [b"CONNECT acme.okta.test:443 HTTP/1.1"]
    assert counts == [3]
    assert b"a-token" not in requests[0]


@pytest.mark.parametrize(
    ("environment", "url", "found"),
    [
        ({"HTTPS_PROXY": "http://proxy.test:3128"}, "https://acme.okta.test", "http://proxy.test:3128"),
        ({"ALL_PROXY": "http://proxy.test:3128"}, "https://acme.okta.test", "http://proxy.test:3128"),
        ({"HTTPS_PROXY": "proxy.test:3128"}, "https://acme.okta.test", "http://proxy.test:3128"),
        ({"HTTP_PROXY": "http://proxy.test:3128"}, "https://acme.okta.test", None),
        ({"HTTPS_PROXY": "http://proxy.test", "NO_PROXY": "okta.test"}, "https://acme.okta.test", None),
        ({"HTTPS_PROXY": "http://proxy.test", "NO_PROXY": "*"}, "https://acme.okta.test", None),
        ({"HTTPS_PROXY": "http://proxy.test", "NO_PROXY": "[2001:db8::1]"}, "https://[2001:db8::1]", None),
        ({"ALL_PROXY": "socks5://proxy.test", "NO_PROXY": "okta.test"}, "https://acme.okta.test", None),
        ({"ALL_PROXY": "http://proxy.test"}, "http://localhost:8080", None),
        ({"ALL_PROXY": "http://proxy.test"}, "http://127.0.0.1:8080", None),
        ({}, "https://acme.okta.test", None),
    ],
)
def test_proxy_of_the_environment(
    environment: dict[str, str], url: str, found: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    proxy = proxy_for(url)
    assert (None if proxy is None else str(proxy.url)) == found


@pytest.mark.parametrize(
    ("name", "value"),
    [("HTTPS_PROXY", "ftp://proxy.test"), ("HTTPS_PROXY", "http://"), ("ALL_PROXY", "socks5://proxy.test")],
)
def test_proxy_that_cannot_be_used_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setattr("idsessions._transport.network.find_spec", missing)  # httpx[socks] may be installed.
    with pytest.raises(UsageError, match=name):
        OktaSessions("https://acme.okta.test", TOKEN)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_that_cannot_be_read_are_named(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "certificates.pem"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with pytest.raises(UsageError, match="SSL_CERT_FILE"):
        OktaSessions("https://acme.okta.test", TOKEN)


def test_clients_share_one_tls_context(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    assert tls_context() is tls_context()


async def test_certificates_that_are_given_are_trusted(client: MakeClient, tmp_path: Path) -> None:
    context, trusted = certificate(tmp_path)
    handle, counts = counting()
    own = ssl.create_default_context(cafile=trusted)
    async with serve(handle, context) as port:
        for tls in (trusted, str(trusted), own):
            async with client(f"https://127.0.0.1:{port}", tls=tls) as okta:
                await okta.get_session("102")
        async with client(f"https://127.0.0.1:{port}") as okta:
            with pytest.raises(TLSError):
                await okta.get_session("102")
    assert counts == [1, 1, 1]
    assert own.verify_mode is ssl.CERT_REQUIRED
    assert tls_context(trusted).cert_store_stats()["x509_ca"] > own.cert_store_stats()["x509_ca"]


def test_certificates_that_are_given_and_cannot_be_read_are_named(client: MakeClient, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="`tls` must name certificates in PEM form"):
        client("https://acme.okta.test", tls=tmp_path / "missing.pem")


async def test_proxy_that_is_given_wins_over_the_environment(
    client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://elsewhere.test")
    requests: list[bytes] = []
    async with serve(proxy(requests, None)) as port:
        url = "http://acme.okta.test"
        async with client(url, proxy=f"http://127.0.0.1:{port}", allow_http=True) as okta:
            assert (await okta.get_session("102")).id == "102"
    assert requests[0].startswith(b"GET http://acme.okta.test/api/v1/sessions/102 HTTP/1.1\r\n")


@pytest.mark.parametrize("proxy", ["", "ftp://proxy.test", "http://", "socks5://proxy.test"])
def test_proxy_that_is_given_and_cannot_be_used_is_named(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idsessions._transport.network.find_spec", missing)
    with pytest.raises(UsageError, match="`proxy`"):
        OktaSessions("https://acme.okta.test", TOKEN, proxy=proxy)


@pytest.mark.parametrize("proxy", ["", "ftp://proxy.test", "http://", "socks5://proxy.test", 5, {}])
def test_proxy_that_aiohttp_cannot_use_is_refused_when_given(proxy: Any) -> None:
    with pytest.raises(UsageError, match=r"`proxy`|SOCKS"):
        AiohttpTransport(proxy=proxy)


async def test_aiohttp_refuses_a_socks_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idsessions._transport.network.find_spec", present)  # httpx[socks] may be missing.
    monkeypatch.setenv("ALL_PROXY", "socks5://proxy.test")
    async with OktaSessions("https://acme.okta.test", TOKEN, transport=AiohttpTransport()) as okta:
        with pytest.raises(UsageError, match="SOCKS"):
            await okta.get_session("102")


async def test_aiohttp_transport_that_is_closed_says_so() -> None:
    transport = AiohttpTransport()
    async with OktaSessions("https://acme.okta.test", TOKEN, transport=transport):
        pass
    async with OktaSessions("https://acme.okta.test", TOKEN, transport=transport) as okta:
        with pytest.raises(UsageError, match="make one for each client"):
            await okta.get_session("102")
