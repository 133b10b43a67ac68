"""First mistakes with Okta: each is one sentence that says what to change, and nothing is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from idsessions import (
    AccessToken,
    ApiToken,
    CredentialError,
    OktaSessions,
    ServiceApp,
    SessionCookie,
    SessionToken,
    UnreadableAnswerError,
    UsageError,
)
from idsessions.okta._arguments import check_base_url
from idsessions.testing import OktaEmulator

from ..crash import shown_locals
from ..okta_wire import ACCESS_TOKEN, ID, SESSION, SID, TRANSACTION, Wired, sessions

URLS: Mapping[str, str] = {
    "https://{yourOktaDomain}": "still has a placeholder",
    "https://${yourOktaDomain}": "still has a placeholder",
    "https://<your-org>.okta.com": "still has a placeholder",
    "https://yourOktaDomain": "still has a placeholder",
    "https://your-okta-domain.okta.com": "still has a placeholder",
    "https://acme-admin.okta.com": "leave out '-admin'",
    "https://acme-admin.oktapreview.com/": "leave out '-admin'",
    "https://ACME-ADMIN.OKTA.COM": "leave out '-admin'",
    "https://acme.okta.com.com": "ends in '.com' twice",
    "https://acme.okta.com.com/": "ends in '.com' twice",
    "https://acme.okta.com/api/v1": "leave out /api/v1",
    "https://acme.okta.com/api/v1/": "leave out /api/v1",
    "https://acme.okta.com/api/v1/sessions": "leave out /api/v1",
    "https://acme.okta.com/oauth2/default": "leave out /oauth2",
    "https://acme.okta.com/oauth2/default/v1/token": "leave out /oauth2",
    "https://acme.okta.com/app/UserHome": "leave out /app",
    "https://acme.okta.com/admin/dashboard": "leave out /admin",
    "https://acme.okta.com/login/default": "leave out /login",
}
GOOD = (
    "https://acme.okta.com",
    "https://acme.okta.com/",
    "https://dev-123456.okta.com",
    "https://acme-administration.okta.com",
    "https://acme.okta-emea.com",
    "https://login.acme.com",
    "https://admin.acme.com.company.test",
    "http://127.0.0.1:8080/org",
    "https://[::1]:8443",
    OktaEmulator.ORIGIN,
)


@pytest.mark.parametrize("url", URLS)
def test_base_url_as_people_paste_it_raises(url: str) -> None:
    with pytest.raises(UsageError, match=r"^okta: `base_url` .*, such as https://acme\.okta\.com$") as raised:
        check_base_url(url)
    with pytest.raises(UsageError, match=re.escape(raised.value.message)):
        OktaSessions(url)
    assert URLS[url] in raised.value.message


@pytest.mark.parametrize("url", GOOD)
def test_base_url_of_an_organization_passes(url: str) -> None:
    check_base_url(url)
    OktaSessions(url)


@pytest.mark.parametrize("url", [None, 5, b"https://acme.test"])
def test_base_url_of_another_type_raises(url: Any) -> None:
    with pytest.raises(UsageError, match=f"`base_url` must be a string, not {type(url).__name__}"):
        OktaSessions(url)


Use = Callable[[OktaSessions], Any]
ARGUMENTS: Mapping[str, tuple[Use, str]] = {
    "no id": (lambda okta: okta.get_session(None), "`session_id` must be a string, not NoneType"),  # type: ignore[arg-type]
    "a number as id": (lambda okta: okta.refresh_session(5), "`session_id` must be a string, not int"),  # type: ignore[call-overload]
    "bytes as id": (lambda okta: okta.revoke_session(b"102"), "`session_id` must be a string, not bytes"),  # type: ignore[arg-type]
    "no user": (lambda okta: okta.revoke_user_sessions(None), "`user_id` must be a string, not NoneType"),  # type: ignore[arg-type]
    "an id in quotes": (lambda okta: okta.get_session(f'"{ID}"'), "`session_id` is in quotes"),
    "a user in quotes": (lambda okta: okta.revoke_user_sessions("'00u1'"), "`user_id` is in quotes"),
    "no session token": (lambda okta: okta.create_session(None), "`session_token` must be a string, not NoneType"),  # type: ignore[arg-type]
    "a session token in quotes": (lambda okta: okta.create_session('"201"'), "`session_token` is in quotes"),
    "no authentication": (lambda okta: okta.login(None), "`session_token` must be a string, not NoneType"),  # type: ignore[arg-type]
    "a cookie as text": (lambda okta: okta.get_current_session("sid=1"), "a credential must be an object"),  # type: ignore[arg-type]
    "no cookie": (lambda okta: okta.get_current_session(None), "needs a credential: SessionCookie"),  # type: ignore[arg-type]
    "another kind of cookie": (lambda okta: okta.get_current_session(ApiToken("a")), "takes SessionCookie"),  # type: ignore[arg-type]
    "an assertion in quotes": (lambda okta: okta.issue_access_token('"a.b.c"', scope="a"), "the secret is in quotes"),
}


@pytest.mark.parametrize("case", ARGUMENTS)
async def test_argument_that_cannot_be_meant_raises(case: str) -> None:
    use, text = ARGUMENTS[case]
    network = Wired([])
    async with sessions(network) as okta:
        with pytest.raises(UsageError) as raised:
            await use(okta)
    assert text in raised.value.message
    assert not network.requests


@pytest.mark.parametrize("given", [None, 5, b"102", f"'{ID}'", f'"{ID}"'])
def test_handle_for_an_id_that_cannot_be_meant_raises(given: Any) -> None:
    with pytest.raises(UsageError, match="`session_id`"):
        sessions(Wired([])).session(given)


def test_cookie_of_a_user_as_the_clients_credential_raises() -> None:
    with pytest.raises(CredentialError, match=r"pass a user's SessionCookie to each call"):
        OktaSessions("https://acme.okta.test", SID)
    with pytest.raises(CredentialError, match=r"pass a user's SessionCookie to each call"):
        sessions(Wired([])).with_options(credentials=SID)


QUOTED: list[Callable[[str], Any]] = [
    ApiToken,
    AccessToken,
    lambda secret: SessionToken(secret, header="iPlanetDirectoryPro"),
    lambda secret: SessionCookie("sid", secret),
    lambda secret: SessionToken(secret, as_cookie=True, header="iPlanetDirectoryPro"),
]


@pytest.mark.parametrize("make", QUOTED)
@pytest.mark.parametrize("secret", ['"abc"', "'abc'", '"abc', "abc'", '""', '"'])
async def test_secret_in_quotes_raises(make: Callable[[Any], Any], secret: str) -> None:
    with pytest.raises(CredentialError, match="in quotes: pass it without them"):
        make(secret)
    with pytest.raises(CredentialError, match="in quotes: pass it without them"):
        await make(lambda: secret).headers("GET", "https://acme.okta.test")
    make("a'b")


@pytest.mark.parametrize("field", ["client_id", "scopes"])
@pytest.mark.parametrize("value", [None, 5, "", [5]])
def test_setting_of_a_service_app_that_is_missing_raises(field: str, value: Any) -> None:
    if (field, value) == ("scopes", 5):
        value = [None]
    settings: dict[str, Any] = {"client_id": "0oa", "private_key": "{}", "scopes": "a", field: value}
    with pytest.raises(CredentialError, match=f"`{field}` must be"):
        ServiceApp(**settings)


@pytest.mark.parametrize("name", [None, 5, "", "two words"])
def test_name_of_a_cookie_that_is_none_raises(name: Any) -> None:
    with pytest.raises(CredentialError, match="invalid name"):
        SessionCookie(name, "abc")


# What Okta sends and no request can carry is not the caller's mistake.


@pytest.mark.parametrize("value", ["", "..", "me", "a\nb", "a\x1b", '"102"'])
async def test_id_that_no_request_can_carry_is_oktas_fault(value: str) -> None:
    async with sessions(Wired([httpx.Response(200, json={**SESSION, "id": value})])) as okta:
        with pytest.raises(UnreadableAnswerError, match="no request can carry") as raised:
            await okta.login("201")
    assert (raised.value.provider, raised.value.operation) == ("okta", "createSession")


@pytest.mark.parametrize("call", ["get_current_session", "refresh_current_session"])
@pytest.mark.parametrize("value", ["two words", "a,b", "a\\b", "ü"])
async def test_cookie_that_no_request_can_carry_is_oktas_fault(call: str, value: str) -> None:
    response = httpx.Response(200, json=SESSION, headers=[(b"Set-Cookie", f"sid={value}; Path=/".encode())])
    async with sessions(Wired([response])) as okta:
        with pytest.raises(UnreadableAnswerError, match="sets the cookie sid to a value that no request can carry"):
            await getattr(okta, call)(SID)


@pytest.mark.parametrize("value", ["", "a\nb", "two words", '"eyJ"'])
async def test_access_token_that_no_request_can_carry_is_oktas_fault(value: str) -> None:
    async with sessions(Wired([httpx.Response(200, json={**ACCESS_TOKEN, "access_token": value})])) as okta:
        with pytest.raises(UnreadableAnswerError, match="no `access_token` that a request can carry") as raised:
            await okta.issue_access_token("a.b.c", scope="okta.sessions.read")
    assert not value or not [where for where, text in shown_locals(raised.value) if repr(value)[1:-1] in text]
    assert (raised.value.provider, raised.value.operation) == ("okta", "issueAccessToken")


@pytest.mark.parametrize("status", ["S3CRET", "line\nbreak\x1b[31m", "a" * 100_000])
async def test_unknown_state_of_an_authentication_is_not_shown(status: str) -> None:
    body = {**TRANSACTION, "status": status, "sessionToken": None, "stateToken": "s"}
    async with sessions(Wired([httpx.Response(200, json=body)])) as okta:
        transaction = await okta.authenticate("ada", "S3CRET")
        with pytest.raises(Exception, match=r"its state is unknown to this version$"):
            await okta.login(transaction)
