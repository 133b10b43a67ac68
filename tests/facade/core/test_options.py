"""How a client is set up: its URL, its options, its views, and what it refuses."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from idsessions import (
    ApiToken,
    CredentialError,
    OktaSessions,
    RateLimit,
    SessionsError,
    Timeouts,
    UsageError,
    __version__,
)
from idsessions._core.options import Options
from idsessions.testing import ManualClock

from ..loopback import responding, serve
from ..okta_wire import API_TOKEN, ID, SESSION, WIRE, Wired, sessions


def found(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=SESSION)


@pytest.mark.parametrize(
    ("base_url", "called"),
    [
        ("https://acme.okta.test", "https://acme.okta.test/api/v1/sessions/a"),
        ("https://acme.okta.test/", "https://acme.okta.test/api/v1/sessions/a"),
        ("https://acme.okta.test//", "https://acme.okta.test/api/v1/sessions/a"),
        ("HTTPS://ACME.okta.test:8443/gate", "https://acme.okta.test:8443/gate/api/v1/sessions/a"),
        ("https://bücher.test", "https://xn--bcher-kva.test/api/v1/sessions/a"),
        ("http://localhost:8080", "http://localhost:8080/api/v1/sessions/a"),
        ("http://127.0.0.1", "http://127.0.0.1/api/v1/sessions/a"),
        ("http://127.8.9.10", "http://127.8.9.10/api/v1/sessions/a"),
        ("http://[::1]:8080", "http://[::1]:8080/api/v1/sessions/a"),
    ],
)
async def test_base_url_is_joined_with_the_path(base_url: str, called: str) -> None:
    network = Wired(found)
    async with OktaSessions(base_url, ApiToken(API_TOKEN), transport=network) as okta:
        await okta.get_session("a")
        assert repr(okta) == f"OktaSessions({called.removesuffix('/api/v1/sessions/a')!r})"
    assert str(network.requests[0].url) == called


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "acme.okta.test",
        "//acme.okta.test",
        "ftp://acme.okta.test",
        "https://",
        "https:///api",
        "https://S3CRET@acme.okta.test",
        "https://ada:S3CRET@acme.okta.test",
        "https://:S3CRET@acme.okta.test",
        "https://acme.okta.test?token=S3CRET",
        "https://acme.okta.test?",
        "https://acme.okta.test#S3CRET",
        "https://acme.okta.test#",
        "https://[::1",
        "https://acme.okta.test:S3CRET",
        "https://acme.okta.test:99999",
        "https://acme.okta.test/\n",
        "https://acme.okta.test\x00",
        " https://acme.okta.test",
        "https://acme.okta.test ",
        "https://acme okta.test",
        "https://xn--/",
        "https://" + "a" * 70_000,
        "http://acme.okta.test",
        "http://localhost.acme.test",
        "http://127.0.0.1.acme.test",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://[::2]",
    ],
)
def test_base_url_that_cannot_be_called_or_holds_credentials_raises(base_url: str) -> None:
    with pytest.raises(UsageError) as raised:
        OktaSessions(base_url)
    assert "S3CRET" not in f"{raised.value!r} {raised.value.args}"
    assert raised.value.__context__ is None


async def test_allow_http_permits_plain_http() -> None:
    network = Wired(found)
    async with OktaSessions("http://acme.test", ApiToken(API_TOKEN), transport=network, allow_http=True) as okta:
        await okta.get_session("a")
    assert network.requests[0].url.scheme == "http"


async def test_loopback_is_called_without_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    # Plain http is allowed to loopback only because it does not leave the machine.
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://proxy.invalid:3128")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    head = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"
    async with serve(responding(head)) as port, OktaSessions(f"http://127.0.0.1:{port}", ApiToken(API_TOKEN)) as okta:
        await okta.revoke_session("a")


@pytest.mark.parametrize(
    ("user_agent", "sent"),
    [("", f"idsessions/{__version__}"), ("shop/1.2 (web)", f"shop/1.2 (web) idsessions/{__version__}")],
)
async def test_user_agent_names_the_application_and_the_library(user_agent: str, sent: str) -> None:
    network = Wired(found)
    async with sessions(network, user_agent=user_agent) as okta:
        await okta.get_session(ID)
    assert network.requests[0].headers["User-Agent"] == sent


@pytest.mark.parametrize("user_agent", ["shop\r\nCookie: sid=x", "a\x00b", "größe", "a\tb", "shop ", " "])
def test_user_agent_that_no_header_can_hold_raises(user_agent: str) -> None:
    with pytest.raises(UsageError):
        sessions(Wired(found), user_agent=user_agent)


async def test_headers_of_the_caller_are_sent() -> None:
    network = Wired(found)
    async with sessions(network, headers={"X-Trace": "abc", "X-Empty": ""}) as okta:
        await okta.get_session(ID)
        await okta.with_options(headers={"X-Trace": "def"}).get_session(ID)
    assert [request.headers.get("X-Trace") for request in network.requests] == ["abc", "def"]
    assert [request.headers.get("X-Empty") for request in network.requests] == ["", None]


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "SSWS S3CRET"},
        {"authorization": "SSWS S3CRET"},
        {"Cookie": "sid=S3CRET"},
        {"DPoP": "S3CRET"},
        {"Host": "elsewhere.test"},
        {"Content-Length": "5"},
        {"Content-Type": "text/plain"},
        {"Transfer-Encoding": "chunked"},
        {"Accept": "text/html"},
        {"Accept-Encoding": "br"},
        {"User-Agent": "shop/1.2"},
        {"X-S3CRET\r\nCookie": "sid"},
        {"": "a"},
        {"X Trace": "a"},
        {"X-Trace": "S3CRET\r\nCookie: sid=x"},
        {"X-Trace": "größe"},
        {"X-Trace": "a\x00"},
        {"X-Trace": "a "},
        {"X-Trace": " a"},
        {"X-Trace": " "},
    ],
)
def test_reserved_or_invalid_header_raises(headers: Mapping[str, str]) -> None:
    with pytest.raises(UsageError) as raised:
        sessions(Wired(found), headers=headers)
    assert "S3CRET" not in str(raised.value)
    with pytest.raises(UsageError):
        sessions(Wired(found)).with_options(headers=headers)


async def test_header_of_the_operation_replaces_the_header_of_the_caller() -> None:
    network = Wired([WIRE["authenticate"].success(), WIRE["authenticate"].success()])
    async with sessions(network, headers={"x-forwarded-for": "198.51.100.7"}) as okta:
        await okta.authenticate("ada", "not-a-real-password")
        await okta.authenticate("ada", "not-a-real-password", forwarded_for="192.0.2.1")
    sent = [request.headers.get_list("X-Forwarded-For") for request in network.requests]
    assert sent == [["198.51.100.7"], ["192.0.2.1"]]


@pytest.mark.parametrize("value", ["a\r\nCookie: sid=x", "a\nb", "\x00", "\x7f", "größe", "\ud800", "a ", " a"])
async def test_argument_that_no_header_can_hold_raises(value: str) -> None:
    network = Wired(found)
    async with sessions(network) as okta:
        with pytest.raises(UsageError) as raised:
            await okta.authenticate("ada", "not-a-real-password", device_fingerprint=value)
    assert (raised.value.provider, raised.value.operation) == ("okta", "authenticate")
    assert raised.value.__context__ is None
    assert not network.requests


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (Timeouts(), {"connect": 10.0, "read": 30.0, "write": 30.0, "pool": None}),
        (Timeouts(connect=1.0, read=2.0, write=3.0), {"connect": 1.0, "read": 2.0, "write": 3.0, "pool": None}),
        (5.0, {"connect": 5.0, "read": 5.0, "write": 5.0, "pool": None}),
    ],
)
async def test_timeouts_reach_the_transport(given: Timeouts | float, sent: Mapping[str, float | None]) -> None:
    network = Wired(found)
    async with sessions(network, timeout=given) as okta:
        await okta.get_session(ID)
        await okta.with_options(timeout=7.0).get_session(ID)
    assert network.requests[0].extensions["timeout"] == sent
    assert network.requests[1].extensions["timeout"]["read"] == 7.0


@pytest.mark.parametrize(
    "options",
    [
        *({"max_concurrency": number} for number in (0, -1)),
        *({"timeout": seconds} for seconds in (0, -1.0, math.nan)),
    ],
)
def test_number_that_no_call_can_work_with_raises(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=next(iter(options))):
        sessions(Wired([]), **options)


@pytest.mark.parametrize("timeouts", [{"connect": 0.0}, {"read": -1.0}, {"write": math.nan}])
def test_timeouts_of_no_time_raise(timeouts: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="timeout"):
        Timeouts(**timeouts)


@pytest.mark.parametrize("given", ["S3CRET-own", "own", b"S3CRET", 5, ApiToken, ("sid", "S3CRET")])
async def test_value_that_is_no_credential_raises_with_its_type_only(given: Any) -> None:
    okta = sessions(Wired([]))
    with pytest.raises(CredentialError, match=type(given).__name__) as raised:
        sessions(Wired([]), given)
    assert "S3CRET" not in str(raised.value)
    with pytest.raises(CredentialError, match=type(given).__name__) as raised:
        okta.with_options(credentials=given)
    assert "S3CRET" not in str(raised.value)
    # Least of all is it taken for the client's own.
    for call in (okta.get_current_session, okta.close_current_session, okta.end_user_sessions):
        with pytest.raises(CredentialError, match=type(given).__name__):
            await call(given)


async def test_id_too_long_for_a_url_raises() -> None:
    network = Wired([])
    async with sessions(network) as okta:
        with pytest.raises(UsageError, match="too long") as raised:
            await okta.get_session("a" * 100_000)
    assert (raised.value.provider, raised.value.operation) == ("okta", "getSession")
    assert raised.value.__context__ is None


async def test_view_differs_only_in_the_options_it_was_given() -> None:
    network = Wired(found)
    told: list[str] = []
    async with sessions(network, headers={"X-Trace": "abc"}, user_agent="shop/1") as okta:
        view = okta.with_options(
            credentials=ApiToken("another"), on_call=lambda record: told.append(record.operation), deadline=5.0
        )
        again = view.with_options(on_call=None, rate_limit=None)
        assert type(view) is OktaSessions
        for client in (okta, view, again):
            await client.get_session(ID)
    assert [request.headers["Authorization"] for request in network.requests] == [
        f"SSWS {API_TOKEN}",
        "SSWS another",
        "SSWS another",
    ]
    assert {(r.headers["X-Trace"], r.headers["User-Agent"].partition(" ")[0]) for r in network.requests} == {
        ("abc", "shop/1")
    }
    assert told == ["getSession"]


async def test_view_shares_the_connections() -> None:
    async with sessions(Wired(found)) as okta:
        view = okta.with_options(timeout=1.0)
    with pytest.raises((RuntimeError, SessionsError)):
        await view.get_session(ID)


def test_repr_of_options_shows_no_header() -> None:
    assert "S3CRET" not in repr(Options(headers={"X-Key": "S3CRET"}, rate_limit=RateLimit(max_attempts=3)))


class Awaited:
    """A hook that nothing would await."""

    async def __call__(self, record: object) -> None: ...


WRONG: dict[str, tuple[Any, ...]] = {
    "max_concurrency": ("3", 1.5, True, None, 0),
    "headers": (["X-Own"], "X-Own: S3CRET", {"Connection": "close"}, {"X-Own": 5}, {5: "S3CRET"}, {"X-Own": None}),
    "user_agent": (5, None, b"app/1"),
    "on_call": (5, "print", ["print"], Awaited()),
    "rate_limit": (5, "none", True, RateLimit),
    "clock": (5, "now", ManualClock, object()),
    "tls": (5, True, ["ca.pem"], "\ud800", "a\0b", "missing.pem"),
    "proxy": (5, True, b"http://proxy.test", {}),
    "timeout": ("5", None, [1, 2, 3], True, math.inf, 10**400),
    "deadline": ("5", True, math.inf, math.nan, 10**400, -1),
    "allow_http": ("no", 1, None),
    "retries": ("2", -1, 1.5, True, None),
}


@pytest.mark.parametrize(("name", "given"), [(name, given) for name, values in WRONG.items() for given in values])
@pytest.mark.parametrize("url", ["https://acme.okta.test", "http://127.0.0.1"])
def test_option_of_the_wrong_type_raises_and_names_the_option(name: str, given: Any, url: str) -> None:
    options: dict[str, Any] = {name: given}
    with pytest.raises(UsageError, match=f"^`{name}`") as raised:
        OktaSessions(url, **options)
    assert "S3CRET" not in f"{raised.value!r} {raised.value.args}"
    assert raised.value.__cause__ is raised.value.__context__ is None
