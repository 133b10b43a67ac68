"""What a credential accepts as its secret, when it is made and when it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idsessions import (
    AccessToken,
    ApiToken,
    Credential,
    CredentialError,
    SessionCookie,
    SessionCookies,
    SessionToken,
    UsageError,
)

from ..okta_wire import ID, WIRE, Wired, sessions


class Signed(Credential):
    """A credential of the application's own."""

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"apiToken"})

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return {"Authorization": f"SSWS {method} {url}"}


async def test_credential_of_the_application_sees_the_request() -> None:
    network = Wired([WIRE["getSession"].success()])
    async with sessions(network, Signed()) as okta:
        await okta.get_session(ID)
    assert network.requests[0].headers["Authorization"] == f"SSWS GET {network.requests[0].url}"


# Secrets


async def asynchronous() -> str:
    return "a-token"


KINDS: list[tuple[Callable[[Any], Credential], dict[str, str]]] = [
    (ApiToken, {"Authorization": "SSWS a-token"}),
    (AccessToken, {"Authorization": "Bearer a-token"}),
    (lambda secret: SessionCookie("sid", secret), {"Cookie": "sid=a-token"}),
    (lambda secret: SessionToken(secret, header="iPlanetDirectoryPro"), {"iPlanetDirectoryPro": "a-token"}),
    (lambda secret: SessionToken(secret, header="am", as_cookie=True), {"Cookie": "am=a-token"}),
]


@pytest.mark.parametrize("secret", ["a-token", lambda: "a-token", asynchronous])
@pytest.mark.parametrize(("kind", "headers"), KINDS)
async def test_secret_is_text_or_a_function(
    kind: Callable[[Any], Credential], secret: Any, headers: dict[str, str]
) -> None:
    assert await kind(secret).headers("GET", "https://x.test") == headers


WRONG = ["", " ", "a b", "a\n", "\r\n", "a\tb", "a\x00", "a\x7f", "größe", "a\u2028"]


@pytest.mark.parametrize("secret", [*WRONG, None, b"bytes", 5, ["list"]], ids=repr)
@pytest.mark.parametrize("kind", [ApiToken, AccessToken], ids=lambda kind: kind.__name__)
async def test_secret_that_no_header_can_hold_raises(kind: Any, secret: Any) -> None:
    with pytest.raises(CredentialError):
        kind(secret)
    with pytest.raises(CredentialError):
        await kind(lambda: secret).headers("GET", "https://x.test")


@pytest.mark.parametrize("value", [*WRONG, "a;b", "a,b", 'a"b', "a\\b", None, b"bytes", 5], ids=repr)
async def test_value_that_no_cookie_can_have_raises(value: Any) -> None:
    with pytest.raises(CredentialError):
        SessionCookie("sid", value)
    with pytest.raises(CredentialError):
        await SessionCookie("sid", lambda: value).headers("GET", "https://x.test")


@pytest.mark.parametrize("name", ["", "a b", "a=b", "a;b", "a\n", "größe", "a:b"], ids=repr)
def test_name_that_no_header_or_cookie_can_have_raises(name: str) -> None:
    for make in (lambda: SessionCookie(name, "a"), lambda: SessionToken("a", header=name)):
        with pytest.raises(CredentialError):
            make()


@pytest.mark.parametrize(
    "header", ["", ";", "a", "a=b;", "a=b; ;c=d", "a=b\r\n", "=b", "a=b c", "a b=c", "größe=a", None, 5], ids=repr
)
async def test_text_that_is_no_cookies_raises(header: Any) -> None:
    with pytest.raises(CredentialError):
        SessionCookies(header)
    with pytest.raises(CredentialError):
        await SessionCookies(lambda: header).headers("GET", "https://x.test")


@pytest.mark.parametrize("header", ["JSESSIONID=a", "a=b; c=d", "a=b;c=d", 'a="b"', "a=", "a=b==", "a=b; a=c"])
async def test_cookies_are_sent_as_given(header: str) -> None:
    assert await SessionCookies(header).headers("GET", "https://x.test") == {"Cookie": header}


@given(st.text(max_size=8))
async def test_no_secret_breaks_out_of_its_header(secret: str) -> None:
    for make in (
        lambda: ApiToken(secret),
        lambda: SessionCookie("sid", secret),
        lambda: SessionToken(secret, header="am", as_cookie=True),
    ):
        try:
            credential = make()
        except CredentialError:
            continue
        (value,) = (await credential.headers("GET", "https://x.test")).values()
        assert value.isascii()
        assert value.isprintable()
        httpx.Headers({"Cookie": value})


def test_tokens_of_the_same_secret_are_equal_and_so_share_a_rate_gate() -> None:
    assert ApiToken("a") == ApiToken("a") != ApiToken("b")
    assert AccessToken("a") == AccessToken("a") != AccessToken("a", scopes="b")
    assert len({ApiToken("a"), ApiToken("a"), AccessToken("a"), ApiToken(str), ApiToken(str)}) == 3


@pytest.mark.parametrize(
    ("scopes", "held"),
    [(None, None), ("", set[str]()), ("a  b", {"a", "b"}), (["a"], {"a"}), (("a", "b"), {"a", "b"}), ({"a"}, {"a"})],
)
def test_scopes_are_read_from_text_or_a_collection(scopes: Any, held: set[str] | None) -> None:
    assert AccessToken("t", scopes=scopes).scopes == held


@pytest.mark.parametrize("scopes", [5, b"okta.sessions.read", [None], {5: 1}, True])
def test_scopes_that_are_no_strings_raise(scopes: Any) -> None:
    with pytest.raises(UsageError, match="`scopes`"):
        AccessToken("t", scopes=scopes)


async def test_session_token_without_a_header_name_raises() -> None:
    with pytest.raises(CredentialError, match="is unknown"):
        await SessionToken("a").headers("GET", "https://x.test")
